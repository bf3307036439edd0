"""Charts of observed values: one indicator, mortality, gaps, the board, what is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from soctrang_analysis.metadata import PLAN_AREA, lookup, reference
from soctrang_analysis.output.style import (
    Lang,
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

SIGNALS = ("good", "watch", "off", "no_evidence")
MARKS = {"good": "●", "watch": "■", "off": "✕", "no_evidence": "–"}


def _draw_line(
    ax: Axes, name: str, area: str, tables: tuple[pd.DataFrame, ...], lang: Lang
) -> float | None:
    """Observed values, path, projection and targets of one indicator."""
    observations, trajectories, progress = tables
    seen = observations[
        observations["indicator_id"].eq(name) & observations["area"].eq(area)
    ]
    rows = progress[progress["indicator_id"].eq(name) & progress["area"].eq(area)]
    series = rows["series"].iloc[0] if len(rows) else ""
    line = seen[seen["series"].eq(series) & seen["evidence"].ne("proxy")]
    line = line.drop_duplicates("year").sort_values("year")
    ax.plot(line["year"], line["value"], "-", color=colour("observed"), lw=1.2)
    for evidence, face in (("direct", colour("observed")), ("derived", "white")):
        part = line[line["evidence"].eq(evidence)]
        ax.plot(part["year"], part["value"], "o", color=colour("observed"), mfc=face)
    path = trajectories[
        trajectories["indicator_id"].eq(name) & trajectories["area"].eq(area)
        & trajectories["variant"].isin(["main", "simple", "weak"])
        & trajectories["unit"].isin(set(rows["unit"]))
    ]  # fmt: skip
    ax.plot(path["year"], path["value"], "-", color=colour("trajectory"))
    goals = rows[rows["year"].notna() & rows["target"].notna()]
    for row in goals.to_dict("records"):
        role, mark = ("milestone", "s") if row["year"] == 2025 else ("target", "*")
        ax.plot([row["year"]], [row["target"]], mark, color=colour(role),
                ms=6 if mark == "s" else 11, zorder=4)  # fmt: skip
    ahead = goals[goals["projection"].notna()]
    if len(ahead):
        years = [ahead["latest_year"].iloc[0], *ahead["year"].astype(float)]
        first = ahead["latest"].iloc[0]
        ax.plot(years, [first, *ahead["projection"]], ":", color=colour("projection"))
        if ahead["low"].notna().all():
            ax.fill_between(years, [first, *ahead["low"]], [first, *ahead["high"]],
                            color=colour("projection"), alpha=0.15, lw=0)  # fmt: skip
    values = [*line["value"], *goals["target"], *path["value"]]
    return float(min(values)) if values else None


def plot_indicator(
    indicator_id: str,
    observations: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    area: str = PLAN_AREA,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """Any one indicator: observed values, path, projection fan, targets.

    Parameters
    ----------
    indicator_id : str
        Such as "3b".
    observations, trajectories, progress : DataFrame
        The tables of those names.
    area : str
        Area wanted.
    ax : Axes, optional
        Axes to draw on; a new figure without them.
    lang : str
        "vi" or "en".

    Returns
    -------
    Axes
        Black: observed; blue: path; red, dotted: projection with its interval.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> values = sta.load_observations()
    >>> board = sta.assess(values, as_of=2019)
    >>> ax = plot_indicator("3b", values, sta.trajectories(), board)
    >>> ax.get_legend().get_texts()[0].get_text()
    'quan sát'
    """
    known = lookup("indicators", "indicator_id")[indicator_id]
    ax = canvas(
        "indicator", lang, ax, name=known[f"name_{lang}"], area=area, height=4.2,
        unit=label(known["unit"], lang), target_no=known["target_no"],
    )  # fmt: skip
    tables = (observations, trajectories, progress)
    if _draw_line(ax, indicator_id, area, tables, lang) is None:
        return say_nothing(ax, lang)
    _line_legend(ax, lang)
    count_axis(ax.yaxis, lang)
    ax.xaxis.get_major_locator().set_params(integer=True)  # type: ignore[union-attr]
    ax.margins(y=0.12)
    return ax


def _line_legend(ax: Axes, lang: Lang) -> None:
    looks = [
        ("observed", {"marker": "o", "ls": "-", "color": colour("observed")}),
        ("path", {"ls": "-", "color": colour("trajectory")}),
        ("projection", {"ls": ":", "color": colour("projection")}),
        ("milestone", {"marker": "s", "ls": "", "color": colour("milestone")}),
        ("target", {"marker": "*", "ms": 9, "ls": "", "color": colour("target")}),
    ]
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], label=label(name, lang), **look) for name, look in looks]  # type: ignore[arg-type]
    ax.legend(handles=handles, ncols=5, loc="lower left", bbox_to_anchor=(-0.06, 1.0),
              borderaxespad=0.1, columnspacing=1.0, handletextpad=0.4)  # fmt: skip


def plot_mortality(
    observations: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    area: str = PLAN_AREA,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """The three mortality rates: observed, path, projection, target.

    Parameters
    ----------
    observations, trajectories, progress : DataFrame
        The tables of those names.
    area : str
        Area wanted.
    ax, lang
        As in `plot_indicator`.

    Returns
    -------
    Axes
        All three rates on one scale, named at their targets.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> values = sta.load_observations()
    >>> ax = plot_mortality(values, sta.trajectories(), sta.assess(values, as_of=2019))
    >>> len(ax.texts)
    3
    """
    ax = canvas("mortality", lang, ax, height=4.6, right=1.6)
    rates = ("3a", "3b", "3c")
    shown = progress["indicator_id"].isin(rates) & progress["area"].eq(area)
    if not shown.any():
        return say_nothing(ax, lang)
    for name in rates:
        _draw_line(ax, name, area, (observations, trajectories, progress), lang)
        goal = progress[shown & progress["indicator_id"].eq(name)].iloc[-1]
        ax.annotate(short_name(name, lang), (2030, goal["target"]), (12, 0),
                    textcoords="offset points", va="center")  # fmt: skip
    _line_legend(ax, lang)
    count_axis(ax.yaxis, lang)
    ax.set_ylim(0, None)
    ax.xaxis.get_major_locator().set_params(integer=True)  # type: ignore[union-attr]
    return ax


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
    bars = ax.barh(range(len(rows)), rows["gap_good"], height=0.6,
                   color=[colour(s) for s in rows["signal"]], edgecolor=colour("text"),
                   lw=0.5)  # fmt: skip
    for bar, row in zip(bars, rows.to_dict("records"), strict=True):
        behind = row["gap_good"] < 0
        text = f"{MARKS[row['signal']]} {number(row['gap_good'], lang, 2)}"
        ax.annotate(text, (row["gap_good"], bar.get_y() + 0.3),
                    (-5 if behind else 5, 0), textcoords="offset points", va="center",
                    ha="right" if behind else "left")  # fmt: skip
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
        "acceleration", lang, ax, height=0.4 * max(len(rows), 3) + 1.9, left=2.4,
        bottom=0.5, right=0.5,
    )  # fmt: skip
    if rows.empty:
        return say_nothing(ax, lang)
    ax.barh(range(len(rows)), rows["acceleration"], height=0.55,
            color=[colour(s) for s in rows["signal"]], edgecolor=colour("text"),
            lw=0.5)  # fmt: skip
    for place, row in enumerate(rows.to_dict("records")):
        text = f" {MARKS[row['signal']]} {number(row['acceleration'], lang, 2)}"
        ax.text(row["acceleration"], place, text, va="center")
    ax.axvline(1, color=colour("text"), lw=1, ls="--")
    names = [
        f"{short_name(r['indicator_id'], lang)}, {r['year']}"
        for r in rows.to_dict("records")
    ]
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
    columns = 3
    lines = {s: -(-len(g) // columns) for s, g in groups.items()}
    high = sum(lines.values()) + len(SIGNALS) * 0.9
    ax = canvas("board", lang, ax, height=0.27 * high + 1.3, left=0.15, right=0.15,
                bottom=0.0, year=str(as_of))  # fmt: skip
    if rows.empty:
        return say_nothing(ax, lang)
    top = 0.0
    for name, group in groups.items():
        text = f"{MARKS[name]} {label(name, lang)}: {len(group)}"
        ax.text(0, top + 0.5, text, fontweight="bold", va="center")
        top += 0.9
        for place, row in enumerate(group.to_dict("records")):
            x, y = place % columns, top + place // columns
            ax.add_patch(Rectangle((x + 0.01, y + 0.06), 0.97, 0.86, lw=0,
                                   color=colour(name)))  # fmt: skip
            ax.text(x + 0.04, y + 0.5, short_name(row["indicator_id"], lang),
                    va="center", color=ink_on(colour(name)))  # fmt: skip
        top += lines[name]
    ax.set_xlim(0, columns)
    ax.set_ylim(top, 0)
    ax.set_axis_off()
    return ax


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
        "direct": ("o", colour("observed")),
        "derived": ("D", colour("trajectory")),
        "proxy": ("o", "white"),
    }
    for evidence, (mark, face) in looks.items():
        part = rows[rows["evidence"].eq(evidence)]
        ax.plot(part["year"], [ids.index(i) for i in part["indicator_id"]], mark, mfc=face,
                color=colour("observed"), ms=5)  # fmt: skip
    known = set(rows["indicator_id"])
    ax.set_yticks(range(len(ids)), [short_name(i, lang) for i in ids])
    for tick, name in zip(ax.get_yticklabels(), ids, strict=True):
        tick.set_color(colour("text" if name in known else "muted"))
    ax.set_ylim(len(ids) - 0.4, -0.6)
    years = np.arange(int(rows["year"].min()), 2031)
    ax.set_xticks(years[::2])
    ax.set_xlim(years[0] - 0.7, 2030.7)
    return ax
