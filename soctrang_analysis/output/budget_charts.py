"""Charts of the budget: by year and item, by objective."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.captions import listed
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.panels import width
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import SMALL
from soctrang_analysis.output.view import Frame, View

MILLION = 1_000_000
NO_OBJECTIVE = "–"  # name of lines of which no objective is known
LEGEND_WIDTH = 15.5  # characters of the legend in an inch
LEGEND_ROW = 0.17  # inches
NOTE_WIDTH = 10.5  # characters in an inch
ITEMS = 4  # colours of items


def level_of(view: View, summary: pd.DataFrame, level: str) -> pd.DataFrame:
    """Rows of one level in million đồng, with their short words where we have some."""
    rows = summary[summary["level"].eq(level)]
    known = facts.budget_lines(view.plan.source["sha256"])
    words = [
        known.get(row["label_vi"], {}).get(f"short_{view.lang}")
        or row[f"label_{view.lang}"]
        or row["label_vi"]
        for row in rows.to_dict("records")
    ]
    return rows.assign(million=rows["amount_vnd"] / MILLION, words=words)


@chart("budget", needs="budget_summary")
def plot_budget(view: View, summary: pd.DataFrame) -> Frame | str:
    """Budget by year and item; what makes its step; the level in constant prices."""
    items = level_of(view, summary, "item")
    if items.empty:
        return "no_budget"
    table = items.pivot(index="year", columns="name", values="million")
    words = items.drop_duplicates("name").set_index("name")["words"]
    total = table.sum(axis=1)
    bottom = total * 0.0
    for place, name in enumerate(map(str, table)):
        named = _in_legend(view, f"{name} {words[name]}")
        _stack(view, table[name], bottom, (colour(f"item{place % ITEMS + 1}"), named))
        bottom = bottom + table[name]
    for year, amount in zip(table.index, total, strict=True):
        text = view.ax.text(year, amount * 1.01, view.number(round(amount, 6)))
        text.set(ha="center", va="bottom", weight="bold")
    told = {
        "first": table.index[0], "last": table.index[-1],
        "total": view.number(round(total.sum(), 6)), "items": len(words),
    }  # fmt: skip
    told |= _constant(view, level_of(view, summary, "total"))
    told |= _note_step(view, summary, total)
    view.ax.set_xticks(list(table.index))
    view.ax.grid(axis="x", visible=False)
    high = total.max()
    view.ax.set_yticks([tick for tick in view.ax.get_yticks() if tick <= high])
    view.ticks(view.ax.yaxis)
    _, names = view.ax.get_legend_handles_labels()
    rows = LEGEND_ROW * sum(1 + name.count("\n") for name in names)
    view.ax.legend(loc="upper left", bbox_to_anchor=(-0.07, -0.08), borderaxespad=0)
    return Frame(items, 4.1 + rows, left=0.6, bottom=0.5 + rows, facts=told)


def _in_legend(view: View, words: str) -> str:
    """Words on lines as long as the place of the chart is wide."""
    return textwrap.fill(words, max(int(LEGEND_WIDTH * width(view.ax)), 20))


def _stack(
    view: View, amounts: pd.Series, bottom: pd.Series, look: tuple[str, str]
) -> None:
    """One item over the years, its amounts inside bars high enough for them."""
    fill, text = look
    years = amounts.index
    view.ax.bar(years, amounts, 0.72, bottom, color=fill, ec="white", label=text)
    high = view.ax.dataLim.ymax
    paper = {"fc": fill, "ec": "none", "pad": 0.5}  # over a line that would strike it
    for year, base, amount in zip(years, bottom, amounts, strict=True):
        if amount > 0.085 * high:
            inside = view.ax.text(year, base + amount / 2, view.number(amount))
            inside.set(ha="center", va="center", color=ink_on(fill), bbox=paper)


def _constant(view: View, total: pd.DataFrame) -> dict[str, object]:
    """The level in prices of the first year, as far as the price index goes."""
    known = total[total["constant_vnd"].notna()].sort_values("year")
    if len(known) < 2:
        return {"prices": "", "price_source": ""}
    base, year = int(known["year"].iloc[0]), int(known["year"].iloc[-1])
    levels = known["constant_vnd"].astype(float) / MILLION
    first, last = float(levels.iloc[0]), float(levels.iloc[-1])
    change = 100 * (last / first - 1) if first else 0.0
    given = {"base": base, "year": year, "value": view.number(abs(change), 1)}
    finding = view.say("real_fall" if change < 0 else "real_rise", **given)
    words = view.say(
        "constant_line", finding=finding, level=view.number(last, 1), base=base,
        year=year,
    )  # fmt: skip
    # Each level is a line across its bar, black on white so that any fill shows it.
    for weight, ink, label in ((3.0, "white", None), (1.4, colour("text"), words)):
        ends = known["year"] - 0.36, known["year"] + 0.36
        line: dict[str, Any] = {"color": ink, "lw": weight, "ls": (0, (3, 1.5))}
        line |= {"label": label and _in_legend(view, label)}
        view.ax.hlines(levels, *ends, **line)
    more = view.say("price_index")
    return {"prices": f" {finding}.", "price_source": f"; {more}"}


def _note_step(
    view: View, summary: pd.DataFrame, total: pd.Series
) -> dict[str, object]:
    """Beside the bar of the largest step: how large it is, and which line makes it."""
    steps = total.diff().fillna(0)
    high = total.max() or 1.0
    if not steps.abs().gt(0).any():
        view.ax.set_ylim(0, high * 1.1)
        return {"change": "", "note": ""}
    year = int(steps.index[int(steps.abs().to_numpy().argmax())])
    before, step = float(total[year - 1]), float(steps[year])
    way = "rises" if step > 0 else "falls"
    percent = view.number(abs(100 * step / before), 1) if before else ""
    change = view.say(f"budget_{way}", year=year, percent=percent) if percent else ""
    rows = _steps_of(view, summary, year)
    largest = rows.iloc[int(rows["step_vnd"].abs().astype(float).to_numpy().argmax())]
    note = view.say(
        f"step_{way}", year=year, amount=view.number(round(abs(step), 6)),
        share=view.number(largest["step_share_pct"], 1),
        line=f"{largest['name']} {largest['words']}",
    )  # fmt: skip
    lines = textwrap.wrap(note, max(int(NOTE_WIDTH * width(view.ax)), 20))
    view.ax.set_ylim(0, high * (1.22 + 0.1 * len(lines)))
    text = view.ax.annotate(
        "\n".join(lines), (year, high * 1.11), (0.01, 0.99),
        textcoords="axes fraction", va="top", fontsize=SMALL,
        arrowprops={"arrowstyle": "-", "lw": 0.7, "relpos": (0.5, 0)},
        bbox={"fc": "white", "ec": "none", "pad": 1.0},
    )  # fmt: skip
    text.set_zorder(4)
    return {"change": change, "note": f" {note}."}


def _steps_of(view: View, summary: pd.DataFrame, year: int) -> pd.DataFrame:
    """Lines without parts that change in a year, the largest rise first."""
    rows = pd.concat([level_of(view, summary, level) for level in ("item", "part")])
    rows = rows[rows["year"].eq(year)]
    whole = {name.rsplit(".", 1)[0] for name in rows["name"] if "." in name}
    rows = rows[~rows["name"].isin(whole) & rows["step_vnd"].fillna(0).ne(0)]
    return rows.sort_values("step_vnd", ascending=False, kind="stable").reset_index()


@chart("objectives", needs="budget_summary")
def plot_objectives(view: View, summary: pd.DataFrame) -> Frame | str:
    """Money by objective over all years; those with none are plainly there."""
    rows = level_of(view, summary, "objective")
    sums = rows.groupby("name")["million"].sum()
    # Without our reading of the lines nothing is known of any objective.
    if not set(sums.index) - {NO_OBJECTIVE}:
        return "no_budget" if rows.empty else "no_reading"
    names = view.plan.framework.objectives
    values = [float(sums.get(name, 0.0)) for name in [*names, NO_OBJECTIVE]]
    view.ax.barh(range(len(values)), values, color=colour("item1"), height=0.6)
    for place, value in enumerate(values):
        _amount(view, value, place)
    labels = [
        textwrap.fill(f"{k}. {row[f'name_{view.lang}']}", 40)
        for k, row in names.items()
    ]
    view.ax.set_yticks(range(len(values)), [*labels, view.say("none")])
    view.ax.set_ylim(len(values) - 0.5, -0.5)
    view.ax.set_xlim(0, max(values) * 1.02)
    view.ax.grid(visible=False)
    view.ax.set_xticks([])
    view.ax.spines["bottom"].set_visible(False)
    bare = [name for name in names if not sums.get(name, 0.0)]
    key = "without_money" if bare else "with_money"
    told = {"finding": view.say(key, names=listed(bare, view.lang))}
    told |= {"first": rows["year"].min(), "last": rows["year"].max()}
    lines = summary[summary["level"].isin(["item", "part"])]
    return Frame(lines, 3.2, left=2.75, right=0.75, bottom=0.1, facts=told)


def _amount(view: View, value: float, place: int) -> None:
    """The amount at the end of a bar; that there is none, in bold."""
    text = view.number(round(value, 6)) if value else view.say("no_money")
    shown = view.ax.text(value, place, f" {text}", va="center")
    shown.set_fontweight("normal" if value else "bold")
