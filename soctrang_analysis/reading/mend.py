"""Mending the annex: of all small edits of its rows the one under which every sum holds.

An edit drops a repeated number, takes the last number as the row's total, or puts one
number (0 or more) back. A row is decided by its own total, by its parts and item, and by
the total row, all together; two rows of edits that both work are an error, as is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soctrang_analysis.errors import MendError
from soctrang_analysis.reading.annex import TOTAL, Annex, Row
from soctrang_analysis.reading.text import show_number

Amounts = tuple[int, ...]
LIMIT = 20_000


@dataclass(frozen=True)
class Edit:
    """What was done to a row; no defects means it stands as printed."""

    amounts: Amounts
    defects: tuple[str, ...] = ()
    total: int | None = None


Solution = dict[str, Edit]


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
    blank = [i for i, c in enumerate(cells) if c is None]
    if blank:
        if len(cells) != years:
            return
        zeros = tuple(c or 0 for c in cells)
        yield zeros, "blank_cell"
        if len(blank) == 1 and total is not None and total >= sum(zeros):
            filled = list(zeros)
            filled[blank[0]] = total - sum(zeros)
            yield tuple(filled), "blank_cell"
        return
    known = [c for c in cells if c is not None]
    if len(known) == years:
        yield tuple(known), ""
    elif len(known) == years + 1:
        for i, cell in enumerate(known):
            if cell in (known[i - 1 : i] + known[i + 1 : i + 2]):
                yield tuple(known[:i] + known[i + 1 :]), "surplus_number"
    elif len(known) == years - 1 and total is not None and total >= sum(known):
        for i in range(years):
            yield tuple([*known[:i], total - sum(known), *known[i:]]), "missing_number"


def _needs_sums(row: Row, annex: Annex) -> bool:
    """Whether a number is missing that only the other rows can tell."""
    years = len(annex.years)
    blanks = row.cells.count(None)
    return (blanks == 1 and len(row.cells) >= years) or (
        blanks == 0 and len(row.cells) == years - 1
    )


def _from_sums(row: Row, annex: Annex, needed: Amounts) -> Edit | None:
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
    open_ = [p for p in parts if not p.parts and _needs_sums(p, annex)]
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
    edit = _from_sums(hole, annex, needed)
    return {hole.line_id: edit} if edit else {}


def _closing(
    row: Row, own: dict[Amounts, Edit], total: Amounts, hole: Row | None, annex: Annex
) -> list[tuple[Amounts, Edit]]:
    """Readings of the row that the sum of its parts allows."""
    if hole is not None:
        return list(own.items())
    if total in own:
        return [(total, own[total])]
    edit = _from_sums(row, annex, total) if _needs_sums(row, annex) else None
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
        raise _fail(
            _row(annex, open_[0]) or row, "one mend", f"{len(solutions)}: {shown}"
        )
    edit = first[row.line_id]
    if not annex.total and not row.parts and edit.defects and edit.total is None:
        raise _fail(row, "a sum that proves the mend", f"none for {row.printed}")
    return first


def _row(annex: Annex, line_id: str) -> Row | None:
    rows = [*annex.rows, *([annex.total] if annex.total else [])]
    while rows:
        row = rows.pop()
        if row.line_id == line_id:
            return row
        rows += row.parts
    return None


def _show(amounts: Amounts, annex: Annex) -> str:
    return " ".join(show_number(a / annex.scale) for a in amounts)


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
        f"budget annex, row {row.line_id} (line {row.line})", expected=expected, found=found,
        do="compare the row with the signed document", line=row.line,
    )  # fmt: skip
