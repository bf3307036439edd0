"""A paper for an office as blocks: what is said, for every writer of a document.

The form is that of Nghị định 30/2020/NĐ-CP: page, margins, letterhead, kind and
abstract, signature. ``office`` writes it as Word, ``office_pdf`` as PDF.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from soctrang_analysis import facts
from soctrang_analysis.texts import visible

PAGE = (210.0, 297.0)  # mm: A4
TOP, RIGHT, BOTTOM, LEFT = 20.0, 15.0, 20.0, 30.0  # mm
NUMBER_AT = 10.0  # mm from the edge: the page number, not on the first page
TEXT_WIDTH = PAGE[0] - LEFT - RIGHT
WIDE_WIDTH = PAGE[1] - LEFT - RIGHT
PADDING = 0.35  # mm beside the text of a cell
SIDES = (0.4, 0.6)  # shares of the width: issuing body, national heading
Align = Literal["left", "right", "center", "justify"]


@dataclass(frozen=True)
class Look:
    """How text is set: points, and the style of Word that it has."""

    style: str
    size: float
    bold: bool = False
    italic: bool = False
    align: Align = "left"
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0  # mm of the first line


LOOKS = {
    "country": Look("Office country", 12, bold=True, align="center"),
    "motto": Look("Office motto", 13, bold=True, align="center"),
    "above": Look("Office above", 12, align="center"),
    "issuer": Look("Office issuer", 12, bold=True, align="center"),
    "rule": Look("Office rule", 2, before=2),
    "number": Look("Office number", 12, align="center", before=2),
    "date": Look("Office date", 12, italic=True, align="center", before=2),
    "kind": Look("Title", 14, bold=True, align="center", before=4),
    "abstract": Look("Subtitle", 13, bold=True, align="center", after=3),
    "finding": Look("Office finding", 12, bold=True, align="justify", after=2),
    "heading": Look("Heading 1", 11.5, bold=True, before=3),
    "body": Look("Normal", 11, align="justify"),
    "table": Look("Heading 2", 10, bold=True, before=4, after=1),
    "head": Look("Office head", 8, bold=True),
    "cell": Look("Office cell", 8),
    "note": Look("Caption", 8, before=2),
    "signer": Look("Office signer", 12, bold=True, align="center", before=4),
}

# A document of several pages: the sizes of the decree, a first line that stands in.
LARGE = LOOKS | {
    "abstract": replace(LOOKS["abstract"], size=14, after=10),
    "finding": replace(LOOKS["finding"], size=13, after=4, indent=10),
    "heading": replace(LOOKS["heading"], size=13, before=10, after=4),
    "table": replace(LOOKS["table"], size=13, before=6, after=3),
    "body": replace(LOOKS["body"], size=13, after=4, indent=10),
    "head": replace(LOOKS["head"], size=9.5),
    "cell": replace(LOOKS["cell"], size=9.5),
    "note": replace(LOOKS["note"], size=10, after=4),
}


@dataclass(frozen=True)
class Letterhead:
    """Issuing body and number on the left, national heading and date on the right."""


@dataclass(frozen=True)
class Text:
    """A paragraph; ``lead`` stands before it in bold."""

    look: str
    words: str
    lead: str = ""


@dataclass(frozen=True)
class Grid:
    """A table whose header row is repeated; widths in mm; "l", "c" or "r" a column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    aligns: str
    alt: str
    padding: float = PADDING


@dataclass(frozen=True)
class Picture:
    """A PNG with the text that says its message; width in mm."""

    data: bytes
    alt: str
    width: float = 160.0


@dataclass(frozen=True)
class Signature:
    """Who receives it on the left, who signs on the right, left to fill."""


@dataclass(frozen=True)
class Wide:
    """From here on pages lie on their side."""


Block = Letterhead | Text | Grid | Picture | Signature | Wide


@dataclass(frozen=True)
class Paper:
    """A document: its title and language, and its blocks from top to bottom."""

    title: str
    lang: str
    blocks: tuple[Block, ...]
    looks: Mapping[str, Look] = field(default_factory=lambda: LOOKS)

    def say(self, key: str) -> str:
        """A text of the form in the language of the paper."""
        return facts.said("words/office", key, self.lang)


LETTERHEAD = (
    ("above", "issuer", "number"),
    ("country", "motto", "date"),
)  # looks, and keys of ``words/office``, from top to bottom
RULED = {"issuer": 0.35, "motto": 0.2}  # a line below, its ends from those of the cell
ALIGNS: dict[str, Align] = {"l": "left", "c": "center", "r": "right"}
_RANGE = re.compile(r"(?<=\d) - (?=\d)")


def as_set(text: str) -> str:
    """Text as a page holds it: control characters shown, "2021 - 2030" never parted."""
    shown: str = visible(text)
    return _RANGE.sub("\u00a0-\u00a0", shown)
