"""Two plans side by side."""

from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import SchemaError, compare_plans
from soctrang_analysis.cli import app
from soctrang_analysis.schema import conform


def row(name, year, comparator, value, **others):
    base = {
        "indicator_id": name, "basis": "level", "year": year, "target_no": 1,
        "sub": "", "comparator": comparator, "value": value, "value_high": None,
        "unit": "percent", "hold": False, "wording_vi": "x", "source_line": 1,
        "assumed": False,
    }  # fmt: skip
    return base | others


def plan(*rows):
    return replace(sta.soc_trang(), targets=conform(list(rows), "targets"))


def compared(a, b):
    return compare_plans(plan(a), plan(b)).iloc[0]


def test_the_real_plan_asks_more_in_six_indicators_and_less_in_none():
    table = compare_plans(sta.soc_trang(), sta.national())
    more = table.query("more_ambitious == 'a'")
    assert sorted(set(more["indicator_id"])) == ["1", "11a", "11b", "4b", "8a", "8b"]
    assert not (table["more_ambitious"] == "b").any()
    one = table.query("indicator_id == '11a' and year == 2030").iloc[0]
    assert (one["value_a"], one["value_b"], one["difference"]) == (120, 500, 380)


def test_target_9_is_stated_in_two_ways_and_not_compared():
    table = compare_plans(sta.soc_trang(), sta.national())
    nine = table.query("indicator_id == '9'")
    assert set(nine["more_ambitious"]) == {"not_comparable"}
    assert nine["note"].str.contains("the two state it in different ways").all()
    assert nine["difference"].isna().all()


@pytest.mark.parametrize(
    ("a", "b", "best"),
    [
        (row("1", 2025, ">=", 70.0), row("1", 2025, ">=", 75.0), "b"),
        (row("6", 2030, "<=", 2.0), row("6", 2030, "<=", 3.0), "a"),
        (row("6", 2030, "<", 2.0), row("6", 2030, "<=", 2.0), "a"),
        (row("1", 2025, ">=", 70.0), row("1", 2025, ">", 70.0), "b"),
        (row("1", 2025, ">=", 70.0), row("1", 2025, ">=", 70.0), "same"),
    ],
)
def test_the_harder_promise_is_the_more_ambitious(a, b, best):
    assert compared(a, b)["more_ambitious"] == best


FALL = row("13", 2030, "between", -3.0, value_high=-2.0)
RISE = row("1", 2030, "between", 70.0, value_high=80.0)
ONE_NUMBER = {"comparator": "<=", "value_high": None}
UPPER = "hai khoảng cùng cận dưới, khác cận trên / two ranges with one lower bound, "
NESTED = "một khoảng nằm trong khoảng kia / one range lies within the other"


@pytest.mark.parametrize(
    ("a", "change", "best", "difference", "note"),
    [
        (FALL, {}, "same", 0.0, ""),
        (FALL, {"value": -4.0}, "b", -1.0, ""),
        (FALL, {"value": -4.0, "value_high": -2.5}, "b", -1.0, ""),
        (FALL, {"value": -2.5, "value_high": -1.0}, "a", 0.5, ""),
        (FALL, {"value_high": -1.0}, "a", 0.0, UPPER),
        (FALL, {"value_high": -2.5}, "b", 0.0, UPPER),
        (FALL, {"value": -4.0, "value_high": -1.0}, "not_comparable", None, NESTED),
        (FALL, ONE_NUMBER, "not_comparable", None, "one states a range, the other a"),
        (RISE, {"value": 75.0, "value_high": 90.0}, "b", 5.0, ""),
        (RISE, {"value_high": 75.0}, "a", 0.0, UPPER),
        (RISE, {"value": 72.0, "value_high": 75.0}, "not_comparable", None, NESTED),
    ],
)
def test_ranges_are_compared_by_both_bounds(a, change, best, difference, note):
    found = compared(a, a | change)
    assert found["more_ambitious"] == best
    assert found["note"] == note or (note and note in found["note"])
    assert pd.isna(found["difference"]) == (difference is None)
    assert difference is None or found["difference"] == difference
    back = compared(a | change, a)["more_ambitious"]
    assert back == {"a": "b", "b": "a"}.get(best, best)


def test_what_is_held_in_one_plan_alone_is_noted():
    held = row("1", 2025, ">=", 70.0, hold=True)
    free = row("1", 2025, ">=", 70.0)
    notes = [compared(a, b)["note"] for a, b in ((held, free), (free, held))]
    assert notes == [
        "chỉ A phải giữ hằng năm / only A must be held every year",
        "chỉ B phải giữ hằng năm / only B must be held every year",
    ]
    assert not compared(held, held)["note"]
    assert compared(free, free)["difference"] == 0


@pytest.mark.parametrize(
    ("a", "b", "note"),
    [
        (row("9", 2030, "<", 4.0), row("9", 2030, "<", 90.0, unit="count"), "units"),
        (row("1", 2025, ">=", 70.0), row("1", 2030, ">=", 70.0), "different years"),
        (row("1", 2025, ">=", 70.0), row("2", 2025, ">=", 70.0), "only in A"),
        (row("4e", 2025, "<", 7.0), row("4e", 2025, "<", 8.0), "known indicators"),
    ],
)
def test_what_cannot_be_compared_says_why_in_two_languages(a, b, note):
    first = compared(a, b)
    assert first["more_ambitious"] == "not_comparable"
    assert note in first["note"]
    assert " / " in first["note"]
    assert pd.isna(first["difference"])


def test_a_table_that_is_no_plan_is_refused():
    with pytest.raises(SchemaError, match="table targets"):
        compare_plans(sta.soc_trang(), replace(sta.national(), targets=pd.DataFrame()))


def test_the_command_prints_and_writes(tmp_path):
    args = ["compare", "soctrang", "national", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0
    assert (
        "A đặt chỉ tiêu cao hơn (soctrang) / A asks more (soctrang)\t12"
        in result.output
    )
    written = pd.read_csv(tmp_path / "out" / "comparison.csv")
    assert len(written) == 67
    again = CliRunner().invoke(app, ["compare", "national", "nowhere.txt"])
    assert again.exit_code != 0


def test_plans_of_two_fields_are_not_compared():
    other = replace(sta.national().framework, name="gender")
    with pytest.raises(sta.RangeError, match="two plans of one framework"):
        compare_plans(sta.soc_trang(), replace(sta.national(), framework=other))
