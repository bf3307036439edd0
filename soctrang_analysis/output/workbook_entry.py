"""The sheet for one person's own values, which ``read_observations`` reads back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from soctrang_analysis import facts
from soctrang_analysis.facts import label, said
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_pages import (
    font,
    letter,
    lines,
    set_print,
    write_cell,
)
from soctrang_analysis.output.workbook_words import head, sheet_name, sheet_title
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import columns
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEAD, FIRST = 3, 4  # below a title and one line of help
FILLED = ("period", "value", "numerator", "denominator", "source_title")
WIDTHS = (10, 58, 25, 20, 14, 12, 12, 12, 50)
LIMIT = 1e12


def write_entry(book: Workbook, plan: Plan, tables: Tables) -> None:
    """One row an indicator: what is known is filled in, the rest is to be filled."""
    from openpyxl.styles import Alignment, PatternFill

    sheet = book.create_sheet(sheet_name("entry"))
    write_cell(sheet, 1, 1, sheet_title("entry"))
    write_cell(sheet, 2, 1, said("words/labels", "entry_help", "vi"))
    write_cell(sheet, 2, 5, said("words/labels", "entry_help", "en"))
    sheet.cell(1, 1).font = font(bold=True, size=13)
    rows = [_heads(), *_rows(plan, tables)]
    wrapped = Alignment(wrap_text=True, vertical="top")
    for i, row in enumerate(rows, start=HEAD):
        for j, value in enumerate(row, start=1):
            write_cell(sheet, i, j, value)
            cell = sheet.cell(i, j)
            cell.font, cell.alignment = font(bold=i == HEAD), wrapped
            if i > HEAD and j > len(row) - len(FILLED):
                cell.fill = PatternFill("solid", fgColor="FFF2CC")
        tall = [lines(str(v or ""), w * 0.9) for v, w in zip(row, WIDTHS, strict=True)]
        sheet.row_dimensions[i].height = 15 * max(tall)
    for j, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[letter(j)].width = width
    sheet.freeze_panes = f"A{FIRST}"
    _set_rules(sheet, tables)
    _mark(book, sheet)
    set_print(sheet, sheet_title("entry"), rows=f"{HEAD}:{HEAD}")


def _heads() -> list[str]:
    """Headers as the reader of files knows them."""
    known = {row["column"]: head(row) for row in columns("observations")}
    name = label("entry_name").replace(" / ", "\n")
    first = [known["indicator_id"], name, known["unit"], known["area"]]
    return first + [known[column] for column in FILLED]


def _rows(plan: Plan, tables: Tables) -> list[list[Any]]:
    """Indicator, name, unit and area of each row; empty cells for the rest."""
    empty = [None] * len(FILLED)
    known = tables["indicators"][["indicator_id", "name_vi", "unit"]]
    return [
        [name, words, said("words/units", unit, "vi"), visible(plan.area), *empty]
        for name, words, unit in known.to_numpy().tolist()
    ]


def _set_rules(sheet: Worksheet, tables: Tables) -> None:
    """What a cell takes: a percent within its bounds, other numbers not negative."""
    from openpyxl.worksheet.datavalidation import DataValidation

    tops = facts.column("words/units", "top")
    rates = facts.column("words/units", "rate")
    place = letter(5 + FILLED.index("value"))
    for i, unit in enumerate(tables["indicators"]["unit"], start=FIRST):
        top = tops[unit] if tops[unit] and not rates[unit] else ""
        text = label("entry_number", low=0, high=top) if top else ""
        rule = DataValidation(
            "decimal", operator="between", formula1="0", formula2=top or str(LIMIT),
            error=text or label("entry_positive"), allow_blank=True,
        )  # fmt: skip
        if unit != "percent_change":
            rule.add(f"{place}{i}")
            sheet.add_data_validation(rule)
    last = FIRST + len(tables["indicators"]) - 1
    first, end = (letter(5 + FILLED.index(n)) for n in ("numerator", "denominator"))
    rule = DataValidation(
        "decimal", operator="greaterThanOrEqual", formula1="0",
        error=label("entry_positive"), allow_blank=True,
    )  # fmt: skip
    rule.add(f"{first}{FIRST}:{end}{max(last, FIRST)}")
    sheet.add_data_validation(rule)


def _mark(book: Workbook, sheet: Worksheet) -> None:
    """A defined name by which the reader knows the sheet, also when it is renamed."""
    from openpyxl.workbook.defined_name import DefinedName

    name = said("words/labels", "entry_mark", "vi")
    place = f"'{sheet.title}'!$A${HEAD}"
    book.defined_names[name] = DefinedName(name, attr_text=place)
