"""Every tidy table: columns, types, key, allowed words (``words/columns.csv``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, SchemaError, refused

if TYPE_CHECKING:
    import pandera.pandas as pa

# dtype word -> Frictionless type
FIELD_TYPES = {
    "str": "string",
    "int": "integer",
    "Int64": "integer",
    "float": "number",
    "bool": "boolean",
    "boolean": "boolean",
}
NATURAL = ("indicator_id", "line_id")


def natural_key(name: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key by number, then letter: "2" before "10", "3" before "3a", words last.

    Examples
    --------
    >>> sorted(["10", "2", "3b", "3a", "total"], key=natural_key)
    ['2', '3a', '3b', '10', 'total']
    """
    parts = re.findall(r"\d+|[^\d.]+", str(name))
    return tuple((0, int(p)) if p.isdigit() else (1, p) for p in parts)


@cache
def columns(table: str) -> tuple[dict[str, str], ...]:
    """Rows of ``words/columns.csv`` for one table, in their order.

    Examples
    --------
    >>> [row["column"] for row in columns("agencies")]
    ['target_no', 'agency_vi', 'agency_en', 'role', 'present_vi', ...]
    """
    return tuple(row for row in facts.rows("words/columns") if row["table"] == table)


@cache
def tables() -> tuple[str, ...]:
    """Names of the tables of the contract."""
    return tuple(dict.fromkeys(row["table"] for row in facts.rows("words/columns")))


def allowed(field: Mapping[str, str]) -> list[str]:
    """Words a column may hold; "@table" means the keys of that table of facts.

    Examples
    --------
    >>> allowed({"allowed": "up down"}), allowed({"allowed": "@words/signals"})[0]
    (['up', 'down'], 'good')
    """
    text = field["allowed"]
    if text.startswith("@"):
        return [next(iter(row.values())) for row in facts.rows(text[1:])]
    return text.split()


def word_tables(table: str) -> dict[str, str]:
    """Columns of a table that hold words, and the facts that name them.

    Examples
    --------
    >>> word_tables("progress")["confidence"]
    'words/confidence'
    """
    return {
        row["column"]: row["allowed"][1:]
        for row in columns(table)
        if row["allowed"].startswith("@")
    }


def key_of(table: str) -> list[str]:
    """Key columns of a table.

    Examples
    --------
    >>> key_of("targets")
    ['indicator_id', 'basis', 'year']
    """
    return [row["column"] for row in columns(table) if row["key"]]


def _places(cells: Any, column: str) -> Any:
    """The place of each cell among those of its column in order, empty ones last."""
    codes, found = pd.factorize(cells)
    ordered = sorted(found, key=natural_key if column in NATURAL else None)
    place = {cell: i for i, cell in enumerate(ordered)}
    return np.array([*(place[cell] for cell in found), len(place)])[codes]


@cache
def _dtypes(table: str) -> dict[str, Any]:
    """The type of each column."""
    return {row["column"]: pandas_dtype(row["dtype"]) for row in columns(table)}


@cache
def _optional(table: str) -> dict[str, Any]:
    """What a column that may be empty holds where it is left out."""
    texts = {"str": "", "float": np.nan}
    return {
        row["column"]: texts.get(row["dtype"], pd.NA)
        for row in columns(table)
        if row["empty"] and not row["key"]
    }


def conform(
    rows: Iterable[Mapping[str, Any]] | pd.DataFrame, table: str
) -> pd.DataFrame:
    """A table of the contract from rows: its columns, types, order and unique key.

    Parameters
    ----------
    rows : iterable of mappings, or DataFrame
        One per row; columns the contract does not name are left out.
    table : str
        Name of the table in ``words/columns.csv``.

    Returns
    -------
    DataFrame
        One row per key, sorted by key, flat index.

    Raises
    ------
    SchemaError
        If a column is missing, a value has the wrong type, or a key stands twice.

    Examples
    --------
    >>> conform([{"target_no": 9, "agency_vi": "Công an tỉnh", "role": "joint",
    ...           "source_line": 1}], "agencies")["role"].tolist()
    ['joint']
    """
    cells, keys = _typed(_completed(_given(rows), table), table), key_of(table)
    places = [_places(cells[key], key) for key in keys]
    order = np.lexsort(places[::-1])
    if np.all([np.diff(place[order]) == 0 for place in places], axis=0).any():
        raise _twice(pd.DataFrame({key: cells[key] for key in keys}), table)
    return pd.DataFrame({name: own.take(order) for name, own in cells.items()})


def _given(rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> Any:
    """Rows as columns by name."""
    if isinstance(rows, pd.DataFrame):
        return rows
    rows = list(rows)
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _completed(given: Any, table: str) -> dict[str, Any]:
    """The columns of the contract in their order; optional ones are added."""
    size, optional = max((len(given[c]) for c in given), default=0), _optional(table)
    names = list(_dtypes(table))
    missing = [c for c in names if c not in given and c not in optional]
    if size and missing:
        wanted, found = f"columns {', '.join(names)}", f"no {', '.join(missing)}"
        raise _broken(table, wanted, found, "add the missing columns")
    blank = {c: [optional.get(c)] * size for c in names}
    return blank | {c: given[c] for c in names if c in given}


def _typed(cells: dict[str, Any], table: str) -> dict[str, Any]:
    """Columns as arrays of the types of the contract."""
    try:
        return {c: pd.array(cells[c], dtype=t) for c, t in _dtypes(table).items()}
    except (TypeError, ValueError) as error:
        types = ", ".join(f"{row['column']}: {row['dtype']}" for row in columns(table))
        raise _broken(table, types, str(error), "correct the value") from error


def _twice(found: pd.DataFrame, table: str) -> PlanError:
    """The error of rows that share a key."""
    twice, wanted = found[found.duplicated(keep=False)], ", ".join(key_of(table))
    shown = f"{len(twice)} rows that share a key: {twice.head().to_dict('records')}"
    return _broken(table, f"one row per {wanted}", shown, "keep one row of each")


def require(frame: Any, table: str, names: Iterable[str]) -> None:
    """Refuse what is not a frame with these columns of a table.

    Examples
    --------
    >>> require(pd.DataFrame({"area": ["X"]}), "progress", ["area"])
    """
    have = set(frame) if isinstance(frame, pd.DataFrame) else set()
    if missing := [name for name in names if name not in have]:
        found, do = f"no {', '.join(missing)}", f"give the table {table} as it came"
        raise _broken(table, f"columns {', '.join(names)}", found, do)


def _broken(table: str, expected: str, found: str, do: str) -> PlanError:
    return refused(expected, found, do, where=f"table {table}", kind=SchemaError)


def check(
    frame: pd.DataFrame, table: str, names: Iterable[str] | None = None
) -> pd.DataFrame:
    """The table unchanged, after its contract (or that of some columns) was checked.

    Raises
    ------
    SchemaError
        With at most five offending values.

    Examples
    --------
    >>> bad = conform([{"target_no": 9, "agency_vi": "x", "agency_en": "",
    ...                 "role": "boss", "source_line": 1}], "agencies")
    >>> check(bad, "agencies")
    Traceback (most recent call last):
    ...
    soctrang_analysis.errors.SchemaError: table agencies: expected role: one of ...
    """
    wanted = list(_dtypes(table) if names is None else names)
    have = [f"{name}: {frame[name].dtype}" for name in frame]
    types = [f"{name}: {_dtypes(table)[name]}" for name in wanted]
    if have != types:
        found = ", ".join([t for t in have if t not in types][:5]) or "other columns"
        raise _broken(table, ", ".join(types), found, "correct the rows")
    import pandera.errors

    try:
        contract(table, tuple(wanted)).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise _first_fault(error.failure_cases, frame, table) from error
    return frame


@cache
def contract(table: str, names: tuple[str, ...]) -> pa.DataFrameSchema:
    """The pandera schema of some columns of a table, from ``words/columns.csv``.

    Examples
    --------
    >>> list(contract("agencies", ("role",)).columns)
    ['role']
    """
    import pandera.pandas as pa

    fields = {r["column"]: _field(r) for r in columns(table) if r["column"] in names}
    keys = key_of(table) if {*key_of(table)} <= {*names} else None
    return pa.DataFrameSchema(fields, strict=True, ordered=True, unique=keys)


def _field(row: Mapping[str, str]) -> pa.Column:
    """The rules of one column; its type is compared before."""
    import pandera.pandas as pa

    text, checks = row["dtype"] == "str", []
    if words := allowed(row):
        empty = [""] if text and row["empty"] else []
        checks = [pa.Check.isin([*words, *empty] if text else [*map(int, words)])]
    elif text and not row["empty"]:
        checks = [pa.Check.str_length(min_value=1)]
    return pa.Column(checks=checks, nullable=bool(row["empty"]))


def _first_fault(cases: pd.DataFrame, frame: pd.DataFrame, table: str) -> PlanError:
    """The first rule that is broken, with at most five of its rows."""
    keys = key_of(table)
    name, rule = str(cases["column"].iloc[0]), str(cases["check"].iloc[0])
    if "uniq" in rule or "unique" in rule:
        return _twice(frame[keys], table)
    own = cases[cases["column"].eq(name) & cases["check"].eq(cases["check"].iloc[0])]
    words = {row["column"]: ", ".join(allowed(row)) for row in columns(table)}
    wanted = f"one of {words[name]}" if words[name] else "a value in every row"
    pairs = own.head().set_index("index")["failure_case"].items()
    places = "; ".join(f"row {i}: {v!r}" for i, v in pairs)
    found = f"{len(own)} rows: {places}"
    return _broken(table, f"{name}: {wanted}", found, "correct the rows")
