"""A target of a document: its text, its lines, and where its reader stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.lexer import Token

LETTERED, UNNUMBERED = 6, 7  # levels of headings; 0 is "Phần", 1 "I.", 2 "1."


@dataclass
class Target:
    """One target: its text, the lines it stands on, the year it stands under.

    ``in_table`` is whether a table of targets has it, ``row`` whether another one may.
    """

    number: int | None
    context: Token | None = None
    in_table: bool = False
    text: str = ""
    starts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    mark: str = ""
    row: bool = False

    @property
    def name(self) -> str:
        """How findings call it."""
        return f"target {self.number}" if self.number else "target without a number"

    def add(self, line: int, text: str, *, new_part: bool = False) -> None:
        """Join a further line of the document; a bullet begins a new part."""
        if self.text:
            self.text += f" {BREAK} " if new_part else " "
        self.starts.append(len(self.text))
        self.lines.append(line)
        self.text += pattern("closed_gap").sub(" ", text.strip())

    def line_at(self, offset: int) -> int:
        """Line of the document on which a place of the text stands."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]


@dataclass
class State:
    """Where the reader of the outline stands.

    ``section`` is True among the targets, False after them; None before them and where
    only a numbered one is a target: under a general goal, in a note. ``quiet`` is
    whether numbers that stand outside are known to be no targets. ``level`` is that of
    the targets' heading, ``closed`` that of the one that ended them, ``opened`` that of
    the heading whose year is the ``context``.
    """

    section: bool | None = None
    quiet: bool = True
    level: int = UNNUMBERED
    closed: int = UNNUMBERED
    opened: int = UNNUMBERED
    context: Token | None = None
    target: Target | None = None
