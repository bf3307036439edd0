"""A framed list on a sheet: what must be corrected, or who has sent what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from soctrang_analysis.output.workbook_layout import lines
from soctrang_analysis.output.workbook_pages import (
    font,
    letter,
    set_print,
    write_cell,
)
from soctrang_analysis.round.form_layout import HEADING, LINE, ROOM, framed, wrapped

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEAD, FIRST = 5, 6  # below a title in two languages, a note and a gap
COLOURS = {"error": "F4B183", "warning": "FFD966", "info": "DDEBF7", "": ""}
Heads = Sequence[tuple[str, int]]  # the words of a column and its width


def write_list(
    sheet: Worksheet,
    above: Sequence[str],
    heads: Heads,
    rows: Sequence[tuple[str, Sequence[Any]]],
) -> None:
    """Lines above a table, its headings and rows; a row begins with its colour."""
    for i, text in enumerate(above, start=1):
        write_cell(sheet, i, 1, text)
        sheet.cell(i, 1).font = font(bold=i == 1, size=13 if i == 1 else 11)
    _write_row(sheet, HEAD, HEADING, [words for words, _ in heads], heads)
    for i, (kind, cells) in enumerate(rows, start=FIRST):
        _write_row(sheet, i, "", cells, heads)
        framed(sheet.cell(i, 1), COLOURS[kind])
    for j, (_, width) in enumerate(heads, start=1):
        sheet.column_dimensions[letter(j)].width = width
        sheet.cell(HEAD, j).font = font(bold=True)
    sheet.freeze_panes = f"A{FIRST}"
    sheet.print_area = f"A1:{letter(len(heads))}{FIRST + max(len(rows), 1) - 1}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    set_print([sheet], above[0])


def _write_row(
    sheet: Worksheet, i: int, fill: str, cells: Sequence[Any], heads: Heads
) -> None:
    """One row, tall enough for its texts; numbers stand in the middle."""
    height = 1
    for j, (value, (_, width)) in enumerate(zip(cells, heads, strict=True), start=1):
        write_cell(sheet, i, j, value)
        cell = sheet.cell(i, j)
        middle = {} if isinstance(value, str) else {"horizontal": "center"}
        cell.font, cell.alignment = font(), wrapped(**middle)
        framed(cell, fill)
        height = max(height, lines(str(value or ""), width * ROOM))
    sheet.row_dimensions[i].height = LINE * height
