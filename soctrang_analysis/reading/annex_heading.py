"""The heading of the budget annex: what each column holds, its years and its unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold

YEAR, TOTAL, OTHER, BLANK = "year", "total", "other", ""
WORDS = ("label", TOTAL, "note", "agency", "item")
LEFT = ("label", "item")


@dataclass(frozen=True)
class Heading:
    """Columns of the annex, left to right, as kinds; its years, unit and line."""

    kinds: tuple[str, ...]
    years: tuple[int, ...]
    scale: int
    line: int
    rows: tuple[tuple[str, ...], ...]

    @property
    def total(self) -> str:
        """Where a column of totals is announced: "first", "last" or nowhere."""
        if TOTAL not in self.kinds:
            return ""
        return "first" if self.kinds.index(TOTAL) < self.kinds.index(YEAR) else "last"

    @property
    def named(self) -> int:
        """How many columns name a row: two where labels have a column of their own."""
        return 2 if self.kinds[0] != "item" and self.amounts.start > 1 else 1

    @property
    def amounts(self) -> range:
        """Places of the columns of amounts."""
        places = [i for i, kind in enumerate(self.kinds) if kind in (YEAR, TOTAL)]
        return range(places[0], places[-1] + 1)


def cells(line: Line) -> list[str]:
    """Cells of a table row, the empty ones at its end too."""
    return [cell.strip() for cell in line.text.split("\t")]


def plain(text: str) -> str:
    """Words of a cell on one line, folded."""
    return " ".join(fold(text).split())


def annex_error(line: int, expected: str, found: str, do: str) -> PlanError:
    """An error placed in the annex."""
    return refused(expected, found, do, where="budget annex", line=line)


def year_of(cell: str) -> int | None:
    """The year a heading cell names, None where it names none."""
    found = pattern("annex_year").fullmatch(plain(cell))
    return int(found["year"]) if found else None


def find_heading(table: list[Line]) -> int | None:
    """Place of the first row that names at least two years."""
    for i, line in enumerate(table):
        if sum(year_of(cell) is not None for cell in cells(line)) >= 2:
            return i
    return None


def kind_of(cell: str) -> str:
    """What a column with this heading holds."""
    text = plain(cell)
    if not text:
        return BLANK
    kinds = (k for k in WORDS if pattern(f"annex_{k}_heading").search(text))
    return next(kinds, OTHER)


def read_heading(table: list[Line], place: int, near: Iterable[Line]) -> Heading:
    """The columns of a table whose row at ``place`` names the years."""
    line, heading = table[place].number, table[max(place - 3, 0) : place + 1]
    above = [cells(row) for row in heading[:-1] if row.text.strip()]
    row = _shifted(cells(table[place]), above)
    years = _years(row)
    first, last = min(years), max(years)
    wanted = range(years[first], years[first] + last - first + 1)
    if [*years.values()] != [*wanted]:
        found, do = " ".join(map(str, years.values())), "correct the heading"
        raise annex_error(line, "years one after the other", found, do)
    row, above = _widened(row, above)
    over = [row, *(_laid_over(r, row) for r in reversed(above))]
    columns = [next(filter(None, said), "") for said in zip(*over, strict=True)]
    kinds = [kind_of(c) for c in columns]
    kinds[first : last + 1] = [YEAR] * len(years)
    _check(kinds, columns, line)
    same = tuple(tuple(map(plain, r.cells)) for r in heading)
    return Heading(tuple(kinds), tuple(wanted), _scale(near, heading, line), line, same)


def _years(row: list[str]) -> dict[int, int]:
    """Years a heading row names, by their place."""
    named = ((i, year_of(cell)) for i, cell in enumerate(row))
    return {i: year for i, year in named if year is not None}


def _shifted(row: list[str], above: list[list[str]]) -> list[str]:
    """The row of years moved under its group, where its empty cells were lost."""
    kinds = [kind_of(c) for c in above[-1]] if above else [BLANK]
    group = OTHER if OTHER in kinds else TOTAL
    if kinds[0] in LEFT and kind_of(row[0]) in (TOTAL, OTHER) and group in kinds:
        return [""] * kinds.index(group) + row
    return row


def _widened(
    row: list[str], above: list[list[str]]
) -> tuple[list[str], list[list[str]]]:
    """The row of years with the columns behind it that only the row above names."""
    top, (first, last) = above[-1] if above else [], _span(row)
    behind = [c for c in top[first + 1 :] if c]
    if len(top) > len(row):
        return row + [""] * (len(top) - len(row)), above
    if behind and last == len(row) - 1 and not any(top[last + 1 :]):
        wide = [*top[: first + 1], *[""] * (last - first), *behind]
        return row + [""] * len(behind), [*above[:-1], wide]
    return row, above


def _span(row: list[str]) -> tuple[int, int]:
    """Places of the first and last cell that says something."""
    said = [i for i, c in enumerate(row) if c]
    return said[0], said[-1]


def _laid_over(top: list[str], row: list[str]) -> list[str]:
    """A heading row over the row of years: as wide, or with one cell over all years."""
    if len(top) >= len(row):
        return top[: len(row)]
    first, last = _span(row)
    behind = len(row) - 1 - last
    right = top[len(top) - behind :] if len(top) > first + behind else [""] * behind
    return (top + [""] * first)[:first] + [""] * (last + 1 - first) + right


def _check(kinds: list[str], columns: list[str], line: int) -> None:
    """Refuse columns of money that are neither a year nor the one total."""
    first, years = kinds.index(YEAR), kinds.count(YEAR)
    totals = [i for i, kind in enumerate(kinds) if kind == TOTAL]
    beside = totals in ([], [first - 1], [first + years])
    found = " | ".join(map(plain, columns))
    if not beside or any(map(_is_money, kinds, columns)):
        do = "keep one column a year and one of totals beside them"
        raise annex_error(line, "years and at most one total", found, do)
    if first - (totals == [first - 1]) < 1:
        do = "put the items before the amounts"
        raise annex_error(line, "a column of items", found, do)


def _is_money(kind: str, text: str) -> bool:
    """Whether a column of no known kind may hold amounts."""
    names = ("annex_year_within", "annex_money")
    return kind == OTHER and any(pattern(n).search(plain(text)) for n in names)


def _scale(near: Iterable[Line], heading: list[Line], line: int) -> int:
    """The one unit stated near the annex, in đồng."""
    words = {*_units(near, "annex_unit"), *_units(heading, "annex_unit_in_brackets")}
    known = facts.column("words/money_units", "vnd")
    scales = {known.get(word, "") for word in words}
    if len(scales) != 1 or "" in scales:
        found = ", ".join(sorted(words)) or "none"
        expected, do = 'one unit such as "ĐVT: Nghìn đồng"', "state it above the table"
        raise annex_error(line, expected, found, do)
    return int(scales.pop())


def _units(lines: Iterable[Line], name: str) -> Iterator[str]:
    for line in lines:
        for found in pattern(name).finditer(plain(line.text)):
            yield found["scale"] or "đồng"
