"""The Excel workbook: cover, overview, charts, the tables that are read, notes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis.facts import said
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.package import FIXED_TIME
from soctrang_analysis.output.tables import Tables, build_tables
from soctrang_analysis.output.workbook_entry import write_entry
from soctrang_analysis.output.workbook_front import (
    notes_fields,
    source_of,
    write_cover,
)
from soctrang_analysis.output.workbook_layout import ROOM
from soctrang_analysis.output.workbook_overview import overview_fields
from soctrang_analysis.output.workbook_package import finished
from soctrang_analysis.output.workbook_pages import (
    Field,
    Page,
    font,
    set_print,
    write_page,
)
from soctrang_analysis.output.workbook_tables import shown_tables, table_fields
from soctrang_analysis.output.workbook_words import (
    order_of_sheets,
    sheet_name,
    sheet_row,
    sheet_title,
)
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook

FILE_NAME = "plan.xlsx"


def export_workbook(
    plan: Plan, values: pd.DataFrame | None, path: str | Path, *, as_of: float
) -> Path:
    """Write the workbook; the same plan and values give the same bytes.

    Parameters
    ----------
    plan : Plan
        The plan the workbook is of.
    values : DataFrame or None
        Table ``observations``. Sheets show the plan's own area, one of them its
        neighbours; where the area is not known they say so.
    path : str or Path
        File ending in ``.xlsx``; its folder is made where it is missing.
    as_of : float
        Year of the assessment.

    Returns
    -------
    Path
        The file: cover with contents, overview, a sheet to fill in (`read_observations`
        reads it), charts, the tables that are read, notes; Vietnamese with English.

    Raises
    ------
    PlanError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_workbook(sta.national(), None, f"{folder}/a.xlsx", as_of=2026).name
    'a.xlsx'
    """
    plan, path = known_plan(plan), Path(path)
    tables = build_tables(plan, values, as_of=as_of)
    return write_file(workbook_bytes(plan, tables, as_of=as_of), path)


def workbook_bytes(plan: Plan, tables: Tables, *, as_of: float) -> bytes:
    """The workbook of tables that are computed already."""
    from soctrang_analysis.output.workbook_charts import (
        add_charts,
        chart_texts,
        fit_charts,
    )

    shown = shown_tables(plan, tables)
    book = new_book(plan)
    pages = _pages(plan, shown, as_of)
    for page in pages:
        write_page(book, page)
    write_cover(book, plan, shown, as_of, pages)
    write_entry(book, plan, shown)
    charts = add_charts(book, plan, shown)
    set_print(book, visible(plan.source["title_vi"]))
    fit_charts(book)
    keys = order_of_sheets()
    book._sheets = [book[sheet_name(key)] for key in keys]
    data = io.BytesIO()
    book.save(data)
    place = keys.index("charts") + 1
    results = {f"xl/worksheets/sheet{place}.xml": charts}
    alts = {"xl/drawings/drawing1.xml": chart_texts(book)}
    return finished(data.getvalue(), results, alts)


def new_book(plan: Plan) -> Workbook:
    """An empty workbook with our font, author and fixed dates."""
    from datetime import datetime

    from openpyxl import Workbook
    from openpyxl.utils.indexed_list import IndexedList

    book = Workbook()
    book._fonts = IndexedList([font()])  # of every cell without a font of its own
    book.properties.creator = said("words/labels", "author", "vi")
    book.properties.title = visible(plan.source["title_vi"])
    book.properties.created = book.properties.modified = datetime(*FIXED_TIME)
    return book


def _pages(plan: Plan, shown: Tables, as_of: float) -> list[Page]:
    """Every sheet that is one table."""
    keys = [key for key in order_of_sheets() if sheet_row(key)["table"]]
    fields = {key: table_fields(key, plan, shown) for key in keys}
    made = {"overview": overview_fields(plan, shown), "notes": notes_fields(as_of)}
    return [_page(key, found, plan, shown) for key, found in (made | fields).items()]


def _page(key: str, fields: list[Field], plan: Plan, shown: Tables) -> Page:
    """A page with its name, title and source."""
    row = sheet_row(key)
    # The overview stands on what the sheet of progress stands on.
    table = shown["progress"] if key == "overview" else shown.get(row["table"])
    source = source_of(key, plan, table) if table is not None else ""
    title = sheet_title(key, count=len(shown["indicators"]))
    return Page(key, row["sheet"], title, fields, source, int(row["room"] or ROOM))
