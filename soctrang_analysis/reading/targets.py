"""Targets of a document -> rows of the ``targets`` table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.clause import Promise
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.outline import (
    Target,
    find_targets,
    labels_elsewhere,
    unread_lines,
)
from soctrang_analysis.reading.promises import LEVEL, Subject, facts_of, subject_of
from soctrang_analysis.reading.sentences import Clause, read_clauses
from soctrang_analysis.reading.subjects import name_indicator
from soctrang_analysis.reading.text import fold, has_slip

MAX_TARGET = 6_000
MAX_SHOWN = 2_000
Row = dict[str, Any]


@dataclass
class Reading:
    """What was read of the targets: rows, what could not be read, notes for people."""

    rows: list[Row] = field(default_factory=list)
    errors: list[PlanError] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)


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
    if not targets:
        raise refused(
            'lines such as "Chỉ tiêu 1: ..."',
            f"{len(lines)} lines, none of them a target",
            "check that the file is a plan with targets",
            where="document",
        )
    reading = Reading(letters=set(framework.indicators))
    for target in targets:
        _read_target(target, framework, reading)
    reading.errors += unread_lines(lines, targets)
    for line in labels_elsewhere(lines, targets):
        place = {"subject": f"line {line.number}", "line": line.number}
        found = {"rule": "target_elsewhere", "found": line.text.strip()[:200]}
        reading.notes.append({**found, **place})
    reading.rows = give_spans(_unique(reading), framework)
    return reading


def _read_target(target: Target, framework: Framework, reading: Reading) -> None:
    """Add the rows, errors and notes of one target, sentence by sentence."""
    clauses = read_clauses(target.text, framework.years, target.context)
    promising = [c for c in clauses if _promises_something(c) or c.error]
    if target.number is None and not _looks_like_one(target, clauses):
        return  # a paragraph among the targets that promises no number
    before = ""
    for _, sentence in groupby(promising or clauses, key=lambda c: c.sentence):
        own = list(sentence)
        read = [_tried(c, target, framework, reading, before) for c in own]
        fault = next((r for r in read if isinstance(r, PlanError)), None)
        for clause, rows in zip(own, read, strict=True):
            words = _wording(target, clause)
            if fault or isinstance(rows, PlanError):
                error = rows if isinstance(rows, PlanError) else fault
                reading.errors.append(_placed(error, target, clause, words))
                continue
            before = rows[0]["indicator_id"]
            reading.notes += _notes(target, clause, words, rows, framework)
            for row in rows:
                line = target.line_at(row.pop("start"))
                reading.rows.append({**row, "wording_vi": words, "source_line": line})


def _tried(
    clause: Clause, target: Target, framework: Framework, reading: Reading, before: str
) -> list[Row] | PlanError:
    """Rows of a clause, or why it is refused; its sentence is then refused with it."""
    try:
        if len(target.text) > MAX_TARGET:
            raise refused(f"at most {MAX_TARGET} characters", str(len(target.text)))
        return _read_clause(clause, target, framework, reading, before)
    except PlanError as error:
        return error


def _promises_something(clause: Clause) -> bool:
    return any(t.promise or t.letter in "RNYP" for t in clause.terms)


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
    error: PlanError, target: Target, clause: Clause, words: str
) -> PlanError:
    found = f"{error.found} in {words[:MAX_SHOWN]!r}"
    return error.at(target.name, target.line_at(clause.span[0]), found)


def _read_clause(
    clause: Clause,
    target: Target,
    framework: Framework,
    reading: Reading,
    before: str,
) -> list[Row]:
    """Rows of one clause; a refused one keeps the letter it may stand for."""
    if clause.error:
        _keep_letter(clause, target, framework, reading)
        raise clause.error
    out: list[Row] = []
    for promise in clause.promises:
        words, name, leans = _named(clause, promise, framework, before)
        known = framework.indicators.get(name, {}) if name else {}
        subject = subject_of(clause, words, name, known, in_cell=target.in_table)
        facts = facts_of(promise, subject)
        name = name or _own_letter(out, promise, target, reading)
        lean = (*leans, *promise.leans, *facts.pop("leans"))
        out += _rows(name, promise, subject, facts | {"leans": lean}, framework)
    _keep(out, clause)
    number = target.number or _framework_number(out, framework)
    sub = {"target_no": number}
    return [
        {**row, **sub, "sub": re.sub(r"\d+", "", row["indicator_id"])} for row in out
    ]


def _framework_number(rows: list[Row], framework: Framework) -> int:
    """The framework's number for a target that has none of its own."""
    number = framework.target_no(rows[0]["indicator_id"])
    if number is None:
        raise refused(
            "a target with its number, or words of a known indicator",
            "neither",
            "number the target, or word it as the framework does",
        )
    return number


def _named(
    clause: Clause, promise: Promise, framework: Framework, before: str
) -> tuple[str, str | None, tuple[str, ...]]:
    """Words of the subject, its indicator, and what it leans on if it is carried."""
    own = " ".join([clause.subject, promise.area]).strip()
    head = " ".join([clause.head, own]).strip()
    fault: PlanError | None = None
    tries = [(own, ())] + ([(head, (clause.head,))] if clause.head else [])
    if before in framework.indicators and pattern("carried").match(own):
        thing = framework.indicators[before]["thing"].split(" & ")[0].split("|")[0]
        tries.append((f"{thing} {own}", (f"{thing} ({before})",)))
    for words, leans in tries:
        try:
            if words and (name := name_indicator(words, framework)):
                return words, name, leans
        except PlanError as error:
            fault = fault or error
    if fault:
        raise fault
    if pattern("dependent").match(head) or not head:
        raise refused("a subject of its own", repr(own))
    return head, None, (clause.head,) if clause.head else ()


def _own_letter(
    rows: list[Row], promise: Promise, target: Target, reading: Reading
) -> str:
    """The id of a measure that names no indicator: the next free letter, one an area."""
    same = [r["indicator_id"] for r in rows if r["area"] == promise.area]
    if same:
        return str(same[0])
    if target.number is None:
        raise refused(
            "words of a known indicator, or a number of the target",
            "neither",
            "number the target, or word it as the framework does",
        )
    return _free_letter(target.number, reading.letters)


def _free_letter(number: int, used: set[str]) -> str:
    """The next id of a target, which is used from now on.

    Examples
    --------
    >>> _free_letter(4, {"4a", "4b"}), _free_letter(14, {"14"}), _free_letter(25, set())
    ('4c', '14b', '25a')
    """
    letters = {i[len(str(number)) :] for i in used if re.fullmatch(rf"{number}[a-z]?", i)}
    taken = letters | {"a"} if "" in letters else letters
    free = next(c for c in "abcdefghijklmnopqrstuvwxyz" if c not in taken)
    used.add(f"{number}{free}")
    return f"{number}{free}"


def _keep_letter(
    clause: Clause, target: Target, framework: Framework, reading: Reading
) -> None:
    """A refused clause of a measure of its own keeps its letter from the next one."""
    try:
        named = name_indicator(clause.subject, framework)
    except PlanError:
        named = "near one"
    if named is None and target.number and any(t.promise for t in clause.terms):
        _free_letter(target.number, reading.letters)


def _rows(
    name: str, promise: Promise, subject: Subject, facts: Row, framework: Framework
) -> list[Row]:
    """One row for each year of a promise; without one only what is due every year."""
    level = facts["basis"] == LEVEL
    always = bool(subject.known.get("always_due"))
    if not promise.years and not promise.yearly and not (level and always):
        raise refused("the year to reach it", f"{promise.low:g} without a year")
    leans = facts.pop("leans")
    no_year = not promise.years and not promise.yearly
    change = facts["basis"] == "change_from_baseline"
    base = subject.reference_year or framework.reference_year
    if change and subject.reference_year is None:
        leans = (*leans, f"{base}")
    row = {
        **facts,
        "indicator_id": name,
        "area": promise.area,
        "start": promise.start,
        "assumed": bool(leans) or no_year,
        "leans": leans,
        "hold": level and (promise.hold or promise.yearly or no_year),
        "hold_from": promise.hold_from if level else None,
        "hold_to": promise.hold_to if level else None,
        "reference_year": base if change else None,
    }
    return [{**row, "year": year} for year in promise.years or (None,)]


def _keep(rows: list[Row], clause: Clause) -> None:
    """Mark the levels that must be kept: so worded, or the same for every year."""
    levels = [r for r in rows if r["basis"] == LEVEL]
    kept = clause.has("hold") and bool(levels)
    if kept and any(r["value"] != levels[0]["value"] for r in levels if _same(r, levels)):
        raise refused("one value to be kept", "several values")
    for row in levels:
        again = [r for r in levels if _alike(r, row) and r["year"] != row["year"]]
        row["hold"] = row["hold"] or kept or bool(again)


def _same(row: Row, levels: list[Row]) -> bool:
    return bool(row["area"] == levels[0]["area"])


def _alike(a: Row, b: Row) -> bool:
    return all(a[k] == b[k] for k in ("indicator_id", "value", "comparator"))


def give_spans(rows: list[Row], framework: Framework) -> list[Row]:
    """Rows with the years a level must be kept, and the year a change starts from."""
    out = []
    for row in rows:
        own = [r["year"] for r in rows if _alike(r, row) and r["hold"] and r["year"]]
        spans: Row = {"hold_from": None, "hold_to": None, "reference_year": None}
        if row["hold"]:
            first = min(own, default=framework.years[0])
            if len(own) == 1:
                first = min(first, framework.milestones[0])
            spans["hold_from"] = first
            spans["hold_to"] = max(own, default=framework.years[-1])
        if row["basis"] == "change_from_baseline":
            spans["reference_year"] = framework.reference_year
        kept = {k: v for k, v in row.items() if k not in ("area", "leans")}
        out.append({**spans, **{k: v for k, v in kept.items() if v is not None}})
        out[-1].setdefault("year", None)
        out[-1].setdefault("value_high", None)
    return out


def _notes(
    target: Target, clause: Clause, words: str, read: list[Row], framework: Framework
) -> Iterator[Row]:
    """What a reader should know of a clause that was read."""
    line = target.line_at(clause.span[0])

    def note(rule: str, subject: str, expected: str, found: str = words) -> Row:
        facts = {"expected": expected, "found": found, "line": line}
        return {"rule": rule, "subject": f"indicator {subject}", **facts}

    for name in dict.fromkeys(r["indicator_id"] for r in read):
        number = framework.target_no(name)
        if number is None:
            yield note("unknown_indicator", name, framework.facts["short_vi"])
        elif target.number is None:
            yield note("no_number_printed", name, str(number))
        elif number != target.number:
            yield note("other_number", name, str(number), str(target.number))
        if has_slip(words):
            yield note("scanning_slip", name, "0-9")
    for row in read:
        if row["assumed"]:
            year = "" if row["year"] is None else f" {row['year']}"
            promise = f"{row['comparator']} {row['value']:g}"
            on = "; ".join(row["leans"])
            shown = f"{promise} ({on})" if on else promise
            yield note("assumed", f"{row['indicator_id']}{year}", shown)


def _unique(reading: Reading) -> list[Row]:
    """Rows without those of an indicator that is promised twice for one year."""
    key = ("indicator_id", "basis", "year")
    same = Counter(tuple(r[k] for k in key) for r in reading.rows)
    first: dict[tuple[Any, ...], Row] = {}
    dropped: set[str] = set()
    for row in reading.rows:
        own = tuple(row[k] for k in key)
        before = first.setdefault(own, row)
        if before is not row and not _alike(before, row):
            dropped.add(row["indicator_id"])
            reading.errors.append(
                refused(
                    f"one promise for {own[2]}",
                    f"{same[own]}",
                    "keep one of the clauses",
                    where=f"target {row['target_no']}, indicator {own[0]}",
                    line=row["source_line"],
                )
            )
    return [r for r in first.values() if r["indicator_id"] not in dropped]
