"""The words of a clause -> the indicator they name, or none: subject before number.

An indicator is named only where the thing measured, the population counted and the
denominator are: every word of the subject must be one that the row of
``indicators.csv`` gives (``thing``, ``population``, ``also``) or that changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from soctrang_analysis import facts
from soctrang_analysis.errors import refused
from soctrang_analysis.facts import Framework

Direction = Literal["up", "down", ""]
# Words that, beside those of an indicator, make it a measure of its own.
_OTHERS = ("other_measure", "other_population")


@cache
def _any(alternatives: str) -> re.Pattern[str]:
    """Any of some words as whole words, the longest first."""
    options = re.split(r"\|(?![^(]*\))", alternatives)
    joined = "|".join(sorted(options, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


@cache
def _things(framework: Framework) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """The groups of words that name each indicator: one of each group must stand."""
    rows = framework.indicators.items()
    return {name: tuple(map(_any, row["thing"].split(" & "))) for name, row in rows}


def _leftover(subject: str, name: str, framework: Framework) -> str | None:
    """Words an indicator does not explain; None where its thing is not named."""
    groups = _things(framework)[name]
    for group in groups:
        if group.search(subject) is None:
            return None
    filler, row = facts.pattern("subject_filler").pattern, framework.indicators[name]
    others = (row["population"], row["also"], filler, framework.facts["subjects"])
    explained: set[int] = set()
    for words in (*groups, *(_any(other) for other in others if other)):
        for found in words.finditer(subject):
            explained |= set(range(*found.span()))
    left = "".join(" " if i in explained else c for i, c in enumerate(subject))
    return " ".join(left.split())


def spelled_out(words: str) -> str:
    """Words without the abbreviations and other spellings that officials use.

    Examples
    --------
    >>> spelled_out("sdd thể thấp còi ở te < 5 tuổi")
    'suy dinh dưỡng thể thấp còi ở trẻ em dưới 5 tuổi'
    """
    for short, full in facts.column("words/abbreviations", "spelled_out").items():
        if short in words:
            words = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, words)
    return words


def complete(own: str, before: str, framework: Framework) -> str:
    """A subject with what it carries over from the one before, "" if that is unclear.

    Examples
    --------
    >>> known = facts.framework()
    >>> complete("trẻ em bỏ học", "trẻ em hoàn thành cấp tiểu học", known)
    'trẻ em bỏ học tiểu học'
    """
    found = set()
    for name, groups in _things(framework).items():
        words = _completed(own, before, groups)
        if words and _leftover(words, name, framework) == "":
            found.add(words)
    return found.pop() if len(found) == 1 else ""


def _completed(own: str, before: str, groups: tuple[re.Pattern[str], ...]) -> str:
    """A subject and the words of an indicator it lacks, "" if they are not before."""
    missing = [g for g in groups if not g.search(own)]
    carried = [m.group() for m in (g.search(before) for g in missing) if m]
    completes = 0 < len(carried) == len(missing) < len(groups)
    return " ".join([own, *carried]) if completes else ""


def _near(subject: str, framework: Framework) -> dict[str, str]:
    """Indicators whose thing is named -> words they do not explain, fewest first."""
    names = framework.indicators
    left_of = ((name, _leftover(subject, name, framework)) for name in names)
    near = [(name, left) for name, left in left_of if left is not None]
    return dict(sorted(near, key=lambda item: len(item[1])))


def name_indicator(subject: str, framework: Framework) -> str | None:
    """The indicator a subject names.

    Parameters
    ----------
    subject : str
        Words of the clause without its numbers, in lower case; an area at the end.
    framework : Framework
        Whose indicators are looked through.

    Returns
    -------
    str or None
        Its ``indicator_id``; None where the words name none.

    Raises
    ------
    ParseError
        If several are named, or one with words that may make it another.

    Examples
    --------
    >>> name_indicator("tỷ lệ lao động trẻ em", facts.framework())
    '10'
    >>> name_indicator("xã có phần mềm đăng ký khai sinh", facts.framework()) is None
    True
    """
    near = _near(subject, framework)
    hits = [name for name, left in near.items() if not left]
    if len(hits) > 1:
        raise refused("words of one indicator", f"words of {' and '.join(hits)}")
    if hits or not near:
        return next(iter(hits), None)
    name, left = next(iter(near.items()))
    if any(facts.pattern(p).search(left) for p in _OTHERS):
        return None
    raise refused(
        f"words of indicator {name} alone",
        f"{left!r} beside them: another population or measure?",
        "word it as the framework does, or as a measure of its own",
    )


def direction_of(subject: str) -> Direction:
    """Which way is better for a measure that no framework names, "" if unknown.

    Examples
    --------
    >>> direction_of("trẻ em bị xâm hại"), direction_of("trẻ em bị xâm hại được hỗ trợ")
    ('down', 'up')
    """
    harm = facts.pattern("harm").search(subject)
    if facts.pattern("good").search(subject):
        return "up"
    if harm:
        return "down"
    return "up" if facts.pattern("some_good").search(subject) else ""


def free_letter(number: int, used: set[str]) -> str:
    """The next free id of a target, which is used from now on.

    Examples
    --------
    >>> free_letter(4, {"4a", "4b"}), free_letter(14, {"14"}), free_letter(25, set())
    ('4c', '14b', '25a')
    """
    own = re.compile(rf"{number}([a-z]?)")
    letters = {m[1] or "a" for m in map(own.fullmatch, used) if m}
    free = next(c for c in "abcdefghijklmnopqrstuvwxyz" if c not in letters)
    used.add(f"{number}{free}")
    return f"{number}{free}"
