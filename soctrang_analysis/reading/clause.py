"""The one grammar: tokens -> terms of a clause -> promises with their years.

Two tables say all: ``BEFORE`` (with ``VALUES``) is what a promise is: the words that
bind a number; ``ORDERS`` the orders in which values and years may stand. What fits no
order is refused, never guessed. Letters of a term: V value, R yearly change, Y year,
P period, A area, K "kept until", T "and the years after", S words of the subject, C
comma or "và", D end of a sentence, E colon, W other words, N a number without use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.lexer import Token

# Kinds that bind the number they touch -> what they say of it.
BEFORE = {
    "bound": "op", "reach": "weak", "to": "weak", "is": "is", "fall": "sign",
    "fall_of": "sign", "rise": "sign", "from": "since", "yearly": "yearly",
    "hold": "hold", "good": "good",
}  # fmt: skip
VALUES = ("value", "range", "zero", "share")
# Order of groups (G: a value, or one for each area) and years of a clause -> the spans
# within which each value meets its years.
ORDERS = {
    r"G": r"G",
    r"(GY+)+": r"GY+",
    r"(Y+G)+": r"Y+G",
    r"YGGY": r"^YG|GY$",
    r"GYYG": r"^GY|YG$",
}
_GROUP = re.compile(r"(?:VA)+|(?:AV)+|V|[YP]|.")
_LETTERS = {
    "year": "Y", "period": "P", "area": "A", "onward": "T", "word": "S", "good": "S",
    "number": "N", "filler": "F", "base": "F", "zero": "S",
}  # fmt: skip
_MARKS = {",": "C", ";": "D", ":": "E", BREAK: "D", "-": "C", "–": "C", "%": "N", "‰": "N"}


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

    @property
    def bare(self) -> bool:
        """Whether no word binds the number."""
        return not (self.op or self.weak or self.sign or self.is_word)


@dataclass(frozen=True)
class Term:
    """A letter of a clause, with its token, and its promise where it is a number."""

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


def terms_of(found: list[Token], text: str) -> Iterator[Term]:
    """The terms of a target's tokens; modifiers that touch no number are words."""
    pending: list[Token] = []
    stem: list[Token] = []  # what binds every number of a list: "đạt: ..."
    skip = 0
    for i, token in enumerate(found):
        if skip:
            skip -= 1
        elif is_number(found, i, pending):
            after = _closing(found, i)
            colon = i > 0 and found[i - 1].text == ":"
            term = Term("X", token, bound=(*pending, *after))
            yield _bound(term, pending or stem, after, colon=colon)
            pending, skip = [], len(after)
        elif token.kind in BEFORE:
            pending.append(token)
        elif not (token.kind == "filler" and pending):
            if token.text == ":":
                stem = [t for t in pending if t.kind in ("reach", "to", "bound")]
            elif token.kind == "word":
                stem = []
            yield from (_loose(t, token) for t in pending)
            pending = []
            yield Term(_letter(token, text), token)
    yield from (_loose(t, None) for t in pending)


def _bound(
    term: Term, before: list[Token], after: list[Token], *, colon: bool
) -> Term:
    """The term of a number; one that cannot be bound keeps the reason."""
    try:
        promise = replace(bind(before, term.token, after), colon=colon)
    except PlanError as error:
        return replace(term, error=error)
    return replace(term, letter="R" if promise.yearly and promise.sign else "V",
                   promise=promise)  # fmt: skip


def is_number(found: list[Token], i: int, pending: list[Token]) -> bool:
    """Whether a token is a number to reach; one without unit only where it is bound."""
    token = found[i]
    if token.kind == "zero":  # "không còn": a value when a year follows, or alone
        others = any(t.kind in VALUES[:2] for t in found)
        return not others or found[i + 1 : i + 2] != [] and found[i + 1].kind == "year"
    if token.kind == "number":
        bound = any(t.kind in ("bound", "reach", "to", "is") for t in pending)
        before = found[i - 1].text if i else ""
        dated = found[i + 1].kind == "year" if i + 1 < len(found) else False
        return bound or before == ":" or (before in ("và", ",", ";") and dated)
    return token.kind in VALUES


def bind(before: list[Token], value: Token, after: list[Token]) -> Promise:
    """A number with the comparators, signs and yearly words that touch it."""
    said: dict[str, list[str]] = {}
    for token in before:
        said.setdefault(BEFORE[token.kind], []).append(token.meaning)
    low, high = _low_high(value)
    bounds = {*said.get("op", []), *(t.meaning for t in after if t.kind == "after")}
    bounds = {"<="} if value.kind == "zero" else bounds
    if len(bounds) > 1:
        found = f"{' and '.join(sorted(bounds))} at {value.text!r}"
        raise refused("one comparator", found)
    from_on = high is not None or any(t.kind == "after" for t in after)
    return Promise(
        low,
        high,
        value.meaning if value.kind == "value" else _UNITS.get(value.kind, ""),
        value.start,
        value.kind,
        op="".join(bounds),
        weak=said.get("weak", [""])[-1],
        is_word="is" in said,
        sign=int(said.get("sign", ["0"])[-1]),
        yearly="yearly" in said or any(t.kind == "yearly" for t in after),
        hold="hold" in said,
        since="since" in said and not from_on,
    )


_UNITS = {"range": "percent", "share": "percent"}


def _low_high(token: Token) -> tuple[float, float | None]:
    """The number of a token, or both ends of a range."""
    if token.kind in ("zero", "share"):
        return float(token.meaning), None
    parsed = [parse_number(n, target_clause=True) for n in token.numbers[:2]]
    if token.kind != "range":
        return parsed[0], None
    if parsed[0] >= parsed[1]:
        raise refused("a range from low to high", repr(token.text))
    return parsed[0], parsed[1]


def _closing(found: list[Token], i: int) -> list[Token]:
    """The tokens after a number that still bind it."""
    last = i + 1
    while last < len(found) and found[last].kind in ("after", "yearly"):
        last += 1
    return found[i + 1 : last]


def _letter(token: Token, text: str) -> str:
    """Letter of a token that is no number and binds none."""
    if token.kind == "aside":
        return "F" if token.meaning in ("citation", "name", "equivalent") else "S"
    if token.text == ".":  # within a sentence it abbreviates
        rest = text[token.stop :].lstrip(" " + BREAK)
        return "F" if rest and not (rest[0].isupper() or rest[0] in "-+*•") else "D"
    if token.kind == "mark":
        return _MARKS.get(token.text, "F")
    return "C" if token.text == "và" else _LETTERS.get(token.kind, "W")


def _loose(token: Token, following: Token | None) -> Term:
    """A modifier that touches no number: "kept until", a flag, or a word."""
    if token.kind == "hold" and following and following.kind in ("year", "period"):
        return Term("K", token)
    flags = ("fall", "rise", "yearly", "hold", "fall_of")
    return Term("W" if token.kind in flags else "S", token)


def arrange(terms: list[Term], years: range) -> list[Promise] | None:
    """Promises of a clause with their years and areas; None where the order is unknown.

    Examples
    --------
    >>> from soctrang_analysis.reading.lexer import tokens
    >>> text = "đạt 77% vào năm 2025 và 91% vào năm 2030"
    >>> found = arrange(list(terms_of(list(tokens(text)), text)), range(2021, 2031))
    >>> [(p.low, p.years) for p in found]
    [(77.0, (2025,)), (91.0, (2030,))]
    """
    core = [t for t in terms if t.letter in "VYPAKT"]
    if core and core[0].letter == "T":  # "Từ năm 2022, 100% ..."
        core = [*core[1:], core[0]]
    if any(t.token.kind == "respectively" for t in terms) and _code(core) == "VVYY":
        core = [core[i] for i in (0, 2, 1, 3)]
    core, kept = _kept(core)
    if len(core) > 1 and core[0].letter == "P" and core[-1].letter == "Y":
        core = core[1:]  # a period that opens the clause; each value has its own year
    groups = list(_grouped(core))
    code = "".join("G" if g[0].promise or g[-1].promise else "Y" for g in groups)
    if any(t.letter == "A" for g in groups if len(g) == 1 for t in g):
        return None
    for order, span in ORDERS.items():
        if re.fullmatch(order, code):
            spans = [groups[slice(*m.span())] for m in re.finditer(span, code)]
            dated = [p for part in spans for p in _dated(part, years)]
            return _with_areas(_until(dated, kept, years), core)
    return None


def _code(terms: list[Term]) -> str:
    return "".join(t.letter for t in terms)


def _kept(core: list[Term]) -> tuple[list[Term], list[Term]]:
    """The terms without "kept until ..." at their end, and those."""
    code = _code(core)
    tail = re.search(r"(?:K[YP]|T)$", code)
    cut = tail.start() if tail else len(core)
    return [t for t in core[:cut] if t.letter not in "KT"], core[cut:]


def _grouped(core: list[Term]) -> Iterator[list[Term]]:
    for found in _GROUP.finditer(_code(core)):
        yield core[found.start() : found.end()]


def _dated(groups: list[list[Term]], years: range) -> Iterator[Promise]:
    """The values of a span, each for every year of the span."""
    terms = [t for group in groups for t in group]
    areas = [t.token.meaning for t in terms if t.letter == "A"]
    values = [t.promise for t in terms if t.promise]
    dates = [t.token for t in terms if t.letter in "YP"]
    found = tuple(year for token in dates for year in years_of(token, years)[-1:])
    spans = [years_of(t, years) for t in dates if t.kind == "period"]
    leans = tuple(t.text for t in dates if t.meaning == "before")
    for i, promise in enumerate(values):
        span = {"hold_from": spans[0][0], "hold_to": spans[0][-1]} if spans else {}
        area = areas[i] if areas else ""
        changed = replace(promise, years=found, area=area, leans=leans)
        yield replace(changed, hold=True, **span) if spans else changed


def years_of(token: Token, years: range) -> tuple[int, ...]:
    """Years of a token, the last one the year it names; refused outside the plan's."""
    found = tuple(token.years)
    if token.meaning == "second":
        found = found[-1:]
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
    last = found[-1].years
    same = [p for p in found if p.years == last]
    others = [p for p in found if p.years != last]
    if kept[0].letter == "T":
        own = years_of(kept[0].token, years) or last
        if not own or (last and kept[0].token.years):
            raise refused("one first year to be kept from", kept[0].token.text)
        span = {"years": own[:1], "hold_from": own[0], "hold_to": years[-1]}
        return [*others, *(replace(p, hold=True, **span) for p in same)]
    until = years_of(kept[-1].token, years)[-1]
    if last and until <= last[-1]:
        raise refused("to be kept until a later year", kept[-1].token.text)
    span = (*last, until)
    return [*others, *(replace(p, hold=True, years=span) for p in same)]


def _with_areas(found: list[Promise], core: list[Term]) -> list[Promise] | None:
    """A value without an area takes the one before it; none may come before the first."""
    if not any(t.letter == "A" for t in core):
        return found
    out: list[Promise] = []
    for promise in found:
        area = promise.area or (out[-1].area if out else "")
        if not area:
            return None
        out.append(replace(promise, area=area))
    return out
