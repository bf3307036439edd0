"""A Word document -> the lines that a careful reader of the printed page sees."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from soctrang_analysis.errors import PlanError
from soctrang_analysis.reading.word_numbering import Numbering
from soctrang_analysis.reading.word_package import (
    FILE,
    Package,
    open_package,
    word_error,
)
from soctrang_analysis.reading.word_runs import (
    ALTERNATE,
    CHOICE,
    FALLBACK,
    INSIDE,
    TEXT,
    UNSEEN,
    Paragraph,
    Runs,
    paragraph_mark,
    unclear,
)
from soctrang_analysis.reading.word_styles import (
    NUM_PR,
    PPR,
    VAL,
    Styles,
    W,
    is_on,
    list_of,
    properties,
)

CELL_BREAK = "\v"
_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_TR_PR, _TC_PR = f"{W}trPr", f"{W}tcPr"
_MAX_COLUMNS = 63
_DAMAGED = (
    zipfile.BadZipFile, etree.LxmlError, zlib.error, EOFError, OSError, ValueError,
    KeyError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


class Text(NamedTuple):
    """A line as read: a row of a table has its cells between tabs."""

    text: str
    row: bool = False


def read_word(data: bytes, *, most_letters: int) -> list[Text]:
    """The lines of a Word file; most_letters bounds them while they are read."""
    try:
        package = open_package(data)
        main = _main_part(package)
        root = package.tree(main)
        if root.tag != f"{W}document":
            found = f"{root.tag.rpartition('}')[2][:40]!r}"
            raise word_error("a Word document", found, "save it again as .docx")
        parts = {link.kind: link.target for link in package.relations(main)}
        reader = _Reader(
            Styles(package.tree(parts["styles"]) if "styles" in parts else None),
            Numbering(
                package.tree(parts["numbering"]) if "numbering" in parts else None
            ),
            most_letters,
        )
        return reader.document(root)
    except _DAMAGED as error:
        raise word_error(
            "a Word document", type(error).__name__, "save it again as .docx"
        ) from error


def _main_part(package: Package) -> str:
    """Name of the part that holds the text, whatever it is called."""
    links = package.relations("")
    mains = [link.target for link in links if link.kind == "officeDocument"]
    if len(mains) != 1:
        found = f"{len(mains)} main parts"
        raise word_error("a Word document", found, "save it again as .docx")
    return mains[0]


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, out of controls and wrappers."""
    for node in parent:
        if node.tag in (_P, _TBL):
            yield node
        elif node.tag in INSIDE:
            yield from _blocks(node)
        elif node.tag == ALTERNATE:
            yield from _blocks(next(node.iterchildren(CHOICE, FALLBACK), node))
        elif node.tag == f"{W}altChunk":
            raise unclear("a part in another format", "paste it as text")
        elif node.tag not in UNSEEN and next(node.iter(TEXT), None) is not None:
            name = node.tag.rpartition("}")[2][:30]
            raise unclear(f"text inside {name!r}", "type it as plain text")


def _inner(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, out of controls and wrappers."""
    for node in parent:
        if node.tag == wanted:
            yield node
        elif node.tag in INSIDE:
            yield from _inner(node, wanted)


class _Reader:
    """Reads one document; counts its lists and what it has read so far."""

    def __init__(self, styles: Styles, lists: Numbering, most_letters: int) -> None:
        self._styles = styles
        self._lists = lists
        self._runs = Runs(styles)
        self._most = self._left = most_letters
        self._line = 1

    def document(self, root: etree._Element) -> list[Text]:
        lines: list[Text] = []
        body = root.find(f"{W}body")
        try:
            for line in self._story(body if body is not None else root):
                lines.append(line)
                self._line = len(lines) + 1
            self._runs.check_closed()
        except PlanError as error:
            if error.where == FILE:
                raise
            raise error.at(error.where, self._line) from error
        return lines

    def _story(self, parent: etree._Element) -> Iterator[Text]:
        """Lines of the body, of a cell or of a text box."""
        held = Paragraph()
        for node in _blocks(parent):
            if node.tag == _TBL:
                yield from self._lines(held)
                held = Paragraph()
                yield from self._table(node)
                continue
            here = self._paragraph(node, held)
            if self._runs_on(node):
                held = here
                continue
            held = Paragraph()
            yield from self._lines(here, always=not here.boxes)
        yield from self._lines(held)

    def _lines(self, here: Paragraph, *, always: bool = False) -> Iterator[Text]:
        """A paragraph's lines, then those of its text boxes."""
        if here.text.strip() or always:
            yield from (Text(_spaced(line)) for line in here.text.split("\n"))
        for box in here.boxes:
            yield from self._story(box)

    def _paragraph(self, node: etree._Element, held: Paragraph) -> Paragraph:
        """A paragraph with its label, after what a removed mark left before it."""
        style = node.find(f"{PPR}/{W}pStyle")
        name = self._styles.default if style is None else style.get(VAL, "")
        here = self._runs.read(node, name)
        here.text = held.text + here.text
        here.boxes = held.boxes + here.boxes
        here.gone |= held.gone
        if not self._runs_on(node):
            here.text = self._labelled(node, name, here)
        self._left -= len(here.text)
        if self._left < 0:
            expected = f"at most {self._most} letters"
            raise word_error(expected, "more", "split it")
        return here

    def _labelled(self, node: etree._Element, style: str, here: Paragraph) -> str:
        """The text with the label that Word shows before it."""
        num_id, place = self._list(node, style)
        if not num_id:
            return here.text
        label, gap = self._lists.label(num_id, place)
        mark = properties(paragraph_mark(node))
        crossed = not here.text.strip() and here.gone
        if not label or crossed or self._styles.look(style, mark).gone:
            return here.text
        text = here.text.lstrip()
        joins = label[-1].isalnum() and text[:1].isalnum()
        return f"{label}{gap or (' ' if joins else '')}{text}".rstrip(" ")

    def _list(self, node: etree._Element, style: str) -> tuple[int, int]:
        """List and level of a paragraph, its own or its style's."""
        num_id, place = list_of(node.find(f"{PPR}/{NUM_PR}"))
        if num_id is not None and place is not None:
            return num_id, place
        styled, level = self._styles.numbering(style)
        num_id = styled if num_id is None else num_id
        if place is None and num_id:
            place = self._lists.level_of_style(num_id, style)
        return num_id, next((x for x in (place, level) if x is not None), 0)

    def _runs_on(self, node: etree._Element) -> bool:
        """Whether the paragraph's mark is removed or unseen: the next joins it."""
        frame = node.find(f"{PPR}/{W}framePr")
        if frame is not None and frame.get(f"{W}dropCap", "none") != "none":
            return True
        mark = paragraph_mark(node)
        if mark is None:
            return False
        removed = any(mark.find(f"{W}{x}") is not None for x in ("del", "moveFrom"))
        return removed or is_on(mark.find(f"{W}vanish"))

    def _table(self, table: etree._Element) -> Iterator[Text]:
        """Rows of a table, then those of the tables in its cells."""
        for row in _inner(table, _TR):
            gone = any(
                is_on(row.find(f"{_TR_PR}/{W}{name}")) for name in ("del", "hidden")
            )
            if gone:
                continue
            cells, nested = self._row(row)
            if any(cells) or not nested:
                yield Text("\t".join(cells) + "\t", row=True)
            yield from nested

    def _row(self, row: etree._Element) -> tuple[list[str], list[Text]]:
        before = row.find(f"{_TR_PR}/{W}gridBefore")
        empty = "" if before is None else before.get(VAL, "")
        cells = [""] * min(int(empty), _MAX_COLUMNS) if empty.isdigit() else []
        nested: list[Text] = []
        for cell in _inner(row, _TC):
            if self._is_gone(cell):
                continue
            lines = list(self._story(cell))
            nested += [line for line in lines if line.row]
            words = [line.text for line in lines if not line.row]
            continued = _merged(cell, "vMerge")
            cells.append("" if continued else CELL_BREAK.join(filter(None, words)))
        self._left -= len(cells)
        return cells, nested

    @staticmethod
    def _is_gone(cell: etree._Element) -> bool:
        """Whether a cell is deleted, or a part of the one before it."""
        deleted = cell.find(f"{_TC_PR}/{W}cellDel") is not None
        return deleted or _merged(cell, "hMerge")


def _spaced(line: str) -> str:
    """A line with one space between its words; other kinds of space stay."""
    return " ".join(filter(None, line.split(" ")))


def _merged(cell: etree._Element, name: str) -> bool:
    """Whether a cell only goes on with the one above or before it."""
    mark = cell.find(f"{_TC_PR}/{W}{name}")
    return mark is not None and mark.get(VAL, "continue") == "continue"
