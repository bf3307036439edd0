"""Verdicts: status of each milestone, confidence, and the headline of each measure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import Ints, Lines, first_from, pick
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE, meets
from soctrang_analysis.analysis.scales import Floats

CLASSES = ("reversing", "stagnant", "slow", "needs_push", "on_track")
_LAST = len(CLASSES) - 1
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
    at = first_from(lines, line, due)
    there = at < lines.stop[line]
    year = pick(lines.year, at, there)
    there &= year <= due + 1 + TOLERANCE
    target, comparator = rows["target"].to_numpy(), rows["comparator"].to_numpy()
    met_at_due = meets(pick(lines.value, at, there), target, comparator)
    look = final & there & ~met_at_due
    later = _met_count(lines, np.where(look, at + 1, lines.stop[line]), rows)
    held = rows["hold"].to_numpy(bool)
    begin = np.where(held, rows["hold_from"], due).astype(float)
    first = np.where(held, first_from(lines, line, begin), lines.stop[line])
    years_held = lines.stop[line] - first
    with np.errstate(invalid="ignore", divide="ignore"):
        share = _met_count(lines, first, rows) / years_held
    return rows.assign(
        at_due=there,
        met_at_due=met_at_due,
        met_later=later > 0,
        late_evidence=final & there & (year > due + TOLERANCE),
        met_share=np.where(years_held > 0, share, np.nan),
    )


def _met_count(lines: Lines, start: Ints, rows: pd.DataFrame) -> Floats:
    """How many values of each row's line, from a place on, meet its target."""
    part = lines.between(start, lines.stop[rows["measure"].to_numpy()])
    owner, values = part.owner, part.value[part.places]
    target, comparator = rows["target"].to_numpy(), rows["comparator"].to_numpy()
    good = meets(values, target[owner], comparator[owner])
    return np.bincount(owner, good, len(rows)).astype(float)


def with_status(rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Status of each milestone, its signal, and the confidence in it (8, 9)."""
    ends = ("coverage", "coverage_low", "coverage_high")
    grades = np.array([class_of(rows[c].to_numpy(), options.limits) for c in ends])
    status = _status(rows, grades[0])
    signals = facts.column("words/statuses", "signal")
    return rows.assign(
        status=status,
        signal=pd.Series(status, index=rows.index).map(signals),
        confidence=_confidence(rows, status, grades),
    )


def _status(rows: pd.DataFrame, grade: Ints) -> Words:
    """The first of the method's steps that fits (8)."""
    n, good_way = rows["n"], rows["sign"] * rows["pace"] > 0
    final, met, live, late = (rows[c] for c in ("final", "met", "live", "at_due"))
    falling_back = rows["clear"] & (rows["sign"] * rows["pace"] < 0) & rows["fails"]
    no_coverage = live | rows["base_meets"]
    low, high, need = rows["pace_low"], rows["pace_high"], rows["needed_pace"]
    wide = (low <= 0) & (high >= 0) & (low <= need) & (need <= high)
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
        (met & falling_back, "met_at_risk"),
        (met & live, "held"),
        (met, "met_early"),
        (no_coverage & good_way, "recovering"),
        (no_coverage, "lost"),
        (n.eq(1), "insufficient"),
        (n.ge(3) & wide, "unclear"),
    ]
    return first_fit(steps, np.array(CLASSES, dtype=object)[grade.clip(max=_LAST)])


def _confidence(rows: pd.DataFrame, status: Words, grades: Ints) -> Words:
    """high, medium or low by the classes the coverage and its ends fall in (9)."""
    spread, n = np.ptp(grades, axis=0), rows["n"]
    steps: Steps = [
        (rows["final"] | (status == "achieved"), None),
        (n < 2, "none"),
        ((n == 2) | rows["coverage"].isna(), "low"),
        (spread == 0, "high"),
        (spread == 1, "medium"),
    ]
    return first_fit(steps, np.array("low", dtype=object))


def with_headline(rows: pd.DataFrame) -> pd.DataFrame:
    """Headline of each measure: the worst status up to the deciding milestone (8).

    A milestone that cannot be judged yet is neither good nor bad: where it decides, it
    is the headline. Where all are due, the last one is.
    """
    due, met = rows["final"].astype(bool), rows["met"].astype(bool)
    undecided = (~due & ~met).astype(int)
    before = undecided.groupby(rows["measure"]).cumsum() - undecided
    counts = ~due & before.eq(0)
    place = rows["place"]
    order = rows.assign(order=_severity(rows["status"]).where(counts, np.inf))
    order["turn"] = place.where(counts, -place)
    chosen = order.sort_values(["measure", "order", "turn"]).drop_duplicates("measure")
    headline = chosen.set_index("measure")["status"]
    return rows.assign(headline=headline.to_numpy()[rows["measure"]])


def _severity(status: pd.Series) -> pd.Series:
    """Rank of each status, worst first; an ungraded one comes before the good ones."""
    ranks = facts.column("words/statuses", "rank")
    signals = facts.column("words/statuses", "signal")
    best = min(float(ranks[s]) for s, signal in signals.items() if signal == "good")
    order = {
        s: best - 0.5 if signals[s] == "no_evidence" else float(rank)
        for s, rank in ranks.items()
    }
    return status.map(order)
