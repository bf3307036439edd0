"""Charts of one indicator: values, path, expected values, targets."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from soctrang_analysis import facts
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.plan_charts import goal_look
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.story import EDGES, LOOK_BACK, Story, story
from soctrang_analysis.output.style import LEGEND_LINE, SMALL, beside, top_legend
from soctrang_analysis.output.view import Frame, View, long_name, most_observed
from soctrang_analysis.reading.breaks import break_words, breaks_before

NEEDS = ("used", "trajectories", "progress")
Looks = dict[str, dict[str, Any]]
LEGEND_COLUMNS = 3
FREE: dict[str, Any] = {"clip_on": False}  # a mark on the edge of the axes is whole


@chart("indicator", needs=NEEDS)
def plot_indicator(
    view: View,
    used: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    indicator_id: str | None = None,
) -> Frame | str:
    """Any one indicator (the one with the most values, unless named)."""
    tables = [view.own(t) for t in (used, trajectories, progress)]
    stand = tables[0][tables[0]["used"]]
    name = indicator_id or most_observed(stand, view.plan.targets)
    known, looks = story(name, tables), Looks()
    drawn = _draw_one(view, known, looks)
    if drawn.empty:
        return "nothing"
    top = _finish(view, looks)
    _limits(view, drawn, known.unit)
    own = view.plan.targets[view.plan.targets["indicator_id"].eq(name)]
    told = {
        "name": long_name(view.plan, name, view.lang),
        "unit": view.unit(known.unit),
        "target_no": "–" if own.empty else own["target_no"].iloc[0],
    }
    return Frame(drawn, 4.2, top=top, facts=told)


@chart("mortality", needs=NEEDS)
def plot_mortality(
    view: View,
    used: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
) -> Frame | str:
    """All indicators of one unit on one scale, named at their last targets."""
    tables = [view.own(t) for t in (used, trajectories, progress)]
    units = view.plan.framework.of("unit")
    board = tables[2]
    board = board[board["indicator_id"].map(units).eq(view.row["unit"])]
    if board.empty:
        return "nothing"
    parts, looks = [], Looks()
    for name in dict.fromkeys(board["indicator_id"].astype("str")):
        known = story(name, tables)
        parts.append(_draw_one(view, known, looks))
        for goal in known.goals.tail(1).to_dict("records"):
            beside(view.ax, view.name(name), (goal["year"], goal["value"]), 12)
    top = _finish(view, looks)
    view.ax.set_ylim(0, None)
    drawn = pd.concat(parts)
    seen = drawn.loc[drawn["source_title"].notna(), "year"]
    until = view.say("no_values")
    if len(seen):
        until = view.say("until", year=f"{seen.max():g}")
    told = {"until": until, "unit": view.unit(view.row["unit"])}
    return Frame(drawn, 4.6, right=1.6, top=top, facts=told)


def _draw_one(view: View, known: Story, looks: Looks) -> pd.DataFrame:
    """Values, path, expected values and targets; what was drawn, and its looks."""
    _draw_others(view, known.others, looks)
    _draw_line(view, known.used, looks)
    if len(known.used):
        _draw_breaks(view, known)
    if len(known.path) > 1:
        look: dict[str, Any] = {"ls": "-", "color": colour("trajectory")}
        looks[view.say("path")] = look
        view.ax.plot(known.path["year"], known.path["value"], **look, **FREE)
    _draw_edges(view, known.edges, looks)
    last = view.plan.framework.milestones[-1]
    for year, value in zip(known.goals["year"], known.goals["value"], strict=True):
        look = goal_look(view, int(year))
        kind = "target" if year == last else "milestone"
        looks[view.say(kind, year=int(year))] = look
        look = look | {"ms": 11 if look["marker"] == "*" else 6, "zorder": 4}
        view.ax.plot([year], [value], **look, **FREE)
    _draw_expected(view, known.ahead, looks)
    ends = [known.ahead.assign(value=known.ahead[end]) for end in ("low", "high")]
    return pd.concat(
        [known.used, known.others, known.path, known.edges, known.goals, *ends]
    ).reindex(columns=["year", "value", *known.others.columns.drop(["year", "value"])])


def _draw_others(view: View, others: pd.DataFrame, looks: Looks) -> None:
    """Values that no verdict stands on: crosses, never joined."""
    if others.empty:
        return
    look: dict[str, Any] = {"marker": "x", "ls": "", "ms": 8, "alpha": 0.7}
    look["color"] = colour("muted")
    looks[view.say("not_used")] = look
    view.ax.plot(others["year"], others["value"], zorder=1.5, **look, **FREE)


def _draw_line(view: View, line: pd.DataFrame, looks: Looks) -> None:
    """The used values, joined; the line ends at a break that nothing bridges."""
    if line.empty:
        return
    ink = colour("observed")
    for _, part in line.groupby(np.cumsum(_cuts(view, line) != 0)):
        view.ax.plot(part["year"], part["value"], "-", color=ink, lw=1.2, **FREE)
    for evidence, face in (("direct", ink), ("derived", "white")):
        part = line[line["evidence"].eq(evidence)]
        if len(part):
            look: dict[str, Any] = {"marker": "o", "ls": "", "color": ink, "mfc": face}
            looks[view.say(f"observed_{evidence}")] = look
            view.ax.plot(part["year"], part["value"], **look, **FREE)


def _cuts(view: View, line: pd.DataFrame) -> Any:
    """Before which values of a line a break stands that nothing bridges."""
    same = np.arange(len(line)) > 0
    return breaks_before(line, same, view.plan.framework.name).cut


def _draw_breaks(view: View, known: Story) -> None:
    """Breaks between values of the series, of those used and those before them."""
    before = known.others["left_out"].eq("before_break")
    before &= known.others["series"].eq(known.series)
    line = pd.concat([known.used, known.others[before]])
    line = line.drop_duplicates("year").sort_values("year")
    years, cut = line["year"].to_numpy(), _cuts(view, line)
    for place in np.flatnonzero(cut):
        _draw_break(view, (years[place - 1] + years[place]) / 2, int(cut[place]))


def _draw_break(view: View, middle: float, broken: int) -> None:
    """A line where a series must not be joined, and why."""
    view.ax.axvline(middle, color=colour("muted"), ls=":", lw=1)
    why = view.say("break_here", why=break_words(broken, view.lang))
    text = view.ax.text(
        middle, 0.02, " " + "\n ".join(textwrap.wrap(why, 30)), va="bottom",
        transform=view.ax.get_xaxis_transform(), color=colour("muted"),
    )  # fmt: skip
    text.set_fontsize(SMALL)


def _draw_edges(view: View, edges: pd.DataFrame, looks: Looks) -> None:
    """The range a value must stay in, year by year, between its two edges."""
    dashes = dict(zip(EDGES, ("-", "--"), strict=True))
    for variant, dash in dashes.items():
        line = edges[edges["variant"].eq(variant)]
        if len(line):
            look: dict[str, Any] = {"ls": dash, "color": colour("trajectory")}
            looks[view.say(f"edge_{variant}")] = look
            view.ax.plot(line["year"], line["value"], **look, **FREE)


def _draw_expected(view: View, ahead: pd.DataFrame, looks: Looks) -> None:
    """The value expected for each milestone, with its interval where there is one."""
    known = ahead[ahead["low"].notna() & ahead["high"].notna()]
    look: dict[str, Any] = {"marker": "D", "ls": "", "ms": 4}
    look["color"] = colour("projection")
    for row in ahead.to_dict("records"):
        words = view.say("expected")
        if row["year"] in set(known["year"]):
            words = view.say("expected_level", level=view.number(100 * row["level"], 0))
            ink: dict[str, Any] = {"color": look["color"], **FREE}
            view.ax.vlines(row["year"], row["low"], row["high"], lw=1.5, **ink)
            caps: dict[str, Any] = {"marker": "_", "ms": 9, "ls": "", **ink}
            view.ax.plot([row["year"]] * 2, [row["low"], row["high"]], **caps)
        looks[words] = look
        view.ax.plot([row["year"]], [row["expected"]], zorder=3.5, **look, **FREE)


def _limits(view: View, drawn: pd.DataFrame, unit: str) -> None:
    """Axes wide enough for what is drawn, within what the unit can be."""
    values = drawn["value"].dropna()
    low, high = values.min(), values.max()
    pad = 0.12 * (high - low) or 0.1 * abs(high) or 1.0
    top = facts.row("words/units", unit)["top"]
    least = 0.0 if low >= 0 else low - pad
    most = min(high + pad, max(high, float(top))) if top else high + pad
    view.ax.set_ylim(max(low - pad, least), most)


def _finish(view: View, looks: Looks) -> float:
    """Legend and ticks that charts of indicators share; inches of the legend."""
    top_legend(view.ax, looks, -0.06, columns=LEGEND_COLUMNS)
    if legend := view.ax.get_legend():
        legend.borderaxespad = 0.8  # clear of marks on the edge of the axes
    view.ticks(view.ax.yaxis)
    years = view.plan.framework.years
    view.ax.set_xlim(years[0] - LOOK_BACK - 0.5, years[-1] + 0.5)
    view.ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    return (-(-len(looks) // LEGEND_COLUMNS) - 1) * LEGEND_LINE + 0.08
