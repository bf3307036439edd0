"""Verdicts: status of each milestone, confidence, and the headline of each measure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis.analysis.lines import half_years
from soctrang_analysis.analysis.paths import TOLERANCE, meets
from soctrang_analysis.analysis.scales import Floats
from soctrang_analysis.analysis.trend import Lines, pick
from soctrang_analysis.metadata import lookup

CLASSES = ("reversing", "stagnant", "slow", "needs_push", "on_track")
_SLOTS = 1024


def class_of(coverage: Floats, limits: tuple[float, ...]) -> NDArray[np.int64]:
    """Class of each coverage, 0 (reversing) to 4 (on track); lower limits inclusive.

    Examples
    --------
    >>> class_of(np.array([0.95, 0.5, -0.2]), (-0.1, 0.1, 0.6, 0.95)).tolist()
    [4, 2, 0]
    """
    return np.asarray(
        np.digitize(coverage, np.array(limits) - TOLERANCE), dtype=np.int64
    )


def verdicts(rows: pd.DataFrame, lines: Lines) -> pd.DataFrame:
    """What the values at and after each milestone say, and the share of years held.

    Adds ``at_due`` (whether a value at the due time, or within a year after, is there),
    ``met_at_due``, ``met_later``, ``late_evidence`` and ``met_share``.
    """
    m, due = rows["measure"].to_numpy(), rows["due"].to_numpy().copy()
    ended = rows["ended"].to_numpy(dtype=bool)
    due[ended] = rows["last_year"].to_numpy()[ended]
    at = _first_from(lines, m, due)
    there = at < lines.stop[m]
    year = pick(lines.year, at, there)
    there &= year <= due + 1 + TOLERANCE
    target, comparator = rows["target"].to_numpy(), rows["comparator"].to_numpy()
    met_at_due = meets(pick(lines.value, at, there), target, comparator)
    look = rows["final"].to_numpy(dtype=bool) & there & ~met_at_due
    later = Lines(
        lines.year,
        lines.value,
        np.where(look, at + 1, 0),
        np.where(look, lines.stop[m], 0),
    )
    held = rows["hold"].to_numpy(dtype=bool)
    first = _first_from(lines, m, rows["first_year"].to_numpy())
    kept = Lines(
        lines.year,
        lines.value,
        np.where(held, first, 0),
        np.where(held, lines.stop[m], 0),
    )
    kept_count = kept.stop - kept.start
    with np.errstate(invalid="ignore", divide="ignore"):
        share = _met_count(kept, target, comparator) / kept_count
    return rows.assign(
        at_due=there,
        met_at_due=met_at_due,
        met_later=_met_count(later, target, comparator) > 0,
        late_evidence=rows["final"].to_numpy(dtype=bool)
        & there
        & (year > due + TOLERANCE),
        met_share=np.where(held & (kept_count > 0), share, np.nan),
    )


def _first_from(lines: Lines, m: NDArray[np.int64], due: Floats) -> NDArray[np.int64]:
    """Place of the first value of each row's line at or after a time."""
    size = len(lines.start)
    keys = np.zeros(0, dtype=np.int64)
    if len(lines.year):
        owner = np.searchsorted(lines.stop, np.arange(len(lines.year)), "right")
        keys = owner * _SLOTS + half_years(lines.year)
    wanted = m * _SLOTS + half_years(due)
    found = np.searchsorted(keys, wanted, "left")
    return np.maximum(found, lines.start[m]) if size else found


def _met_count(lines: Lines, target: Floats, comparator: NDArray[np.str_]) -> Floats:
    owner = lines.owner
    good = meets(lines.value[lines.places], target[owner], comparator[owner])
    return np.bincount(owner, good, len(lines.start)).astype(float)


def statuses(rows: pd.DataFrame, grade: NDArray[np.int64]) -> NDArray[np.object_]:
    """Status of each milestone: the first of the method's steps that fits."""
    column = {c: rows[c].to_numpy(dtype=bool) for c in _FLAGS}
    n, sign = rows["n"].to_numpy(), rows["sign"].to_numpy()
    pace, target = rows["pace"].to_numpy(), rows["target"].to_numpy()
    good_way = sign * pace > 0
    falling_back = column["clear"] & (sign * pace < 0) & column["fails"]
    low, high = rows["pace_low"].to_numpy(), rows["pace_high"].to_numpy()
    need = rows["needed_pace"].to_numpy()
    with np.errstate(invalid="ignore"):
        open_ends = (low <= 0) & (high >= 0) & (low <= need) & (need <= high)
    final, met, live = column["final"], column["met"], column["live"]
    ended_band = rows["kind"].eq("band").to_numpy() & (rows["latest"].to_numpy() == 0)
    no_sense = live | column["base_meets"]
    steps: list[tuple[NDArray[np.bool_], object]] = [
        (n == 0, "no_data"),
        (np.isnan(target), "insufficient"),
        (ended_band, "achieved"),
        (final & ~column["at_due"], "no_data"),
        (final & column["met_at_due"], "achieved"),
        (final & column["ended"], "missed"),
        (final & column["met_later"], "achieved_late"),
        (final, "missed"),
        (met & falling_back, "met_at_risk"),
        (met & live, "held"),
        (met, "met_early"),
        (no_sense & good_way, "recovering"),
        (no_sense, "lost"),
        (n == 1, "insufficient"),
        ((n >= 3) & open_ends, "unclear"),
    ]
    names = np.array(CLASSES, dtype=object)[np.minimum(grade, len(CLASSES) - 1)]
    chosen: NDArray[np.object_] = names
    for rows_, status in reversed(steps):
        chosen[rows_] = status
    return chosen


_FLAGS = (
    "clear", "fails", "final", "met", "live", "base_meets", "at_due", "met_at_due",
    "met_later", "ended",
)  # fmt: skip


def confidence_of(
    rows: pd.DataFrame, grades: list[NDArray[np.int64]]
) -> NDArray[np.object_]:
    """high, medium or low by the classes the coverage and its ends fall in."""
    spread = np.max(grades, axis=0) - np.min(grades, axis=0)
    n = rows["n"].to_numpy()
    empty = (
        rows["final"].to_numpy(dtype=bool) | rows["status"].eq("achieved").to_numpy()
    )
    words = np.select(
        [
            empty,
            n < 2,
            (n == 2) | rows["coverage"].isna().to_numpy(),
            spread == 0,
            spread == 1,
        ],
        ["", "none", "low", "high", "medium"],
        "low",
    ).astype(object)
    words[words == ""] = None
    return words


def headlines(rows: pd.DataFrame) -> NDArray[np.object_]:
    """Headline of each measure: worst status up to the deciding milestone.

    A milestone that cannot be judged yet is neither good nor bad: where it decides, it
    is the headline.
    """
    known = lookup("statuses", "status")
    names = sorted(known, key=lambda s: int(known[s]["rank"]))
    worst_first = {s: i for i, s in enumerate(names)}
    ungraded = {"insufficient", "no_data"}
    met_worst = worst_first["achieved_late"]
    rank = rows["status"].map(worst_first).to_numpy()
    m = rows["measure"].to_numpy()
    size = int(m.max()) + 1 if len(m) else 0
    due = rows["final"].to_numpy(dtype=bool)
    undecided = ~due & ~rows["met"].to_numpy(dtype=bool)
    place = rows["place"].to_numpy()
    deciding = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(deciding, m[undecided], place[undecided])
    counts = ~due & (place <= deciding[m])
    # An ungraded row outranks the good ones: it must not be hidden behind them.
    order = np.where(rows["status"].isin(ungraded), met_worst - 0.5, rank)
    best = np.full(size, np.inf)
    np.minimum.at(best, m[counts], order[counts])
    last = np.zeros(size, dtype=np.int64)
    last[m] = np.arange(len(m))
    chosen = last.copy()
    hit = counts & (order == best[m])
    chosen[m[hit][::-1]] = np.flatnonzero(hit)[::-1]
    status = rows["status"].to_numpy()
    return np.asarray(status[chosen][m], dtype=object)
