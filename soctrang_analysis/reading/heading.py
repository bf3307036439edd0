"""What a document is: its area, and the title it calls itself by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold
from soctrang_analysis.reading.word import CELL_BREAK

# Kinds whose bare name says which area it is: "tỉnh Cà Mau" is Cà Mau.
_BARE = ("tỉnh", "thành phố", "tp", "tp.")


def find_area(lines: list[Line]) -> str:
    """The area a plan is for, "" where the document does not name it.

    Examples
    --------
    >>> find_area([Line(1, "Kế hoạch vì trẻ em trên địa bàn tỉnh Cà Mau")])
    'Cà Mau'
    """
    return next(_areas(lines), "")


def _areas(lines: list[Line]) -> Iterator[str]:
    """Areas in the order of the text; the issuing committee counts as one."""
    for text in (cell for line in lines for cell in line.cells):
        for found in pattern("plan_area").finditer(fold(text)):
            kind, (start, stop) = found["kind"], found.span("name")
            first = text[start:stop].split(CELL_BREAK, 1)[0]
            words = takewhile(_begins_upper, first.split())
            name = " ".join(words).rstrip(" -")
            name = name.title() if name.isupper() and len(name) > 2 else name
            if name:
                yield name if kind in _BARE else f"{kind} {name}"


def _begins_upper(word: str) -> bool:
    return word[0].isupper() or word == "-"


def find_title(lines: list[Line]) -> str:
    """The title of a plan on one line, "" where no line says what it is.

    Examples
    --------
    >>> find_title([Line(1, "KẾ HOẠCH"), Line(2, ""), Line(3, "Vì trẻ em")])
    'Kế hoạch vì trẻ em'
    """
    kind = ""
    for text in (line.text.strip() for line in lines):
        if kind and text:
            return f"{kind} {text[0].lower()}{text[1:]}"
        if pattern("plan_title").match(fold(text)):
            kind = text.capitalize()
    return ""


def section_of(lines: list[Line], numbers: Iterable[int]) -> str:
    """The section in which all lines of these numbers stand: "I.2"; else "".

    Examples
    --------
    >>> text = ["I. MỤC TIÊU", "1. Mục tiêu chung", "2. Mục tiêu cụ thể", "- Đạt 5%."]
    >>> lines = [Line(i, t) for i, t in enumerate(text, 1)]
    >>> section_of(lines, [4]), section_of(lines, [2, 4]), section_of(lines, [])
    ('I.2', 'I', '')
    """
    wanted = set(numbers)
    places = {place for number, place in _places(lines) if number in wanted}
    common = takewhile(lambda labels: len(set(labels)) == 1, zip(*places, strict=True))
    return ".".join(label for label, *_ in common if label)


def _places(lines: list[Line]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each line with the labels of the section and of the part it stands in."""
    section = part = ""
    for line in lines:
        if heading := pattern("section").match(line.text):
            section, part = heading["label"], ""
        elif numbered := pattern("numbered").match(line.text):
            part = numbered["label"]
        yield line.number, (section, part)
