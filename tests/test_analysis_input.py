"""Bad observations, targets, baselines and options are refused, five rows shown."""

import numpy as np
import pandas as pd
import pytest
from test_examples import AREA, judged, observed, target

import soctrang_analysis as sta
from soctrang_analysis import Options, PlanError, RangeError, SchemaError, assess

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
        assess(table({}, change), as_of=2026)


def test_at_most_five_rows_are_shown():
    bad = table(*[{"value": 200.0 + i} for i in range(9)])
    with pytest.raises(RangeError, match="found 9 rows") as caught:
        assess(bad, as_of=2026)
    assert str(caught.value).count("row ") == 5


def test_a_key_given_twice_is_refused():
    twice = table({}, {"value": 51.0})
    for read in (sta.read_observations, lambda t: assess(t, as_of=2026)):
        with pytest.raises(SchemaError, match="one value per time and source"):
            read(twice)


@pytest.mark.parametrize("frame", [pd.DataFrame(), table({}).drop(columns="unit")])
def test_an_empty_table_or_a_missing_column_is_refused(frame):
    with pytest.raises(SchemaError, match="rows with indicator_id, area, period"):
        assess(frame, as_of=2026)


@pytest.mark.parametrize(
    ("text", "number"), [("98,5%", 98.5), ("98,5", 98.5), (" 98.5 ", 98.5), ("7", 7.0)]
)
def test_clear_text_is_read_by_the_vietnamese_rule(text, number):
    assert sta.read_observations(table({"value": text}))["value"].tolist() == [number]


def test_an_empty_word_is_not_guessed():
    with pytest.raises(SchemaError, match="column evidence"):
        assess(table({}, {"evidence": None}), as_of=2026)


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
        (target("1", 2025, ">=", 91.0, (2030, ">=", 77.0)), "milestones that go up"),
        (target("10", 2025, "<=", 4.0, (2030, "<=", 5.0)), "milestones that go down"),
    ],
)
def test_targets_against_their_direction_are_refused(goals, message):
    with pytest.raises(RangeError, match=message):
        assess(table({}), as_of=2026, targets=goals)


@pytest.mark.parametrize(
    "baselines", [{"77": (2020, 1.0)}, {"1": (1066, 1.0)}, {"1": (2020, -1.0)}]
)
def test_a_baseline_of_nothing_known_is_refused(baselines):
    with pytest.raises(RangeError, match=r"baseline .*an indicator with a target"):
        assess(table({}), as_of=2026, baselines=baselines)


def test_a_baseline_that_contradicts_an_observation_is_refused():
    with pytest.raises(RangeError, match="expected the observed 50 of 2024"):
        assess(table({}), as_of=2026, baselines={"1": (2024, 60.0)})


@pytest.mark.parametrize(
    "options",
    [
        {"level": 1.5}, {"damping": 0}, {"scale": {"1": "cubic"}}, {"window": 0},
        {"scale": {"3a": "logit"}}, {"slow": 0.99}, {"fall": "steep"}, {"stale": -1},
    ],
)  # fmt: skip
def test_an_option_no_method_knows_is_refused(options):
    with pytest.raises(RangeError, match="option"):
        Options(**options)


def test_as_of_must_be_a_year():
    with pytest.raises(RangeError, match="as_of"):
        assess(table({}), as_of=26)


def left_out(frame, **others):
    return sta.select_observations(frame, as_of=2024, **others)["left_out"].tolist()


def test_what_is_left_out_has_a_reason():
    rows = table(
        {}, {"evidence": "proxy", "period": "2023"},
        {"unit": "count", "period": "2022"}, {"period": "2025"}, {"area": "Y"},
        {"indicator_id": "17a", "period": "2023-H1"},
    )  # fmt: skip
    assert left_out(rows, areas=["X"]) == [
        "", "proxy", "other_unit", "after_as_of", "other_area", "half_year",
    ]  # fmt: skip


def test_the_better_source_counts_and_a_conflict_is_listed():
    rows = table(
        {"source_kind": "press", "value": 50.0, "source_title": "a"},
        {"source_kind": "official_statistics", "value": 52.0, "source_title": "b"},
        {"source_kind": "survey", "value": 52.0, "source_title": "c"},
    )
    assert left_out(rows) == ["conflict", "", "same_value"]


def test_the_series_with_the_latest_value_is_assessed_and_named():
    rows = table(
        {"series": "old", "period": "2020"}, {"series": "old", "period": "2021"},
        {"series": "new", "period": "2023", "value": 60.0},
    )  # fmt: skip
    assert left_out(rows) == ["other_series", "other_series", ""]
    board = assess(rows, as_of=2024, areas=["X"])
    assert board["series"].tolist() == ["new", "new"]
    assert board["latest"].tolist() == [60.0, 60.0]


def test_proxy_rows_may_lie_outside_and_are_never_used():
    rows = table({}, {"evidence": "proxy", "value": 140.0, "period": "2023"})
    assert assess(rows, as_of=2024, areas=["X"])["n"].tolist() == [1, 1]


def test_national_targets_are_judged_in_their_own_unit():
    board = assess(
        observed("9", {2024: 4.2}, "percent"), as_of=2024, areas=[AREA],
        targets=sta.load_national_targets(),
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
    assess(frame, as_of=2024)
    pd.testing.assert_frame_equal(frame, before)
