"""What is refused in tables that people hand in: rows, cells and files, located."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import ParseError, PlanError, refused

BETWEEN = " / "  # the Vietnamese text and the English one, both whole


def fault(
    kind: type[PlanError],
    frame: pd.DataFrame,
    rows: pd.Series,
    name: str,
    column: str,
    *,
    do: str = "correct",
    **given: object,
) -> PlanError:
    """The error for rows of values, at most five shown; those of a file by their cell.

    ``name`` is a row of ``words/value_faults``, told in both languages for a file.
    """
    shown = frame.loc[rows, ["indicator_id", "area", "period", column]].head()
    cells = [cell_of(frame, label, column) for label in shown.index]
    places = "; ".join(
        f"{cell}: {', '.join(map(repr, row))}"
        for cell, row in zip(cells, shown.to_numpy().tolist(), strict=True)
    )
    count = int(rows.sum())
    if "file" not in frame.attrs:
        expected = facts.said("words/value_faults", name, "en", **given)
        where, found = f"observations, column {column}", f"{count} rows: {places}"
        return refused(expected, found, "correct the rows", where=where, kind=kind)
    shown_rows = places.replace(BETWEEN, "/")
    return refused(
        facts.both("words/value_faults", name, **given),
        facts.both("words/value_faults", "rows", count=count, rows=shown_rows),
        facts.both("words/value_faults", do),
        where=in_file(frame.attrs["file"], at_cell(", ".join(cells))),
        kind=kind,
    )


def cell_of(frame: pd.DataFrame, label: object, column: str) -> str:
    """The place of a value: its row, and in a file the cell of the column.

    Rows of a file are labelled by the cell of their value.
    """
    if "file" not in frame.attrs:
        return f"row {label}"
    letter = frame.attrs["letters"].get(column)
    row = str(label).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"{letter}{row}" if letter else str(label)


def in_file(file: str, place: str) -> str:
    """A place in both languages with the file in front of each.

    >>> in_file("x.csv", "ô D7 / cell D7"), in_file("x.csv", "")
    ('x.csv, ô D7 / x.csv, cell D7', 'x.csv')
    """
    places = place.split(BETWEEN) if place else []
    return BETWEEN.join(f"{file}, {own}" for own in places) or file


def at_cell(cell: str) -> str:
    """A cell as the place of an error.

    >>> at_cell("D7")
    'ô D7 / cell D7'
    """
    return facts.label("cell", cell=cell)


def file_refused(
    name: str, where: str = "", kind: type[PlanError] = ParseError, **given: object
) -> PlanError:
    """An error of a file in both languages, by a row of ``words/file_refusals``.

    >>> print(file_refused("error_cell", at_cell("D7"), found="#N/A"))
    ô D7 / cell D7: expected một giá trị / a value; found lỗi #N/A / the error #N/A; ...
    """
    row = facts.row("words/file_refusals", name)
    given = {k: str(v).replace(BETWEEN, "/") for k, v in given.items()}
    expected, found, do = (
        BETWEEN.join(
            dict.fromkeys(row[f"{part}_{lang}"].format(**given) for lang in facts.LANGS)
        )
        for part in ("expected", "found", "do")
    )
    return refused(expected, found, do, where=where, kind=kind)


@contextmanager
def only_refused(name: str) -> Iterator[None]:
    """Turn what a damaged file raises into its refusal, whatever that is.

    ``name`` is a row of ``words/file_refusals``; openpyxl lets errors of zip and XML
    through.
    """
    try:
        yield
    except PlanError:
        raise
    except Exception as error:
        raise file_refused(name, found=type(error).__name__) from error
