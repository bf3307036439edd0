"""The numbers of one clause -> its promises: starts, yearly changes, bare numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from soctrang_analysis import facts
from soctrang_analysis.errors import refused
from soctrang_analysis.reading.arrange import arrange, years_of
from soctrang_analysis.reading.clause import Clause, Promise, Term, code

_LETTERS_LIKE_DIGITS = re.compile(r"[ilo]{2,}|[a-zđ]{1,3}\d+")


def promises_of(clause: Clause, years: range) -> list[Promise]:
    """Numbers of a clause with years and areas, a yearly change last.

    Raises
    ------
    ParseError
        If a word forbids reading it, a number has no use, or no order fits.
    """
    for term in clause.terms:
        _check_term(term)
    terms = [_as_yearly(_limited(t, clause), clause) for t in clause.terms]
    if not numbers(terms):
        raise refused("a number to reach", "no number")
    terms, yearly = _yearly_apart(_without_starts(terms, years), years)
    _check_gaps(terms)
    found = arrange(terms, years) if code(terms, "VYPA") else []
    return _inherit(found) + yearly


def _yearly_apart(terms: list[Term], years: range) -> tuple[list[Term], list[Promise]]:
    """The terms without a yearly change and its year, and that change."""
    rates = [t for t in terms if t.letter == "R"]
    if not rates:
        return terms, []
    if len(rates) > 1:
        raise refused("one yearly change", f"{len(rates)}")
    part = _part_of(rates[0], terms)
    rest = [t for t in terms if t not in part or t.letter not in "RYP"]
    return rest, [_rate(rates[0], part, years)]


def numbers(terms: list[Term]) -> list[Term]:
    """The terms that are numbers, readable or not."""
    return [t for t in terms if t.promise or t.letter == "X"]


def words(terms: list[Term]) -> set[str]:
    """The words of the subject in some terms."""
    return {w for t in terms if t.letter == "S" for w in t.token.text.split()}


def content(terms: list[Term]) -> set[str]:
    """The words of the subject that say something of what is measured."""
    text = " ".join(t.token.text for t in terms if t.letter == "S")
    filler = facts.row("words/patterns", "subject_filler")["regex"]
    return set(re.sub(rf"(?<!\w)(?:{filler})(?!\w)", " ", text).split())


def tail(terms: list[Term]) -> set[str]:
    """New words of the subject after the last year, where it began before it."""
    letters = "".join(t.letter for t in terms)
    last = max(letters.rfind(c) for c in "YP")
    if last < 0 or "V" not in letters[:last]:
        return set()
    return content(terms[last:]) - words(terms[:last])


def _check_term(term: Term) -> None:
    """Refuse a word that forbids reading, and a number or sign without use."""
    token = term.token
    if term.error:
        raise term.error
    if token.kind == "refuse":
        raise refused("a clear promise", f"{token.meaning} ({token.text!r})")
    if token.kind == "part":
        raise refused("the whole alone", f"a part of it ({token.text!r})")
    if term.letter == "W" and token.kind == "after":
        raise refused("a bound that touches its number", repr(token.text))
    if term.letter == "N":
        raise refused("a use for every number", repr(token.text))
    if term.letter == "S" and _LETTERS_LIKE_DIGITS.fullmatch(token.text):
        raise refused("digits", f"letters like digits ({token.text!r})")


def _limited(term: Term, clause: Clause) -> Term:
    """At most 10, where it says "không để ... vượt 10%"."""
    if not term.promise or not clause.has("limit"):
        return term
    if term.promise.op != ">":
        raise refused('"không để ... vượt" a number', term.token.text)
    return replace(term, promise=replace(term.promise, op="<="))


def _as_yearly(term: Term, clause: Clause) -> Term:
    """A change in a clause that speaks of each year is a yearly change."""
    promise = term.promise
    if not promise or term.letter == "R":
        return term
    if not promise.yearly:
        if not clause.has("yearly"):
            return term
        _check_beside(term, clause)
    sign = _yearly_sign(promise, clause)
    changed = replace(promise, yearly=True, sign=sign)
    return replace(term, letter="R" if sign else "V", promise=changed)


def _yearly_sign(promise: Promise, clause: Clause) -> int:
    """Whether a yearly number is a rise (1), a fall (-1) or a level (0).

    Raises
    ------
    ParseError
        If a level of each year stands in a clause that names one year.
    """
    if promise.sign:
        return promise.sign
    falls = clause.has("fall", "fall_of")
    if clause.is_dated and not falls:
        raise refused("each year, or one year", "both")
    return -1 if falls and promise.at_least else 0


def _check_beside(term: Term, clause: Clause) -> None:
    """Refuse a yearly word that stands in another part than its number."""
    part = _between_separators(term, clause.terms)
    apart = clause.is_dated and all(t.token.kind != "yearly" for t in part)
    if len(numbers(clause.terms)) > 1 or apart:
        raise refused("a yearly word beside its number", "one apart from it")


def _part_of(rate: Term, terms: list[Term]) -> list[Term]:
    """The terms between the separators around a yearly change; all, if it is alone.

    Raises
    ------
    ParseError
        If its only year stands in a part with words of its own.
    """
    part = _between_separators(rate, terms)
    if len(numbers(terms)) > 1:
        return part
    apart = [i for i, t in enumerate(terms) if t.letter in "YP" and t not in part]
    if apart and words(terms[: apart[0]]) and terms.index(rate) > apart[0]:
        raise refused("a year beside the yearly change", terms[apart[0]].token.text)
    return terms


def _between_separators(rate: Term, terms: list[Term]) -> list[Term]:
    """The terms between the separators around one of them."""
    part: list[Term] = []
    for term in terms:
        if term.letter in "CDE":
            if rate in part:
                break
            part = []
        part.append(term)
    return part


def _rate(rate: Term, part: list[Term], years: range) -> Promise:
    """A yearly change with the year or period of its own part."""
    dates = [t for t in part if t.letter in "YP"]
    if len(dates) > 1:
        raise refused("one year for a yearly change", f"{len(dates)}")
    named = tuple(years_of(t.token, years)[-1] for t in dates)
    return replace(rate.promise or Promise(0, None, "", 0), years=named)


def _without_starts(terms: list[Term], years: range) -> list[Term]:
    """Take out "từ 95% [năm 2020]" where the target follows; keep it when it is due."""
    at = _first_start(terms)
    if at is None:
        return terms
    start = terms[at]
    date, target = _after_start(terms[at + 1 :])
    if target is None or not target.weak:
        expected = '"từ ... trở lên" or "từ ... lên ..."'
        raise refused(expected, f"from {start.token.text} on")
    if date and date.token.years[-1] > years[0]:
        rest = [_kept_start(start, target), *terms[at + 1 :]]
    else:
        rest = [t for t in terms[at + 1 :] if t is not date]
    return _without_starts([*terms[:at], *rest], years)


def _first_start(terms: list[Term]) -> int | None:
    """Place of the first number that a change starts from, none if there is none."""
    for i, term in enumerate(terms):
        if term.promise and term.promise.since:
            return i
    return None


def _after_start(rest: list[Term]) -> tuple[Term | None, Promise | None]:
    """The year of a starting value, and the value that it goes to."""
    core = [t for t in rest if t.letter in "VRYP"]
    date = core.pop(0) if core and core[0].letter == "Y" else None
    return date, core[0].promise if core else None


def _kept_start(term: Term, target: Promise) -> Term:
    """A starting value that is itself due: it is reached as the target is."""
    if term.promise is None:
        return term
    kept = replace(term.promise, since=False, sign=0, weak=target.weak)
    return replace(term, letter="V", promise=kept)


def _check_gaps(terms: list[Term]) -> None:
    """Refuse new words between the first year and the last number or year."""
    letters = "".join(t.letter for t in terms)
    found = re.match(r"[^V]*V[^VYP]*(?:V[^YP]*)?(?=[YP])", letters)
    if found is None or not words(terms[: found.end()]):
        return  # no year follows, or the subject stands at the end
    known = words(terms[: found.end()])
    last = max(letters.rfind(c) for c in "VYP")
    new = content(terms[found.end() : last]) - known
    if new:
        raise refused("one subject in a clause", f"new words {' '.join(sorted(new))!r}")


def _inherit(values: list[Promise]) -> list[Promise]:
    """Give a bare second value the comparator, basis and unit of the one before it."""
    out: list[Promise] = []
    for value in values:
        out.append(_after(out[-1], value) if out else value)
    return out


def _falls_on(before: Promise, value: Promise) -> bool:
    """Whether a number is the same change: "giảm ít nhất 10% ... và ít nhất 20%"."""
    alike = value.unit == before.unit and not value.sign
    return bool(value.op) and value.at_least and alike


def _after(before: Promise, value: Promise) -> Promise:
    if value.kind == "number" and not value.unit:
        value = replace(value, unit=before.unit)
    if value.yearly or before.yearly:
        return value
    if not value.bare:
        return replace(value, sign=before.sign) if _falls_on(before, value) else value
    strict = (before.op,) if before.op in ("<", ">") else ()
    return replace(
        value,
        op=before.op,
        weak=before.weak,
        sign=before.sign,
        is_word=before.is_word,
        colon=value.colon or before.colon,
        leans=(*value.leans, *strict),
    )
