"""Tokens of a target -> terms: numbers with the words that bind them, years, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.clause import (
    BEFORE,
    LETTERS,
    MARKS,
    VALUES,
    Promise,
    Term,
)
from soctrang_analysis.reading.lexer import Token

_UNITS = {"range": "percent", "share": "percent"}
_FLAGS = ("fall", "rise", "yearly", "hold", "fall_of")
_ASIDES = ("citation", "name", "equivalent")
_BINDING = {"bound", "reach", "to", "is"}
_JOINTS = ("và", ",", ";")


def terms_of(found: list[Token], text: str) -> Iterator[Term]:
    """The terms of a target's tokens; words that touch no number they could bind stay.

    Examples
    --------
    >>> from soctrang_analysis.reading.lexer import tokens
    >>> text = "Tỷ lệ đạt 77% vào năm 2025"
    >>> [t.letter for t in terms_of(list(tokens(text)), text)]
    ['S', 'S', 'V', 'Y']
    """
    found = _drawn_close(found)
    pending: list[Token] = []
    stem: list[Token] = []  # what binds every number of a list: "đạt: ..."
    skip = 0
    for i, token in enumerate(found):
        if skip:
            skip -= 1
        elif _is_number(found, i, pending):
            after = _closing(found, i)
            term = Term("X", token, bound=(*pending, *after))
            yield _bound(term, pending or stem, after, colon=_after_colon(found, i))
            pending, skip = [], len(after)
        elif token.kind in BEFORE:
            far = _too_far(pending, token)
            yield from _all_loose(far, token)
            pending = [*_without(pending, far), token]
        elif token.kind != "filler" or not pending or _too_far(pending, token):
            stem = _stem(stem, pending, token)
            yield from _all_loose(_without(pending, stem), token)
            pending = []
            yield Term(_letter(token, text), token)
    yield from _all_loose(pending, None)


def _drawn_close(found: list[Token]) -> list[Token]:
    """The tokens with a bound beside its number: "từ 80% số xã, phường trở lên"."""
    out = list(found)
    for i, token in enumerate(found):
        if token.kind != "after":
            continue
        before = (k for k in range(i - 1, 0, -1) if not _is_plain(found[k]))
        place = next(before, 0)
        if found[place].kind == "value" and found[place - 1].kind == "from":
            out.insert(place + 1, out.pop(i))
    return out


def _is_plain(token: Token) -> bool:
    """Whether a token is a word of the subject, or a comma among them."""
    return token.kind in ("word", "good") or token.text == ","


def _without(pending: list[Token], others: list[Token]) -> list[Token]:
    """The pending words that are not among some others."""
    return [t for t in pending if t not in others]


def _too_far(pending: list[Token], token: Token) -> list[Token]:
    """Bounds that bind no number: other words follow them ("trên toàn tỉnh đạt")."""
    if token.kind not in ("filler", "reach", "is", "to"):
        return []
    return [t for t in pending if t.kind == "bound"]


def _stem(stem: list[Token], pending: list[Token], token: Token) -> list[Token]:
    """The words before a colon that bind all numbers after it, until new words come."""
    if token.text == ":":
        return [t for t in pending if t.kind in ("reach", "to", "bound")]
    return [] if token.kind == "word" else stem


def _after_colon(found: list[Token], i: int) -> bool:
    return i > 0 and found[i - 1].text == ":"


def _is_number(found: list[Token], i: int, pending: list[Token]) -> bool:
    """Whether a token is a number to reach; one without unit only where it is bound."""
    kind = found[i].kind
    if kind == "zero":  # "không còn": a value when a year follows, or alone
        return _before_year(found, i) or not _has_values(found)
    if kind == "number":
        return _is_bound(found, i, pending)
    return kind in VALUES


def _is_bound(found: list[Token], i: int, pending: list[Token]) -> bool:
    """Whether a number without unit is bound: by words, a colon, or its year."""
    if {t.kind for t in pending} & _BINDING or _after_colon(found, i):
        return True
    before = found[i - 1].text if i else ""
    return before in _JOINTS and _before_year(found, i)


def _before_year(found: list[Token], i: int) -> bool:
    """Whether a year follows a token."""
    return "year" in {t.kind for t in found[i + 1 : i + 2]}


def _has_values(found: list[Token]) -> bool:
    """Whether a number with a unit, or a range, is among the tokens."""
    return not {t.kind for t in found}.isdisjoint({"value", "range"})


def _bound(term: Term, before: list[Token], after: list[Token], *, colon: bool) -> Term:
    """The term of a number; one that cannot be bound keeps the reason."""
    try:
        promise = bind(before, term.token, after, colon=colon)
    except PlanError as error:
        return replace(term, error=error)
    letter = "R" if promise.yearly and promise.sign else "V"
    return replace(term, letter=letter, promise=promise)


def bind(
    before: list[Token], value: Token, after: list[Token], *, colon: bool = False
) -> Promise:
    """A number with the comparators, signs and yearly words that touch it.

    Raises
    ------
    ParseError
        If two comparators differ, or the number is unclear.
    """
    said = {BEFORE[t.kind]: t.meaning for t in before}
    low, high = _low_high(value)
    closing = {t.kind for t in after}
    return Promise(
        low,
        high,
        value.meaning if value.kind == "value" else _UNITS.get(value.kind, ""),
        value.start,
        value.kind,
        op=_comparator(before, value, after),
        weak=said.get("weak", ""),
        is_word="is" in said,
        colon=colon,
        sign=int(said.get("sign", "0")),
        yearly="yearly" in {*said, *closing},
        hold="hold" in said,
        since="since" in said and high is None and "after" not in closing,
    )


def _comparator(before: list[Token], value: Token, after: list[Token]) -> str:
    """The one comparator that binds a number, "" where none does."""
    if value.kind == "zero":
        return "<="
    bounds = {t.meaning for t in before if t.kind == "bound"}
    bounds |= {t.meaning for t in after if t.kind == "after"}
    if len(bounds) > 1:
        found = f"{' and '.join(sorted(bounds))} at {value.text!r}"
        raise refused("one comparator", found)
    return "".join(bounds)


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
        return "F" if token.meaning in _ASIDES else "S"
    if token.text == ".":  # within a sentence it abbreviates
        rest = text[token.stop :].lstrip(f" {BREAK}")
        return "D" if not rest or rest[0].isupper() or rest[0] in "-+*•" else "F"
    if token.kind == "mark":
        return MARKS.get(token.text, "F")
    return "C" if token.text == "và" else LETTERS.get(token.kind, "W")


def _all_loose(pending: list[Token], following: Token | None) -> list[Term]:
    """Terms of words that touch no number, before the token that follows them."""
    return [_loose(t, following) for t in pending]


def _loose(token: Token, following: Token | None) -> Term:
    """A word that touches no number: "kept until", a flag of the clause, or a word."""
    if token.kind == "hold" and following and following.kind in ("year", "period"):
        return Term("K", token)
    if token.kind == "bound" and not token.text[0].isalpha():
        return Term("N", token)  # a sign such as ">" that binds nothing
    return Term("W" if token.kind in _FLAGS else "S", token)
