"""Milestones that are due: met, missed or not known, by who owes the figure."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.patches import Rectangle

from soctrang_analysis import facts
from soctrang_analysis.output.captions import listed
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.owners import groups, marks
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import SMALL, WIDTH
from soctrang_analysis.output.view import Frame, View

EDGE = 0.12  # inches left and right
WIDE = WIDTH - 2 * EDGE
NAMES, STATE = 2.1, 2.15  # inches of the agencies and of the words of a state
NAME_WIDTH = 29  # characters of a line of an agency's name
TILE = 0.36
ROW = 0.26
STATES = {"met": "good", "missed": "off", "unknown": "no_evidence"}  # -> signal


@chart("due", needs=("progress", "agencies"))
def plot_due(view: View, progress: pd.DataFrame, agencies: pd.DataFrame) -> Frame | str:
    """Milestones due by the year of the assessment, by the agency that owes them."""
    rows = view.own(progress)
    # Without a year of assessment, all milestones but those of the last year.
    last = view.plan.framework.milestones[-1] - 1 if view.as_of is None else view.as_of
    rows = rows[rows["year"].notna() & rows["year"].astype(float).le(last)]
    if rows.empty:
        return "nothing_due"
    state = rows["status"].map(facts.column("words/statuses", "due"))
    rows = rows.assign(state=state.where(state.isin(list(STATES)), "unknown"))
    at = 0.0
    ids = list(dict.fromkeys(rows["indicator_id"].astype("str")))
    for agency, names in groups(view, agencies, ids):
        own = rows[rows["indicator_id"].isin(names)]
        at = _agency(view, agency, own, at)
    view.ax.set_axis_off()
    view.ax.set_xlim(0, WIDE)
    view.ax.set_ylim(at, -0.1)
    known = marks(view, agencies)
    years = sorted(set(rows["year"].astype(int)))
    told: dict[str, object] = {
        name: int(rows["state"].eq(name).sum()) for name in STATES
    }
    told |= {
        "count": len(rows),
        "years": listed([view.say("in_year", year=y) for y in years], view.lang),
        "certainty": view.say("who_marks", marks=known) if known else "",
    }
    return Frame(rows, ROW * at + 1.2, EDGE, EDGE, 0.0, -0.12, facts=told)


def _agency(view: View, agency: str, rows: pd.DataFrame, at: float) -> float:
    """One agency: its name, and tiles for each state and year; the next place."""
    view.ax.axhline(at, color=colour("grid"), lw=0.6)
    names = textwrap.wrap(agency, NAME_WIDTH)
    view.ax.text(0, at + 0.4, "\n".join(names), va="top", fontsize=SMALL, weight="bold")
    lines = 0.0
    for state in STATES:
        for _, part in rows[rows["state"].eq(state)].groupby(["year", "late_evidence"]):
            lines += _tiles(view, part, at + 0.15 + lines, state)
    return at + max(lines + 0.3, 0.5 * len(names) + 0.7)


def _tiles(view: View, rows: pd.DataFrame, top: float, state: str) -> int:
    """A word with the number of milestones, then one tile each; lines they take."""
    signal = STATES[state]
    mark = facts.column("words/signals", "mark")[signal]
    words = view.say(f"due_{state}", year=int(rows["year"].iloc[0]), count=len(rows))
    if rows["late_evidence"].iloc[0]:
        words += view.say("due_late")
    looks: dict[str, Any] = {"va": "center", "fontsize": SMALL}
    view.ax.text(NAMES, top + 0.5, f"{mark} {words}", **looks)
    fill = colour(signal)
    first, room = NAMES + STATE, int((WIDE - NAMES - STATE) / TILE)
    for place, name in enumerate(rows["indicator_id"]):
        x, y = first + TILE * (place % room), top + place // room
        box = Rectangle((x + 0.01, y + 0.08), TILE - 0.02, 0.84, lw=0, fc=fill)
        view.ax.add_patch(box)
        centre = looks | {"ha": "center", "color": ink_on(fill)}
        view.ax.text(x + TILE / 2, y + 0.5, str(name), **centre)
    return -(-len(rows) // room)
