"""How a sheet of a form is laid out: two languages side by side, cells to fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import both, said
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.workbook_layout import lines
from soctrang_analysis.output.workbook_pages import font, letter, write_cell
from soctrang_analysis.round.key import COLUMN, OWN_SHEET, Key

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TO_FILL, HEADING = "FFF2CC", "F2F2F2"
LINE = 14.5  # points of one line
LIMIT = 1e12
ROOM = 0.95  # digits of our font in a column, by its width
HELP_WIDTH = 82


@dataclass(frozen=True)
class Line:
    """A row: what stands in its columns, and its key; one without is a heading."""

    cells: dict[str, Any]
    key: Key | None = None


@dataclass(frozen=True)
class Block:
    """Lines above a table in two languages, and the rows of the table."""

    top: list[tuple[str, ...]]
    rows: list[Line] = field(default_factory=list)


def form_columns(sheet: str) -> list[facts.Row]:
    """The columns of a sheet of a form."""
    return [r for r in facts.rows("words/form_columns") if r["sheet"] == sheet]


def place_of(column: str) -> int:
    """Number of a column on its sheet."""
    sheet = facts.row("words/form_columns", column)["sheet"]
    return [r["column"] for r in form_columns(sheet)].index(column) + 1


def write_block(book: Workbook, name: str, block: Block) -> Worksheet:
    """One sheet with its table, locked but for the cells to fill."""
    sheet = book.create_sheet(said("words/round", f"{name}_sheet", "vi"))
    columns = form_columns(name)
    first = len(block.top) + 3  # below the names of the columns and their headings
    _write_top(sheet, columns, block.top)
    _write_heads(sheet, columns, first)
    for i, line in enumerate(block.rows, start=first):
        _write_line(sheet, columns, i, line)
    _write_ends(sheet, columns, first + len(block.rows) + 1)
    for j, column in enumerate(columns, start=1):
        sheet.column_dimensions[letter(j)].width = int(column["width"])
    sheet.column_dimensions[letter(len(columns) + 1)].hidden = True
    sheet.row_dimensions[first - 2].hidden = True
    sheet.freeze_panes = f"C{first}"
    sheet.print_title_rows = f"{first - 1}:{first - 1}"
    sheet.print_area = f"A1:{letter(len(columns))}{first + len(block.rows) + 2}"
    _protect(sheet)
    return sheet


def _write_top(
    sheet: Worksheet, columns: list[facts.Row], top: list[tuple[str, ...]]
) -> None:
    """Vietnamese on the left, English on the right, as wide as their columns."""
    middle = next(j for j, c in enumerate(columns, start=1) if c["fill"])
    sides = ((1, middle - 1), (middle, len(columns)))
    for i, texts in enumerate(top, start=1):
        height = 1
        for (start, end), text in zip(sides, texts, strict=True):
            width = sum(int(c["width"]) for c in columns[start - 1 : end])
            write_cell(sheet, i, start, text)
            cell = sheet.cell(i, start)
            cell.alignment = wrapped()
            cell.font = font(bold=i in (1, 3), size=13 if i == 1 else 11)
            if start == middle:
                cell.font = font(color=colour("muted")[1:], bold=i == 1)
            sheet.merge_cells(
                start_row=i, end_row=i, start_column=start, end_column=end
            )
            height = max(height, lines(text, width * (0.8 if i == 1 else ROOM)))
        sheet.row_dimensions[i].height = (LINE + 3 * (i == 1)) * height


def wrapped(**given: Any) -> Any:
    """Text on several lines, from the top of its cell."""
    from openpyxl.styles import Alignment

    return Alignment(**({"wrap_text": True, "vertical": "top"} | given))


def framed(cell: Any, fill: str = "") -> None:
    """A thin frame round a cell, and a colour behind it."""
    from openpyxl.styles import Border, PatternFill, Side

    side = Side(style="thin", color="808080")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def _write_heads(sheet: Worksheet, columns: list[facts.Row], first: int) -> None:
    """The headings, and above them the names that the reader knows."""
    height = 1
    for j, column in enumerate(columns, start=1):
        sheet.cell(first - 2, j, COLUMN + column["column"])
        text = f"{column['vi']}\n{column['en']}"
        write_cell(sheet, first - 1, j, text)
        cell = sheet.cell(first - 1, j)
        cell.font = font(bold=True, size=10)
        cell.alignment = wrapped(horizontal="center", vertical="center")
        framed(cell, HEADING)
        height = max(height, lines(text, int(column["width"]) * ROOM))
    sheet.row_dimensions[first - 1].height = LINE * height


def _write_line(sheet: Worksheet, columns: list[facts.Row], i: int, line: Line) -> None:
    """One row: texts, cells to fill, and the key in the hidden column."""
    from openpyxl.styles import Protection

    height = 1
    for j, column in enumerate(columns, start=1):
        value = line.cells.get(column["column"])
        write_cell(sheet, i, j, value)
        cell = sheet.cell(i, j)
        cell.font, cell.alignment = font(bold=line.key is None), wrapped()
        if isinstance(value, float):
            cell.number_format = "#,##0.0##"
        height = max(height, lines(str(value or ""), int(column["width"]) * ROOM))
        to_fill = bool(column["fill"] and line.key)
        framed(cell, TO_FILL if to_fill else "" if line.key else HEADING)
        cell.protection = Protection(locked=not to_fill)
    if line.key:
        sheet.cell(i, len(columns) + 1, line.key.text())
    sheet.row_dimensions[i].height = LINE * height


def _write_ends(sheet: Worksheet, columns: list[facts.Row], i: int) -> None:
    """Who made the form and who signs it."""
    last = next(j for j, c in enumerate(columns, start=1) if c["column"] in _SIGNED)
    for j, name in ((2, "prepared"), (last, "signed")):
        for k, key in enumerate((name, "sign")):
            write_cell(sheet, i + k, j, both("words/round", key))
            sheet.cell(i + k, j).font = font(bold=not k, italic=bool(k))
            sheet.cell(i + k, j).alignment = wrapped(wrap_text=False)


_SIGNED = ("source_title", "obstacle")


def _protect(sheet: Worksheet) -> None:
    """Locked without a password; columns and rows may be sized, sorted, deleted."""
    sheet.protection.sheet = True
    for right in ("formatColumns", "formatRows", "sort", "deleteRows"):
        setattr(sheet.protection, right, False)  # False allows it


def add_rules(sheet: Worksheet, rows: list[Line], table: pd.DataFrame) -> None:
    """What the cells take: numbers within the bounds of the unit, words of a list."""
    first = int(sheet.print_title_rows.rpartition("$")[2]) + 1
    last = first + len(rows) - 1
    for i, line in enumerate(rows, start=first):
        own = table.loc[line.cells["indicator_id"]]
        cell = f"{letter(place_of('value'))}{i}"
        sheet.add_data_validation(_number_rule(own["upper_bound"], cell))
    parts = [letter(place_of(name)) for name in ("numerator", "denominator")]
    area = f"{parts[0]}{first}:{parts[1]}{last}"
    sheet.add_data_validation(_number_rule(float("nan"), area))
    sheet.add_data_validation(
        _list_rule(f"{letter(place_of('nature'))}{first}:"
                   f"{letter(place_of('nature'))}{last}")
    )  # fmt: skip


def _number_rule(top: float, cells: str) -> Any:
    """A number from 0 to a bound, where there is one."""
    from openpyxl.worksheet.datavalidation import DataValidation

    bounded = not pd.isna(top)
    high = f"{top:g}" if bounded else str(LIMIT)
    key = "range_error" if bounded else "positive_error"
    text = said("words/round", key, "vi", low=0, high=high)
    rule = DataValidation(
        "decimal", operator="between", formula1="0", formula2=high, error=text,
        allow_blank=True, showErrorMessage=True,
    )  # fmt: skip
    rule.add(cells)
    return rule


def _list_rule(cells: str) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(row["vi"] for row in facts.rows("words/natures"))
    rule = DataValidation(
        "list", formula1=f'"{words}"', error=said("words/round", "list_error", "vi"),
        allow_blank=True, showErrorMessage=True,
    )  # fmt: skip
    rule.add(cells)
    return rule


def write_help(book: Workbook) -> Worksheet:
    """How a form is filled, in two languages."""
    sheet = book.create_sheet(said("words/round", "help_sheet", "vi"))
    for j in (1, 2):
        sheet.column_dimensions[letter(j)].width = HELP_WIDTH
    write_cell(sheet, 1, 1, both("words/round", "help_sheet"))
    sheet.cell(1, 1).font = font(bold=True, size=13)
    sheet.cell(1, 3, OWN_SHEET)
    sheet.column_dimensions[letter(3)].hidden = True
    for i, row in enumerate(facts.rows("words/form_help"), start=2):
        for j, lang in enumerate(facts.LANGS, start=1):
            write_cell(sheet, i, j, row[lang])
            sheet.cell(i, j).alignment, sheet.cell(i, j).font = wrapped(), font()
        tall = max(lines(row[lang], HELP_WIDTH * ROOM) for lang in facts.LANGS)
        sheet.row_dimensions[i].height = LINE * tall
    _protect(sheet)
    sheet.print_area = f"A1:B{len(facts.rows('words/form_help')) + 1}"
    return sheet
