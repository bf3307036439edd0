"""Words of a clause -> tokens, by the phrases of ``words/phrases.csv``.

A phrase is written as an official would: ``[x]`` may be left out, ``(a|b)`` is either,
``{n}`` a number, ``{y}`` a year, ``{code}`` the number of a document, ``{date}`` a day.
The order of the table is their priority: the first that fits wins. What no phrase
explains is a ``word``, a ``number`` that a rule must use, or a ``mark``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from soctrang_analysis import facts
from soctrang_analysis.reading.text import fold

_HOLES = {
    "{n}": r"\d+(?:[.,]\d+)*",
    "{y}": r"(?:19|20)\d\d(?![.,]?\d|\s*%)",
    "{code}": r"\d+[\w/-]*",
    "{date}": r"\d{1,2}/\d{1,2}/\d{4}",
}
_ELEMENT = re.compile(r"\[(?:\([^)]*\)|[^\]])*\]|\([^)]*\)|\S+")
# Fractions and raised digits count as letters in Python, but are marks here.
_NO_LETTER = "½¼¾⅐-ⅿ²³¹⁰-₟①-⓿"
_OTHER = (
    r"(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>(?:(?![{_NO_LETTER}])[^\W\d_])+)|(?P<mark>\S)"
)


@dataclass(frozen=True)
class Token:
    """One phrase, word, number or mark; ``row`` is its line in ``phrases.csv``."""

    kind: str
    meaning: str
    text: str
    start: int
    row: int = 0

    @property
    def stop(self) -> int:
        """Place after its last letter."""
        return self.start + len(self.text)

    @property
    def numbers(self) -> list[str]:
        """The numbers in the phrase, as written."""
        return re.findall(_HOLES["{n}"], self.text)

    @property
    def years(self) -> list[int]:
        """The years in the phrase."""
        return [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", self.text)]


def _literal(text: str) -> str:
    parts = re.split(r"(\{\w+\})", text)
    spaced = [_HOLES.get(p) or re.escape(p).replace(r"\ ", r"\s+") for p in parts]
    return "".join(spaced).replace(r"\-", "[-–—]")


def _element(text: str) -> str:
    inner = text[1:-1] if text[0] in "([" else text
    if text[0] == "[":
        return _sequence(inner)
    return "(?:" + "|".join(_literal(part) for part in inner.split("|")) + ")"


def _sequence(phrase: str) -> str:
    """Regular expression of a phrase; a gap beside a digit or mark may be closed."""
    pattern, last = "", ""
    for element in _ELEMENT.findall(phrase):
        body = _element(element)
        edge = element.strip("[()")[:1]
        gap = r"\s+" if last.isalpha() and edge.isalpha() else r"\s*"
        if element[0] == "[":
            pattern += f"(?:{gap}{body})?" if last else f"(?:{body}\\s*)?"
        else:
            pattern += (gap if last else "") + body
            last = element.strip("[]()")[-1:]
    return pattern


def _opening(letter: str) -> str:
    """What a first letter is looked up by: all digits are one, all dashes are one."""
    if letter == "{" or letter.isdecimal():
        return "0"
    return "-" if letter in "–—" else letter


def _openings(phrase: str) -> set[str]:
    """The first letters a phrase may have, those of what may be left out too."""
    found: set[str] = set()
    for element in _ELEMENT.findall(phrase):
        found |= {_opening(part[0]) for part in element.strip("[()]").split("|")}
        if element[0] != "[":
            break
    return found


def _named(phrase: str, line: int) -> str:
    """Regular expression of a phrase as a group named by its line."""
    before = r"(?<![\w.,/])" if "{" in phrase[:4] else r"(?<!\w)"
    if not re.match(r"[\w\[({]", phrase):
        before = ""
    after = r"(?!\w)" if phrase.rstrip(")]")[-1].isalnum() else ""
    return f"(?P<p{line}>{before}{_sequence(phrase)}{after})"


@cache
def _by_opening() -> dict[str, str]:
    """Opening -> the phrases that may begin so, by priority, and what is none."""
    named: dict[str, str] = {}
    for line, row in enumerate(facts.rows("words/phrases"), start=2):
        own = _named(row["phrase"], line)
        for opening in _openings(row["phrase"]):
            named[opening] = f"{named.get(opening, '')}{own}|"
    return {opening: own + _OTHER for opening, own in named.items()}


_compiled = cache(re.compile)


@lru_cache(maxsize=1024)
def tokens(clause: str) -> tuple[Token, ...]:
    """The tokens of a clause, in order.

    Examples
    --------
    >>> [(t.kind, t.text) for t in tokens("đạt 77% vào năm 2025")]
    [('reach', 'đạt'), ('value', '77%'), ('year', 'vào năm 2025')]
    """
    patterns, phrases = _by_opening(), facts.rows("words/phrases")
    text, place, found = fold(clause), 0, []
    while place < len(text):
        pattern = patterns.get(_opening(text[place]), _OTHER)
        match = _compiled(pattern).match(text, place)
        if match is None:  # a space
            place += 1
            continue
        place, name = match.end(), match.lastgroup or "word"
        line = int(name[1:]) if name[1:].isdigit() else 0
        row = phrases[line - 2] if line else {"kind": name, "meaning": ""}
        found.append(Token(row["kind"], row["meaning"], match[0], match.start(), line))
    return tuple(found)
