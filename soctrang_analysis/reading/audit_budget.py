"""Findings in the mended annex: totals, unit costs, steep rises, missing lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from soctrang_analysis import facts
from soctrang_analysis.facts import Framework
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.annex import TOTAL, Annex, Row, walk
from soctrang_analysis.reading.audit import Finding, finding
from soctrang_analysis.reading.budget import (
    amount_in_words,
    grand_total,
    same_words,
)
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.mend import Solution
from soctrang_analysis.reading.text import fold

STEEP = 5  # times the year before; ordinary lines of such annexes stay below 2
_UNIT_COST = re.compile(
    r"(\d+)\s+([^\d()]*?)\s*x\s*(\d+)\s+(nghìn|triệu|tỷ)\s+đồng/năm"
)
_WORTH = {"nghìn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000}


def audit_budget(
    lines: list[Line],
    annex: Annex,
    solution: Solution,
    framework: Framework,
    digest: str,
) -> Iterator[Finding]:
    """Findings in the annex: mends, unit costs, steps, agencies, totals, objectives."""
    rows = walk(annex.rows)
    for row in [*rows, *([annex.total] if annex.total else [])]:
        edit = solution[row.line_id]
        for defect in edit.defects:
            shown = " | ".join(show(a / annex.scale) for a in edit.amounts)
            subject = f"budget line {row.line_id}"
            yield finding(
                defect, subject, row.line, repaired=shown, printed=row.printed
            )
    for row in rows:
        yield from _audit_row(row, annex, solution)
    if annex.years[0] > framework.years[0]:
        yield finding(
            "late_money",
            "budget",
            annex.line,
            expected=framework.years[0],
            found=annex.years[0],
        )
    yield from _totals(lines, annex, solution)
    yield from _objectives(annex, framework, digest)


def _audit_row(row: Row, annex: Annex, solution: Solution) -> Iterator[Finding]:
    amounts = solution[row.line_id].amounts
    subject = f"budget line {row.line_id}"
    if cost := _UNIT_COST.search(fold(row.item_vi)):
        product = int(cost.group(1)) * int(cost.group(3)) * _WORTH[cost.group(4)]
        if other := sorted({a for a in amounts if a != product}):
            yield finding(
                "unit_cost",
                subject,
                row.line,
                expected=show(product),
                found=" · ".join(map(show, other)),
            )
    for year, before, after in zip(annex.years[1:], amounts, amounts[1:], strict=False):
        if before and after / before >= STEEP:
            yield finding(
                "steep_rise",
                f"{subject} {year}",
                row.line,
                limit=STEEP,
                year=year,
                found=show(round(after / before, 2)),
            )
    others = sorted({p.agency_vi for p in row.parts if p.agency_vi != row.agency_vi})
    if others:
        yield finding(
            "other_agency",
            subject,
            row.line,
            expected=row.agency_vi,
            found=" · ".join(others),
        )


def _totals(lines: list[Line], annex: Annex, solution: Solution) -> Iterator[Finding]:
    """The printed totals against the lines, by year and over all years."""
    sums = [
        sum(c)
        for c in zip(*(solution[r.line_id].amounts for r in annex.rows), strict=True)
    ]
    if annex.total:
        printed = solution[TOTAL].amounts
        for year, added, stated in zip(annex.years, sums, printed, strict=True):
            rule = "totals_agree" if added == stated else "totals_differ"
            yield finding(
                rule,
                f"total {year}",
                annex.total.line,
                expected=show(added),
                found=show(stated),
            )
    if stated_total := grand_total(lines):
        digits, words, line = stated_total
        rule = "totals_agree" if digits == sum(sums) else "totals_differ"
        yield finding(
            rule,
            "grand total in digits",
            line,
            expected=show(sum(sums)),
            found=show(digits),
        )
        said = amount_in_words(sum(sums))
        if words:
            rule = "totals_agree" if same_words(words, said) else "totals_differ"
            yield finding(
                rule, "grand total in words", line, expected=said, found=words
            )


def _objectives(annex: Annex, framework: Framework, digest: str) -> Iterator[Finding]:
    """Objectives that no line serves; silent where a line is not in our reading."""
    known = facts.budget_lines(digest)
    if any(row.item_vi not in known for row in annex.rows):
        return
    served = {known[row.item_vi]["objective_no"] for row in annex.rows}
    for number in framework.objectives:
        if number not in served:
            yield finding("no_budget", f"objective {number}", annex.line)
