"""What the merger alone does to verdicts; levels of neighbours; boards side by side."""

from pathlib import Path

import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import RangeError, charts

PLAN, VALUES = sta.soc_trang(), sta.load_observations()
CITY = "Cần Thơ (từ 7/2025)"


@pytest.fixture(scope="module")
def effect():
    return sta.merger_effect(PLAN, VALUES, as_of=2019).set_index(
        ["indicator_id", "year"]
    )


def test_the_merger_alone_meets_the_targets_of_2025_on_child_mortality(effect):
    # (12.6 x 1312.5 + 9.7 x 772.5 + 8.9 x 1257.9) / 3342.9 = 10.5376
    row = effect.loc[("3b", 2025)]
    assert row["new_value"] == pytest.approx(10.5376, abs=5e-5)
    assert (row["value"], row["target"], row["comparator"]) == (12.6, 12.5, "<=")
    assert (row["meets"], row["new_meets"]) == (False, True)
    assert (row["status"], row["new_status"]) == ("on_track", "met_early")
    assert row["changed"]
    # (18.9 x 1312.5 + 14.5 x 772.5 + 13.4 x 1257.9) / 3342.9 = 15.8136
    row = effect.loc[("3c", 2025)]
    assert row["new_value"] == pytest.approx(15.8136, abs=5e-5)
    assert (row["meets"], row["new_meets"]) == (False, True)
    assert row["difference"] == pytest.approx(-3.0864, abs=5e-5)


def test_both_verdicts_of_2030_stand_side_by_side(effect):
    row = effect.loc[("3b", 2030)]
    assert (row["status"], row["new_status"]) == ("needs_push", "on_track")
    assert row["chance"] == pytest.approx(0.062, abs=5e-4)  # example 31
    assert row["new_chance"] > 0.5
    assert (row["meets"], row["new_meets"]) == (False, False)


def test_the_plan_s_verdict_is_that_of_its_own_assessment(effect):
    board = sta.assess(PLAN, VALUES, as_of=2019, areas=["Sóc Trăng"])
    own = board.set_index(["indicator_id", "year"]).loc[("3c", 2030)]
    row = effect.loc[("3c", 2030)]
    assert (row["status"], row["chance"]) == (own["status"], own["chance"])


def test_the_merger_is_told_in_words_of_both_languages(effect):
    row = effect.loc[("3b", 2025)]
    assert row["text_vi"] == (
        "Chỉ riêng việc sáp nhập làm “Tử vong dưới 1 tuổi” giảm từ 12,6 xuống 10,5 "
        "trên 1.000 trẻ đẻ sống (số liệu năm 2018); mục tiêu năm 2025 (≤ 12,5) từ chưa "
        "đạt thành đạt mà không phải do kết quả thực hiện."
    )
    assert row["text_en"] == (
        "The merger alone lowers “Mortality under 1” from 12.6 to 10.5 per 1,000 live "
        "births (values of 2018); the target for 2025 (≤ 12.5) turns from not met to "
        "met without anything done."
    )
    assert "dân số năm 2016" in row["weights"]


def test_values_of_one_old_province_alone_show_no_effect():
    own = VALUES[VALUES["area"].ne("Hậu Giang")]
    assert sta.merger_effect(PLAN, own, as_of=2019).empty


def test_a_verdict_on_the_new_larger_area_says_that_it_is_not_the_plan_s():
    made_up = pd.DataFrame({"indicator_id": "3b", "unit": "per_1000_live_births",
        "area": ["Cần Thơ", "Sóc Trăng"], "period": "2026", "value": 10.5})  # fmt: skip
    board = sta.assess(PLAN, made_up, as_of=2026)
    own = board[board["indicator_id"].eq("3b") & board["year"].eq(2030)]
    told = own.set_index("area")["reason_vi"]
    assert "kết luận này không phải của Kế hoạch" in told[CITY]
    assert "không phải của Kế hoạch" not in told["Sóc Trăng"]
    assert "the verdict is not the plan's" in own.set_index("area")["reason_en"][CITY]


def test_a_plan_of_an_area_that_did_not_change_is_refused():
    path = Path(__file__).with_name("data") / "made-up-plan.txt"
    made_up_plan = sta.read_plan(path, area="Cà Mau")
    with pytest.raises(RangeError, match="plan: expected an area of the table"):
        sta.merger_effect(made_up_plan, VALUES, as_of=2019)
    with pytest.raises(RangeError, match="one new area that took in Việt Nam"):
        sta.merger_effect(sta.national(), VALUES, as_of=2019)


def test_the_chart_draws_both_values_and_says_the_change(effect):
    table = sta.merger_effect(PLAN, VALUES, as_of=2026)
    ax = charts.plot_merger(PLAN, table, lang="vi", as_of=2026)
    texts = [text.get_text() for text in ax.texts]
    assert {"12,6", "10,5", "18,9", "15,8", "≤ 10", "≤ 12,5"} <= set(texts)
    head = [t.get_text() for t in ax.get_figure().texts if t.get_gid() == "title"]
    assert head == [
        "Chỉ riêng việc sáp nhập làm tỷ suất tử vong trẻ em dưới 1 tuổi\n"
        "giảm từ 12,6 xuống 10,5"
    ]
    ax = charts.plot_merger(PLAN, table.iloc[:0], lang="en")
    assert "No change of area" in ax.texts[0].get_text()


def test_neighbours_stand_beside_the_plan_s_targets_with_the_change_needed():
    table = sta.neighbours(PLAN, VALUES, as_of=2026).set_index(["indicator_id", "area"])
    # 10 - 12.6; 10 - 8.9
    assert table.loc[("3b", "Sóc Trăng"), "change_needed"] == pytest.approx(-2.6)
    row = table.loc[("3b", "Cần Thơ (trước 7/2025)")]
    assert row["change_needed"] == pytest.approx(1.1)
    assert bool(row["met"])
    assert not bool(table.loc[("3b", "Sóc Trăng"), "met"])
    assert pd.isna(table.loc[("9", "Sóc Trăng"), "target"])


def test_shares_of_one_percent_and_of_seven_are_not_compared():
    table = sta.neighbours(PLAN, VALUES, as_of=2026).set_index(["indicator_id", "area"])
    assert table.loc[("8a", "Sóc Trăng"), "comparable"]
    nation = table.loc[("8a", "Việt Nam")]
    assert not nation["comparable"]
    assert "không thể cùng một định nghĩa" in nation["note_vi"]


def test_boards_hold_each_area_against_its_own_plan():
    table = sta.boards(PLAN, sta.national(), VALUES, as_of=2026).set_index(
        "indicator_id"
    )
    assert len(table) == 35
    row = table.loc["4b"]
    assert (row["nation_target"], row["nation_value"]) == (15.0, 18.2)
    assert pd.isna(row["own_value"])
    assert row["unknown_vi"] == "Sóc Trăng: chưa có"
    assert table.loc["13", "unknown_en"] == "neither has one"
    assert table.loc["3b", "unknown_vi"] == "đều cũ"
    assert table.loc["5a", "unknown_en"] == "Sóc Trăng: old"


def test_the_boards_are_drawn_with_every_indicator(pinned):
    table = sta.boards(PLAN, sta.national(), VALUES, as_of=2026)
    ax = charts.plot_boards(PLAN, table, as_of=2026)
    texts = [text.get_text() for text in ax.texts]
    assert "12,6 (2018) → ≤ 10" in texts
    assert "10,25 (2023) → < 9" in texts
    assert "99,96 (2020) → ≥ 99,3" in texts  # never shown as 100
    assert sum(text.startswith("cả hai: chưa có") for text in texts) == int(
        table["unknown_vi"].str.startswith("cả hai: chưa có").sum()
    )
