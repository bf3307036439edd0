"""How far the intervals and chances can be trusted: old forecasts checked (20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import Lines, begins, resolution, window
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.scales import Codes, Floats, forward
from soctrang_analysis.analysis.trend import quantile, trend
from soctrang_analysis.errors import RangeError, SchemaError, refused
from soctrang_analysis.reading.series import read_series
from soctrang_analysis.schema import conform

HORIZONS = (1, 2, 3, 4, 5, 6)
AHEAD = (0.5, 1.0)  # mean yearly steps by which a made-up target lies off
SIDES = ("ahead", "met")


class Backtest(NamedTuple):
    """What old forecasts came to: the tables ``scores`` and ``reliability``."""

    scores: pd.DataFrame
    reliability: pd.DataFrame


def backtest(
    values: pd.DataFrame | str | Path,
    *,
    options: Options | None = None,
    horizons: Iterable[int] = HORIZONS,
    framework: str = "decision-23",
) -> Backtest:
    """Forecast every later value of every series from what was known before it.

    Each series is cut at each time with two values or more in its window, and the value
    at every distance in ``horizons`` is forecast from the cut. Targets are made up:
    half a mean yearly step and a whole one a year better (side ``ahead``), or worse
    (side ``met``) than the last value.

    Parameters
    ----------
    values : DataFrame, or path of a ``.csv`` or ``.xlsx`` file
        ``indicator_id``, ``area``, ``year`` or ``period``, ``value``; for indicators no
        framework knows also ``scale`` and ``direction``. Proxies are left out.
    options : Options, optional
        Window, level, drift prior, noise floor.
    horizons : iterable of int
        Years ahead.
    framework : str
        Where scale and direction of known indicators stand.

    Returns
    -------
    Backtest
        Two tables. ``scores``: one row per indicator and distance (``h`` empty: all of
        them; indicator empty: the mean of the indicators): count, coverage, width and
        Winkler score in mean yearly steps, Brier scores. ``reliability``: one row per
        side and tenth of the chance: count, mean chance stated, share that came true.

    Raises
    ------
    PlanError
        If a column is missing, a cell is no number, or no series has three values.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": "x", "area": "X", "scale": "linear",
    ...     "direction": "up", "year": [2020, 2021, 2022], "value": [50.0, 52.0, 54.0]})
    >>> found = backtest(made_up, options=Options(noise_floor=False))
    >>> row = found.scores.loc[0, ["count", "coverage", "width"]]
    >>> row.astype(float).round(3).tolist()
    [1.0, 1.0, 6.092]
    """
    options = options or Options()
    wanted = [*horizons] if isinstance(horizons, Iterable) else [horizons]
    if not wanted or not all(isinstance(h, int) and h >= 1 for h in wanted):
        raise refused(
            "years of 1 and more", repr(wanted)[:60], "give (1, 2, 3)",
            where="horizons", kind=RangeError,
        )  # fmt: skip
    series = read_series(values, facts.framework(framework))
    forecasts = _forecasts(series, wanted, options)
    if forecasts.empty:
        raise refused(
            "a series of three values", "none", "give longer series",
            where="values", kind=SchemaError,
        )  # fmt: skip
    sides = pd.concat(_sides(forecasts), ignore_index=True)
    return Backtest(_scores(forecasts, sides, options.level), _reliability(sides))


def _forecasts(
    series: pd.DataFrame, horizons: list[int], options: Options
) -> pd.DataFrame:
    """One row per cut and later value: forecast, interval, what came, on the scale."""
    line = series["line"].to_numpy()
    year, value = (series[c].to_numpy(dtype=float) for c in ("year", "value"))
    start = np.flatnonzero(begins(line))
    stop = np.append(start[1:], len(line))
    cut = np.arange(len(line))
    cuts = Lines(year, value, start[line], cut + 1)
    recent = window(cuts, np.full(len(line), np.nan), options.window)
    codes = {name: code for code, name in enumerate(SCALES)}
    scale: Codes = series["scale"].map(codes).to_numpy().astype(np.int8)
    d = resolution(recent, np.array([], dtype=np.int64), np.array([]))
    found = pd.DataFrame(trend(recent, scale, d, options)).assign(
        line=line, cut=cut, stop=stop[line], t=year, scale=scale,
        indicator_id=series["indicator_id"].to_numpy(object),
        sign=np.where(series["direction"].eq("up"), 1.0, -1.0),
    )  # fmt: skip
    z = forward(value, scale)
    found = found.assign(step=_steps(found, z, year))
    parts = [*_later(found[found["n"].ge(2)], horizons, year, z)]
    table = pd.concat(parts, ignore_index=True)
    table = table[(table["step"] > 0) & table["noise"].notna()]
    h, span = table["h"], table["span"]
    se = np.sqrt(table["noise"] * (h + h**2 / span))
    reach = quantile(table["freedom"].to_numpy(), options.level) * se
    return table.assign(middle=table["z"] + table["drift"] * h, se=se, reach=reach)


def _steps(found: pd.DataFrame, z: Floats, year: Floats) -> pd.Series:
    """S of each indicator: mean change a year from each cut to the next value."""
    later = (found["cut"] + 1 < found["stop"]) & found["n"].ge(2)
    at = np.flatnonzero(later)
    change = np.abs(z[at + 1] - z[at]) / (year[at + 1] - year[at])
    name = found["indicator_id"]
    mean = pd.Series(change, index=at).groupby(name.iloc[at].to_numpy()).mean()
    return name.map(mean).fillna(0.0)


def _later(
    cuts: pd.DataFrame, horizons: list[int], year: Floats, z: Floats
) -> Iterator[pd.DataFrame]:
    """For each distance the cuts that have a value there, with that value."""
    yield cuts.iloc[:0].assign(h=0.0, came=0.0)
    for ahead in count(1):
        there = cuts[cuts["cut"] + ahead < cuts["stop"]]
        if there.empty:
            return
        place = there["cut"].to_numpy() + ahead
        h = year[place] - there["t"].to_numpy()
        wanted = np.isin(h, horizons)
        yield there[wanted].assign(h=h[wanted], came=z[place[wanted]])


def _sides(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Chance of each made-up target and whether it came true, side by side."""
    from scipy.special import stdtr

    good, freedom = table["sign"], np.maximum(table["freedom"], 1)
    for side, way in zip(SIDES, (1.0, -1.0), strict=True):
        for share in AHEAD:
            goal = table["z"] + good * way * share * table["step"] * table["h"]
            ahead = good * (table["middle"] - goal)
            with np.errstate(divide="ignore", invalid="ignore"):
                chance = stdtr(freedom, ahead / table["se"])
            sure = (ahead >= 0).astype(float)
            yield pd.DataFrame(
                {
                    "indicator_id": table["indicator_id"], "h": table["h"],
                    "side": side,
                    "chance": np.where(table["se"] > 0, chance, sure),
                    "came": good * (table["came"] - goal) >= -1e-9,
                }
            )  # fmt: skip


def _scores(table: pd.DataFrame, sides: pd.DataFrame, level: float) -> pd.DataFrame:
    """Scores by indicator and distance, of all distances, and the mean of all."""
    miss = ((table["came"] - table["middle"]).abs() - table["reach"]).clip(lower=0)
    width = 2 * table["reach"] / table["step"]
    rows = table[["indicator_id", "h"]].assign(
        count=1,
        coverage=(miss <= 1e-12).astype(float),
        width=width,
        winkler=width + 2 / (1 - level) * miss / table["step"],
    )
    brier = sides.assign(square=(sides["chance"] - sides["came"]) ** 2)
    parts = []
    for groups in (["indicator_id", "h"], ["indicator_id"]):
        by = rows.groupby(groups)
        part = by[["coverage", "width", "winkler"]].mean()
        part["count"] = by["count"].sum()
        squares = brier.groupby([*groups, "side"])["square"].mean().unstack("side")
        parts.append(part.join(squares.add_prefix("brier_")).reset_index())
    own = pd.concat(parts)
    distance = own.drop(columns="indicator_id").groupby("h", dropna=False)
    mean = distance.mean().assign(count=distance["count"].sum())
    every = pd.concat([mean.reset_index().assign(indicator_id=""), own])
    return conform(every.astype({"h": "Int64"}), "backtest_scores")


def _reliability(sides: pd.DataFrame) -> pd.DataFrame:
    """What was stated and what came true, by tenth of the chance."""
    tenth = np.minimum(np.floor(sides["chance"] * 10 + 1e-9), 9)
    groups = sides.groupby(["side", tenth.rename("tenth")])
    table = groups.agg(
        count=("came", "size"),
        stated=("chance", "mean"),
        came_true=("came", "mean"),
    ).reset_index()
    return conform(table.assign(tenth=table["tenth"] / 10), "backtest_reliability")
