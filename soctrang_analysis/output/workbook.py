"""The Excel workbook: cover, contents, notes, one sheet a table, charts to edit."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis.metadata import DATA_YEAR, lookup, reference
from soctrang_analysis.output.files import replace_files
from soctrang_analysis.output.style_data import colour, ink_on
from soctrang_analysis.output.tables import bundled_tables
from soctrang_analysis.schema import columns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FILE_NAME = "soc-trang-children-plan.xlsx"
FIXED_TIME = (2021, 1, 1, 0, 0, 0)
WIDEST = 60
# Words of a column that the notes explain, from reference/labels.csv.
CODES = {
    "signal": ("good", "watch", "off", "no_evidence"),
    "severity": ("error", "warning", "info"),
    "confidence": ("high", "medium", "low", "none_confidence"),
    "evidence": ("direct", "derived", "proxy"),
    "role": ("lead", "joint"),
}
MONEY, DECIMAL, WHOLE = "#,##0", "0.0##", "0"


def export_workbook(
    path: str | Path, tables: dict[str, pd.DataFrame] | None = None
) -> Path:
    """Write the workbook; the same tables give the same bytes.

    Parameters
    ----------
    path : str or Path
        File ending in ``.xlsx``; its folder is made where it is missing.
    tables : dict, optional
        Table name -> table; all tables of the bundled plan without it.

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
    >>> from soctrang_analysis import load_agencies
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_workbook(f"{folder}/a.xlsx", {"agencies": load_agencies()}).name
    'a.xlsx'
    """
    from openpyxl import Workbook

    from soctrang_analysis.output.workbook_charts import add_charts

    path = Path(path)
    tables = bundled_tables() if tables is None else tables
    book = Workbook()
    _cover(book)
    _contents(book, tables)
    _notes(book, tables)
    for name, table in tables.items():
        _sheet(book, name, table)
    add_charts(book, tables)
    data = io.BytesIO()
    book.save(data)
    return replace_files({path.name: _fixed(data.getvalue())}, path.parent)[0]


def safe(value: Any) -> Any:
    """A value as Excel should hold it: plain numbers, nothing where nothing is known.

    Examples
    --------
    >>> safe(float("nan")), safe(2.5), safe("")
    (None, 2.5, '')
    """
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return value


def _write_text(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """One cell; text that looks like a formula is marked as text."""
    cell = sheet.cell(row, column, safe(value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        cell.data_type = "s"
        cell.quotePrefix = True


def _cover(book: Workbook) -> None:
    from openpyxl.styles import Font

    sheet = book.active
    sheet.title = "cover"
    lines = [
        "Kế hoạch vì trẻ em tỉnh Sóc Trăng 2021-2030",
        "Sóc Trăng plan for children 2021-2030",
        "Bảng số liệu đã kiểm tra từ văn bản kế hoạch (dự thảo 2021)",
        "Tables checked against the plan (draft of 2021)",
        f"Đánh giá đến năm {DATA_YEAR} / as of {DATA_YEAR}",
    ]
    for row, text in enumerate(lines, start=1):
        sheet.cell(row, 1, text).font = Font(bold=row <= 2, size=16 if row <= 2 else 11)
    sheet.column_dimensions["A"].width = 80


def _contents(book: Workbook, tables: dict[str, pd.DataFrame]) -> None:
    sheet = book.create_sheet("contents")
    rows: list[list[Any]] = [["trang / sheet", "nội dung", "content", "số dòng / rows"]]
    titles = lookup("sheets", "table")
    rows.append(["charts", "Biểu đồ sửa được", "Charts to edit", ""])
    for name, table in tables.items():
        rows.append(
            [name, titles[name]["title_vi"], titles[name]["title_en"], len(table)]
        )
    _plain(sheet, rows)
    for row in range(2, len(rows) + 1):
        cell = sheet.cell(row, 1)
        cell.hyperlink = f"#'{cell.value}'!A1"
        cell.style = "Hyperlink"


def _notes(book: Workbook, tables: dict[str, pd.DataFrame]) -> None:
    """Notes on words, units and methods, then every column of every table."""
    sheet = book.create_sheet("notes")
    rows = [["mục / topic", "cột / column", "giải thích", "explanation"]]
    for note in reference("workbook_notes"):
        texts = [note[f"text_{lang}"].format(year=DATA_YEAR) for lang in ("vi", "en")]
        rows.append([note["topic"], "", *texts])
    for status in reference("statuses"):
        rows.append(["status", status["status"], status["name_vi"], status["name_en"]])
    words = lookup("labels", "label")
    for topic, names in CODES.items():
        rows += [[topic, name, words[name]["vi"], words[name]["en"]] for name in names]
    for name in tables:
        for row in columns(name):
            texts = [row["description_vi"], row["description_en"]]
            rows.append([name, row["column"], *texts])
    _plain(sheet, rows)


def _plain(sheet: Worksheet, rows: list[list[Any]]) -> None:
    """A small table from A1 with a bold, frozen header."""
    from openpyxl.styles import Alignment, Font

    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row, start=1):
            _write_text(sheet, i, j, value)
            sheet.cell(i, j).alignment = Alignment(wrap_text=True, vertical="top")
    for j in range(1, len(rows[0]) + 1):
        sheet.cell(1, j).font = Font(bold=True)
        longest = max(len(str(row[j - 1])) for row in rows)
        sheet.column_dimensions[_letter(j)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _sheet(book: Workbook, name: str, table: pd.DataFrame) -> None:
    """One table: header, numbers as numbers, filter, frozen header, widths."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(lookup("sheets", "table")[name]["sheet"])
    spec = {row["column"]: row for row in columns(name)}
    for j, column in enumerate(table.columns, start=1):
        sheet.cell(1, j, column).font = Font(bold=True)
        sheet.cell(1, j).alignment = Alignment(vertical="top")
        form = _format(column, spec[column]["dtype"])
        values = table[column].tolist()
        for i, value in enumerate(values, start=2):
            _write_text(sheet, i, j, value)
            if form:
                sheet.cell(i, j).number_format = form
        longest = max([len(column) + 3, *(len(_seen(v)) + 1 for v in values)])
        sheet.column_dimensions[_letter(j)].width = min(longest, WIDEST)
        if column in ("signal", "severity"):
            _fill(sheet, j, values)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{_letter(len(table.columns))}{len(table) + 1}"


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
    """The colour of a signal behind its word."""
    from openpyxl.styles import Font, PatternFill

    roles = {"error": "off", "warning": "watch", "info": "no_evidence"}
    for i, value in enumerate(values, start=2):
        fill = colour(roles.get(value, value))
        cell = sheet.cell(i, column)
        cell.fill = PatternFill("solid", fgColor=fill[1:])
        cell.font = Font(color=ink_on(fill)[1:])


def _fixed(data: bytes) -> bytes:
    """The package with fixed dates inside and out: the same bytes on every run."""
    import re

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
