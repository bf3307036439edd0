"""Chart of what the next report must show for a verdict to turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.analysis.tipping import rounded_to_do
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import PAPER, legend_above
from soctrang_analysis.output.plan_charts import goal_look
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import beside
from soctrang_analysis.output.view import Frame, View, row_places

ROW = 0.42  # inches
LEFT = 2.3  # inches for names
WAY = 100.0  # percent of the way from the latest value to the target
MOST = 2  # decimals of a value shown


@chart("tipping", needs="tipping")
def plot_tipping(view: View, tipping: pd.DataFrame) -> Frame | str:
    """The value of the next report that makes the chance even, on the way to go."""
    rows = view.own(tipping)
    rows = rows.sort_values("year", kind="stable").drop_duplicates(
        "indicator_id", keep="last"
    )
    rows = rows.sort_index()
    if rows.empty:
        return "no_tipping"
    records: list[dict[Any, Any]] = rows.to_dict("records")
    labels = [_label(view, row) for row in records]
    places, end = row_places(labels, ROW)
    for place, row in zip(places, records, strict=True):
        _draw_one(view, place, row)
    view.ax.set_yticks(places, labels)
    view.ax.set_ylim(end - 0.4, -0.55)
    view.ax.set_xlim(-32, 128)
    view.ax.set_xticks([0, 50, 100], ["0%", "50%", "100%"])
    view.ax.set_xlabel(view.say("way_axis"))
    looks = _looks(view)
    top = legend_above(view.ax, looks, left=LEFT - 0.12)
    open_ = [row for row in records if not _met(row)]
    told: dict[str, object] = {
        "next_year": show_year(rows["next_year"].iloc[0], view.lang),
        "count": len(records), "open": len(open_),
        "finding": _finding(view, records, open_),
    }  # fmt: skip
    height = ROW * max(end, 2) + 1.75
    return Frame(rows, height, LEFT, bottom=0.5, top=top, facts=told)


def _met(row: Mapping[Any, Any]) -> bool:
    """Whether the latest value meets the target already: there is no way to go."""
    over = _sign(row) * (row["latest"] - row["target"])
    return bool(over > 1e-9 or (over > -1e-9 and "=" in row["comparator"]))


def _sign(row: Mapping[Any, Any]) -> int:
    return 1 if row["comparator"].startswith(">") else -1


def _label(view: View, row: Mapping[Any, Any]) -> str:
    """The indicator, and in a second line where it stands."""
    year = show_year(row["latest_year"], view.lang)
    latest = view.amount(round(row["latest"], MOST), row["unit"])
    return f"{view.name(row['indicator_id'])}\n{latest} ({year})"


def _needed(view: View, row: Mapping[Any, Any], name: str) -> str:
    """A value rounded so that it does it, "≤ 10,3"."""
    given = np.array([row["target"], row["latest"]])
    places = 0 if row["unit"] == "count" else min(int(decimals(given).max()), MOST)
    known = {"sign": _sign(row), "d": 10.0**-places}
    value = rounded_to_do(row[name], {**row, **known})
    return f"{'≥' if _sign(row) > 0 else '≤'} {view.number(value, places)}"


def _draw_one(view: View, place: float, row: Mapping[Any, Any]) -> None:
    """The way from the latest value to the target, and how far the report must be."""
    ink = colour("projection")
    if _met(row):
        words = view.say("way_met", value=_needed(view, row, "even_chance"))
        text = view.ax.text(0, place, words, va="center", color=colour("muted"))
        text.set_bbox(PAPER)
        return
    view.ax.plot([0, WAY], [place, place], color=colour("grid"), lw=4, zorder=1)
    view.ax.plot([0], [place], "o", color=colour("observed"), zorder=3)
    last = goal_look(view, view.plan.framework.milestones[-1])
    view.ax.plot([WAY], [place], **last | {"zorder": 3})
    symbol = facts.column("words/comparators", "symbol")[row["comparator"]]
    goal = f"{symbol} {view.number(round(row['target'], MOST))}"
    beside(view.ax, goal, (WAY, place), 8, color=last["color"], bbox=PAPER)
    share = WAY * (row["even_chance"] - row["latest"]) / (row["target"] - row["latest"])
    view.ax.plot([share], [place], "D", color=ink, zorder=4)
    needed = _needed(view, row, "even_chance")
    text = view.ax.annotate(needed, (share, place), (0, 6), textcoords="offset points")
    text.set(ha="center", va="bottom", color=ink, bbox=PAPER, zorder=2)


def _looks(view: View) -> dict[str, dict[str, Any]]:
    last = view.plan.framework.milestones[-1]
    return {
        view.say("latest_value"): {
            "marker": "o", "ls": "", "color": colour("observed"),
        },
        view.say("even_chance"): {
            "marker": "D", "ls": "", "color": colour("projection"),
        },
        view.say("target", year=last): goal_look(view, last),
    }  # fmt: skip


def _finding(
    view: View, records: list[dict[Any, Any]], open_: list[dict[Any, Any]]
) -> str:
    """What the first indicator that is not met must show."""
    row = (open_ or records)[0]
    key = "finding_tipping" if open_ else "finding_tipping_met"
    return view.say(
        key, what=view.short(row["indicator_id"]), count=len(records),
        year=show_year(row["next_year"], view.lang),
        value=_needed(view, row, "even_chance"),
        latest=view.amount(round(row["latest"], MOST), row["unit"]),
        latest_year=show_year(row["latest_year"], view.lang),
    )  # fmt: skip
