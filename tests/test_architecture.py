"""A new thing is a new row: each kind is added to a copy of the facts, and works."""

import ast
import csv
import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import charts, facts
from soctrang_analysis.analysis import verdicts
from soctrang_analysis.output import registry
from soctrang_analysis.output.figures import figure_files
from soctrang_analysis.output.view import Frame

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "soctrang_analysis"
SWIM = "Chỉ tiêu 25: Tỷ lệ trẻ em biết bơi an toàn đạt 40% vào năm 2030."
TOUCH = "Tỷ lệ trẻ em 5 tuổi đi học mẫu giáo chạm mốc 98% vào năm 2030"
PLAN = f"KẾ HOẠCH\nVì trẻ em trên địa bàn tỉnh Cà Mau\n1. Mục tiêu\n{SWIM}\n"


def forget():
    """Clear every cache of the package but the bundled plans, which stay as read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("soctrang_analysis") and not name.endswith("bundled"):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear") and "bundled" not in thing.__module__:
                    thing.cache_clear()


@pytest.fixture
def add(tmp_path, monkeypatch):
    """A copy of the facts; the function that adds a row to one of its tables."""
    copy = tmp_path / "reference"
    shutil.copytree(facts.REFERENCE, copy)
    monkeypatch.setattr(facts, "REFERENCE", copy)

    def add_row(table, *, first=False, **row):
        path = copy / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert set(row) <= set(rows[0])
        full = dict.fromkeys(rows[0], "") | row
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows([full, *rows] if first else [*rows, full])
        forget()

    forget()
    yield add_row
    monkeypatch.undo()
    forget()


def add_swimming(add):
    add("frameworks/decision-23/indicators", indicator_id="25", target_no="25",
        objective_no="2", name_vi="Trẻ em biết bơi", name_en="Children who can swim",
        short_vi="Biết bơi", short_en="Can swim", unit="percent", direction="up",
        kind="stock", lower_bound="0", upper_bound="100", scale="linear",
        thing="biết bơi", also="an toàn")  # fmt: skip


def read(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(PLAN, "utf-8")
    return sta.read_plan(path)


VALUES = pd.DataFrame({"period": ["2022", "2023", "2024"], "value": [20.0, 22.0, 24.0]})
VALUES = VALUES.assign(indicator_id="25", area="Cà Mau", unit="percent")


def test_an_indicator_is_one_row(add, tmp_path):
    before = read(tmp_path)
    assert before.targets["indicator_id"].tolist() == ["25a"]
    add_swimming(add)
    plan = read(tmp_path)
    assert plan.targets[["indicator_id", "value"]].to_numpy().tolist() == [["25", 40.0]]
    board = sta.assess(plan, VALUES, as_of=2024)
    # 2 a year from 24 in 2024: 24 + 6 x 2 = 36 in 2030; (36 - 20) / (40 - 20) = 0.8.
    row = board.iloc[0]
    assert row["projection"] == pytest.approx(36)
    assert row["status"] == "needs_push"
    used = sta.used_observations(plan, VALUES, as_of=2024)
    ax = charts.plot_indicator(plan, used, sta.trajectories(plan), board, lang="en")
    texts = [text.get_text() for text in ax.get_figure().texts]
    assert any(text.startswith("Children who can swim: 24% (2024)") for text in texts)
    summary = sta.summarise(plan, board).query("level == 'objective'")
    assert summary[["name", "measures"]].to_numpy().tolist() == [["2", 1]]


def test_what_became_of_an_agency_is_one_row(add):
    page = ROOT / "tests/data/ca-mau.txt"
    assert not sta.read_plan(page).agencies["present_vi"].any()
    add("areas/agencies_now", area="Cà Mau", agency="Sở Tư pháp", present_vi="Sở X",
        present_en="Department X", certainty="pattern")  # fmt: skip
    rows = sta.read_plan(page).agencies.query("present_vi == 'Sở X'")
    assert rows["target_no"].tolist() == [1, 3]
    assert set(rows["certainty"]) == {"pattern"}


def test_a_phrase_is_one_row(add):
    known = sta.explain(TOUCH)
    assert known.targets.empty
    assert known.errors
    add("words/phrases", first=True, phrase="chạm mốc", kind="reach", meaning=">=",
        example="chạm mốc 98%")  # fmt: skip
    found = sta.explain(TOUCH)
    assert not found.errors
    columns = ["indicator_id", "comparator", "value", "year"]
    assert found.targets[columns].to_numpy().tolist() == [["16", ">=", 98.0, 2030]]
    assert found.tokens.query("phrase == 'chạm mốc'")["line"].tolist() == [2]


def test_a_chart_is_one_function_and_one_row(add, monkeypatch):
    monkeypatch.setattr(registry, "CHARTS", dict(registry.CHARTS))

    @registry.chart("count", needs="targets")
    def plot_count(view, targets):
        """How many promises fall due in each year."""
        counts = targets["year"].value_counts().sort_index()
        view.ax.bar([str(year) for year in counts.index], counts)
        return Frame(targets, facts={"count": len(targets)})

    add("words/figures", figure="count", name_vi="Số mức cam kết",
        name_en="Number of promises", title_vi="{count} mức cam kết",
        title_en="{count} promises", subtitle_vi="{area}", subtitle_en="{area}",
        alt_vi="Cột: số mức cam kết.", alt_en="Bars: number of promises.")  # fmt: skip
    from soctrang_analysis.output.figures import chosen_charts

    plan = sta.soc_trang()
    assert "count" in [known.name for known in chosen_charts()]
    [made] = chosen_charts(["count"])
    jobs = [(made, lang) for lang in facts.LANGS]
    tables = {"targets": plan.targets}
    files, index = figure_files(jobs, plan, tables, as_of=2026, formats=["svg"])
    assert list(files) == ["count-vi.svg", "count-en.svg", "index.csv"]
    assert index["title"].tolist() == ["65 mức cam kết", "65 promises"]
    assert index["alt_text"].tolist()[1] == "Bars: number of promises."


def test_a_status_is_one_row_and_one_step(add, tmp_path, monkeypatch):
    add_swimming(add)
    words = {f"{kind}_{lang}": text for kind in ("name", "short")
             for lang, text in (("vi", "Gần đạt"), ("en", "Nearly"))}  # fmt: skip
    add("words/statuses", status="nearly", rank="99", signal="", **words)
    monkeypatch.setattr(  # the step that would stand in _status
        verdicts, "CLASSES", (*verdicts.CLASSES[:3], "nearly", verdicts.CLASSES[4])
    )
    plan = read(tmp_path)
    board = sta.assess(plan, VALUES, as_of=2024)
    row = board.iloc[0]
    assert (row["status"], row["signal"]) == ("nearly", "off")
    assert row["reason_vi"].startswith("Gần đạt: từ 20% (năm 2022")
    assert sta.summarise(plan, board)["status"].tolist() == ["nearly", "nearly"]
    used = sta.used_observations(plan, VALUES, as_of=2024)
    given = board, used, sta.trajectories(plan), plan.agencies
    ax = charts.plot_overview(plan, *given, lang="en", as_of=2024)
    assert "Nearly" in [text.get_text() for text in ax.texts]


FACTS = re.compile(
    r"(?<![\d.])(?:24|35|2025|2030)(?![\d.])|(?<!\w)\d{1,2}[a-d](?!\w)"
    r"|tử vong|sóc trăng|soc trang",
    re.IGNORECASE,
)


def facts_in(code):
    """Constants of code, docstrings aside, that belong to one plan or framework."""
    tree = ast.parse(code)
    defined = (ast.Module, ast.ClassDef, ast.FunctionDef)
    words = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, defined) and ast.get_docstring(node) is not None
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and id(node) not in words
        and isinstance(node.value, str | int | float)
        and FACTS.search(str(node.value))
    ]


@pytest.mark.parametrize(
    "code",
    ['if name == "3b": x()', "years = (2025, 2030)", "n = 24", 'f"{x} 35 chỉ số"',
     'a = "Sóc Trăng"', 'p = r"(tử vong|chết)"'],
)  # fmt: skip
def test_the_search_for_facts_finds_them(code):
    assert facts_in(code)
    assert not facts_in(f'def f():\n    """{code!r}"""\n    return 2026')


def test_no_fact_of_a_plan_or_framework_stands_in_code():
    homes = PACKAGE / "reading" / "bundled.py"
    paths = [p for p in sorted(PACKAGE.rglob("*.py")) if p != homes]
    assert len(paths) > 60
    found = {str(p.relative_to(PACKAGE)): facts_in(p.read_text("utf-8")) for p in paths}
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_every_section_that_code_cites_stands_in_the_methods():
    methods = (ROOT / "docs/methods.md").read_text("utf-8")
    sections = set(re.findall(r"(?m)^(?:## |\*\*)(\d+(?:\.\d+)?)\.? ", methods))
    cited = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        lists = re.findall(r"methods (\d[\d., ]*\d|\d)", text)
        if path.parent.name == "analysis":
            lists += re.findall(r"[^\W\d_] \((\d[\d.]*(?:, \d[\d.]*)*)\)", text)
        cited |= {number for found in lists for number in found.split(", ")}
    assert {"3", "7", "8", "10.3", "10.4", "16"} <= cited <= sections


def test_the_page_on_the_architecture_names_every_module_and_only_real_files():
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    for path in PACKAGE.rglob("*.py"):
        if path.stem not in ("__init__", "__main__"):
            assert re.search(rf"\b{path.stem}\b", page), path
    for name in re.findall(r"`([\w/-]+\.(?:csv|py))`", page):
        assert (ROOT / name).is_file() or any(PACKAGE.rglob(name)), name
