"""What a reader should know of the targets: how they were read, what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.clause import Clause
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.holds import Row
from soctrang_analysis.reading.subjects import spelled_out
from soctrang_analysis.reading.target import Target
from soctrang_analysis.reading.text import fold, has_slip


def notes_of(
    target: Target, clause: Clause, words: str, read: list[Row], framework: Framework
) -> Iterator[Row]:
    """What a reader should know of a clause that was read."""
    line = target.line_at(clause.span[0])
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
        nation = framework.indicators.get(name, {}).get("national_words", "")
        if nation not in spelled_out(fold(words)):
            yield {"rule": "wider_population", "expected": nation, **on}
        if has_slip(words):
            yield {"rule": "scanning_slip", "expected": "0-9", **on}
    yield from (_assumed(row) for row in read if row["assumed"])


def _assumed(row: Row) -> Row:
    """The note of a reading that leans on something, and on what."""
    year = f" {row['year']}" if row["year"] else ""
    leans = f" ({'; '.join(row['leans'])})" if row["leans"] else ""
    shown = f"{row['comparator']} {show(row['value'])}{leans}"
    subject = f"indicator {row['indicator_id']}{year}"
    return {"rule": "assumed", "subject": subject, "expected": shown}


def elsewhere(line: Line) -> Row:
    """The note of a line like a target outside the targets' section."""
    found = {"rule": "target_elsewhere", "found": line.text.strip()[:200]}
    return {**found, "subject": f"line {line.number}", "line": line.number}


def unread(line: Line) -> PlanError:
    """The error of a line among the targets that looks like one and belongs to none."""
    return refused(
        "a target",
        f"a line that belongs to none: {line.text.strip()[:200]!r}",
        "number the target, or set it apart",
        where="targets",
        line=line.number,
    )
