import os
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

import soctrang_analysis as sta
from soctrang_analysis.facts import source_file
from soctrang_analysis.output.tables import build_tables
from soctrang_analysis.reading.bundled import bundled
from soctrang_analysis.reading.plan import Plan, read_plan

settings.register_profile(
    "test",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("test")
os.environ.setdefault("COLUMNS", "120")


@pytest.fixture(scope="session")
def plan_path() -> Path:
    return source_file(bundled("file"))


@pytest.fixture(scope="session")
def plan_text(plan_path: Path) -> str:
    return plan_path.read_text("utf-8")


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    """Every table of the bundled plan, computed once for all tests."""
    return build_tables(sta.soc_trang(), sta.load_observations(), as_of=2026)


OTHER = Path(__file__).with_name("data") / "ca-mau.txt"
ANNEX = [
    ["STT", "Nội dung", "2022", "2023", "2024", "2025", "Đơn vị thực hiện"],
    ["1", "Truyền thông về quyền trẻ em", "10", "10", "20", "20", "Sở Y tế"],
    ["2", "Tập huấn cho cán bộ cấp xã", "5", "5", "5,5", "6", "Sở Tư pháp"],
    ["Tổng cộng", "", "15", "15", "25,5", "26", ""],
]
VALUES = """indicator_id,area,period,value,unit,source_title
1,Cà Mau,2021,50,percent,Báo cáo Sở A
1,Cà Mau,2022,54,percent,Báo cáo Sở A
1,Cà Mau,2023,58,percent,Báo cáo Sở A
14,Cà Mau,2022,95.1,percent,Báo cáo Sở Tư pháp
14,Cà Mau,2023,96.2,percent,Báo cáo Sở Tư pháp
3b,Cà Mau,2021,13.5,per_1000_live_births,Cục Thống kê Cà Mau
3b,Cà Mau,2022,13.1,per_1000_live_births,Cục Thống kê Cà Mau
3b,Cà Mau,2023,12.9,per_1000_live_births,Cục Thống kê Cà Mau
3b,Cà Mau,2024,12.4,per_1000_live_births,Cục Thống kê Cà Mau
10,Cà Mau,2023,7,percent,Báo cáo Sở A
16,Hà Giang,2023,91,percent,Báo cáo nơi khác
"""


@pytest.fixture(scope="session")
def other_plan(tmp_path_factory) -> tuple[Path, Path]:
    """A Word plan of another province with 12 targets, and a file of its values."""
    folder = tmp_path_factory.mktemp("ca-mau")
    document = docx.Document()
    for text in OTHER.read_text("utf-8").splitlines():
        document.add_paragraph(text)
    table = document.add_table(len(ANNEX), len(ANNEX[0]))
    for cells, row in zip(ANNEX, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    document.save(folder / "ke-hoach.docx")
    (folder / "so-lieu.csv").write_text(VALUES, "utf-8")
    return folder / "ke-hoach.docx", folder / "so-lieu.csv"


@pytest.fixture
def make_plan(tmp_path: Path) -> Callable[..., Plan]:
    """Lines of a document -> its Plan."""

    def make(*lines: str, **how: str) -> Plan:
        path = tmp_path / "made-up.txt"
        path.write_text("\n".join(lines), "utf-8")
        return read_plan(path, **how)

    return make
