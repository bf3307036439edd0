"""Brackets and marks of a clause: what binds its values, what is an aside.

Counts, baselines, decisions, agencies and conditions of the subject change nothing and
are left out; years, areas and units in brackets belong to the sentence; any other value
there is refused (design: Tables, "Brackets").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soctrang_analysis import facts
from soctrang_analysis.numerals import parse_exact
from soctrang_analysis.reading.lexer import Token

BREAK = "¶"  # a new bullet, row or paragraph of one target
_SIGNS = "-–—+/&*"
_PLAIN = set(",;:.-–—+*•“”\"'’‘&/…") | {BREAK}
_PAIRS = {"(": ")", "[": "]"}
_OPENING = {mark: mark for mark in _PAIRS}
_MARKS = {*_PAIRS, *_PAIRS.values()}
_DATES = {"year", "period", "onward"}
# What may stand in a bracket beside the year it is promised for.
_BIND = {"reach", "is", "to", "bound", "from", "fall", "rise"}
_OWN = {*_DATES, "area", "per", "hold", "base", "yearly"}
_VALUES = {"value", "range", "share", "zero", "refuse", "part"}
_JOINS = (",", "và", "còn", "lên", "xuống")
_UNITS = {"%": "percent", "‰": "permille"}
_DATED = {"value", "range", "reach", "is", "to", "bound", "after", "from", "fall"}


def without_brackets(found: tuple[Token, ...], first_year: int) -> list[Token]:
    """The tokens of a target with every bracket and mark taken into account.

    What cannot be read so becomes a token of the kind ``refuse``, with its reason.
    """
    out: list[Token] = []
    for inside, group in _groups(found):
        out += _in_place(group, out, first_year) if inside else group
    return _marks_checked(out)


def _in_place(group: list[Token], out: list[Token], first_year: int) -> list[Token]:
    """What is left of a bracket after the tokens so far; refused if they need more."""
    if out and _says_again(group, out[-1]):
        return []
    settled = _settled(group, first_year)
    if settled or not out or out[-1].text not in _JOINS:
        return settled
    own = group[0] if group else out[-1]
    return [_refusal(own, "a bracket in place of a number")]


def _says_again(group: list[Token], token: Token) -> bool:
    """Whether a bracket says the percent before it in words."""
    said = facts.pattern("percent_in_words").fullmatch(" ".join(t.text for t in group))
    if not said or token.kind != "value" or token.meaning != "percent":
        return False
    from num2words import num2words

    number = parse_exact(token.numbers[0], target_clause=True)
    return str(num2words(number, lang="vi")) == said["words"]


def _marks_checked(found: list[Token]) -> list[Token]:
    """The tokens with every mark refused that forbids reading."""
    before: Token | None = None
    checked = []
    for token, after in zip(found, [*found, None][1:], strict=True):
        fault = _strange(before, token, after) if token.kind == "mark" else ""
        checked.append(_refusal(token, fault) if fault else token)
        before = token
    return checked


def _refusal(token: Token, reason: str) -> Token:
    return replace(token, kind="refuse", meaning=reason)


def _groups(found: tuple[Token, ...]) -> Iterator[tuple[bool, list[Token]]]:
    """Runs of tokens outside brackets and inside them; others become refusals."""
    run: list[Token] = []
    closing = ""
    for token in found:
        if token.text == (closing or _OPENING.get(token.text)):
            yield bool(closing), run
            run, closing = [], "" if closing else _PAIRS[token.text]
        elif token.text in _MARKS:
            run.append(_refusal(token, "brackets that are no pair"))
        else:
            run.append(token)
    if closing and run:
        run[0] = _refusal(run[0], "a bracket that does not close")
    yield False, run


def _settled(group: list[Token], first_year: int) -> list[Token]:
    """What is left of one bracket in the sentence."""
    text = " ".join(t.text for t in group)
    years = _years(group)
    fault = _fault(group, text)
    if fault:
        return [_refusal(replace(group[0], text=text), fault)]
    if text in _UNITS:
        return [replace(group[0], kind="per", meaning=_UNITS[text])]
    if not _compared(group) and _is_aside(text, years, first_year):
        return []
    if _binds(group, dated=bool(years)):
        return group
    if years or _says_more(group, text):
        return [_refusal(replace(group[0], text=text), "a further value in brackets")]
    return _narrowing(group, text)


def _fault(group: list[Token], text: str) -> str:
    """Why a bracket is refused whatever else it holds, "" if it is not."""
    if group and {t.kind for t in group} <= {"bound", "after"}:
        return "a bound in brackets"
    if facts.pattern("withdrawn").search(text):
        return "a remark that withdraws it"
    compares = facts.pattern("compares").search(text) and _years(group)
    if compares and not _compared(group):
        return "a year to compare with that is not clear"
    return ""


def _says_more(group: list[Token], text: str) -> bool:
    """Whether a bracket hedges the promise or could hold another."""
    hedged = facts.pattern("hedge").search(text) is not None
    return hedged or any(map(_promises, group))


def _narrowing(group: list[Token], text: str) -> list[Token]:
    """The words of a bracket that name a part of the population, or a year before."""
    if facts.pattern("other_population").search(text):
        return [t for t in group if t.kind == "word"]
    return _compared(group)


def _compared(group: list[Token]) -> list[Token]:
    """The tokens that say what a change is counted from."""
    return [t for t in group if t.kind in ("base", "yearly")]


def _years(group: list[Token]) -> list[int]:
    return [y for t in group if t.kind in _DATES for y in t.years]


def _is_aside(text: str, years: list[int], first_year: int) -> bool:
    """Whether a bracket tells of others, or of the years before the plan."""
    if facts.pattern("another_ones").search(text):
        return True
    if years:
        return max(years) <= first_year
    return facts.pattern("baseline_words").search(text) is not None


def _binds(group: list[Token], *, dated: bool) -> bool:
    """Whether a bracket holds years, areas or denominators, and no other words."""
    kinds = {t.kind for t in group} - {"mark", "filler", "aside"}
    allowed = _OWN | (_DATED if dated else set())
    return bool(kinds) and kinds <= allowed


def _promises(token: Token) -> bool:
    """Whether a token in a bracket could be a promise: any value but a count."""
    return token.kind in _VALUES and token.meaning != "count"


def _strange(before: Token | None, mark: Token, after: Token | None) -> str:
    """Why a mark forbids reading: no rule explains it, or it touches a number."""
    if mark.text not in _PLAIN and mark.text not in _UNITS:
        return "a strange mark"
    if _is_minus(before, mark, after):
        return "a dash before a number"
    if _touches_number(before, mark, after):
        return "a sign that touches a number"
    return ""


def _is_minus(before: Token | None, mark: Token, after: Token | None) -> bool:
    """Whether a dash stands before a range, or between a number and what binds it."""
    if mark.text not in "-–—" or after is None:
        return False
    binds = before is not None and before.kind in _BIND
    return (binds or after.kind == "range") and after.text[0].isdigit()


def _touches_number(before: Token | None, mark: Token, after: Token | None) -> bool:
    """Whether a sign touches the number after it, or a slash the one before it."""
    if mark.text not in _SIGNS:
        return False
    if after and after.start == mark.stop and after.text[0].isdigit():
        return True
    if mark.text != "/" or before is None or before.stop != mark.start:
        return False
    return before.text[-1].isdigit()
