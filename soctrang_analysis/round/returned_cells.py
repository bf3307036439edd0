"""What people type into the cells of a form: read where it is certain, else a rule.

A rule is a row of ``words/return_problems``, "" where there is nothing to say.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError
from soctrang_analysis.numerals import parse_number, show
from soctrang_analysis.reading.text import fold, normalise
from soctrang_analysis.round.returned_book import Cell

# One point or comma before three digits: thousands, or decimals.
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_SPACED = re.compile(r"\d{1,3}( \d{3})+(?=\D|$)")
_POINT = re.compile(r"\d+\.\d+")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Read = tuple[float | None, str, dict[str, Any]]  # the number, the rule, what it says


def read_number(cell: Cell, unit: str, top: float | None) -> Read:
    """The number of a cell in a unit whose values are at most ``top``.

    >>> def read(text, unit="percent", top=100.0):
    ...     return read_number(Cell("G7", text, "s"), unit, top)[:2]
    >>> [read(t) for t in ("98,5", "98,5 %", "98.5%", "chưa có số liệu", "khá cao")]
    [(98.5, ''), (98.5, ''), (98.5, ''), (None, 'no_value'), (None, 'words')]
    >>> read("1.234", "count", None), read("1.234", "per_100000_children", 100000.0)
    ((1234.0, ''), (None, 'unclear'))
    """
    rule = cell.fault or {"d": "date", "b": "truth", "e": "error_cell"}.get(cell.kind)
    if rule:
        return None, rule, {}
    if not isinstance(cell.value, str):
        return _checked([_exact(cell)], unit, top, sign=cell.percent is not None)
    text = " ".join(normalise(cell.value).replace("\u00a0", " ").split()).lstrip("'")
    if fold(text).strip(" .:") in _silent() or text in _silent():
        return None, "no_value", {}
    bare = text.removesuffix("%").strip()
    return _checked(_meant(bare), unit, top, sign=bare != text)


def _exact(cell: Cell) -> float:
    """A number as it is shown: of 0.985 as a percentage 98.5."""
    times = 100 if cell.percent else 1
    return float(Decimal(repr(cell.value)) * times)


@cache
def _silent() -> frozenset[str]:
    """Words that say there is no figure yet."""
    return frozenset(row["words"] for row in facts.rows("words/no_value"))


def _meant(text: str) -> list[float]:
    """Every number a text may mean: none, one, or two."""
    if _SPACED.match(text):
        text = text.replace(" ", "")
    if _TWO_WAYS.fullmatch(text):
        digits = re.sub(r"[.,]", "", text)
        return [float(digits), float(text.replace(",", "."))]
    try:
        return [parse_number(text, target_clause=True)]
    except PlanError:
        signed = text.replace(",", ".", 1)
        minus = re.fullmatch(r"-\d+(\.\d+)?", signed)
        return [float(signed)] if minus or _POINT.fullmatch(signed) else []


def _checked(meant: list[float], unit: str, top: float | None, *, sign: bool) -> Read:
    """The one number that the unit allows, or why there is none."""
    if not meant:
        return None, "words", {}
    if sign and unit != "percent":
        names = tuple(facts.said("words/units", unit, lang) for lang in facts.LANGS)
        return None, "percent_sign", {"unit": names}
    most = float("inf") if top is None else top
    within = [n for n in meant if 0 <= n <= most]
    if not within:
        rule = "positive" if top is None else "bounds"
        return None, rule, {"low": "0", "high": in_both(most)}
    return _one_of(within, unit)


def _one_of(within: list[float], unit: str) -> Read:
    """The only number of some; a count must be a whole one."""
    numbers = [n for n in within if unit != "count" or n == int(n)]
    if not numbers:
        return None, "whole", {}
    if len(numbers) == 1:
        return numbers[0], "", {}
    first, second = map(in_both, numbers)
    return None, "unclear", {"first": first, "second": second}


def in_both(value: float) -> tuple[str, ...]:
    """A number as each language writes it.

    >>> in_both(1234.5)
    ('1.234,5', '1,234.5')
    """
    return tuple(show(value, lang) for lang in facts.LANGS)


def places_in(cell: Cell) -> int:
    """Decimals of a number as it was typed.

    >>> places_in(Cell("G7", "98,5 %", "s")), places_in(Cell("G7", 0.985, "n", True))
    (1, 1)
    """
    ends = re.split("[.,]", cell.shown.strip(" %\u00a0"))
    return len(ends[-1]) if len(ends) > 1 else 0


def read_words(cell: Cell | None) -> str:
    """A text of a cell on one line each; numbers as they are shown."""
    if cell is None or cell.kind in "ef":
        return ""
    if not isinstance(cell.value, str):
        return cell.shown
    lines = normalise(cell.value).replace("\u00a0", " ").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def read_day(cell: Cell | None) -> tuple[str, str]:
    """A day as ISO text, and the rule where it is none.

    >>> read_day(Cell("K7", "31/12/2026", "s")), read_day(Cell("K7", "cuối năm", "s"))
    (('2026-12-31', ''), ('cuối năm', 'day'))
    """
    if cell is None:
        return "", ""
    value: Any = cell.value
    if isinstance(value, datetime | date):
        return value.isoformat()[:10], ""
    text = read_words(cell)
    found = _DAY.fullmatch(text)
    try:
        day, month, year = map(int, found.groups()) if found else (0, 0, 0)
        return date(year, month, day).isoformat(), ""
    except ValueError:
        return text, "day"


def read_nature(cell: Cell | None) -> tuple[str, str, str]:
    """Evidence and status of a figure by a word of the list, and the rule if none.

    >>> read_nature(Cell("L7", "Sơ bộ", "s")), read_nature(None)
    (('direct', 'p', ''), ('direct', '', ''))
    """
    text = fold(read_words(cell))
    if not text:
        return "direct", "", ""
    for row in facts.rows("words/natures"):
        if text in (row["nature"], fold(row["vi"]), fold(row["en"])):
            return row["evidence"], row["obs_status"], ""
    return "direct", "", "nature"
