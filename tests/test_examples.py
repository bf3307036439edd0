"""The worked examples of the method, their numbers typed in."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.schema import conform

PLAN = sta.soc_trang()
AREA = PLAN.area
UNITS = PLAN.framework.of("unit")


def observed(indicator, values, unit=None):
    """A table of observations from {year: value}."""
    periods = [f"{int(y + 0.5)}-H1" if y % 1 else f"{y:g}" for y in values]
    return pd.DataFrame(
        {"indicator_id": indicator, "area": AREA, "period": periods,
         "value": [*values.values()], "unit": unit or UNITS[indicator]}
    )  # fmt: skip


def target(indicator, year, comparator, value, *more):
    """The plan with these level targets of one indicator in place of its own."""
    base = {
        "indicator_id": indicator, "basis": "level", "target_no": 1, "sub": "",
        "value_high": None, "unit": UNITS[indicator], "hold": False,
        "wording_vi": "x", "source_line": 1, "assumed": False,
    }  # fmt: skip
    goals = [(year, comparator, value), *more]
    rows = [base | {"year": y, "comparator": c, "value": v} for y, c, v in goals]
    return replace(PLAN, targets=conform(rows, "targets"))


def judged(indicator, values, as_of, plan=PLAN, **others):
    """Rows of one indicator, by year of the milestone."""
    table = assess(plan, observed(indicator, values), as_of=as_of, **others)
    rows = table[table["indicator_id"].eq(indicator) & table["area"].eq(AREA)]
    return rows.set_index("year", drop=False)


def same(row, **numbers):
    for name, number in numbers.items():
        if isinstance(number, str):
            assert row[name] == number, (name, row[name])
        else:
            assert row[name] == pytest.approx(number, abs=number_width(number)), name


def number_width(number):
    """Half a unit of the last decimal typed, and a little."""
    text = repr(number)
    places = len(text.split(".")[1]) if "." in text else 0
    return 0.51 * 10**-places


def years(start, *values):
    return dict(enumerate(values, start=start))


def test_5_required_change():
    rows = judged("4b", {2023: 16.2}, 2024)
    same(rows.loc[2025], required_per_year=-1.1, required_pct_per_year=-7.0378)
    same(rows.loc[2030], required_per_year=-0.6, required_pct_per_year=-4.1966)
    same(rows.loc[2030], aarr_continuous_pct=4.2872, aarr_pct=4.1966)


def test_7_provisional_baseline_of_target_9():
    rows = judged("9", {2023: 47, 2024: 46.5}, 2024)
    same(rows.loc[2030], base=47, target=40.0, path_value=46.0, gap_good=-0.5)
    same(rows.loc[2030], years_ahead=-0.5, pace=-0.5, projection=43.5, coverage=0.5)
    same(rows.loc[2030], status="slow", confidence="low", required_per_year=-1.0833)
    assert rows.loc[2030, "base_provisional"]


def test_7_compound_reading_moves_the_baseline():
    rows = judged("9", {2023: 47}, 2024, options=Options(fall="compound"))
    same(rows.loc[2030], target=39.9493, path_value=47.0)


def test_9_yearly_range():
    rows = judged("13", years(2025, 120, 117, 113.5, 112), 2028)
    same(rows.loc[2030], base=120, target=108.4705, path_value=112.943)
    same(rows.loc[2030], aarr_pct=1.5883)
    assert rows.loc[2030, "gap_good"] > 0


def test_10_strict_bound():
    same(judged("3a", {2030: 9.0}, 2030).loc[2030], status="missed")
    same(judged("3a", {2030: 8.9}, 2030).loc[2030], status="achieved")
    row = judged("3a", {2027: 9.5, 2029: 9.0}, 2029).loc[2030]
    same(row, required_per_year=-0.1)


def test_11_linear():
    values = years(2021, 72.1, 73.9, 76.4, 77.8)
    rows = judged("1", values, 2024, baselines={"1": (2020, 70.0)})
    same(rows.loc[2025], status="met_early", path_value=75.6, gap_good=2.2)
    same(rows.loc[2025], years_ahead=1.2857)
    row = rows.loc[2030]
    same(row, pace=1.95, pace_low=1.5688, pace_high=2.3312, projection=89.5)
    same(row, low=86.55, high=92.45, coverage=0.9286, coverage_low=0.8197)
    same(row, coverage_high=1.0375, status="needs_push", confidence="medium")
    same(row, chance=0.233, required_per_year=2.2, acceleration=1.1282)
    same(row, headline="needs_push", n=5)


def test_12_log():
    values = years(2020, 21.0, 20.4, 19.5, 19.1, 18.3)
    rows = judged("3c", values, 2024, baselines={"3c": (2020, 21.0)})
    same(rows.loc[2025], status="met_early")
    row = rows.loc[2030]
    same(row, pace=-0.034405, projection=14.887, low=13.833, high=16.020)
    same(row, coverage=1.0189, coverage_low=0.8738, coverage_high=1.1560)
    same(row, status="on_track", confidence="medium", chance=0.562)
    same(row, aarr_pct=3.2599, aarr_continuous_pct=3.3142, acceleration=0.9633)


@pytest.mark.parametrize("indicator", ["15", "16"])
def test_13_near_100(indicator):
    values = years(2020, 97.6, 97.9, 98.1, 98.4, 98.5)
    row = judged(indicator, values, 2024).loc[2030]
    same(row, pace=0.225, projection=99.85, low=99.243, high=100.0, coverage=1.3235)
    same(row, status="on_track", confidence="high", chance=0.883, scale="linear")
    assert row["clipped"]
    options = Options(scale={indicator: "logit"})
    row = judged(indicator, values, 2024, options=options).loc[2030]
    same(row, projection=99.263, low=99.011, high=99.452, coverage=0.9784)
    same(row, status="on_track", confidence="medium", chance=0.398, scale="logit")


def test_14_noise():
    values = years(2020, 10, 14, 9, 15, 9.6)
    goals = target("13", 2030, "<=", 8.0)
    row = judged("13", values, 2024, plan=goals).loc[2030]
    same(row, pace=-0.010205, pace_low=-0.4246, pace_high=0.4041)
    same(row, status="unclear", confidence="low", coverage=0.485, scale="log")


def test_15_two_points():
    rows = judged("8a", {2022: 1.10, 2024: 0.98}, 2024)
    same(rows.loc[2025], projection=0.92, coverage=0.45, status="slow")
    same(rows.loc[2025], required_per_year=-0.28, confidence="low")
    same(rows.loc[2030], projection=0.62, coverage=0.80, status="needs_push")
    assert np.isnan(rows.loc[2030, "low"])


def test_16_baseline_and_one_value():
    rows = judged("10", {2023: 5.5}, 2023, baselines={"10": (2020, 5.8)})
    row = rows.loc[2025]
    same(row, path_value=5.26, gap_good=-0.24, years_ahead=-1.3333, pace=-0.1)
    same(row, projection=5.3, coverage=0.5556, status="slow")
    same(row, required_per_year=-0.3, acceleration=3.0)


def test_17_one_value():
    rows = judged("21", {2023: 31}, 2023)
    same(rows.loc[2025], status="insufficient", required_per_year=4.5)
    same(rows.loc[2030], status="insufficient", required_per_year=2.0)


def test_18_hold_lost():
    row = judged("7", years(2025, 100, 100, 99.6), 2027).loc[2030]
    same(row, pace=-0.2, pace_low=-0.8155, pace_high=0.4155, status="lost")
    same(row, confidence="low", required_per_year=0.4, met_share=0.6667)


def test_19_hold_recovering():
    rows = judged("7", years(2025, 97.0, 98.2, 99.1), 2027)
    same(rows.loc[2030], pace=1.05, status="recovering", required_per_year=0.9)
    same(rows.loc[2025], status="recovering", headline="recovering")


def test_20_base_better_than_the_target():
    rows = judged("3a", {2020: 8.4, 2022: 8.9, 2024: 9.3}, 2024)
    same(rows.loc[2025], projection=9.5397, pace_low=0.01478, pace_high=0.03611)
    same(rows.loc[2025], status="met_at_risk", chance=0.343)
    same(rows.loc[2030], status="lost", projection=10.834, headline="lost")


def test_21_milestone_passed():
    rows = judged("1", years(2023, 68, 71, 74, 77.5), 2026)
    same(rows.loc[2025], status="achieved_late")
    row = rows.loc[2030]
    same(row, pace=3.1667, projection=90.167, low=88.504, high=91.830)
    same(row, coverage=0.9638, coverage_low=0.9091, coverage_high=1.0184)
    same(row, status="on_track", confidence="medium", chance=0.222)
    same(row, required_per_year=3.375)


def test_22_zero():
    goals = target("13", 2030, "<=", 0.0)
    row = judged("13", years(2021, 6, 5, 5, 3), 2024, plan=goals).loc[2030]
    same(row, scale="linear", pace=-1.0, pace_low=-2.0887, pace_high=0.0887)
    same(row, status="unclear", projection=0.0, chance=0.724, required_per_year=-0.5)
    assert np.isnan(row["required_pct_per_year"])
    assert "linear scale used" in row["empty_reason"]
    assert row["clipped"]


def test_23_needs_a_push_not_sure():
    row = judged("22", years(2021, 30.5, 31.2, 31.6, 31.9), 2024).loc[2030]
    same(row, pace=0.46667, projection=34.7, low=33.035, high=36.365)
    same(row, coverage=0.9333, coverage_low=0.6312, coverage_high=1.2355)
    same(row, status="needs_push", confidence="medium", chance=0.383)


def test_24_perfect_line():
    row = judged("1", years(2021, 60, 62, 64), 2023).loc[2025]
    same(row, projection=68.0, low=65.487, high=70.513, coverage=0.4706)
    same(row, status="slow", confidence="high", chance=0.0288)


def test_25_two_rates():
    row = judged("3c", {2024: 18.3}, 2024).loc[2030]
    same(row, aarr_pct=3.2599, aarr_continuous_pct=3.3142)


def test_26_needs_a_push_sure():
    rows = judged("4b", years(2020, 17.6, 17.1, 16.7, 16.2), 2023)
    row = rows.loc[2025]
    same(row, pace=-0.46667, projection=15.267, low=15.068, high=15.465)
    same(row, coverage=0.6481, coverage_low=0.6132, coverage_high=0.6831)
    same(row, status="needs_push", confidence="high", chance=0.003)
    same(row, acceleration=2.357)
    row = rows.loc[2030]
    same(row, projection=12.933, coverage=0.8333, status="needs_push")
    same(row, confidence="high", chance=0.039)


def test_27_all_methods_agree():
    values = years(2020, 21.0, 20.4, 19.5, 19.1, 18.3)
    same(judged("3c", values, 2024).loc[2030], agreement="5/5")


def test_28_no_method_agrees():
    values = years(2020, 0.30, 0.27, 0.25, 0.24, 0.235)
    row = judged("17b", values, 2024).loc[2030]
    same(row, projection=0.1375, coverage=0.8125, coverage_low=0.5401)
    same(row, coverage_high=1.0849, status="needs_push", confidence="low")
    same(row, chance=0.223, agreement="0/5")


def test_29_methods_split():
    values = years(2020, 70.0, 72.1, 73.9, 76.4, 77.8)
    same(judged("1", values, 2024).loc[2030], agreement="3/5")


def test_30_half_years():
    row = judged("1", {2023.5: 68.4, 2024.0: 69.0, 2024.5: 70.1}, 2024.5).loc[2025]
    same(row, pace=1.7, projection=70.95, low=69.617, high=72.283)
    same(row, required_per_year=13.8, coverage=0.2965, status="slow")


def test_31_the_provinces_own_figures():
    table = assess(PLAN, sta.load_observations(), as_of=2019, areas=[AREA])
    rows = table.set_index(["indicator_id", "year"])
    row = rows.loc["3b", 2025]
    same(row, required_pct_per_year=-0.1138, projection=11.236, coverage=1.903)
    same(row, status="on_track", confidence="high", chance=0.974)
    row = rows.loc["3b", 2030]
    same(row, projection=10.353, low=9.412, high=11.389, coverage=0.9094)
    same(row, coverage_low=0.6944, coverage_high=1.1083, status="needs_push")
    same(row, confidence="medium", chance=0.307)
    row = rows.loc["3c", 2030]
    same(row, projection=15.605, coverage=0.8957, status="needs_push")
    same(row, confidence="medium", chance=0.286)


def test_31_seven_years_later_2025_has_no_data_and_2030_is_stale():
    table = assess(PLAN, sta.load_observations(), as_of=2026, areas=[AREA])
    rows = table.set_index(["indicator_id", "year"])
    same(rows.loc["3b", 2025], status="no_data")
    assert rows.loc["3b", 2030]["stale"]


def held(indicator, year, value, hold_from, hold_to):
    """The plan with one level of this indicator, to be kept over some years."""
    plan = target(indicator, year, ">=", value)
    span = {"hold": True, "hold_from": hold_from, "hold_to": hold_to}
    columns = plan.targets.columns.drop([*span])
    rows = plan.targets[columns].assign(**span).to_dict("records")
    return replace(plan, targets=conform(rows, "targets"))


def test_a_level_kept_over_a_period_is_judged_from_its_first_year():
    plan = held("7", 2030, 100.0, 2022, 2030)
    row = judged("7", {2023: 99.0}, 2024, plan=plan).loc[2030]
    same(row, status="lost", path_value=100.0, gap_good=-1.0, required_per_year=1.0)
    same(row, met_share=0.0)
    before = judged("7", {2021: 99.0}, 2021, plan=plan).loc[2030]
    same(before, status="insufficient", required_per_year=0.1111)
    path = sta.trajectories(plan).set_index("year")["value"]
    assert path.to_dict() == dict.fromkeys(range(2022, 2031), 100.0)


def test_the_verdict_on_a_period_falls_in_its_last_year():
    plan = held("7", 2026, 100.0, 2022, 2026)
    same(judged("7", {2022: 98.0, 2026: 100.0}, 2027, plan=plan).loc[2026],
         status="achieved", met_share=0.5)  # fmt: skip
