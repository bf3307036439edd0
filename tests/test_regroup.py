"""Values put together for another area: sums, rates, bounds, estimates, refusals."""

from dataclasses import replace

import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import RangeError, SchemaError

TABLE = sta.read_areas()
CITY = "Cần Thơ (từ 7/2025)"
COMMUNES = TABLE.areas[TABLE.areas["kind"].eq("commune")]
OLD = COMMUNES.loc[COMMUNES["to"].ne(""), "area"].tolist()
NEW = COMMUNES.loc[COMMUNES["from"].ne(""), "area"].tolist()
HOA_TU = "Xã Hòa Tú, Thành phố Cần Thơ"
PARTS = ["Xã Hòa Tú 1, Huyện Mỹ Xuyên", "Xã Hòa Tú 2, Huyện Mỹ Xuyên"]


def values(areas, numbers, indicator="9", unit="count", period="2024", **more):
    return pd.DataFrame(
        {"indicator_id": indicator, "area": areas, "period": period, "value": numbers,
         "unit": unit} | more
    )  # fmt: skip


def test_the_43_communes_add_up_to_old_soc_trang_exactly():
    # 1 + 2 + ... + 43 = 43 x 44 / 2
    row = sta.regroup(values(NEW, range(1, 44), period="2026"), to="Sóc Trăng").iloc[0]
    assert (row["area"], row["value"], row["evidence"]) == ("Sóc Trăng", 946, "derived")
    assert row["obs_status"] == ""  # no estimate
    assert row["note"] == "tính từ 43 đơn vị / from 43 units"


def test_the_108_old_communes_add_up_to_the_same():
    assert sta.regroup(values(OLD, 1), to="Sóc Trăng")["value"].tolist() == [108]


def test_the_9_old_communes_of_a_district_add_up_to_it():
    units = TABLE.under("Huyện Mỹ Tú, Tỉnh Sóc Trăng")
    found = sta.regroup(values(units, 2), to="Huyện Mỹ Tú")
    assert found[["area", "value"]].to_numpy().tolist() == [
        ["Huyện Mỹ Tú, Tỉnh Sóc Trăng", 18.0]
    ]


def test_a_missing_part_is_named():
    with pytest.raises(SchemaError, match=r"1 of 108 units missing: Phường 1, Th.*Tr"):
        sta.regroup(values(sorted(OLD)[1:], 1), to="Sóc Trăng")
    rest = [name for name in NEW if name != HOA_TU]
    with pytest.raises(SchemaError, match=r"2 of 108 units missing: Xã Hòa Tú 1"):
        sta.regroup(values(rest, 1, period="2026"), to="Sóc Trăng")


def test_a_unit_that_was_split_is_refused():
    changes = TABLE.area_changes.copy()
    changes.loc[changes["old_area"].eq(PARTS[0]), "coverage"] = "part"
    split = replace(TABLE, area_changes=changes)
    with pytest.raises(SchemaError, match="a unit that was split belongs to no area"):
        sta.regroup(values(NEW, 1, period="2026"), to="Sóc Trăng", area_table=split)
    with pytest.raises(SchemaError, match="a unit that was split"):
        sta.regroup(values(PARTS, 1), to=HOA_TU, area_table=split)
    with pytest.raises(SchemaError, match="a unit that was split"):
        sta.regroup(values(NEW, 1, period="2026"), to="Sóc Trăng", area_table=changes)


def test_parts_that_overlap_are_refused():
    both = pd.concat([values(OLD, 1), values(["Huyện Mỹ Tú, Tỉnh Sóc Trăng"], 9)])
    with pytest.raises(SchemaError, match="which overlap"):
        sta.regroup(both, to="Sóc Trăng")


def test_rates_are_summed_again_from_their_parts():
    # 30 of 40 and 10 of 60: 40 of 100, no mean of 75 and 16.7.
    table = values(PARTS, [75.0, 16.7], "14", "percent", numerator=[30, 10],
                   denominator=[40, 60])  # fmt: skip
    row = sta.regroup(table, to=HOA_TU).iloc[0]
    assert row[["value", "numerator", "denominator"]].tolist() == [40.0, 40.0, 100.0]


def test_rates_without_their_parts_are_refused_by_name():
    with pytest.raises(SchemaError, match=r"none of Xã Hòa Tú 1, .* cannot be added"):
        sta.regroup(values(PARTS, [75.0, 16.7], "14", "percent"), to=HOA_TU)


def test_a_value_that_its_parts_contradict_is_refused():
    table = values(PARTS, [75.0, 17.7], "14", "percent", numerator=[30, 10],
                   denominator=[40, 60])  # fmt: skip
    with pytest.raises(SchemaError, match=r"10 / 60 of Xã Hòa Tú 2.*found 17\.7"):
        sta.regroup(table, to=HOA_TU)


@pytest.mark.parametrize(
    ("passed", "low", "high"),
    [((100, 100), 100, 100), ((100, 0), 0, 100), ((0, 0), 0, 0)],
)
def test_a_new_commune_passes_if_all_or_if_any_of_its_parts_did(passed, low, high):
    found = sta.regroup(values(PARTS, passed, "1", "percent"), to=HOA_TU)
    assert found.set_index("series")["value"].to_dict() == {
        "bound_low": low,
        "bound_high": high,
    }
    assert found["obs_status"].eq("e").all()


def test_the_share_of_43_communes_is_known_within_bounds():
    # Of 43, those without a failing and those with a passing part, counted by hand
    # from the table: only the parts of Hòa Tú pass, so 1 of 43 either way.
    passed = [100 if name in PARTS else 0 for name in OLD]
    bounds = sta.regroup(values(OLD, passed, "1", "percent"), to=NEW)
    assert len(bounds) == 2 * 43
    share = sta.regroup(bounds, to="Sóc Trăng").set_index("series")
    assert share["numerator"].to_dict() == {"bound_low": 1.0, "bound_high": 1.0}
    assert share.loc["bound_low", "value"] == pytest.approx(100 / 43)
    one = [100 if name == PARTS[0] else 0 for name in OLD]
    bounds = sta.regroup(values(OLD, one, "1", "percent"), to=NEW)
    share = sta.regroup(bounds, to="Sóc Trăng").set_index("series")["numerator"]
    assert share.to_dict() == {"bound_low": 0.0, "bound_high": 1.0}


def test_the_share_of_the_old_units_is_exact():
    passed = [100 if name in PARTS else 0 for name in OLD]
    row = sta.regroup(values(OLD, passed, "1", "percent"), to="Sóc Trăng").iloc[0]
    assert row[["numerator", "denominator"]].tolist() == [2.0, 108.0]
    with pytest.raises(SchemaError, match="100 of a unit that meets the standard"):
        sta.regroup(values(OLD, 50, "1", "percent"), to="Sóc Trăng")


def test_a_new_area_is_cast_back_by_weights_as_an_estimate():
    # (12.6 x 1312.5 + 9.7 x 772.5 + 8.9 x 1257.9) / 3342.9 = 35226.06 / 3342.9
    own = sta.load_observations().query("indicator_id == '3b' and period == '2018'")
    row = sta.regroup(own, to=CITY).iloc[0]
    assert row["value"] == pytest.approx(10.5376, abs=5e-5)
    assert (row["obs_status"], row["evidence"]) == ("e", "derived")
    assert "bình quân theo dân số năm 2016" in row["note"]
    assert "weighted by population of 2016" in row["note"]


def test_weights_of_some_parts_alone_are_no_weights():
    known = TABLE.weights[~TABLE.weights["area"].eq("Hậu Giang")]
    own = sta.load_observations().query("indicator_id == '3b' and period == '2018'")
    with pytest.raises(SchemaError, match="numerator and denominator of each part"):
        sta.regroup(own, to=CITY, area_table=replace(TABLE, weights=known))


def test_two_values_of_one_area_are_refused_and_a_better_source_counts():
    twice = pd.concat(
        [
            values(PARTS, [1, 2], source_title="a"),
            values(PARTS[:1], 3, source_title="b"),
        ]
    )
    with pytest.raises(SchemaError, match="one value of each area; found two of Xã"):
        sta.regroup(twice, to=HOA_TU)
    better = twice.assign(source_kind=["press", "press", "official_statistics"])
    assert sta.regroup(better, to=HOA_TU)["value"].tolist() == [5.0]


def test_a_definition_that_differs_stays_marked():
    marked = values(PARTS, [1, 2], obs_status=["d", "p"], evidence=["proxy", "direct"])
    row = sta.regroup(marked, to=HOA_TU).iloc[0]
    assert (row["obs_status"], row["evidence"]) == ("d", "proxy")


@pytest.mark.parametrize("to", ["Cà Mau", "Cần Thơ", 7])
def test_an_area_that_is_none_or_several_is_refused(to):
    with pytest.raises(RangeError, match="to: expected an area of the table"):
        sta.regroup(values(PARTS, 1), to=[to])
