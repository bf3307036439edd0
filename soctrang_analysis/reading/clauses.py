"""One clause -> the promises it states, or a refusal in words.

Values (V), yearly changes (R), years (Y) and areas (A) of a clause form a short string
such as ``VYVY``; only the orders below are understood, every other one is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from soctrang_analysis.errors import ParseError
from soctrang_analysis.metadata import PLAN_YEARS
from soctrang_analysis.reading.grammar import Token, tokens
from soctrang_analysis.reading.text import parse_number

LEVEL, CHANGE, YEARLY = "level", "change_from_baseline", "change_per_year"
# Kinds that may stand between a comparator and its value.
_BEFORE = {
    "bound": "op", "reach": "weak", "to": "weak", "is": "is", "fall": "sign",
    "fall_of": "sign", "rise": "sign", "from": "from", "yearly": "yearly", "hold": "hold",
}  # fmt: skip
_VALUES = ("value", "range", "zero", "number")


@dataclass(frozen=True)
class Promise:
    """One number of a clause and all that binds it."""

    low: float
    high: float | None
    unit: str
    start: int
    op: str = ""
    weak: str = ""
    is_word: bool = False
    sign: int = 0
    yearly: bool = False
    hold: bool = False
    since: bool = False
    area: str = ""
    years: tuple[int, ...] = ()
    assumed: bool = False


@dataclass
class Reading:
    """What the tokens of one clause say, before years are given to values."""

    shape: str = ""
    items: list[Promise | Token] = field(default_factory=list)
    hold: bool = False
    falls: bool = False
    good: bool = False
    per: str = ""


def refuse(expected: str, found: str, do: str = "reword the clause") -> ParseError:
    """The error of a clause that is not understood; the caller adds where it stands."""
    return ParseError("clause", expected=expected, found=found, do=do)


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
        if token.kind in _VALUES:
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


def _years(token: Token) -> tuple[tuple[int, ...], bool, bool]:
    """Years of a token, whether they name a period, and whether one was assumed."""
    years = tuple(token.years)
    period = token.kind == "period"
    if period:
        if len(years) != 2 or years[0] >= years[1]:
            raise refuse("a period from one year to a later one", repr(token.text))
        years = years[1:]
    for year in years:
        if year not in PLAN_YEARS:
            raise refuse(
                f"a year in {PLAN_YEARS[0]}-{PLAN_YEARS[-1]}",
                f"{year} ({token.text!r})",
            )
    return years, period, token.meaning == "before"


def _dated(values: list[Promise], dates: list[Token]) -> list[Promise]:
    """The values of one group, each for every year of the group."""
    given = [_years(token) for token in dates]
    return [
        replace(
            v,
            years=tuple(y for years, _, _ in given for y in years),
            hold=v.hold or any(period for _, period, _ in given),
            assumed=v.assumed or any(before for _, _, before in given),
        )
        for v in values
    ]


def _give_years(shape: str, items: list[Promise | Token]) -> list[Promise] | None:
    """Values with their years, None where the order is not known.

    G is a value, or one value for each area. Known: "GY" and "YG" repeated, "YGGY", "G".
    """
    groups: list[tuple[str, list[Promise | Token]]] = []
    for match in re.finditer(r"(?:VA)+|V|Y|.", shape):
        part = items[match.start() : match.end()]
        if match.group()[0] == "V" and len(part) > 1:
            part = [
                replace(v, area=a.meaning)
                for v, a in zip(part[::2], part[1::2], strict=True)
            ]  # type: ignore[type-var,union-attr]
        groups.append(("G" if match.group()[0] == "V" else match.group(), part))
    code = "".join(c for c, _ in groups)

    def pick(start: int, end: int, kind: type) -> list:  # type: ignore[type-arg]
        return [x for _, p in groups[start:end] for x in p if isinstance(x, kind)]

    def paired(pattern: str) -> list[Promise]:
        spans = [m.span() for m in re.finditer(pattern, code)]
        return [
            v for a, b in spans for v in _dated(pick(a, b, Promise), pick(a, b, Token))
        ]

    if code == "G":
        return pick(0, 1, Promise)
    if re.fullmatch(r"(GY+)+", code):
        return paired(r"GY+")
    if re.fullmatch(r"(Y+G)+", code):
        return paired(r"Y+G")
    if code == "YGGY":
        return paired(r"^YG|GY$")
    return None


def _by_area(shape: str, items: list[Promise | Token]) -> list[Promise] | None:
    """Areas first ("nông thôn: 5% ...; thành thị: 10% ..."), else values first."""
    if not shape.startswith("A"):
        return _give_years(shape, items)
    out: list[Promise] = []
    for match in re.finditer(r"A[^A]+", shape):
        area, *rest = items[match.start() : match.end()]
        part = _give_years(match.group()[1:], rest)
        if part is None or not isinstance(area, Token):
            return None
        out += [replace(p, area=area.meaning) for p in part]
    return out if re.fullmatch(r"(A[^A]+)+", shape) else None


def _without_yearly(reading: Reading) -> list[Promise] | None:
    """Promises of a clause; a yearly change takes a year only where no value needs it."""
    shape, items = reading.shape, reading.items
    i = shape.find("R")
    if i < 0:
        return _by_area(shape, items) if "V" in shape else None
    if shape.count("R") > 1:
        return None
    rate = items[i]
    if not isinstance(rate, Promise):
        return None
    rest = _by_area(shape.replace("R", ""), items[:i] + items[i + 1 :])
    if shape == "R" or (rest and all(v.years for v in rest)):
        return [*(rest or []), rate]
    for pair in ("RY", "YR"):
        at = shape.find(pair)
        if at >= 0:
            date = items[at + pair.index("Y")]
            others = _by_area(shape.replace(pair, "", 1), items[:at] + items[at + 2 :])
            if isinstance(date, Token) and (shape == pair or others):
                return [*(others or []), *_dated([rate], [date])]
    return None


def _inherit(values: list[Promise], reading: Reading) -> list[Promise]:
    """Give a bare second value the comparator, basis and sign of the one before it."""
    out: list[Promise] = []
    for value in values:
        before = out[-1] if out else None
        bare = not (value.op or value.weak or value.sign or value.is_word)
        if before and bare and not value.yearly and not before.yearly:
            strict = before.op in ("<", ">")
            value = replace(
                value, op=before.op, weak=before.weak, sign=before.sign,
                is_word=before.is_word, assumed=value.assumed or strict,
            )  # fmt: skip
        elif bare and value.yearly and reading.falls:
            value = replace(value, sign=-1)
        out.append(value)
    return out


def _foreign_words(found: tuple[Token, ...], reading: Reading) -> None:
    """Refuse new words between the second value and the last year: a second subject."""
    marks = [t.start for t in found if t.kind in (*_VALUES, "year", "period", "area")]
    values = [x.start for x in reading.items if isinstance(x, Promise)]
    if len(values) < 2:
        return
    earlier = {t.text for t in found if t.start < values[1]}
    between = [t for t in found if values[1] < t.start < marks[-1] and t.kind == "word"]
    if new := [t.text for t in between if t.text not in earlier]:
        raise refuse("one subject in a clause", f"new words {' '.join(new)!r}")
    first_year = [m for m in marks if m > values[0]]
    late = [
        t.text for t in found
        if first_year and first_year[0] < t.start < values[1] and t.kind == "word"
    ]  # fmt: skip
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
    >>> promises, _ = read_clause("Tỷ lệ trẻ em đạt 77% vào năm 2025 và 91% vào năm 2030")
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
    values = _without_yearly(reading)
    if values is None:
        raise refuse(
            "values and years in a known order",
            f"the order {reading.shape or 'of nothing'}",
        )
    if years:
        values = [v if v.years or v.yearly else replace(v, years=years) for v in values]
    return _inherit(values, reading), reading
