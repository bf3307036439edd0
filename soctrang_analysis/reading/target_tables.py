"""Tables of targets: their rows as the sentences they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold

_EMPTY = ("", "-", "–", "—", "x", "…", "...")
CELL_BREAK = "\v"
Cells = dict[str, str]  # number and text of a row
Columns = dict[int, tuple[int, int]]  # columns of years: first and last year


def without_tabs(line: Line) -> list[str]:
    r"""The texts of a line that is no row of a table of targets.

    Examples
    --------
    >>> without_tabs(Line(1, "- Chỉ tiêu 1:\tTỷ lệ"))
    ['- Chỉ tiêu 1: Tỷ lệ']
    """
    if getattr(line, "row", False) or CELL_BREAK in line.text:
        parts = re.split(r"[\t\v]", line.text)
        return [p.strip() for p in parts if p.strip()]
    return [line.text.replace("\t", " ")]


def table_rows(lines: list[Line], framework: Framework) -> dict[int, list[Cells]]:
    """Rows of tables with a column for a year, by their line; none is a money table."""
    found: dict[int, list[Cells]] = {}
    for first, stop in _tables(lines):
        table = lines[first:stop]
        near = " ".join(x.text for x in [*lines[max(first - 4, 0) : first], *table[:3]])
        header = _header(table)
        if header is None:
            continue
        place, columns = header
        head = " ".join(fold(x.text) for x in table[: place + 1])
        money = pattern("money_table").search(fold(near))
        if money and not re.search(pattern("target_word").pattern, head):
            continue
        found |= _rows(table, place, columns, framework)
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


def _header(table: list[Line]) -> tuple[int, Columns] | None:
    """Place of the heading row, and its columns of years."""
    for place, line in enumerate(table[:4]):
        if not _could_head(line):
            continue
        heads = table[: place + 1]
        columns = _years(heads)
        words = " ".join(fold(x.text) for x in heads)
        if columns and pattern("table_name").search(words):
            return place, columns
    return None


def _years(heads: list[Line]) -> dict[int, tuple[int, int]]:
    """Columns of years in the last row of a heading, without those of the past."""
    columns = {}
    alike = [x for x in heads[:-1] if len(_cells(x)) == len(_cells(heads[-1]))]
    for i, cell in enumerate(_cells(heads[-1])):
        year = pattern("table_year").match(fold(cell))
        if year and not any(map(_is_past, [cell, *_over(alike, i)])):
            first = int(year["first"])
            columns[i] = (first, int(year["last"] or first))
    return columns


def _width(heads: list[Line]) -> int:
    """Number of cells of a row; 0 where merged headings hide which years are past."""
    width = len(_cells(heads[-1]))
    merged = [x for x in heads if len(_cells(x)) != width]
    past = any(_is_past(cell) for line in merged for cell in _cells(line))
    return 0 if past else width


def _is_past(heading: str) -> bool:
    return pattern("table_past").match(fold(heading)) is not None


def _over(heads: list[Line], column: int) -> Iterator[str]:
    """The headings above a column; one over several columns stands in the first."""
    for line in heads:
        yield next(filter(None, reversed(_cells(line)[: column + 1])), "")


def _could_head(line: Line) -> bool:
    """Whether a row is short enough for a heading, and holds no value."""
    cells = _cells(line)
    values = [c for c in cells if pattern("like_a_target").search(fold(c))]
    return len(cells) > 1 and max(map(len, cells)) <= 60 and not values


def _cells(line: Line) -> list[str]:
    return [" ".join(c.split()) for c in line.text.rstrip("\n").split("\t")]


def _rows(
    table: list[Line], place: int, columns: Columns, framework: Framework
) -> dict[int, list[Cells]]:
    """The rows below a heading; what repeats it or names a group is empty."""
    out: dict[int, list[Cells]] = {x.number: [] for x in table[: place + 1]}
    units = _unit_columns(table[: place + 1])
    width = _width(table[: place + 1])
    group: tuple[str, str] = ("", "")  # number and name of a row without values
    for line in table[place + 1 :]:
        cells = _cells(line)
        again = _header([line])
        if again is not None:
            out[line.number] = []
            columns = again[1]
            continue
        row = _sentence(cells, columns, units, framework)
        group = _group(cells, columns, units) if row is None else group
        row = _in_group(row, group) if row else None
        if row and len(cells) != width:
            row = {"number": "", "text": " | ".join(cells)}  # refused: cells shifted
        out[line.number] = [row] if row else []
    return out


def _unit_columns(heads: list[Line]) -> list[int]:
    """Columns that the rows of the heading name as those of units."""
    heading = (named for line in heads for named in enumerate(_cells(line)))
    return [i for i, cell in heading if pattern("table_unit").match(fold(cell))]


def _group(cells: list[str], columns: Columns, units: list[int]) -> tuple[str, str]:
    """Number and name of a row that only heads the parts below it."""
    label = pattern("row_number").match(fold(cells[0]))
    names = [c for i, c in enumerate(cells[: min(columns)]) if i and i not in units]
    return (label["number"], max(names, key=len, default="")) if label else ("", "")


def _in_group(row: Cells, group: tuple[str, str]) -> Cells:
    """A part without a number takes the number and the words of its group."""
    if row["number"] or not group[0]:
        return row
    return {"number": group[0], "text": f"{group[1]} {row['text'].lstrip('-–+ ')}"}


def _sentence(
    cells: list[str], columns: Columns, units: list[int], framework: Framework
) -> Cells | None:
    """Number and sentence of a row, None where it holds no value."""
    cells = [*cells, *[""] * (max(columns) + 1 - len(cells))]
    names = [c for i, c in enumerate(cells[: min(columns)]) if i not in units]
    name = max(names, key=len, default="")
    unit = next((cells[i] for i in units if cells[i]), "")
    parts = _dated_values(cells, columns, unit, framework)
    if not parts or not name:
        return None
    label = pattern("row_number").match(fold(cells[0]))
    number = label["number"] if label and cells[0] != name else ""
    return {"number": number, "text": f"{name}: {'; '.join(parts)}"}


def _dated_values(
    cells: list[str], columns: Columns, unit: str, framework: Framework
) -> list[str]:
    """The values of a row with their years; those before the framework's are past."""
    parts = []
    for i, (first, last) in sorted(columns.items()):
        if last < framework.years[0] or cells[i] in _EMPTY:
            continue
        parts.append(f"{_when(first, last)}: {_with_unit(cells[i], unit)}")
    return parts


def _when(first: int, last: int) -> str:
    """The year or period of a column, as a plan writes it."""
    return f"năm {last}" if first == last else f"giai đoạn {first} - {last}"


def _with_unit(cell: str, unit: str) -> str:
    """A value with the unit of its row, where it states none itself."""
    if re.search(r"[%‰/]", cell) or not unit:
        return cell
    gap = "" if unit in "%‰/" or unit.startswith("/") else " "
    return re.sub(r"(\d+(?:[.,]\d+)*)(?!.*\d)", rf"\1{gap}{unit}", cell, count=1)
