"""Rows of targets together: what must be kept, from when to when, and one row each."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.facts import Framework

Row = dict[str, Any]
_KEY = itemgetter("indicator_id", "basis", "year")
_PROMISED = itemgetter("indicator_id", "basis", "value", "comparator")


def keep_levels(rows: list[Row], *, kept: bool) -> None:
    """Mark the levels of a clause that must be kept: so worded, or the same each year.

    Raises
    ------
    ParseError
        If the clause says "duy trì" of values that differ.
    """
    levels = _levels(rows)
    kept_alone = any(map(_is_kept_alone, levels))
    if (kept or kept_alone) and _differ(levels):
        raise refused("one value to be kept", "several values")
    for row in levels:
        row["hold"] = row["hold"] or kept
    _keep_again(levels)


def _levels(rows: list[Row]) -> list[Row]:
    """The rows that promise a level, not a change."""
    return [r for r in rows if r["basis"] == "level"]


def _is_kept_alone(row: Row) -> bool:
    """Whether the words keep a level for its year, without a year to keep it from."""
    return bool(row["hold"] and not row["hold_from"] and row["year"])


def _differ(levels: list[Row]) -> bool:
    """Whether some area is promised more than one value."""
    values = {(r["area"], r["value"]) for r in levels}
    return len(values) > len({r["area"] for r in levels})


def _keep_again(levels: list[Row]) -> None:
    """Mark the levels that are promised for another year too."""
    years: dict[Any, set[int | None]] = {}
    for row in levels:
        years.setdefault(_PROMISED(row), set()).add(row["year"])
    for row in levels:
        row["hold"] = row["hold"] or len(years[_PROMISED(row)]) > 1


def one_each(rows: list[Row]) -> tuple[list[Row], list[PlanError]]:
    """One row for each indicator, basis and year; one promised twice is refused."""
    first: dict[tuple[Any, ...], Row] = {}
    twice: dict[str, Row] = {}
    for row in rows:
        before = first.setdefault(_KEY(row), row)
        if before is not row and _PROMISED(before) != _PROMISED(row):
            twice.setdefault(row["indicator_id"], row)
    kept = [r for r in first.values() if r["indicator_id"] not in twice]
    return kept, [_twice(row, rows) for row in twice.values()]


def _twice(row: Row, rows: list[Row]) -> PlanError:
    """The error of an indicator promised twice for one year, with all its values."""
    own = [r for r in rows if r["indicator_id"] == row["indicator_id"]]
    return refused(
        f"one promise for {row['year']}",
        ", ".join(f"{r['value']:g} (line {r['source_line']})" for r in own),
        "keep one of the clauses",
        where=f"target {row['target_no']}, indicator {row['indicator_id']}",
        line=row["source_line"],
    )


def give_spans(rows: list[Row], framework: Framework) -> list[Row]:
    """Rows with the years a level must be kept, and the year a change starts from."""
    _keep_again(_levels(rows))
    return [_with_years(row, rows, framework) for row in rows]


def _with_years(row: Row, rows: list[Row], framework: Framework) -> Row:
    """One row with its years, without what only the reading of its clause needed."""
    spans = _span(row, rows, framework) if row["hold"] else (None, None)
    change = row["basis"] == "change_from_baseline"
    base = row.get("reference_year") or framework.reference_year
    kept = {k: v for k, v in row.items() if k not in ("area", "leans")}
    return {
        **kept,
        "hold_from": spans[0],
        "hold_to": spans[1],
        "reference_year": base if change else None,
    }


def _span(row: Row, rows: list[Row], framework: Framework) -> tuple[int, int]:
    """First and last year in which a level must be kept."""
    alike = (r for r in rows if r["hold"] and _PROMISED(r) == _PROMISED(row))
    same = [r["year"] for r in alike if r["year"]]
    first = min(same, default=framework.years[0])
    if len(same) == 1:  # "duy trì đến năm B": from the first milestone on
        first = min(first, framework.milestones[0])
    last = max(same, default=framework.years[-1])
    return row.get("hold_from") or first, row.get("hold_to") or last
