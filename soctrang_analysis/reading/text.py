"""Strings: normal form, Vietnamese numbers, and the slips of scanning."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from soctrang_analysis.errors import ParseError

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# "hoà", "thuỷ" -> "hòa", "thủy": one word, the old and the new placing of its tone.
_OLD_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
# Digits with the letters that scanning puts in their place: "l00", "2O30".
_SLIP = re.compile(r"(?<![^\W_])(?=[0-9olI]*\d)(?=[0-9olI]*[olI])[0-9olI]+(?![^\W\d_])")
_DECIMAL_COMMA = re.compile(r"\d{1,3}(\.\d{3})*,\d{1,2}|\d+,\d{1,2}|0,\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_DECIMAL_POINT = re.compile(r"\d+\.\d{1,2}")


def normalise(text: str) -> str:
    r"""NFC, with plain spaces and without invisible characters.

    Examples
    --------
    >>> normalise("99,1\u00a0%")
    '99,1 %'
    """
    text = unicodedata.normalize("NFC", text)
    return _UNSEEN.sub("", _SPACES.sub(" ", text))


def _new_tone(match: re.Match[str]) -> str:
    first, second, tone = tuple(unicodedata.normalize("NFD", match.group()))
    return unicodedata.normalize("NFC", first + tone + second)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case with one spelling per word, letter for letter as long as ``text``.

    Examples
    --------
    >>> fold("Tỉ lệ trẻ hoà nhập đạt l00% năm 2O30")
    'tỷ lệ trẻ hòa nhập đạt 100% năm 2030'
    """
    lower = text.lower()
    if len(lower) != len(text):  # a letter such as "İ" grows: leave those as they are
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    lower = _OLD_TONE.sub(_new_tone, lower).replace("tỉ ", "tỷ ")
    return _SLIP.sub(lambda m: m.group().translate(str.maketrans("olI", "011")), lower)


def has_slip(text: str) -> bool:
    """Whether scanning put a letter in the place of a digit.

    Examples
    --------
    >>> has_slip("năm 2O30"), has_slip("năm 2030")
    (True, False)
    """
    return bool(_SLIP.search(text.lower()))


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
    plain = text.strip()
    if re.fullmatch(r"[0-9]+", plain):
        return float(plain)
    if _DECIMAL_COMMA.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if _THOUSANDS.fullmatch(plain):
        return float(plain.replace(".", ""))
    if target_clause and _DECIMAL_POINT.fullmatch(plain):
        return float(plain)
    raise ParseError(
        "number",
        expected='one clear number such as "12,5" or "1.250"',
        found=repr(text),
        do="write it with a decimal comma and thousands points",
    )


def show_number(value: float) -> str:
    """A whole amount with thousands points, as the plan prints it.

    Examples
    --------
    >>> show_number(2292000000)
    '2.292.000.000'
    """
    return f"{value:,.0f}".replace(",", ".")
