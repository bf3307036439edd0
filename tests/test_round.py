"""The whole round: forms out, returns in every style, the record, who has sent what."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import filled_form, form_cells
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis.cli import app
from soctrang_analysis.round.work import agencies, work

PLAN = sta.soc_trang()
HALF, YEAR = "2026-H1", "2026-H2"


def run(*words):
    return CliRunner().invoke(app, [str(w) for w in words])


def row_of(book, name):
    cell = form_cells(book, name)["value"]
    return cell.parent, cell.row


def test_every_indicator_has_its_agencies_and_every_duty_its_form():
    rows = work(PLAN)
    asked = rows[rows["indicator_id"].ne("")]
    assert asked["indicator_id"].nunique() == 35
    assert asked[asked["indicator_id"].eq("9")]["role"].tolist() == ["lead", "joint"]
    given = PLAN.tasks.loc[PLAN.tasks["agency_vi"].ne(""), "task_id"]
    assert set(rows["task_id"]) - {""} == set(given)


def test_a_form_says_the_words_the_path_and_what_is_needed(forms):
    book = openpyxl.load_workbook(forms[YEAR, "Sở Y tế"])
    assert book.sheetnames == ["Số liệu", "Nhiệm vụ", "Hướng dẫn"]
    cells = form_cells(book, "3b")
    assert "xuống 12,5 vào năm 2025" in cells["words"].value
    assert "Infant mortality rate" in cells["words"].value
    assert cells["last"].value == "12,6 (2018)"
    # On the log scale from 12.5 in 2025 to 10 in 2030: 12.5 x (10/12.5)^(1/5).
    assert cells["path"].value == pytest.approx(11.9544)
    assert cells["tip"].value == "từ 10,5 trở xuống\n10.5 or less"
    assert cells["unit"].value.splitlines()[1:] == [
        "thời kỳ: cả năm",
        "over the year",
    ]
    assert form_cells(book, "1")["unit"].value.splitlines()[1:] == [
        "thời điểm: 31/12", "state on 31 December",
    ]  # fmt: skip
    texts = [str(cell.value) for row in book["Số liệu"].iter_rows() for cell in row]
    assert "Gửi trước ngày 15/12/2026" in texts
    assert any("theo mô hình nơi khác" in text for text in texts)
    assert any("nay thuộc Cần Thơ (từ 7/2025)" in text for text in texts)


def test_a_half_year_form_has_no_tipping_value_and_the_path_of_its_middle(forms):
    book = openpyxl.load_workbook(forms[HALF, "Sở Y tế"])
    assert form_cells(book, "3b")["tip"].value is None
    assert form_cells(book, "3b")["path"].value is None  # of a flow there is none
    # Half way from 77 in 2025 to 79.8 in 2026.
    assert form_cells(book, "1")["path"].value == pytest.approx(78.4)
    texts = [str(cell.value) for row in book["Số liệu"].iter_rows() for cell in row]
    assert "Gửi trước ngày 15/6/2026" in texts


def test_a_form_is_locked_but_for_the_cells_to_fill_and_checks_what_is_typed(forms):
    book = openpyxl.load_workbook(forms[YEAR, "Sở Y tế"])
    sheet = book["Số liệu"]
    cells = form_cells(book, "1")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    free = [name for name, cell in cells.items() if not cell.protection.locked]
    assert free == ["value", "numerator", "denominator", "source_title", "data_date",
                    "nature", "note"]  # fmt: skip
    rules = {r.type: r for r in sheet.data_validations.dataValidation
             if cells["value"].coordinate in r.sqref or r.type == "list"}  # fmt: skip
    assert (rules["decimal"].formula1, rules["decimal"].formula2) == ("0", "100")
    assert "sơ bộ" in rules["list"].formula1
    assert len(rules["list"].formula1) < 255
    shared = openpyxl.load_workbook(forms[YEAR, "Công an"])
    assert "phối hợp" in form_cells(shared, "9")["words"].value


def test_an_agency_without_indicators_reports_tasks_alone(forms, fill):
    form = forms[YEAR, "Sở Tài chính"]
    assert openpyxl.load_workbook(form).sheetnames == ["Nhiệm vụ", "Hướng dẫn"]
    (task,) = PLAN.tasks.loc[PLAN.tasks["agency_vi"].eq("Sở Tài chính"), "task_id"]
    found = sta.read_forms(PLAN, fill(form, {task: {"done": "Đã bố trí 300 triệu"}}))
    assert found.tasks[["task_id", "done"]].to_numpy().tolist() == [
        [task, "Đã bố trí 300 triệu"]
    ]


def test_the_same_form_has_the_same_bytes(forms, tmp_path):
    agency = "Sở Tư pháp TP Cần Thơ"
    path = sta.make_form(
        PLAN, sta.load_observations(), agency, YEAR, tmp_path / "a.xlsx"
    )
    assert path.read_bytes() == forms[YEAR, "Sở Tư pháp"].read_bytes()


def swapped(book):
    """Two rows change places."""
    sheet, first = row_of(book, "7")
    _, second = row_of(book, "15")
    for j in range(1, sheet.max_column + 1):
        a, b = sheet.cell(first, j), sheet.cell(second, j)
        a.value, b.value = b.value, a.value


def renamed_and_shortened(book):
    sheet, row = row_of(book, "13")
    sheet.delete_rows(row)
    sheet.title = "Bieu 1 (nop)"


def as_percent(book):
    form_cells(book, "10")["value"].number_format = "0.00%"


# What six agencies send for a round: agency -> row -> cells, and what is done with it.
STYLES = {
    "Sở Y tế": ({
        "1": {"value": "79,8"}, "2": {"value": "91,2 %"}, "3b": {"value": "10.4"},
        "4a": {"value": " 8,3 "}, "4b": {"value": "13,5\u00a0%"}, "5a": {"value": 98.2},
        "6": {"value": "chưa có số liệu", "note": "quý I/2027"},
        "8b": {"numerator": "1.240", "denominator": "1.240"},
        "9": {"value": "38"}, "11a": {"value": "khoảng 130"},
        "IV-199": {"done": "Khám 12.000 trẻ", "obstacle": "Thiếu bác sĩ nhi"},
    }, None),
    "Sở Giáo dục và Đào tạo": ({
        "7": {"value": "100%"}, "15": {"value": "99,1"}, "16": {"value": "99,30"},
        "17a": {"value": "'97,5"}, "18a": {"value": 89.5, "nature": "Ước tính"},
        "19": {"value": "đang tổng hợp"},
    }, swapped),
    "Công an": ({"9": {"value": 38.0, "data_date": date(2026, 11, 30)}}, None),
    "Sở Văn hóa, Thể thao và Du lịch": (
        {"21": {"value": "41,5%"}}, renamed_and_shortened,
    ),
    "Sở Tư pháp": ({"14": {"value": "=98+0.9", "note": "cộng các xã"}}, None),
    "Sở Nội vụ TP Cần Thơ (cùng Sở Y tế)": ({"10": {"value": 0.048}}, as_percent),
}  # fmt: skip


FAULTY = ("Sở Y tế", "Sở Tư pháp")  # 11a in words; a formula
ROUNDS = {HALF: "2026-06-10", YEAR: "2026-12-12"}


@pytest.fixture(scope="module")
def played(forms, tmp_path_factory):
    """Two rounds of six agencies: what was printed and taken in each of two goes."""
    folder = tmp_path_factory.mktemp("round")
    record, told = folder / "so-lieu-ky.csv", {}
    for period, received in ROUNDS.items():
        words = ["--record", record, "--who", "An", "--received", received]
        first, again = folder / period, folder / f"{period} again"
        first.mkdir()
        again.mkdir()
        paths = {
            agency: filled_form(first, forms[period, agency], given, change=change)
            for agency, (given, change) in STYLES.items()
        }
        marked = folder / period / "marked"
        one = run("ingest", *paths.values(), *words, "--marked", marked)
        between = record.read_bytes()
        # The two are corrected and sent again, with all the others once more.
        health = {**STYLES["Sở Y tế"][0], "11a": {"value": "130,5"}}
        justice = {"14": {"value": "98,9"}}
        for agency, given in zip(FAULTY, (health, justice), strict=True):
            paths[agency] = filled_form(again, forms[period, agency], given)
        two = run("ingest", *paths.values(), *words)
        told[period] = (one, between, two, marked)
    return record, told


@pytest.fixture
def record(played):
    return played[0]


@pytest.mark.parametrize("period", ROUNDS)
def test_nothing_is_taken_from_a_workbook_with_an_error(period, played, tmp_path):
    one, between, _, marked = played[1][period]
    assert one.exit_code == 1
    assert "Không lấy số liệu từ tệp có lỗi" in one.stderr
    copies = {path.name for path in marked.iterdir()}
    for agency in FAULTY:
        assert f"{period} {agency} TP Cần Thơ - cần sửa.xlsx" in copies
    path = tmp_path / "then.csv"
    path.write_bytes(between)
    values = sta.read_record(path)
    now = values[values["period"].eq(of_values(period))]
    assert now.set_index("indicator_id")["value"].to_dict() == {
        "7": 100.0, "15": 99.1, "16": 99.3, "17a": 97.5, "18a": 89.5, "9": 38.0,
        "21": 41.5, "10": 4.8,
    }  # fmt: skip


def of_values(period):
    return {HALF: HALF, YEAR: "2026"}[period]


@pytest.mark.parametrize("period", ROUNDS)
def test_what_is_sent_again_corrected_is_added(period, played):
    record, told = played
    _, between, two, _ = told[period]
    assert two.exit_code == 0, two.output
    assert record.read_bytes().startswith(between)
    values = sta.read_record(record)
    now = values[values["period"].eq(of_values(period))].set_index("indicator_id")
    assert now["value"].drop(["7", "15", "16", "17a", "18a", "21", "10"]).to_dict() == {
        "1": 79.8, "2": 91.2, "3b": 10.4, "4a": 8.3, "4b": 13.5, "5a": 98.2,
        "8b": 100.0, "9": 38.0, "11a": 130.5, "14": 98.9,
    }  # fmt: skip
    assert now.loc["8b", "evidence"] == "derived"
    tasks = sta.record_tasks(record, of_values(period))
    assert tasks[["task_id", "obstacle"]].to_numpy().tolist() == [
        ["IV-199", "Thiếu bác sĩ nhi"]
    ]
    nine = sta.history(record, "9").rows
    own = nine[nine["period"].eq(of_values(period))]
    names = ["Công an TP Cần Thơ", "Sở Y tế TP Cần Thơ"]
    assert own["agency"].iloc[-1].split("; ") == names


def test_the_status_after_the_round(record, tmp_path):
    words = ["status", "--record", record, "--period", YEAR]
    table = sta.round_status(PLAN, record, period=YEAR, today="2026-12-20")
    now = table[table["period"].eq(YEAR)].set_index("agency")
    assert now.index.tolist() == sorted(agencies(PLAN))
    states = now["state"].to_dict()
    assert states["Sở Tư pháp TP Cần Thơ"] == "complete"
    assert states["Công an TP Cần Thơ"] == "complete"
    assert states["Sở Y tế TP Cần Thơ"] == "partial_overdue"
    assert states["Sở Tài chính TP Cần Thơ"] == "overdue"
    health = now.loc["Sở Y tế TP Cần Thơ"]
    assert health[["asked", "sent", "no_value", "days_over"]].tolist() == [21, 9, 1, 6]
    assert health["missing"].split(", ")[:3] == ["3a", "3c", "4c"]
    assert now.loc["Sở Văn hóa, Thể thao và Du lịch TP Cần Thơ", "missing"] == "13"
    old = table[table["period"].eq(HALF)].set_index("agency")
    assert (
        old.loc["Sở Y tế TP Cần Thơ", "days_over"]
        == (date(2026, 12, 20) - date(2026, 6, 14)).days
    )
    assert "Sở Tư pháp TP Cần Thơ" not in old.index
    early = sta.round_status(PLAN, record, period=YEAR, today="2026-12-14")
    early = early[early["period"].eq(YEAR)].set_index("agency")
    assert early.loc["Sở Y tế TP Cần Thơ", "state"] == "partial"
    assert early.loc["Sở Tài chính TP Cần Thơ", "state"] == "waiting"
    june = sta.round_status(PLAN, record, period=YEAR, today="2026-06-30")
    assert june[june["period"].eq(YEAR)]["sent"].sum() == 0
    out = tmp_path / "tinh-hinh.xlsx"
    done = run(*words, "--today", "2026-12-20", "--out", out)
    assert done.exit_code == 0
    assert "còn thiếu, quá hạn / incomplete, overdue" in done.output
    sheet = openpyxl.load_workbook(out).active
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet["A6"].value == "Sở Y tế TP Cần Thơ"


def test_the_next_round_knows_what_was_sent(record, tmp_path):
    done = run("forms", "--period", "2027-H2", "--out", tmp_path, "--record", record)
    assert done.exit_code == 0
    (path,) = tmp_path.glob("2027-H2 Sở Y tế*.xlsx")
    cells = form_cells(openpyxl.load_workbook(path), "1")
    assert cells["last"].value == "79,8 (2026)"
    (path,) = tmp_path.glob("2027-H2 Sở Văn hóa*.xlsx")
    run("forms", "--period", "2027-H1", "--out", tmp_path, "--record", record)
    (path,) = tmp_path.glob("2027-H1 Công an*.xlsx")
    # A count is shown beside the same half of the year before.
    assert form_cells(openpyxl.load_workbook(path), "9")["last"].value == "38 (2026-H1)"


def test_a_value_that_another_agency_sent_otherwise_is_told_by_the_record(
    record, forms, fill
):
    path = fill(forms[YEAR, "Công an"], {"9": {"value": 41}})
    found = sta.read_forms(PLAN, path, record=record)
    assert found.problems["rule"].tolist() == []  # it sent 38 itself: a revision
    only = fill(forms[YEAR, "Sở Y tế"], {"9": {"value": 39}}, name="b.xlsx")
    table = sta.history(record, "9").rows
    alone = table[table["agency"].eq("Công an TP Cần Thơ")]
    found = sta.read_forms(PLAN, only, record=alone)
    row = found.problems.set_index("rule").loc["in_record"]
    assert "38, do Công an TP Cần Thơ gửi" in row["expected_vi"]
    assert found.values.empty


def test_another_plan_makes_its_round_too(other_plan, fill, tmp_path):
    plan, values = other_plan
    done = run("forms", "--plan", plan, "--observations", values, "--period", "2025-H2",
               "--out", tmp_path / "f")  # fmt: skip
    assert done.exit_code == 0, done.output
    paths = sorted((tmp_path / "f").glob("*.xlsx"))
    assert [p.stem for p in paths] == [
        "2025-H2 Sở Giáo dục và Đào tạo", "2025-H2 Sở Tư pháp", "2025-H2 Sở Y tế",
    ]  # fmt: skip
    for path in paths:
        with zipfile.ZipFile(path) as package:
            text = b"".join(package.read(n) for n in package.namelist()).decode()
        assert "Sóc Trăng" not in text
    back = fill(paths[1], {"1": {"value": "64,5"}, "14": {"value": "97,1"}})
    record = tmp_path / "r.csv"
    done = run("ingest", back, "--plan", plan, "--observations", values, "--record",
               record, "--received", "2025-12-10", "--who", "B")  # fmt: skip
    assert done.exit_code == 0, done.output
    read = sta.read_record(record)
    assert read[["indicator_id", "area", "value"]].to_numpy().tolist() == [
        ["1", "Cà Mau", 64.5], ["14", "Cà Mau", 97.1],
    ]  # fmt: skip
    done = run("status", "--plan", plan, "--record", record, "--period", "2025-H2",
               "--today", "2026-03-01")  # fmt: skip
    assert "chưa gửi, chưa đến hạn" in done.output  # this plan names no day
    bundled = sta.read_forms(PLAN, back)
    assert "other_plan" in bundled.problems["rule"].tolist()


def test_a_plan_without_agencies_asks_for_everything_in_one_form(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    text = "KẾ HOẠCH trên địa bàn tỉnh Cà Mau\nChỉ tiêu 1: Tỷ lệ trẻ em 5 tuổi đi học "
    path.write_text(f"{text}mẫu giáo đạt 98% vào năm 2030.", "utf-8")
    (form,) = sta.make_forms(sta.read_plan(path), None, YEAR, tmp_path)
    assert form.name == "2026-H2 Chưa phân công.xlsx"


# Hostile files: each a change of a good form, or another file altogether.
def rebuilt(path, change, extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in extra:
            new.writestr(name, part)
    return out.getvalue()


def same(_, part):
    return part


def with_entities(name, part):
    if name != "xl/workbook.xml":
        return part
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    return bomb + part


def million_rows(name, part):
    if name != "xl/worksheets/sheet1.xml":
        return part
    rows = b"".join(b'<row r="%d"/>' % i for i in range(2000, 1_002_000))
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


HOSTILE = {
    "text.xlsx": lambda form: b"khong phai Excel",
    "empty.xlsx": lambda form: b"",
    "half.xlsx": lambda form: form.read_bytes()[: form.stat().st_size // 2],
    "locked.xlsx": lambda form: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 5000,
    "macros.xlsm": lambda form: form.read_bytes(),
    "macros.xlsx": lambda form: rebuilt(form, same, [("xl/vbaProject.bin", b"x")]),
    "links.xlsx": lambda form: rebuilt(
        form, same, [("xl/externalLinks/externalLink1.xml", b"<x/>")]
    ),
    "outside.xlsx": lambda form: rebuilt(form, same, [("../../etc/x.xml", b"<x/>")]),
    "backslash.xlsx": lambda form: rebuilt(form, same, [("xl\\..\\..\\x", b"")]),
    "bomb.xlsx": lambda form: rebuilt(
        form, same, [("xl/worksheets/sheet9.xml", b" " * 200_000_000)]
    ),
    "entities.xlsx": lambda form: rebuilt(form, with_entities),
    "million.xlsx": lambda form: rebuilt(form, million_rows),
    "other.xlsx": lambda form: rebuilt(form, lambda n, p: p.replace(b"soctrang", b"s")),
}
# What is said of each.
TOLD = {
    "locked.xlsx": "không có mật khẩu", "macros.xlsx": "không có macro",
    "macros.xlsm": "dạng .xlsx", "links.xlsx": "liên kết ngoài",
    "outside.xlsx": "nguyên vẹn", "backslash.xlsx": "nguyên vẹn",
    "bomb.xlsx": "không quá 40000000 byte", "entities.xlsx": "nguyên vẹn",
    "million.xlsx": "thẻ XML", "other.xlsx": "mã ẩn",
}  # fmt: skip
READ = """
import re, sys, time
import soctrang_analysis as sta
plan = sta.soc_trang(); sta.read_forms(plan, "none.xlsx")
for path in sys.argv[1:]:
    before = time.perf_counter()
    found = sta.read_forms(plan, path)
    print(round(time.perf_counter() - before, 2), len(found.values),
          len(found.tasks), found.problems["severity"].iloc[0],
          found.problems["expected_vi"].iloc[0], sep="|")
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="Linux tells it")
def test_hostile_files_are_told_within_two_seconds_and_300_megabytes(forms, tmp_path):
    paths = []
    for name, make in HOSTILE.items():
        path = tmp_path / name
        path.write_bytes(make(forms[YEAR, "Sở Tư pháp"]))
        paths.append(path)
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, paths)], check=True,
        capture_output=True, text=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    *lines, memory = done.stdout.splitlines()
    assert int(memory) < 300
    for path, line in zip(paths, lines, strict=True):
        seconds, values, tasks, severity, told = line.split("|")
        assert float(seconds) < 2, path.name
        assert (values, tasks, severity) == ("0", "0", "error"), path.name
        assert TOLD.get(path.name, "biểu mẫu dạng .xlsx") in told, path.name


def test_a_hostile_file_among_good_ones_does_not_stop_them(forms, fill, tmp_path):
    good = fill(forms[YEAR, "Sở Tư pháp"], {"14": {"value": 98}})
    bad = tmp_path / "x.xlsx"
    bad.write_bytes(b"x")
    found = sta.read_forms(PLAN, [bad, good])
    assert found.values["value"].tolist() == [98.0]
    assert sta.mark_forms(found, [bad, good], tmp_path / "m") == []
