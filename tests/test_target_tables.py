"""Tables of targets as printed: merged cells, headings of several rows, lost values."""

import pytest

from soctrang_analysis.facts import framework
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.targets import read_targets
from soctrang_analysis.reading.word import ABOVE, BESIDE

K = "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh"
H = "Tỷ lệ trẻ em hoàn thành cấp tiểu học"
OPENING = [
    "2. Mục tiêu cụ thể",
    "- Chỉ tiêu 12: 100% trẻ em gặp thiên tai được hỗ trợ kịp thời.",
]
READ, REFUSED = "14 2025 98 | 14 2030 99", "refused"
MERGED = "Chỉ tiêu | ĐVT | Thực hiện năm 2020 | Mục tiêu | <"
ROW = "K | % | 95 | 98 | 99"

# "<" is a cell merged into the one beside it, "^" into the one above.
TABLES = {
    "a heading of two rows": ([MERGED, "^ | ^ | ^ | Năm 2025 | Năm 2030", ROW], READ),
    "with a year in its first row": (
        ["Chỉ tiêu | ĐVT | Năm 2020 | Mục tiêu | <", "^ | ^ | ^ | 2025 | 2030", ROW],
        READ,
    ),
    "with a period over the years": (
        ["Chỉ tiêu | ĐVT | Giai đoạn 2021 - 2030 | <", "^ | ^ | 2025 | 2030",
         "K | % | 98 | 99"],
        READ,
    ),
    "with cells that are blank, not merged": (
        ["Chỉ tiêu | ĐVT | Năm 2020 | Mục tiêu | ", " | | | Năm 2025 | Năm 2030", ROW],
        READ,
    ),
    "with a year in each row, none in the heading": (
        ["Chỉ tiêu | Năm | Giá trị (%)", "K | 2025 | 98", "H | 2030 | 99"],
        REFUSED,
    ),
    "with two columns under one year": (
        ["Chỉ tiêu | Năm 2025 | <", "^ | Kế hoạch | Phấn đấu", "K | 98% | 99%"],
        REFUSED,
    ),
    "the years reached before are none to reach": (
        ["Chỉ tiêu | Thực hiện | < | Kế hoạch | <", "^ | 2021 | 2022 | 2025 | 2030",
         "K | 95% | 96% | 98% | 99%"],
        READ,
    ),
    "one value for both years": (
        ["Chỉ tiêu | ĐVT | Năm 2025 | Năm 2030", "K | % | 98 | <"],
        "14 2025 98 | 14 2030 98",
    ),
    "one value for two rows": (
        ["Chỉ tiêu | Năm 2025 | Năm 2030", "K | 98% | 99%", "H | ^ | 97%"],
        f"{READ} | 17a 2025 98 | 17a 2030 97",
    ),
    "one unit for two rows": (
        ["Chỉ tiêu | ĐVT | 2025 | 2030", "K | % | 98 | 99", "H | ^ | 96 | 97"],
        f"{READ} | 17a 2025 96 | 17a 2030 97",
    ),
    "the unit in the heading of a column": (
        ["Chỉ tiêu | Mục tiêu 2025 (%) | Mục tiêu 2030 (%)", "K | 98 | 99"], READ,
    ),
    "the unit in the heading of the names": (
        ["Chỉ tiêu (%) | 2025 | 2030", "K | 98 | 99"], READ,
    ),
    "a count with its unit in brackets": (
        ["Chỉ tiêu | 2025 | 2030", "Số trẻ em bị xâm hại (em) | 45 | 30"],
        "9 2025 45 | 9 2030 30",
    ),
    "the unit in a row of its own": (
        ["Chỉ tiêu | 2025 | 2030", "^ | (%) | (%)", "K | 98 | 99"], READ,
    ),
    "equal values under unknown headings": (
        ["Chỉ tiêu | Toàn tỉnh | Thành thị", "K | 98% | 98%"], REFUSED,
    ),
    "a row that numbers the columns": (
        ["Chỉ tiêu | ĐVT | 2025 | 2030", "A | B | 1 | 2", "K | % | 98 | 99"], READ,
    ),
    "a name in two columns": (
        ["Chỉ tiêu | < | 2025 | 2030",
         "Tỷ lệ trẻ em dưới 5 tuổi bị béo phì | Nông thôn | <5% | <4%",
         "^ | Thành thị | <10% | <9%"],
        "4c 2025 5 | 4c 2030 4 | 4d 2025 10 | 4d 2030 9",
    ),
    "a title over all columns names no group": (
        ["TT | Chỉ tiêu | 2025 | 2030", "1. Về trẻ em | < | < | <",
         "14 | K | 98% | 99%"],
        READ,
    ),
    "a value under a heading without a clear year": (
        ["Chỉ tiêu | Năm 2025 | Mục tiêu cuối kỳ", "K | 98% | 99%"], REFUSED,
    ),
    "values without a name": (["Năm 2025 | Năm 2030 | Chỉ tiêu", "98% | 99% | K"],
                              REFUSED),
    "a column of years merged over rows": (
        ["Chỉ tiêu | Giá trị | Năm", "K | 98% | 2025", "H | 96% | ^",
         "K | 99% | 2030", "H | 97% | ^"],
        f"{READ} | 17a 2025 96 | 17a 2030 97",
    ),
    "a column of years with blanks": (
        ["Năm | Chỉ tiêu | Giá trị", "2025 | K | 98%", " | H | 96%"],
        "14 2025 98 | refused",
    ),
    "no year in the heading": (
        ["TT | Chỉ tiêu | Mục tiêu", "14 | K | 98% vào năm 2025",
         "17 | H | 97% vào năm 2030"],
        "14 2025 98 | 17a 2030 97",
    ),
    "numbers under an unknown heading": (["Chỉ tiêu | Giá trị", "K | 98"], REFUSED),
}  # fmt: skip


def lines_of(table):
    """The lines of a document with a table of a Word file among the targets."""
    signs = {"<": BESIDE, "^": ABOVE, "K": K, "H": H}
    rows = [[signs.get(c.strip(), c.strip()) for c in r.split("|")] for r in table]
    shown = [[c.strip(ABOVE) for c in row if c != BESIDE] for row in rows]
    texts = [
        ("\t".join(said) + "\t", True, tuple(row))
        for said, row in zip(shown, rows, strict=True)
    ]
    every = [*((text, False, ()) for text in OPENING), *texts]
    return [Line(i, *line) for i, line in enumerate(every, 1)]


@pytest.mark.parametrize(("table", "expected"), TABLES.values(), ids=TABLES)
def test_a_table_reads_as_printed_or_is_refused(table, expected):
    reading = read_targets(lines_of(table), framework())
    first, *rows = reading.rows
    assert (first["indicator_id"], first["year"], first["hold"]) == ("12", None, True)
    found = sorted(f"{r['indicator_id']} {r['year']} {r['value']:g}" for r in rows)
    assert found == [x for x in expected.split(" | ") if x != REFUSED]
    assert bool(reading.errors) == (REFUSED in expected)


def test_one_value_for_both_years_must_be_kept():
    table, _ = TABLES["one value for both years"]
    _, *rows = read_targets(lines_of(table), framework()).rows
    assert [r["hold"] for r in rows] == [True, True]


def test_a_tabbed_text_may_have_a_heading_of_two_rows():
    rows = [
        "Chỉ tiêu\tĐVT\tNăm 2020\tMục tiêu\t",
        "\t\t\tNăm 2025\tNăm 2030",
        f"{K}\t%\t95\t98\t99",
    ]
    lines = [Line(i, text) for i, text in enumerate([*OPENING, *rows], 1)]
    reading = read_targets(lines, framework())
    assert [(r["year"], r["value"]) for r in reading.rows[1:]] == [
        (2025, 98), (2030, 99),
    ]  # fmt: skip


def test_every_row_is_named_where_no_heading_has_a_year():
    table, _ = TABLES["with a year in each row, none in the heading"]
    errors = read_targets(lines_of(table), framework()).errors
    assert [error.line for error in errors] == [4, 5]
