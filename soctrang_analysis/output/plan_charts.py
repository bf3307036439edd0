"""Charts of what the plan promises: milestones, the fall of abuse, the range."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from soctrang_analysis.metadata import MILESTONES, lookup
from soctrang_analysis.output.style import (
    SMALL,
    Lang,
    canvas,
    colour,
    count_axis,
    label,
    number,
    say_nothing,
    short_name,
    top_legend,
)


def plot_promises(
    targets: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """Milestones 2025 and 2030 of all percent indicators, by objective.

    Parameters
    ----------
    targets : DataFrame
        The table ``targets``.
    ax : Axes, optional
        Axes to draw on; a new figure without them.
    lang : str
        "vi" or "en".

    Returns
    -------
    Axes
        One line per indicator: a square at 2025, a star at 2030.

    Examples
    --------
    >>> from soctrang_analysis import load_targets
    >>> len(plot_promises(load_targets()).get_yticklabels())
    32
    """
    rows = targets[targets["basis"].eq("level") & targets["unit"].eq("percent")]
    ids = list(dict.fromkeys(rows["indicator_id"]))
    ax = canvas(
        "promises", lang, ax, height=0.205 * len(ids) + 2.1, left=2.5, right=0.5
    )
    if rows.empty:
        return say_nothing(ax, lang)
    known = lookup("indicators", "indicator_id")
    ids.sort(key=lambda i: int(known[i]["objective_no"]) if i in known else 9)
    places: dict[str, float] = {}
    names: list[str] = []
    at = 0.0
    before = ""
    for name in ids:
        objective = known[name]["objective_no"] if name in known else "–"
        if objective != before:
            places[f"objective {objective}"] = at
            names.append(f"{label('objective', lang)} {objective}")
            at, before = at + 1, objective
        arrow = "▲" if name in known and known[name]["direction"] == "up" else "▼"
        places[name] = at
        names.append(f"{short_name(name, lang)} {arrow}")
        at += 1
    for name in ids:
        _dumbbell(ax, rows[rows["indicator_id"].eq(name)], places[name], lang)
    ax.set_yticks([*places.values()], names)
    for tick, key in zip(ax.get_yticklabels(), places, strict=True):
        tick.set_fontweight("bold" if key.startswith("objective") else "normal")
    ax.set_ylim(at - 0.4, -0.6)
    ax.set_xlim(-3, 104)
    ax.grid(axis="y", visible=False)
    count_axis(ax.xaxis, lang)
    _promise_legend(ax, lang)
    return ax


def _dumbbell(ax: Axes, rows: pd.DataFrame, at: float, lang: Lang) -> None:
    """One indicator: its milestones, joined, with the last value beside it."""
    points = {
        MILESTONES[0] if pd.isna(r["year"]) else int(r["year"]): r["value"]
        for r in rows.to_dict("records")
    }
    values = [*points.values()]
    held = bool(rows["hold"].any())
    ax.plot([min(values), max(values)], [at, at], color=colour("grid"), lw=3, zorder=1)
    for year, value in points.items():
        role = "milestone" if year == MILESTONES[0] else "target"
        marker = {"milestone": "s", "target": "*"}[role]
        size = 5 if role == "milestone" else 9
        face = "white" if held else colour(role)
        ax.plot([value], [at], marker, ms=size, color=colour(role), mfc=face, zorder=3)
    shown = " → ".join(number(v, lang) for v in dict.fromkeys(values))
    left = max(values) > 75
    x = min(values) - 3 if left else max(values) + 3
    ax.text(x, at, shown, ha="right" if left else "left", va="center", fontsize=SMALL)


def _promise_legend(ax: Axes, lang: Lang) -> None:
    looks = (
        ("milestone", "s", colour("milestone"), colour("milestone")),
        ("target", "*", colour("target"), colour("target")),
        ("hold", "s", colour("milestone"), "white"),
    )
    handles = [
        Line2D(
            [],
            [],
            marker=mark,
            ls="",
            ms=9 if mark == "*" else 5,
            color=ink,
            mfc=face,
            label=label(name, lang),
        )
        for name, mark, ink, face in looks
    ]
    top_legend(ax, handles)


def plot_fall(
    trajectories: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """The fall of abuse in its simple and compound reading, and what parts them.

    Parameters
    ----------
    trajectories : DataFrame
        The table ``trajectories``.
    ax, lang
        As in `plot_promises`.

    Returns
    -------
    Axes
        Two lines from the base year to 2030.

    Examples
    --------
    >>> from soctrang_analysis import trajectories
    >>> len(plot_fall(trajectories()).get_lines())
    3
    """
    ax = canvas("fall", lang, ax, right=1.75)
    rows = trajectories[trajectories["variant"].isin(["simple", "compound"])]
    if rows.empty:
        return say_nothing(ax, lang)
    ends = {}
    looks = {"simple": ("trajectory", "-"), "compound": ("alternative", "--")}
    for variant, (role, dash) in looks.items():
        line = rows[rows["variant"].eq(variant)]
        if line.empty:
            continue
        ax.plot(line["year"], line["value"], dash, color=colour(role), label=variant)
        ends[variant] = (line["year"].iloc[-1], line["value"].iloc[-1])
    _end_labels(ax, ends, looks, lang)
    if len(ends) == 2:
        (x, low), (_, high) = ends["simple"], ends["compound"]
        ax.plot([x, x], [low, high], color=colour("text"), lw=1)
        gap = label("gap_points", lang, value=number(abs(high - low), lang, 1))
        ax.annotate(
            gap,
            (x, (low + high) / 2),
            (-46, -18),
            textcoords="offset points",
            ha="right",
            arrowprops={"arrowstyle": "-", "lw": 0.6},
        )
    ax.set_ylim(rows["value"].min() - 6, None)
    count_axis(ax.yaxis, lang)
    ax.set_xticks(sorted(set(rows["year"]))[::2])
    return ax


def _end_labels(
    ax: Axes,
    ends: dict[str, tuple[float, float]],
    looks: dict[str, tuple[str, str]],
    lang: Lang,
) -> None:
    """Lines named at their right ends, spread so that none covers another."""
    order = sorted(ends, key=lambda name: ends[name][1])
    for rank, name in enumerate(order):
        x, y = ends[name]
        text = "\n".join([number(y, lang, 1), *wrap(label(name, lang), 20)])
        shift = 0 if len(order) == 1 else (-20, 14)[rank]
        ax.annotate(
            text,
            (x, y),
            (8, shift),
            textcoords="offset points",
            va="center",
            color=colour(looks[name][0]),
            fontsize=SMALL,
        )


def plot_band(
    trajectories: pd.DataFrame,
    yearly: pd.DataFrame | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """The range in which child marriage must fall, with observed values if any.

    Parameters
    ----------
    trajectories : DataFrame
        The table ``trajectories``.
    yearly : DataFrame, optional
        The table ``yearly_range``.
    ax, lang
        As in `plot_promises`.

    Returns
    -------
    Axes
        The weak and the strong edge with the range between them.

    Examples
    --------
    >>> from soctrang_analysis import trajectories
    >>> len(plot_band(trajectories()).get_lines())
    2
    """
    ax = canvas("band", lang, ax, right=1.4)
    rows = trajectories[trajectories["variant"].isin(["weak", "strong"])]
    if rows.empty:
        return say_nothing(ax, lang)
    looks = {"weak": ("trajectory", "-"), "strong": ("target", "--")}
    edges = {v: rows[rows["variant"].eq(v)] for v in looks}
    years = edges["weak"]["year"]
    ax.fill_between(
        years,
        edges["strong"]["value"],
        edges["weak"]["value"],
        color=colour("trajectory"),
        alpha=0.15,
        lw=0,
    )
    ends = {}
    for variant, (role, dash) in looks.items():
        line = edges[variant]
        ax.plot(line["year"], line["value"], dash, color=colour(role))
        ends[variant] = (line["year"].iloc[-1], line["value"].iloc[-1])
    _end_labels(ax, ends, looks, lang)
    if yearly is not None and len(yearly):
        ax.plot(yearly["year"], yearly["value"], "o-", color=colour("observed"))
    ax.set_ylim(rows["value"].min() * 0.955, None)
    count_axis(ax.yaxis, lang)
    ax.set_xticks(sorted(set(rows["year"])))
    return ax
