"""Which indicator a clause is of, or the letter of a measure of the plan's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.clause import Clause
from soctrang_analysis.reading.holds import Row
from soctrang_analysis.reading.subjects import (
    complete,
    free_letter,
    name_indicator,
    spelled_out,
)
from soctrang_analysis.reading.target import Target
from soctrang_analysis.reading.values import tail


@dataclass
class Reading:
    """What was read of the targets: rows, what could not be read, notes for people."""

    framework: Framework
    rows: list[Row] = field(default_factory=list)
    errors: list[PlanError] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    own: dict[tuple[int, str], str] = field(default_factory=dict)
    last: str = ""  # the subject before, from which the next may carry over

    def known(self, name: str | None) -> Any:
        """The facts of an indicator, none for a measure of the plan's own."""
        return self.framework.indicators.get(name, {}) if name else {}


def nameless() -> PlanError:
    """The error of a target that neither a number nor its words name."""
    return refused(
        "a target with its number, or words of a known indicator",
        "neither",
        "number the target, or word it as the framework does",
    )


def named(
    clause: Clause, area: str, reading: Reading
) -> tuple[str, str | None, tuple[str, ...]]:
    """Words of the subject, its indicator, and what it leans on if it is carried."""
    own = spelled_out(" ".join([clause.subject, area]).strip())
    head = " ".join([spelled_out(clause.head), own]).strip()
    fault: PlanError | None = None
    for words, leans in _readings(own, head, clause.head, reading):
        try:
            if name := name_indicator(words, reading.framework):
                return words, name, leans
        except PlanError as error:
            fault = fault or error
    if fault:
        raise fault
    _check_own(head, clause)
    return head, None, (clause.head,) if clause.head else ()


def _check_own(words: str, clause: Clause) -> None:
    """Refuse words that may be no measure: too few, negated, around a bare number."""
    filler = pattern("subject_filler").pattern
    left = re.sub(rf"(?<!\w)(?:{filler})(?!\w)", " ", words).split()
    if len(left) < 2 or pattern("dependent").match(words):
        raise refused("a subject of its own", repr(words))
    if found := pattern("negation").search(words):
        raise refused("a plain promise", f"{found.group()!r} in {words!r}")
    if clause.wedged:
        raise refused("words that bind the number", f"{words!r} around it")
    if after := tail(clause.terms):
        raise refused("nothing after the year", " ".join(sorted(after)))


def _readings(
    own: str, head: str, opening: str, reading: Reading
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a subject may be: its words, alone or with those it hangs on."""
    if own:
        yield own, ()
    if opening:
        yield head, (opening,)
    if words := complete(own, reading.last, reading.framework):
        yield words, (f"“{reading.last}”",)


def check_one_measure(clause: Clause, framework: Framework) -> None:
    """Refuse a number for two indicators at once ("thương tích và tử vong do ...")."""
    parts = [spelled_out(part) for part in clause.parts]
    names: set[str] = set()
    for i, part in enumerate(parts if len(parts) > 1 else []):
        others = " ".join([*parts[:i], *parts[i + 1 :]])
        whole = complete(part, others, framework)
        names |= {_only_name(part, framework) or _only_name(whole, framework) or ""}
    if len(names := names - {""}) > 1:
        found = f"words of {' and '.join(sorted(names))}"
        raise refused("one subject in a clause", found)


def _only_name(words: str, framework: Framework) -> str | None:
    """The indicator that some words name, None where they name none for certain."""
    try:
        return name_indicator(words, framework)
    except PlanError:
        return None


def own_letter(words: str, target: Target, reading: Reading) -> str:
    """The id of a measure that names no indicator: one letter for the same words."""
    if target.number is None:
        raise nameless()
    own = (target.number, words)
    if own not in reading.own:
        reading.own[own] = free_letter(target.number, reading.letters)
    return reading.own[own]


def keep_letter(clause: Clause, target: Target, reading: Reading) -> None:
    """A refused clause of a measure of its own keeps its letter from the next one."""
    try:
        named = name_indicator(clause.subject, reading.framework)
    except PlanError:
        return
    if named is None and target.number and any(t.promise for t in clause.terms):
        free_letter(target.number, reading.letters)
