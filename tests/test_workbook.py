"""The workbook read back: equal to the tables, safe, filtered, with real charts."""

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
from soctrang_analysis.output.workbook import workbook_bytes
from soctrang_analysis.schema import columns, conform

SHEETS = [row["table"] for row in facts.rows("words/sheets")]


@pytest.fixture(scope="module")
def path(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    path.write_bytes(workbook_bytes(sta.soc_trang(), tables, as_of=2026))
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def read_sheet(path, name, wanted):
    texts = {c: "str" for c in wanted if str(wanted[c].dtype) == "str"}
    options = {"dtype": texts, "keep_default_na": False, "na_values": [""]}
    return pd.read_excel(path, sheet_name=name, **options)


@pytest.mark.parametrize("name", SHEETS)
def test_every_table_reads_back_equal(name, path, tables):
    wanted = near(sta.soc_trang(), tables)[name]
    found = read_sheet(path, name, wanted)
    assert list(found.columns) == list(wanted.columns)
    for column in wanted:
        left, right = found[column], wanted[column]
        if str(right.dtype) == "str":
            assert left.fillna("").tolist() == right.fillna("").tolist(), column
        elif str(right.dtype) in ("bool", "boolean"):
            assert left.astype("boolean").tolist() == right.tolist()
        else:
            numbers = right.astype("Float64").astype(float)
            pd.testing.assert_series_equal(
                left.astype(float), numbers, check_names=False
            )


def test_sheets_show_the_area_its_parents_and_neighbours_only(path, tables):
    seen = pd.concat([tables["observations"].iloc[:1].assign(area="Hà Nội"),
                      tables["observations"]], ignore_index=True)  # fmt: skip
    shown = near(sta.soc_trang(), {**tables, "observations": seen})["observations"]
    assert "Hà Nội" not in set(shown["area"])
    assert {"Sóc Trăng", "Hậu Giang", "Việt Nam"} <= set(shown["area"])


def test_a_plan_without_area_shows_no_values_and_says_so(tables, tmp_path):
    plan = sta.Plan(**{**vars(sta.soc_trang()), "area": ""})
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(plan, tables, as_of=2026))
    book = openpyxl.load_workbook(path)
    assert book["progress"].max_row == 1
    told = {row[0].value: row[1].value for row in book["contents"].iter_rows()}
    assert "Chưa rõ địa bàn" in told["progress"]
    assert "Chưa rõ địa bàn" in book["charts"]["A40"].value
    assert "Chưa rõ địa bàn".lower() in book["cover"]["A3"].value


def test_the_cover_names_plan_area_document_and_year(book):
    lines = [row[0].value for row in book["cover"].iter_rows()]
    assert lines[0] == sta.soc_trang().source["title_vi"]
    assert lines[2:] == [
        "Địa bàn: Sóc Trăng / Area: Sóc Trăng",
        "Văn bản: plan-soc-trang-2021-draft.txt / "
        "Document: plan-soc-trang-2021-draft.txt",
        "Đánh giá đến năm 2026 / As of 2026",
    ]


def test_order_of_sheets_and_contents(book):
    assert book.sheetnames[:4] == ["cover", "contents", "notes", "charts"]
    listed = [row[0].value for row in book["contents"].iter_rows(min_row=3)]
    assert listed == book.sheetnames[4:]
    assert book["contents"]["A3"].hyperlink is not None


def test_tables_are_frozen_filtered_and_never_merged(book):
    for name in SHEETS:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert not sheet.merged_cells.ranges
        widths = [d.width for d in sheet.column_dimensions.values()]
        assert min(widths) > 3
        assert max(widths) <= 60


def test_money_has_thousands_and_signals_a_word_and_a_fill(book):
    header = [c.value for c in book["budget"][1]]
    cell = book["budget"].cell(2, header.index("amount_vnd") + 1)
    assert cell.number_format == "#,##0"
    assert isinstance(cell.value, int)
    header = [c.value for c in book["progress"][1]]
    cell = book["progress"].cell(2, header.index("signal") + 1)
    assert cell.value == "no_evidence"
    assert cell.fill.fgColor.rgb.endswith("D5D8DC")


def test_every_column_is_explained_in_both_languages(book):
    rows = [[c.value for c in row] for row in book["notes"].iter_rows(min_row=2)]
    assert all(row[2] and row[3] for row in rows)
    told = {(row[0], row[1]) for row in rows}
    for name in SHEETS:
        assert {(name, r["column"]) for r in columns(name)} <= told


def test_text_that_looks_like_a_formula_stays_text(tables, tmp_path):
    table = tables["agencies"].copy()
    table.loc[0, "agency_en"] = "=1+1"
    table.loc[1, "agency_en"] = "@x"
    data = workbook_bytes(sta.soc_trang(), {**tables, "agencies": table}, as_of=2026)
    (tmp_path / "a.xlsx").write_bytes(data)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["agencies"]
    cell = sheet.cell(2, [c.value for c in sheet[1]].index("agency_en") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_three_native_charts_with_data_and_a_cell_to_choose(book, path):
    sheet = book["charts"]
    assert len(sheet._charts) == 3
    budget = [[c.value for c in row] for row in sheet["A2:E10"]]
    assert [sum(row[1:]) for row in budget] == pytest.approx([216] * 4 + [285.6] * 5)
    assert sheet["B40"].value == "3b"
    assert sheet.data_validations.dataValidation[0].sqref.ranges
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert sum(n.startswith("xl/charts/chart") for n in names) == 3
        assert not any("vba" in n.lower() for n in names)


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


def test_a_plan_without_money_and_falls_says_so_on_the_charts_sheet(tables, tmp_path):
    bare = {name: conform([], name) for name in ("budget", "trajectories")}
    data = workbook_bytes(sta.soc_trang(), {**tables, **bare}, as_of=2026)
    (tmp_path / "a.xlsx").write_bytes(data)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["charts"]
    assert sheet["A1"].value.startswith("Văn bản không có phụ lục kinh phí")
    assert sheet["A20"].value.startswith("Kế hoạch không có chỉ tiêu dạng này")
    assert len(sheet._charts) == 1
