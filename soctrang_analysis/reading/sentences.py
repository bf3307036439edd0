"""The terms of one target -> its clauses, each with its subject and its years.

A comma, "và", semicolon or bullet parts two clauses where new words of a subject and a
number follow. A year at the head of a clause serves those after it that name none; one
at the end serves those before it (design: Tables, "Years").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.reading.brackets import BREAK, without_brackets
from soctrang_analysis.reading.clause import Promise, Term, arrange, terms_of, years_of
from soctrang_analysis.reading.lexer import Token, tokens


@dataclass
class Clause:
    """One promise: its terms, the words before it that it hangs on, what was read."""

    terms: list[Term]
    sentence: int
    head: str = ""
    promises: list[Promise] = field(default_factory=list)
    error: PlanError | None = None

    @property
    def subject(self) -> str:
        """The words that say what is measured, in lower case."""
        return " ".join(t.token.text for t in self.terms if t.letter == "S")

    @property
    def span(self) -> tuple[int, int]:
        """First and last place of the clause in the text of its target."""
        real = [t.span for t in self.terms if t.token.kind != "mark"]
        return (real[0][0], real[-1][1]) if real else (0, 0)

    def has(self, *kinds: str) -> bool:
        """Whether a word of these kinds colours the clause."""
        return any(t.letter == "W" and t.token.kind in kinds for t in self.terms)

    @property
    def leading(self) -> Token | None:
        """The only year of the clause, where it opens it."""
        dates = [t for t in self.terms if t.letter in "YPKT"]
        first = next((t for t in self.terms if t.letter not in "CDEFW"), None)
        alone = len(dates) == 1 and dates[0] is first and first.letter in "YP"
        return dates[0].token if alone else None

    @property
    def trailing(self) -> Token | None:
        """The only year of the clause, where it follows its only value."""
        core = [t for t in self.terms if t.letter in "VRYPKTA"]
        found = "".join(t.letter for t in core) in ("VY", "VAY", "AVY")
        return core[-1].token if found else None


def read_clauses(
    text: str, years: range, context: Token | None = None
) -> list[Clause]:
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
            clause.promises = _promises(clause, years)
        except PlanError as error:
            clause.error = error
    _share_years(clauses, years, context)
    _refuse_together(clauses)
    return clauses


def split(terms: list[Term]) -> Iterator[Clause]:
    """Terms parted into clauses: each has numbers, or is a remark without any."""
    own: list[Term] = []
    head, sentence = "", 0
    for i, term in enumerate(terms):
        if term.letter in "CDE" and _opens_new(own, terms[i:]):
            yield Clause(own, sentence, head)
            own = []
            sentence += term.letter == "D"
        own.append(term)
        if term.token.text == BREAK and _is_head(own):
            head = " ".join(t.token.text for t in own if t.letter == "S")
    if own:
        yield Clause(own, sentence, head)


def _is_head(own: list[Term]) -> bool:
    """Whether words that end in a colon open a list of bullets."""
    marks = [t.token.text for t in own if t.letter in "CDE"]
    return not _values(own) and marks[-2:-1] == [":"]


def _values(terms: list[Term]) -> list[Term]:
    return [t for t in terms if t.promise or t.letter == "X"]


def _words(terms: list[Term]) -> set[str]:
    return {w for t in terms if t.letter == "S" for w in t.token.text.split()}


def _opens_new(own: list[Term], rest: list[Term]) -> bool:
    """Whether after a separator a new subject with its own number follows."""
    if not _values(own) or not _words(own):
        return False
    ahead = next((i for i, t in enumerate(rest) if _values([t])), len(rest))
    stop = next((i for i, t in enumerate(rest) if i and t.letter == "D"), len(rest))
    if stop < ahead or ahead == len(rest):  # words without a number
        return rest[0].letter == "D" and bool(_words(rest[: min(stop, ahead)]))
    before = _touching(rest[:ahead])
    after = list(takewhile(lambda t: t.letter in "SFW", rest[ahead + 1 :]))
    return bool((_words(before) or _words(after)) - _words(own))


def _touching(terms: list[Term]) -> list[Term]:
    """The terms, if words of a subject stand before the number that follows them."""
    for term in reversed(terms):
        if term.letter == "S":
            return terms
        if term.letter in "CD":
            return []
    return []


def _promises(clause: Clause, years: range) -> list[Promise]:
    """Numbers of a clause with years and areas, yearly changes apart."""
    _refuse_leftovers(clause)
    terms = [_limited(t, clause) for t in clause.terms]
    if not _values(terms):
        raise refused("a number to reach", "no number")
    terms = [_as_yearly(t, clause) for t in terms]
    terms = _without_starts(terms, years)
    rates = [t for t in terms if t.letter == "R"]
    if len(rates) > 1:
        raise refused("one yearly change", f"{len(rates)}")
    rate = []
    if rates:
        part = _part_of(rates[0], terms)
        rate = [_rate(rates[0], [t for t in part if t.letter in "YP"], years)]
        terms = [t for t in terms if t not in part or t.letter not in "RYP"]
    found = arrange(terms, years) if any(t.letter in "VYPA" for t in terms) else []
    if found is None:
        code = "".join(t.letter for t in terms if t.letter in "VYPAKT")
        raise refused("values and years in a known order", f"the order {code}")
    _check_gaps(terms)
    return _inherit(found) + rate


def _limited(term: Term, clause: Clause) -> Term:
    """ "Không để ... vượt 10%" is at most 10."""
    promise = term.promise
    if promise and promise.op == ">" and clause.has("limit"):
        return replace(term, promise=replace(promise, op="<="))
    return term


def _refuse_leftovers(clause: Clause) -> None:
    """Refuse a clause with a word that forbids reading it, or a number without use."""
    for term in clause.terms:
        token = term.token
        if term.error:
            raise term.error
        if token.kind == "refuse":
            raise refused("a clear promise", f"{token.meaning} ({token.text!r})")
        if token.kind == "part":
            raise refused("the whole alone", f"a part of it ({token.text!r})")
        if term.letter == "N":
            raise refused("a use for every number", repr(token.text))
        if term.letter == "S" and re.fullmatch(r"[ilo]{2,}|[a-zđ]{1,3}\d+", token.text):
            raise refused("digits", f"letters like digits ({token.text!r})")


def _as_yearly(term: Term, clause: Clause) -> Term:
    """A change in a clause that speaks of each year is a yearly change."""
    promise, spoken = term.promise, clause.has("yearly")
    if not promise or term.letter == "R" or not (promise.yearly or spoken):
        return term
    if not promise.yearly and len(_values(clause.terms)) > 1:
        raise refused("a yearly word beside its number", "several numbers")
    least = not promise.weak and promise.op in ("", ">", ">=")
    falls = clause.has("fall", "fall_of") and least
    sign = promise.sign or (-1 if falls else 0)
    changed = replace(promise, yearly=True, sign=sign)
    return replace(term, letter="R" if sign else "V", promise=changed)


def _part_of(rate: Term, terms: list[Term]) -> list[Term]:
    """The terms between the separators around a yearly change; all, if it is alone."""
    if len(_values(terms)) == 1:
        return terms
    part: list[Term] = []
    for term in terms:
        if term.letter in "CDE":
            if rate in part:
                break
            part = []
        part.append(term)
    return part


def _rate(rate: Term, dates: list[Term], years: range) -> Promise:
    """A yearly change with the year or period of its own part."""
    if len(dates) > 1:
        raise refused("one year for a yearly change", f"{len(dates)}")
    promise = rate.promise or Promise(0, None, "", 0)
    own = tuple(y for t in dates for y in years_of(t.token, years)[-1:])
    return replace(promise, years=own)


def _check_gaps(terms: list[Term]) -> None:
    """Refuse new words after the first year, and words between two years."""
    seen: set[str] = set()
    known: set[str] = set()
    subject_last = not any(
        t.letter == "S" for t in terms[: _place(terms, "V")]
    ) and not _words(terms[_place(terms, "V") : _place(terms, "V", 2)])
    for i, term in enumerate(terms):
        if term.letter == "S" and seen and not subject_last:
            later = any(t.letter in "VYP" for t in terms[i:])
            new = set(term.token.text.split()) - known
            if later and new:
                raise refused("one subject in a clause", f"new words {term.token.text!r}")
        if term.letter in "YP" and _value_before(terms, i):
            seen.add(term.letter)
        known |= _words([term])


def _place(terms: list[Term], letter: str, nth: int = 1) -> int:
    """Place of the nth term with a letter, the end where there is none."""
    places = [i for i, t in enumerate(terms) if t.letter == letter]
    return places[nth - 1] if len(places) >= nth else len(terms)


def _value_before(terms: list[Term], i: int) -> bool:
    return any(t.letter in "VR" for t in terms[:i])


def _without_starts(terms: list[Term], years: range) -> list[Term]:
    """Take out "từ 95% [năm 2020]" where the target follows; keep it when it is due."""
    out = list(terms)
    for term in [t for t in terms if t.promise and t.promise.since]:
        at = out.index(term)
        core = [t for t in out[at + 1 :] if t.letter in "VRYP"]
        date = core.pop(0) if core and core[0].letter == "Y" else None
        target = core[0].promise if core else None
        if target is None or not target.weak:
            expected = '"từ ... trở lên" or "từ ... lên ..."'
            raise refused(expected, f"from {term.token.text} on")
        if date and date.token.years[-1] > years[0]:
            kept = replace(term.promise, since=False, sign=0, weak=target.weak)
            out[at] = replace(term, letter="V", promise=kept)
        else:
            out = [t for t in out if t is not term and t is not date]
    return out


def _inherit(values: list[Promise]) -> list[Promise]:
    """Give a bare second value the comparator, basis and unit of the one before it."""
    out: list[Promise] = []
    for value in values:
        before = out[-1] if out else None
        if before and value.bare and not value.yearly and not before.yearly:
            leans = (*value.leans, before.op) if before.op in ("<", ">") else value.leans
            value = replace(
                value, op=before.op, weak=before.weak, sign=before.sign,
                is_word=before.is_word, colon=value.colon or before.colon, leans=leans,
            )  # fmt: skip
        if before and not value.unit and value.kind == "number":
            value = replace(value, unit=before.unit)
        out.append(value)
    return out


def _share_years(clauses: list[Clause], years: range, context: Token | None) -> None:
    """Give clauses without a year the one that serves them."""
    lead: Token | None = None
    for i, clause in enumerate(clauses):
        lead = clause.leading or (None if _dates(clause) else lead)
        if clause.error or not _undated(clause):
            continue
        after = _trailing_after(clauses[i + 1 :])
        serving = lead or after or context
        if lead is None and after and context and after.years != context.years:
            clause.error = refused("one year for a clause", f"{after.text}, {context.text}")
        elif serving:
            try:
                clause.promises = [_served(p, serving, years) for p in clause.promises]
            except PlanError as error:
                clause.error = error


def _dates(clause: Clause) -> bool:
    return any(t.letter in "YPKT" for t in clause.terms)


def _undated(clause: Clause) -> bool:
    """Whether a clause waits for a year: numbers without one, and not of each year."""
    return bool(clause.promises) and not any(
        p.years or p.yearly for p in clause.promises
    )


def _trailing_after(later: list[Clause]) -> Token | None:
    """The year at the end of the next clause that names one, if it names only that."""
    for clause in later:
        if clause.error:
            return None
        if _dates(clause):
            return clause.trailing
    return None


def _served(promise: Promise, token: Token, years: range) -> Promise:
    """A promise with the year or period that stands outside its clause."""
    found = years_of(token, years)
    changed = replace(promise, years=found[-1:], leans=(*promise.leans, token.text))
    if token.kind != "period" or promise.sign:
        return changed
    return replace(changed, hold=True, hold_from=found[0], hold_to=found[-1])


def _refuse_together(clauses: list[Clause]) -> None:
    """Parts of one sentence joined by commas are read together, or not at all."""
    for sentence in {c.sentence for c in clauses if c.error}:
        own = [c for c in clauses if c.sentence == sentence]
        error = next(c.error for c in own if c.error)
        if any(_values(c.terms) for c in own if c.error):
            for clause in own:
                clause.error = clause.error or error
