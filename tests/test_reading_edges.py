"""Edges of the reading that no plan at hand stands on, each typed by hand."""

import re

import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.reading.annex import find_tables
from soctrang_analysis.reading.annex_cells import Printed
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.edits import Edit
from soctrang_analysis.reading.sums import needed
from soctrang_analysis.reading.word_numbering import show_number
from soctrang_analysis.reading.word_runs import _SYMBOLS


def errors(plan):
    table = plan.findings.query("severity == 'error'")
    return " ".join(table["found"] + table["expected"])


@pytest.mark.parametrize("share", ["120%", "100,5%", "gấp đôi"])
def test_a_fall_of_more_than_all_is_refused(make_plan, share):
    plan = make_plan(f"Chỉ tiêu 9: Giảm {share} số trẻ em bị xâm hại vào năm 2030")
    assert plan.targets.empty
    assert "a fall of less than all" in errors(plan)


@pytest.mark.parametrize(("share", "value"), [("99%", -99.0), ("100%", -100.0)])
def test_a_fall_of_all_or_less_is_read(make_plan, share, value):
    plan = make_plan(f"Chỉ tiêu 9: Giảm {share} số trẻ em bị xâm hại vào năm 2030")
    assert plan.targets["value"].tolist() == [value]


def counted(numerator, denominator):
    row = {"indicator_id": "1", "area": "X", "period": "2024", "value": "70,5",
           "unit": "percent", "numerator": numerator,
           "denominator": denominator}  # fmt: skip
    table = sta.read_observations(pd.DataFrame([row]))
    return table[["value", "numerator", "denominator"]].iloc[0].astype(float).tolist()


def test_numerator_and_denominator_are_numbers_as_vietnamese_writes_them():
    assert counted("1250", "1.773,5") == [70.5, 1250.0, 1773.5]
    assert counted("1.250.000", "1250,5") == [70.5, 1_250_000.0, 1250.5]


def test_a_numerator_that_may_be_thousands_or_a_decimal_is_refused():
    with pytest.raises(sta.ParseError, match=r"column numerator.*one clear number"):
        counted("1.250", "1.773,5")


@pytest.mark.parametrize(
    ("added", "blanks", "found"),
    [
        ((5, 9), [], ((5, 9), {0: 0, 1: 0})),
        ((5, 7), [], None),  # 2 is missing and nothing is blank
        ((5, 10), [], None),
        ((5, 10), [1], None),  # a blank is never below nothing
        ((5, 7), [1], ((5, 9), {0: 0, 1: 2})),
        ((5, 7), [0], None),
        ((5, 9), [1, 1], ((5, 9), {0: 0, 1: 0})),
    ],
)
def test_a_sum_needs_its_parts_and_at_most_one_blank(added, blanks, found):
    assert needed(Edit((5, 9)), added, blanks) == found


def test_two_blanks_that_must_hold_something_are_a_doubt():
    with pytest.raises(ValueError, match=re.compile("^$")):
        needed(Edit((5, 9)), (5, 7), [1, 1])


def test_an_assumed_year_stands_in_its_finding():
    names = sta.soc_trang().findings["finding_id"]
    assert names[names.str.startswith("assumed:")].tolist() == [
        "assumed:indicator 12", "assumed:indicator 6 2030",
        "assumed:indicator 8a 2030", "assumed:indicator 9 2030",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (1, "upperLetter", "A"), (25, "upperLetter", "Y"), (26, "upperLetter", "Z"),
        (27, "upperLetter", "AA"), (52, "lowerLetter", "zz"),
        (53, "lowerLetter", "aaa"), (0, "upperLetter", "0"),
        (1, "lowerRoman", "i"), (9, "upperRoman", "IX"), (14, "upperRoman", "XIV"),
        (40, "lowerRoman", "xl"), (49, "upperRoman", "XLIX"), (0, "upperRoman", "0"),
        (7, "decimalZero", "07"), (12, "decimal", "12"), (5, "numberInDash", "- 5 -"),
        (5, "hebrew1", None),
    ],
)  # fmt: skip
def test_a_list_counts_as_word_shows_it(value, kind, shown):
    assert show_number(value, kind) == shown


def test_signs_of_the_font_symbol_stand_at_their_places():
    # The places of the font: 0xA3 less or equal, 0xB1 plus minus, 0xB3 greater or
    # equal, 0xB4 times, 0xB7 bullet, 0xB9 not equal, 0xBB almost equal.
    assert {code: sign for code, sign in _SYMBOLS.items() if code > 127} == {
        163: "≤", 167: "-", 177: "±", 179: "≥", 180: "×", 183: "•", 185: "≠", 187: "≈",
    }  # fmt: skip
    assert {_SYMBOLS[code] for code in range(48, 58)} == set("0123456789")
    assert [_SYMBOLS[code] for code in (45, 37, 44, 46, 47)] == [
        "-",
        "%",
        ",",
        ".",
        "/",
    ]


def test_two_tables_of_a_document_stay_two():
    texts = ["a\tb", "", "c\td", "words between", "e\tf", "- 5 -", "g\th", "end"]
    lines = [Line(i, text) for i, text in enumerate(texts, 1)]
    assert find_tables(lines) == [(0, 3), (4, 7)]
    assert find_tables(lines[3:4]) == []


@pytest.mark.parametrize(
    ("label", "item", "is_sum"),
    [
        ("Tổng cộng", "", True), ("", "Tổng cộng", True), ("1", "Tổng cộng", False),
        ("", "Tập huấn", False), ("1", "Tập huấn", False),
    ],
)  # fmt: skip
def test_the_row_of_totals_says_so_where_it_has_no_number(label, item, is_sum):
    assert Printed(label, item, ("5",), "", placed=True).is_sum is is_sum
