"""Findings: what the document says against itself, computed from text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError
from soctrang_analysis.facts import Framework, pattern
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.promises import CHANGE, LEVEL, YEARLY
from soctrang_analysis.reading.text import fold

Finding = dict[str, Any]


def finding(rule: str, subject: str, line: int | None, **given: object) -> Finding:
    """One row of ``findings`` from its rule in ``reference/findings.csv``.

    Examples
    --------
    >>> finding("no_annex", "document", None)["severity"]
    'warning'
    """
    words = facts.row("words/findings", rule)
    texts = {
        k: words[k].format(**given)
        for k in ("expected", "found", "resolution_vi", "resolution_en")
    }
    return {
        "finding_id": f"{rule}:{subject}",
        "severity": words["severity"],
        "subject": subject,
        "source_line": line or None,
        **texts,
    }


def unread(error: PlanError) -> Finding:
    """The finding of what could not be read.

    Examples
    --------
    >>> error = PlanError("row 2", expected="a sum", found="none", do="look")
    >>> unread(error)["severity"]
    'error'
    """
    texts = {"expected": error.expected, "found": error.found, "do": error.do}
    return finding("unread", error.where, error.line, **texts)


def audit_targets(
    rows: list[dict[str, Any]], framework: Framework
) -> Iterator[Finding]:
    """Findings in the targets: rates that clash, identical numbers, missing years."""
    by_id: dict[str, list[dict[str, Any]]] = {}
    by_target: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_id.setdefault(row["indicator_id"], []).append(row)
        by_target.setdefault(row["target_no"], []).append(row)
    for name, own in by_id.items():
        yield from _two_rates(name, own, framework)
        yield from _against(name, own, framework)
        yield from _years(name, own, framework)
    for number, own in by_target.items():
        yield from _identical(number, own, by_target.get(number + 1, []))


def _years(
    name: str, own: list[dict[str, Any]], framework: Framework
) -> Iterator[Finding]:
    """An indicator without any year, or without one of the milestones."""
    line, subject = own[0]["source_line"], f"indicator {name}"
    years = sorted(r["year"] for r in own if r["year"])
    if not years and all(r["basis"] != YEARLY for r in own):
        yield finding("no_year", subject, line)
    there = ", ".join(dict.fromkeys(map(str, years)))
    for year in framework.milestones if years else ():
        if year not in years:
            on = f"{subject} {year}"
            yield finding("no_milestone", on, line, expected=year, found=there)


def _identical(
    number: int, own: list[dict[str, Any]], following: list[dict[str, Any]]
) -> Iterator[Finding]:
    """Two neighbouring targets with the same numbers."""
    key = _numbers(own)
    if key == _numbers(following):
        shown = " · ".join(f"{show(round(v, 2))} ({y})" for y, _, v, _ in key)
        subject = f"targets {number} {number + 1}"
        yield finding("identical_targets", subject, own[0]["source_line"], found=shown)


def _against(
    name: str, rows: list[dict[str, Any]], framework: Framework
) -> Iterator[Finding]:
    """Milestones of one indicator that go the wrong way."""
    better = framework.of("direction").get(name)
    levels = [r for r in rows if r["basis"] == LEVEL and r["year"]]
    dated = sorted(levels, key=lambda r: r["year"])
    for before, after in pairwise(dated if better else []):
        step = after["value"] - before["value"]
        if step < 0 if better == "up" else step > 0:
            yield finding(
                "against_direction",
                f"indicator {name} {after['year']}",
                after["source_line"],
                expected=f"{'≥' if better == 'up' else '≤'} {show(before['value'])}",
                found=f"{show(after['value'])} ({after['year']})",
            )


def _numbers(rows: list[dict[str, Any]]) -> list[tuple[str, str, float, str]]:
    return sorted(
        (str(r["year"]), r["comparator"], r["value"], r["basis"]) for r in rows
    )


def _two_rates(
    name: str, rows: list[dict[str, Any]], framework: Framework
) -> Iterator[Finding]:
    """A yearly rate that, compounded, does not give the change promised beside it."""
    rates = [r for r in rows if r["basis"] == YEARLY and r["value_high"] is None]
    for end in [r for r in rows if r["basis"] == CHANGE]:
        for rate in rates:
            years = end["year"] - framework.reference_year
            change = 100 * ((1 + rate["value"] / 100) ** years - 1)
            if abs(change - end["value"]) > 0.05:
                yield finding(
                    "two_rates",
                    f"indicator {name}",
                    end["source_line"],
                    years=years,
                    rate=show(abs(rate["value"])),
                    expected=show(abs(end["value"])),
                    found=show(round(abs(change), 2)),
                )


def audit_gaps(
    rows: list[dict[str, Any]],
    agencies: list[dict[str, Any]],
    area: str,
    framework: Framework,
) -> Iterator[Finding]:
    """What a plan of this framework would have, and this document has not."""
    wanted, lines = int(framework.facts["targets"]), _first_lines(rows)
    if len(lines) != wanted:
        told = {"expected": wanted, "found": len(lines)}
        yield finding("number_of_targets", "document", None, **told)
    if not agencies:
        yield finding("no_agencies", "document", None)
    led = {row["target_no"] for row in agencies if row["role"] == "lead"}
    for number, line in lines.items() if agencies else ():
        if number not in led:
            yield finding("no_lead", f"target {number}", line)
    if not area:
        yield finding("no_area", "document", None)


def _first_lines(rows: list[dict[str, Any]]) -> dict[int, int]:
    """The first line of each target."""
    return {row["target_no"]: row["source_line"] for row in reversed(rows)}


def audit_text(lines: list[Line]) -> Iterator[Finding]:
    """Findings in the text: dates, blanks left open, reports due too early."""
    for line in lines:
        text, at = fold(line.text), f"line {line.number}"
        if pattern("blank_number").search(text):
            yield finding("blank_number", at, line.number, found=line.text.strip())
        if shown := pattern("blank_date").search(text):
            yield finding("blank_date", at, line.number, found=shown.group())
        if pattern("dated_plan").search(text):
            yield from _dated_before(line.text, line.number)
        for due in pattern("report_due").finditer(text):
            yield from _early(due.groupdict(), line.number)


def _early(due: dict[str, str], line: int) -> Iterator[Finding]:
    """A report that falls due before its half-year or year is over."""
    ends = (30, 6) if due["kind"] != "năm" else (31, 12)
    if (int(due["month"]), int(due["day"])) < ends[::-1]:
        found, expected = f"{due['day']}/{due['month']}", f"{ends[0]}/{ends[1]}"
        yield finding(
            "early_report", f"report {found}", line, expected=expected, found=found
        )


def _dated_before(text: str, line: int) -> Iterator[Finding]:
    """Plans dated before the act that they say they carry out, the first they name."""
    for part in re.split(r";|\bvà (?=Kế hoạch số)", text):
        folded = fold(part)
        plan = pattern("dated_plan").search(folded)
        act = pattern("dated_act").search(folded, plan.end()) if plan else None
        signed, issued = _day(plan), _day(act)
        if plan and signed and issued and signed < issued:
            start, stop = plan.span("number")
            texts = {"expected": f"{issued:%d/%m/%Y}", "found": f"{signed:%d/%m/%Y}"}
            yield finding("dated_before", f"plan {part[start:stop]}", line, **texts)


def _day(found: re.Match[str] | None) -> date | None:
    """The day of a dated document, None where there is none or it is no day."""
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
