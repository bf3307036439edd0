"""Notebooks: plain cells, honest comparison, and prose that equals the tables."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import soctrang_analysis as sta
from soctrang_analysis.analysis.trajectories import yearly_rate
from soctrang_analysis.output.style import number

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]


def cells(name, kind):
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_there_are_seven_in_order():
    assert [name[:2] for name in NAMES] == ["01", "02", "03", "04", "05", "06", "07"]


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


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_plain_and_none_is_skipped(name):
    for cell in cells(name, "code"):
        assert len(cell.source.splitlines()) <= 10
        assert not cell.metadata.get("tags")
        assert not re.search(r"NBVAL|#.*(skip|ignore)|^[!%]", cell.source, re.M)
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(
                node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
            )


@pytest.mark.parametrize("name", NAMES)
def test_question_and_finding_stand_in_both_languages(name):
    notes = [cell.source for cell in cells(name, "markdown")]
    assert re.match(r"# .+ / .+\n\nDữ liệu: .+\n\nData: .+", notes[0])
    assert notes[-1].startswith("## Kết luận / Finding\n\n")
    assert len(notes[-1].split("\n\n")) == 3


def facts(name):
    """The numbers a finding must name, computed from the tables: value, decimals."""
    targets, values = sta.load_targets(), sta.load_observations()
    if name.startswith("01"):
        assumed = int(targets["assumed"].sum())
        ids = targets["indicator_id"].nunique()
        return [(targets["target_no"].nunique(), 0), (ids, 0), (65, 0), (assumed, 0)]
    if name.startswith("02"):
        plan = sta.read_plan(sta.plan_file())
        total = sta.budget_totals()["lines_vnd"].sum() / 1e6
        return [(len(plan.budget_repairs), 0), (total, 0)]
    if name.startswith("03"):
        paths = sta.trajectories().query("indicator_id == '9' and year == 2030")
        low, high = (
            paths.query(f"variant == '{v}'")["value"].item()
            for v in ("simple", "compound")
        )
        return [(low, 1), (high, 1), (high - low, 1), (yearly_rate(20, 10), 4)]
    if name.startswith("04"):
        money = sta.budget_summary()
        total = money[money["level"].eq("total")].set_index("year")
        part = money.query("name == '1.4' and year == 2026")["step_vnd"].item()
        step = total.loc[2026, "step_vnd"]
        return [
            (total.loc[2025, "amount_vnd"] / 1e6, 0),
            (total.loc[2026, "amount_vnd"] / 1e6, 1), (part / 1e6, 1), (step / 1e6, 1),
            (total.loc[2023, "per_child_vnd"], 0),
        ]  # fmt: skip
    if name.startswith("05"):
        board = sta.assess(values, as_of=2026, areas=["Sóc Trăng"])
        heads = board.drop_duplicates("indicator_id")["headline"]
        bare = heads.isin(["no_data", "insufficient"]).sum()
        row = board.query("indicator_id == '3b' and year == 2030").iloc[0]
        return [(len(heads), 0), (bare, 0), (100 * row["chance"], 0),
                (row["latest_year"], None)]  # fmt: skip
    if name.startswith("06"):
        both = sta.compare_plans(targets, sta.load_national_targets())
        counts = both["more_ambitious"].value_counts()
        ids = both[both["more_ambitious"].eq("a")]["indicator_id"].nunique()
        names = ("a", "b", "same", "not_comparable")
        return [(ids, 0), *((counts.get(name, 0), 0) for name in names)]
    return own_figures()


def own_figures():
    import pandas as pd

    found = []
    for last in (77.8, 79.5):
        mine = pd.DataFrame({"period": [str(y) for y in range(2020, 2025)]})
        mine = mine.assign(indicator_id="1", area="Sóc Trăng", unit="percent")
        mine["value"] = [70.0, 72.1, 73.9, 76.4, last]
        board = sta.assess(mine, as_of=2024, baselines={"1": (2020, 70.0)})
        row = board.query("indicator_id == '1' and year == 2030").iloc[0]
        found.append((100 * row["chance"], 0))
        if last == 77.8:
            found += [(row["target"], 0), (row["projection"], 1)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_finding_says_what_the_tables_say(name):
    _, vietnamese, english = cells(name, "markdown")[-1].source.split("\n\n")
    for value, places in facts(name):
        for text, lang in ((vietnamese, "vi"), (english, "en")):
            shown = f"{value:.0f}" if places is None else number(value, lang, places)
            assert re.search(rf"(?<![\d.,]){re.escape(shown)}(?!\d)", text), shown


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
