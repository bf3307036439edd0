"""How wide columns and how tall rows must be, so that no text of a sheet is cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

ROOM = 210  # characters across a page of A4, printed at about three quarters
NARROWEST, LONGEST = 6, 22  # characters of a column, of a word that is kept whole
LETTERS, BOLD = 1.12, 0.92  # letters that stand in a digit's room, and when bold
HEADS = 3  # pages on which a header is printed
LINE, PAD = 13.2, 2.6  # points of a line of text, and of a row around it
TALLEST = 400  # Excel allows 409 points
Texts = Sequence[str]  # a column as it is seen: header, then its cells


@cache
def lines(text: str, width: int) -> int:
    """How many lines a text takes, wrapped between words.

    Examples
    --------
    >>> lines("abcd efgh", 6), lines("abcd efgh", 10), lines("", 5)
    (2, 1, 1)
    """
    count = 0
    for part in text.split("\n"):
        count, left = count + 1, width
        for word in part.split():
            if len(word) > left and left < width:
                count, left = count + 1, width
            count += max(0, math.ceil(len(word) / width) - 1)
            left -= len(word) + 1
    return count


def widths(columns: Sequence[Texts], room: int = ROOM) -> list[int]:
    """Width of each column: what is free goes where it makes most rows lower.

    Examples
    --------
    >>> widths([["No", "1"], ["Words", "a text of several words"]], room=26)
    [6, 20]
    """
    found = [_least(texts) for texts in columns]
    most = [_longest(texts) for texts in columns]
    tall = [_lines(texts, n) for texts, n in zip(columns, found, strict=True)]
    while sum(found) < room:
        narrow = [j for j, width in enumerate(found) if width < most[j]]
        if not narrow:
            break
        tops = [max(row) for row in zip(*tall, strict=True)]
        j = max(narrow, key=lambda column: _weight(tall[column], tops))
        found[j] += 1
        tall[j] = _lines(columns[j], found[j])
    return found


def heights(columns: Sequence[Texts], found: Sequence[int]) -> list[float]:
    """Height of each row in points; the header has a line more for its filters."""
    tall = [_lines(texts, n) for texts, n in zip(columns, found, strict=True)]
    most = [max(row) for row in zip(*tall, strict=True)]
    most[0] += 1
    return [min(LINE * n + PAD, TALLEST) for n in most]


def _lines(texts: Texts, width: int) -> list[int]:
    """Lines of each cell of a column; the bold header has less room."""
    head, *cells = texts
    room = math.floor((width - 1) * LETTERS)
    return [lines(head, math.floor(room * BOLD)), *(lines(c, room) for c in cells)]


def _weight(tall: Sequence[int], tops: Sequence[int]) -> int:
    """Lines of the rows that a column makes as tall as they are."""
    head, *cells = [n if n == top else 0 for n, top in zip(tall, tops, strict=True)]
    return HEADS * head + sum(cells)


def _least(texts: Texts) -> int:
    """Room for the longest word; a very long one is broken."""
    longest = max((len(word) for text in texts for word in text.split()), default=0)
    return max(NARROWEST, min(longest + 1, LONGEST))


def _longest(texts: Texts) -> int:
    return max(len(line) + 2 for text in texts for line in text.split("\n"))

