"""A build is old or new, never mixed, wherever it is killed; other sets are kept."""

import json
import os
from pathlib import Path

import kills
import pytest
from typer.testing import CliRunner

from soctrang_analysis.cli import app
from soctrang_analysis.errors import PlanError
from soctrang_analysis.output.generation import FileSet, write_sets

OLD, NEW = ("old",) * 3, ("new",) * 3


@pytest.mark.parametrize(
    ("layout", "renames"), [("beside", 8), ("inside", 5), ("alone", 4), ("both", 9)]
)
def test_killed_at_each_rename_the_next_run_sees_the_old_or_the_new_set(
    layout, renames, tmp_path
):
    ends = []
    for k in range(1, renames + 2):
        folder = tmp_path / str(k)
        folder.mkdir()
        kills.prepared(folder, layout)
        code = kills.killed(folder, "new", layout, k)
        assert not kills.between(folder, layout, ("old", "new"))
        ends.append((code, kills.after(folder, layout, ("old", "new"))))
    assert (9, "old") in ends  # killed and undone
    assert (9, "new") in ends  # killed while a reader's files were carried over
    assert ends[-2:] == [(9, "new"), (0, "new")]  # each rename was tried


def test_killed_while_the_old_set_is_deleted_none_of_it_comes_back(tmp_path):
    """Its record was gone first; then its files were taken for a reader's."""
    ends = []
    for k in range(1, 22):
        folder = tmp_path / str(k)
        folder.mkdir()
        kills.prepared(folder, "beside")
        code = kills.killed(folder, "new", "beside", k, ("unlink", "rmdir"))
        assert kills.between(folder, "beside", ("old", "new")) == ""
        ends.append((code, kills.after(folder, "beside", ("old", "new"))))
    assert [end for end in ends if end[0] == 9].count((9, "new")) > 8
    assert ends[0] == (9, "old")
    assert ends[-1] == (0, "new")


def test_what_is_wrong_after_a_death_is_seen(tmp_path):
    kills.prepared(tmp_path, "beside")
    words = ("old", "new")
    assert kills.seen(tmp_path, "beside") == [OLD, OLD]
    assert not kills.between(tmp_path, "beside", words)
    (tmp_path / "figures/mine.txt").unlink()
    assert "reader's file lost in figures" in kills.after(tmp_path, "beside", words)
    for name in ("a", "b", "old"):
        (tmp_path / f"figures/{name}.csv").write_text("new")
    assert "mixed" in kills.between(tmp_path, "beside", words)
    assert "not one generation" in kills.after(tmp_path, "beside", words)
    (tmp_path / "figures/a.csv").unlink()
    assert "half a folder" in kills.between(tmp_path, "beside", words)
    for path in (tmp_path / "figures").iterdir():
        path.unlink()
    assert "without a mark" in kills.between(tmp_path, "beside", words)


def test_some_deaths_of_the_attack():
    ends = [kills.attacked(seed) for seed in range(8)]
    assert [end for end in ends if "FAULT" in end] == []
    assert any("earlier set" in end for end in ends)
    assert any("last set" in end for end in ends)


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
        ["figures", "--plan", plan, *own, "--only", "fall", *out],
    )  # fmt: skip
    for command in others:
        found = CliRunner().invoke(app, command).exception
        assert "found another set: parse" in str(found), command
    assert (tmp_path / "out/datapackage.json").read_bytes() == before
    assert CliRunner().invoke(app, ["parse", plan, *out]).exit_code == 0
    figures = ["figures", "--plan", plan, "--as-of", "2024", "--formats", "svg"]
    figures += ["--langs", "vi", "--out", str(tmp_path / "f"), "--only"]
    for name, code in (("fall", 0), ("due", 1)):
        assert CliRunner().invoke(app, [*figures, name]).exit_code == code
    record = json.loads((tmp_path / "f/set.json").read_text("utf-8"))
    assert record["kind"] == "figures fall"
    assert record["files"] == ["fall-vi.svg", "index.csv", "set.json"]
