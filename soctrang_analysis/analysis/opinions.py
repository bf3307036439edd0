"""Five methods in wide use on the same values: their numbers, grades, agreement."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.scales import Floats
from soctrang_analysis.analysis.trend import Lines

METHODS = (
    "growth_ratio", "projected_distance", "aarr_ladder", "mean_change", "linear_pace",
)  # fmt: skip
BUFFER = 0.5  # percent a year
Opinion = tuple[Floats, NDArray[np.object_]]


def _grade(number: Floats, steps: list[tuple[object, str]], last: str) -> Opinion:
    conditions = [np.asarray(c, dtype=bool) for c, _ in steps]
    grade = np.select(conditions, [g for _, g in steps], last).astype(object)
    grade[~np.isfinite(number)] = ""
    return np.where(np.isfinite(number), number, np.nan), grade


def opinions(
    rows: pd.DataFrame, lines: Lines, measures: pd.DataFrame, options: Options
) -> dict[str, Opinion]:
    """Number and grade of each method for each row; NaN and "" where not computable."""
    base, base_year = rows["base"].to_numpy(), rows["base_year"].to_numpy()
    latest, year = rows["latest"].to_numpy(), rows["latest_year"].to_numpy()
    target, due = rows["target"].to_numpy(), rows["due"].to_numpy()
    sign, met = rows["sign"].to_numpy(), rows["met"].to_numpy(dtype=bool)
    past, whole, ahead = year - base_year, due - base_year, due - year
    with np.errstate(all="ignore"):
        positive = (base > 0) & (latest > 0) & (target > 0)
        open_ = (past > 0) & (ahead > 0) & (np.abs(target - base) > 1e-12)
        growth = np.where(positive, (latest / base) ** (1 / past) - 1, np.nan)
        wanted = np.where(positive, (target / base) ** (1 / whole) - 1, np.nan)
        ratio = np.where(open_, sign * growth / np.abs(wanted), np.nan)
        reach = latest * (1 + growth) ** ahead
        distance = np.where(open_, (reach - base) / (target - base), np.nan)
        linear = ((latest - base) / past) / ((target - base) / whole)
        linear = np.where(open_, linear, np.nan)
    return {
        "growth_ratio": _grade(
            ratio,
            [(met, "met"), (ratio >= 0.95, "on_track"), (ratio >= 0.60, "moderate"),
             (ratio >= 0, "limited")],
            "deterioration",
        ),
        "projected_distance": _grade(
            distance,
            [(met | (distance >= 0.95), "on_track"), (distance >= 0.10, "fair")],
            "stagnation",
        ),
        "aarr_ladder": _aarr_opinion(rows, lines, measures, options, open_),
        "mean_change": _mean_opinion(rows, lines, open_),
        "linear_pace": _grade(
            linear,
            [(linear >= 1, "on_track"), (linear >= 0.5, "moderate"),
             (linear >= 0, "stagnating")],
            "decreasing",
        ),
    }  # fmt: skip


def _aarr_opinion(
    rows: pd.DataFrame,
    lines: Lines,
    measures: pd.DataFrame,
    options: Options,
    open_: NDArray[np.bool_],
) -> Opinion:
    aarr, needed = _aarr(rows, lines, measures, options)
    aarr, met = np.where(open_, aarr, np.nan), rows["met"].to_numpy(dtype=bool)
    steps: list[tuple[object, str]] = [
        (met | (aarr >= needed), "on_track"),
        (aarr > BUFFER, "some_progress"),
        (aarr >= -BUFFER, "no_progress"),
    ]
    return _grade(aarr, steps, "worsening")


def _mean_opinion(
    rows: pd.DataFrame, lines: Lines, open_: NDArray[np.bool_]
) -> Opinion:
    shortfall, mean = _mean_change(rows, lines)
    shortfall = np.where(open_, shortfall, np.nan)
    steps: list[tuple[object, str]] = [
        (rows["met"], "met"),
        (rows["sign"].to_numpy() * mean <= 0, "wrong_way"),
        (shortfall < 5, "on_track"),
        (shortfall <= 20, "nearly"),
    ]
    return _grade(shortfall, steps, "off")


def _aarr(
    rows: pd.DataFrame, lines: Lines, measures: pd.DataFrame, options: Options
) -> tuple[Floats, Floats]:
    """Log-linear yearly rate since the base, and the required one, in percent.

    Both are turned so that positive is the good way.
    """
    m, sign = rows["measure"].to_numpy(), rows["sign"].to_numpy()
    owner, place = lines.owner, lines.places
    since = lines.year[place] >= measures["base_year"].to_numpy()[owner] - 1e-9
    size, value = len(lines.start), lines.value[place]
    if options.rounding:
        value = _half_away(value, 1)
    with np.errstate(all="ignore"):
        t, z = lines.year[place], np.log(value)
        bad = np.bincount(owner[since], value[since] <= 0, size) > 0

        def mean(x: Floats) -> Floats:
            count = np.bincount(owner[since], minlength=size)
            return np.bincount(owner[since], x[since], size) / count

        dt, dz = t - mean(t)[owner], z - mean(z)[owner]
        rate = np.exp(mean(dt * dz) / mean(dt * dt)) - 1
        rate = np.where(bad, np.nan, rate)
        whole = (rows["due"] - rows["base_year"]).to_numpy()
        base, target = rows["base"].to_numpy(), rows["target"].to_numpy()
        if options.rounding:
            base, target = _half_away(base, 1), _half_away(target, 1)
        wanted = np.where(
            (base > 0) & (target > 0), (target / base) ** (1 / whole), np.nan
        )
        found, needed = 100 * sign * rate[m], 100 * sign * (wanted - 1)
    if options.rounding:
        found, needed = _half_away(found, 2), _half_away(needed, 2)
    return np.where(np.isnan(needed), np.nan, found), needed


def _half_away(values: Floats, places: int) -> Floats:
    """Rounded, halves away from zero."""
    scaled = np.abs(values) * 10.0**places
    return np.sign(values) * np.floor(scaled + 0.5 + 1e-9) / 10.0**places


def _mean_change(rows: pd.DataFrame, lines: Lines) -> tuple[Floats, Floats]:
    """Shortfall in percent by the mean of the last five changes, and that mean."""
    first = np.maximum(lines.stop - 6, lines.start)
    last = Lines(lines.year, lines.value, first, lines.stop)
    owner, place = last.owner, last.places
    inner = owner[1:] == owner[:-1]
    with np.errstate(all="ignore"):
        steps = (np.diff(lines.value[place]) / np.diff(lines.year[place]))[inner]
        count = np.bincount(owner[1:][inner], minlength=len(first))
        mean = np.bincount(owner[1:][inner], steps, len(first)) / count
        mean = np.where(last.stop - last.start >= 4, mean, np.nan)
        m = rows["measure"].to_numpy()
        latest, target = rows["latest"].to_numpy(), rows["target"].to_numpy()
        reached = latest + mean[m] * (rows["due"] - rows["latest_year"]).to_numpy()
        sign = rows["sign"].to_numpy()
        gap = np.where(np.abs(target - latest) > 1e-12, np.abs(target - latest), np.nan)
        shortfall = 100 * sign * (target - reached) / gap
    return np.where(np.isnan(mean[m]), np.nan, shortfall), mean[m]


def agreement(
    rows: pd.DataFrame, lines: Lines, measures: pd.DataFrame, options: Options
) -> NDArray[np.object_]:
    """How many methods say met or on track, of how many that can be computed: "3/5"."""
    found = opinions(rows, lines, measures, options)
    grades = np.array([found[name][1] for name in METHODS])
    good = np.isin(grades, ["met", "on_track"]).sum(axis=0)
    of = (grades != "").sum(axis=0)
    words = np.array([[f"{k}/{n}" if n else "" for n in range(6)] for k in range(6)])
    counts: NDArray[np.object_] = words.astype(object)[good, of]
    return counts
