"""Charts of one indicator: observed values, path, projection, targets."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.plan_charts import goal_look, goal_looks
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import LEGEND_LINE, SMALL, beside, top_legend
from soctrang_analysis.output.view import Frame, View, long_name, most_observed
from soctrang_analysis.reading.breaks import break_words, breaks_before

NEEDS = ("observations", "trajectories", "progress")
MAIN = ("main", "simple", "weak")


@chart("indicator", needs=NEEDS)
def plot_indicator(
    view: View,
    observations: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    indicator_id: str | None = None,
) -> Frame | str:
    """Any one indicator (the one with the most values, unless named)."""
    tables = [view.own(t) for t in (observations, trajectories, progress)]
    name = indicator_id or most_observed(tables[0], view.plan.targets)
    drawn = _draw_one(view, name, tables)
    if drawn.empty:
        return "nothing"
    _finish(view)
    view.ax.margins(y=0.12)
    own = view.plan.targets[view.plan.targets["indicator_id"].eq(name)]
    told = {
        "name": long_name(view.plan, name, view.lang),
        "unit": view.unit(drawn["unit"].iloc[0]),
        "target_no": "–" if own.empty else own["target_no"].iloc[0],
    }
    return Frame(drawn, 4.2, top=LEGEND_LINE, facts=told)


@chart("mortality", needs=NEEDS)
def plot_mortality(
    view: View,
    observations: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
) -> Frame | str:
    """All indicators of one unit on one scale, named at their last targets."""
    tables = [view.own(t) for t in (observations, trajectories, progress)]
    units = view.plan.framework.of("unit")
    board = tables[2]
    board = board[board["indicator_id"].map(units).eq(view.row["unit"])]
    if board.empty:
        return "nothing"
    parts = []
    for name, goals in board.groupby("indicator_id", sort=False):
        parts.append(_draw_one(view, str(name), tables))
        known = goals[goals["target"].notna() & goals["year"].notna()]
        for goal in known.tail(1).to_dict("records"):
            beside(view.ax, view.name(str(name)), (goal["year"], goal["target"]), 12)
    _finish(view)
    view.ax.set_ylim(0, None)
    drawn = pd.concat(parts)
    seen = drawn.loc[drawn["source_title"].notna(), "year"]
    until = view.say("no_values")
    if len(seen):
        until = view.say("until", year=f"{seen.max():g}")
    told = {"until": until, "unit": view.unit(view.row["unit"])}
    return Frame(drawn, 4.6, right=1.6, top=LEGEND_LINE, facts=told)


def _draw_one(view: View, name: str, tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Values, path, projection and targets of one indicator; what was drawn."""
    seen, paths, rows = (t[t["indicator_id"].eq(name)] for t in tables)
    series = rows["series"].iloc[0] if len(rows) else ""
    line = seen[seen["series"].eq(series) & seen["evidence"].ne("proxy")]
    line = line.drop_duplicates("year").sort_values("year")
    _draw_line(view, line)
    ink = colour("observed")
    for evidence, face in (("direct", ink), ("derived", "white")):
        part = line[line["evidence"].eq(evidence)]
        view.ax.plot(part["year"], part["value"], "o", color=ink, mfc=face)
    same_unit = paths["unit"].isin(set(rows["unit"]))
    path = paths[paths["variant"].isin(MAIN) & same_unit]
    view.ax.plot(path["year"], path["value"], "-", color=colour("trajectory"))
    goals = rows[rows["year"].notna() & rows["target"].notna()]
    for year, target in zip(goals["year"].astype(int), goals["target"], strict=True):
        look = goal_look(view, year)
        look |= {"ms": 11 if look["marker"] == "*" else 6, "zorder": 4}
        view.ax.plot([year], [target], **look)
    _draw_fan(view, goals[goals["expected"].notna()])
    return pd.concat([line, path, goals.assign(value=goals["target"])])


def _draw_line(view: View, line: pd.DataFrame) -> None:
    """The line through the values; it ends at a break that nothing bridges."""
    same = np.arange(len(line)) > 0
    cut = breaks_before(line, same, view.plan.framework.name).cut
    for _, part in line.groupby(np.cumsum(cut != 0)):
        view.ax.plot(part["year"], part["value"], "-", color=colour("observed"), lw=1.2)
    years = line["year"].to_numpy()
    for place in np.flatnonzero(cut):
        middle = (years[place - 1] + years[place]) / 2
        view.ax.axvline(middle, color=colour("muted"), ls=":", lw=1)
        why = view.say("break_here", why=break_words(int(cut[place]), view.lang))
        text = view.ax.text(
            middle, 0.02, " " + "\n ".join(textwrap.wrap(why, 30)), va="bottom",
            transform=view.ax.get_xaxis_transform(), color=colour("muted"),
        )  # fmt: skip
        text.set_fontsize(SMALL)


def _draw_fan(view: View, ahead: pd.DataFrame) -> None:
    """The expected value from the latest one on, with its interval."""
    if ahead.empty:
        return
    ink, first = colour("projection"), ahead["latest"].iloc[0]
    years = [ahead["latest_year"].iloc[0], *ahead["year"].astype(float)]
    view.ax.plot(years, [first, *ahead["expected"]], ":", color=ink)
    if ahead["low"].notna().all():
        ends = [first, *ahead["low"]], [first, *ahead["high"]]
        view.ax.fill_between(years, *ends, color=ink, alpha=0.15, lw=0)


def _finish(view: View) -> None:
    """Legend and ticks that charts of indicators share."""
    looks = {
        view.say("observed"): {"marker": "o", "ls": "-", "color": colour("observed")},
        view.say("path"): {"ls": "-", "color": colour("trajectory")},
        view.say("projection"): {"ls": ":", "color": colour("projection")},
    }
    top_legend(view.ax, looks | goal_looks(view), -0.06, columns=3)
    view.ticks(view.ax.yaxis)
    view.ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
