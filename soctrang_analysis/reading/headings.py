"""The row of headings of a table, in Vietnamese or ours; wide tables made long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import SchemaError
from soctrang_analysis.reading.area_names import is_area
from soctrang_analysis.reading.observed_cells import plain
from soctrang_analysis.reading.periods import is_period
from soctrang_analysis.reading.text import fold, normalise
from soctrang_analysis.reading.value_faults import at_cell, file_refused
from soctrang_analysis.schema import columns, word_tables

SEARCHED = 30  # rows in which the headings are looked for
_ERROR = re.compile(r"#(?:N/A|[A-Z0/]+[!?])")
_NUMBER = re.compile(r"-?\d[\d.,]*\s*%?")
Kind = Literal["column", "period", "area", "other"]


@dataclass(frozen=True)
class Heading:
    """A heading: its column and row, its name in our tables, what it is."""

    letter: str
    row: int
    name: str
    kind: Kind

    @property
    def cell(self) -> str:
        """The cell it stands in."""
        return f"{self.letter}{self.row}"


@cache
def _columns() -> dict[str, str]:
    """Column of each known heading, folded."""
    own: dict[str, str] = {}
    for row in columns("observations"):
        texts = (row["column"], row["description_vi"], row["description_en"])
        own |= {_folded(text): row["column"] for text in texts}
        own[_folded(" ".join(texts[1:]))] = row["column"]  # as on sheets of ours
    return own | dict(facts.column("words/headings", "column"))


def _folded(cell: Any) -> str:
    return " ".join(fold(normalise(plain(cell))).split())


def is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing to be seen."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def known_headings(cells: Iterable[Any]) -> int:
    """How many cells are headings of the table of values.

    >>> known_headings(["Mã chỉ số", "ĐỊA BÀN", "unit", "x", None])
    3
    """
    return sum(not is_empty(cell) and _folded(cell) in _columns() for cell in cells)


def long_table(grid: pd.DataFrame, known: Sequence[str]) -> pd.DataFrame:
    """Values of a file one a row, labelled by the cell each stands in.

    ``known`` are areas that may stand across. The cells of the other columns are found
    by ``attrs["letters"]``.
    """
    headings, body = _parted(grid, known)
    names = {h.letter: h.name for h in headings}
    _check_cells(body, names)
    table = body[[*names]].rename(columns=names)
    letters = {h.name: h.letter for h in headings}
    if across := [h for h in headings if h.kind in ("period", "area")]:
        _check_mixed(headings, across)
        _check_unknown(headings, table)
        table = _melted(table, across)
    elif "value" in letters:
        table.index = [f"{letters['value']}{row}" for row in table.index]
    table = table.assign(**_our_words(table))
    if "year" in letters:  # a period that is not given is made of the year
        letters.setdefault("period", letters["year"])
    table.attrs["letters"] = letters
    return table


def _parted(
    grid: pd.DataFrame, known: Sequence[str]
) -> tuple[list[Heading], pd.DataFrame]:
    """The headings, and the rows beneath them that are not empty."""
    head = grid.head(SEARCHED).to_numpy(dtype=object)
    place = _place(head)
    cells, last = [*head[place]], place
    if place + 1 < len(head) and _is_second_row(head[place + 1], known):
        last += 1
        pairs = zip(cells, head[last], strict=True)
        cells = [above if is_empty(under) else under for above, under in pairs]
    headings = [
        _heading(letter, grid.index[last], cell, known)
        for letter, cell in zip(grid.columns, cells, strict=True)
        if not is_empty(cell)
    ]
    _check_twice(headings)
    return headings, _without_empty_rows(grid.iloc[last + 1 :])


def _place(head: Any) -> int:
    """Place of the row of headings: the first of those with most that are known."""
    found = [known_headings(row) for row in head]
    if max(found, default=0) > 1:
        return found.index(max(found))
    shown = [str(c)[:40] for row in head[:3] for c in row if not is_empty(c)]
    told = ", ".join(map(repr, shown[:6])) or "–"
    raise file_refused("no_heading", found=told, kind=SchemaError)


def _is_second_row(cells: Iterable[Any], known: Sequence[str]) -> bool:
    """Whether a row holds years or areas only: it stands under a merged heading."""
    kinds = [_heading("", 0, cell, known).kind for cell in cells if not is_empty(cell)]
    return len(kinds) > 1 and set(kinds) in ({"period"}, {"area"})


def _heading(letter: str, row: int, cell: Any, known: Sequence[str]) -> Heading:
    """What a heading is."""
    text = " ".join(normalise(plain(cell)).split())
    if column := _columns().get(_folded(cell)):
        return Heading(letter, row, column, "column")
    if is_period(text):
        return Heading(letter, row, text, "period")
    return Heading(letter, row, text, "area" if is_area(text, known) else "other")


def _without_empty_rows(body: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold something; only the first column is looked at in full."""
    empty = body.index
    for letter in body:
        left = body[letter].loc[empty]
        empty = empty[[is_empty(cell) for cell in left]]
    return body.drop(index=empty)


def _check_twice(headings: list[Heading]) -> None:
    first: dict[str, str] = {}
    for heading in headings:
        name, cell = heading.name, heading.cell
        if name in first:
            given = {"found": repr(name), "first": first[name]}
            raise file_refused("twice", at_cell(cell), SchemaError, **given)
        first[name] = cell


def _check_cells(body: pd.DataFrame, by_letter: dict[str, str]) -> None:
    """Refuse errors of formulas, and cells that no heading stands above."""
    if body.empty:
        raise file_refused("empty_table", kind=SchemaError)
    for letter in body:
        for cell in body[letter].unique():
            if name := _refusal(cell, letter in by_letter):
                row = body.index[body[letter].eq(cell)][0]
                where = at_cell(f"{letter}{row}")
                raise file_refused(name, where, found=repr(cell))


def _refusal(cell: Any, headed: bool) -> str:
    """Why a cell cannot be taken, "" where it can."""
    if is_empty(cell):
        return ""
    if not headed:
        return "no_column"
    return "error_cell" if _ERROR.fullmatch(str(cell).strip()) else ""


def _check_mixed(headings: list[Heading], across: list[Heading]) -> None:
    """Refuse a table whose values, times or areas could stand in two places."""
    first = {heading.kind: heading.name for heading in reversed(across)}
    own = {"period": ("period", "year"), "area": ("area",)}
    taken = {"value"}.union(*(own[kind] for kind in first))
    twice = [h.name for h in headings if h.kind == "column" and h.name in taken]
    if twice or len(first) > 1:
        found = ", ".join([*twice, *first.values()])
        raise file_refused("mixed", found=found, kind=SchemaError)


def _check_unknown(headings: list[Heading], table: pd.DataFrame) -> None:
    """Refuse numbers under an unknown heading: they could be values that get lost."""
    for heading in headings:
        texts = table[heading.name].astype(str).str.strip()
        if heading.kind == "other" and texts.str.fullmatch(_NUMBER).any():
            found, where = repr(heading.name), at_cell(heading.cell)
            raise file_refused("unknown_wide", where, SchemaError, found=found)


def _melted(table: pd.DataFrame, across: list[Heading]) -> pd.DataFrame:
    """One row per value of a table with years or areas across."""
    names = [h.name for h in across]
    kept = table.drop(columns=names)
    parts = []
    for heading in across:
        part = kept.assign(value=table[heading.name])
        part[heading.kind] = heading.name
        part.index = [f"{heading.letter}{row}" for row in table.index]
        parts.append(part)
    return pd.concat(parts)


def _our_words(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Units and kinds of sources by our words, where they are written in others."""
    found = {}
    for column, words in word_tables("observations").items():
        if column in table:
            spoken = {
                _folded(row[lang]): next(iter(row.values()))
                for row in facts.rows(words)
                for lang in facts.LANGS
            }
            texts = {t: spoken.get(_folded(t), t) for t in table[column].unique()}
            found[column] = table[column].map(texts)
    return found
