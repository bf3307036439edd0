"""A file -> numbered lines of clean text; table rows are lines with tabs."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from soctrang_analysis.errors import ParseError
from soctrang_analysis.reading.text import normalise

if TYPE_CHECKING:
    from docx.oxml.table import CT_Tc
    from docx.table import Table

MAX_BYTES = 20_000_000
MAX_UNPACKED = 100_000_000
MAX_XML = 6_000_000
MAX_TEXT = 300_000
MAX_LINES = 50_000


class Line(NamedTuple):
    """One line of a document; ``number`` counts from 1."""

    number: int
    text: str

    @property
    def cells(self) -> list[str]:
        """Its table cells, without empty ones at the end; one cell where no tab is."""
        return [c.strip() for c in self.text.rstrip().split("\t")]


def _refuse(path: Path, expected: str, found: str, do: str) -> ParseError:
    return ParseError(path.name, expected=expected, found=found, do=do)


def read_lines(path: str | Path) -> tuple[list[Line], str]:
    """Lines of a plan and the SHA-256 of its file.

    Parameters
    ----------
    path : str or Path
        A ``.txt`` file in UTF-8, or a Word ``.docx``.

    Returns
    -------
    list of Line, str
        A Word paragraph or table row is one line, numbered in order.

    Raises
    ------
    ParseError
        If the file is missing, empty, too large, of another kind or not UTF-8.

    Examples
    --------
    >>> from soctrang_analysis.facts import source_file
    >>> lines, _ = read_lines(source_file("plan-soc-trang-2021-draft.txt"))
    >>> lines[16]
    Line(number=17, text='I. MỤC TIÊU')
    """
    path = Path(path)
    if not path.is_file():
        raise _refuse(path, "a file", "none", "check the path")
    if path.stat().st_size > MAX_BYTES:
        raise _refuse(
            path,
            f"at most {MAX_BYTES} bytes",
            f"{path.stat().st_size}",
            "split the file",
        )
    data = path.read_bytes()
    if data[:5] == b"%PDF-":
        raise _refuse(
            path, "text or .docx", "a PDF", "save the plan as .docx or as UTF-8 text"
        )
    texts = _docx(path, data) if data[:4] == b"PK\x03\x04" else _plain(path, data)
    if (size := sum(map(len, texts))) > MAX_TEXT:
        raise _refuse(path, f"at most {MAX_TEXT} letters", str(size), "split it")
    if len(texts) > MAX_LINES:
        raise _refuse(path, f"at most {MAX_LINES} lines", str(len(texts)), "split it")
    lines = [Line(i, normalise(text)) for i, text in enumerate(texts, start=1)]
    if not any(line.text.strip() for line in lines):
        raise _refuse(path, "a plan", "an empty document", "check the file")
    return lines, hashlib.sha256(data).hexdigest()


def _plain(path: Path, data: bytes) -> list[str]:
    if path.suffix.lower() == ".docx":
        raise _refuse(path, "a Word document", "another file", "save it again as .docx")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse(
            path,
            "text in UTF-8",
            f"byte {data[error.start]:#04x} at position {error.start}",
            "save the file with the encoding UTF-8",
        ) from error
    if "\x00" in text:
        raise _refuse(path, "text", "binary data", "save the plan as UTF-8 text")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _docx(path: Path, data: bytes) -> list[str]:
    import docx
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        _check_package(path, data)
        document = docx.Document(io.BytesIO(data))
        texts: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                texts += _rows(block)
            else:
                texts += block.text.split("\n")
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        LxmlError,
        EOFError,
        OSError,
        NotImplementedError,
        AttributeError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise _refuse(
            path, "a Word document", f"{type(error).__name__}", "save it again as .docx"
        ) from error
    return texts


def _check_package(path: Path, data: bytes) -> None:
    """Refuse what unpacks too far, declares entities, or links to other files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if (size := sum(part.file_size for part in parts)) > MAX_UNPACKED:
            expected = f"at most {MAX_UNPACKED} bytes unpacked"
            raise _refuse(path, expected, str(size), "leave out the pictures")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _check_xml(path, archive, part)


def _check_xml(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.file_size > MAX_XML:
        found = f"{part.file_size} in {name}"
        raise _refuse(path, f"at most {MAX_XML} bytes of text", found, "split it")
    text = archive.read(part)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text[:200]:
        found = f"a declaration or another encoding in {name}"
        raise _refuse(path, "plain XML", found, "save it again as .docx")
    for link in re.findall(rb"<[^>]*Relationship\s[^>]*>", text):
        if b"External" in link and b"/hyperlink" not in link:
            found = f"a link to another file in {name}"
            raise _refuse(path, "a document on its own", found, "break its links")


def _rows(table: Table) -> list[str]:
    """Rows of a Word table as tabbed lines, each cell once however wide it is."""
    return [
        "\t".join(_cell_text(cell) for cell in row.tc_lst) + "\t"
        for row in table._tbl.tr_lst
    ]


def _cell_text(cell: CT_Tc) -> str:
    """Words of a cell on one line; read from the XML, for tables of many thousand."""
    from docx.oxml.ns import qn

    text, gaps = qn("w:t"), (qn("w:p"), qn("w:br"), qn("w:tab"))
    words = [
        (part.text or "") if part.tag == text else " "
        for part in cell.iter(text, *gaps)
    ]
    return " ".join("".join(words).split())
