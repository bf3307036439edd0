"""Text that leaves the package: nothing a spreadsheet runs, no hidden sign."""

from __future__ import annotations

import re
from typing import Any

# An apostrophe more before "=", "+", "-", "@", also after apostrophes of the text.
_RUNS = re.compile(r"'*[=+\-@]")
_MARKED = re.compile(r"'+[=+\-@]")
# Control characters but tab and line ends, and the picture of each that is shown.
_PICTURES = {i: 0x2400 + i for i in range(32) if chr(i) not in "\t\n\r"} | {127: 0x2421}


def visible(value: Any) -> Any:
    """Text with every control character as its picture; anything else as it is.

    Examples
    --------
    >>> visible("a" + chr(7) + "b")
    'a␇b'
    """
    return value.translate(_PICTURES) if isinstance(value, str) else value


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
