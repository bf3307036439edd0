"""The labels that Word's automatic numbering shows before its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from soctrang_analysis.reading.word_package import unclear, word_error
from soctrang_analysis.reading.word_styles import (
    RPR,
    W,
    has,
    is_on,
    number,
    properties,
    value,
)

_LEVELS = set("012345678")
_MAX_LABEL = 200
_MAX_NUMBERS = 9
_PLACE = re.compile("%([1-9])")
_ROMAN = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC",
    50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I",
}  # fmt: skip
_MAX_ROMAN, _MAX_LETTER = 3_999, 780
# Kinds of numbers written with digits; Roman ones and letters are when they run out.
_PLAIN = {
    "decimal": "{}", "upperRoman": "{}", "lowerRoman": "{}", "upperLetter": "{}",
    "lowerLetter": "{}", "decimalZero": "{:02}", "numberInDash": "- {} -",
    "bullet": "", "none": "",
}  # fmt: skip
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class Level(NamedTuple):
    """One level of a list: how its labels look."""

    start: int
    kind: str
    text: str
    gap: str
    legal: bool
    restart: int | None
    style: str
    gone: bool


class List(NamedTuple):
    """A list as a paragraph names it; lists of one make count together."""

    make: str
    levels: dict[int, Level]
    starts: dict[int, int]


@lru_cache(maxsize=4096)
def show_number(value: int, kind: str) -> str | None:
    """A number as Word's list shows it; None for a kind that is not known.

    >>> show_number(4, "upperRoman"), show_number(28, "lowerLetter")
    ('IV', 'bb')
    """
    if kind in ("upperRoman", "lowerRoman") and 0 < value <= _MAX_ROMAN:
        text = _roman(value)
    elif kind in ("upperLetter", "lowerLetter") and 0 < value <= _MAX_LETTER:
        text = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif kind in _PLAIN:
        text = _PLAIN[kind].format(value)
    else:
        return None
    return text.lower() if kind.startswith("lower") else text


def _roman(value: int) -> str:
    out = ""
    for size, letters in _ROMAN.items():
        out += letters * (value // size)
        value %= size
    return out


class Numbering:
    """The lists of one document and how far each has been counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[int] = set()
        self._lists: dict[int, List] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        root = etree.Element("none") if root is None else root
        lists, makes = (root.iterchildren(f"{W}{x}") for x in ("num", "abstractNum"))
        self._nodes = {x.get(f"{W}numId"): x for x in lists}
        self._makes = {x.get(f"{W}abstractNumId", ""): x for x in makes}
        styled = {value(x.find(f"{W}styleLink")): k for k, x in self._makes.items()}
        self._styled = {style: make for style, make in styled.items() if style}

    def _list(self, num_id: int) -> List:
        """A list with the levels and starts that it changes; empty where unknown."""
        if num_id not in self._lists:
            node = self._nodes.get(str(num_id))
            self._lists[num_id] = List("", {}, {}) if node is None else self._made(node)
        return self._lists[num_id]

    def _made(self, node: etree._Element) -> List:
        make = value(node.find(f"{W}abstractNumId"))
        if make in self._makes:
            link = value(self._makes[make].find(f"{W}numStyleLink"))
            make = self._styled.get(link, make)
        if make not in self._levels:
            levels = _by_place(self._makes[make], "lvl") if make in self._makes else ()
            self._levels[make] = {place: _level(child) for place, child in levels}
        made = List(make, dict(self._levels[make]), {})
        for place, change in _by_place(node, "lvlOverride"):
            start = number(change.find(f"{W}startOverride"))
            level = change.find(f"{W}lvl")
            if level is not None:
                made.levels[place] = _level(level)
            if start is not None:
                made.starts[place] = start
        return made

    def level_of_style(self, num_id: int, style: str) -> int | None:
        """Level of a list that is tied to a paragraph style."""
        levels = self._list(num_id).levels.items()
        return next((i for i, level in levels if style and level.style == style), None)

    def label(self, num_id: int, place: int) -> tuple[str, str]:
        """Count one paragraph of a list: its label and the gap after it."""
        made = self._list(num_id)
        if place not in made.levels:
            return "", ""
        level, counts = made.levels[place], self._count(num_id, made, place)
        if level.gone:
            return "", ""
        if level.kind == "bullet":
            return _bullet(level.text.strip()), level.gap
        text = _PLACE.sub(
            lambda found: _shown(made, int(found[1]) - 1, counts, level.legal),
            level.text,
        )
        return text.strip(), level.gap

    def _count(self, num_id: int, made: List, place: int) -> dict[int, int]:
        counts = self._counts.setdefault(made.make, {})
        if num_id not in self._begun:
            self._begun.add(num_id)
            for begun in made.starts:
                counts.pop(begun, None)
        start = made.starts.get(place, made.levels[place].start)
        counts[place] = counts[place] + 1 if place in counts else start
        for deeper in [x for x in counts if x > place]:
            restart = made.levels[deeper].restart if deeper in made.levels else None
            if place < (deeper if restart is None else restart):
                del counts[deeper]
        return counts


def _shown(made: List, place: int, counts: dict[int, int], legal: bool) -> str:
    """The number of one level inside a label."""
    level = made.levels.get(place)
    if level is None:
        return ""
    count = counts.get(place, made.starts.get(place, level.start))
    in_digits = legal and level.kind not in ("bullet", "none")
    shown = show_number(count, "decimal" if in_digits else level.kind)
    if shown is None:
        raise unclear(f"a list numbered in {level.kind[:30]!r}", "type the numbers")
    return shown


def _bullet(text: str) -> str:
    """The mark of a bullet; drawn ones of other fonts are a dash."""
    in_words = len(text) > 1 and any(c.isalpha() for c in text)
    return text if in_words or text in ("", "+", "•") else "-"


def _by_place(node: etree._Element, name: str) -> Iterator[tuple[int, etree._Element]]:
    """The children of a list that stand for one of its levels."""
    for child in node.iterchildren(f"{W}{name}"):
        place = child.get(f"{W}ilvl", "")
        if place in _LEVELS:
            yield int(place), child


def _level(node: etree._Element) -> Level:
    kind = node.find(f"{W}numFmt")
    if kind is None:
        kind = node.find(f".//{_FALLBACK}/{W}numFmt")
    text = value(node.find(f"{W}lvlText"))
    if len(text) > _MAX_LABEL or text.count("%") > _MAX_NUMBERS:
        found = f"a label of {len(text)} letters"
        raise word_error("short labels of lists", found, "shorten the numbering")
    return Level(
        start=number(node.find(f"{W}start")) or 0,
        kind="decimal" if kind is None else kind.get(f"{W}val", "decimal"),
        text="-" if node.find(f"{W}lvlPicBulletId") is not None else text,
        gap="" if value(node.find(f"{W}suff")) == "nothing" else " ",
        legal=is_on(node.find(f"{W}isLgl")),
        restart=number(node.find(f"{W}lvlRestart")),
        style=value(node.find(f"{W}pStyle")),
        gone=has(properties(node.find(RPR)), "vanish"),
    )
