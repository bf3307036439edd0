import os
from pathlib import Path

import docx
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

import soctrang_analysis as sta
from soctrang_analysis.facts import source_file
from soctrang_analysis.output.tables import build_tables
from soctrang_analysis.reading.bundled import bundled

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


OTHER = """ỦY BAN NHÂN DÂN
TỈNH CÀ MAU
Số: 45/KH-UBND
KẾ HOẠCH
Thực hiện Chương trình hành động vì trẻ em giai đoạn 2021 - 2030, trên địa bàn tỉnh Cà Mau
I. MỤC TIÊU
2. Mục tiêu cụ thể
- Chỉ tiêu 1: Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh đạt 97% vào năm 2025 và 99% vào năm 2030.
- Chỉ tiêu 2: Giảm tỷ lệ lao động trẻ em và người chưa thành niên từ 5 đến 17 tuổi xuống 6% vào năm 2025 và xuống 5% vào năm 2030.
- Chỉ tiêu 3: Tỷ lệ xã, phường, thị trấn đạt tiêu chuẩn phù hợp với trẻ em đạt 65% vào năm 2025 và 75% vào năm 2030.
- Chỉ tiêu 4: Giảm tỷ suất tử vong của trẻ em dưới 1 tuổi trên 1.000 trẻ đẻ sống xuống 12 vào năm 2025 và 10 vào năm 2030.
- Chỉ tiêu 5: Giảm 20% số trẻ em bị xâm hại trên tổng số trẻ em vào năm 2030, mỗi năm giảm 2%.
- Chỉ tiêu 6: Từng bước xóa bỏ tình trạng tảo hôn, duy trì mức giảm số cuộc tảo hôn từ 2 đến 3% hằng năm giai đoạn từ năm 2025 đến năm 2030.
- Chỉ tiêu 7: Tỷ lệ huy động trẻ em 5 tuổi đi học mẫu giáo đạt 98% vào năm 2025 và 99% vào năm 2030.
- Chỉ tiêu 8: Tỷ lệ trẻ em hoàn thành cấp tiểu học đạt 96% vào năm 2025 và 98% vào năm 2030.
- Chỉ tiêu 9: Phấn đấu 90% trường học có dịch vụ hỗ trợ tâm lý trẻ em vào năm 2025.
- Chỉ tiêu 10: Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030.
- Chỉ tiêu 11: Phấn đấu 100% trẻ em gặp thiên tai, thảm họa được cứu trợ, hỗ trợ kịp thời.
- Chỉ tiêu 12: Phấn đấu 85% trẻ em được nâng cao nhận thức, năng lực về quyền tham gia của trẻ em vào năm 2025 và 90% vào năm 2030.
II. NHIỆM VỤ VÀ GIẢI PHÁP
1. Tăng cường truyền thông về quyền trẻ em.
IV. TỔ CHỨC THỰC HIỆN
1. Sở Y tế: Hướng dẫn, triển khai thực hiện các chỉ tiêu 2, 4, 5, 6, 10, 11, 12 của Kế hoạch.
2. Sở Giáo dục và Đào tạo: Hướng dẫn, triển khai thực hiện các chỉ tiêu 7, 8, 9 của Kế hoạch.
3. Sở Tư pháp: Hướng dẫn, triển khai thực hiện chỉ tiêu 1, 3 của Kế hoạch.
PHỤ LỤC
Kinh phí thực hiện Kế hoạch
ĐVT: Triệu đồng"""
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
    for text in OTHER.split("\n"):
        document.add_paragraph(text)
    table = document.add_table(len(ANNEX), len(ANNEX[0]))
    for cells, row in zip(ANNEX, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    document.save(folder / "ke-hoach.docx")
    (folder / "so-lieu.csv").write_text(VALUES, "utf-8")
    return folder / "ke-hoach.docx", folder / "so-lieu.csv"
