"""Bases, target values and scales of milestones, and the anchors of their paths."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.lines import (
    LATER,
    Lines,
    first_from,
    of_lines,
    pick,
    window,
)
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.scales import LINEAR, LOG, LOGIT, Codes, Floats

FROM_100 = ("index", "yearly")  # values of a change from 100, whatever the base


def with_bases(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """Base of each milestone, and the target value that hangs on it (3, 10.3, 10.4).

    ``given_year`` is the year nothing before may count, ``start`` the value a fall or a
    band is counted from.
    """
    given = rows["base"].to_numpy()
    base, base_year = _first_values(rows, lines, options)
    base = np.where(np.isnan(given), base, given)
    base_year = np.where(np.isnan(given), base_year, rows["base_year"])
    band, yearly = rows["basis"].eq("band"), rows["basis"].eq("yearly")
    at_start = np.abs(base_year - rows["base_from"]) <= TOLERANCE
    at_start |= np.abs(base_year - rows["own_from"]) <= TOLERANCE
    base = np.where(band & ~at_start, np.nan, base)
    base_year = np.where(band & ~at_start, np.nan, base_year)
    known = ~np.isnan(given) | band | (yearly & at_start)
    changed = rows["basis"].isin(FROM_100)
    start = np.where(changed, base / _index(rows, base_year, options) * 100.0, base)
    value = rows["value"].to_numpy()
    hangs = changed | band
    return rows.assign(
        is_given=~np.isnan(given),
        given_year=np.where(known, base_year, np.nan),
        base=base,
        base_year=base_year,
        base_provisional=~known & ~np.isnan(base),
        start=start,
        target=np.where(hangs, start * value / 100.0, value),
    )


def _first_values(
    rows: pd.DataFrame, lines: Lines, options: Options
) -> tuple[Floats, Floats]:
    """The value each row is counted from, and its year.

    The first of the window; of a change or a band the first of all; of a yearly change
    that of the start of its own period, where there is one.
    """
    line = rows["measure"].to_numpy()
    recent = window(lines, of_lines(rows, "base_year"), options.window)
    level = rows["basis"].isin(("level", "direction"))
    value = np.where(level, recent.first[line], lines.first[line])
    year = np.where(level, recent.first_year[line], lines.first_year[line])
    own = rows["own_from"].to_numpy(dtype=float)
    if np.isnan(own).all():
        return value, year
    place = first_from(lines, line, np.nan_to_num(own, nan=LATER))
    there = place < lines.stop[line]
    there &= np.abs(pick(lines.year, place, there) - own) <= TOLERANCE
    return np.where(there, pick(lines.value, place, there), value), np.where(
        there, own, year
    )


def _index(rows: pd.DataFrame, year: Floats, options: Options) -> Floats:
    """I(t): what is left of 100, straight or at a constant rate (10.3, 10.4)."""
    left = np.full(len(rows), np.nan)
    changed = rows["basis"].isin(FROM_100).to_numpy()
    basis, name = rows["basis"].to_numpy(object), rows["indicator_id"].to_numpy(object)
    chains = rows[changed].drop_duplicates(["basis", "indicator_id", "due"])
    for (kind, indicator), chain in chains.groupby(["basis", "indicator_id"]):
        at = changed & (basis == kind) & (name == indicator)
        ends = chain.sort_values("due")
        knots = [ends["base_from"].iloc[0], *ends["due"]]
        values = np.array([100.0, *ends["value"]])
        if kind == "yearly":
            left[at] = np.exp(np.interp(year[at], knots, np.log(values)))
        else:
            left[at] = np.interp(year[at], knots, values)
    rate = rows["yearly"].fillna(0.0).to_numpy()
    if options.fall == "compound":
        years = year - rows["base_from"].to_numpy()
        left = np.where(rate != 0, 100.0 * (1 + rate / 100.0) ** years, left)
    return left


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
    # Of several periods the first row says where the path starts: it is written last.
    index = rows["basis"].isin(FROM_100).to_numpy()
    times[line[index][::-1], -1] = rows["base_from"][index][::-1]
    values[line[index][::-1], -1] = rows["start"][index][::-1]
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
