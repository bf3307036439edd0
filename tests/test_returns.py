"""Returned forms as people fill them: read where certain, else told by cell."""

import datetime

import openpyxl
import pandas as pd
import pytest
from conftest import form_cells
from openpyxl.comments import Comment

import soctrang_analysis as sta
from soctrang_analysis.errors import RangeError

PLAN = sta.soc_trang()
CULTURE = ("2026-H2", "Sở Văn hóa, Thể thao và Du lịch")  # 13, a count; 21, percent
JUSTICE = ("2026-H2", "Sở Tư pháp")  # 14, percent
HEALTH = ("2026-H2", "Sở Y tế")
POLICE = ("2026-H2", "Công an")


def read(*paths, **given):
    return sta.read_forms(PLAN, paths, **given)


def rules(found):
    return found.problems["rule"].tolist()


def taken(found):
    return dict(zip(found.values["indicator_id"], found.values["value"], strict=True))


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("21", 41.5, 41.5),
        ("21", 41, 41.0),
        ("21", "41,5", 41.5),
        ("21", "41,5 %", 41.5),
        ("21", "41,5%", 41.5),
        ("21", "41.5", 41.5),
        ("21", "  41,5  ", 41.5),
        ("21", "41,5\u00a0%\u00a0", 41.5),
        ("21", "41,500", 41.5),  # 41 500 is no percent
        ("21", "'41,5", 41.5),
        ("13", "1.234", 1234.0),  # a count is whole
        ("13", "1,234", 1234.0),
        ("13", "1 234", 1234.0),
        ("13", "1234", 1234.0),
        ("13", " 12 ", 12.0),
        ("13", 0, 0.0),
    ],
)
def test_what_is_certain_is_taken(name, typed, value, forms, fill):
    found = read(fill(forms[CULTURE], {name: {"value": typed}}))
    assert taken(found) == {name: value}
    assert not found.problems["severity"].eq("error").any()


@pytest.mark.parametrize(
    ("name", "typed", "rule"),
    [
        ("21", "khoảng 40", "words"),
        ("21", "tăng so với năm trước", "words"),
        ("21", "40 - 45", "words"),
        ("21", "41,5,2", "words"),
        ("21", ">40", "words"),
        ("21", "0.5", "share"),  # 0,5% or 50%? The path is at 41
        ("21", 0.415, "share"),
        ("21", 415, "bounds"),
        ("21", "115%", "bounds"),
        ("21", -3, "bounds"),
        ("21", "-3", "bounds"),
        ("13", "12,5", "whole"),
        ("13", 12.5, "whole"),
        ("13", "12%", "percent_sign"),
        ("13", -1, "positive"),
        ("13", "12 cuộc và 3 vụ", "words"),
        ("21", datetime.datetime(2026, 5, 12), "date"),
        ("21", True, "truth"),
        ("21", "=40+1", "formula"),
        ("21", "#N/A", "error_cell"),
    ],
)
def test_what_is_not_certain_is_told_by_cell_and_not_taken(
    name, typed, rule, forms, fill
):
    other = {"13": "21", "21": "13"}[name]
    given = {name: {"value": typed}, other: {"value": 7}}
    path = fill(forms[CULTURE], given)
    found = read(path)
    row = found.problems.set_index("rule").loc[rule]
    cell = form_cells(openpyxl.load_workbook(path), name)["value"]
    assert (row["file"], row["sheet"], row["cell"]) == (
        path.name, "Số liệu", cell.coordinate,
    )  # fmt: skip
    assert row["severity"] == "error"
    assert row["expected_vi"] != row["expected_en"]
    assert taken(found) == {}
    assert taken(read(path, accept_valid=True)) == {other: 7.0}


def test_a_rate_that_may_be_thousands_or_decimals_is_asked_about(forms, fill):
    found = read(fill(forms[HEALTH], {"11a": {"value": "1.234"}}))
    row = found.problems.iloc[0]
    assert row["rule"] == "unclear"
    assert "1.234 hay 1,234" in row["expected_vi"]
    assert "1,234 or 1.234" in row["expected_en"]
    # Of 1.000 births no 1.234 can die: there is one reading only.
    assert taken(read(fill(forms[HEALTH], {"3b": {"value": "1.234"}}))) == {"3b": 1.234}


@pytest.mark.parametrize("words", ["chưa có số liệu", "Đang tổng hợp.", "N/A", "-"])
def test_words_for_no_figure_are_an_answer_without_value(words, forms, fill):
    given = {"21": {"value": words, "note": "chờ quý I"}, "13": {"value": 3}}
    found = read(fill(forms[CULTURE], given))
    assert rules(found) == ["no_value"]
    rows = found.values.set_index("indicator_id")
    assert pd.isna(rows.loc["21", "value"])
    assert rows.loc["21", "note"].endswith("; chờ quý I")
    assert rows.loc["13", "value"] == 3.0


def test_an_empty_value_with_a_note_is_an_answer_an_empty_row_is_none(forms, fill):
    given = {"21": {"note": "chưa điều tra"}, "13": {"source_title": "BC"}}
    found = read(fill(forms[CULTURE], given))
    assert found.values["indicator_id"].tolist() == ["21"]
    assert rules(found) == []


def test_a_cell_that_excel_shows_as_percent_is_what_it_shows(forms, fill):
    def change(book):
        form_cells(book, "21")["value"].number_format = "0.0%"

    path = fill(forms[CULTURE], {"21": {"value": 0.415}}, change=change)
    assert taken(read(path)) == {"21": 41.5}


def test_everything_beside_the_value_is_kept(forms, fill):
    given = {
        "value": "98,5%", "numerator": 197, "denominator": 200, "nature": "sơ bộ",
        "source_title": " Báo cáo\nsố 12 ", "data_date": datetime.date(2026, 11, 30),
        "note": "một\u00a0dòng",
    }  # fmt: skip
    row = read(fill(forms[JUSTICE], {"14": given})).values.iloc[0]
    kept = ["numerator", "denominator", "obs_status", "evidence", "source_title"]
    assert row[kept].tolist() == [197, 200, "p", "direct", "Báo cáo\nsố 12"]
    assert row[["data_date", "note"]].tolist() == ["2026-11-30", "một dòng"]
    assert row["agency"] == "Sở Tư pháp TP Cần Thơ"
    assert row["period"] == "2026"


@pytest.mark.parametrize(
    ("given", "rule", "told"),
    [
        ({"value": 98.5, "numerator": 150, "denominator": 200}, "parts", "75"),
        ({"value": 98.5, "numerator": 1}, "alone", ""),
        ({"value": 98.5, "numerator": 1, "denominator": 0}, "zero", ""),
        ({"value": 98.5, "numerator": 5, "denominator": 4}, "larger_part", ""),
        ({"numerator": 197, "denominator": 200}, "computed", "98,5"),
        ({"value": 98.5, "data_date": "cuối năm"}, "day", ""),
        ({"value": 98.5, "nature": "chắc chắn"}, "nature", "sơ bộ"),
        ({"value": 98.5, "numerator": "nhiều", "denominator": 4}, "words", ""),
    ],
)
def test_parts_day_and_nature_are_checked(given, rule, told, forms, fill):
    found = read(fill(forms[JUSTICE], {"14": given}))
    row = found.problems.set_index("rule").loc[rule]
    assert told in row["expected_vi"]
    taken_anyway = row["severity"] != "error"
    assert taken(found) == ({"14": 98.5} if taken_anyway else {})


def test_98_of_197_in_200_rounded_is_the_same_figure(forms, fill):
    given = {"value": 99, "numerator": 197, "denominator": 200}
    assert rules(read(fill(forms[JUSTICE], {"14": given}))) == []


def known(*pairs):
    rows = {"period": [p for p, _ in pairs], "value": [v for _, v in pairs]}
    frame = pd.DataFrame(rows)
    return frame.assign(indicator_id="14", area=PLAN.area, unit="percent")


def test_a_jump_larger_than_any_before_is_a_warning(forms, fill):
    values = known(("2023", 95.0), ("2024", 95.5), ("2025", 96.0))
    path = fill(forms[JUSTICE], {"14": {"value": 97.5}})
    found = read(path, values=values)
    row = found.problems.set_index("rule").loc["jump"]
    assert "không quá 0,5" in row["expected_vi"]
    assert "at most 0.5" in row["expected_en"]
    assert taken(found) == {"14": 97.5}
    calm = fill(forms[JUSTICE], {"14": {"value": 96.4}}, name="b.xlsx")
    assert "jump" not in rules(read(calm, values=values))


def test_a_value_short_of_the_tipping_value_is_a_warning(forms, fill):
    values = known(("2023", 95.0), ("2024", 95.5), ("2025", 96.0))
    tips = sta.tipping(PLAN, values, as_of=2025, next_year=2026)
    even = tips["even_chance"].iloc[0]  # 99,5 in 2030 needs some 97 in 2026
    low = fill(forms[JUSTICE], {"14": {"value": round(even - 0.2, 1)}}, name="a.xlsx")
    high = fill(forms[JUSTICE], {"14": {"value": round(even + 0.2, 1)}}, name="b.xlsx")
    assert "tip" in rules(read(low, values=values))
    assert "tip" not in rules(read(high, values=values))


def renamed(book):
    for i, sheet in enumerate(book.worksheets):
        sheet.title = f"Sheet{i}"


def moved(book):
    """Rows 13 and 21 change places, as a sort does; rows above are put in."""
    sheet = book["Số liệu"]
    rows = [form_cells(book, name)["value"].row for name in ("13", "21")]
    for j in range(1, sheet.max_column + 1):
        a, b = (sheet.cell(i, j) for i in rows)
        a.value, b.value = b.value, a.value


def in_new_places(book):
    sheet = book["Số liệu"]
    merged = [str(span) for span in sheet.merged_cells.ranges]
    for span in merged:
        sheet.unmerge_cells(span)
    sheet.insert_rows(1, 3)
    sheet.insert_cols(4)


def without_13(book):
    sheet = book["Số liệu"]
    sheet.delete_rows(form_cells(book, "13")["value"].row)


def with_comment(book):
    form_cells(book, "21")["value"].comment = Comment("xem lại", "A")


@pytest.mark.parametrize(
    "change", [renamed, moved, in_new_places, without_13, with_comment]
)
def test_rows_are_read_by_their_keys_wherever_they_stand(change, forms, fill):
    given = {"21": {"value": "41,5"}}
    if change is not without_13:
        given["13"] = {"value": 12}
    found = read(fill(forms[CULTURE], given, change=change))
    assert taken(found) == {n: {"21": 41.5, "13": 12.0}[n] for n in given}
    assert rules(found) == []


def merged(book):
    cells = form_cells(book, "13"), form_cells(book, "21")
    first, last = (c["value"].coordinate for c in cells)
    book["Số liệu"].merge_cells(f"{first}:{last}")


def hidden_row(book):
    row = form_cells(book, "13")["value"].row
    book["Số liệu"].row_dimensions[row].hidden = True


def hidden_column(book):
    letter = form_cells(book, "13")["value"].column_letter
    book["Số liệu"].column_dimensions[letter].hidden = True


def hidden_sheet(book):
    book["Số liệu"].sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "rule"),
    [(merged, "merged"), (hidden_row, "hidden"), (hidden_column, "hidden"),
     (hidden_sheet, "hidden")],
)  # fmt: skip
def test_merged_and_hidden_cells_are_told(change, rule, forms, fill):
    found = read(fill(forms[CULTURE], {"13": {"value": 12}}, change=change))
    assert rules(found) == [rule]
    assert taken(found) == {}


def test_a_row_without_key_and_a_further_sheet_are_told(forms, fill):
    def change(book):
        cell = form_cells(book, "21")["value"]
        book["Số liệu"].cell(cell.row + 1, cell.column, 5)
        book.create_sheet("Phụ lục")["A1"] = "thêm"

    found = read(fill(forms[CULTURE], {"21": {"value": 41}}, change=change))
    assert sorted(rules(found)) == ["no_key", "sheet_unread"]
    row = found.problems.set_index("rule").loc["sheet_unread"]
    assert (row["sheet"], row["severity"]) == ("Phụ lục", "warning")


def test_a_copied_row_is_once_or_an_error_that_names_both_cells(forms, fill):
    def copy(value):
        def change(book):
            sheet = book["Số liệu"]
            cell = form_cells(book, "21")["value"]
            for j in range(1, sheet.max_column + 1):
                sheet.cell(40, j).value = sheet.cell(cell.row, j).value
            sheet.cell(40, cell.column).value = value

        return change

    same = fill(forms[CULTURE], {"21": {"value": 41}}, change=copy(41))
    assert taken(read(same)) == {"21": 41.0}
    other = fill(forms[CULTURE], {"21": {"value": 41}}, change=copy(42), name="b.xlsx")
    found = read(other)
    assert rules(found) == ["row_twice", "row_twice"]
    told = dict(zip(found.problems["cell"], found.problems["expected_vi"], strict=True))
    first, second = sorted(told, key=lambda cell: int(cell[1:]))
    assert second in told[first]
    assert first in told[second]
    assert taken(read(other, accept_valid=True)) == {}


def altered(place, text):
    """Every key with another part."""

    def change(book):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if str(cell.value).startswith("soctrang|"):
                        parts = cell.value.split("|")
                        parts[place] = text
                        cell.value = "|".join(parts)

    return change


@pytest.mark.parametrize(
    ("place", "text", "rule"),
    [(1, "0", "version"), (2, "0" * 12, "other_plan"), (3, "1999", "period"),
     (3, "2026-H3", "period"), (4, "Cà Mau", "other_area"), (7, "99", "unknown")],
)  # fmt: skip
def test_forms_of_another_version_plan_area_or_period_are_told(
    place, text, rule, forms, fill
):
    given = {"14": {"value": 98}}
    found = read(fill(forms[JUSTICE], given, change=altered(place, text)))
    assert rule in rules(found)
    assert taken(found) == {}
    whole = found.problems[found.problems["rule"].eq(rule)]
    assert rule == "unknown" or whole["cell"].tolist() == [""]


def test_a_form_of_an_earlier_period_is_said_and_taken_for_its_own(forms, fill):
    now = fill(forms[CULTURE], {"21": {"value": 41}}, name="a.xlsx")
    old = fill(forms["2026-H1", JUSTICE[1]], {"14": {"value": 98}}, name="b.xlsx")
    found = read(now, old)
    row = found.problems.iloc[0]
    assert (row["rule"], row["file"], row["found"]) == (
        "other_period", "b.xlsx", "2026-H1",
    )  # fmt: skip
    assert set(found.values["period"]) == {"2026", "2026-H1"}


def test_the_same_form_twice_is_taken_once(forms, fill):
    given = {"21": {"value": 41}, "13": {"value": 5}}
    a, b = (fill(forms[CULTURE], given, name=f"{n}.xlsx") for n in "ab")
    found = read(a, b)
    assert taken(found) == {"21": 41.0, "13": 5.0}
    assert rules(found) == ["same_form"]
    more = fill(forms[CULTURE], {"21": {"value": 41}}, name="c.xlsx")
    assert taken(read(a, more)) == {"21": 41.0, "13": 5.0}


def test_two_files_of_one_agency_that_differ_are_an_error_in_both(forms, fill):
    a, b = (
        fill(forms[CULTURE], {"21": {"value": v}, "13": {"value": 5}}, name=f"{v}.xlsx")
        for v in (41, 42)
    )
    found = read(a, b)
    errors = found.problems[found.problems["rule"].eq("two_files")]
    assert errors["file"].tolist() == ["41.xlsx", "42.xlsx"]
    assert "42.xlsx" in errors["expected_vi"].iloc[0]
    assert taken(found) == {}
    assert taken(read(a, b, accept_valid=True)) == {"13": 5.0}


def test_two_agencies_with_one_value_are_both_named(forms, fill):
    a = fill(forms[HEALTH], {"9": {"value": 40}})
    b = fill(forms[POLICE], {"9": {"value": "40"}})
    found = read(a, b)
    assert found.values["agency"].tolist() == ["Công an TP Cần Thơ; Sở Y tế TP Cần Thơ"]
    assert found.problems["severity"].tolist() == ["info"]


def test_two_agencies_that_differ_are_an_error_naming_both(forms, fill):
    a = fill(forms[HEALTH], {"9": {"value": 40}})
    b = fill(forms[POLICE], {"9": {"value": 42}})
    found = read(a, b)
    assert rules(found) == ["two_agencies", "two_agencies"]
    told = found.problems.set_index("file")["expected_vi"]
    assert "Công an TP Cần Thơ ghi 42" in told[a.name]
    assert "Sở Y tế TP Cần Thơ ghi 40" in told[b.name]
    assert found.values.empty


def test_an_agency_without_figure_does_not_stand_against_one_with(forms, fill):
    a = fill(forms[HEALTH], {"9": {"value": "chưa có số liệu"}})
    b = fill(forms[POLICE], {"9": {"value": 42}})
    assert taken(read(a, b)) == {"9": 42.0}


def test_tasks_are_read_by_their_keys(forms, fill):
    told = {"done": "Tập huấn 2 lớp\n cho xã ", "obstacle": "thiếu kinh phí"}
    given = {"IV-183": told, "II-101": {"proposal": "bổ sung biên chế"}}
    rows = read(fill(forms[JUSTICE], given)).tasks.set_index("task_id")
    assert rows.loc["IV-183", ["done", "obstacle"]].tolist() == [
        "Tập huấn 2 lớp\ncho xã", "thiếu kinh phí",
    ]  # fmt: skip
    assert rows.loc["II-101", "proposal"] == "bổ sung biên chế"


def test_text_that_a_spreadsheet_would_run_stays_text(forms, fill, tmp_path):
    path = fill(forms[JUSTICE], {"14": {"value": 98, "note": "x"}})
    book = openpyxl.load_workbook(path)
    cell = form_cells(book, "14")["note"]
    cell.value, cell.data_type = "=1+1", "s"
    book.save(path)
    found = read(path)
    assert found.values["note"].tolist() == ["=1+1"]
    record = tmp_path / "r.csv"
    sta.append_record(record, found, received="2026-12-10", who="=cmd")
    assert "'=1+1" in record.read_text("utf-8")
    assert sta.read_record(record)["note"].tolist() == ["=1+1"]


def test_marked_copies_show_each_cell_and_the_originals_stay(forms, fill, tmp_path):
    given = {"21": {"value": "nhiều"}, "13": {"value": "chưa có"}}
    path = fill(forms[CULTURE], given)
    before = path.read_bytes()
    found = read(path)
    (copy,) = sta.mark_forms(found, path, tmp_path / "marked")
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "Cần sửa"
    listed = [row[2].value for row in book["Cần sửa"].iter_rows(min_row=6)]
    cells = form_cells(book, "21"), form_cells(book, "13")
    assert listed == [c["value"].coordinate for c in cells]
    comment = cells[0]["value"].comment.text
    assert comment.startswith("LỖI: thấy “nhiều”; cần một con số")
    assert cells[1]["value"].comment.text.startswith("KIỂM TRA")
    sent = openpyxl.load_workbook(path)  # its sheets are printed as they were
    for sheet in sent:
        assert book[sheet.title].oddHeader.left.text == sheet.oddHeader.left.text
    fills = [c["value"].fill.fgColor.rgb[-6:] for c in cells]
    assert fills == ["F4B183", "FFD966"]
    # Corrected in the marked copy and sent back, it is read as any other.
    cells[0]["value"].value, cells[1]["value"].value = "41,5", 3
    book.save(copy)
    again = read(copy)
    assert taken(again) == {"21": 41.5, "13": 3.0}
    assert rules(again) == []
    marks = [sta.mark_forms(found, path, tmp_path / n)[0].read_bytes() for n in "ab"]
    assert marks[0] == marks[1]


def test_an_unknown_agency_or_period_lists_those_there_are(tmp_path):
    with pytest.raises(RangeError, match=r"one of Sở Y tế TP Cần Thơ; .*'Sở X'"):
        sta.make_form(PLAN, None, "Sở X", "2026-H2", tmp_path / "a.xlsx")
    for period in ("2026", "2031-H1", "2026-H3", 2026):
        with pytest.raises(RangeError, match="a round such as 2021-H1 or 2021-H2"):
            sta.make_form(PLAN, None, "Sở X", period, tmp_path / "a.xlsx")


def test_two_files_of_one_name_are_told(forms, fill, tmp_path):
    a = fill(forms[JUSTICE], {"14": {"value": 98}})
    (tmp_path / "b").mkdir()
    b = tmp_path / "b" / a.name
    b.write_bytes(a.read_bytes())
    found = read(a, b)
    assert rules(found) == ["same_name"]
    assert found.values.empty
    assert read(a, a).values["value"].tolist() == [98.0]


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("4a", 0.085, True),  # the path is at 8.4: 8.5% was meant
        ("4a", 0.9, False),  # 0.9 and 90 are both far from 8.4: 0.9 is the nearer
        ("8a", 0.6, False),  # 1.09 was the last
    ],
)
def test_a_small_percent_is_asked_about_by_what_is_known(
    name, typed, told, forms, fill
):
    found = read(fill(forms[HEALTH], {name: {"value": typed}}))
    assert ("share" in rules(found)) == told
    assert taken(found) == ({} if told else {name: typed})


def test_a_share_above_one_is_never_computed(forms, fill):
    given = {"14": {"numerator": 250, "denominator": 200}}
    found = read(fill(forms[JUSTICE], given))
    assert rules(found) == ["larger_part"]
    assert found.values.empty
