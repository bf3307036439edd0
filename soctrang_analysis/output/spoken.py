"""Errors in the reader's language: the command line speaks Vietnamese first."""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import cache

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError

PLACE = "{}"
QUOTES = ("'", '"', "“")
LINE = re.compile(r"(?P<place>.*) \(line (?P<line>\d+)\)")
# The languages of this command's messages; Vietnamese first unless one is chosen.
LANGS: ContextVar[tuple[str, ...]] = ContextVar("LANGS", default=facts.LANGS)


def spoken(error: PlanError, lang: str) -> str:
    """An error in one language: where, what was needed, what was found, what to do.

    Examples
    --------
    >>> from soctrang_analysis.errors import refused
    >>> spoken(refused("one unit", "kg", where="target 4", line=9), "vi")
    'chỉ tiêu 4 (dòng 9): cần một đơn vị; thấy kg; cách xử lý: viết lại câu'
    """
    return told(error.where, error.expected, error.found, error.do, lang)


def told(where: str, expected: str, found: str, do: str, lang: str) -> str:
    """The parts of an error as one line."""
    texts = {"expected": expected, "found": found, "do": do}
    said = {name: in_language(text, lang) for name, text in texts.items()}
    place = _place(where, lang)
    return facts.said("words/labels", "error_parts", lang, where=place, **said)


def _place(where: str, lang: str) -> str:
    """The place of an error, its line with the word of the language."""
    found = LINE.fullmatch(where)
    if found is None:
        return in_language(where, lang)
    line = facts.said("words/labels", "at_line", lang, line=found["line"])
    return f"{in_language(found['place'], lang)} ({line})"


def in_language(text: str, lang: str) -> str:
    """A text of an error by its row of ``words/errors``; a quoted one as it is."""
    known = facts.column("words/errors", "vi")
    if text in known:
        return known[text] if lang == "vi" else text
    if text[:1] in QUOTES:
        return text
    if " / " in text:  # both languages already
        return text.split(" / ")[facts.LANGS.index(lang)]
    if lang == "en":
        return text
    for pattern, vietnamese in _templates():
        if found := pattern.fullmatch(text):
            return vietnamese.format(*(in_language(x, lang) for x in found.groups()))
    return text


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Texts with open places, the ones with most words first."""
    texts = facts.column("words/errors", "vi")
    wanted = sorted((en for en in texts if PLACE in en), key=len, reverse=True)
    return tuple((_as_pattern(text), texts[text]) for text in wanted)


def _as_pattern(text: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in text.split(PLACE)]
    return re.compile("(.+?)".join(parts), re.DOTALL)
