"""From a number back to the line of the plan, the values and the formula."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import facts
from soctrang_analysis.cli import app
from soctrang_analysis.errors import RangeError
from soctrang_analysis.output.trace import line_texts, trace_budget, trace_indicator

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def lines(plan_path):
    return line_texts(plan_path)


def steps(table, label):
    """Values and places of the steps of one kind."""
    name = facts.both("words/labels", label)
    rows = table[table["step"].eq(name)]
    return list(zip(rows["value"], rows["where"], strict=True))


def test_a_milestone_leads_to_its_line_its_values_and_its_formulas(tables, lines):
    table = trace_indicator(sta.soc_trang(), tables, lines, "3b")  # the deciding one
    [(target, place)] = steps(table, "trace_target")
    assert target.startswith("Tỷ suất tử vong trẻ em dưới 1 tuổi: ≤ 10 (trên 1.000")
    assert place == "plan-soc-trang-2021-draft.txt, dòng 31 / line 31"
    [(words, _)] = steps(table, "trace_words")
    assert words.startswith("- Chỉ tiêu 3: Giảm tỷ suất tử vong trẻ sơ sinh")
    used = dict(steps(table, "trace_used"))
    assert "12,6 (2018)" in used
    assert "bảng data/processed/observations.csv, dòng " in used["12,6 (2018)"]
    before = [value for value, _ in steps(table, "trace_before_window")]
    assert before == ["15 (2010)", "14,3 (2011)"]
    out = [value for value, _ in steps(table, "trace_left_out")]
    assert any(value.startswith("12,9 (2016): ") for value in out)
    found = dict(zip(table["step"], zip(table["value"], table["where"], strict=True),
                     strict=True))  # fmt: skip
    assert found["xác suất đạt / chance of meeting the target"][0] == "6%"
    value, where = found["kết luận của mốc / status of the milestone"]
    assert value == facts.both("words/statuses", "needs_push")
    assert where.startswith("docs/methods.md, mục 8 ")
    assert where.endswith("; analysis/verdicts.py")


def test_the_place_of_a_value_is_its_row_in_the_written_table(tables, lines, tmp_path):
    table = trace_indicator(sta.soc_trang(), tables, lines, "3b", 2030)
    place = dict(steps(table, "trace_used"))["12,6 (2018)"]
    line = int(re.search(r"dòng (\d+)", place)[1])
    text = tables["observations"].to_csv(index=False).splitlines()[line - 1]
    assert text.startswith("3b,Sóc Trăng,")
    assert ",2018," in text


def test_every_section_that_is_cited_stands_in_the_methods():
    methods = (ROOT / "docs/methods.md").read_text("utf-8")
    for row in facts.rows("words/trace"):
        assert re.search(rf"(?m)^## {row['section']}\. ", methods), row


def test_a_total_leads_to_its_lines_and_their_proofs(lines):
    table = trace_budget(sta.soc_trang(), lines, 2026)
    assert steps(table, "trace_total") == [("285.600.000 đồng", "")]
    [(printed, place)] = steps(table, "trace_printed")
    assert printed == "285.600.000 đồng"
    assert place.endswith("dòng 286 / line 286")
    items = [int(re.match(r"[\d.]+", v)[0].replace(".", "")) for v in table["value"][
        table["step"].str.fullmatch(r"nội dung \d / item \d")]]  # fmt: skip
    assert items == [137_600_000, 43_000_000, 99_000_000, 6_000_000]
    proofs = [value for value, _ in steps(table, "trace_proof")]
    assert "total 2026: 137.600 + 43.000 + 99.000 + 6.000 = 285.600" in proofs[1]
    assert not any("2025:" in proof for proof in proofs)


def test_what_is_not_in_the_plan_is_refused_with_what_is(tables, lines):
    plan = sta.soc_trang()
    with pytest.raises(RangeError, match=r"expected budget, 1, 2, 3a, .*found zz"):
        trace_indicator(plan, tables, lines, "zz", 2030)
    with pytest.raises(RangeError, match="expected 2025, 2030; found 2024"):
        trace_indicator(plan, tables, lines, "3b", 2024)
    with pytest.raises(RangeError, match=r"expected 2022, 2023, .* found 2021"):
        trace_budget(plan, lines, 2021)


def test_the_command_prints_the_way_for_any_plan(other_plan):
    plan, values = other_plan
    command = [
        "trace",
        "14",
        "2030",
        "--plan",
        str(plan),
        "--observations",
        str(values),
    ]
    result = CliRunner().invoke(app, [*command, "--as-of", "2024"])
    assert result.exit_code == 0
    assert "ke-hoach.docx, dòng 8 / line 8" in result.output
    assert (
        "96,2 (2023)\tBáo cáo Sở Tư pháp; bảng data/processed/observations.csv"
        in result.output
    )
    result = CliRunner().invoke(app, ["trace", "budget", "2024", "--plan", str(plan)])
    assert "25.500.000 đồng" in result.output
    missing = CliRunner().invoke(app, ["trace", "14", "2030", "--plan", str(plan)])
    assert "năm đánh giá / the year of the assessment" in str(missing.exception)
