"""Charts inside the workbook that stay editable, on a sheet of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis.facts import label
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_chooser import NAME, TOP, UNIT, add_chooser
from soctrang_analysis.output.workbook_front import source_of
from soctrang_analysis.output.workbook_package import MISSING, Results
from soctrang_analysis.output.workbook_pages import (
    font,
    letter,
    style_head,
    write_cell,
    write_source,
)
from soctrang_analysis.output.workbook_words import sheet_name, sheet_title
from soctrang_analysis.reading.plan import Plan

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MILLION = 1_000_000
TITLE = 1100  # hundredths of a point
HEAD = 2  # row of the budget's header
MARKS = {"observed": "circle", "trajectory": "diamond"}
WIDTHS = (36, 28, 20, 20, 20)
Area = tuple[int, int, int]  # first row, rows and columns of a block
Pair = tuple[str, str]


def add_charts(book: Workbook, plan: Plan, tables: Tables) -> Results:
    """The sheet of charts: the budget by year, and one indicator to choose.

    The results of its formulas by cell.
    """
    # The numbers stand on the same sheet, so that a chart can be edited and copied.
    sheet = book.create_sheet(sheet_name("charts"))
    write_cell(sheet, 1, 1, sheet_title("charts"))
    sheet.cell(1, 1).font = font(bold=True, size=13)
    _budget(sheet, tables["budget"])
    results: Results = {}
    if plan.area:
        results = add_chooser(sheet, plan, tables, _choice_chart)
    else:
        sheet.cell(TOP, 1, label("no_area"))
    for j, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[letter(j)].width = width
    for chart in sheet._charts:
        _remember(sheet, chart, results)
    source = source_of("charts", plan, tables["budget"])
    write_source(sheet, sheet.max_row + 1, source)
    return results


def fit_charts(book: Workbook) -> None:
    """All charts on one page: a page break through a chart would cut it."""
    book[sheet_name("charts")].page_setup.fitToHeight = 1


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


def _block(sheet: Worksheet, header: list[str], rows: list[list[Any]]) -> None:
    """A small table on the sheet, from which a chart takes its numbers."""
    for j, text in enumerate(header, start=1):
        write_cell(sheet, HEAD, j, text)
        style_head(sheet.cell(HEAD, j))
    for i, values in enumerate(rows, start=HEAD + 1):
        for j, value in enumerate(values, start=1):
            sheet.cell(i, j, value).number_format = "#,##0.##"


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
    chart.title, chart.y_axis.title = map(_title, texts)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = 9, 20
    # LibreOffice draws a missing value as zero where a gap is asked for.
    chart.display_blanks = "span"
    chart.legend.position = "b"
    data = Reference(sheet, min_col=2, max_col=columns, min_row=top, max_row=last)
    chart.add_data(data, titles_from_data=True)
    names = Reference(sheet, min_col=1, min_row=top + 1, max_row=last)
    for series in chart.series:  # years are names of places, not numbers
        series.cat = AxDataSource(strRef=StrRef(f=str(names)))
    chart.y_axis.number_format = "General"
    chart.x_axis.title = _title(label("year"))
    chart.said = texts[0]
    sheet.add_chart(chart, f"G{top - 1}")


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
        sheet.cell(HEAD, 1, label("no_budget"))
        return
    items = budget[budget["parent_id"].eq("")]
    table = items.pivot(index="year", columns="line_id", values="amount_vnd") / MILLION
    names = [label("item", name=name) for name in table.columns]
    _block(sheet, [label("year"), *names], _rows(table))
    chart = BarChart()
    chart.grouping, chart.overlap = "stacked", 100
    chart.gapWidth = 60
    area = (HEAD, len(table), 1 + len(names))
    _add(sheet, chart, area, (label("budget_by_year"), label("million")))
    for place, series in enumerate(chart.series):
        series.graphicalProperties.solidFill = colour(f"item{place % 4 + 1}")[1:]


def _choice_chart(sheet: Worksheet, top: int, count: int, results: Results) -> None:
    """The chart of the chosen indicator; its titles are the cells of name and unit."""
    from openpyxl.drawing.line import LineProperties

    texts = (str(results[NAME]), str(results[UNIT]))
    chart = _lines(sheet, (top, count, 3), texts, ("observed", "trajectory"))
    # A line between two observed values would say what nobody measured.
    chart.series[0].graphicalProperties.line = LineProperties(noFill=True)
    cells = [f"'{sheet.title}'!${cell[0]}${cell[1:]}" for cell in (NAME, UNIT)]
    chart.title, chart.y_axis.title = map(_title, texts, cells)


def _title(text: str, cell: str = "") -> Any:
    """A title in a size that leaves room for the chart; it may be that of a cell."""
    from openpyxl.chart.data_source import StrData, StrRef, StrVal
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import (
        CharacterProperties,
        Paragraph,
        ParagraphProperties,
        RegularTextRun,
    )

    look = ParagraphProperties(defRPr=CharacterProperties(sz=TITLE, b=True))
    if not cell:
        run = RegularTextRun(rPr=CharacterProperties(sz=TITLE, b=True), t=text)
        rich = RichText(p=[Paragraph(pPr=look, r=[run])])
        return Title(tx=Text(rich=rich), overlay=False)
    cache = StrData(ptCount=1, pt=[StrVal(idx=0, v=text)])
    place = Text(strRef=StrRef(f=cell, strCache=cache))
    return Title(tx=place, txPr=RichText(p=[Paragraph(pPr=look)]), overlay=False)
