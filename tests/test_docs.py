"""Pages of docs/ that are made from the facts."""

import re

import pytest
from make_docs import PAGE, made

from soctrang_analysis import facts
from soctrang_analysis.reading.text import fold


@pytest.mark.golden
def test_the_tables_of_the_reading_page_are_those_of_the_facts():
    text = PAGE.read_text("utf-8")
    assert made(text) == text


@pytest.mark.parametrize(
    "row", facts.rows("words/patterns"), ids=lambda r: r["pattern"]
)
def test_each_pattern_finds_its_example_and_says_what_it_is_for(row):
    found = re.compile(row["regex"])
    assert found.search(row["example"]) or found.search(fold(row["example"]))
    assert row["explained_vi"]
    assert row["explained_en"]
