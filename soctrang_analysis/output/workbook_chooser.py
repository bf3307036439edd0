"""The chooser of the sheet of charts: one cell names an indicator, its line follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from soctrang_analysis.facts import label
from soctrang_analysis.output import workbook_entry
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.view import most_observed
from soctrang_analysis.output.workbook_package import MISSING, Results
from soctrang_analysis.output.workbook_pages import (
    FIRST,
    Field,
    filled,
    font,
    letter,
    ruled,
    style_head,
    write_cell,
)
from soctrang_analysis.output.workbook_words import DECIMAL, sheet_name
from soctrang_analysis.output.workbook_years import AHEAD, MARKS, years_fields
from soctrang_analysis.reading.plan import Plan

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TOP = 20  # row of the cell to choose; name and unit stand below it
CHOICE, NAME, UNIT, HEAD = f"B{TOP}", f"B{TOP + 1}", f"B{TOP + 2}", TOP + 3
Draw = Callable[["Worksheet", int, int, "Results"], None]


def add_chooser(
    sheet: Worksheet, plan: Plan, tables: Tables, draw: Draw
) -> dict[str, float | str]:
    """Cells and formulas of the chooser; they look up the sheet of years.

    What every formula comes to for the indicator that is chosen at first, by cell.
    """
    fields = years_fields(plan, tables)
    rows = {key: i for i, key in enumerate(fields[0].cells)}
    chosen = most_observed(tables["observations"], plan.targets)
    _write_choice(sheet, chosen, len(tables["indicators"]))
    results = _write_names(sheet, fields, rows.get(f"{chosen} {MARKS[-1]}"))
    for j, name in enumerate(("year", "observed", "path"), start=1):
        write_cell(sheet, HEAD, j, label(name))
        style_head(sheet.cell(HEAD, j))
    for i, field in enumerate(fields[AHEAD:], start=1):
        write_cell(sheet, HEAD + i, 1, field.head)
        for j, mark in enumerate(MARKS, start=2):
            found = _found(AHEAD + i, len(rows), mark)
            cell = sheet.cell(
                HEAD + i, j, f'=IFERROR(IF({found}="",NA(),{found}),NA())'
            )
            cell.number_format = DECIMAL
            place = rows.get(f"{chosen} {mark}")
            value = None if place is None else field.cells[place]
            results[cell.coordinate] = MISSING if value is None else value
    count = len(fields) - AHEAD
    _hide_missing(sheet, f"B{HEAD + 1}:C{HEAD + count}")
    draw(sheet, HEAD, count, results)
    return results


def _write_choice(sheet: Worksheet, chosen: str, count: int) -> None:
    """The cell to choose: a list to pick from, but a number may be typed too."""
    from openpyxl.worksheet.datavalidation import DataValidation

    write_cell(sheet, TOP, 1, label("choose"))
    write_cell(sheet, TOP, 2, chosen)
    cell = sheet.cell(TOP, 2)
    sheet.cell(TOP, 1).font = cell.font = font(bold=True)
    cell.fill, cell.border, cell.number_format = filled("entry"), ruled(), "@"
    first, last = workbook_entry.FIRST, workbook_entry.FIRST + count - 1
    place = f"'{sheet_name('entry')}'!$A${first}:$A${last}"
    choice = DataValidation("list", formula1=place, showErrorMessage=False)
    sheet.add_data_validation(choice)
    choice.add(cell)


def _write_names(
    sheet: Worksheet, fields: list[Field], place: int | None
) -> dict[str, float | str]:
    """Name and unit of the indicator chosen, and both as the chart's title."""
    count, unknown = len(fields[0].cells), label("chosen_unknown")
    name, unit = unknown, ""
    if place is not None:
        name, unit = (field.cells[place] for field in fields[1:AHEAD])
    write_cell(sheet, TOP + 1, 1, label("chosen_name"))
    write_cell(sheet, TOP + 2, 1, label("chosen_unit"))
    found = [_found(column, count, MARKS[-1]) for column in (2, 3)]
    formulas = {
        NAME: (f'=IFERROR({found[0]},"{unknown}")', name),
        UNIT: (f'=IFERROR({found[1]},"")', unit),
    }
    for cell, (formula, _) in formulas.items():
        sheet[cell] = formula
    return {cell: result for cell, (_, result) in formulas.items()}


def _found(column: int, count: int, mark: str) -> str:
    """A cell of the years' sheet in the row of the indicator, number or text."""
    data, last = f"'{sheet_name('years')}'!", FIRST + count - 1
    name = letter(column)
    wanted = f'MATCH(TRIM($B${TOP}&"")&" {mark}",{data}$A${FIRST}:$A${last},0)'
    return f"INDEX({data}${name}${FIRST}:${name}${last},{wanted})"


def _hide_missing(sheet: Worksheet, cells: str) -> None:
    """What is missing stands there for the chart, but is not read."""
    from openpyxl.formatting.rule import FormulaRule

    first = cells.split(":")[0]
    white = font(color="FFFFFF")
    sheet.conditional_formatting.add(
        cells, FormulaRule(formula=[f"ISNA({first})"], font=white)
    )
