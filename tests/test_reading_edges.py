"""Edges of the reading that no plan at hand stands on, each typed by hand."""

import re
from dataclasses import replace

import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.reading.annex import Annex, Row, find_tables
from soctrang_analysis.reading.annex_cells import Printed
from soctrang_analysis.reading.brackets import without_brackets
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.edits import Edit, edits, proves_itself
from soctrang_analysis.reading.lexer import tokens
from soctrang_analysis.reading.sentences import read_clauses
from soctrang_analysis.reading.sums import needed
from soctrang_analysis.reading.word_numbering import show_number
from soctrang_analysis.reading.word_runs import _SYMBOLS, UNKNOWN, _symbol


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


KINDERGARTEN = "tỷ lệ trẻ em 5 tuổi đi học mẫu giáo"


@pytest.mark.parametrize(
    "clause",
    [
        f"Đến năm 2025 và năm 2030, {KINDERGARTEN} lần lượt đạt 98% và 99%",
        f"Vào năm 2025 và 2030 {KINDERGARTEN} đạt lần lượt 98% và 99%",
        f"{KINDERGARTEN} đạt 98% và 99% lần lượt vào năm 2025 và năm 2030",
    ],
)
def test_two_numbers_in_turn_belong_to_two_years_in_turn(make_plan, clause):
    rows = make_plan(f"Chỉ tiêu 16: {clause}").targets
    assert rows[["year", "value"]].to_numpy().tolist() == [[2025, 98.0], [2030, 99.0]]


@pytest.mark.parametrize("turn", ["đạt 98% và 99%", "lần lượt đạt 98%, 98,5% và 99%"])
def test_two_years_before_two_numbers_need_the_word_in_turn(make_plan, turn):
    plan = make_plan(f"Chỉ tiêu 16: Đến năm 2025 và năm 2030, {KINDERGARTEN} {turn}")
    assert plan.targets.empty
    assert "order" in errors(plan)


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


@pytest.mark.parametrize(
    ("cells", "column", "amounts", "proven"),
    [
        ([5, None, 8, 20], "last", (5, 7, 8), True),
        ([5, 7, None, 20], "last", (5, 7, 8), False),  # may have been moved
        ([None, 7, 8, 20], "last", (5, 7, 8), False),
        ([20, 5, None, 8], "first", (5, 7, 8), True),
        ([20, None, 7, 8], "first", (5, 7, 8), False),
        ([None, 7, None, 7], "last", (0, 7, 0), True),
    ],
)  # fmt: skip
def test_a_total_proves_no_amount_at_an_end_of_its_row(cells, column, amounts, proven):
    annex = Annex((2022, 2023, 2024), 1, column, 1)
    row = Row("1", "", "A", "", 1, "", cells)
    edit = Edit(amounts, ("blank_cell",), sum(amounts))
    assert proves_itself(edit, row, annex) is proven
    assert not proves_itself(Edit(amounts, ("blank_cell",)), row, annex)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([5, 5, 7], [(5, 7)]),
        ([5, 7, 7], [(5, 7)]),
        ([5, 7, 5], []),
        ([5, 6, 7], []),
        ([5, 7, 12], [(5, 7)]),  # a total without a heading
        ([5, 5, 10], [(5, 5), (5, 10)]),
        ([5, 7], [(5, 7), (5, 2), (2, 5)]),
    ],
)
def test_a_number_is_dropped_only_beside_its_equal(cells, found):
    row = Row("1", "", "A", "", 1, "", cells)
    readings = [e.amounts for e in edits(row, Annex((2022, 2023), 1, "", 1))]
    assert sorted(readings) == sorted(found)


def test_a_hole_in_a_row_over_a_blank_of_its_parts_is_a_doubt():
    hole = Edit((0, 9), holes=(0,))
    assert needed(hole, (5, 9), []) == ((5, 9), {1: 0})
    assert needed(hole, (5, 7), [1]) == ((5, 9), {1: 2})
    with pytest.raises(ValueError, match=re.compile("^$")):
        needed(hole, (5, 9), [0])


def test_a_cell_that_stands_as_printed_is_no_slip():
    row = Printed("1", "A", ("l2.O00", "", "7", "-"), "", placed=True)
    assert row.slips == ("l2.O00",)


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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Có 12 / 15 xã", "mark"), ("Có 12/ 15 xã", "refuse"),
        ("Có 12 /15 xã", "refuse"), ("Có xã/ 15 ấp", "mark"), ("/ 15 xã", "mark"),
        ("Có 12- 15 xã", "mark"),
    ],
)  # fmt: skip
def test_a_slash_that_touches_a_number_is_refused(text, kind):
    found = without_brackets(tokens(text), 2021)
    assert [t.kind for t in found if t.text in ("/", "-")] == [kind]


@pytest.mark.parametrize("number", ["18,5%", "18.5%"])
def test_other_words_in_brackets_are_a_further_value(make_plan, number):
    plan = make_plan(f"Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt {number} "
                     "(hai mươi phần trăm) vào năm 2025")  # fmt: skip
    assert plan.targets.empty
    assert "a further value in brackets" in errors(plan)


def test_words_around_a_comma_belong_to_both_years():
    [clause] = read_clauses(
        "Năm 2025 có 5% trẻ em được khám, chữa bệnh, đến năm 2030 có 7%",
        range(2021, 2031),
    )
    assert clause.subject == "trẻ em được khám chữa bệnh"
    assert [(p.low, p.years) for p in clause.promises] == [
        (5.0, (2025,)), (7.0, (2030,)),
    ]  # fmt: skip


def test_marks_alone_have_no_place():
    [clause] = read_clauses("¶ ; ...", range(2021, 2031))
    assert clause.span == (0, 0)
    assert "a number to reach" in str(clause.error)


def test_a_note_names_the_line_on_which_its_clause_begins(make_plan):
    plan = make_plan(
        "MỤC TIÊU", "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 77% vào năm 2O25",
        "và 91% vào năm 2030",
    )  # fmt: skip
    found = plan.findings.set_index("finding_id")
    assert found.loc["scanning_slip:indicator 1", "source_line"] == 2


@pytest.mark.parametrize(
    ("lines", "vi"),
    [
        ((), "Kế hoạch Cà Mau"),
        (("KẾ HOẠCH", "Vì trẻ em tỉnh Cà Mau"), "Kế hoạch vì trẻ em tỉnh Cà Mau"),
    ],
)
def test_a_plan_without_a_title_is_called_after_its_area(make_plan, lines, vi):
    plan = make_plan(
        *lines, "Chỉ tiêu 6: Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030",
        area="Cà Mau",
    )  # fmt: skip
    assert plan.source["title_vi"] == vi
    assert plan.source["title_en"] == "Plan of Cà Mau"
    assert plan.title == f"{vi} (Cà Mau)"
    assert replace(plan, area="").title == vi


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Arial", "2265", "≥"), ("Arial", "0020", " "), ("Arial", "001F", UNKNOWN),
        ("Arial", "D7FF", "\ud7ff"), ("Arial", "D800", UNKNOWN),
        ("Arial", "F8FF", UNKNOWN), ("Arial", "F900", "\uf900"),
        ("Arial", "1F600", UNKNOWN),
        ("Symbol", "F0B3", "≥"), ("SYMBOL", "00B3", "≥"), ("Symbol", "F0FF", UNKNOWN),
        ("Wingdings 2", "0041", UNKNOWN), ("Webdings", "0041", UNKNOWN),
        ("Arial", "x", UNKNOWN), ("Arial", "", UNKNOWN),
    ],
)  # fmt: skip
def test_a_sign_put_in_by_its_place_is_the_letter_of_that_place(font, code, sign):
    assert _symbol(font, code) == sign


def test_a_label_nobody_can_read_is_refused_with_what_follows_it(make_plan):
    plan = make_plan(
        "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 77% vào năm 2025",
        "Chỉ tiêu IV: Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030",
        "và 1% vào năm 2028",
    )
    assert plan.targets["indicator_id"].tolist() == ["1"]
    [found] = plan.findings.query("severity == 'error'").to_dict("records")
    assert found["source_line"] == 2
    assert "a strange mark" in found["found"]
    assert "và 1% vào năm 2028" in found["found"]


@pytest.mark.parametrize(
    ("year", "promised"),
    [
        (2020, [(97.0, (2025,))]), (2021, [(97.0, (2025,))]),
        (2022, [(95.0, (2022,)), (97.0, (2025,))]),  # due itself
    ],
)  # fmt: skip
def test_a_start_is_a_promise_from_the_second_year_of_the_plan(year, promised):
    text = f"Tỷ lệ A tăng từ 95% năm {year} lên 97% năm 2025"
    [clause] = read_clauses(text, range(2021, 2031))
    assert [(p.low, p.years) for p in clause.promises] == promised


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("cao hơn mức", ["refuse"]), ("cao hơnmức", ["word", "word"]),
        ("kể từ năm 2025", ["refuse"]), ("kể từ năm2025", ["refuse"]),
        ("kể từnăm 2025", ["word", "word", "year"]),
    ],
)  # fmt: skip
def test_words_run_together_are_no_phrase_but_a_number_may_touch_one(text, kinds):
    assert [t.kind for t in tokens(text)] == kinds
