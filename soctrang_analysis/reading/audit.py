"""Findings: what the document says against itself, computed from text and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from soctrang_analysis.errors import PlanError
from soctrang_analysis.metadata import MILESTONES, PLAN_YEARS, lookup
from soctrang_analysis.reading.clauses import CHANGE, YEARLY
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold

Finding = dict[str, Any]
_DATE = r"ngày\s+(\d{1,2})/(\d{1,2})/(\d{4})"
_ACT = r"(?:quyết định|chỉ thị|nghị quyết|nghị định) số\s+([\w/-]+)"
_REPORT = re.compile(r"(6 tháng|năm)\s*\(trước ngày (\d{1,2})/(\d{1,2})\)")


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
    return finding(
        "unread",
        error.where,
        error.line,
        expected=error.expected,
        found=error.found,
        do=error.do,
    )


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
                    "two_rates",
                    f"indicator {name}",
                    end["source_line"],
                    years=years,
                    rate=decimal(abs(rate["value"])),
                    expected=decimal(abs(end["value"])),
                    found=decimal(abs(change)),
                )


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
            yield finding(
                "blank_date",
                f"line {line.number}",
                line.number,
                found=shown.group() if shown else "",
            )
        yield from _dated_before(line.text, line.number)
        for kind, day, month in _REPORT.findall(text):
            ends = (30, 6) if kind == "6 tháng" else (31, 12)
            if (int(month), int(day)) < ends[::-1]:
                yield finding(
                    "early_report",
                    f"report {day}/{month}",
                    line.number,
                    expected=f"{ends[0]}/{ends[1]}",
                    found=f"{day}/{month}",
                )


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
                "dated_before",
                f"plan {plan.group(1)}",
                line,
                expected=issued.strftime("%d/%m/%Y"),
                found=signed.strftime("%d/%m/%Y"),
            )


def _day(parts: tuple[str, ...]) -> date | None:
    day, month, year = (int(p) for p in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None
