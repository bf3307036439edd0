"""Findings in the mended annex: totals, unit costs, steep rises, missing lines."""

from __future__ import annotations

from collections.abc import Iterator

from soctrang_analysis import facts
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.annex import WHOLE, Annex, Row, walk
from soctrang_analysis.reading.annex_heading import plain
from soctrang_analysis.reading.audit import Finding, finding
from soctrang_analysis.reading.budget import amount_in_words, grand_total, same_words
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.edits import Amounts
from soctrang_analysis.reading.sums import Solution, yearly

STEEP = 5  # times the year before; ordinary lines of such annexes stay below 2


def audit_budget(
    lines: list[Line],
    annex: Annex,
    solution: Solution,
    framework: Framework,
    digest: str,
) -> Iterator[Finding]:
    """Findings in the annex: mends, unit costs, steps, agencies, totals, objectives."""
    rows = walk(annex.rows)
    for row in annex.every:
        yield from _as_read(row, annex, solution)
    for row in rows:
        yield from _audit_row(row, annex, solution)
    if annex.years[0] > framework.years[0]:
        texts = {"expected": framework.years[0], "found": annex.years[0]}
        yield finding("late_money", "budget", annex.line, **texts)
    yield from _totals(lines, annex, solution)
    yield from _objectives(annex, framework, digest)


def _as_read(row: Row, annex: Annex, solution: Solution) -> Iterator[Finding]:
    """What was done to a row, and the letters in it read as digits."""
    edit, subject = solution[row.line_id], f"budget line {row.line_id}"
    repaired = annex.shown(edit.amounts)
    for defect in edit.defects:
        yield finding(defect, subject, row.line, repaired=repaired, printed=row.printed)
    for cell in row.slips:
        read = plain(cell)
        yield finding("scanning_slip", subject, row.line, expected=read, found=cell)


def _audit_row(row: Row, annex: Annex, solution: Solution) -> Iterator[Finding]:
    """What a row says against itself: unit cost, steep steps, agencies of parts."""
    amounts = solution[row.line_id].amounts
    subject = f"budget line {row.line_id}"
    if other := _other_costs(row, amounts):
        yield finding("unit_cost", subject, row.line, **other)
    for year, before, after in zip(annex.years[1:], amounts, amounts[1:], strict=False):
        if before and after >= STEEP * before:
            at, times = f"{subject} {year}", show(round(after / before, 2))
            texts = {"limit": STEEP, "year": year, "found": times}
            yield finding("steep_rise", at, row.line, **texts)
    others = sorted({p.agency_vi for p in row.parts} - {row.agency_vi})
    if others:
        texts = {"expected": row.agency_vi, "found": " · ".join(others)}
        yield finding("other_agency", subject, row.line, **texts)


def _other_costs(row: Row, amounts: Amounts) -> dict[str, str]:
    """Quantity times unit cost in the words, and the amounts that are not it."""
    cost = pattern("unit_cost").search(plain(row.item_vi))
    if cost is None:
        return {}
    worth = int(facts.column("words/money_units", "vnd")[cost["scale"]])
    product = int(cost["count"]) * int(cost["price"]) * worth
    found = " · ".join(show(a) for a in sorted({*amounts} - {product}))
    return {"expected": show(product), "found": found} if found else {}


def _totals(lines: list[Line], annex: Annex, solution: Solution) -> Iterator[Finding]:
    """The printed totals against the lines, by year and over all years."""
    sums = yearly(annex, solution)
    if annex.total:
        printed = solution[WHOLE].amounts
        for year, added, stated in zip(annex.years, sums, printed, strict=True):
            yield _compared(f"total {year}", annex.total.line, added, stated)
    yield from _stated(lines, sum(sums))


def _compared(subject: str, line: int, added: int, stated: int) -> Finding:
    """A stated total against what the lines add up to."""
    rule = "totals_agree" if added == stated else "totals_differ"
    return finding(rule, subject, line, expected=show(added), found=show(stated))


def _stated(lines: list[Line], added: int) -> Iterator[Finding]:
    """The total the text states, in digits and in words, against the lines."""
    stated = grand_total(lines)
    if stated is None:
        return
    subject = "grand total in digits"
    if stated.amount is None:
        yield finding("total_unread", subject, stated.line, found=stated.printed)
    else:
        yield _compared(subject, stated.line, added, stated.amount)
    if stated.words:
        said = amount_in_words(added)
        rule = "totals_agree" if same_words(stated.words, said) else "totals_differ"
        texts = {"expected": said, "found": stated.words}
        yield finding(rule, "grand total in words", stated.line, **texts)


def _objectives(annex: Annex, framework: Framework, digest: str) -> Iterator[Finding]:
    """Objectives that no line serves; silent where a line is not in our reading."""
    known = facts.budget_lines(digest)
    if any(row.item_vi not in known for row in annex.rows):
        return
    served = {known[row.item_vi]["objective_no"] for row in annex.rows}
    for number in framework.objectives:
        if number not in served:
            yield finding("no_budget", f"objective {number}", annex.line)
