"""The Excel workbook: cover, contents, notes, charts to edit, one sheet a table."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import label
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.tables import Tables, build_tables, near
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import columns
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FILE_NAME = "plan.xlsx"
FIXED_TIME = (2021, 1, 1, 0, 0, 0)
WIDEST = 60
# Words of a column -> the facts that explain them.
CODES = {
    "status": "words/statuses",
    "signal": "words/signals",
    "confidence": "words/confidence",
    "method": "words/methods",
    "unit": "words/units",
    "source_kind": "words/source_kinds",
}
MONEY, DECIMAL, WHOLE = "#,##0", "0.0##", "0"


def export_workbook(
    plan: Plan, values: pd.DataFrame | None, path: str | Path, *, as_of: float
) -> Path:
    """Write the workbook; the same plan and values give the same bytes.

    Parameters
    ----------
    plan : Plan
        The plan the workbook is of.
    values : DataFrame or None
        Table ``observations``. Sheets show the plan's own area, its units and its
        neighbours only; where the area is not known they say so.
    path : str or Path
        File ending in ``.xlsx``; its folder is made where it is missing.
    as_of : float
        Year of the assessment.

    Returns
    -------
    Path
        The file: cover, contents, notes, charts, then one sheet a table.

    Raises
    ------
    PlanError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_workbook(sta.national(), None, f"{folder}/a.xlsx", as_of=2026).name
    'a.xlsx'
    """
    plan, path = known_plan(plan), Path(path)
    tables = build_tables(plan, values, as_of=as_of)
    return write_file(workbook_bytes(plan, tables, as_of=as_of), path)


def workbook_bytes(plan: Plan, tables: Tables, *, as_of: float) -> bytes:
    """The workbook of tables that are computed already."""
    from openpyxl import Workbook

    from soctrang_analysis.output.workbook_charts import add_charts

    shown = near(plan, tables)
    book = Workbook()
    _cover(book, plan, as_of)
    _contents(book, plan, shown)
    _notes(book, shown, as_of)
    for name, table in shown.items():
        _sheet(book, name, table)
    add_charts(book, plan, shown)
    data = io.BytesIO()
    book.save(data)
    return _fixed(data.getvalue())


def safe(value: Any) -> Any:
    """A value as Excel should hold it: plain numbers, None where nothing is known."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value.item() if hasattr(value, "item") else visible(value)


def write_cell(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """One cell; text that looks like a formula is marked as text."""
    cell = sheet.cell(row, column, safe(value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        cell.data_type = "s"
        cell.quotePrefix = True


def _cover(book: Workbook, plan: Plan, as_of: float) -> None:
    """What the workbook is of: plan, area, document, year."""
    from openpyxl.styles import Alignment, Font

    sheet = book.active
    sheet.title = "cover"
    lines = [plan.source[f"title_{lang}"] for lang in facts.LANGS]
    lines += [
        label("of_area", area=plan.area or label("unknown_area")),
        label("document", file=plan.source["file"]),
        label("as_of", year=f"{as_of:g}"),
    ]
    for row, text in enumerate(lines, start=1):
        write_cell(sheet, row, 1, text)
        head = row <= len(facts.LANGS)
        sheet.cell(row, 1).font = Font(bold=head, size=14 if head else 11)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 100


def _contents(book: Workbook, plan: Plan, tables: Tables) -> None:
    """Every sheet with its title, a link and its number of rows; what is left out."""
    sheet = book.create_sheet("contents")
    rows: list[list[Any]] = [_heads("sheet", "content_vi", "content_en", "rows")]
    rows.append(["charts", *_in_both("words/labels", "editable"), ""])
    for name, table in tables.items():
        notes = _in_both("words/sheets", name)
        if "area" in table and not plan.area:
            pairs = zip(notes, _in_both("words/labels", "no_area"), strict=True)
            notes = [f"{title}: {why}" for title, why in pairs]
        rows.append([facts.row("words/sheets", name)["sheet"], *notes, len(table)])
    _plain(sheet, rows)
    for row in range(2, len(rows) + 1):
        cell = sheet.cell(row, 1)
        cell.hyperlink = f"#'{cell.value}'!A1"
        cell.style = "Hyperlink"


def _in_both(table: str, key: str) -> list[str]:
    """The text of a fact in Vietnamese and in English, one cell each."""
    return [facts.said(table, key, lang) for lang in facts.LANGS]


def _heads(*labels: str) -> list[str]:
    return [label(f"head_{name}") for name in labels]


def _notes(book: Workbook, tables: Tables, as_of: float) -> None:
    """Notes on words, units and methods, then every column of every table."""
    sheet = book.create_sheet("notes")
    rows = [_heads("topic", "column", "words_vi", "words_en")]
    for note in facts.rows("words/workbook_notes"):
        texts = [note[f"text_{lang}"].format(year=f"{as_of:g}") for lang in facts.LANGS]
        rows.append([note["topic"], "", *texts])
    for topic, table in CODES.items():
        keys = [next(iter(row.values())) for row in facts.rows(table)]
        rows += [[topic, key, *_in_both(table, key)] for key in keys]
    for row in facts.rows("words/codes"):
        rows.append([row["column"], row["code"], row["vi"], row["en"]])
    for name in tables:
        for row in columns(name):
            texts = [row[f"description_{lang}"] for lang in facts.LANGS]
            rows.append([name, row["column"], *texts])
    _plain(sheet, rows)


def _plain(sheet: Worksheet, rows: list[list[Any]]) -> None:
    """A small table from A1 with a bold, frozen header."""
    from openpyxl.styles import Alignment, Font

    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row, start=1):
            write_cell(sheet, i, j, value)
            sheet.cell(i, j).alignment = Alignment(wrap_text=True, vertical="top")
    for j in range(1, len(rows[0]) + 1):
        sheet.cell(1, j).font = Font(bold=True)
        longest = max(len(str(row[j - 1])) for row in rows)
        sheet.column_dimensions[letter(j)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"


def letter(column: int) -> str:
    """Letter of a column of a sheet: 1 is A."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _sheet(book: Workbook, name: str, table: pd.DataFrame) -> None:
    """One table: header, numbers as numbers, filter, frozen header, widths."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(facts.row("words/sheets", name)["sheet"])
    spec = {row["column"]: row["dtype"] for row in columns(name)}
    for j, column in enumerate(table.columns, start=1):
        sheet.cell(1, j, column).font = Font(bold=True)
        sheet.cell(1, j).alignment = Alignment(vertical="top")
        form = _format(column, spec[column])
        values = table[column].tolist()
        for i, value in enumerate(values, start=2):
            write_cell(sheet, i, j, value)
            if form:
                sheet.cell(i, j).number_format = form
        longest = max([len(column) + 3, *(len(_seen(v)) + 1 for v in values)])
        sheet.column_dimensions[letter(j)].width = min(longest, WIDEST)
        if column in ("signal", "severity"):
            _fill(sheet, j, values)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letter(len(table.columns))}{len(table) + 1}"


def _seen(value: Any) -> str:
    """About how a cell looks, to set a width."""
    if isinstance(value, float):
        return "" if value != value else f"{value:,.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _format(column: str, dtype: str) -> str:
    if column.endswith("_vnd"):
        return MONEY
    if dtype == "float":
        return DECIMAL
    return WHOLE if dtype in ("int", "Int64") else ""


def _fill(sheet: Worksheet, column: int, values: list[Any]) -> None:
    """The colour of a signal or severity behind its word."""
    from openpyxl.styles import Font, PatternFill

    for i, value in enumerate(values, start=2):
        if not value:
            continue
        fill = colour(value)
        cell = sheet.cell(i, column)
        cell.fill = PatternFill("solid", fgColor=fill[1:])
        cell.font = Font(color=ink_on(fill)[1:])


def _fixed(data: bytes) -> bytes:
    """The package with fixed dates inside and out: the same bytes on every run."""
    stamp = b"2021-01-01T00:00:00Z"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp, part)
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, part)
    return out.getvalue()
