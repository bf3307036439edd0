"""The one grammar: what a promise is, and the orders its parts may stand in.

Two tables say all: ``BEFORE`` (with ``VALUES``) is what a promise is: the words that
bind a number; ``ORDERS`` (in `arrange`) the orders of values and years. What fits no
order is refused, never guessed. ``LETTERS`` are the letters of a term beside V (a
value), R (a yearly change) and X (a number that cannot be bound): Y year, P period,
A area, K "kept until", T "and the years after", S words of the subject, C comma or
"và", D end of a sentence, E colon, W other words, F words that say nothing, N a number
or sign without use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from soctrang_analysis.errors import PlanError
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.lexer import Token

# Kinds that bind the number they touch -> what they say of it.
BEFORE = {
    "bound": "op", "reach": "weak", "to": "weak", "is": "is", "fall": "sign",
    "fall_of": "sign", "rise": "sign", "from": "since", "yearly": "yearly",
    "hold": "hold", "good": "good",
}  # fmt: skip
VALUES = ("value", "range", "zero", "share")
LETTERS = {
    "year": "Y", "period": "P", "area": "A", "onward": "T", "word": "S", "good": "S",
    "number": "N", "filler": "F", "base": "F", "zero": "S",
}  # fmt: skip
MARKS = {
    ",": "C", ";": "D", ":": "E", BREAK: "D", "-": "C", "–": "C", "%": "N", "‰": "N",
}  # fmt: skip


@dataclass(frozen=True)
class Promise:
    """One number of a clause and all that binds it."""

    low: float
    high: float | None
    unit: str
    start: int
    kind: str = "value"
    op: str = ""
    weak: str = ""
    is_word: bool = False
    colon: bool = False
    sign: int = 0
    yearly: bool = False
    hold: bool = False
    since: bool = False
    area: str = ""
    years: tuple[int, ...] = ()
    hold_from: int | None = None
    hold_to: int | None = None
    leans: tuple[str, ...] = ()
    period: bool = False

    @property
    def at_least(self) -> bool:
        """Whether no word binds the number, or only "at least"."""
        return not self.weak and not self.is_word and self.op in ("", ">", ">=")

    @property
    def bare(self) -> bool:
        """Whether no word binds the number."""
        return not (self.op or self.weak or self.sign or self.is_word)


@dataclass(frozen=True)
class Term:
    """A letter of a clause, its token, and its promise where it is a number."""

    letter: str
    token: Token
    promise: Promise | None = None
    bound: tuple[Token, ...] = ()
    error: PlanError | None = None

    @property
    def span(self) -> tuple[int, int]:
        """First and last place of its words."""
        own = (self.token, *self.bound)
        return min(t.start for t in own), max(t.stop for t in own)


@dataclass
class Clause:
    """One promise: its terms, the words before it that it hangs on, what was read."""

    terms: list[Term]
    sentence: int
    head: str = ""
    promises: list[Promise] = field(default_factory=list)
    error: PlanError | None = None

    @property
    def subject(self) -> str:
        """The words that say what is measured, in lower case."""
        return " ".join(t.token.text for t in self.terms if t.letter == "S")

    @property
    def span(self) -> tuple[int, int]:
        """First and last place of the clause in the text of its target."""
        real = [t for t in self.terms if t.token.kind != "mark"]
        return (real[0].span[0], real[-1].span[1]) if real else (0, 0)

    @property
    def parts(self) -> list[str]:
        """The words of the subject around its "và"."""
        text = " ".join(
            "|" if t.token.text == "và" else t.token.text
            for t in self.terms
            if t.letter == "S" or t.token.text == "và"
        )
        return [part.strip() for part in text.split("|") if part.strip()]

    @property
    def wedged(self) -> bool:
        """Whether a bare number stands amid words: "Sấp xỉ 90% trẻ em ..."."""
        letters = "".join(t.letter for t in self.terms)
        places = [m.start() for m in re.finditer(r"(?<=S)V(?=S)", letters)]
        bare = [self.terms[i].promise for i in places]
        return any(p is not None and p.bare for p in bare)

    def has(self, *kinds: str) -> bool:
        """Whether a word of these kinds colours the clause."""
        return any(t.letter == "W" and t.token.kind in kinds for t in self.terms)

    def of(self, kind: str) -> list[Token]:
        """Its tokens of a kind."""
        return [t.token for t in self.terms if t.token.kind == kind]

    @property
    def is_dated(self) -> bool:
        """Whether it names a year."""
        return any(t.letter in "YPKT" for t in self.terms)

    @property
    def years(self) -> tuple[int, ...]:
        """The years it names."""
        return tuple(y for t in self.terms if t.letter in "YPKT" for y in t.token.years)

    @property
    def waits(self) -> bool:
        """Whether its numbers have no year, and are not of each year."""
        dated = any(p.years or p.yearly for p in self.promises)
        return bool(self.promises) and not dated

    @property
    def leading(self) -> Token | None:
        """The only year of the clause, where it opens it."""
        dates = [t for t in self.terms if t.letter in "YPKT"]
        first = next((t for t in self.terms if t.letter not in "CDEFW"), None)
        alone = len(dates) == 1 and dates[0] is first and first.letter in "YP"
        return dates[0].token if alone else None

    @property
    def trailing(self) -> Token | None:
        """The only year of the clause, where it follows its only value."""
        core = [t for t in self.terms if t.letter in "VRYPKTA"]
        found = "".join(t.letter for t in core) in ("VY", "VAY", "AVY")
        return core[-1].token if found else None


def code(terms: list[Term], letters: str = "VRYPAKT") -> str:
    """The letters of terms, of those kinds alone.

    Examples
    --------
    >>> code([Term("Y", Token("year", "", "năm 2025", 0))])
    'Y'
    """
    return "".join(t.letter for t in terms if t.letter in letters)
