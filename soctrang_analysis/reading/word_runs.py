"""The words of one Word paragraph, as they stand on the printed page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from soctrang_analysis.reading.word_package import unclear
from soctrang_analysis.reading.word_styles import (
    RPR,
    Look,
    Styles,
    W,
    first,
    properties,
)

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE, CHOICE, FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
BOX = f"{W}txbxContent"
TEXT = f"{W}t"


def _names(words: str, space: str = W) -> set[str]:
    return {space + word for word in words.split()}


# Wrappers whose content is part of the text, in a paragraph or around paragraphs.
_INSIDE = _names(
    "ins moveTo hyperlink smartTag customXml sdt sdtContent fldSimple bdo dir rubyBase"
)
# What a reader of the printed page, with every change accepted, does not see.
_UNSEEN = _names("del moveFrom rt pPr rPr sdtPr")
_GLYPHS = {
    f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-", f"{W}softHyphen": "",
}  # fmt: skip
_FIELD_PARTS = _names("fldChar instrText")
_DRAWN = _names("drawing pict object")
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_MARK_FOLLOWS = f"{W}customMarkFollows"
_NO = {"0", "false"}
_NOTES = _names("footnoteReference endnoteReference")
_MARK = re.compile(r"(?=.*[\d*†‡§])[\d\s*†‡§,;()\[\]]+", re.DOTALL)
_TEN = re.compile(r"(?<![\d.,])10$")
_BREAKS = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\u2028": "\n"})
# Signs of the font "Symbol" by their place in it; its digits and marks are ASCII's.
_SYMBOLS = {ord(sign): sign for sign in "0123456789 !#%&()+,./:;<=>?[]_{|}"} | {
    0x2D: "-", 0xA3: "≤", 0xA7: "-", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•",
    0xB9: "≠", 0xBB: "≈",
}  # fmt: skip
UNKNOWN = "\ufffd"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# Of a formula: what stands on one line, and how it is set.
_FORMULA = _names(
    "oMath oMathPara oMathParaPr jc r t rPr ctrlPr sty scr lit nor aln", _MATH
)
# Fields that show something although the file does not hold it.
_DRAWN_FIELDS = _names(
    "EQ SYMBOL AUTONUM AUTONUMLGL AUTONUMOUT LISTNUM FORMDROPDOWN INCLUDETEXT", ""
)


@dataclass
class Paragraph:
    """What is seen of a paragraph: words, text boxes, whether words are gone.

    ``place`` is its number in the file, the last one's where several are joined.
    """

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    gone: bool = False
    place: int = 0

    @property
    def text(self) -> str:
        """Its words; a drawn mark that opens them is a bullet."""
        text = "".join(self.pieces)
        if text.lstrip().startswith(UNKNOWN):
            return text.replace(UNKNOWN, "-", 1)
        return text


@dataclass
class Field:
    """A field that is open: its instruction, and whether its result has begun."""

    code: str = ""
    shown: bool = False


def content(parent: etree._Element) -> Iterator[etree._Element]:
    """The children of an element, out of controls and wrappers."""
    for node in parent:
        if node.tag in _INSIDE:
            yield from content(node)
        else:
            yield node


def pass_by(node: etree._Element) -> None:
    """Leave out what is not seen and marks without words; refuse what holds words."""
    if node.tag in _UNSEEN:
        return
    if node.tag == f"{W}subDoc" or next(node.iter(TEXT), None) is not None:
        name = node.tag.rpartition("}")[2][:30]
        raise unclear(f"text inside {name!r}", "type it as plain text")


class Runs:
    """Reads paragraph after paragraph; a field may go on from one to the next."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[Field] = []
        self._codes = 0  # open fields of which the file tells the instruction so far
        self._style = ""
        self._here = Paragraph()

    def read(self, node: etree._Element, style: str, here: Paragraph) -> None:
        """Add the words of a paragraph of this style to what stands before them."""
        self._style, self._here = style, here
        self._inline(node)

    def check_closed(self) -> None:
        """Refuse a document whose last field never shows its result."""
        if self._codes:
            raise unclear("a field without its end", "update the fields (Ctrl+A, F9)")

    def _inline(self, parent: etree._Element) -> None:
        for node in content(parent):
            if node.tag == f"{W}r":
                self._run(node)
            elif node.tag == ALTERNATE:
                self._alternate(node, self._inline)
            elif node.tag.startswith(_MATH):
                self._formula(node)
            else:
                pass_by(node)

    def _alternate(
        self, node: etree._Element, read: Callable[[etree._Element], None]
    ) -> None:
        """The first way to draw something, or the next where that shows nothing."""
        before = len(self._here.pieces), len(self._here.boxes)
        for way in node.iterchildren(CHOICE, FALLBACK):
            read(way)
            if (len(self._here.pieces), len(self._here.boxes)) != before:
                return

    def _formula(self, node: etree._Element) -> None:
        """A formula on one line; its numbers would run together in any other."""
        tags = {part.tag for part in node.iter()}
        if any(tag.startswith(_MATH) and tag not in _FORMULA for tag in tags):
            raise unclear("a formula of more than one line", "type it as text")
        if not tags.isdisjoint(_UNSEEN - {RPR}):
            raise unclear("a formula with tracked changes", "accept them")
        if not self._codes:
            self._here.pieces += [x.text or "" for x in node.iter(TEXT, f"{_MATH}t")]

    def _run(self, run: etree._Element) -> None:
        look = self._styles.look(self._style, properties(first(run, RPR)))
        before = len(self._here.pieces)
        self._pieces(run, look)
        if look.raised or look.lifted:
            self._check_raised(before, look)

    def _pieces(self, run: etree._Element, look: Look) -> None:
        for node in run:
            if node.tag in _FIELD_PARTS:
                self._field(node)
            elif look.gone or self._codes:
                self._here.gone |= node.tag == TEXT
            elif node.tag in _NOTES and node.get(_MARK_FOLLOWS, "0") not in _NO:
                return  # the note's own mark follows in this run
            else:
                self._piece(node, look)

    def _piece(self, node: etree._Element, look: Look) -> None:
        if node.tag == ALTERNATE:
            self._alternate(node, lambda way: self._pieces(way, look))
        elif node.tag == f"{W}ruby":
            self._inline(node)
        elif node.tag in _DRAWN:
            self._here.boxes += _boxes(node)
            for drawn in node.iter(_DRAWN_TEXT):
                if any(c.isdigit() for c in drawn.text or ""):
                    raise unclear("numbers in a drawing", "type them as text")
        elif glyphs := _glyphs(node, look):
            self._here.pieces.append(glyphs)

    def _field(self, node: etree._Element) -> None:
        """Follow a field: its instruction is not shown, its result is."""
        kind = node.get(f"{W}fldCharType", "")
        if kind == "begin":
            self._fields.append(Field())
            self._codes += 1
        if not self._fields:
            return
        last = self._fields[-1]
        if kind == "end":
            self._fields.pop()
            _check_result(last)
        if kind in ("separate", "end"):
            self._codes -= not last.shown
            last.shown = True
        elif not last.shown:
            last.code += (node.text or "")[:40]

    def _check_raised(self, before: int, look: Look) -> None:
        """Leave out the raised mark of a note; refuse what may belong to a number."""
        pieces = self._here.pieces
        end = "".join(pieces[max(before - 4, 0) : before])[-8:]
        mark = "".join(pieces[before:])
        number = mark.strip()
        after_digit = end[-1:].isdigit()
        if not look.raised:
            if after_digit and number.isdigit():
                found = f"{number[:20]!r} moved up or down"
                raise unclear(found, "set it as a footnote")
        elif _MARK.fullmatch(mark):
            if _TEN.search(end) and number.isdigit():
                raise unclear(f"a power of ten, 10^{number}", "write the number out")
            if after_digit and mark[0] in ",;":
                found = f"{mark[:20]!r} raised after a number"
                raise unclear(found, "set it as a footnote")
            pieces[before:] = [" "] if mark[-1].isspace() else []


def _check_result(ended: Field) -> None:
    """Refuse a field that Word draws although the file holds no result of it."""
    name, *_ = [*ended.code.split(), ""]
    if not ended.shown and name.upper() in _DRAWN_FIELDS:
        raise unclear(f"a field {name!r} without text", "type its result")


def _glyphs(node: etree._Element, look: Look) -> str:
    """What a part of a run prints on its line."""
    if node.tag == TEXT:
        return _signs((node.text or "").translate(_BREAKS), look)
    if node.tag == f"{W}br":
        wraps = node.get(f"{W}type", "textWrapping") == "textWrapping"
        return "\n" if wraps else " "
    if node.tag == f"{W}sym":
        return _symbol(node.get(f"{W}font", ""), node.get(f"{W}char", ""))
    return _GLYPHS.get(node.tag, "")


def _signs(text: str, look: Look) -> str:
    """Text with the drawn signs of the font "Symbol" as letters."""
    if text.isascii():
        return text
    if look.symbols:
        return "".join(_SYMBOLS.get(ord(sign) & 0xFF, sign) for sign in text)
    return _PRIVATE.sub(UNKNOWN, text)


def _symbol(font: str, code: str) -> str:
    """A sign that was put in as a place in a font."""
    try:
        place = int(code[:6], 16)
    except ValueError:
        return UNKNOWN
    if font.lower() == "symbol":
        return _SYMBOLS.get(place & 0xFF, UNKNOWN)
    if font.lower().startswith(("wingdings", "webdings")):
        return UNKNOWN
    # Controls, halves of letters and places of a font's own have no letter.
    own = place < 0x20 or 0xD800 <= place <= 0xF8FF or place > 0xFFFF
    return UNKNOWN if own else chr(place)


def _boxes(drawing: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing that are shown, in order."""
    found: list[etree._Element] = []
    left = [drawing]
    while left:
        node = left.pop()
        if node.tag == BOX:
            found.append(node)
        elif node.tag.endswith("}docPr") and node.get("hidden", "0") not in _NO:
            return []
        elif node.tag == ALTERNATE:
            ways = (_boxes(way) for way in node.iterchildren(CHOICE, FALLBACK))
            found += next(filter(None, ways), [])
        elif "visibility:hidden" not in node.get("style", "").replace(" ", ""):
            left += reversed(node)
    return found
