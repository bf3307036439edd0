"""What the styles of a Word file say of its text: hidden, struck, numbered."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from soctrang_analysis.reading.word_package import word_error

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
RPR, PPR = f"{W}rPr", f"{W}pPr"
_OFF = {"0", "false", "off", "none"}
_MAX_CHAIN = 30
_MAX_STYLES = 5_000  # Word itself holds 4,079
_MAX_NUMBER = 32_767
_PROPERTIES = ("vanish", "strike", "dstrike", "vertAlign", "position", "rStyle")
_NAMES = {f"{W}{name}": name for name in _PROPERTIES}
_FONTS = f"{W}rFonts"


class Look(NamedTuple):
    """How a run stands on the printed page."""

    gone: bool = False  # hidden or struck out
    raised: bool = False  # set as the mark of a note
    lifted: bool = False  # moved up or down by hand
    symbols: bool = False  # set in the font "Symbol"


class Style(NamedTuple):
    """A style as far as it matters for what is read."""

    parent: str
    properties: dict[str, str]
    num_id: int | None
    level: int | None


def value(node: etree._Element | None) -> str:
    """The word that an element holds."""
    return "" if node is None else node.get(VAL, "")


def is_on(node: etree._Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return node is not None and node.get(VAL, "1") not in _OFF


def number(node: etree._Element | None) -> int | None:
    """The whole number that an element holds, refused where it is none."""
    if node is None:
        return None
    text = value(node) or "0"
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > _MAX_NUMBER:
        raise word_error("a whole number in the lists", repr(text[:20]), "number anew")
    return int(text[:9])


def first(node: etree._Element, tag: str) -> etree._Element | None:
    """The first child of a kind; quicker than ``find``."""
    return next(node.iterchildren(tag), None)


def named(node: etree._Element | None) -> dict[str, etree._Element]:
    """The children of an element by name, without the namespace of Word."""
    children = () if node is None else node
    return {child.tag.removeprefix(W): child for child in children}


def list_of(node: etree._Element | None) -> tuple[int | None, int | None]:
    """List and level that a numbering element names; None where it names none."""
    if node is None:
        return None, None
    return number(first(node, f"{W}numId")), number(first(node, f"{W}ilvl"))


def properties(node: etree._Element | None) -> dict[str, str]:
    """The properties of a run that matter, by name."""
    found: dict[str, str] = {}
    for child in () if node is None else node:
        if child.tag in _NAMES:
            found[_NAMES[child.tag]] = child.get(VAL, "1")
        elif child.tag == _FONTS:
            found["font"] = child.get(f"{W}ascii", "")
    return found


def has(found: dict[str, str], name: str) -> bool:
    """Whether a property is there and not turned off."""
    return found.get(name, "0") not in _OFF


class Styles:
    """The styles of one document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._looks: dict[tuple[str, tuple[tuple[str, str], ...]], Look] = {}
        self.default = ""
        for node in () if root is None else root.iterchildren(f"{W}style"):
            name = node.get(f"{W}styleId", "")
            self._styles[name] = _style(node)
            if len(self._styles) > _MAX_STYLES:
                raise word_error(f"at most {_MAX_STYLES} styles", "more", "clean them")
            paragraph = node.get(f"{W}type") == "paragraph"
            if paragraph and node.get(f"{W}default", "0") not in _OFF:
                self.default = name

    def _chain(self, name: str) -> list[Style]:
        """A style and those it is based on, the nearest first."""
        found: dict[str, Style] = {}
        while name in self._styles and name not in found:
            found[name] = self._styles[name]
            name = found[name].parent
            if len(found) > _MAX_CHAIN:
                below = f"more below {next(iter(found))[:40]!r}"
                expected = f"at most {_MAX_CHAIN} styles on one another"
                raise word_error(expected, below, "use plainer styles")
        return list(found.values())

    def look(self, paragraph: str, given: dict[str, str]) -> Look:
        """How a run with these properties looks in a paragraph of this style."""
        key = (paragraph, tuple(given.items()))
        if key not in self._looks:
            self._looks[key] = self._look(paragraph, given)
        return self._looks[key]

    def _look(self, paragraph: str, given: dict[str, str]) -> Look:
        own = self._inherited(given.get("rStyle", ""))
        around = self._inherited(paragraph)
        found = around | own | given
        # A switch that both styles turn is off again (ECMA-376, 17.7.3).
        for name in ("vanish", "strike"):
            if name not in given and has(own, name) and has(around, name):
                found[name] = "0"
        return Look(
            any(has(found, name) for name in ("vanish", "strike", "dstrike")),
            found.get("vertAlign", "baseline") in ("superscript", "subscript"),
            found.get("position", "0").strip("-") not in ("0", ""),
            found.get("font", "").lower() == "symbol",
        )

    def _inherited(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for style in reversed(self._chain(name)):
            found |= style.properties
        return found

    def numbering(self, name: str) -> tuple[int, int | None]:
        """List and level that a paragraph style gives; list 0 is none."""
        styles = self._chain(name)
        num_ids = (style.num_id for style in styles if style.num_id is not None)
        levels = (style.level for style in styles if style.level is not None)
        return next(num_ids, 0), next(levels, None)


def _style(node: etree._Element) -> Style:
    numbers = list_of(node.find(f"{PPR}/{W}numPr"))
    parent = value(node.find(f"{W}basedOn"))
    return Style(parent, properties(node.find(RPR)), *numbers)
