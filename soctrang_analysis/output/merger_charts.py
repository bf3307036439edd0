"""What a change of area alone does: old and new value side by side, and the targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import PAPER, legend_above
from soctrang_analysis.output.plan_charts import goal_look, goal_looks
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import beside
from soctrang_analysis.output.view import Frame, View, long_name

OLD, NEW = "observed", "muted"


@chart("merger", needs="merger_effect")
def plot_merger(view: View, merger_effect: pd.DataFrame) -> Frame | str:
    """Values of the plan's area, of the new area in the same year, and the targets."""
    rows = view.own(merger_effect)
    if rows.empty:
        return "no_merger"
    unit = rows["unit"].value_counts().index[0]
    drawn = rows[rows["unit"].eq(unit)].reset_index(drop=True)
    names = [*dict.fromkeys(drawn["indicator_id"])]
    for place, name in enumerate(names):
        _draw_one(view, place, drawn[drawn["indicator_id"].eq(name)])
    view.ax.set_yticks(range(len(names)), [view.name(name) for name in names])
    view.ax.set_ylim(len(names) - 0.5, -0.75)
    ends = drawn[["value", "new_value", "target"]].to_numpy(dtype=float)
    view.ax.set_xlim(0, 1.12 * float(ends.max()))
    view.ticks(view.ax.xaxis)
    looks = {
        view.area: {"marker": "o", "ls": "", "color": colour(OLD)},
        drawn["new_area"].iloc[0]: {
            "marker": "o", "ls": "", "color": colour(NEW), "mfc": "white",
        },
    }  # fmt: skip
    top = legend_above(view.ax, looks | goal_looks(view), left=1.75)
    height = 0.8 * max(len(names), 2) + 1.6
    told = _told(view, rows, drawn)
    return Frame(drawn, height, left=1.9, bottom=0.4, top=top, facts=told)


def _draw_one(view: View, place: int, rows: pd.DataFrame) -> None:
    """One indicator: an arrow from the old to the new value, targets above it."""
    records: list[dict[Any, Any]] = rows.to_dict("records")
    row = records[0]
    ends = [float(row["value"]), float(row["new_value"])]
    view.ax.annotate(
        "", (ends[1], place), (ends[0], place),
        arrowprops={"arrowstyle": "->", "color": colour(NEW), "shrinkB": 4},
    )  # fmt: skip
    marks = ((ends[0], OLD, colour(OLD)), (ends[1], NEW, "white"))
    right = max(ends)
    for value, role, face in marks:
        view.ax.plot([value], [place], "o", color=colour(role), mfc=face, zorder=3)
        beside(
            view.ax,
            _number(view, row, value),
            (value, place),
            7 if value == right else -7,
            bbox=PAPER,
        )
    for goal in rows[rows["year"].notna()].to_dict("records"):
        look = goal_look(view, int(goal["year"]))
        view.ax.plot([goal["target"]], [place - 0.3], **look)
        symbol = facts.column("words/comparators", "symbol")[goal["comparator"]]
        text = f"{symbol} {view.number(goal['target'])}"
        above = view.ax.annotate(
            text, (goal["target"], place - 0.3), (0, 5), textcoords="offset points"
        )
        above.set(ha="center", va="bottom", bbox=PAPER, zorder=1.6)


def _number(view: View, row: Mapping[Any, Any], value: float) -> str:
    """A value with the decimals that the plan's area has."""
    return view.number(value, _places(row))


def _places(row: Mapping[Any, Any]) -> int:
    return int(decimals(pd.Series([row["value"]]).to_numpy())[0])


def _told(view: View, rows: pd.DataFrame, drawn: pd.DataFrame) -> dict[str, object]:
    """The finding of the largest change, and what the texts name."""
    shift = (drawn["difference"] / drawn["value"]).abs()
    records: list[dict[Any, Any]] = drawn.to_dict("records")
    row = records[int(shift.to_numpy().argmax())]
    old, new = (_number(view, row, row[name]) for name in ("value", "new_value"))
    way = "same" if old == new else "falls" if row["difference"] < 0 else "rises"
    name = long_name(view.plan, row["indicator_id"], view.lang)
    low = name[:1].lower() + name[1:]
    others = rows.loc[rows["unit"].ne(row["unit"]), "indicator_id"].nunique()
    years = sorted({f"{year:g}" for year in drawn["value_year"]})
    own = 0 if view.lang == "vi" else -1
    return {
        "finding": view.say(f"merger_title_{way}", what=low, old=old, new=new),
        "new_area": row["new_area"],
        "unit": view.unit(row["unit"]),
        "year": " - ".join(dict.fromkeys([years[0], years[-1]])),
        "weights": row["weights"].split(" / ")[own],
        "others": view.say("merger_others", count=others) if others else "",
    }
