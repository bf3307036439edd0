"""The budget annex -> its rows as printed: years, unit, items and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from soctrang_analysis.facts import pattern
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.annex_cells import amount, is_number, read_row
from soctrang_analysis.reading.annex_heading import (
    Heading,
    annex_error,
    cells,
    find_heading,
    plain,
    read_heading,
    year_of,
)
from soctrang_analysis.reading.document import Line

WHOLE = "total"
MAX_ROWS = 2_000
NEAR = 12  # lines above a table in which its unit and subject are looked for
# Labels from the outermost in; the first two are capital letters.
RANKS = ("capital", "roman", "arabic", "dotted", "letter", "dash", "plus")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass
class Row:
    """One row of the annex; ``cells`` are whole đồng, None where a cell is blank."""

    line_id: str
    parent_id: str
    item_vi: str
    agency_vi: str
    line: int
    printed: str
    cells: list[int | None]
    slips: tuple[str, ...] = ()
    parts: list[Row] = field(default_factory=list)


@dataclass
class Annex:
    """The annex as printed."""

    years: tuple[int, ...]
    scale: int
    total_column: str
    line: int
    rows: list[Row] = field(default_factory=list)
    total: Row | None = None

    @property
    def every(self) -> list[Row]:
        """All its rows, the row of totals last."""
        return [*walk(self.rows), *([self.total] if self.total else [])]

    def shown(self, amounts: tuple[int, ...], between: str = " | ") -> str:
        """Amounts in the unit of the annex."""
        return between.join(show(Decimal(a) / self.scale) for a in amounts)


def walk(rows: list[Row]) -> list[Row]:
    """The rows of a tree, each before its parts."""
    return [x for row in rows for x in (row, *walk(row.parts))]


def _is_row(line: Line) -> bool:
    return line.row or "\t" in line.text.strip(" ")


def find_tables(lines: list[Line]) -> list[tuple[int, int]]:
    r"""Places (first, after last) of runs of table rows; blanks and page numbers join.

    >>> find_tables([Line(1, "x"), Line(2, "a\tb"), Line(3, "- 5 -"), Line(4, "c\td")])
    [(1, 4)]
    """
    tables: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not _is_row(line):
            continue
        if tables and all(_says_nothing(x) for x in lines[tables[-1][1] : i]):
            tables[-1] = (tables[-1][0], i + 1)
        else:
            tables.append((i, i + 1))
    return tables


def _says_nothing(line: Line) -> bool:
    text = plain(line.text)
    return not text or bool(pattern("annex_page_number").fullmatch(text))


def read_annex(lines: list[Line]) -> Annex | None:
    """The budget annex of a document as printed, or None where it has none."""
    tables = list(_money_tables(lines))
    if not tables:
        return None
    near = _near(lines, tables)
    headings = (read_heading(lines[a:b], place, near) for a, b, place in tables)
    first, *others = headings
    for other in others:
        if (other.years, other.kinds) != (first.years, first.kinds):
            found = f"another table with {len(other.kinds)} columns"
            raise annex_error(other.line, "one budget annex", found, "keep one")
    body = [x for a, b, place in tables for x in lines[a + place + 1 : b]]
    if len(body) > MAX_ROWS:
        expected, found = f"at most {MAX_ROWS} rows", str(len(body))
        raise annex_error(first.line, expected, found, "split the table")
    return _filled(first, list(_rows(body, first)))


def _near(lines: list[Line], tables: list[tuple[int, int, int]]) -> list[Line]:
    """Lines in which the unit may stand: about the tables, and in them."""
    wanted = {i for a, b, _ in tables for i in range(max(a - NEAR, 0), b + 3)}
    return [line for i, line in enumerate(lines) if i in wanted]


def _money_tables(lines: list[Line]) -> Iterator[tuple[int, int, int]]:
    """Tables of money by year: place of the first row, after the last, of the years."""
    for first, end in find_tables(lines):
        table = lines[first:end]
        near = [*lines[max(first - NEAR, 0) : first], *table[:4]]
        place = find_heading(table)
        if not _any_says("annex_money", near):
            continue
        if place is None and _lacks_years(table, near):
            expected, do = "a heading row with at least two years", "put them above"
            raise annex_error(table[0].number, expected, "none", do)
        if place is not None and not _any_says("annex_targets", table[: place + 1]):
            yield first, end, place


def _any_says(name: str, lines: list[Line]) -> bool:
    return any(pattern(name).search(plain(line.text)) for line in lines)


def _lacks_years(table: list[Line], near: list[Line]) -> bool:
    """Whether a table holds amounts of money by all signs but its years."""
    has_unit = _any_says("annex_unit", near)
    for line in table:
        row = cells(line)
        thousands = [c for c in row if re.fullmatch(r"\d+(?:[. ]000)+", c)]
        if len(thousands) >= 3 or (has_unit and sum(map(is_number, row[1:])) >= 2):
            return True
    return False


def _rows(body: list[Line], heading: Heading) -> Iterator[Line]:
    """The rows below the heading, without the heading printed again."""
    for line in body:
        row = tuple(map(plain, line.cells))
        words = [c for c in row if c]
        again = row in heading.rows or _numbers_columns(words)
        if again or not words or not _is_row(line):
            continue
        if tuple(filter(None, map(year_of, row))) == heading.years:
            found = " | ".join(words)
            raise annex_error(line.number, "the same heading", found, "keep one")
        yield line


def _numbers_columns(words: list[str]) -> bool:
    """Whether a row only numbers the columns: "A | B | 1 | 2" or "1 | 2 | 3"."""
    own = words[2:] if words[:2] == ["a", "b"] else words
    found = [pattern("annex_column_numbers").fullmatch(word) for word in own]
    numbers = [m["number"] if m else None for m in found]
    return len(words) > 2 and numbers == [str(i + 1) for i in range(len(own))]


def _filled(heading: Heading, lines: list[Line]) -> Annex:
    """The annex with its rows, each under the row it is part of."""
    annex = Annex(heading.years, heading.scale, heading.total, heading.line)
    read = [(line, read_row(line, heading)) for line in lines]
    placed, tree = all(row.placed for _, row in read), _Tree(annex)
    for line, row in read:
        found = [amount(cell, annex.scale, line) for cell in row.body]
        if not placed:  # a blank of a table that is not clean proves no place
            found = [c for c in found if c is not None]
        found, body = found or [None] * len(heading.amounts), " | ".join(row.body)
        new = Row("", "", row.item, row.agency, line.number, body, found, row.slips)
        tree.add(new, None if row.is_sum else row.label)
    _check_amounts(annex)
    return annex


def _check_amounts(annex: Annex) -> None:
    """Refuse an annex without rows, or a row that holds nothing itself or in parts."""
    if not annex.rows:
        raise annex_error(annex.line, "rows below the heading", "none", "look there")
    for row in walk(annex.rows):
        if not row.parts and set(row.cells) == {None}:
            raise annex_error(row.line, "amounts", "none", "fill in the row")


class _Tree:
    """Rows put in their place by their labels."""

    def __init__(self, annex: Annex) -> None:
        self.annex = annex
        self.open: list[tuple[float, Row]] = []
        self.last: dict[float, int] = {}
        self.top: float | None = None

    def add(self, row: Row, label: str | None) -> None:
        """Put a row below the last one of an outer rank; None labels the total row."""
        if label is None:
            if self.annex.total:
                raise annex_error(row.line, "one total row", "a second one", "keep one")
            row.line_id, self.annex.total = WHOLE, row
            return
        if not row.item_vi:
            found = row.printed
            raise annex_error(row.line, "a row with its words", found, "fill it in")
        rank, number = _rank(label, row.line)
        parent = self._parent(rank, label, row.line)
        siblings = parent.parts if parent else self.annex.rows
        place = len(siblings) + 1
        if number and number not in (place, self.last.get(rank, 0) + 1):
            do = "number the rows in order"
            raise annex_error(row.line, f"row number {place}", repr(label), do)
        self.last[rank] = number
        row.parent_id = parent.line_id if parent else ""
        row.line_id = f"{row.parent_id}.{place}" if parent else str(place)
        siblings.append(row)
        self.open.append((rank, row))

    def _parent(self, rank: float, label: str, line: int) -> Row | None:
        """The row of an outer rank that is still open."""
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()
        self.top = rank if self.top is None else self.top
        if not self.open and rank != self.top:
            do = "number the item"
            raise annex_error(line, "an item before its parts", repr(label), do)
        return self.open[-1][1] if self.open else None


def _rank(label: str, line: int) -> tuple[float, int]:
    """How deep a label puts its row, and its number (0 where it has none)."""
    text = plain(label)
    for rank, name in enumerate(RANKS):
        found = pattern(f"label_{name}").fullmatch(text)
        if found is None or (rank < 2 and label != label.upper()):
            continue
        groups = found.groupdict()
        number = int(groups.get("number") or 0)
        if groups.get("roman") in ROMAN:
            number = ROMAN.index(groups["roman"]) + 1
        return rank + text.strip(".").count(".") / 10 * (name == "dotted"), number
    expected = 'a label such as "1", "I", "1.1", "a)" or "-"'
    raise annex_error(line, expected, repr(label), "correct the first column")
