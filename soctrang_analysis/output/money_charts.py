"""Chart of the money per child, and of who spends it."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import UNKNOWN
from soctrang_analysis.output.budget_charts import level_of
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.panels import Pads, panels
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import NORMAL, SMALL
from soctrang_analysis.output.view import Frame, View

PADS = Pads(left=0.15, right=0.1, bottom=0.3, top=0.4)
CHILD = 2.2  # inches of the money per child
UNKNOWN_CHILD = 1.0  # of words that say it is not known
AGENCY, LINE = 0.3, 0.14  # inches of an agency, of a further line of its name
NAME_WIDTH, NAMES = 36, 0.4  # characters of its name, share of the width
HATCH = "///"


@chart("money", needs="budget_summary")
def plot_money(view: View, summary: pd.DataFrame) -> Frame | str:
    """Money per child and year, and by the agency that carries it out."""
    total = level_of(view, summary, "total").sort_values("year")
    spent = _by_agency(view, summary)
    if total.empty:
        return "no_budget"
    per_child = total[total["per_child_vnd"].notna()]
    names = [textwrap.fill(name, NAME_WIDTH) for name in spent.index]
    low = sum(AGENCY + LINE * name.count("\n") for name in names) + 0.75
    high = CHILD if len(per_child) else UNKNOWN_CHILD
    upper, lower = (
        replace(view, ax=ax) for ax in panels(view.ax, (high, low), 1, PADS)
    )
    _draw_child(upper, per_child)
    _draw_agencies(lower, spent, names)
    first, last = int(total["year"].iloc[0]), int(total["year"].iloc[-1])
    upper.ax.set_title(view.say("per_child"), loc="left", fontsize=NORMAL)
    spent_title = view.say("by_agency", first=first, last=last)
    lower.ax.set_title(spent_title, loc="left", fontsize=NORMAL)
    told = {"first": first, "last": last, "finding": _finding(view, per_child, spent)}
    told["children"] = view.say("children_kinds") if len(per_child) else ""
    lines = summary[summary["level"].isin(["item", "part"])]
    return Frame(lines, high + low + 0.75, 0.0, 0.0, 0.0, -0.25, facts=told)


def _by_agency(view: View, summary: pd.DataFrame) -> pd.Series:
    """Million đồng of each agency over all years, the largest first."""
    rows = level_of(view, summary, "agency")
    words = rows["words"].mask(rows["name"].eq(UNKNOWN), view.say("no_agency"))
    sums = rows.assign(words=words).groupby("words")["million"].sum()
    return sums.sort_values(ascending=False, kind="stable")


def _draw_child(view: View, rows: pd.DataFrame) -> None:
    """A bar a year; hatched where the number of children is a projection."""
    if rows.empty:
        view.ax.set_axis_off()
        text = view.ax.text(0, 0.5, view.say("children_unknown"))
        text.set(transform=view.ax.transAxes, va="center", color=colour("muted"))
        return
    projected = rows["children_source"].str.startswith(
        facts.both("words/labels", "projected")
    )
    for hatched, fill in ((False, colour("item1")), (True, colour("item3"))):
        part = rows[projected.eq(hatched)]
        look: dict[str, Any] = {"color": fill, "ec": colour("text"), "lw": 0.5}
        look["hatch"] = HATCH if hatched else ""
        view.ax.bar(part["year"], part["per_child_vnd"], 0.7, **look)
    for year, value in zip(rows["year"], rows["per_child_vnd"], strict=True):
        text = view.ax.annotate(view.number(value, 0), (year, value), (0, 2),
                                textcoords="offset points")  # fmt: skip
        text.set(ha="center", va="bottom", fontsize=SMALL)
    view.ax.set_xticks(list(rows["year"]))
    view.ax.set_ylim(0, rows["per_child_vnd"].max() * 1.15)
    _bare(view)


def _draw_agencies(view: View, spent: pd.Series, names: list[str]) -> None:
    """A bar an agency, its name in front, its amount and share behind."""
    whole = spent.sum()
    top = spent.max() or 1.0
    at = 0.0
    for name, amount in zip(names, spent, strict=True):
        high = 1 + LINE / AGENCY * name.count("\n")
        middle = at + high / 2
        text = view.ax.text(0, middle, name, va="center", fontsize=SMALL)
        text.set_transform(view.ax.get_yaxis_transform())
        wide = amount / top * (1 - NAMES - 0.2)
        view.ax.barh(middle, wide, 0.62, left=NAMES, color=colour("item1"))
        share = view.number(100 * amount / whole, 1) if whole else "–"
        words = f" {view.number(round(amount, 6))} ({share}%)"
        view.ax.text(NAMES + wide, middle, words, va="center", fontsize=SMALL)
        at += high
    view.ax.set_xlim(0, 1)
    view.ax.set_ylim(at, 0)
    view.ax.set_axis_off()


def _bare(view: View) -> None:
    """Bars that carry their numbers need no scale beside them."""
    view.ax.set_yticks([])
    view.ax.grid(visible=False)


def _finding(view: View, rows: pd.DataFrame, spent: pd.Series) -> str:
    """Money per child in the first and the last year, else who spends most."""
    if len(rows):
        (first, last) = (rows.iloc[place] for place in (0, -1))
        return view.say(
            "finding_child", first=int(first["year"]), last=int(last["year"]),
            start=view.number(first["per_child_vnd"], 0),
            end=view.number(last["per_child_vnd"], 0),
        )  # fmt: skip
    share = view.number(100 * spent.iloc[0] / spent.sum(), 1) if spent.sum() else "–"
    return view.say("finding_agency", agency=spent.index[0], share=share)
