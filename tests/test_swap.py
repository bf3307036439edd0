"""A build is old or new, never mixed, wherever it is killed; other sets are kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from soctrang_analysis.cli import app
from soctrang_analysis.errors import PlanError
from soctrang_analysis.output import generation
from soctrang_analysis.output.generation import FileSet, write_sets

LAYOUTS = {
    "beside": ("processed", "figures"),  # as the command's default
    "inside": ("out", "out/figures"),  # as with --out
}
# Writes generation sys.argv[1] of two folders and dies at the k-th rename.
KILLED = """
import os, sys
from pathlib import Path
from soctrang_analysis.output.generation import FileSet, write_sets
text, k, *folders = sys.argv[1:]
left, real = [int(k)], (os.rename, os.replace)
def dying(do):
    def rename(*given, **named):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return do(*given, **named)
    return rename
os.rename, os.replace = map(dying, real)
names = ["a.csv", "b.csv", text + ".csv"]
files = {name: text.encode() for name in names}
write_sets({Path(f): FileSet(f, "X", files) for f in folders})
"""


def write(folder, text, k, layout):
    code = [sys.executable, "-c", KILLED, text, str(k), *LAYOUTS[layout]]
    here = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run(code, cwd=folder, check=False, env=here).returncode


def seen(folder, layout):
    """What the sets of the two folders hold: words of the files that are there."""
    found = []
    for part in LAYOUTS[layout]:
        paths = sorted((folder / part).glob("*.csv"))
        found.append((len(paths), {path.read_text() for path in paths}))
    return found


OLD, NEW, GONE = (3, {"old"}), (3, {"new"}), (0, set())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_killed_at_each_rename_the_next_run_sees_the_old_or_the_new_set(
    layout, tmp_path
):
    ends = []
    for k in range(1, 9):
        folder = tmp_path / str(k)
        folder.mkdir()
        assert write(folder, "old", 0, layout) == 0
        (folder / LAYOUTS[layout][0] / "mine.txt").write_text("mine")
        (folder / LAYOUTS[layout][1] / "mine.txt").write_text("mine")
        code = write(folder, "new", k, layout)
        between = seen(folder, layout)
        assert not (OLD in between and NEW in between), "a mixture was to be seen"
        assert all(part in (OLD, NEW, GONE) for part in between)
        mark = [*folder.glob(".*.soctrang-swap")]
        assert mark or GONE not in between
        for part in LAYOUTS[layout]:  # what the next run does first
            generation.mend((folder / part).resolve())
        after = seen(folder, layout)
        assert after in ([OLD, OLD], [NEW, NEW])
        for part in LAYOUTS[layout]:
            assert (folder / part / "mine.txt").read_text() == "mine"
        assert [*folder.glob(".*")] == []
        ends.append((code, after[0] == NEW))
    assert (9, False) in ends  # killed and undone
    assert (9, True) in ends  # killed while a reader's files were carried over
    assert ends[-1] == (0, True)


def test_a_swap_that_fails_leaves_the_old_set(tmp_path, monkeypatch):
    real = os.rename
    for k in (1, 2, 3, 4):
        places = {name: tmp_path / str(k) / name for name in ("a", "b")}
        sets = {place: FileSet(n, "X", {"x": b"1"}) for n, place in places.items()}
        write_sets(sets)
        calls = []

        def failing(*given, calls=calls, k=k):
            calls.append(given)
            if len(calls) == k:
                raise PermissionError(13, "in use", given[0])
            return real(*given)

        monkeypatch.setattr(os, "rename", failing)
        newer = {place: FileSet(n, "X", {"x": b"2"}) for n, place in places.items()}
        with pytest.raises(PlanError, match="close the files in other programs"):
            write_sets(newer)
        monkeypatch.setattr(os, "rename", real)
        assert [(p / "x").read_bytes() for p in places.values()] == [b"1", b"1"]
        assert len([*(tmp_path / str(k)).iterdir()]) == 2


def test_what_a_killed_build_left_is_cleaned_by_the_next(tmp_path):
    left = tmp_path / ".out.soctrang-new"
    left.mkdir()
    (left / "half.csv").write_text("half")
    write_sets({tmp_path / "out": FileSet("parse", "X", {"a.csv": b"1"})})
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["a.csv", "set.json"]


@pytest.mark.parametrize(
    ("kind", "of", "files", "message"),
    [
        ("assess", "X", {"a.csv": b"2"}, "this set; found another set: parse X"),
        ("parse", "Y", {"a.csv": b"2"}, "another set: parse X; to do: choose another"),
        (
            "parse",
            "X",
            {"mine.csv": b"2"},
            "files of these names; found mine.csv",
        ),
    ],
)
def test_another_set_and_a_readers_own_files_are_kept(
    kind, of, files, message, tmp_path
):
    out = tmp_path / "out"
    write_sets({out: FileSet("parse", "X", {"a.csv": b"1", "old.csv": b"1"})})
    (out / "mine.csv").write_text("mine")
    with pytest.raises(PlanError, match=message):
        write_sets({out: FileSet(kind, of, files)})
    assert (out / "a.csv").read_bytes() == b"1"
    assert (out / "mine.csv").read_text() == "mine"
    write_sets({out: FileSet("parse", "X", {"a.csv": b"3"})})
    assert (out / "a.csv").read_bytes() == b"3"
    assert sorted(p.name for p in out.iterdir()) == ["a.csv", "mine.csv", "set.json"]


@pytest.mark.parametrize("name", ["datapackage.json", "index.csv"])
def test_a_set_without_record_is_anothers(name, tmp_path):
    (tmp_path / name).write_text("{}")
    with pytest.raises(PlanError, match="an empty folder or this set; found another"):
        write_sets({tmp_path: FileSet("parse", "X", {"a.csv": b"1"})})
    (tmp_path / "set.json").write_text("[")
    with pytest.raises(PlanError, match="an empty folder or this set; found another"):
        write_sets({tmp_path: FileSet("parse", "X", {"a.csv": b"1"})})


def test_the_current_folder_is_never_swapped(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for out in (Path(), tmp_path.parent):
        with pytest.raises(PlanError, match="a folder of its own; found the current"):
            write_sets({out: FileSet("parse", "X", {"a.csv": b"1"})})


def test_commands_keep_the_set_of_another_command(tmp_path, other_plan):
    plan, values = map(str, other_plan)
    own = ["--observations", values, "--as-of", "2024"]
    out = ["--out", str(tmp_path / "out")]
    assert CliRunner().invoke(app, ["parse", plan, *out]).exit_code == 0
    before = (tmp_path / "out/datapackage.json").read_bytes()
    others = (
        ["assess", "--plan", plan, *own, *out], ["compare", plan, "national", *out],
        ["figures", "--plan", plan, *own, "--only", "band", *out],
    )  # fmt: skip
    for command in others:
        found = CliRunner().invoke(app, command).exception
        assert "found another set: parse" in str(found), command
    assert (tmp_path / "out/datapackage.json").read_bytes() == before
    assert CliRunner().invoke(app, ["parse", plan, *out]).exit_code == 0
    figures = ["figures", "--plan", plan, "--as-of", "2024", "--formats", "svg"]
    figures += ["--langs", "vi", "--out", str(tmp_path / "f"), "--only"]
    for name, code in (("band", 0), ("gap", 1)):
        assert CliRunner().invoke(app, [*figures, name]).exit_code == code
    record = json.loads((tmp_path / "f/set.json").read_text("utf-8"))
    assert record["kind"] == "figures band"
    assert record["files"] == ["band-vi.svg", "index.csv", "set.json"]
