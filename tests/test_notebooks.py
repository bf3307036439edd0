"""Notebooks: plain cells, honest comparison, and prose that equals the tables."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.analysis.trajectories import yearly_rate
from soctrang_analysis.numerals import show, show_year

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
STRUCTURE = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda,
             ast.comprehension)  # fmt: skip


def cells(name, kind):
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_there_are_nine_in_order():
    assert [name[:2] for name in NAMES] == [
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_code_cell_was_run_in_order_without_error(name):
    code = cells(name, "code")
    counts = [cell.execution_count for cell in code]
    assert counts == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    kinds = {output.output_type for output in outputs}
    assert kinds <= {"stream", "execute_result", "display_data"}
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not any(output.get("name") == "stderr" for output in outputs)
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert all(len(o["metadata"]["image/png"]["alt"]) > 20 for o in pictures)


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_plain_and_none_is_skipped(name):
    for cell in cells(name, "code"):
        assert len(cell.source.splitlines()) <= 10
        assert not cell.metadata.get("tags")
        assert not re.search(r"NBVAL|#.*(skip|ignore)|^[!%]", cell.source, re.M)
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, STRUCTURE)
            if isinstance(node, ast.BinOp):
                assert isinstance(node.op, ast.BitAnd | ast.BitOr), "arithmetic"


@pytest.mark.parametrize("name", NAMES)
def test_question_and_finding_stand_in_both_languages(name):
    notes = [cell.source for cell in cells(name, "markdown")]
    assert re.match(r"# .+ / .+\n\nDữ liệu: .+\n\nData: .+", notes[0])
    assert notes[-1].startswith("## Kết luận / Finding\n\n")
    assert len(notes[-1].split("\n\n")) == 3


def in_01(plan):
    targets = plan.targets
    numbers, ids = targets["target_no"].nunique(), targets["indicator_id"].nunique()
    return [(numbers, 0), (ids, 0), (len(targets), 0), (targets["assumed"].sum(), 0)]


def in_02(plan):
    total = sta.budget_totals(plan)["lines_vnd"].sum() / 1e6
    return [(len(plan.budget_repairs), 0), (total, 0)]


def in_03(plan):
    paths = sta.trajectories(plan).query("indicator_id == '9' and year == 2030")
    values = paths.set_index("variant")["value"]
    low, high = values["simple"], values["compound"]
    return [(low, 1), (high, 1), (high - low, 1), (yearly_rate(20, 10), 4)]


def in_04(plan):
    money = sta.budget_summary(plan, sta.load_context())
    total = money[money["level"].eq("total")].set_index("year")
    part = money.query("name == '1.4' and year == 2026")["step_vnd"].item()
    return [
        (total.loc[2025, "amount_vnd"] / 1e6, 0),
        (total.loc[2026, "amount_vnd"] / 1e6, 1),
        (part / 1e6, 1),
        (total.loc[2026, "step_vnd"] / 1e6, 1),
        (total.loc[2023, "per_child_vnd"], 0),
    ]


def in_05(plan):
    board = sta.assess(plan, sta.load_observations(), as_of=2026, areas=[plan.area])
    heads = board[board["deciding"]]
    bare = heads["signal"].eq("no_evidence").sum()
    row = board.query("indicator_id == '3b' and year == 2030").iloc[0]
    year = (row["latest_year"], None)
    [tip, *_] = sta.tipping(
        plan, sta.load_observations(), as_of=2026, next_year=2027, areas=[plan.area]
    )["even_chance"]
    shown = (np.floor(tip * 10) / 10, 1)  # rounded in the good direction
    return [(len(heads), 0), (bare, 0), (100 * row["chance"], 0), year, shown]


def in_06(plan):
    both = sta.compare_plans(plan, sta.national())
    counts = both["more_ambitious"].value_counts()
    assert "b" not in counts  # "none less" is said in words
    ids = both[both["more_ambitious"].eq("a")]["indicator_id"].nunique()
    return [(ids, 0), *((counts[name], 0) for name in ("a", "same", "not_comparable"))]


def in_07(plan):
    found = []
    for last in (77.8, 84.5):
        mine = pd.DataFrame({"period": [str(y) for y in range(2020, 2025)]})
        mine = mine.assign(indicator_id="1", area=plan.area, unit="percent")
        mine["value"] = [70.0, 72.1, 73.9, 76.4, last]
        board = sta.assess(plan, mine, as_of=2024, baselines={"1": (2020, 70.0)})
        row = board.query("indicator_id == '1' and year == 2030").iloc[0]
        found.append((100 * row["chance"], 0))
        if last == 77.8:
            found += [(row[c], n) for c, n in (("target", 0), ("projection", 1))]
            found.append((row["expected"], 1))
    return found


def in_08(plan):
    scores = sta.backtest(sta.load_observations()).scores
    every = scores[scores["indicator_id"].eq("")]
    whole = every[every["h"].isna()].iloc[0]
    last = every[every["h"].eq(6)].iloc[0]
    told = [(100 * row["coverage"], 0) for row in (whole, last)]
    return [(whole["count"], 0), *told]


def in_09(plan):
    values = sta.load_observations()
    effect = sta.merger_effect(plan, values, as_of=2019).query("year == 2025")
    names = ("value", "new_value", "target")
    return [(row[name], 1) for row in effect.to_dict("records") for name in names]


# The numbers a finding must name, computed from the tables: value, decimals.
TOLD = [in_01, in_02, in_03, in_04, in_05, in_06, in_07, in_08, in_09]


@pytest.mark.parametrize("name", NAMES)
def test_the_finding_says_what_the_tables_say(name):
    _, vietnamese, english = cells(name, "markdown")[-1].source.split("\n\n")
    for value, places in TOLD[NAMES.index(name)](sta.soc_trang()):
        for text, lang in ((vietnamese, "vi"), (english, "en")):
            shown = show_year(value, lang)
            if places is not None:
                shown = show(float(value), lang, places)
            assert re.search(rf"(?<![\d.,]){re.escape(shown)}(?!\d)", text), shown


def test_the_three_tables_of_fewest_changes_hold_their_sums_and_are_wrong():
    # Items 1, 2, 3, 4 and the total of 2026 and of 2030, read by column, thousand dong.
    three = {
        "a": [(137_600, 43_000, 93_000, 5_000, 278_600),
              (137_600, 50_000, 99_000, 6_000, 292_600)],
        "b": [(137_600, 50_000, 93_000, 5_000, 285_600),
              (137_600, 43_000, 99_000, 6_000, 285_600)],
        "c": [(137_600, 43_000, 93_000, 12_000, 285_600),
              (137_600, 43_000, 99_000, 6_000, 285_600)],
    }  # fmt: skip
    notes = " ".join(cell.source for cell in cells(NAMES[1], "markdown"))
    for letter, years in three.items():
        for *items, total in years:
            assert sum(items) == total
        # 2022 to 2025 are 216,000 and 2027 to 2029 are 285,600 in each.
        assert 864_000 + 856_800 + sum(year[-1] for year in years) == 2_292_000
        assert notes.count(f"({letter}) ") == 2
    assert 5 * 93_000 + 4 * 99_000 == 861_000
    assert "861,000" in notes
    assert "861.000" in notes
    right = sta.soc_trang().budget.query("year == 2026 and parent_id == ''")
    assert right["amount_vnd"].tolist() == [
        137_600_000,
        43_000_000,
        99_000_000,
        6_000_000,
    ]


@pytest.mark.golden
def test_a_wrong_stored_output_fails(tmp_path):
    notebook = nbformat.read(PATHS[0], as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = code[:2]
    text = code[1].outputs[0]["data"]["text/plain"]
    for name, old, new in (("right", "62", "62"), ("wrong", "62", "63")):
        code[1].outputs[0]["data"]["text/plain"] = text.replace(old, new)
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    (tmp_path / "conftest.py").write_text(
        (ROOT / "notebooks" / "conftest.py").read_text("utf-8"), "utf-8"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q",
         "-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 1
    assert "1 failed, 3 passed" in run.stdout


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_readme_lists_every_notebook_and_its_question(readme):
    text = (ROOT / readme).read_text("utf-8")
    for name in NAMES:
        title = cells(name, "markdown")[0].source.split("\n")[0].removeprefix("# ")
        question = title.split(" / ")[0 if readme.endswith("vi.md") else 1]
        assert f"notebooks/{name}.ipynb" in text
        assert question in text


def test_the_two_readmes_hold_the_same_commands_and_figures():
    texts = [(ROOT / f).read_text("utf-8") for f in ("README.md", "README.vi.md")]
    blocks = [re.findall(r"```\w*\n(.*?)```", text, re.S) for text in texts]
    plain = [[re.sub(r"\s*#.*", "", b) for b in block] for block in blocks]
    assert plain[0] == plain[1]
    for pattern in (
        r"`(soctrang [^`]+)`",
        r"notebooks/[\w-]+\.ipynb",
        r"data/[\w./-]+",
    ):
        found = [sorted(set(re.findall(pattern, text))) for text in texts]
        assert found[0] == found[1]
    pictures = [re.findall(r"figures/([\w]+)-(?:vi|en)\.png", text) for text in texts]
    assert pictures[0] == pictures[1] != []
