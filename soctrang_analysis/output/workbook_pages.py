"""One page of the workbook: title, table with filters, source; made to be printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soctrang_analysis.facts import label, said
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEAD, FIRST = 2, 3  # rows of the header and of the first values
WIDEST, NARROWEST = 48, 9
LINE = 15  # points of a row of one line
TALLEST = 400  # Excel allows 409 points
PLAIN = "General"


@dataclass(frozen=True)
class Field:
    """A column: its header, its cells, how numbers look, colours behind its words."""

    head: str
    cells: list[Any]
    form: str = PLAIN
    roles: list[str] | None = None


@dataclass(frozen=True)
class Page:
    """A sheet that holds one table: its key, name, title, columns and source."""

    key: str
    name: str
    title: str
    fields: list[Field]
    source: str


def font(**given: Any) -> Any:
    """The font of the workbook, by name."""
    from openpyxl.styles import Font

    return Font(name=label("font").split(" / ")[0], **({"size": 11} | given))


def safe(value: Any) -> Any:
    """A value as Excel should hold it: plain numbers, None where nothing is known."""
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value.item() if hasattr(value, "item") else visible(value)


def write_cell(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """One cell; text that looks like a formula is marked as text."""
    cell = sheet.cell(row, column, safe(value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        cell.data_type = "s"
        cell.quotePrefix = True


def letter(column: int) -> str:
    """Letter of a column of a sheet: 1 is A."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def write_page(book: Workbook, page: Page) -> Worksheet:
    """The sheet of a page: title, header, table, source, set up for A4."""
    sheet = book.create_sheet(page.name)
    count = max((len(field.cells) for field in page.fields), default=0)
    write_cell(sheet, 1, 1, page.title)
    sheet.cell(1, 1).font = font(bold=True, size=13)
    widths = [_width(field) for field in page.fields]
    for j, field in enumerate(page.fields, start=1):
        _write_field(sheet, j, field)
        sheet.column_dimensions[letter(j)].width = widths[j - 1]
    _set_heights(sheet, page, widths, count)
    last = FIRST + count
    if not count:
        write_cell(sheet, last, 1, label("no_rows"))
        last += 1
    write_cell(sheet, last, 1, page.source)
    sheet.cell(last, 1).font = font(italic=True, size=9)
    sheet.freeze_panes = f"A{FIRST}"
    if count:
        _add_filters(sheet, page.key, len(page.fields), count)
    set_print(sheet, page.title, rows=f"1:{HEAD}")
    return sheet


def _write_field(sheet: Worksheet, j: int, field: Field) -> None:
    """Header and cells of one column."""
    from openpyxl.styles import Alignment, PatternFill

    text = Alignment(wrap_text=True, vertical="top")
    write_cell(sheet, HEAD, j, field.head)
    sheet.cell(HEAD, j).font = font(bold=True)
    sheet.cell(HEAD, j).alignment = text
    normal = font()
    for i, value in enumerate(field.cells):
        cell = sheet.cell(FIRST + i, j)
        write_cell(sheet, FIRST + i, j, value)
        cell.alignment, cell.font = text, normal
        cell.number_format = number_form(field.form, cell.value)
        if field.roles and (role := field.roles[i]):
            fill = colour(role)
            cell.fill = PatternFill("solid", fgColor=fill[1:])
            cell.font = font(color=ink_on(fill)[1:])


def number_form(form: str, value: Any) -> str:
    """How a number looks; half a year is shown as what it is."""
    if isinstance(value, str) or value is None:
        return PLAIN
    whole = not isinstance(value, float) or value == int(value)
    return "0.0" if form == "0" and not whole else form


def seen(value: Any, form: str = PLAIN) -> str:
    """About how a cell looks, to set widths and heights."""
    value = safe(value)
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,.0f}" if "#" in form or form == "0" else f"{value:,.2f}"
    return str(value)


def _width(field: Field) -> int:
    """Width of a column: its longest cell, the longest word of its header."""
    cells = [len(line) for v in field.cells for line in seen(v, field.form).split("\n")]
    words = [len(word) + 3 for word in field.head.split()]
    thirds = [math.ceil(len(line) / 3) for line in field.head.split("\n")]
    longest = max([NARROWEST, *(n + 2 for n in cells), *words, *thirds])
    return min(longest, WIDEST)


def lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column.

    Examples
    --------
    >>> lines("abcd efgh", 5), lines("", 5)
    (3, 1)
    """
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))


def _set_heights(sheet: Worksheet, page: Page, widths: list[int], count: int) -> None:
    """Rows tall enough for their wrapped texts: Excel does not do it on opening."""
    pairs = list(zip(page.fields, widths, strict=True))
    bold = [lines(field.head, width * 0.9) for field, width in pairs]
    sheet.row_dimensions[HEAD].height = LINE * max(bold, default=1)
    for i in range(count):
        most = max(lines(seen(f.cells[i], f.form), width) for f, width in pairs)
        sheet.row_dimensions[FIRST + i].height = min(LINE * most, TALLEST)


def _add_filters(sheet: Worksheet, key: str, columns: int, count: int) -> None:
    """An Excel table over header and rows, with filters."""
    from openpyxl.worksheet.table import Table, TableStyleInfo

    ref = f"A{HEAD}:{letter(columns)}{HEAD + count}"
    table = Table(displayName=f"tbl_{key}", ref=ref)
    style = {"name": "TableStyleLight1", "showRowStripes": True}
    table.tableStyleInfo = TableStyleInfo(**style)
    sheet.add_table(table)


def set_print(sheet: Worksheet, title: str, rows: str = "") -> None:
    """A4 across, as wide as the page, header rows on each page, pages numbered."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    if rows:
        sheet.print_title_rows = rows
    # "&" begins a code of headers, and Excel allows 255 characters.
    sheet.oddHeader.left.text = title.replace("&", "&&")[:200]
    sheet.oddFooter.center.text = said("words/labels", "footer", "vi")
