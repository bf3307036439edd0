"""How wide columns and how tall rows must be, so that no text of a sheet is cut."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

ROOM = 216  # characters across a page of A4, printed at about three quarters
NARROWEST, LONGEST = 6, 22  # characters of a column, of a word that is kept whole
BOLD = 0.92  # of the letters of a line stand there when they are bold
NARROW, WIDE, SPACE = frozenset("fijlrtI.,;:'|!()[]/-"), frozenset("mw%@MW…"), 0.55
HEADS = 3  # pages on which a header is printed
REACH = 20  # characters that a column may take at once
TOGETHER = 0.1
EDGES = 2.3  # characters left and right of a text
LINE, PAD = 13.2, 2.6  # points of a line of text, and of a row around it
TALLEST = 400  # Excel allows 409 points
Texts = Sequence[str]  # a column as it is seen: header, then its cells
Counts = npt.NDArray[Any]  # lines of each of them


@cache
def lines(text: str, room: float) -> int:
    """How many lines a text takes, wrapped between words.

    Examples
    --------
    >>> lines("abcd efgh", 6), lines("abcd efgh", 10), lines("", 5)
    (2, 1, 1)
    """
    count = 0
    for part in text.split("\n"):
        count, left = count + 1, room
        for word in part.split():
            size = _size(word)
            if size > left and left < room:
                count, left = count + 1, room
            count += max(0, math.ceil(size / room) - 1)
            left -= size + SPACE
    return count


@cache
def _size(word: str) -> float:
    """Width of a word in digits, about as Times New Roman has it."""
    return sum(map(_letter, word))


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.65
    if letter in WIDE:
        return 1.55
    return 1.4 if letter.isupper() else 0.97


def widths(columns: Sequence[Texts], room: int = ROOM) -> list[int]:
    """Width of each column: what is free goes where it makes the sheet lowest.

    Examples
    --------
    >>> widths([["No", "1"], ["Words", "a text of several words"]], room=26)
    [6, 15]
    """
    found = [_least(texts) for texts in columns]
    most = [_longest(texts) for texts in columns]

    @cache
    def tall(j: int, width: int) -> Counts:
        return _lines(columns[j], width)

    while (free := room - sum(found)) > 0:
        gain, j, more = max(_gains(found, most, free, tall), default=(0.0, 0, 0))
        if gain <= 0:
            break
        found[j] += more
    return found


def _gains(
    found: list[int], most: list[int], free: int, tall: Callable[[int, int], Counts]
) -> Iterator[tuple[float, int, int]]:
    """What each column would save for each character more, and how many more."""
    lines_now = [tall(j, width) for j, width in enumerate(found)]
    for j, width in enumerate(found):
        others = [own for k, own in enumerate(lines_now) if k != j]
        beside = np.max(others, axis=0) if others else 0 * lines_now[j]
        now = _height(lines_now[j], beside)
        for more in range(1, min(free, REACH, most[j] - width) + 1):
            yield (now - _height(tall(j, width + more), beside)) / more, j, more


def _height(own: Counts, others: Counts) -> float:
    """Height of the rows, and a little of the column alone: two may be tall together.

    The header counts as often as there are pages, as it stands on each.
    """
    rows = np.maximum(own, others) + TOGETHER * own
    return float(rows.sum() + (HEADS - 1) * rows[0])


def heights(columns: Sequence[Texts], found: Sequence[int]) -> list[float]:
    """Height of each row in points; the header has a line more for its filters."""
    tall = [_lines(texts, n) for texts, n in zip(columns, found, strict=True)]
    most = np.max(tall, axis=0)
    most[0] += 1
    return [float(min(LINE * n + PAD, TALLEST)) for n in most]


def _lines(texts: Texts, width: int) -> Counts:
    """Lines of each cell of a column; the bold header has less room."""
    head, *cells = texts
    room = width - EDGES
    first = lines(head, room * BOLD)
    return np.array([first, *(lines(cell, room) for cell in cells)])


def _least(texts: Texts) -> int:
    """Room for the longest word; a very long one is broken."""
    words = (word for text in texts for word in text.split())
    longest = max(map(_size, words), default=0)
    return max(NARROWEST, math.ceil(min(longest, LONGEST) + EDGES))


def _longest(texts: Texts) -> int:
    """Room for the longest line."""
    parts = {line for text in texts for line in text.split("\n")}
    size = max(_size(part) for part in parts)
    return math.ceil(size / BOLD + EDGES)
