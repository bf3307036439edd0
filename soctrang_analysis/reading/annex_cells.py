"""One row of the budget annex -> its label, words, cells of amounts and agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from soctrang_analysis.errors import PlanError
from soctrang_analysis.facts import pattern
from soctrang_analysis.numerals import parse_exact
from soctrang_analysis.reading.annex_heading import (
    BLANK,
    Heading,
    annex_error,
    cells,
    plain,
)
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import has_slip

MOST = 2**63 - 1  # the tables hold int64
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?")


@dataclass(frozen=True)
class Printed:
    """A row as printed; ``placed``: each cell stands under its heading."""

    label: str
    item: str
    body: tuple[str, ...]
    agency: str
    placed: bool

    @property
    def is_sum(self) -> bool:
        """Whether this is the row of totals."""
        return _is_sum(self.label) or (not self.label and _is_sum(self.item))

    @property
    def slips(self) -> tuple[str, ...]:
        """Cells in which a letter stands for a digit."""
        return tuple(filter(has_slip, self.body))


def _is_sum(cell: str) -> bool:
    return bool(pattern("annex_sum_row").fullmatch(plain(cell)))


def is_number(cell: str) -> bool:
    """Whether a cell says an amount, or that there is none.

    >>> is_number("78 000"), is_number("-"), is_number("(8)"), is_number("#REF!")
    (True, True, False, False)
    """
    text = plain(cell)
    said = pattern("annex_number").fullmatch(text)
    return bool(said or pattern("annex_nothing").fullmatch(text))


def read_row(line: Line, heading: Heading) -> Printed:
    """A row taken apart: by place where it has the heading's columns."""
    row, first = _laid_out(cells(line), heading), heading.amounts.start
    placed = _is_placed(row, heading, line)
    end = first + (len(heading.amounts) if placed else _size(row[first:]))
    kinds = heading.kinds[heading.amounts.stop :]
    body, after = row[first:end], row[end:]
    if placed and not heading.total and _is_amount(after, kinds):
        body, after = [*body, after[0]], ["", *after[1:]]  # a total not announced
    if unread := _strange(body):
        raise _unread(line, unread[0])
    label, item = _named(row, heading)
    own = slice(heading.named, first)
    before = zip(row[own], heading.kinds[own], strict=False)
    agency = "; ".join(_agencies(line, [*before, *_beside(line, after, kinds)]))
    return Printed(label, " ".join(item.split()), tuple(body), agency, placed)


def _laid_out(row: list[str], heading: Heading) -> list[str]:
    """The row without empty cells at its end; a sum's label may span its columns."""
    first = heading.amounts.start
    if any(map(_is_sum, row[:2])):
        number = next((i for i, c in enumerate(row) if i and is_number(c)), first)
        row = [*row[:number], *[""] * (first - number), *row[number:]]
    while len(row) > len(heading.kinds) and not row[-1]:
        row.pop()
    return row


def _strange(body: list[str]) -> list[str]:
    """Cells among the amounts that are neither blank nor an amount."""
    return [c for c in body if c and not is_number(c)]


def _is_placed(row: list[str], heading: Heading, line: Line) -> bool:
    """Whether every cell of the row stands under its heading."""
    body = [row[i] for i in heading.amounts if i < len(row)]
    strange = _strange(body)
    if strange and len(row) == len(heading.kinds):
        raise _unread(line, strange[0])
    behind = [c for c in row[heading.amounts.stop :] if c and is_number(c)]
    if strange or len(behind) > 1:  # cells of a padded row: numbers moved its words
        return False
    return heading.amounts.stop <= len(row) <= len(heading.kinds)


def _size(rest: list[str]) -> int:
    """How many cells of a ragged row reach to its last number."""
    return max((i + 1 for i, c in enumerate(rest) if is_number(c)), default=0)


def _is_amount(after: list[str], kinds: tuple[str, ...]) -> bool:
    """Whether a number stands behind the amounts, in the column of agencies."""
    if not after or kinds[0] not in ("agency", BLANK):
        return False
    return pattern("annex_number").fullmatch(plain(after[0])) is not None


def _beside(
    line: Line, after: list[str], kinds: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Cells behind the amounts with the kind of their column."""
    cells = list(after)
    while len(cells) > len(kinds) and not (cells[0] and cells[-1]):
        cells.pop(-1 if cells[0] else 0)
    if len(cells) > len(kinds):
        raise _unread(line, next(filter(None, cells)))
    return list(zip(cells, kinds, strict=False))


def _named(row: list[str], heading: Heading) -> tuple[str, str]:
    """Label and words of a row; without a column of labels they head the words."""
    words = [c.replace("\v", " ") for c in row]
    if heading.named == 2:
        return words[0], words[1] if len(words) > 1 else ""
    found = pattern("annex_leading_label").match(words[0].lower())
    if not found:
        return "", words[0]
    return words[0][: found.end("label")], words[0][found.start("words") :]


def _agencies(line: Line, texts: list[tuple[str, str]]) -> Iterator[str]:
    """Words of the columns of agencies; a number or stray mark there is refused."""
    for cell, kind in texts:
        if kind == "note" or not cell or pattern("annex_nothing").fullmatch(cell):
            continue
        if not pattern("annex_words").search(plain(cell)):
            raise _unread(line, cell)
        if kind == "agency":
            yield " ".join(cell.split())


def _unread(line: Line, cell: str) -> PlanError:
    return annex_error(line.number, "an amount", repr(cell), "correct the cell")


def amount(cell: str, scale: int, line: Line) -> int | None:
    """A cell in whole đồng, None where it is blank.

    >>> amount("78 000", 1000, Line(1, "")), amount("-", 1, Line(1, ""))
    (78000000, 0)
    """
    text = plain(cell)
    if not text:
        return None
    if pattern("annex_nothing").fullmatch(text):
        return 0
    if _SPACED.fullmatch(text) and "\v" not in cell:
        text = text.replace(" ", "")
    try:
        value = parse_exact(text) * scale
    except PlanError as error:
        raise _unread(line, cell) from error
    if value != int(value):
        do = "check unit and comma"
        raise annex_error(line.number, "whole đồng", repr(cell), do)
    if value > MOST:
        do = "check the unit"
        raise annex_error(line.number, f"at most {MOST} đồng", repr(cell), do)
    return int(value)
