"""The budget annex in the shapes of many offices: read by place, or by its sums."""

import time

import pytest
import synthetic_annexes

from soctrang_analysis import MendError, ParseError, PlanError, read_plan
from soctrang_analysis.reading.budget import grand_total, read_budget
from soctrang_analysis.reading.document import Line


def lines_of(text):
    return [Line(i, t.replace("|", "\t")) for i, t in enumerate(text.split("\n"), 1)]


def annex(text, unit="ĐVT: đồng"):
    budget, repairs, _, _ = read_budget(lines_of(f"{unit}\n{text}"))
    cells = {}
    for row in budget:
        cells.setdefault(row["line_id"], []).append(row["amount_vnd"])
    return cells, {r["line_id"]: r["defect"] for r in repairs}


def agencies(text):
    budget, _, _, _ = read_budget(lines_of("ĐVT: đồng\n" + text))
    return {row["line_id"]: row["agency_vi"] for row in budget}


HEADS = {
    "total last, over two rows": (
        "STT|Nội dung|Kinh phí|||\n||2022|2023|2024|Tổng cộng",
        "{}|{}|{}|{}|{}|{t}",
    ),
    "total first, Trong đó": (
        "STT|Nội dung|Tổng cộng|Trong đó||\n|||2022|2023|2024",
        "{}|{}|{t}|{}|{}|{}",
    ),
    "its empty cells lost": (
        "STT|Nội dung|Tổng cộng|Trong đó\n2022|2023|2024",
        "{}|{}|{t}|{}|{}|{}",
    ),
    "the total in the row of years": (
        "STT|Nội dung|Kinh phí|Đơn vị\nTổng số|2022|2023|2024",
        "{}|{}|{t}|{}|{}|{}|Sở Y tế",
    ),
    "over three rows": (
        "TT|Nội dung|Kinh phí||||Ghi chú\n||Tổng|Trong đó|||\n"
        "|||Năm 2022|Năm 2023|Năm 2024|\n(1)|(2)|(3)=(4)+(5)+(6)|(4)|(5)|(6)|(7)",
        "{}|{}|{t}|{}|{}|{}|2022",
    ),
    "merged cells of Word": (
        "STT|Nội dung|Tổng cộng|Trong đó|Đơn vị|\n|||2022|2023|2024||",
        "{}|{}|{t}|{}|{}|{}|Sở Y tế|",
    ),
}


@pytest.mark.parametrize("head", HEADS)
def test_an_announced_total_never_takes_the_place_of_a_year(head):
    heading, row = HEADS[head]
    first = row.format("1", "A", "5", "7", "8", t="20")
    second = row.format("2", "B", "-", "0", "3", t="3")
    cells, repairs = annex(f"{heading}\n{first}\n{second}")
    assert cells == {"1": [5, 7, 8], "2": [0, 0, 3]}
    assert repairs == {}
    short = first.replace("|8", "", 1)
    with pytest.raises(PlanError, match="budget annex"):
        annex(f"{heading}\n{short}\n{second}")


def test_a_missing_amount_under_a_total_column_is_put_back_only_by_proof():
    head = "STT|Nội dung|2022|2023|2024|Tổng\n"
    with pytest.raises(MendError, match=r"row 1 .*one mend; .*5 7 8 or 5 8 7 or"):
        annex(head + "1|A|5|7|20\nTổng cộng||5|7|20")
    cells, repairs = annex(head + "1|A|5|7|20\nTổng cộng||5|7|8|20")
    assert (cells, repairs) == ({"1": [5, 7, 8]}, {"1": "missing_number"})


@pytest.mark.parametrize("cell", ["-8", "(8)", "#REF!", "7x", "abc", "?", "1,2,3"])
@pytest.mark.parametrize("place", [2, 3, 4])
@pytest.mark.parametrize("agency", ["|Sở Y tế", "|"])
def test_an_unreadable_cell_is_no_agency_and_shifts_nothing(cell, place, agency):
    row = ["1", "A", "5", "7", "8"]
    row[place] = cell
    with pytest.raises(
        ParseError, match=r"line 3.*an amount; found '.*correct the cell"
    ):
        annex("STT|Nội dung|2022|2023|2024|Đơn vị\n" + "|".join(row) + agency)


def test_a_blank_first_cell_is_told_by_the_sums_or_refused():
    head = "STT|Nội dung|2022|2023|2024|Đơn vị\n1|A||7|8|Sở Y tế\n2|B|1|1|1|Sở Y tế\n"
    assert annex(head + "Tổng cộng||6|8|9|") == (
        {"1": [5, 7, 8], "2": [1, 1, 1]},
        {"1": "blank_cell"},
    )
    with pytest.raises(MendError, match=r"row 1 .*a sum that proves the mend"):
        annex(head)


def test_blank_cells_of_a_clean_table_are_nothing_where_the_sums_say_so():
    cells, repairs = annex(
        "STT|Nội dung|2022|2023|2024\n1|A||3|\n-|A1||1|\n-|A2||2|\n2|B|4||\n"
        "Tổng cộng||4|3|-"
    )
    assert cells == {
        "1": [0, 3, 0], "1.1": [0, 1, 0], "1.2": [0, 2, 0], "2": [4, 0, 0],
    }  # fmt: skip
    assert repairs == dict.fromkeys(["1", "1.1", "1.2", "2"], "blank_cell")


def test_one_bad_part_shifts_no_other_row():
    text = (
        "STT|Nội dung|2022|2023|2024\n1|A|30|40|50\n-|A1|10|20|30\n-|A2|20|20|{}\n"
        "Tổng cộng||30|40|50"
    )
    assert annex(text.format("20"))[1] == {}
    with pytest.raises(MendError, match="row 1 "):
        annex(text.format("21"))


def test_amounts_are_whole_numbers_of_any_size_up_to_int64():
    head = "STT|Nội dung|2022|2023\n"
    cells, _ = annex(head + "1|A|9.007.199.254.740.993|1")
    assert cells == {"1": [9_007_199_254_740_993, 1]}
    assert annex(head + "1|A|9223372036854775806|1")[0]["1"][0] == 2**63 - 2
    with pytest.raises(ParseError, match="at most 9223372036854775807 đồng"):
        annex(head + "1|A|9.223.372.036.854.775.808|1")
    with pytest.raises(ParseError, match="at most 9223372036854775807 đồng in all"):
        annex(head + "1|A|9223372036854775807|1")
    with pytest.raises(ParseError, match="at most 9223372036854775807 đồng"):
        annex(head + "1|A|9.223.372.037|1", "ĐVT: tỷ đồng")


def test_agencies_before_the_amounts_and_notes_behind():
    text = (
        "STT|Nội dung|Đơn vị thực hiện|2022|2023|Ghi chú\n"
        "1|A|Sở Y tế|5|7|Quyết định 23\n2|B||1|1|\n-|C|Địa phương|1|1|x\n"
        "Tổng cộng||6|8"
    )
    assert agencies(text) == {"1": "Sở Y tế", "2": "", "2.1": "Địa phương"}
    assert annex(text)[0] == {"1": [5, 7], "2": [1, 1], "2.1": [1, 1]}


@pytest.mark.parametrize(
    "row", ["5|7|Sở Y tế", "5|7||Sở Y tế", "5|7|||Sở Y tế", "5|7|Sở Y tế||"]
)
def test_empty_cells_too_many_beside_an_agency_are_passed_by(row):
    text = f"STT|Nội dung|2022|2023|Đơn vị\n1|A|{row}"
    assert agencies(text) == {"1": "Sở Y tế"}
    assert annex(text)[0] == {"1": [5, 7]}


@pytest.mark.parametrize("printed", ["78 000", "78.000", "78\u00a0000", "78000"])
def test_thousands_with_points_spaces_or_none(printed, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(
        "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 65% năm 2025\nPHỤ LỤC KINH PHÍ\n"
        f"ĐVT: đồng\nSTT\tNội dung\t2022\t2023\n1\tA\t{printed}\t1\n",
        "utf-8",
    )
    assert read_plan(path, strict=True).budget["amount_vnd"].tolist() == [78_000, 1]


def test_two_amounts_in_one_word_cell_are_no_number():
    with pytest.raises(ParseError, match="an amount"):
        annex("STT|Nội dung|2022|2023\n1|A|100\v200|7")


def test_a_scanning_slip_is_read_and_told(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(
        "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 65% năm 2025\nPHỤ LỤC KINH PHÍ\n"
        "ĐVT: đồng\nSTT\tNội dung\t2022\t2023\n1\tA\tl2.O00\t7\n",
        "utf-8",
    )
    plan = read_plan(path, strict=True)
    assert plan.budget["amount_vnd"].tolist() == [12_000, 7]
    row = plan.findings.set_index("finding_id").loc["scanning_slip:budget line 1"]
    assert (row["source_line"], row["expected"], row["found"]) == (
        5,
        "12.000",
        "“l2.O00”",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ĐVT: đồng\nĐVT: nghìn đồng\nSTT|Nội dung|2022|2023\n1|A|5|7", "one unit"),
        ("Kinh phí\nSTT|Nội dung|2022|2023\n1|A|5|7", "one unit"),
        ("ĐVT: đồng\nSTT|Nội dung (triệu đồng)|2022|2023\n1|A|5|7", "one unit"),
        ("ĐVT: trăm đồng\nSTT|Nội dung|2022|2023\n1|A|5|7", "one unit"),
        ("ĐVT: đồng\nSTT|Nội dung|2022|2023|2024-2025\n1|A|5|7|9", "years and at most"),
        ("ĐVT: đồng\nSTT|Nội dung|2022|Ghi chú|2023\n1|A|5|x|7", "one after the other"),
        (
            "ĐVT: đồng\nSTT|Nội dung|Tổng|2022|2023|Cộng\n1|A|5|2|3|5",
            "at most one total",
        ),
        ("ĐVT: đồng\nSTT|Nội dung|2022|2023\n1|A||\n2|B|1|1", "amounts"),
        ("ĐVT: đồng\nSTT|Nội dung|2022|Đơn vị\n1|A|1|2", "at least two years"),
        ("ĐVT: đồng\nSTT|Nội dung|Kinh phí\n2022\n1|A|1|2", "at least two years"),
        ("ĐVT: đồng\nSTT|Nội dung|2022|2023\n1|A|5|7\n3|B|1|1", "row number 2"),
        ("ĐVT: đồng\nSTT|Nội dung|2022|2023\n1|A|5|7\n1.2|B|5|7", "row number 1"),
        (
            "ĐVT: đồng\nSTT|Nội dung|2022|2023\n1|A|5|7\nx\n"
            "STT|Nội dung|2023|2024\n2|B|5|7",
            "one budget annex",
        ),
    ],
)
def test_an_annex_of_two_minds_is_refused(text, message):
    with pytest.raises(ParseError, match=message):
        read_budget(lines_of(text))


@pytest.mark.parametrize("between", ["", "- 5 -", "Phụ lục (tiếp theo)", "\n6\n"])
def test_the_table_goes_on_in_a_second_one_with_its_heading_again(between):
    head = "STT|Nội dung|Kinh phí||Đơn vị\n||2022|2023|\n"
    cells, _ = annex(
        f"{head}1|A|5|7|Sở Y tế\n-|A1|5|7|Sở Y tế\n{between}\n{head}2|B|1|1|Sở Y tế\n"
        "Tổng cộng||6|8|"
    )
    assert cells == {"1": [5, 7], "1.1": [5, 7], "2": [1, 1]}


def test_the_unit_may_stand_behind_the_table():
    cells, _ = annex("STT|Nội dung|2022|2023\n1|A|5|7\n\nĐVT: nghìn đồng", "Kinh phí")
    assert cells == {"1": [5000, 7000]}


def test_rows_without_a_column_of_labels():
    cells, _ = annex("Nội dung|2022|2023\n1. A|5|7\n- A1|5|7\n2. B|1|1\nTổng cộng|6|8")
    assert cells == {"1": [5, 7], "1.1": [5, 7], "2": [1, 1]}
    assert annex("Nội dung|2022|2023\nTuyên truyền|5|7\nTập huấn|1|1")[0] == {
        "1": [5, 7],
        "2": [1, 1],
    }


def test_labels_of_every_depth_and_headings_without_amounts():
    cells, _ = annex(
        "STT|Nội dung|2022|2023\nI|Bảo vệ|||\n1|A|5|7\n1.1|B|5|7\na)|C|2|3\n+|D|2|3\n"
        "b)|E|3|4\nII|Giáo dục|1|1\nTổng cộng||6|8"
    )
    assert cells == {
        "1": [5, 7], "1.1": [5, 7], "1.1.1": [5, 7], "1.1.1.1": [2, 3],
        "1.1.1.1.1": [2, 3], "1.1.1.2": [3, 4], "2": [1, 1],
    }  # fmt: skip


TOTALS = {
    "là 2.292.000.000 đồng (Hai tỷ).": (2_292_000_000, "hai tỷ"),
    "giai đoạn 2022 - 2030 là 2.292 triệu đồng": (2_292_000_000, ""),
    "khoảng 2,292 tỷ đồng": (2_292_000_000, ""),
    "là 2.292.000 nghìn đồng": (2_292_000_000, ""),
    "là 2 292 000 000 đồng": (2_292_000_000, ""),
    "là 2.29x.000.000 đồng": (None, ""),
    "là 2.292.OOO.000 đồng": (None, ""),
    "là 2.292.00.000 đồng": (None, ""),
}


@pytest.mark.parametrize("text", TOTALS)
def test_the_total_in_the_text_is_read_or_told(text):
    stated = grand_total([Line(3, "Tổng kinh phí thực hiện " + text)])
    assert (stated.amount, stated.words) == TOTALS[text]


def test_one_number_too_many_in_every_row_is_a_column_without_its_heading():
    for row in ("5|5|9", "5|0|5"):
        with pytest.raises(MendError, match="one more in each: a column without head"):
            annex(f"STT|Nội dung|2022|2023\n1|A|{row}\nTổng cộng||{row}")


def test_a_total_in_the_text_proves_no_place():
    text = "STT|Nội dung|2022|2023|2024|Tổng\n1|A||0|0|12"
    with pytest.raises(MendError, match="row 1 "):
        annex(text, "Tổng kinh phí là 12 đồng.\nĐVT: đồng")


def test_numbers_that_may_be_totals_of_the_years_before_are_refused():
    text = "STT|Nội dung|2022|2023|2024\n1|A|5|7|12\n2|B|1|2|3"
    with pytest.raises(MendError, match="one mend"):
        annex(text)
    cells, _ = annex(text, "Tổng kinh phí là 30 đồng.\nĐVT: đồng")
    assert cells == {"1": [5, 7, 12], "2": [1, 2, 3]}


def test_a_row_that_its_own_total_mends_opens_no_other_row_to_doubt():
    # 43 put in as the sum of 40 and 3 could be a total, if row 2 had to be mended.
    head = "STT|Nội dung|2022|2023|2024\n"
    cells, repairs = annex(head + "1|A|5|7|8|20\n2|B|40|3|43")
    assert cells == {"1": [5, 7, 8], "2": [40, 3, 43]}
    assert repairs == {"1": "unmarked_total"}


@pytest.mark.parametrize(
    ("text", "finding_id"),
    [
        ("14 triệu đồng", "totals_differ:grand total in digits"),
        ("0,013 tỷ đồng", "totals_differ:grand total in digits"),
        ("12 triệu đồng", "totals_agree:grand total in digits"),
        ("12.0x0.000 đồng", "total_unread:grand total in digits"),
    ],
)
def test_a_stated_total_that_differs_or_is_garbled_is_a_finding(
    text, finding_id, tmp_path
):
    path = tmp_path / "plan.txt"
    path.write_text(
        "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 65% năm 2025\nIII. KINH PHÍ\n"
        f"Tổng kinh phí là {text}.\nĐVT: nghìn đồng\nSTT\tNội dung\t2022\t2023\n"
        "1\tA\t5.000\t7.000\n",
        "utf-8",
    )
    plan = read_plan(path, strict=True)
    assert plan.budget["amount_vnd"].tolist() == [5_000_000, 7_000_000]
    assert finding_id in plan.findings["finding_id"].tolist()


HOSTILE = {
    "one number too many": ("|5" * 11, 1_990, "", "a sum that proves the mend"),
    "one too few": ("|5" * 9, 1_990, "Tổng cộng|" + "|9950" * 10, "few readings"),
    "two too many": ("|5" * 11 + "|55", 400, "Tổng cộng|" + "|2000" * 9, "add up"),
    "blank": ("|" * 10, 1_990, "Tổng cộng|" + "|9950" * 10, "amounts"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_annex_is_refused_in_time(kind):
    cells, n, total, message = HOSTILE[kind]
    years = "|".join(str(y) for y in range(2021, 2031))
    rows = "\n".join(f"{i}|A{cells}" for i in range(1, n + 1))
    lines = lines_of(f"ĐVT: đồng\nSTT|Nội dung|{years}\n{rows}\n{total}")
    start = time.process_time()
    with pytest.raises(PlanError, match=message) as caught:
        read_budget(lines)
    assert time.process_time() - start < 2
    assert len(str(caught.value)) < 2_000


def test_an_annex_of_two_thousand_good_rows_is_read():
    rows = "\n".join(f"{i}|A" + "|5" * 10 for i in range(1, 1_991))
    years = "|".join(str(y) for y in range(2021, 2031))
    cells, repairs = annex(f"STT|Nội dung|{years}\n{rows}\nTổng cộng|" + "|9950" * 10)
    assert (len(cells), cells["1990"], repairs) == (1_990, [5] * 10, {})


def test_a_first_table_row_of_tabs_alone_is_passed_by():
    cells, _ = annex("||\nPhụ lục kinh phí\nSTT|Nội dung|2022|2023\n1|A|5|7")
    assert cells == {"1": [5, 7]}


def test_breaks_inside_cells_of_word_are_spaces_in_words():
    text = "STT|Nội\vdung|Năm\v2022|2023|Đơn vị\n1|Tập\vhuấn|5|7|Sở\vY tế"
    budget, _, _, _ = read_budget(lines_of("ĐVT: đồng\n" + text))
    assert {(r["item_vi"], r["agency_vi"]) for r in budget} == {("Tập huấn", "Sở Y tế")}


def test_made_up_annexes_are_right_mended_or_refused_never_wrong():
    counts, wrong = synthetic_annexes.run(range(200))
    assert wrong == []
    assert counts["whole", "right"] == 200
    outcomes = {outcome for _, outcome in counts}
    assert outcomes <= {"right", "mended", "refused", "valid other annex"}
    assert sum(n for (_, outcome), n in counts.items() if outcome == "mended") > 40
