"""The budget from every side; figures typed from the plan and from hand arithmetic."""

import pytest

import soctrang_analysis as sta
from soctrang_analysis import budget_summary, budget_totals
from soctrang_analysis.analysis.budget_summary import quantity


def rows(query):
    return budget_summary().query(query).reset_index(drop=True)


def test_totals_are_216_then_285_6_million_and_agree_with_the_print():
    table = budget_totals()
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
    with pytest.raises(sta.SchemaError, match="table budget"):
        budget_summary(sta.load_targets())
