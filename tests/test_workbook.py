"""The workbook read back: its words, its numbers, its pages, its charts."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import facts
from soctrang_analysis.output.tables import near
from soctrang_analysis.output.workbook import kept_columns, workbook_bytes
from soctrang_analysis.output.workbook_words import order_of_sheets, sheet_row, shown
from soctrang_analysis.schema import columns, conform

TABLES = [row["table"] for row in facts.rows("words/sheets")]
KEYS = [key for key in order_of_sheets() if sheet_row(key)["table"]]
NAME = {key: sheet_row(key)["sheet"] for key in order_of_sheets()}


@pytest.fixture(scope="module")
def path(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    path.write_bytes(workbook_bytes(sta.soc_trang(), tables, as_of=2026))
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def computed(path):
    """The workbook with what a preview shows for formulas."""
    return openpyxl.load_workbook(path, data_only=True)


def opened(tables, plan=None):
    data = workbook_bytes(plan or sta.soc_trang(), tables, as_of=2026)
    return openpyxl.load_workbook(io.BytesIO(data))


def cells(sheet):
    """Rows of values under the header, without the source line."""
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=3)][:-1]


def same(value):
    """A cell as it is compared: Excel keeps 15 digits, an empty text is no cell."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return "" if value is None else value


@pytest.mark.parametrize("key", KEYS)
def test_every_table_reads_back_in_words(key, book, tables):
    name = sheet_row(key)["table"]
    wanted, sheet = near(sta.soc_trang(), tables)[name], book[NAME[key]]
    known = {r["column"]: r for r in columns(name)}
    kept = kept_columns(key)
    heads = [
        f"{known[c]['description_vi']}\n{known[c]['description_en']}" for c in kept
    ]
    assert [c.value for c in sheet[2]][: len(kept)] == heads
    if wanted.empty:
        assert sheet["A3"].value == "Không có dòng nào / No rows"
        return
    rows = [
        [shown(name, c, v) for c, v in zip(kept, row, strict=True)]
        for row in wanted[kept].astype(object).to_numpy().tolist()
    ]
    assert [[same(v) for v in row] for row in cells(sheet)] == [
        [same(v) for v in row] for row in rows
    ]


def test_codes_are_words_of_both_languages(book, tables):
    progress = book["Tình hình thực hiện"]
    first = dict(zip([c.value.split("\n")[1] for c in progress[2]],
                     [c.value for c in progress[3]], strict=True))  # fmt: skip
    assert first["Comparator"] == "≥"
    assert first["Unit"] == "%"
    assert first["Status of the milestone"] == "Chưa có số liệu / No data"
    codes = {"no_data", "percent", "level", "lead", "stock", "printed", "pattern",
             ">=", "documented", "up", "per_1000_live_births", "direct"}  # fmt: skip
    left = [NAME["notes"], NAME["contents"]]
    seen = {c.value for s in book if s.title not in left for r in s for c in r}
    assert not codes & {v for v in seen if isinstance(v, str)}
    assert "chủ trì / leads" in seen


def test_the_split_of_progress_loses_no_column():
    read, rest = kept_columns("progress"), kept_columns("progress_checked")
    assert set(read) & set(rest) == {"indicator_id", "area", "year"}
    assert {*read, *rest} == {row["column"] for row in columns("progress")}
    assert len(read) <= 15


def test_the_overview_says_value_targets_verdict_and_who_answers(book):
    sheet = book["Tổng quan"]
    rows = {row[0]: row[1:] for row in cells(sheet)}
    assert len(rows) == 35
    assert rows["3b"][2:7] == [2018, 12.6, "≤ 12,5", "≤ 10", 2030]
    assert rows["3b"][7:9] == [
        "Cần đẩy nhanh / Needs a push",
        "Chưa đủ số liệu để đánh giá / No evidence",
    ]
    assert rows["3b"][10] == "Sở Y tế TP Cần Thơ"
    assert rows["3b"][11] == "chưa xác nhận / unconfirmed"
    signal = [c.value for c in sheet[2]].index("Tín hiệu\nSignal") + 1
    assert sheet.cell(3, signal).fill.fgColor.rgb.endswith("D5D8DC")


def test_names_and_order_of_sheets(book):
    names = book.sheetnames
    assert names[:2] == ["Bìa", "Tổng quan"]
    wanted = ["Tổng quan", "Mức cam kết", "Kinh phí", "Phát hiện", "Số liệu thực tế"]
    assert sorted(wanted, key=names.index) == wanted
    assert len(set(map(str.casefold, names))) == len(names)
    assert all(len(n) <= 31 and not re.search(r"[\[\]:*?/\\]", n) for n in names)
    listed = [[c.value for c in row] for row in book["Mục lục"].iter_rows(min_row=3)]
    listed = [row for row in listed if row[0]]
    assert [row[0] for row in listed] == names
    tables_of = {row[0]: row[1] for row in listed}
    assert tables_of["Kinh phí"] == "budget"
    assert book["Mục lục"]["A3"].hyperlink is not None


def test_sheets_show_the_area_its_parents_and_neighbours_only(tables):
    seen = pd.concat([tables["observations"].iloc[:1].assign(area="Hà Nội"),
                      tables["observations"]], ignore_index=True)  # fmt: skip
    shown = near(sta.soc_trang(), {**tables, "observations": seen})["observations"]
    assert "Hà Nội" not in set(shown["area"])
    assert {"Sóc Trăng", "Hậu Giang", "Việt Nam"} <= set(shown["area"])


def test_a_plan_without_area_shows_no_values_and_says_so(tables):
    book = opened(tables, sta.Plan(**{**vars(sta.soc_trang()), "area": ""}))
    assert book["Tình hình thực hiện"]["A3"].value.startswith("Không có dòng nào")
    told = {row[0].value: row[2].value for row in book["Mục lục"].iter_rows(min_row=3)}
    assert "Chưa rõ địa bàn" in told["Tình hình thực hiện"]
    assert "Chưa rõ địa bàn" in book["Biểu đồ"]["A40"].value
    assert "chưa rõ địa bàn" in book["Bìa"]["A3"].value
    assert "Dữ liệu biểu đồ" not in book.sheetnames


def test_another_plan_without_values_has_a_whole_workbook(tmp_path):
    path = sta.export_workbook(sta.national(), None, tmp_path / "a.xlsx", as_of=2026)
    book = openpyxl.load_workbook(path)
    assert book["Bìa"]["A6"].value == "Chưa có số liệu thực tế / No observed values"
    rows = cells(book["Tổng quan"])
    assert len(rows) == len(sta.national().targets["indicator_id"].unique())
    assert {row[3] for row in rows} == {None}


def test_the_cover_names_plan_area_document_dates_contact_and_licence(book):
    lines = [row[0].value for row in book["Bìa"].iter_rows()]
    assert lines[0] == sta.soc_trang().source["title_vi"]
    assert lines[2:6] == [
        "Địa bàn: Sóc Trăng / Area: Sóc Trăng",
        "Văn bản: plan-soc-trang-2021-draft.txt / "
        "Document: plan-soc-trang-2021-draft.txt",
        "Đánh giá đến năm 2026 / As of 2026",
        "Số liệu thực tế đến năm 2025 / Observed values up to 2025",
    ]
    assert "Liên hệ" in lines[6]
    assert "MIT" in lines[7]
    assert book.properties.creator == "Nhóm phân tích soctrang_analysis"
    assert book.properties.created.year == 2021


def test_every_sheet_is_made_for_a4_across(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.oddHeader.left.text
    assert book["Kinh phí"].print_title_rows == "$1:$2"
    assert book["Nhập số liệu"].print_title_rows == "$3:$3"


def test_tables_have_filters_sources_a_font_and_are_never_merged(book):
    names = []
    for key in KEYS:
        sheet = book[NAME[key]]
        assert sheet.freeze_panes == "A3"
        assert not sheet.merged_cells.ranges
        assert sheet.cell(sheet.max_row, 1).value.startswith("Nguồn: "), key
        assert sheet["A2"].font.name == sheet["A3"].font.name == "Times New Roman"
        widths = [d.width for d in sheet.column_dimensions.values()]
        assert min(widths) > 3
        assert max(widths) <= 60
        names += list(sheet.tables)
        for table in sheet.tables.values():
            assert table.ref.startswith("A2:")
            assert table.autoFilter is not None
    assert len(names) == len(set(names)) >= 24


def test_headers_of_excel_tables_are_those_of_the_cells(path):
    with zipfile.ZipFile(path) as archive:
        parts = [n for n in archive.namelist() if n.startswith("xl/tables/")]
        for part in parts:
            text = archive.read(part).decode("utf-8")
            names = re.findall(r'<tableColumn [^>]*name="([^"]*)"', text)
            assert len({n.casefold() for n in names}) == len(names) > 0
            assert "&#10;" not in text


def test_rows_are_tall_enough_for_their_longest_text(book):
    sheet = book["Nhiệm vụ"]
    column = [c.value for c in sheet[2]].index("Nguyên văn\nWords of the plan") + 1
    width = sheet.column_dimensions[sheet.cell(2, column).column_letter].width
    for row in range(3, sheet.max_row):
        text, height = sheet.cell(row, column).value, sheet.row_dimensions[row].height
        assert min(400, 15 * len(text) / width) <= height


def test_years_amounts_and_chances_have_their_formats(book):
    heads = [c.value.split("\n")[1] for c in book["Kinh phí"][2]]
    money = book["Kinh phí"].cell(3, heads.index("Amount (dong)") + 1)
    assert (money.number_format, type(money.value)) == ("#,##0", int)
    assert book["Kinh phí"].cell(3, heads.index("Year") + 1).number_format == "0"
    latest = book["Tổng quan"]["D6"]
    assert (latest.value, latest.number_format) == (2018, "0")
    sheet = book["Tình hình thực hiện"]
    heads = [c.value.split("\n")[1] for c in sheet[2]]
    chance = heads.index("Chance of meeting the target") + 1
    forms = {sheet.cell(r, chance).number_format for r in range(3, sheet.max_row)
             if sheet.cell(r, chance).value is not None}  # fmt: skip
    assert forms == {"0%"}


def test_every_column_is_explained_in_both_languages(book):
    rows = [[c.value for c in row] for row in book["Ghi chú"].iter_rows(min_row=3)]
    rows = [row for row in rows if row[2]]
    assert all(row[3] for row in rows)
    told = {(row[0], row[1]) for row in rows}
    for name in TABLES:
        assert {(name, r["column"]) for r in columns(name)} <= told


def test_text_that_looks_like_a_formula_stays_text(tables):
    table = tables["agencies"].copy()
    table.loc[0, "agency_en"] = "=1+1"
    sheet = opened({**tables, "agencies": table})["Cơ quan thực hiện"]
    heads = [c.value for c in sheet[2]]
    cell = sheet.cell(
        3, heads.index("Tên cơ quan bằng tiếng Anh\nAgency (English)") + 1
    )
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_three_native_charts_with_titles_units_marks_and_words(book, path):
    sheet = book["Biểu đồ"]
    assert len(sheet._charts) == 3
    budget = [[c.value for c in row] for row in sheet["A2:E10"]]
    assert [sum(row[1:]) for row in budget] == pytest.approx([216] * 4 + [285.6] * 5)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert sum(n.startswith("xl/charts/chart") for n in names) == 3
        assert not any("vba" in n.lower() for n in names)
        drawing = archive.read("xl/drawings/drawing1.xml").decode("utf-8")
        chosen = archive.read("xl/charts/chart3.xml").decode("utf-8")
    alts = re.findall(r'descr="([^"]+)"', drawing)
    assert len(alts) == 3
    assert "Tỷ suất tử vong trẻ em dưới 1 tuổi" in alts[2]
    assert '<symbol val="circle"/>' in chosen
    assert '<dispBlanksAs val="gap"/>' in chosen
    # 9 observed values and 6 years of the path: what is missing has no point.
    parts = re.findall(r"<numCache>.*?</numCache>", chosen)
    assert [part.count("<pt ") for part in parts] == [9, 6]


def test_the_chooser_shows_name_unit_single_values_and_no_means(book, computed):
    sheet, preview = book["Biểu đồ"], computed["Biểu đồ"]
    assert sheet["B40"].value == "3b"
    assert 'TRIM($B$40&"")' in sheet["B41"].value  # a number or a text
    assert preview["B41"].value.startswith("Tỷ suất tử vong trẻ em dưới 1 tuổi")
    assert preview["B42"].value.startswith("trên 1.000 trẻ đẻ sống")
    values = {r[0].value: (r[1].value, r[2].value) for r in preview["A45:C65"]}
    assert values["2018"] == (12.6, "#N/A")
    assert values["2019"] == ("#N/A", "#N/A")
    assert values["2025"] == ("#N/A", 12.5)
    formulas = [c.value for row in sheet["B45:C65"] for c in row]
    assert not any("AVERAGE" in f for f in formulas)
    rule = sheet.data_validations.dataValidation[0]
    assert not rule.showErrorMessage


def test_two_readings_of_a_year_are_never_averaged(tables):
    used = tables["used"].copy()
    own = used["used"] & used["area"].eq("Sóc Trăng") & used["indicator_id"].eq("3b")
    other = used[own & used["period"].eq("2018")].assign(value=99.0, source_title="z")
    both = pd.concat([used, other], ignore_index=True)
    sheet = opened({**tables, "used": both})["Dữ liệu biểu đồ"]
    heads = [c.value for c in sheet[2]]
    row = next(r for r in sheet.iter_rows(min_row=3) if r[0].value == "3b")
    assert row[heads.index("T 2018")].value == 99.0


def test_the_same_bytes_on_every_run(path, tables):
    again = workbook_bytes(sta.soc_trang(), tables, as_of=2026)
    assert again == path.read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")
def test_libreoffice_opens_it_and_its_charts_have_values(path, tmp_path):
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "ods", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    with zipfile.ZipFile(tmp_path / "plan.ods") as archive:
        charts = [
            archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if name.startswith("Object") and name.endswith("/content.xml")
        ]
    assert len(charts) == 3
    for chart in charts:
        values = re.findall(r'office:value="([\d.]+)"', chart)
        assert len([v for v in values if float(v) > 0]) >= 14


def test_a_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(sta.PlanError, match="a folder that can be written"):
        sta.export_workbook(sta.national(), None, tmp_path / "file" / "a", as_of=2026)


def test_a_plan_without_money_and_falls_says_so_on_the_charts_sheet(tables):
    bare = {name: conform([], name) for name in ("budget", "trajectories")}
    sheet = opened({**tables, **bare})["Biểu đồ"]
    assert sheet["A1"].value.startswith("Văn bản không có phụ lục kinh phí")
    assert sheet["A20"].value.startswith("Kế hoạch không có chỉ tiêu dạng này")
    assert len(sheet._charts) == 1


def filled(path, out, rows, name="Nhập số liệu"):
    """The workbook with values written into the sheet to fill in."""
    book = openpyxl.load_workbook(path)
    sheet = book["Nhập số liệu"]
    places = {sheet.cell(r, 1).value: r for r in range(4, sheet.max_row + 1)}
    for indicator, values in rows.items():
        for j, value in enumerate(values, start=5):
            sheet.cell(places[indicator], j).value = value
    sheet.title = name
    mark = book.defined_names["soctrang_nhap_so_lieu"]
    mark.attr_text = f"'{name}'!$A$3"
    book.save(out)
    return out


def test_the_sheet_to_fill_in_is_read_back(book, path, tmp_path):
    sheet = book["Nhập số liệu"]
    assert sheet.max_row == 3 + 35
    assert [c.value for c in sheet[4]][2:] == ["%", "Sóc Trăng", *[None] * 5]
    rules = sheet.data_validations.dataValidation
    percent = next(r for r in rules if "F4" in str(r.sqref))
    assert (percent.formula1, percent.formula2) == ("0", "100")
    rows = {
        "1": [2025, 78.5, 157, 200, "Báo cáo số 12"],
        "3b": ["2025-H1", "11,9", None, None, None],
    }
    for name in ("Nhập số liệu", "Số của tôi"):
        out = filled(path, tmp_path / "filled.xlsx", rows, name)
        read = sta.read_observations(out, plan=sta.soc_trang())
        shown = read[["indicator_id", "area", "period", "value", "unit"]]
        assert shown.to_numpy().tolist() == [
            ["1", "Sóc Trăng", "2025", 78.5, "percent"],
            ["3b", "Sóc Trăng", "2025-H1", 11.9, "per_1000_live_births"],
        ]
        assert read.loc[0, ["numerator", "denominator"]].tolist() == [157, 200]
        assert read.loc[0, "source_title"] == "Báo cáo số 12"


def test_a_workbook_with_nothing_filled_in_is_refused(path):
    with pytest.raises(sta.SchemaError, match="at least one row of values"):
        sta.read_observations(path)


def test_a_value_without_period_is_told_by_its_cell(path, tmp_path):
    out = filled(path, tmp_path / "a.xlsx", {"1": [None, 78.5]})
    with pytest.raises(sta.PlanError, match=r"E4|F4"):
        sta.read_observations(out, plan=sta.soc_trang())


def test_a_mark_of_a_sheet_that_is_gone_is_no_mark(path, tmp_path):
    book = openpyxl.load_workbook(path)
    del book["Nhập số liệu"]
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(sta.PlanError, match="one sheet with content only"):
        sta.read_observations(tmp_path / "a.xlsx")
