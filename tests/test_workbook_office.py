"""The workbook in LibreOffice: pages, charts, what the chooser answers."""

import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest

import soctrang_analysis as sta
from soctrang_analysis.output.workbook import workbook_bytes

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is missing"
)
PAGES = 25  # an officer prints no more
# What is typed into the chooser, with the name it finds, an observed value, the path.
CHOICES = {
    "3b": ("Tử vong dưới 1 tuổi", {"2018": 12.6, "2019": None}, {"2025": 12.5}),
    "3c": ("Tử vong dưới 5 tuổi", {"2011": None, "2012": 20.8}, {"2030": 15}),
    " 5a ": ("Tiêm chủng, dưới 1 tuổi", {"2013": 85.9, "2012": None}, {"2025": 97}),
    "16": ("Đi học mẫu giáo 5 tuổi", {"2015": 96.61}, {"2030": 99.3}),
    16: ("Đi học mẫu giáo 5 tuổi", {"2015": 96.61}, {"2030": 99.3}),
    9: ("Trẻ em bị xâm hại", {"2021": 45}, {"2030": None}),
    1: ("Xã phù hợp với trẻ em", {"2020": None}, {"2025": 77, "2030": 91}),
    99: ("không có chỉ số này", {"2018": None}, {"2025": None}),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("office") / "plan.xlsx"
    path.write_bytes(workbook_bytes(sta.soc_trang(), tables, as_of=2026))
    return path


def converted(folder, form, *paths):
    """Files as LibreOffice writes them in another form."""
    home = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", home, "--headless", "--convert-to", form, "--outdir"]
    out = folder / form
    names = [str(path) for path in paths]
    subprocess.run(
        [*command, str(out), *names], check=True, capture_output=True, timeout=300
    )
    return [out / f"{path.stem}.{form}" for path in paths]


def test_the_whole_workbook_prints_on_few_pages(path, tmp_path):
    (pdf,) = converted(tmp_path, "pdf", path)
    pages = re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes())
    assert 1 < len(pages) <= PAGES


def test_charts_have_values_and_no_missing_value_is_zero(path, tmp_path):
    (ods,) = converted(tmp_path, "ods", path)
    with zipfile.ZipFile(ods) as archive:
        charts = [
            archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if name.startswith("Object") and name.endswith("/content.xml")
        ]
    assert len(charts) == 2
    for chart in charts:
        values = re.findall(r'office:value="([\d.]+)"', chart)
        assert len([v for v in values if float(v) > 0]) >= 14
        assert "use-zero" not in chart


def test_the_chooser_answers_to_numbers_and_texts(path, tmp_path):
    asked = []
    for place, typed in enumerate(CHOICES):
        book = openpyxl.load_workbook(path)
        book["Biểu đồ"]["B20"].value = typed
        asked.append(tmp_path / f"{place}.xlsx")
        book.save(asked[-1])
    answers = converted(tmp_path, "xlsx", *asked)
    for answer, (name, observed, line) in zip(answers, CHOICES.values(), strict=True):
        sheet = openpyxl.load_workbook(answer, data_only=True)["Biểu đồ"]
        assert sheet["B21"].value.startswith(name)
        rows = {row[0].value: row for row in sheet["A24:C44"]}
        for column, wanted in ((1, observed), (2, line)):
            for year, value in wanted.items():
                found = rows[year][column].value
                assert found == ("#N/A" if value is None else pytest.approx(value))
