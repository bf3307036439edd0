"""One indicator on one set of axes: values, path, expected values, targets, numbers."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import PAPER, Label
from soctrang_analysis.output.plan_charts import goal_look
from soctrang_analysis.output.story import EDGES, INDEX, Story
from soctrang_analysis.output.style import SMALL
from soctrang_analysis.output.view import View
from soctrang_analysis.reading.breaks import break_words, breaks_before

Looks = dict[str, dict[str, Any]]
FREE: dict[str, Any] = {"clip_on": False}  # a mark on the edge of the axes is whole
MOST_DECIMALS = 2


def draw_story(view: View, known: Story, looks: Looks) -> pd.DataFrame:
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
    _draw_expected(view, known, looks)
    both = pd.concat([known.ahead, known.fan])
    ends = [both.assign(value=both[end]) for end in ("low", "high")]
    return pd.concat(
        [known.used, known.others, known.path, known.edges, known.goals, *ends]
    ).reindex(columns=["year", "value", *known.others.columns.drop(["year", "value"])])


def numbers(view: View, known: Story) -> list[Label]:
    """The numbers to write: latest value, milestones, ends of a range, expected."""
    places = _places(known)
    found = []
    for row in known.used.tail(1).to_dict("records"):
        words = f"{view.number(row['value'])} ({show_year(row['year'], view.lang)})"
        found.append(Label(words, (row["year"], row["value"]), colour("observed")))
    symbols = facts.column("words/comparators", "symbol")
    for row in known.goals.to_dict("records"):
        value = view.number(round(row["value"], places))
        words = f"{symbols.get(row['comparator'], '')} {value}".strip()
        ink = goal_look(view, int(row["year"]))["color"]
        found.append(Label(words, (row["year"], row["value"]), ink))
    for _, edge in known.edges.groupby("variant", sort=False):
        year, end = edge["year"].iloc[-1], edge["value"].iloc[-1]
        words, at = view.number(end, places), (year, end)
        found.append(Label(words, at, colour("trajectory")))
    for row in known.ahead.tail(1).to_dict("records"):
        words, at = view.number(row["expected"], places), (row["year"], row["expected"])
        found.append(Label(words, at, _ink(known)))
    return found


def _places(known: Story) -> int:
    """Decimals of computed numbers: those of the values and targets, at most two."""
    if known.unit == INDEX or known.goals.empty:
        return 1
    given = pd.concat([known.used["value"], known.goals["value"]]).to_numpy(dtype=float)
    return min(int(decimals(given).max(initial=0)), MOST_DECIMALS)


def _draw_others(view: View, others: pd.DataFrame, looks: Looks) -> None:
    """Values that no verdict stands on: crosses, never joined."""
    if others.empty:
        return
    look: dict[str, Any] = {"marker": "x", "ls": "", "ms": 8, "alpha": 0.7}
    look["color"] = colour("muted")
    looks[view.say("not_used")] = look
    view.ax.plot(others["year"], others["value"], zorder=1.7, **look, **FREE)


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
        transform=view.ax.get_xaxis_transform(), color=colour("muted"), bbox=PAPER,
    )  # fmt: skip
    text.set(fontsize=SMALL, zorder=1.6)


def _draw_edges(view: View, edges: pd.DataFrame, looks: Looks) -> None:
    """The range a value must stay in, year by year, between its two edges."""
    dashes = dict(zip(EDGES, ("-", "--"), strict=True))
    lines = {name: edges[edges["variant"].eq(name)] for name in dashes}
    if not all(len(line) for line in lines.values()):
        return
    weak, strong = lines.values()
    ink = colour("trajectory")
    view.ax.fill_between(
        weak["year"], weak["value"], strong["value"], color=ink, alpha=0.15, lw=0
    )
    for variant, line in lines.items():
        look: dict[str, Any] = {"ls": dashes[variant], "color": ink}
        looks[view.say(f"edge_{variant}")] = look
        view.ax.plot(line["year"], line["value"], **look, **FREE)


def _ink(known: Story) -> str:
    """Grey where what is expected stands on values too old for a verdict."""
    old = known.ahead["stale"].astype(bool).any() if len(known.ahead) else False
    return colour("muted" if old else "projection")


def _draw_expected(view: View, known: Story, looks: Looks) -> None:
    """What is expected for each milestone, with the interval of every year till then.

    Without the table ``outlook`` the interval stands at the milestones alone.
    """
    ahead, ink = known.ahead, _ink(known)
    if ahead.empty:
        return
    old = ink == colour("muted")
    face = "white" if old else ink
    look: dict[str, Any] = {"marker": "D", "ls": "", "ms": 4.5, "color": ink}
    look["mfc"] = face
    certain = ahead[ahead["low"].notna() & ahead["high"].notna()]
    key = "expected_old" if old else "expected"
    if len(certain):
        level = view.number(100 * certain["level"].iloc[0], 0)
        looks[view.say(f"{key}_level", level=level)] = look
    else:
        looks[view.say(key)] = look
    if len(known.fan) and len(known.used):
        _draw_fan(view, known, ink)
    else:
        bars: dict[str, Any] = {"color": ink, "lw": 1.5, **FREE}
        view.ax.vlines(certain["year"], certain["low"], certain["high"], **bars)
        for end in ("low", "high"):
            caps: dict[str, Any] = {"marker": "_", "ms": 9, "ls": "", "color": ink}
            view.ax.plot(certain["year"], certain[end], **caps, **FREE)
    view.ax.plot(ahead["year"], ahead["expected"], zorder=3.5, **look, **FREE)


def _draw_fan(view: View, known: Story, ink: str) -> None:
    """The interval of each year from the latest value on, and its middle."""
    fan, start = known.fan, known.used.iloc[-1]
    years = [start["year"], *fan["year"]]
    low, high, middle = (
        [start["value"], *fan[name]] for name in ("low", "high", "expected")
    )
    view.ax.fill_between(years, low, high, color=ink, alpha=0.13, lw=0)
    view.ax.plot(years, middle, ":", color=ink, lw=1.2, **FREE)
