"""What a drafter should change, as Word comments at its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.remarks import Remark, remarks
from soctrang_analysis.output.word_comments import Comment, with_comments
from soctrang_analysis.reading.document import Line, read_lines
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.reading.text import fold

_WORD = re.compile(r"\w+(?:[.,]\w+)*")


def write_comments(
    plan: Plan, document: str | Path, path: str | Path, *, lang: str = "vi"
) -> Path:
    """Write a plan's Word document with what to change in it as comments.

    Parameters
    ----------
    plan : Plan
        From `read_plan` of this document.
    document : str or Path
        The Word document; it stays as it is.
    path : str or Path
        Another file ending in ``.docx``, replaced where it is there. Its text, styles,
        pictures and earlier comments are those of the document, byte for byte.
    lang : str
        Language of the comments.

    Returns
    -------
    Path
        The file. There is a comment for each row of ``findings`` that asks for a
        change, for each target weaker than the national programme's (one for all that
        are missing), and for each indicator no published source measures directly. Each
        says what to change and stands at its paragraph, that of the cell in a table;
        at the first paragraph where it belongs to the whole document.

    Raises
    ------
    ParseError
        If the document is no Word document or not the plan's, or the path is its own.
    PlanError
        If the file cannot be written.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> sta.write_comments(sta.soc_trang(), "ke-hoach.docx", "ke-hoach.docx")
    Traceback (most recent call last):
    soctrang_analysis.errors.ParseError: ke-hoach.docx: expected another file ...
    """
    plan, document, path = known_plan(plan), Path(document), Path(path)
    say = partial(facts.said, "words/labels", lang=lang)
    author, initials = say("comment_author"), say("comment_initials")
    _check_names(document, path)
    lines, digest = read_lines(document)
    if digest != plan.source["sha256"]:
        do = "read the plan from this document"
        wanted = "the document that the plan was read from"
        raise refused(wanted, "another document", do, where=document.name)
    if not lines[0].places:
        do = "open it in Word, save it as .docx and read that file"
        raise _no_word("a text without room for comments", do, document)
    comments = list(_placed(remarks(plan, lang), lines))
    try:
        data = with_comments(document.read_bytes(), comments, author, initials)
    except PlanError as error:
        raise error.at(document.name) from error
    return write_file(data, path)


def _no_word(found: str, do: str, document: Path) -> PlanError:
    return refused("a Word document (.docx)", found, do, where=document.name)


def _check_names(document: Path, path: Path) -> None:
    """Refuse to write over the document, or under a name Word does not open."""
    if path.suffix.lower() != ".docx":
        do = "choose such a name"
        raise refused("a name that ends in .docx", path.name, do, where=path.name)
    same = path.resolve() == document.resolve()
    if same or (path.exists() and document.exists() and path.samefile(document)):
        expected, found = "another file than the document", "the document itself"
        raise refused(expected, found, "choose another name", where=path.name)


def _placed(told: Iterator[Remark], lines: list[Line]) -> Iterator[Comment]:
    """Each remark at its paragraph, at the first where it has no line."""
    numbered = {line.number: line for line in lines}
    first = lines[0].places[0].paragraph
    for remark in told:
        line = numbered.get(remark.line or 0)
        paragraph = _paragraph(line, remark.about) if line else first
        yield Comment(paragraph, remark.title, remark.text)


def _paragraph(line: Line, about: str) -> int:
    """The paragraph of a line that holds most of some words, the longest of several.

    The places of a row of a table are the paragraphs of its cells.
    """
    wanted = _word_set(about)
    found = max(
        line.places, key=lambda p: (len(_word_set(p.text) & wanted), len(p.text))
    )
    return found.paragraph


def _word_set(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))
