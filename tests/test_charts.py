"""Charts: what is drawn, in both languages; no text cut, covered or faint."""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import RangeError, charts, export_figures
from soctrang_analysis.metadata import lookup, reference
from soctrang_analysis.output.figures import figure_makers
from soctrang_analysis.output.style import colour, contrast, label, number, short_name

NAMES = [row["figure"] for row in reference("figures")]
BOTH = list(itertools.product(NAMES, ("vi", "en")))


@pytest.fixture(scope="module")
def makers():
    return figure_makers()


@pytest.fixture(autouse=True)
def fresh_style():
    with mpl.rc_context():
        charts.use_style()
        yield
    plt.close("all")


def texts_of(figure):
    """Every text that is seen, with its box in pixels."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    found = []
    ticks = {
        text: low <= place <= high and ax.axison
        for ax in figure.axes
        for axis, (low, high) in (
            (ax.xaxis, sorted(ax.get_xlim())), (ax.yaxis, sorted(ax.get_ylim())),
        )
        for text, place in zip(
            axis.get_ticklabels(), axis.get_ticklocs(), strict=True
        )
    }  # fmt: skip
    for text in figure.findobj(mpl.text.Text):
        if text.get_visible() and text.get_text().strip() and ticks.get(text, True):
            box = text.get_window_extent(renderer)
            if box.width > 0:
                found.append((text, box))
    return found


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_no_text_leaves_the_figure_or_covers_another(name, lang, makers):
    figure = makers[name](lang).figure
    figure.set_dpi(100)
    found = texts_of(figure)
    wide, high = figure.get_size_inches() * 100
    for text, box in found:
        inside = (
            box.x0 >= -1 and box.y0 >= -1 and box.x1 <= wide + 1 and box.y1 <= high + 1
        )
        assert inside, (text.get_text(), box)
    for (a, first), (b, second) in itertools.combinations(found, 2):
        over_x = min(first.x1, second.x1) - max(first.x0, second.x0)
        over_y = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert over_x <= 1 or over_y <= 2, (a.get_text(), b.get_text(), over_x, over_y)


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_text_is_large_and_dark_enough(name, lang, makers):
    figure = makers[name](lang).figure
    patches = [p for ax in figure.axes for p in ax.patches]
    for text, box in texts_of(figure):
        assert text.get_fontsize() >= 8
        point = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        behind = [p for p in patches if p.get_window_extent().contains(*point)]
        paper = mpl.colors.to_hex(behind[-1].get_facecolor()) if behind else "#ffffff"
        ink = mpl.colors.to_hex(text.get_color())
        assert contrast(ink, paper) >= 4.5, (text.get_text(), ink, paper)


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_every_figure_has_title_subtitle_and_source(name, lang, makers):
    figure = makers[name](lang).figure
    found = {t.get_gid(): t.get_text() for t in figure.texts if t.get_gid()}
    assert set(found) == {"title", "subtitle", "source"}
    assert figure.get_figwidth() == 6.3
    start = {"vi": "Nguồn: Kế hoạch", "en": "Source: Sóc Trăng plan"}[lang]
    assert found["source"].startswith(start)


def test_every_figure_has_an_alt_text_in_both_languages():
    for row in reference("figures"):
        assert row["alt_vi"]
        assert row["alt_en"]
        assert row["alt_vi"] != row["alt_en"]


def test_fills_carry_readable_text():
    for role in ("good", "watch", "off", "no_evidence"):
        fill = colour(role)
        assert max(contrast(fill, "#FFFFFF"), contrast(fill, colour("text"))) >= 4.5


# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
BLIND = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def lab(hex_colour, kind):
    rgb = np.array(mpl.colors.to_rgb(hex_colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(BLIND[kind]) @ linear, 0, 1)
    xyz = np.array(TO_XYZ) @ linear / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_colours_keep_their_distance_for_every_eye(kind):
    groups = [
        ("good", "watch", "off", "no_evidence"),
        ("observed", "trajectory", "projection"),
        ("item1", "item2", "item3", "item4"),
    ]
    for group in groups:
        for a, b in itertools.combinations(group, 2):
            apart = np.linalg.norm(lab(colour(a), kind) - lab(colour(b), kind))
            assert apart >= 20, (kind, a, b, apart)


@pytest.mark.parametrize("kind", ["signal", "item"])
def test_colours_are_told_apart_in_grey_print(kind):
    roles = {"signal": ["off", "good", "watch", "no_evidence"],
             "item": ["item3", "item1", "item4", "item2"]}[kind]  # fmt: skip
    grey = sorted(lab(colour(r), "none")[0] for r in roles)
    assert min(np.diff(grey)) >= 3


def drawn(ax, place=0):
    return ax.get_lines()[place].get_xydata().tolist()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_fall_ends_at_80_and_81_7(lang):
    ax = charts.plot_fall(sta.trajectories(), lang=lang)
    assert drawn(ax, 0)[-1] == pytest.approx([2030, 80])
    assert drawn(ax, 1)[-1] == pytest.approx([2030, 81.7073], abs=5e-5)
    words = " ".join(t.get_text() for t in ax.texts)
    assert {"vi": "chênh 1,7 điểm", "en": "1.7 points apart"}[lang] in words
    tick = ax.get_yticklabels()[1].get_text()
    assert "." not in tick or lang == "en"


def test_the_band_starts_at_100_and_ends_at_its_edges():
    ax = charts.plot_band(sta.trajectories())
    assert drawn(ax, 0)[-1] == pytest.approx([2030, 90.3921], abs=5e-5)
    assert drawn(ax, 1)[-1] == pytest.approx([2030, 85.8734], abs=5e-5)


def test_the_budget_adds_up_to_its_totals():
    ax = charts.plot_budget(sta.budget_summary(), lang="vi")
    sums = np.sum([[b.get_height() for b in c] for c in ax.containers], axis=0)
    assert sums.round(6).tolist() == [216.0] * 4 + [285.6] * 5
    assert [t.get_text() for t in ax.texts].count("285,6") == 5


def test_the_waterfall_ends_where_2026_begins():
    ax = charts.plot_step(sta.budget_summary(), lang="en")
    first, *steps, last = ax.patches
    assert first.get_width() == 216
    assert sum(s.get_width() for s in steps) == pytest.approx(69.6)
    assert last.get_width() == pytest.approx(285.6)
    assert steps[0].get_width() == 46
    assert " +46" in [t.get_text() for t in ax.texts]


def test_objectives_without_money_are_plainly_there():
    ax = charts.plot_objectives(sta.budget_summary(), lang="vi")
    assert [p.get_width() for p in ax.patches] == [0, 1375, 0, 867, 50]
    assert [t.get_text() for t in ax.texts].count(" 0 đồng") == 2


def test_prices_stop_where_the_index_stops():
    ax = charts.plot_prices(sta.budget_summary())
    constant = np.array(drawn(ax, 1))
    assert np.isnan(constant[4:, 1]).all()
    assert constant[0, 1] == 216


def test_promises_name_both_values_and_mark_what_is_held():
    ax = charts.plot_promises(sta.load_targets(), lang="vi")
    words = [t.get_text() for t in ax.texts]
    assert "77 → 91" in words
    assert "98,5 → 100" in words
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert "1 Xã phù hợp với trẻ em ▲" in names
    assert names.count("Mục tiêu 1") == 1


def board():
    return sta.assess(sta.load_observations(), as_of=2019)


def test_one_indicator_shows_observed_path_projection_and_target():
    values, paths = sta.load_observations(), sta.trajectories()
    ax = charts.plot_indicator("3b", values, paths, board(), lang="vi")
    lines = [line.get_xydata() for line in ax.get_lines()]
    assert [2018.0, 12.6] in lines[0].tolist()
    ends = [line[-1].tolist() for line in lines if len(line)]
    assert [2030.0, 10.0] in ends
    assert any(e[0] == 2030 and abs(e[1] - 10.353) < 0.001 for e in ends)


def test_speed_and_board_follow_the_table():
    ax = charts.plot_acceleration(board(), lang="en")
    assert len(ax.patches) == 4 or len(ax.patches) == len(ax.get_yticklabels())
    ax = charts.plot_board(board(), as_of=2019, lang="en")
    tiles = [mpl.colors.to_hex(p.get_facecolor()).upper() for p in ax.patches]
    known = lookup("statuses", "status")
    own = board().query("area == 'Sóc Trăng'").drop_duplicates("indicator_id")
    wanted = [colour(known[h]["signal"]) for h in own["headline"]]
    assert sorted(tiles) == sorted(wanted)
    assert any(t.get_text() == "○ No evidence: 32" for t in ax.texts)


def test_the_gap_is_drawn_with_its_signal():
    row = board().query("indicator_id == '3b' and year == 2030 and area == 'Sóc Trăng'")
    ahead = row.assign(gap_good=-0.75, signal="off")
    ax = charts.plot_gap(ahead, lang="vi")
    assert ax.patches[0].get_width() == -0.75
    assert [t.get_text() for t in ax.texts] == ["✕ -0,75"]
    assert mpl.colors.to_hex(ax.patches[0].get_facecolor()).upper() == colour("off")


def test_agencies_comparison_and_known_values():
    ax = charts.plot_agencies(sta.load_agencies())
    assert sum(len(line.get_xdata()) for line in ax.get_lines()) == 25
    ax = charts.plot_known(sta.load_observations())
    assert sum(len(line.get_xdata()) for line in ax.get_lines()) == 37
    both = sta.compare_plans(sta.load_targets(), sta.load_national_targets())
    words = [t.get_text() for t in charts.plot_comparison(both, lang="vi").texts]
    assert "< 0,7" in words
    assert "≤ 550" in words


EMPTY = {
    "plot_promises": (sta.load_targets().iloc[:0],),
    "plot_budget": (sta.budget_summary().iloc[:0],),
    "plot_step": (sta.budget_summary().iloc[:0],),
    "plot_objectives": (sta.budget_summary().iloc[:0],),
    "plot_prices": (sta.budget_summary().iloc[:0],),
    "plot_fall": (sta.trajectories().iloc[:0],),
    "plot_band": (sta.trajectories().iloc[:0],),
    "plot_agencies": (sta.load_agencies().iloc[:0],),
    "plot_known": (sta.load_observations().iloc[:0],),
    "plot_gap": (pd.DataFrame({"area": [], "gap_good": [], "indicator_id": []}),),
    "plot_acceleration": (
        pd.DataFrame({"area": [], "acceleration": [], "indicator_id": []}),
    ),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_chart_with_nothing_to_show_says_so(name):
    ax = getattr(charts, name)(*EMPTY[name], lang="vi")
    assert "Chưa có số liệu để vẽ" in [t.get_text() for t in ax.texts]
    assert not ax.axison


def test_a_chart_draws_on_the_axes_it_is_given():
    _, ax = plt.subplots()
    assert charts.plot_prices(sta.budget_summary(), ax=ax, lang="en") is ax
    assert ax.get_title(loc="left") == "How much have prices taken away?"


def test_words_and_numbers_in_both_languages():
    assert short_name("13", "en") == "13 Child marriage"
    assert number(0.125, "vi") == "0,125"
    with pytest.raises(RangeError, match="expected vi or en"):
        label("observed", "fr")
    with pytest.raises(RangeError, match="expected vi or en"):
        charts.plot_prices(sta.budget_summary(), lang="fr")


@pytest.mark.parametrize(
    "wrong", [{"formats": ["gif"]}, {"langs": ["fr"]}, {"only": ["pie"]}]
)
def test_unknown_formats_languages_and_figures_are_refused(wrong, tmp_path):
    with pytest.raises(RangeError, match="expected some of"):
        export_figures(tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


def test_pdf_on_request_and_the_style_is_left_alone(tmp_path):
    before = mpl.rcParams["font.size"]
    index = export_figures(tmp_path, formats=["pdf"], langs=["en"], only=["band"])
    assert index["file"].tolist() == ["band-en.pdf"]
    assert (tmp_path / "band-en.pdf").read_bytes().startswith(b"%PDF")
    assert mpl.rcParams["font.size"] == before
