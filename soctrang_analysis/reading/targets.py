"""Targets of a document -> rows of the ``targets`` table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.clause import Clause, Promise
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.holds import Row, give_spans, keep_levels, one_each
from soctrang_analysis.reading.outline import (
    Target,
    find_targets,
    labels_elsewhere,
    unread_lines,
)
from soctrang_analysis.reading.promises import CHANGE, LEVEL, facts_of, subject_of
from soctrang_analysis.reading.sentences import read_clauses
from soctrang_analysis.reading.subjects import (
    complete,
    free_letter,
    name_indicator,
    spelled_out,
)
from soctrang_analysis.reading.text import fold, has_slip
from soctrang_analysis.reading.values import tail

MAX_TARGET = 6_000
MAX_SHOWN = 2_000


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


def read_targets(lines: list[Line], framework: Framework) -> Reading:
    """Rows of ``targets``, what could not be read, and notes on how it was read.

    Raises
    ------
    ParseError
        If the document has no target at all.

    Examples
    --------
    >>> from soctrang_analysis.facts import framework
    >>> text = "Chỉ tiêu 6: Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030."
    >>> row = read_targets([Line(1, text)], framework()).rows[0]
    >>> row["comparator"], row["value"], row["assumed"]
    ('<=', 2.0, True)
    """
    targets = find_targets(lines, framework)
    reading = Reading(framework, letters=set(framework.indicators))
    for target in targets:
        _read_target(target, reading)
    if not reading.rows and not reading.errors:
        raise refused(
            'lines such as "Chỉ tiêu 1: ..."',
            f"{len(lines)} lines, none of them a target",
            "check that the file is a plan with targets",
            where="document",
        )
    reading.errors += unread_lines(lines, targets)
    reading.notes += (_elsewhere(line) for line in labels_elsewhere(lines, targets))
    kept, twice = one_each(reading.rows)
    reading.errors += twice
    reading.rows = give_spans(kept, framework)
    return reading


def _elsewhere(line: Line) -> Row:
    """The note of a line like a target outside the targets' section."""
    found = {"rule": "target_elsewhere", "found": line.text.strip()[:200]}
    return {**found, "subject": f"line {line.number}", "line": line.number}


def _read_target(target: Target, reading: Reading) -> None:
    """Add the rows, errors and notes of one target, sentence by sentence."""
    clauses = read_clauses(target.text, reading.framework.years, target.context)
    if target.number is None and not _looks_like_one(target, clauses):
        return  # a paragraph among the targets that promises no number
    promising = [c for c in clauses if _promises_something(c) or c.error]
    reading.last = ""
    for _, sentence in groupby(promising or clauses, key=lambda c: c.sentence):
        _read_sentence(list(sentence), target, reading)


def _read_sentence(clauses: list[Clause], target: Target, reading: Reading) -> None:
    """Add the clauses of a sentence, all or none."""
    read = [_tried(clause, target, reading) for clause in clauses]
    fault = next((r for r in read if isinstance(r, PlanError)), None)
    for clause, rows in zip(clauses, read, strict=True):
        words = _wording(target, clause)
        if isinstance(rows, PlanError) or fault:
            error = rows if isinstance(rows, PlanError) else fault
            reading.errors.append(_placed(error, target, clause, words))
            continue
        reading.notes += _notes(target, clause, rows, reading.framework)
        for row in rows:
            line = target.line_at(row.pop("start"))
            reading.rows.append({**row, "wording_vi": words, "source_line": line})


def _tried(clause: Clause, target: Target, reading: Reading) -> list[Row] | PlanError:
    """Rows of a clause, or why it is refused."""
    try:
        if len(target.text) > MAX_TARGET:
            raise refused(f"at most {MAX_TARGET} characters", str(len(target.text)))
        return read_clause(clause, target, reading)
    except PlanError as error:
        return error


def _promises_something(clause: Clause) -> bool:
    return any(t.promise or t.letter in "RNYPX" for t in clause.terms)


def _looks_like_one(target: Target, clauses: list[Clause]) -> bool:
    """Whether a text without a label states a number to reach."""
    promised = any(t.promise for c in clauses for t in c.terms)
    return promised or bool(pattern("like_a_target").search(fold(target.text)))


def _wording(target: Target, clause: Clause) -> str:
    """The words of a clause as the document has them."""
    start, stop = clause.span
    text = target.text[start:stop].replace(BREAK, " ")
    return " ".join(text.split()).rstrip(" .,;")


def _placed(
    error: PlanError | None, target: Target, clause: Clause, words: str
) -> PlanError:
    """An error with the target, line and words it stands for."""
    error = error or refused("a clear clause", "none")
    found = f"{error.found} in {words[:MAX_SHOWN]!r}"
    return error.at(target.name, target.line_at(clause.span[0]), found)


def read_clause(clause: Clause, target: Target, reading: Reading) -> list[Row]:
    """Rows of one clause, each with ``start``, the place of its number.

    Raises
    ------
    ParseError
        If it is refused; one of a measure of its own keeps its letter then.
    """
    if clause.error:
        _keep_letter(clause, target, reading)
        raise clause.error
    out: list[Row] = []
    for promise in clause.promises:
        words, name, leans = _named(clause, promise, reading)
        _check_one_measure(clause, reading.framework)
        known = reading.known(name)
        subject = subject_of(clause, words, known, in_cell=target.in_table)
        facts = facts_of(promise, subject)
        _check_year(promise, facts, always=bool(known.get("always_due")))
        facts["leans"] = (*leans, *promise.leans, *facts["leans"])
        facts["indicator_id"] = name or _own_letter(words, target, reading)
        out += _rows(promise, facts, subject.reference_year)
    reading.last = words
    _check_units(out)
    keep_levels(out, kept=clause.has("hold"))
    number = target.number or _framework_number(out, reading.framework)
    for row in out:
        row["target_no"] = number
        row["sub"] = re.sub(r"\d+", "", row["indicator_id"])
    return out


def _check_units(rows: list[Row]) -> None:
    """Refuse levels of one measure in two units."""
    units = {r["unit"] for r in rows if r["basis"] == LEVEL}
    if len(units) > 1:
        raise refused("one unit", " and ".join(sorted(units)))


def _check_year(promise: Promise, facts: Row, *, always: bool) -> None:
    """Refuse a promise without a year, but of what is due every year."""
    due = facts["basis"] == LEVEL and always
    if not promise.years and not promise.yearly and not due:
        raise refused("the year to reach it", f"{promise.low:g} without a year")


def _rows(promise: Promise, facts: Row, base: int | None) -> list[Row]:
    """One row for each year of a promise."""
    no_year = not promise.years and not promise.yearly
    if facts["basis"] == CHANGE and base is None:
        facts = {**facts, "leans": (*facts["leans"], "reference_year")}
    row = {
        **facts,
        "area": promise.area,
        "start": promise.start,
        "assumed": bool(facts["leans"]) or no_year,
        "hold": False,
        "reference_year": base,
    }
    if facts["basis"] == LEVEL:
        row["hold"] = promise.hold or promise.yearly or no_year
        row |= {"hold_from": promise.hold_from, "hold_to": promise.hold_to}
    return [{**row, "year": year} for year in promise.years or (None,)]


def _framework_number(rows: list[Row], framework: Framework) -> int:
    """The framework's number for a target that has none of its own."""
    number = framework.target_no(rows[0]["indicator_id"])
    if number is None:
        raise _nameless()
    return number


def _nameless() -> PlanError:
    return refused(
        "a target with its number, or words of a known indicator",
        "neither",
        "number the target, or word it as the framework does",
    )


def _named(
    clause: Clause, promise: Promise, reading: Reading
) -> tuple[str, str | None, tuple[str, ...]]:
    """Words of the subject, its indicator, and what it leans on if it is carried."""
    own = spelled_out(" ".join([clause.subject, promise.area]).strip())
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


def _check_one_measure(clause: Clause, framework: Framework) -> None:
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


def _own_letter(words: str, target: Target, reading: Reading) -> str:
    """The id of a measure that names no indicator: one letter for the same words."""
    if target.number is None:
        raise _nameless()
    own = (target.number, words)
    if own not in reading.own:
        reading.own[own] = free_letter(target.number, reading.letters)
    return reading.own[own]


def _keep_letter(clause: Clause, target: Target, reading: Reading) -> None:
    """A refused clause of a measure of its own keeps its letter from the next one."""
    try:
        named = name_indicator(clause.subject, reading.framework)
    except PlanError:
        return
    if named is None and target.number and any(t.promise for t in clause.terms):
        free_letter(target.number, reading.letters)


def _notes(
    target: Target, clause: Clause, read: list[Row], framework: Framework
) -> Iterator[Row]:
    """What a reader should know of a clause that was read."""
    words, line = _wording(target, clause), target.line_at(clause.span[0])
    for row in _said(target, words, read, framework):
        yield {"found": words, "line": line, **row}


def _said(
    target: Target, words: str, read: list[Row], framework: Framework
) -> Iterator[Row]:
    """Rule, subject and what was expected of each note."""
    for name in dict.fromkeys(r["indicator_id"] for r in read):
        on, number = {"subject": f"indicator {name}"}, framework.target_no(name)
        if number is None:
            own = framework.facts["short_vi"]
            yield {"rule": "unknown_indicator", "expected": own, **on}
        elif target.number is None:
            yield {"rule": "no_number_printed", "expected": str(number), **on}
        elif number != target.number:
            shown = {"expected": str(number), "found": str(target.number)}
            yield {"rule": "other_number", **shown, **on}
        if has_slip(words):
            yield {"rule": "scanning_slip", "expected": "0-9", **on}
    yield from (_assumed(row) for row in read if row["assumed"])


def _assumed(row: Row) -> Row:
    """The note of a reading that leans on something, and on what."""
    year = f" {row['year']}" if row["year"] else ""
    leans = f" ({'; '.join(row['leans'])})" if row["leans"] else ""
    shown = f"{row['comparator']} {row['value']:g}{leans}"
    subject = f"indicator {row['indicator_id']}{year}"
    return {"rule": "assumed", "subject": subject, "expected": shown}
