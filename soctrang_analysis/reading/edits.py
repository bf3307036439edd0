"""Small edits of one annex row: drop a repeated number, take a total, put one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from soctrang_analysis.reading.annex import Annex, Row

Amounts = tuple[int, ...]
Cells = list[int | None]


@dataclass(frozen=True)
class Edit:
    """What was done to a row; no defects means it stands as printed.

    ``holes`` are places whose amount (0 so far) only the other rows can tell.
    """

    amounts: Amounts
    defects: tuple[str, ...] = ()
    total: int | None = None
    holes: tuple[int, ...] = ()

    def filled(self, amounts: Amounts) -> Edit:
        """The same edit with its holes filled."""
        return Edit(amounts, self.defects, self.total)


def as_printed(row: Row, annex: Annex) -> Edit | None:
    """The row read by its columns alone, blanks as holes; None where it cannot be."""
    years, cells = len(annex.years), row.cells
    if not annex.total_column:
        if len(cells) == years + 1 and None not in cells and _adds_up(cells):
            return Edit(_known(cells[:-1]), ("unmarked_total",), cells[-1])
        return _with_holes(cells, None) if len(cells) == years else None
    if len(cells) != years + 1:
        return None
    amounts, total = _split(cells, annex)
    edit = _with_holes(amounts, total)
    if edit and total is None:
        return replace(edit, defects=("missing_total", *edit.defects))
    return edit


def _split(cells: Cells, annex: Annex) -> tuple[Cells, int | None]:
    """Amounts and total of a row whose total has a column."""
    if annex.total_column == "first":
        return cells[1:], cells[0]
    return cells[:-1], cells[-1]


def _known(cells: Cells) -> Amounts:
    return tuple(c or 0 for c in cells)


def _adds_up(cells: Cells) -> bool:
    *amounts, total = _known(cells)
    return sum(amounts) == total


def _with_holes(cells: Cells, total: int | None) -> Edit | None:
    """Cells in their places; the total tells a lone hole, or that all hold nothing."""
    amounts = _known(cells)
    holes = tuple(i for i, c in enumerate(cells) if c is None)
    edit = Edit(amounts, ("blank_cell",)[: len(holes)], total, holes)
    if total is None or (len(holes) > 1 and total > sum(amounts)):
        return edit
    lacks = total - sum(amounts)
    if lacks and (lacks < 0 or not holes):
        return None
    for i in holes:
        amounts = (*amounts[:i], lacks, *amounts[i + 1 :])
    return edit.filled(amounts)


def is_weak(edit: Edit, row: Row) -> bool:
    """Whether the total may as well be an amount: it is the sum of the others."""
    bare = len(edit.amounts) == 2 or _adds_up(row.cells)
    return "total_in_year_cell" in edit.defects and bare


def proves_itself(edit: Edit, row: Row, annex: Annex) -> bool:
    """Whether the row's own total is proof enough of what was done to it.

    Not of an amount put in the first or last place, where the row may have been moved.
    """
    if edit.total is None or edit.holes:
        return False
    cells = _split(row.cells, annex)[0] if annex.total_column else row.cells
    moved = [edit.amounts[i] for i in (0, -1) if cells[i] is None]
    return not any(moved)


def edits(row: Row, annex: Annex) -> list[Edit]:
    """Every reading of one row by small edits, its own total held, the plainest first.

    >>> row = Row("1", "", "A", "", 1, "", [40, 43, 126])
    >>> [e.amounts for e in edits(row, Annex((2022, 2023, 2024), 1, "", 1))]
    [(40, 43, 126), (43, 40, 43), (40, 43, 43)]
    """
    found: dict[tuple[Amounts, tuple[int, ...]], Edit] = {}
    for edit in sorted(_readings(row, annex), key=lambda e: len(e.defects)):
        found.setdefault((edit.amounts, edit.holes), edit)
    return list(found.values())


def _readings(row: Row, annex: Annex) -> Iterator[Edit]:
    """Edits of a row: with its total where one can stand, and without."""
    if plain := as_printed(row, annex):
        yield plain
    # Once a row must be edited, a blank proves no place: it may have been moved there.
    cells, years = tuple(c for c in row.cells if c is not None), len(annex.years)
    if cells and annex.total_column:
        amounts, total = _split(list(cells), annex)
        yield from _small(_known(amounts), total, years)
        if len(cells) == years:
            yield Edit(cells, ("missing_total",))
    elif cells:
        yield from _small(cells[:-1], cells[-1], years, "total_in_year_cell")
        yield from _small(cells, None, years)


def _small(
    cells: Amounts, total: int | None, years: int, lost: str = "missing_number"
) -> Iterator[Edit]:
    """One number dropped beside its equal, or put back; a total must be met."""
    for i in range(years):
        if len(cells) == years + 1 and cells[i] == cells[i + 1]:
            amounts = cells[:i] + cells[i + 1 :]
            if total in (None, sum(amounts)):
                yield Edit(amounts, ("surplus_number",), total)
        elif len(cells) == years - 1:
            lacks = 0 if total is None else total - sum(cells)
            holes = (i,) if total is None else ()
            if lacks >= 0:
                yield Edit((*cells[:i], lacks, *cells[i:]), (lost,), total, holes)
