"""Charts of the plan beside the nation, and of who answers for which target."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from soctrang_analysis.analysis.reasons import SYMBOLS
from soctrang_analysis.output.style import (
    Lang,
    beside,
    canvas,
    colour,
    label,
    number,
    say_nothing,
    short_name,
    top_legend,
)


def plot_comparison(
    comparison: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """Milestones on which the plan and the nation differ.

    Parameters
    ----------
    comparison : DataFrame
        The table ``comparison``, the plan as a, the nation as b.
    ax, lang
        As in `plot_promises`.

    Returns
    -------
    Axes
        One row per milestone, each on its own scale, with both numbers.

    Examples
    --------
    >>> from soctrang_analysis import compare_plans, load_national_targets, load_targets
    >>> table = compare_plans(load_targets(), load_national_targets())
    >>> len(plot_comparison(table).get_yticklabels())
    12
    """
    rows = comparison[comparison["more_ambitious"].isin(["a", "b"])]
    ax = canvas(
        "comparison",
        lang,
        ax,
        height=0.26 * max(len(rows), 6) + 1.9,
        left=2.6,
        right=0.3,
    )
    if rows.empty:
        return say_nothing(ax, lang)
    for place, row in enumerate(rows.to_dict("records")):
        _pair(ax, place, row, lang)
    names = [
        f"{short_name(r['indicator_id'], lang)}, {r['year']}"
        for r in rows.to_dict("records")
    ]
    ax.set_yticks(range(len(rows)), names)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-0.35, 1.35)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    handles = [
        Line2D([], [], marker=mark, ls="", color=colour(role), label=label(name, lang))
        for role, mark, name in (
            ("trajectory", "o", "province"),
            ("off", "s", "nation"),
        )
    ]
    top_legend(ax, handles)
    _note_the_rest(ax, comparison, lang)
    return ax


def _note_the_rest(ax: Axes, comparison: pd.DataFrame, lang: Lang) -> None:
    """How many milestones are not drawn, and why."""
    counts = comparison["more_ambitious"].value_counts()
    note = label(
        "same_as_nation",
        lang,
        count=counts.get("same", 0),
        other=counts.get("not_comparable", 0),
    )
    ink = colour("muted")
    ax.text(0, -0.01, note, transform=ax.transAxes, va="top", color=ink)


def _pair(ax: Axes, place: int, row: dict[Any, Any], lang: Lang) -> None:
    """Two numbers on their own scale: the larger is 1."""
    top = max(abs(row["value_a"]), abs(row["value_b"]))
    ends = {side: row[f"value_{side}"] / top for side in "ab"}
    ax.plot([*ends.values()], [place, place], color=colour("grid"), lw=3, zorder=1)
    for side, other, role, mark in (
        ("a", "b", "trajectory", "o"),
        ("b", "a", "off", "s"),
    ):
        ax.plot([ends[side]], [place], mark, color=colour(role), zorder=3)
        symbol = SYMBOLS.get(row[f"comparator_{side}"], "")
        text = f"{symbol} {number(row[f'value_{side}'], lang)}"
        points = -6 if ends[side] < ends[other] else 6
        beside(ax, text, (ends[side], place), points, color=colour(role))


def plot_agencies(
    agencies: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """Who leads which target.

    Parameters
    ----------
    agencies : DataFrame
        The table ``agencies``.
    ax, lang
        As in `plot_promises`.

    Returns
    -------
    Axes
        One row per agency, one column per target.

    Examples
    --------
    >>> from soctrang_analysis import load_agencies
    >>> ax = plot_agencies(load_agencies())
    >>> len(ax.get_xticks())
    24
    """
    names = list(agencies.groupby("agency_vi")["target_no"].min().sort_values().index)
    height = 0.3 * max(len(names), 4) + 1.7
    ax = canvas("agencies", lang, ax, height=height, left=1.95, bottom=0.45)
    if agencies.empty:
        return say_nothing(ax, lang)
    english = dict(zip(agencies["agency_vi"], agencies["agency_en"], strict=True))
    shown = [n if lang == "vi" else english[n] or n for n in names]
    for role, face in (("lead", colour("trajectory")), ("joint", "white")):
        rows = agencies[agencies["role"].eq(role)]
        ax.plot(
            rows["target_no"],
            [names.index(a) for a in rows["agency_vi"]],
            "o",
            ms=7,
            color=colour("trajectory"),
            mfc=face,
        )
    ax.set_yticks(range(len(names)), [_two_lines(s) for s in shown])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xticks(range(1, 25))
    ax.set_xlim(0.3, 24.7)
    ax.set_xlabel(label("target_no", lang))
    return ax


def _two_lines(text: str, width: int = 27) -> str:
    return "\n".join(textwrap.wrap(text, width))
