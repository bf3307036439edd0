"""Observed values and paths of the plan's area, a row each, the years side by side."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_pages import Field
from soctrang_analysis.output.workbook_words import (
    heading,
    in_both,
    names_of,
)
from soctrang_analysis.reading.plan import Plan

AHEAD = 3  # columns before the years
MARKS = ("T", "L")  # observed, path (thực tế, lộ trình)
YEARS_BEFORE = 11  # years before the framework's that are shown
Values = dict[tuple[str, int], float]


def years_fields(plan: Plan, tables: Tables) -> list[Field]:
    """A row of observed values and one of the path, a column a year.

    Their keys are what the chooser looks for, so that the sheet may be sorted.
    """
    known = tables["indicators"]
    lines = {MARKS[0]: _observed(plan, tables), MARKS[1]: _path(plan, tables)}
    pairs = _pairs(known["indicator_id"].tolist(), lines[MARKS[0]])
    ids = [name for name, _ in pairs]
    units = known.set_index("indicator_id")["unit"].loc[ids]
    first = [
        Field(heading("years_key"), [f"{name} {mark}" for name, mark in pairs]),
        names_of(plan, known, ids),
        Field(heading("over_unit"), [in_both("words/units", unit) for unit in units]),
    ]
    for year in years_of(plan):
        cells = [lines[mark].get((name, year)) for name, mark in pairs]
        first.append(Field(str(year), cells, "0.0#"))
    return first


def _pairs(ids: list[str], observed: Values) -> list[tuple[str, str]]:
    """The rows: a path of every indicator, observed values of those that have some."""
    seen = {name for name, _ in observed}
    pairs = [(name, mark) for name in ids for mark in MARKS]
    return [(name, mark) for name, mark in pairs if mark == MARKS[1] or name in seen]


def years_of(plan: Plan) -> range:
    """Years that the chooser shows: the framework's, and some before."""
    years = plan.framework.years
    return range(years[0] - YEARS_BEFORE, years[-1] + 1)


def _observed(plan: Plan, tables: Tables) -> Values:
    """One value a year: the one a verdict stands on, in the indicator's unit."""
    used = tables["used"]
    rows = used[used["used"] & used["area"].eq(plan.area)]
    units = tables["indicators"].set_index("indicator_id")["unit"]
    rows = rows[rows["unit"].eq(rows["indicator_id"].map(units))]
    rows = rows[rows["year"].eq(rows["year"].round())]
    return _by_year(rows.drop_duplicates(["indicator_id", "year"], keep="last"))


def _path(plan: Plan, tables: Tables) -> Values:
    """The path of each indicator, in its main reading."""
    paths = tables["trajectories"]
    return _by_year(paths[paths["variant"].eq("main") & paths["area"].eq(plan.area)])


def _by_year(rows: pd.DataFrame) -> Values:
    triples = zip(rows["indicator_id"], rows["year"], rows["value"], strict=True)
    return {(name, int(year)): float(value) for name, year, value in triples}
