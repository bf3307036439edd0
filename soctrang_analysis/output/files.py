"""The only writer: tables as CSV with a Frictionless ``datapackage.json``."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.output.generation import FileSet, write_sets
from soctrang_analysis.output.unwritten import FILES, FOLDER, writing
from soctrang_analysis.schema import FIELD_TYPES, allowed, check, columns, key_of
from soctrang_analysis.texts import written_text

# How often, and after how many seconds, a lock that another run holds is tried again.
TRIES, PAUSE = 100, 0.1


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    out: str | Path,
    *,
    kind: str,
    of: str,
    title: str = "",
) -> None:
    """Write tables to a folder, all or none; each is checked against its contract."""
    write_sets({Path(out): FileSet(kind, of, table_files(tables, title=title))})


def table_files(
    tables: Mapping[str, pd.DataFrame], *, title: str = ""
) -> dict[str, bytes]:
    """Checked tables as files, with the Frictionless description of them."""
    files = {f"{n}.csv": csv_bytes(check(frame, n)) for n, frame in tables.items()}
    package: dict[str, Any] = {"name": "plan"} | ({"title": title} if title else {})
    package["resources"] = [_resource(name) for name in tables]
    return files | {"datapackage.json": json_bytes(package)}


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8, comma, decimal point, one way to end a line.

    Text that a spreadsheet would run has an apostrophe before it (`written_text`).
    """
    texts = table.select_dtypes(include=["str", "object"])
    table = table.assign(**{str(c): texts[c].map(written_text) for c in texts})
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """A JSON file for people and programs."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def write_file(data: bytes, path: Path) -> Path:
    """Write one file in one step: it is the old one or the new one."""
    with writing([path.parent], FOLDER):
        path.parent.mkdir(parents=True, exist_ok=True)
        staging = path.with_name(f".{path.name}.soctrang-new")
        try:
            staging.write_bytes(data)
            with writing([path], FILES):
                os.replace(staging, path)  # noqa: PTH105 - one atomic step
        finally:
            staging.unlink(missing_ok=True)
    return path


@contextmanager
def locked(path: Path, who: str) -> Iterator[None]:
    """A file that one run alone may change: others wait, then are told what to do.

    The lock is a file of its own beside it; a run that was killed leaves it there.
    """
    lock = path.with_name(f"{path.name}.lock")
    with writing([path.parent], FOLDER):
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(TRIES):
            try:
                handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
                break
            except FileExistsError:
                time.sleep(PAUSE)
        else:
            raise _held(lock)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{who}\n")
            yield
        finally:
            lock.unlink(missing_ok=True)


def _held(lock: Path) -> PlanError:
    """The error of a lock that does not go away."""
    holder = lock.read_text("utf-8", "replace").strip()[:60] if lock.is_file() else ""
    do = f"wait for the other run; if there is none, delete {lock.name} and try again"
    found = f"{lock.name} of {holder!r}"
    wanted = "a record that no other run is writing"
    return refused(wanted, found, do, where=lock.name.removesuffix(".lock"))


def _resource(name: str) -> dict[str, Any]:
    """Frictionless description of a table, from ``words/columns.csv``."""
    schema: dict[str, Any] = {"fields": [_field(row) for row in columns(name)]}
    required = {row["column"] for row in columns(name) if not row["empty"]}
    if set(key_of(name)) <= required:
        schema["primaryKey"] = key_of(name)
    return {
        "name": name.replace("_", "-"), "path": f"{name}.csv", "type": "table",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    }  # fmt: skip


def _field(row: Mapping[str, str]) -> dict[str, Any]:
    """Frictionless description of one column."""
    kind = FIELD_TYPES[row["dtype"]]
    constraints: dict[str, Any] = {} if row["empty"] else {"required": True}
    if words := allowed(row):
        constraints["enum"] = [*map(int, words)] if kind == "integer" else words
    field = {
        "name": row["column"],
        "type": kind,
        "description": f"{row['description_vi']} / {row['description_en']}",
        "constraints": constraints,
    }
    if kind == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field
