"""A set of files is old or new, never mixed: folders are staged, then swapped.

Every folder of a generation is written whole beside its place; then all old folders
step aside, then all new ones step in. Whoever looks in between misses a folder, and a
mark lies beside it; the next run undoes or finishes what was interrupted.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.output.unwritten import FILES, FOLDER, writing

RECORD = "set.json"
MARKS = ("datapackage.json", "index.csv")  # of sets that have no record
Roots = dict[Path, list[str]]  # folder that is swapped -> folders of sets in it


@dataclass(frozen=True)
class FileSet:
    """Files of one folder: their kind, the plan they are of, and their bytes."""

    kind: str
    of: str
    files: Mapping[str, bytes]

    @property
    def written(self) -> dict[str, bytes]:
        """The files with the record that tells whose they are."""
        known = {"kind": self.kind, "of": self.of, "files": [*self.files, RECORD]}
        text = json.dumps(known, ensure_ascii=False, indent=2) + "\n"
        return dict(self.files) | {RECORD: text.encode("utf-8")}


def write_sets(sets: Mapping[Path, FileSet]) -> None:
    """Write sets to their folders as one generation, all or none."""
    placed = {folder.resolve(): files for folder, files in sets.items()}
    roots = _roots(placed)
    with writing(roots, FOLDER):
        for root in roots:
            mend(root)
        for folder, files in placed.items():
            _check_place(folder, files)
        try:
            for root in roots:
                _stage(root, placed)
        except BaseException:
            for root in roots:
                shutil.rmtree(_beside(root, "new"), ignore_errors=True)
            raise
        with writing(roots, FILES):
            _swap(roots)


def _roots(placed: Mapping[Path, Any]) -> Roots:
    """The outermost folders, and where in each the sets lie."""
    tops = [f for f in placed if not {*f.parents} & {*placed}]
    inside = {top: [f for f in placed if f.is_relative_to(top)] for top in tops}
    return {
        top: [f.relative_to(top).as_posix() for f in own] for top, own in inside.items()
    }


def _beside(root: Path, part: str) -> Path:
    return root.with_name(f".{root.name}.soctrang-{part}")


def _record(folder: Path) -> dict[str, Any] | None:
    """The record of the set in a folder; none where there is none that can be read."""
    try:
        known = json.loads((folder / RECORD).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        return {"kind": "", "of": "", "files": []}
    return known if isinstance(known, dict) else {"kind": "", "of": "", "files": []}


def _check_place(folder: Path, files: FileSet) -> None:
    """Refuse a folder that is in use, of another set, or holds files of these names."""
    if any(place.is_relative_to(folder) for place in (Path.cwd(), Path.home())):
        found = "the current folder or one around it"
        raise _no_place(folder, "a folder of its own", found)
    names = {*files.written} - {*_files_of(folder, files)}
    if foreign := [name for name in sorted(names) if (folder / name).exists()]:
        found = ", ".join(foreign[:5])
        raise _no_place(folder, "no other files of these names", found)


def _files_of(folder: Path, files: FileSet) -> list[str]:
    """Files of the set that stands in a folder; refused if it is another one."""
    wanted, known = "an empty folder or this set", _record(folder)
    if known is None:
        if any((folder / mark).exists() for mark in MARKS):
            raise _no_place(folder, wanted, "another set")
        return []
    if (known.get("kind"), known.get("of")) != (files.kind, files.of):
        found = f"another set: {known.get('kind')} {known.get('of')}"
        raise _no_place(folder, wanted, found)
    return list(known["files"])


def _no_place(folder: Path, expected: str, found: str) -> PlanError:
    do = "choose another folder with --out"
    return refused(expected, found, do, where=str(folder), kind=PlanError)


def _stage(root: Path, placed: Mapping[Path, FileSet]) -> None:
    """Write the whole new folder beside its place."""
    for folder, files in placed.items():
        if folder.is_relative_to(root):
            new = _beside(root, "new") / folder.relative_to(root)
            new.mkdir(parents=True, exist_ok=True)
            for name, data in files.written.items():
                (new / name).write_bytes(data)


def _swap(roots: Roots) -> None:
    """All old folders aside, all new ones in; undone where that cannot be finished."""
    told = json.dumps({str(root): sets for root, sets in roots.items()})
    try:
        for root in roots:
            root.mkdir(exist_ok=True)  # so that each has an old folder to go back to
            _beside(root, "swap").write_text(told, "utf-8")
        for root in roots:
            os.rename(root, _beside(root, "old"))  # noqa: PTH104 - one atomic step
        for root in roots:
            os.rename(_beside(root, "new"), root)  # noqa: PTH104
    finally:
        for root in roots:
            mend(root)


def mend(root: Path) -> None:
    """Finish a generation whose new folders are all in place, undo any other."""
    roots = _interrupted(root)
    finished = not any(_beside(place, "new").exists() for place in roots)
    for place, sets in roots.items():
        old, new = _beside(place, "old"), _beside(place, "new")
        gone = _beside(place, "gone")
        shutil.rmtree(gone, ignore_errors=True)
        if finished and old.exists():
            _carry(old, place, sets)
            # In one step: half of it, without its record, would be a reader's files.
            os.rename(old, gone)  # noqa: PTH104
            shutil.rmtree(gone)
        elif old.exists():
            if place.exists():
                os.rename(place, new)  # noqa: PTH104
            os.rename(old, place)  # noqa: PTH104
    for place in roots:
        shutil.rmtree(_beside(place, "new"), ignore_errors=True)
        _beside(place, "swap").unlink(missing_ok=True)


def _interrupted(root: Path) -> Roots:
    """The folders of the generation a mark tells of, else this one alone."""
    mark = _beside(root, "swap")
    try:
        told = json.loads(mark.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {root: ["."]}
    return {Path(place): sets for place, sets in told.items()}


def _carry(old: Path, place: Path, sets: list[str]) -> None:
    """Move what is not of the sets, a reader's own files, from the old folder."""
    ours = {
        (Path(part) / name).as_posix()
        for part in sets
        for name in (_record(old / part) or {"files": []})["files"]
    }
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old)
        folder = path.is_dir() and not path.is_symlink()
        if folder or name.as_posix() in ours:
            continue
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        os.rename(path, place / name)  # noqa: PTH104
