"""Charts of all indicators: gaps, speed, the board, what is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from soctrang_analysis.metadata import PLAN_AREA, lookup, reference
from soctrang_analysis.output.style import (
    Lang,
    beside,
    canvas,
    colour,
    count_axis,
    ink_on,
    label,
    number,
    say_nothing,
    short_name,
)
from soctrang_analysis.schema import natural_key

COLUMNS = 3
SIGNALS = ("good", "watch", "off", "no_evidence")
MARKS = {"good": "●", "watch": "■", "off": "✕", "no_evidence": "○"}


def _next_rows(progress: pd.DataFrame, area: str, column: str) -> pd.DataFrame:
    """The first row of each indicator of an area that has a number in a column."""
    rows = progress[progress["area"].eq(area) & progress[column].notna()]
    return rows.drop_duplicates("indicator_id")


def plot_gap(
    progress: pd.DataFrame,
    *,
    area: str = PLAN_AREA,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Gap to the path of all indicators with data, coloured by signal.

    Parameters
    ----------
    progress : DataFrame
        The table ``progress``.
    area, ax, lang
        As in `plot_indicator`.

    Returns
    -------
    Axes
        One bar per indicator; the mark beside the number repeats the signal.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> board = sta.assess(sta.load_observations(), as_of=2026)
    >>> len(plot_gap(board).patches)
    1
    """
    rows = _next_rows(progress, area, "gap_good")
    ax = canvas(
        "gap", lang, ax, height=0.3 * max(len(rows), 5) + 1.9, left=2.4, right=0.6
    )
    if rows.empty:
        return say_nothing(ax, lang)
    ax.barh(
        range(len(rows)),
        rows["gap_good"],
        height=0.6,
        color=[colour(s) for s in rows["signal"]],
        edgecolor=colour("text"),
        lw=0.5,
    )
    for place, row in enumerate(rows.to_dict("records")):
        text = f"{MARKS[row['signal']]} {number(row['gap_good'], lang, 2)}"
        points = -5 if row["gap_good"] < 0 else 5
        beside(ax, text, (row["gap_good"], place), points)
    ax.axvline(0, color=colour("text"), lw=1)
    ax.set_yticks(range(len(rows)), [short_name(i, lang) for i in rows["indicator_id"]])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    reach = max(rows["gap_good"].abs().max() * 1.4, 0.5)
    ax.set_xlim(-reach, reach)
    ax.grid(axis="y", visible=False)
    count_axis(ax.xaxis, lang)
    return ax


def plot_acceleration(
    progress: pd.DataFrame,
    *,
    area: str = PLAN_AREA,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """How much faster each indicator must go: required against observed pace.

    Parameters
    ----------
    progress : DataFrame
        The table ``progress``.
    area, ax, lang
        As in `plot_indicator`.

    Returns
    -------
    Axes
        One bar per indicator, and a line at the present pace.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> board = sta.assess(sta.load_observations(), as_of=2026)
    >>> len(plot_acceleration(board).patches)
    2
    """
    rows = _next_rows(progress, area, "acceleration")
    ax = canvas(
        "acceleration",
        lang,
        ax,
        height=0.4 * max(len(rows), 3) + 1.9,
        left=2.4,
        bottom=0.5,
        right=0.5,
    )
    if rows.empty:
        return say_nothing(ax, lang)
    ax.barh(
        range(len(rows)),
        rows["acceleration"],
        height=0.55,
        color=[colour(s) for s in rows["signal"]],
        edgecolor=colour("text"),
        lw=0.5,
    )
    for place, row in enumerate(rows.to_dict("records")):
        text = f" {MARKS[row['signal']]} {number(row['acceleration'], lang, 2)}"
        ax.text(row["acceleration"], place, text, va="center")
    ax.axvline(1, color=colour("text"), lw=1, ls="--")
    both = zip(rows["indicator_id"], rows["year"], strict=True)
    names = [f"{short_name(name, lang)}, {year}" for name, year in both]
    ax.set_yticks(range(len(rows)), names)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, max(rows["acceleration"].max(), 1) * 1.15)
    ax.set_xlabel(f"{label('times', lang)} ({label('now', lang)})")
    ax.grid(axis="y", visible=False)
    count_axis(ax.xaxis, lang)
    return ax


def plot_board(
    progress: pd.DataFrame,
    *,
    as_of: int,
    area: str = PLAN_AREA,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """The board: every indicator by the signal of its headline.

    Parameters
    ----------
    progress : DataFrame
        The table ``progress``.
    as_of : int
        Year of the assessment, for the subtitle.
    area, ax, lang
        As in `plot_indicator`.

    Returns
    -------
    Axes
        One tile per indicator, in rows by signal; each tile names its indicator.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> board = sta.assess(sta.load_observations(), as_of=2026)
    >>> len(plot_board(board, as_of=2026).patches)
    35
    """
    rows = progress[progress["area"].eq(area)].drop_duplicates("indicator_id")
    known = lookup("statuses", "status")
    signal = rows["headline"].map({k: v["signal"] for k, v in known.items()})
    groups = {s: rows[signal.eq(s)] for s in SIGNALS}
    lines = {s: -(-len(g) // COLUMNS) for s, g in groups.items()}
    high = sum(lines.values()) + len(SIGNALS) * 0.9
    ax = canvas(
        "board",
        lang,
        ax,
        height=0.27 * high + 1.3,
        left=0.15,
        right=0.15,
        bottom=0.0,
        year=str(as_of),
    )
    if rows.empty:
        return say_nothing(ax, lang)
    top = 0.0
    for name, group in groups.items():
        text = f"{MARKS[name]} {label(name, lang)}: {len(group)}"
        ax.text(0, top + 0.5, text, weight="bold", va="center")
        _tiles(ax, list(group["indicator_id"]), top + 0.9, colour(name), lang)
        top += 0.9 + lines[name]
    ax.set_xlim(0, COLUMNS)
    ax.set_ylim(top, 0)
    ax.set_axis_off()
    return ax


def _tiles(ax: Axes, ids: list[str], top: float, fill: str, lang: Lang) -> None:
    """One tile per indicator, line after line."""
    for place, name in enumerate(ids):
        x, y = place % COLUMNS, top + place // COLUMNS
        ax.add_patch(Rectangle((x + 0.01, y + 0.06), 0.97, 0.86, lw=0, color=fill))
        text = short_name(name, lang)
        ax.text(x + 0.04, y + 0.5, text, va="center", color=ink_on(fill))


def plot_known(
    observations: pd.DataFrame,
    *,
    area: str = PLAN_AREA,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Which values are known: indicator by year, by kind of evidence.

    Parameters
    ----------
    observations : DataFrame
        The table ``observations``.
    area, ax, lang
        As in `plot_indicator`.

    Returns
    -------
    Axes
        One row per indicator, those without any value included.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> ax = plot_known(sta.load_observations())
    >>> len(ax.get_yticks())
    35
    """
    ids = sorted((r["indicator_id"] for r in reference("indicators")), key=natural_key)
    ax = canvas("known", lang, ax, height=0.19 * len(ids) + 1.6, left=2.4)
    rows = observations[observations["area"].eq(area)]
    if rows.empty:
        return say_nothing(ax, lang)
    looks = {
        "proxy": ("o", "white"),
        "derived": ("D", colour("trajectory")),
        "direct": ("o", colour("observed")),
    }
    for evidence, (mark, face) in looks.items():
        part = rows[rows["evidence"].eq(evidence)]
        places = [ids.index(i) for i in part["indicator_id"]]
        ink = colour("observed")
        ax.plot(part["year"], places, mark, mfc=face, color=ink, ms=5)
    known = set(rows["indicator_id"])
    ax.set_yticks(range(len(ids)), [short_name(i, lang) for i in ids])
    for tick, name in zip(ax.get_yticklabels(), ids, strict=True):
        tick.set_color(colour("text" if name in known else "muted"))
    ax.set_ylim(len(ids) - 0.4, -0.6)
    years = np.arange(int(rows["year"].min()), 2031)
    ax.set_xticks(years[::2])
    ax.set_xlim(years[0] - 0.7, 2030.7)
    return ax
