"""The only writer: tables as CSV with a Frictionless ``datapackage.json``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis.output.generation import FileSet, write_sets
from soctrang_analysis.output.unwritten import FILES, FOLDER, writing
from soctrang_analysis.schema import FIELD_TYPES, allowed, check, columns, key_of
from soctrang_analysis.texts import written_text


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
