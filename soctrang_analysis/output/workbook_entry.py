"""The sheet for one person's own values, which ``read_observations`` reads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import label, said
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_pages import (
    Field,
    font,
    letter,
    write_cell,
    write_fields,
)
from soctrang_analysis.output.workbook_words import (
    head,
    heading,
    sheet_name,
    sheet_title,
)
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import columns

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEAD, FIRST = 4, 5  # below a title and two lines of help
FILLED = ("period", "value", "numerator", "denominator", "source_title")
ORDER = ("indicator_id", "name", "unit", "area", *FILLED)
BROAD = {
    "area": 16,
    "value": 14,
    "numerator": 14,
    "denominator": 14,
    "source_title": 40,
}
LIMIT = 1e12


def write_entry(book: Workbook, plan: Plan, tables: Tables) -> None:
    """One row an indicator: what is known is filled in, the rest is to be filled."""
    sheet = book.create_sheet(sheet_name("entry"))
    texts = [sheet_title("entry")]
    texts += [said("words/labels", "entry_help", lang) for lang in facts.LANGS]
    for row, text in enumerate(texts, start=1):
        write_cell(sheet, row, 1, text)
        sheet.cell(row, 1).font = font(bold=row == 1, size=13 if row == 1 else 10)
    write_fields(sheet, _fields(plan, tables["indicators"]), HEAD)
    for name, width in BROAD.items():
        sheet.column_dimensions[letter(ORDER.index(name) + 1)].width = width
    sheet.freeze_panes = f"A{FIRST}"
    _set_rules(sheet, tables)
    _mark(book, sheet)
    sheet.print_title_rows = f"{HEAD}:{HEAD}"


def _fields(plan: Plan, known: pd.DataFrame) -> list[Field]:
    """Indicator, name, unit and area of each row; the rest is left to be filled."""
    heads = {row["column"]: head(row) for row in columns("observations")}
    names = known["name_vi"].str.cat(known["name_en"], sep=" / ").tolist()
    units = [said("words/units", unit, "vi") for unit in known["unit"]]
    count = len(known)
    return [
        Field(heads["indicator_id"], known["indicator_id"].tolist()),
        Field(heading("entry_name"), names),
        Field(heads["unit"], units),
        Field(heads["area"], [plan.area] * count),
        *(Field(heads[n], [None] * count, roles=["entry"] * count) for n in FILLED),
    ]


def _set_rules(sheet: Worksheet, tables: Tables) -> None:
    """What a cell takes: a percent within its bounds, other numbers not negative."""
    from openpyxl.worksheet.datavalidation import DataValidation

    tops = facts.column("words/units", "top")
    rates = facts.column("words/units", "rate")
    place = letter(ORDER.index("value") + 1)
    for i, unit in enumerate(tables["indicators"]["unit"], start=FIRST):
        top = tops[unit] if tops[unit] and not rates[unit] else ""
        text = label("entry_number", low=0, high=top) if top else ""
        rule = DataValidation(
            "decimal", operator="between", formula1="0", formula2=top or str(LIMIT),
            error=text or label("entry_positive"), allow_blank=True,
        )  # fmt: skip
        if unit != "percent_change":
            rule.add(f"{place}{i}")
            sheet.add_data_validation(rule)
    last = FIRST + len(tables["indicators"]) - 1
    first, end = (letter(ORDER.index(n) + 1) for n in ("numerator", "denominator"))
    rule = DataValidation(
        "decimal", operator="greaterThanOrEqual", formula1="0",
        error=label("entry_positive"), allow_blank=True,
    )  # fmt: skip
    rule.add(f"{first}{FIRST}:{end}{max(last, FIRST)}")
    sheet.add_data_validation(rule)


def _mark(book: Workbook, sheet: Worksheet) -> None:
    """A defined name by which the reader knows the sheet, also when it is renamed."""
    from openpyxl.workbook.defined_name import DefinedName

    name = said("words/labels", "entry_mark", "vi")
    place = f"'{sheet.title}'!$A${HEAD}"
    book.defined_names[name] = DefinedName(name, attr_text=place)
