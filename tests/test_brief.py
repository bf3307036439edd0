"""One page for the chairman: what it says, how it is set, what it refuses."""

import io
import re
import sys
import zipfile
import zlib

import docx
import pytest
from docx.oxml.ns import qn
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import PlanError, RangeError
from soctrang_analysis.cli import app
from soctrang_analysis.output import office, office_pdf
from soctrang_analysis.output.brief import NEEDED, brief
from soctrang_analysis.output.brief_told import Told
from soctrang_analysis.output.paper import Letterhead, Paper, Picture, Signature, Text
from soctrang_analysis.output.tables import build_tables

PLAN, VALUES = sta.soc_trang(), sta.load_observations()
DOT = bytes.fromhex(  # the smallest PNG
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944"
    "4154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def tables():
    return build_tables(PLAN, VALUES, as_of=2026, only=NEEDED)


@pytest.fixture(scope="module")
def paper(tables):
    return brief(Told(PLAN, tables, 2026, "vi"))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("brief") / "tom-tat.docx"
    return docx.Document(sta.export_brief(PLAN, VALUES, path, as_of=2026))


@pytest.fixture
def fonts(monkeypatch):
    """HTML does not need the font to be there; a PDF does."""
    monkeypatch.setattr(office_pdf, "_font", lambda face: f"file:///{face}.ttf")


def said(document):
    """Every text below the letterhead, without the overview."""
    return "\n".join(line.text for line in document.paragraphs).replace("\u00a0", " ")


def told_of(plan, values, as_of, lang="vi"):
    """The texts of a brief in order."""
    tables = build_tables(plan, values, as_of=as_of, only=NEEDED)
    made = brief(Told(plan, tables, as_of, lang))
    return "\n".join(b.words for b in made.blocks if isinstance(b, Text))


def test_the_page_says_what_the_tables_say(page):
    text = said(page)
    for part in (
        "Chưa kết luận được mục tiêu nào trong 30 mục tiêu năm 2025 đã đến hạn; "
        "28 trong 35 chỉ số chưa có số liệu, số liệu mới nhất là của năm 2023.",
        "24 chỉ tiêu với 35 chỉ số: 30 mục tiêu năm 2025, 33 mục tiêu năm 2030 và "
        "1 mục tiêu phải duy trì hằng năm.",
        "12 mức đặt cao hơn, không mức nào thấp hơn.",
        # 216 x 4 + 285.6 x 5 = 2 292 million
        "2,292 tỷ đồng theo phụ lục, giai đoạn 2022 - 2030 (đã hiệu chỉnh)",
        # 216 million / 308 000 and 285.6 million / 273 321
        "701 đến 1.045 đồng mỗi trẻ em dưới 16 tuổi mỗi năm (số trẻ em: công bố "
        "2022 - 2023, dự báo 2024 - 2030)",
        "Phụ lục chưa bố trí kinh phí cho mục tiêu 1 và 3.",
        "7 chỉ số có số liệu cũ hoặc quá ít, 28 chỉ số chưa có số liệu. Số liệu mới "
        "nhất: năm 2023 (8a, 8b), năm 2021 (9), năm 2018 (3b, 3c), năm 2016 (5a), "
        "năm 2015 (16); đã 3 đến 11 năm.",
        "Sở Y tế TP Cần Thơ: 17 (1, 2, 3a, 3b,",
        "Sở Giáo dục và Đào tạo TP Cần Thơ: 10 (7, 15, 16,",
        "gửi số liệu của 30 mục tiêu đã đến hạn",
        "cơ quan chủ trì hiện nay của 23 trong 24 chỉ tiêu",
        "Sóc Trăng thuộc Cần Thơ từ ngày 1/7/2025: riêng việc sáp nhập làm “Tử vong "
        "dưới 1 tuổi” và “Tử vong dưới 5 tuổi” năm 2025 (số liệu năm 2018) từ chưa "
        "đạt thành đạt mục tiêu.",
        "mức giảm của chỉ số 9 (hai mức không khớp); chỉ tiêu 15 và 16",
        "3 điểm khác (trang tính “Phát hiện” của tệp Excel)",
    ):
        assert part in text


def test_in_english_the_same():
    text = told_of(PLAN, VALUES, 2026, "en")
    for part in (
        "None of the 30 targets for 2025 that fell due can be judged; 28 of 35",
        "2.292 billion dong in the annex, 2022-2030 (corrected); 701-1,045 dong a year",
        "Department of Health of Cần Thơ city: 17 (1, 2,",
        "as Sóc Trăng is part of Cần Thơ since 1 July 2025: the merger alone turns",
        "money for objectives 1 and 3 (none in the annex)",
    ):
        assert part in text
    assert "chỉ số" not in text


def test_the_overview_holds_every_indicator_with_value_targets_and_mark(page):
    rows = [[cell.text for cell in row.cells] for row in page.tables[1].rows]
    assert rows[0][:5] == ["Chỉ số, đơn vị", "Mới nhất", "2025", "2030", ""]
    halves = [row[:5] for row in rows[1:]] + [row[6:] for row in rows[1:]]
    assert [row for row in halves if row[0]][3] == [
        "3b Tử vong dưới 1 tuổi, ‰", "12,6 (2018)", "≤ 12,5", "≤ 10", "○",
    ]  # fmt: skip
    named = [row[0].split()[0] for row in halves if row[0]]
    assert named == list(dict.fromkeys(PLAN.targets["indicator_id"]))
    assert ["13 Tảo hôn, số trường hợp", "–", "–", "-3…-2%*", "○"] in halves


def test_the_form_is_that_of_the_decree(page):
    section = page.sections[0]
    assert len(page.sections) == 1
    sizes = (section.page_width, section.page_height)
    assert [round(size.mm) for size in sizes] == [210, 297]
    edges = ("left_margin", "right_margin", "top_margin", "bottom_margin")
    assert [round(getattr(section, edge).mm) for edge in edges] == [30, 15, 20, 20]
    left, right = page.tables[0].rows[0].cells
    assert right.paragraphs[0].text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert right.paragraphs[1].text == "Độc lập - Tự do - Hạnh phúc"
    assert "Số: ……/……" in left.text
    assert "ngày …… tháng …… năm" in right.text
    styles = [line.style.name for line in page.paragraphs]
    assert styles[:3] == ["Title", "Subtitle", "Office finding"]
    assert styles.count("Heading 1") == 5
    heads = [x.text[0] for x in page.paragraphs if x.style.name.startswith("Heading")]
    assert heads == list("123456")


def test_the_page_number_stands_on_top_but_not_on_page_1(page):
    section = page.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    assert "PAGE" in section.header._element.xml
    assert section.header.paragraphs[0].alignment == 1  # centred


def test_every_text_is_set_in_times_new_roman(page):
    body = page.element.body
    assert {run.font.name for line in page.paragraphs for run in line.runs} == {None}
    used = {style.get(qn("w:val")) for style in body.iter(qn("w:pStyle"))}
    for style in page.styles:
        if style.style_id in used | {"Normal"}:
            assert style.font.name == "Times New Roman", style.name
            assert "Theme" not in style.element.xml, style.name
    defaults = page.styles.element.find(qn("w:docDefaults")).find(
        f".//{qn('w:rFonts')}"
    )
    assert set(defaults.attrib.values()) == {"Times New Roman"}


def test_nothing_forces_a_second_page(page):
    xml = page.element.xml
    assert "w:br " not in xml
    assert "lastRenderedPageBreak" not in xml
    assert "pageBreakBefore" not in xml


def test_the_overview_repeats_its_header_and_says_in_words_what_it_shows(page):
    table = page.tables[1]._tbl
    assert table.tr_lst[0].find(f".//{qn('w:tblHeader')}") is not None
    alt = table.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    assert alt.startswith("Bảng 35 chỉ số")
    assert alt.endswith("số liệu mới nhất là của năm 2023.")


def test_the_same_bytes_on_every_run(tmp_path, paper):
    first, second = office.docx_bytes(paper), office.docx_bytes(paper)
    assert first == second
    path = sta.export_brief(PLAN, VALUES, tmp_path / "new" / "a.DOCX", as_of=2026)
    assert path.read_bytes() == first
    with zipfile.ZipFile(path) as package:
        assert {info.date_time[0] for info in package.infolist()} == {2021}
        assert "docProps/thumbnail.jpeg" not in package.namelist()
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2021-01-01T"}
    assert "python-docx" not in core


def test_another_plan_takes_nothing_of_the_bundled_one(other_plan, tmp_path):
    file, observed = other_plan
    plan = sta.read_plan(file)
    values = sta.read_observations(observed, plan=plan)
    for lang in ("vi", "en"):
        path = sta.export_brief(
            plan, values, tmp_path / f"{lang}.docx", as_of=2026, lang=lang
        )
        with zipfile.ZipFile(path) as package:
            every = "".join(package.read(n).decode("utf-8", "replace") for n in
                            package.namelist())  # fmt: skip
        assert "Sóc Trăng" not in every
        assert "Cần Thơ" not in every
    text = told_of(plan, values, 2026)
    for part in (
        "Chưa kết luận được mục tiêu nào trong 8 mục tiêu năm 2025 đã đến hạn; 1 trong "
        "12 chỉ số có đủ số liệu mới để đánh giá",
        # 15 + 15 + 25.5 + 26
        "81,5 triệu đồng theo phụ lục, giai đoạn 2022 - 2025; chưa có số trẻ em",
        "Chưa phân loại nội dung kinh phí theo mục tiêu.",
        "1 trong 12 chỉ số đánh giá được: chậm tiến độ (3b); 3 chỉ số có số liệu cũ",
        "Sở Giáo dục và Đào tạo: 3 (16, 17a, 19)",
    ):
        assert part in text
    assert "sáp nhập" not in text


def test_before_anything_is_due_the_next_milestones_are_named():
    text = told_of(PLAN, VALUES, 2019)
    assert "Chưa có mục tiêu nào đến hạn; 2 trong 35 chỉ số có đủ số liệu" in text
    assert "Đến hạn kế tiếp: 30 mục tiêu năm 2025." in text
    assert "sáp nhập làm" not in text  # 2025 lies ahead
    assert "gửi số liệu" not in text


def test_in_the_last_year_what_is_met_is_counted():
    text = told_of(PLAN, VALUES, 2030)
    assert "63 mục tiêu năm 2025 và năm 2030 đã đến hạn: 2 đạt, 0 không đạt, 61" in text


def test_a_plan_without_money_agencies_or_values_says_so():
    text = told_of(sta.national(), None, 2026)
    for part in (
        "chưa chỉ số nào trong 35 chỉ số có số liệu",
        "Văn bản không có phụ lục kinh phí đọc được.",
        "văn bản không nêu cơ quan: 31 (1, 2,",
        "Thu thập số liệu của 31 mục tiêu đã đến hạn",
        "Giao cơ quan chủ trì cho 24 chỉ tiêu mà văn bản không nêu.",
    ):
        assert part in text


def test_without_values_of_the_old_areas_the_merger_is_left_open():
    assert "chưa có số liệu của mọi địa bàn cũ" in told_of(PLAN, None, 2026)


def test_a_plan_without_area_says_so_and_shows_no_values(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Chỉ tiêu 1: Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi "
                    "dưới 5% vào năm 2025.\n", "utf-8")  # fmt: skip
    plan = sta.read_plan(file)
    text = told_of(plan, None, 2026)
    assert text.count("Chưa rõ địa bàn của Kế hoạch") == 3
    assert "địa bàn (chưa nêu)" in text
    sta.export_brief(plan, None, tmp_path / "a.docx", as_of=2026)


def test_control_characters_of_a_document_reach_no_file(tmp_path):
    source = {**PLAN.source, "title_vi": "a" + chr(7) + "b"}
    plan = sta.Plan(**{**vars(PLAN), "source": source})
    path = sta.export_brief(plan, None, tmp_path / "a.docx", as_of=2026)
    assert "a␇b" in said(docx.Document(path))


@pytest.mark.parametrize("name", ["a.odt", "a", "a.docx.txt"])
def test_another_suffix_is_refused(name, tmp_path):
    with pytest.raises(RangeError, match=r"path: expected a file ending in \.docx or"):
        sta.export_brief(PLAN, VALUES, tmp_path / name, as_of=2026)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("lang", ["fr", None, ["vi"]])
def test_another_language_is_refused(lang, tmp_path):
    with pytest.raises(RangeError, match="lang: expected vi or en"):
        sta.export_brief(PLAN, VALUES, tmp_path / "a.docx", as_of=2026, lang=lang)


def test_a_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(PlanError, match="a folder that can be written"):
        sta.export_brief(PLAN, None, tmp_path / "file" / "a.docx", as_of=2026)


def test_the_command_writes_the_page_in_the_language_asked_for(tmp_path):
    words = ["brief", "--out", str(tmp_path / "b.docx"), "--lang", "en"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert result.output.startswith("Kế hoạch kèm theo gói")
    assert "b.docx" in result.output
    assert "None of the 30 targets" in said(docx.Document(tmp_path / "b.docx"))


def test_word_and_pdf_are_written_from_the_same_blocks(paper, page, fonts):
    html = office_pdf.html(paper)
    plain = re.sub(r"<[^>]+>", "", html).replace("&quot;", '"').replace("&lt;", "<")
    for line in page.paragraphs:
        assert line.text in plain
    for table in page.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            assert all(line.text in plain for line in cell.paragraphs)
    assert "size: 210.0mm 297.0mm; margin: 20.0mm 15.0mm 20.0mm 30.0mm" in html
    assert '<html lang="vi">' in html


def test_signature_and_pictures_are_written_both_ways(fonts):
    blocks = (Letterhead(), Picture(DOT, "Đường đi lên", 20.0), Signature(),
              Text("note", "Hết <b>"))  # fmt: skip
    made = Paper("Báo cáo", "vi", blocks)
    document = docx.Document(office_file(made))
    picture = document.inline_shapes[0]
    assert picture._inline.docPr.get("descr") == "Đường đi lên"
    assert round(picture.width.mm) == 20
    assert "[CHỨC VỤ CỦA NGƯỜI KÝ]" in document.tables[1].rows[0].cells[1].text
    html = office_pdf.html(made)
    assert 'alt="Đường đi lên" src="data:image/png;base64,' in html
    assert "Hết &lt;b&gt;" in html


def office_file(paper):
    """A paper as a file of Word."""
    return io.BytesIO(office.docx_bytes(paper))


def test_without_weasyprint_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PlanError, match=r"pip install \"soctrang-analysis\[pdf\]\""):
        sta.export_brief(PLAN, None, tmp_path / "a.pdf", as_of=2026)
    assert [*tmp_path.iterdir()] == []


def test_without_the_font_what_to_install_is_named(monkeypatch):
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    office_pdf._font.cache_clear()
    with pytest.raises(PlanError, match="install Liberation Serif 2 or Tinos"):
        office_pdf._font("Regular")


def test_the_pdf_is_one_page_with_its_fonts_and_the_same_bytes(paper):
    """Where the extra is installed; not part of ``make test``."""
    pytest.importorskip("weasyprint")
    data = office_pdf.pdf_bytes(paper)
    assert data == office_pdf.pdf_bytes(paper)
    every = data + b"".join(streams(data))
    assert len(re.findall(rb"/Type ?/Page\b", every)) == 1
    assert b"/FontFile2" in every
    assert b"CreationDate" not in every


def streams(data):
    """The unpacked parts of a PDF."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue
