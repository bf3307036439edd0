"""The terms of one target -> its clauses, each with its subject and its years.

A comma, "và", semicolon or bullet parts two clauses where new words of a subject and a
number follow. A year at the head of a clause serves those after it that name none; one
at the end serves those before it (design: Tables, "Years").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.reading.arrange import over_period, years_of
from soctrang_analysis.reading.brackets import BREAK, without_brackets
from soctrang_analysis.reading.clause import Clause, Promise, Term, code
from soctrang_analysis.reading.lexer import Token, tokens
from soctrang_analysis.reading.terms import terms_of
from soctrang_analysis.reading.values import content, numbers, promises_of, words


def read_clauses(text: str, years: range, context: Token | None = None) -> list[Clause]:
    """The clauses of a target with the promises each states, or why it is refused.

    Parameters
    ----------
    text : str
        Words of the target; ``¶`` stands between its bullets and rows.
    years : range
        Years of the framework.
    context : Token, optional
        The year or period of the opening line or heading that the target stands under.

    Returns
    -------
    list of Clause
        In the order of the text; ``promises`` or ``error`` is filled.

    Examples
    --------
    >>> found = read_clauses("Tỷ lệ A đạt 5% vào năm 2025; B đạt 7%", range(2021, 2031))
    >>> [(c.subject, [p.low for p in c.promises]) for c in found]
    [('tỷ lệ a', [5.0]), ('b', [7.0])]
    """
    found = without_brackets(tokens(text), years[0])
    clauses = list(split(list(terms_of(found, text))))
    for clause in clauses:
        try:
            clause.promises = promises_of(clause, years)
        except PlanError as error:
            clause.error = error
    _share_years(clauses, years, context)
    return clauses


def split(terms: list[Term]) -> Iterator[Clause]:
    """Terms parted into clauses: each has numbers, or is a remark without any."""
    own: list[Term] = []
    head, sentence = "", 0
    terms = list(_ended_once(terms))
    for i, term in enumerate(terms):
        part = term.token.kind == "part" and bool(numbers(own))
        if part or (term.letter in "CDE" and _opens_new(own, terms[i:])):
            yield Clause(own, sentence, head)
            own = []
            sentence += part or term.letter == "D"
        own.append(term)
        if _is_head(own):
            head = _subject(own)
    if own:
        yield Clause(own, sentence, head)


def _ended_once(terms: list[Term]) -> Iterator[Term]:
    """The terms without a break after a full stop, which ends the sentence itself."""
    ended = False
    for term in terms:
        if not ended or term.token.text != BREAK:
            yield term
        ended = term.letter == "D" and term.token.text == "."


def _is_head(own: list[Term]) -> bool:
    """Whether words that end in a colon open a list: its first bullet follows them."""
    if own[-1].token.text != BREAK or numbers(own):
        return False
    marks = [t.token.text for t in own if t.letter in "CDE"]
    return marks[-2:-1] == [":"]


def _subject(own: list[Term]) -> str:
    """The words of the subject in some terms, in their order."""
    return " ".join(t.token.text for t in own if t.letter == "S")


def _opens_new(own: list[Term], rest: list[Term]) -> bool:
    """Whether after a separator a new subject with its own number follows."""
    if not numbers(own) or not words(own) or _goes_on(own, rest):
        return False
    ahead, stop = _first(rest, numbers), 1 + _first(rest[1:], _ends)
    if stop < ahead or ahead == len(rest):  # words without a number
        return rest[0].letter == "D" and bool(words(rest[: min(stop, ahead)]))
    if rest[0].letter == "D":
        whole = words(rest[:ahead]) & {"tỷ"}  # "tỷ lệ ...": a subject of its own
        return bool(whole or content(rest[:stop]) - words(own))
    return _has_new_words(own, rest, ahead)


def _has_new_words(own: list[Term], rest: list[Term], ahead: int) -> bool:
    """Whether the words that touch the number ahead are new: before it, or after."""
    before = _touching(rest[:ahead])
    if not before and words(rest[:ahead]):
        return False  # these words still belong to the number before
    after = list(takewhile(lambda t: t.letter in "SFW", rest[ahead + 1 :]))
    return bool((content(before) or content(after)) - words(own))


def _goes_on(own: list[Term], rest: list[Term]) -> bool:
    """Whether a further year of the value before follows: "năm 2025 và năm 2030"."""
    following = code(rest[1:2])
    joined = rest[0].token.text == "và" and code(own[-1:]) in ("Y", "P")
    return following == "K" or (joined and following in ("Y", "P", "T"))


def _first(terms: list[Term], kind: Callable[[list[Term]], list[Term]]) -> int:
    """Place of the first term of a kind, the end where there is none."""
    found = kind(terms)
    return terms.index(found[0]) if found else len(terms)


def _ends(terms: list[Term]) -> list[Term]:
    return [t for t in terms if t.letter == "D" or t.token.kind == "part"]


def _touching(terms: list[Term]) -> list[Term]:
    """The terms, if words of a subject stand before the number that follows them."""
    for term in reversed(terms):
        if term.letter == "S":
            return terms
        if term.letter in "CD":
            return []
    return []


def _share_years(clauses: list[Clause], years: range, context: Token | None) -> None:
    """Give clauses without a year the one that serves them."""
    lead: Token | None = None
    broken = False  # whether the last year stands in a clause that is refused
    for i, clause in enumerate(clauses):
        lead = clause.leading or (None if clause.is_dated else lead)
        broken = bool(clause.error) if clause.is_dated else broken
        if clause.error or not clause.waits:
            continue
        try:
            if broken:
                raise refused("a year of its own", "that of a clause that is refused")
            _check_between(clauses, i)
            serving, after = _serving(lead, clauses[i + 1 :], context)
            clause.promises = _all_served(clause.promises, serving, years)
            if after:  # the year of another clause of the sentence: assumed
                clause.promises = _all_leaning(clause.promises, after)
        except PlanError as error:
            clause.error = error


def _serving(
    lead: Token | None, later: list[Clause], context: Token | None
) -> tuple[Token | None, Token | None]:
    """The year that serves a clause, and the one of a later clause if it is that."""
    if lead:
        return lead, None
    after = _trailing_after(later)
    return _one_of(after, context), after


def _check_between(clauses: list[Clause], i: int) -> None:
    """Refuse a clause between two that name different years, in one sentence."""
    alike = [c for c in clauses[:i] if c.sentence == clauses[i].sentence]
    before = next((c for c in reversed(alike) if c.is_dated), None)
    after = _trailing_after(
        [c for c in clauses[i + 1 :] if c.sentence == clauses[i].sentence]
    )
    if before and after and not set(after.years) <= set(before.years):
        raise refused("one year for a clause", f"one before it, and {after.text}")


def _one_of(after: Token | None, context: Token | None) -> Token | None:
    """The year at the end of the sentence, or of the heading; refused where both do."""
    if after and context and after.years != context.years:
        raise refused("one year for a clause", f"{after.text}, {context.text}")
    return after or context


def _trailing_after(later: list[Clause]) -> Token | None:
    """The year at the end of the next clause that names one, if it names only that."""
    for clause in later:
        if clause.error or clause.terms[0].token.text == ".":  # another sentence
            return None
        if clause.is_dated:
            return clause.trailing
    return None


def _all_served(
    promises: list[Promise], token: Token | None, years: range
) -> list[Promise]:
    """Promises with the year or period that stands outside their clause."""
    if token is None:
        return promises
    named = years_of(token, years)[-1:]
    return [over_period(replace(p, years=named), [token], years) for p in promises]


def _all_leaning(promises: list[Promise], token: Token) -> list[Promise]:
    """Promises that lean on the year of another clause."""
    return [replace(p, leans=(*p.leans, token.text)) for p in promises]
