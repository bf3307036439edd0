"""Tipping values, number met, sensitivity, backtest: numbers typed from hand."""

import numpy as np
import pandas as pd
import pytest
from test_examples import AREA, PLAN, observed, target, years
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import Options, RangeError, SchemaError
from soctrang_analysis.analysis.number_met import at_least_met
from soctrang_analysis.analysis.tipping import _first_step, rounded_to_do
from soctrang_analysis.cli import app
from soctrang_analysis.schema import check

ONE = years(2020, 70.0, 72.1, 73.9, 76.4, 77.8)


def tips(indicator, values, as_of, next_year, plan=PLAN, **others):
    table = sta.tipping(
        plan, observed(indicator, values), as_of=as_of, next_year=next_year,
        areas=[AREA], **others,
    )  # fmt: skip
    return check(table, "tipping").set_index("year", drop=False)


@pytest.mark.parametrize(
    ("indicator", "values", "as_of", "even", "track", "shown"),
    [
        # (91 + 70 x 5/11) / (16/11); (89.95 + 70) / 2
        ("1", ONE, 2024, 84.4375, 79.975, ("84,5%", "80,0%")),
        # exp((ln 15 + 5/11 ln 21) / (16/11)); sqrt(15.3 x 21)
        ("3c", years(2020, 21.0, 20.4, 19.5, 19.1, 18.3), 2024, 16.6631, 17.9248,
         ("16,6", "17,9")),
        # (12 + 0.6 x 17.6) / 1.6; (12.28 + 1.5 x 17.6) / 2.5
        ("4b", years(2020, 17.6, 17.1, 16.7, 16.2), 2023, 14.1, 15.472,
         ("14,1%", "15,4%")),
    ],
)  # fmt: skip
def test_18_the_next_report_must_show(indicator, values, as_of, even, track, shown):
    first = min(values)
    row = tips(
        indicator,
        values,
        as_of,
        as_of + 1,
        baselines={indicator: (first, values[first])},
    ).loc[2030]
    assert row["even_chance"] == pytest.approx(even, abs=5e-5)
    assert row["good"] == row["even_chance"]
    assert row["on_track"] == pytest.approx(track, abs=5e-5)
    for number in shown:
        assert f"phải đạt từ {number} tr" in row["text_vi"]


def test_the_issue_s_own_sentence_in_both_languages():
    row = tips("1", ONE, 2024, 2025).loc[2030]
    assert "năm 2025 phải đạt từ 84,5% trở lên" in row["text_vi"]
    assert "2025 must show 84.5% or more" in row["text_en"]
    # Without change: 77.8 in 2025, m = 7.8/11, 77.8 + 5 x 0.7091 = 81.345.
    assert row["halt_status"] == "needs_push"
    # s2 = (3.692 + 6.637) / 5, se = sqrt(2.066 x (5 + 25/11)) = 3.876: t = -2.49, 2.8%.
    assert row["text_vi"].endswith(
        "nếu vẫn là 77,8% thì cần đẩy nhanh, xác suất đạt dưới 5%."
    )


def test_the_shown_value_does_it_and_a_strict_bound_needs_one_step_more():
    row = {"sign": -1.0, "d": 0.1, "comparator": "<", "target": 9.0}
    assert rounded_to_do(9.0, row) == pytest.approx(8.9)
    assert rounded_to_do(8.8503, row) == pytest.approx(8.8)
    up = {"sign": 1.0, "d": 0.1, "comparator": ">=", "target": 91.0}
    assert rounded_to_do(84.4375, up) == pytest.approx(84.5)
    assert rounded_to_do(91.0, up) == pytest.approx(91.0)


def test_in_its_year_the_target_itself_must_be_shown():
    row = tips("1", ONE, 2024, 2025, baselines={"1": (2020, 70.0)}).loc[2025]
    assert (row["even_chance"], row["on_track"]) == (77.0, 77.0)
    assert (
        "mục tiêu đến hạn: năm 2025 phải đạt từ 77,0% trở lên" in row["text_vi"].lower()
    )
    assert "(hiện nay đã đạt mức này)" in row["text_vi"]
    assert row["text_vi"].endswith("nếu vẫn là 77,8% thì đã đạt.")


def test_a_given_base_that_meets_the_target_has_no_value_for_on_track():
    values = {2020: 8.4, 2022: 8.9, 2024: 9.3}
    given = tips("3a", values, 2024, 2026, baselines={"3a": (2020, 8.4)}).loc[2030]
    assert np.isnan(given["on_track"])
    assert "không có mức nào để đúng tiến độ" in given["text_vi"]
    free = tips("3a", values, 2024, 2026).loc[2030]
    assert free["on_track"] == 9.0


def test_an_older_given_base_asks_for_a_pace_in_the_good_direction():
    values = {2010: 50.0, 2023: 90.0, 2024: 90.5}
    plan = target("2", 2030, ">=", 91.0)
    given = {"2": (2010, 50.0)}
    row = tips("2", values, 2024, 2025, plan=plan, baselines=given).loc[2030]
    # P = 50 + 0.95 x 41 = 88.95 lies below the first value of the window, 90.0.
    assert row["on_track"] == pytest.approx(90.1)


def test_another_limit_of_good_is_searched_step_by_step():
    plan = target("1", 2030, ">=", 91.0)
    options = Options(good=0.6)
    found = tips("1", ONE, 2024, 2025, plan=plan, options=options).loc[2030, "good"]
    assert found > 84.4375
    for value, reaches in ((found + 1e-6, True), (found - 1e-3, False)):
        report = observed("1", ONE | {2025: value})
        row = sta.assess(plan, report, as_of=2025, options=options).iloc[0]
        assert bool(row["chance"] >= 0.6) is reaches
    out = tips("1", ONE, 2024, 2025, plan=plan, options=Options(good=0.999)).loc[2030]
    assert np.isnan(out["good"])


@pytest.mark.parametrize(
    ("row", "limit", "found"),
    [
        # Steps of 1 from 20; a percent ends at 100, a fall at 0, another rise at ten
        # times the larger of |target - latest| and |target|: 20 + 10 x 30.
        ((1.0, 20.0, 30.0, "percent"), 20.0, 20.0),
        ((1.0, 20.0, 30.0, "percent"), 24.5, 24.5),
        ((1.0, 20.0, 30.0, "percent"), 100.0, 100.0),
        ((1.0, 20.0, 30.0, "percent"), 100.5, np.nan),
        ((-1.0, 20.0, 10.0, "count"), 15.5, 15.5),
        ((-1.0, 20.0, 10.0, "percent"), 0.0, 0.0),
        ((-1.0, 20.0, 10.0, "count"), -0.5, np.nan),
        ((1.0, 20.0, 30.0, "count"), 320.0, 320.0),
        ((1.0, 20.0, 30.0, "count"), 321.0, np.nan),
        ((1.0, 1000.0, 3.0, "count"), 1500.0, 1500.0),  # past the first 500 steps
        ((1.0, 1000.0, 3.0, "count"), 1501.0, 1501.0),
    ],
)
def test_the_search_for_a_limit_goes_to_the_end_of_the_unit(row, limit, found):
    sign, latest, goal, unit = row
    row = {"sign": sign, "d": 1.0, "latest": latest, "target": goal, "unit": unit}
    first = _first_step(row, lambda v: sign * v >= sign * limit)
    assert first == pytest.approx(found, abs=1e-9, nan_ok=True)


def test_a_report_of_the_year_after_the_plan_finds_no_open_milestone():
    assert tips("1", ONE, 2024, 2031).empty
    assert tips("1", ONE, 2024, 2030).index.tolist() == [2030]


@pytest.mark.parametrize("year", [2024, 2020, 2032, 2040])
def test_a_next_report_that_is_not_next_is_refused(year):
    with pytest.raises(RangeError, match="next_year: expected a year after 2024"):
        tips("1", ONE, 2024, year)


def test_a_hold_in_force_and_a_milestone_before_the_report_have_no_tip():
    assert tips("7", years(2025, 100, 100), 2026, 2027).empty
    assert tips("1", ONE, 2024, 2026).index.tolist() == [2030]


def test_19_the_number_met_by_hand():
    table = at_least_met(np.array([0.9, 0.5, 0.2]))
    assert table["expected"].tolist() == pytest.approx([1.6] * 3)
    # At least one: 1 - 0.1 x 0.5 x 0.8; all three: 0.9 x 0.5 x 0.2.
    assert table["chance"].tolist() == pytest.approx([0.96, 0.55, 0.09])
    assert table["low"].tolist() == pytest.approx([0.9, 0.4, 0.0])
    assert table["high"].tolist() == pytest.approx([1.0, 0.7, 0.2])


def test_19_final_verdicts_count_whole_and_no_evidence_is_left_out():
    board = pd.DataFrame(
        {"indicator_id": ["1", "2", "3a", "3b"], "area": "X", "deciding": True,
         "signal": ["good", "off", "watch", "no_evidence"],
         "status": ["achieved", "missed", "slow", "needs_push"],
         "chance": [np.nan, np.nan, 0.3, 0.06]}
    )  # fmt: skip
    table = check(sta.expected_met(board), "expected_met")
    assert table["expected"].tolist() == pytest.approx([1.3] * 3)
    assert table["left_out"].tolist() == [1, 1, 1]
    assert table["chance"].tolist() == pytest.approx([1.0, 0.3, 0.0])
    bare = board.assign(signal="no_evidence")
    assert sta.expected_met(bare).empty


def test_a_table_that_is_no_progress_is_refused():
    with pytest.raises(SchemaError, match="table progress: expected columns"):
        sta.expected_met(pd.DataFrame({"area": ["X"]}))


def test_sensitivity_says_what_a_verdict_hangs_on():
    values = observed("1", ONE)
    table = check(
        sta.sensitivity(PLAN, values, as_of=2024, areas=[AREA]), "sensitivity"
    )
    row = table.set_index("indicator_id").loc["1"]
    assert (row["status"], row["signal"]) == ("needs_push", "off")
    assert row["chance"] == pytest.approx(0.077, abs=5e-4)
    assert row["drift_0_chance"] == pytest.approx(0.233, abs=5e-4)
    assert row["chance_high"] >= row["drift_0_chance"]
    assert "drift_0" in row["hangs_on"].split()  # 0.233 is watch, 0.077 off
    assert "base" not in row["hangs_on"].split()


def test_sensitivity_of_nothing_known_is_empty():
    values = observed("1", {2030: 80.0})
    assert sta.sensitivity(PLAN, values, as_of=2024, areas=[AREA]).empty


LINE = pd.DataFrame({"indicator_id": "x", "area": "X", "scale": "linear",
                     "direction": "up", "year": [2020, 2021, 2022],
                     "value": [50.0, 52.0, 54.0]})  # fmt: skip


def test_20_a_forecast_checked_by_hand():
    found = sta.backtest(LINE, options=Options(noise_floor=False))
    scores, reliability = found
    assert reliability is found.reliability
    scores = check(scores, "backtest_scores").iloc[0]
    # One cut, 2021: p = 2, L' = 7, m = 2/7; s2 = 6/7 x 4, se = sqrt(s2 x 8/7) = 1.9795,
    # width 2 x 3.0777 x 1.9795 in steps of 2; 54 lies inside 52.2857 -+ 6.0922.
    assert scores["count"] == 1
    assert scores["coverage"] == 1.0
    assert scores["width"] == pytest.approx(6.0922, abs=5e-5)
    assert scores["winkler"] == scores["width"]
    # Targets 53 and 54 came true: stated 0.3898 and 0.2728 (Cauchy), so
    # ((1 - 0.3898)^2 + (1 - 0.2728)^2) / 2.
    assert scores["brier_ahead"] == pytest.approx(0.4506, abs=5e-5)
    table = check(found.reliability, "backtest_reliability")
    ahead = table[table["side"].eq("ahead")]
    assert ahead["stated"].round(4).tolist() == [0.2728, 0.3898]
    assert ahead["came_true"].tolist() == [1.0, 1.0]


def test_20_scores_do_not_hang_on_the_unit():
    # The same line in tenths: se = 0.19795, a width of 6.0922 steps of 0.2 again.
    small = LINE.assign(value=[5.0, 5.2, 5.4])
    scores = sta.backtest(small, options=Options(noise_floor=False)).scores.iloc[0]
    assert scores["width"] == pytest.approx(6.0922, abs=5e-5)
    assert scores["brier_ahead"] == pytest.approx(0.4506, abs=5e-5)


def test_20_a_falling_indicator_is_tried_in_its_own_direction():
    # 54, 52, 50 where down is better: the mirror of LINE, the same scores.
    down = LINE.assign(value=[54.0, 52.0, 50.0], direction="down")
    scores = sta.backtest(down, options=Options(noise_floor=False)).scores.iloc[0]
    assert scores["width"] == pytest.approx(6.0922, abs=5e-5)
    assert scores["brier_ahead"] == pytest.approx(0.4506, abs=5e-5)


def test_20_a_miss_costs_ten_times_its_size():
    line = pd.concat([LINE, LINE.iloc[-1:].assign(year=2023, value=80.0)])
    found = sta.backtest(line, options=Options(noise_floor=False), horizons=(1,))
    own = found.scores.query("indicator_id == 'x' and h == 1").iloc[0]
    assert own["count"] == 2
    assert own["coverage"] == 0.5
    # Cut 2022: m = 4/8, s2 = (12/8 x 4) / 2 = 3, se = sqrt(3 x 9/8) = 1.8371,
    # q = 1.8856: 54.5 -+ 3.4641, missed by 22.0359. S = (2 + 26) / 2 = 14.
    # Winkler: (12.1845 + 6.9282 + 10 x 22.0359) / 2 / 14.
    assert own["winkler"] == pytest.approx(8.5525, abs=5e-4)


def test_20_a_forecast_without_noise_is_sure():
    line = pd.concat([LINE, LINE.iloc[-1:].assign(year=2023, value=56.0)])
    options = Options(noise_floor=False, drift_prior=0)
    scores, reliability = sta.backtest(line, options=options)
    # One cut with noise, 2022: 54 + 2 is 56, as came. The targets 55, 56 and 53, 52 are
    # stated with chance 1 and come true.
    found = scores.iloc[0]
    assert (found["count"], found["coverage"], found["width"]) == (1, 1.0, 0.0)
    assert (found["brier_ahead"], found["brier_met"]) == (0.0, 0.0)
    told = reliability[["tenth", "count", "stated", "came_true"]]
    assert told.to_numpy().tolist() == [[0.9, 2, 1.0, 1.0]] * 2


def test_20_a_target_missed_by_half_a_unit_did_not_come_true():
    line = LINE.assign(value=[50.0, 52.0, 51.5])
    table = sta.backtest(line, options=Options(noise_floor=False)).reliability
    # S = 0.5: ahead 52.25 and 52.5, met 51.75 and 51.5; 51.5 came.
    true = table.groupby("side")[["came_true", "count"]].apply(
        lambda rows: (rows["came_true"] * rows["count"]).sum()
    )
    assert true.to_dict() == {"ahead": 0.0, "met": 1.0}


def test_20_zero_makes_an_indicator_linear_and_proxies_are_left_out():
    frame = LINE.assign(scale="log", evidence="direct")
    frame.loc[0, "value"] = 0.0
    assert sta.backtest(frame).scores["count"].iloc[0] == 1
    frame.loc[1, "evidence"] = "proxy"
    with pytest.raises(SchemaError, match="a series of three values"):
        sta.backtest(frame)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (LINE.drop(columns="area"), "no area"),
        (LINE.drop(columns="year"), "no year"),
        (LINE.head(0), "an empty table"),
        (LINE.drop(columns="scale"), "column scale: expected one of linear, log"),
        (LINE.assign(direction="sideways"), "column direction: expected one of up"),
        (LINE.head(2), "a series of three values"),
    ],
)
def test_20_series_that_cannot_be_tried_are_refused(values, message):
    with pytest.raises(SchemaError, match=message):
        sta.backtest(values)


def test_20_horizons_are_years():
    with pytest.raises(RangeError, match="horizons"):
        sta.backtest(LINE, horizons=(0,))


def whole_of(scores):
    """The mean of the indicators over all distances."""
    return scores[scores["indicator_id"].eq("") & scores["h"].isna()].iloc[0]


def test_20_the_bundled_series_are_few():
    found = sta.backtest(sta.load_observations())
    whole = whole_of(found.scores)
    assert 0.75 < whole["coverage"] < 0.95
    assert whole["count"] < 1000
    met = found.reliability.query("side == 'met' and tenth >= 0.9")
    assert met["came_true"].iloc[0] > 0.9


def test_a_file_of_series_is_tried_from_the_command_line(tmp_path):
    LINE.to_csv(tmp_path / "s.csv", index=False)
    command = ["backtest", str(tmp_path / "s.csv"), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0
    assert "Xác suất đã nêu" in done.output
    written = pd.read_csv(tmp_path / "out" / "backtest_scores.csv")
    assert written["count"].tolist() == [1, 1, 1, 1]


def test_the_assessment_prints_year_confidence_and_the_next_report(tmp_path):
    observed("1", ONE).to_csv(tmp_path / "v.csv", index=False)
    values = ["--observations", str(tmp_path / "v.csv"), "--as-of", "2024"]
    done = CliRunner().invoke(app, ["assess", "--plan", "soctrang", *values])
    assert done.exit_code == 0
    line = next(
        t for t in done.output.splitlines() if t.startswith("1\t") and "2030" in t
    )
    assert "2024" in line
    assert "cao / high" in line
    assert "năm 2025 phải đạt từ 84,5% trở lên" in done.output
