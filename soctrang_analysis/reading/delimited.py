"""A .csv file as rows and columns; its delimiter is the one that shows headings."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd

from soctrang_analysis.reading.headings import known_headings
from soctrang_analysis.reading.value_faults import file_refused

MAX_BYTES = 200_000_000
MAX_LINES = 1_048_576  # as many as a sheet of Excel has
MAX_CELLS = 20_000_000
_HEAD = 65_536
_LINE = re.compile(r"fields in line (\d+)")  # in the words of pandas
_DELIMITERS = (",", ";", "\t")


def read_delimited(path: Path) -> pd.DataFrame:
    """The rows by their number, columns by the letter Excel gives them, all as text."""
    size, first = _lines(path), _first_lines(path)
    delimiter = max(_DELIMITERS, key=lambda d: max(map(known_headings, first[d])))
    # One field more than any first line has: there a shifted row shows.
    width = max(map(len, first[delimiter])) + 1
    if (cells := size * width) > MAX_CELLS:
        raise file_refused("many_cells", most=MAX_CELLS, found=cells)
    try:
        table = pd.read_csv(
            path, sep=delimiter, header=None, dtype="str", keep_default_na=False,
            names=[_letter(i) for i in range(width)],
            index_col=False, encoding="utf-8-sig", skip_blank_lines=False,
        )  # fmt: skip
    except pd.errors.ParserError as error:
        if not (line := _LINE.search(str(error))):
            raise
        raise file_refused("long_row", line=line[1]) from error
    table.index = pd.RangeIndex(1, len(table) + 1)
    return table


def _letter(place: int) -> str:
    """The letter of a column: "A" is 0, "AA" is 26."""
    before = _letter(place // 26 - 1) if place > 25 else ""
    return before + chr(ord("A") + place % 26)


def _lines(path: Path) -> int:
    """Number of lines; a file that is too long is refused before it is read."""
    if (size := path.stat().st_size) > MAX_BYTES:
        raise file_refused("many_bytes", most=MAX_BYTES, found=size)
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(1 << 20), b"")
        lines = sum(block.count(b"\n") for block in blocks)
    if lines > MAX_LINES:
        raise file_refused("many_lines", most=MAX_LINES, found=lines)
    return lines


def _first_lines(path: Path) -> dict[str, list[list[str]]]:
    """The first lines parted by each delimiter."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if len(head) == _HEAD:  # the last line may be cut, even in a letter
        head = head[: head.rfind(b"\n") + 1]
    lines = head.decode("utf-8-sig").splitlines(keepends=True)
    return {d: [*csv.reader(lines, delimiter=d)] or [[]] for d in _DELIMITERS}
