"""Targets of a document -> rows of the ``targets`` table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from soctrang_analysis.errors import ParseError, PlanError
from soctrang_analysis.metadata import MILESTONES, lookup
from soctrang_analysis.reading.clauses import read_clause
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.grammar import tokens
from soctrang_analysis.reading.meaning import match_indicator, rows_of
from soctrang_analysis.reading.text import fold, has_slip

_BULLET = r"\s*(?:[-–—+*•●o]\s*)?"
_TARGET = re.compile(
    _BULLET + r"chỉ tiêu\s*(?:số\s*)?(\d{1,2})(?!\d)(?:\s*[:.)–—-]|\s+(?=[^\W\d_]))\s*"
)
_END = re.compile(r"\s*(?:[IVX]+|[B-D])\s*[.)]\s|.*(?:NHIỆM VỤ|GIẢI PHÁP)|\s*PHỤ LỤC")
_HEADING = re.compile(
    r"\s*(?:[*+-]\s*)?(?:[a-zđ]\)|\d{1,2}(?:\.\d{1,2})*[.)])\s+(?:mục tiêu|về)\b"
    r"|\s*(?:[*+-]\s*)?mục tiêu\s+(?:\d|cụ thể)"
)
_SPLIT = re.compile(
    r"[;:\n]|\.\s+(?=[-+•]|[^\W\d_])"
    r"|(?:,|\bvà)\s+(?=(?:phấn đấu |tiếp tục )?(?:giảm |tăng |nâng |duy trì )?"
    r"(?:tỷ lệ|tỷ suất|số (?:trẻ|vụ|cuộc|ca)))"
)
_YEAR_CELL = re.compile(r"(?:đến |mục tiêu )?(?:năm )?(20[23]\d)\s*")


@dataclass
class Target:
    """One numbered target: its text with the lines it stands on."""

    number: int
    years: tuple[int, ...] = ()
    text: str = ""
    starts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, text: str, *, new_clause: bool = False) -> None:
        """Join a further line of the document."""
        if self.text:
            self.text += "\n" if new_clause else " "
        self.starts.append(len(self.text))
        self.lines.append(line)
        self.text += text.strip()

    def line_at(self, offset: int) -> int:
        """Line of the document on which a place of the text stands."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]


def find_targets(lines: list[Line]) -> list[Target]:
    """The targets of a document in order, each with all its lines.

    Examples
    --------
    >>> found = find_targets([Line(1, "- Chỉ tiêu 1: Tỷ lệ trẻ em"), Line(2, "đạt 5%.")])
    >>> (found[0].number, found[0].text, found[0].lines)
    (1, 'Tỷ lệ trẻ em đạt 5%.', [1, 2])
    """
    found: list[Target] = []
    current: Target | None = None
    header: dict[int, int] = {}
    years: tuple[int, ...] = ()
    for line in lines:
        folded = fold(line.text)
        if found and _END.match(line.text):
            break
        if "\t" in line.text.strip():
            header = _year_columns(line) or header
            current = _from_row(line, header, current)
            if current and (not found or current is not found[-1]):
                found.append(current)
        elif start := _TARGET.match(folded):
            current = Target(int(start.group(1)), years)
            current.add(line.number, line.text[start.end() :])
            found.append(current)
        elif _HEADING.match(folded):
            current = None
        elif alone := _years_alone(line.text):
            current, years = None, alone
        elif current and line.text.strip():
            bullet = re.match(r"\s*[-–—+*•●]\s+", line.text)
            text = line.text[bullet.end() :] if bullet else line.text
            current.add(line.number, text, new_clause=bool(bullet))
    return found


def _years_alone(text: str) -> tuple[int, ...]:
    """Years of a line that names nothing else ("Đến năm 2030:"), for the list below."""
    stripped = text.strip().lstrip("*-+• ")
    if not stripped.endswith(":") or len(stripped) > 60:
        return ()
    found = [t for t in tokens(stripped) if t.kind not in ("filler", "mark")]
    dates = [t for t in found if t.kind in ("year", "period")]
    return tuple(dates[0].years[-1:]) if len(found) == len(dates) == 1 else ()


def _year_columns(line: Line) -> dict[int, int]:
    """Columns of a heading row that name a year: column -> year."""
    found = {
        i: int(m.group(1))
        for i, cell in enumerate(line.cells)
        if (m := _YEAR_CELL.fullmatch(fold(cell)))
    }
    return found if set(found.values()) & set(MILESTONES) else {}


def _from_row(
    line: Line, header: dict[int, int], current: Target | None
) -> Target | None:
    """A row of a table of targets as the sentence it stands for."""
    cells = line.cells
    if not header or _year_columns(line) or len(cells) <= min(header):
        return current
    words = [(i, c) for i, c in enumerate(cells) if i not in header and c]
    number = re.match(r"(?:chỉ tiêu\s*)?(\d{1,2})", fold(cells[0]))
    name = max((c for _, c in words), key=len, default="")
    unit = next((c for _, c in words if re.fullmatch(r"%|‰|/\s*10*\.?000", c)), "")
    parts = []
    for column, year in sorted(header.items()):
        cell = cells[column] if column < len(cells) else ""
        if cell not in ("", "-", "–"):
            value = cell if re.search(r"[%‰/]", cell) or not unit else cell + unit
            parts.append(f"năm {year} {'là ' if value[0].isdigit() else ''}{value}")
    if number and (current is None or int(number.group(1)) != current.number):
        current = Target(int(number.group(1)))
    if current is not None:
        new = bool(current.text)
        current.add(line.number, f"{name}, {', '.join(parts)}", new_clause=new)
    return current


def split_clauses(text: str) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Clauses of a target: offset, words, and years named once for all that follow.

    Examples
    --------
    >>> [c for _, c, _ in split_clauses("tỷ lệ A đạt 5% vào năm 2025; giảm B xuống 2%")]
    ['tỷ lệ A đạt 5% vào năm 2025', 'giảm B xuống 2%']
    """
    years: tuple[int, ...] = ()
    begin, end = 0, 0
    kept: tuple[int, int] | None = None
    folded = fold(text)
    cuts = [(m.start(), m.end(), m.group()) for m in _SPLIT.finditer(folded)]
    for stop, following, mark in [*cuts, (len(text), len(text), "")]:
        found = [t for t in tokens(text[begin:stop]) if t.kind not in ("mark", "aside")]
        value = any(t.kind in ("value", "range", "zero", "number") for t in found)
        words = any(t.kind in ("word", "fall", "area", "good") for t in found)
        dates = [t for t in found if t.kind in ("year", "period")]
        if mark.strip(" ") in (",", "và") and not (value and dates):
            continue
        if not value and not words and dates and mark == ":":
            years = tuple(dates[-1].years[-1:])
        elif not value and mark == ":":
            continue
        elif value and not words and kept:
            kept = (kept[0], stop)
        elif words or value:
            if kept:
                yield kept[0], text[slice(*kept)], years
            kept = (begin, stop)
        begin = end = following
    if end < len(text) and kept is None:
        kept = (begin, len(text))
    if kept:
        yield kept[0], text[slice(*kept)], years


def read_targets(
    lines: list[Line],
) -> tuple[list[dict[str, Any]], list[PlanError], list[dict[str, Any]]]:
    """Rows of ``targets``, what could not be read, and notes on how it was read.

    Parameters
    ----------
    lines : list of Line
        The whole document.

    Returns
    -------
    rows : list of dict
        One per (indicator_id, basis, year).
    errors : list of PlanError
        One per clause that is not understood.
    notes : list of dict
        ``rule``, ``subject``, ``source_line``, ``expected``, ``found``.

    Raises
    ------
    ParseError
        If the document has no target at all.

    Examples
    --------
    >>> rows, _, _ = read_targets([Line(1, "Chỉ tiêu 6: Tỷ lệ lây truyền HIV từ mẹ sang "
    ...                                    "con là 2% vào năm 2030.")])
    >>> rows[0]["comparator"], rows[0]["value"], rows[0]["assumed"]
    ('<=', 2.0, True)
    """
    found = find_targets(lines)
    if not found:
        raise ParseError(
            "document", expected='lines such as "Chỉ tiêu 1: ..."',
            found=f"{len(lines)} lines, none of them a target",
            do="check that the file is a plan with numbered targets",
        )  # fmt: skip
    rows: list[dict[str, Any]] = []
    errors: list[PlanError] = []
    notes: list[dict[str, Any]] = []
    twice = {k for k, n in Counter((t.number, t.years) for t in found).items() if n > 1}
    for target in found:
        if (target.number, target.years) in twice:
            errors.append(_error(target, 0, "a number used once", "the number again",
                                 "number the targets once each"))  # fmt: skip
            continue
        _read_target(target, rows, errors, notes)
    return _unique(rows, errors), errors, notes


def _error(
    target: Target, offset: int, expected: str, found: str, do: str
) -> ParseError:
    line = target.line_at(offset)
    where = f"target {target.number} (line {line})"
    return ParseError(where, expected=expected, found=found, do=do, line=line)


def _read_target(
    target: Target,
    rows: list[dict[str, Any]],
    errors: list[PlanError],
    notes: list[dict[str, Any]],
) -> None:
    clauses = list(split_clauses(target.text))
    if not clauses:
        errors.append(_error(target, 0, "a promise", "no words", "fill in the target"))
    for offset, clause, years in clauses:
        words = " ".join(clause.split()).rstrip(" .,;")
        try:
            promises, reading = read_clause(clause, years or target.years)
            read = rows_of(promises, reading, clause, target.number, rows)
        except PlanError as error:
            found = f"{error.found} in {words!r}"
            errors.append(_error(target, offset, error.expected, found, error.do))
            continue
        for row in read:
            line = target.line_at(offset + row.pop("start"))
            rows.append({**row, "wording_vi": words, "source_line": line})
        notes += _notes(target, offset, words, read)


def _notes(
    target: Target, offset: int, words: str, read: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What a reader should know of a clause that was read."""
    base = {"source_line": target.line_at(offset), "found": words}
    notes = []
    for indicator_id in dict.fromkeys(r["indicator_id"] for r in read):
        known = lookup("indicators", "indicator_id").get(indicator_id)
        base = {**base, "subject": f"indicator {indicator_id}"}
        if known and int(known["target_no"]) != target.number:
            notes.append({**base, "rule": "other_number", "expected": known["target_no"],
                          "found": str(target.number)})  # fmt: skip
        if known is None:
            notes.append(
                {**base, "rule": "unknown_indicator", "expected": "indicators.csv"}
            )
        if has_slip(words):
            notes.append({**base, "rule": "scanning_slip", "expected": "0-9"})
        for row in read:
            if row["indicator_id"] == indicator_id and row["assumed"]:
                year = "" if row["year"] is None else f" {row['year']}"
                notes.append({**base, "rule": "assumed", "subject": base["subject"] + year,
                              "expected": f"{row['comparator']} {row['value']:g}"})  # fmt: skip
    return notes


def _unique(
    rows: list[dict[str, Any]], errors: list[PlanError]
) -> list[dict[str, Any]]:
    """Rows without those of an indicator that is promised twice for one year."""
    keys = Counter((r["indicator_id"], r["basis"], r["year"]) for r in rows)
    twice = {k for k, n in keys.items() if n > 1}
    for key in sorted(twice, key=str):
        lines = [r["source_line"] for r in rows
                 if (r["indicator_id"], r["basis"], r["year"]) == key]  # fmt: skip
        errors.append(ParseError(
            f"indicator {key[0]} (lines {', '.join(map(str, lines))})",
            expected=f"one promise for {key[2]}", found=f"{keys[key]}",
            do="keep one of the clauses", line=lines[0],
        ))  # fmt: skip
    dropped = {k[0] for k in twice}
    return [r for r in rows if r["indicator_id"] not in dropped]


__all__ = ["find_targets", "match_indicator", "read_targets", "split_clauses"]
