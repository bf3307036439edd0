"""The worked examples of the method, their numbers typed in."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.pooling import pooled
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.schema import conform

PLAN = sta.soc_trang()
AREA = PLAN.area
UNITS = PLAN.framework.of("unit")


def observed(indicator, values, unit=None, area=AREA):
    """A table of observations from {year: value}."""
    periods = [f"{int(y + 0.5)}-H1" if y % 1 else f"{y:g}" for y in values]
    return pd.DataFrame(
        {"indicator_id": indicator, "area": area, "period": periods,
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


def judged(indicator, values, as_of, plan=PLAN, area=AREA, **others):
    """Rows of one indicator, by year of the milestone."""
    table = assess(plan, observed(indicator, values, area=area), as_of=as_of, **others)
    rows = table[table["indicator_id"].eq(indicator) & table["area"].eq(area)]
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
    # Counted from 2024 one year less is left: -2.2 and -4.2 points in 1 and 6 years.
    same(rows.loc[2025], required_from_as_of=-2.2)
    same(rows.loc[2030], required_from_as_of=-0.7)


def test_7_provisional_baseline_of_target_9():
    rows = judged("9", {2023: 47, 2024: 46.5}, 2024)
    same(rows.loc[2030], base=47, target=40.0, path_value=46.0, gap_good=-0.5)
    same(rows.loc[2030], years_ahead=-0.5, pace=-0.5, projection=43.5, coverage=0.5)
    same(rows.loc[2030], expected=46.071, low=41.316, high=50.827, chance=0.079)
    same(rows.loc[2030], status="slow", signal="off", confidence="high")
    same(rows.loc[2030], required_per_year=-1.0833)
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
    same(judged("3a", {2030: 9.0}, 2030).loc[2030], status="missed", signal="off")
    same(judged("3a", {2030: 8.9}, 2030).loc[2030], status="achieved", signal="good")
    row = judged("3a", {2027: 9.5, 2029: 9.0}, 2029).loc[2030]
    same(row, required_per_year=-0.1)
    row = judged("3a", years(2022, 9.0, 9.0, 9.0), 2024).loc[2030]
    same(row, status="stagnant", chance=0.5, signal="watch", confidence="low")
    assert np.isnan(row["coverage"])


def test_11_linear():
    values = years(2021, 72.1, 73.9, 76.4, 77.8)
    rows = judged("1", values, 2024, baselines={"1": (2020, 70.0)})
    same(rows.loc[2025], status="met_early", path_value=75.6, gap_good=2.2)
    same(rows.loc[2025], years_ahead=1.2857, expected=78.58, chance=0.805)
    assert rows["deciding"].tolist() == [False, True]
    row = rows.loc[2030]
    same(row, pace=1.95, projection=89.5, coverage=0.9286, status="needs_push", n=5)
    same(row, expected=82.48, low=75.05, high=89.91, chance=0.077)
    same(row, signal="off", confidence="high")
    same(row, required_per_year=2.2, acceleration=1.1282)


def test_11_without_the_drift_prior_is_method_1():
    values = years(2021, 72.1, 73.9, 76.4, 77.8)
    row = judged(
        "1", values, 2024, baselines={"1": (2020, 70.0)},
        options=Options(drift_prior=0),
    ).loc[2030]  # fmt: skip
    same(row, expected=89.5, low=86.55, high=92.45, chance=0.233)


def test_12_log():
    values = years(2020, 21.0, 20.4, 19.5, 19.1, 18.3)
    rows = judged("3c", values, 2024, baselines={"3c": (2020, 21.0)})
    same(rows.loc[2025], status="met_early", chance=0.772)
    row = rows.loc[2030]
    same(row, pace=-0.034405, projection=14.887, expected=16.850)
    same(row, low=14.718, high=19.290, coverage=1.0189, status="on_track")
    same(row, chance=0.129, signal="watch", confidence="medium")
    same(row, aarr_pct=3.2599, aarr_continuous_pct=3.3142, acceleration=0.9633)


@pytest.mark.parametrize("indicator", ["15", "16"])
def test_13_near_100(indicator):
    values = years(2020, 97.6, 97.9, 98.1, 98.4, 98.5)
    row = judged(indicator, values, 2024).loc[2030]
    same(row, pace=0.225, projection=99.85, coverage=1.3235, status="on_track")
    same(row, expected=99.04, low=98.123, high=99.957, chance=0.343, signal="watch")
    same(row, confidence="low", scale="linear")
    options = Options(scale={indicator: "logit"})
    row = judged(indicator, values, 2024, options=options).loc[2030]
    same(row, projection=99.263, expected=98.871, low=98.186, high=99.299)
    same(row, coverage=0.9784, status="on_track", chance=0.099, signal="off")
    same(row, confidence="high", scale="logit")


def test_14_noise():
    values = years(2020, 10, 14, 9, 15, 9.6)
    goals = target("13", 2030, "<=", 8.0)
    row = judged("13", values, 2024, plan=goals).loc[2030]
    same(row, pace=-0.010205, coverage=0.4851, status="slow", scale="log")
    same(row, expected=9.368, low=1.168, high=75.14, chance=0.457)
    same(row, signal="watch", confidence="low")


def test_15_two_points():
    rows = judged("8a", {2022: 1.10, 2024: 0.98}, 2024)
    row = rows.loc[2025]
    same(row, projection=0.92, coverage=0.45, status="slow", required_per_year=-0.28)
    same(row, expected=0.965, low=0.725, high=1.205, chance=0.091, signal="off")
    same(row, confidence="high")
    assert rows["deciding"].tolist() == [True, False]
    row = rows.loc[2030]
    same(row, projection=0.62, coverage=0.80, status="needs_push", expected=0.89)
    same(row, low=0.157, high=1.623, chance=0.174, signal="watch", confidence="medium")


def test_16_baseline_and_one_value():
    rows = judged("10", {2023: 5.5}, 2023, baselines={"10": (2020, 5.8)})
    row = rows.loc[2025]
    same(row, path_value=5.26, gap_good=-0.24, years_ahead=-1.3333, pace=-0.1)
    same(row, projection=5.3, coverage=0.5556, status="slow")
    same(row, required_per_year=-0.3, acceleration=3.0)
    same(row, expected=5.4333, low=4.753, high=6.114, chance=0.125)
    same(row, signal="watch", confidence="medium")


def test_17_one_value():
    rows = judged("21", {2023: 31}, 2023)
    same(rows.loc[2025], status="insufficient", required_per_year=4.5)
    same(rows.loc[2030], status="insufficient", required_per_year=2.0)
    assert rows["signal"].tolist() == ["no_evidence"] * 2
    assert rows["confidence"].tolist() == ["none"] * 2


def test_18_hold_lost():
    row = judged("7", years(2025, 100, 100, 99.6), 2027).loc[2030]
    same(row, pace=-0.2, status="lost", expected=99.55, low=99.021, high=100.0)
    same(row, chance=0.125, signal="watch", confidence="medium")
    same(row, required_per_year=0.4, met_share=0.6667)
    assert row["clipped"]
    kept = judged("7", years(2025, 100, 100, 100), 2027)
    assert kept["status"].tolist() == ["held"] * 2
    same(kept.loc[2030], expected=100.0, chance=0.5, signal="good", confidence="low")


def test_19_hold_recovering():
    rows = judged("7", years(2025, 97.0, 98.2, 99.1), 2027)
    same(rows.loc[2030], pace=1.05, status="recovering", required_per_year=0.9)
    same(rows.loc[2030], expected=99.3625, chance=0.291, signal="watch")
    same(rows.loc[2025], status="recovering", confidence="medium")
    assert rows["deciding"].tolist() == [True, False]


def test_20_base_better_than_the_target():
    values = {2020: 8.4, 2022: 8.9, 2024: 9.3}
    rows = judged("3a", values, 2024)
    same(rows.loc[2025], projection=9.5397, expected=9.3951, status="met_early")
    same(rows.loc[2025], chance=0.628, signal="good", confidence="low")
    row = rows.loc[2030]
    same(row, status="reversing", projection=10.834, expected=9.886)
    same(row, low=8.379, high=11.663, chance=0.198, signal="watch")
    same(row, confidence="medium")
    assert np.isnan(row["coverage"])
    assert rows["deciding"].tolist() == [False, True]
    given = judged("3a", values, 2024, baselines={"3a": (2020, 8.4)})
    same(given.loc[2030], status="lost", projection=10.834, expected=9.886)


def test_21_milestone_passed():
    rows = judged("1", years(2023, 68, 71, 74, 77.5), 2026)
    same(rows.loc[2025], status="achieved_late", signal="good")
    row = rows.loc[2030]
    same(row, pace=3.1667, projection=90.167, coverage=0.9638, status="on_track")
    same(row, expected=81.722, low=71.50, high=91.94, chance=0.117)
    same(row, signal="watch", confidence="medium", required_per_year=3.375)


def test_22_zero():
    goals = target("13", 2030, "<=", 0.0)
    row = judged("13", years(2021, 6, 5, 5, 3), 2024, plan=goals).loc[2030]
    same(row, scale="linear", pace=-1.0, projection=0.0, coverage=1.0)
    same(row, status="on_track", expected=1.0, low=0.0, high=6.980, chance=0.401)
    same(row, signal="watch", confidence="low", required_per_year=-0.5)
    assert np.isnan(row["required_pct_per_year"])
    assert "linear scale used" in row["empty_reason"]
    assert row["clipped"]


def test_23_needs_a_push():
    row = judged("22", years(2021, 30.5, 31.2, 31.6, 31.9), 2024).loc[2030]
    same(row, pace=0.46667, projection=34.7, coverage=0.9333, status="needs_push")
    same(row, expected=32.833, low=30.673, high=34.994, chance=0.0995)
    same(row, signal="off", confidence="high")


def test_24_perfect_line():
    row = judged("1", years(2021, 60, 62, 64), 2023).loc[2025]
    same(row, projection=68.0, coverage=0.4706, status="slow", expected=65.0)
    same(row, low=59.836, high=70.164, chance=0.024, signal="off", confidence="high")


def test_25_two_rates():
    row = judged("3c", {2024: 18.3}, 2024).loc[2030]
    same(row, aarr_pct=3.2599, aarr_continuous_pct=3.3142)


def test_26_needs_a_push_far_off():
    rows = judged("4b", years(2020, 17.6, 17.1, 16.7, 16.2), 2023)
    row = rows.loc[2025]
    same(row, pace=-0.46667, projection=15.267, coverage=0.6481, status="needs_push")
    same(row, expected=15.889, low=14.906, high=16.872, chance=0.026, signal="off")
    same(row, confidence="high", acceleration=2.357)
    row = rows.loc[2030]
    same(row, projection=12.933, coverage=0.8333, status="needs_push")
    same(row, expected=15.111, low=12.893, high=17.329, chance=0.053, signal="off")


def test_27_all_methods_agree():
    values = years(2020, 21.0, 20.4, 19.5, 19.1, 18.3)
    same(judged("3c", values, 2024).loc[2030], agreement="5/5")


def test_28_no_method_agrees():
    values = years(2020, 0.30, 0.27, 0.25, 0.24, 0.235)
    row = judged("17b", values, 2024).loc[2030]
    same(row, projection=0.1375, coverage=0.8125, status="needs_push")
    same(row, expected=0.196, low=0.1208, high=0.2712, chance=0.061)
    same(row, signal="off", confidence="high", agreement="0/5")


def test_29_methods_split():
    values = years(2020, 70.0, 72.1, 73.9, 76.4, 77.8)
    same(judged("1", values, 2024).loc[2030], agreement="3/5")


def test_30_half_years():
    row = judged("1", {2023.5: 68.4, 2024.0: 69.0, 2024.5: 70.1}, 2024.5).loc[2025]
    same(row, pace=1.7, projection=70.95, coverage=0.2965, status="slow")
    same(row, expected=70.221, low=68.610, high=71.833, chance=0.0078)
    same(row, signal="off", confidence="high", required_per_year=13.8)
    assert "xác suất đạt dưới 5%" in row["reason_vi"]
    assert "chance under 5%" in row["reason_en"]


def test_31_the_provinces_own_figures():
    table = assess(PLAN, sta.load_observations(), as_of=2019, areas=[AREA])
    rows = table.set_index(["indicator_id", "year"])
    row = rows.loc["3b", 2025]
    same(row, required_pct_per_year=-0.1138, projection=11.236, coverage=1.903)
    same(row, status="on_track", expected=11.899, low=11.063, high=12.797)
    same(row, chance=0.816, signal="good", confidence="medium")
    assert row["deciding"]
    row = rows.loc["3b", 2030]
    same(row, projection=10.353, coverage=0.9094, status="needs_push")
    same(row, expected=11.422, low=10.262, high=12.713, chance=0.062)
    same(row, signal="off", confidence="high")
    row = rows.loc["3c", 2030]
    same(row, projection=15.605, coverage=0.8957, status="needs_push")
    same(row, expected=17.174, chance=0.058, signal="off", confidence="high")


def test_31_seven_years_later_2025_has_no_data_and_2030_is_stale():
    table = assess(PLAN, sta.load_observations(), as_of=2026, areas=[AREA])
    rows = table.set_index(["indicator_id", "year"])
    same(rows.loc["3b", 2025], status="no_data", signal="no_evidence")
    row = rows.loc["3b", 2030]
    same(row, expected=11.422, chance=0.062, signal="no_evidence", confidence="none")
    assert row["stale"]
    assert row["deciding"]
    assert row["reason_vi"].startswith("2018: ")
    assert row["reason_en"].startswith("2018: ")


def test_32_exactly_on_the_path():
    plan = target("1", 2030, ">=", 80.0)
    row = judged("1", years(2020, 60, 62, 64, 66, 68), 2024, plan=plan).loc[2030]
    same(row, projection=80.0, coverage=1.0, acceleration=1.0, status="on_track")
    same(row, expected=72.8, low=65.441, high=80.159, chance=0.104)
    same(row, signal="watch", confidence="medium")


def test_33_stale():
    row = judged("1", years(2010, 30, 35, 40, 45), 2026).loc[2030]
    same(row, projection=100.0, coverage=1.1475, status="on_track")
    same(row, expected=73.333, low=26.478, high=100.0, chance=0.290)
    same(row, signal="no_evidence", confidence="none")
    assert row["clipped"]
    assert row["reason_en"].startswith("2013: ")


@pytest.mark.parametrize(
    ("values", "status", "late"),
    [
        ({2029: 100, 2031: 100}, "achieved", True),
        ({2025: 100, 2026: 100}, "no_data", False),
        ({2029: 99.0, 2030: 100}, "achieved", False),
        ({2029: 100, 2030: 99.0}, "missed", False),
    ],
)
def test_34_a_hold_whose_last_year_is_over(values, status, late):
    rows = judged("7", values, 2032)
    assert rows["status"].tolist() == [status] * 2
    assert rows["late_evidence"].tolist() == [late] * 2


def test_35_met_at_risk():
    plan = target("1", 2030, ">=", 92.0)
    row = judged("1", years(2020, 96.0, 95.1, 94.3, 93.0), 2023, plan=plan).loc[2030]
    same(row, projection=86.0, expected=90.667, low=85.787, high=95.546)
    same(row, status="met_at_risk", chance=0.342, signal="watch", confidence="low")
    row = judged("1", {2023: 95.0}, 2023, plan=plan).loc[2030]
    same(row, status="met_early", signal="no_evidence", confidence="none")


def test_36_flat():
    plan = target("1", 2030, ">=", 60.0)
    row = judged("1", years(2020, 50, 50, 50), 2022, plan=plan).loc[2030]
    same(row, coverage=0.0, status="stagnant", expected=50.0, low=46.921)
    same(row, high=53.079, chance=0.013, signal="off", confidence="high")


NOISE = [0.02, 0.08, 0.05, 0.01, 0.20, 0.30]
COUNTS = [5, 5, 4, 6, 4, 2]


def test_37_pooled_noise():
    n, noise = np.array(COUNTS), np.array(NOISE)
    trends = {"n": n, "noise": noise, "freedom": n - 1.0, "floor": noise * 0}
    found = pooled(trends, np.repeat("1", 6))
    wanted = [0.0307, 0.0628, 0.0463, 0.0236, 0.1157, 0.1004]
    assert found["noise"] == pytest.approx(wanted, abs=0.00005)
    degrees = [7.48, 7.48, 6.48, 8.48, 6.48, 4.48]
    assert found["freedom"] == pytest.approx(degrees, abs=0.005)


def test_37_areas_so_alike_that_all_is_pooled():
    noise = np.array([0.020, 0.030, 0.025, 0.022, 0.028])
    n = np.array(COUNTS[:5])
    trends = {"n": n, "noise": noise, "freedom": n - 1.0, "floor": noise * 0}
    found = pooled(trends, np.repeat("1", 5))
    assert found["noise"] == pytest.approx([0.033320] * 5, abs=5e-7)
    assert np.isinf(found["freedom"]).all()


def test_38_a_baseline_wins_over_the_reach_back_of_the_window():
    rows = judged("1", {2015: 40, 2019: 45}, 2020, baselines={"1": (2020, 50)})
    same(rows.loc[2030], n=1, status="insufficient")
    rows = judged("1", {2015: 40, 2024: 60}, 2024, baselines={"1": (2020, 50)})
    same(rows.loc[2030], n=2, pace=2.5)  # 10 points in L = 4 years


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
