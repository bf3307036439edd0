"""One clause -> the promises it states, or a refusal in words.

Values (V), yearly changes (R), years (Y) and areas (A) of a clause form a short string
such as ``VYVY``; only the orders below are understood, every other one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.grammar import Token, tokens
from soctrang_analysis.reading.order import Item, Promise, give_years, refuse

LEVEL, CHANGE, YEARLY = "level", "change_from_baseline", "change_per_year"
# Kinds that may stand between a comparator and its value.
_BEFORE = {
    "bound": "op",
    "reach": "weak",
    "to": "weak",
    "is": "is",
    "fall": "sign",
    "fall_of": "sign",
    "rise": "sign",
    "from": "from",
    "yearly": "yearly",
    "hold": "hold",
}
VALUES = ("value", "range", "zero", "number")


@dataclass
class Reading:
    """What the tokens of one clause say, before years are given to values."""

    shape: str = ""
    items: list[Item] = field(default_factory=list)
    hold: bool = False
    falls: bool = False
    good: bool = False
    per: str = ""


def _number(token: Token) -> tuple[float, float | None, str]:
    """Low, high and unit of a value token."""
    if token.kind == "zero":
        return 0.0, None, ""
    parsed = [parse_number(n, target_clause=True) for n in token.numbers]
    if token.kind == "range":
        low, high = parsed
        if low >= high:
            raise refuse("a range from low to high", repr(token.text))
        return low, high, "percent"
    return parsed[0], None, token.meaning


def _bind(before: tuple[Token, ...], value: Token, after: tuple[Token, ...]) -> Promise:
    """A value with the comparators, signs and yearly words that touch it."""
    low, high, unit = _number(value)
    promise = Promise(low, high, unit, value.start)
    kinds: dict[str, list[Token]] = {}
    for token in before:
        kinds.setdefault(_BEFORE[token.kind], []).append(token)
    bounds = {t.meaning for t in kinds.get("op", [])}
    bounds |= {t.meaning for t in after if t.kind == "after"}
    if value.kind == "zero":
        bounds = {"<="}
    if len(bounds) > 1:
        raise refuse(
            "one comparator", f"{' and '.join(sorted(bounds))} at {value.text!r}"
        )
    if "from" in kinds and not (high or any(t.kind == "after" for t in after)):
        promise = replace(promise, since=True)
    weak = [t.meaning for t in kinds.get("weak", [])]
    return replace(
        promise,
        op=next(iter(bounds), ""),
        weak=weak[-1] if weak else "",
        is_word="is" in kinds,
        sign=int(kinds["sign"][-1].meaning) if "sign" in kinds else 0,
        yearly="yearly" in kinds or any(t.kind == "yearly" for t in after),
        hold="hold" in kinds,
    )


def _touching(
    found: tuple[Token, ...], i: int
) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The comparator tokens just before token i, and the closing ones just after."""
    first = i
    while first and found[first - 1].kind in _BEFORE:
        first -= 1
    last = i + 1
    while last < len(found) and found[last].kind in ("after", "yearly"):
        last += 1
    return found[first:i], found[i + 1 : last]


def _is_zero_value(found: tuple[Token, ...], i: int) -> bool:
    """Whether "không còn" is a value: a year follows it, or the clause has no other."""
    others = any(t.kind in ("value", "range") for t in found)
    follows = i + 1 < len(found) and found[i + 1].kind in ("year", "period")
    return follows or not others


def read_tokens(found: tuple[Token, ...]) -> Reading:
    """Collect values, years and areas of a clause in order."""
    reading = Reading()
    for i, token in enumerate(found):
        if token.kind == "refuse":
            raise refuse("a clear promise", f"{token.meaning} ({token.text!r})")
        if token.kind in VALUES:
            if token.kind == "zero" and not _is_zero_value(found, i):
                continue
            before, after = _touching(found, i)
            promise = _bind(before, token, after)
            reading.items.append(promise)
            reading.shape += (
                "R" if promise.yearly and _changes(promise, reading) else "V"
            )
        elif token.kind in ("year", "period", "area"):
            reading.items.append(token)
            reading.shape += "A" if token.kind == "area" else "Y"
        else:
            _note(reading, found, i)
    return reading


def _changes(promise: Promise, reading: Reading) -> bool:
    return bool(promise.sign) or (reading.falls and not (promise.op or promise.weak))


def _note(reading: Reading, found: tuple[Token, ...], i: int) -> None:
    """Words that colour the whole clause."""
    token = found[i]
    if token.kind == "hold":
        at_start = all(t.kind == "filler" for t in found[:i])
        beside = i + 1 < len(found) and found[i + 1].kind in ("year", "period")
        reading.hold = reading.hold or at_start or beside
        if beside and "V" in reading.shape:
            last = [x for x in reading.items if isinstance(x, Promise)][-1]
            reading.items.append(replace(last, start=token.start, hold=True))
            reading.shape += "V"
    elif token.kind == "fall_of" or (token.kind == "fall"):
        reading.falls = True
    elif token.kind == "good":
        reading.good = True
    elif token.kind == "per":
        if reading.per and reading.per != token.meaning:
            raise refuse("one denominator", repr(token.text))
        reading.per = token.meaning


def _drop_starting_values(reading: Reading) -> None:
    """Take out "từ 95% [năm 2020]" where "lên" or "xuống" and the target follow."""
    i = 0
    while i < len(reading.items):
        item = reading.items[i]
        if isinstance(item, Promise) and item.since:
            end = i + (2 if reading.shape[i + 1 : i + 2] == "Y" else 1)
            target = reading.items[end] if end < len(reading.items) else None
            if not (isinstance(target, Promise) and target.weak):
                raise refuse(
                    '"từ ... trở lên" or "từ ... lên ..."', f"from {item.low:g} on"
                )
            del reading.items[i:end]
            reading.shape = reading.shape[:i] + reading.shape[end:]
        i += 1


def _inherit(values: list[Promise], reading: Reading) -> list[Promise]:
    """Give a bare second value the comparator, basis and sign of the one before it."""
    out: list[Promise] = []
    for value in values:
        before = out[-1] if out else None
        bare = not (value.op or value.weak or value.sign or value.is_word)
        if before and bare and not value.yearly and not before.yearly:
            strict = before.op in ("<", ">")
            value = replace(
                value,
                op=before.op,
                weak=before.weak,
                sign=before.sign,
                is_word=before.is_word,
                assumed=value.assumed or strict,
            )
        elif bare and value.yearly and reading.falls:
            value = replace(value, sign=-1)
        out.append(value)
    return out


def _foreign_words(found: tuple[Token, ...], reading: Reading) -> None:
    """Refuse new words between the second value and the last year: a second subject."""
    marks = [t.start for t in found if t.kind in (*VALUES, "year", "period", "area")]
    values = [x.start for x in reading.items if isinstance(x, Promise)]
    if len(values) < 2:
        return
    earlier = {t.text for t in found if t.start < values[1]}
    between = [t for t in found if values[1] < t.start < marks[-1] and t.kind == "word"]
    if new := [t.text for t in between if t.text not in earlier]:
        raise refuse("one subject in a clause", f"new words {' '.join(new)!r}")
    first_year = [m for m in marks if m > values[0]]
    late = [
        t.text
        for t in found
        if first_year and first_year[0] < t.start < values[1] and t.kind == "word"
    ]
    subject = {t.text for t in found if t.start < (first_year or values)[0]}
    if reading.shape.startswith("V") and (new := [w for w in late if w not in subject]):
        raise refuse("one subject in a clause", f"new words {' '.join(new)!r}")


def read_clause(
    clause: str, years: tuple[int, ...] = ()
) -> tuple[list[Promise], Reading]:
    """The promises of one clause, each with its years, comparator and area.

    Parameters
    ----------
    clause : str
        Words of the clause.
    years : tuple of int
        Years named once for a whole list, used where the clause names none.

    Returns
    -------
    list of Promise, Reading
        In the order of the text; and what else the clause says.

    Raises
    ------
    ParseError
        If a number, year or order of words is not understood.

    Examples
    --------
    >>> clause = "Tỷ lệ trẻ em đạt 77% vào năm 2025 và 91% vào năm 2030"
    >>> promises, _ = read_clause(clause)
    >>> [(p.low, p.years, p.weak) for p in promises]
    [(77.0, (2025,), '>='), (91.0, (2030,), '>=')]
    """
    found = tokens(clause)
    reading = read_tokens(found)
    _drop_starting_values(reading)
    if not any(isinstance(x, Promise) for x in reading.items):
        raise refuse("a number to reach", "no number")
    if any(t.kind == "respectively" for t in found) and reading.shape == "VVYY":
        a, b, c, d = reading.items
        reading.shape, reading.items = "VYVY", [a, c, b, d]
    _foreign_words(found, reading)
    values = give_years(reading.shape, reading.items)
    if values is None:
        raise refuse(
            "values and years in a known order",
            f"the order {reading.shape or 'of nothing'}",
        )
    if years:
        values = [v if v.years or v.yearly else replace(v, years=years) for v in values]
    return _inherit(values, reading), reading
