"""Files of values, .csv or .xlsx, read as the table an officer sees, or refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from soctrang_analysis.errors import PlanError, SchemaError
from soctrang_analysis.reading.area_names import known_areas
from soctrang_analysis.reading.delimited import read_delimited
from soctrang_analysis.reading.headings import is_empty, long_table
from soctrang_analysis.reading.value_faults import file_refused, in_file, only_refused
from soctrang_analysis.schema import columns
from soctrang_analysis.texts import read_text

_EXCEL = (".xlsx", ".xlsm")
_ASKED = ("period", "value", "numerator", "denominator", "source_title")


def load_table(path: Path, known: Sequence[str] | None = None) -> pd.DataFrame:
    """The values of a file one a row, labelled by their cells, under our columns.

    ``known`` are the areas that may stand across; those of the facts without it.
    """
    try:
        grid = _grid(path)
        table = long_table(grid, known_areas() if known is None else known)
        if grid.attrs.get("entry"):
            table = _filled_in(table)
    except PlanError as error:
        raise error.at(in_file(path.name, error.where)) from error
    if path.suffix.lower() not in _EXCEL:
        table = _as_before(table)
    table.attrs["file"] = path.name
    return table


def _filled_in(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of our sheet for values in which somebody wrote something."""
    asked = table[[name for name in _ASKED if name in table]]
    kept = table[~asked.map(is_empty).all(axis=1)]
    if kept.empty:
        raise file_refused("empty_table", kind=SchemaError)
    return kept


def _as_before(table: pd.DataFrame) -> pd.DataFrame:
    """Texts of a CSV file without the apostrophe that we write before "=" and others.

    Numbers never have one: where one stands before a number, it is refused.
    """
    texts = [row["column"] for row in columns("observations") if row["dtype"] == "str"]
    read = {c: table[c].map(read_text) for c in texts if c in table}
    return table.assign(**read)


def _grid(path: Path) -> pd.DataFrame:
    """Rows by number and columns by letter."""
    with only_refused("no_table"):
        if path.suffix.lower() in _EXCEL:
            from soctrang_analysis.reading.sheet import read_sheet

            return read_sheet(path)
        return read_delimited(path)
