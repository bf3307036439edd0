"""A file -> numbered lines of clean text; rows of a Word table have their cells."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.reading.text import normalise
from soctrang_analysis.reading.word import Place, Text, read_word
from soctrang_analysis.reading.word_package import FILE

MAX_BYTES = 20_000_000
MAX_TEXT = 300_000
MAX_LINES = 50_000

# Files that are no text, by their first bytes, and what to do with them.
_OTHER_KINDS = [
    (b"%PDF-", "a PDF", "save the plan as .docx or as UTF-8 text"),
    (b"\xd0\xcf\x11\xe0", "an old .doc or a locked .docx", "save it as .docx"),
    (b"{\\rtf", "an RTF document", "save it as .docx"),
    (b"\xff\xfe", "text in UTF-16", "save the file with the encoding UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save the file with the encoding UTF-8"),
]
# A page break beside the end of a line begins no line of its own.
_PAGE = re.compile("\n\f|\f\n|\f")
# Long runs of accents take long to put in order; other signs may stand in a row.
_SIGNS = re.compile(r"[^\w\s\x00-\u02ff]{50,}")
_LINE_ENDS = re.compile("\r\n?|[\v\u2028\u2029\u0085]")


class Line(NamedTuple):
    """One line of a document; ``number`` counts from 1, ``row`` is a Word table's.

    ``grid`` has a cell for each column of that table: also those merged into another.
    ``places`` leads back to the paragraphs of a Word file.
    """

    number: int
    text: str
    row: bool = False
    grid: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def cells(self) -> list[str]:
        r"""Its table cells without empty ones at the end; "\v" parts a cell's lines."""
        return [c.strip() for c in self.text.rstrip().split("\t")]


def read_lines(path: str | Path) -> tuple[list[Line], str]:
    r"""Lines of a plan, a .txt in UTF-8 or a .docx, and the SHA-256 of its file.

    Of a Word document: each paragraph (each line of it, where lines are broken by
    hand) as printed, with its automatic number; each row of a table with a tab after
    each cell and "\v" between the lines of a cell.
    """
    if not isinstance(path, (str, Path)):
        raise refused("a path", repr(path)[:60], "give the file's path", where="plan")
    path = Path(path)
    data = _read_bytes(path)
    texts = _word(path, data) if data[:4] == b"PK\x03\x04" else _plain(path, data)
    _check_texts(path, [text.text for text in texts])
    lines = [
        Line(i, normalise(x.text), x.row, tuple(map(normalise, x.grid)), x.places)
        for i, x in enumerate(texts, start=1)
    ]
    return lines, hashlib.sha256(data).hexdigest()


def _refuse(path: Path, expected: str, found: str, do: str) -> PlanError:
    return refused(expected, found, do, where=path.name)


def _read_bytes(path: Path) -> bytes:
    """The bytes of a file that may be a text or a Word document."""
    try:
        if not path.is_file():
            raise _refuse(path, "a file", "none", "check the path")
        if (size := path.stat().st_size) > MAX_BYTES:
            do = "split the file"
            raise _refuse(path, f"at most {MAX_BYTES} bytes", str(size), do)
        data = path.read_bytes()
    except OSError as error:
        found = type(error).__name__
        raise _refuse(
            path, "a file that can be read", found, "check the path"
        ) from error
    for start, found, do in _OTHER_KINDS:
        if data.startswith(start):
            raise _refuse(path, "text in UTF-8 or a .docx", found, do)
    return data


def _check_texts(path: Path, texts: list[str]) -> None:
    """Refuse too much text, none, and what takes long to bring into one form."""
    if (size := sum(map(len, texts))) > MAX_TEXT:
        raise _refuse(path, f"at most {MAX_TEXT} letters", str(size), "split it")
    if len(texts) > MAX_LINES:
        raise _refuse(path, f"at most {MAX_LINES} lines", str(len(texts)), "split it")
    if not any(map(str.strip, texts)):
        raise _refuse(path, "a plan", "an empty document", "check the file")
    for run in _SIGNS.findall("\n".join(texts)):
        if any(map(unicodedata.combining, run)):
            raise _refuse(path, "letters", f"{len(run)} accents in a row", "clean it")


def _word(path: Path, data: bytes) -> list[Text]:
    """Lines of a Word document."""
    try:
        return read_word(data, most_letters=MAX_TEXT, most_lines=MAX_LINES)
    except PlanError as error:
        where = path.name if error.where == FILE else f"{path.name}, {error.where}"
        raise error.at(where) from error


def _plain(path: Path, data: bytes) -> list[Text]:
    """Lines of a text; its tabs stay."""
    if path.suffix.lower() == ".docx":
        raise _refuse(path, "a Word document", "another file", "save it again as .docx")
    if len(data) > 4 * (MAX_TEXT + MAX_LINES):  # the longest letters have four bytes
        found = f"{len(data)} bytes"
        raise _refuse(path, f"at most {MAX_TEXT} letters", found, "split it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {data[error.start]:#04x} at position {error.start}"
        do = "save the file with the encoding UTF-8"
        raise _refuse(path, "text in UTF-8", found, do) from error
    if "\x00" in text:
        raise _refuse(path, "text", "binary data", "save the plan as UTF-8 text")
    lines = _PAGE.sub("\n", _LINE_ENDS.sub("\n", text)).split("\n")
    return [Text(line) for line in lines]
