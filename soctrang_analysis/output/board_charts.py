"""Charts of all indicators: gaps, speed, the board, what is known."""

from __future__ import annotations

import pandas as pd
from matplotlib.patches import Rectangle

from soctrang_analysis import facts
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import beside
from soctrang_analysis.output.view import Frame, View
from soctrang_analysis.schema import natural_key

COLUMNS = 3


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
        text = f"{marks[row['signal']]} {view.number(row[column], 2)}"
        paper = {"fc": "white", "ec": "none", "pad": 0.5}
        points = -5 if row[column] < 0 else 5
        beside(view.ax, text, (row[column], place), points, bbox=paper)
    view.ax.set_ylim(len(rows) - 0.4, -0.6)
    view.ax.grid(axis="y", visible=False)
    view.ticks(view.ax.xaxis)


@chart("gap", needs="progress")
def plot_gap(view: View, progress: pd.DataFrame) -> Frame | str:
    """Gap to the path of all indicators with data, coloured by signal."""
    rows = _first_known(view, progress, "gap_good")
    if rows.empty:
        return "nothing"
    _signal_bars(view, rows, "gap_good")
    view.ax.axvline(0, color=colour("text"), lw=1)
    view.ax.set_yticks(range(len(rows)), [view.name(i) for i in rows["indicator_id"]])
    reach = max(rows["gap_good"].abs().max() * 1.4, 0.5)
    view.ax.set_xlim(-reach, reach)
    return Frame(rows, 0.3 * max(len(rows), 3) + 1.9, left=2.4, right=0.6)


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
    view.ax.set_xlim(low * 1.15, high * 1.15)
    view.ax.set_xlabel(view.say("times"))
    height = 0.4 * max(len(rows), 3) + 1.9
    return Frame(rows, height, left=2.4, right=0.5, bottom=0.5)


@chart("board", needs="progress")
def plot_board(view: View, progress: pd.DataFrame) -> Frame | str:
    """The board: every indicator by the signal of its headline."""
    rows = view.own(progress).drop_duplicates("indicator_id")
    if rows.empty:
        return "nothing"
    signal = rows["headline"].map(facts.column("words/statuses", "signal"))
    top = 0.0
    for known in facts.rows("words/signals"):
        name = known["signal"]
        ids = list(rows.loc[signal.eq(name), "indicator_id"])
        words = facts.said("words/signals", name, view.lang)
        text = f"{known['mark']} {words}: {len(ids)}"
        view.ax.text(0, top + 0.5, text, weight="bold", va="center")
        _tiles(view, ids, top + 0.9, colour(name))
        top += 0.9 - (-len(ids) // COLUMNS)
    view.ax.set_xlim(0, COLUMNS)
    view.ax.set_ylim(top, 0)
    view.ax.set_axis_off()
    told = {"count": len(rows)}
    return Frame(rows, 0.27 * top + 1.3, 0.15, 0.15, 0.0, facts=told)


def _tiles(view: View, ids: list[str], top: float, fill: str) -> None:
    """One tile per indicator, line after line."""
    for place, name in enumerate(ids):
        x, y = place % COLUMNS, top + place // COLUMNS
        view.ax.add_patch(Rectangle((x + 0.01, y + 0.06), 0.97, 0.86, lw=0, fc=fill))
        ink = ink_on(fill)
        view.ax.text(x + 0.04, y + 0.5, view.name(name), va="center", color=ink)


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
