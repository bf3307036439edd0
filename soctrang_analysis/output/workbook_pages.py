"""One page of the workbook: title, table with filters, source; made to be printed."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from soctrang_analysis.facts import label, said
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.workbook_layout import ROOM, heights, widths
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEAD, FIRST = 2, 3  # rows of the header and of the first values
PLAIN, WHOLE = "General", "0"


@dataclass(frozen=True)
class Field:
    """A column: its header, its cells, how numbers look, colours behind its words."""

    head: str
    cells: list[Any]
    form: str = PLAIN
    roles: list[str] | None = None


@dataclass(frozen=True)
class Page:
    """A sheet of one table: key, name, title, columns, source, characters across."""

    key: str
    name: str
    title: str
    fields: list[Field]
    source: str
    room: int = ROOM


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
    write_fields(sheet, page.fields, HEAD, page.room)
    last = FIRST + count
    if not count:
        write_cell(sheet, last, 1, label("no_rows"))
        last += 1
    write_source(sheet, last, page.source)
    sheet.freeze_panes = f"A{FIRST}"
    if count:
        _add_filters(sheet, page.key, len(page.fields), count)
    sheet.print_title_rows = f"1:{HEAD}"
    return sheet


def write_source(sheet: Worksheet, row: int, source: str) -> None:
    """Where a table comes from, a line a language: a long one would widen the page."""
    for i, text in enumerate(source.split("\n"), start=row):
        write_cell(sheet, i, 1, text)
        sheet.cell(i, 1).font = font(italic=True, size=9)


def write_fields(
    sheet: Worksheet, fields: list[Field], head: int, room: int = ROOM
) -> None:
    """A table from its header's row on; columns and rows take their texts whole."""
    for j, field in enumerate(fields, start=1):
        _write_field(sheet, j, field, head)
    columns = [[f.head, *(seen(cell, f.form) for cell in f.cells)] for f in fields]
    found = widths(columns, room)
    for j, width in enumerate(found, start=1):
        sheet.column_dimensions[letter(j)].width = width
    for i, height in enumerate(heights(columns, found), start=head):
        sheet.row_dimensions[i].height = height


def _write_field(sheet: Worksheet, j: int, field: Field, head: int) -> None:
    """Header and cells of one column."""
    write_cell(sheet, head, j, field.head)
    style_head(sheet.cell(head, j))
    styles: dict[tuple[bool, str, str], Any] = {}  # making one a cell takes long
    roles = field.roles or [""] * len(field.cells)
    for i, (value, role) in enumerate(zip(field.cells, roles, strict=True), start=1):
        write_cell(sheet, head + i, j, value)
        cell = sheet.cell(head + i, j)
        number = isinstance(cell.value, (int, float))
        form, marked = number_form(field.form, cell.value), bool(cell.quotePrefix)
        look = (number, form, role)
        if look not in styles:
            _style_cell(cell, look)
            styles[look] = cell._style
        cell._style = copy(styles[look])
        cell.quotePrefix = marked


def _style_cell(cell: Any, look: tuple[bool, str, str]) -> None:
    """A cell as it looks: a number or a text, its format, the colour of its role."""
    from openpyxl.styles import Alignment

    number, cell.number_format, role = look
    # Text stands off a number to its left.
    given = {} if number else {"wrap_text": True, "horizontal": "left", "indent": 1}
    cell.alignment = Alignment(vertical="top", **given)
    cell.font, cell.border = font(), ruled()
    if role:
        cell.fill = filled(role)
        cell.font = font(color=ink_on(colour(role))[1:])


def style_head(cell: Any) -> None:
    """A header as it looks everywhere: bold on grey, ruled."""
    from openpyxl.styles import Alignment

    cell.font, cell.fill, cell.border = font(bold=True), filled("grid"), ruled()
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def filled(role: str) -> Any:
    """A cell's ground in the colour of a role."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour(role)[1:])


def ruled() -> Any:
    """Thin lines around a cell: LibreOffice does not draw the style of a table."""
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=colour("grid")[1:])
    return Border(left=side, right=side, top=side, bottom=side)


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
        digits = 0 if form == WHOLE else len(form.partition(".")[2])
        text = f"{value:,.{digits}f}"
        return text.rstrip("0") if digits else text
    return str(value)


def _add_filters(sheet: Worksheet, key: str, columns: int, count: int) -> None:
    """An Excel table over header and rows, with filters."""
    from openpyxl.worksheet.table import Table, TableStyleInfo

    ref = f"A{HEAD}:{letter(columns)}{HEAD + count}"
    table = Table(displayName=f"tbl_{key}", ref=ref)
    style = {"name": "TableStyleLight1", "showRowStripes": True}
    table.tableStyleInfo = TableStyleInfo(**style)
    sheet.add_table(table)


def set_print(sheets: Iterable[Worksheet], title: str) -> None:
    """A4 across, each sheet as wide as the page; the plan above, pages numbered."""
    from openpyxl.worksheet.page import PageMargins

    for sheet in sheets:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins = PageMargins(0.4, 0.4, 0.55, 0.55, 0.25, 0.25)  # inches
        # "&" begins a code of headers, and Excel allows 255 characters.
        sheet.oddHeader.left.text = title.replace("&", "&&")[:200]
        sheet.oddFooter.left.text = sheet.title
        sheet.oddFooter.right.text = said("words/labels", "footer", "vi")
