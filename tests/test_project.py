"""Commands, written files, imports and the project's own lists."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from frictionless import Package
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis.cli import app
from soctrang_analysis.errors import PlanError, SchemaError
from soctrang_analysis.output import build
from soctrang_analysis.output.files import write_tables

ROOT = Path(__file__).parent.parent
WINGS = ["reading", "analysis", "output", "round"]
GROUND = ["door", "errors", "facts", "metadata", "numerals", "schema", "texts"]


def run(*words):
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.mark.golden
def test_build_writes_what_is_committed(tmp_path, monkeypatch, pinned):
    monkeypatch.setattr(
        build, "FORMATS", ["svg"]
    )  # PNG is slow; one is looked at below
    result = run("build", "--out", tmp_path / "a", "--figures", tmp_path / "figures")
    assert result.exit_code == 0
    assert result.output.startswith("Kế hoạch kèm theo gói: Kế hoạch thực hiện")
    assert "targets.csv\t65" in result.output
    assert "budget.csv\t99" in result.output
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (ROOT / "data/processed" / path.name).read_bytes()
    for path in (tmp_path / "figures").glob("*.svg"):
        assert path.read_bytes() == (ROOT / "figures" / path.name).read_bytes()
    index = (ROOT / "figures/index.csv").read_text("utf-8").splitlines()
    written = (tmp_path / "figures/index.csv").read_text("utf-8").splitlines()
    assert len(written) == 39
    assert set(written) < set(index)


@pytest.mark.golden
def test_the_data_package_is_valid():
    report = Package(str(ROOT / "data/processed/datapackage.json")).validate()
    assert report.valid, report.flatten(["note"])
    assert report.stats["tasks"] == 25


@pytest.mark.golden
def test_the_record_of_a_build_names_inputs_versions_rows_and_no_path():
    record = json.loads((ROOT / "data/processed/build.json").read_text("utf-8"))
    files = {row["input"]: row["file"] for row in record["inputs"]}
    assert files == {
        "plan": "plan-soc-trang-2021-draft.txt",
        "observations": "observations.csv",
        "context": "context.csv",
        "national targets": "national_targets.csv",
    }
    assert record["inputs"][0]["sha256"].startswith("5128af72")
    assert record["rows"]["targets"] == 65
    assert record["findings"]["error"] == 0
    assert record["as_of"] == "2026"
    assert "/" not in "".join(files.values())


def test_audit_prints_findings_in_both_languages():
    result = run("audit")
    assert result.exit_code == 0
    assert "18,29" in result.output
    assert "Giữ cả hai cách" in result.output


def test_audit_and_parse_exit_1_on_an_unread_clause(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("Chỉ tiêu 1: Tỷ lệ trẻ em đạt khoảng 5% vào năm 2030.\n", "utf-8")
    assert run("audit", path).exit_code == 1
    assert run("audit", "--plan", path).exit_code == 1
    result = run("parse", path, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "a rough number" in result.output
    assert (tmp_path / "out" / "findings.csv").is_file()


def test_strict_parse_writes_nothing_when_it_fails(tmp_path):
    path, out = tmp_path / "plan.txt", tmp_path / "out"
    path.write_text("Chỉ tiêu 1: Tỷ lệ trẻ em đạt khoảng 5% vào năm 2030.\n", "utf-8")
    command = ["parse", str(path), "--strict", "--out", str(out)]
    assert isinstance(CliRunner().invoke(app, command).exception, PlanError)
    assert not out.exists()


def test_a_faulty_table_leaves_the_old_files(tmp_path):
    agencies = sta.soc_trang().agencies
    write_tables({"agencies": agencies}, tmp_path, kind="parse", of="X")
    before = (tmp_path / "agencies.csv").read_bytes()
    bad = {"agencies": agencies.assign(role="boss")}
    with pytest.raises(SchemaError):
        write_tables(bad, tmp_path, kind="parse", of="X")
    assert (tmp_path / "agencies.csv").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "agencies.csv",
        "datapackage.json",
        "set.json",
    ]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    out, tables = tmp_path / "file" / "out", {"agencies": sta.soc_trang().agencies}
    with pytest.raises(PlanError, match="a folder that can be written"):
        write_tables(tables, out, kind="parse", of="X")


def test_the_board_is_printed_and_written(tmp_path):
    result = run("assess", "--as-of", "2019", "--out", tmp_path)
    assert result.exit_code == 0
    assert "Cần đẩy nhanh / Needs a push" in result.output
    assert "Sóc Trăng,2030," in (tmp_path / "progress.csv").read_text("utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "indicator_id,area,period,value,unit\n1,X,2024,abc,percent\n", "utf-8"
    )
    result = run("assess", "--observations", bad)
    assert result.exit_code == 1
    assert "one clear number" in str(result.exception)


def test_comparing_prints_who_asks_more_and_writes_the_table(tmp_path):
    result = run("compare", "soctrang", "national", "--out", tmp_path)
    assert (
        "A đặt chỉ tiêu cao hơn (soctrang) / A asks more (soctrang)\t12"
        in result.output
    )
    assert (tmp_path / "comparison.csv").is_file()


ASKED = ["--only", "fall", "--langs", "vi", "--formats", "png"]


@pytest.mark.golden
def test_a_figure_drawn_again_is_the_committed_one(tmp_path, pinned):
    run("figures", "--out", tmp_path, *ASKED)
    committed = ROOT / "figures/fall-vi.png"
    assert (tmp_path / "fall-vi.png").read_bytes() == committed.read_bytes()


def test_figures_and_workbook_are_written_by_their_commands(tmp_path):
    result = run("figures", "--out", tmp_path, *ASKED)
    assert "fall-vi.png\tTrẻ em bị xâm hại" in result.output
    result = run("workbook", "--out", tmp_path)
    assert result.exit_code == 0
    assert (tmp_path / "plan.xlsx").stat().st_size > 50_000


# What the command is given -> what JupyterLab is; F is a folder of notebooks.
LAB = {
    "F --no-browser --port 9": "F --no-browser --port 9",
    "--no-browser F": "F --no-browser",
    "--no-browser --port 9 F": "F --no-browser --port 9",
    "--port 9 --no-browser F": "F --port 9 --no-browser",
    "--port=9 F": "F --port=9",
    "-y F": "F -y",
    "--ServerApp.root_dir F F": "F --ServerApp.root_dir F",
    "--notebook-dir F": "notebooks --notebook-dir F",
    "--no-browser": "notebooks --no-browser",
    "--port 9": "notebooks --port 9",
    "--help-all": "notebooks --help-all",
    "": "notebooks",
}


@pytest.mark.parametrize("given", LAB)
def test_lab_passes_options_on_and_a_folder_wherever_it_stands(
    given, tmp_path, monkeypatch
):
    called = []
    monkeypatch.setattr(subprocess, "call", lambda command: called.append(command) or 0)
    monkeypatch.chdir(tmp_path)
    for name in ("F", "notebooks"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.ipynb").write_text("{}")
    assert run("lab", *given.split()).exit_code == 0
    assert called[0][1:] == ["-m", "jupyterlab", *LAB[given].split()]


def test_lab_without_notebooks_says_so(tmp_path):
    for words in ([tmp_path], ["--no-browser", tmp_path]):
        error = run("lab", *words).exception
        assert "a folder with notebooks" in str(error)
        assert str(tmp_path) in str(error)


def test_every_command_has_help_with_an_example():
    names = "build parse audit compare assess figures workbook brief trace lab "
    names += "forms ingest report status"
    for name in names.split():
        assert "Ví dụ / example: soctrang " + name in run(name, "--help").output


def test_the_command_line_loads_nothing_heavy_by_itself():
    code = "import sys, soctrang_analysis.cli; print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False"


def test_imports_flow_one_way():
    for path in (ROOT / "soctrang_analysis").rglob("*.py"):
        parts = path.relative_to(ROOT / "soctrang_analysis").parts
        names = re.findall(r"soctrang_analysis\.(\w+)", "\n".join(
            ast.unparse(n) for n in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(n, ast.ImportFrom)
        ))  # fmt: skip
        if parts[0] in WINGS:
            allowed = set(GROUND + WINGS[: WINGS.index(parts[0]) + 1])
        elif parts[0].removesuffix(".py") in GROUND:
            allowed = set(GROUND)
        else:
            continue
        assert set(names) <= allowed, path


def test_importing_loads_nothing_heavy():
    code = (
        "import sys, soctrang_analysis; soctrang_analysis.PlanError; "
        "heavy = {'pandas', 'scipy', 'matplotlib', 'openpyxl', 'docx'}; "
        "print(heavy & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == "set()"


def test_modules_and_functions_stay_short():
    for path in (ROOT / "soctrang_analysis").rglob("*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                words = (ast.get_docstring(node, clean=False) or "").splitlines()
                length = node.end_lineno - node.lineno + 1 - len(words)
                assert length <= 40, (path, node.name)


def test_environment_yml_equals_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {*project["dependencies"], *project["optional-dependencies"]["test"]}
    wanted.add("python" + project["requires-python"])
    text = (ROOT / "environment.yml").read_text("utf-8").split("dependencies:")[1]
    assert set(re.findall(r"(?m)^  - (\S+)$", text)) == wanted | {"pip"}


def test_public_names_are_documented_and_unknown_ones_refused():
    for name in sta.__all__:
        assert getattr(sta, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sta.nothing  # noqa: B018


def test_readme_pandas_lines_print_what_they_say(capsys):
    readme = (ROOT / "README.md").read_text("utf-8")
    code = readme.split("```python\n")[1].split("```")[0]
    shown = readme.split("```text\n")[1].split("```")[0]
    exec(code, {})
    assert capsys.readouterr().out.strip() == shown.strip()


def test_no_function_has_more_than_ten_branches():
    from radon.complexity import cc_visit

    for path in (ROOT / "soctrang_analysis").rglob("*.py"):
        for block in cc_visit(path.read_text("utf-8")):
            assert block.complexity <= 10, (path.name, block.name)


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_the_test_commands_for_windows_are_those_of_make(page):
    make = (ROOT / "Makefile").read_text("utf-8")
    nbval = re.search(r"^NBVAL := (.*)$", make, re.MULTILINE)[1]
    recipe = re.search(r"^test: .*\n((?:\t.*\n)+)", make, re.MULTILINE)[1]
    lines = [line.strip().replace("$(NBVAL)", nbval) for line in recipe.splitlines()]
    assert len(lines) == 5
    wanted = [line.replace("$(BIN)/", ".venv\\Scripts\\") for line in lines]
    block = "\n".join(["```", *wanted, "```"])
    assert block in (ROOT / page).read_text("utf-8")
