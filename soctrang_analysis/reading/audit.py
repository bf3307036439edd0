"""Findings: what the document says against itself, computed from text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from soctrang_analysis.errors import PlanError
from soctrang_analysis.metadata import MILESTONES, PLAN_YEARS, lookup, reference
from soctrang_analysis.reading.annex import TOTAL, Annex, Row
from soctrang_analysis.reading.budget import (
    amount_in_words,
    grand_total,
    same_words,
    walk,
)
from soctrang_analysis.reading.clauses import CHANGE, YEARLY
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.mend import Solution
from soctrang_analysis.reading.text import fold, show_number

Finding = dict[str, Any]
STEEP = 5  # times the year before; ordinary lines of such annexes stay below 2
_DATE = r"ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})"
_ACT = r"(?:quyết định|chỉ thị|nghị quyết|nghị định) số\s+([\w/-]+)"
_UNIT_COST = re.compile(
    r"(\d+)\s+([^\d()]*?)\s*x\s*(\d+)\s+(nghìn|triệu|tỷ)\s+đồng/năm"
)
_REPORT = re.compile(r"(6 tháng|năm)\s*\(trước ngày (\d{1,2})/(\d{1,2})\)")
_WORTH = {"nghìn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000}


def finding(rule: str, subject: str, line: int | None, **facts: object) -> Finding:
    """One row of ``findings`` from its rule in ``reference/findings.csv``.

    Examples
    --------
    >>> finding("no_annex", "document", None)["severity"]
    'warning'
    """
    words = lookup("findings", "rule")[rule]
    texts = {
        k: words[k].format(**facts)
        for k in ("expected", "found", "resolution_vi", "resolution_en")
    }
    return {
        "finding_id": f"{rule}:{subject}", "severity": words["severity"],
        "subject": subject, "source_line": line or None, **texts,
    }  # fmt: skip


def unread(error: PlanError) -> Finding:
    """The finding of what could not be read.

    Examples
    --------
    >>> unread(PlanError("row 2", expected="a sum", found="none", do="look"))["severity"]
    'error'
    """
    return finding("unread", error.where, error.line, expected=error.expected,
                   found=error.found, do=error.do)  # fmt: skip


def decimal(value: float) -> str:
    """A number with a decimal comma, without needless zeros.

    Examples
    --------
    >>> decimal(18.292719), decimal(12.5), decimal(20.0)
    ('18,29', '12,5', '20')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def audit_targets(rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """Findings in the targets: rates that clash, identical numbers, missing years."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    by_target: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_id.setdefault(row["indicator_id"], []).append(row)
        by_target.setdefault(row["target_no"], []).append(row)
    for name, own in by_id.items():
        yield from _two_rates(name, own)
        years = {r["year"] for r in own}
        line = own[0]["source_line"]
        if years == {None} and all(r["basis"] != YEARLY for r in own):
            yield finding("no_year", f"indicator {name}", line)
        for year in (
            [m for m in MILESTONES if m not in years] if years != {None} else []
        ):
            there = ", ".join(str(y) for y in sorted(y for y in years if y))
            subject = f"indicator {name} {year}"
            yield finding(
                "no_milestone", subject, line, expected=year, found=there or "—"
            )
    for number, own in by_target.items():
        key = _numbers(own)
        if key == _numbers(by_target.get(number + 1, [])):
            shown = " · ".join(f"{decimal(v)} ({y})" for y, _, v, _ in key)
            subject = f"targets {number} {number + 1}"
            yield finding(
                "identical_targets", subject, own[0]["source_line"], found=shown
            )


def _numbers(rows: list[dict[str, Any]]) -> list[tuple[str, str, float, str]]:
    return sorted(
        (str(r["year"]), r["comparator"], r["value"], r["basis"]) for r in rows
    )


def _two_rates(name: str, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    """A yearly rate that, compounded, does not give the change promised beside it."""
    rates = [r for r in rows if r["basis"] == YEARLY and r["value_high"] is None]
    for end in [r for r in rows if r["basis"] == CHANGE]:
        for rate in rates:
            years = end["year"] - (PLAN_YEARS[0] - 1)
            change = 100 * ((1 + rate["value"] / 100) ** years - 1)
            if abs(change - end["value"]) > 0.05:
                yield finding(
                    "two_rates", f"indicator {name}", end["source_line"], years=years,
                    rate=decimal(abs(rate["value"])), expected=decimal(abs(end["value"])),
                    found=decimal(abs(change)),
                )  # fmt: skip


def audit_text(lines: list[Line]) -> Iterator[Finding]:
    """Findings in the text: dates, blanks left open, reports due too early."""
    for line in lines:
        text = fold(line.text)
        if re.match(r"\s*số\s*:\s*/", text):
            yield finding(
                "blank_number",
                f"line {line.number}",
                line.number,
                found=line.text.strip(),
            )
        if re.search(r"ngày\s+tháng\s+năm 20\d\d", text):
            shown = re.search(r"ngày\s+tháng\s+năm 20\d\d", text)
            yield finding("blank_date", f"line {line.number}", line.number,
                          found=shown.group() if shown else "")  # fmt: skip
        yield from _dated_before(line.text, line.number)
        for kind, day, month in _REPORT.findall(text):
            ends = (30, 6) if kind == "6 tháng" else (31, 12)
            if (int(month), int(day)) < ends[::-1]:
                yield finding("early_report", f"report {day}/{month}", line.number,
                              expected=f"{ends[0]}/{ends[1]}", found=f"{day}/{month}")  # fmt: skip


def _dated_before(text: str, line: int) -> Iterator[Finding]:
    """Plans dated before the act that they say they carry out, the first they name."""
    for part in re.split(r";|\bvà (?=Kế hoạch số)", text):
        plan = re.search(r"kế hoạch số\s+([\w/-]+)\s+" + _DATE, part, re.IGNORECASE)
        rest = part[plan.end() :] if plan else ""
        act = re.search(_ACT + r",?\s+" + _DATE, rest, re.IGNORECASE)
        if not (plan and act):
            continue
        signed, issued = _day(plan.groups()[1:]), _day(act.groups()[1:])
        if signed and issued and signed < issued:
            yield finding(
                "dated_before", f"plan {plan.group(1)}", line,
                expected=issued.strftime("%d/%m/%Y"), found=signed.strftime("%d/%m/%Y"),
            )  # fmt: skip


def _day(parts: tuple[str, ...]) -> date | None:
    day, month, year = (int(p) for p in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def audit_budget(
    lines: list[Line], annex: Annex, solution: Solution
) -> Iterator[Finding]:
    """Findings in the annex: mends, unit costs, steps, agencies, totals, objectives."""
    rows = walk(annex.rows)
    for row in [*rows, *([annex.total] if annex.total else [])]:
        edit = solution[row.line_id]
        for defect in edit.defects:
            shown = " | ".join(show_number(a / annex.scale) for a in edit.amounts)
            subject = f"budget line {row.line_id}"
            yield finding(
                defect, subject, row.line, repaired=shown, printed=row.printed
            )
    for row in rows:
        yield from _audit_row(row, annex, solution)
    if annex.years[0] > PLAN_YEARS[0]:
        yield finding("late_money", "budget", annex.line,
                      expected=PLAN_YEARS[0], found=annex.years[0])  # fmt: skip
    yield from _totals(lines, annex, solution)
    yield from _objectives(annex)


def _audit_row(row: Row, annex: Annex, solution: Solution) -> Iterator[Finding]:
    amounts = solution[row.line_id].amounts
    subject = f"budget line {row.line_id}"
    if cost := _UNIT_COST.search(fold(row.item_vi)):
        product = int(cost.group(1)) * int(cost.group(3)) * _WORTH[cost.group(4)]
        if other := sorted({a for a in amounts if a != product}):
            yield finding("unit_cost", subject, row.line, expected=show_number(product),
                          found=" · ".join(map(show_number, other)))  # fmt: skip
    for year, before, after in zip(annex.years[1:], amounts, amounts[1:], strict=False):
        if before and after / before >= STEEP:
            yield finding("steep_rise", f"{subject} {year}", row.line, limit=STEEP, year=year,
                          found=decimal(after / before))  # fmt: skip
    others = sorted({p.agency_vi for p in row.parts if p.agency_vi != row.agency_vi})
    if others:
        yield finding("other_agency", subject, row.line, expected=row.agency_vi,
                      found=" · ".join(others))  # fmt: skip


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
            yield finding(rule, f"total {year}", annex.total.line,
                          expected=show_number(added), found=show_number(stated))  # fmt: skip
    if stated_total := grand_total(lines):
        digits, words, line = stated_total
        rule = "totals_agree" if digits == sum(sums) else "totals_differ"
        yield finding(rule, "grand total in digits", line,
                      expected=show_number(sum(sums)), found=show_number(digits))  # fmt: skip
        said = amount_in_words(sum(sums))
        if words:
            rule = "totals_agree" if same_words(words, said) else "totals_differ"
            yield finding(
                rule, "grand total in words", line, expected=said, found=words
            )


def _objectives(annex: Annex) -> Iterator[Finding]:
    """Objectives that no line serves; silent where a line is not in our reading."""
    known = lookup("budget_lines", "item_vi")
    if any(row.item_vi not in known for row in annex.rows):
        return
    served = {known[row.item_vi]["objective_no"] for row in annex.rows}
    for row in reference("objectives"):
        if row["objective_no"] not in served:
            yield finding("no_budget", f"objective {row['objective_no']}", annex.line)
