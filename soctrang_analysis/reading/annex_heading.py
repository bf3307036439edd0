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
    def labelled(self) -> bool:
        """Whether the first column holds labels such as "1" or "-"."""
        return self.kinds[0] != "item" and self.amounts.start > 1

    @property
    def amounts(self) -> range:
        """Places of the columns of amounts."""
        places = [i for i, kind in enumerate(self.kinds) if kind in (YEAR, TOTAL)]
        return range(places[0], places[-1] + 1)


def cells(line: Line) -> list[str]:
    """Cells of a table row, the empty ones at its end too."""
    return [cell.strip() for cell in line.text.split("\t")]


def plain(text: str) -> str:
    r"""Words of a cell on one line, folded.

    >>> plain("Nội\vdung")
    'nội dung'
    """
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
    line = table[place].number
    above = [cells(row) for row in table[max(place - 3, 0) : place] if any(cells(row))]
    row = _shifted(cells(table[place]), above)
    years = {i: y for i, c in enumerate(row) if (y := year_of(c)) is not None}
    first, last = min(years), max(years)
    wanted = range(years[first], years[first] + last - first + 1)
    if list(years.values()) != list(wanted):
        found = " ".join(map(str, years.values()))
        raise annex_error(
            line, "years one after the other", found, "correct the heading"
        )
    row, above = _widened(row, above, last)
    texts = [row, *(_laid_over(r, len(row), first, last) for r in reversed(above))]
    columns = [next(filter(None, column), "") for column in zip(*texts, strict=True)]
    kinds = [YEAR if i in years else kind_of(c) for i, c in enumerate(columns)]
    _check(kinds, columns, line)
    heading = table[max(place - 3, 0) : place + 1]
    same = tuple(tuple(map(plain, r.cells)) for r in heading)
    return Heading(tuple(kinds), tuple(wanted), _scale(near, heading, line), line, same)


def _shifted(row: list[str], above: list[list[str]]) -> list[str]:
    """The row of years moved under its group, where its empty cells were lost."""
    top = above[-1] if above else []
    start = next((i for i, c in enumerate(row) if year_of(c) is not None), 0)
    lost = all(kind_of(c) == TOTAL for c in row[:start])
    if not (lost and top and kind_of(top[0]) in LEFT):
        return row
    kinds = [kind_of(c) for c in top]
    groups = [i for i, k in enumerate(kinds) if k == OTHER]
    groups += [i for i, k in enumerate(kinds) if k == TOTAL]
    return [""] * groups[0] + row if groups else row


def _widened(
    row: list[str], above: list[list[str]], last: int
) -> tuple[list[str], list[list[str]]]:
    """The row of years with the columns behind it that only the row above names."""
    top = above[-1] if above else []
    group = next(i for i, c in enumerate(row) if c)
    behind = [c for c in top[group + 1 :] if c]
    if len(top) > len(row):
        return row + [""] * (len(top) - len(row)), above
    if behind and last == len(row) - 1 and not any(top[last + 1 :]):
        wide = [*top[: group + 1], *[""] * (last - group), *behind]
        return row + [""] * len(behind), [*above[:-1], wide]
    return row, above


def _laid_over(top: list[str], width: int, first: int, last: int) -> list[str]:
    """A heading row over the columns: as wide, or with one cell over all years."""
    if len(top) >= width:
        return top[:width]
    behind = width - 1 - last
    left = (top + [""] * first)[:first]
    right = top[len(top) - behind :] if behind and len(top) > first + behind else []
    right += [""] * (behind - len(right))
    return left + [""] * (last - first + 1) + right


def _check(kinds: list[str], columns: list[str], line: int) -> None:
    """Refuse columns of money that are neither a year nor the one total."""
    first, last = kinds.index(YEAR), len(kinds) - 1 - kinds[::-1].index(YEAR)
    totals = [i for i, kind in enumerate(kinds) if kind == TOTAL]
    strange = [
        text
        for kind, text in zip(kinds, columns, strict=True)
        if kind not in (YEAR, TOTAL, "note")
        and (pattern("annex_year_within").search(plain(text)) or _money(kind, text))
    ]
    if strange or len(totals) > 1 or not {*totals} <= {first - 1, last + 1}:
        shown = " | ".join(plain(c) for c in columns)
        do = "keep one column a year and one of totals beside them"
        raise annex_error(line, "years and at most one total", shown, do)
    if first - len([i for i in totals if i < first]) < 1:
        do = "put the items before the amounts"
        raise annex_error(line, "a column of items", " | ".join(columns), do)


def _money(kind: str, text: str) -> bool:
    return kind == OTHER and bool(pattern("annex_money").search(plain(text)))


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
