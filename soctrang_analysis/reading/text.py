"""Strings: one normal form, one spelling per word, the slips of scanning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# "hoà", "thuỷ" -> "hòa", "thủy": one word, the old and the new placing of its tone.
_OLD_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
# Digits with the letters that scanning puts in their place: "l00", "2O30".
_SLIP = re.compile(r"(?<![^\W_])(?=[0-9olI]*\d)(?=[0-9olI]*[olI])[0-9olI]+(?![^\W\d_])")


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


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded, all in one go: there may be a hundred thousand.

    Examples
    --------
    >>> fold_all(["HOÀ BÌNH", "Sóc Trăng"])
    ['hòa bình', 'sóc trăng']
    """
    found: list[str] = fold.__wrapped__("\0".join(texts)).split("\0")
    return found if len(found) == len(texts) else [fold(text) for text in texts]


def has_slip(text: str) -> bool:
    """Whether scanning put a letter in the place of a digit.

    Examples
    --------
    >>> has_slip("năm 2O30"), has_slip("năm 2030")
    (True, False)
    """
    return bool(_SLIP.search(text.lower()))
