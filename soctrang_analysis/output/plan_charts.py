"""Charts of what the plan promises, by whom, and beside the nation."""

from __future__ import annotations

import numpy as np
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
    31
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
        face = colour(role) if not (held and role == "milestone") else "white"
        ax.plot([value], [at], marker, ms=size, color=colour(role), mfc=face, zorder=3)
    shown = " → ".join(number(v, lang) for v in dict.fromkeys(values))
    left = max(values) > 75
    x = min(values) - 2.2 if left else max(values) + 2.2
    ax.text(x, at, shown, ha="right" if left else "left", va="center", fontsize=SMALL)


def _promise_legend(ax: Axes, lang: Lang) -> None:
    blue, star = colour("milestone"), colour("target")
    handles = [
        Line2D([], [], marker="s", ls="", color=blue, label=label("milestone", lang)),
        Line2D([], [], marker="*", ls="", ms=9, color=star, label=label("target", lang)),
        Line2D([], [], marker="s", ls="", color=blue, mfc="white",
               label=label("hold", lang)),
    ]  # fmt: skip
    ax.legend(
        handles=handles, ncols=3, loc="lower left", bbox_to_anchor=(-0.02, 1.0),
        borderaxespad=0.1, handletextpad=0.2,
    )  # fmt: skip


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
        ax.annotate(gap, (x, (low + high) / 2), (-8, -26), textcoords="offset points",
                    ha="right", arrowprops={"arrowstyle": "-", "lw": 0.6})  # fmt: skip
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
        text = f"{number(y, lang, 1)}\n{label(name, lang)}".replace(" của ", "\ncủa ")
        text = text.replace(" of ", "\nof ")
        shift = 0 if len(order) == 1 else (-20, 14)[rank]
        ax.annotate(text, (x, y), (8, shift), textcoords="offset points", va="center",
                    color=colour(looks[name][0]), fontsize=SMALL)  # fmt: skip


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
    ax.fill_between(years, edges["strong"]["value"], edges["weak"]["value"],
                    color=colour("trajectory"), alpha=0.15, lw=0)  # fmt: skip
    ends = {}
    for variant, (role, dash) in looks.items():
        line = edges[variant]
        ax.plot(line["year"], line["value"], dash, color=colour(role))
        ends[variant] = (line["year"].iloc[-1], line["value"].iloc[-1])
    _end_labels(ax, ends, looks, lang)
    if yearly is not None and len(yearly):
        ax.plot(yearly["year"], yearly["value"], "o-", color=colour("observed"))
    count_axis(ax.yaxis, lang)
    ax.set_xticks(sorted(set(rows["year"])))
    return ax


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
    widest = np.maximum(rows["value_a"].abs(), rows["value_b"].abs())
    for place, (row, top) in enumerate(
        zip(rows.to_dict("records"), widest, strict=True)
    ):
        a, b = row["value_a"] / top, row["value_b"] / top
        ax.plot([a, b], [place, place], color=colour("grid"), lw=3, zorder=1)
        for x, value, other, role, mark in (
            (a, row["value_a"], b, "trajectory", "o"), (b, row["value_b"], a, "off", "s"),
        ):  # fmt: skip
            ax.plot([x], [place], mark, color=colour(role), zorder=3)
            side = "right" if x < other else "left"
            ax.annotate(
                f"{row['comparator_a' if role == 'trajectory' else 'comparator_b']} "
                f"{number(value, lang)}".replace("<=", "≤").replace(">=", "≥"),
                (x, place), (-6 if side == "right" else 6, 0), va="center", ha=side,
                textcoords="offset points", color=colour(role),
            )  # fmt: skip
    names = [f"{short_name(r['indicator_id'], lang)}, {r['year']}"
             for r in rows.to_dict("records")]  # fmt: skip
    ax.set_yticks(range(len(rows)), names)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-0.35, 1.35)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.grid(visible=False)
    handles = [
        Line2D([], [], marker="o", ls="", color=colour("trajectory"),
               label=label("province", lang)),
        Line2D([], [], marker="s", ls="", color=colour("off"), label=label("nation", lang)),
    ]  # fmt: skip
    ax.legend(handles=handles, ncols=2, loc="lower left", bbox_to_anchor=(-0.02, 1.0),
              borderaxespad=0.1, handletextpad=0.2)  # fmt: skip
    counts = comparison["more_ambitious"].value_counts()
    ax.text(
        0, -0.01, label("same_as_nation", lang, count=counts.get("same", 0),
                        other=counts.get("not_comparable", 0)),
        transform=ax.transAxes, va="top", color=colour("muted"),
    )  # fmt: skip
    return ax


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
    ax = canvas("agencies", lang, ax, height=height, left=2.75, bottom=0.45)
    if agencies.empty:
        return say_nothing(ax, lang)
    english = dict(zip(agencies["agency_vi"], agencies["agency_en"], strict=True))
    shown = [n if lang == "vi" else english[n] or n for n in names]
    for role, face in (("lead", colour("trajectory")), ("joint", "white")):
        rows = agencies[agencies["role"].eq(role)]
        ax.plot(rows["target_no"], [names.index(a) for a in rows["agency_vi"]], "o",
                ms=7, color=colour("trajectory"), mfc=face)  # fmt: skip
    ax.set_yticks(range(len(names)), [_two_lines(s) for s in shown])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xticks(range(1, 25))
    ax.set_xlim(0.3, 24.7)
    ax.set_xlabel(label("target_no", lang))
    return ax


def _two_lines(text: str, width: int = 38) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width))
