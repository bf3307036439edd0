"""Breaks: nothing is joined over one that nothing bridges, and each trap is shut."""

import numpy as np
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import RangeError
from soctrang_analysis.analysis.segments import after_breaks

PLAN, NATION, VALUES = sta.soc_trang(), sta.national(), sta.load_observations()
BREAKS = sta.read_areas().breaks
CUTS = BREAKS[
    BREAKS["bridge_vi"].eq("") & BREAKS["year"].notna() & BREAKS["kind"].ne("revision")
]


def judged(plan, values, as_of, indicator, area, **more):
    table = sta.assess(plan, values, as_of=as_of, **more)
    rows = table[table["indicator_id"].eq(indicator) & table["area"].eq(area)]
    return rows.set_index("year")


def made_up(indicator, numbers, area="X", unit="percent", **more):
    return pd.DataFrame(
        {"indicator_id": indicator, "area": area, "period": [str(y) for y in numbers],
         "value": [*numbers.values()], "unit": unit} | more
    )  # fmt: skip


def test_the_table_holds_the_known_breaks():
    keys = BREAKS[["indicator_id", "area", "year", "kind"]].astype(object)
    rows = {tuple("" if pd.isna(v) else v for v in row) for row in keys.to_numpy()}
    assert rows >= {
        ("1", "", 2019, "standard"),
        ("10", "Việt Nam", 2025, "definition"),
        ("1", "Sóc Trăng", 2024, "unit"),
        ("1", "Sóc Trăng", 2025, "unit"),
        ("21", "Sóc Trăng", 2025, "unit"),
        ("", "Sóc Trăng", 2025, "area"),
        ("", "", 2019, "revision"),
    }
    assert BREAKS[["why_vi", "why_en"]].ne("").all(axis=None)
    assert (BREAKS["bridge_vi"].eq("") == BREAKS["bridge_en"].eq("")).all()


@pytest.mark.parametrize("row", CUTS.to_dict("records"), ids=lambda r: str(r["year"]))
def test_no_series_is_joined_over_any_break_of_the_table(row):
    indicator, area = row["indicator_id"] or "2", row["area"] or "X"
    year = int(row["year"])
    units = NATION.framework.of("unit")
    values = made_up(indicator, {year - 2: 50.0, year - 1: 51.0, year: 60.0}, area,
                     units[indicator], series=row["series"])  # fmt: skip
    board = sta.assess(NATION, values, as_of=2026, areas=[area])
    own = board[board["indicator_id"].eq(indicator)]
    assert own["n"].eq(1).all()
    assert own["latest"].eq(60.0).all()
    assert own["chance"].isna().all()
    used = sta.used_observations(NATION, values, as_of=2026)
    assert used["left_out"].tolist() == ["before_break", "before_break", ""]
    assert own["reason_vi"].str.contains(f"số liệu trước năm {year} không nối").all()


def test_values_on_one_side_of_a_break_stay_together():
    rows = judged(
        PLAN, made_up("1", {2016: 50.0, 2017: 52.0, 2018: 54.0}), 2019, "1", "X"
    )
    assert rows.loc[2030, "n"] == 3
    assert "không nối" not in rows.loc[2030, "reason_vi"]


def test_a_bridged_break_is_joined_and_said():
    values = made_up("2", {2023: 60.0, 2024: 62.0, 2025: 64.0}, "Sóc Trăng")
    row = judged(PLAN, values, 2026, "2", "Sóc Trăng").loc[2030]
    assert row["n"] == 3
    assert "lưu ý: từ 01/7/2025 là số của 43 xã, phường" in row["reason_vi"]
    assert "note: from 1 July 2025 figures of the 43 communes" in row["reason_en"]
    before = judged(PLAN, values.iloc[:2], 2025, "2", "Sóc Trăng").loc[2030]
    assert "lưu ý" not in before["reason_vi"]


def test_a_share_of_43_communes_says_that_the_verdict_hangs_on_it():
    values = made_up("1", {2023: 60.0, 2024: 62.0, 2025: 64.0}, "Sóc Trăng")
    row = judged(PLAN, values, 2026, "1", "Sóc Trăng").loc[2030]
    assert "43 xã, phường thay vì 108, kết luận phụ thuộc" in row["reason_vi"]


def test_a_value_marked_b_starts_a_new_line():
    values = made_up("2", {2020: 50.0, 2021: 52.0, 2022: 70.0, 2023: 72.0},
                     obs_status=["", "", "b", ""])  # fmt: skip
    row = judged(PLAN, values, 2024, "2", "X").loc[2030]
    assert (row["n"], row["base"], row["base_year"]) == (2, 70.0, 2022)
    assert row["pace"] == pytest.approx(2.0)
    assert (
        "trước năm 2022 không nối vào: nguồn số liệu ghi có gián đoạn"
        in row["reason_vi"]
    )
    first = made_up("2", {2020: 50.0, 2021: 52.0}, obs_status=["b", ""])
    assert judged(PLAN, first, 2024, "2", "X").loc[2030, "n"] == 2


def test_each_area_has_its_own_marked_break():
    a = made_up("2", {2020: 50.0, 2021: 52.0}, "A", obs_status=["", "b"])
    b = made_up("2", {2020: 50.0, 2022: 52.0}, "B", obs_status=["", "b"])
    board = sta.assess(PLAN, pd.concat([a, b]), as_of=2022)
    told = board[board["year"].eq(2030) & board["indicator_id"].eq("2")]
    assert "trước năm 2021" in told["reason_vi"].iloc[0]
    assert "trước năm 2022" in told["reason_vi"].iloc[1]


def test_a_value_of_another_definition_is_shown_and_never_judged():
    values = made_up("2", {2023: 60.0, 2024: 99.0}, obs_status=["", "d"])
    row = judged(PLAN, values, 2024, "2", "X").loc[2030]
    assert (row["n"], row["latest"]) == (1, 60.0)
    used = sta.used_observations(PLAN, values, as_of=2024)
    assert used["left_out"].tolist() == ["", "definition"]
    assert used["left_out_vi"].tolist()[1] == "khác định nghĩa của chỉ số"


def test_a_value_after_a_break_is_no_late_evidence_for_what_was_due_before():
    values = made_up("1", {2017: 50.0, 2019: 80.0})
    rows = judged(PLAN, values, 2026, "1", "X")
    assert rows.loc[2025, "status"] == "no_data"
    marked = made_up("2", {2024: 90.0, 2026: 99.0}, obs_status=["", "b"])
    rows = judged(PLAN, marked, 2027, "2", "X")
    assert (rows.loc[2025, "status"], rows.loc[2025, "late_evidence"]) == (
        "no_data",
        False,
    )
    joined = marked.assign(obs_status="")
    assert judged(PLAN, joined, 2027, "2", "X").loc[2025, "status"] == "achieved"


def test_a_baseline_before_a_break_is_refused_with_the_reason():
    values = made_up("1", {2021: 60.0, 2022: 62.0})
    with pytest.raises(RangeError, match=r"from 2019 on \(judged by the 13 criteria"):
        sta.assess(PLAN, values, as_of=2022, baselines={("1", "X"): (2017, 50.0)})


def test_the_backtest_joins_nothing_over_a_break():
    years = {year: 50.0 + year - 2010 for year in range(2012, 2026)}
    whole = sta.backtest(made_up("2", years)).scores
    cut = sta.backtest(made_up("1", years)).scores
    counts = [t.loc[t["indicator_id"].ne("") & t["h"].isna(), "count"].iloc[0]
              for t in (whole, cut)]  # fmt: skip
    # 14 values, h = 1 to 6, two values at least: 11+... by hand for each cut.
    assert counts[0] == sum(min(6, 14 - n) for n in range(2, 14))
    assert counts[1] == 2 * sum(min(6, 7 - n) for n in range(2, 7))


def test_half_years_and_ties_keep_their_order_at_a_break():
    rows = pd.DataFrame(
        {"indicator_id": "1", "area": ["X", "Y", "X", "Y", "X"], "series": "",
         "year": [2018.5, 2017.0, 2019.0, 2018.0, 2018.0]}
    )  # fmt: skip
    kept, found = after_breaks(rows, "decision-23")
    assert kept.tolist() == [False, True, True, True, False]
    assert (found.cut != 0).tolist() == [True, False, True, False, True]


def test_breaks_of_one_framework_are_none_of_another_s():
    rows = pd.DataFrame({"indicator_id": "1", "area": "X", "series": "",
                         "year": [2017.0, 2020.0]})  # fmt: skip
    assert after_breaks(rows, "gender")[0].all()
    assert not after_breaks(rows, "decision-23")[0].all()


def test_a_break_is_drawn_and_the_line_ends_there():
    from soctrang_analysis import charts

    board = sta.assess(NATION, VALUES, as_of=2026, areas=["Việt Nam"])
    used = sta.used_observations(NATION, VALUES, as_of=2026, areas=["Việt Nam"])
    paths = sta.trajectories(NATION)
    ax = charts.plot_indicator(NATION, used, paths, board, indicator_id="4b")
    lines = [line for line in ax.lines if line.get_linestyle() == "-"]
    observed = [[*line.get_xdata()] for line in lines if len(line.get_xdata()) > 2]
    assert all(not (min(x) < 2020 <= max(x)) for x in observed)
    assert any("không nối" in text.get_text() for text in ax.texts)


# The traps of the sources, one by one.


def test_trap_reported_abuse_is_never_called_the_abuse_itself():
    own = VALUES[VALUES["indicator_id"].eq("9") & VALUES["area"].eq("Sóc Trăng")]
    assert own["note"].str.contains("reported|detected").all()


def test_trap_1579_and_1779_of_2018_both_stand_and_the_other_is_told_as_a_conflict():
    rows = VALUES.query("indicator_id == '9' and period == '2018' and unit == 'count'")
    assert {1579.0, 1779.0} <= set(rows["value"])
    used = sta.used_observations(PLAN, VALUES, as_of=2026, areas=["Việt Nam"])
    two = used[used["indicator_id"].eq("9") & used["value"].isin([1579.0, 1779.0])]
    assert not two["used"].any()  # before the plan's base year, and never joined
    assert len(two) == 2


def test_trap_child_friendly_communes_of_two_standards_are_never_one_line():
    # 100, 100 (2014 standard), 84.34 (2019 standard): no fall of 15.66 points.
    rows = judged(PLAN, VALUES, 2021, "1", "Cần Thơ (trước 7/2025)")
    assert rows["n"].eq(1).all()
    assert rows["pace"].isna().all()
    bare = VALUES.assign(series="").query("indicator_id == '1'")
    rows = judged(PLAN, bare, 2021, "1", "Cần Thơ (trước 7/2025)")
    assert rows["n"].eq(1).all()


def test_trap_child_labour_of_another_definition_achieves_nothing():
    rows = judged(NATION, VALUES, 2026, "10", "Việt Nam")
    assert rows.loc[2025, "status"] == "no_data"  # 1.31 against 4.9 was "achieved"
    assert rows.loc[2030, "latest"] == 5.4
    bare = VALUES.assign(series="", obs_status="").query(
        "indicator_id == '10' and evidence == 'direct'"
    )
    assert judged(NATION, bare, 2026, "10", "Việt Nam").loc[2030, "n"] == 1


def test_trap_special_circumstances_of_nation_and_province_are_not_compared():
    table = sta.neighbours(PLAN, VALUES, as_of=2026).set_index(["indicator_id", "area"])
    assert not table.loc[("8a", "Việt Nam"), "comparable"]


def test_trap_109_108_and_43_communes_are_told_apart():
    rows = BREAKS[BREAKS["indicator_id"].eq("1") & BREAKS["area"].eq("Sóc Trăng")]
    told = rows.set_index("year")["why_vi"]
    assert "108" in told[2024]
    assert "109" in told[2024]
    assert "43" in told[2025]
    assert "108" in told[2025]


def test_trap_the_merger_alone_lowers_infant_mortality():
    effect = sta.merger_effect(PLAN, VALUES, as_of=2026)
    row = effect.query("indicator_id == '3b' and year == 2025").iloc[0]
    assert row["value"] == 12.6
    assert round(row["new_value"], 1) == 10.5
    board = judged(PLAN, VALUES, 2026, "3b", "Sóc Trăng")
    assert board["latest"].eq(12.6).all()


def test_trap_rounds_of_one_estimate_are_never_joined():
    used = sta.used_observations(NATION, VALUES, as_of=2026, areas=["Việt Nam"])
    for name in ("3a", "3b", "3c"):
        own = used[used["used"] & used["indicator_id"].eq(name)]
        assert own["series"].nunique() == 1


def test_where_a_table_has_no_break_nothing_is_looked_at():
    rows = pd.DataFrame({"indicator_id": "2", "area": "X", "series": "",
                         "year": np.arange(2010.0, 2020)})  # fmt: skip
    kept, found = after_breaks(rows, "decision-23")
    assert kept.all()
    assert not found.cut.any()
    assert not found.bridged.any()
