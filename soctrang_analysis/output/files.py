"""The only writer: tables as CSV with a Frictionless ``datapackage.json``."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis.errors import PlanError
from soctrang_analysis.schema import FIELD_TYPES, allowed, check, columns, key_of


def write_tables(tables: Mapping[str, pd.DataFrame], out: str | Path) -> list[Path]:
    r"""Write tables of the contract to a folder, all or none.

    Parameters
    ----------
    tables : mapping
        Table name -> table; each is checked against its contract first.
    out : str or Path
        Folder; made if missing. Files of the same names are replaced, others stay.

    Returns
    -------
    list of Path
        One CSV a table (UTF-8, comma, decimal point, ``\n``), then
        ``datapackage.json``. The same tables give the same bytes.

    Raises
    ------
    SchemaError
        If a table breaks its contract; nothing is written then.
    PlanError
        If the folder cannot be written.

    Examples
    --------
    >>> from soctrang_analysis import load_agencies
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [p.name for p in write_tables({"agencies": load_agencies()}, folder)]
    ['agencies.csv', 'datapackage.json']
    """
    texts = {
        f"{name}.csv": check(frame, name).to_csv(index=False, lineterminator="\n")
        for name, frame in tables.items()
    }
    package = json.dumps(_package(list(tables)), ensure_ascii=False, indent=2)
    texts["datapackage.json"] = package + "\n"
    return replace_files({k: v.encode("utf-8") for k, v in texts.items()}, out)


def replace_files(files: Mapping[str, bytes], out: str | Path) -> list[Path]:
    """Write files to a folder through a staging folder, so that none is half-written.

    Raises
    ------
    PlanError
        If the folder cannot be written or a file is held by another program.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in replace_files({"a.txt": b"1"}, folder)]
    ['a.txt']
    """
    out = Path(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".soctrang-", dir=out))
    except OSError as error:
        raise PlanError(
            str(out),
            expected="a folder that can be written",
            found=str(error),
            do="choose another folder with --out",
        ) from error
    try:
        for name, data in files.items():
            (staging / name).write_bytes(data)
        for name in files:
            os.replace(staging / name, out / name)  # noqa: PTH105 - one atomic step
    except OSError as error:
        raise PlanError(
            str(out),
            expected="files that can be replaced",
            found=str(error),
            do="close the files in other programs and try again",
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return [out / name for name in files]


def _package(names: list[str]) -> dict[str, Any]:
    """Frictionless description of the tables, from ``reference/columns.csv``."""
    return {
        "name": "soc-trang-children-plan",
        "title": "Kế hoạch vì trẻ em 2021-2030 / Plan for children 2021-2030",
        "resources": [_resource(name) for name in names],
    }


def _resource(name: str) -> dict[str, Any]:
    fields = []
    for row in columns(name):
        constraints: dict[str, Any] = {} if row["empty"] else {"required": True}
        kind = FIELD_TYPES[row["dtype"]]
        if words := allowed(row):
            constraints["enum"] = (
                [int(w) for w in words] if kind == "integer" else words
            )
        field = {
            "name": row["column"],
            "type": kind,
            "description": f"{row['description_vi']} / {row['description_en']}",
            "constraints": constraints,
        }
        if kind == "boolean":
            field |= {"trueValues": ["True"], "falseValues": ["False"]}
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields}
    required = {row["column"] for row in columns(name) if not row["empty"]}
    if set(key_of(name)) <= required:
        schema["primaryKey"] = key_of(name)
    return {
        "name": name.replace("_", "-"),
        "path": f"{name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
