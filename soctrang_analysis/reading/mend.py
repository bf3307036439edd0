"""Mending the annex: of all small edits of its rows the one by which every sum holds.

An annex that adds up as printed, blank cells told by the sums, stands. Else each row is
read in every small way (``edits``), and rows are put together from the parts up; two
annexes that both add up are an error, as is none. Amounts are whole numbers throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from soctrang_analysis.errors import MendError, PlanError, refused
from soctrang_analysis.reading.annex import Annex, Row, walk
from soctrang_analysis.reading.edits import Amounts, Edit, edits, is_weak, proves_itself
from soctrang_analysis.reading.sums import Solution, add_up, is_proven, needed, yearly

LIMIT = 600_000  # steps: well under a second
Holes = tuple[tuple[str, int], ...]
Ways = dict[tuple[Amounts, Holes], list[Solution]]


def mend(annex: Annex, stated: int | None = None) -> Solution:
    """The one reading of the annex under which every sum holds, by ``line_id``.

    ``stated``, the total in the text, decides only where the annex leaves several.

    >>> a = Row("1", "", "A", "", 1, "", [40, 43, 126])
    >>> whole = Row("total", "", "", "", 2, "", [40, 43, 43])
    >>> mend(Annex((2022, 2023, 2024), 1, "", 1, [a], whole))["1"].defects
    ('total_in_year_cell',)
    """
    plain = add_up(annex)
    agrees = plain is not None and sum(yearly(annex, plain)) == stated
    if plain and is_proven(plain, annex, agrees=agrees):
        others = [] if agrees or stated is None else _others(annex, stated)
        found = [plain, *others]
    else:
        found = _Search(annex).solutions()
        if stated is not None:
            found = _fitting(found, annex, stated) or found
    if len(found) > 1:
        raise _several(annex.total or annex.rows[0], found, annex)
    [solution] = found
    _refuse_doubt(solution, annex)
    return solution


def _refuse_doubt(solution: Solution, annex: Annex) -> None:
    """Refuse a total that may be an amount, and rows that may lack a heading."""
    for row in annex.every:
        if is_weak(solution[row.line_id], row):
            expected = "a last number that is clearly a total"
            raise _fail(row, expected, f"{row.printed}, the sum of the others")
    _refuse_lost_heading(solution, annex)
    if annex.total_column and all(e.total is None for e in solution.values()):
        expected = "a total in at least one row, as the heading announces"
        raise _fail(annex.rows[0], expected, annex.rows[0].printed)


def _refuse_lost_heading(solution: Solution, annex: Annex) -> None:
    """Refuse rows that all hold one number more than the heading has columns."""
    one_more = len(annex.years) + bool(annex.total_column) + 1
    all_more = all(len(row.cells) == one_more for row in annex.every)
    defects = {name for edit in solution.values() for name in edit.defects}
    if all_more and ("surplus_number" in defects or _first_is_total(annex)):
        expected = f"{one_more - 1} numbers in at least one row"
        found = "one more in each: a column without heading"
        raise _fail(annex.rows[0], expected, found)


def _first_is_total(annex: Annex) -> bool:
    """Whether each first number may be the total as well as each last."""
    rows = [[c or 0 for c in row.cells] for row in annex.every]
    return any(map(any, rows)) and all(r[0] == sum(r[1:]) for r in rows)


def _fitting(found: list[Solution], annex: Annex, stated: int) -> list[Solution]:
    return [solution for solution in found if sum(yearly(annex, solution)) == stated]


def _others(annex: Annex, stated: int) -> list[Solution]:
    """Readings by small edits with the total stated, which the print does not give."""
    try:
        return _fitting(_Search(annex).solutions(), annex, stated)
    except MendError:
        return []


class _Search:
    """All readings of an annex by small edits, within a number of steps."""

    def __init__(self, annex: Annex) -> None:
        self.annex = annex
        self.steps = 0

    def solutions(self) -> list[Solution]:
        """Readings under which every sum holds: at least one, or an error."""
        annex = self.annex
        if annex.total:
            ways = self._matched(annex.total, annex.rows)
            return [*chain.from_iterable(ways.values())]
        whole: list[Solution] = [{}]
        for row in annex.rows:
            own = [*chain.from_iterable(self._ways(row).values())]
            if not row.parts:
                _check_alone(row, own, annex)
            self._count(len(whole) * len(own) * len(annex.rows), row)
            whole = [a | b for a in whole for b in own]
        return whole

    def _ways(self, row: Row) -> Ways:
        """Amounts and holes a row can have -> the readings of it and its parts."""
        if row.parts:
            return self._matched(row, row.parts)
        return {
            (e.amounts, tuple((row.line_id, i) for i in e.holes)): [{row.line_id: e}]
            for e in edits(row, self.annex)
        }

    def _matched(self, row: Row, parts: list[Row]) -> Ways:
        """Readings in which the parts add up to their row."""
        sums: Ways = {((0,) * len(self.annex.years), ()): [{}]}
        for ways in sorted(map(self._ways, parts), key=len):
            sums = self._joined(sums, ways, row)
        own = edits(row, self.annex)
        out: Ways = {}
        for (added, holes), found in sums.items():
            for edit in own:
                self._count(1, row)
                if holes or edit.holes or edit.amounts == added:
                    for solution in self._closed(row, edit, (added, holes), found):
                        _keep(out, solution[row.line_id].amounts, solution)
        if not out:
            raise _none(row, own, self.annex)
        return out

    def _joined(self, sums: Ways, ways: Ways, row: Row) -> Ways:
        """Sums with one more part added; two readings of one sum are enough."""
        out: Ways = {}
        for (a, left_holes), left in sums.items():
            for (b, right_holes), right in ways.items():
                self._count(len(a) + len(left) * len(right) * len(left[0]), row)
                holes = left_holes + right_holes
                key = tuple(x + y for x, y in zip(a, b, strict=True))
                known = out.setdefault((key, holes), [])
                room = len(left) * len(right) if holes else 2 - len(known)
                known += [x | y for x in left for y in right][:room]
        return out

    def _closed(
        self, row: Row, edit: Edit, sums: tuple[Amounts, Holes], found: list[Solution]
    ) -> Iterator[Solution]:
        """Readings of the parts with their row, holes filled, where they add up."""
        added, holes = sums
        try:
            fitted = needed(edit, added, [i for _, i in holes])
        except ValueError:
            raise _several(row, found, self.annex) from None
        if fitted is None:
            return
        whole, told = fitted
        for solution in found:
            picks = {**solution, row.line_id: edit.filled(whole)}
            for name, i in holes:
                amounts = picks[name].amounts
                amounts = (*amounts[:i], told.get(i, 0), *amounts[i + 1 :])
                picks[name] = picks[name].filled(amounts)
            own = [row.line_id, *(name for name, _ in holes)]
            if all(picks[n].total in (None, sum(picks[n].amounts)) for n in own):
                yield picks

    def _count(self, steps: int, row: Row) -> None:
        self.steps += steps
        if self.steps > LIMIT:
            raise _fail(row, "few readings", f"more than {LIMIT} steps to try them")


def _keep(out: Ways, amounts: Amounts, solution: Solution) -> None:
    """Keep a reading with its sum, unless one of the same amounts is there, or two."""
    known = out.setdefault((amounts, ()), [])
    if len(known) < 2 and _shape(solution) not in map(_shape, known):
        known.append(solution)


def _shape(solution: Solution) -> list[Amounts]:
    return [edit.amounts for _, edit in sorted(solution.items())]


def _check_alone(row: Row, own: list[Solution], annex: Annex) -> None:
    """Refuse a mend that no other row adds up with, but by the row's own total."""
    alone = own[0][row.line_id] if len(own) == 1 else None
    unproven = alone and alone.defects and not proves_itself(alone, row, annex)
    if not own or unproven or any(s[row.line_id].holes for s in own):
        raise _fail(row, "a sum that proves the mend", f"none for {row.printed}")


def _several(row: Row, found: list[Solution], annex: Annex) -> PlanError:
    """The error of an annex that adds up in two ways, with the rows left open."""
    rows = {r.line_id: r for r in walk([*annex.rows, row])}
    open_ = [n for n in found[0] if len({s[n].amounts for s in found}) > 1]
    readings = []
    for name in open_[:5]:
        ways = sorted({annex.shown(s[name].amounts, " ") for s in found})
        readings.append(f"{name}: " + " or ".join(ways[:6]))
    at = rows[open_[0]] if open_ else row
    return _fail(at, "one mend", "; ".join(readings) or f"many: {at.printed}")


def _none(row: Row, own: list[Edit], annex: Annex) -> PlanError:
    """The error of a row that no reading makes add up, with what was tried."""
    readings = "; ".join(annex.shown(e.amounts, " ") for e in own[:6]) or "none"
    parts = [f"{p.line_id}: {p.printed}" for p in (row.parts or annex.rows)]
    listed = ", ".join(parts[:12]) + (", ..." if len(parts) > 12 else "")
    expected = f"{len(annex.years)} amounts that add up with the rows {listed}"
    return _fail(row, expected, f"printed {row.printed}; readings tried: {readings}")


def _fail(row: Row, expected: str, found: str) -> PlanError:
    where, do = f"budget annex, row {row.line_id}", "compare with the signed document"
    return refused(expected, found, do, where=where, line=row.line, kind=MendError)
