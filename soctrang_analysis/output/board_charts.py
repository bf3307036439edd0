"""Charts of all indicators: gaps, speed, the board, what is known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.patches import Rectangle

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import beside
from soctrang_analysis.output.view import Frame, View
from soctrang_analysis.schema import natural_key

COLUMNS = 3
PROVISIONAL = "*"  # a gap to a path from a base nobody stated


def _first_known(view: View, progress: pd.DataFrame, column: str) -> pd.DataFrame:
    """The first row of each indicator of the area that has a number in a column."""
    rows = view.own(progress)
    return rows[rows[column].notna()].drop_duplicates("indicator_id")


def _signal_bars(view: View, rows: pd.DataFrame, column: str) -> None:
    """One bar per indicator in the colour of its signal, the mark beside its number."""
    fills = [colour(s) for s in rows["signal"]]
    places = range(len(rows))
    view.ax.barh(places, rows[column], 0.6, color=fills, ec=colour("text"), lw=0.5)
    marks = facts.column("words/signals", "mark")
    for place, row in enumerate(rows.to_dict("records")):
        number = view.number(row[column], 2)
        text = f"{marks[row['signal']]} {number} ({_evidence(view, row, 'bar')})"
        if column == "gap_good" and row["base_provisional"]:
            text += PROVISIONAL
        paper = {"fc": "white", "ec": "none", "pad": 0.5}
        beside(view.ax, text, (max(row[column], 0), place), 5, bbox=paper)
    view.ax.set_ylim(len(rows) - 0.4, -0.6)
    view.ax.grid(axis="y", visible=False)
    view.ticks(view.ax.xaxis)


@chart("gap", needs="progress")
def plot_gap(view: View, progress: pd.DataFrame) -> Frame | str:
    """Gap to the path of all indicators with data, coloured by signal."""
    counted = progress[progress["n"].gt(1) & progress["deciding"]]
    rows = _first_known(view, counted, "gap_good")
    if rows.empty:
        return "nothing"
    _signal_bars(view, rows, "gap_good")
    view.ax.axvline(0, color=colour("text"), lw=1)
    view.ax.set_yticks(range(len(rows)), [view.name(i) for i in rows["indicator_id"]])
    reach = max(rows["gap_good"].abs().max() * 1.4, 0.5)
    view.ax.set_xlim(-reach, 2.3 * reach)  # room for the words beside the bars
    return Frame(rows, 0.3 * max(len(rows), 3) + 1.9, left=2.4)


@chart("acceleration", needs="progress")
def plot_acceleration(view: View, progress: pd.DataFrame) -> Frame | str:
    """How much faster each indicator must go: required against observed pace."""
    rows = _first_known(view, progress, "acceleration")
    if rows.empty:
        return "nothing"
    _signal_bars(view, rows, "acceleration")
    view.ax.axvline(1, color=colour("text"), lw=1, ls="--")
    both = zip(rows["indicator_id"], rows["year"], strict=True)
    names = [f"{view.name(name)}, {year}" for name, year in both]
    view.ax.set_yticks(range(len(rows)), names)
    low, high = min(rows["acceleration"].min(), 0), max(rows["acceleration"].max(), 1)
    view.ax.set_xlim(low * 1.15, high * 1.9)
    view.ax.set_xlabel(view.say("times"))
    height = 0.4 * max(len(rows), 3) + 1.9
    return Frame(rows, height, left=2.4, right=0.5, bottom=0.5)


@chart("board", needs="progress")
def plot_board(view: View, progress: pd.DataFrame) -> Frame | str:
    """The board: every indicator by the signal of its deciding milestone."""
    own = view.own(progress)
    rows = own[own["deciding"]]
    if rows.empty:
        return "nothing"
    over = own[own["status"].eq("missed") & ~own["deciding"]]
    missed = over.groupby("indicator_id")["year"].max().astype(int)
    top = 0.0
    for known in facts.rows("words/signals"):
        part = rows[rows["signal"].eq(known["signal"])]
        words = facts.said("words/signals", known["signal"], view.lang)
        text = f"{known['mark']} {words}: {len(part)}"
        view.ax.text(0, top + 0.4, text, weight="bold", va="center")
        _tiles(view, part, missed, top + 0.7, colour(known["signal"]))
        top += 0.8 - (-len(part) // COLUMNS)
    view.ax.set_xlim(0, COLUMNS)
    view.ax.set_ylim(top, 0)
    view.ax.set_axis_off()
    told = {"count": len(rows)}
    return Frame(rows, 0.34 * top + 1.3, 0.15, 0.15, 0.0, facts=told)


def _tiles(
    view: View, rows: pd.DataFrame, missed: pd.Series, top: float, fill: str
) -> None:
    """One tile per indicator: its name, then the year of its value and how sure."""
    for place, row in enumerate(rows.to_dict("records")):
        x, y = place % COLUMNS, top + place // COLUMNS
        view.ax.add_patch(Rectangle((x + 0.01, y + 0.06), 0.97, 0.86, lw=0, fc=fill))
        looks: dict[str, Any] = {"va": "center", "color": ink_on(fill)}
        view.ax.text(x + 0.04, y + 0.32, view.name(row["indicator_id"]), **looks)
        text = _evidence(view, row, "tile")
        if due := missed.get(row["indicator_id"]):
            text += view.say("tile_missed", year=due)
        view.ax.text(x + 0.04, y + 0.7, text, **looks)


def _evidence(view: View, row: dict[Any, Any], where: str) -> str:
    """The year of the value a verdict stands on, and the confidence in it."""
    if pd.isna(row["latest_year"]):
        return view.say("no_values")
    year = show_year(row["latest_year"], view.lang)
    if not row["confidence"] or pd.isna(row["confidence"]):
        return view.say(f"{where}_final", year=year)
    if row["confidence"] == "none":
        return view.say(f"{where}_old", year=year)
    sure = facts.said("words/confidence", row["confidence"], view.lang)
    return view.say(f"{where}_evidence", year=year, confidence=sure)


@chart("known", needs="observations")
def plot_known(view: View, observations: pd.DataFrame) -> Frame | str:
    """Which values are known: indicator by year, by kind of evidence."""
    rows = view.own(observations)
    if rows.empty:
        return "nothing"
    ids = {*view.plan.targets["indicator_id"], *rows["indicator_id"]}
    names = sorted(ids, key=natural_key)
    ink = colour("observed")
    looks = {
        "proxy": ("o", "white"), "derived": ("D", colour("trajectory")),
        "direct": ("o", ink),
    }  # fmt: skip
    for evidence, (mark, face) in looks.items():
        part = rows[rows["evidence"].eq(evidence)]
        places = [names.index(i) for i in part["indicator_id"]]
        view.ax.plot(part["year"], places, mark, mfc=face, color=ink, ms=5)
    view.ax.set_yticks(range(len(names)), [view.name(i) for i in names])
    known = set(rows["indicator_id"])
    for tick, name in zip(view.ax.get_yticklabels(), names, strict=True):
        tick.set_color(colour("text" if name in known else "muted"))
    view.ax.set_ylim(len(names) - 0.4, -0.6)
    first, last = int(rows["year"].min()), view.plan.framework.years[-1]
    view.ax.set_xticks(range(first, last + 1, 2))
    view.ax.set_xlim(first - 0.7, last + 0.7)
    told = {"count": len(names), "known": len(known)}
    return Frame(rows, 0.19 * len(names) + 1.6, left=2.4, facts=told)
