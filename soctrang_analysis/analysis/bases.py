"""Bases, target values and scales of milestones, and the anchors of their paths."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.lines import Lines, of_lines, window
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.scales import LINEAR, LOG, LOGIT, Codes, Floats


def with_bases(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """Base of each milestone, and the target value that hangs on it (3, 10.3, 10.4).

    ``given_year`` is the year nothing before may count, ``start`` the value a fall or a
    band is counted from.
    """
    line, given = rows["measure"].to_numpy(), rows["base"].to_numpy()
    first = window(lines, of_lines(rows, "base_year"), options.window)
    level, band = rows["basis"].eq("level"), rows["basis"].eq("band")
    earliest = np.where(level, first.first[line], lines.first[line])
    earliest_year = np.where(level, first.first_year[line], lines.first_year[line])
    base = np.where(np.isnan(given), earliest, given)
    base_year = np.where(np.isnan(given), earliest_year, rows["base_year"])
    off = band & (np.abs(base_year - rows["base_from"]) > TOLERANCE)
    base, base_year = np.where(off, np.nan, base), np.where(off, np.nan, base_year)
    known = ~np.isnan(given) | band
    index = rows["basis"].eq("index")
    start = np.where(index, base / _index(rows, base_year, options) * 100.0, base)
    value = rows["value"].to_numpy()
    return rows.assign(
        given_year=np.where(known, base_year, np.nan),
        base=base,
        base_year=base_year,
        base_provisional=~known & ~np.isnan(base),
        start=start,
        target=np.where(level, value, start * value / 100.0),
    )


def _index(rows: pd.DataFrame, year: Floats, options: Options) -> Floats:
    """I(t): what is left of 100 under a fall, straight or at a constant rate (10.3)."""
    start = rows["base_from"].to_numpy()
    span, years = rows["due"].to_numpy() - start, year - start
    straight: Floats = 100.0 + (rows["value"].to_numpy() - 100.0) * years / span
    rate = rows["yearly"].fillna(0.0).to_numpy()
    if options.fall == "compound":
        straight = np.where(rate != 0, 100.0 * (1 + rate / 100.0) ** years, straight)
    return straight


def with_scales(rows: pd.DataFrame, lines: Lines) -> pd.DataFrame:
    """Scale of each measure; linear where a value has no logarithm (4)."""
    line, size = rows["measure"].to_numpy(), len(lines.start)
    codes = {name: code for code, name in enumerate(SCALES)}
    scale = rows["scale"].map(codes).to_numpy().astype(np.int8)
    none = {LOG: 0.0, LOGIT: 100.0}
    values, target, base = lines.value[lines.places], rows["target"], rows["base"]
    holds = {
        end: (
            np.bincount(lines.owner, values == end, size)
            + np.bincount(line, (target == end) | (base == end), size)
        )[line]
        > 0
        for end in none.values()
    }
    fallback = ((scale != LINEAR) & holds[0.0]) | ((scale == LOGIT) & holds[100.0])
    code = np.where(fallback, LINEAR, scale).astype(np.int8)
    return rows.assign(scale=code, fallback=fallback)


def anchors(
    rows: pd.DataFrame, *, compound: bool = False
) -> tuple[Floats, Floats, Codes]:
    """Anchors of each measure's path in order of time, and its scale (4)."""
    line, place = rows["measure"].to_numpy(), rows["place"].to_numpy()
    size, places = (int(n.max(initial=-1)) + 1 for n in (line, place))
    times = np.full((size, 3 * places + 1), np.nan)
    values = times.copy()
    # A promise that holds is an anchor in its first and its last year too.
    for block, column in enumerate(("due", "hold_from", "hold_to")):
        times[line, place + block * places] = rows[column]
        values[line, place + block * places] = rows["target"]
    index = rows["basis"].eq("index").to_numpy()
    times[line[index], -1] = rows["base_from"][index]
    values[line[index], -1] = rows["start"][index]
    known = rows["given_year"].notna().to_numpy() & ~index
    times[line[known], -1] = rows["given_year"][known]
    values[line[known], -1] = rows["base"][known]
    scale = np.zeros(size, dtype=np.int8)
    scale[line] = rows["scale"]
    if compound:
        at = index & rows["yearly"].notna().to_numpy()
        start = rows["start"][at].to_numpy()
        years = (rows["due"] - rows["base_from"])[at].to_numpy()
        end = start * (1.0 + rows["yearly"][at].to_numpy() / 100.0) ** years
        values[line[at], place[at]] = end
        scale[line[at]] = np.where(start > 0, LOG, LINEAR)
    return (*_in_order(times, values), scale)


def _in_order(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Anchors sorted by time; columns no path needs are left out."""
    missing = np.isnan(times) | np.isnan(values)
    times, values = np.where(missing, np.nan, times), np.where(missing, np.nan, values)
    order = np.argsort(times, axis=1, kind="stable")
    order = order[:, : int((~missing).sum(axis=1).max(initial=1))]
    return (
        np.take_along_axis(times, order, axis=1),
        np.take_along_axis(values, order, axis=1),
    )
