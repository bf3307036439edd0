"""The chooser of the sheet of charts: one cell names an indicator, its line follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis.facts import label, said
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.view import most_observed
from soctrang_analysis.output.workbook_package import MISSING
from soctrang_analysis.output.workbook_pages import (
    FIRST,
    Field,
    Page,
    font,
    letter,
    write_cell,
    write_page,
)
from soctrang_analysis.output.workbook_words import (
    in_both,
    sheet_name,
    sheet_title,
)
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import columns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TOP = 40  # row of the cell to choose; name, unit and title stand below it
YEARS_BEFORE = 11  # years before the framework's that the chooser shows
Draw = Callable[["Worksheet", int, int, str, str], None]
Values = dict[tuple[str, int], float]


def add_chooser(
    book: Workbook, sheet: Worksheet, plan: Plan, tables: Tables, draw: Draw
) -> dict[str, float | str]:
    """Cells and formulas of the chooser, its data on a sheet of their own.

    What every formula comes to for the indicator that is chosen at first, by cell.
    """
    first = plan.framework.years[0] - YEARS_BEFORE
    years = list(range(first, plan.framework.years[-1] + 1))
    lines = [_observed(plan, tables), _path(plan, tables)]
    known = tables["indicators"]
    write_page(book, _data_page(known, years, lines))
    own = tables["observations"]["area"].eq(plan.area)
    chosen = most_observed(tables["observations"][own], plan.targets)
    _write_choice(sheet, chosen, len(known))
    results = _write_names(sheet, known, chosen)
    for j, text in enumerate([label(n) for n in ("year", "observed", "path")], start=1):
        write_cell(sheet, TOP + 4, j, text)
        sheet.cell(TOP + 4, j).font = font(bold=True)
    for i, year in enumerate(years):
        row = TOP + 5 + i
        sheet.cell(row, 1, str(year))
        for j, values in enumerate(lines):
            cell = sheet.cell(row, 2 + j, _value(4 + i + j * len(years), len(known)))
            results[cell.coordinate] = values.get((chosen, year), MISSING)
    draw(sheet, TOP + 4, len(years), str(results[f"B{TOP + 3}"]), f"$B${TOP + 3}")
    return results


def _observed(plan: Plan, tables: Tables) -> Values:
    """One value a year: the one a verdict stands on, in the indicator's unit."""
    used = tables["used"]
    rows = used[used["used"] & used["area"].eq(plan.area)]
    units = tables["indicators"].set_index("indicator_id")["unit"]
    rows = rows[rows["unit"].eq(rows["indicator_id"].map(units))]
    rows = rows[rows["year"].eq(rows["year"].round())]
    return _by_year(rows.drop_duplicates(["indicator_id", "year"], keep="last"))


def _path(plan: Plan, tables: Tables) -> Values:
    """The path of each indicator, in its main reading."""
    paths = tables["trajectories"]
    return _by_year(paths[paths["variant"].eq("main") & paths["area"].eq(plan.area)])


def _by_year(rows: pd.DataFrame) -> Values:
    triples = zip(rows["indicator_id"], rows["year"], rows["value"], strict=True)
    return {(name, int(year)): float(value) for name, year, value in triples}


def _data_page(known: pd.DataFrame, years: list[int], lines: list[Values]) -> Page:
    """The sheet with a row an indicator, a column a year."""
    ids = known["indicator_id"].tolist()
    heads = {r["column"]: r for r in columns("indicators")}
    texts = [f"{heads[c]['description_vi']}\n{heads[c]['description_en']}"
             for c in ("indicator_id", "name_vi", "unit")]  # fmt: skip
    names = known["name_vi"].str.cat(known["name_en"], sep=" / ").tolist()
    units = [in_both("words/units", unit) for unit in known["unit"]]
    fields = [Field(t, c) for t, c in zip(texts, (ids, names, units), strict=True)]
    for mark, values in zip("TL", lines, strict=True):
        fields += [
            Field(f"{mark} {year}", [values.get((i, year)) for i in ids], "0.0##")
            for year in years
        ]
    titles = sheet_title("chart_data")
    places = {name: sheet_name(name) for name in ("targets", "observations")}
    source = " / ".join(
        said("words/labels", "source_computed", lang, **places) for lang in ("vi", "en")
    )
    return Page("chart_data", sheet_name("chart_data"), titles, fields, source)


def _write_choice(sheet: Worksheet, chosen: str, count: int) -> None:
    """The cell to choose: a list to pick from, but a number may be typed too."""
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    write_cell(sheet, TOP, 1, label("choose"))
    write_cell(sheet, TOP, 2, chosen)
    sheet.cell(TOP, 1).font = font(bold=True)
    sheet.cell(TOP, 2).fill = PatternFill("solid", fgColor="FFF2CC")
    sheet.cell(TOP, 2).number_format = "@"
    place = f"'{sheet_name('chart_data')}'!$A${FIRST}:$A${FIRST + count - 1}"
    choice = DataValidation("list", formula1=place, showErrorMessage=False)
    sheet.add_data_validation(choice)
    choice.add(sheet.cell(TOP, 2))


def _write_names(
    sheet: Worksheet, known: pd.DataFrame, chosen: str
) -> dict[str, float | str]:
    """Name and unit of the indicator chosen, and both as the chart's title."""
    own = known[known["indicator_id"].eq(chosen)]
    name, unit = label("chosen_unknown"), ""
    if len(own):
        name = f"{own['name_vi'].iloc[0]} / {own['name_en'].iloc[0]}"
        unit = in_both("words/units", own["unit"].iloc[0])
    count, unknown = len(known), label("chosen_unknown")
    write_cell(sheet, TOP + 1, 1, label("chosen_name"))
    write_cell(sheet, TOP + 2, 1, label("chosen_unit"))
    formulas = {
        f"B{TOP + 1}": (f'=IFERROR({_found(2, count)},"{unknown}")', name),
        f"B{TOP + 2}": (f'=IFERROR({_found(3, count)},"")', unit),
        f"B{TOP + 3}": (f'=B{TOP + 1}&" ("&B{TOP + 2}&")"', f"{name} ({unit})"),
    }
    for place, (formula, _) in formulas.items():
        sheet[place] = formula
    return {place: result for place, (_, result) in formulas.items()}


def _found(column: int, count: int) -> str:
    """A cell of the data in the row of the indicator, typed as number or text."""
    data, last = f"'{sheet_name('chart_data')}'!", FIRST + count - 1
    name = letter(column)
    wanted = f'MATCH(TRIM($B${TOP}&""),{data}$A${FIRST}:$A${last},0)'
    return f"INDEX({data}${name}${FIRST}:${name}${last},{wanted})"


def _value(column: int, count: int) -> Any:
    """Formula of one value; no number where there is none, so that nothing is drawn."""
    cell = _found(column, count)
    return f'=IFERROR(IF({cell}="",NA(),{cell}),NA())'
