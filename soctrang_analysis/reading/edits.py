"""Small edits of one annex row: drop a repeated number, take a total, put one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soctrang_analysis.reading.annex import Annex, Row

Amounts = tuple[int, ...]


@dataclass(frozen=True)
class Edit:
    """What was done to a row; no defects means it stands as printed."""

    amounts: Amounts
    defects: tuple[str, ...] = ()
    total: int | None = None


def _totals(row: Row, annex: Annex) -> Iterator[tuple[list[int | None], int | None]]:
    """The row read without a total, and with its last (or first) number as total."""
    cells, years = row.cells, len(annex.years)
    if (
        annex.total_column == "first"
        and len(cells) > years - 1
        and cells[0] is not None
    ):
        yield cells[1:], cells[0]
    elif len(cells) > 1 and cells[-1] is not None:
        yield cells[:-1], cells[-1]
    yield cells, None


def edits(row: Row, annex: Annex) -> dict[Amounts, Edit]:
    """Every reading of one row by small edits, its own total held.

    Parameters
    ----------
    row : Row
        As printed.
    annex : Annex
        For its years and total column.

    Returns
    -------
    dict
        Amounts -> Edit, one per different amounts.

    Examples
    --------
    >>> row = Row("1", "", "A", "", 1, "", [40, 43, 126])
    >>> annex = Annex([2022, 2023, 2024], 1, "", [row], None, 1)
    >>> sorted(edits(row, annex))
    [(40, 43, 43), (40, 43, 126), (43, 40, 43)]
    """
    years = len(annex.years)
    found: dict[Amounts, Edit] = {}
    for cells, total in _totals(row, annex):
        for amounts, defect in _fitted(cells, total, years):
            if total is not None and sum(amounts) != total:
                continue
            defects = (defect,) if defect else ()
            if total is not None and not annex.total_column and not defects:
                defects = ("unmarked_total",)
            if (
                defect == "missing_number"
                and total is not None
                and not annex.total_column
            ):
                defects = ("total_in_year_cell",)
            edit = Edit(amounts, defects, total)
            kept = found.setdefault(amounts, edit)
            if len(edit.defects) < len(kept.defects):
                found[amounts] = edit
    return found


def _fitted(
    cells: list[int | None], total: int | None, years: int
) -> Iterator[tuple[Amounts, str]]:
    """Cells brought to the number of years by at most one drop or one put back."""
    known = [c for c in cells if c is not None]
    if len(known) < len(cells):
        yield from _filled(cells, total, years)
    elif len(known) == years:
        yield tuple(known), ""
    elif len(known) == years + 1:
        for i, cell in enumerate(known):
            if cell in (known[i - 1 : i] + known[i + 1 : i + 2]):
                yield tuple(known[:i] + known[i + 1 :]), "surplus_number"
    elif len(known) == years - 1 and total is not None and total >= sum(known):
        for i in range(years):
            yield (*known[:i], total - sum(known), *known[i:]), "missing_number"


def _filled(
    cells: list[int | None], total: int | None, years: int
) -> Iterator[tuple[Amounts, str]]:
    """Blank cells as zeros, or the only one as what the total lacks."""
    if len(cells) != years:
        return
    zeros = [c or 0 for c in cells]
    yield tuple(zeros), "blank_cell"
    if cells.count(None) == 1 and total is not None and total >= sum(zeros):
        zeros[cells.index(None)] = total - sum(zeros)
        yield tuple(zeros), "blank_cell"


def needs_sums(row: Row, annex: Annex) -> bool:
    """Whether a number is missing that only the other rows can tell."""
    years = len(annex.years)
    blanks = row.cells.count(None)
    return (blanks == 1 and len(row.cells) >= years) or (
        blanks == 0 and len(row.cells) == years - 1
    )


def from_sums(row: Row, annex: Annex, needed: Amounts) -> Edit | None:
    """The row as the other rows need it, when only its missing number differs."""
    if min(needed) < 0:
        return None
    cells = row.cells[: len(annex.years)]
    if None in cells:
        same = all(c is None or c == n for c, n in zip(cells, needed, strict=True))
        return Edit(needed, ("blank_cell",)) if same else None
    for i in range(len(needed)):
        if [*needed[:i], *needed[i + 1 :]] == cells:
            return Edit(needed, ("missing_number",))
    return None
