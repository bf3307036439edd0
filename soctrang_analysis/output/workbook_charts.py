"""Charts inside the workbook that stay editable, on a sheet of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis.metadata import PLAN_AREA
from soctrang_analysis.output.style_data import colour

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FIRST_CHOICE = "3b"
LAST_ROW = 2_000  # rows of a table that the chooser looks through


def add_charts(book: Workbook, tables: dict[str, pd.DataFrame]) -> None:
    """The sheet ``charts``: budget by year, the fall of abuse, one indicator to choose.

    Their numbers stand on the same sheet, so that a chart can be edited and copied.
    """
    sheet = book.create_sheet("charts", 3)
    if "budget" in tables:
        _budget(sheet, tables["budget"])
    if "trajectories" in tables:
        _fall(sheet, tables["trajectories"])
    if {"trajectories", "observations", "indicators"} <= set(tables):
        _chooser(sheet, tables)
    for letter in "ABCDE":
        sheet.column_dimensions[letter].width = 20


def _block(
    sheet: Worksheet, row: int, header: list[str], rows: list[list[Any]]
) -> None:
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


def _axes(chart: Any, title: str, unit: str) -> None:
    chart.title, chart.y_axis.title = title, unit
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = 8.5, 17
    chart.display_blanks = "gap"


def _budget(sheet: Worksheet, budget: pd.DataFrame) -> None:
    from openpyxl.chart import BarChart, Reference

    items = budget[budget["parent_id"].eq("")]
    table = items.pivot(index="year", columns="line_id", values="amount_vnd") / 1e6
    names = [f"khoản / item {name}" for name in table.columns]
    rows = _rows(table)
    _block(sheet, 1, ["năm / year", *names], rows)
    chart = BarChart()
    chart.grouping, chart.overlap = "stacked", 100
    _axes(chart, "Kinh phí theo năm / budget by year", "triệu đồng / million dong")
    last = 1 + len(rows)
    data = Reference(sheet, min_col=2, max_col=1 + len(names), min_row=1, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    for place, series in enumerate(chart.series):
        series.graphicalProperties.solidFill = colour(f"item{place % 4 + 1}")[1:]
    sheet.add_chart(chart, "H1")


def _fall(sheet: Worksheet, trajectories: pd.DataFrame) -> None:
    from openpyxl.chart import LineChart, Reference

    rows = trajectories[trajectories["variant"].isin(["simple", "compound"])]
    table = rows.pivot(index="year", columns="variant", values="value")
    table = table[["simple", "compound"]]
    values = _rows(table)
    top = 20
    _block(sheet, top, ["năm / year", "đơn / simple", "kép / compound"], values)
    chart = LineChart()
    _axes(chart, "Trẻ em bị xâm hại, 2020 = 100 / abused children", "2020 = 100")
    chart.y_axis.scaling.min = 75
    last = top + len(values)
    data = Reference(sheet, min_col=2, max_col=3, min_row=top, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
    for series, role in zip(chart.series, ("trajectory", "alternative"), strict=True):
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour(role)[1:]
    sheet.add_chart(chart, "H20")


def _chooser(sheet: Worksheet, tables: dict[str, pd.DataFrame]) -> None:
    """A cell to choose an indicator; formulas fetch its values and its path."""
    from openpyxl.chart import LineChart, Reference
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    top = 40
    sheet.cell(top, 1, "chọn / choose").font = Font(bold=True)
    sheet.cell(top, 2, FIRST_CHOICE).fill = PatternFill("solid", fgColor="FFF2CC")
    count = len(tables["indicators"])
    choice = DataValidation("list", formula1=f"=indicators!$A$2:$A${count + 1}")
    sheet.add_data_validation(choice)
    choice.add(sheet.cell(top, 2))
    header = ["năm / year", "quan sát / observed", "quỹ đạo / path"]
    years = range(2010, 2031)
    _block(sheet, top + 1, header, [[year] for year in years])
    for row in range(top + 2, top + 2 + len(years)):
        for column, sheet_name in (
            (2, "observations"), (3, "trajectories"),
        ):  # fmt: skip
            sheet.cell(row, column, _lookup(tables[sheet_name], sheet_name, row, top))
    chart = LineChart()
    _axes(chart, f"Quan sát và quỹ đạo, {PLAN_AREA} / observed and path", "")
    last = top + 1 + len(years)
    data = Reference(sheet, min_col=2, max_col=3, min_row=top + 1, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 2, max_row=last))
    for series, role in zip(chart.series, ("observed", "trajectory"), strict=True):
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour(role)[1:]
    sheet.add_chart(chart, "H40")


def _lookup(table: pd.DataFrame, name: str, row: int, top: int) -> str:
    """Formula for one year: mean of the rows that match, N/A where there is none."""
    last = min(len(table) + 1, LAST_ROW)

    def column(title: str) -> str:
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(list(table.columns).index(title) + 1)
        return f"{name}!${letter}$2:${letter}${last}"

    tests = [
        f"{column('indicator_id')},$B${top}",
        f'{column("area")},"{PLAN_AREA}"',
        f"{column('year')},$A{row}",
    ]
    if "evidence" in table.columns:
        tests.append(f'{column("evidence")},"<>proxy"')
    return f"=IFERROR(AVERAGEIFS({column('value')},{','.join(tests)}),NA())"
