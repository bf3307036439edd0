"""The sums of an annex: whether it adds up as printed, its blanks told by the sums."""

from __future__ import annotations

from collections.abc import Iterator

from soctrang_analysis.reading.annex import WHOLE, Annex, Row
from soctrang_analysis.reading.edits import (
    Amounts,
    Edit,
    as_printed,
    edits,
    proves_itself,
)

Solution = dict[str, Edit]
Cell = tuple[str, int]
Known = dict[Cell, int | None]
ROUNDS = 50  # a blank told by a blank told by a blank ...


def groups(annex: Annex) -> Iterator[tuple[str, list[Row]]]:
    """Each row that others add up to, with those others."""
    for row in annex.every:
        parts = annex.rows if row.line_id == WHOLE else row.parts
        if parts:
            yield row.line_id, parts


def yearly(annex: Annex, solution: Solution) -> list[int]:
    """The items added up, year by year."""
    amounts = [solution[row.line_id].amounts for row in annex.rows]
    return [sum(year) for year in zip(*amounts, strict=True)]


def add_up(annex: Annex) -> Solution | None:
    """The annex as printed when every sum holds and tells every blank, else None."""
    read: Solution = {}
    for row in annex.every:
        edit = as_printed(row, annex)
        if edit is None:
            return None
        read[row.line_id] = edit
    known = _cells(read)
    if not _settled(known, list(_sums(annex, read))):
        return None
    for name, edit in read.items():
        amounts = [known[name, i] for i in range(len(annex.years))]
        if None in amounts:
            return None
        read[name] = edit.filled(tuple(amount or 0 for amount in amounts))
    return read


def _cells(read: Solution) -> Known:
    """Every amount, None for a hole; place -1 is the total of the row."""
    known: Known = {}
    for name, edit in read.items():
        known |= {(name, i): amount for i, amount in enumerate(edit.amounts)}
        known |= {(name, i): None for i in edit.holes}
        known[name, -1] = edit.total
    return known


def _sums(annex: Annex, read: Solution) -> Iterator[tuple[Cell, list[Cell]]]:
    """Every sum: the cell it comes to, and the cells added up."""
    years = range(len(annex.years))
    for name, parts in groups(annex):
        for i in years:
            yield (name, i), [(part.line_id, i) for part in parts]
    for name, edit in read.items():
        if edit.holes:
            yield (name, -1), [(name, i) for i in years]


def _settled(known: Known, sums: list[tuple[Cell, list[Cell]]]) -> bool:
    """Fill in ``known`` what the sums tell; False where one does not hold."""
    for _ in range(ROUNDS):
        before = list(known.values()).count(None)
        for whole, parts in sums:
            told = _told(known, whole, parts)
            if told is None:
                return False
            known.update(told)
        if list(known.values()).count(None) == before:
            return True
    return False


def _told(known: Known, whole: Cell, parts: list[Cell]) -> Known | None:
    """The blanks one sum tells; None where it does not hold."""
    total, blank = known[whole], [cell for cell in parts if known[cell] is None]
    added = sum(filter(None, map(known.get, parts)))
    if total is None:
        return {} if blank else {whole: added}
    if not blank or added > total:
        return {} if added == total else None
    told = blank if added == total or len(blank) == 1 else []
    return dict.fromkeys(told, total - added)


def is_proven(solution: Solution, annex: Annex, *, agrees: bool) -> bool:
    """Whether the reading as printed is the only natural one.

    What was done to a row must be told by a sum with other rows, or by its own total
    where no other edit fits; ``agrees``: the total stated in the text is met too.
    """
    summed = _summed(annex)
    for row in annex.every:
        edit = solution[row.line_id]
        if edit.defects and row.line_id not in summed:
            alone = agrees or len(edits(row, annex)) == 1
            if not alone or not proves_itself(edit, row, annex):
                return False
    return agrees or bool(annex.total_column) or not _totals_in_years(solution)


def _summed(annex: Annex) -> set[str]:
    """Rows that stand in a sum with others."""
    found: set[str] = set()
    for whole, parts in groups(annex):
        found |= {whole, *(part.line_id for part in parts)}
    return found


def _totals_in_years(solution: Solution) -> bool:
    """Whether every last number is the sum of its row, as if totals stood there."""
    rows = {e.amounts for e in solution.values() if e.total is None and any(e.amounts)}
    years = {len(row) for row in rows}
    return len(rows) > 1 and years != {2} and all(sum(r[:-1]) == r[-1] for r in rows)


def needed(
    edit: Edit, added: Amounts, blanks: list[int]
) -> tuple[Amounts, dict[int, int]] | None:
    """Amounts of a row, and of a lone blank among its parts by place; None if none fit.

    More than one way to fill the blanks is a ValueError.

    >>> needed(Edit((5, 9)), (5, 7), [1])
    ((5, 9), {0: 0, 1: 2})
    """
    whole, told, doubt = list(edit.amounts), {}, False
    for i, (amount, sum_) in enumerate(zip(edit.amounts, added, strict=True)):
        left = amount - sum_
        if i in edit.holes:
            whole[i], doubt = sum_, doubt or i in blanks
        elif left and (i not in blanks or left < 0):
            return None
        else:
            told[i], doubt = left, doubt or (left > 0 and blanks.count(i) > 1)
    if doubt:
        raise ValueError
    return tuple(whole), told
