"""Faults that verdicts once had, each with the case that showed it."""

import warnings

import numpy as np
import pandas as pd
import pytest
from test_examples import AREA, PLAN, judged, observed, same, target, years

import soctrang_analysis as sta
from soctrang_analysis import Options, RangeError


def test_a_number_of_32_bits_is_the_number_it_shows():
    values = observed("15", {2025: 98.9})
    plan = target("15", 2025, ">=", 98.9)
    short = values.assign(value=values["value"].astype("float32"))
    row = sta.assess(plan, short, as_of=2025, areas=[AREA]).iloc[0]
    same(row, status="achieved", latest=98.9)


def test_a_promise_kept_to_its_last_year_is_achieved_and_no_longer_held():
    rows = judged("7", years(2027, 100, 100, 100, 100), 2033)
    assert rows["status"].tolist() == ["achieved"] * 2
    assert rows["signal"].tolist() == ["good"] * 2
    assert rows["confidence"].isna().all()
    assert judged("7", {2030: 99.0}, 2033)["status"].tolist() == ["missed"] * 2


def test_what_is_held_by_a_margin_is_held_with_confidence():
    row = judged("4c", years(2025, 3.0, 3.0, 3.0), 2027).loc[2030]
    # m = 0, s = 1 / sqrt 6 (the floor), se = s sqrt(1 + 1/8) = 0.4330: t = 4.6188,
    # and with 2 degrees of freedom 0.5 + t / (2 sqrt(2 + t^2)) = 0.9781.
    same(row, status="held", signal="good", confidence="high", expected=3.0)
    same(row, chance=0.9781)


def test_years_after_a_promise_has_ended_do_not_count_as_kept():
    rows = judged("7", {2029: 100, 2030: 100, 2031: 90}, 2032)
    same(rows.loc[2030], status="achieved", met_share=1.0)


def test_a_row_without_evidence_has_no_agreement():
    rows = judged("1", years(2020, 70.0, 72.1, 73.9, 76.4), 2026)
    same(rows.loc[2025], status="no_data")
    assert not rows.loc[2025, "agreement"]
    assert rows.loc[2030, "agreement"] == "5/5"


def test_chances_at_the_ends_are_said_no_finer_than_they_are_borne_out():
    row = judged("1", years(2021, 60, 62, 64), 2023).loc[2030]
    assert row["chance"] < 0.05
    assert "xác suất đạt dưới 5%" in row["reason_vi"]
    plan = target("1", 2024, ">=", 10.0)
    row = judged("1", years(2020, 60, 62, 64, 66), 2023, plan=plan).loc[2024]
    assert "chance over 95%" in row["reason_en"]
    assert "100%" not in row["reason_en"].split("chance")[1]


def test_numbers_in_a_sentence_have_no_digits_that_mean_nothing():
    text = judged("9", {2021: 45, 2022: 44}, 2022).loc[2030, "reason_vi"]
    # 45 = 98% of 45.918; 80% of that is 36.735.
    assert "từ 45 (năm 2021, gốc tạm tính) đến 44 (năm 2022), 2 giá trị" in text
    assert "mục tiêu ≤ 36,7 trường hợp" in text
    assert "45,0" not in text


def test_an_area_with_empty_values_only_has_its_rows():
    values = pd.concat(
        [observed("1", {2024: 70.0}), observed("1", {2023: np.nan}).assign(area="X")]
    )
    board = sta.assess(PLAN, values, as_of=2024)
    rows = board[board["area"].eq("X")]
    assert rows[["indicator_id", "year"]].to_numpy().tolist() == [
        ["1", 2025],
        ["1", 2030],
    ]
    assert set(rows["status"]) == {"no_data"}
    assert set(rows["confidence"]) == {"none"}


def test_a_year_that_contradicts_its_period_is_refused():
    values = observed("1", {2024: 70.0})
    with pytest.raises(RangeError, match="column year: expected the year of the per"):
        sta.assess(PLAN, values.assign(year=2023.0), as_of=2024)
    half = observed("1", {2023.5: 70.0})
    assert sta.read_observations(half.assign(year=2023.5))["year"].tolist() == [2023.5]


def test_a_year_alone_is_a_period_also_a_half():
    values = observed("1", {2024: 70.0}).drop(columns="period")
    for year, period in ((2023.5, "2024-H1"), (2024.0, "2024")):
        read = sta.read_observations(values.assign(year=year))
        assert read["period"].tolist() == [period]


def test_a_milestone_in_the_reference_year_gives_no_warning(make_plan):
    plan = make_plan(
        "KẾ HOẠCH vì trẻ em trên địa bàn tỉnh Cà Mau",
        "Chỉ tiêu 9: Giảm 20% số trẻ em bị xâm hại vào năm 2030 so với năm 2020",
    )
    odd = plan.targets.assign(year=2020)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = observed("9", {2022: 40}).assign(area="Cà Mau")
        plan = sta.Plan(**{**vars(plan), "targets": odd.astype(plan.targets.dtypes)})
        assert sta.assess(plan, values, as_of=2024)["status"].tolist() == ["no_data"]


def test_a_sentence_holds_numbers_of_any_size():
    plan = target("13", 2030, "<=", 1e28)
    row = judged("13", {2023: 3e28, 2024: 2e28}, 2024, plan=plan).loc[2030]
    assert "20.000.000.000.000.000.000.000.000.000" in row["reason_vi"]


def panel(values, indicator="1", plan=PLAN, year=2030, **others):
    table = sta.second_opinions(plan, observed(indicator, values), **others)
    rows = table[table["indicator_id"].eq(indicator) & table["year"].eq(year)]
    return rows.set_index("method")


def test_too_few_values_are_not_blamed_on_a_zero():
    rows = panel({2024: 0.0}, "17b", as_of=2024)
    assert rows["empty_reason"].str.contains("một giá trị").all()
    rows = panel({2023: 0.4, 2024: 0.0}, "17b", plan=target("17b", 2030, "<", 0.0),
                 as_of=2024)  # fmt: skip
    reasons = rows["empty_reason"]
    assert "a zero" in reasons["growth_ratio"]
    assert (
        "quá ít giá trị"
        in panel({2023: 50, 2024: 51}, as_of=2024)["empty_reason"]["mean_change"]
    )


def test_no_method_grades_where_the_base_already_meets_the_target():
    rows = panel({2020: 8.4, 2022: 8.9, 2024: 9.3}, "3a", as_of=2024)
    assert rows["number"].isna().all()
    assert rows["empty_reason"].str.contains("the base already meets").all()
    assert judged("3a", {2020: 8.4, 2024: 9.3}, 2024).loc[2030, "agreement"] == ""


def test_values_on_the_line_to_the_last_bit_are_on_track():
    plan = target("1", 2030, ">=", 0.9)
    rows = panel({2020: 0.3, 2021: 0.36, 2022: 0.42, 2023: 0.48}, plan=plan, as_of=2023)
    assert rows.loc["linear_pace", "number"] == pytest.approx(1, abs=1e-12)
    assert rows.loc["linear_pace", "grade"] == "on_track"


def test_the_buffer_of_the_ladder_is_a_choice():
    values = years(2020, 0.300, 0.299, 0.298, 0.297)  # falls by 0.33% a year
    grades = [
        panel(values, "17b", as_of=2023, options=Options(buffer=b))["grade"][
            "aarr_ladder"
        ]
        for b in (0.5, 0.2)
    ]
    assert grades == ["no_progress", "some_progress"]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ((60, 62, 64, 66), "on_track"),
        ((60, 64, 66, 65), "needs_push"),
        ((66, 62, 60, 61), "slow"),
        ((66, 64, 62, 60), "reversing"),
        ((60, 62, 64), "insufficient"),
    ],
)
def test_an_indicator_may_be_judged_by_its_direction_alone(values, status):
    options = Options(direction_only=("1",))
    table = sta.assess(
        PLAN, observed("1", years(2020, *values)), as_of=2024, options=options
    )
    [row] = table[table["indicator_id"].eq("1")].to_dict("records")
    assert (row["status"], row["signal"]) == (status, "no_evidence")
    assert row["deciding"]
    assert np.isnan(row["target"])
    assert "không có mức phải đạt" in row["reason_vi"]


def test_direction_only_of_what_the_plan_has_not_is_refused():
    with pytest.raises(RangeError, match="option direction_only"):
        sta.assess(PLAN, observed("1", {2024: 70}), as_of=2024,
                   options=Options(direction_only=("99",)))  # fmt: skip


YEARLY = (
    "KẾ HOẠCH vì trẻ em trên địa bàn tỉnh Sóc Trăng",
    "Chỉ tiêu 9: Hằng năm giảm ít nhất 5% số trẻ em bị xâm hại",
)


def test_a_bare_yearly_fall_is_assessed_from_the_end_of_2020(make_plan):
    plan = make_plan(*YEARLY)
    [row] = plan.targets.to_dict("records")
    assert (row["basis"], row["value"], pd.isna(row["year"])) == (
        "change_per_year", -5.0, True,
    )  # fmt: skip
    values = observed("9", years(2020, 100, 94, 90, 86))
    [found] = sta.assess(plan, values, as_of=2023, areas=[AREA]).to_dict("records")
    # 100 x 0.95^10 = 59.8737; path 2023: 100 x 0.95^3 = 85.7375.
    same(found, base=100.0, target=59.8737, path_value=85.7375, gap_good=-0.2625)
    assert not found["base_provisional"]
    # Pace 0.86^(1/3) a year: 86 x 0.86^(7/3) = 60.487, C = 39.513 / 40.126.
    same(found, projection=60.487, coverage=0.9847, status="on_track")


def test_without_the_value_of_2020_the_first_one_is_a_provisional_base(make_plan):
    plan = make_plan(*YEARLY)
    values = observed("9", {2022: 90.25, 2023: 86})
    [found] = sta.assess(plan, values, as_of=2023, areas=[AREA]).to_dict("records")
    # 90.25 x 0.95^8 = 59.8737: 90.25 is 100 x 0.95^2.
    same(found, base=90.25, target=59.8737, path_value=85.7375)
    assert found["base_provisional"]
    paths = sta.trajectories(plan)
    assert paths["unit"].unique().tolist() == ["index"]
    assert paths.set_index("year")["value"][2030] == pytest.approx(59.8737, abs=5e-5)


@pytest.mark.parametrize("fall", ["simple", "compound"])
def test_each_fall_is_counted_back_along_its_own_path(make_plan, fall):
    plan = make_plan(
        YEARLY[0],
        "Chỉ tiêu 9: Giảm 20% số trẻ em bị xâm hại vào năm 2030 so với năm 2020",
        "Chỉ tiêu 13: Giảm 50% số cuộc tảo hôn vào năm 2030 so với năm 2020",
    )
    values = pd.concat([observed("9", {2025: 90}), observed("13", {2025: 75})])
    board = sta.assess(
        plan, values, as_of=2025, areas=[AREA], options=Options(fall=fall)
    )
    # No yearly rate stands beside these totals: both readings are straight.
    # Half-way 10 and 25 of 100 are gone: 90 / 0.9 x 0.8; 75 / 0.75 x 0.5.
    targets = board.set_index("indicator_id")["target"]
    assert targets.to_dict() == pytest.approx({"9": 80.0, "13": 50.0})


def test_periods_of_a_yearly_fall_follow_on(make_plan):
    plan = make_plan(
        YEARLY[0],
        "Chỉ tiêu 9: Giảm số trẻ em bị xâm hại mỗi năm 5% trong giai đoạn 2021 - 2025",
    )
    first = plan.targets.iloc[0].to_dict()
    rows = [first, first | {"year": 2030, "value": -2.0}]
    both = sta.Plan(
        **{**vars(plan), "targets": pd.DataFrame(rows).astype(plan.targets.dtypes)}
    )
    values = observed("9", {2020: 100, 2022: 91})
    found = sta.assess(both, values, as_of=2022, areas=[AREA]).set_index("year")
    # 100 x 0.95^5 = 77.3781; x 0.98^5 = 69.9437.
    same(found.loc[2025], target=77.3781, base=100.0)
    same(found.loc[2030], target=69.9437, base=100.0)
    known = sta.assess(both, observed("9", {2020: 100, 2025: 80, 2026: 79}), as_of=2026,
                       areas=[AREA]).set_index("year")  # fmt: skip
    # The second period starts at the 80 of 2025: 80 x 0.98^5 = 72.3137.
    same(known.loc[2030], target=72.3137, base=80.0)
    same(known.loc[2025], status="missed")


def test_a_missed_milestone_is_told_beside_the_open_one():
    rows = judged("1", years(2022, 60, 64, 68, 72, 76), 2026)
    same(rows.loc[2025], status="missed", deciding=False)
    assert rows.loc[2030, "deciding"]
    assert "mục tiêu năm 2025 không đạt (72%)" in rows.loc[2030, "reason_vi"]
    assert "the target for 2025 was missed (72%)" in rows.loc[2030, "reason_en"]
    summary = sta.summarise(PLAN, sta.assess(PLAN, observed(
        "1", years(2022, 60, 64, 68, 72, 76)), as_of=2026))  # fmt: skip
    one = summary.set_index(["level", "name"]).loc[("target", "1")]
    assert (one["with_missed"], one["status"]) == (1, rows.loc[2030, "status"])


def test_the_required_change_of_an_old_value_is_counted_from_today_too():
    row = judged("1", years(2018, 60, 62, 64), 2026).loc[2030]
    # 27 points: 2.7 a year in the ten from 2020, 6.75 in the four from 2026.
    same(row, required_per_year=2.7, required_from_as_of=6.75)
    assert "+2,7 điểm phần trăm, tính từ năm 2026 là +6,75" in row["reason_vi"]


def test_a_gap_is_there_from_a_provisional_base_and_marked():
    row = judged("1", years(2020, 70.0, 72.1, 73.9), 2022).loc[2030]
    # Path from 70 in 2020 to 77 in 2025: 72.8 in 2022.
    same(row, path_value=72.8, gap_good=1.1)
    assert row["base_provisional"]
    assert sta.trajectories(PLAN).query("indicator_id == '1'")["year"].min() == 2025


def test_a_sentence_names_number_interval_confidence_and_source():
    values = observed("1", years(2020, 70.0, 72.1, 73.9, 76.4, 77.8))
    values["source_title"] = "Báo cáo Sở A"
    board = sta.assess(PLAN, values, as_of=2024, baselines={"1": (2020, 70.0)})
    row = board.set_index(["indicator_id", "year"]).loc[("1", 2030)]
    assert row["reason_vi"] == (
        "Cần đẩy nhanh: từ 70% (năm 2020) đến 77,8% (năm 2024), 5 giá trị; giữ nguyên "
        "tốc độ này thì năm 2030 là 89,5%, mục tiêu ≥ 91%; tỷ lệ đáp ứng yêu cầu 93%; "
        "giá trị kỳ vọng 82,5%, khoảng dự báo 80% từ 75,1% đến 89,9%; xác suất đạt 8%, "
        "mức độ tin cậy cao; từ nay mỗi năm cần thay đổi +2,2 điểm phần trăm; lưu ý: "
        "từ 01/9/2024 còn 108 đơn vị cấp xã thay vì 109, tỷ lệ thay đổi không quá 1 "
        "điểm phần trăm. Nguồn: Báo cáo Sở A."
    )
    assert "; required change +2.2 points a year; note: 108" in row["reason_en"]
    assert row["reason_en"].endswith("by one point at most. Source: Báo cáo Sở A.")


def test_another_pace_moves_the_forecast_and_says_so():
    values = observed("1", years(2020, 70.0, 72.1, 73.9, 76.4, 77.8))
    plan = target("1", 2030, ">=", 99.0)
    rows = [
        sta.assess(plan, values, as_of=2024, areas=[AREA], options=Options(**options))
        for options in ({"pace": 2.0}, {"pace": 2.0, "pace_from": 2027.0})
    ]
    # 77.8 + 6 x 3.9 clipped to 100; 77.8 + 3 x 1.95 + 3 x 3.9 = 95.35.
    same(rows[0].iloc[0], projection=100.0, expected=87.16)
    same(rows[1].iloc[0], projection=95.35, expected=84.82)
    assert "gấp 2 lần" in rows[1].iloc[0]["reason_vi"]


def test_other_areas_lend_their_noise_only_when_asked():
    chance = np.random.default_rng(1)
    parts = [
        observed("1", years(2020, *(60 + chance.normal(0, 2, 5).round(1)))).assign(
            area=f"A{i}"
        )
        for i in range(6)
    ]
    alone = sta.assess(PLAN, parts[0], as_of=2024)
    among = sta.assess(PLAN, pd.concat(parts), as_of=2024)
    among = among[among["area"].eq("A0")].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)
    pooled = sta.assess(
        PLAN, pd.concat(parts), as_of=2024, options=Options(pool_noise=True)
    ).query("area == 'A0'")
    assert pooled["expected"].tolist() == pytest.approx(alone["expected"].tolist())
    assert (pooled["low"].to_numpy() != alone["low"].to_numpy()).all()
    assert pooled["reason_vi"].str.contains("tính chung với các địa bàn khác").all()
    few = sta.assess(PLAN, parts[0], as_of=2024, options=Options(pool_noise=True))
    assert few["low"].tolist() == alone["low"].tolist()


@pytest.mark.parametrize(
    "options",
    [{"drift_prior": -1}, {"good": 0.05}, {"good": 1.5}, {"watch": 0}, {"pace": -1},
     {"buffer": -0.1}],
)  # fmt: skip
def test_an_option_out_of_range_is_refused(options):
    with pytest.raises(RangeError, match="option"):
        Options(**options)


@pytest.mark.parametrize(
    ("indicator", "goal", "values", "base"),
    [
        ("1", (">=", 70.0), {2020: 50.0, 2025: 58.0}, 60.0),
        ("10", ("<=", 5.0), {2020: 10.0, 2025: 8.0}, 7.5),
    ],
)
def test_the_position_on_the_path_is_told_in_units_years_and_shares(
    indicator, goal, values, base
):
    plan = target(indicator, 2030, *goal)
    given = {indicator: (2020, values[2020])}
    row = judged(indicator, values, 2025, plan=plan, baselines=given).loc[2030]
    # Half-way; the value seen is that of the path in 2024: 8 of 20, 2 of 5.
    same(row, path_value=base, years_ahead=-1.0, share_done=0.4, share_due=0.5)
    same(row, gap_good=-2.0 if indicator == "1" else -0.5)


@pytest.mark.parametrize(
    ("latest", "status"),
    [(89.9, "needs_push"), (90.0, "needs_push"), (90.1, "on_track")],
)
def test_who_stands_still_near_the_target_needs_a_push(latest, status):
    # 40 of 41 points are gained since 2010: C = 0.98, and the pace is nothing.
    plan = target("2", 2030, ">=", 91.0)
    values = {2010: 50.0, 2022: 90.0, 2024: latest}
    given = {"2": (2010, 50.0)}
    row = judged("2", values, 2024, plan=plan, baselines=given).loc[2030]
    assert row["coverage"] > 0.95
    assert row["status"] == status


NO_PACE, NO_INTERVAL = "one value: no pace", "too few values: no interval"
WRONG_WAY = "pace zero or the wrong way: reverse the trend"
NO_COVERAGE = "the base already meets or equals the target: no coverage"
ZERO, LINEAR = "a zero: no percent change", "a 0 or 100: linear scale used"


@pytest.mark.parametrize(
    ("indicator", "values", "reasons"),
    [
        ("1", {2030: 80.0}, ["no usable value"]),
        ("1", {2023: 60.0}, [NO_PACE]),
        ("1", {2022: 60.0, 2023: 61.0}, []),
        ("1", {2022: 60.0, 2023: 60.0}, [WRONG_WAY]),
        ("1", {2022: 60.0, 2023: 59.0}, [WRONG_WAY]),
        ("10", {2022: 6.0, 2023: 5.9}, []),
        ("10", {2022: 6.0, 2023: 6.1}, [WRONG_WAY]),
        ("1", {2022: 92.0, 2023: 93.0}, [NO_COVERAGE]),
        ("1", {2022: 92.0, 2023: 90.0}, [NO_COVERAGE, WRONG_WAY]),
        ("1", {2022: 5.0, 2023: 0.0}, [WRONG_WAY, ZERO]),
        ("3a", {2022: 0.0, 2023: 9.5}, [NO_COVERAGE, WRONG_WAY, LINEAR]),
        ("3a", {2022: 9.7, 2023: 9.5}, []),
    ],
)
def test_each_empty_cell_has_its_reasons(indicator, values, reasons):
    row = judged(indicator, values, 2024, areas=[AREA]).loc[2030]
    found = [part.split(" / ")[1] for part in row["empty_reason"].split("; ") if part]
    assert found == reasons


def test_without_the_prior_two_values_have_no_interval():
    options = Options(drift_prior=0)
    row = judged("1", {2022: 60.0, 2023: 61.0}, 2024, options=options).loc[2030]
    assert row["empty_reason"].endswith(NO_INTERVAL)
    assert np.isnan(row["low"])
    three = judged("1", years(2021, 59.0, 60.0, 61.0), 2024, options=options)
    assert three.loc[2030, "empty_reason"] == ""


def test_a_final_verdict_has_no_projection_and_no_second_opinion():
    values = {2020: 60.0, 2024: 70.0}
    row = judged("1", values, 2026).loc[2025]
    assert row["empty_reason"].endswith("final verdict: no projection")
    rows = panel(values, as_of=2026, year=2025)
    assert rows["number"].isna().all()
    assert rows["empty_reason"].str.endswith("final verdict: no projection").all()
    open_ = panel(values, as_of=2026).drop("mean_change")  # that needs six values
    assert open_["number"].notna().all()


def test_a_strict_bound_that_is_just_touched_leaves_no_way_to_share_out():
    plan = target("1", 2030, ">", 60.0)
    rows = panel({2022: 58.0, 2023: 60.0}, plan=plan, as_of=2023)
    assert np.isnan(rows.loc["mean_change", "number"])
    reason = rows.loc["mean_change", "empty_reason"]
    assert reason.endswith("the latest value equals the target")


@pytest.mark.parametrize(
    ("rounding", "grade"), [(True, "on_track"), (False, "some_progress")]
)
def test_the_ladder_rounds_base_and_target_to_one_decimal(rounding, grade):
    # (81.6 / 80)^(1/2) - 1 = 0.995%, shown 1.00; 84.14 is 84.1, and
    # (84.1 / 80)^(1/5) - 1 = 1.005%, shown 1.00; unrounded it is 1.014%.
    plan = target("1", 2025, ">=", 84.14)
    rows = panel({2020: 80.0, 2022: 81.6}, plan=plan, year=2025, as_of=2022,
                 options=Options(rounding=rounding))  # fmt: skip
    assert rows.loc["aarr_ladder", "grade"] == grade
