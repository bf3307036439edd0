"""Charts of what the plan promises: milestones, and a fall in its two readings."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import pandas as pd

from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import PAPER, legend_above
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import SMALL
from soctrang_analysis.output.view import Frame, View, long_name, row_places

ROW = 0.205  # inches
LEFT = 2.5  # inches for names
ARROWS = {"up": " ▲", "down": " ▼"}


def goal_look(view: View, year: int) -> dict[str, Any]:
    """How a milestone is drawn: the last of the framework has a look of its own."""
    if year == view.plan.framework.milestones[-1]:
        return {"marker": "*", "ms": 9, "ls": "", "color": colour("target")}
    return {"marker": "s", "ms": 5, "ls": "", "color": colour("milestone")}


def goal_looks(view: View) -> dict[str, dict[str, Any]]:
    """Milestones in a legend: words -> look."""
    *before, last = view.plan.framework.milestones
    looks = {view.say("target", year=last): goal_look(view, last)}
    if before:
        words = view.say("milestone", year=", ".join(map(str, before)))
        looks = {words: goal_look(view, before[0])} | looks
    return looks


@chart("promises", needs="targets")
def plot_promises(view: View, targets: pd.DataFrame) -> Frame | str:
    """Milestones of all indicators of one unit, by objective."""
    unit = view.row["unit"]
    rows = targets[targets["basis"].eq("level") & targets["unit"].eq(unit)]
    if rows.empty:
        return "nothing"
    labels, ids = _by_objective(view, list(dict.fromkeys(rows["indicator_id"])))
    places, end = row_places(labels, ROW)
    for name, at in zip(ids, places, strict=True):
        _dumbbell(view, rows[rows["indicator_id"].eq(name)], at)
    view.ax.set_yticks(places, labels)
    for tick, name in zip(view.ax.get_yticklabels(), ids, strict=True):
        tick.set_fontweight("normal" if name else "bold")
    view.ax.set_ylim(end - 0.4, -0.6)
    view.ax.set_xlim(-3, 104)
    view.ax.grid(axis="y", visible=False)
    view.ticks(view.ax.xaxis)
    looks = goal_looks(view)
    held = next(iter(looks.values())) | {"mfc": "white"}
    looks[view.say("hold")] = held
    top = legend_above(view.ax, looks, left=LEFT - 0.12)
    told = _counted(view, rows)
    return Frame(rows, ROW * end + 1.8, LEFT, 0.5, top=top, facts=told)


def _by_objective(view: View, names: list[str]) -> tuple[list[str], list[str]]:
    """Labels under the heads of their objectives, and the indicators; "" for heads."""
    known = view.plan.framework.of("objective_no")
    directions = view.plan.framework.of("direction")
    labels: list[str] = []
    ids: list[str] = []
    objectives = {known.get(name, "") for name in names}
    for objective in sorted(objectives, key=lambda o: (o == "", o)):
        title = f"{view.say('objective')} {objective}"
        labels.append(title if objective else view.say("own_indicators"))
        own = [name for name in names if known.get(name, "") == objective]
        labels += [view.name(n) + ARROWS.get(directions.get(n, ""), "") for n in own]
        ids += ["", *own]
    return labels, ids


def _counted(view: View, rows: pd.DataFrame) -> dict[str, object]:
    """How many indicators must rise, fall, be held, for the title."""
    known = view.plan.framework.of("direction")
    directions = [known.get(name, "") for name in dict.fromkeys(rows["indicator_id"])]
    held = rows.loc[rows["hold"].astype(bool), "indicator_id"].nunique()
    return {
        "count": len(directions), "up": directions.count("up"),
        "down": directions.count("down"), "held": held,
    }  # fmt: skip


def _dumbbell(view: View, rows: pd.DataFrame, at: float) -> None:
    """One indicator: its milestones, joined, with their values beside them."""
    if rows.empty:
        return
    last = view.plan.framework.milestones[0]
    years = rows["year"].fillna(last).astype(int)
    points = dict(zip(years, rows["value"], strict=True))
    values = list(points.values())
    ends = [min(values), max(values)]
    view.ax.plot(ends, [at, at], color=colour("grid"), lw=3, zorder=1)
    held = bool(rows["hold"].any())
    for year, value in points.items():
        look = goal_look(view, year)
        face = "white" if held else look["color"]
        view.ax.plot([value], [at], **(look | {"mfc": face, "zorder": 3}))
    shown = " → ".join(view.number(v) for v in dict.fromkeys(values))
    left = ends[1] > 75
    x = ends[0] - 3 if left else ends[1] + 3
    side = "right" if left else "left"
    text = view.ax.text(x, at, shown, ha=side, va="center", fontsize=SMALL)
    text.set(bbox=PAPER, zorder=1.6)


@chart("fall", needs="trajectories")
def plot_fall(view: View, trajectories: pd.DataFrame) -> Frame | str:
    """A fall without baseline in its simple and compound reading, and their gap."""
    looks = {"simple": ("trajectory", "-"), "compound": ("alternative", "--")}
    rows = _variants(view, trajectories, looks)
    if rows.empty:
        return "no_such_target"
    told = _lines(view, rows, looks)
    x, ends = rows["year"].max(), rows.groupby("variant")["value"].last()
    low, high = sorted(ends)
    view.ax.plot([x, x], [low, high], color=colour("text"), lw=1)
    view.ax.annotate(
        view.say("gap_points", value=view.number(high - low, 1)),
        (x, (low + high) / 2), (-46, -18), textcoords="offset points", ha="right",
        arrowprops={"arrowstyle": "-", "lw": 0.6}, bbox=PAPER,
    )  # fmt: skip
    span = rows["value"].max() - rows["value"].min()
    view.ax.set_ylim(rows["value"].min() - 0.3 * span, None)
    view.ax.set_xlim(rows["year"].min() - 0.3, x)  # its words stand beside the grid
    view.ax.set_xticks(sorted(set(rows["year"]))[::2])
    return Frame(rows, right=1.75, facts=told)


def _variants(
    view: View, trajectories: pd.DataFrame, looks: dict[str, tuple[str, str]]
) -> pd.DataFrame:
    """Rows of the first indicator of the area that has these readings."""
    rows = view.own(trajectories)
    rows = rows[rows["variant"].isin(list(looks))]
    return rows[rows["indicator_id"].eq(rows["indicator_id"].min())]


def _lines(
    view: View, rows: pd.DataFrame, looks: dict[str, tuple[str, str]]
) -> dict[str, object]:
    """Two readings of one path, named at their ends; facts for the texts."""
    first, unit = int(rows["year"].min()), rows["unit"].iloc[0]
    of_index = view.say("index_of", year=first)
    told: dict[str, object] = {
        "name": long_name(view.plan, rows["indicator_id"].iloc[0], view.lang),
        "short": view.short(rows["indicator_id"].iloc[0]),
        "base": first,
        "end": int(rows["year"].max()),
        "unit": of_index if unit == "index" else view.unit(unit),
    }
    ends = rows.groupby("variant")["value"].last().sort_values()
    for variant, shift in zip(ends.index, (-20, 14), strict=False):
        role, dash = looks[variant]
        line, ink = rows[rows["variant"].eq(variant)], colour(role)
        view.ax.plot(line["year"], line["value"], dash, color=ink, label=variant)
        start, second, end = (line["value"].iloc[i] for i in (0, 1, -1))
        rate = view.number(round(100 * (1 - second / start), 1))
        told |= {variant: view.number(end, 1), f"{variant}_rate": rate}
        text = [view.number(end, 1), *wrap(view.say(variant, rate=rate), 20)]
        view.ax.annotate(
            "\n".join(text), (line["year"].iloc[-1], end), (8, shift),
            textcoords="offset points", va="center", color=ink, size=SMALL,
        )  # fmt: skip
    view.ticks(view.ax.yaxis)
    return told
