"""Charts inside the workbook that stay editable, on a sheet of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis.facts import label
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_chooser import TOP, add_chooser
from soctrang_analysis.output.workbook_package import MISSING, Results
from soctrang_analysis.output.workbook_pages import font, set_print
from soctrang_analysis.output.workbook_words import in_both, sheet_name, sheet_title
from soctrang_analysis.reading.plan import Plan

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TOPS = {"budget": 1, "fall": 20, "chooser": TOP}  # first row of each block
MARKS = {"observed": "circle", "trajectory": "diamond", "alternative": "square"}
Area = tuple[int, int, int]  # first row, rows and columns of a block
Pair = tuple[str, str]


def add_charts(book: Workbook, plan: Plan, tables: Tables) -> Results:
    """The sheet of charts: budget by year, a fall, one indicator to choose.

    The results of its formulas by cell.
    """
    # The numbers stand on the same sheet, so that a chart can be edited and copied.
    sheet = book.create_sheet(sheet_name("charts"))
    _budget(sheet, tables["budget"])
    _fall(sheet, tables["trajectories"])
    results: Results = {}
    if plan.area:
        results = add_chooser(book, sheet, plan, tables, _choice_chart)
    else:
        sheet.cell(TOPS["chooser"], 1, label("no_area"))
    for name in "ABCDE":
        sheet.column_dimensions[name].width = 20
    for chart in sheet._charts:
        _remember(sheet, chart, results)
    set_print(sheet, sheet_title("charts"))
    return results


def chart_texts(book: Workbook) -> list[str]:
    """What each chart shows, in words, for those who do not see it."""
    texts = []
    for chart in book[sheet_name("charts")]._charts:
        names = "; ".join(str(s.tx.strRef.strCache.pt[0].v) for s in chart.series)
        texts.append(label("chart_alt", title=chart.said, names=names))
    return texts


def _remember(sheet: Worksheet, chart: Any, results: Results) -> None:
    """The numbers of a chart inside it, so that a preview that computes nothing has it.

    A cell without value is left out: it is never drawn as zero.
    """
    from openpyxl.chart.data_source import NumData, NumVal, StrData, StrVal

    def cells(place: str) -> list[Any]:
        found = [c for row in sheet[place.split("!")[1].replace("$", "")] for c in row]
        return [results.get(c.coordinate, c.value) for c in found]

    for series in chart.series:
        name = series.tx.strRef
        at = name.f.split("!")[1].replace("$", "")
        name.strCache = StrData(ptCount=1, pt=[StrVal(idx=0, v=str(sheet[at].value))])
        values = cells(series.val.numRef.f)
        known = [(i, v) for i, v in enumerate(values) if v not in (None, MISSING)]
        points = [NumVal(idx=i, v=repr(float(v))) for i, v in known]
        cache = NumData(formatCode="General", ptCount=len(values), pt=points)
        series.val.numRef.numCache = cache
        years = cells(series.cat.strRef.f)
        marks = [StrVal(idx=i, v=str(v)) for i, v in enumerate(years)]
        series.cat.strRef.strCache = StrData(ptCount=len(years), pt=marks)


def _block(
    sheet: Worksheet, row: int, header: list[str], rows: list[list[Any]]
) -> None:
    """A small table on the sheet, from which a chart takes its numbers."""
    for j, text in enumerate(header, start=1):
        sheet.cell(row, j, text).font = font(bold=True)
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
    from openpyxl.chart.data_source import AxDataSource, StrRef

    top, rows, columns = area
    last = top + rows
    chart.title, chart.y_axis.title = texts
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = 8.5, 17
    chart.display_blanks = "gap"
    data = Reference(sheet, min_col=2, max_col=columns, min_row=top, max_row=last)
    chart.add_data(data, titles_from_data=True)
    names = Reference(sheet, min_col=1, min_row=top + 1, max_row=last)
    for series in chart.series:  # years are names of places, not numbers
        series.cat = AxDataSource(strRef=StrRef(f=str(names)))
    chart.x_axis.title = label("year")
    chart.said = texts[0]
    sheet.add_chart(chart, f"H{top}")


def _lines(sheet: Worksheet, area: Area, texts: Pair, roles: Pair) -> Any:
    """A line chart with the colours of its roles."""
    from openpyxl.chart import LineChart

    chart = LineChart()
    _add(sheet, chart, area, texts)
    for series, role in zip(chart.series, roles, strict=True):
        series.smooth = False
        series.marker.symbol = MARKS[role]
        series.marker.size = 6
        series.marker.graphicalProperties.solidFill = colour(role)[1:]
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
    unit = in_both("words/units", rows["unit"].iloc[0])
    title = label("fall_of", name=rows["indicator_id"].iloc[0])
    area = (TOPS["fall"], len(table), 3)
    chart = _lines(sheet, area, (title, unit), ("trajectory", "alternative"))
    low, high = table.min().min(), table.max().max()
    chart.y_axis.scaling.min = float(round(low - 0.25 * (high - low)))


def _choice_chart(sheet: Worksheet, top: int, count: int, name: str, cell: str) -> None:
    """The chart of the chosen indicator; its title is the cell with name and unit."""
    from openpyxl.chart.data_source import StrData, StrRef, StrVal
    from openpyxl.chart.text import Text
    from openpyxl.chart.title import Title

    texts = (label("observed"), "")
    chart = _lines(sheet, (top, count, 3), texts, ("observed", "trajectory"))
    chart.said = name
    chart.y_axis.title = None
    cache = StrData(ptCount=1, pt=[StrVal(idx=0, v=name)])
    place = StrRef(f=f"'{sheet.title}'!{cell}", strCache=cache)
    chart.title = Title(tx=Text(strRef=place), overlay=False)
