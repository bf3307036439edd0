"""Targets of a document -> rows of the ``targets`` table."""

from __future__ import annotations

import re
from itertools import groupby

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.clause import Clause, Promise
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.holds import Row, give_spans, keep_levels, one_each
from soctrang_analysis.reading.naming import (
    Reading,
    check_one_measure,
    keep_letter,
    named,
    nameless,
    own_letter,
)
from soctrang_analysis.reading.outline import find_targets
from soctrang_analysis.reading.promises import (
    CHANGE,
    LEVEL,
    Subject,
    facts_of,
    subject_of,
)
from soctrang_analysis.reading.sentences import read_clauses
from soctrang_analysis.reading.target import Target
from soctrang_analysis.reading.target_notes import (
    elsewhere,
    notes_of,
    unread,
)
from soctrang_analysis.reading.text import fold

MAX_TARGET = 6_000
MAX_CLAUSE = 2_000


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
    outline = find_targets(lines, framework)
    reading = Reading(framework, letters=set(framework.indicators))
    for target in outline.targets:
        _read_target(target, reading)
    if not reading.rows and not reading.errors:
        raise refused(
            'lines such as "Chỉ tiêu 1: ..."',
            f"{len(lines)} lines, none of them a target",
            "check that the file is a plan with targets",
            where="document",
        )
    reading.errors += map(unread, outline.lost)
    reading.notes += map(elsewhere, outline.elsewhere)
    kept, twice = one_each(reading.rows)
    reading.errors += twice
    reading.rows = give_spans(kept, framework)
    return reading


def _read_target(target: Target, reading: Reading) -> None:
    """Add the rows, errors and notes of one target, sentence by sentence."""
    clauses = read_clauses(target.text, reading.framework.years, target.context)
    named = target.number is not None or target.in_table
    if not named and not _looks_like_one(target, clauses):
        return  # a paragraph among the targets that promises no number
    promising = [c for c in clauses if _promises_something(c) or c.error]
    reading.last = ""
    for _, sentence in groupby(promising or clauses, key=lambda c: c.sentence):
        _read_sentence(list(sentence), target, reading)


def _read_sentence(clauses: list[Clause], target: Target, reading: Reading) -> None:
    """Add the clauses of a sentence, all or none."""
    read = [_tried(clause, target, reading) for clause in clauses]
    fault = next((r for r in read if isinstance(r, PlanError)), None)
    for clause, own in zip(clauses, read, strict=True):
        rows = own if isinstance(own, PlanError) else fault or own
        words = _wording(target, clause)
        if isinstance(rows, PlanError):
            reading.errors.append(_placed(rows, target, clause, words))
            continue
        reading.notes += notes_of(target, clause, words, rows, reading.framework)
        for row in rows:
            line = target.line_at(row.pop("start"))
            reading.rows.append({**row, "wording_vi": words, "source_line": line})


def _tried(clause: Clause, target: Target, reading: Reading) -> list[Row] | PlanError:
    """Rows of a clause, or why it is refused."""
    try:
        first, last = clause.span
        for size, most in ((len(target.text), MAX_TARGET), (last - first, MAX_CLAUSE)):
            if size > most:
                raise refused(f"at most {most} characters", str(size))
        return read_clause(clause, target, reading)
    except PlanError as error:
        reading.last = ""  # what follows may hang on words that were not understood
        return error


def _promises_something(clause: Clause) -> bool:
    return any(t.promise or t.letter in "RNYPX" for t in clause.terms)


def _looks_like_one(target: Target, clauses: list[Clause]) -> bool:
    """Whether a text without a label states a number to reach."""
    wanted = "NX" if target.row else ""  # a number whose heading nobody knows
    promised = any(t.promise or t.letter in wanted for c in clauses for t in c.terms)
    return promised or bool(pattern("like_a_target").search(fold(target.text)))


def _wording(target: Target, clause: Clause) -> str:
    """The words of a clause as the document has them."""
    start, stop = clause.span
    text = target.text[start:stop].replace(BREAK, " ")
    return " ".join(text.split()).rstrip(" .,;")


def _placed(error: PlanError, target: Target, clause: Clause, words: str) -> PlanError:
    """An error with the target, line and words it stands for."""
    found = f"{error.found} in {words[:MAX_CLAUSE]!r}"
    return error.at(target.name, target.line_at(clause.span[0]), found)


def read_clause(clause: Clause, target: Target, reading: Reading) -> list[Row]:
    """Rows of one clause, each with ``start``, the place of its number.

    Raises
    ------
    ParseError
        If it is refused; one of a measure of its own keeps its letter then.
    """
    if clause.error:
        keep_letter(clause, target, reading)
        raise clause.error
    out: list[Row] = []
    measured: dict[str, tuple[Subject, str | None, tuple[str, ...]]] = {}
    for promise in clause.promises:
        if promise.area not in measured:
            measured[promise.area] = _measured(clause, promise.area, target, reading)
        subject, name, leans = measured[promise.area]
        facts = facts_of(promise, subject)
        _check_year(promise, facts, always=bool(subject.known.get("always_due")))
        facts["leans"] = (*leans, *promise.leans, *facts["leans"])
        facts["indicator_id"] = name or own_letter(subject.words, target, reading)
        out += _rows(promise, facts, subject.reference_year)
    reading.last = subject.words
    _check_units(out)
    keep_levels(out, kept=clause.has("hold"))
    number = target.number or _framework_number(out, reading.framework)
    for row in out:
        row["target_no"] = number
        row["sub"] = re.sub(r"\d+", "", row["indicator_id"])
    return out


def _measured(
    clause: Clause, area: str, target: Target, reading: Reading
) -> tuple[Subject, str | None, tuple[str, ...]]:
    """What a clause measures in an area, its indicator, what that leans on."""
    words, name, leans = named(clause, area, reading)
    check_one_measure(clause, reading.framework)
    known = reading.known(name)
    return subject_of(clause, words, known, in_cell=target.in_table), name, leans


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
        raise nameless()
    return number
