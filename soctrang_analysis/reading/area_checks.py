"""What must hold of a table of areas: parents, days, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from soctrang_analysis.errors import SchemaError, refused
from soctrang_analysis.reading.area_table import AreaTable


def checked(table: AreaTable) -> AreaTable:
    """The table with the number of children, after all that must hold was checked."""
    for where, expected, found in _faults(table):
        do = "correct the table"
        raise refused(expected, found, do, where=where, kind=SchemaError)
    children = table.weights[table.weights["weight"].eq("children")]
    latest = children.sort_values(["year", "source"]).drop_duplicates(
        "area", keep="last"
    )
    known = latest.set_index("area")
    named = table.areas["area"]
    return replace(
        table,
        areas=table.areas.assign(
            children=named.map(known["value"]).astype("Int64"),
            children_year=named.map(known["year"]).astype("Int64"),
        ),
    )


def _faults(table: AreaTable) -> Iterator[tuple[str, str, str]]:
    """What does not hold: where, what was expected, what stands there."""
    for name in table.rows:
        yield from _faults_of_area(table, name)
    yield from _faults_of_changes(table)
    for name, row in table.rows.items():
        if row["to"] and not _accounted(table, name):
            where = f"area_changes, {name}"
            yield where, f"what became of it after {row['to']}", "nothing"


def _faults_of_area(table: AreaTable, name: str) -> Iterator[tuple[str, str, str]]:
    """An area: a known parent, no circle, days in order."""
    row, where = table.rows[name], f"areas, {name}"
    if row["parent"] and row["parent"] not in table.rows:
        yield where, "a parent of the table", repr(row["parent"])
    if row["from"] and row["to"] and row["from"] > row["to"]:
        yield where, "first day before last day", f"{row['from']} to {row['to']}"
    if name in table.above(name):
        yield where, "parents without a circle", "itself among its parents"


def _faults_of_changes(table: AreaTable) -> Iterator[tuple[str, str, str]]:
    """Changes: known areas, no circle, days in order, a whole area once."""
    rows: list[dict[Any, Any]] = table.area_changes.to_dict("records")
    for row in rows:
        yield from _faults_of_change(table, row)
    for old_area, pairs in table.became.items():
        where = f"area_changes, {old_area}"
        if len(pairs) > 1 and "whole" in {coverage for _, coverage in pairs}:
            yield where, "a whole area in one new one", f"{len(pairs)} new areas"
        if old_area in _later(table, old_area):
            yield where, "changes without a circle", "a circle"


def _faults_of_change(
    table: AreaTable, row: Mapping[Any, Any]
) -> Iterator[tuple[str, str, str]]:
    """One change: both areas in the table, its days in order."""
    old, new = table.rows.get(row["old_area"]), table.rows.get(row["new_area"])
    where = f"area_changes, {row['old_area']}"
    if old is None or new is None:
        yield where, "areas of the table", repr(row["new_area"])
        return
    days = [day for day in (old["to"], row["date"], new["from"]) if day]
    if days != sorted(days) or (old["to"] and old["to"] == row["date"]):
        yield where, "last day, day of change, first day in order", ", ".join(days)


def _later(table: AreaTable, area: str) -> set[str]:
    """All that became of an area, and of that."""
    found: set[str] = set()
    ahead = table.successors(area)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += table.successors(name)
    return found


def _accounted(table: AreaTable, area: str) -> bool:
    """Whether an area that ended went on in another, or all its units did."""
    if area in table.became:
        return True
    below = table.units.get(area, [])
    known = bool(table.rows[area]["complete"]) and bool(below)
    return known and all(_accounted(table, name) for name in below)
