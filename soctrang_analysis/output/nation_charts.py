"""Three boards side by side: the area, the nation, and what is not known."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import legend_above
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import SMALL
from soctrang_analysis.output.view import LINE, Frame, View, row_places

# Where each column starts, as a share of the width.
COLUMNS = {"name": 0.0, "own": 0.314, "nation": 0.562, "unknown": 0.825}
ROW = 0.24  # inches
ROW_LINES = LINE / ROW / 2  # of a row for each further line of a name
MOST = 2  # decimals of a value
HEAD_WIDTH = 20  # characters of a heading


@chart("boards", needs="boards")
def plot_boards(view: View, boards: pd.DataFrame) -> Frame | str:
    """The area against its plan, the nation against its own, and what is not known."""
    if boards.empty:
        return "no_national"
    view.ax.set_axis_off()
    rows: list[dict[Any, Any]] = boards.to_dict("records")
    names = [view.name(row["indicator_id"]) for row in rows]
    places, end = row_places(names, ROW)
    for place, name, row in zip(places, names, rows, strict=True):
        _write_row(view, place, row, name)
    nation = str(view.plan.framework.facts["area"])
    heads = {
        "own": view.say("against_plan", area=view.area),
        "nation": view.say("against_nation", area=nation),
        "unknown": view.say("not_known"),
    }
    for name, text in heads.items():
        lines = "\n".join(textwrap.wrap(text, HEAD_WIDTH))
        head = view.ax.text(COLUMNS[name], -0.8, lines, va="bottom", weight="bold")
        head.set_fontsize(SMALL)
    view.ax.set_xlim(0, 1)
    view.ax.set_ylim(end - 0.5, -2.8)
    seen = {*boards["own_signal"].dropna(), *boards["nation_signal"].dropna()}
    looks = {
        facts.said("words/signals", signal, view.lang): _look(signal)
        for signal in facts.column("words/signals", "mark")
        if signal in seen
    }
    top = legend_above(view.ax, looks, left=0.0)
    told = {
        "count": len(rows),
        "own_known": int(boards["own_value"].notna().sum()),
        "nation_known": int(boards["nation_value"].notna().sum()),
        "nation": nation,
    }
    height = ROW * (end + 3) + 0.6
    return Frame(boards, height, 0.12, 0.1, 0.0, top, facts=told)


def _write_row(view: View, place: float, row: Mapping[Any, Any], name: str) -> None:
    """One indicator: its name, both values with their targets, what is not known."""
    lines = ROW_LINES * name.count("\n")
    view.ax.axhline(place + 0.5 + lines, color=colour("grid"), lw=0.5)
    view.ax.text(COLUMNS["name"], place, name, va="center", fontsize=SMALL)
    for side in ("own", "nation"):
        if not pd.isna(row[f"{side}_value"]):
            signal = row[f"{side}_signal"]
            at = COLUMNS[side] + 0.01
            view.ax.plot([at], [place], **_look(signal))
            shown = _value(view, row, side)
            view.ax.text(at + 0.02, place, shown, va="center", fontsize=SMALL)
    unknown = row[f"unknown_{view.lang}"]
    words = view.ax.text(COLUMNS["unknown"], place, unknown, va="center")
    words.set(color=colour("muted"), fontsize=SMALL)


def _look(signal: str) -> dict[str, Any]:
    """How a signal is drawn: hollow where there is no evidence."""
    mark = facts.row("words/colours", signal)["marker"]
    if not mark:
        return {"marker": "o", "ls": "", "ms": 6, "color": colour("muted"), "mfc": "w"}
    return {"marker": mark, "ls": "", "ms": 6, "color": colour(signal)}


def _value(view: View, row: Mapping[Any, Any], side: str) -> str:
    """A value with its year, and the target that decides."""
    value, year, target = (row[f"{side}_{n}"] for n in ("value", "year", "target"))
    places = min(int(decimals(np.array([value]))[0]), MOST)
    shown = f"{view.number(value, places)} ({year:g})"
    if pd.isna(target):
        return shown
    symbol = facts.column("words/comparators", "symbol")[row[f"{side}_comparator"]]
    return f"{shown} → {symbol} {view.number(round(target, 2))}"
