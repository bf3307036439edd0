"""What a table's columns and codes are called on a sheet: Vietnamese, with English."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import label, said
from soctrang_analysis.output.workbook_pages import PLAIN, WHOLE, Field, safe
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import allowed, columns, word_tables

MONEY, DECIMAL, CHANCE = "#,##0", "0.0##", "0%"
COLOURED = ("signal", "severity")
LISTS = {"hangs_on": "words/choices"}  # columns of several codes in one cell
NAMES = ("_no", "line", "year", "_due", "_from", "_to")  # whole numbers that name


def in_both(table: str, key: str) -> str:
    """A fact in both languages, once where both say the same.

    Examples
    --------
    >>> in_both("words/signals", "watch"), in_both("words/units", "percent")
    ('Cần theo dõi / Watch', '%')
    """
    texts = [said(table, key, lang) for lang in facts.LANGS]
    return " / ".join(dict.fromkeys(texts))


@cache
def code_words(table: str, column: str) -> dict[str, str]:
    """Each code a column of a table may hold, with its words.

    Examples
    --------
    >>> code_words("agencies", "role")["lead"], code_words("used", "unit")["percent"]
    ('chủ trì / leads', '%')
    """
    row = next(r for r in columns(table) if r["column"] == column)
    codes = allowed(row)
    if "comparator" in column:
        symbols = facts.column("words/comparators", "symbol")
        return {code: symbols[code] for code in codes}
    if words := word_tables(table).get(column):
        return {code: in_both(words, code) for code in codes}
    return {code: _said(column, code) for code in codes}


@cache
def _codes() -> dict[tuple[str, str], str]:
    """Words of the codes of single columns."""
    rows = facts.rows("words/codes")
    return {(r["column"], r["code"]): f"{r['vi']} / {r['en']}" for r in rows}


def _said(column: str, code: str) -> str:
    return _codes()[column, code]


def head(row: facts.Row) -> str:
    r"""Header of a column: Vietnamese, English below; the short one if there is one.

    Examples
    --------
    >>> head({"column": "basis", "description_vi": "", "description_en": ""})
    'Loại mức\nKind'
    """
    short = _short_heads().get(row["column"])
    return short or f"{row['description_vi']}\n{row['description_en']}"


@cache
def _short_heads() -> dict[str, str]:
    """Headers that leave room for the cells below them."""
    rows = facts.rows("words/short_heads")
    return {row["column"]: f"{row['vi']}\n{row['en']}" for row in rows}


def heading(key: str, **given: object) -> str:
    """A label as a header: Vietnamese, English below."""
    return label(key, **given).replace(" / ", "\n")


def names_of(plan: Plan, known: pd.DataFrame, ids: list[str]) -> Field:
    """The short name of each indicator; the plan's words for its own."""
    own = known.set_index("indicator_id")[["name_vi", "name_en"]].T.to_dict("list")
    names = {}
    for name in set(ids):
        row = plan.framework.indicators.get(name)
        texts = [row["short_vi"], row["short_en"]] if row else own[name]
        names[name] = " / ".join(dict.fromkeys(filter(None, texts)))
    return Field(heading("over_name"), [names[name] for name in ids])


def fields_of(name: str, table: pd.DataFrame, kept: list[str]) -> list[Field]:
    """Columns of a table as they stand on its sheet."""
    known = {row["column"]: row for row in columns(name)}
    return [_field(name, known[column], table[column].tolist()) for column in kept]


def _field(name: str, row: facts.Row, values: list[Any]) -> Field:
    """One column: header, words for codes, format."""
    column = row["column"]
    roles = [str(v) for v in values] if column in COLOURED else None
    cells = [shown(name, column, value) for value in values]
    return Field(head(row), cells, form(column, row["dtype"]), roles)


def shown(name: str, column: str, value: Any) -> Any:
    """One value as the workbook says it."""
    value = safe(value)
    if isinstance(value, bool):
        return label("yes" if value else "no")
    if not isinstance(value, str):
        return value
    if column in LISTS:
        return "; ".join(in_both(LISTS[column], code) for code in value.split())
    if name == "budget_repairs":
        value = re.sub(r"\btotal\b", said("words/labels", "total", "vi"), value)
    if name == "findings" and column == "subject":
        return subject_words(value)
    return code_words(name, column).get(value, value)


def subject_words(subject: str) -> str:
    """What a finding is about: its kind in both languages, and which one.

    Examples
    --------
    >>> subject_words("budget line 3.1"), subject_words("budget")
    ('dòng kinh phí / budget line: 3.1', 'kinh phí / budget')
    """
    words = facts.column("words/subjects", "vi")
    kinds = [kind for kind in words if f"{subject} ".startswith(f"{kind} ")]
    if not kinds:
        return subject
    kind = max(kinds, key=len)
    rest = subject[len(kind) :].strip()
    return f"{words[kind]} / {kind}" + (f": {rest}" if rest else "")


def form(column: str, dtype: str) -> str:
    """Number format of a column.

    Examples
    --------
    >>> form("amount_vnd", "int"), form("latest_year", "float"), form("chance", "float")
    ('#,##0', '0', '0%')
    >>> form("even_chance", "float")
    '0.0##'
    """
    if dtype in ("str", "bool", "boolean"):
        return PLAIN
    if column.endswith("_vnd") or column == "children":
        return MONEY
    if column.endswith(NAMES) and not column.endswith("per_year"):
        return WHOLE
    if column.endswith("chance") and column != "even_chance":  # that one is a value
        return CHANCE
    return DECIMAL if dtype == "float" else MONEY


def sheet_row(key: str) -> facts.Row:
    """The facts of a sheet by its key: a table, or another part of the workbook.

    Examples
    --------
    >>> sheet_row("targets")["sheet"], sheet_row("overview")["sheet"]
    ('Mức cam kết', 'Tổng quan')
    """
    parts = {row["part"] for row in facts.rows("words/sheet_parts")}
    return facts.row("words/sheet_parts" if key in parts else "words/sheets", key)


def sheet_name(key: str) -> str:
    """Name of the sheet of a table or part."""
    return sheet_row(key)["sheet"]


def sheet_title(key: str, **given: object) -> str:
    """Title of a sheet in both languages."""
    row = sheet_row(key)
    return " / ".join(row[f"title_{lang}"].format(**given) for lang in facts.LANGS)


def order_of_sheets() -> list[str]:
    """Keys of all sheets in the order of the workbook."""
    rows = [(int(r["place"]), r["part"]) for r in facts.rows("words/sheet_parts")]
    tables = [row for row in facts.rows("words/sheets") if row["sheet"]]
    rows += [(int(r["place"]), r["table"]) for r in tables]
    return [key for _, key in sorted(rows)]
