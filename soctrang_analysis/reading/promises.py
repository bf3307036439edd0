"""What a promise means: its basis, unit, comparator, and whether it must be kept.

Every check holds for every clause, whether its words name an indicator or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.errors import refused
from soctrang_analysis.reading.clause import Promise
from soctrang_analysis.reading.sentences import Clause
from soctrang_analysis.reading.subjects import direction_of

LEVEL, CHANGE, YEARLY = "level", "change_from_baseline", "change_per_year"
_OPPOSITE = {">": "<", ">=": "<=", "": "<="}


@dataclass(frozen=True)
class Subject:
    """What a clause measures: its words, its indicator if one is named, its flags."""

    words: str
    indicator_id: str | None
    known: facts.Row
    falls: bool
    rises: bool
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
    clause: Clause, words: str, name: str | None, known: facts.Row, *, in_cell: bool
) -> Subject:
    """The subject of a clause, with what colours it."""
    per = {t.token.meaning for t in clause.terms if t.token.kind == "per"}
    if len(per) > 1:
        raise refused("one denominator", " and ".join(sorted(per)))
    base = [y for t in clause.terms if t.token.kind == "base" for y in t.token.years]
    if len(set(base)) > 1:
        raise refused("one year to compare with", f"{sorted(set(base))}")
    falls = clause.has("fall", "fall_of", "curb")
    return Subject(
        words,
        name,
        known,
        falls,
        clause.has("rise"),
        "".join(per),
        base[0] if base else None,
        in_cell,
    )


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
    if promise.sign:
        return {"basis": CHANGE, **_change(promise, subject)}
    if subject.reference_year:
        raise refused("a change beside the year it is compared with", f"{promise.low:g}")
    return {"basis": LEVEL, **_level(promise, subject)}


def _as_change(promise: Promise, subject: Subject) -> Promise:
    """ "Giảm số trẻ em ... ít nhất 20%" is a fall, though its word stands far off."""
    least = not promise.weak and promise.op in ("", ">", ">=") and not promise.is_word
    percent = promise.unit == "percent" and promise.kind != "zero"
    if subject.falls and subject.counted and least and percent and not promise.sign:
        return replace(promise, sign=-1)
    return promise


def _change(promise: Promise, subject: Subject) -> dict[str, Any]:
    """Value, comparator and unit of a change; a fall is negative."""
    if promise.unit != "percent" or promise.weak:
        found = f"{promise.low:g} {promise.unit or 'without unit'}"
        raise refused("a change in percent", found)
    if not subject.counted:
        found = f"{promise.low:g}% of a percent: percent or points?"
        raise refused("a clear change", found)
    if subject.direction and (promise.sign < 0) != (subject.direction == "down"):
        raise refused(f"a change {subject.direction}", "one the other way")
    if promise.op not in ("", ">", ">="):
        raise refused("a change of at least so much", f"{promise.op} {promise.low:g}%")
    low, high = promise.low, promise.high
    comparator = promise.op or ">="
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


def _level(promise: Promise, subject: Subject) -> dict[str, Any]:
    """Value, comparator and unit of the value itself."""
    unit, of_unit = _unit(promise, subject)
    comparator, of_bound = _comparator(promise, subject)
    top = facts.column("words/units", "top")[unit]
    if top and max(promise.low, promise.high or 0) > float(top):
        raise refused(f"at most {top} in {unit}", f"{promise.low:g}")
    return {
        "value": promise.low,
        "value_high": promise.high,
        "comparator": comparator,
        "unit": unit,
        "leans": (*of_unit, *of_bound),
    }


def _unit(promise: Promise, subject: Subject) -> tuple[str, tuple[str, ...]]:
    """Unit of a level, and what it leans on where the words leave it open."""
    known, unit = subject.known.get("unit", ""), promise.unit or subject.per
    if promise.kind == "zero":
        if not known:
            raise refused("a measure with a unit", "none left of it")
        return known, ()
    if promise.unit and subject.per not in ("", promise.unit):
        raise refused("one unit", f"{promise.unit} and {subject.per}")
    if unit == "permille":
        if not facts.pattern("live_birth_rate").search(subject.words):
            raise refused("‰ of live births only", f"{promise.low:g}‰")
        unit = "per_1000_live_births"
    rates = facts.column("words/units", "rate")
    if not unit and known and rates[known]:
        return known, (f"unit {known}",)
    if not unit:
        raise refused("a number with its unit", f"{promise.low:g} without unit")
    if known and unit != known and (rates[known] or rates[unit]):
        raise refused(f"the unit {known}", f"{promise.low:g} {unit}")
    return unit, ()


def _comparator(promise: Promise, subject: Subject) -> tuple[str, tuple[str, ...]]:
    """Comparator of a level, and what it leans on where the words leave it open."""
    direction = subject.direction
    if promise.high is not None:
        return "between", ()
    stated = promise.op or promise.weak
    if promise.weak == ">=" and not promise.op and subject.falls:
        raise refused("one direction", "a fall that reaches, up or down?")
    if stated:
        up = stated[0] == ">"
        if direction and up != (direction == "up"):
            found = f"{stated} {promise.low:g}"
            raise refused(f"a bound that fits the direction {direction}", found)
        if (subject.falls and up) or (subject.rises and not up):
            raise refused("one direction", f"a change against {stated} {promise.low:g}")
        return stated, ()
    if promise.unit == "count" and not promise.is_word:
        raise refused("a count with its comparator", f"{promise.low:g}")
    down = direction == "down" or (not direction and subject.falls)
    told = promise.is_word or subject.in_cell or (promise.colon and not subject.falls)
    if down and told:
        return "<=", ("<=",)
    if direction == "up" and not subject.falls:
        return ">=", ()
    found = f"{promise.low:g} alone: by so much, or to so much?"
    raise refused("a comparator", found)
