"""The real plan, read: every number typed by hand from the document."""

from functools import cache

import pytest

import soctrang_analysis as sta
from soctrang_analysis.reading.bundled import soc_trang

# indicator: comparator and value for 2025, for 2030 (None where the text names none)
LEVELS = {
    "1": (">= 77", ">= 91"), "2": (">= 90", ">= 95"), "3a": ("< 9.5", "< 9"),
    "3b": ("<= 12.5", "<= 10"), "3c": ("< 18.5", "< 15"), "4a": ("< 9", "< 6"),
    "4b": ("<= 14", "< 12"), "4c": ("< 5", "< 5"), "4d": ("< 10", "< 10"),
    "5a": (">= 97", ">= 98"), "5b": (None, ">= 98"), "6": (None, "<= 2"),
    "7": (">= 100", ">= 100"), "8a": ("< 0.7", "< 0.5"), "8b": (">= 100", ">= 100"),
    "10": ("<= 4.9", "<= 4.5"), "11a": ("<= 140", "<= 120"), "11b": ("<= 8", "<= 6"),
    "14": (">= 98.5", ">= 100"), "15": (">= 99.1", ">= 99.3"),
    "16": (">= 99.1", ">= 99.3"),
    "17a": (">= 97", ">= 99"), "17b": ("< 0.12", "< 0.1"), "18a": (">= 88", ">= 93"),
    "18b": ("< 0.14", "< 0.05"), "19": (">= 95", None), "20a": (">= 55", ">= 60"),
    "20b": (">= 80", ">= 90"), "21": (">= 40", ">= 45"), "22": (">= 30", ">= 35"),
    "23": (">= 85", ">= 90"), "24": (">= 30", ">= 35"),
}  # fmt: skip
UNITS = {"3": "per_1000_live_births", "11": "per_100000_children"}
# thousand đồng: four years 2022-2025, five years 2026-2030
BUDGET = {
    "1": (78000, 137600), "1.1": (12000, 15000), "1.2": (2000, 2600),
    "1.3": (60000, 70000), "1.4": (4000, 50000), "2": (40000, 43000),
    "3": (93000, 99000), "3.1": (25000, 27000), "3.2": (38000, 40000),
    "3.3": (30000, 32000), "4": (5000, 6000),
}  # fmt: skip
SURPLUS = {"3": (93, 99, 867), "3.1": (25, 27, 235), "3.2": (38, 40, 352),
           "3.3": (30, 32, 280), "4": (5, 6, 50)}  # fmt: skip


@pytest.mark.parametrize("name", LEVELS)
def test_levels_are_those_of_the_plan(name):
    rows = soc_trang().targets.query("indicator_id == @name and basis == 'level'")
    found = {int(r.year): f"{r.comparator} {r.value:g}" for r in rows.itertuples()}
    assert found == {y: v for y, v in zip((2025, 2030), LEVELS[name], strict=True) if v}
    assert set(rows["unit"]) == {UNITS.get(name.rstrip("abcd"), "percent")}
    assert rows["hold"].all() == (name in ("4c", "4d", "7", "8b"))


def test_all_65_rows_are_there_and_the_three_without_levels():
    table = soc_trang().targets
    assert len(table) == 65
    nine = table.query("indicator_id == '9'")[["basis", "value", "comparator", "unit"]]
    assert nine.to_numpy().tolist() == [
        ["change_from_baseline", -20.0, "<=", "percent_change"],
        ["change_per_year", -2.0, "<=", "percent_change"],
    ]
    assert table.query("indicator_id == '9'")["year"].isna().tolist() == [False, True]
    band = table.query("indicator_id == '13'").iloc[0]
    assert (band["value"], band["value_high"], band["year"]) == (-3.0, -2.0, 2030)
    assert (band["comparator"], band["hold"]) == ("between", False)
    twelve = table.query("indicator_id == '12'").iloc[0]
    assert (twelve["value"], twelve["hold"], twelve["assumed"]) == (100.0, True, True)


def test_only_what_the_text_leaves_open_is_assumed():
    table = soc_trang().targets.query("assumed")
    assert table["indicator_id"].tolist() == ["6", "8a", "9", "12"]


def test_rows_lead_back_to_their_line_across_a_page_break(plan_text):
    lines = plan_text.split("\n")
    for row in soc_trang().targets.itertuples():
        number = f"{abs(row.value):g}".replace(".", ",")
        assert number in lines[row.source_line - 1], row


def test_25_agency_rows_and_two_for_target_9():
    table = soc_trang().agencies
    assert len(table) == 25
    nine = table.query("target_no == 9").set_index("agency_vi")["role"].to_dict()
    assert nine == {
        "Công an tỉnh": "joint",
        "Sở Lao động - Thương binh và Xã hội": "lead",
    }


@pytest.mark.parametrize("line_id", BUDGET)
def test_every_cell_of_the_budget(line_id):
    rows = soc_trang().budget.query("line_id == @line_id")
    early, late = BUDGET[line_id]
    assert rows["year"].tolist() == list(range(2022, 2031))
    assert rows["amount_vnd"].tolist() == [early * 1000] * 4 + [late * 1000] * 5
    mended = line_id in ("2", *SURPLUS)
    assert set(rows["status"]) == {"repaired" if mended else "printed"}


def test_yearly_totals_and_grand_total():
    items = soc_trang().budget.query("parent_id == ''")
    totals = items.groupby("year")["amount_vnd"].sum().tolist()
    assert totals == [216_000_000] * 4 + [285_600_000] * 5
    assert items["amount_vnd"].sum() == 2_292_000_000


@cache
def repairs(plan_path):
    return sta.read_plan(plan_path).budget_repairs.set_index("line_id")


def test_row_2_gets_back_the_year_its_total_took(plan_path):
    row = repairs(plan_path).loc["2"]
    assert row["defect"] == "total_in_year_cell"
    assert row["printed"].endswith("43.000 | 375.000")
    assert row["repaired"] == " | ".join(["40.000"] * 4 + ["43.000"] * 5)
    assert "= 375.000" in row["proof"]
    assert "total 2030: 137.600 + 43.000 + 99.000 + 6.000 = 285.600" in row["proof"]


@pytest.mark.parametrize("line_id", SURPLUS)
def test_surplus_number_is_dropped_by_proof(line_id, plan_path):
    early, late, total = SURPLUS[line_id]
    row = repairs(plan_path).loc[line_id]
    assert row["defect"] == "surplus_number"
    assert len(row["printed"].split(" | ")) == 11
    assert row["repaired"] == " | ".join([f"{early}.000"] * 4 + [f"{late}.000"] * 5)
    assert f"= {total}.000" in row["proof"]


def test_the_total_row_is_mended_too(plan_path):
    row = repairs(plan_path).loc["total"]
    assert row["repaired"] == " | ".join(["216.000"] * 4 + ["285.600"] * 5)
    assert "= 2.292.000" in row["proof"]
    assert len(repairs(plan_path)) == 7


FINDINGS = {
    "total_in_year_cell:budget line 2": (279, "375.000"),
    "surplus_number:budget line 3": (281, "867.000"),
    "surplus_number:budget line total": (286, "2.292.000"),
    "two_rates:indicator 9": (45, "18,29%"),
    "identical_targets:targets 15 16": (59, "99,1 (2025) · 99,3 (2030)"),
    "unit_cost:budget line 3.2": (283, "38.000.000 · 40.000.000"),
    "steep_rise:budget line 1.4 2026": (278, "12,5 ×"),
    "late_money:budget": (273, "2022"),
    "dated_before:plan 73/KH-UBND": (89, "18/06/2019"),
    "blank_number:line 3": (3, "Số: /KH-UBND"),
    "blank_date:line 5": (5, "ngày tháng năm 2021"),
    "no_milestone:indicator 5b 2025": (35, "2030"),
    "no_milestone:indicator 19 2030": (67, "2025"),
    "no_year:indicator 12": (51, "—"),
    "no_budget:objective 1": (273, "0"),
    "no_budget:objective 3": (273, "0"),
    "totals_agree:grand total in words": (
        151,
        "hai tỷ, hai trăm chín mươi hai triệu đồng",
    ),
    "early_report:report 15/6": (243, "15/6"),
    "early_report:report 15/12": (243, "15/12"),
    "other_agency:budget line 1": (274, "Địa phương"),
    "other_agency:budget line 3": (281, "Tỉnh Đoàn"),
    "agency_gone:agency Sở Lao động - Thương binh và Xã hội": (163, "Sở Lao động"),
    "agency_gone:agency Sở Thông tin và Truyền thông": (211, "Sở Thông tin"),
    "agency_gone:agency Ủy ban nhân dân các huyện, thị xã, thành phố": (229, "huyện"),
    "agency_gone:reports to Sở Lao động - Thương binh và Xã hội": (243, "Sở Lao động"),
    "agency_moved:agency Sở Tư pháp": (183, "Sở Tư pháp"),
    "agency_moved:agency Công an tỉnh": (185, "Công an tỉnh"),
    "agency_moved:agency Sở Giáo dục và Đào tạo": (187, "Sở Giáo dục"),
    "agency_moved:agency Sở Y tế": (197, "Sở Y tế"),
    "agency_moved:agency Sở Văn hóa, Thể thao và Du lịch": (203, "Sở Văn hóa"),
    "agency_moved:agency Sở Tài chính": (219, "Sở Tài chính"),
    "agency_moved:agency Tỉnh Đoàn": (227, "Tỉnh Đoàn"),
}


@pytest.mark.parametrize("finding_id", FINDINGS)
def test_finding_names_its_line_and_what_was_found(finding_id):
    table = soc_trang().findings.set_index("finding_id")
    line, found = FINDINGS[finding_id]
    row = table.loc[finding_id]
    assert row["source_line"] == line
    assert found in row["found"]
    assert row["resolution_vi"] != row["resolution_en"]


def test_no_finding_is_an_error_and_no_other_plan_is_misdated():
    table = soc_trang().findings
    assert (table["severity"] != "error").all()
    assert table["finding_id"].str.startswith("dated_before").sum() == 1
    assert len(table) == 55


def test_a_mended_text_loses_its_finding(plan_text, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(plan_text.replace("ngày 18/6/2019", "ngày 18/6/2020"), "utf-8")
    assert (
        not sta.audit(sta.read_plan(path))["finding_id"]
        .str.startswith("dated_before")
        .any()
    )
