"""Text that leaves the package: nothing a spreadsheet runs, no hidden sign."""

from __future__ import annotations

import re
from typing import Any

# An apostrophe more before "=", "+", "-", "@", also after apostrophes of the text.
_RUNS = re.compile(r"'*[=+\-@]")
_MARKED = re.compile(r"'+[=+\-@]")
# No characters at all: no file of XML, and no UTF-8, can hold them.
_NONE = dict.fromkeys([0xFFFE, 0xFFFF, *range(0xD800, 0xE000)], 0xFFFD)
# Control characters but tab and line ends, and the picture of each that is shown.
_PICTURES = {i: 0x2400 + i for i in range(32) if chr(i) not in "\t\n\r"} | {127: 0x2421}
_PICTURES |= _NONE
# The font of the figures has no such pictures: one sign for all, a space for spaces.
_DRAWN = dict.fromkeys([*range(32), *range(127, 160)], 0xFFFD) | _NONE
_DRAWN |= dict.fromkeys(map(ord, "\t\n\r"), ord(" "))


def visible(value: Any) -> Any:
    """Text with every control character as its picture; anything else as it is.

    Examples
    --------
    >>> visible("a" + chr(7) + "b")
    'a␇b'
    """
    return value.translate(_PICTURES) if isinstance(value, str) else value


def drawn_text(value: Any) -> Any:
    """Text as a figure holds it: "�" for every control character, on one line.

    Examples
    --------
    >>> drawn_text("a" + chr(7) + "b" + chr(10) + "c")
    'a�b c'
    """
    return value.translate(_DRAWN) if isinstance(value, str) else value


def written_text(value: Any) -> Any:
    """Text as a CSV file holds it: what a spreadsheet would run has an apostrophe.

    Examples
    --------
    >>> written_text("=1+1"), written_text("'=1"), written_text(">= 5")
    ("'=1+1", "''=1", '>= 5')
    """
    text = visible(value)
    return f"'{text}" if isinstance(text, str) and _RUNS.match(text) else text


def read_text(value: Any) -> Any:
    """Text as it was before `written_text`.

    Examples
    --------
    >>> read_text("'=1+1"), read_text("''=1"), read_text("'a")
    ('=1+1', "'=1", "'a")
    """
    return value[1:] if isinstance(value, str) and _MARKED.match(value) else value
