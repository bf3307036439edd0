"""Cover, contents and notes of the workbook, and the source line of each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import label
from soctrang_analysis.output.captions import source
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_overview import last_year
from soctrang_analysis.output.workbook_pages import (
    FIRST,
    Field,
    font,
    set_print,
    write_cell,
)
from soctrang_analysis.output.workbook_words import (
    code_words,
    order_of_sheets,
    sheet_name,
    sheet_row,
    sheet_title,
)
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import allowed, columns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def write_cover(book: Workbook, plan: Plan, tables: Tables, as_of: float) -> None:
    """What the workbook is of: plan, area, document, dates, contact, licence."""
    from openpyxl.styles import Alignment

    sheet = book.active
    sheet.title = sheet_name("cover")
    lines = [plan.source[f"title_{lang}"] for lang in facts.LANGS]
    lines += [
        label("of_area", area=plan.area or label("unknown_area")),
        label("document", file=plan.source["file"]),
        label("as_of", year=f"{as_of:g}"),
        last_year(tables["observations"]),
        label("contact"),
        label("licence"),
        label("see_contents", sheet=sheet_name("contents")),
    ]
    for row, text in enumerate(lines, start=1):
        write_cell(sheet, row, 1, text)
        head = row <= len(facts.LANGS)
        sheet.cell(row, 1).font = font(bold=head, size=14 if head else 11)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 40 if head else 34
    link(sheet, len(lines), sheet_name("contents"))
    sheet.column_dimensions["A"].width = 110
    set_print(sheet, sheet_title("cover"))


def link(sheet: Worksheet, row: int, name: str) -> None:
    """Make the first cell of a row lead to a sheet."""
    cell = sheet.cell(row, 1)
    cell.hyperlink = f"#'{name}'!A1"
    cell.font = font(color="0563C1", underline="single")


def contents_fields(plan: Plan, tables: Tables) -> list[Field]:
    """Every sheet: its name, the table it shows, title, number of rows."""
    keys = [key for key in order_of_sheets() if is_written(key, tables)]
    if not plan.area:  # nothing to choose from
        keys.remove("chart_data")
    rows = []
    for key in keys:
        row = sheet_row(key)
        name = row["table"]
        title = sheet_title(key, count=len(tables["indicators"]))
        if "area" in tables.get(name, ()) and not plan.area:
            title = f"{title}: {label('no_area')}"
        count = len(tables[name]) if name in tables else ""
        rows.append([row["sheet"], name, title, count])
    heads = ("sheet", "table", "title", "rows")
    cells = zip(*rows, strict=True)
    pairs = zip(heads, cells, strict=True)
    return [Field(_head(head), list(found), "#,##0") for head, found in pairs]


def is_written(key: str, tables: Tables) -> bool:
    """Whether there is a sheet of this key: its table is there, or it needs none."""
    table = sheet_row(key)["table"]
    return not table or table in tables


def link_contents(sheet: Worksheet, count: int) -> None:
    """Each name in the contents leads to its sheet."""
    for row in range(FIRST, FIRST + count):
        link(sheet, row, sheet.cell(row, 1).value)


def _head(key: str) -> str:
    return label(f"head_{key}").replace(" / ", "\n")


def notes_fields(tables: Tables, as_of: float) -> list[Field]:
    """Notes on words and methods, every code, every column of every table."""
    rows: list[list[str]] = []
    for note in facts.rows("words/workbook_notes"):
        texts = [note[f"text_{lang}"].format(year=f"{as_of:g}") for lang in facts.LANGS]
        rows.append([note["topic"], "", *texts])
    for row in facts.rows("words/confidence"):
        texts = [row["text_vi"], row["text_en"]]
        rows.append(["confidence", row["confidence"], *texts])
    rows += _code_rows(tables)
    for name in tables:
        for row in columns(name):
            texts = [row[f"description_{lang}"] for lang in facts.LANGS]
            rows.append([name, row["column"], *texts])
    heads = ("topic", "column", "words_vi", "words_en")
    pairs = zip(heads, zip(*rows, strict=True), strict=True)
    return [Field(_head(head), list(cells)) for head, cells in pairs]


def _code_rows(tables: Tables) -> list[list[str]]:
    """Every code the tables may hold, once a column, with its words."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in tables:
        for row in columns(name):
            if not allowed(row) or row["column"] == "confidence":
                continue
            for code, words in code_words(name, row["column"]).items():
                vi, _, en = words.partition(" / ")
                found[row["column"], code] = [row["column"], code, vi, en or vi]
    return list(found.values())


def source_of(key: str, plan: Plan, table: pd.DataFrame) -> str:
    """The line under a table: where what it shows comes from."""
    kind = sheet_row(key)["source"]
    if kind == "plan":
        return in_both_languages(plan, table[table.columns.intersection(PLACES)])
    if kind == "both":
        return in_both_languages(plan, table)
    names = {name: sheet_name(name) for name in ("targets", "observations")}
    texts = [
        facts.said(
            "words/labels", f"source_{kind}", lang,
            framework=plan.framework.facts[f"name_{lang}"],
            sheet=sheet_name("area_changes"), **names,
        )
        for lang in facts.LANGS
    ]  # fmt: skip
    return " / ".join(texts)


PLACES = ["source_line"]


def in_both_languages(plan: Plan, drawn: pd.DataFrame) -> str:
    """Plan, lines and years of values that a table stands on."""
    return " / ".join(source(plan, lang, drawn) for lang in facts.LANGS)
