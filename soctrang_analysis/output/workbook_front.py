"""Cover with contents, and notes of the workbook, and the source line of each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import label, said
from soctrang_analysis.output.captions import source
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_chooser import CHOICE
from soctrang_analysis.output.workbook_layout import LINE, PAD, lines
from soctrang_analysis.output.workbook_overview import last_year
from soctrang_analysis.output.workbook_pages import (
    Field,
    Page,
    font,
    write_cell,
    write_fields,
)
from soctrang_analysis.output.workbook_words import (
    MONEY,
    heading,
    in_both,
    order_of_sheets,
    sheet_name,
    sheet_row,
    sheet_title,
)
from soctrang_analysis.reading.plan import Plan

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NAMES = 42  # characters of the first column of the cover


def write_cover(
    book: Workbook, plan: Plan, tables: Tables, as_of: float, pages: list[Page]
) -> None:
    """What the workbook is of, line by line; below it every sheet, with a link."""
    from openpyxl.styles import Alignment

    sheet = book.active
    sheet.title = sheet_name("cover")
    for row, lang in enumerate(facts.LANGS, start=1):
        write_cell(sheet, row, 1, plan.source[f"title_{lang}"])
        sheet.cell(row, 1).font = font(bold=True, size=16 - 2 * row)
        sheet.row_dimensions[row].height = 2 * LINE
    told = _told(plan, tables, as_of)
    head = len(facts.LANGS) + len(told) + 2
    contents = contents_fields(plan, tables, pages)
    write_fields(sheet, contents, head)
    for row in range(head + 1, head + 1 + len(contents[0].cells)):
        link(sheet, row, sheet.cell(row, 1).value)
    sheet.column_dimensions["A"].width = NAMES
    room = int(sheet.column_dimensions["B"].width)
    for row, (name, text) in enumerate(told, start=len(facts.LANGS) + 1):
        write_cell(sheet, row, 1, name)
        write_cell(sheet, row, 2, text)
        sheet.cell(row, 1).font = font(bold=True)
        for cell in sheet[row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = LINE * lines(text, room) + 3 * PAD


def _told(plan: Plan, tables: Tables, as_of: float) -> list[tuple[str, str]]:
    """Area, document, dates, signals, contact and licence, each with its name."""
    texts = {
        "cover_area": plan.area or label("unknown_area"),
        "cover_document": plan.source["file"],
        "cover_as_of": f"{as_of:g}",
        "cover_data": last_year(tables["observations"]),
        "cover_signals": _signals(plan, tables),
        "cover_contact": label("contact"),
        "cover_licence": label("licence"),
    }
    return [(label(key), text) for key, text in texts.items() if text]


def _signals(plan: Plan, tables: Tables) -> str:
    """How many indicators have which signal, in the words of the overview."""
    board = tables["progress"]
    own = board[board["area"].eq(plan.area) & board["deciding"]]
    found = own.drop_duplicates("indicator_id")["signal"].value_counts().to_dict()
    codes = facts.column("words/signals", "vi") if found else {}
    told = [f"{in_both('words/signals', code)}: {found.get(code, 0)}" for code in codes]
    return "; ".join(told)


def link(sheet: Worksheet, row: int, name: str) -> None:
    """Make the first cell of a row lead to a sheet."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell = sheet.cell(row, 1)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
    cell.font = font(color="0563C1", underline="single")


def contents_fields(plan: Plan, tables: Tables, pages: list[Page]) -> list[Field]:
    """Every sheet with its title and its number of rows."""
    counts = {page.key: len(page.fields[0].cells) for page in pages}
    rows = []
    for key in order_of_sheets():
        row = sheet_row(key)
        title = sheet_title(key, count=len(tables["indicators"]))
        if "area" in tables.get(row["table"], ()) and not plan.area:
            title = f"{title}: {label('no_area')}"
        rows.append([row["sheet"], title, counts.get(key)])
    heads = ("sheet", "title", "rows")
    pairs = zip(heads, zip(*rows, strict=True), strict=True)
    return [Field(heading(f"head_{name}"), list(found), MONEY) for name, found in pairs]


def notes_fields(as_of: float) -> list[Field]:
    """Notes on words and methods, and what each degree of confidence means."""
    given = {"year": f"{as_of:g}", "cell": CHOICE}
    rest = [row for row in facts.rows("words/sheets") if not row["sheet"]]
    for lang in facts.LANGS:
        given[f"files_{lang}"] = "; ".join(row[f"title_{lang}"] for row in rest)
    rows = []
    for note in facts.rows("words/workbook_notes"):
        texts = [note[f"text_{lang}"].format(**given) for lang in facts.LANGS]
        rows.append([f"{note['topic_vi']} / {note['topic_en']}", *texts])
    for row in facts.rows("words/confidence"):
        rows.append([label("over_confidence"), row["text_vi"], row["text_en"]])
    heads = ("topic", "words_vi", "words_en")
    pairs = zip(heads, zip(*rows, strict=True), strict=True)
    return [Field(heading(f"head_{name}"), list(cells)) for name, cells in pairs]


def source_of(key: str, plan: Plan, table: pd.DataFrame) -> str:
    """The line under a table: where what it shows comes from."""
    kind = sheet_row(key)["source"]
    if not kind:
        return ""
    if kind == "plan":
        return in_both_languages(plan, table[table.columns.intersection(PLACES)])
    if kind == "both":
        return in_both_languages(plan, table)
    names = {name: sheet_name(name) for name in ("targets", "used")}
    texts = [said("words/labels", f"source_{kind}", la, **names) for la in facts.LANGS]
    return "\n".join(texts)


PLACES = ["source_line"]


def in_both_languages(plan: Plan, drawn: pd.DataFrame) -> str:
    """Plan, lines and years of values that a table stands on."""
    return "\n".join(source(plan, lang, drawn) for lang in facts.LANGS)
