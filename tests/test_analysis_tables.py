"""Trajectories, yearly range, second opinions and summary: typed figures."""

import numpy as np
import pandas as pd
import pytest
from test_examples import AREA, PLAN, observed, years

import soctrang_analysis as sta
from soctrang_analysis import (
    Options,
    SchemaError,
    assess,
    second_opinions,
    summarise,
    trajectories,
    yearly_range,
)
from soctrang_analysis.analysis.trajectories import yearly_rate


def path(table, indicator, variant="main"):
    rows = table[table["indicator_id"].eq(indicator) & table["variant"].eq(variant)]
    return rows.set_index("year")["value"]


@pytest.mark.parametrize(
    ("indicator", "options", "values"),
    [
        ("1", {}, [77, 79.8, 82.6, 85.4, 88.2, 91]),
        ("3c", {}, [18.5, 17.7401, 17.0114, 16.3126, 15.6425, 15]),
        ("18a", {}, [88, 89, 90, 91, 92, 93]),
        ("18a", {"18a": "logit"}, [88, 89.1995, 90.2923, 91.2854, 92.1856, 93]),
        ("7", {}, [100] * 6),
    ],
)
def test_paths_between_the_milestones(indicator, options, values):
    found = path(trajectories(PLAN, options=Options(scale=options)), indicator)
    assert found.index.tolist() == list(range(2025, 2031))
    assert found.tolist() == pytest.approx(values, abs=0.00005)


def test_a_baseline_starts_the_path():
    found = path(trajectories(PLAN, baselines={"1": (2020, 65.0)}), "1")
    assert found.loc[:2025].tolist() == pytest.approx([65, 67.4, 69.8, 72.2, 74.6, 77])


def test_target_9_in_both_readings():
    table = trajectories(PLAN)
    simple = [100, 98, 96, 94, 92, 90, 88, 86, 84, 82, 80]
    compound = [100, 98, 96.04, 94.1192, 92.2368, 90.3921, 88.5842, 86.8126, 85.0763,
                83.3748, 81.7073]  # fmt: skip
    assert path(table, "9", "simple").tolist() == pytest.approx(simple)
    assert path(table, "9", "compound").tolist() == pytest.approx(compound, abs=5e-5)
    assert yearly_rate(20, 10) == pytest.approx(2.2067, abs=5e-5)


def test_target_13_is_a_band_from_2025():
    table = trajectories(PLAN, baselines={"13": (2025, 120)})
    weak = [120, 117.6, 115.248, 112.943, 110.684, 108.4705]
    strong = [120, 116.4, 112.908, 109.5208, 106.2351, 103.0481]
    assert path(table, "13", "weak").tolist() == pytest.approx(weak, abs=5e-4)
    assert path(table, "13", "strong").tolist() == pytest.approx(strong, abs=5e-5)


def test_one_milestone_is_one_point_and_no_year_is_every_year():
    table = trajectories(PLAN)
    assert path(table, "19").to_dict() == {2025: 95.0}
    assert path(table, "12").index.tolist() == list(range(2021, 2031))


def test_a_baseline_for_nothing_known_is_refused():
    with pytest.raises(sta.RangeError, match="baseline"):
        trajectories(PLAN, baselines={"99": (2020, 1)})


def test_example_9_yearly_range():
    table = yearly_range(
        PLAN, observed("13", years(2025, 120, 117, 113.5, 112)), as_of=2028
    )
    assert table["fall_pct"].round(4).tolist()[1:] == [2.5, 2.9915, 1.3216]
    assert table["grade"].tolist()[1:] == ["in_range", "in_range", "below_range"]
    last = table.iloc[-1]
    assert last["cumulative_pct"] == pytest.approx(2.2735, abs=5e-5)
    assert last["required_weak_pct"] == pytest.approx(1.5883, abs=5e-5)
    assert last["required_strong_pct"] == pytest.approx(4.0796, abs=5e-5)
    assert table["met"].all()


def test_a_range_without_its_base_year_has_no_rows():
    assert yearly_range(PLAN, observed("13", years(2026, 117, 113)), as_of=2028).empty


def panel(indicator, values, year=2030):
    table = second_opinions(PLAN, observed(indicator, values), as_of=2024)
    rows = table[table["indicator_id"].eq(indicator) & table["year"].eq(year)]
    return rows.set_index("method")


def test_27_all_agree():
    rows = panel("3c", years(2020, 21.0, 20.4, 19.5, 19.1, 18.3))
    numbers = rows["number"].round(4)
    assert numbers["growth_ratio"] == 1.0221
    assert numbers["projected_distance"] == 1.0189
    assert numbers["aarr_ladder"] == pytest.approx(3.3534, abs=5e-5)
    assert rows["number"]["mean_change"] == pytest.approx(-22.73, abs=0.005)
    assert numbers["linear_pace"] == 1.125
    assert rows["agrees"].all()


def test_28_and_29_split():
    rows = panel("17b", years(2020, 0.30, 0.27, 0.25, 0.24, 0.235))
    assert rows["number"].round(4).drop("mean_change").to_dict() == {
        "growth_ratio": 0.5692, "projected_distance": 0.6854, "aarr_ladder": 5.8817,
        "linear_pace": 0.8125,
    }  # fmt: skip
    assert rows["number"]["mean_change"] == pytest.approx(27.78, abs=0.005)
    assert rows["grade"].to_dict() == {
        "growth_ratio": "limited", "projected_distance": "fair", "mean_change": "off",
        "aarr_ladder": "some_progress", "linear_pace": "moderate",
    }  # fmt: skip
    rows = panel("1", years(2020, 70.0, 72.1, 73.9, 76.4, 77.8))
    assert rows["number"]["growth_ratio"] == pytest.approx(1.0068, abs=5e-5)
    assert rows["number"]["projected_distance"] == pytest.approx(1.0076, abs=5e-5)
    assert rows["number"]["aarr_ladder"] == pytest.approx(2.7288, abs=5e-5)
    assert rows["grade"]["mean_change"] == "nearly"
    assert int(rows["agrees"].sum()) == 3


def test_a_zero_is_not_computable_and_says_so():
    rows = panel("17b", years(2020, 0.3, 0.2, 0.1, 0))
    assert np.isnan(rows["number"]["growth_ratio"])
    assert np.isnan(rows["number"]["aarr_ladder"])
    assert "a zero: no percent change" in rows["empty_reason"]["growth_ratio"]
    assert np.isfinite(rows["number"]["linear_pace"])


def test_the_summary_takes_the_worst_and_hides_nothing():
    values = pd.concat(
        [observed("3b", years(2012, 13.9, 13.8, 13.3, 13.1, 12.9, 12.7, 12.6)),
         observed("3a", {2020: 8.4, 2022: 8.9, 2024: 9.3})]
    )  # fmt: skip
    table = summarise(PLAN, assess(PLAN, values, as_of=2024)).set_index(
        ["level", "name"]
    )
    three = table.loc[("target", "3")]
    # 3a turns away from its base; 3b, last seen in 2018, is too old to be judged.
    assert (three["status"], three["signal"]) == ("reversing", "watch")
    assert (three["measures"], three["with_data"], three["judged"]) == (3, 2, 1)
    assert (three["no_evidence"], three["reversing"], three["on_track"]) == (2, 1, 1)
    assert three["expected_met"] == pytest.approx(0.198, abs=5e-4)
    first = table.loc[("objective", "1")]
    assert first["measures"] == 13
    assert first["with_data_pct"] == pytest.approx(100 * 2 / 13)
    assert table.loc[("target", "1"), "status"] == ""


def test_a_summary_of_an_area_that_is_not_there_is_refused():
    with pytest.raises(SchemaError, match="rows of the area Hà Nội"):
        summarise(
            PLAN, assess(PLAN, observed("1", {2024: 50}), as_of=2024), area="Hà Nội"
        )


def test_rows_without_observations_are_given_for_the_own_area_only():
    board = assess(PLAN, sta.load_observations(), as_of=2026)
    bare = board[board["n"].eq(0)]
    assert set(bare["area"]) == {AREA}
    assert board[board["area"].eq(AREA)].shape[0] == 64


def test_every_status_is_explained_in_both_languages():
    board = assess(PLAN, sta.load_observations(), as_of=2019)
    assert (board["reason_vi"] != board["reason_en"]).all()
    assert board["reason_vi"].str.contains(r"\d\.\d(?!\d\d)").sum() == 0
