"""The door: what a user hands in is taken without loss, or refused with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import pandas_dtype

from soctrang_analysis.errors import PlanError, RangeError, SchemaError, refused
from soctrang_analysis.schema import check, columns, conform, key_of, require

_WHOLE = re.compile(r"-?\d{1,19}(\.0+)?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_TRUTH = {"True": True, "False": False}
_LARGEST = 2**63
FEW = 5  # rows an error shows


def taken(frame: Any, table: str, needed: Iterable[str] = ()) -> pd.DataFrame:
    """A table somebody hands in: flat, lossless in the contract's types, checked.

    Empty text is "", whether it came as "" or NaN. Columns the contract does not name
    are left out. With ``needed`` only these columns must be there, and rows keep
    their order; else the whole contract holds and rows are sorted by key.

    Raises
    ------
    SchemaError
        If it is no table, a column is missing or there twice, a value would be
        changed by taking it, or a rule of the contract is broken.

    Examples
    --------
    >>> read = pd.DataFrame({"target_no": ["9"], "agency_vi": "Công an tỉnh",
    ...                      "role": "joint", "source_line": 1.0})
    >>> taken(read, "agencies")["target_no"].tolist()
    [9]
    """
    spec = {row["column"]: row for row in columns(table)}
    require(frame, table, [*needed] or _must(table))
    given = [name for name in spec if name in frame]
    for name in given:
        if isinstance(frame[name], pd.DataFrame):
            raise _refused(table, name, "each column once", "two", "leave one out")
    cells = pd.DataFrame({c: _lossless(frame[c], table, spec[c]) for c in given})
    return check(cells, table, given) if needed else check(conform(cells, table), table)


def _must(table: str) -> list[str]:
    """Columns a table cannot do without."""
    keys = key_of(table)
    rows = columns(table)
    return [r["column"] for r in rows if r["column"] in keys or not r["empty"]]


def _lossless(column: pd.Series, table: str, row: Mapping[str, str]) -> Any:
    """The cells of a column in the type of the contract, none of them changed."""
    kind = row["dtype"]
    read, expected = _READERS[kind]
    if kind == "float" and column.dtype == np.float64:
        found, bad = column.array, np.isinf(column.to_numpy())
    elif column.dtype == pandas_dtype(kind):
        return column.fillna("").array if kind == "str" else column.array
    else:
        found = [_cell(value, read, kind) for value in column.astype(object)]
        bad = np.array([cell is _BAD for cell in found], dtype=bool)
    if bad.any():
        raise _changed(column, bad, table, row, expected)
    return pd.array(found, dtype=pandas_dtype(kind))


def _changed(
    column: pd.Series, bad: Any, table: str, row: Mapping[str, str], expected: str
) -> PlanError:
    """The error of values that taking them would change."""
    shown = [(i, _plain(column.iloc[i])) for i in np.flatnonzero(bad)[:FEW]]
    found = f"{int(bad.sum())} rows: " + "; ".join(f"row {i}: {v!r}" for i, v in shown)
    text = row["dtype"] == "str"
    do = "read it with sta.read_table" if text else "correct the rows"
    return _refused(table, row["column"], expected, found, do)


def _plain(value: Any) -> Any:
    """A value as Python shows it."""
    return value.item() if isinstance(value, np.generic) else value


_BAD = object()


_EMPTY: dict[str, Any] = {"str": "", "int": _BAD, "bool": _BAD}


def _cell(value: Any, read: Callable[[Any], Any], kind: str) -> Any:
    """A value in its column's type, or the mark of a bad one."""
    nothing = value is None or value is pd.NA or value is pd.NaT or value != value
    return _EMPTY.get(kind) if nothing or value == "" else read(value)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool | np.bool_)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not _is_truth(value)


def _text(value: Any) -> Any:
    """Text as it is; a whole number, as pandas reads "9", is the text it shows."""
    if isinstance(value, str):
        return str(value)
    whole = isinstance(value, Integral) and not _is_truth(value)
    return str(int(value)) if whole else _BAD


def _whole(value: Any) -> Any:
    """A whole number, also as 9.0 or "9"; 1.9 is none."""
    if isinstance(value, str):
        value = int(value.split(".")[0]) if _WHOLE.fullmatch(value) else _BAD
    good = _is_number(value) and -_LARGEST <= value < _LARGEST
    return int(value) if good and value == int(value) else _BAD


def _number(value: Any) -> Any:
    """A finite number, also as text with a decimal point."""
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value) else _BAD
    good = _is_number(value) and -np.inf < value < np.inf
    return float(value) if good and float(value) == value else _BAD


def _true_or_false(value: Any) -> Any:
    return bool(value) if _is_truth(value) else _TRUTH.get(value, _BAD)


_READERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "str": (_text, "text"),
    "int": (_whole, "whole numbers"),
    "Int64": (_whole, "whole numbers"),
    "float": (_number, "finite numbers"),
    "bool": (_true_or_false, "True or False"),
    "boolean": (_true_or_false, "True or False"),
}


def year_of(value: Any, where: str = "as_of") -> float:
    """A year as a number; a text, a truth value or nothing is none.

    Examples
    --------
    >>> year_of(2026)
    2026.0
    """
    if not _is_number(value) or not 1990 <= value <= 2100:
        do = "give it as 2026"
        raise refused("a year", repr(value), do, where=where, kind=RangeError)
    return float(value)


def _refused(table: str, column: str, expected: str, found: str, do: str) -> PlanError:
    """The error of one column of a table."""
    where = f"table {table}, column {column}"
    return refused(expected, found, do, where=where, kind=SchemaError)
