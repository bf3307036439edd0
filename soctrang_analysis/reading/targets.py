"""Targets of a document -> rows of the ``targets`` table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from soctrang_analysis import facts
from soctrang_analysis.errors import ParseError, PlanError
from soctrang_analysis.facts import Framework
from soctrang_analysis.metadata import lookup
from soctrang_analysis.reading.clauses import VALUES, read_clause
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.grammar import tokens
from soctrang_analysis.reading.meaning import rows_of
from soctrang_analysis.reading.order import refuse
from soctrang_analysis.reading.outline import Target, find_targets
from soctrang_analysis.reading.text import fold, has_slip

MAX_CLAUSE = 2_000
_SPLIT = re.compile(
    r":\s*|[;\n]|\.\s+(?=[-+•]|[^\W\d_])"
    r"|(?:,|\bvà)\s+(?=(?:phấn đấu |tiếp tục )?(?:giảm |tăng |nâng |duy trì )?"
    r"(?:tỷ lệ|tỷ suất|số (?:trẻ|vụ|cuộc|ca)))"
)


class _Piece(NamedTuple):
    """A stretch between two marks that may part clauses, and what stands in it."""

    start: int
    stop: int
    mark: str
    has_value: bool
    has_words: bool
    years: tuple[int, ...]

    @property
    def joins_on(self) -> bool:
        """Whether the mark after it parts nothing: a list, or a heading of the rest."""
        if self.mark in (",", "và"):
            return not (self.has_value and self.years)
        half = self.has_words != self.has_value
        return self.mark == ":" and (half or not (self.has_words or self.years))

    def after(self, earlier: _Piece | None) -> _Piece:
        """The two pieces as one."""
        if earlier is None:
            return self
        return self._replace(
            start=earlier.start,
            has_value=earlier.has_value or self.has_value,
            has_words=earlier.has_words or self.has_words,
            years=self.years or earlier.years,
        )


def _piece(text: str, begin: int, stop: int, mark: str) -> _Piece:
    found = tokens(text[begin:stop])
    dates = [t for t in found if t.kind in ("year", "period")]
    return _Piece(
        begin + len(text[begin:stop]) - len(text[begin:stop].lstrip()),
        stop,
        mark,
        any(t.kind in VALUES for t in found),
        any(t.kind in ("word", "fall", "good") for t in found),
        tuple(dates[-1].years[-1:]) if dates else (),
    )


def _pieces(text: str) -> Iterator[_Piece]:
    cuts = [
        (m.start(), m.end(), m.group().strip()) for m in _SPLIT.finditer(fold(text))
    ]
    begin, open_ = 0, None
    for stop, following, mark in [*cuts, (len(text), len(text), "")]:
        piece = _piece(text, begin, stop, mark).after(open_)
        open_ = piece if piece.joins_on else None
        if open_ is None:
            yield piece
        begin = following


def split_clauses(text: str) -> list[tuple[int, str, tuple[int, ...]]]:
    """Clauses of a target: offset, words, and years named once for all that follow.

    Examples
    --------
    >>> clauses = split_clauses("tỷ lệ A đạt 5% vào năm 2025; giảm B xuống 2%")
    >>> [clause for _, clause, _ in clauses]
    ['tỷ lệ A đạt 5% vào năm 2025', 'giảm B xuống 2%']
    """
    years: tuple[int, ...] = ()
    spans: list[tuple[int, int, tuple[int, ...]]] = []
    for piece in _pieces(text):
        if piece.mark == ":" and not (piece.has_value or piece.has_words):
            years = piece.years
        elif piece.has_value and not piece.has_words and spans:
            spans[-1] = (spans[-1][0], piece.stop, spans[-1][2])
        elif piece.has_words or piece.has_value:
            spans.append((piece.start, piece.stop, years))
    if text.strip() and not spans:  # nothing that could be a promise: to be refused
        spans = [(0, len(text), ())]
    return [(start, text[start:stop], years) for start, stop, years in spans]


def read_targets(
    lines: list[Line], framework: Framework | None = None
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
        What `finding` takes: ``rule``, ``subject``, ``line`` and its facts.

    Raises
    ------
    ParseError
        If the document has no target at all.

    Examples
    --------
    >>> text = "Chỉ tiêu 6: Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030."
    >>> rows, _, _ = read_targets([Line(1, text)])
    >>> rows[0]["comparator"], rows[0]["value"], rows[0]["assumed"]
    ('<=', 2.0, True)
    """
    found = find_targets(lines)
    if not found:
        raise ParseError(
            "document",
            expected='lines such as "Chỉ tiêu 1: ..."',
            found=f"{len(lines)} lines, none of them a target",
            do="check that the file is a plan with numbered targets",
        )
    rows: list[dict[str, Any]] = []
    errors: list[PlanError] = []
    notes: list[dict[str, Any]] = []
    twice = {k for k, n in Counter((t.number, t.years) for t in found).items() if n > 1}
    for target in found:
        if (target.number, target.years) in twice:
            errors.append(
                _error(
                    target,
                    0,
                    "a number used once",
                    "the number again",
                    "number the targets once each",
                )
            )
            continue
        _read_target(target, rows, errors, notes)
    framework = framework or facts.framework()
    return give_spans(_unique(rows, errors), framework), errors, notes


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
            if len(clause) > MAX_CLAUSE:
                raise refuse(f"at most {MAX_CLAUSE} characters", str(len(clause)))
            promises, reading = read_clause(clause, years or target.years)
            read = rows_of(promises, reading, clause, target.number, rows)
        except PlanError as error:
            found = f"{error.found} in {words[:MAX_CLAUSE]!r}"
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
    notes: list[dict[str, Any]] = []

    def note(rule: str, subject: str, expected: str, found: str = words) -> None:
        line = target.line_at(offset)
        facts = {"expected": expected, "found": found, "line": line}
        notes.append({"rule": rule, "subject": f"indicator {subject}", **facts})

    for indicator_id in dict.fromkeys(r["indicator_id"] for r in read):
        known = lookup("indicators", "indicator_id").get(indicator_id)
        if known is None:
            note("unknown_indicator", indicator_id, "indicators.csv")
        elif int(known["target_no"]) != target.number:
            number = str(target.number)
            note("other_number", indicator_id, known["target_no"], number)
        if has_slip(words):
            note("scanning_slip", indicator_id, "0-9")
    for row in read:
        if row["assumed"]:
            year = "" if row["year"] is None else f" {row['year']}"
            promise = f"{row['comparator']} {row['value']:g}"
            note("assumed", f"{row['indicator_id']}{year}", promise)
    return notes


def _unique(
    rows: list[dict[str, Any]], errors: list[PlanError]
) -> list[dict[str, Any]]:
    """Rows without those of an indicator that is promised twice for one year."""
    keys = Counter((r["indicator_id"], r["basis"], r["year"]) for r in rows)
    twice = {k for k, n in keys.items() if n > 1}
    for key in sorted(twice, key=str):
        lines = [
            r["source_line"]
            for r in rows
            if (r["indicator_id"], r["basis"], r["year"]) == key
        ]
        errors.append(
            ParseError(
                f"indicator {key[0]} (lines {', '.join(map(str, lines))})",
                expected=f"one promise for {key[2]}",
                found=f"{keys[key]}",
                do="keep one of the clauses",
                line=lines[0],
            )
        )
    dropped = {k[0] for k in twice}
    return [r for r in rows if r["indicator_id"] not in dropped]


def give_spans(
    rows: list[dict[str, Any]], framework: Framework
) -> list[dict[str, Any]]:
    """Rows with the years a level must be kept, and the year a change starts from."""
    out = []
    for row in rows:
        own = [r["year"] for r in rows if r["indicator_id"] == row["indicator_id"]]
        dated = [y for y in own if y is not None]
        spans: dict[str, Any] = {"hold_from": None, "hold_to": None}
        if row["hold"]:
            spans["hold_from"] = min(dated, default=framework.years[0])
            spans["hold_to"] = max(dated, default=framework.years[-1])
        change = row["basis"] == "change_from_baseline"
        spans["reference_year"] = framework.reference_year if change else None
        out.append({**spans, **row})
    return out
