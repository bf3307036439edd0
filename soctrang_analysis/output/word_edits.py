"""Edits in the bytes of a Word file: what is not edited stays byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from soctrang_analysis.reading.word_package import plain_name, word_error

FIXED_TIME = (2021, 1, 1, 0, 0, 0)
_TAG = re.compile(rb"<(?P<name>[^\s/>]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
Edit = tuple[int, int, str]  # from byte, to byte, what stands there instead


class Element(NamedTuple):
    """Where the content of an element begins and ends in the bytes of its part.

    ``empty`` is the name as written of an element that is one empty tag, else "".
    """

    begin: int
    end: int
    empty: str


def elements(part: bytes, name: str, *, behind: str = "") -> list[Element]:
    """The outermost elements of a name; the content begins behind a child ``behind``.

    Names are a namespace and a word with a space between.

    Examples
    --------
    >>> elements(b'<a xmlns="u"><p x=">">1</p><p/></a>', "u p")
    [Element(begin=22, end=23, empty=''), Element(begin=31, end=31, empty='p')]
    """
    return _Finder(part, name, behind).found


class _Finder:
    """Follows the tags of a part with the one parser that tells their bytes."""

    def __init__(self, part: bytes, name: str, behind: str) -> None:
        self.found: list[Element] = []
        self._part, self._name, self._behind = part, name, behind
        self._level = self._inside = self._begin = 0
        self._empty = ""
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.Parse(part, True)

    def _opened(self, name: str, _: object) -> None:
        self._level += 1
        if not self._inside and name == self._name:
            self._inside = self._level
            self._begin, self._empty = self._tag()
        elif self._is_behind(name):
            end, empty = self._tag()
            self._begin = end if empty else 0  # 0: its end tag will tell

    def _closed(self, name: str) -> None:
        at = self._parser.CurrentByteIndex
        if self._is_behind(name) and not self._begin:
            self._begin = self._part.index(b">", at) + 1
        if self._inside and self._level == self._inside:
            self.found.append(Element(self._begin, at, self._empty))
            self._inside = 0
        self._level -= 1

    def _is_behind(self, name: str) -> bool:
        """Whether this child stands before the content."""
        return name == self._behind and self._level == self._inside + 1

    def _tag(self) -> tuple[int, str]:
        """End of the tag that has been met, and its name where it is empty."""
        tag = _TAG.match(self._part, self._parser.CurrentByteIndex)
        if tag is None:  # never in a part that the parser takes
            raise word_error("plain XML", "a tag without its end")
        empty = tag.group().endswith(b"/>")
        return tag.end(), tag["name"].decode("utf-8") if empty else ""


def around(element: Element, before: str, after: str) -> Iterator[Edit]:
    """The edits that put text at both ends of the content of an element."""
    if element.empty:  # "<w:p/>" gets an end tag
        text = f">{before}{after}</{element.empty}>"
        yield element.end - len("/>"), element.end, text
        return
    yield element.begin, element.begin, before
    yield element.end, element.end, after


def appended(part: bytes, text: str, name: str) -> bytes:
    """A part with more at the end of its outermost element, which has this name."""
    roots = elements(part, name)
    if len(roots) != 1:
        raise word_error("a Word document", f"no {name.rpartition(' ')[2]!r}")
    return edited(part, around(roots[0], "", text))


def edited(part: bytes, edits: Iterable[Edit]) -> bytes:
    """A part with edits, which come in the order of its bytes."""
    pieces, last = [], 0
    for start, stop, text in edits:
        pieces += [part[last:start], text.encode("utf-8")]
        last = stop
    return b"".join([*pieces, part[last:]])


def packed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with some parts replaced or added; all others as they are."""
    out, left = io.BytesIO(), dict(parts)
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry, left.pop(plain_name(entry), part))
        for name, part in left.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, part)
    return out.getvalue()
