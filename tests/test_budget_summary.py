"""The budget from every side; figures typed from the plan and from hand arithmetic."""

from dataclasses import replace
from functools import cache

import pytest

import soctrang_analysis as sta
from soctrang_analysis import budget_summary, budget_totals
from soctrang_analysis.analysis.budget_summary import quantity


@cache
def summed():
    return budget_summary(sta.soc_trang(), sta.load_context())


def rows(query):
    return summed().query(query).reset_index(drop=True)


def test_totals_are_216_then_285_6_million_and_agree_with_the_print():
    table = budget_totals(sta.soc_trang())
    assert table["lines_vnd"].tolist() == [216_000_000] * 4 + [285_600_000] * 5
    assert table["printed_vnd"].tolist() == table["lines_vnd"].tolist()
    assert table["agrees"].tolist() == [True] * 9


def test_an_annex_without_total_row_has_no_printed_total(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(
        "Chỉ tiêu 13: Không còn tảo hôn vào năm 2030\nII. KINH PHÍ\nĐVT: đồng\n"
        "STT\tNội dung\t2022\t2023\n1\tA\t5\t7",
        "utf-8",
    )
    table = budget_totals(sta.read_plan(path))
    assert table["lines_vnd"].tolist() == [5, 7]
    assert table["printed_vnd"].isna().all()
    assert table["agrees"].isna().all()


def test_the_step_of_2026_and_what_makes_it():
    total = rows("level == 'total' and year == 2026").iloc[0]
    assert total["step_vnd"] == 69_600_000
    part = rows("name == '1.4' and year == 2026").iloc[0]
    assert part["step_vnd"] == 46_000_000
    assert part["step_share_pct"] == pytest.approx(66.09, abs=0.005)


def test_shares_of_a_year_add_up_on_every_level_without_overlap():
    for level in ("item", "agency", "objective"):
        sums = rows(f"level == '{level}'").groupby("year")["share_pct"].sum()
        assert sums.round(9).tolist() == [100.0] * 9


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hỗ trợ (mỗi năm 20 trẻ)", (20, "trẻ")),
        ("Hội nghị (12 Hội đồng x 50 trẻ/Hội đồng, mỗi năm 01 cuộc)", (600, "trẻ")),
        ("(mỗi năm 01 cuộc, mỗi cuộc 200 trẻ)", (200, "trẻ")),
        ("tài liệu (12 Hội đồng x 3 triệu đồng/năm)", (12, "hội đồng")),
        ("tuyên truyền (mỗi năm 1 cuộc)", (1, "cuộc")),
        ("Kiểm tra, giám sát liên ngành", None),
    ],
)
def test_quantities_are_read_from_the_words(words, expected):
    assert quantity(words) == expected


def test_cost_of_one_where_the_text_gives_a_quantity():
    part = rows("name == '1.4'").set_index("year")
    assert part.loc[2025, "unit_cost_vnd"] == 200_000
    assert part.loc[2026, "unit_cost_vnd"] == 2_500_000
    assert rows("name == '4'")["unit_cost_vnd"].isna().all()


def test_per_child_says_whether_the_count_is_published_or_projected():
    total = rows("level == 'total'").set_index("year")
    assert total.loc[2023, "children"] == 301_216
    assert total.loc[2023, "per_child_vnd"] == pytest.approx(717.09, abs=0.005)
    assert total.loc[2023, "children_source"].startswith("công bố / published")
    assert total.loc[2030, "children_source"].startswith("dự báo / projected")


def test_prices_of_2022_stop_where_the_cpi_stops():
    total = rows("level == 'total'").set_index("year")
    assert total.loc[2022, "constant_vnd"] == 216_000_000
    # 216 / 1.032529 = 209.195...
    assert total.loc[2023, "constant_vnd"] == pytest.approx(209_195_092, abs=1_000)
    assert total.loc[2026:, "constant_vnd"].isna().all()
    assert (total.loc[2026:, "empty_reason"] != "").all()


def test_no_money_for_objectives_1_and_3():
    assert set(rows("level == 'objective'")["name"]) == {"2", "4", "–"}


def test_a_table_that_is_no_budget_is_refused():
    plan = replace(sta.soc_trang(), budget=sta.soc_trang().targets)
    with pytest.raises(sta.SchemaError, match="table budget"):
        budget_summary(plan)


def test_a_plan_without_an_annex_has_no_budget_to_sum_up():
    for table in (budget_summary, budget_totals):
        with pytest.raises(sta.SchemaError, match="a budget annex"):
            table(sta.national())


CA_MAU = (
    "KẾ HOẠCH vì trẻ em trên địa bàn tỉnh Cà Mau",
    "Chỉ tiêu 13: Không còn tảo hôn vào năm 2030", "II. KINH PHÍ", "ĐVT: đồng",
    "STT\tNội dung\t2022\t2023", "1\tHỗ trợ (mỗi năm 20 trẻ)\t5000\t7000",
)  # fmt: skip


def test_the_money_of_one_area_is_not_divided_by_the_children_of_another(make_plan):
    table = budget_summary(make_plan(*CA_MAU), sta.load_context())
    assert table["children"].isna().all()
    assert table["per_child_vnd"].isna().all()
    assert table["empty_reason"].str.contains("no number of children").all()
    prices = table.query("level == 'total'")["constant_vnd"].tolist()
    assert prices == pytest.approx([5000, 7000 / 1.032529])


def test_without_context_what_needs_it_is_empty_and_says_why(make_plan):
    table = budget_summary(make_plan(*CA_MAU))
    empty = table[["children", "per_child_vnd", "constant_vnd"]]
    assert empty.isna().all(axis=None)
    assert (table["price_source"] == "").all()
    assert table["empty_reason"].str.contains("no context table").all()
    assert table.query("name == '1'")["unit_cost_vnd"].tolist() == [250, 350]


def test_every_sum_of_one_line_names_its_line(make_plan):
    part = rows("name == '1.4' and year == 2026").iloc[0]
    own = sta.soc_trang().budget.query("line_id == '1.4' and year == 2026").iloc[0]
    assert part["source_line"] == own["source_line"]
    total = rows("level == 'total' and year == 2026").iloc[0]
    printed = budget_totals(sta.soc_trang()).query("year == 2026").iloc[0]
    assert total["source_line"] == printed["source_line"]
    assert rows("level == 'agency'")["source_line"].isna().any()
