"""Cells of the one sheet of an .xlsx file, as they are shown: nothing hides or lies.

openpyxl types the cells; its own readers are not asked for the rows, because they fill
every gap before a far cell, drop rows out of order and know of no hidden row.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from soctrang_analysis import facts
from soctrang_analysis.reading.sheet_package import open_workbook
from soctrang_analysis.reading.value_faults import at_cell, file_refused

MAX_COLUMNS = 300
MAX_CELLS = 2_000_000
_MERGE_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
_CUSTOM = 164  # number of the first format that a workbook defines itself
# What a format shows as it is: quoted or after a backslash; and the width of a letter.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
Cell = tuple[int, str, Any]


def read_sheet(path: Path) -> pd.DataFrame:
    """The sheet with content: rows by their number, columns by their letter.

    Of a workbook of ours, the sheet for values (``attrs["entry"]``).
    """
    with warnings.catch_warnings():  # what openpyxl leaves out has no values
        warnings.simplefilter("ignore")
        reader = open_workbook(path)
        entry = _entry_name(reader)
        grid = _grid([*_only_sheet(reader, entry)])
        grid.attrs["entry"] = bool(entry)
        return grid


def _entry_name(reader: ExcelReader) -> str:
    """Name of the sheet that our defined name marks; "" where there is none."""
    mark = facts.said("words/labels", "entry_mark", "vi")
    there = {sheet.name for sheet in reader.parser.sheets}
    for name in reader.parser.defined_names.definedName:
        if name.name == mark and "!" in (name.attr_text or ""):
            title = name.attr_text.rpartition("!")[0].strip("'").replace("''", "'")
            return title if title in there else ""
    return ""


def _only_sheet(reader: ExcelReader, entry: str) -> Iterator[Cell]:
    """Cells of the only sheet with content; more, or one that is hidden, is refused.

    Beside the sheet for values of our own workbook nothing else is looked at.
    """
    full: list[str] = []
    for sheet, part in reader.parser.find_sheets():
        if not part.Type.endswith("/worksheet"):
            continue  # a sheet that is a chart
        if entry and sheet.name != entry:
            continue
        cells = _cells(reader, part.target)
        if (first := next(cells, None)) is None:
            continue
        if sheet.state != "visible":
            where = facts.label("sheet_hidden", name=repr(sheet.name))
            raise file_refused("hidden", where)
        if not full:
            yield first
            yield from cells
        full.append(sheet.name)
    if len(full) != 1:
        names = ", ".join(map(repr, full))
        raise file_refused("sheets" if full else "no_content", found=names)


def _cells(reader: ExcelReader, target: str) -> Iterator[Cell]:
    """Cells with content in the order of the sheet, percents as they are shown."""
    sheet = OpenSheet(reader, target)
    for number, unseen, cells in sheet.rows():
        for letter, cell in _sound(cells):
            if unseen or cell["column"] in sheet.hidden:
                raise file_refused("hidden", at_cell(f"{letter}{number}"))
            yield number, letter, _shown(cell, sheet.percent)


class OpenSheet:
    """A sheet as it is read: rows in their order, what is hidden, what is merged.

    ``hidden`` columns are known before the first row, ``merged`` after the last.
    """

    def __init__(self, reader: ExcelReader, target: str) -> None:
        self.percent = _percent_styles(reader)
        self.merged: list[str] = []
        self._reader, self._target, self._spans = reader, target, _Spans()

    @property
    def hidden(self) -> set[int]:
        """Numbers of the hidden columns."""
        return self._spans.columns

    def rows(self) -> Iterator[tuple[int, bool, list[dict[str, Any]]]]:
        """Number of each row with cells, whether it is hidden, its cells."""
        reader, last = self._reader, 0
        with reader.archive.open(self._target) as part:
            parser = _Parser(
                part, reader.shared_strings, data_only=True, epoch=reader.wb.epoch,
                date_formats=reader.wb._date_formats,
                timedelta_formats=reader.wb._timedelta_formats,
            )  # fmt: skip
            for element in _elements(part):
                if element.tag == COL_TAG:
                    self._spans.add(element)
                elif element.tag == _MERGE_TAG:
                    self.merged.append(element.get("ref") or "")
                elif not len(element):  # empty rows are only counted, there may be many
                    parser.row_counter = int(element.get("r") or parser.row_counter + 1)
                else:
                    number, cells = parser.parse_row(element)
                    if number <= last:
                        raise file_refused("row_order", row=number)
                    last = number
                    yield number, element.get("hidden") in ("1", "true"), cells


def _elements(part: Any) -> Iterator[etree._Element]:
    """Columns and rows of a sheet, each forgotten once it is read."""
    for _, element in etree.iterparse(
        part, tag=(COL_TAG, ROW_TAG, _MERGE_TAG), resolve_entities=False,
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False,
    ):  # fmt: skip
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


class _Spans:
    """Hidden columns; spans that overlap are of no sound file."""

    def __init__(self) -> None:
        self.columns: set[int] = set()
        self._last = 0

    def add(self, element: etree._Element) -> None:
        """One span of columns."""
        first, last = int(element.get("min", 0)), int(element.get("max", 0))
        if first <= self._last:
            raise file_refused("column_order", column=first)
        self._last = last
        if element.get("hidden") in ("1", "true"):
            self.columns |= {*range(first, min(last, MAX_COLUMNS) + 1)}


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's reader of cells, which marks formulas that were never computed."""

    def parse_cell(self, element: etree._Element) -> dict[str, Any]:
        """One cell: its place, value and type."""
        cell: dict[str, Any] = super().parse_cell(element)
        # An empty text is a result: type "str" without a value.
        bare = cell["value"] is None and cell["data_type"] != "str"
        formula = element.find(FORMULA_TAG)
        cell["formula"] = None if formula is None else formula.text or ""
        if bare and formula is not None:
            cell["data_type"] = "f"
        return cell


def filled(cells: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Cells of a row that hold something, with their letter."""
    last = 0
    for cell in cells:
        value, column = cell["value"], cell["column"]
        letter = get_column_letter(column)
        place = f"{letter}{cell['row']}"
        if column <= last:
            raise file_refused("cell_order", at_cell(place), cell=place)
        last = column
        blank = value is None or (isinstance(value, str) and not value.strip())
        if blank and cell["data_type"] not in "ef":
            continue
        if column > MAX_COLUMNS:
            raise file_refused("far_cell", found=place, most=MAX_COLUMNS)
        yield letter, cell


def _sound(cells: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Filled cells of a row; errors and formulas without a result are refused."""
    for letter, cell in filled(cells):
        if cell["data_type"] in "ef":
            name = "formula" if cell["data_type"] == "f" else "error_cell"
            place = at_cell(f"{letter}{cell['row']}")
            raise file_refused(name, place, found=cell["value"])
        yield letter, cell


def _shown(cell: dict[str, Any], percent: dict[int, bool]) -> Any:
    """A value; a number with a percent sign as the text that Excel shows for it."""
    value, factor = cell["value"], percent.get(cell["style_id"])
    if cell["data_type"] == "d":
        return str(value)
    if factor is None or cell["data_type"] != "n":
        return value
    exact = Decimal(repr(value)) * (100 if factor else 1)
    return f"{exact.normalize():f}%"


def _percent_styles(reader: ExcelReader) -> dict[int, bool]:
    """Styles that show a percent sign, and whether it stands for a hundredth."""
    found = {}
    for number, style in enumerate(reader.wb._cell_styles):
        own = style.numFmtId - _CUSTOM
        formats = reader.wb._number_formats
        text = formats[own] if own >= 0 else BUILTIN_FORMATS.get(style.numFmtId, "")
        if "%" in text:
            found[number] = "%" in _LITERAL.sub("", text)
    return found


def _grid(cells: list[Cell]) -> pd.DataFrame:
    """Cells as a table, within a number of cells that a machine can hold."""
    rows: dict[int, dict[str, Any]] = {}
    for number, letter, value in cells:
        rows.setdefault(number, {})[letter] = value
    letters = sorted({c[1] for c in cells}, key=lambda name: (len(name), name))
    if (size := len(rows) * len(letters)) > MAX_CELLS:
        raise file_refused("many_cells", most=MAX_CELLS, found=size)
    table = [[row.get(letter) for letter in letters] for row in rows.values()]
    return pd.DataFrame(table, index=[*rows], columns=letters, dtype=object)
