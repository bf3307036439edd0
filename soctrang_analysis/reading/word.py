"""A Word document -> the lines that a careful reader of the printed page sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from soctrang_analysis.errors import PlanError
from soctrang_analysis.reading.word_numbering import Numbering
from soctrang_analysis.reading.word_package import (
    DAMAGED,
    FILE,
    open_package,
    unclear,
    word_error,
)
from soctrang_analysis.reading.word_runs import (
    ALTERNATE,
    CHOICE,
    FALLBACK,
    Paragraph,
    Runs,
    content,
    pass_by,
)
from soctrang_analysis.reading.word_styles import (
    PPR,
    VAL,
    Styles,
    W,
    first,
    is_on,
    list_of,
    named,
    number,
    properties,
    value,
)

CELL_BREAK = "\v"
BESIDE, ABOVE = "\x1f", "\x1e"  # a cell merged into the one beside it, or above it
Parts = dict[str, etree._Element]
_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
MAX_BLOCKS = 100_000
_MAX_COLUMNS = 63


class Place(NamedTuple):
    """Words of a line and the paragraph they stand in, counted from 0 in the file.

    Every paragraph counts but those inside another one: what stands in a text box is
    in the paragraph that holds the box.
    """

    paragraph: int
    text: str


class Text(NamedTuple):
    """A line as read: a row of a table has its cells between tabs, and its grid."""

    text: str
    row: bool = False
    grid: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


def read_word(data: bytes, *, most_letters: int, most_lines: int) -> list[Text]:
    """The lines of a Word file; reading stops after the first line too many."""
    try:
        package = open_package(data)
        main = package.main()
        root, parts = package.tree(main), dict(package.relations(main))
        if root.tag != f"{W}document":
            found = f"{root.tag.rpartition('}')[2][:40]!r}"
            raise word_error("a Word document", found)
        kinds = ("styles", "numbering")
        styles, lists = (package.tree(parts[k]) if k in parts else None for k in kinds)
        reader = _Reader(Styles(styles), Numbering(lists), most_letters)
        return reader.document(root, most_lines)
    except DAMAGED as error:
        raise word_error("a Word document", type(error).__name__) from error


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order."""
    for node in content(parent):
        if node.tag in (_P, _TBL):
            yield node
        elif node.tag == ALTERNATE:
            yield from _blocks(next(node.iterchildren(CHOICE, FALLBACK), node))
        elif node.tag == f"{W}altChunk":
            raise unclear("a part in another format", "paste it as text")
        else:
            pass_by(node)


def _inner(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row."""
    return (node for node in content(parent) if node.tag == wanted)


class _Reader:
    """Reads one document; counts its lists and what it has read so far."""

    def __init__(self, styles: Styles, lists: Numbering, most_letters: int) -> None:
        self._styles = styles
        self._lists = lists
        self._runs = Runs(styles)
        self._most = self._left = most_letters
        self._blocks = 0
        self._places: dict[etree._Element, int] = {}
        self._numbered: Iterator[tuple[etree._Element, int]] = iter(())

    def document(self, root: etree._Element, most_lines: int) -> list[Text]:
        """All lines of the document in order."""
        lines: list[Text] = []
        self._numbered = _numbered(root)
        body = root.find(f"{W}body")
        try:
            for line in self._story(body if body is not None else root):
                lines.append(line)
                if len(lines) > most_lines:
                    return lines
            self._runs.check_closed()
        except PlanError as error:
            if error.where == FILE:
                raise
            raise error.at(error.where, len(lines) + 1) from error
        return lines

    def _story(self, parent: etree._Element) -> Iterator[Text]:
        """Lines of the body, of a cell or of a text box."""
        here = Paragraph()
        for node in _blocks(parent):
            self._count(blocks=1)
            if node.tag == _TBL:
                yield from self._lines(here)
                here = Paragraph()
                yield from self._table(node)
                continue
            given = named(first(node, PPR))
            style = value(given.get("pStyle")) or self._styles.default
            here.place = self._place(node)
            self._runs.read(node, style, here)
            if not _runs_on(given):
                yield from self._lines(here, self._label(given, style, here))
                here = Paragraph()
        yield from self._lines(here)

    def _count(self, *, blocks: int = 0, letters: int = 0) -> None:
        """Stop at once where a document holds too much."""
        self._blocks += blocks
        self._left -= letters
        if self._left < 0:
            raise word_error(f"at most {self._most} letters", "more", "split it")
        if self._blocks > MAX_BLOCKS:
            expected = f"at most {MAX_BLOCKS} paragraphs and cells"
            raise word_error(expected, "more", "split it")

    def _place(self, node: etree._Element) -> int:
        """The number of a paragraph; counted no further than the file is read."""
        while node not in self._places:
            other, number = next(self._numbered)
            self._places[other] = number
        return self._places[node]

    def _lines(self, here: Paragraph, label: str | None = None) -> Iterator[Text]:
        """A paragraph's lines with its label, then the lines of its text boxes."""
        text = (label or "") + here.text
        self._count(letters=len(text))
        if text.strip() or (label is not None and not here.boxes):
            for line in map(_spaced, text.split("\n")):
                yield Text(line, places=(Place(here.place, line),))
        for box in here.boxes:
            yield from self._story(box)

    def _label(self, given: Parts, style: str, here: Paragraph) -> str:
        """The label that Word shows before a paragraph, with the gap after it."""
        num_id, place = self._list(given, style)
        if not num_id:
            return ""
        label, gap = self._lists.label(num_id, place)
        mark = properties(given.get("rPr"))
        text = here.text.lstrip()
        if not label or self._styles.look(style, mark).gone or (here.gone and not text):
            return ""
        joins = label[-1].isalnum() and text[:1].isalnum()
        return label + (gap or (" " if joins else ""))

    def _list(self, given: Parts, style: str) -> tuple[int, int]:
        """List and level of a paragraph, its own or its style's."""
        num_id, place = list_of(given.get("numPr"))
        if num_id is not None and place is not None:
            return num_id, place
        styled, level = self._styles.numbering(style)
        num_id = styled if num_id is None else num_id
        if place is None and num_id:
            place = self._lists.level_of_style(num_id, style)
        return num_id, next((x for x in (place, level) if x is not None), 0)

    def _table(self, table: etree._Element) -> Iterator[Text]:
        """Rows of a table, then those of the tables in its cells."""
        for row in _inner(table, _TR):
            given = named(first(row, f"{W}trPr"))
            if any(is_on(given.get(name)) for name in ("del", "hidden")):
                continue
            before = min(number(given.get("gridBefore")) or 0, _MAX_COLUMNS)
            cells, nested, places = self._row(row, before)
            self._count(blocks=1, letters=len(cells))
            shown = [cell.strip(ABOVE) for cell in cells if cell != BESIDE]
            if any(shown) or not nested:
                text = "\t".join(shown) + "\t"
                yield Text(text, row=True, grid=tuple(cells), places=tuple(places))
            yield from nested

    def _row(
        self, row: etree._Element, before: int
    ) -> tuple[list[str], list[Text], list[Place]]:
        """Cells of a row, the rows of tables in them, and where its words stand."""
        cells = [""] * before
        nested: list[Text] = []
        places: list[Place] = []
        for cell in _inner(row, _TC):
            self._count(blocks=1)
            given = named(first(cell, f"{W}tcPr"))
            if "cellDel" in given:
                continue
            lines = [] if _goes_on(given.get("hMerge")) else list(self._story(cell))
            nested += [line for line in lines if line.row]
            own = [line for line in lines if not line.row and line.text]
            places += _places_of(own)
            cells += _spread(CELL_BREAK.join(line.text for line in own), given)
        return cells, nested, places


def _numbered(root: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Each paragraph in the order of the file; one inside another has its number."""
    number = -1
    for node in root.iter(_P):
        number += next(node.iterancestors(_P), None) is None
        yield node, number


def _places_of(lines: list[Text]) -> list[Place]:
    return [place for line in lines for place in line.places]


def _spread(text: str, given: Parts) -> list[str]:
    """A cell in each column it covers: its text once, then signs that it goes on."""
    if _goes_on(given.get("hMerge")):
        return [BESIDE]
    span = min(number(given.get("gridSpan")) or 1, _MAX_COLUMNS)
    return [ABOVE if _goes_on(given.get("vMerge")) else text, *[BESIDE] * (span - 1)]


def _runs_on(given: Parts) -> bool:
    """Whether the next paragraph joins this one: its mark is removed or unseen."""
    frame = given.get("framePr")
    if frame is not None and frame.get(f"{W}dropCap", "none") != "none":
        return True
    mark = named(given.get("rPr"))
    return "del" in mark or "moveFrom" in mark or is_on(mark.get("vanish"))


def _goes_on(mark: etree._Element | None) -> bool:
    """Whether a cell is merged into the one above or before it."""
    return mark is not None and mark.get(VAL, "continue") == "continue"


def _spaced(line: str) -> str:
    """A line with one space between its words; other kinds of space stay."""
    return " ".join(filter(None, line.split(" ")))
