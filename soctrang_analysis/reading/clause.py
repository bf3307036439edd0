"""The one grammar: what a promise is, and the orders its parts may stand in.

Two tables say all: ``BEFORE`` (with ``VALUES``) is what a promise is: the words that
bind a number; ``ORDERS`` the orders in which values and years may stand. What fits no
order is refused, never guessed. ``LETTERS`` are the letters of a term beside V (a
value), R (a yearly change) and X (a number that cannot be bound): Y year, P period,
A area, K "kept until", T "and the years after", S words of the subject, C comma or
"và", D end of a sentence, E colon, W other words, F words that say nothing, N a number
or sign without use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

from soctrang_analysis.errors import PlanError, refused
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
# Order of groups (G: a value, or one for each area) and years of a clause -> the spans
# within which each value meets its years.
ORDERS = {
    r"G": r"G",
    r"(GY+)+": r"GY+",
    r"(Y+G)+": r"Y+G",
    r"YGGY": r"^YG|GY$",
    r"GYYG": r"^GY|YG$",
}
Years = tuple[int, ...]
_GROUP = re.compile(r"(?:VA)+|(?:AV)+|.")
_KEPT = re.compile(r"(?:K[YP]|T)$")


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
        real = [t.span for t in self.terms if t.token.kind != "mark"]
        return (real[0][0], real[-1][1]) if real else (0, 0)

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


def arrange(terms: list[Term], years: range) -> list[Promise]:
    """Promises of a clause with their years and areas.

    Raises
    ------
    ParseError
        If its values and years stand in no known order, or a year is none of the plan.
    """
    core, kept = _kept(_in_place([t for t in terms if t.letter in "VYPAKT"], terms))
    groups = [core[m.start() : m.end()] for m in _GROUP.finditer(code(core))]
    shape = "".join(map(_shape, groups))
    order = next((x for x in ORDERS if re.fullmatch(x, shape)), None)
    if order is None:
        raise refused("values and years in a known order", f"the order {code(terms)}")
    dated: list[Promise] = []
    for span in re.finditer(ORDERS[order], shape):
        part = list(chain.from_iterable(groups[slice(*span.span())]))
        _check_joined([t for t in part if t.letter in "YP"], terms)
        dated += _dated(part, years)
    return _with_areas(_until(dated, kept, years))


def _kept(core: list[Term]) -> tuple[list[Term], list[Term]]:
    """The terms without "kept until ..." at their end, and those."""
    tail = _KEPT.search(code(core))
    cut = tail.start() if tail else len(core)
    return [t for t in core[:cut] if t.letter not in "KT"], core[cut:]


def _in_place(core: list[Term], terms: list[Term]) -> list[Term]:
    """Terms in the order the grammar knows."""
    if core and core[0].letter == "T":  # "Từ năm 2022, 100% ..."
        core = [*core[1:], core[0]]
    if code(core) == "VVYY" and any(t.token.kind == "respectively" for t in terms):
        core = [core[i] for i in (0, 2, 1, 3)]
    if len(core) > 1 and core[0].letter == "P" and core[-1].letter == "Y":
        core = core[1:]  # a period that opens the clause; each value has its own year
    return core


def _shape(group: list[Term]) -> str:
    """G for values, Y for a year; an area alone fits no order."""
    if any(t.promise for t in group):
        return "G"
    return "A" if group[0].letter == "A" else "Y"


def _check_joined(dates: list[Term], terms: list[Term]) -> None:
    """Refuse years of one value with more between them than a comma or "và"."""
    for first, second in pairwise(dates):
        between = terms[terms.index(first) + 1 : terms.index(second)]
        if [t.token.text for t in between] not in ([","], ["và"], [",", "và"]):
            words = " ".join(t.token.text for t in between)
            found = f"{second.token.text!r} after {words!r}"
            raise refused("a number of its own for each year", found)


def _dated(terms: list[Term], years: range) -> Iterator[Promise]:
    """The values of a span, each for every year of the span."""
    dates = [t.token for t in terms if t.letter in "YP"]
    named = tuple(years_of(t, years)[-1] for t in dates)
    leans = tuple(t.text for t in dates if t.meaning == "before")
    for promise, area in _by_area(terms):
        changed = replace(promise, years=named, area=area, leans=leans)
        yield over_period(changed, dates, years)


def _by_area(terms: list[Term]) -> Iterator[tuple[Promise, str]]:
    """Each value of a span with the area beside it, "" where there is none."""
    areas = [t.token.meaning for t in terms if t.letter == "A"]
    promises = [t.promise for t in terms if t.promise]
    return zip(promises, areas or [""] * len(promises), strict=True)


def over_period(promise: Promise, dates: list[Token], years: range) -> Promise:
    """A promise for a period must be kept in all its years."""
    for token in dates:
        if token.kind == "period":
            first, last = years_of(token, years)
            kept = replace(promise, hold_from=first, hold_to=last)
            return replace(kept, hold=True, period=True)
    return promise


def years_of(token: Token, years: range) -> tuple[int, ...]:
    """Years of a token, the last one the year it names.

    Raises
    ------
    ParseError
        If one is not of the framework, or a period does not go forward.
    """
    found = tuple(token.years)[-1:] if token.meaning == "second" else tuple(token.years)
    if token.kind == "period" and (len(found) != 2 or found[0] >= found[1]):
        raise refused("a period from one year to a later one", repr(token.text))
    for year in found:
        if year not in years:
            shown = f"{year} ({token.text!r})"
            raise refused(f"a year in {years[0]}-{years[-1]}", shown)
    return found


def _until(found: list[Promise], kept: list[Term], years: range) -> list[Promise]:
    """The last values, kept until a further year or to the end of the framework."""
    if not kept:
        return found
    last, token = found[-1].years, kept[-1].token
    spread = _onward if kept[0].letter == "T" else _longer
    span = spread(last, years_of(token, years), token.text, years[-1])
    return [replace(p, hold=True, **span) if p.years == last else p for p in found]


def _onward(last: Years, own: Years, text: str, end: int) -> dict[str, Any]:
    """From the year of the value, or the one named, to the end of the framework."""
    if bool(own) == bool(last):
        raise refused("one first year to be kept from", text)
    named = own or last
    return {"years": named, "hold_from": named[0], "hold_to": end}


def _longer(last: Years, own: Years, text: str, end: int) -> dict[str, Any]:
    """The year of the value, and the later one until which it is kept."""
    if last and own[-1] <= last[-1]:
        raise refused("to be kept until a later year", text)
    return {"years": (*last, own[-1])}


def _with_areas(found: list[Promise]) -> list[Promise]:
    """A value without an area takes that of the one before it."""
    if not any(p.area for p in found):
        return found
    out: list[Promise] = []
    for promise in found:
        area = promise.area or (out[-1].area if out else "")
        if not area:
            raise refused("an area for each value", f"{promise.low:g} without one")
        out.append(replace(promise, area=area))
    return out
