"""The parts of a Word file, read within limits; whatever lies or hides is refused."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter

from lxml import etree

from soctrang_analysis.errors import PlanError, refused

MAX_UNPACKED = 100_000_000
MAX_XML = 6_000_000
MAX_PARTS = 3_000
MAX_TAGS = 250_000
MAX_ATTRIBUTES = 300_000

FILE = "file"  # place of an error that belongs to the file as a whole
# What damaged packages raise: of zip, of XML, of numbers in either.
DAMAGED = (
    zipfile.BadZipFile, etree.LxmlError, zlib.error, EOFError, OSError, ValueError,
    KeyError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_MAIN = "officeDocument"
_AGAIN = "save it again as .docx"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ONLY_NAMED = ("hyperlink", "attachedTemplate")  # its styles are in the document
# "Strict" documents differ in their names only.
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/"
    rb"(wordprocessingml(?=/main)|officeDocument(?=/math))"
)
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006"


def word_error(expected: str, found: str, do: str = _AGAIN) -> PlanError:
    """An error of the file as a whole."""
    return refused(expected, found, do, where=FILE)


def unclear(found: str, do: str) -> PlanError:
    """An error of the paragraph that is being read."""
    expected = "text that can be read as printed"
    return refused(expected, found, do, where="paragraph")


class Package:
    """An opened Word file whose list of parts is sound."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts = {plain_name(entry): entry for entry in archive.infolist()}
        self._tags, self._attributes = MAX_TAGS, MAX_ATTRIBUTES

    def main(self) -> str:
        """Name of the part that holds the document."""
        mains = [name for kind, name in self.relations("") if kind == _MAIN]
        if len(mains) != 1:
            raise word_error("a Word document", f"{len(mains)} main parts")
        return mains[0]

    def data(self, name: str) -> bytes:
        """Bytes of an XML part."""
        if name not in self.parts:
            raise word_error("a Word document", f"no part {name[:60]!r}")
        with self._archive.open(self.parts[name]) as stream:
            data = stream.read(MAX_XML + 1)  # the length that its entry says may lie
        _check_length(name, len(data))
        return data

    def tree(self, name: str) -> etree._Element:
        """Root of an XML part."""
        data = self.data(name)
        self._tags -= data.count(b"<")
        self._attributes -= data.count(b"=")
        if min(self._tags, self._attributes) < 0:
            found = f"more in {name[:60]}"
            raise word_error(f"at most {MAX_TAGS} marks", found, "split the document")
        return _parse(name, data)

    def relations(self, name: str) -> list[tuple[str, str]]:
        """Links of a part: the last word of their type, and the part they name."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        found = []
        for node in self.tree(path).iter(_RELATION) if path in self.parts else ():
            if node.get("TargetMode") != "External":
                target = posixpath.join("/", folder, node.get("Target", ""))
                found.append((_kind(node), posixpath.normpath(target)[1:]))
        return found


def open_package(data: bytes) -> Package:
    """A Word file with a sound list of parts that links to no other file."""
    if (count := data.count(_ENTRY)) > MAX_PARTS:
        raise word_error(f"at most {MAX_PARTS} parts", str(count))
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    if (size := sum(entry.file_size for entry in entries)) > MAX_UNPACKED:
        expected = f"at most {MAX_UNPACKED} bytes unpacked"
        raise word_error(expected, str(size), "leave out the pictures")
    # Two readers could understand a part that is there twice in two ways.
    names = Counter(plain_name(entry).casefold() for entry in entries)
    for name, times in names.items():
        if times > 1:
            raise word_error("each part once", f"{name[:60]!r} twice")
    for entry in entries:
        _check_entry(entry)
    package = Package(archive)
    for name in package.parts:
        if name.endswith(".rels"):
            _check_links(name, package)
    return package


def plain_name(entry: zipfile.ZipInfo) -> str:
    """Name of a part as links write it."""
    return entry.filename.replace("\\", "/").lstrip("/")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse an entry that only a special reader could unpack, or that is too long."""
    if entry.flag_bits & _ENCRYPTED:
        raise word_error("a document without a password", "a locked part")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        found = f"packing {entry.compress_type} of {entry.filename[:60]!r}"
        raise word_error("a usual packing", found)
    if entry.filename.endswith((".xml", ".rels")):
        _check_length(entry.filename, entry.file_size)


def _check_length(name: str, size: int) -> None:
    if size > MAX_XML:
        found = f"{size} in {name[:60]}"
        raise word_error(f"at most {MAX_XML} bytes of text", found, "split it")


def _check_links(name: str, package: Package) -> None:
    """Refuse links to other files but those that bring nothing onto the page."""
    for node in package.tree(name).iter():
        if node.get("TargetMode") == "External" and _kind(node) not in _ONLY_NAMED:
            found = f"a link to another file in {name[:60]}"
            raise word_error("a document on its own", found, "break its links")


def _kind(link: etree._Element) -> str:
    return str(link.get("Type", "").rpartition("/")[2])


def _parse(name: str, data: bytes) -> etree._Element:
    """Root of XML bytes; what declares entities is refused before it is read."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\x00" in data[:200]:
        found = f"a declaration or another encoding in {name[:60]}"
        raise word_error("plain XML", found)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=False,
    )
    return etree.fromstring(_STRICT.sub(_USUAL, data), parser)
