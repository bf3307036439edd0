"""Charts inside the workbook that stay editable, on a sheet of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import label
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.view import most_observed
from soctrang_analysis.output.workbook import letter
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LAST_ROW = 2_000  # rows of a table that the chooser looks through
TOPS = {"budget": 1, "fall": 20, "chooser": 40}  # first row of each block
YEARS_BEFORE = 11  # years before the framework's that the chooser shows
Area = tuple[int, int, int]  # first row, rows and columns of a block
Pair = tuple[str, str]


def add_charts(book: Workbook, plan: Plan, tables: Tables) -> None:
    """The sheet ``charts``: budget by year, a fall, one indicator to choose."""
    # The numbers stand on the same sheet, so that a chart can be edited and copied.
    sheet = book.create_sheet("charts", 3)
    _budget(sheet, tables["budget"])
    _fall(sheet, tables["trajectories"])
    if plan.area:
        _chooser(sheet, plan, tables)
    else:
        sheet.cell(TOPS["chooser"], 1, label("no_area"))
    for name in "ABCDE":
        sheet.column_dimensions[name].width = 20


def _block(
    sheet: Worksheet, row: int, header: list[str], rows: list[list[Any]]
) -> None:
    """A small table on the sheet, from which a chart takes its numbers."""
    from openpyxl.styles import Font

    for j, text in enumerate(header, start=1):
        sheet.cell(row, j, text).font = Font(bold=True)
    for i, values in enumerate(rows, start=row + 1):
        for j, value in enumerate(values, start=1):
            sheet.cell(i, j, value)


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    """Years as words, so that a chart takes them for names, and numbers beside."""
    pairs = zip(table.index, table.to_numpy(), strict=True)
    return [[str(year), *map(float, values)] for year, values in pairs]


def _add(sheet: Worksheet, chart: Any, area: Area, texts: Pair) -> None:
    """A chart beside its block of so many rows and columns, with title and unit."""
    from openpyxl.chart import Reference

    top, rows, columns = area
    last = top + rows
    chart.title, chart.y_axis.title = texts
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = 8.5, 17
    chart.display_blanks = "gap"
    data = Reference(sheet, min_col=2, max_col=columns, min_row=top, max_row=last)
    chart.add_data(data, titles_from_data=True)
    names = Reference(sheet, min_col=1, min_row=top + 1, max_row=last)
    chart.set_categories(names)
    sheet.add_chart(chart, f"H{top}")


def _lines(sheet: Worksheet, area: Area, texts: Pair, roles: Pair) -> Any:
    """A line chart with the colours of its roles."""
    from openpyxl.chart import LineChart

    chart = LineChart()
    _add(sheet, chart, area, texts)
    for series, role in zip(chart.series, roles, strict=True):
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour(role)[1:]
    return chart


def _budget(sheet: Worksheet, budget: pd.DataFrame) -> None:
    """Stacked bars of the items by year, in million đồng."""
    from openpyxl.chart import BarChart

    if budget.empty:
        sheet.cell(TOPS["budget"], 1, label("no_budget"))
        return
    items = budget[budget["parent_id"].eq("")]
    table = items.pivot(index="year", columns="line_id", values="amount_vnd") / 1e6
    names = [label("item", name=name) for name in table.columns]
    _block(sheet, TOPS["budget"], [label("year"), *names], _rows(table))
    chart = BarChart()
    chart.grouping, chart.overlap = "stacked", 100
    area = (TOPS["budget"], len(table), 1 + len(names))
    _add(sheet, chart, area, (label("budget_by_year"), label("million")))
    for place, series in enumerate(chart.series):
        series.graphicalProperties.solidFill = colour(f"item{place % 4 + 1}")[1:]


def _fall(sheet: Worksheet, trajectories: pd.DataFrame) -> None:
    """The first fall without baseline in its two readings."""
    rows = trajectories[trajectories["variant"].isin(["simple", "compound"])]
    rows = rows[rows["indicator_id"].eq(rows["indicator_id"].min())]
    if rows.empty:
        sheet.cell(TOPS["fall"], 1, label("no_such_target"))
        return
    table = rows.pivot(index="year", columns="variant", values="value")
    table = table[["simple", "compound"]]
    header = [label("year"), label("reading_simple"), label("reading_compound")]
    _block(sheet, TOPS["fall"], header, _rows(table))
    unit = facts.both("words/units", rows["unit"].iloc[0])
    title = label("fall_of", name=rows["indicator_id"].iloc[0])
    area = (TOPS["fall"], len(table), 3)
    chart = _lines(sheet, area, (title, unit), ("trajectory", "alternative"))
    low, high = table.min().min(), table.max().max()
    chart.y_axis.scaling.min = float(round(low - 0.25 * (high - low)))


def _chooser(sheet: Worksheet, plan: Plan, tables: Tables) -> None:
    """A cell to choose an indicator; formulas fetch its values and its path."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    top = TOPS["chooser"]
    sheet.cell(top, 1, label("choose")).font = Font(bold=True)
    own = tables["observations"]["area"].eq(plan.area)
    first = most_observed(tables["observations"][own], plan.targets)
    sheet.cell(top, 2, first).fill = PatternFill("solid", fgColor="FFF2CC")
    count = len(tables["indicators"])
    choice = DataValidation("list", formula1=f"=indicators!$A$2:$A${count + 1}")
    sheet.add_data_validation(choice)
    choice.add(sheet.cell(top, 2))
    years = range(plan.framework.years[0] - YEARS_BEFORE, plan.framework.years[-1] + 1)
    header = [label("year"), label("observed"), label("path")]
    _block(sheet, top + 1, header, [[year] for year in years])
    for row in range(top + 2, top + 2 + len(years)):
        for column, name in ((2, "observations"), (3, "trajectories")):
            sheet.cell(row, column, _lookup(plan, tables[name], name, row))
    title = label("observed_and_path", area=visible(plan.area))
    area = (top + 1, len(years), 3)
    _lines(sheet, area, (title, ""), ("observed", "trajectory"))


def _lookup(plan: Plan, table: pd.DataFrame, name: str, row: int) -> str:
    """Formula for one year: mean of the rows that match, N/A where there is none."""
    last = min(len(table) + 1, LAST_ROW)
    area = visible(plan.area).replace('"', '""')  # as the cells of the sheet have it
    places = {
        title: f"{name}!${letter(place)}$2:${letter(place)}${last}"
        for place, title in enumerate(table.columns, start=1)
    }
    tests = [
        f"{places['indicator_id']},$B${TOPS['chooser']}",
        f'{places["area"]},"{area}"',
        f"{places['year']},$A{row}",
    ]
    if "evidence" in places:
        tests.append(f'{places["evidence"]},"<>proxy"')
    return f"=IFERROR(AVERAGEIFS({places['value']},{','.join(tests)}),NA())"
