"""Where the numbered targets of a document stand: in its text or in a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from soctrang_analysis.metadata import MILESTONES
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.grammar import tokens
from soctrang_analysis.reading.text import fold

_BULLET = r"\s*(?:[-–—+*•●o]\s*)?"
_TARGET = re.compile(
    _BULLET + r"chỉ tiêu\s*(?:số\s*)?(\d{1,2})(?!\d)(?:\s*[:.)–—-]|\s+(?=[^\W\d_]))\s*"
)
_END = re.compile(r"\s*(?:[IVX]+|[B-D])\s*[.)]\s|.*(?:NHIỆM VỤ|GIẢI PHÁP)|\s*PHỤ LỤC")
_HEADING = re.compile(
    r"\s*(?:[*+-]\s*)?(?:[a-zđ]\)|\d{1,2}(?:\.\d{1,2})*[.)])\s+(?:mục tiêu|về)\b"
    r"|\s*(?:[*+-]\s*)?mục tiêu\s+(?:\d|cụ thể)"
)
_YEAR_CELL = re.compile(r"(?:đến |mục tiêu )?(?:năm )?(20[23]\d)\s*")


@dataclass
class Target:
    """One numbered target: its text with the lines it stands on."""

    number: int
    years: tuple[int, ...] = ()
    text: str = ""
    starts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, text: str, *, new_clause: bool = False) -> None:
        """Join a further line of the document."""
        if self.text:
            self.text += "\n" if new_clause else " "
        self.starts.append(len(self.text))
        self.lines.append(line)
        self.text += text.strip()

    def go_on(self, line: Line) -> None:
        """Join the next line; a bullet begins a new clause."""
        bullet = re.match(r"\s*[-–—+*•●]\s+", line.text)
        text = line.text[bullet.end() :] if bullet else line.text
        if text.strip():
            self.add(line.number, text, new_clause=bool(bullet))

    def line_at(self, offset: int) -> int:
        """Line of the document on which a place of the text stands."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]


def find_targets(lines: list[Line]) -> list[Target]:
    """The targets of a document in order, each with all its lines.

    Examples
    --------
    >>> text = ["- Chỉ tiêu 1: Tỷ lệ trẻ em", "đạt 5%."]
    >>> found = find_targets([Line(i, t) for i, t in enumerate(text, 1)])
    >>> (found[0].number, found[0].text, found[0].lines)
    (1, 'Tỷ lệ trẻ em đạt 5%.', [1, 2])
    """
    found: list[Target] = []
    current: Target | None = None
    header: dict[int, int] = {}
    years: tuple[int, ...] = ()
    for line in lines:
        folded = fold(line.text)
        if found and _END.match(line.text):
            break
        if "\t" in line.text.strip():
            header = _year_columns(line) or header
            current = _from_row(line, header, current)
            found += [current] if current and current not in found[-1:] else []
        elif start := _TARGET.match(folded):
            current = Target(int(start.group(1)), years)
            current.add(line.number, line.text[start.end() :])
            found.append(current)
        elif _HEADING.match(folded):
            current = None
        elif alone := _years_alone(line.text):
            current, years = None, alone
        elif current:
            current.go_on(line)
    return found


def _years_alone(text: str) -> tuple[int, ...]:
    """Years of a line that names nothing else ("Đến năm 2030:"), for the list below."""
    stripped = text.strip().lstrip("*-+• ")
    if not stripped.endswith(":") or len(stripped) > 60:
        return ()
    found = [t for t in tokens(stripped) if t.kind not in ("filler", "mark")]
    dates = [t for t in found if t.kind in ("year", "period")]
    return tuple(dates[0].years[-1:]) if len(found) == len(dates) == 1 else ()


def _year_columns(line: Line) -> dict[int, int]:
    """Columns of a heading row that name a year: column -> year."""
    found = {
        i: int(m.group(1))
        for i, cell in enumerate(line.cells)
        if (m := _YEAR_CELL.fullmatch(fold(cell)))
    }
    return found if set(found.values()) & set(MILESTONES) else {}


def _from_row(
    line: Line, header: dict[int, int], current: Target | None
) -> Target | None:
    """A row of a table of targets as the sentence it stands for."""
    cells = line.cells
    if not header or _year_columns(line) or len(cells) <= min(header):
        return current
    words = [(i, c) for i, c in enumerate(cells) if i not in header and c]
    number = re.match(r"(?:chỉ tiêu\s*)?(\d{1,2})", fold(cells[0]))
    name = max((c for _, c in words), key=len, default="")
    unit = next((c for _, c in words if re.fullmatch(r"%|‰|/\s*10*\.?000", c)), "")
    parts = []
    for column, year in sorted(header.items()):
        cell = cells[column] if column < len(cells) else ""
        if cell not in ("", "-", "–"):
            value = cell if re.search(r"[%‰/]", cell) or not unit else cell + unit
            parts.append(f"năm {year} {'là ' if value[0].isdigit() else ''}{value}")
    if number and (current is None or int(number.group(1)) != current.number):
        current = Target(int(number.group(1)))
    if current is not None:
        new = bool(current.text)
        current.add(line.number, f"{name}, {', '.join(parts)}", new_clause=new)
    return current
