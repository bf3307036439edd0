"""The workbook read back: its words, its numbers, its pages, its charts."""

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.output.tables import near
from soctrang_analysis.output.workbook import workbook_bytes
from soctrang_analysis.output.workbook_tables import kept_columns, shown_tables
from soctrang_analysis.output.workbook_words import (
    head,
    order_of_sheets,
    sheet_row,
    shown,
)
from soctrang_analysis.schema import columns, conform

KEYS = [key for key in order_of_sheets() if sheet_row(key)["table"]]
MADE = ("budget", "targets", "years", "progress_checked")  # more than a table's columns
PLAIN = [key for key in KEYS if key not in MADE]
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
    """Rows of values under the header, without the two source lines."""
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=3)][:-2]


def by_head(sheet):
    """Rows of a sheet by the English words of its headers."""
    heads = [c.value.split("\n")[-1] for c in sheet[2]]
    return [dict(zip(heads, row, strict=True)) for row in cells(sheet)]


def same(value):
    """A cell as it is compared: Excel keeps 15 digits, an empty text is no cell."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return "" if value is None else value


@pytest.mark.parametrize("key", PLAIN)
def test_every_table_reads_back_in_words(key, book, tables):
    name = sheet_row(key)["table"]
    wanted, sheet = shown_tables(sta.soc_trang(), tables)[name], book[NAME[key]]
    known = {r["column"]: r for r in columns(name)}
    kept = kept_columns(key)
    heads = [head(known[c]) for c in kept]
    named = "indicator_id" in kept
    assert [c.value for c in sheet[2] if c.value != "Tên chỉ số\nName"] == heads
    rows = [
        [shown(name, c, v) for c, v in zip(kept, row, strict=True)]
        for row in wanted[kept].astype(object).to_numpy().tolist()
    ]
    found = [[row[0], *row[2:]] if named else row for row in cells(sheet)]
    assert [[same(v) for v in row] for row in found] == [
        [same(v) for v in row] for row in rows
    ]


def test_the_budget_stands_as_in_the_annex_a_year_a_column(book):
    rows = {row["Budget line"]: row for row in by_head(book["Kinh phí"])[:-2]}
    assert len(rows) == 11
    assert (
        rows["2"]["As printed or corrected by its sums"] == "đã hiệu chỉnh / corrected"
    )
    # thousand đồng: line 279 of the document has 40.000 four times, then 43.000 five
    assert [rows["2"][str(year)] for year in range(2022, 2031)] == [
        *[40_000] * 4,
        *[43_000] * 5,
    ]
    assert rows["2"]["All years"] == 375_000
    added, printed = by_head(book["Kinh phí"])[-2:]
    assert added["Item"].startswith("Cộng các nội dung")
    assert added["2030"] == printed["2030"] == 285_600
    assert added["All years"] == printed["All years"] == 2_292_000


def test_targets_stand_beside_the_national_ones(book):
    rows = by_head(book["Mức cam kết"])
    assert len(rows) == 65
    first = rows[0]
    assert [first[k] for k in ("Indicator", "Year", "Sign", "Value", "Unit")] == [
        "1", 2025, "≥", 77, "%",
    ]  # fmt: skip
    assert first["National programme"] == "≥ 65"
    assert first["Which one asks for more"] == "Kế hoạch / the plan"


def test_values_and_path_of_each_indicator_by_year(book):
    rows = {row["Indicator and line"]: row for row in by_head(book["Số liệu theo năm"])}
    assert (rows["3b T"]["2018"], rows["3b T"]["2019"]) == (12.6, None)
    assert (rows["3b L"]["2024"], rows["3b L"]["2025"]) == (None, 12.5)
    assert sum(key.endswith(" L") for key in rows) == 35


def test_sheets_show_the_own_area_and_one_the_others(tables):
    found = shown_tables(sta.soc_trang(), tables)
    for name in ("progress", "used", "trajectories", "observations"):
        assert set(found[name]["area"]) == {"Sóc Trăng"}
    assert {"Hậu Giang", "Việt Nam"} <= set(found["neighbours"]["area"])


def test_codes_are_words_of_both_languages(book, tables):
    progress = book["Tình hình thực hiện"]
    first = by_head(progress)[0]
    assert first["Sign"] == "≥"
    assert first["Unit"] == "%"
    assert first["Status of the milestone"] == "Chưa có số liệu / No data"
    codes = {"no_data", "percent", "level", "lead", "stock", "printed", "pattern",
             ">=", "documented", "up", "per_1000_live_births", "direct"}  # fmt: skip
    seen = {c.value for s in book for r in s for c in r}
    assert not codes & {v for v in seen if isinstance(v, str)}
    assert "chủ trì / leads" in seen


def test_progress_is_split_into_what_is_read_and_what_is_checked(book):
    read, rest = kept_columns("progress"), kept_columns("progress_checked")
    assert set(read) & set(rest) == {"indicator_id", "year"}
    assert {*read, *rest} <= {row["column"] for row in columns("progress")}
    assert {"status", "signal", "chance"} <= set(read)
    assert {"pace", "base", "low", "high", "reason_vi"} <= set(rest)
    checked = by_head(book["Kiểm tra tình hình"])
    known = [r for r in by_head(book["Tình hình thực hiện"]) if r["Latest value"]]
    assert [r["Indicator"] for r in checked] == [r["Indicator"] for r in known]


def test_the_overview_says_value_targets_verdict_and_who_answers(book):
    sheet = book["Tổng quan"]
    rows = {row[0]: row[1:] for row in cells(sheet)}
    assert len(rows) == 35
    assert rows["3b"][0] == "Tử vong dưới 1 tuổi / Mortality under 1"
    assert rows["3b"][2:7] == [2018, 12.6, "≤ 12,5", "≤ 10", 2030]
    assert rows["3b"][7:9] == [
        "Cần đẩy nhanh / Needs a push",
        "Chưa đủ số liệu để đánh giá / No evidence",
    ]
    assert rows["3b"][9] == "Sở Y tế TP Cần Thơ"
    assert rows["3b"][10] == "chưa xác nhận / unconfirmed"
    signal = [c.value for c in sheet[2]].index("Tín hiệu\nSignal") + 1
    assert sheet.cell(3, signal).fill.fgColor.rgb.endswith("D5D8DC")


def test_names_and_order_of_sheets(book):
    names = book.sheetnames
    assert names[:2] == ["Bìa", "Tổng quan"]
    wanted = ["Tổng quan", "Mức cam kết", "Kinh phí", "Phát hiện", "Số liệu thực tế"]
    assert sorted(wanted, key=names.index) == wanted
    assert len(set(map(str.casefold, names))) == len(names)
    assert all(len(n) <= 31 and not re.search(r"[\[\]:*?/\\]", n) for n in names)
    listed = contents(book)
    assert list(listed) == names
    assert listed["Kinh phí"].value == 13
    link = book["Bìa"].cell(listed["Kinh phí"].row, 1).hyperlink
    assert link.location == "'Kinh phí'!A1"


def contents(book):
    """The cell with the number of rows of each sheet that the cover lists."""
    rows = list(book["Bìa"].iter_rows())
    head = next(i for i, row in enumerate(rows) if row[0].value == "trang tính\nsheet")
    return {row[0].value: row[2] for row in rows[head + 1 :]}


def test_sheets_show_the_area_its_parents_and_neighbours_only(tables):
    seen = pd.concat([tables["observations"].iloc[:1].assign(area="Hà Nội"),
                      tables["observations"]], ignore_index=True)  # fmt: skip
    shown = near(sta.soc_trang(), {**tables, "observations": seen})["observations"]
    assert "Hà Nội" not in set(shown["area"])
    assert {"Sóc Trăng", "Hậu Giang", "Việt Nam"} <= set(shown["area"])


def test_a_plan_without_area_shows_no_values_and_says_so(tables):
    book = opened(tables, sta.Plan(**{**vars(sta.soc_trang()), "area": ""}))
    assert book["Tình hình thực hiện"]["A3"].value.startswith("Không có dòng nào")
    told = {row[0].value: row[1].value for row in book["Bìa"].iter_rows()}
    assert "Chưa rõ địa bàn" in told["Tình hình thực hiện"]
    assert "Chưa rõ địa bàn" in book["Biểu đồ"]["A20"].value
    assert "chưa rõ địa bàn" in told["Địa bàn / Area"]


def test_another_plan_without_values_has_a_whole_workbook(tmp_path):
    path = sta.export_workbook(sta.national(), None, tmp_path / "a.xlsx", as_of=2026)
    book = openpyxl.load_workbook(path)
    told = {row[0].value: row[1].value for row in book["Bìa"].iter_rows()}
    name = "Số liệu thực tế đến năm / Observed values up to"
    assert told[name] == "Chưa có số liệu thực tế / No observed values"
    rows = cells(book["Tổng quan"])
    assert len(rows) == len(sta.national().targets["indicator_id"].unique())
    assert {row[3] for row in rows} == {None}


def test_the_cover_names_plan_area_document_dates_contact_and_licence(book):
    cover = book["Bìa"]
    assert cover["A1"].value == sta.soc_trang().source["title_vi"]
    assert cover["A2"].value == sta.soc_trang().source["title_en"]
    told = {row[0].value: row[1].value for row in cover.iter_rows(min_row=3)}
    assert told["Địa bàn / Area"] == "Sóc Trăng"
    assert told["Văn bản / Document"] == "plan-soc-trang-2021-draft.txt"
    assert told["Đánh giá đến năm / As of"] == "2026"
    assert told["Số liệu thực tế đến năm / Observed values up to"] == "2023"
    assert "No evidence: 35" in told["Tín hiệu / Signals"]
    assert "CITATION.cff" in told["Liên hệ / Contact"]
    assert "MIT" in told["Giấy phép / Licence"]
    assert book.properties.creator == "Nhóm phân tích soctrang_analysis"
    assert book.properties.created.year == 2021


def test_every_sheet_is_made_for_a4_across(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        high = 1 if sheet.title == "Biểu đồ" else 0
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, high)
        assert "&P" in sheet.oddFooter.right.text
        assert "Sóc Trăng" in sheet.oddHeader.left.text
    assert book["Kinh phí"].print_title_rows == "$1:$2"
    assert book["Nhập số liệu"].print_title_rows == "$4:$4"


def test_tables_have_filters_sources_a_font_and_are_never_merged(book):
    names = []
    for key in KEYS:
        sheet = book[NAME[key]]
        assert sheet.freeze_panes == "A3"
        assert not sheet.merged_cells.ranges
        assert sheet.cell(sheet.max_row - 1, 1).value.startswith("Nguồn: "), key
        assert sheet.cell(sheet.max_row, 1).value.startswith("Source: "), key
        assert sheet["A2"].font.name == sheet["A3"].font.name == "Times New Roman"
        widths = [d.width for d in sheet.column_dimensions.values()]
        assert min(widths) >= 6
        assert sum(widths) <= 240
        names += list(sheet.tables)
        for table in sheet.tables.values():
            assert table.ref.startswith("A2:")
            assert table.autoFilter is not None
    assert len(names) == len(set(names)) == len(KEYS)


def test_headers_of_excel_tables_are_those_of_the_cells(path):
    with zipfile.ZipFile(path) as archive:
        parts = [n for n in archive.namelist() if n.startswith("xl/tables/")]
        for part in parts:
            text = archive.read(part).decode("utf-8")
            names = re.findall(r'<tableColumn [^>]*name="([^"]*)"', text)
            assert len({n.casefold() for n in names}) == len(names) > 0
            assert "&#10;" not in text


@pytest.mark.parametrize("key", KEYS)
def test_rows_are_tall_enough_for_their_longest_text(key, book):
    sheet = book[NAME[key]]
    for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row - 2):
        height = sheet.row_dimensions[row[0].row].height
        for cell in row:
            width = sheet.column_dimensions[cell.column_letter].width
            # a letter of running text is about 0.8 of a digit wide
            text = cell.value if isinstance(cell.value, str) else ""
            least = 13 * 0.8 * len(text) / width
            assert min(400, least) <= height, cell.coordinate


def test_years_amounts_and_chances_have_their_formats(book):
    heads = [c.value.split("\n")[-1] for c in book["Kinh phí"][2]]
    money = book["Kinh phí"].cell(3, heads.index("2022") + 1)
    assert (money.number_format, money.value) == ("#,##0", 78_000)
    year = book["Mức cam kết"]["C3"]
    assert (year.value, year.number_format) == (2025, "0")
    latest = book["Tổng quan"]["D6"]
    assert (latest.value, latest.number_format) == (2018, "0")
    sheet = book["Tình hình thực hiện"]
    heads = [c.value.split("\n")[1] for c in sheet[2]]
    chance = heads.index("Chance of meeting the target") + 1
    forms = {sheet.cell(r, chance).number_format for r in range(3, sheet.max_row)
             if sheet.cell(r, chance).value is not None}  # fmt: skip
    assert forms == {"0%"}
    row = by_head(book["Báo cáo kế tiếp"])[0]
    place = list(row).index("For an even chance") + 1
    cell = book["Báo cáo kế tiếp"].cell(3, place)
    assert cell.number_format == "0.0##"  # a value, though its name says chance


def test_every_header_and_note_is_in_both_languages(book):
    for key in [*KEYS, "overview", "entry"]:
        for cell in book[NAME[key]][4 if key == "entry" else 2]:
            assert "\n" in cell.value or cell.value.isdigit(), cell.coordinate
    notes = cells(book["Ghi chú"])
    assert all(" / " in row[0] and row[1] and row[2] for row in notes)
    assert any("B20" in row[1] for row in notes)


def test_text_that_looks_like_a_formula_stays_text(tables):
    table = tables["agencies"].copy()
    table.loc[0, "agency_en"] = "=1+1"
    sheet = opened({**tables, "agencies": table})["Cơ quan thực hiện"]
    heads = [c.value for c in sheet[2]]
    cell = sheet.cell(
        3, heads.index("Tên cơ quan bằng tiếng Anh\nAgency (English)") + 1
    )
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_native_charts_with_titles_units_marks_and_words(book, path):
    sheet = book["Biểu đồ"]
    assert len(sheet._charts) == 2
    budget = [[c.value for c in row] for row in sheet["A3:E11"]]
    assert [sum(row[1:]) for row in budget] == pytest.approx([216] * 4 + [285.6] * 5)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert sum(n.startswith("xl/charts/chart") for n in names) == 2
        assert not any("vba" in n.lower() for n in names)
        drawing = archive.read("xl/drawings/drawing1.xml").decode("utf-8")
        money = archive.read("xl/charts/chart1.xml").decode("utf-8")
        chosen = archive.read("xl/charts/chart2.xml").decode("utf-8")
    alts = re.findall(r'descr="([^"]+)"', drawing)
    assert len(alts) == 2
    assert "Kinh phí theo năm" in alts[0]
    assert "Tử vong dưới 1 tuổi" in alts[1]
    assert "triệu đồng / million dong" in money
    assert '<symbol val="circle"/>' in chosen
    assert "$B$21" in chosen  # the title
    assert "$B$22" in chosen  # the unit at the axis
    assert '<dispBlanksAs val="span"/>' in chosen  # "gap" is zero in LibreOffice
    # 9 observed values and 6 years of the path: what is missing has no point.
    parts = re.findall(r"<numCache>.*?</numCache>", chosen)
    assert [part.count("<pt ") for part in parts] == [9, 6]
    observed = chosen.split("<ser>")[1]
    assert "<a:noFill" in observed.split("<marker>")[0]  # no line between values


def test_the_chooser_shows_name_unit_single_values_and_no_means(book, computed):
    sheet, preview = book["Biểu đồ"], computed["Biểu đồ"]
    assert sheet["B20"].value == "3b"
    assert 'TRIM($B$20&"")' in sheet["B21"].value  # a number or a text
    assert preview["B21"].value == "Tử vong dưới 1 tuổi / Mortality under 1"
    assert preview["B22"].value.startswith("trên 1.000 trẻ đẻ sống")
    values = {r[0].value: (r[1].value, r[2].value) for r in preview["A24:C44"]}
    assert values["2018"] == (12.6, "#N/A")
    assert values["2019"] == ("#N/A", "#N/A")
    assert values["2025"] == ("#N/A", 12.5)
    formulas = [c.value for row in sheet["B24:C44"] for c in row]
    assert not any("AVERAGE" in f for f in formulas)
    rule = sheet.data_validations.dataValidation[0]
    assert not rule.showErrorMessage


def test_two_readings_of_a_year_are_never_averaged(tables):
    used = tables["used"].copy()
    own = used["used"] & used["area"].eq("Sóc Trăng") & used["indicator_id"].eq("3b")
    other = used[own & used["period"].eq("2018")].assign(value=99.0, source_title="z")
    both = pd.concat([used, other], ignore_index=True)
    sheet = opened({**tables, "used": both})["Số liệu theo năm"]
    rows = {row["Indicator and line"]: row for row in by_head(sheet)}
    assert rows["3b T"]["2018"] == 99.0


def test_the_same_bytes_on_every_run(path, tables):
    again = workbook_bytes(sta.soc_trang(), tables, as_of=2026)
    assert again == path.read_bytes()


def test_a_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(sta.PlanError, match="a folder that can be written"):
        sta.export_workbook(sta.national(), None, tmp_path / "file" / "a", as_of=2026)


def test_a_plan_without_money_says_so_on_the_charts_sheet(tables):
    bare = {name: conform([], name) for name in ("budget", "budget_totals")}
    book = opened({**tables, **bare})
    assert book["Biểu đồ"]["A2"].value.startswith("Văn bản không có phụ lục kinh phí")
    assert len(book["Biểu đồ"]._charts) == 1
    assert book["Kinh phí"]["A3"].value == "Không có dòng nào / No rows"


def filled(path, out, rows, name="Nhập số liệu"):
    """The workbook with values written into the sheet to fill in."""
    book = openpyxl.load_workbook(path)
    sheet = book["Nhập số liệu"]
    places = {sheet.cell(r, 1).value: r for r in range(5, sheet.max_row + 1)}
    for indicator, values in rows.items():
        for j, value in enumerate(values, start=5):
            sheet.cell(places[indicator], j).value = value
    sheet.title = name
    mark = book.defined_names["soctrang_nhap_so_lieu"]
    mark.attr_text = f"'{name}'!$A$4"
    book.save(out)
    return out


def test_the_sheet_to_fill_in_is_read_back(book, path, tmp_path):
    sheet = book["Nhập số liệu"]
    assert sheet.max_row == 4 + 35
    assert [c.value for c in sheet[5]][2:] == ["%", "Sóc Trăng", *[None] * 5]
    rules = sheet.data_validations.dataValidation
    percent = next(r for r in rules if "F5" in str(r.sqref))
    assert (percent.formula1, percent.formula2) == ("0", "100")
    rows = {
        "1": [2025, 78.5, 157, 200, "Báo cáo số 12"],
        "3b": ["2025-H1", "11,9", None, None, None],
    }
    for name in ("Nhập số liệu", "Số của tôi"):
        out = filled(path, tmp_path / "filled.xlsx", rows, name)
        read = sta.read_observations(out, plan=sta.soc_trang())
        found = read[["indicator_id", "area", "period", "value", "unit"]]
        assert found.to_numpy().tolist() == [
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
    with pytest.raises(sta.PlanError, match=r"E5|F5"):
        sta.read_observations(out, plan=sta.soc_trang())


def test_a_mark_of_a_sheet_that_is_gone_is_no_mark(path, tmp_path):
    book = openpyxl.load_workbook(path)
    del book["Nhập số liệu"]
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(sta.PlanError, match="one sheet with content only"):
        sta.read_observations(tmp_path / "a.xlsx")
