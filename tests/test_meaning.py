"""What names, prices, charts and sentences mean: typed by hand, whatever was built."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from test_examples import PLAN, judged, observed, same, target, years

import soctrang_analysis as sta
from soctrang_analysis import Options, RangeError, charts
from soctrang_analysis.analysis.pooling import pooled
from soctrang_analysis.analysis.verdicts import with_signal
from soctrang_analysis.output.figures import chosen_charts, draw
from soctrang_analysis.output.tables import build_tables

# What each indicator measures: the plan's own words, then words of the name and of the
# short name in Vietnamese, of the name and of the short name in English.
WORDS = {
    "1": ("xã, phường, thị trấn đạt tiêu chuẩn phù hợp với trẻ em",
          "đạt tiêu chuẩn phù hợp", "Xã phù hợp", "child-friendly standard",
          "Child-friendly communes"),
    "2": ("trẻ em đến 8 tuổi được tiếp cận", "trẻ em đến 8 tuổi", "toàn diện",
          "Children up to 8", "Comprehensive development"),
    "3a": ("tử vong trẻ sơ sinh", "sơ sinh", "sơ sinh", "Newborn mortality", "Newborn"),
    "3b": ("tử vong của trẻ em dưới 1 tuổi", "dưới 1 tuổi", "dưới 1 tuổi", "(under 1)",
           "Mortality under 1"),
    "3c": ("tử vong trẻ em dưới 5 tuổi", "dưới 5 tuổi", "dưới 5 tuổi",
           "Under-five mortality", "Mortality under 5"),
    "4a": ("thể cân nặng theo tuổi", "cân nặng", "cân nặng", "Underweight",
           "Underweight"),
    "4b": ("thể chiều cao theo tuổi", "chiều cao", "chiều cao", "Stunting", "Stunting"),
    "4c": ("thể béo phì xuống dưới 5% đối với nông thôn", "béo phì, nông thôn",
           "nông thôn", "rural", "Obesity, rural"),
    "4d": ("dưới 10% đối với thành thị", "béo phì, thành thị", "thành thị", "urban",
           "Obesity, urban"),
    "5a": ("trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại", "8 loại vắc xin",
           "Tiêm chủng, dưới 1", "under 1 fully immunised", "Immunised, under 1"),
    "5b": ("trẻ em dưới 5 tuổi được tiêm chủng đầy đủ các loại", "các loại vắc xin",
           "Tiêm chủng, dưới 5", "under 5 immunised with all", "Immunised, under 5"),
    "6": ("lây truyền HIV từ mẹ sang con", "HIV từ mẹ", "HIV từ mẹ",
          "Mother-to-child transmission of HIV", "HIV from mother"),
    "7": ("cơ sở giáo dục cho trẻ em có công trình vệ sinh", "công trình vệ sinh",
          "công trình vệ sinh", "with sanitation", "Schools with sanitation"),
    "8a": ("trẻ em có hoàn cảnh đặc biệt trên tổng số trẻ em", "trên tổng số trẻ em",
           "Trẻ có hoàn cảnh", "special circumstances among all", "In special"),
    "8b": ("hoàn cảnh đặc biệt được chăm sóc, nuôi dưỡng, trợ giúp", "được chăm sóc",
           "Trợ giúp", "who receive care", "helped"),
    "9": ("số trẻ em bị xâm hại trên tổng số", "bị xâm hại", "bị xâm hại",
          "Abused children", "Abused"),
    "10": ("lao động trẻ em và người chưa thành niên từ 5 đến 17 tuổi",
           "Tỷ lệ lao động trẻ em", "Lao động", "labour, ages 5 to 17", "Child labour"),
    "11a": ("tỷ suất trẻ em bị tai nạn thương tích", "bị tai nạn", "Tai nạn",
            "Child injury rate", "Child injury"),
    "11b": ("trẻ em bị tử vong do tai nạn thương tích", "tử vong do", "Tử vong do",
            "death rate from injury", "Deaths from injury"),
    "12": ("gặp thiên tai, thảm họa được cứu trợ", "thảm họa được cứu trợ",
           "Thiên tai", "timely relief", "Relief in disasters"),
    "13": ("số cuộc tảo hôn", "tảo hôn", "Tảo hôn", "Child marriages", "Child marri"),
    "14": ("dưới 5 tuổi được đăng ký khai sinh", "khai sinh", "Khai sinh",
           "registered birth", "Birth registration"),
    "15": ("phát triển phù hợp về sức khỏe, học tập, tâm lý xã hội",
           "phát triển phù hợp về sức khỏe", "phát triển phù hợp",
           "developmentally on track", "Developmentally on track"),
    "16": ("huy động trẻ em 5 tuổi đi học mẫu giáo", "trẻ em 5 tuổi đi học mẫu giáo",
           "mẫu giáo 5 tuổi", "Five-year-olds in kindergarten", "Kindergarten at 5"),
    "17a": ("hoàn thành cấp tiểu học đạt 97%", "hoàn thành cấp tiểu học",
            "Hoàn thành tiểu học", "Completion of primary", "Primary completion"),
    "17b": ("bỏ học bậc tiểu học dưới 0,12%", "bỏ học bậc tiểu học",
            "Bỏ học tiểu học", "Primary school drop-out", "Primary drop-out"),
    "18a": ("hoàn thành cấp trung học cơ sở đạt 88%", "hoàn thành cấp trung học cơ sở",
            "Hoàn thành trung học cơ sở", "Completion of lower secondary",
            "Lower secondary completion"),
    "18b": ("bỏ học cấp trung học cơ sở dưới 0,14%", "bỏ học cấp trung học cơ sở",
            "Bỏ học trung học cơ sở", "Lower secondary school drop-out",
            "Lower secondary drop-out"),
    "19": ("95% trường học có dịch vụ hỗ trợ tâm lý trẻ em", "hỗ trợ tâm lý",
           "hỗ trợ tâm lý", "Schools with psychological", "Psychological support"),
    "20a": ("trường học có cơ sở hạ tầng, tài liệu phù hợp", "cơ sở hạ tầng, tài liệu",
            "Trường phù hợp", "infrastructure and materials", "School facilities"),
    "20b": ("giáo dục chuyên biệt, giáo dục hòa nhập", "khuyết tật được tiếp cận",
            "khuyết tật", "with disabilities", "disabled"),
    "21": ("xã, phường, thị trấn có điểm văn hóa, vui chơi", "có điểm văn hóa",
           "Xã có điểm văn hóa", "cultural and play site", "with a play site"),
    "22": ("từ 07 tuổi trở lên được hỏi ý kiến", "từ 7 tuổi trở lên được hỏi ý kiến",
           "hỏi ý kiến, từ 7", "Children from 7 consulted", "Consulted, from 7"),
    "23": ("nâng cao nhận thức, năng lực về quyền tham gia", "nâng cao nhận thức",
           "Nhận thức", "raised awareness", "Know their right"),
    "24": ("từ 11 tuổi trở lên được tham gia vào các mô hình", "từ 11 tuổi trở lên",
           "11 tuổi", "Children of 11 and over", "models, from 11"),
}  # fmt: skip


def test_words_are_typed_for_each_of_the_35_indicators():
    assert list(WORDS) == [*PLAN.framework.indicators]
    assert len(WORDS) == 35


@pytest.mark.parametrize("name", WORDS)
def test_an_indicator_is_named_after_what_the_plan_promises_there(name):
    printed, long_vi, short_vi, long_en, short_en = WORDS[name]
    wording = PLAN.targets.query("indicator_id == @name")["wording_vi"]
    assert wording.str.contains(printed, regex=False).any()
    row = PLAN.framework.indicators[name]
    for column, words in (("name_vi", long_vi), ("short_vi", short_vi),
                          ("name_en", long_en), ("short_en", short_en)):  # fmt: skip
        assert words in row[column], column
        others = [o for o in WORDS if o != name]
        assert row[column] not in [PLAN.framework.indicators[o][column] for o in others]


# Prices of 2022. Printed are 3.2529 (2023), 3.6211 (2024) and 3.31 (2025):
# 216 / 1.032529; / 1.036211 of that; / 1.0331 of that.
CONSTANT = {2022: 216_000_000, 2023: 209_195_093, 2024: 201_884_648, 2025: 195_416_366}


def test_prices_are_chained_year_by_year():
    table = sta.budget_summary(PLAN, sta.load_context())
    total = table.query("level == 'total'").set_index("year")["constant_vnd"]
    for year, amount in CONSTANT.items():
        assert total[year] == pytest.approx(amount, abs=1)
    part = table.query("level == 'part' and name == '1.1' and year == 2024")
    # 12 / 1.032529 / 1.036211
    assert part["constant_vnd"].item() == pytest.approx(11_215_814, abs=1)


def prices(*rows):
    """Constant totals by year, from (area, year, change of the CPI, source)."""
    context = pd.DataFrame(rows, columns=["geography", "year", "value", "source_title"])
    context = context.assign(
        series="cpi_annual_average_percent_change", unit="%", source_url="", note=""
    )
    table = sta.budget_summary(PLAN, context)
    return table.query("level == 'total'").set_index("year")


def test_a_chain_ends_at_the_first_year_without_an_index():
    table = prices(("Việt Nam", 2023, 10.0, "A"), ("Việt Nam", 2024, 20.0, "A"),
                   ("Việt Nam", 2026, 5.0, "A"))  # fmt: skip
    # 216 / 1.1; 216 / 1.32.
    found = table["constant_vnd"].tolist()[:3]
    assert found == pytest.approx([216e6, 196_363_636.4, 163_636_363.6], abs=1)
    assert table["constant_vnd"].isna().tolist() == [False] * 3 + [True] * 6
    sources = table["price_source"].tolist()
    assert sources[:4] == ["2022 = 100", "2023: A", "2024: A", ""]
    assert "no price index" in table.loc[2025, "empty_reason"]


def test_the_index_is_the_nation_s_and_starts_after_the_first_year():
    table = prices(("Sóc Trăng", 2023, 50.0, "B"), ("Việt Nam", 2022, 40.0, "A"),
                   ("Việt Nam", 2023, 8.0, "A"))  # fmt: skip
    assert table.loc[2022, "constant_vnd"] == 216e6
    assert table.loc[2023, "constant_vnd"] == 200e6
    alone = prices(("Sóc Trăng", 2023, 50.0, "B"))
    assert alone["constant_vnd"].isna().all()
    assert set(alone["price_source"]) == {""}


def test_children_are_the_published_ones_before_the_projected():
    total = sta.budget_summary(PLAN, sta.load_context()).query("level == 'total'")
    total = total.set_index("year")
    counts = {2022: 308_000, 2023: 301_216, 2024: 285_378, 2026: 279_608, 2030: 273_321}
    assert total.loc[[*counts], "children"].to_dict() == counts
    # 216,000,000 / 308,000; 285,600,000 / 279,608.
    assert total.loc[2022, "per_child_vnd"] == pytest.approx(701.30, abs=0.005)
    assert total.loc[2026, "per_child_vnd"] == pytest.approx(1021.43, abs=0.005)


@pytest.fixture(scope="module")
def shown():
    """The tables that the charts below draw."""
    names = ("observations", "trajectories", "budget_summary", "neighbours",
             "tipping", "used", "progress", "outlook")  # fmt: skip
    return build_tables(PLAN, sta.load_observations(), as_of=2026, only=names)


@pytest.fixture(scope="module")
def pictures(shown):
    """Charts of the bundled plan in both languages."""
    wanted = ("budget", "objectives", "money", "fall", "neighbours", "tipping",
              "indicator")  # fmt: skip
    known = {chart.name: chart for chart in chosen_charts()}
    with mpl.rc_context():
        charts.use_style()
        mpl.rcParams["figure.max_open_warning"] = 0
        found = {}
        for name in wanted:
            for lang in ("vi", "en"):
                found[name, lang] = draw(
                    known[name], PLAN, shown, as_of=2026, lang=lang
                )
    yield found
    plt.close("all")


def words(figure):
    """Texts inside the axes, in the order they were written."""
    return [t.get_text() for ax in figure.findobj(Axes) for t in ax.texts]


def head(figure):
    texts = {t.get_gid(): t.get_text() for t in figure.texts}
    return texts["title"].replace("\n", " ")


# Thousand million of each item in 2022 to 2025, in 2026 to 2030; where it starts.
SEGMENTS = {"1": (78, 137.6), "2": (40, 43), "3": (93, 99), "4": (5, 6)}


def test_each_segment_of_the_budget_says_its_own_amount_in_its_middle(pictures):
    [ax] = pictures["budget", "en"].axes
    placed = {t.get_position(): t.get_text() for t in ax.texts}
    # 78 from 0, 40 from 78, 93 from 118; 137.6 from 0, 43 from 137.6, 99 from 180.6.
    early = {39.0: "78", 98.0: "40", 164.5: "93"}
    late = {68.8: "137.6", 159.1: "43", 230.1: "99"}
    for year in range(2022, 2031):
        wanted = early if year < 2026 else late
        own = {round(y, 6): text for (x, y), text in placed.items() if x == year}
        top = 216 if year < 2026 else 285.6
        assert own == wanted | {round(top * 1.01, 6): f"{top:g}"}
    stacks = [c for c in ax.containers if len(c) == 9]
    for (name, amounts), bars in zip(SEGMENTS.items(), stacks, strict=True):
        assert bars.get_label().startswith(name + " ")
        heights = [round(b.get_height(), 6) for b in bars]
        assert heights == [amounts[0]] * 4 + [amounts[1]] * 5
    told = [t.get_text() for t in ax.get_legend().get_texts()]
    assert told[1:] == [
        "1 Children living on the street", "2 Communication on the Law on Children",
        "3 Children's Councils at all levels", "4 Inter-agency inspection",
    ]  # fmt: skip
    assert "137,6" in words(pictures["budget", "vi"])


def test_a_note_at_the_bar_says_how_large_the_step_is_and_which_line_makes_it(pictures):
    # 285.6 - 216 = 69.6; 50 - 4 = 46 of item 1.4; 46 / 69.6; 69.6 / 216
    [ax] = pictures["budget", "vi"].axes
    [note] = [t for t in ax.texts if t.get_text().startswith("Năm 2026")]
    assert note.get_text().replace("\n", " ") == (
        "Năm 2026 tăng 69,6 triệu đồng, trong đó 66,1% là nội dung 1.4 Cán bộ theo "
        "dõi, giám sát hỗ trợ trẻ em lang thang"
    )
    assert note.xy[0] == 2026
    assert head(pictures["budget", "vi"]).replace("\xa0", " ") == (
        "Kinh phí thực hiện Kế hoạch: 2.292 triệu đồng giai đoạn 2022 - 2030, năm 2026 "
        "tăng 32,2%"
    )
    assert head(pictures["budget", "en"]).endswith("2022-2030, up 32.2% in 2026")


def test_the_money_of_an_objective_stands_beside_its_own_name(pictures):
    figure = pictures["objectives", "en"]
    names = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    amounts = [text.strip() for text in words(figure)]
    # Items 1 and 2: 4 x 118 + 5 x 180.6; 3: 4 x 93 + 5 x 99; 4: 4 x 5 + 5 x 6.
    assert dict(zip(names, amounts, strict=True)) == {
        "1. Comprehensive development, health\ncare and nutrition": "nothing set aside",
        "2. Child protection": "1,375",
        "3. Education, culture, play and\nrecreation": "nothing set aside",
        "4. Participation of children in matters\nthat concern them": "867",
        "shared by all": "50",
    }


def test_the_level_in_constant_prices_is_drawn_and_printed(pictures):
    # 1 - 195.416 / 216 = 9.53%
    [ax] = pictures["budget", "vi"].axes
    lines = ax.collections[-1].get_segments()
    assert [round(float(line[0][1]), 3) for line in lines] == [
        216.0, 209.195, 201.885, 195.416,
    ]  # fmt: skip
    told = [t.get_text().replace("\n", " ") for t in ax.get_legend().get_texts()]
    assert told[0] == (
        "Theo giá so sánh, kinh phí năm 2025 giảm 9,5% so với năm 2022 (theo giá so "
        "sánh năm 2022 còn 195,4; chưa có chỉ số giá sau 2025)"
    )


def test_money_per_child_and_by_agency_is_printed(pictures):
    # 216 million / 308,000 = 701.30; / 301,216 = 717.09; 285.6 million / 273,321 =
    # 1,044.92; agencies: 9 years of items 1.3 and 3.2, of 3.1 and 3.3, of the rest.
    figure = pictures["money", "vi"]
    found = words(figure)
    assert {
        "701",
        "717",
        "757",
        "766",
        "1.021",
        "1.028",
        "1.033",
        "1.038",
        "1.045",
    } <= {*found}
    assert {" 942 (41,1%)", " 835 (36,4%)", " 515 (22,5%)"} <= {*found}
    assert head(figure) == (
        "Kinh phí bình quân mỗi trẻ em: 701 đồng năm 2022, 1.045 đồng năm 2030"
    )
    bars = [p for ax in figure.findobj(Axes) for p in ax.patches]
    assert sum(p.get_hatch() == "///" for p in bars) == 7  # projected children


def test_each_neighbour_stands_with_its_value_and_year(pictures):
    figure = pictures["neighbours", "vi"]
    [ax] = figure.axes
    names = [t.get_text() for t in ax.get_yticklabels()]
    first = ["Sóc Trăng", "Cần Thơ (trước 7/2025)", "Hậu Giang"]
    assert names[:5] == [*first, "Đồng bằng sông Cửu Long", "Việt Nam"]
    found = words(figure)
    start = found.index("3b Tử vong dưới 1 tuổi, trên 1.000 trẻ đẻ sống")
    assert found[start + 1 : start + 7] == [
        "12,6 (2018)", "8,9 (2018)", "9,7 (2018)", "11,2 (2016)", "14 (2023)",
        "≤ 10 (2030)",
    ]  # fmt: skip
    # On one scale from 0: 14 is the longest bar, the target at 10 / 14.
    assert [p.get_width() for p in ax.patches[:5]] == pytest.approx(
        [12.6 / 14, 8.9 / 14, 9.7 / 14, 11.2 / 14, 1.0]
    )
    assert "6,9 (2021) †" in found  # another definition
    assert head(figure) == (
        "Tử vong dưới 1 tuổi: Sóc Trăng 12,6‰ (2018), Cần Thơ (trước 7/2025) 8,9‰ "
        "(2018), Hậu Giang 9,7‰ (2018)"
    )


def test_the_next_report_is_shown_on_the_way_to_the_target(pictures):
    # 3b: 10.3927 for an even chance, shown as 10.3; (12.6 - 10.3927) / (12.6 - 10).
    figure = pictures["tipping", "vi"]
    [ax] = figure.axes
    found = words(figure)
    assert {"≤ 10,3", "≤ 10", "≤ 15,5", "< 15", "≤ 0,63", "< 0,5", "≤ 38"} <= {*found}
    assert "đã đạt: giữ ở mức ≥ 98,1" in found
    marks = [line for line in ax.get_lines() if line.get_marker() == "D"]
    assert marks[0].get_xdata()[0] == pytest.approx(84.896, abs=0.005)
    assert len(marks) == 5
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert names[0] == "3b Tử vong dưới 1 tuổi\n12,6‰ (2018)"
    assert head(figure) == (
        "Tử vong dưới 1 tuổi: báo cáo năm 2027 cần ≤ 10,3 để có xác suất đạt 50% (mới "
        "nhất: 12,6‰, 2018)"
    )


def test_numbers_stand_at_the_ends_of_the_lines(pictures):
    figure = pictures["indicator", "en"]
    panels = [ax for ax in figure.findobj(Axes) if ax.get_lines()]
    first = [t.get_text() for t in panels[0].texts]
    assert first == ["12.6 (2018)", "≤ 12.5", "≤ 10", "11.4"]
    assert head(figure) == (
        "Mortality under 1 12.6‰ (2018); Mortality under 5 18.9‰ (2018); Immunised, "
        "under 1 98.1% (2016)"
    )


def test_the_ends_of_the_fall_are_printed(pictures):
    fall = " ".join(words(pictures["fall", "en"]))
    for text in ("80.0\n2% of the base year", "81.7\n2% of the year", "1.7 points"):
        assert text in fall
    assert head(pictures["fall", "en"]) == (
        "Abused children: down to 80.0% (simple) or 81.7% (compound) of 2020 by 2030"
    )


@pytest.mark.parametrize(
    ("values", "as_of", "status", "late"),
    [
        ({2024: 70.0, 2025: 77.0}, 2027, "achieved", False),
        ({2024: 70.0, 2026: 77.0}, 2027, "achieved", True),  # one year after: the last
        ({2024: 70.0, 2026: 76.9}, 2027, "missed", True),
        ({2024: 70.0, 2025.5: 77.0}, 2027, "achieved", True),
        ({2024: 70.0, 2026.5: 77.0}, 2027, "no_data", False),
        ({2024: 70.0, 2027: 78.0}, 2027, "no_data", False),
        ({2025: 76.9, 2027: 77.0}, 2027, "achieved_late", False),
        ({2025: 76.9, 2027: 76.9}, 2027, "missed", False),
    ],
)
def test_evidence_is_late_up_to_one_year_after(values, as_of, status, late):
    row = judged("1", values, as_of).loc[2025]
    assert (row["status"], bool(row["late_evidence"])) == (status, late)


@pytest.mark.parametrize(
    ("last", "stale"),
    [(2024.0, False), (2023.5, True), (2023.0, True), (2026.0, False)],
)
def test_a_value_is_old_when_more_than_two_years_old(last, stale):
    row = judged("1", {last - 2: 60.0, last: 62.0}, 2026).loc[2030]
    assert bool(row["stale"]) is stale
    assert (row["signal"] == "no_evidence") is stale
    assert (row["confidence"] == "none") is stale


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_percents_reach_from_0_to_100(value):
    assert judged("1", {2024: value}, 2024).loc[2030, "latest"] == value


@pytest.mark.parametrize("value", [-0.1, 100.1])
def test_percents_beyond_are_refused(value):
    with pytest.raises(RangeError, match="0 to 100"):
        judged("1", {2024: value}, 2024)


@pytest.mark.parametrize(
    ("latest", "coverage", "status"),
    [
        # From 50 in 2020 to 70 in 2030, seen in 2025: C = 2 (y - 50) / 20.
        (59.5, 0.95, "on_track"), (59.4, 0.94, "needs_push"),
        (56.0, 0.60, "needs_push"), (55.9, 0.59, "slow"),
        (51.0, 0.10, "slow"), (50.9, 0.09, "stagnant"),
        (49.0, -0.10, "stagnant"), (48.9, -0.11, "reversing"),
    ],
)  # fmt: skip
def test_classes_of_coverage_hold_their_lower_limits(latest, coverage, status):
    plan = target("1", 2030, ">=", 70.0)
    row = judged("1", {2025: latest}, 2025, plan=plan, baselines={"1": (2020, 50.0)})
    same(row.loc[2030], coverage=coverage, status=status)


@pytest.mark.parametrize(
    ("chance", "even", "met", "signal", "confidence"),
    [
        (0.5, False, False, "good", "low"), (0.499, False, False, "watch", "low"),
        (0.5, True, False, "watch", "low"), (0.5, True, True, "good", "low"),
        (0.1, False, False, "watch", "high"), (0.099, False, False, "off", "high"),
        (0.101, False, False, "watch", "medium"), (0.9, False, True, "good", "high"),
        (0.899, False, True, "good", "medium"), (0.7, False, True, "good", "medium"),
        (0.699, False, True, "good", "low"), (0.3, False, False, "watch", "medium"),
        (0.301, False, False, "watch", "low"),
        (np.nan, False, False, "no_evidence", "none"),
    ],
)  # fmt: skip
def test_signal_and_confidence_hold_their_limits(chance, even, met, signal, confidence):
    rows = pd.DataFrame(
        {"latest_year": [2024.0], "latest": 1.0, "status": "slow", "chance": chance,
         "even": even, "met": met}
    )  # fmt: skip
    row = with_signal(rows, 2026, Options()).iloc[0]
    assert (row["signal"], row["confidence"]) == (signal, confidence)


def test_the_window_is_six_years_and_its_first_year_belongs_to_it():
    row = judged("2", {2017: 10.0, 2018: 50.0, 2024: 62.0}, 2024).loc[2030]
    # (62 - 50) / 6 = 2 a year, 62 + 6 x 2.
    same(row, n=2, base=50.0, base_year=2018, pace=2.0, projection=74.0)
    short = judged("2", {2017: 10.0, 2024: 62.0}, 2024).loc[2030]
    same(short, n=2, base=10.0)  # with one value in it the window reaches back
    five = judged("2", {2017: 10.0, 2018: 50.0, 2024: 62.0}, 2024,
                  options=Options(window=5)).loc[2030]  # fmt: skip
    same(five, n=2, base=50.0)


@pytest.mark.parametrize(
    ("case", "vi", "en"),
    [
        (("1", {2024: 70.0, 2026: 78.0}, 2027, 2025),
         "Đã đạt: năm 2026 là 78%, mục tiêu năm 2025 là ≥ 77%.",
         "Achieved: 78% in 2026, target for 2025: ≥ 77%."),
        (("1", {2024: 70.0, 2025: 76.0, 2027: 78.0}, 2027, 2025),
         "Đạt sau thời hạn: năm 2025 là 76%, mục tiêu năm 2025 là ≥ 77%; "
         "đến năm 2027 là 78%.",
         "Achieved late: 76% in 2025, target for 2025: ≥ 77%; 78% by 2027."),
        (("1", {2024: 70.0, 2027: 78.0}, 2027, 2025),
         "Chưa có số liệu: không có số liệu dùng được cho năm 2025; mục tiêu ≥ 77%.",
         "No data: no usable value for 2025; target ≥ 77%."),
        (("21", {2023: 31}, 2023, 2025),
         "Chưa đủ số liệu: năm 2023 là 31%, mới có 1 giá trị; mục tiêu năm 2025 là "
         "≥ 40%; chưa đủ số liệu để tính xác suất; từ nay mỗi năm cần thay đổi +4,5 "
         "điểm phần trăm.",
         "Too few values: 31% in 2023, one value only; target for 2025: ≥ 40%; too few "
         "values for a chance; required change +4.5 points a year."),
        (("7", years(2025, 100, 100, 100), 2027, 2030),
         "Duy trì đạt: năm 2027 là 100%, 3 giá trị; hằng năm phải duy trì ≥ 100%; giá "
         "trị kỳ vọng 100%, khoảng dự báo 80% từ 99,2% đến 100%; xác suất đạt 50%, mức "
         "độ tin cậy thấp.",
         "Held: 100% in 2027, 3 values; to be kept ≥ 100% every year; expected 100%, "
         "80% interval 99.2% to 100%; chance 50%, confidence low."),
        # 50 + 12 in six years: 2 a year; C = (74 - 50) / 45; m = 12 / 12 = 1.
        (("2", {2018: 50.0, 2024: 62.0}, 2024, 2030),
         "Chậm: từ 50% (năm 2018, gốc tạm tính) đến 62% (năm 2024), 2 giá trị; giữ "
         "nguyên tốc độ này thì năm 2030 là 74%, mục tiêu ≥ 95%; tỷ lệ đáp ứng yêu cầu "
         "53%; giá trị kỳ vọng 68%, khoảng dự báo 80% từ 36% đến 100%; xác suất đạt "
         "12%, mức độ tin cậy trung bình; từ nay mỗi năm cần thay đổi +5,5 điểm phần "
         "trăm.",
         "Slow: from 50% (2018, provisional base) to 62% (2024), 2 values; at this "
         "pace 74% in 2030, target ≥ 95%; coverage 53%; expected 68%, 80% interval 36% "
         "to 100%; chance 12%, confidence medium; required change +5.5 points a "
         "year."),
    ],
    ids=["late", "late and met", "none", "short", "held", "open"],
)  # fmt: skip
def test_a_sentence_holds_the_numbers_of_its_row(case, vi, en):
    indicator, values, as_of, year = case
    row = judged(indicator, values, as_of, area="X").loc[year]
    assert row["reason_vi"] == vi
    assert row["reason_en"] == en


def test_years_and_units_of_a_rate_stand_in_its_sentence():
    row = judged("3b", {2012: 13.9, 2018: 12.6}, 2019).loc[2030]
    # 12.6 (12.6 / 13.9)^2 = 10.3533; 12.6 (12.6 / 13.9)^1 = 11.4216.
    assert "từ 13,9 (năm 2012, gốc tạm tính) đến 12,6 (năm 2018)" in row["reason_vi"]
    assert "năm 2030 là 10,4, mục tiêu ≤ 10 trên 1.000 trẻ đẻ sống" in row["reason_vi"]
    assert "expected 11.4" in row["reason_en"]


@pytest.mark.parametrize(
    ("latest", "number", "grade"),
    [
        # ((y - 50) / 5) / (20 / 10)
        (60.0, 1.0, "on_track"), (60.1, 1.01, "on_track"), (59.9, 0.99, "moderate"),
        (55.0, 0.5, "moderate"), (54.9, 0.49, "stagnating"),
        (50.0, 0.0, "stagnating"), (49.9, -0.01, "decreasing"),
    ],
)  # fmt: skip
def test_the_classes_of_the_linear_pace_hold_their_limits(latest, number, grade):
    plan = target("1", 2030, ">=", 70.0)
    given = {"1": (2020, 50.0)}
    row = opinion("linear_pace", {2025: latest}, plan, baselines=given)
    same(row, number=number, grade=grade)


def opinion(method, values, plan, **others):
    table = sta.second_opinions(plan, observed("1", values), as_of=2025, **others)
    return table.query("method == @method").iloc[0]


def test_the_ladder_rounds_halves_away_from_zero_when_asked():
    # From 80 to 90 in ten years: (90 / 80)^(1/10) - 1 = 1.184794%, shown 1.18.
    plan = target("1", 2030, ">=", 90.0)
    given = {"1": (2020, 80.0)}
    exact = opinion("aarr_ladder", {2025: 84.14}, plan, baselines=given)
    # (84.14 / 80)^(1/5) - 1; with 84.1: (1.05125)^(1/5) - 1 = 1.004611%.
    same(exact, number=1.01422)
    rounded = opinion("aarr_ladder", {2025: 84.14}, plan, baselines=given,
                      options=Options(rounding=True))  # fmt: skip
    assert rounded["number"] == 1.0
    half = opinion("aarr_ladder", {2025: 84.15}, plan, baselines=given,
                   options=Options(rounding=True))  # fmt: skip
    # 84.15 is 84.2: (1.0525)^(1/5) - 1 = 1.028620%.
    assert half["number"] == 1.03


@pytest.mark.parametrize(
    ("first", "shortfall", "grade"),
    [
        # Mean of five changes to 50, five more to 70: 100 (20 - (50 - first)) / 20.
        (31.0, 5.0, "nearly"), (30.9, 4.5, "on_track"), (34.0, 20.0, "nearly"),
        (34.1, 20.5, "off"), (50.0, 100.0, "wrong_way"), (50.1, 100.5, "wrong_way"),
    ],
)  # fmt: skip
def test_the_classes_of_the_mean_change_hold_their_limits(first, shortfall, grade):
    plan = target("1", 2030, ">=", 70.0)
    values = {2019: 10.0} | years(2020, first, 40.0, 44.0, 46.0, 48.0, 50.0)
    same(opinion("mean_change", values, plan), number=shortfall, grade=grade)


def test_the_classes_of_the_yearly_range_hold_their_limits():
    # Falls of 2, 3, 3.1 and 1.9 percent.
    values = years(2025, 100.0, 98.0, 95.06, 92.11314, 90.36299034)
    table = sta.yearly_range(PLAN, observed("13", values), as_of=2029)
    assert table["grade"].tolist()[1:] == [
        "in_range", "in_range", "above_range", "below_range",
    ]  # fmt: skip
    assert table["fall_pct"].round(6).tolist()[1:] == [2.0, 3.0, 3.1, 1.9]
    assert table["met"].all()
    assert table["weak_edge"].round(4).tolist() == [100, 98, 96.04, 94.1192, 92.2368]
    assert table["strong_edge"].round(4).tolist() == [100, 97, 94.09, 91.2673, 88.5293]
    late = sta.yearly_range(PLAN, observed("13", years(2025, 100, 98.1)), as_of=2026)
    assert late["met"].tolist() == [True, False]
    # Two years at once: 1 - sqrt(0.9604) = 2 a year.
    gap = sta.yearly_range(PLAN, observed("13", {2025: 100, 2027: 96.04}), as_of=2027)
    assert gap["fall_pct"].round(9).tolist()[1:] == [2.0]
    assert gap["cumulative_pct"].round(9).tolist()[1:] == [2.0]


def test_noise_is_shared_from_five_areas_with_three_values():
    noise = np.array([0.02, 0.08, 0.05, 0.01, 0.2])
    freedom = np.array([4.0, 4.0, 3.0, 5.0, 3.0])
    trends = {"noise": noise, "freedom": freedom, "n": freedom + 1,
              "floor": np.array([0.0, 0.0, 0.05, 0.0, 0.0])}  # fmt: skip
    found = pooled(trends, np.array(["1"] * 5))
    # (3.4818 x 0.04306 + 4 x 0.02) / 7.4818, ...; the third is held up by its floor.
    assert found["noise"].round(4).tolist() == [0.0307, 0.0628, 0.05, 0.0236, 0.1157]
    assert found["freedom"].round(3).tolist() == [7.482, 7.482, 6.482, 8.482, 6.482]
    four = {name: of[:4] for name, of in trends.items()}
    assert pooled(four, np.array(["1"] * 4))["noise"].tolist() == noise[:4].tolist()
    short = trends | {"n": np.array([5.0, 5.0, 4.0, 6.0, 2.0])}
    assert pooled(short, np.array(["1"] * 5))["noise"].tolist() == noise.tolist()
