"""Charts on axes that somebody gave, for any area and plan: whole or with a reason."""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import soctrang_analysis as sta
from soctrang_analysis import charts, facts
from soctrang_analysis.output import registry
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.tables import build_tables

PLAN = sta.soc_trang()
NAMES = [row["figure"] for row in facts.rows("words/figures")]
NEEDED = ("used", "trajectories", "progress", "outlook")
# Those that hold in a quarter of a page of 36 x 28 cm.
DRAWN = {"fall", "sensitivity", "objectives", "comparison", "reliability", "coverage",
         "money", "tipping", "merger", "number_met"}  # fmt: skip


@pytest.fixture(autouse=True)
def styled():
    with mpl.rc_context():
        charts.use_style()
        yield


def boxes(figure, ax):
    """The texts of axes that are seen, their box in pixels."""
    figure.draw_without_rendering()
    off = set()
    for one in ax.findobj(Axes):
        for axis, ends in ((one.xaxis, one.get_xlim()), (one.yaxis, one.get_ylim())):
            low, high = sorted(ends)
            both = zip(axis.get_ticklabels(), axis.get_ticklocs(), strict=True)
            off |= {t for t, at in both if not (one.axison and low <= at <= high)}
            off |= set() if one.axison else {axis.label}
    seen = [t for t in ax.findobj(Text) if t.get_text().strip() and t.get_visible()]
    return [(t, t.get_window_extent()) for t in seen if t not in off]


def words(ax):
    return " ".join(t.get_text() for t, _ in boxes(ax.get_figure(), ax))


def assert_apart(figure, found):
    wide, high = figure.bbox.size
    for text, box in found:
        assert box.x0 >= -1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.x1 <= wide + 1, text.get_text()
        assert box.y1 <= high + 1, text.get_text()
    for (a, first), (b, second) in itertools.combinations(found, 2):
        over_x = min(first.x1, second.x1) - max(first.x0, second.x0)
        over_y = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert over_x <= 1 or over_y <= 2, (a.get_text(), b.get_text())


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("area", ["Sóc Trăng", "Việt Nam"])
@pytest.mark.parametrize("start", range(0, len(NAMES), 4))
def test_every_chart_stands_in_a_grid_and_covers_nothing(start, area, lang, tables):
    figure, axes = plt.subplots(2, 2, figsize=(14, 11))
    for ax, name in zip(axes.flat, NAMES[start : start + 4], strict=False):
        chart = registry.CHARTS[name]
        given = [tables[need] for need in chart.needs]
        how = {"area": area, "lang": lang, "as_of": 2026}
        assert chart.plot(PLAN, *given, ax=ax, **how) is ax
        assert ax.get_title(loc="left")
    found = [
        pair for ax in axes.flat[: len(NAMES) - start] for pair in boxes(figure, ax)
    ]
    assert_apart(figure, found)
    for ax, name in zip(axes.flat, NAMES[start : start + 4], strict=False):
        told = words(ax)
        small = any(text in told for text in ("cần khung rộng", "needs room"))
        if area == "Sóc Trăng" and name in DRAWN:
            assert not small, name


def test_four_indicators_stand_in_a_grid_with_area_unit_and_years(tables):
    figure, axes = plt.subplots(2, 2, figsize=(11, 8))
    given = [tables[need] for need in NEEDED]
    for ax, name in zip(axes.flat, ("3b", "13", "5a", "9"), strict=True):
        charts.plot_indicator(PLAN, *given, ax=ax, indicator_id=name)
    told = [words(ax).replace("\n", " ") for ax in axes.flat]
    assert (
        "Tỷ suất tử vong trẻ em dưới 1 tuổi: 12,6‰ (2018), mục tiêu đến năm 2030 ≤ 10‰"
        in told[0]
    )
    assert "trên 1.000 trẻ đẻ sống; chỉ tiêu 3; Sóc Trăng, 2010 - 2030" in told[0]
    assert "mỗi năm phải giảm 2 - 3%" in told[1]
    assert "90,4" in told[1]
    assert "85,9" in told[1]
    assert_apart(figure, [pair for ax in axes.flat for pair in boxes(figure, ax)])


def test_axes_too_small_say_how_much_room_a_chart_needs(tables):
    _, axes = plt.subplots(4, 4, figsize=(8, 6))
    ax = charts.plot_budget(PLAN, tables["budget_summary"], ax=axes[0, 0], lang="en")
    assert not ax.axison
    assert ax.get_legend() is None
    assert "room of 16 ×" in words(ax).replace("\n", " ")


def test_the_plan_itself_is_of_its_own_area_whatever_is_asked(tables):
    ax = charts.plot_budget(PLAN, tables["budget_summary"], area="Việt Nam")
    told = [t.get_text() for t in ax.figure.texts]
    assert any("Sóc Trăng, 2022 - 2030" in text for text in told)
    assert not any("Việt Nam" in text for text in told)


def test_an_area_near_the_plan_without_rows_is_an_empty_chart_that_says_so(tables):
    ax = charts.plot_tipping(PLAN, tables["tipping"], area="Việt Nam", lang="en")
    assert words(ax) == "No rows of Việt Nam to show"


def test_several_indicators_of_one_unit_have_one_scale(tables):
    given = [tables[need] for need in NEEDED]
    ax = charts.plot_indicator(PLAN, *given, indicator_id=["3a", "3b", "3c"], lang="en")
    first, *others = [one for one in ax.child_axes if one.get_lines()]
    assert len(others) == 2
    assert {one.get_ylim() for one in others} == {first.get_ylim()}
    assert "one scale" in " ".join(t.get_text() for t in ax.figure.texts)
    ax = charts.plot_indicator(PLAN, *given, indicator_id=["3b", "5a"], lang="en")
    assert len({one.get_ylim() for one in ax.child_axes if one.get_lines()}) == 2
    assert "one scale for each unit" in " ".join(t.get_text() for t in ax.figure.texts)
    ax = charts.plot_indicator(PLAN, *given, indicator_id=["1", "2"], lang="en")
    assert "2 indicators without observed values" in [
        t.get_text() for t in ax.figure.texts
    ]
    ax = charts.plot_indicator(PLAN, *given, indicator_id=["no such"], lang="en")
    assert words(ax) == "No data to show yet"


def test_the_fan_is_the_interval_of_each_year(tables):
    given = build_tables(PLAN, sta.load_observations(), as_of=2019, only=NEEDED)
    ax = charts.plot_indicator(PLAN, *given.values(), indicator_id="3b", lang="en")
    [fan] = [c for c in ax.collections if c.get_alpha() == 0.13]
    corners = {tuple(np.round(v, 3)) for v in fan.get_paths()[0].vertices}
    # 2030 as the verdict says; 2018 the value; 2019: 12.6 x (12.6 / 13.9)^(1/12).
    assert {(2030.0, 10.262), (2030.0, 12.713), (2018.0, 12.6)} <= corners
    assert len({x for x, _ in corners}) == 13
    middle = next(line for line in ax.get_lines() if line.get_linestyle() == ":")
    assert middle.get_ydata()[1] == pytest.approx(12.4973, abs=5e-5)
    assert mpl.colors.to_hex(fan.get_facecolor()[0]).upper() == colour("projection")
    # In 2026 the values of 2018 are too old for a colour.
    late = [tables[need] for need in NEEDED]
    ax = charts.plot_indicator(PLAN, *late, indicator_id="3b", lang="en")
    [fan] = [c for c in ax.collections if c.get_alpha() == 0.13]
    assert mpl.colors.to_hex(fan.get_facecolor()[0]).upper() == colour("muted")
    legend = [t.get_text() for t in ax.get_legend().get_texts()]
    assert "expected by old values, 80% interval" in legend


def test_the_outlook_says_in_years_of_milestones_what_progress_says(tables):
    given = build_tables(PLAN, sta.load_observations(), as_of=2019, only=NEEDED)
    both = given["outlook"].merge(
        given["progress"].query("area == 'Sóc Trăng'"),
        on=["indicator_id", "area", "year"], suffixes=("", "_told"),
    )  # fmt: skip
    assert len(both) >= 6
    for name in ("expected", "low", "high", "level"):
        assert both[name].tolist() == pytest.approx(both[f"{name}_told"].tolist())
    assert build_tables(PLAN, None, as_of=2019, only=["outlook"])["outlook"].empty


def test_the_comparison_names_the_two_plans_it_was_given():
    other = sta.read_plan("tests/data/ca-mau.txt")
    table = sta.compare_plans(PLAN, other)
    ax = charts.plot_comparison(PLAN, table, other=other, lang="en")
    legend = [t.get_text() for t in ax.get_legend().get_texts()]
    assert legend == ["Sóc Trăng", "Cà Mau"]
    told = " ".join(t.get_text() for t in ax.figure.texts).replace("\n", " ")
    assert told.startswith("Sóc Trăng beside Cà Mau: ")
    assert colour("off") not in {line.get_color() for line in ax.get_lines()}


def test_agencies_of_today_with_two_old_ones_are_told_apart(tables):
    needed = registry.CHARTS["overview"].needs
    ax = charts.plot_overview(PLAN, *[tables[n] for n in needed], as_of=2026)
    heads = [t.get_text() for t in ax.texts if t.get_fontweight() == "bold"]
    assert len(heads) == len(set(heads))
    assert "Sở Y tế TP Cần Thơ\xa0? (trước: Sở Y tế)" in heads
    assert "Sở Văn hóa, Thể thao và Du lịch TP Cần Thơ (13\xa0?, 21\xa0✓)" in heads


OWN = (
    "- Chỉ tiêu 2: Tỷ lệ xã, phường, thị trấn có phần mềm quản lý hồ sơ trẻ em được "
    "kết nối với cơ sở dữ liệu dân cư đạt 80% vào năm 2025 và 100% vào năm 2030."
)


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """A plan with a long indicator of its own, and a value of it."""
    path = tmp_path_factory.mktemp("own") / "plan.txt"
    path.write_text(
        "KẾ HOẠCH\nthực hiện vì trẻ em trên địa bàn tỉnh Cà Mau\nI. MỤC TIÊU\n"
        "- Chỉ tiêu 1: Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh đạt 97% vào năm "
        "2025 và 99% vào năm 2030.\n" + OWN, "utf-8",
    )  # fmt: skip
    plan = sta.read_plan(path)
    [own] = set(plan.targets["indicator_id"]) - {"14"}
    values = pd.DataFrame({"indicator_id": [own, own, "14"], "area": "Cà Mau",
                           "period": ["2022", "2023", "2023"], "unit": "percent",
                           "value": [60.0, 66.0, 96.0]})  # fmt: skip
    return plan, build_tables(plan, values, as_of=2024)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_cut_in_the_charts_of_another_plan(name, lang, strange):
    plan, tables = strange
    chart = registry.CHARTS[name]
    given = [tables[need] for need in chart.needs]
    ax = chart.plot(plan, *given, lang=lang, as_of=2024)
    figure = ax.get_figure()
    found = boxes(figure, ax) + [(t, t.get_window_extent()) for t in figure.texts]
    assert_apart(figure, found)
    told = " ".join(t.get_text() for t, _ in found).replace("\n", " ")
    assert " …" not in told.replace("at least …", "").replace("ít nhất …", "")
    assert "Sóc Trăng" not in told
    if name in ("overview", "promises", "known", "boards", "tipping"):
        assert "phần mềm quản lý hồ sơ trẻ em được kết nối với cơ sở" in told
