"""Bad input is refused with where, expected, found and what to do."""

import pytest

from soctrang_analysis import MendError, ParseError, SchemaError, read_plan
from soctrang_analysis.errors import SourceChangedError
from soctrang_analysis.facts import source_file
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.schema import check, conform

ONE = "- Chỉ tiêu 6: Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030.\n"


def write(tmp_path, data, name="plan.txt"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            ONE.encode("utf-16"),
            "plan.txt",
            "text in UTF-8; found byte 0xff at position 0",
        ),
        (b"", "plan.txt", "a plan; found an empty document"),
        (b"%PDF-1.7\n", "plan.txt", "found a PDF; to do: save the plan as .docx"),
        ("Không có gì.\n".encode(), "plan.txt", "none of them a target"),
        (b"PK\x03\x04 broken", "plan.docx", "a Word document; found BadZipFile"),
        (ONE.encode(), "plan.docx", "a Word document; found another file"),
        (b"a\x00b", "plan.txt", "found binary data"),
    ],
)
def test_document_that_cannot_be_read_is_refused(data, name, message, tmp_path):
    with pytest.raises(ParseError, match=message):
        read_plan(write(tmp_path, data, name))


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(ParseError, match="a file; found none"):
        read_plan(tmp_path / "no.txt")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ONE.replace("2%", "khoảng 2%"), "target 6 .line 1.*a rough number"),
        (ONE.replace("2%", "1,250%"), "one clear number"),
        (ONE.replace("2%", "2 điểm phần trăm"), "percentage points"),
        (ONE.replace("2030", "2031"), "a year in 2021-2030; found 2031"),
        (ONE.replace("2%", "120%"), "a percent of 0 to 100; found 120%"),
        (ONE + ONE, "a number used once"),
    ],
)
def test_clause_is_a_finding_or_an_error_when_strict(text, message, tmp_path):
    path = write(tmp_path, text)
    errors = read_plan(path).findings.query("severity == 'error'")
    assert len(errors) >= 1
    assert errors["source_line"].tolist()[0] == 1
    with pytest.raises(ParseError, match=message):
        read_plan(path, strict=True)


def test_missing_annex_is_a_warning_and_the_budget_is_empty(tmp_path):
    plan = read_plan(write(tmp_path, ONE), strict=True)
    assert plan.budget.empty
    assert (
        plan.findings.set_index("finding_id").loc["no_annex:document", "severity"]
        == "warning"
    )


def test_annex_with_no_mend_names_row_sums_and_candidates(plan_text, tmp_path):
    path = write(tmp_path, plan_text.replace("\t867.000\t", "\t868.000\t"))
    with pytest.raises(
        MendError, match=r"row 3 \(line 281\).*868\.000; readings tried"
    ):
        read_plan(path, strict=True)
    plan = read_plan(path)
    assert len(plan.targets) == 65
    assert plan.budget.empty


def test_annex_with_several_mends_is_refused(plan_text, tmp_path):
    total = plan_text[plan_text.index("Tổng cộng\t") :]
    path = write(tmp_path, plan_text.replace(total, ""))
    with pytest.raises(
        MendError, match=r"row 2 \(line 279\): expected one mend; found 6"
    ):
        read_plan(path, strict=True)


@pytest.mark.parametrize(
    "text", ["", "-", "1,2,3", "12,5,", "1,250", "18.5", "0.125", "x"]
)
def test_unclear_number_raises_and_quotes_the_text(text):
    with pytest.raises(ParseError, match="one clear number"):
        parse_number(text)


def test_a_source_file_that_is_not_bundled_is_refused():
    with pytest.raises(SourceChangedError, match=r"data/raw/none\.txt"):
        source_file("none.txt")


def test_table_with_a_missing_column_or_a_key_twice_is_refused():
    row = {
        "target_no": 1,
        "agency_vi": "a",
        "agency_en": "",
        "role": "lead",
        "source_line": 1,
    }
    with pytest.raises(SchemaError, match="no agency_vi"):
        conform([{"target_no": 1}], "agencies")
    with pytest.raises(SchemaError, match="2 rows that share a key"):
        conform([row, row], "agencies")
    with pytest.raises(SchemaError, match="role: one of lead, joint"):
        check(conform([{**row, "role": "boss"}], "agencies"), "agencies")
    with pytest.raises(SchemaError, match="target_no: int"):
        conform([{**row, "target_no": "x"}], "agencies")
