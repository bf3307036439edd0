"""Measures made ready: milestones, bases, scales, and the anchors of their paths."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.milestones import INDEX_BASE
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.scales import LINEAR, LOG, LOGIT, Floats
from soctrang_analysis.analysis.trend import Lines, window
from soctrang_analysis.metadata import PLAN_YEARS, lookup


def rows_of(measures: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    """Every milestone of every measure; goals are sorted as measures are."""
    names = goals["indicator_id"].to_numpy()
    first = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
    count = np.diff(first, append=len(names))
    indicator = measures["indicator"].to_numpy()
    per = count[indicator]
    owner = np.repeat(np.arange(len(measures)), per)
    place = np.arange(per.sum()) - np.repeat(np.cumsum(per) - per, per)
    goal = first[indicator][owner] + place
    rows: pd.DataFrame = goals.drop(columns="indicator_id").iloc[goal]
    rows = rows.reset_index(drop=True)
    hold_first = np.minimum.reduceat(
        np.where(goals["year"].isna(), PLAN_YEARS[0], goals["year"]), first
    )
    hold_last = np.maximum.reduceat(
        np.where(goals["year"].isna(), PLAN_YEARS[-1], goals["year"]), first
    )
    return rows.assign(
        measure=owner,
        place=place,
        sign=np.where(rows["direction"].eq("up"), 1.0, -1.0),
        first_year=hold_first[indicator][owner],
        last_year=hold_last[indicator][owner],
        due=np.where(rows["year"].isna(), PLAN_YEARS[0], rows["year"]),
    )


def with_base(
    measures: pd.DataFrame, rows: pd.DataFrame, lines: Lines, options: Options
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Base of each measure, and the target values that hang on it."""
    given_year = measures["base_year"].to_numpy()
    given = measures["base"].to_numpy()
    kind = np.full(len(measures), "level", dtype=object)
    kind[rows["measure"]] = rows["kind"]
    win = window(lines, given_year, options.window)
    earliest = np.where(kind == "level", win.first, lines.first)
    earliest_year = np.where(kind == "level", win.first_year, lines.first_year)
    base = np.where(np.isnan(given), earliest, given)
    base_year = np.where(np.isnan(given), earliest_year, given_year)
    off = (kind == "band") & (np.abs(base_year - options.band_base) > TOLERANCE)
    base, base_year = np.where(off, np.nan, base), np.where(off, np.nan, base_year)
    m = rows["measure"].to_numpy()
    is_index, is_band = rows["kind"].eq("index"), rows["kind"].eq("band")
    share = _index(base_year[m], rows, options)
    start = np.where(is_index, base[m] / share * 100.0, base[m])
    value = rows["value"].to_numpy()
    target = np.where(is_index | is_band, start * value / 100.0, value)
    known = ~np.isnan(given) | (kind == "band")
    measures = measures.assign(
        kind=kind,
        given_year=np.where(known, base_year, np.nan),
        base=base,
        base_year=base_year,
        base_provisional=~known & ~np.isnan(base),
    )
    return measures, rows.assign(target=target, start=start)


def _index(year: Floats, rows: pd.DataFrame, options: Options) -> Floats:
    """I(t): what is left of 100 under a fall, straight or at a constant rate."""
    span, years = rows["due"].to_numpy() - INDEX_BASE, year - INDEX_BASE
    straight: Floats = 100.0 + (rows["value"].to_numpy() - 100.0) * years / span
    rate = rows["yearly"].fillna(0.0).to_numpy()
    if options.fall == "compound":
        straight = np.where(rate != 0, 100.0 * (1 + rate / 100.0) ** years, straight)
    return straight


def scaled(
    measures: pd.DataFrame, rows: pd.DataFrame, win: Lines, options: Options
) -> pd.DataFrame:
    """Scale of each measure; linear where a value on it would have no logarithm."""
    known = lookup("indicators", "indicator_id")
    wanted = {k: options.scale.get(k, v["scale"]) for k, v in known.items()}
    codes = {k: SCALES.index(v) for k, v in wanted.items()}
    scale = measures["indicator_id"].map(codes).to_numpy().astype(np.int8)
    size, owner, m = len(measures), win.owner, rows["measure"].to_numpy()
    values = win.value[win.places]
    zero = np.bincount(owner, values == 0, size) + np.bincount(
        m, rows["target"] == 0, size
    )
    full = np.bincount(owner, values == 100, size)
    full = full + np.bincount(m, rows["target"] == 100, size)
    base = measures["base"].to_numpy()
    zero, full = zero + (base == 0), full + (base == 100)
    fallback = ((scale != LINEAR) & (zero > 0)) | ((scale == LOGIT) & (full > 0))
    return measures.assign(
        scale=np.where(fallback, LINEAR, scale).astype(np.int8), fallback=fallback
    )


def anchors(
    rows: pd.DataFrame, measures: pd.DataFrame, *, compound: bool = False
) -> tuple[Floats, Floats, np.ndarray]:
    """Anchors of each path in order of time, and the scale of the path."""
    wide = int(rows["place"].max()) + 3 if len(rows) else 3
    times = np.full((len(measures), wide), np.nan)
    values = times.copy()
    m, k = rows["measure"].to_numpy(), rows["place"].to_numpy()
    endless = rows["year"].isna().to_numpy()
    times[m, k] = np.where(endless, PLAN_YEARS[-1], rows["due"])
    values[m, k] = rows["target"]
    times[m[endless], -2], values[m[endless], -2] = (
        PLAN_YEARS[0],
        rows["target"][endless],
    )
    index = rows["kind"].eq("index").to_numpy()
    times[m[index], -1], values[m[index], -1] = INDEX_BASE, rows["start"][index]
    known = np.flatnonzero(
        measures["given_year"].notna() & measures["kind"].ne("index")
    )
    times[known, -1] = measures["given_year"].to_numpy()[known]
    values[known, -1] = measures["base"].to_numpy()[known]
    scale = measures["scale"].to_numpy().copy()
    rate = rows["yearly"].to_numpy()
    if compound:
        at = index & ~np.isnan(rate)
        years = rows["due"].to_numpy() - INDEX_BASE
        end = rows["start"].to_numpy() * (1.0 + rate / 100.0) ** years
        values[m[at], k[at]] = end[at]
        scale[m[at]] = np.where(rows["start"][at] > 0, LOG, LINEAR)
    values[np.isnan(times)] = np.nan
    times[np.isnan(values)] = np.nan
    order = np.argsort(times, axis=1, kind="stable")
    return (
        np.take_along_axis(times, order, axis=1),
        np.take_along_axis(values, order, axis=1),
        scale,
    )
