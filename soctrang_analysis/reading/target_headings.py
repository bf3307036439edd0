"""Headings among the targets: what opens them, groups them, dates them, ends them."""

from __future__ import annotations

from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.lexer import Token, tokens
from soctrang_analysis.reading.target import LETTERED, UNNUMBERED, State
from soctrang_analysis.reading.text import fold

_DATES = ("year", "period")
_WORDS, _WORDS_BEHIND_BULLET = 14, 8  # most words of a heading without a label


def ends(text: str, bullet: bool, state: State) -> bool:
    """Whether a line is a heading that ends the targets."""
    folded = fold(text)
    if has_number(folded, dated=True):
        return False
    if pattern("list_of_tasks").search(folded):
        return True
    if _is_roman_part(text, folded, state):
        return True
    if not pattern("section_end").match(folded):
        return False
    if pattern("structural").match(folded):
        return True
    return _is_short(folded, bullet) and not _is_wrapped(text, state)


def level_of(text: str) -> int:
    """Level of a heading by its number: 0 is "Phần", 1 is "I.", 2 is "1.", and so on.

    Examples
    --------
    >>> [level_of(t) for t in ("NHIỆM VỤ", "2.1. Nhiệm vụ", "b) Nhiệm vụ", "Nhiệm vụ:")]
    [1, 3, 6, 8]
    """
    label = pattern("section_label").match(fold(text))
    if label and label["number"]:
        return 2 + label["number"].count(".")
    if label:
        return 0 if label["part"] else 1
    own = text.strip()
    if own.isupper() and own[0].isalpha():
        return 1
    if pattern("lettered").match(own):
        return LETTERED
    return UNNUMBERED if own[:2].isalpha() and own[-1] != ":" else UNNUMBERED + 1


def _is_roman_part(text: str, folded: str, state: State) -> bool:
    """Whether a roman number opens another part, and not one on children."""
    if not state.section or not pattern("roman_heading").match(text):
        return False
    return pattern("child_heading").search(folded) is None


def _is_short(folded: str, bullet: bool) -> bool:
    """Whether a line is short enough for a heading; behind a bullet, shorter."""
    if folded.rstrip().endswith((".", ";", ",")):
        return False
    most = _WORDS_BEHIND_BULLET if bullet else _WORDS
    return len(folded.split()) <= most


def continues(state: State) -> bool:
    """Whether the target before waits for this line: its sentence is not over."""
    text = state.target.text.rstrip() if state.target else ""
    return bool(text) and text[-1] not in ".;:"


def is_goals(text: str, state: State) -> bool:
    """Whether a line is a heading that opens the targets, or a part of them."""
    folded = fold(text)
    if not pattern("targets_section").match(folded) or _is_wrapped(text, state):
        return False
    sibling = level_of(folded) <= state.closed or not pattern("bullet").match(folded)
    restart = state.section is not False or sibling
    return restart and not has_number(folded)


def is_heading(text: str, following: str, state: State) -> bool:
    """Whether a line is the heading of a group of targets."""
    folded = fold(text)
    if len(folded) > 160 or has_number(folded):
        return False
    opens = pattern("target_label").match(fold(following)) is not None
    if opens and folded.rstrip().endswith(":"):
        return True
    if pattern("objective_heading").match(folded):
        return not _is_wrapped(text, state)
    return opens and pattern("structural").match(folded) is not None


def has_number(folded: str, *, dated: bool = False) -> bool:
    """Whether a line holds a number to reach, its own label aside (and its year)."""
    label = pattern("heading_label").match(folded)
    found = {t.kind for t in tokens(folded[label.end() if label else 0 :])}
    numbers = found & {"value", "range", "share", "number", "zero"}
    return bool(numbers) and not (dated and not found & {"year", "period"})


def has_subject(text: str) -> bool:
    """Whether a sentence with a number begins with what it is of, not with its year."""
    said = (t.kind for t in tokens(text) if t.kind not in ("filler", "mark"))
    opens = next(said, "") not in (*_DATES, "onward", "hold", "yearly")
    return opens and not text[:1].islower() and has_number(fold(text))


def opening_year(text: str) -> Token | None:
    """The year or period of a line that names nothing else ("Đến năm 2030:")."""
    found = tokens(text)
    dates = [t for t in found if t.kind in _DATES]
    if len(dates) != 1 or len(text) > 160 or has_number(fold(text)):
        return None
    folded = fold(text)
    rest = folded[: dates[0].start] + " " + folded[dates[0].stop :]
    return dates[0] if pattern("opening_words").match(rest) else None


def opens(text: str, following: str, state: State) -> bool:
    """Whether a line with a year opens a list of targets, not parts of one."""
    if _is_cut_period(fold(text), fold(following)):
        return False
    if pattern("dotted_heading").match(fold(text)):
        return True
    if _in_title(text, state) or _goes_on(text, state):
        return False
    if pattern("target_label").match(fold(following)) or state.target is None:
        return True
    fresh = following[:1].isupper() or pattern("bullet").match(following) is not None
    return state.target.number is None and (fresh or not continues(state))


def with_period(text: str, state: State) -> str:
    """A line with the first half of its period, where that ended the line before."""
    before = state.target.text if state.target else ""
    return f"{before} {text}" if _is_cut_period(fold(before), fold(text)) else text


def _is_cut_period(folded: str, following: str) -> bool:
    """Whether a period goes on in the next line: its first year alone dates nothing."""
    if pattern("open_period").search(folded):
        return True
    begun = pattern("begun_period").search(folded)
    return begun is not None and pattern("period_goes_on").match(following) is not None


def _in_title(text: str, state: State) -> bool:
    """Whether a year stands before all targets: the title's year serves none."""
    before_all = state.section is None and state.quiet
    return before_all and text.rstrip()[-1] != ":"


def _goes_on(text: str, state: State) -> bool:
    """Whether a line is a sentence, or goes on with the one before."""
    if text.rstrip().endswith("."):
        return True
    first = text.lstrip()[:1]
    inner = first == "(" and continues(state)
    return inner or (first.isalpha() and _is_wrapped(text, state))


def _is_wrapped(text: str, state: State) -> bool:
    """Whether a line starts with a small letter while a sentence waits for it."""
    small = text.lstrip()[:1].islower() and not pattern("bullet").match(text)
    return small and continues(state)
