"""Old names of the ground, until the wings use `facts`."""

from __future__ import annotations

from functools import cache

from soctrang_analysis.facts import PACKAGE, rows, source_file

__all__ = ["PACKAGE", "source_file"]
PLAN_FILE = "plan-soc-trang-2021-draft.txt"
PLAN_YEARS = range(2021, 2031)
MILESTONES = (2025, 2030)
PLAN_AREA = "Sóc Trăng"
DATA_YEAR = 2026
_HOMES = {
    "indicators": "frameworks/decision-23/indicators",
    "indicator_words": "frameworks/decision-23/indicators",
    "short_names": "frameworks/decision-23/indicators",
    "objectives": "frameworks/decision-23/objectives",
    "budget_lines": "plans/soc-trang/budget_lines",
    "sources": "sources",
}


@cache
def reference(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a reference table."""
    return rows(_HOMES.get(name, f"words/{name}"))


@cache
def lookup(name: str, key: str) -> dict[str, dict[str, str]]:
    """Rows of a reference table by their key column."""
    return {row[key]: row for row in reference(name)}
