"""Tables of targets: their rows as the sentences they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.grid import Row, grid_of, numbers_columns
from soctrang_analysis.reading.text import fold

_EMPTY = ("", "-", "–", "—", "x", "…", "...")
Cells = dict[str, str]  # number and text of a row


class Heading(NamedTuple):
    """The heading of a table: its rows, and what its columns hold."""

    rows: list[Row]
    columns: dict[int, tuple[int, int]]  # of years: first and last year
    units: list[int]
    past: list[int]

    @property
    def first(self) -> int:
        """The first column of a year."""
        return min(self.columns)

    @property
    def width(self) -> int:
        """Cells of a row; 0 where headings of another width hide which are past."""
        width = len(self.rows[-1])
        others = [row for row in self.rows if len(row) != width]
        return 0 if any(_is_past(cell) for row in others for cell in row) else width

    def over(self, column: int) -> Row:
        """What stands over a column, from below."""
        width = len(self.rows[-1])
        rows = [row for row in self.rows[:-1] if len(row) == width]
        return [self.rows[-1][column], *_over(reversed(rows), column)]


def table_rows(lines: list[Line], framework: Framework) -> dict[int, list[Cells]]:
    """Rows of tables with a column for a year, by their line; none is a money table."""
    found: dict[int, list[Cells]] = {}
    for first, stop in _tables(lines):
        table = lines[first:stop]
        near = " ".join(x.text for x in [*lines[max(first - 4, 0) : first], *table[:3]])
        grid = list(grid_of(table))
        heading = _header(grid)
        said = _words(heading.rows) if heading else fold(near)
        money = pattern("money_table").search(fold(near))
        if money and not pattern("target_word").search(said):
            found |= {line.number: [] for line in table if line.row}
        elif heading:
            numbers = (line.number for line in table)
            found |= zip(numbers, _rows(grid, heading, framework), strict=True)
    return found


def _tables(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Runs of lines with tabs, blank lines and page numbers inside."""
    first = last = -1
    for i, line in enumerate(lines):
        tabbed = "\t" in line.text.strip(" ")
        if tabbed and first < 0:
            first = i
        if tabbed:
            last = i
        elif first >= 0 and not _is_between(fold(line.text).strip()):
            yield first, last + 1
            first = -1
    if first >= 0:
        yield first, last + 1


def _is_between(text: str) -> bool:
    return not text or pattern("annex_page_number").fullmatch(text) is not None


def _header(grid: list[Row]) -> Heading | None:
    """The heading of a table, down to its last row."""
    for place, row in enumerate(grid[:4]):
        heading = _heading(grid[: place + 1]) if _could_head(row) else None
        if heading is None:
            continue
        for below in grid[place + 1 : place + 3]:
            if _goes_on(heading, below):
                heading = _heading([*heading.rows, below]) or heading
        return heading
    return None


def _words(rows: list[Row]) -> str:
    """All words of some rows."""
    return fold(" ".join(cell for row in rows for cell in row))


def _heading(rows: list[Row]) -> Heading | None:
    """Rows as the heading of a table, None where they name no target or no year."""
    if not pattern("table_name").search(_words(rows)):
        return None
    named = [(i, fold(cell)) for row in rows for i, cell in enumerate(row)]
    units = [i for i, cell in named if pattern("table_unit").match(cell)]
    heading = Heading(rows, {}, units, [])
    for i in range(len(rows[-1])):
        over = heading.over(i)
        if any(map(_is_past, over)):
            heading.past.append(i)
        elif year := next(filter(None, map(_year, over)), None):
            heading.columns[i] = year
    return heading if heading.columns else None


def _year(cell: str) -> tuple[int, int] | None:
    """First and last year of the heading of a column, None where it names none."""
    year = pattern("table_year").match(fold(cell))
    return (int(year["first"]), int(year["last"] or year["first"])) if year else None


def _goes_on(heading: Heading, below: Row) -> bool:
    """Whether a row is a further one of a heading: it names no target, no value."""
    above, said = heading.rows[-1], [c for c in below if c]
    own = [c for c, a in zip(below[: heading.first], above, strict=False) if c != a]
    plain = all(_year(c) or not any(map(str.isdigit, c)) for c in said)
    return bool(said) and plain and not any(own) and _could_head(below)


def _is_past(heading: str) -> bool:
    return pattern("table_past").match(fold(heading)) is not None


def _could_head(cells: Row) -> bool:
    """Whether a row is short enough for a heading, and holds no value."""
    values = [c for c in cells if pattern("like_a_target").search(fold(c))]
    numbers = (c for c in cells if pattern("table_value").fullmatch(fold(c)))
    values += [c for c in numbers if not _year(c)]
    return len(cells) > 1 and max(map(len, cells)) <= 60 and not values


def _rows(
    grid: list[Row], heading: Heading, framework: Framework
) -> Iterator[list[Cells]]:
    """What each row says; one of the heading, of a group or of no value is empty."""
    group: tuple[str, str] = ("", "")  # number and name of a row without values
    for cells in grid:
        if again := _again(cells, heading):
            heading = again
            yield []
            continue
        row = _sentence(cells, heading, framework)
        if row is None:
            group = _group(cells, heading)
        elif len(cells) == heading.width:
            row = _in_group(row, group)
        else:
            row = _unclear(cells)
        yield [_unclear(cells)] if _has_stray(cells, heading) else [row] if row else []


def _again(cells: Row, heading: Heading) -> Heading | None:
    """The heading of a table from a row on that is part of one, else None."""
    if cells in heading.rows or numbers_columns(cells):
        return heading
    return _heading([cells]) if _could_head(cells) else None


def _unclear(cells: Row) -> Cells:
    """A row whose cells nobody can tell apart: it is refused."""
    return {"number": "", "text": " | ".join(cells)}


def _has_stray(cells: Row, heading: Heading) -> bool:
    """Whether a value stands under a heading of targets that names no clear year."""
    known = {*heading.columns, *heading.past, *heading.units}
    values = (i for i, c in enumerate(cells) if pattern("table_value").fullmatch(c))
    others = (i for i in values if i > heading.first and i not in known)
    return any(
        pattern("table_promise").search(fold(" ".join(heading.over(i)))) for i in others
    )


def _group(cells: Row, heading: Heading) -> tuple[str, str]:
    """Number and name of a row that only heads the parts below it."""
    label = pattern("row_number").match(fold(cells[0]))
    if not label or any(cells[heading.first :]):  # a title over all columns
        return ("", "")
    return label["number"], _name(["", *cells[1:]], heading)


def _in_group(row: Cells, group: tuple[str, str]) -> Cells:
    """A part without a number takes the number and the words of its group."""
    if row["number"] or not group[0]:
        return row
    return {"number": group[0], "text": f"{group[1]} {row['text'].lstrip('-–+ ')}"}


def _sentence(cells: Row, heading: Heading, framework: Framework) -> Cells | None:
    """Number and sentence of a row, None where it holds no value."""
    name = _name(cells, heading)
    parts = _dated_values(cells, name, heading, framework)
    if not parts:
        return None
    if not name:
        return _unclear(cells)
    label = pattern("row_number").match(fold(cells[0]))
    number = label["number"] if label and cells[0] != name else ""
    return {"number": number, "text": f"{name}: {'; '.join(parts)}"}


def _name(cells: Row, heading: Heading) -> str:
    """What a row is of: its longest words, with those under the same heading."""
    others = (*heading.units, *heading.past)
    names = {i: c for i, c in enumerate(cells[: heading.first]) if i not in others}
    main = max(names, key=lambda i: len(names[i]), default=0)
    own = (c for i, c in names.items() if heading.over(i) == heading.over(main))
    return " ".join(dict.fromkeys(filter(None, own)))


def _dated_values(
    cells: Row, name: str, heading: Heading, framework: Framework
) -> list[str]:
    """The values of a row with their years; those before the framework's are past."""
    parts = []
    for i, (first, last) in sorted(heading.columns.items()):
        cell = cells[i] if i < len(cells) else ""
        if last < framework.years[0] or cell in (*_EMPTY, name):
            continue
        parts.append(f"{_when(first, last)}: {_with_unit(cell, i, cells, heading)}")
    return parts


def _when(first: int, last: int) -> str:
    """The year or period of a column, as a plan writes it."""
    return f"năm {last}" if first == last else f"giai đoạn {first} - {last}"


def _with_unit(cell: str, column: int, cells: Row, heading: Heading) -> str:
    """A value with the unit of its row or column, where it states none itself."""
    unit = next((cells[i] for i in heading.units if cells[i]), "")
    said = [*cells[: heading.first], *heading.over(column), *heading.rows[-1]]
    found = map(pattern("unit_in_brackets").search, map(fold, said))
    unit = unit or next((match["unit"] for match in found if match), "")
    if re.search(r"[%‰/]", cell) or not unit:
        return cell
    gap = "" if unit in "%‰/" or unit.startswith("/") else " "
    return re.sub(r"(\d+(?:[.,]\d+)*)(?!.*\d)", rf"\1{gap}{unit}", cell, count=1)


def _over(rows: Iterable[Row], column: int) -> Iterator[str]:
    """What stands over a column; one over several columns stands in the first."""
    for row in rows:
        yield next(filter(None, reversed(row[: column + 1])), "")
