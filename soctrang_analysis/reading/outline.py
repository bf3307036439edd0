"""Where the targets of a document stand: numbered or not, in its text or in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.grid import grid_of, without_tabs
from soctrang_analysis.reading.target import LETTERED, UNNUMBERED, State, Target
from soctrang_analysis.reading.target_headings import (
    ends,
    has_number,
    has_subject,
    is_goals,
    is_heading,
    level_of,
    opening_year,
    opens,
    with_period,
)
from soctrang_analysis.reading.target_tables import table_rows
from soctrang_analysis.reading.text import fold

UNCLEAR = "\ufffd"  # a sign nobody can name: its clause is refused


class Outline(NamedTuple):
    """The targets of a document, and the lines like one that belong to none."""

    targets: list[Target]
    lost: list[Line]
    elsewhere: list[Line]


def find_targets(lines: list[Line], framework: Framework) -> Outline:
    """The targets of a document in order, and what looks like one and is none.

    Examples
    --------
    >>> from soctrang_analysis.facts import framework
    >>> text = ["- Chỉ tiêu 1: Tỷ lệ trẻ em", "đạt 5%.", "Ghi chú:", "- Năm 2020: 4%"]
    >>> lines = [Line(i, t) for i, t in enumerate(text, 1)]
    >>> (found, *_), lost, _ = find_targets(lines, framework())
    >>> (found.number, found.text, found.lines, lost[0].number)
    (1, 'Tỷ lệ trẻ em đạt 5%.', [1, 2], 4)
    """
    out = Outline([], [], [])
    state, before = State(), lines[0]
    own = list(_lines(lines, framework))
    for i, (line, row) in enumerate(own):
        if (line.row or before.row) and line.number != before.number:
            state.target = None  # a row of a table goes on with nothing
        before = line
        out.targets.extend(_begun(line, row, _following(own[i + 1 : i + 4]), state))
        taken = bool(out.targets) and out.targets[-1].lines[-1] == line.number
        if not taken and (row or _is_like_one(line.text, state)):
            (out.elsewhere if state.quiet else out.lost).append(line)
    return out


def _begun(
    line: Line, row: dict[str, str] | None, following: str, state: State
) -> Iterator[Target]:
    """The target that a line begins, if it begins one."""
    before = state.target
    if row is not None:
        state.target = None
        yield from _from_row(line, row, state)
    elif line.text.strip():
        _take(line, following, state)
        if state.target is not None and state.target is not before:
            yield state.target


def _is_like_one(text: str, state: State) -> bool:
    """Whether a line looks like a target; in another section, if it has a label."""
    like = pattern("like_a_target").search(fold(text)) is not None
    if state.quiet:
        return like and pattern("target_label").match(fold(text)) is not None
    return like


def _following(near: list[tuple[Line, dict[str, str] | None]]) -> str:
    """The first text among the next lines, "" where all are blank."""
    return next((line.text for line, _ in near if line.text.strip()), "")


def _lines(
    lines: list[Line], framework: Framework
) -> Iterator[tuple[Line, dict[str, str] | None]]:
    """Lines without page numbers; rows of tables of targets as cells by name."""
    rows = table_rows(lines, framework)
    before = ""
    tabled = [line for line in lines if line.row]
    cells = {x.number: row for x, row in zip(tabled, grid_of(tabled), strict=True)}
    for line in lines:
        if line.number in rows:
            for row in rows[line.number] or [{}]:
                yield line, row
            continue
        for text in _parted(without_tabs(line, cells.get(line.number, []))):
            plain = _without_page(text, before)
            yield Line(line.number, plain, len(line.grid) > 1), None
            before = text if text.strip() else before


def _parted(texts: list[str]) -> Iterator[str]:
    """Texts, each apart where targets stand one after another in it."""
    for text in texts:
        first, *others = pattern("inner_label").split(text)
        if others and pattern("heading_label").fullmatch(fold(first)):
            first = f"{first} {others.pop(0)}"  # "2.2. Chỉ tiêu 14"
        yield first
        yield from others


def _without_page(text: str, before: str) -> str:
    """A line, "" for a page number; a mark to refuse where it could be part of both."""
    folded = fold(text)
    if pattern("page_number").match(folded):
        return ""
    if not pattern("bare_number").match(folded):
        return re.sub(" {2,}", " ", text)
    return UNCLEAR if pattern("wants_number").search(fold(before)) else ""


def _from_row(line: Line, row: dict[str, str], state: State) -> Iterator[Target]:
    """A row of a table as the sentence it stands for, none outside the targets."""
    if row and state.section is not False:
        number = int(row["number"]) if row["number"] else None
        target = Target(number, in_table=True)
        target.add(line.number, row["text"])
        yield target


def _take(line: Line, following: str, state: State) -> None:
    """Move the state on by one line of text: the first step that knows it."""
    # Outside the targets nothing counts but a heading that opens or ends them.
    steps = (_goals, _end) if state.section is False else _STEPS
    any(step(line, following, state) for step in steps)


def _labelled(line: Line, _following: str, state: State) -> bool:
    """A numbered target: "- Chỉ tiêu 3: ..."."""
    label = pattern("target_label").match(fold(line.text))
    if label is None:
        return False
    state.target = Target(int(label["number"]), state.context, mark=_mark(line.text))
    state.target.add(line.number, line.text[label.end() :])
    state.quiet = False
    return True


def _goals(line: Line, _following: str, state: State) -> bool:
    """A heading that opens the targets; those under a general goal are none yet."""
    folded = fold(line.text)
    others = pattern("not_own_targets").search(folded)
    if not is_goals(line.text, state) and not (others and folded.rstrip()[-1] == ":"):
        return False
    general = pattern("general_goal").search(folded)
    state.section = False if others else None if general else True
    state.quiet = state.quiet and bool(others)
    state.target = None
    _date(line.text, state)
    _go_down(line.text, state)
    return True


def _date(text: str, state: State) -> None:
    """Put the year of a heading over what follows; one below it keeps its year."""
    level, year = level_of(text), opening_year(text)
    if year or not 1 < state.opened < level < UNNUMBERED:
        state.context = year
        state.opened = level if level < UNNUMBERED else state.level


def _go_down(text: str, state: State) -> None:
    """Stand at the level of a heading, if it has one."""
    if (level := level_of(text)) < UNNUMBERED:
        state.level = level


def _end(line: Line, _following: str, state: State) -> bool:
    """A heading that ends the targets; what stands outside them is passed over."""
    part = pattern("part_heading").match(fold(line.text)) is not None
    if ends(line.text, bool(_mark(line.text)), state):
        _close(line.text, state)
    elif part:
        state.target = None
    return part or state.section is False


def _close(text: str, state: State) -> None:
    """Stand outside the targets, after a heading that ended them."""
    level = level_of(text)
    known = pattern("section_end").match(fold(text)) is not None
    sure = known and level <= state.level  # another section of the targets' own level
    own = level if sure or level <= LETTERED else state.level
    state.closed = min(own, state.closed) if state.section is False else own
    state.level = level if sure else state.level
    state.quiet = state.quiet or sure
    state.section, state.target, state.context = False, None, None


def _unclear_label(line: Line, _following: str, state: State) -> bool:
    """What looks like a label and is none: its clause is refused."""
    if not pattern("label_like").match(fold(line.text)):
        return False
    state.target = Target(None, state.context)
    state.target.add(line.number, f"{UNCLEAR} {line.text}")
    return True


def _heading(line: Line, following: str, state: State) -> bool:
    """A year or a group over the targets that follow."""
    text = with_period(line.text, state)
    year = opening_year(text)
    dates = year is not None and opens(text, following, state)
    if not (dates or is_heading(text, following, state)):
        return False
    if not state.section and dates and not state.quiet:  # after a general goal
        state.section = True if level_of(text) <= state.level else None
    _date(text, state)
    if state.section:
        _go_down(line.text, state)
    state.target = None
    return True


def _note(line: Line, _following: str, state: State) -> bool:
    """A heading of notes: what stands under it without a label is no target."""
    if not pattern("note_heading").match(fold(line.text)):
        return False
    state.section, state.target = None, None
    return True


def _mark(text: str) -> str:
    """The bullet at the head of a line, "" where there is none."""
    bullet = pattern("bullet").match(fold(text))
    return bullet["mark"] if bullet else ""


def _go_on(line: Line, _following: str, state: State) -> bool:
    """Join a line to the target it belongs to, or begin a target without a number."""
    text, mark = line.text.strip(), _mark(line.text)
    bullet = pattern("bullet").match(fold(text))
    if mark and bullet and not _dash_of_range(text, state):
        text = text[bullet.end() :]
    else:
        mark = ""
    target = state.target
    if target is not None and not _begins_own(mark, text, target):
        ended = target.text.rstrip()[-1:]
        sentence = text[:1].isupper() and (ended in ".%" or ended.isdigit())
        target.add(line.number, text, new_part=bool(mark) or sentence)
    elif state.section:
        state.target = Target(None, state.context, mark=mark, row=line.row)
        state.target.add(line.number, text)
    else:
        state.target = None
    return True


_STEPS = (_labelled, _goals, _end, _unclear_label, _heading, _note, _go_on)


def _dash_of_range(text: str, state: State) -> bool:
    """Whether a dash at the head of a line joins two years: "2021" / "- 2030"."""
    before = state.target.text.rstrip() if state.target else ""
    digits = before[-1:].isdigit() and text[1:].strip()[:1].isdigit()
    return text[:1] in "-–—" and digits


def _begins_own(mark: str, words: str, target: Target) -> bool:
    """Whether a line begins a target of its own, as the one before did."""
    text = target.text.rstrip()
    if not mark and target.number is None:
        return text[-1:] in ".;"
    if not mark:
        return _is_promise(text) and has_subject(words)
    if target.number is not None and (not text or text[-1] == ":" or not target.mark):
        return False
    return not target.mark or _kind(mark) == _kind(target.mark)


def _is_promise(text: str) -> bool:
    """Whether a text is a whole sentence with a number."""
    return text[-1:] == "." and has_number(fold(text))


def _kind(mark: str) -> str:
    """Kind of a bullet: its sign, or that it is a number or a letter."""
    inner = mark.strip("().")
    return "1" if inner[:1].isdigit() else "a" if inner.isalpha() else inner
