"""Findings on the duties of a plan: agencies that no longer exist."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.facts import Framework, Row, pattern
from soctrang_analysis.numerals import show_day
from soctrang_analysis.reading.agencies_now import REPORTS, UNKNOWN, agency_now
from soctrang_analysis.reading.audit import Finding, finding
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.tasks import agency_of, sections
from soctrang_analysis.reading.text import fold


def audit_agencies(
    lines: list[Line],
    agencies: list[dict[str, Any]],
    area: str,
    numbers: dict[int, str],
    framework: Framework,
) -> Iterator[Finding]:
    """One finding per duty whose agency is gone, and who has its work today."""
    of = partial(agency_now, area=area, framework=framework)
    for _, line in sections(lines, "duties_section"):
        name, begins = _charged(line)
        if now := of(name, begins=begins):
            shown = _name(now) if begins else name
            own = [row["target_no"] for row in agencies if row["agency_vi"] == name]
            by_target = [(of(name, part=numbers.get(n, UNKNOWN)), n) for n in own]
            yield _on_agency("agency", shown, line.number, now, by_target)
        through = pattern("report_through").search(fold(line.text))
        taking = through and of(through["name"], part=REPORTS, begins=True)
        if taking and taking["gone"]:
            yield _on_agency("reports to", _name(taking), line.number, taking, [])


def _charged(line: Line) -> tuple[str, bool]:
    """The agency a line charges, and whether its name is only how the words begin."""
    if opened := agency_of(line):
        return opened[0], False
    numbered = pattern("numbered").match(line.text)
    words = numbered["words"].strip() if numbered else ""
    # "Đề nghị Tỉnh Đoàn phối hợp ..." names its agency and goes on.
    asked = pattern("request").match(fold(words))
    return (words[asked.end() :] if asked else words), True


def _on_agency(
    what: str,
    shown: str,
    line: int,
    now: Row,
    by_target: list[tuple[Row | None, int]],
) -> Finding:
    """The finding of a duty: its agency is gone everywhere, or was of a merged area."""
    holders = _holders(now, by_target)
    known = [row for row, _ in holders if row and row["present_vi"]]
    rule, day = "agency_moved", now["since"]
    if now["gone"]:
        rule = "agency_gone" if known else "agency_gone_unknown"
        day = now["gone_from"]
    told: dict[str, str] = {"found": shown}
    for lang in facts.LANGS:
        told[f"day_{lang}"] = _dated("from_day", "no_day", day, lang)
        told[f"now_{lang}"] = "; ".join(_holder(*h, lang) for h in holders)
        told |= _told_of(known or [now], lang)
    return finding(rule, f"{what} {shown}", line, **told)


def _told_of(known: list[Row], lang: str) -> dict[str, str]:
    """Since when the agencies of today have the work, and what to know of them."""
    since = min(row["since"] for row in known)
    notes = dict.fromkeys(row[f"note_{lang}"] for row in known)
    return {
        f"since_{lang}": _dated("earliest_day", "", since, lang),
        f"note_{lang}": "".join(f" {note}" for note in notes if note),
    }


def _holders(
    now: Row, by_target: list[tuple[Row | None, int]]
) -> list[tuple[Row | None, list[int]]]:
    """Each agency that has the work today, with the targets it has."""
    found: list[tuple[Row | None, list[int]]] = []
    for row, target in by_target:
        same = next((targets for known, targets in found if known is row), None)
        if same is None:
            found.append((row, same := []))
        same.append(target)
    return found or [(now, [])]


def _holder(row: Row | None, targets: list[int], lang: str) -> str:
    """One agency with its certainty and targets in brackets."""
    given = {"targets": ", ".join(map(str, targets))}
    if row is None or not row["present_vi"]:
        return facts.said("words/labels", "present_unknown", lang, **given)
    given["agency"] = row[f"present_{lang}"]
    given["certainty"] = facts.said("words/certainty", row["certainty"], lang)
    key = "present_targets" if targets else "present_agency"
    return facts.said("words/labels", key, lang, **given)


def _name(now: Row) -> str:
    """The agency as ``areas/agencies_now`` writes it first."""
    return now["agency"].split("|")[0].rstrip("*")


def _dated(label: str, without: str, day: str, lang: str) -> str:
    """Since when; another label, or nothing, where no source names the day."""
    if not day:
        return facts.said("words/labels", without, lang) if without else ""
    return facts.said("words/labels", label, lang, day=show_day(day, lang))
