"""Every figure of the READMEs and of docs/ that the package computes, computed again.

What was measured on collections that are not in this repository (docs/method-2.md) is
only held to what is said of it there.
"""

import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_examples import AREA, PLAN, judged, observed, years

import soctrang_analysis as sta
from soctrang_analysis import Options
from soctrang_analysis.analysis.number_met import at_least_met
from soctrang_analysis.numerals import parse_number

ROOT = Path(__file__).parent.parent
METHODS = (ROOT / "docs/methods.md").read_text("utf-8")
WINGS = ("reading", "analysis", "output", "round")
READMES = {"en": "README.md", "vi": "README.vi.md"}
ONE = years(2020, 70.0, 72.1, 73.9, 76.4, 77.8)
FIVE = years(2020, 21.0, 20.4, 19.5, 19.1, 18.3)


def told(text, pattern, lang="en"):
    """The numbers in the groups of a sentence; it must be there once."""
    found = re.findall(pattern, text)
    assert len(found) == 1, (pattern, found)
    groups = found[0] if isinstance(found[0], tuple) else [found[0]]
    if lang == "vi":
        return [parse_number(g) for g in groups]
    return [float(g.replace(",", "").replace("−", "-")) for g in groups]


def section(number):
    """One section of the methods, in one line."""
    part = METHODS.split(f"\n## {number}. ")[1].split("\n## ")[0]
    return " ".join(part.split())


def near(numbers, *wanted):
    """Each number as printed is the computed one, rounded to its decimals."""
    for shown, value in zip(numbers, wanted, strict=True):
        text = repr(shown)
        places = 0 if text.endswith(".0") else len(text.split(".")[1])
        assert shown == pytest.approx(value, abs=0.51 * 10**-places), numbers


SENTENCES = {  # what the READMEs say: pattern in English, in Vietnamese
    "bundled": (r"\((\d+) targets, (\d+) indicators, a budget annex",
                r"\(dự thảo\): (\d+) chỉ tiêu, (\d+) chỉ số, phụ lục"),
    "board": (r"Where do the (\d+) indicators stand\? None .* of (\d{4}) and older",
              r"Tình hình thực hiện (\d+) chỉ số: chưa .* năm (\d{4}) trở về trước"),
    "line": (r"under five, per ([\d,]+) live births \(line (\d+) of the plan",
             r"dưới 5 tuổi trên ([\d.]+) trẻ đẻ sống \(dòng (\d+) của"),
    "promises": (r"\| (\d+) promises for (\d+) indicators; (\d+) leave",
                 r"\| (\d+) mức cam kết cho (\d+) chỉ số; (\d+) mức"),
    "repairs": (r"yes, after (\d+) rows were corrected",
                r"có, sau khi hiệu chỉnh (\d+) dòng"),
    "fall": (r"\| (\d+)% a year is (\d+)% only .* it is ([\d.]+) points short",
             r"\| (\d+)% mỗi năm chỉ thành (\d+)% .* thiếu ([\d,]+) điểm"),
    "money": (r"\| (\d+), then ([\d.]+) million .* for objectives (\d) and (\d)",
              r"\| (\d+), rồi ([\d,]+) triệu .* cho mục tiêu (\d) và (\d)"),
    "stand": (r"\| all (\d+) indicators lack the evidence",
              r"\| cả (\d+) chỉ số chưa đủ số liệu"),
    "ambition": (r"national programme on (\d+) milestones, less on none",
                 r"\| cao hơn ở (\d+) mức cam kết, không mức nào thấp hơn"),
    "chances": (r"the (\d+)% interval held (\d+)% of what came, in (\d+) old",
                r"khoảng dự báo (\d+)% chứa (\d+)% số liệu thực tế, trong (\d+) lần"),
}  # fmt: skip


@pytest.fixture(scope="module")
def computed():
    """The numbers that each sentence of the READMEs must hold."""
    targets, values = PLAN.targets, sta.load_observations()
    board = sta.assess(PLAN, values, as_of=2026, areas=[AREA])
    own = board[board["area"].eq(AREA) & board["deciding"]]
    years_seen = values.query("area == @AREA")["year"]
    summary = sta.budget_summary(PLAN)
    three = targets[targets["target_no"].eq(3)]
    ends = sta.trajectories(PLAN).query("indicator_id == '9' and year == 2030")
    simple, compound = (
        ends.set_index("variant")["value"][v] for v in ("simple", "compound")
    )
    rate = targets.query("indicator_id == '9' and basis == 'change_per_year'")["value"]
    totals = sta.budget_totals(PLAN)["lines_vnd"].unique() / 1e6
    paid = set(summary.query("level == 'objective'")["name"])
    unpaid = [float(n) for n in PLAN.framework.objectives if n not in paid]
    asks = sta.compare_plans(PLAN, sta.national())["more_ambitious"].value_counts()
    assert "b" not in asks
    scores = sta.backtest(values).scores
    every = scores[scores["indicator_id"].eq("") & scores["h"].isna()]
    no_evidence = own["signal"].eq("no_evidence").sum()
    assert no_evidence == len(own)
    return {
        "bundled": [targets["target_no"].nunique(), len(PLAN.framework.indicators)],
        "board": [len(own), years_seen.max()],
        "line": [1000, three["source_line"].unique().item()],
        "promises": [len(targets), targets["indicator_id"].nunique(),
                     targets["assumed"].sum()],
        "repairs": [len(PLAN.budget_repairs)],
        "fall": [-rate.item(), 100 - simple, compound - simple],
        "money": [*totals, *unpaid],
        "stand": [no_evidence],
        "ambition": [asks["a"]],
        "chances": [100 * Options().level, 100 * every["coverage"].item(),
                    every["count"].item()],
    }  # fmt: skip


@pytest.mark.parametrize("lang", READMES)
@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_of_the_readme_holds_computed_numbers(name, lang, computed):
    text = (ROOT / READMES[lang]).read_text("utf-8")
    pattern = SENTENCES[name][lang == "vi"]
    near(told(text, pattern, lang), *computed[name])


@pytest.mark.parametrize("lang", READMES)
def test_the_readme_lists_the_tables_that_are_written(lang):
    text = (ROOT / READMES[lang]).read_text("utf-8")
    text = text.split("\n## Tables\n" if lang == "en" else "\n## Các bảng\n")[1]
    listed = re.findall(r"(?m)^\| ([a-z_]+(?:, [a-z_]+)*) \| ", text)
    names = {n.replace("_", "-") for cell in listed for n in cell.split(", ")} - {
        "table"
    }
    package = json.loads((ROOT / "data/processed/datapackage.json").read_text("utf-8"))
    assert names == {resource["name"] for resource in package["resources"]}


@pytest.mark.parametrize("lang", READMES)
def test_the_readme_names_the_oldest_python_that_will_do(lang):
    text = (ROOT / READMES[lang]).read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    [shown] = re.findall(r"Python (3\.\d+)(?:\+| trở lên)", text)
    assert project["requires-python"] == ">=" + shown


def test_the_readme_of_the_sources_counts_what_is_there():
    text = (ROOT / "data/raw/README.md").read_text("utf-8")
    values, nation = sta.load_observations(), sta.national().targets
    pattern = r"\| (\d+) published .* \((\d+) of (\d+) for the nation, (\d+) for Sóc"
    ids = values.groupby("area")["indicator_id"].nunique()
    near(told(text, pattern), len(values), ids["Việt Nam"], 35, ids[AREA])
    pattern = r"the (\d+) national targets .* 2021, (\d+) rows"
    near(told(text, pattern), nation["target_no"].nunique(), len(nation))


def lines_of(*patterns):
    """Lines of the package's modules of these names."""
    found = [p for name in patterns for p in (ROOT / "soctrang_analysis").glob(name)]
    return sum(len(p.read_text("utf-8").splitlines()) for p in found)


def test_the_sizes_of_the_rooms_are_about_right_and_add_up():
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    pattern = (r"reading ([\d,]+), analysis ([\d,]+), output ([\d,]+), round "
               r"([\d,]+), ground and command ([\d,]+); ([\d,]+) in all")  # fmt: skip
    *rooms, whole = told(text, pattern)
    assert sum(rooms) == whole
    wings = [lines_of(f"{wing}/*.py") for wing in WINGS]
    assert rooms == pytest.approx([*wings, lines_of("*.py")], rel=0.1)
    word, annex = told(text, r"\(Word ([\d,]+), annex ([\d,]+), targets about")
    names = ("annex*", "edits", "sums", "mend", "budget", "audit_budget")
    assert word == pytest.approx(
        lines_of("reading/word*.py", "reading/document.py", "reading/text.py"), rel=0.1
    )
    assert annex == pytest.approx(
        lines_of(*(f"reading/{name}.py" for name in names)), rel=0.1
    )


PATHS = {"1": "linear", "3c": "log", "18a": "logit"}


def test_4_the_three_paths_of_the_table():
    rows = re.findall(r"(?m)^\| target (\w+), [^|]*, (\w+) \| (.+) \|$", METHODS)
    assert {name: scale for name, scale, _ in rows} == PATHS
    for name, scale, cells in rows:
        options = Options(scale={name: scale})
        table = sta.trajectories(PLAN, options=options)
        path = table[table["indicator_id"].eq(name)].set_index("year")["value"]
        shown = [float(cell) for cell in cells.split(" | ")]
        near(shown, *path.loc[2025:2030])


def test_6_the_required_change_of_stunting():
    rows = judged("4b", {2023: 16.2}, 2024)
    text = section(6)
    near(told(text, r"Stunting ([\d.]+) in 2023: to (\d+) in"), 16.2, 14)
    names = ["required_per_year", "required_pct_per_year", "aarr_continuous_pct"]
    near(told(text, r"takes (-[\d.]+) points a year \((-[\d.]+)%\)"),
         *rows.loc[2025, names[:2]])  # fmt: skip
    near(told(text, r"to 12 in 2030 (-[\d.]+) \((-[\d.]+)%; continuous ([\d.]+)%\)"),
         *rows.loc[2030, names])  # fmt: skip


def test_8_and_9_the_limits_are_those_of_the_options():
    text, own = section(8), Options()
    near(told(text, r"by C: ([\d.]+) and more `on_track`"), own.on_track)
    near(told(text, r"\); ([\d.]+) `needs_push`; ([\d.]+) `slow`; (-[\d.]+) `stag"),
         *own.limits[2::-1])  # fmt: skip
    near(told(text, r"by the chance: ([\d.]+) and more `good` .* ([\d.]+) `watch`"),
         own.good, own.watch)  # fmt: skip
    assert "more than two years old" in text
    assert own.stale == 2
    assert f"L0 = {own.drift_prior:g} " in section(7)
    assert "last six years" in section(3)
    assert own.window == 6


def test_10_3_a_fall_without_a_baseline():
    text = section(10)
    ends = sta.trajectories(PLAN).query("indicator_id == '9'")
    paths = ends.set_index(["variant", "year"])["value"]
    pattern = (r"\*Simple\*: 100, (\d+), (\d+) \.\.\. (\d+)\. \*Compound\*: 100, "
               r"(\d+), ([\d.]+) \.\.\. ([\d.]+), a fall of ([\d.]+)%")  # fmt: skip
    last = paths["compound", 2030]
    near(told(text, pattern), paths["simple", 2021], paths["simple", 2022],
         paths["simple", 2030], paths["compound", 2021], paths["compound", 2022],
         last, 100 - last)  # fmt: skip
    rate = told(text, r"that needs ([\d.]+)% a year")
    assert 100 * (1 - rate[0] / 100) ** 10 == pytest.approx(80.0, abs=0.001)
    row = judged("9", {2023: 47}, 2023).loc[2030]
    pattern = r"(\d+) in 2023 gives a base of .* = (\d+), so (\d+) in 2030"
    near(told(text, pattern), row["latest"], 47 / 0.94, row["target"])


def test_10_4_the_edges_of_the_yearly_range():
    text = section(10)
    found = re.findall(r"With 120 in 2025: (.+?) and (.+?)\. `sta", text)
    weak, strong = ([float(n) for n in part.split(", ")] for part in found[0])
    table = sta.yearly_range(
        PLAN, observed("13", years(2025, *[120.0] * 6)), as_of=2030
    )
    row = judged("13", {2025: 120.0}, 2026).loc[2030]
    near(weak[-1:], row["target"])
    assert len(table) == 6
    # 120 x 0.98^k and 120 x 0.97^k, multiplied by hand.
    assert weak == [117.6, 115.248, 112.943, 110.684, 108.4705]
    assert strong == [116.4, 112.908, 109.5208, 106.2351, 103.0481]
    band = sta.trajectories(PLAN).query("indicator_id == '13' and year > 2025")
    edges = sorted(band.groupby("variant")["value"].agg(list), reverse=True)
    for shown, index in zip((weak, strong), edges, strict=True):
        near(shown, *(1.2 * value for value in index))


def test_11_the_panel_of_mortality():
    numbers = told(
        section(11),
        r"target 15: ([\d.]+); ([\d.]+); ([\d.]+)% against ([\d.]+)%; (-[\d.]+)%; "
        r"([\d.]+): five of five",
    )
    table = sta.second_opinions(PLAN, observed("3c", FIVE), as_of=2024)
    rows = table.query("indicator_id == '3c' and year == 2030").set_index("method")
    near(
        [*numbers[:3], *numbers[4:]],
        *rows["number"][["growth_ratio", "projected_distance", "aarr_ladder",
                         "mean_change", "linear_pace"]],
    )  # fmt: skip
    # From 21.0 to 15 in ten years: 1 - (15 / 21)^(1/10) = 1 - 0.966913.
    assert numbers[3] == 3.3087
    assert rows["agrees"].sum() == 5


def test_15_the_worked_example():
    text = section(15)
    row = judged("1", ONE, 2024, baselines={"1": (2020, 70.0)}).loc[2030]
    near(told(text, r"Path 2024 = ([\d.]+), gap \+([\d.]+), ([\d.]+) years ahead"),
         row["path_value"], row["gap_good"], row["years_ahead"])  # fmt: skip
    near(told(text, r"p = ([\d.]+), projection ([\d.]+), C = 19.5 / 21 = ([\d.]+),"),
         row["pace"], row["projection"], row["coverage"])  # fmt: skip
    pattern = (r"expected 77.8 \+ 6 × 0.78 = ([\d.]+); .* interval ([\d.]+) to "
               r"([\d.]+), chance ([\d.]+): `off`, confidence high\. "
               r"Required ([\d.]+) points a year, ([\d.]+) times")  # fmt: skip
    names = ["expected", "low", "high", "chance", "required_per_year", "acceleration"]
    near(told(text, pattern), *row[names])
    assert (row["status"], row["signal"]) == ("needs_push", "off")
    pattern = r"prior: expected ([\d.]+), interval (\S+) to (\S+), chance (0\.\d+)"
    bare = judged("1", ONE, 2024, baselines={"1": (2020, 70.0)},
                  options=Options(drift_prior=0)).loc[2030]  # fmt: skip
    near(told(text, pattern), *bare[names[:4]])


def test_15_the_real_example():
    pattern = (r"for 2030 \(10\): projection ([\d.]+), expected ([\d.]+), interval "
               r"([\d.]+) to ([\d.]+), chance ([\d.]+)\. As of 2026")  # fmt: skip
    numbers = told(section(15), pattern)
    for as_of, signal in ((2019, "off"), (2026, "no_evidence")):
        board = sta.assess(PLAN, sta.load_observations(), as_of=as_of, areas=[AREA])
        row = board.set_index(["indicator_id", "year"]).loc[("3b", 2030)]
        near(numbers, *row[["projection", "expected", "low", "high", "chance"]])
        assert row["signal"] == signal
        assert row["latest_year"] == 2018


def test_18_the_worked_tipping_values():
    pattern = r"= ([\d.]+), shown ([\d.]+); on track ([\d.]+), shown (\d+)\."
    even, good, track, shown = told(section(18), pattern)
    table = sta.tipping(PLAN, observed("1", ONE), as_of=2024, next_year=2025,
                        areas=[AREA], baselines={"1": (2020, 70.0)})  # fmt: skip
    row = table.set_index("year").loc[2030]
    near([even, track], row["even_chance"], row["on_track"])
    assert f"{good}% or more" in row["text_en"]
    assert f"{shown:.1f}% or more" in row["text_en"]


def test_19_the_worked_number_met():
    pattern = r"S = ([\d.]+); at least 2: (\d+)%, between (\d+)% and (\d+)%"
    row = at_least_met(np.array([0.9, 0.5, 0.2])).iloc[1]
    near(told(section(19), pattern), row["expected"], 100 * row["chance"],
         100 * row["low"], 100 * row["high"])  # fmt: skip


def test_what_is_said_of_the_collections_agrees_with_their_table():
    text = (ROOT / "docs/method-2.md").read_text("utf-8")
    rows = [row for row in text.splitlines() if row.count("→") == 4]
    assert len(rows) == 5
    pairs = pd.DataFrame(
        [[float(n) for n in re.findall(r"(\d+\.\d+)", row)] for row in rows]
    )
    # Width, Winkler and Brier score fall in each: columns are before, after, before ...
    for before in (2, 4, 6):
        assert (pairs[before + 1] < pairs[before]).all()
    windows = [int(re.search(r"\| ([\d,]+), \d+ \|", r)[1].replace(",", ""))
               for r in rows]  # fmt: skip
    assert "some 300,000 forecasts" in text
    assert sum(windows) == pytest.approx(300_000, rel=0.02)
    assert Options().drift_prior == 6
    briers = told(text, r"\(Brier (\S+), (\S+), (\S+), (\S+) at 4, 6, 8, 12")
    assert min(briers) == briers[1]
