"""Comments put into a Word file; everything else in it keeps its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby
from operator import attrgetter
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from soctrang_analysis.output.word_edits import (
    Edit,
    appended,
    around,
    edited,
    elements,
    packed,
)
from soctrang_analysis.reading.word_package import (
    DAMAGED,
    Package,
    open_package,
    word_error,
)
from soctrang_analysis.reading.word_styles import W
from soctrang_analysis.texts import visible

TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_USUAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_LINKS = {
    _USUAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    _STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_MARKS = [
    f"{W}{name}"
    for name in (
        "comment", "commentRangeStart", "commentRangeEnd", "commentReference",
    )
]  # fmt: skip
# Set in place, as the styles of the document stay as they are: small, no indent.
_SET = (
    '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    '<w:ind w:left="0" w:right="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>'
)
_LOOK = '<w:rPr><w:b w:val="{bold}"/><w:i w:val="0"/><w:sz w:val="20"/></w:rPr>'


class Comment(NamedTuple):
    """A comment at a paragraph (`reading.word.Place`): its title and its text."""

    paragraph: int
    title: str
    text: str


def with_comments(
    data: bytes, comments: list[Comment], author: str, initials: str
) -> bytes:
    """A Word file with comments at their paragraphs, behind those it has; no date."""
    try:
        return _with_comments(data, comments, author, initials) if comments else data
    except (*DAMAGED, expat.ExpatError) as error:
        raise word_error("a Word document", type(error).__name__) from error


def _with_comments(
    data: bytes, comments: list[Comment], author: str, initials: str
) -> bytes:
    package = open_package(data)
    main = package.main()
    body = package.data(main)
    space = _STRICT if _STRICT.encode() in body else _USUAL
    known = dict(package.relations(main)).get("comments")
    place = known or _free_name(package, main)
    first = _free_number(package, [main, known] if known else [main])
    ordered = sorted(comments, key=attrgetter("paragraph"))
    by = f"w:author={quoteattr(author)} w:initials={quoteattr(initials)}"
    texts = [
        _comment(comment, f'xmlns:w="{space}" w:id="{number}" {by}')
        for number, comment in enumerate(ordered, first)
    ]
    empty = f'<w:comments xmlns:w="{space}"/>'.encode()
    old = package.data(known) if known else empty
    parts = {} if known else _named(package, main, place, space)
    parts[place] = appended(old, "".join(texts), f"{space} comments")
    parts[main] = edited(body, _anchors(body, ordered, space, first))
    return packed(data, parts)


def _free_name(package: Package, main: str) -> str:
    """A name for the part of comments, beside the document."""
    folder = main.rpartition("/")[0]
    taken = {name.casefold() for name in package.parts}
    names = (f"{folder}/comments{n or ''}.xml".lstrip("/") for n in count())
    return next(name for name in names if name.casefold() not in taken)


def _named(package: Package, main: str, place: str, space: str) -> dict[str, bytes]:
    """The two parts that name a new part of comments: the links, the kinds of parts."""
    folder, _, base = main.rpartition("/")
    links = f"{folder}/_rels/{base}.rels".lstrip("/")
    empty = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
    old = package.data(links) if links in package.parts else empty
    free = next(n for i in count(1) if (n := f"rId{i}").encode() not in old)
    link = (
        f'<Relationship xmlns="{_PACKAGE}/relationships" Id="{free}" '
        f'Type="{_LINKS[space]}/comments" Target="{place.rpartition("/")[2]}"/>'
    )
    kind = (
        f'<Override xmlns="{_PACKAGE}/content-types" PartName="/{place}" '
        f'ContentType="{_KIND}"/>'
    )
    kinds = package.data(TYPES)
    return {
        links: appended(old, link, f"{_PACKAGE}/relationships Relationships"),
        TYPES: appended(kinds, kind, f"{_PACKAGE}/content-types Types"),
    }


def _free_number(package: Package, parts: list[str]) -> int:
    """A number above those of all comments, also of marks whose comment is gone."""
    nodes = [node for part in parts for node in package.tree(part).iter(*_MARKS)]
    numbers = [node.get(f"{W}id", "") for node in nodes]
    return 1 + max((int(n) for n in numbers if n.isdecimal()), default=-1)


def _comment(comment: Comment, given: str) -> str:
    """A comment as XML: its title in bold, its text below."""
    mark = "<w:r><w:annotationRef/></w:r>"
    rows = [(mark, 1, comment.title), ("", 0, comment.text)]
    paragraphs = [
        f"<w:p>{_SET}{before}<w:r>{_LOOK.format(bold=bold)}"
        f'<w:t xml:space="preserve">{escape(visible(text))}</w:t></w:r></w:p>'
        for before, bold, text in rows
    ]
    return f"<w:comment {given}>{''.join(paragraphs)}</w:comment>"


def _anchors(
    body: bytes, ordered: list[Comment], space: str, first: int
) -> Iterator[Edit]:
    """Marks around the words of each paragraph that has comments."""
    found = elements(body, f"{space} p", behind=f"{space} pPr")
    numbers = count(first)
    for paragraph, own in groupby(ordered, attrgetter("paragraph")):
        ids = [f'xmlns:w="{space}" w:id="{next(numbers)}"' for _ in own]
        starts = "".join(f"<w:commentRangeStart {given}/>" for given in ids)
        ends = "".join(
            f'<w:commentRangeEnd {given}/><w:r xmlns:w="{space}">'
            f"<w:commentReference {given}/></w:r>"
            for given in ids
        )
        yield from around(found[paragraph], starts, ends)
