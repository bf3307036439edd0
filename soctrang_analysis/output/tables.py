"""Every table of a build, each computed once, for files, figures and workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.budget_summary import budget_summary
from soctrang_analysis.analysis.comparison import compare_plans
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.selection import used_observations
from soctrang_analysis.analysis.trajectories import trajectories
from soctrang_analysis.analysis.yearly_range import yearly_range
from soctrang_analysis.reading.bundled import load_context, national
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import TABLES, Plan
from soctrang_analysis.schema import conform

Tables = dict[str, pd.DataFrame]


def build_tables(
    plan: Plan,
    values: pd.DataFrame | None = None,
    *,
    as_of: float,
    only: Iterable[str] | None = None,
) -> Tables:
    """Name -> table of the plan and the values; all of them, or only those named."""
    seen = conform([], "observations")
    if values is not None and not values.empty:
        seen = read_observations(values, plan=plan)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "indicators": lambda: indicators(plan),
        **{name: partial(getattr, plan, name) for name in TABLES},
        "observations": lambda: seen,
        "used": lambda: used_observations(plan, seen, as_of=as_of),
        "trajectories": lambda: trajectories(plan),
        "progress": lambda: _board(plan, seen, as_of),
        "comparison": lambda: compare_plans(plan, national()),
        "budget_summary": lambda: budget_summary(plan, context_of(plan)),
        "yearly_range": lambda: yearly_range(plan, seen, as_of=as_of),
    }
    empty = {
        "used": seen.empty,
        "yearly_range": seen.empty,
        "trajectories": not plan.area,
        "comparison": not has_national(plan),
        "budget_summary": plan.budget.empty,
    }
    return {
        name: conform([], name) if empty.get(name) else makers[name]()
        for name in (makers if only is None else only)
    }


def _board(plan: Plan, values: pd.DataFrame, as_of: float) -> pd.DataFrame:
    """Progress in the areas of the values, and in the plan's own in any case."""
    known = set(values["area"])
    asked: list[list[str] | None] = [None] if known else []
    asked += [[plan.area]] if plan.area and plan.area not in known else []
    parts = [assess(plan, values, as_of=as_of, areas=areas) for areas in asked]
    return conform(pd.concat(parts) if parts else [], "progress")


def context_of(plan: Plan) -> pd.DataFrame | None:
    """Population and prices kept for a known plan; none for any other."""
    return load_context() if facts.plan_drawer(plan.source["sha256"]) else None


def has_national(plan: Plan) -> bool:
    """Whether the framework has national targets, and the plan is not they."""
    name = plan.framework.facts.get("national_targets", "")
    same = name and national().framework.name == plan.framework.name
    return bool(same) and plan.source["sha256"] != national().source["sha256"]


def written(tables: Tables) -> Tables:
    """The tables that are files: ``progress`` with the areas of the values alone."""
    files = _of_contract(tables)
    board, known = tables["progress"], set(tables["observations"]["area"])
    return files | {"progress": board[board["area"].isin(known)].reset_index(drop=True)}


def near(plan: Plan, tables: Tables) -> Tables:
    """Tables that people look at: the plan's area, its units, its neighbours."""
    areas = areas_near(plan)
    shown = _of_contract(tables)
    for name, table in shown.items():
        if "area" in table:
            shown[name] = table[table["area"].isin(areas)].reset_index(drop=True)
    return shown


def _of_contract(tables: Tables) -> Tables:
    """Those of the tables that are written, in the order of ``words/sheets.csv``."""
    named = (row["table"] for row in facts.rows("words/sheets"))
    return {name: tables[name] for name in named if name in tables}


def areas_near(plan: Plan) -> set[str]:
    """The plan's area, its units, its parents and the other units of its parent."""
    parents = facts.column("areas/areas", "parent")
    if not plan.area:
        return set()
    found = {plan.area}
    found |= {name for name, parent in parents.items() if parent == plan.area}
    if above := parents.get(plan.area, ""):
        found |= {name for name, parent in parents.items() if parent == above}
    while above:
        found.add(above)
        above = parents.get(above, "")
    return found
