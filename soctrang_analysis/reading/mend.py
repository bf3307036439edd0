"""Mending the annex: of all small edits of its rows the one by which every sum holds.

An edit drops a repeated number, takes the last number as the row's total, or puts one
number (0 or more) back. A row is decided by its own total, its parts and item, and
the total row, all together; two rows of edits that both work are an error, as is none.
"""

from __future__ import annotations

from soctrang_analysis.errors import MendError
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.annex import TOTAL, Annex, Row, walk
from soctrang_analysis.reading.edits import Amounts, Edit, edits, from_sums, needs_sums

LIMIT = 20_000


Solution = dict[str, Edit]


def _plus(a: Amounts, b: Amounts) -> Amounts:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _solve(row: Row, annex: Annex) -> dict[Amounts, list[Solution]]:
    """Amounts a row can have with its parts -> the ways to have them."""
    own = edits(row, annex)
    if not row.parts:
        return {a: [{row.line_id: e}] for a, e in own.items()}
    solved = _match(row, own, row.parts, annex)
    if not solved:
        raise _none(row, own, annex)
    return solved


def _match(
    row: Row, own: dict[Amounts, Edit], parts: list[Row], annex: Annex
) -> dict[Amounts, list[Solution]]:
    """Ways in which the parts add up to the row."""
    ways = {p.line_id: _solve(p, annex) for p in parts}
    open_ = [p for p in parts if not p.parts and needs_sums(p, annex)]
    out: dict[Amounts, list[Solution]] = {}
    for hole in [None, *open_]:
        sums: dict[Amounts, list[Solution]] = {(0,) * len(annex.years): [{}]}
        for part in (p for p in parts if p is not hole):
            sums = _joined(sums, ways[part.line_id], row)
        for total, solutions in sums.items():
            for amounts, edit in _closing(row, own, total, hole, annex):
                extra = {row.line_id: edit} | _hole(hole, amounts, total, annex)
                if hole is None or hole.line_id in extra:
                    out.setdefault(amounts, [])
                    out[amounts] += [
                        s | extra for s in solutions if s | extra not in out[amounts]
                    ]
    return out


def _hole(hole: Row | None, amounts: Amounts, total: Amounts, annex: Annex) -> Solution:
    if hole is None:
        return {}
    needed = tuple(a - t for a, t in zip(amounts, total, strict=True))
    edit = from_sums(hole, annex, needed)
    return {hole.line_id: edit} if edit else {}


def _closing(
    row: Row, own: dict[Amounts, Edit], total: Amounts, hole: Row | None, annex: Annex
) -> list[tuple[Amounts, Edit]]:
    """Readings of the row that the sum of its parts allows."""
    if hole is not None:
        return list(own.items())
    if total in own:
        return [(total, own[total])]
    edit = from_sums(row, annex, total) if needs_sums(row, annex) else None
    return [(total, edit)] if edit else []


def _joined(
    sums: dict[Amounts, list[Solution]], ways: dict[Amounts, list[Solution]], row: Row
) -> dict[Amounts, list[Solution]]:
    out: dict[Amounts, list[Solution]] = {}
    count = 0
    for a, left in sums.items():
        for b, right in ways.items():
            count += len(left) * len(right)
            if count > LIMIT:
                raise _fail(row, "few readings", f"more than {LIMIT}")
            out.setdefault(_plus(a, b), []).extend(x | y for x in left for y in right)
    return out


def mend(annex: Annex, grand_total: int | None = None) -> Solution:
    """The one reading of the annex under which every sum holds.

    Parameters
    ----------
    annex : Annex
        As printed.
    grand_total : int, optional
        Total stated in the text; decides only where the annex alone leaves several.

    Returns
    -------
    dict
        line_id -> Edit, with "total" for the total row.

    Raises
    ------
    MendError
        If no reading makes every sum hold, or more than one does.

    Examples
    --------
    >>> a = Row("1", "", "A", "", 1, "", [40, 43, 126])
    >>> total = Row("total", "", "", "", 2, "", [40, 43, 43])
    >>> mend(Annex([2022, 2023, 2024], 1, "", [a], total, 1))["1"].defects
    ('total_in_year_cell',)
    """
    if plain := _as_printed(annex, grand_total):
        return plain
    if annex.total is None:
        groups = [list(_solve(row, annex).values()) for row in annex.rows]
        for row, group in zip(annex.rows, groups, strict=True):
            _one(row, [s for ways in group for s in ways], annex)
        return {k: v for group in groups for k, v in group[0][0].items()}
    own = edits(annex.total, annex)
    ways = _match(annex.total, own, annex.rows, annex)
    if not ways:
        raise _none(annex.total, own, annex)
    solutions = [s for found in ways.values() for s in found]
    if len(solutions) > 1 and grand_total is not None:
        solutions = [
            s for s in solutions if sum(s[TOTAL].amounts) == grand_total
        ] or solutions
    return _one(annex.total, solutions, annex)


def _as_printed(annex: Annex, grand_total: int | None) -> Solution | None:
    """The annex without any edit, when every row is complete and every sum holds.

    Not when each last number is the sum of its row: then totals may stand in the years.
    """
    whole = annex.total or Row(TOTAL, "", "", "", annex.line, "", [])
    every = [*walk(annex.rows), *([annex.total] if annex.total else [])]
    plain: Solution = {}
    for row in every:
        for amounts, edit in edits(row, annex).items():
            if not edit.defects:
                plain[row.line_id] = Edit(amounts, (), edit.total)
    if len(plain) < len(every) or all(
        sum(e.amounts[:-1]) == e.amounts[-1] for e in plain.values()
    ):
        return None
    years = range(len(annex.years))
    for row in [*every, *([] if annex.total else [whole])]:
        parts = annex.rows if row.line_id == TOTAL else row.parts
        added = tuple(sum(plain[p.line_id].amounts[i] for p in parts) for i in years)
        if row.line_id == TOTAL and grand_total not in (None, sum(added)):
            return None
        if parts and row.line_id in plain and plain[row.line_id].amounts != added:
            return None
    return plain


def _one(row: Row, solutions: list[Solution], annex: Annex) -> Solution:
    if not solutions:
        raise _none(row, edits(row, annex), annex)
    first = solutions[0]
    open_ = [
        k for k in first if any(s[k].amounts != first[k].amounts for s in solutions[1:])
    ]
    if open_:
        shown = "; ".join(
            f"{k}: "
            + " or ".join(sorted({_show(s[k].amounts, annex) for s in solutions})[:6])
            for k in open_[:5]
        )
        at = {r.line_id: r for r in walk([*annex.rows, row])}[open_[0]]
        raise _fail(at, "one mend", f"{len(solutions)}: {shown}")
    edit = first[row.line_id]
    if not annex.total and not row.parts and edit.defects and edit.total is None:
        raise _fail(row, "a sum that proves the mend", f"none for {row.printed}")
    return first


def _show(amounts: Amounts, annex: Annex) -> str:
    return " ".join(show(a / annex.scale) for a in amounts)


def _none(row: Row, own: dict[Amounts, Edit], annex: Annex) -> MendError:
    parts = row.parts or annex.rows
    readings = "; ".join(_show(a, annex) for a in list(own)[:6]) or "none"
    counts = ", ".join(f"{p.line_id}: {p.printed}" for p in parts)
    return _fail(
        row,
        f"{len(annex.years)} amounts that add up with the rows {counts}",
        f"printed {row.printed}; readings tried: {readings}",
    )


def _fail(row: Row, expected: str, found: str) -> MendError:
    return MendError(
        f"budget annex, row {row.line_id} (line {row.line})",
        expected=expected,
        found=found,
        do="compare the row with the signed document",
        line=row.line,
    )
