"""Order of values (V), yearly changes (R), years (Y), areas (A) -> values with years.

The kinds of a clause form a short string such as ``VYVY``; only the orders below are
understood, and what is not understood is refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from soctrang_analysis.errors import ParseError
from soctrang_analysis.metadata import PLAN_YEARS
from soctrang_analysis.reading.grammar import Token


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


Item = Promise | Token


def refuse(expected: str, found: str, do: str = "reword the clause") -> ParseError:
    """The error of a clause that is not understood; the caller adds where it stands."""
    return ParseError("clause", expected=expected, found=found, do=do)


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


Groups = list[tuple[str, list[Promise], list[Token]]]


def _grouped(shape: str, items: list[Item]) -> Groups:
    """Groups of one letter: G is a value, or one value for each area; Y is a year."""
    groups: Groups = []
    for match in re.finditer(r"(?:VA)+|V|Y|.", shape):
        part = items[match.start() : match.end()]
        values = [x for x in part if isinstance(x, Promise)]
        dates = [x for x in part if isinstance(x, Token)]
        if values and dates:
            pairs = zip(values, dates, strict=True)
            values, dates = [replace(v, area=a.meaning) for v, a in pairs], []
        groups.append(("G" if values else match.group(), values, dates))
    return groups


def _give_years(shape: str, items: list[Item]) -> list[Promise] | None:
    """Values with their years, None where the order is not known.

    Known: "GY" and "YG" repeated, "YGGY", and "G" alone.
    """
    groups = _grouped(shape, items)
    code = "".join(c for c, _, _ in groups)
    if code == "G":
        return groups[0][1]
    for order, pattern in _ORDERS.items():
        if re.fullmatch(order, code):
            spans = [groups[slice(*m.span())] for m in re.finditer(pattern, code)]
            return [v for span in spans for v in _paired(span)]
    return None


# Known order of a whole clause -> what a value and its years are within it.
_ORDERS = {r"(GY+)+": r"GY+", r"(Y+G)+": r"Y+G", r"YGGY": r"^YG|GY$"}


def _paired(groups: Groups) -> list[Promise]:
    values = [v for _, found, _ in groups for v in found]
    return _dated(values, [d for _, _, dates in groups for d in dates])


def _by_area(shape: str, items: list[Item]) -> list[Promise] | None:
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
    if len({bool(p.years) for p in out}) > 1:
        return None  # a year for one area: for the other too, or not?
    return out if re.fullmatch(r"(A[^A]+)+", shape) else None


def give_years(shape: str, items: list[Item]) -> list[Promise] | None:
    """Promises of a clause; a yearly change takes a year that no value needs."""
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
