"""Charts of one indicator: observed values, path, projection, targets."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from soctrang_analysis.metadata import PLAN_AREA, lookup
from soctrang_analysis.output.style import (
    Lang,
    canvas,
    colour,
    count_axis,
    label,
    say_nothing,
    short_name,
    top_legend,
)


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
        trajectories["indicator_id"].eq(name)
        & trajectories["area"].eq(area)
        & trajectories["variant"].isin(["main", "simple", "weak"])
        & trajectories["unit"].isin(set(rows["unit"]))
    ]
    ax.plot(path["year"], path["value"], "-", color=colour("trajectory"))
    goals = rows[rows["year"].notna() & rows["target"].notna()]
    _draw_goals(ax, goals)
    values = [*line["value"], *goals["target"], *path["value"]]
    return float(min(values)) if values else None


def _draw_goals(ax: Axes, goals: pd.DataFrame) -> None:
    """Milestones, and the projection with its interval."""
    for row in goals.to_dict("records"):
        role, mark = ("milestone", "s") if row["year"] == 2025 else ("target", "*")
        ax.plot(
            [row["year"]],
            [row["target"]],
            mark,
            color=colour(role),
            ms=6 if mark == "s" else 11,
            zorder=4,
        )
    ahead = goals[goals["projection"].notna()]
    if len(ahead):
        years = [ahead["latest_year"].iloc[0], *ahead["year"].astype(float)]
        first = ahead["latest"].iloc[0]
        ax.plot(years, [first, *ahead["projection"]], ":", color=colour("projection"))
        if ahead["low"].notna().all():
            ax.fill_between(
                years,
                [first, *ahead["low"]],
                [first, *ahead["high"]],
                color=colour("projection"),
                alpha=0.15,
                lw=0,
            )


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
        "indicator",
        lang,
        ax,
        name=known[f"name_{lang}"],
        area=area,
        height=4.2,
        unit=label(known["unit"], lang),
        target_no=known["target_no"],
    )
    tables = (observations, trajectories, progress)
    if _draw_line(ax, indicator_id, area, tables, lang) is None:
        return say_nothing(ax, lang)
    _line_legend(ax, lang)
    count_axis(ax.yaxis, lang)
    ax.xaxis.set_major_locator(MultipleLocator(5))
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
    top_legend(ax, handles, -0.06)


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
        ax.annotate(
            short_name(name, lang),
            (2030, goal["target"]),
            (12, 0),
            textcoords="offset points",
            va="center",
        )
    _line_legend(ax, lang)
    count_axis(ax.yaxis, lang)
    ax.set_ylim(0, None)
    ax.xaxis.set_major_locator(MultipleLocator(5))
    return ax
