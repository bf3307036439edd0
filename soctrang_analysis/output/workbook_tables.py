"""What the sheets show of the tables: own area, names beside codes, years in a row."""

from __future__ import annotations

import re

import pandas as pd

from soctrang_analysis.output.tables import Tables, near
from soctrang_analysis.output.workbook_overview import words_by_year
from soctrang_analysis.output.workbook_pages import Field
from soctrang_analysis.output.workbook_words import (
    MONEY,
    code_words,
    fields_of,
    head,
    heading,
    names_of,
    sheet_row,
)
from soctrang_analysis.output.workbook_years import years_fields
from soctrang_analysis.reading.bundled import national
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import columns, key_of

ELSEWHERE = ("neighbours",)  # tables of other areas by their meaning
MARK = re.compile(r" \([AB]\)")  # names of the two where nothing else names them
KEY, HIGHER = key_of("targets"), "more_ambitious"
THOUSAND = 1000  # annexes are in thousand đồng: so the sheet can be held beside one
TOTALS = ["lines_vnd", "printed_vnd"]
ITEM = ["line_id", "item_vi", "agency_vi", "status", "source_line"]


def shown_tables(plan: Plan, tables: Tables) -> Tables:
    """The tables with the rows of the plan's own area; other areas in their table."""
    found = near(plan, tables)
    for name, table in found.items():
        if "area" in table and name not in ELSEWHERE and plan.area:
            own = table[table["area"].eq(plan.area)]
            found[name] = own.reset_index(drop=True)
    return found


def kept_columns(key: str) -> list[str]:
    """Columns of a table that its sheet shows.

    Examples
    --------
    >>> kept_columns("progress")[:3], "pace" in kept_columns("progress_checked")
    (['indicator_id', 'year', 'comparator'], True)
    """
    row = sheet_row(key)
    return row["columns"].split() or [r["column"] for r in columns(row["table"])]


def table_fields(key: str, plan: Plan, shown: Tables) -> list[Field]:
    """The columns of a sheet that is a table."""
    name = sheet_row(key)["table"]
    table = shown[name]
    if key == "budget":
        return _budget(table, shown["budget_totals"])
    if key == "targets":
        return _targets(plan, table, shown["comparison"])
    if key == "years":
        return years_fields(plan, shown)
    if key == "progress_checked":
        table = table[table["latest"].notna()]
    fields = fields_of(name, table, kept_columns(key))
    if "indicator_id" not in kept_columns(key):
        return fields
    return [
        fields[0],
        names_of(plan, shown["indicators"], fields[0].cells),
        *fields[1:],
    ]


def _targets(plan: Plan, targets: pd.DataFrame, beside: pd.DataFrame) -> list[Field]:
    """Each target, with the national one of the same year where there is one."""
    fields = fields_of("targets", targets, kept_columns("targets"))
    if beside.empty:
        return fields
    nation = words_by_year(national())
    years = zip(targets["indicator_id"], targets["year"], strict=True)
    more = targets[KEY].merge(beside[[*KEY, HIGHER]], "left", on=KEY, validate="1:1")
    other = Field(heading("national_target"), [nation.get(pair, "") for pair in years])
    words = code_words("comparison", HIGHER)
    told = [MARK.sub("", words[code]) for code in more[HIGHER]]
    higher = Field(heading("more_ambitious"), told)
    return [*fields[:-3], other, higher, *fields[-3:]]


def _budget(budget: pd.DataFrame, totals: pd.DataFrame) -> list[Field]:
    """A row an item, a column a year; below them the totals, added up and printed."""
    if budget.empty:
        return fields_of("budget", budget, kept_columns("budget"))
    items = budget.drop_duplicates("line_id")
    table = budget.pivot(index="line_id", columns="year", values="amount_vnd")
    table = table.loc[items["line_id"]]
    below = totals.set_index("year")[TOTALS].T
    known = {row["column"]: head(row) for row in columns("budget_totals")}
    names = items["item_vi"].str.cat(items["item_en"], sep="\n").str.strip()
    fields = fields_of("budget", items.assign(item_vi=names), ITEM)
    for field in fields:
        field.cells.extend([""] * len(TOTALS))
    fields[1].cells[-len(TOTALS) :] = [known[name] for name in TOTALS]
    every = pd.concat([table, below]).astype("Int64")
    every = every.assign(whole=every.sum(axis=1)) / THOUSAND
    heads = [*map(str, table), heading("whole_period")]
    amounts = (every[column].tolist() for column in every)
    return [
        *fields,
        *(Field(*pair, MONEY) for pair in zip(heads, amounts, strict=True)),
    ]
