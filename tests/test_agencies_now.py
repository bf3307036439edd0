"""What became of the plan's agencies: facts, table, findings, chart."""

import re
from datetime import date

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import charts, facts
from soctrang_analysis.reading.agencies_now import agency_key, agency_now
from soctrang_analysis.schema import check

ROWS = facts.rows("areas/agencies_now")
LABOUR = "Sở Lao động - Thương binh và Xã hội"
CULTURE = "Sở Văn hóa, Thể thao và Du lịch"
BOTH = "Sở Nội vụ TP Cần Thơ (cùng Sở Y tế)"

# Typed from agencies_after_2025.csv: target, agency -> who has it now, how certain.
NOW = {
    (1, LABOUR): ("Sở Y tế TP Cần Thơ", "pattern"),
    (3, "Sở Y tế"): ("Sở Y tế TP Cần Thơ", "unconfirmed"),
    (9, LABOUR): ("Sở Y tế TP Cần Thơ", "pattern"),
    (9, "Công an tỉnh"): ("Công an TP Cần Thơ", "unconfirmed"),
    (10, LABOUR): (BOTH, "unconfirmed"),
    (13, CULTURE): (f"{CULTURE} TP Cần Thơ", "unconfirmed"),
    (14, "Sở Tư pháp"): ("Sở Tư pháp TP Cần Thơ", "unconfirmed"),
    (21, CULTURE): (f"{CULTURE} TP Cần Thơ", "documented"),
}


@pytest.mark.parametrize(("target", "agency"), NOW)
def test_who_has_the_work_of_soc_trang_today(target, agency):
    table = check(sta.soc_trang().agencies, "agencies")
    row = table.query("target_no == @target and agency_vi == @agency").iloc[0]
    assert (row["present_vi"], row["certainty"]) == NOW[target, agency]
    assert row["present_en"]
    assert row["since"] == "2025-07-01"


def test_only_one_target_is_documented_and_none_is_left_out():
    table = sta.soc_trang().agencies
    counts = table["certainty"].value_counts().to_dict()
    assert counts == {"unconfirmed": 15, "pattern": 9, "documented": 1}


# Facts -------------------------------------------------------------------------------


def test_each_fact_is_whole():
    words = {row["certainty"] for row in facts.rows("words/certainty")}
    for row in ROWS:
        assert None not in row
        known = [bool(row[c]) for c in ("present_vi", "present_en", "certainty")]
        assert len(set(known)) == 1, row
        assert row["certainty"] in words | {""}
        assert row["gone"] in {"", "1"}
        assert bool(row["note_vi"]) == bool(row["note_en"])
        assert row["source"] or row["certainty"] == "unconfirmed"
        for day in filter(None, (row["since"], row["gone_from"])):
            date.fromisoformat(day)
        assert bool(row["framework"]) == bool(row["parts"])
        if row["framework"]:
            assert row["framework"] in facts.frameworks()
        if not row["gone"]:  # the text says when the area was merged
            assert row["since"]


def test_no_two_facts_answer_for_the_same():
    parts = [
        (row["area"], agency_key(name), row["framework"], part)
        for row in ROWS
        for name in row["agency"].split("|")
        for part in row["parts"].split() or [""]
    ]
    assert len(parts) == len(set(parts))


def test_what_holds_everywhere_names_no_agency_of_a_province():
    for row in (row for row in ROWS if not row["area"]):
        assert row["gone"] == "1"
        assert not row["present_vi"].startswith(("Sở", "UBND", "Ủy ban"))


def test_a_word_for_certainty_that_is_none_is_refused():
    table = sta.soc_trang().agencies.assign(certainty="sure")
    table["certainty"] = table["certainty"].astype("str")
    with pytest.raises(sta.PlanError, match=r"certainty: one of documented, pattern"):
        check(table, "agencies")


SPELLINGS = [
    "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    "Sở Lao động – Thương binh và Xã hội",
    "Sở Lao động, Thương binh và Xã hội tỉnh Sóc Trăng",
    "Sở Lao động-Thương binh & Xã hội tỉnh",
    "Sở LĐTBXH",
    "Sở LĐ-TB&XH tỉnh Sóc Trăng",
]


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_an_agency_are_one(name):
    found = agency_now(name, "tỉnh Sóc Trăng", facts.framework(), "10")
    assert found["present_vi"] == BOTH


@pytest.mark.parametrize(
    "name",
    [
        "Sở Nội vụ",
        "Sở Y tế và Sở Tư pháp",
        "Công an xã",
        "UBND xã",
        "UBND thành phố",
        "",
    ],
)
def test_an_agency_not_in_the_facts_is_not_known(name):
    assert agency_now(name, "Sóc Trăng", facts.framework()) is None


@pytest.mark.parametrize(
    "name", ["UBND huyện", "UBND cấp huyện", "Ủy ban nhân dân các huyện, thị xã"]
)
def test_districts_are_gone_in_every_area(name):
    for area in ("Cà Mau", "huyện Kế Sách", ""):
        found = agency_now(name, area, facts.framework())
        assert (found["gone"], found["present_vi"]) == ("1", "")
        assert found["gone_from"] == "2025-07-01"


def test_the_numbers_of_one_framework_do_not_serve_another():
    class Other:
        name = "gender"

    found = agency_now(LABOUR, "Sóc Trăng", Other, "10")
    assert found["present_vi"] == ""  # gone everywhere, nothing more is known


# Other plans -------------------------------------------------------------------------

TARGETS = """KẾ HOẠCH
Vì trẻ em trên địa bàn tỉnh {area}
1. Mục tiêu
Chỉ tiêu 1: Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh đạt 97% vào năm 2025.
Chỉ tiêu 2: Giảm tỷ lệ lao động trẻ em và người chưa thành niên từ 5 đến 17 tuổi \
xuống 6% vào năm 2025.
Chỉ tiêu 3: Tỷ lệ trẻ em biết bơi an toàn đạt 40% vào năm 2025.
IV. TỔ CHỨC THỰC HIỆN
1. Sở LĐ-TB&XH: Thực hiện các chỉ tiêu 1, 2, 3 của Kế hoạch.
2. UBND các huyện, thành phố: Thực hiện chỉ tiêu 1 của Kế hoạch.
3. Sở Y tế: Tham gia.
4. Sở Xây dựng: Tham gia.
5. Định kỳ báo cáo kết quả về UBND tỉnh (qua Sở LĐTBXH).
"""


@pytest.fixture
def other(tmp_path):
    def read(area):
        path = tmp_path / "plan.txt"
        path.write_text(TARGETS.format(area=area), "utf-8")
        return sta.read_plan(path)

    return read


def told(plan):
    """Findings on agencies: id -> row."""
    own = plan.findings[plan.findings["finding_id"].str.startswith("agency_")]
    return own.set_index("finding_id")


def test_another_province_gets_no_agency_of_can_tho(other):
    plan = other("Cà Mau")
    assert len(plan.agencies) == 4
    for name in ("present_vi", "present_en", "since", "certainty"):
        assert not plan.agencies[name].any()
    assert "Cần Thơ" not in plan.agencies.to_csv() + plan.findings.to_csv()


def test_another_province_is_told_what_is_gone_and_that_no_more_is_known(other):
    table = told(other("Cà Mau"))
    assert table["source_line"].to_dict() == {
        "agency_gone_unknown:agency Sở LĐ-TB&XH": 8,
        "agency_gone_unknown:agency UBND các huyện, thành phố": 9,
        "agency_gone_unknown:reports to Sở Lao động - Thương binh và Xã hội": 12,
    }
    assert set(table["severity"]) == {"warning"}
    row = table.loc["agency_gone_unknown:agency Sở LĐ-TB&XH"]
    assert row["resolution_vi"] == (
        "Cơ quan này không còn (nguồn không nêu ngày). Chưa rõ cơ quan nào của địa bàn "
        "đảm nhiệm hiện nay; cần xác nhận. Cách chia việc cần xác nhận ở từng tỉnh."
    )
    row = table.loc["agency_gone_unknown:agency UBND các huyện, thành phố"]
    assert row["resolution_en"] == (
        "This agency no longer exists as from 1 July 2025. Which agency of the area "
        "has the work today is not known; have it confirmed. The district level has "
        "ended."
    )


def test_a_target_is_known_by_its_meaning_not_by_its_number(other):
    plan = other("Sóc Trăng")
    now = plan.agencies.query("agency_vi == 'Sở LĐ-TB&XH'").set_index("target_no")
    # Target 1 is the framework's 14, of which no fact speaks for this agency; 2 is its
    # 10 (child labour); 3 is none of its.
    assert now["present_vi"].to_dict() == {1: "", 2: BOTH, 3: ""}
    row = told(plan).loc["agency_gone:agency Sở LĐ-TB&XH"]
    assert f"{BOTH} (chưa xác nhận; chỉ tiêu 2)" in row["resolution_vi"]
    assert "chưa rõ (chỉ tiêu 1)" in row["resolution_vi"]
    assert "not known (targets: 3)" in row["resolution_en"]


def test_a_plan_without_area_gets_none_either(other, tmp_path):
    path = tmp_path / "bare.txt"
    path.write_text(TARGETS.replace(" trên địa bàn tỉnh {area}", ""), "utf-8")
    plan = sta.read_plan(path)
    assert plan.area == ""
    assert not plan.agencies["present_vi"].any()
    assert "agency_gone_unknown:agency Sở LĐ-TB&XH" in told(plan).index


# Findings ----------------------------------------------------------------------------


def test_the_duties_of_soc_trang_that_lost_their_agency():
    table = told(sta.soc_trang())
    gone = table[table["severity"].eq("warning")]
    assert sorted(gone["source_line"]) == [163, 211, 229, 243]
    assert sorted(table.drop(gone.index)["source_line"]) == [
        183, 185, 187, 197, 203, 219, 227,
    ]  # fmt: skip
    assert set(table.drop(gone.index)["severity"]) == {"info"}


def test_a_finding_says_who_has_the_work_and_how_certain_that_is():
    row = told(sta.soc_trang()).loc[f"agency_gone:agency {LABOUR}"]
    assert row["found"] == f"“{LABOUR}”"
    assert row["expected"] == "cơ quan còn hoạt động / an agency that exists"
    assert row["resolution_vi"].startswith(
        "Cơ quan này không còn (nguồn không nêu ngày). Nơi đảm nhiệm hiện nay, sớm "
        "nhất từ ngày 1/7/2025, và mức độ xác thực: Sở Y tế TP Cần Thơ (theo mô hình "
        "nơi khác; chỉ tiêu 1, 2, 8, 9, 11, 12, 22, 23, 24); Sở Nội vụ TP Cần Thơ "
        "(cùng Sở Y tế) (chưa xác nhận; chỉ tiêu 10)."
    )
    assert "Department of Health of Cần Thơ city (pattern" in row["resolution_en"]


def test_reports_to_an_agency_that_is_gone_are_told_with_who_takes_them_in():
    row = told(sta.soc_trang()).loc[f"agency_gone:reports to {LABOUR}"]
    assert "Sở Y tế TP Cần Thơ (theo mô hình nơi khác)." in row["resolution_vi"]


def test_the_work_of_districts_is_with_the_communes():
    name = "agency_gone:agency Ủy ban nhân dân các huyện, thị xã, thành phố"
    text = told(sta.soc_trang()).loc[name, "resolution_vi"]
    assert "không còn từ ngày 1/7/2025" in text
    assert "43 UBND xã, phường (trong 103 của TP Cần Thơ) (có văn bản)" in text


# Chart -------------------------------------------------------------------------------


def drawn(plan, lang, table=None):
    """Lines below the dots, and the texts around the chart."""
    table = plan.agencies if table is None else table
    ax = charts.plot_agencies(plan, table, lang=lang)
    around = {text.get_gid(): text.get_text() for text in ax.figure.texts}
    lines = [re.sub(r"\s+", " ", text.get_text()) for text in ax.texts]
    alt = ax.figure.get_label()
    plt.close(ax.figure)
    return lines, around["subtitle"].replace("\n", " "), alt


def test_the_chart_shows_who_has_the_work_today_with_a_mark():
    lines, subtitle, alt = drawn(sta.soc_trang(), "vi")
    assert "→ 1, 2, 8, 9, 11, 12, 22, 23, 24: Sở Y tế TP Cần Thơ ~" in lines
    assert f"→ 10: {BOTH} ?" in lines
    assert f"→ 21: {CULTURE} TP Cần Thơ ✓" in lines
    assert "→ Công an TP Cần Thơ ?" in lines
    assert subtitle == (
        "● chủ trì, ○ phối hợp; Sóc Trăng; → cơ quan hiện đảm nhiệm, sớm nhất từ ngày "
        "1/7/2025: ✓ có văn bản, ~ theo mô hình nơi khác, ? chưa xác nhận"
    )
    assert alt.endswith("Kèm cơ quan hiện đảm nhiệm và mức độ xác thực.")


def test_the_chart_says_so_in_english_too():
    lines, subtitle, _ = drawn(sta.soc_trang(), "en")
    assert "→ Department of Justice of Cần Thơ city ?" in lines
    assert "who has the work today, since 1 July 2025 at the earliest" in subtitle
    assert "✓ documented, ~ pattern elsewhere, ? unconfirmed" in subtitle


def test_several_days_stand_beside_their_agencies():
    plan = sta.soc_trang()
    justice = plan.agencies["agency_vi"].eq("Sở Tư pháp")
    days = plan.agencies["since"].mask(justice, "2025-02-20")
    lines, subtitle, _ = drawn(plan, "vi", plan.agencies.assign(since=days))
    assert "→ Sở Tư pháp TP Cần Thơ, sớm nhất từ ngày 20/2/2025 ?" in lines
    assert "2025" not in subtitle


def test_a_plan_whose_agencies_of_today_are_not_known_is_drawn_without():
    plan = sta.soc_trang()
    blank = pd.Series("", index=plan.agencies.index, dtype="str")
    names = ("present_vi", "present_en", "since", "certainty")
    table = plan.agencies.assign(**dict.fromkeys(names, blank))
    lines, subtitle, alt = drawn(plan, "vi", table)
    assert lines == []
    assert subtitle == "● chủ trì, ○ phối hợp; Sóc Trăng"
    assert alt == "Bảng 6 cơ quan và 24 chỉ tiêu."
