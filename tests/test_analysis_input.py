"""Bad observations, targets, baselines and options are refused, five rows shown."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_examples import AREA, PLAN, UNITS, judged, observed, target

import soctrang_analysis as sta
from soctrang_analysis import (
    Options,
    PlanError,
    RangeError,
    SchemaError,
    assess,
    trajectories,
)
from soctrang_analysis.schema import check

GOOD = {"indicator_id": "1", "area": "X", "period": "2024", "value": 50.0,
        "unit": "percent", "evidence": "direct", "source_kind": "survey"}  # fmt: skip


def table(*changes):
    return pd.DataFrame([GOOD | change for change in changes])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "N/A"}, r"column value: expected one clear number.*'N/A'"),
        ({"value": "see report"}, "'see report'"),
        ({"value": "12.345", "unit": "per_100000_children"}, "one clear number"),
        ({"value": 100.5}, "a percent of 0 to 100"),
        ({"value": -1.0, "unit": "count"}, "no negative rate or count"),
        ({"value": np.inf}, "a finite number"),
        ({"indicator_id": "99"}, "column indicator_id: expected one of"),
        ({"unit": "percentage"}, "column unit: expected one of"),
        ({"evidence": "hearsay"}, "column evidence"),
        ({"source_kind": "rumour"}, "column source_kind"),
        ({"area": ""}, "the name of an area"),
        ({"period": "20024"}, '"2024" or "2024-H1"'),
        ({"period": "2024-Q1"}, "1990 to 2035"),
        ({"period": "1824"}, "1990 to 2035"),
    ],
)
def test_a_bad_cell_is_named(change, message):
    with pytest.raises(PlanError, match=message):
        assess(PLAN, table({}, change), as_of=2026)


def test_at_most_five_rows_are_shown():
    bad = table(*[{"value": 200.0 + i} for i in range(9)])
    with pytest.raises(RangeError, match="found 9 rows") as caught:
        assess(PLAN, bad, as_of=2026)
    assert str(caught.value).count("row ") == 5


def test_a_key_given_twice_is_refused():
    twice = table({}, {"value": 51.0})
    for read in (sta.read_observations, lambda t: assess(PLAN, t, as_of=2026)):
        with pytest.raises(SchemaError, match="one value per time and source"):
            read(twice)


@pytest.mark.parametrize("frame", [pd.DataFrame(), table({}).drop(columns="unit")])
def test_an_empty_table_or_a_missing_column_is_refused(frame):
    with pytest.raises(SchemaError, match="rows with indicator_id, area, period"):
        assess(PLAN, frame, as_of=2026)


@pytest.mark.parametrize(
    ("text", "number"), [("98,5%", 98.5), ("98,5", 98.5), (" 98.5 ", 98.5), ("7", 7.0)]
)
def test_clear_text_is_read_by_the_vietnamese_rule(text, number):
    assert sta.read_observations(table({"value": text}))["value"].tolist() == [number]


def test_an_empty_word_is_not_guessed():
    with pytest.raises(SchemaError, match="column evidence"):
        assess(PLAN, table({}, {"evidence": None}), as_of=2026)


def test_csv_and_excel_files_read_alike(tmp_path):
    frame = table({}, {"period": "2023-H1", "value": 48.5})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.assign(period=["2024", "2023-H1"]).to_excel(tmp_path / "a.xlsx", index=False)
    first, second = (
        sta.read_observations(tmp_path / f"a.{e}") for e in ("csv", "xlsx")
    )
    pd.testing.assert_frame_equal(first, second)
    assert first["year"].tolist() == [2022.5, 2024.0]


@pytest.mark.parametrize("name", ["none.csv", "bad.xlsx"])
def test_a_file_that_is_no_table_is_refused(name, tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(PlanError, match=f"{name}: expected"):
        sta.read_observations(tmp_path / name)


@pytest.mark.parametrize(
    ("goals", "message"),
    [
        (target("1", 2025, "<=", 77.0), "a bound that fits the direction up"),
        (target("10", 2025, ">", 4.0), "a bound that fits the direction down"),
    ],
)
def test_targets_against_their_direction_are_refused(goals, message):
    with pytest.raises(RangeError, match=message):
        assess(goals, table({}), as_of=2026)


@pytest.mark.parametrize(
    "baselines",
    [
        {"77": (2020, 1.0)},
        {"1": (1066, 1.0)},
        {"1": (2020, -1.0)},
        {"1": (2020, 101.0)},
        {"1": (2027, 50.0)},
        {"1": (2020.3, 50.0)},
    ],
)
def test_a_baseline_of_nothing_known_is_refused(baselines):
    with pytest.raises(RangeError, match=r"baseline .*an indicator with a target"):
        assess(PLAN, table({}), as_of=2026, baselines=baselines)


def test_a_baseline_that_contradicts_an_observation_is_refused():
    with pytest.raises(RangeError, match="expected the observed 50 of 2024"):
        assess(PLAN, table({}), as_of=2026, baselines={("1", "X"): (2024, 60.0)})


@pytest.mark.parametrize(
    "options",
    [
        {"level": 1.5}, {"damping": 0}, {"scale": {"1": "cubic"}}, {"window": 0},
        {"slow": 0.99}, {"fall": "steep"}, {"stale": -1},
    ],
)  # fmt: skip
def test_an_option_no_method_knows_is_refused(options):
    with pytest.raises(RangeError, match="option"):
        Options(**options)


def test_as_of_must_be_a_year():
    with pytest.raises(RangeError, match="as_of"):
        assess(PLAN, table({}), as_of=26)


def left_out(frame, **others):
    frame = frame.assign(note=[str(i) for i in range(len(frame))])
    table = sta.used_observations(PLAN, frame, as_of=2024, **others)
    return table.sort_values("note")["left_out"].tolist()


def test_what_is_left_out_has_a_reason():
    rows = table(
        {}, {"evidence": "proxy", "period": "2023"},
        {"unit": "count", "period": "2022"}, {"period": "2025"}, {"area": "Y"},
        {"indicator_id": "17a", "period": "2023-H1"},
    )  # fmt: skip
    assert left_out(rows, areas=["X"]) == [
        "", "proxy", "other_unit", "after_as_of", "other_area", "half_year",
    ]  # fmt: skip


def test_any_other_unit_is_left_out_whatever_its_place():
    units = ["count", "per_1000_live_births", "percent", "per_100000_children", "index"]
    rows = [{"unit": u, "period": str(2020 + i)} for i, u in enumerate(units)]
    for name, own in (("1", "percent"), ("3a", units[1]), ("11a", units[3])):
        found = left_out(table(*[row | {"indicator_id": name} for row in rows]))
        assert found == ["" if u == own else "other_unit" for u in units], name


def test_the_better_source_counts_and_a_conflict_is_listed():
    rows = table(
        {"source_kind": "press", "value": 50.0, "source_title": "a"},
        {"source_kind": "official_statistics", "value": 52.0, "source_title": "b"},
        {"source_kind": "survey", "value": 52.0, "source_title": "c"},
    )
    assert left_out(rows) == ["conflict", "", "same_value"]


@pytest.mark.parametrize("titles", ["ab", "ba"])
def test_of_two_equal_sources_the_first_by_title_counts(titles):
    first, second = titles
    rows = table(
        {"source_kind": "survey", "value": 50.0, "source_title": first},
        {"source_kind": "survey", "value": 52.0, "source_title": second},
    )
    wanted = ["", "conflict"] if titles == "ab" else ["conflict", ""]
    assert left_out(rows) == wanted


def test_the_series_with_the_latest_value_is_assessed_and_named():
    rows = table(
        {"series": "old", "period": "2020"}, {"series": "old", "period": "2021"},
        {"series": "new", "period": "2023", "value": 60.0},
    )  # fmt: skip
    assert left_out(rows) == ["other_series", "other_series", ""]
    board = assess(PLAN, rows, as_of=2024)
    assert board["series"].tolist() == ["new", "new"]
    assert board["latest"].tolist() == [60.0, 60.0]


def test_proxy_rows_may_lie_outside_and_are_never_used():
    rows = table({}, {"evidence": "proxy", "value": 140.0, "period": "2023"})
    assert assess(PLAN, rows, as_of=2024)["n"].tolist() == [1, 1]


def test_national_targets_are_judged_in_their_own_unit():
    board = assess(
        sta.national(), observed("9", {2024: 4.2}, "percent"), as_of=2024,
        areas=[AREA],
    ).set_index(["indicator_id", "year"])  # fmt: skip
    assert board.loc[("9", 2025), "status"] == "met_early"


def test_stale_and_late_evidence_are_flagged():
    rows = judged("1", {2024: 70.0, 2026: 78.0}, 2030)
    assert rows.loc[2025, "late_evidence"]
    assert rows.loc[2025, "status"] == "achieved"
    assert rows.loc[2030, "stale"]


def test_arguments_are_left_alone():
    frame = table({}, {"period": "2023"})
    before = frame.copy()
    assess(PLAN, frame, as_of=2024)
    pd.testing.assert_frame_equal(frame, before)


def test_what_a_verdict_stands_on_is_a_table_of_the_contract():
    table = check(
        sta.used_observations(PLAN, sta.load_observations(), as_of=2026), "used"
    )
    assert len(table) == len(sta.load_observations())
    assert (table["used"] == table["left_out"].eq("")).all()
    assert (table["left_out"].eq("") == table["left_out_vi"].eq("")).all()


@pytest.mark.parametrize("values", [None, 2026, {}, pd.DataFrame()])
def test_no_values_are_refused(values):
    for use in (assess, sta.second_opinions, sta.used_observations, sta.yearly_range):
        with pytest.raises(SchemaError, match="rows with indicator_id, area, period"):
            use(PLAN, values, as_of=2026)


def test_an_empty_table_of_values_gives_an_empty_progress():
    empty = check(assess(PLAN, sta.load_observations().head(0), as_of=2026), "progress")
    assert empty.empty
    own = assess(PLAN, sta.load_observations().head(0), as_of=2026, areas=[PLAN.area])
    assert set(own["status"]) == {"no_data"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"numerator": "many"}, "column numerator: expected one clear number"),
        ({"obs_status": "z"}, "column obs_status: expected one of"),
    ],
)
def test_a_bad_optional_cell_is_named(change, message):
    with pytest.raises(PlanError, match=message):
        sta.read_observations(table(change))


def test_optional_columns_have_their_defaults():
    row = sta.read_observations(table({})).iloc[0]
    assert (row["obs_status"], row["unit_code"], row["source_url"]) == ("", "", "")
    assert np.isnan(row["numerator"])
    given = {"numerator": "85", "denominator": 170, "obs_status": "p"}
    row = sta.read_observations(table(given)).iloc[0]
    assert (row["numerator"], row["denominator"], row["obs_status"]) == (85, 170, "p")


def test_a_plan_without_targets_is_refused():
    bare = replace(PLAN, targets=PLAN.targets.iloc[:0])
    for use in (
        lambda: assess(bare, table({}), as_of=2026),
        lambda: trajectories(bare),
    ):
        with pytest.raises(SchemaError, match="targets that can be assessed"):
            use()


def test_an_area_that_is_neither_in_the_values_nor_the_plans_own_is_listed():
    with pytest.raises(
        RangeError, match=r"areas: expected areas of .* found Hà Nội, Y;"
    ):
        assess(PLAN, table({}), as_of=2026, areas=["X", "Y", "Hà Nội"])


def test_areas_may_be_one_name_or_run_through_once():
    values = table({}, {"area": "Y"})
    boards = [assess(PLAN, values, as_of=2026, areas=a) for a in ("X", iter(["X"]))]
    assert [set(board["area"]) for board in boards] == [{"X"}, {"X"}]


def test_a_target_in_two_units_is_refused():
    plan = target("9", 2025, "<=", 4.0, (2030, "<=", 3.0))
    units = ["percent", "count"]
    mixed = replace(plan, targets=plan.targets.assign(unit=units))
    with pytest.raises(RangeError, match="target 9: expected one unit; found count"):
        assess(mixed, table({}), as_of=2026)


def test_milestones_against_the_direction_are_kept_and_assessed():
    plan = target("10", 2025, "<=", 4.0, (2030, "<=", 5.0))
    rows = judged("10", {2024: 4.5}, 2024, plan=plan)
    assert rows["status"].tolist() == ["insufficient", "met_early"]


def test_values_of_one_area_give_rows_of_that_area_only():
    values = table({"area": "Cà Mau"}, {"area": "Cà Mau", "period": "2023"})
    board = assess(PLAN, values, as_of=2024)
    assert board[["area", "year"]].to_numpy().tolist() == [
        ["Cà Mau", 2025], ["Cà Mau", 2030],
    ]  # fmt: skip
    named = assess(PLAN, values, as_of=2024, areas=["Cà Mau", AREA])
    assert named.groupby("area").size().to_dict() == {"Cà Mau": 64, AREA: 64}
    assert named.query("area == @AREA")["status"].eq("no_data").all()


def test_a_bare_baseline_is_the_plans_own_areas():
    values = table({"area": "Cà Mau"}, {"area": AREA})
    board = assess(PLAN, values, as_of=2024, baselines={"1": (2020, 40.0)})
    base = board.query("indicator_id == '1' and year == 2030").set_index("area")["base"]
    assert base.to_dict() == {"Cà Mau": 50.0, AREA: 40.0}
    nowhere = replace(PLAN, area="")
    with pytest.raises(RangeError, match="the area it is for"):
        assess(nowhere, values, as_of=2024, baselines={"1": (2020, 40.0)})


@pytest.mark.parametrize("scale", [{"99": "log"}, {"3a": "logit"}])
def test_a_scale_the_plan_cannot_have_is_refused(scale):
    with pytest.raises(RangeError, match="option scale"):
        assess(PLAN, table({}), as_of=2026, options=Options(scale=scale))


OWN = (
    "KẾ HOẠCH vì trẻ em trên địa bàn tỉnh Cà Mau",
    "Chỉ tiêu 1: Giảm tỷ lệ lao động trẻ em xuống 4,9% năm 2025 và 4,5% năm 2030",
    "Chỉ tiêu 2: 40% trẻ em được học bơi vào năm 2025 và 60% vào năm 2030",
    "IV. TỔ CHỨC THỰC HIỆN", "1. Sở Tư pháp: Thực hiện chỉ tiêu 1.",
)  # fmt: skip


def own_id(plan):
    return next(i for i in plan.targets["indicator_id"] if i not in UNITS)


def test_an_indicator_only_the_plan_knows_is_assessed(make_plan):
    plan = make_plan(*OWN)
    name = own_id(plan)
    values = table({"indicator_id": name, "area": "Cà Mau", "value": 30.0})
    with pytest.raises(SchemaError, match="column indicator_id"):
        sta.read_observations(values)
    board = assess(plan, sta.read_observations(values, plan=plan), as_of=2024)
    row = board.query("indicator_id == @name and year == 2030").iloc[0]
    assert (row["direction"], row["unit"], row["scale"]) == ("up", "percent", "linear")
    assert row["required_per_year"] == 5.0
    known = sta.indicators(plan).set_index("indicator_id").loc[name]
    assert "học bơi" in known["name_vi"]
    assert known["name_en"] == "indicator of the plan, see wording"


def test_a_summary_has_the_plans_own_target_numbers_and_agencies(make_plan):
    plan = make_plan(*OWN)
    values = table({"indicator_id": "10", "area": "Cà Mau", "value": 5.5})
    summary = sta.summarise(plan, assess(plan, values, as_of=2024))
    named = summary.set_index("level")["name"]
    assert named["target"].tolist() == ["1", "2"]
    assert named["agency"] == "Sở Tư pháp"
    with pytest.raises(SchemaError, match="rows of the area Sóc Trăng"):
        sta.summarise(plan, assess(plan, values, as_of=2024), area=AREA)


SAME = [
    "year", "target", "base_year", "base", "n", "latest_year", "latest", "slack",
    "required_per_year", "required_pct_per_year", "aarr_pct", "aarr_continuous_pct",
    "acceleration", "pace", "projection", "low", "high", "chance", "coverage",
]  # fmt: skip


def test_without_the_drift_prior_the_numbers_are_those_of_the_first_release():
    data = Path(__file__).with_name("data")
    values = sta.read_observations(data / "observations-0.1.csv")
    board = assess(PLAN, values, as_of=2026, options=Options(drift_prior=0))
    wanted = pd.read_csv(data / "progress-0.1.csv", dtype={"indicator_id": "str"})
    assert (board["indicator_id"] + board["area"]).tolist() == (
        wanted["indicator_id"] + wanted["area"]
    ).tolist()
    for name in SAME:
        found, before = board[name].to_numpy(float), wanted[name].to_numpy(float)
        assert np.allclose(found, before, rtol=1e-12, atol=0, equal_nan=True), name
    assert wanted["chance"].notna().sum() > 10
