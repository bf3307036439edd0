"""Plans of provinces nobody here has seen: made up, with their readings typed."""

from pathlib import Path

import docx
import pytest
from test_clauses import shown

from soctrang_analysis import MendError, ParseError, read_plan
from soctrang_analysis.facts import framework
from soctrang_analysis.reading.budget import read_budget
from soctrang_analysis.reading.document import Line, read_lines
from soctrang_analysis.reading.targets import read_targets


def targets_of(lines):
    """Rows and errors of a document's targets."""
    reading = read_targets(lines, framework())
    return reading.rows, reading.errors


PLAN = Path(__file__).with_name("data") / "made-up-plan.txt"
READ = [
    "1 2025 >= 65%", "1 2030 >= 75%", "2 2025 >= 90%", "2 2030 >= 95%",
    "3a 2025 <= 9.5‰", "3a 2030 <= 9‰", "3c 2025 <= 18.5‰", "4c 2025 < 6%",
    "4d 2025 < 11%", "8a 2030 < 5.5%", "8b 2030 >= 95%", "9 - between -10..-5%/yr",
    "13 2030 <= 0n", "25a 2025 >= 40%",
]  # fmt: skip


def test_a_plan_in_other_words_reads_as_typed():
    rows, errors = targets_of(read_lines(PLAN)[0])
    assert [shown(r) for r in rows] == READ
    assert [(e.line, e.found.split(" (")[0].split(" in ")[0]) for e in errors] == [
        (23, "a rough number"),
        (26, "no number"),
    ]


def test_unread_clauses_are_findings_and_strict_raises():
    plan = read_plan(PLAN)
    errors = plan.findings.query("severity == 'error'")
    assert errors["source_line"].tolist() == [23, 26]
    assert len(plan.targets) == len(READ)
    assert (plan.findings["finding_id"] == "no_annex:document").any()
    with pytest.raises(ParseError, match=r"target 10 \(line 23\).*a rough number"):
        read_plan(PLAN, strict=True)


def test_the_line_of_a_broken_clause_is_where_its_number_stands():
    rows, _ = targets_of(read_lines(PLAN)[0])
    assert [r["source_line"] for r in rows[:4]] == [9, 10, 12, 13]


HEADS = [
    (["TT", "Chỉ tiêu", "ĐVT", "Năm 2025", "Năm 2030"], 0),
    (["Số TT", "Nội dung chỉ tiêu", "Đơn vị tính", "Đến năm 2025", "Đến năm 2030"], 0),
]
ROWS = [
    ["1", "Tỷ lệ xã, phường phù hợp với trẻ em", "%", "65", "75"],
    ["3", "Tỷ suất tử vong trẻ em dưới 1 tuổi", "‰", "≤ 12,5", "≤ 10"],
    ["5", "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ", "%", "> 95", "≥ 98"],
    ["14", "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh", "%", "97%", "98%"],
    ["19", "Tỷ lệ trường học có dịch vụ hỗ trợ tâm lý", "%", "-", "95"],
]
TABLE_READ = [
    "1 2025 >= 65%", "1 2030 >= 75%", "3b 2025 <= 12.5‰", "3b 2030 <= 10‰",
    "5a 2025 > 95%", "5a 2030 >= 98%", "14 2025 >= 97%", "14 2030 >= 98%",
    "19 2030 >= 95%",
]  # fmt: skip


def word(tables, path):
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH vì trẻ em")
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(rows, table.rows, strict=True):
            for text, cell in zip(cells, row.cells, strict=True):
                cell.text = text
        document.add_paragraph("")
    document.save(path)


@pytest.mark.parametrize("head", [h for h, _ in HEADS])
def test_targets_in_a_word_table(head, tmp_path):
    path = tmp_path / "plan.docx"
    word([[head, *ROWS]], path)
    rows, errors = targets_of(read_lines(path)[0])
    assert not errors
    assert [shown(r) for r in rows] == TABLE_READ


def annex(text):
    lines = [Line(i, t.replace("|", "\t")) for i, t in enumerate(text.split("\n"), 1)]
    budget, repairs, _, _ = read_budget(lines)
    cells = {}
    for row in budget:
        cells.setdefault(row["line_id"], []).append(row["amount_vnd"])
    return cells, {r["line_id"]: r["defect"] for r in repairs}


MILLION = 1_000_000


def test_other_years_and_another_unit():
    cells, repairs = annex(
        "Kinh phí (ĐVT: triệu đồng)\nSTT|Nội dung|2021|2022|2023\n"
        "1|Truyền thông|10|20|30,5\n2|Tập huấn|5|5|5\nTổng cộng||15|25|35,5"
    )
    assert cells == {
        "1": [10 * MILLION, 20 * MILLION, 30_500_000],
        "2": [5 * MILLION] * 3,
    }
    assert repairs == {}


def test_a_total_column_roman_numerals_and_parts_of_parts():
    cells, repairs = annex(
        "Kinh phí (ĐVT: đồng)\nTT|Nội dung|Tổng số|2026|2027\n"
        "I|Bảo vệ|90|40|50\n1|Tư vấn|60|30|30\n1.1|Đường dây|60|30|30\n"
        "2|Tập huấn|30|10|20\nII|Giáo dục|9|4|5\n|Tổng cộng|99|44|55"
    )
    assert cells == {
        "1": [40, 50], "1.1": [30, 30], "1.1.1": [30, 30], "1.2": [10, 20], "2": [4, 5],
    }  # fmt: skip
    assert repairs == {}


def test_a_dash_is_nothing_and_a_zero_is_zero():
    cells, _ = annex(
        "Kinh phí (ĐVT: đồng)\nSTT|Nội dung|2022|2023|2024\n"
        "1|A|-|0|3|\n2|B|5|-|-|\nTổng cộng||5|0|3"
    )
    assert cells == {"1": [0, 0, 3], "2": [5, 0, 0]}


def test_a_blank_cell_is_filled_by_the_sums_and_told():
    cells, repairs = annex(
        "Kinh phí (ĐVT: đồng)\nSTT|Nội dung|2022|2023|2024\n"
        "1|A|4||3\n2|B|5|6|2\nTổng cộng||9|13|5"
    )
    assert cells["1"] == [4, 7, 3]
    assert repairs == {"1": "blank_cell"}


def test_an_annex_without_a_total_row_is_kept_as_printed():
    cells, repairs = annex("ĐVT: đồng\nSTT|Nội dung|2022|2023\n1|A|5|7")
    assert (cells, repairs) == ({"1": [5, 7]}, {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("STT|Nội dung|2022|2024\n1|A|5|7", "years one after the other"),
        ("STT|Nội dung|2022|2023\n1|A|5|7x|9", "an amount"),
        ("STT|Nội dung|2022|2023\n2|A|5|7", "row number 1"),
        ("STT|Nội dung|2022|2023\n1|A|0,5|7", "whole đồng"),
        ("STT|Nội dung|2022|2023\n1||5|7", "a row with its words"),
        ("STT|Nội dung|2022|2023\n?|A|5|7", "a label such as"),
        ("STT|Nội dung|2022|2023", "rows below the heading"),
    ],
)
def test_an_annex_that_cannot_be_read_says_where(text, message):
    with pytest.raises(ParseError, match=rf"budget annex \(line \d\).*{message}"):
        annex("Kinh phí, ĐVT: đồng\n" + text)


def test_rows_that_do_not_add_up_are_refused():
    with pytest.raises(MendError, match=r"row total .*that add up with the rows"):
        annex(
            "ĐVT: đồng\nSTT|Nội dung|2022|2023|2024|2025\n"
            "1|A|5|7|7|9\n2|B|1|1|1|1\nTổng cộng||6|9|8|10"
        )
