"""Verdicts: status, signal and confidence of each milestone; which one decides."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import (
    LATER,
    Ints,
    Lines,
    begins,
    first_from,
    pick,
)
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE, meets
from soctrang_analysis.analysis.scales import Floats

CLASSES = ("reversing", "stagnant", "slow", "needs_push", "on_track")
_LAST = len(CLASSES) - 1
HIGH, MEDIUM = 0.9, 0.7  # how clear-cut a chance is (9)
LEAST_VALUES = 4  # of the mean of changes (10.5, 11)
Words = NDArray[np.object_]
Steps = list[tuple[pd.Series | NDArray[np.bool_], str | None]]


def first_fit(steps: Steps, default: Words) -> Words:
    """Row by row the word of the first step that holds."""
    conditions = [np.asarray(holds, dtype=bool) for holds, _ in steps]
    words = [np.array(word, dtype=object) for _, word in steps]
    found: Words = np.select(conditions, words, default)
    return found


def class_of(coverage: Floats, limits: tuple[float, ...]) -> Ints:
    """Class of each coverage, 0 (reversing) to 4 (on track); lower limits inclusive.

    Examples
    --------
    >>> class_of(np.array([0.95, 0.5, -0.2]), (-0.1, 0.1, 0.6, 0.95)).tolist()
    [4, 2, 0]
    """
    found = np.digitize(coverage, np.array(limits) - TOLERANCE)
    return np.asarray(found, dtype=np.int64)


def with_evidence(rows: pd.DataFrame, lines: Lines) -> pd.DataFrame:
    """What the values at and after each milestone say, and the share of years held (8).

    ``at_due`` is true where a value of the due time, or of the year after, is there.
    """
    line, final = rows["measure"].to_numpy(), rows["final"].to_numpy(bool)
    due = np.where(rows["ended"], rows["hold_to"], rows["due"]).astype(float)
    at = first_from(lines, line, np.nan_to_num(due, nan=LATER))
    there = at < lines.stop[line]
    year = pick(lines.year, at, there)
    there &= year <= due + 1 + TOLERANCE
    there &= ~(due < rows["line_from"].to_numpy(dtype=float))  # over a break: no proof
    target, comparator = rows["target"].to_numpy(), rows["comparator"].to_numpy()
    value_at_due = pick(lines.value, at, there)
    met_at_due = meets(value_at_due, target, comparator)
    look = final & there & ~met_at_due
    stop = lines.stop[line]
    later = _met_count(lines, np.where(look, at + 1, stop), stop, rows)
    held = rows["hold"].to_numpy(bool)
    first, end = (
        first_from(lines, line, np.where(held, rows[c], LATER).astype(float) + after)
        for c, after in (("hold_from", 0.0), ("hold_to", 0.5))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        share = _met_count(lines, first, end, rows) / (end - first)
    return rows.assign(
        at_due=there,
        value_at_due=value_at_due,
        year_at_due=np.where(there, year, np.nan),
        met_at_due=met_at_due,
        met_later=later > 0,
        late_evidence=final & there & (year > due + TOLERANCE),
        met_share=np.where(end > first, share, np.nan),
    )


def _met_count(lines: Lines, start: Ints, stop: Ints, rows: pd.DataFrame) -> Floats:
    """How many values of each row's line, between two places, meet its target."""
    part = lines.between(start, stop)
    owner, values = part.owner, part.value[part.places]
    target, comparator = rows["target"].to_numpy(), rows["comparator"].to_numpy()
    good = meets(values, target[owner], comparator[owner])
    return np.bincount(owner, good, len(rows)).astype(float)


def with_status(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """Status of each milestone, and whether it is a final verdict (8, 10.5)."""
    status = _status(rows, class_of(rows["coverage"].to_numpy(), options.limits))
    by_change = rows["basis"].eq("direction").to_numpy()
    if by_change.any():
        status[by_change] = _by_direction(rows[by_change], lines)
    return rows.assign(status=status)


def _status(rows: pd.DataFrame, grade: Ints) -> Words:
    """The first of the method's steps that fits (8)."""
    n, way = rows["n"], rows["sign"] * rows["pace"]
    final, met, live, late = (rows[c] for c in ("final", "met", "live", "at_due"))
    at_risk = (rows["chance"] < 0.5) & ~rows["even"]
    lost_base = live | (rows["base_meets"] & rows["is_given"])
    no_base = rows["base_meets"] & ~rows["is_given"]
    ended_band = rows["basis"].eq("band") & rows["latest"].eq(0)
    steps: Steps = [
        (n.eq(0), "no_data"),
        (rows["target"].isna(), "insufficient"),
        (ended_band, "achieved"),
        (final & ~late, "no_data"),
        (final & rows["met_at_due"], "achieved"),
        (final & rows["ended"], "missed"),
        (final & rows["met_later"], "achieved_late"),
        (final, "missed"),
        (met & at_risk, "met_at_risk"),
        (met & live, "held"),
        (met, "met_early"),
        (lost_base & (way > 0), "recovering"),
        (lost_base, "lost"),
        (n.eq(1), "insufficient"),
        (no_base & way.abs().le(TOLERANCE), "stagnant"),
        (no_base, "reversing"),
        ((grade == _LAST) & ~(way > 0), "needs_push"),
    ]
    return first_fit(steps, np.array(CLASSES, dtype=object)[grade.clip(max=_LAST)])


def _by_direction(rows: pd.DataFrame, lines: Lines) -> Words:
    """Status from the mean of the last five changes and the last one (10.5)."""
    line, sign = rows["measure"].to_numpy(), rows["sign"].to_numpy()
    mean, last = (sign * change[line] for change in recent_changes(lines))
    steps: Steps = [
        (lines.count[line] == 0, "no_data"),
        (np.isnan(mean), "insufficient"),
        ((mean > 0) & (last > 0), "on_track"),
        (mean > 0, "needs_push"),
        (last > 0, "slow"),
    ]
    return first_fit(steps, np.array("reversing", dtype=object))


def recent_changes(lines: Lines) -> tuple[Floats, Floats]:
    """Mean of the last five changes a year of each line, and the last one.

    NaN with fewer than four values.
    """
    last = lines.between(np.maximum(lines.stop - 6, lines.start), lines.stop)
    owner, place, size = last.owner, last.places, len(last.start)
    inner = owner[1:] == owner[:-1]
    steps = (np.diff(lines.value[place]) / np.diff(lines.year[place]))[inner]
    of = owner[1:][inner]
    newest = np.full(size, np.nan)
    newest[of] = steps  # the last one written stays
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(of, steps, size) / np.bincount(of, minlength=size)
    enough = last.count >= LEAST_VALUES
    return np.where(enough, mean, np.nan), np.where(enough, newest, np.nan)


def with_signal(rows: pd.DataFrame, as_of: float, options: Options) -> pd.DataFrame:
    """Signal and confidence, from the chance and the age of the evidence (8, 9).

    A final verdict has its own signal and no confidence.
    """
    stale = rows["latest_year"] < as_of - options.stale
    verdict = rows["status"].map(facts.column("words/statuses", "signal"))
    chance = rows["chance"].to_numpy()
    certain = np.maximum(chance, 1 - chance) + TOLERANCE
    unknown, met = stale | np.isnan(chance), rows["met"].to_numpy(bool)
    good = (chance >= options.good - TOLERANCE) & ~(rows["even"] & ~met)
    signal: Steps = [
        (verdict.ne(""), None),
        (unknown, "no_evidence"),
        (good, "good"),
        (chance >= options.watch - TOLERANCE, "watch"),
    ]
    confidence: Steps = [
        (verdict.ne("") & rows["latest"].notna(), None),
        (unknown, "none"),
        (certain >= HIGH, "high"),
        (certain >= MEDIUM, "medium"),
    ]
    found = first_fit(signal, np.array("off", dtype=object))
    return rows.assign(
        stale=stale,
        signal=np.where(verdict.ne(""), verdict, found),
        confidence=first_fit(confidence, np.array("low", dtype=object)),
    )


def with_deciding(rows: pd.DataFrame) -> pd.DataFrame:
    """``deciding``: the one milestone of each measure that counts (8).

    The earliest not yet due that the latest value does not meet; if all of those are
    met the last of them; if all are due the last.
    """
    due, met = rows["final"].to_numpy(bool), rows["met"].to_numpy(bool)
    measure, place = rows["measure"].to_numpy(), rows["place"].to_numpy()
    rank = np.select([~due & ~met, ~due], [0, 1], 2)
    order = np.lexsort((np.where(rank == 0, place, -place), rank, measure))
    first = begins(measure[order])
    deciding = np.zeros(len(rows), dtype=bool)
    deciding[order[first]] = True
    return rows.assign(deciding=deciding)
