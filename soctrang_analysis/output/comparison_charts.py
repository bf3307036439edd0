"""Charts of the plan beside the national one, and of who answers for which target."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_day
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import legend_above
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import SMALL, beside
from soctrang_analysis.output.view import Frame, View, row_places
from soctrang_analysis.reading.plan import Plan

# Side of the table -> the other side, its colour and its mark.
SIDES = {"a": ("b", "milestone", "o"), "b": ("a", "muted", "s")}
ROW = 0.26  # inches
ROW_LINE = 0.5  # of a row of 0.3 inches: a line of text below its dots
PRESENT_WIDTH = 68  # characters of such a line


@chart("comparison", needs="comparison")
def plot_comparison(
    view: View, comparison: pd.DataFrame, *, other: Plan | None = None
) -> Frame | str:
    """Milestones on which the plan and the other plan differ (national unless given).

    ``other`` is the second plan that was given to `compare_plans`.
    """
    rows = comparison[comparison["more_ambitious"].isin(["a", "b"])]
    if rows.empty:
        return "same_plans" if len(comparison) else "no_national"
    names = [view.name(name) for name in rows["indicator_id"]]
    dues = ["" if pd.isna(year) else f", {year}" for year in rows["year"]]
    labels = [name + due for name, due in zip(names, dues, strict=True)]
    places, end = row_places(labels, ROW)
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        _pair(view, place, row)
    view.ax.set_yticks(places, labels)
    view.ax.set_ylim(end - 0.4, -0.6)
    view.ax.set_xlim(-0.35, 1.35)
    view.ax.set_xticks([])
    view.ax.spines["bottom"].set_visible(False)
    view.ax.grid(visible=False)
    words = _names(view, other)
    looks = {}
    for side, (_, role, mark) in SIDES.items():
        looks[words[side]] = {"marker": mark, "ls": "", "color": colour(role)}
    top = legend_above(view.ax, looks, left=2.4)
    told = _note_the_rest(view, comparison, words)
    height = ROW * max(end, 3) + 2.1
    return Frame(rows, height, 2.6, 0.3, 0.5, top, facts=told)


def _names(view: View, other: Plan | None) -> dict[str, str]:
    """What the two plans are called: by their areas, the nation's by its programme."""
    named = {"a": view.area, "b": "" if other is None else other.area}
    nation = view.plan.framework.facts["area"]
    if other is None or other.area == nation:
        named["b"] = view.say("nation")
    if view.plan.area == nation:
        named["a"] = view.say("nation")
    return {side: words or view.say("the_plan") for side, words in named.items()}


def _note_the_rest(
    view: View, comparison: pd.DataFrame, words: dict[str, str]
) -> dict[str, object]:
    """How many milestones are not drawn, and why; who asks more how often."""
    counts = comparison["more_ambitious"].value_counts()
    told = {name: int(counts.get(name, 0)) for name in ("a", "b", "same")}
    other = int(counts.get("not_comparable", 0))
    note = view.say("same_as", count=told["same"], other=other)
    text = view.ax.annotate(note, (1, 0), (0, -6), textcoords="offset points",
                            xycoords="axes fraction", va="top")  # fmt: skip
    text.set(color=colour("muted"), ha="right")
    said: dict[str, object] = {"own": words["a"], "other": words["b"]}
    for word, side in (("higher", "a"), ("lower", "b")):
        key = word if told[side] else f"{word}_none"
        said[word] = view.say(key, count=told[side])
    return said


def _pair(view: View, place: float, row: dict[Any, Any]) -> None:
    """Two numbers on their own scale: the larger is 1."""
    top = max(abs(row["value_a"]), abs(row["value_b"])) or 1.0
    ends = {side: row[f"value_{side}"] / top for side in SIDES}
    view.ax.plot([*ends.values()], [place, place], color=colour("grid"), lw=3, zorder=1)
    symbols = facts.column("words/comparators", "symbol")
    for side, (other, role, mark) in SIDES.items():
        view.ax.plot([ends[side]], [place], mark, color=colour(role), zorder=3)
        symbol = symbols[row[f"comparator_{side}"]]
        text = f"{symbol} {view.number(row[f'value_{side}'])}"
        points = -6 if ends[side] < ends[other] else 6
        beside(view.ax, text, (ends[side], place), points, color=colour(role))


@chart("agencies", needs="agencies")
def plot_agencies(view: View, agencies: pd.DataFrame) -> Frame | str:
    """Who leads which target."""
    if agencies.empty:
        return "no_agencies"
    firsts = agencies.groupby("agency_vi")["target_no"].min().sort_values(kind="stable")
    names = list(firsts.index)
    present = {name: _present_lines(view, agencies, name) for name in names}
    places, bottom = _places(present)
    numbers = sorted({*view.plan.targets["target_no"], *agencies["target_no"]})
    ink = colour("text")
    for role, face in (("lead", ink), ("joint", "white")):
        rows = agencies[agencies["role"].eq(role)]
        x = [numbers.index(n) for n in rows["target_no"]]
        y = [places[a] for a in rows["agency_vi"]]
        view.ax.plot(x, y, "o", ms=7, color=ink, mfc=face)
    _write_present(view, present, places)
    labels = _agency_labels(view, agencies, names)
    view.ax.set_yticks([places[name] for name in names], labels)
    view.ax.set_ylim(bottom - 0.4, -0.6)
    view.ax.set_xticks(range(len(numbers)), [str(n) for n in numbers])
    view.ax.set_xlim(-0.7, len(numbers) - 0.3)
    view.ax.set_xlabel(view.say("target_no"))
    told: dict[str, object] = {
        "count": agencies["target_no"].nunique(),
        "agencies": len(names),
    }
    told |= _most(view, agencies) | _present_told(view, agencies)
    lines = sum(1 + text.count("\n") for text in labels)
    height = max(0.3 * bottom, 0.15 * lines, 1.2) + 1.7
    return Frame(agencies, height, left=1.95, bottom=0.45, facts=told)


def _most(view: View, agencies: pd.DataFrame) -> dict[str, object]:
    """The agency that leads most targets, and how many."""
    leads = agencies[agencies["role"].eq("lead")]
    rows = leads if len(leads) else agencies
    counts = (
        rows["agency_vi"]
        .value_counts(sort=False)
        .sort_values(ascending=False, kind="stable")
    )
    first = rows[rows["agency_vi"].eq(counts.index[0])].iloc[0]
    name = (view.lang == "en" and first["agency_en"]) or first["agency_vi"]
    return {"most": name, "leads": int(counts.iloc[0])}


def _agency_labels(view: View, agencies: pd.DataFrame, names: list[str]) -> list[str]:
    """Agencies in the language of the chart, on lines short enough."""
    english = dict(zip(agencies["agency_vi"], agencies["agency_en"], strict=True))
    shown = [(view.lang == "en" and english[name]) or name for name in names]
    return ["\n".join(textwrap.wrap(text, 27)) for text in shown]


def _since(view: View, day: str) -> str:
    """Since when an agency has the work, "" where that is not known."""
    return day and view.say("earliest_day", day=show_day(day, view.lang))


def _present_lines(view: View, agencies: pd.DataFrame, name: str) -> list[str]:
    """Who has the work of an agency today, with its mark, a text per agency."""
    one_day = _one_day(agencies)
    own = agencies[agencies["agency_vi"].eq(name)]
    marks = facts.column("words/certainty", "mark")
    lines: list[str] = []
    for (_, certainty), rows in own.groupby(["present_vi", "certainty"], sort=False):
        first = rows.iloc[0]
        if shown := str(first[f"present_{view.lang}"] or first["present_vi"]):
            targets = ", ".join(map(str, rows["target_no"]))
            key = "present_line" if len(rows) == len(own) else "present_some"
            given = {"agency": shown, "mark": marks.get(str(certainty), "")}
            given["since"] = "" if one_day else _since(view, first["since"])
            text = view.say(key, targets=targets, **given)
            lines += textwrap.wrap(text, PRESENT_WIDTH, subsequent_indent="   ")
    return lines


def _one_day(agencies: pd.DataFrame) -> str:
    """The day since when all present agencies have the work; "" for several."""
    days = set(agencies.loc[agencies["present_vi"].ne(""), "since"])
    return str(days.pop()) if len(days) == 1 else ""


def _places(present: dict[str, list[str]]) -> tuple[dict[str, float], float]:
    """Where each row stands, with room for the lines below it; where the last ends."""
    places: dict[str, float] = {}
    bottom = 0.0
    for name, lines in present.items():
        places[name] = bottom
        bottom += 1 + ROW_LINE * len(lines)
    return places, bottom


def _write_present(
    view: View, present: dict[str, list[str]], places: dict[str, float]
) -> None:
    """Lines below the dots of their row, on paper so that no grid crosses them."""
    paper = {"fc": "white", "ec": "none", "pad": 0.5}
    for name, texts in present.items():
        for step, text in enumerate(texts, 1):
            place = places[name] + ROW_LINE * (step - 0.1)
            written = view.ax.text(-0.5, place, text, va="center", fontsize=SMALL)
            written.set(color=colour("text"), bbox=paper)


def _present_told(view: View, agencies: pd.DataFrame) -> dict[str, object]:
    """What the marks mean, for the texts of the chart; nothing where none is drawn."""
    rows = facts.rows("words/certainty")
    drawn = set(agencies["certainty"])
    marks = [
        f"{row['mark']} {row[f'name_{view.lang}']}"
        for row in rows
        if row["certainty"] in drawn
    ]
    if not marks:
        return {"present": "", "present_alt": ""}
    since = _since(view, _one_day(agencies))
    shown = view.say("present_marks", marks=", ".join(marks), since=since)
    return {"present": shown, "present_alt": view.say("present_alt")}
