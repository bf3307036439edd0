"""Values and years of a clause in the order they stand -> promises with their years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from soctrang_analysis.errors import refused
from soctrang_analysis.reading.clause import Promise, Term, code
from soctrang_analysis.reading.lexer import Token

# Order of groups (G: a value, or one for each area) and years of a clause -> the spans
# within which each value meets its years.
ORDERS = {
    r"G": r"G",
    r"(GY+)+": r"GY+",
    r"(Y+G)+": r"Y+G",
    r"YGGY": r"^YG|GY$",
    r"GYYG": r"^GY|YG$",
}
IN_TURN = ("VVYY", "YYVV")  # with "lần lượt": the first with the first
Years = tuple[int, ...]
_GROUP = re.compile(r"(?:VA)+|(?:AV)+|.")
_KEPT = re.compile(r"(?:K[YP]|T)$")


def arrange(terms: list[Term], years: range) -> list[Promise]:
    """Promises of a clause with their years and areas.

    Raises
    ------
    ParseError
        If its values and years stand in no known order, or a year is none of the plan.
    """
    core, kept = _kept(_in_place([t for t in terms if t.letter in "VYPAKT"], terms))
    _check_apart(core)
    _check_in_order(code(core, "VYP"), terms)
    groups = [core[m.start() : m.end()] for m in _GROUP.finditer(code(core))]
    shape = "".join(map(_shape, groups))
    order = next((x for x in ORDERS if re.fullmatch(x, shape)), None)
    if order is None:
        raise refused("values and years in a known order", f"the order {code(terms)}")
    dated: list[Promise] = []
    for span in re.finditer(ORDERS[order], shape):
        part = list(chain.from_iterable(groups[slice(*span.span())]))
        _check_joined([t for t in part if t.letter in "YP"], terms)
        dated += _dated(part, years)
    return _with_areas(_until(dated, kept, years))


def _check_in_order(letters: str, terms: list[Term]) -> None:
    """Refuse "lần lượt" of a range, or of more years than numbers."""
    if all(t.token.kind != "respectively" for t in terms):
        return
    if len(letters) < 4 or letters.count("V") != len(letters) / 2:
        raise refused("a number for each year, in order", f"the order {letters}")


def _check_apart(core: list[Term]) -> None:
    """Refuse a year within a period beside it: either may be a number's."""
    years = [t for t in core if t.letter == "Y"]
    for first, last in (t.token.years for t in core if t.letter == "P"):
        if any(first <= t.token.years[-1] <= last for t in years):
            found = f"a year within {first}-{last}"
            raise refused("one year or period for a number", found)


def _kept(core: list[Term]) -> tuple[list[Term], list[Term]]:
    """The terms without "kept until ..." at their end, and those."""
    tail = _KEPT.search(code(core))
    cut = tail.start() if tail else len(core)
    if "T" in code(core[:cut]):
        raise refused('"và các năm tiếp theo" of the last value', code(core))
    return [t for t in core[:cut] if t.letter != "K"], core[cut:]


def _after_its_value(core: list[Term]) -> list[Term]:
    """The terms with "and after" behind its value: "năm 2025 và các năm sau: 98%"."""
    found = re.fullmatch("[^T]*Y(?P<after>T)[VA]+", code(core))
    if found is None:
        return core
    at = found.start("after")
    return [*core[:at], *core[at + 1 :], core[at]]


def _in_place(core: list[Term], terms: list[Term]) -> list[Term]:
    """Terms in the order the grammar knows."""
    if core and core[0].letter == "T":  # "Từ năm 2022, 100% ..."
        core = [*core[1:], core[0]]
    if code(core) in IN_TURN and any(t.token.kind == "respectively" for t in terms):
        core = [core[i] for i in (0, 2, 1, 3)]
    if re.fullmatch("P(V+Y)+", code(core, "VYP")):
        core = core[1:]  # a period that opens the clause; each value has its own year
    core = _after_its_value(core)
    if code(core[:2]) == "AY" and code(core).count("A") == 1:
        core[:2] = core[1::-1]  # "ở nông thôn đến năm 2025 dưới 5%"
    return core


def _shape(group: list[Term]) -> str:
    """G for values, Y for a year; an area alone fits no order."""
    if any(t.promise for t in group):
        return "G"
    return "A" if group[0].letter == "A" else "Y"


def _check_joined(dates: list[Term], terms: list[Term]) -> None:
    """Refuse years of one value with more between them than a comma or "và"."""
    for first, second in pairwise(dates):
        between = terms[terms.index(first) + 1 : terms.index(second)]
        if [t.token.text for t in between] not in ([","], ["và"], [",", "và"]):
            words = " ".join(t.token.text for t in between)
            found = f"{second.token.text!r} after {words!r}"
            raise refused("a number of its own for each year", found)


def _dated(terms: list[Term], years: range) -> Iterator[Promise]:
    """The values of a span, each for every year of the span."""
    dates = [t.token for t in terms if t.letter in "YP"]
    named = tuple(years_of(t, years)[-1] for t in dates)
    leans = tuple(t.text for t in dates if t.meaning == "before")
    for promise, area in _by_area(terms):
        changed = replace(promise, years=named, area=area, leans=leans)
        yield over_period(changed, dates, years)


def _by_area(terms: list[Term]) -> Iterator[tuple[Promise, str]]:
    """Each value of a span with the area beside it, "" where there is none."""
    areas = [t.token.meaning for t in terms if t.letter == "A"]
    promises = [t.promise for t in terms if t.promise]
    return zip(promises, areas or [""] * len(promises), strict=True)


def over_period(promise: Promise, dates: list[Token], years: range) -> Promise:
    """A promise for a period must be kept in all its years."""
    for token in dates:
        if token.kind == "period":
            first, last = years_of(token, years)
            kept = replace(promise, hold_from=first, hold_to=last)
            return replace(kept, hold=True, period=True)
    return promise


def years_of(token: Token, years: range) -> tuple[int, ...]:
    """Years of a token, the last one the year it names.

    Raises
    ------
    ParseError
        If one is not of the framework, or a period does not go forward.
    """
    found = tuple(token.years)[-1:] if token.meaning == "second" else tuple(token.years)
    if token.kind == "period" and (len(found) != 2 or found[0] >= found[1]):
        raise refused("a period from one year to a later one", repr(token.text))
    for year in found:
        if year not in years:
            shown = f"{year} ({token.text!r})"
            raise refused(f"a year in {years[0]}-{years[-1]}", shown)
    return found


def _until(found: list[Promise], kept: list[Term], years: range) -> list[Promise]:
    """The last values, kept until a further year or to the end of the framework."""
    if not kept:
        return found
    last, token = found[-1].years, kept[-1].token
    spread = _onward if kept[0].letter == "T" else _longer
    span = spread(last, years_of(token, years), token.text, years[-1])
    return [replace(p, hold=True, **span) if p.years == last else p for p in found]


def _onward(last: Years, own: Years, text: str, end: int) -> dict[str, Any]:
    """From the year of the value, or the one named, to the end of the framework."""
    if bool(own) == bool(last):
        raise refused("one first year to be kept from", text)
    named = own or last
    return {"years": named, "hold_from": named[0], "hold_to": end}


def _longer(last: Years, own: Years, text: str, end: int) -> dict[str, Any]:
    """The year of the value, and the later one until which it is kept."""
    if last and own[-1] <= last[-1]:
        raise refused("to be kept until a later year", text)
    return {"years": (*last, own[-1])}


def _with_areas(found: list[Promise]) -> list[Promise]:
    """A value without an area takes that of the one before it."""
    if not any(p.area for p in found):
        return found
    out: list[Promise] = []
    for promise in found:
        area = promise.area or (out[-1].area if out else "")
        if not area:
            raise refused("an area for each value", f"{promise.low:g} without one")
        out.append(replace(promise, area=area))
    return out
