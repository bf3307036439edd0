"""The budget annex -> its rows as printed: years, unit, items and cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from soctrang_analysis.errors import ParseError, PlanError
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold

TOTAL = "total"
_YEAR = re.compile(r"(?:năm )?(20\d\d)")
_NOTHING = ("-", "–", "—")
_NUMBER = re.compile(r"\d[\d.,]*")
_SCALES = {
    "": 1,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "1.000": 1_000,
    "1000": 1_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
}
_UNIT = re.compile(
    r"(?:đvt|đơn vị(?: tính)?)\s*[:.]?\s*\(?(nghìn|ngàn|1\.?000|triệu|tỷ)?\s*đồng"
)
_SUM_ROW = re.compile(r"(?:tổng\s*(?:cộng|số|kinh phí)?|cộng)(?:\s*\([^)]*\))?\s*:?")
# How deep a row's label puts it: roman, arabic, dotted, letter, dash, plus.
_RANKS = (
    (re.compile(r"[ivx]+[.)]?"), 0),
    (re.compile(r"\d+[.)]?"), 1),
    (re.compile(r"\d+(?:\.\d+)+\.?"), 2),
    (re.compile(r"[a-zđ][.)]?"), 4),
    (re.compile(r"[-–—]?"), 5),
    (re.compile(r"[+*•]"), 6),
)
MAX_ROWS = 2_000


@dataclass
class Row:
    """One row of the annex; ``cells`` are whole đồng, None where a cell is blank."""

    line_id: str
    parent_id: str
    item_vi: str
    agency_vi: str
    line: int
    printed: str
    cells: list[int | None]
    parts: list[Row] = field(default_factory=list)


@dataclass
class Annex:
    """The annex as printed."""

    years: list[int]
    scale: int
    total_column: str
    rows: list[Row]
    total: Row | None
    line: int


def walk(rows: list[Row]) -> list[Row]:
    """The rows of a tree, each before its parts.

    Examples
    --------
    >>> walk([])
    []
    """
    return [x for row in rows for x in (row, *walk(row.parts))]


def _error(line: int, expected: str, found: str, do: str) -> ParseError:
    return ParseError(
        f"budget annex (line {line})", expected=expected, found=found, do=do, line=line
    )


def find_tables(lines: list[Line]) -> list[tuple[int, int]]:
    r"""Places (first, after last) of the runs of tabbed lines, blank lines inside.

    Examples
    --------
    >>> find_tables([Line(1, "x"), Line(2, "a\tb"), Line(3, ""), Line(4, "c\td")])
    [(1, 4)]
    """
    tables: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if "\t" not in line.text.strip(" "):
            continue
        if tables and not any(x.text.strip() for x in lines[tables[-1][1] : i]):
            tables[-1] = (tables[-1][0], i + 1)
        else:
            tables.append((i, i + 1))
    return tables


def _year_row(lines: list[Line]) -> tuple[int, list[int]] | None:
    """Place and years of the heading row that names at least two years."""
    for i, line in enumerate(lines):
        years = [
            int(m.group(1)) for c in line.plain_cells if (m := _YEAR.fullmatch(fold(c)))
        ]
        if len(years) >= 2:
            return i, years
    return None


def read_annex(lines: list[Line]) -> Annex | None:
    r"""The budget annex of a document as printed, or None where it has none.

    Parameters
    ----------
    lines : list of Line
        The whole document.

    Returns
    -------
    Annex or None
        Its years, unit, rows and total row.

    Raises
    ------
    ParseError
        If a heading, unit, label or number of the annex cannot be read.

    Examples
    --------
    >>> rows = ["ĐVT: triệu đồng", "STT\tNội dung\t2022\t2023", "1\tA\t5\t7"]
    >>> read_annex([Line(i, r) for i, r in enumerate(rows, 1)]).rows[0].cells
    [5000000, 7000000]
    """
    found: list[Annex] = []
    for first, end in find_tables(lines):
        table = lines[first:end]
        near = fold(
            " ".join(x.text for x in [*lines[max(first - 12, 0) : first], *table[:4]])
        )
        heading = _year_row(table)
        money = re.search(r"kinh phí|dự toán|đồng|ngân sách", near)
        amounts = [x for x in table if sum(c.count(".000") for c in x.plain_cells) >= 3]
        if heading is None or not money:
            if amounts and money:
                raise _error(
                    amounts[0].number,
                    "a heading row with the years",
                    "none",
                    "put the years above their columns",
                )
            continue
        if re.search(
            r"chỉ tiêu", fold(" ".join(x.text for x in table[: heading[0] + 1]))
        ):
            continue
        found.append(_table(table, heading, near))
    if len(found) > 1:
        raise _error(found[1].line, "one budget annex", f"{len(found)}", "keep one")
    return found[0] if found else None


def _table(table: list[Line], heading: tuple[int, list[int]], near: str) -> Annex:
    place, years = heading
    line = table[place].number
    if years != list(range(years[0], years[0] + len(years))):
        raise _error(
            line, "years one after the other", str(years), "correct the heading"
        )
    units = {m.group(1) or "" for m in _UNIT.finditer(near)}
    if len(units) != 1:
        raise _error(
            line,
            'one unit such as "ĐVT: Nghìn đồng"',
            f"{len(units)} units",
            "state the unit above the table",
        )
    if len(table) > MAX_ROWS:
        found = str(len(table))
        raise _error(line, f"at most {MAX_ROWS} rows", found, "split the table")
    annex = Annex(
        years, _SCALES[units.pop()], _total_column(table[: place + 1]), [], None, line
    )
    stack: list[tuple[int, Row]] = []
    for row in table[place + 1 :]:
        if any(row.cells):
            _add(annex, row, stack)
    if not annex.rows:
        raise _error(line, "rows below the heading", "none", "check the table")
    return annex


def _total_column(heading: list[Line]) -> str:
    """Where the heading announces a total: "first", "last" or nowhere."""
    for line in heading:
        cells = [fold(c) for c in line.plain_cells]
        totals = [i for i, c in enumerate(cells) if _SUM_ROW.fullmatch(c)]
        years = [i for i, c in enumerate(cells) if _YEAR.fullmatch(c)]
        kinds = [i for i, c in enumerate(cells) if re.search("kinh phí|dự toán", c)]
        if totals:
            before = years[:1] or kinds[:1]
            return "first" if before and totals[0] < before[0] else "last"
    return ""


def _add(annex: Annex, line: Line, stack: list[tuple[int, Row]]) -> None:
    """Put a printed row in its place in the tree."""
    label, item, body, agency = _split(line)
    row = Row(
        "", "", item, agency, line.number, " | ".join(body), _amounts(annex, line, body)
    )
    if _SUM_ROW.fullmatch(fold(label)) or (
        _SUM_ROW.fullmatch(fold(item)) and not label
    ):
        if annex.total:
            raise _error(line.number, "one total row", "a second one", "keep one")
        row.line_id, annex.total = TOTAL, row
        return
    if not item:
        raise _error(
            line.number, "a row with its words", repr(line.text[:60]), "fill it in"
        )
    rank = _rank(label, line)
    while stack and stack[-1][0] >= rank:
        stack.pop()
    parent = stack[-1][1] if stack else None
    if parent is None and annex.rows and rank > 2:
        raise _error(
            line.number, "an item before its parts", repr(label), "number the item"
        )
    siblings = parent.parts if parent else annex.rows
    number = str(len(siblings) + 1)
    if re.fullmatch(r"\d+", label.strip(". )")) and label.strip(". )") != number:
        raise _error(
            line.number, f"row number {number}", repr(label), "number the rows in order"
        )
    row.parent_id = parent.line_id if parent else ""
    row.line_id = f"{row.parent_id}.{number}" if parent else number
    siblings.append(row)
    stack.append((rank, row))


def _rank(label: str, line: Line) -> int:
    text = fold(label).strip()
    for pattern, rank in _RANKS:
        if pattern.fullmatch(text):
            return rank + (text.count(".") > 1 if rank == 2 else 0)
    raise _error(
        line.number,
        'a label such as "1", "I", "1.1", "a)" or "-"',
        repr(label),
        "correct the first column",
    )


def _split(line: Line) -> tuple[str, str, list[str], str]:
    """Label, words, number cells and agency of a row."""
    cells = [*line.plain_cells, "", ""]
    while len(cells) > 2 and not cells[-1]:
        cells.pop()
    label, item, rest = cells[0], cells[1], cells[2:]
    if _SUM_ROW.fullmatch(fold(label)) and _NUMBER.fullmatch(item):
        item, rest = "", [item, *rest]
    places = [i for i, c in enumerate(rest) if _NUMBER.match(fold(c)) or c in _NOTHING]
    if not places:
        raise _error(line.number, "amounts", "none", "fill in the row")
    after = [c for c in rest[places[-1] + 1 :] if c]
    before = [c for c in rest[: places[0]] if c]
    body = rest[places[0] if before else 0 : places[-1] + 1]
    body += [""] * (len(rest) - places[-1] - 1 - len(after)) if after else []
    return label, item, body, "; ".join([*before, *after])


def _amounts(annex: Annex, line: Line, body: list[str]) -> list[int | None]:
    """Cells of a row in whole đồng."""
    limit = len(annex.years) + bool(annex.total_column)
    cells = list(body)
    while len(cells) > limit and not cells[-1]:
        cells.pop()
    out: list[int | None] = []
    for cell in cells:
        if cell in _NOTHING:
            out.append(0)
            continue
        try:
            amount = parse_number(fold(cell)) * annex.scale if cell else None
        except PlanError as error:
            raise _error(
                line.number, "an amount", repr(cell), "correct the cell"
            ) from error
        if amount is not None and abs(amount - round(amount)) > 1e-6:
            raise _error(line.number, "whole đồng", repr(cell), "check unit and comma")
        out.append(None if amount is None else round(amount))
    return out
