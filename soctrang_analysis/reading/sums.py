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


def add_up(annex: Annex) -> Solution | None:
    """The annex as printed when every sum holds and tells every blank, else None."""
    read = {row.line_id: as_printed(row, annex) for row in annex.every}
    edits_of = {name: edit for name, edit in read.items() if edit}
    if len(edits_of) < len(read):
        return None
    known: Known = {
        (name, i): None if i in edit.holes else amount
        for name, edit in edits_of.items()
        for i, amount in enumerate(edit.amounts)
    }
    if not _settled(known, list(_sums(annex, edits_of))) or None in known.values():
        return None
    years = range(len(annex.years))
    return {
        name: edit.filled(tuple(known[name, i] or 0 for i in years))
        for name, edit in edits_of.items()
    }


def _sums(annex: Annex, read: Solution) -> Iterator[tuple[Cell | int, list[Cell]]]:
    """Every sum: what it comes to, a cell or a printed total, and its cells."""
    years = range(len(annex.years))
    for name, parts in groups(annex):
        for i in years:
            yield (name, i), [(part.line_id, i) for part in parts]
    for name, edit in read.items():
        if edit.holes and edit.total is not None:
            yield edit.total, [(name, i) for i in years]


def _settled(known: Known, sums: list[tuple[Cell | int, list[Cell]]]) -> bool:
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


def _told(known: Known, whole: Cell | int, parts: list[Cell]) -> Known | None:
    """The blanks one sum tells; None where it does not hold."""
    total = whole if isinstance(whole, int) else known[whole]
    blank = [cell for cell in parts if known[cell] is None]
    added = sum(known[cell] or 0 for cell in parts)
    if total is None:
        return {} if blank or isinstance(whole, int) else {whole: added}
    if total < added or (total > added and not blank):
        return None
    if len(blank) == 1:
        return {blank[0]: total - added}
    return dict.fromkeys(blank, 0) if total == added else {}


def is_proven(solution: Solution, annex: Annex) -> bool:
    """Whether the reading as printed is the only natural one.

    Not when each last number is the sum of its row, as if totals stood in the years;
    nor when a total taken off, or one lacking, is told by no other sum.
    """
    rows = {e.amounts for e in solution.values() if e.total is None and any(e.amounts)}
    in_years = len(rows) > 1 and all(sum(a[:-1]) == a[-1] for a in rows)
    if in_years and not annex.total_column and len(annex.years) > 2:
        return False
    summed = {part.line_id for _, parts in groups(annex) for part in parts}
    summed |= {name for name, _ in groups(annex)}
    return all(
        row.line_id in summed or (proves_itself(edit, row, annex) and len(ways) == 1)
        for row in annex.every
        if (edit := solution[row.line_id]).defects and (ways := edits(row, annex))
    )


def needed(
    edit: Edit, added: Amounts, blanks: list[int]
) -> tuple[Amounts, dict[int, int]] | None:
    """Amounts of a row, and of a lone blank among its parts by place; None if none fit.

    More than one way to fill the blanks is a ValueError.

    >>> needed(Edit((5, 9)), (5, 7), [1])
    ((5, 9), {1: 2})
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
