"""Rows of a table as printed: what merged cells say, and what a row says as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold
from soctrang_analysis.reading.word import ABOVE, BESIDE, CELL_BREAK

Row = list[str]  # the cells of a row


def grid_of(table: Iterable[Line]) -> Iterator[Row]:
    """Rows of cells; one merged into another says what that one says."""
    above: Row = []
    for line in table:
        row: Row = []
        for i, cell in enumerate(line.grid or line.text.rstrip("\n").split("\t")):
            if cell == BESIDE:
                cell = row[-1] if row else ""
            elif cell == ABOVE:
                cell = above[i] if i < len(above) else ""
            row.append(" ".join(cell.split()))
        yield row
        above = row


def numbers_columns(cells: Row) -> bool:
    """Whether a row only numbers the columns: "A", "B", "1", "2" or "(1)", "(2)"."""
    said = [cell.strip("()") for cell in cells if cell]
    numbers = [cell for cell in said if not cell.isalpha()]
    counted = numbers == [str(i) for i in range(1, len(numbers) + 1)]
    return len(said) > 2 and counted and max(map(len, said)) < 3


def without_tabs(line: Line, cells: Row) -> list[str]:
    r"""The texts of a line that is no row of a table of targets.

    A row is one text, but for cells of several lines or with a label of a target.

    Examples
    --------
    >>> without_tabs(Line(1, "- Chỉ tiêu 1:\tTỷ lệ"), [])
    ['- Chỉ tiêu 1: Tỷ lệ']
    """
    if not line.row and CELL_BREAK not in line.text:
        return [line.text.replace("\t", " ")]
    parts = [p.strip() for p in re.split(r"[\t\v]", line.text) if p.strip()]
    labels = any(pattern("target_label").match(fold(part)) for part in parts)
    if labels or CELL_BREAK in line.text or len(parts) < 2:
        return parts
    return [] if numbers_columns(cells) else [_one_text(line, cells)]


def _one_text(line: Line, cells: Row) -> str:
    """A row as one text, without its number."""
    numbered = pattern("bare_number").match(cells[0]) is not None
    own = [c for c, raw in zip(cells, line.grid, strict=True) if raw != BESIDE]
    return " ".join(own[numbered:])
