"""All indicators on one page: values, targets, a sparkline, verdicts, who answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import legend_above
from soctrang_analysis.output.owners import groups, marks
from soctrang_analysis.output.plan_charts import goal_look, goal_looks
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.story import (
    LOOK_BACK,
    Story,
    promised_for,
    signal_counts,
    story,
)
from soctrang_analysis.output.style import SMALL, WIDTH
from soctrang_analysis.output.view import Frame, View
from soctrang_analysis.schema import natural_key

EDGE = 0.12  # inches left and right
WIDE = WIDTH - 2 * EDGE
ROW = 0.174  # inches
# Where columns stand, in inches: left edge of words, right edge of numbers.
NAME, LATEST, GOALS, SPARK, VERDICT = 0.0, 2.75, (3.3, 3.86), (4.04, 4.6), 4.86
NAME_WIDTH, HEAD_WIDTH = 36, 80  # characters of the plan's words, of an agency
SURE = WIDE
CROSS = 0.47  # inches from the end of a milestone to the mark that it was missed
MISSED = "x"
MISSED_LOOK: dict[str, Any] = {"ls": "", "ms": 5, "mew": 1.8}
SHOWN = 2  # milestones that have a column: the last ones
LARGE = 10  # from here on one decimal will do


@chart("overview", needs=("progress", "used", "trajectories", "agencies"))
def plot_overview(
    view: View,
    progress: pd.DataFrame,
    used: pd.DataFrame,
    trajectories: pd.DataFrame,
    agencies: pd.DataFrame,
) -> Frame | str:
    """Every indicator on one page, under the agency that answers for it."""
    tables = [view.own(t) for t in (used, trajectories, progress)]
    rows = tables[2][tables[2]["deciding"]]
    if rows.empty:
        return "nothing"
    ids = sorted(set(rows["indicator_id"]), key=natural_key)
    records = {row["indicator_id"]: row for row in rows.to_dict("records")}
    missed = tables[2][tables[2]["status"].eq("missed")]
    at = 0.0
    for agency, names in groups(view, agencies, ids):
        at = _head(view, at, agency)
        for name in names:
            lines = _lines(view, records[name])
            middle = at + (len(lines) + 1) / 2
            at += len(lines)
            known = story(name, tables)
            _row(view, middle, records[name], lines)
            _spark(view, middle, known)
            _mark_missed(view, middle, missed[missed["indicator_id"].eq(name)])
        at += 1
    _columns(view, at)
    top = _legend(view, set(rows["signal"]), missed=len(missed) > 0)
    told = _told(view, rows) | _told_marks(view, agencies)
    values = tables[0][tables[0]["used"]]
    height = ROW * (at + 3) + 0.55
    return Frame(rows, height, EDGE, EDGE, 0.0, top, told, values)


def _told(view: View, rows: pd.DataFrame) -> dict[str, object]:
    """How many indicators stand how, for the title."""
    told = signal_counts(rows)
    key = "overview_some" if told["judged"] else "overview_none"
    return told | {"finding": view.say(key, **told)}


def _told_marks(view: View, agencies: pd.DataFrame) -> dict[str, object]:
    """What marks of certainty and of confidence mean, for the subtitle."""
    known = marks(view, agencies)
    sure = [row for row in facts.rows("words/confidence") if row["mark"]]
    return {
        "certainty": view.say("who_marks", marks=known) if known else "",
        "sure": ", ".join(f"{r['mark']}\u00a0{r[f'name_{view.lang}']}" for r in sure),
    }


def _signals() -> Mapping[str, str]:
    return facts.column("words/signals", "mark")


def _write(view: View, x: float, y: float, text: str, **looks: Any) -> None:
    """Small text level with a row."""
    text_looks: dict[str, Any] = {"va": "center", "fontsize": SMALL, **looks}
    view.ax.text(x, y, text, **text_looks)


def _columns(view: View, rows: float) -> None:
    """Headings of the columns, the years of the sparklines, the legend."""
    due = view.plan.framework.milestones[-SHOWN:]
    top: dict[str, Any] = {"y": -0.95, "va": "bottom", "weight": "bold"}
    _write(view, NAME, text=view.say("head_indicator"), **top)
    _write(view, LATEST, text=view.say("head_latest"), ha="right", **top)
    for x, year in zip(GOALS[-len(due) :], due, strict=True):
        _write(view, x, text=str(year), ha="right", **top)
    years = view.plan.framework.years
    span = view.say("head_span", first=years[0] - LOOK_BACK, last=years[-1])
    _write(view, sum(SPARK) / 2, text=span, ha="center", **top)
    _write(view, VERDICT - 0.08, text=view.say("head_verdict"), **top)
    _write(view, SURE, text=view.say("head_sure"), ha="right", **top)
    view.ax.set_axis_off()
    view.ax.set_xlim(0, WIDE)
    view.ax.set_ylim(rows - 0.5, -2.4)


def _legend(view: View, signals: set[str], *, missed: bool) -> float:
    """The marks on the page; inches of the legend beyond one line."""
    looks: dict[str, dict[str, Any]] = {
        facts.said("words/signals", signal, view.lang): signal_look(signal)
        for signal in _signals()
        if signal in signals
    }
    looks[view.say("observed")] = {"marker": ".", "color": colour("observed"), "lw": 1}
    looks[view.say("path")] = {"ls": "-", "color": colour("trajectory"), "lw": 1}
    looks |= goal_looks(view)
    if missed:
        looks[view.say("missed_target")] = {
            "marker": MISSED, "color": colour("off"), **MISSED_LOOK,
        }  # fmt: skip
    return legend_above(view.ax, looks, left=0.0)


def signal_look(signal: str) -> dict[str, Any]:
    """How a signal is drawn: hollow and grey where there is no current evidence."""
    mark = facts.row("words/colours", signal)["marker"]
    if not mark:
        return {"marker": "o", "ls": "", "ms": 5, "color": colour("muted"), "mfc": "w"}
    return {"marker": mark, "ls": "", "ms": 6, "color": colour(signal)}


def _head(view: View, at: float, agency: str) -> float:
    """The agency that answers for the rows below; where its last line stands."""
    view.ax.axhline(at - 0.5, color=colour("muted"), lw=0.6)
    more = 0
    for more, line in enumerate(wrap(agency, HEAD_WIDTH)):
        _write(view, NAME, at + more, line, weight="bold")
    return at + more


def _lines(view: View, row: Mapping[Any, Any]) -> list[str]:
    """Name and unit of an indicator; the plan's words for its own on several lines."""
    words = f"{view.name(row['indicator_id'])}, {view.say('mark_' + row['unit'])}"
    short = row["indicator_id"] in view.plan.framework.indicators
    return [words] if short else wrap(words, NAME_WIDTH)


def _row(view: View, at: float, row: Mapping[Any, Any], lines: list[str]) -> None:
    """One indicator: name and unit, latest value, targets, verdict, confidence."""
    view.ax.axhline(at - len(lines) / 2, color=colour("grid"), lw=0.4)
    name = row["indicator_id"]
    _write(view, NAME, at, "\n".join(lines), linespacing=1.05)
    latest = "–"
    if not pd.isna(row["latest_year"]):
        year = show_year(row["latest_year"], view.lang)
        latest = f"{_number(view, row['latest'])} ({year})"
    _write(view, LATEST, at, latest, ha="right")
    due = view.plan.framework.milestones[-SHOWN:]
    for x, goal in zip(GOALS[-len(due) :], due, strict=True):
        _write(view, x, at, promised_for(view.plan, name, goal, view.lang), ha="right")
    view.ax.plot([VERDICT], [at], **signal_look(row["signal"]))
    _write(view, VERDICT + 0.09, at, _verdict(view, row))
    sure = row["confidence"] if isinstance(row["confidence"], str) else ""
    mark = facts.column("words/confidence", "mark").get(sure) or "–"
    _write(view, SURE, at, mark, ha="right")


def _mark_missed(view: View, at: float, missed: pd.DataFrame) -> None:
    """A cross before each milestone that was missed, whichever decides now."""
    due = view.plan.framework.milestones[-SHOWN:]
    places = dict(zip(due, GOALS[-len(due) :], strict=True))
    for year in missed["year"].dropna().astype(int):
        if year in places:
            look = MISSED_LOOK | {"color": colour("off")}
            view.ax.plot([places[year] - CROSS], [at], MISSED, **look)


def _number(view: View, value: float) -> str:
    return view.number(round(value, 1 if abs(value) >= LARGE else 2))


def _verdict(view: View, row: Mapping[Any, Any]) -> str:
    """The status in words; one that stands on old values is not called by its name."""
    if row["signal"] == "no_evidence" and row["n"] and row["stale"]:
        return view.say("values_old")
    return facts.row("words/statuses", row["status"])[f"short_{view.lang}"]


def _spark(view: View, at: float, known: Story) -> None:
    """Used values, path and targets on one axis of years; a scale of its own."""
    lines = {"observed": known.used, "trajectory": known.path}
    for variant, edge in known.edges.groupby("variant"):
        lines[str(variant)] = edge
    shown = pd.concat([*lines.values(), known.goals])["value"]
    low, high = shown.min(), shown.max()
    years = view.plan.framework.years
    first, last = years[0] - LOOK_BACK, years[-1]

    def place(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        share = (rows["year"].astype(float) - first) / (last - first)
        span = high - low or math.inf  # a flat line lies at the foot
        level = (rows["value"].astype(float) - low) / span
        inside = share.ge(0)
        x = SPARK[0] + share[inside] * (SPARK[1] - SPARK[0])
        return x, at + 0.3 - 0.6 * level[inside]

    view.ax.plot(SPARK, [at + 0.42] * 2, color=colour("grid"), lw=0.6, zorder=1)
    for name, rows in lines.items():
        ink = colour("observed" if name == "observed" else "trajectory")
        mark = "." if name == "observed" else ""
        view.ax.plot(*place(rows), marker=mark, ms=2.5, color=ink, lw=1)
    for _, goal in known.goals.iterrows():
        look = goal_look(view, int(goal["year"]))
        look |= {"ms": 5 if look["marker"] == "*" else 3, "mew": 0}
        view.ax.plot(*place(goal.to_frame().T), **look)
