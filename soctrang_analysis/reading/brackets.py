"""Brackets and marks of a clause: what binds its values, what is an aside.

Counts, baselines, decisions, agencies and conditions of the subject change nothing and
are left out; years, areas and units in brackets belong to the sentence; any other value
there is refused (design: Tables, "Brackets").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from soctrang_analysis import facts
from soctrang_analysis.reading.lexer import Token

BREAK = "¶"  # a new bullet, row or paragraph of one target
_PLAIN = set(",;:.-–—+*•“”\"'’‘&/…") | {BREAK}
_PAIRS = {"(": ")", "[": "]"}
_DATES = {"year", "period", "onward"}
# What may stand in a bracket beside the year it is promised for.
_DATED = {"value", "range", "reach", "is", "to", "bound", "after", "from", "fall"}


def without_brackets(found: tuple[Token, ...], first_year: int) -> list[Token]:
    """The tokens of a target with every bracket and mark taken into account.

    What cannot be read so becomes a token of the kind ``refuse``, with its reason.
    """
    out: list[Token] = []
    for inside, group in _groups(found):
        out += _settled(group, first_year) if inside else group
    following = [*out[1:], None]
    before: Token | None = None
    checked = []
    for token, after in zip(out, following, strict=True):
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
        mark = token.text if token.kind == "mark" else ""
        opens = mark in _PAIRS and not closing
        if opens or (mark and mark == closing):
            yield bool(closing), run
            run, closing = [], _PAIRS[mark] if opens else ""
        elif mark in _PAIRS or mark in _PAIRS.values():
            run.append(_refusal(token, "brackets that are no pair"))
        else:
            run.append(token)
    if closing and run:
        run[0] = _refusal(run[0], "a bracket that does not close")
    yield False, run


def _settled(group: list[Token], first_year: int) -> list[Token]:
    """What is left of one bracket in the sentence."""
    kinds = {t.kind for t in group} - {"mark", "filler", "aside"}
    words = [t for t in group if t.kind in ("word", "good")]
    years = [y for t in group if t.kind in _DATES for y in t.years]
    dated = _DATED if years else set()
    if _is_unit(group):
        meaning = "percent" if group[0].text == "%" else "permille"
        return [replace(group[0], kind="per", meaning=meaning)]
    if _another_ones(group) or (years and max(years) <= first_year):
        return []
    if not words and kinds and kinds <= {*_DATES, "area", "per", "hold", *dated}:
        return group
    counts = all(t.meaning == "count" for t in group if t.kind == "value")
    values = kinds & {"range", "share", "zero", "refuse", "part"}
    if values or ("value" in kinds and not counts) or years:
        shown = " ".join(t.text for t in group)
        return [_refusal(replace(group[0], text=shown), "a further value in brackets")]
    return [t for t in group if t.kind == "word"] if _narrows(group) else []


def _is_unit(group: list[Token]) -> bool:
    """Whether a bracket states the unit: "(%)", "(‰)"."""
    return len(group) == 1 and group[0].text in ("%", "‰")


def _another_ones(group: list[Token]) -> bool:
    """Whether the values in a bracket are named as another's."""
    text = " ".join(t.text for t in group)
    return bool(facts.pattern("another_ones").search(text))


def _narrows(group: list[Token]) -> bool:
    """Whether the words in a bracket name another population."""
    text = " ".join(t.text for t in group)
    return bool(facts.pattern("other_population").search(text))


def _strange(before: Token | None, mark: Token, after: Token | None) -> str:
    """Why a mark forbids reading: no rule explains it, or it touches a number."""
    if mark.text not in _PLAIN and mark.text not in "%‰":
        return "a strange mark"
    touches = after is not None and after.start == mark.stop and after.text[0].isdigit()
    follows = before is not None and before.stop == mark.start
    number = follows and before is not None and before.text[-1:].isdigit()
    if mark.text in "-–—+/&*" and (touches or (mark.text == "/" and number)):
        return "a sign that touches a number"
    return ""
