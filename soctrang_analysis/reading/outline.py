"""Where the targets of a document stand: numbered or not, in its text or in a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.reading.brackets import BREAK
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.lexer import Token, tokens
from soctrang_analysis.reading.target_tables import table_rows, without_tabs
from soctrang_analysis.reading.text import fold

_DATES = ("year", "period")
UNCLEAR = "\ufffd"  # a sign nobody can name: its clause is refused


@dataclass
class Target:
    """One target: its text, the lines it stands on, the year it stands under."""

    number: int | None
    context: Token | None = None
    in_table: bool = False
    text: str = ""
    starts: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    mark: str = ""

    @property
    def name(self) -> str:
        """How findings call it."""
        return f"target {self.number}" if self.number else "target without a number"

    def add(self, line: int, text: str, *, new_part: bool = False) -> None:
        """Join a further line of the document; a bullet begins a new part."""
        if self.text:
            self.text += f" {BREAK} " if new_part else " "
        self.starts.append(len(self.text))
        self.lines.append(line)
        self.text += text.strip()

    def line_at(self, offset: int) -> int:
        """Line of the document on which a place of the text stands."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]


@dataclass
class _State:
    """Where the reader of the outline stands."""

    section: bool | None = None
    context: Token | None = None
    target: Target | None = None


def find_targets(lines: list[Line], framework: Framework) -> list[Target]:
    """The targets of a document in order, each with all its lines.

    Examples
    --------
    >>> from soctrang_analysis.facts import framework
    >>> text = ["- Chỉ tiêu 1: Tỷ lệ trẻ em", "đạt 5%."]
    >>> found = find_targets([Line(i, t) for i, t in enumerate(text, 1)], framework())
    >>> (found[0].number, found[0].text, found[0].lines)
    (1, 'Tỷ lệ trẻ em đạt 5%.', [1, 2])
    """
    found: list[Target] = []
    state = _State()
    own = list(_lines(lines, framework))
    for i, (line, row) in enumerate(own):
        following = next((x.text for x, _ in own[i + 1 : i + 4] if x.text.strip()), "")
        before = state.target
        if row is not None:
            state.target = None
            found += [_from_row(line, row)] if state.section is not False else []
        elif line.text.strip():
            _take(line, following, state)
        if state.target is not None and state.target is not before:
            found.append(state.target)
    return [t for t in found if t.text or t.number]


def _lines(
    lines: list[Line], framework: Framework
) -> Iterator[tuple[Line, dict[str, str] | None]]:
    """Lines without page numbers; rows of tables of targets as cells by name."""
    rows = table_rows(lines, framework)
    before = ""
    for line in lines:
        if line.number in rows:
            for row in rows[line.number]:
                yield line, row
            continue
        for text in _parted(line):
            plain = _without_page(text, before)
            yield Line(line.number, plain), None
            before = text if text.strip() else before


def _parted(line: Line) -> Iterator[str]:
    """The texts of a line: cells, or targets that stand one after another in it."""
    for text in without_tabs(line):
        yield from pattern("inner_label").split(text)


def _without_page(text: str, before: str) -> str:
    """A line, "" for a page number; a mark to refuse where it could be part of both."""
    folded = fold(text)
    if pattern("page_number").match(folded):
        return ""
    if not pattern("bare_number").match(folded):
        return re.sub(" {2,}", " ", text)
    return UNCLEAR if pattern("wants_number").search(fold(before)) else ""


def _from_row(line: Line, row: dict[str, str]) -> Target:
    """A row of a table as the sentence it stands for."""
    number = int(row["number"]) if row["number"] else None
    target = Target(number, in_table=True)
    target.add(line.number, row["text"])
    return target


def _take(line: Line, following: str, state: _State) -> None:
    """Move the state on by one line of text: the first step that knows it."""
    any(step(line, following, state) for step in _STEPS)


def _labelled(line: Line, _following: str, state: _State) -> bool:
    """A numbered target: "- Chỉ tiêu 3: ..."."""
    label = pattern("target_label").match(fold(line.text))
    if label is None or state.section is False:
        return False
    state.target = Target(int(label["number"]), state.context, mark=_mark(line.text))
    state.target.add(line.number, line.text[label.end() :])
    return True


def _goals(line: Line, _following: str, state: _State) -> bool:
    """A heading that opens the targets; those under a general goal are none yet."""
    folded = fold(line.text)
    others = pattern("not_own_targets").search(folded)
    if not _is_goals(folded, state) and not (others and folded.rstrip()[-1] == ":"):
        return False
    general = pattern("general_goal").search(folded)
    state.section = False if others else None if general else True
    state.target, state.context = None, _opening_year(line.text)
    return True


def _end(line: Line, _following: str, state: _State) -> bool:
    """A heading that ends the targets; what stands outside them is passed over."""
    part = pattern("part_heading").match(fold(line.text)) is not None
    if _ends(line.text, bool(_mark(line.text)), state):
        state.section, state.target, state.context = False, None, None
    elif part:
        state.target = None
    return part or state.section is False


def _unclear_label(line: Line, _following: str, state: _State) -> bool:
    """What looks like a label and is none: its clause is refused."""
    if not pattern("label_like").match(fold(line.text)):
        return False
    state.target = Target(None, state.context)
    state.target.add(line.number, f"{UNCLEAR} {line.text}")
    return True


def _heading(line: Line, following: str, state: _State) -> bool:
    """A year or a group over the targets that follow."""
    year = _opening_year(line.text)
    opens = year is not None and _opens(line.text, following, state)
    if opens or _is_heading(line.text, following, state):
        state.context, state.target = year, None
        return True
    return False


def _mark(text: str) -> str:
    """The bullet at the head of a line, "" where there is none."""
    bullet = pattern("bullet").match(fold(text))
    return bullet["mark"] if bullet else ""


def _ends(text: str, bullet: bool, state: _State) -> bool:
    """Whether a line is a heading that ends the targets."""
    folded = fold(text)
    if _has_number(folded, dated=True):
        return False
    if pattern("list_of_tasks").search(folded):
        return True
    roman = pattern("roman_heading").match(text)
    if roman and state.section and not pattern("child_heading").search(folded):
        return True
    if not pattern("section_end").match(folded):
        return False
    labelled = pattern("structural").match(folded) is not None
    short = len(folded.split()) <= 14 and not folded.rstrip().endswith((".", ";", ","))
    wrapped = text.lstrip()[:1].islower() and _continues(folded, state)
    few = len(folded.split()) <= 8
    return labelled or (short and (few or not bullet) and not wrapped)


def _continues(folded: str, state: _State) -> bool:
    """Whether the target before waits for this line: its sentence is not over."""
    text = state.target.text.rstrip() if state.target else ""
    return bool(text) and text[-1] not in ".;:"


def _is_goals(folded: str, state: _State) -> bool:
    """Whether a line is a heading that opens the targets, or a part of them."""
    if not pattern("targets_section").match(folded) or _continues(folded, state):
        return False
    restart = state.section is not False or not pattern("bullet").match(folded)
    return restart and not _has_number(folded)


def _is_heading(text: str, following: str, state: _State) -> bool:
    """Whether a line is the heading of a group of targets."""
    folded = fold(text)
    if len(folded) > 160 or _has_number(folded):
        return False
    opens = pattern("target_label").match(fold(following)) is not None
    if opens and folded.rstrip().endswith(":"):
        return True
    if pattern("objective_heading").match(folded):
        return not (text.lstrip()[:1].islower() and _continues(folded, state))
    return opens and pattern("structural").match(folded) is not None


def _has_number(folded: str, *, dated: bool = False) -> bool:
    """Whether a line holds a number to reach, its own label aside (and its year)."""
    label = pattern("heading_label").match(folded)
    found = {t.kind for t in tokens(folded[label.end() if label else 0 :])}
    numbers = found & {"value", "range", "share", "number", "zero"}
    return bool(numbers) and not (dated and not found & {"year", "period"})


def _opening_year(text: str) -> Token | None:
    """The year or period of a line that names nothing else ("Đến năm 2030:")."""
    found = tokens(text)
    dates = [t for t in found if t.kind in _DATES]
    if len(dates) != 1 or len(text) > 160 or _has_number(fold(text)):
        return None
    folded = fold(text)
    rest = folded[: dates[0].start] + " " + folded[dates[0].stop :]
    return dates[0] if pattern("opening_words").match(rest) else None


def _opens(text: str, following: str, state: _State) -> bool:
    """Whether a line with a year opens a list of targets, not parts of one."""
    if pattern("dotted_heading").match(fold(text)):
        return True
    if state.section is None and state.target is None and text.rstrip()[-1] != ":":
        return False  # the title's year serves no target
    plain = text.lstrip()[:1].isalpha()
    wrapped = plain and text.lstrip()[0].islower() and _continues("", state)
    inner = text.lstrip()[:1] == "(" and _continues("", state)
    if wrapped or text.rstrip().endswith(".") or inner:
        return False
    if pattern("target_label").match(fold(following)) or state.target is None:
        return True
    return state.target.number is None and not _continues("", state)


def _go_on(line: Line, _following: str, state: _State) -> bool:
    """Join a line to the target it belongs to, or begin a target without a number."""
    text, mark = line.text.strip(), _mark(line.text)
    bullet = pattern("bullet").match(fold(text))
    if mark and bullet and not _dash_of_range(text, state):
        text = text[bullet.end() :]
    else:
        mark = ""
    target = state.target
    if target is not None and not _begins_own(mark, target):
        ended = target.text.rstrip()[-1:]
        sentence = text[:1].isupper() and (ended in ".%" or ended.isdigit())
        target.add(line.number, text, new_part=bool(mark) or sentence)
    elif state.section:
        state.target = Target(None, state.context, mark=mark)
        state.target.add(line.number, text)
    return True


_STEPS = (_labelled, _goals, _end, _unclear_label, _heading, _go_on)


def _dash_of_range(text: str, state: _State) -> bool:
    """Whether a dash at the head of a line joins two years: "2021" / "- 2030"."""
    before = state.target.text.rstrip() if state.target else ""
    digits = before[-1:].isdigit() and text[1:].strip()[:1].isdigit()
    return text[:1] in "-–—" and digits


def _begins_own(mark: str, target: Target) -> bool:
    """Whether a line begins a target of its own, as the one before did."""
    text = target.text.rstrip()
    if not mark:
        return target.number is None and text[-1:] in ".;"
    if target.number is not None and (not text or text[-1] == ":" or not target.mark):
        return False
    return not target.mark or _kind(mark) == _kind(target.mark)


def _kind(mark: str) -> str:
    """Kind of a bullet: its sign, or that it is a number or a letter."""
    inner = mark.strip("().")
    return "1" if inner[:1].isdigit() else "a" if inner.isalpha() else inner


def _first_end(lines: list[Line], last: int) -> int:
    """Line of the heading that surely ends the targets after the last of them."""
    later = (x for x in lines if x.number > last)
    ends = (x.number for x in later if _surely_ends(fold(x.text)))
    return next(ends, lines[-1].number + 1)


def _surely_ends(folded: str) -> bool:
    return any(pattern(p).search(folded) for p in ("section_end", "list_of_tasks"))


def labels_elsewhere(lines: list[Line], targets: list[Target]) -> Iterator[Line]:
    """Lines with the label and the number of a target that belong to none."""
    taken = {number for target in targets for number in target.lines}
    for line in lines:
        folded = fold(line.text)
        labelled = line.number not in taken and pattern("target_label").match(folded)
        if labelled and pattern("like_a_target").search(folded):
            yield line


def unread_lines(lines: list[Line], targets: list[Target]) -> Iterator[PlanError]:
    """Lines among the targets that look like one and belong to none."""
    taken = {number for target in targets for number in target.lines}
    if not taken:
        return
    stop = _first_end(lines, max(taken))
    for line in lines:
        inside = min(taken) <= line.number < stop and line.number not in taken
        if inside and pattern("like_a_target").search(fold(line.text)):
            yield refused(
                "a target",
                f"a line that belongs to none: {line.text.strip()[:200]!r}",
                "number the target, or set it apart",
                where="targets",
                line=line.number,
            )
