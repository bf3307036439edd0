"""What the styles of a Word file say of its text: hidden, struck, numbered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from soctrang_analysis.reading.word_package import word_error

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
RPR, PPR, NUM_PR = f"{W}rPr", f"{W}pPr", f"{W}numPr"
_OFF = {"0", "false", "off", "none"}
_MAX_CHAIN = 30
_MAX_STYLES = 5_000  # Word itself holds 4,079
_MAX_NUMBER = 32_767
_PROPERTIES = {
    f"{W}{name}": name
    for name in ("vanish", "strike", "dstrike", "vertAlign", "position", "rStyle")
}
_FONTS = f"{W}rFonts"


class Look(NamedTuple):
    """How a run stands on the printed page."""

    gone: bool = False  # hidden or struck out
    raised: bool = False  # set as the mark of a note
    lifted: bool = False  # moved up or down by hand
    symbols: bool = False  # set in the font "Symbol"


@dataclass
class Style:
    """A style as far as it matters for what is read."""

    parent: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    num_id: int | None = None
    level: int | None = None


def is_on(node: etree._Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return node is not None and node.get(VAL, "1") not in _OFF


def number(node: etree._Element | None, default: int = 0) -> int:
    """The whole number that an element holds, refused where it is none."""
    text = "" if node is None else node.get(VAL, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > _MAX_NUMBER:
        raise word_error("a whole number in the lists", repr(text[:20]), "number anew")
    return int(text[:9])


def first(node: etree._Element, tag: str) -> etree._Element | None:
    """The first child of a kind; quicker than ``find``."""
    return next(node.iterchildren(tag), None)


def parts_of(node: etree._Element, tag: str) -> dict[str, etree._Element]:
    """The settings of a paragraph, row or cell, by kind."""
    found = first(node, tag)
    return {} if found is None else {child.tag: child for child in found}


def properties(node: etree._Element | None) -> dict[str, str]:
    """The properties of a run that matter, by name."""
    found: dict[str, str] = {}
    for child in () if node is None else node:
        if child.tag in _PROPERTIES:
            found[_PROPERTIES[child.tag]] = child.get(VAL, "1")
        elif child.tag == _FONTS:
            found["font"] = child.get(f"{W}ascii", "")
    return found


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

    def chain(self, name: str) -> list[str]:
        """A style and those it is based on, the nearest first."""
        names: list[str] = []
        while name in self._styles and name not in names:
            names.append(name)
            name = self._styles[name].parent
            if len(names) > _MAX_CHAIN:
                found = f"more below {names[0][:40]!r}"
                expected = f"at most {_MAX_CHAIN} styles on one another"
                raise word_error(expected, found, "use plainer styles")
        return names

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
            if name not in given and _on(own, name) and _on(around, name):
                found[name] = "0"
        return Look(
            any(_on(found, name) for name in ("vanish", "strike", "dstrike")),
            found.get("vertAlign", "baseline") in ("superscript", "subscript"),
            found.get("position", "0").strip("-") not in ("0", ""),
            found.get("font", "").lower() == "symbol",
        )

    def _inherited(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for style in reversed(self.chain(name)):
            found |= self._styles[style].properties
        return found

    def numbering(self, name: str) -> tuple[int, int | None]:
        """List and level that a paragraph style gives; list 0 is none."""
        styles = [self._styles[style] for style in self.chain(name)]
        num_ids = [style.num_id for style in styles if style.num_id is not None]
        levels = [style.level for style in styles if style.level is not None]
        return next(iter(num_ids), 0), next(iter(levels), None)


def _on(found: dict[str, str], name: str) -> bool:
    return found.get(name, "0") not in _OFF


def _style(node: etree._Element) -> Style:
    based = node.find(f"{W}basedOn")
    numbers = node.find(f"{PPR}/{NUM_PR}")
    style = Style("" if based is None else based.get(VAL, ""))
    style.properties = properties(node.find(RPR))
    style.num_id, style.level = list_of(numbers)
    return style


def list_of(node: etree._Element | None) -> tuple[int | None, int | None]:
    """List and level that a numbering element names; None where it names none."""
    if node is None:
        return None, None
    num, level = first(node, f"{W}numId"), first(node, f"{W}ilvl")
    return (
        None if num is None else number(num),
        None if level is None else number(level),
    )
