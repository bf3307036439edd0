"""The workbook read back: equal to the tables, safe, filtered, with real charts."""

import re
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis.cli import app
from soctrang_analysis.output.tables import bundled_tables
from soctrang_analysis.output.workbook import export_workbook
from soctrang_analysis.schema import columns


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return export_workbook(tmp_path_factory.mktemp("book") / "plan.xlsx")


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("name", list(bundled_tables()))
def test_every_table_reads_back_equal(name, path):
    wanted = bundled_tables()[name]
    texts = {c: "str" for c in wanted if str(wanted[c].dtype) == "str"}
    options = {"dtype": texts, "keep_default_na": False, "na_values": [""]}
    found = pd.read_excel(path, sheet_name=name, **options)
    assert list(found.columns) == list(wanted.columns)
    for column in wanted:
        left, right = found[column], wanted[column]
        if column in texts:
            assert left.fillna("").tolist() == right.fillna("").tolist(), column
        elif str(right.dtype) in ("bool", "boolean"):
            assert left.astype("boolean").tolist() == right.tolist()
        else:
            numbers = right.astype("Float64").astype(float)
            pd.testing.assert_series_equal(
                left.astype(float), numbers, check_names=False
            )


def test_order_of_sheets_and_contents(book):
    assert book.sheetnames[:4] == ["cover", "contents", "notes", "charts"]
    listed = [row[0].value for row in book["contents"].iter_rows(min_row=3)]
    assert listed == book.sheetnames[4:]
    assert book["contents"]["A3"].hyperlink is not None


def test_tables_are_frozen_filtered_and_never_merged(book):
    for name in bundled_tables():
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
    for name in bundled_tables():
        assert {(name, r["column"]) for r in columns(name)} <= told


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    table = sta.load_agencies()
    table.loc[0, "agency_en"] = "=1+1"
    table.loc[1, "agency_en"] = "@x"
    path = export_workbook(tmp_path / "a.xlsx", {"agencies": table})
    sheet = openpyxl.load_workbook(path)["agencies"]
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


def test_the_same_bytes_on_every_run(path, tmp_path):
    again = export_workbook(tmp_path / "plan.xlsx")
    assert again.read_bytes() == path.read_bytes()


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
        export_workbook(tmp_path / "file" / "a.xlsx")


def test_the_command_writes_it(tmp_path):
    result = CliRunner().invoke(app, ["workbook", "--out", str(tmp_path / "b.xlsx")])
    assert result.exit_code == 0
    assert (tmp_path / "b.xlsx").stat().st_size > 50_000
