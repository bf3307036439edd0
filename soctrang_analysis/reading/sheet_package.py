"""The parts of an .xlsx file, measured before any of them is parsed."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from soctrang_analysis.reading.value_faults import file_refused

MAX_FILE = 20_000_000
MAX_UNPACKED = 40_000_000
MAX_PARTS = 1_000
# Marks "<" of the sheets (six a cell at most), and of all other parts together.
MAX_SHEET_MARKS, MAX_OTHER_MARKS = 400_000, 150_000
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_SHEETS = "xl/worksheets/"
_OLE = b"\xd0\xcf\x11\xe0"  # how a workbook with a password, and one of 1997, begins
# Parts of what a form never has: programs, links to other files.
_FOREIGN = ("vbaproject", "externallinks/", "macrosheets/", "activex/", "embeddings/")


def open_workbook(path: Path, *, plain: bool = False) -> ExcelReader:
    """A workbook within the limits: names of its sheets, texts and formats are read.

    A ``plain`` one has no macros, no links to other files and nothing embedded.
    """
    if (size := path.stat().st_size) > MAX_FILE:
        raise file_refused("many_bytes", most=MAX_FILE, found=size)
    data = path.read_bytes()
    if data.startswith(_OLE):
        raise file_refused("ole")
    if (count := data.count(_ENTRY)) > MAX_PARTS:
        raise file_refused("many_parts", most=MAX_PARTS, found=count)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_names(archive.namelist(), plain=plain)
        honest = _checked_copy(archive)
    reader = ExcelReader(honest, read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return reader


def _check_names(names: list[str], *, plain: bool) -> None:
    """Refuse parts that would leave their folder, and those a plain file has not."""
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts:
            raise file_refused("outside", part=name[:60])
        if plain and (part := next((f for f in _FOREIGN if f in name.casefold()), "")):
            raise file_refused("foreign", part=part.strip("/"))


def _checked_copy(archive: zipfile.ZipFile) -> io.BytesIO:
    """The parts read within their stated lengths, for an entry may lie about its own.

    Parts that are too long, there twice, locked or declare entities are refused.
    """
    entries = [e for e in archive.infolist() if e.filename.endswith((".xml", ".rels"))]
    _check_entries(entries)
    copy, left = io.BytesIO(), {True: MAX_SHEET_MARKS, False: MAX_OTHER_MARKS}
    with zipfile.ZipFile(copy, "w") as honest:
        for entry in entries:
            with archive.open(entry) as stream:
                part = stream.read(entry.file_size + 1)
            _check_part(entry.filename, part, left)
            honest.writestr(entry.filename, part)
    return copy


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a list of parts that is too long, or could be understood in two ways."""
    if (size := sum(entry.file_size for entry in entries)) > MAX_UNPACKED:
        raise file_refused("many_unpacked", most=MAX_UNPACKED, found=size)
    names = Counter(entry.filename.casefold() for entry in entries)
    if twice := [name for name, times in names.items() if times > 1]:
        raise file_refused("part_twice", part=twice[0][:60])
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise file_refused("locked")


def _check_part(name: str, part: bytes, left: dict[bool, int]) -> None:
    """Refuse what declares entities, or has more marks than are left for its kind."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part[:200]:
        raise file_refused("declares", part=name[:60])
    sheet = name.casefold().lstrip("/").startswith(_SHEETS)
    left[sheet] -= part.count(b"<")
    if left[sheet] < 0:
        most = MAX_SHEET_MARKS if sheet else MAX_OTHER_MARKS
        raise file_refused("many_marks", most=most, found=most - left[sheet])
