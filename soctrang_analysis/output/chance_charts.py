"""Charts of the chances: how many, on what they hang, whether they come true."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from soctrang_analysis.numerals import CERTAIN, show_year
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.labels import PAPER, Label, legend_above, place_labels
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import beside
from soctrang_analysis.output.view import Frame, View, row_places

PERCENT = 100
SIDES = {"ahead": ("projection", "o"), "met": ("muted", "s")}
ROW = 0.3  # inches
FEW = 20  # forecasts below which a dot says little


@chart("number_met", needs="expected_met")
def plot_number_met(view: View, expected_met: pd.DataFrame) -> Frame | str:
    """Chance that at least so many indicators are met, with its bounds."""
    rows = view.own(expected_met)
    if rows.empty:
        return "none_judged"
    ink = colour("projection")
    chance, low, high = (PERCENT * rows[c] for c in ("chance", "low", "high"))
    view.ax.bar(rows["at_least"], chance, 0.6, color=ink)
    view.ax.vlines(rows["at_least"], low, high, color=colour("text"), lw=1.2)
    for at, value, top in zip(rows["at_least"], chance, high, strict=True):
        text, place = _rounded(view, value), (at, max(value, top))
        written = view.ax.annotate(text, place, (0, 3), textcoords="offset points")
        written.set(ha="center", bbox=PAPER, zorder=1.6)
    view.ax.set_xticks(rows["at_least"])
    view.ax.set_xlim(0.4, max(len(rows), 6) + 0.6)
    view.ax.set_xlabel(view.say("at_least", count="…"))
    view.ax.set_ylabel(f"{view.say('chance_axis')} (%)")
    view.ax.set_ylim(0, 112)
    view.ax.grid(axis="x", visible=False)
    view.ticks(view.ax.yaxis)
    first = rows.iloc[0]
    told = {
        "expected": view.number(first["expected"], 1),
        "measures": first["measures"],
        "left_out": first["left_out"],
    }
    return Frame(rows, 3.2, left=0.7, bottom=0.5, facts=told)


def _rounded(view: View, percent: float) -> str:
    """A chance over a bar; its ends are no finer than are borne out (methods 20)."""
    least = PERCENT * CERTAIN
    if percent < least:
        return f"<{least:g}"
    most = PERCENT - least
    return f">{most:g}" if percent > most else view.number(percent, 0)


@chart("sensitivity", needs="sensitivity")
def plot_sensitivity(view: View, sensitivity: pd.DataFrame) -> Frame | str:
    """Chance of each indicator, and its range under other choices of method."""
    rows = view.own(sensitivity)
    rows = rows[rows["chance"].notna()].reset_index(drop=True)
    if rows.empty:
        return "nothing"
    marks = rows.columns[rows.columns.str.endswith("_chance")]
    labels = [view.name(name) for name in rows["indicator_id"]]
    places, end = row_places(labels, ROW)
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        ink = colour("muted" if row["signal"] == "no_evidence" else "projection")
        ends = [PERCENT * row["chance_low"], PERCENT * row["chance_high"]]
        view.ax.plot(ends, [place, place], color=colour("grid"), lw=5, zorder=1)
        others = [PERCENT * row[c] for c in marks]
        view.ax.plot(others, [place] * len(others), "|", color=ink, ms=8)
        view.ax.plot([PERCENT * row["chance"]], [place], "D", color=ink, zorder=3)
        year = show_year(row["latest_year"], view.lang)
        beside(view.ax, f"({year})", (max(ends), place), 6, bbox=PAPER)
    view.ax.axvline(50, color=colour("text"), lw=0.8, ls="--")
    view.ax.set_yticks(places, labels)
    view.ax.set_ylim(end - 0.4, -0.6)
    view.ax.set_xlim(0, 112)
    view.ax.set_xticks(range(0, 101, 20))
    view.ax.set_xlabel(f"{view.say('chance_axis')} (%)")
    told = {"count": len(rows), "hanging": int(rows["hangs_on"].ne("").sum())}
    height = ROW * max(end, 3) + 2.1
    return Frame(rows, height, left=2.4, bottom=0.5, facts=told)


@chart("reliability", needs=("backtest_reliability", "observations"))
def plot_reliability(
    view: View, reliability: pd.DataFrame, observations: pd.DataFrame
) -> Frame | str:
    """Chances that were stated against what came true, both sides apart."""
    if reliability.empty:
        return "few_series"
    view.ax.plot([0, PERCENT], [0, PERCENT], color=colour("grid"), lw=1.5)
    looks, labels = {}, []
    for side, (role, mark) in SIDES.items():
        rows = reliability[reliability["side"].eq(side)]
        ink, words = colour(role), view.say(f"side_{side}")
        x, y = PERCENT * rows["stated"], PERCENT * rows["came_true"]
        view.ax.plot(x, y, "-", color=ink, lw=0.8)
        for dot in zip(x, y, rows["count"], strict=True):
            face = "white" if dot[2] < FEW else ink
            view.ax.plot(dot[0], dot[1], mark, color=ink, mfc=face)
            labels.append(Label(f"{dot[2]}", dot[:2], ink))
        looks[words] = {"marker": mark, "ls": "-", "color": ink}
    view.ax.set_xlabel(f"{view.say('stated')} (%)")
    view.ax.set_ylabel(f"{view.say('came_true')} (%)")
    view.ax.set_xlim(0, 104)
    view.ax.set_ylim(-4, 108)
    top = legend_above(view.ax, looks, left=0.5)
    told: dict[str, object] = {
        "forecasts": int(reliability["count"].sum()) // 4,
        "series": _series(observations),
    }
    told |= {"finding": _sides(view, reliability)}
    finish = partial(place_labels, view.ax, labels)
    return Frame(reliability, 4.2, 0.7, 0.25, 0.5, top, facts=told, finish=finish)


def _sides(view: View, reliability: pd.DataFrame) -> str:
    """Mean chance stated of each side, and the share that came true."""
    parts = []
    for side in SIDES:
        rows = reliability[reliability["side"].eq(side)]
        if count := rows["count"].sum():
            means = {
                name: view.number(
                    PERCENT * (rows[name] * rows["count"]).sum() / count, 0
                )
                for name in ("stated", "came_true")
            }
            parts.append(view.say(f"finding_{side}", **means))
    return "; ".join(parts)


def _series(observations: pd.DataFrame) -> int:
    """Series of three values and more that are no proxies."""
    rows = observations[observations["evidence"].ne("proxy")]
    years = rows.groupby(["indicator_id", "area", "series", "unit"])["year"].nunique()
    return int((years >= 3).sum())


@chart("coverage", needs=("backtest_scores", "observations"))
def plot_coverage(
    view: View, scores: pd.DataFrame, observations: pd.DataFrame
) -> Frame | str:
    """Share of later values inside the interval, by distance."""
    every = scores[scores["indicator_id"].eq("")]
    if every.empty:
        return "few_series"
    rows, whole = every[every["h"].notna()], every[every["h"].isna()].iloc[0]
    ink = colour("projection")
    view.ax.axhline(80, color=colour("text"), lw=0.8, ls="--")
    share = PERCENT * rows["coverage"]
    view.ax.plot(rows["h"], share, "o-", color=ink)
    for h, value, count in zip(rows["h"], share, rows["count"], strict=True):
        text = f"{view.number(value, 0)}%\n({count})"
        view.ax.annotate(text, (h, value), (0, 7), ha="center", bbox=PAPER,
                         textcoords="offset points", zorder=1.6)  # fmt: skip
    view.ax.set_xticks(rows["h"], [str(h) for h in rows["h"]])
    view.ax.set_xlabel(view.say("years_ahead"))
    view.ax.set_ylim(0, 128)
    view.ax.set_yticks(np.arange(0, 101, 20))
    told = {
        "share": view.number(PERCENT * whole["coverage"], 0),
        "forecasts": int(whole["count"]),
        "series": _series(observations),
    }
    return Frame(rows, 3.2, bottom=0.5, facts=told)
