"""The report of a round: what it says, where each figure stands, what it refuses."""

import io
import json
import re

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import html
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import ParseError, RangeError
from soctrang_analysis.cli import app
from soctrang_analysis.output.office import docx_bytes
from soctrang_analysis.output.paper import Grid, Picture, Text
from soctrang_analysis.round.period import round_of
from soctrang_analysis.round.report import _milestone, _paper
from soctrang_analysis.round.report_page import page_bytes
from soctrang_analysis.round.report_told import reported
from soctrang_analysis.schema import conform

PLAN, VALUES = sta.soc_trang(), sta.load_observations()
HEALTH, POLICE = "Sở Y tế TP Cần Thơ", "Công an TP Cần Thơ"
SERIES = "province_reports"  # of the bundled values of 8a and 9
NOBODY = conform([], "record")
FORM = {"area": "Sóc Trăng", "period": "2026", "agency": HEALTH, "file": "a.xlsx"}
ODD = 'Thiếu <b>bác sĩ</b> & "thuốc" </script>'


def figure(name, value, unit="percent", **more):
    own = {"indicator_id": name, "value": value, "unit": unit, "evidence": "direct",
           "source_title": HEALTH, "cell": "Số liệu!G7"}  # fmt: skip
    return {**FORM, **own, **more}


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """A round as a department and the police answer it; one figure comes twice."""
    path = tmp_path_factory.mktemp("round") / "so-lieu-ky.csv"
    both = f"{POLICE}; {HEALTH}"
    first = [
        figure("1", 79.8), figure("3b", 10.9, "per_1000_live_births"),
        figure("8a", 1.1, series=SERIES),
        figure("9", 38.0, "count", agency=both, source_title=both, series=SERIES),
        figure("6", None, note="quý I/2027"),
    ]  # fmt: skip
    task = {**FORM, "task_id": "IV-199", "done": "Khám 12.000 trẻ", "obstacle": ODD,
            "under_way": "", "proposal": "Thêm 20 bác sĩ."}  # fmt: skip
    again = [figure("3b", 10.4, "per_1000_live_births")]
    for rows, tasks, day in ((first, [task], "2026-12-10"), (again, [], "2026-12-14")):
        sent = sta.Returns(
            conform(rows, "returned"), conform(tasks, "returned_tasks"),
            conform([], "problems"),
        )  # fmt: skip
        sta.append_record(path, sent, received=day, who="An")
    return path


def told_of(plan, record, values, period="2026-H2", lang="vi", kind="half"):
    wanted = round_of(plan, period)
    due = _milestone(plan, wanted, kind)
    return reported((plan, record, values), wanted, lang, kind, due)


@pytest.fixture(scope="module")
def told(record):
    return told_of(PLAN, record, VALUES)


@pytest.fixture(scope="module")
def paper(told):
    return _paper(told, "svg")


@pytest.fixture(scope="module")
def data(paper, told):
    return page_bytes(paper, told)


@pytest.fixture(scope="module")
def page(data):
    return html.document_fromstring(data)


def text_of(paper):
    """Every paragraph, its lead before it."""
    lines = (b for b in paper.blocks if isinstance(b, Text))
    return "\n".join(f"{b.lead} {b.words}".strip() for b in lines)


def grids(paper):
    return [b for b in paper.blocks if isinstance(b, Grid)]


def row_of(grid, name):
    return next(row for row in grid.rows if row[0].startswith(f"{name} "))


def test_the_report_says_by_objective_what_is_met_behind_and_unknown(paper):
    text = text_of(paper)
    for part in (
        "trong năm 2026",
        "2 trong 9 cơ quan đã gửi báo cáo, với 4 số liệu và 1 nội dung về nhiệm vụ.",
        # Of 2025: 1 (79.8 of 77) and 3b (10.4 of 12.5) are met by the figure of 2026.
        "1. Phát triển toàn diện trẻ em, chăm sóc sức khỏe, dinh dưỡng cho trẻ em\n"
        "13 chỉ số: có số liệu nhưng chưa đủ để đánh giá 4 (1, 3b, 3c, 5a); chưa có "
        "số liệu 9 (2, 3a, 4a, 4b, 4c, 4d, 5b, 6, 7).",
        "không đạt 1 (8a)",
        "- 1 Xã phù hợp với trẻ em: Chưa đủ số liệu: năm 2026 là 79,8%",
        "- 8a Trẻ có hoàn cảnh đặc biệt: Chưa chuyển biến: từ 1,09%",
        "5. Kinh phí\n2,292 tỷ đồng theo phụ lục",
    ):
        assert part in text


def test_tasks_obstacles_and_proposals_stand_in_the_words_that_were_sent(paper):
    text = text_of(paper)
    assert "- Nhiệm vụ IV-199: “" in text
    assert "đã thực hiện: Khám 12.000 trẻ.\n" in text
    assert "đang thực hiện" not in text
    assert f"- {HEALTH} (nhiệm vụ IV-199): {ODD}." in text
    assert f"- {HEALTH} (nhiệm vụ IV-199): Thêm 20 bác sĩ.\n" in text + "\n"
    silent = next(x for x in text.splitlines() if x.startswith("Chưa báo cáo nhiệm vụ"))
    assert POLICE in silent
    assert HEALTH not in silent.replace("(cùng Sở Y tế)", "")


def test_each_figure_received_names_its_row_of_the_record(paper):
    received = grids(paper)[0]
    assert [row[0].split()[0] for row in received.rows] == ["1", "3b", "6", "8a", "9"]
    assert row_of(received, "3b") == (
        "3b Tử vong dưới 1 tuổi, ‰", "10,4", "11,95", HEALTH,
        "kỳ 2026, lần gửi 2, nhận ngày 14/12/2026",
    )  # fmt: skip
    silent = row_of(received, "6")
    assert silent[1] == "chưa có số liệu"
    assert "quý I/2027" in silent[3]


def test_what_is_missing_is_told_by_agency(paper):
    missing = {row[0]: row[1:] for row in grids(paper)[1].rows}
    assert missing[POLICE] == ("1", "1", "0", "–", "0")
    asked, sent, no_value, open_, tasks = missing[HEALTH]
    assert (asked, sent, no_value, tasks) == ("21", "4", "1", "1")
    assert open_.startswith("2, 3a, 3c, 4a")
    assert "7 trong 9 cơ quan" in text_of(paper) or "8 trong 9 cơ quan" in text_of(
        paper
    )


def test_the_annex_holds_every_indicator_with_its_sources(paper):
    annex = grids(paper)[-1]
    assert len(annex.heads) == 10
    ids = [row[0].split()[0] for row in annex.rows]
    assert ids == list(dict.fromkeys(PLAN.targets["indicator_id"]))
    shown = [cell.replace("\u00a0", " ") for cell in row_of(annex, "3b")]
    assert shown[1:4] == ["≤ 12,5 (2025); ≤ 10 (2030)", "11,95", "10,4 (2026)"]
    assert shown[4] == "+1,55"  # 11.9544 - 10.4
    assert shown[7] == "-0,1"  # from 10.4 to 10 in four years
    assert shown[9] == f"Kế hoạch dòng 31; {HEALTH}; sổ số liệu 2026, lần 2"
    nothing = [cell.replace("\u00a0", " ") for cell in row_of(annex, "3a")]
    assert nothing[3] == nothing[4] == nothing[6] == nothing[8] == "–"
    assert nothing[9] == "Kế hoạch dòng 31"
    # From 18.9 to 15 in four years is -0.975, half up as in the sentence of section I.
    assert row_of(annex, "3c")[7] == "-0,98"


def test_charts_are_those_of_all_and_of_new_values_that_meet_older_ones(paper):
    alts = [b.alt for b in paper.blocks if isinstance(b, Picture)]
    assert len(alts) == 4  # overview, due, 8a, 9
    assert all(len(alt) > 40 for alt in alts)


def test_the_page_has_no_outside_address_and_one_script_for_its_tables(data, page):
    text = data.decode()
    addresses = set(re.findall(r"https?://[\w./-]+", text))
    assert addresses <= {"https://schema.org", "http://www.w3.org/2000/svg",
                         "http://www.w3.org/1999/xlink"}  # fmt: skip
    assert not page.xpath("//link | //img | //iframe | //*[@src]")
    assert page.get("lang") == "vi"
    assert len(page.xpath("//script[not(@type)]")) == 1
    assert len(page.xpath("//table")) == 3
    for table in page.xpath("//table"):
        heads = table.xpath("./thead/tr/th")
        assert {head.get("scope") for head in heads} == {"col"}
        for row in table.xpath("./tbody/tr"):
            assert len(row) == len(heads)
            assert row[0].get("scope") == "row"
        assert table.xpath("string(./caption)")
    assert [head.tag for head in page.xpath("//h1 | //h2")] == ["h1"] + ["h2"] * 6
    assert "@media print" in text
    assert "width=device-width" in text


def test_drawings_are_inside_with_alt_text_and_names_of_their_own(data, page):
    drawn = page.xpath("//figure/svg")
    assert len(drawn) == 4
    assert all(len(svg.get("aria-label")) > 40 for svg in drawn)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    used = set(re.findall(r"url\(#([\w-]+)\)", data.decode()))
    used |= {
        link.lstrip("#") for link in re.findall(r'href="(#[\w-]+)"', data.decode())
    }
    assert used <= set(ids)


def test_what_agencies_wrote_cannot_become_markup(data, page):
    assert ODD in page.xpath("string(//main)")
    assert "<b>bác sĩ" not in data.decode()


def test_the_data_of_the_annex_are_a_dataset_of_schema_org(page):
    found = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Dataset")
    assert found["spatialCoverage"]["name"] == "Sóc Trăng"
    assert found["temporalCoverage"] == "2026-01-01/2026-12-31"
    by_id = {row["propertyID"]: row for row in found["variableMeasured"]}
    assert len(by_id) == 35
    assert by_id["3b"]["value"] == 10.4
    assert by_id["3b"]["observationPeriod"] == "2026"
    assert "value" not in by_id["3a"]


def test_the_word_file_holds_the_same_in_the_form_of_offices(paper, told, tmp_path):
    made = _paper(told, "png")
    first = docx_bytes(made)
    assert first == docx_bytes(_paper(told, "png"))
    document = docx.Document(io.BytesIO(first))
    lines = [line.text.replace("\u00a0", " ") for line in document.paragraphs]
    for text in text_of(paper).splitlines():
        assert text.replace("\u00a0", " ") in lines
    tall, wide = document.sections
    assert [round(tall.page_width.mm), round(tall.page_height.mm)] == [210, 297]
    assert [round(wide.page_width.mm), round(wide.page_height.mm)] == [297, 210]
    assert wide.orientation == WD_ORIENT.LANDSCAPE
    assert tall.different_first_page_header_footer
    assert not wide.different_first_page_header_footer
    assert document.styles["Normal"].font.size.pt == 13
    annex = document.tables[-1]
    assert annex.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(annex.rows) == 36
    shapes = document.inline_shapes
    assert len(shapes) == 4
    assert all(len(s._inline.docPr.get("descr")) > 40 for s in shapes)


def test_the_same_page_has_the_same_bytes(data, told):
    assert page_bytes(_paper(told, "svg"), told) == data


def test_in_english_the_same_with_what_was_sent_as_it_was_sent(record):
    text = text_of(_paper(told_of(PLAN, record, VALUES, lang="en"), "svg"))
    for part in (
        "I. RESULTS BY OBJECTIVE",
        "2 of 9 agencies reported (figures: 4; answers on tasks: 1).",
        "13 indicators: with too few or old values to be judged 4 (1, 3b, 3c, 5a)",
        "- Department of Health of Cần Thơ city:",
        "done: Khám 12.000 trẻ.",
        "2.292 billion dong in the annex",
    ):
        assert part.removesuffix(":") in text
    assert "Chưa đủ" not in text


def test_an_evaluation_judges_every_target_of_its_milestone(record):
    made = _paper(told_of(PLAN, record, VALUES, kind="mid-term"), "svg")
    assert "Sơ kết giữa kỳ (mục tiêu năm 2025)" in text_of(made)
    verdicts = grids(made)[0]
    assert len(verdicts.rows) == 30
    assert row_of(verdicts, "1")[1:3] == ("≥ 77", "Đã đạt")
    assert row_of(verdicts, "8a")[1:3] == ("< 0,7", "Không đạt")
    assert row_of(verdicts, "3a")[2] == "Chưa có số liệu"


def test_the_final_evaluation_judges_the_last_milestone():
    told = told_of(PLAN, NOBODY, None, period="2030-H2", kind="final")
    assert told.due == 2030
    made = _paper(told, "svg")
    assert "Tổng kết (mục tiêu năm 2030)" in text_of(made)
    assert grids(made)[-1].heads[8] == "Mức cần đạt kỳ tới"


@pytest.mark.parametrize(
    ("period", "kind", "wanted"),
    [
        ("2026-H1", "year", "the yearly report, such as 2026-H2"),
        ("2024-H2", "mid-term", "a round from 2025-H2 on, before 2030-H2"),
        ("2030-H2", "mid-term", "a round from 2025-H2 on, before 2030-H2"),
        ("2029-H2", "final", "a round from 2030-H2 on"),
        ("2026-H2", "monthly", "one of half, year, mid-term, final"),
        ("2026", "half", "a round such as"),
    ],
)
def test_a_kind_that_does_not_fit_the_period_is_refused(period, kind, wanted, tmp_path):
    with pytest.raises(RangeError, match=re.escape(wanted)):
        sta.write_report(PLAN, NOBODY, tmp_path / "a.html", period=period, kind=kind)


def test_other_bad_input_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(RangeError, match=r"a file ending in \.docx or \.html"):
        sta.write_report(PLAN, NOBODY, tmp_path / "a.pdf", period="2026-H2")
    with pytest.raises(RangeError, match="'fr'"):
        sta.write_report(PLAN, NOBODY, tmp_path / "a.html", period="2026-H2", lang="fr")
    with pytest.raises(ParseError, match="a record that is there"):
        sta.write_report(
            PLAN, tmp_path / "no.csv", tmp_path / "a.html", period="2026-H2"
        )
    assert not [*tmp_path.iterdir()]


def test_half_a_year_is_told_as_such_and_unknown_is_said(tmp_path):
    made = _paper(told_of(PLAN, NOBODY, None, period="2026-H1"), "svg")
    text = text_of(made)
    assert "trong 6 tháng đầu năm 2026" in text
    assert "chưa cơ quan nào trong 9 cơ quan gửi báo cáo" in text
    assert "Chưa cơ quan nào gửi số liệu của kỳ này." in text
    assert "Chưa cơ quan nào nêu khó khăn, vướng mắc trong kỳ." in text
    assert grids(made)[-1].heads[8] == "Mức cần đạt năm 2026"


def test_another_plan_takes_nothing_of_the_bundled_one(other_plan, tmp_path):
    file, observed = other_plan
    plan, values = sta.read_plan(file), sta.read_observations(observed)
    path = sta.write_report(
        plan, NOBODY, tmp_path / "a.html", values=values, period="2026-H2", lang="en"
    )
    text = path.read_text("utf-8")
    assert "Sóc Trăng" not in text
    assert "Cần Thơ" not in text
    assert plan.area in text
    assert str(tmp_path) not in text


def test_the_command_writes_the_report(tmp_path, record):
    out = tmp_path / "bao-cao.docx"
    words = ["report", "--period", "2026-H2", "--record", record, "--out", out]
    result = CliRunner().invoke(app, [str(w) for w in [*words, "--lang", "vi"]])
    assert result.exit_code == 0, result.exception
    assert str(out) in result.output
    assert out.read_bytes()[:2] == b"PK"
