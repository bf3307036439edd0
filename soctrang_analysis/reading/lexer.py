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


@cache
def _lexer() -> tuple[re.Pattern[str], dict[str, tuple[str, str, int]]]:
    meanings, patterns = {}, []
    for line, row in enumerate(facts.rows("words/phrases"), start=2):
        meanings[f"p{line}"] = (row["kind"], row["meaning"], line)
        body = _sequence(row["phrase"])
        before = r"(?<![\w.,/])" if "{" in row["phrase"][:4] else r"(?<!\w)"
        if not re.match(r"[\w\[({]", row["phrase"]):
            before = ""
        after = r"(?!\w)" if row["phrase"].rstrip(")]")[-1].isalnum() else ""
        patterns.append(f"(?P<p{line}>{before}{body}{after})")
    return re.compile("|".join([*patterns, _OTHER])), meanings


@lru_cache(maxsize=1024)
def tokens(clause: str) -> tuple[Token, ...]:
    """The tokens of a clause, in order.

    Examples
    --------
    >>> [(t.kind, t.text) for t in tokens("đạt 77% vào năm 2025")]
    [('reach', 'đạt'), ('value', '77%'), ('year', 'vào năm 2025')]
    """
    lexer, meanings = _lexer()
    found = []
    for match in lexer.finditer(fold(clause)):
        name = match.lastgroup or "word"
        kind, meaning, line = meanings.get(name, (name, "", 0))
        found.append(Token(kind, meaning, match.group(), match.start(), line))
    return tuple(found)
