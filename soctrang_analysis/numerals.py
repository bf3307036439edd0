"""Numbers in Vietnamese and English: parsed and shown here alone."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING

from soctrang_analysis import facts
from soctrang_analysis.errors import refused

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

UNKNOWN = "–"
CERTAIN = 0.05  # chances nearer to 0 or 1 are not shown finer (methods 20)
_DECIMAL_COMMA = re.compile(r"\d{1,3}(\.\d{3})*,\d{1,2}|\d+,\d{1,2}|0,\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_DECIMAL_POINT = re.compile(r"\d+\.\d{1,2}")


def parse_number(text: str, *, target_clause: bool = False) -> float:
    """A number as Vietnamese documents write it.

    Parameters
    ----------
    text : str
        The number alone: "12,5" is 12.5 and "1.250" is 1250.
    target_clause : bool
        Also read a point before one or two digits as decimal ("18.5"), as target
        clauses of several provinces do.

    Returns
    -------
    float
        The number.

    Raises
    ------
    ParseError
        If the text is no number or can be read in two ways ("1,250").

    Examples
    --------
    >>> parse_number("12,5"), parse_number("1.250"), parse_number("0,05")
    (12.5, 1250.0, 0.05)
    >>> parse_number("18.5", target_clause=True)
    18.5
    """
    return float(parse_exact(text, target_clause=target_clause))


def parse_exact(text: str, *, target_clause: bool = False) -> Decimal:
    """The number as ``parse_number`` reads it, without rounding.

    >>> parse_exact("9.007.199.254.740.993")
    Decimal('9007199254740993')
    """
    plain = text.strip()
    if re.fullmatch(r"[0-9]+", plain):
        return Decimal(plain)
    if _DECIMAL_COMMA.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if _THOUSANDS.fullmatch(plain):
        return Decimal(plain.replace(".", ""))
    if target_clause and _DECIMAL_POINT.fullmatch(plain):
        return Decimal(plain)
    expected = 'one clear number such as "12,5" or "1.250"'
    do = "write it with a decimal comma and thousands points"
    raise refused(expected, repr(text), do, where="number")


@cache
def _pattern(places: int) -> NumberPattern:
    """Babel's pattern of a number: parsed once, it is asked thousands of times."""
    from babel.numbers import parse_pattern

    return parse_pattern("#,##0" + ("." + "0" * places if places else ""))


@cache
def _locale(lang: str) -> Locale:
    from babel import Locale

    return Locale.parse("vi_VN" if lang == "vi" else "en_US")


def show(
    value: float | Decimal,
    lang: str = "vi",
    places: int | None = None,
    *,
    trim: bool = False,
    sign: bool = False,
) -> str:
    """A number for people: half up, decimal comma and thousands points in Vietnamese.

    Parameters
    ----------
    value : float, int or Decimal
        The number; what is not finite is shown as "–"; int and Decimal are exact.
    lang : str
        "vi" or "en".
    places : int, optional
        Decimals; without it as many as the number has, ten significant digits at most.
    trim : bool
        Leave out zeros at the end of the decimals.
    sign : bool
        Write a plus before what is above 0.

    Returns
    -------
    str
        The text; never "-0".

    Examples
    --------
    >>> show(1234.5), show(1234.5, "en"), show(2.25, "vi", 1), show(float("nan"))
    ('1.234,5', '1,234.5', '2,3', '–')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    whole = isinstance(value, int | Decimal)
    if places is None:
        places = _places(value)
    with localcontext(prec=400):  # whole numbers of any size
        exact = Decimal(value if whole else repr(round(float(value), 10)))
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if trim:
            places = max(0, -int(exact.normalize().as_tuple().exponent))
        text = _pattern(places).apply(exact if exact else abs(exact), _locale(lang))
    return f"+{text}" if sign and exact > 0 else text


def _places(value: float | Decimal) -> int:
    """Decimals a number has, ten significant digits of a float at most."""
    whole = isinstance(value, int | Decimal)
    text = f"{Decimal(value).normalize():f}" if whole else f"{float(value):.10g}"
    return len(text.split(".")[1]) if "." in text and "e" not in text else 0


def show_chance(chance: float, lang: str = "vi") -> str:
    """A chance for people, in whole percent; its ends are no finer than are borne out.

    Examples
    --------
    >>> show_chance(0.345), show_chance(0.049), show_chance(0.951, "en")
    ('35%', 'dưới 5%', 'over 95%')
    """
    if not math.isfinite(chance):
        return UNKNOWN
    limit = min(max(chance, CERTAIN), 1 - CERTAIN)
    shown = f"{show(100 * limit, lang, 0)}%"
    if limit == chance:
        return shown
    name = "under" if chance < limit else "over"
    return facts.said("words/labels", name, lang, value=shown)


def show_day(day: str, lang: str = "vi") -> str:
    """A day (ISO) for people; "" stays "".

    Examples
    --------
    >>> show_day("2025-07-01"), show_day("2025-07-01", "en"), show_day("")
    ('1/7/2025', '1 July 2025', '')
    """
    if not day:
        return ""
    from babel.dates import format_date

    order = "d/M/y" if lang == "vi" else "d MMMM y"
    return format_date(date.fromisoformat(day), order, locale=_locale(lang))


def show_year(year: float, lang: str = "vi") -> str:
    """A year for people, never parted; the middle of one has its half.

    Examples
    --------
    >>> show_year(2024.0), show_year(2023.5), show_year(float("nan"))
    ('2024', '2023,5', '–')
    """
    if year is None or not math.isfinite(year):
        return UNKNOWN
    return f"{year:g}".replace(".", "," if lang == "vi" else ".")
