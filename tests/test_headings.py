"""Lines around the targets, and remarks in them: what a text says is never guessed."""

import re
from pathlib import Path

import pytest

from soctrang_analysis import read_plan

TABLE = Path(__file__).with_name("data") / "headings.tsv"
CASES = [
    line.split("\t")
    for line in TABLE.read_text("utf-8").splitlines()
    if not line.startswith("#")
]
SUBJECTS = {
    "X": "Tỷ lệ xã, phường, thị trấn đạt tiêu chuẩn phù hợp với trẻ em",
    "K": "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh",
    "H": "Tỷ lệ trẻ em hoàn thành cấp tiểu học",
}
HEAD = "I. MỤC TIÊU\n2. Mục tiêu cụ thể\n"


def read(text, tmp_path, head=HEAD):
    text = re.sub(r"\b[XKH](?= (?:đạt|kỳ))", lambda m: SUBJECTS[m.group()], text)
    path = tmp_path / "plan.txt"
    path.write_text(head + text.replace(" ⏎ ", "\n").replace("→", "\t") + "\n", "utf-8")
    plan = read_plan(path)
    rows = [
        f"{r.indicator_id} {r.year} {r.comparator} {r.value:g}"
        for r in plan.targets.itertuples()
    ]
    return rows, plan.findings.query("severity == 'error'")["found"].tolist()


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_lines_read_as_typed_or_are_refused(text, expected, tmp_path):
    parts = expected.split(" | ")
    rows, errors = read(text, tmp_path)
    assert rows == [p for p in parts if not p.startswith("!")]
    refused = [p[1:] for p in parts if p.startswith("!")]
    assert bool(errors) == bool(refused)
    assert all(any(part in error for error in errors) for part in refused)


@pytest.mark.parametrize("title", ["giai đoạn 2021 - 2030", "Đến năm 2030"])
def test_the_year_of_the_title_serves_no_target(title, tmp_path):
    text = "- Chỉ tiêu 1: X đạt 65%."
    rows, errors = read(text, tmp_path, f"KẾ HOẠCH\n{title}\n")
    assert rows == []
    assert "65 without a year" in errors[0]


CUT = ["Giai đoạn 2021 -⏎2025", "Giai đoạn 2021⏎- 2025", "Giai đoạn 2021⏎– 2025",
       "Giai đoạn⏎2021 - 2025", "Giai đoạn từ năm 2021 đến⏎năm 2025",
       "Giai đoạn từ năm 2021 đến năm⏎2025", "Giai đoạn từ năm 2021⏎đến năm 2025",
       "Từ năm 2021⏎đến năm 2025"]  # fmt: skip


@pytest.mark.parametrize("period", CUT)
@pytest.mark.parametrize("text", ["{}:⏎+ H đạt 97%.", "+ {}: h đạt 97%."])
def test_a_period_cut_by_the_end_of_a_line_keeps_its_two_years(period, text, tmp_path):
    """Its first year alone dated what followed, and what must be held was lost."""
    path = tmp_path / "plan.txt"
    text = re.sub("[hH](?= đạt)", SUBJECTS["H"], text.format(period))
    path.write_text(HEAD + text.replace("⏎", "\n") + "\n", "utf-8")
    row = read_plan(path, strict=True).targets.iloc[0]
    assert (row["indicator_id"], row["year"], row["value"]) == ("17a", 2025, 97)
    assert row["hold"]
    assert (row["hold_from"], row["hold_to"]) == (2021, 2025)
