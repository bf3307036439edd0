"""A returned workbook as the rows of its form, found by their keys; nothing judged."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter, range_boundaries

from soctrang_analysis import facts
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.sheet import OpenSheet, filled
from soctrang_analysis.reading.sheet_package import open_workbook
from soctrang_analysis.reading.value_faults import file_refused, only_refused
from soctrang_analysis.round.key import COLUMN, OWN_SHEET, Key, read_key

MOST_MERGED = 2_000
MOST_ROWS = 5_000  # rows of a form; no plan has so many targets and tasks
_ASKED = ("value", "done")  # what a row without key must not hold
_LETTERS = re.compile(r"[A-Z]+")


@dataclass(frozen=True)
class Cell:
    """A filled cell: its place, value and type, how percent is shown, its fault."""

    place: str
    value: Any
    kind: str
    percent: bool | None = None  # whether "%" is shown for a hundredth, or as a text
    fault: str = ""
    formula: str = ""

    @property
    def shown(self) -> str:
        """What is seen in the cell, or nearly."""
        if self.fault == "formula":
            return f"={self.formula}"[:200]
        if self.kind == "n":
            times = 100 if self.percent else 1
            sign = "" if self.percent is None else "%"
            return f"{show(self.value * times)}{sign}"
        return str(self.value)[:200]


@dataclass(frozen=True)
class FormRow:
    """A row of a form: its sheet, number and key, and the filled cells by column."""

    sheet: str
    number: int
    key: Key | None
    cells: dict[str, Cell]
    letters: dict[str, str] = field(default_factory=dict)

    def place(self, column: str) -> str:
        """The cell of a column, whether it is filled or not."""
        return f"{self.letters.get(column, 'A')}{self.number}"


@dataclass(frozen=True)
class Book:
    """A returned workbook: its rows, and sheets that are not of the form."""

    file: str
    rows: list[FormRow]
    unread: list[str]


def read_book(path: Path) -> Book:
    """The rows of a returned form; a file that is none, or not safe, is refused."""
    if path.suffix.lower() != ".xlsx":
        raise file_refused("no_workbook", found=path.suffix or path.name)
    with only_refused("no_workbook"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out has no values
        return _book(path.name, open_workbook(path, plain=True))


def _book(file: str, reader: ExcelReader) -> Book:
    """Every sheet of the workbook that holds keys, and the names of the others."""
    rows: list[FormRow] = []
    unread = []
    for sheet, part in reader.parser.find_sheets():
        if not part.Type.endswith("/worksheet"):
            continue
        own = OpenSheet(reader, part.target)
        found = _Sheet(sheet.name, sheet.state != "visible")
        for number, unseen, cells in own.rows():
            found.add(number, cells, own, unseen=unseen)
            if len(rows) + len(found.rows) > MOST_ROWS:
                raise file_refused("many_lines", most=MOST_ROWS, found=len(rows))
        if found.full and not found.of_form:
            unread.append(sheet.name)
        rows += _unmerged(found.rows, own.merged)
    return Book(file, rows, unread)


class _Sheet:
    """What is found on one sheet, row by row."""

    def __init__(self, name: str, unseen: bool) -> None:
        self.name, self.unseen = name, unseen
        self.rows: list[FormRow] = []
        self.full = self.of_form = False
        self._letters: dict[str, str] = {}
        self._first = 0

    def add(
        self, number: int, cells: list[dict[str, Any]], own: OpenSheet, *, unseen: bool
    ) -> None:
        """One row: the names of the columns, a row of the form, or another."""
        there = dict(filled(cells))
        self.full |= bool(there)
        texts = _texts(there)
        if names := _names(texts):
            self.of_form = True
            if OWN_SHEET not in texts.values():
                self._letters, self._first = names, number + 2  # below the headings
            return
        key = next(filter(None, map(read_key, texts.values())), None)
        self.of_form |= key is not None
        found = self._filled(there, own, hidden=unseen or self.unseen)
        asked = number >= self._first and not found.keys().isdisjoint(_ASKED)
        if key or asked:
            self.rows.append(FormRow(self.name, number, key, found, self._letters))

    def _filled(
        self, there: dict[str, dict[str, Any]], own: OpenSheet, *, hidden: bool
    ) -> dict[str, Cell]:
        """The cells of a row that somebody filled, by column."""
        places = {c: a for c, a in self._letters.items() if a in there and _to_fill(c)}
        return {c: _cell(there[a], own, hidden=hidden) for c, a in places.items()}


def _texts(there: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The cells of a row that hold text, by their letter."""
    return {a: c["value"] for a, c in there.items() if isinstance(c["value"], str)}


def _names(texts: dict[str, str]) -> dict[str, str]:
    """The letters of the columns by their names, in the hidden row of names."""
    named = {a: text for a, text in texts.items() if text.startswith(COLUMN)}
    return {text.removeprefix(COLUMN).strip(): a for a, text in named.items()}


def _to_fill(column: str) -> bool:
    return bool(facts.column("words/form_columns", "fill").get(column))


def _cell(cell: dict[str, Any], own: OpenSheet, *, hidden: bool) -> Cell:
    """A filled cell, with what is wrong with it whatever it holds."""
    faults = {
        "hidden": hidden or cell["column"] in own.hidden,
        "error_cell": cell["data_type"] == "e",
        "formula": cell["formula"] is not None,
    }
    fault = next((name for name in reversed(faults) if faults[name]), "")
    number = cell["data_type"] == "n" and not isinstance(cell["value"], str)
    return Cell(
        place=f"{get_column_letter(cell['column'])}{cell['row']}",
        value=cell["value"],
        kind=cell["data_type"],
        percent=own.percent.get(cell["style_id"]) if number else None,
        fault=fault,
        formula=cell["formula"] or "",
    )


def _unmerged(rows: list[FormRow], merged: list[str]) -> Iterator[FormRow]:
    """The rows, their cells marked that are merged with others."""
    if len(merged) > MOST_MERGED:
        raise file_refused("many_cells", most=MOST_MERGED, found=len(merged))
    spans = [range_boundaries(span) for span in merged if span]
    for row in rows:
        near = [s for s in spans if s[1] <= row.number <= s[3]]
        cells = {
            name: replace(cell, fault="merged") if _inside(cell, near) else cell
            for name, cell in row.cells.items()
        }
        yield replace(row, cells=cells)


def _inside(cell: Cell, spans: list[tuple[int, int, int, int]]) -> bool:
    column = range_boundaries(cell.place)[0]
    return any(left <= column <= right for left, _, right, _ in spans)
