"""Chart of the area beside those it was merged with, its region and the nation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import PAPER, legend_above
from soctrang_analysis.output.plan_charts import goal_look
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import SMALL, beside
from soctrang_analysis.output.view import Frame, View
from soctrang_analysis.reading.areas import read_areas

ROW = 0.21  # inches
BARS = 1.28  # the axis beyond the longest bar, for its number
HEAD, TARGET = 1.95, 1.2  # rows from the name of an indicator to its bars, its target
LEFT = 1.75  # inches for names of areas
DOUBTFUL = "†"


@chart("neighbours", needs="neighbours")
def plot_neighbours(view: View, neighbours: pd.DataFrame) -> Frame | str:
    """Latest values of the area and of those near it, beside the plan's target."""
    counts = neighbours.groupby("indicator_id")["area"].nunique()
    own = set(neighbours.loc[neighbours["area"].eq(view.area), "indicator_id"])
    kept = [name for name in counts.index if counts[name] > 1 and name in own]
    rows = neighbours[neighbours["indicator_id"].isin(kept)]
    if rows.empty:
        return "no_neighbours"
    at = 0.0
    ticks: dict[float, str] = {}
    for _, part in rows.groupby("indicator_id", sort=False):
        at = _draw_one(view, _in_order(view, part), at, ticks)
    view.ax.set_yticks(list(ticks), list(ticks.values()))
    for tick, words in zip(view.ax.get_yticklabels(), ticks.values(), strict=True):
        tick.set_fontweight("bold" if words == view.area else "normal")
    view.ax.set_ylim(at - 0.4, -0.2)
    view.ax.set_xlim(0, BARS)
    view.ax.set_xticks([])
    view.ax.grid(visible=False)
    view.ax.spines["bottom"].set_visible(False)
    top = _legend(view, rows)
    told = _told(view, rows)
    return Frame(rows, ROW * at + 1.3, LEFT, 0.15, 0.05, top, facts=told)


def _in_order(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """The area first, then its neighbours, its region, the nation."""
    kinds = read_areas().areas.set_index("area")["kind"]
    ranks = {"region": 2, "nation": 3}
    rank = rows["area"].map(lambda area: ranks.get(kinds.get(area, ""), 1))
    rank = rank.mask(rows["area"].eq(view.area), 0)
    return rows.assign(rank=rank).sort_values(["rank", "area"], kind="stable")


def _draw_one(
    view: View, rows: pd.DataFrame, at: float, ticks: dict[float, str]
) -> float:
    """One indicator: its name and target, a bar an area; where the next begins."""
    records: list[dict[Any, Any]] = rows.to_dict("records")
    first = records[0]
    top = max(rows["value"].max(), rows["target"].max(), 1e-9)
    name = f"{view.name(first['indicator_id'])}, {view.unit(first['unit'])}"
    head = view.ax.text(0, at + 0.45, name, weight="bold", va="center", fontsize=SMALL)
    head.set_bbox(PAPER)
    start = at + HEAD
    for place, row in enumerate(records):
        level = start + place
        ticks[level] = row["area"]
        own = row["area"] == view.area
        fill = colour("observed" if own else "neighbour")
        view.ax.barh(level, row["value"] / top, 0.62, color=fill)
        words = f"{view.number(round(row['value'], 2))} ({_year(view, row)})"
        words += "" if row["comparable"] else f" {DOUBTFUL}"
        beside(view.ax, words, (row["value"] / top, level), 4, bbox=PAPER, zorder=3)
    if not pd.isna(first["target"]):
        _target(view, first, first["target"] / top, (at + TARGET, start + len(records)))
    return start + len(records) + 0.1


def _year(view: View, row: Mapping[Any, Any]) -> str:
    return show_year(row["value_year"], view.lang)


def _target(
    view: View, row: Mapping[Any, Any], x: float, ends: tuple[float, float]
) -> None:
    """The plan's target across the bars, its number at the head of the line."""
    look = goal_look(view, view.plan.framework.milestones[-1])
    view.ax.plot([x, x], [ends[0], ends[1] - 0.6], color=look["color"], lw=1, ls="--")
    view.ax.plot([x], [ends[0]], **look | {"ms": 8})
    symbol = facts.column("words/comparators", "symbol")[row["comparator"]]
    words = f"{symbol} {view.number(row['target'])} ({row['target_year']})"
    beside(view.ax, words, (x, ends[0]), 7, color=look["color"], bbox=PAPER)


def _legend(view: View, rows: pd.DataFrame) -> float:
    """What the bars and the star are; inches beyond one line."""
    bar: dict[str, Any] = {"marker": "s", "ls": "", "ms": 7}
    looks = {
        view.area: bar | {"color": colour("observed")},
        view.say("others"): bar | {"color": colour("neighbour")},
        view.say("plan_target"): goal_look(view, view.plan.framework.milestones[-1]),
    }
    if not rows["comparable"].all():
        blank = {"marker": "", "ls": "", "color": "none"}
        looks[f"{DOUBTFUL} {view.say('not_comparable')}"] = blank
    return legend_above(view.ax, looks, left=LEFT - 0.12)


def _told(view: View, rows: pd.DataFrame) -> dict[str, object]:
    """The values of the first indicator in words, for the title."""
    first = rows[rows["indicator_id"].eq(rows["indicator_id"].iloc[0])]
    kinds = read_areas().areas.set_index("area")["kind"]
    near = first[first["area"].map(lambda a: kinds.get(a) not in ("region", "nation"))]
    near = near if len(near) > 1 else first
    parts = [
        f"{row['area']} {view.amount(row['value'], row['unit'])} ({_year(view, row)})"
        for row in _in_order(view, near).to_dict("records")
    ]
    name = view.short(str(first["indicator_id"].iloc[0]))
    return {
        "finding": f"{name}: {', '.join(parts)}",
        "count": rows["indicator_id"].nunique(),
    }
