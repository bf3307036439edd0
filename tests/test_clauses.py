"""Clauses in the manner of public plans, each with its reading typed by hand."""

import re
from pathlib import Path

import pytest

from soctrang_analysis.facts import framework, rows
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.lexer import tokens
from soctrang_analysis.reading.targets import read_targets
from soctrang_analysis.reading.text import normalise

TABLE = Path(__file__).with_name("clauses.tsv").read_text("utf-8").splitlines()
CLAUSES = [line.split("\t") for line in TABLE if not line.startswith("#")]
UNITS = {
    "percent": "%",
    "percent_change": "%chg",
    "per_1000_live_births": "‰",
    "per_100000_children": "/100k",
    "count": "n",
}


def shown(row):
    """A row in the short form of clauses.tsv."""
    unit = "%/yr" if row["basis"] == "change_per_year" else UNITS[row["unit"]]
    high = "" if row["value_high"] is None else f"..{row['value_high']:g}"
    flags = " h" * row["hold"] + " a" * row["assumed"]
    year = row["year"] or "-"
    value = f"{row['value']:g}{high}{unit}"
    return f"{row['indicator_id']} {year} {row['comparator']} {value}{flags}"


def read(number, clause):
    lines = [Line(1, normalise(f"- Chỉ tiêu {number}: {clause}"))]
    return read_targets(lines, framework())


def test_there_are_at_least_150_clauses():
    assert len({clause for _, clause, _ in CLAUSES}) >= 150


@pytest.mark.parametrize(("number", "clause", "expected"), CLAUSES)
def test_clause_reads_as_typed_or_is_refused(number, clause, expected):
    reading = read(number, clause)
    rows, errors = reading.rows, reading.errors
    if expected.startswith("!"):
        assert not rows
        assert re.search(re.escape(expected[1:]), str(errors[0]))
    else:
        assert not errors
        assert " | ".join(shown(r) for r in rows) == expected


@pytest.mark.parametrize("row", rows("words/phrases"), ids=lambda r: r["phrase"])
def test_the_example_of_each_phrase_is_read_by_its_rule(row):
    found = {(t.kind, t.meaning) for t in tokens(row["example"])}
    assert (row["kind"], row["meaning"]) in found


def test_every_kind_of_phrase_is_explained_in_both_languages():
    kinds = {row["kind"] for row in rows("words/phrases")}
    explained = {r["kind"]: r for r in rows("words/phrase_kinds")}
    assert kinds == set(explained)
    assert all(r["explained_vi"] and r["explained_en"] for r in explained.values())


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("(so với năm 2019)", 2019),
        ("(so năm 2021)", 2021),
        ("(năm gốc 2019)", 2019),
        ("(so với năm 2019: 120 em)", 2019),
        ("(so với kết quả thực hiện năm 2019)", 2019),
        (", lấy năm 2019 làm năm gốc", 2019),
    ],
)
def test_the_year_a_change_is_counted_from_is_read_in_brackets_too(words, year):
    row = read(9, f"Giảm 10% số trẻ em bị xâm hại vào năm 2025 {words}.").rows[0]
    assert (row["reference_year"], row["assumed"]) == (year, False)
