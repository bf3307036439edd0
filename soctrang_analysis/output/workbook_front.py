"""Cover, contents and notes of the workbook, and the source line of each sheet."""

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
    FIRST,
    Field,
    Page,
    font,
    write_cell,
)
from soctrang_analysis.output.workbook_words import (
    MONEY,
    heading,
    order_of_sheets,
    sheet_name,
    sheet_row,
    sheet_title,
)
from soctrang_analysis.reading.plan import Plan

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

COVER = 130  # characters across the cover

def write_cover(book: Workbook, plan: Plan, tables: Tables, as_of: float) -> None:
    """What the workbook is of: plan, area, document, dates, contact, licence."""
    from openpyxl.styles import Alignment

    sheet = book.active
    sheet.title = sheet_name("cover")
    titles = [plan.source[f"title_{lang}"] for lang in facts.LANGS]
    texts = [
        label("of_area", area=plan.area or label("unknown_area")),
        label("document", file=plan.source["file"]),
        label("as_of", year=f"{as_of:g}"),
        last_year(tables["observations"]),
        *_signals(plan, tables),
        label("contact"),
        label("licence"),
        label("see_contents", sheet=sheet_name("contents")),
    ]
    for row, text in enumerate([*titles, *texts], start=1):
        write_cell(sheet, row, 1, text)
        size = 16 if row <= len(titles) else 12
        sheet.cell(row, 1).font = font(bold=row <= len(titles), size=size)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
        height = LINE * lines(text, COVER * 11 // size) * size / 11 + 3 * PAD
        sheet.row_dimensions[row].height = height
    link(sheet, len(titles) + len(texts), sheet_name("contents"))
    sheet.column_dimensions["A"].width = COVER


def _signals(plan: Plan, tables: Tables) -> list[str]:
    """How many indicators have which signal, in the words of the overview."""
    board = tables["progress"]
    own = board[board["area"].eq(plan.area) & board["deciding"]]
    found = own.drop_duplicates("indicator_id")["signal"].value_counts().to_dict()
    if not found:
        return []
    told = {
        lang: "; ".join(
            f"{said('words/signals', code, lang)}: {found.get(code, 0)}"
            for code in facts.column("words/signals", "vi")
        )
        for lang in facts.LANGS
    }
    texts = [said("words/labels", "cover_signals", la, told=told[la]) for la in told]
    return [" / ".join(texts)]


def link(sheet: Worksheet, row: int, name: str) -> None:
    """Make the first cell of a row lead to a sheet."""
    cell = sheet.cell(row, 1)
    cell.hyperlink = f"#'{name}'!A1"
    cell.font = font(color="0563C1", underline="single")


def contents_fields(plan: Plan, tables: Tables, pages: list[Page]) -> list[Field]:
    """Every sheet with its title and rows; below them the tables that are files only."""
    counts = {page.key: len(page.fields[0].cells) for page in pages}
    rows = []
    for key in order_of_sheets():
        row = sheet_row(key)
        title = sheet_title(key, count=len(tables["indicators"]))
        if "area" in tables.get(row["table"], ()) and not plan.area:
            title = f"{title}: {label('no_area')}"
        rows.append([row["sheet"], title, counts.get(key, "")])
    for row in facts.rows("words/sheets"):
        if not row["sheet"]:
            rows.append([label("file_only"), sheet_title(row["table"]), ""])
    heads = ("sheet", "title", "rows")
    pairs = zip(heads, zip(*rows, strict=True), strict=True)
    return [Field(heading(f"head_{name}"), list(found), MONEY) for name, found in pairs]


def link_contents(sheet: Worksheet) -> None:
    """Each name in the contents leads to its sheet."""
    for row in range(FIRST, FIRST + len(order_of_sheets())):
        link(sheet, row, sheet.cell(row, 1).value)


def notes_fields(as_of: float) -> list[Field]:
    """Notes on words and methods, and what each degree of confidence means."""
    given = {"year": f"{as_of:g}", "cell": CHOICE}
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
    return " / ".join(texts)


PLACES = ["source_line"]


def in_both_languages(plan: Plan, drawn: pd.DataFrame) -> str:
    """Plan, lines and years of values that a table stands on."""
    return " / ".join(source(plan, lang, drawn) for lang in facts.LANGS)
