"""One round of reports: its name, the period it asks for, the day it is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.reading.text import fold

_NAME = re.compile(r"(\d{4})-H([12])")


@dataclass(frozen=True)
class Round:
    """A round by its year and half; the second half is the yearly report."""

    year: int
    half: bool

    @property
    def name(self) -> str:
        """The name in forms and reports: "2026-H1", or "2026-H2" for the year."""
        return f"{self.year}-H{1 if self.half else 2}"

    @property
    def period(self) -> str:
        """The period of its values: "2026-H1", or "2026" for the year."""
        return f"{self.year}-H1" if self.half else str(self.year)

    @property
    def end(self) -> float:
        """End of the period as a decimal year."""
        return self.year - 0.5 if self.half else float(self.year)

    @property
    def next_yearly(self) -> Round:
        """The yearly report that comes next, in which a verdict can turn."""
        return Round(self.year if self.half else self.year + 1, half=False)

    def said(self, key: str, lang: str) -> str:
        """A text of ``words/round`` that differs between half and year."""
        name = f"{key}_{'half' if self.half else 'year'}"
        return facts.said("words/round", name, lang, year=self.year)


def round_of(plan: Plan, name: str) -> Round:
    """The round of a name, within the years of the plan.

    >>> from soctrang_analysis import national
    >>> round_of(national(), "2026-H2").period, round_of(national(), "2026-H1").end
    ('2026', 2025.5)
    """
    found = _NAME.fullmatch(name) if isinstance(name, str) else None
    years = plan.framework.years
    if not found or int(found[1]) not in years:
        wanted = f"a round such as {years[0]}-H1 or {years[0]}-H2, until {years[-1]}"
        do = "give the half-year report as -H1, the yearly report as -H2"
        where, kind = "period", RangeError
        raise refused(wanted, repr(name), do, where=where, kind=kind)
    return Round(int(found[1]), found[2] == "1")


def round_of_period(plan: Plan, period: str) -> Round:
    """The round that asks for a period: "2026" belongs to the yearly report."""
    return round_of(plan, period if "-" in period else f"{period}-H2")


def due_day(plan: Plan, wanted: Round) -> str:
    """The day (ISO) before which a report must be there; "" where no task says so.

    >>> from soctrang_analysis import soc_trang
    >>> due_day(soc_trang(), Round(2026, half=False))
    '2026-12-15'
    """
    for text in plan.tasks["text_vi"]:
        for due in facts.pattern("report_due").finditer(fold(text)):
            if due["kind"].startswith("6") == wanted.half:
                return f"{wanted.year}-{int(due['month']):02}-{int(due['day']):02}"
    return ""


def day_of(given: Any, where: str) -> str:
    """A day given as ISO text; the round asks no clock.

    >>> day_of("2026-12-10", "today")
    '2026-12-10'
    """
    try:
        return date.fromisoformat(given).isoformat()
    except (TypeError, ValueError):
        do, found = "give it as 2026-12-10", repr(given)
        raise refused("a day", found, do, where=where, kind=RangeError) from None
