"""Errors: every text has its Vietnamese row, and the command line speaks both."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from soctrang_analysis import cli, facts
from soctrang_analysis.errors import refused
from soctrang_analysis.output.spoken import LANGS, in_language, spoken

PACKAGE = Path(__file__).parent.parent / "soctrang_analysis"
# Names of columns, options and files are the same in both languages.
NAMES = {
    "value", "area", "year", "period", "scale", "as_of", "compare_plans", "--as-of",
    "--area, --framework", "reference/{}.csv", "data/raw/{}",
}  # fmt: skip


@cache
def trees():
    """The modules of the package, parsed."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.name: ast.parse(path.read_text("utf-8")) for path in paths}


@cache
def makers():
    """Functions that make errors: those that say they return one."""
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    kinds = ("PlanError", "Exception")
    return {f.name for f in functions if getattr(f.returns, "id", "") in kinds}


def text_of(node):
    """A text with {} for its open places, None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            v.value if isinstance(v, ast.Constant) else "{}" for v in node.values
        )
    return None


def pairs(targets, value):
    """Names and what is assigned to them, also several at once."""
    for target in targets:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            yield from zip(target.elts, value.elts, strict=False)
        else:
            yield target, value


def assigned(function):
    """What each variable of a function may hold."""
    named = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target, value in pairs(node.targets, node.value):
                if isinstance(target, ast.Name):
                    named.setdefault(target.id, []).append(value)
    return named


def branches(node):
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def given(function):
    """Texts that a function hands to a maker of errors, also by a variable."""
    named = assigned(function)
    for node in ast.walk(function):
        if getattr(getattr(node, "func", None), "id", "") in makers():
            kept = [k.value for k in node.keywords if k.arg != "kind"]
            for value in (*node.args, *kept):
                for found in (value, *named.get(getattr(value, "id", ""), [])):
                    yield from map(text_of, branches(found))


def wanted():
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for text in given(node):
                    plain = (text or "").replace("{}", "").strip()
                    worded = any(letter.isalpha() for letter in plain)
                    if worded and text not in NAMES and " / " not in text:
                        yield path, node.name, text


def test_every_text_of_an_error_has_its_vietnamese_row():
    tables = ("words/errors", "words/file_refusals", "words/value_faults")
    known = {next(iter(row.values())) for name in tables for row in facts.rows(name)}
    missing = {(p, f, text) for p, f, text in wanted() if text not in known}
    assert not missing
    assert len({text for _, _, text in wanted()}) > 200


def test_every_row_keeps_its_open_places():
    for english, vietnamese in facts.column("words/errors", "vi").items():
        for place in range(english.count("{}")):
            assert f"{{{place}}}" in vietnamese, english


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one unit", "một đơn vị"),
        ("one of 1, 2, 3", "một trong 1, 2, 3"),
        ("không có / none", "không có"),
        ("0.5% of a percent: percent or points? in 'x'",
         "0.5% của một tỷ lệ: phần trăm hay điểm phần trăm? trong 'x'"),
        ("'Chỉ tiêu 1'", "'Chỉ tiêu 1'"),
    ],
)  # fmt: skip
def test_a_text_is_said_by_its_row(text, said):
    assert in_language(text, "vi") == said


def test_an_error_says_where_in_vietnamese_too():
    error = refused("one unit", "percent, count", "correct the clause",
                    where="target 9", line=45)  # fmt: skip
    assert spoken(error, "vi") == (
        "chỉ tiêu 9 (dòng 45): cần một đơn vị; thấy percent, count; cách xử lý: sửa câu"
    )
    assert spoken(error, "en") == str(error)


@pytest.mark.parametrize(
    ("options", "starts"),
    [([], ["lỗi: chỉ số: cần", "error: indicator: expected"]),
     (["--lang", "vi"], ["lỗi: chỉ số: cần"]),
     (["--lang", "en"], ["error: indicator: expected"])],
)  # fmt: skip
def test_the_command_line_speaks_vietnamese_first(options, starts, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["soctrang", *options, "trace", "99"])
    token = LANGS.set(facts.LANGS)
    try:
        with pytest.raises(SystemExit) as stopped:
            cli.main()
    finally:
        LANGS.reset(token)
    assert stopped.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(starts)
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(start)
        assert " / " not in line


def test_what_was_not_read_is_told_in_both_languages(tmp_path):
    plan = tmp_path / "x.txt"
    plan.write_text(
        "KẾ HOẠCH trên địa bàn tỉnh Cà Mau\nII. MỤC TIÊU\n"
        "Chỉ tiêu 1: Tỷ lệ trẻ em 5 tuổi đi học mẫu giáo đạt khoảng 98% vào năm 2030\n"
        "Chỉ tiêu 2: Tỷ lệ trẻ em 5 tuổi đi học mẫu giáo đạt 98% vào năm 2030\n",
        "utf-8",
    )
    done = CliRunner().invoke(cli.app, ["audit", str(plan)])
    assert done.exit_code == 1
    vietnamese = [t for t in done.stderr.splitlines() if t.startswith("lỗi: ")]
    english = [t for t in done.stderr.splitlines() if t.startswith("error: ")]
    assert len(vietnamese) == len(english) == 1
    assert "cần một cam kết rõ ràng" in vietnamese[0]
    assert "expected a clear promise" in english[0]


@pytest.mark.parametrize(
    "command",
    [["assess"], ["audit"], ["compare", "soctrang", "national"], ["trace", "3b"],
     ["explain", "Tỷ lệ lao động trẻ em xuống 4,5% vào năm 2030"]],
)  # fmt: skip
def test_tables_on_a_terminal_fit_100_columns(command, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["soctrang", *command])
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(cli.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(cli.sys.stdout, "reconfigure", lambda **_: None, raising=False)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert not stopped.value.code
    lines = re.sub(r"\x1b\[\d*m", "", capsys.readouterr().out).splitlines()
    framed = [line for line in lines if line[:1] in "┃│┏┗┡├└"]
    assert len(framed) > 4
    assert max(map(len, framed)) <= 100
    assert framed[0].count("┳") < 7
