"""Charts: what is drawn, in both languages; no text cut, covered or faint."""

import io
import itertools
import re
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from lxml import etree
from matplotlib.axes import Axes
from PIL import Image

import soctrang_analysis as sta
from soctrang_analysis import RangeError, charts, export_figures, facts
from soctrang_analysis.output import registry, view
from soctrang_analysis.output.colours import colour, contrast
from soctrang_analysis.output.figures import chosen_charts, draw, figure_files
from soctrang_analysis.output.pictures import _shown, picture, title_of
from soctrang_analysis.output.tables import build_tables
from soctrang_analysis.output.view import Frame

NAMES = [row["figure"] for row in facts.rows("words/figures")]
FRAMED = list(facts.framework("decision-23").indicators)
BOTH = list(itertools.product(NAMES, ("vi", "en")))


@pytest.fixture(scope="module")
def plan():
    return sta.soc_trang()


@pytest.fixture(scope="module")
def pictures(plan, tables):
    """Every figure in both languages, drawn once, with its texts and their boxes."""
    with mpl.rc_context():
        charts.use_style()
        mpl.rcParams["figure.max_open_warning"] = 0
        known = {chart.name: chart for chart in chosen_charts()}
        found = {}
        for name, lang in BOTH:
            figure = draw(known[name], plan, tables, as_of=2026, lang=lang)
            figure.set_dpi(100)
            found[name, lang] = figure, texts_of(figure)
    yield found
    plt.close("all")


@pytest.fixture(autouse=True)
def fresh_style():
    with mpl.rc_context():
        charts.use_style()
        mpl.rcParams["figure.max_open_warning"] = 0
        yield


def texts_of(figure):
    """Every text that is seen, with its box in pixels."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    found = []
    ticks = {
        text: low <= place <= high and ax.axison
        for ax in figure.findobj(Axes)
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
def test_no_text_leaves_the_figure_or_covers_another(name, lang, pictures):
    figure, found = pictures[name, lang]
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
def test_text_is_large_and_dark_enough(name, lang, pictures):
    figure, found = pictures[name, lang]
    patches = [p for ax in figure.findobj(Axes) for p in ax.patches]
    for text, box in found:
        assert text.get_fontsize() >= 8
        point = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        behind = [p for p in patches if p.get_window_extent().contains(*point)]
        paper = mpl.colors.to_hex(behind[-1].get_facecolor()) if behind else "#ffffff"
        ink = mpl.colors.to_hex(text.get_color())
        assert contrast(ink, paper) >= 4.5, (text.get_text(), ink, paper)


@pytest.mark.parametrize(("name", "lang"), BOTH)
def test_every_figure_has_title_subtitle_source_and_alt_text(
    name, lang, pictures, plan
):
    figure, _ = pictures[name, lang]
    found = {
        t.get_gid(): t.get_text().replace("\n", " ")
        for t in figure.texts
        if t.get_gid()
    }
    assert set(found) == {"title", "subtitle", "source"}
    assert figure.get_figwidth() == 6.3
    start = {"vi": "Nguồn: ", "en": "Source: "}[lang]
    assert found["source"].startswith(start + plan.source[f"title_{lang}"])
    assert len(figure.get_label()) > 20
    assert "{" not in figure.get_label() + "".join(found.values())


def test_every_registered_chart_has_its_row_and_every_row_its_chart():
    assert set(registry.CHARTS) == set(NAMES)
    for name in NAMES:
        assert f"plot_{name}" in charts.__all__
        assert getattr(charts, f"plot_{name}").__doc__.count("Axes") >= 2


def test_a_source_line_names_the_lines_and_the_values_that_are_drawn(pictures):
    figure, _ = pictures["fall", "vi"]
    found = {t.get_gid(): t.get_text().replace("\n", " ") for t in figure.texts}
    # Target 9 is on line 45, under "I. MỤC TIÊU" and "2. Mục tiêu cụ thể".
    assert found["source"].endswith("(dự thảo), mục I.2, chỉ tiêu 9, dòng 45.")
    figure, _ = pictures["indicator", "en"]
    found = {t.get_gid(): t.get_text().replace("\n", " ") for t in figure.texts}
    assert ", section I.2, lines 31-35; values up to 2018: " in found["source"]
    kinds = "9 sources (official statistics and repository)"
    assert found["source"].endswith(f"{kinds}, named in the table of values.")


OWN = pd.DataFrame(
    {
        "indicator_id": "1", "area": "Sóc Trăng", "period": ["2023", "2024"],
        "value": [70.0, 72.0], "unit": "percent",
        "source_title": ["", "Sở Y tế: báo cáo năm"],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        (OWN[:1], "dòng 27; số liệu giả định, chưa nêu nguồn (đến năm 2023)."),
        (OWN[1:], "dòng 27; số liệu thực tế: Sở Y tế: báo cáo năm (đến năm 2024)."),
        (
            OWN,
            "số liệu thực tế: Sở Y tế: báo cáo năm (đến năm 2024); "
            "số liệu giả định, chưa nêu nguồn (đến năm 2023).",
        ),
    ],
)
def test_a_readers_own_values_are_called_assumed(plan, rows, end):
    needs = registry.CHARTS["indicator"].needs
    own = build_tables(plan, rows, as_of=2026, only=needs)
    ax = charts.plot_indicator(plan, *(own[n] for n in needs), indicator_id="1")
    (foot,) = [t for t in ax.get_figure().texts if t.get_gid() == "source"]
    assert foot.get_text().replace("\n", " ").endswith(end)
    plt.close("all")


def test_every_format_keeps_title_and_alt_text(plan, tables):
    ax = charts.plot_budget(plan, tables["budget_summary"])
    figure = ax.get_figure()
    title, alt = title_of(figure), figure.get_label()
    with Image.open(io.BytesIO(picture(figure, "png"))) as png:
        told, dpi, width = png.text, png.info["dpi"], png.width
    assert (told["Title"], told["Description"]) == (title, alt)
    assert (round(dpi[0]), width) == (300, 1890)  # 6.3 inches are 16 cm
    svg = etree.fromstring(picture(figure, "svg"))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == alt == svg.findtext("{*}desc")
    assert svg.findtext("{*}title") == title
    words = {"".join(text.itertext()) for text in svg.iter("{*}text")}
    assert {"2022", "2030"} <= words  # text that can be edited, no outlines
    pdf = picture(figure, "pdf")
    assert (b"/Title" in pdf, b"/Subject" in pdf) == (True, True)
    assert picture(figure, "pdf") == pdf
    plt.close("all")


def test_a_figure_without_our_words_is_shown_as_before():
    known = _shown(lambda figure: "as before")
    assert known(plt.figure()) == "as before"
    figure = plt.figure(label="Hai đường giảm.")
    data, told = known(figure)
    assert (data[:4], told) == (b"\x89PNG", {"alt": "Hai đường giảm."})
    plt.close("all")


def test_a_chart_is_one_function_and_one_row(plan, tables, monkeypatch, tmp_path):
    row = dict.fromkeys(facts.rows("words/figures")[0], "")
    row |= {"figure": "count", "title_vi": "{n} chỉ tiêu, {area}", "subtitle_vi": "-"}
    row |= {"alt_vi": "Một cột: {n}."}
    monkeypatch.setattr(
        facts, "row", lambda table, key, known=facts.row: (
            row if (table, key) == ("words/figures", "count") else known(table, key)
        )
    )  # fmt: skip
    known = {}

    @registry.chart("count", needs="targets", into=known)
    def plot_count(view, targets):
        """How many rows there are."""
        view.ax.bar([0], [len(targets)])
        return Frame(targets, facts={"n": len(targets)})

    files, index = figure_files(
        [(known["count"], "vi")], plan, tables, as_of=2026, formats=["png"]
    )
    assert list(files) == ["count-vi.png", "index.csv"]
    assert index.loc[0, ["title", "alt_text"]].tolist() == [
        "65 chỉ tiêu, Sóc Trăng",
        "Một cột: 65.",
    ]


def test_fills_carry_readable_text():
    for role in facts.column("words/signals", "mark"):
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


def axes(pictures, name, lang="vi"):
    return pictures[name, lang][0].axes[0]


def words(ax):
    return [t.get_text() for t in ax.texts]


def title(figure):
    return next(t.get_text() for t in figure.texts if t.get_gid() == "title")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_fall_ends_at_80_and_81_7(lang, pictures):
    ax = axes(pictures, "fall", lang)
    ends = [drawn(ax, 0)[-1], drawn(ax, 1)[-1]]
    assert ends[0] == pytest.approx([2030, 80])
    assert ends[1] == pytest.approx([2030, 81.7073], abs=5e-5)
    text = " ".join(words(ax))
    assert {"vi": "chênh 1,7 điểm", "en": "1.7 points apart"}[lang] in text
    assert {"vi": "mỗi năm 2% của năm", "en": "2% of the"}[lang] in text


def test_the_budget_adds_up_to_its_totals(pictures):
    ax = axes(pictures, "budget")
    sums = np.sum([[b.get_height() for b in c] for c in ax.containers], axis=0)
    assert sums.round(6).tolist() == [216.0] * 4 + [285.6] * 5
    assert words(ax).count("285,6") == 5


def test_objectives_without_money_are_plainly_there(pictures):
    ax = axes(pictures, "objectives")
    assert [p.get_width() for p in ax.patches] == [0, 1375, 0, 867, 50]
    assert colour("off") not in {t.get_color() for t in ax.texts}
    assert words(ax).count(" chưa bố trí") == 2
    assert title(ax.figure) == "Phụ lục chưa bố trí kinh phí cho mục tiêu 1 và 3"


def test_promises_name_both_values_and_mark_what_is_held(pictures):
    ax = axes(pictures, "promises")
    assert {"77 → 91", "98,5 → 100"} <= set(words(ax))
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert "1 Xã phù hợp với trẻ em ▲" in names
    assert names.count("Mục tiêu 1") == 1


@pytest.fixture(scope="module")
def early(plan):
    """Tables as they were in 2019, when four indicators could be judged."""
    names = ("used", "trajectories", "progress")
    return build_tables(plan, sta.load_observations(), as_of=2019, only=names)


def test_one_indicator_shows_observed_path_projection_and_target(plan, early):
    ax = charts.plot_indicator(plan, *early.values(), indicator_id="3b")
    lines = [line.get_xydata() for line in ax.get_lines()]
    assert any([2018.0, 12.6] in line.tolist() for line in lines)
    ends = [line[-1].tolist() for line in lines if len(line)]
    assert [2030.0, 10.0] in ends
    assert any(e[0] == 2030 and abs(e[1] - 11.422) < 0.001 for e in ends)  # expected


@pytest.mark.parametrize("name", FRAMED)
def test_every_indicator_of_the_plan_is_drawn_true(name, plan, tables):
    needed = [tables[need] for need in ("used", "trajectories", "progress")]
    ax = charts.plot_indicator(plan, *needed, indicator_id=name, lang="en")
    used = needed[0].query("area == 'Sóc Trăng' and indicator_id == @name")
    lines = [line for line in ax.get_lines() if len(line.get_xdata()) > 0]
    looks = [(line.get_marker(), line.get_linestyle()) for line in lines]
    joined = {
        tuple(point)
        for line in lines
        if line.get_color() == colour("observed") and line.get_linestyle() == "-"
        for point in line.get_xydata()
    }
    stand = used[used["used"]]
    assert joined == set(zip(stand["year"], stand["value"], strict=True))
    unit = facts.row("words/units", stand["unit"].iloc[0] if len(stand) else "percent")
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert (left, right) == (2009.5, 2030.5)
    assert low >= 0
    if "%" in title_words(ax, "subtitle"):
        assert high <= float(unit["top"])
    points = np.concatenate([line.get_xydata() for line in lines])
    assert (points[:, 0] >= left).all()
    assert (points[:, 0] <= right).all()
    assert (points[:, 1] >= low - 1e-9).all()
    assert (points[:, 1] <= high + 1e-9).all()
    entries = ax.get_legend().get_lines()
    legend = {(line.get_marker(), line.get_linestyle()) for line in entries}
    kinds = {k for k in looks if k[0] not in ("_", "None")} | {
        (line.get_marker(), line.get_linestyle())
        for line in lines
        if line.get_color() == colour("trajectory") and line.get_linestyle() != "None"
    }
    assert legend == kinds
    plt.close(ax.figure)


def title_words(ax, gid):
    return next(t.get_text() for t in ax.figure.texts if t.get_gid() == gid)


def test_the_interval_stands_at_each_milestone_with_its_level(plan, early):
    board = early["progress"]
    level = board["level"].mask(board["level"].notna(), 0.9)
    needed = early["used"], early["trajectories"], board.assign(level=level)
    ax = charts.plot_indicator(plan, *needed, indicator_id="3b", lang="en")
    known = board.query("indicator_id == '3b' and area == 'Sóc Trăng'")
    bars = [segment for bar in ax.collections for segment in bar.get_segments()]
    assert [[*bar[:, 0]] for bar in bars] == [[2025, 2025], [2030, 2030]]
    ends = known[["low", "high"]].to_numpy()
    assert np.concatenate([b[:, 1] for b in bars]) == pytest.approx(ends.ravel())
    entries = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "expected, 90% interval" in entries


def test_a_range_and_a_fall_are_counted_from_their_base(plan):
    rows = {"indicator_id": ["13", "13", "13", "9"], "area": "Sóc Trăng",
            "period": ["2025", "2026", "2026-H1", "9"], "unit": "count",
            "value": [200.0, 190.0, 90.0, 50.0]}  # fmt: skip
    rows["period"][3] = "2020"
    seen = pd.DataFrame(rows)
    names = ("used", "trajectories", "progress")
    tables = build_tables(plan, seen, as_of=2026, only=names)
    ax = charts.plot_indicator(plan, *tables.values(), indicator_id="13")
    lines = [line.get_xydata().tolist() for line in ax.get_lines()]
    assert any(line[-1] == pytest.approx([2030, 200 * 0.98**5]) for line in lines)
    assert any(line[-1] == pytest.approx([2030, 200 * 0.97**5]) for line in lines)
    assert [[2026.0, 90.0]] not in lines[1:]  # half a year: a cross of its own
    cross = next(line for line in ax.get_lines() if line.get_marker() == "x")
    assert cross.get_ydata().tolist() == [90.0]
    ax = charts.plot_indicator(plan, *tables.values(), indicator_id="9")
    lines = [line.get_xydata().tolist() for line in ax.get_lines()]
    assert any(line[-1] == pytest.approx([2030, 40]) for line in lines)


def test_agencies_comparison_and_known_values(pictures):
    ax = axes(pictures, "agencies")
    assert sum(len(line.get_xdata()) for line in ax.get_lines()) == 25
    assert title(pictures["agencies", "vi"][0]).replace("\n", " ") == (
        "Sở Lao động - Thương binh và Xã hội chủ trì 10 trong 24 chỉ tiêu"
    )
    ax = axes(pictures, "known")
    assert sum(len(line.get_xdata()) for line in ax.get_lines()) == 37
    assert title(pictures["known", "vi"][0]).endswith("mới\nnhất là năm 2023")
    assert {"< 0,7", "≤ 550"} <= set(words(axes(pictures, "comparison")))


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_with_nothing_to_show_says_so(name, plan, tables):
    chart = registry.CHARTS[name]
    empty = [tables[need].iloc[:0] for need in chart.needs]
    ax = chart.plot(plan, *empty, lang="vi")
    assert len(words(ax)[0]) > 20
    assert not ax.axison
    row = facts.row("words/figures", name)
    assert title(ax.figure) == row["name_vi"]
    plt.close(ax.figure)


def test_the_national_plan_has_nobody_to_be_compared_with():
    national = sta.national()
    tables = build_tables(national, None, as_of=2026, only=["comparison"])
    ax = charts.plot_comparison(national, tables["comparison"])
    assert words(ax) == ["Không có chỉ tiêu quốc gia khác để so sánh"]


def test_a_chart_of_a_plan_without_area_says_so(plan, tables):
    unknown = sta.Plan(**{**vars(plan), "area": ""})
    ax = charts.plot_due(unknown, tables["progress"], tables["agencies"], lang="en")
    assert words(ax)[0].startswith("The area of the plan is not known")


def test_a_chart_draws_on_the_axes_it_is_given(plan, tables):
    _, ax = plt.subplots()
    table = tables["budget_summary"]
    assert charts.plot_objectives(plan, table, ax=ax, lang="en") is ax
    assert "nothing aside for objectives 1" in ax.get_title(loc="left")


def test_another_language_is_refused(plan, tables):
    for lang in ("fr", None, 5, ["vi"], pd.DataFrame({"a": [1, 2]}), np.array([1, 2])):
        with pytest.raises(RangeError, match="expected vi or en"):
            charts.plot_budget(plan, tables["budget_summary"], lang=lang)


@pytest.mark.parametrize(
    "wrong",
    [{"formats": ["gif"]}, {"langs": ["fr"]}, {"only": ["pie"]}, {"formats": None},
     {"langs": 5}, {"only": [pd.DataFrame()]}, {"langs": [["vi"]]}, {"only": "fall"}],
)  # fmt: skip
def test_unknown_formats_languages_and_figures_are_refused(wrong, tmp_path, plan):
    with pytest.raises(RangeError, match="expected some of"):
        export_figures(plan, None, tmp_path / "out", as_of=2026, **wrong)
    assert not (tmp_path / "out").exists()


def test_pdf_on_request_and_the_style_is_left_alone(tmp_path, plan):
    before = mpl.rcParams["font.size"] = 7.0
    asked = {"formats": ["pdf"], "langs": ["en"], "only": ["fall"]}
    index = export_figures(plan, None, tmp_path, as_of=2026, **asked)
    assert index["file"].tolist() == ["fall-en.pdf"]
    assert (tmp_path / "fall-en.pdf").read_bytes().startswith(b"%PDF")
    assert mpl.rcParams["font.size"] == before


def test_a_figure_holds_no_control_character_of_a_plan(plan, tables, with_controls):
    odd, odd_tables = with_controls
    jobs = [(c, lang) for c in chosen_charts() for lang in facts.LANGS]
    made = {"as_of": 2026, "formats": ["svg"]}
    files, index = figure_files(jobs, odd, odd_tables, **made)
    assert len(files) == len(jobs) + 1
    for name, data in files.items():
        text = data.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe]", text), name
        if name.endswith(".svg"):
            ElementTree.fromstring(data)
    told = index["title"] + index["alt_text"]
    assert not told.str.contains("[\x00-\x1f\x7f-\x9f\ufffe]").any()
    agencies = files["agencies-vi.svg"].decode("utf-8")
    assert "Sóc Trăng" in agencies
    assert "\ufffd" in agencies
    # A plan without such text is drawn as it was, table by table.
    assert view.plan_as_drawn(plan) is plan
    assert view.table_as_drawn(tables["progress"]) is tables["progress"]


def test_a_sign_for_what_cannot_be_shown_is_in_the_font(with_controls, tmp_path):
    ax = charts.plot_agencies(with_controls[0], with_controls[1]["agencies"])
    labels = [text.get_text() for text in ax.get_yticklabels()]
    assert any("\ufffd" * 9 in text.replace("\n", "") for text in labels)
    ax.get_figure().savefig(tmp_path / "a.png")  # a missing glyph would be a warning
    plt.close("all")


def test_the_overview_has_every_indicator_its_values_and_who_answers(pictures, tables):
    ax = axes(pictures, "overview")
    found = words(ax)
    own = tables["progress"].query("area == 'Sóc Trăng' and deciding")
    for name in own["indicator_id"]:
        assert sum(text.startswith(f"{name} ") for text in found) == 1
    assert {"12,6 (2018)", "≤ 12,5", "≤ 10", "-20%*", "-3…-2%*"} <= set(found)
    assert "Sở Tư pháp TP Cần Thơ\u00a0?" in found
    assert found.count("Số liệu đã cũ") == 7  # values, but none recent enough
    assert found.count("Chưa có số liệu") == 28
    marks = [line for line in ax.get_lines() if line.get_marker() == "o"]
    hollow = [line for line in marks if line.get_markerfacecolor() == "w"]
    assert len(hollow) == 35
    told = title(pictures["overview", "vi"][0]).replace("\n", " ")
    assert told.startswith("Chưa chỉ số nào trong 35 chỉ số đánh giá được")
    wide, high = ax.figure.get_size_inches()
    assert 1.35 < high / wide < 1.5  # A4 is 1.41


def test_the_overview_colours_only_what_has_current_evidence(plan):
    names = ("progress", "used", "trajectories", "agencies")
    seen = sta.load_observations()
    early = build_tables(plan, seen, as_of=2019, only=names)
    ax = charts.plot_overview(plan, *early.values(), lang="en", as_of=2019)
    own = early["progress"].query("area == 'Sóc Trăng' and deciding")
    fills = [line.get_color() for line in ax.get_lines() if line.get_marker() == "o"]
    judged = own[own["signal"].eq("good")]
    assert fills.count(colour("good")) == len(judged)
    assert "▮▮▯" in words(ax)
    of = own.query("indicator_id == '3b'")["status"].iloc[0]
    assert facts.row("words/statuses", of)["short_en"] in words(ax)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_due_milestones_stand_with_who_owes_them(lang, pictures, tables):
    ax = axes(pictures, "due", lang)
    assert len(ax.patches) == 30
    assert title(pictures["due", lang][0]).startswith("30 ")
    texts = words(ax)
    owed = {"vi": "○ 2025, chưa rõ: 10", "en": "○ 2025, not known: 10"}[lang]
    assert owed in texts  # education: 7, 15 to 18b, 19, 20a, 20b
    assert texts.count("17a") == 1
    fills = {mpl.colors.to_hex(p.get_facecolor()).upper() for p in ax.patches}
    assert fills == {colour("no_evidence")}


def test_due_tells_met_missed_and_unknown_apart(plan, tables):
    board = tables["progress"].query("area == 'Sóc Trăng'")
    first = board["year"].eq(2025)
    ids = board["indicator_id"]
    status = board["status"].mask(first & ids.eq("1"), "achieved")
    status = status.mask(first & ids.eq("2"), "missed")
    status = status.mask(first & ids.eq("14"), "achieved_late")
    given = board.assign(status=status), tables["agencies"]
    ax = charts.plot_due(plan, *given, lang="en", as_of=2026)
    known = "30 targets for 2025: 1 met, 2 missed, 27 without the values to tell"
    assert title(ax.figure).replace("\n", " ") == known
    fills = [mpl.colors.to_hex(p.get_facecolor()).upper() for p in ax.patches]
    assert (fills.count(colour("good")), fills.count(colour("off"))) == (1, 2)
    ax = charts.plot_due(plan, *given, lang="en", as_of=2024)
    assert words(ax) == ["No target is due yet"]
    ax = charts.plot_due(plan, *given, lang="en", as_of=2030)
    assert len(ax.patches) == 63  # all but target 12, which has no year


@pytest.mark.parametrize(("lang", "late"), [("vi", "muộn)"), ("en", "late values)")])
def test_the_words_of_late_values_end_before_their_tiles(plan, tables, lang, late):
    board = tables["progress"].query("area == 'Sóc Trăng'")
    given = board.assign(status="missed", late_evidence=True), tables["agencies"]
    ax = charts.plot_due(plan, *given, lang=lang, as_of=2026)
    found = [(t, box) for t, box in texts_of(ax.figure) if late in t.get_text()]
    assert len(found) == 6  # one an agency
    tiles = min(patch.get_window_extent().x0 for patch in ax.patches)
    assert max(box.x1 for _, box in found) < tiles
    plt.close("all")


@pytest.mark.parametrize("name", ["overview", "due"])
def test_another_plan_has_its_overview_and_what_is_due(name):
    plan = sta.read_plan("tests/data/ca-mau.txt")
    chart = registry.CHARTS[name]
    tables = build_tables(plan, None, as_of=2026, only=chart.needs)
    ax = chart.plot(plan, *tables.values(), lang="en", as_of=2026)
    assert ax.figure.get_label()
    assert "Cần Thơ" not in " ".join(words(ax))
    none = tables | {"agencies": tables["agencies"].iloc[:0]}
    ax = chart.plot(plan, *none.values(), lang="en", as_of=2026)
    assert "The document names no lead agency" in " ".join(words(ax)).replace("\n", " ")


def test_a_missed_milestone_stays_in_the_overview(plan, tables):
    board = tables["progress"]
    own = board[board["area"].eq("Sóc Trăng") & board["indicator_id"].eq("3b")]
    missed = own.assign(status=["missed", "needs_push"], deciding=[False, True])
    given = missed, tables["used"], tables["trajectories"], tables["agencies"]
    ax = charts.plot_overview(plan, *given, as_of=2026, lang="en")
    [cross] = [line for line in ax.get_lines() if line.get_marker() == "x"]
    assert cross.get_color() == colour("off")
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "target missed" in legend
