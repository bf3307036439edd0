"""What a promise means: its basis, unit, comparator, and whether it must be kept.

Every check holds for every clause, whether its words name an indicator or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.errors import refused
from soctrang_analysis.reading.clause import Clause, Promise
from soctrang_analysis.reading.subjects import direction_of

LEVEL, CHANGE, YEARLY = "level", "change_from_baseline", "change_per_year"
_OPPOSITE = {">": "<", ">=": "<=", "": "<="}


@dataclass(frozen=True)
class Subject:
    """What a clause measures: its words, its indicator's facts, what colours it."""

    words: str
    known: facts.Row
    falls: bool
    rises: bool
    of_change: bool
    curbed: bool
    per: str
    reference_year: int | None
    in_cell: bool = False

    @property
    def direction(self) -> str:
        """Which way is better: the framework's word, else that of the words."""
        return self.known.get("direction") or direction_of(self.words)

    @property
    def counted(self) -> bool:
        """Whether the words count things, so that a percent of it is a change."""
        return bool(facts.pattern("counted").search(self.words))


def subject_of(
    clause: Clause, words: str, known: facts.Row, *, in_cell: bool = False
) -> Subject:
    """The subject of a clause, with what colours it.

    Raises
    ------
    ParseError
        If it names two denominators, or two years to compare with.
    """
    return Subject(
        words,
        known,
        clause.has("fall", "fall_of", "curb"),
        clause.has("rise"),
        clause.has("fall_of"),
        clause.has("curb"),
        str(_one({t.meaning for t in clause.of("per")}, "denominator") or ""),
        _one({y for t in clause.of("base") for y in t.years}, "year to compare with"),
        in_cell,
    )


def _one(found: set[Any], what: str) -> Any:
    """The only one of its kind in a clause, None where there is none."""
    if len(found) > 1:
        raise refused(f"one {what}", " and ".join(sorted(map(str, found))))
    return next(iter(found), None)


def facts_of(promise: Promise, subject: Subject) -> dict[str, Any]:
    """Basis, value, comparator and unit of a promise, and what is assumed of it.

    Raises
    ------
    ParseError
        If a unit, comparator or direction is missing or contradicts another.
    """
    promise = _as_change(promise, subject)
    if promise.yearly and promise.sign:
        return {"basis": YEARLY, **_change(promise, subject)}
    if promise.sign and promise.period:
        raise refused("a change by a year", "a change over a period")
    if promise.sign:
        return {"basis": CHANGE, **_change(promise, subject)}
    if promise.kind == "share" or subject.of_change:
        raise refused("a change, and what it is of", "a level")
    if subject.reference_year:
        wanted = "a change beside the year it is compared with"
        raise refused(wanted, f"{promise.low:g}")
    return {"basis": LEVEL, **_level(promise, subject)}


def _as_change(promise: Promise, subject: Subject) -> Promise:
    """A fall whose word stands far off: "Giảm số trẻ em ... ít nhất 20%"."""
    percent = promise.unit == "percent" and promise.at_least and not promise.sign
    falls = percent and subject.falls and subject.counted and not subject.curbed
    return replace(promise, sign=-1) if falls else promise


def _change(promise: Promise, subject: Subject) -> dict[str, Any]:
    """Value, comparator and unit of a change; a fall is negative."""
    _check_percent(promise, subject)
    _check_way(promise, subject)
    low, high, comparator = promise.low, promise.high, promise.op or ">="
    if promise.sign < 0:
        comparator = _OPPOSITE[promise.op]
        low, high = -(high or low), None if high is None else -low
    return {
        "value": low,
        "value_high": high,
        "comparator": comparator if high is None else "between",
        "unit": "percent_change",
        "leans": (),
    }


def _check_percent(promise: Promise, subject: Subject) -> None:
    """Refuse a change that is not in percent of a count."""
    if promise.unit != "percent" or promise.weak:
        found = f"{promise.low:g} {promise.unit or 'without unit'}"
        raise refused("a change in percent", found)
    if not subject.counted:
        found = f"{promise.low:g}% of a percent: percent or points?"
        raise refused("a clear change", found)


def _check_way(promise: Promise, subject: Subject) -> None:
    """Refuse a change the bad way, of more than all, or of at most so much."""
    if subject.direction and (promise.sign < 0) != (subject.direction == "down"):
        raise refused(f"a change {subject.direction}", "one the other way")
    none_left = promise.low == 100 and promise.kind != "share"  # "giảm 100%"
    if promise.sign < 0 and promise.low >= 100 and not none_left:
        raise refused("a fall of less than all", f"{promise.low:g}%")
    if promise.op not in ("", ">", ">="):
        raise refused("a change of at least so much", f"{promise.op} {promise.low:g}%")


def _level(promise: Promise, subject: Subject) -> dict[str, Any]:
    """Value, comparator and unit of the value itself."""
    unit, of_unit = _unit(promise, subject)
    comparator, of_bound = _comparator(promise, subject)
    fell = subject.falls and not subject.curbed
    of_count = fell or subject.known.get("unit") == "count"
    if unit == "percent" and subject.counted and of_count:
        raise refused("a number of a count", f"{promise.low:g}% of it")
    _check_bounds(promise, comparator, unit)
    return {
        "value": promise.low,
        "value_high": promise.high,
        "comparator": comparator,
        "unit": unit,
        "leans": (*of_unit, *of_bound),
    }


def _check_bounds(promise: Promise, comparator: str, unit: str) -> None:
    """Refuse what no value of the unit can be: 101 %, over 100 %, under 0."""
    top = float(facts.column("words/units", "top")[unit] or "inf")
    highest = max(promise.low, promise.high or 0)
    if highest > top or (comparator == ">" and highest >= top):
        raise refused(f"at most {top:g} in {unit}", f"{comparator} {highest:g}")
    if comparator == "<" and promise.low <= 0:
        raise refused("a number above 0", f"{comparator} {promise.low:g}")


def _unit(promise: Promise, subject: Subject) -> tuple[str, tuple[str, ...]]:
    """Unit of a level, and what it leans on where the words leave it open."""
    known, rates = subject.known.get("unit", ""), facts.column("words/units", "rate")
    unit = _stated_unit(promise, subject)
    if not unit and promise.kind == "zero" and known:
        return known, ()
    if not unit and rates.get(known):
        return known, (f"unit {known}",)
    if not unit:
        raise refused("a number with its unit", f"{promise.low:g} without unit")
    if known not in ("", unit) and (rates[known] or rates[unit]):
        raise refused(f"the unit {known}", f"{promise.low:g} {unit}")
    return unit, ()


def _stated_unit(promise: Promise, subject: Subject) -> str:
    """The unit the words state; ‰ is of live births, and of nothing else."""
    unit = promise.unit or subject.per
    if promise.unit and subject.per not in ("", promise.unit):
        raise refused("one unit", f"{promise.unit} and {subject.per}")
    if unit != "permille":
        return unit
    if not facts.pattern("live_birth_rate").search(subject.words):
        raise refused("‰ of live births only", f"{promise.low:g}‰")
    return "per_1000_live_births"


def _comparator(promise: Promise, subject: Subject) -> tuple[str, tuple[str, ...]]:
    """Comparator of a level, and what it leans on where the words leave it open."""
    if promise.high is not None:
        return "between", ()
    if stated := promise.op or promise.weak:
        _check_stated(stated, promise, subject)
        return stated, ()
    if promise.unit == "count" and not (promise.is_word or subject.in_cell):
        raise refused("a count with its comparator", f"{promise.low:g}")
    return _better(promise, subject)


def _better(promise: Promise, subject: Subject) -> tuple[str, tuple[str, ...]]:
    """Comparator of a bare value: the bound on the side that is better."""
    better = subject.direction or ("down" if subject.falls else "")
    if better == "down" and _is_told(promise, subject) and not subject.rises:
        return "<=", ("<=",)
    if better == "up" and not subject.falls:
        return ">=", ()
    raise refused("a comparator", f"{promise.low:g} alone: by so much, or to so much?")


def _is_told(promise: Promise, subject: Subject) -> bool:
    """Whether the value of a harm is one to reach: "là", in a cell, after a colon."""
    in_list = promise.colon and not subject.falls
    return promise.is_word or subject.in_cell or in_list


def _check_stated(stated: str, promise: Promise, subject: Subject) -> None:
    """Refuse a bound against the direction of the measure, or of its own verb."""
    up, direction = stated[0] == ">", subject.direction
    if promise.weak == ">=" and not promise.op and subject.falls:
        raise refused("one direction", "a fall that reaches, up or down?")
    if direction and up != (direction == "up"):
        found = f"{stated} {promise.low:g}"
        raise refused(f"a bound that fits the direction {direction}", found)
    if (subject.falls and up) or (subject.rises and not up):
        raise refused("one direction", f"a change against {stated} {promise.low:g}")
