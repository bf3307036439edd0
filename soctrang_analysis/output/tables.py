"""Every table of a build, each computed once, for files, figures and workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis import budget_summary as money
from soctrang_analysis.analysis import (
    comparison,
    progress,
    trajectories,
    used,
    yearly_range,
)  # fmt: skip
from soctrang_analysis.reading.bundled import load_context, national
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
    """Name -> table of the plan and the values; all of them, or only those named.

    Examples
    --------
    >>> from soctrang_analysis.reading.bundled import soc_trang
    >>> list(build_tables(soc_trang(), as_of=2026, only=["targets"]))
    ['targets']
    """
    seen = conform([], "observations") if values is None else values
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "indicators": lambda: _indicators(plan),
        **{name: partial(getattr, plan, name) for name in TABLES},
        "observations": lambda: seen,
        "used": lambda: used.used_observations(plan, seen, as_of=as_of),
        "trajectories": lambda: _paths(plan),
        "progress": lambda: _board(plan, seen, as_of),
        "comparison": lambda: _beside_national(plan),
        "budget_summary": lambda: money.budget_summary(plan, context_of(plan)),
        "yearly_range": lambda: yearly_range.yearly_range(plan, seen, as_of=as_of),
    }
    return {name: makers[name]() for name in (makers if only is None else only)}


def _indicators(plan: Plan) -> pd.DataFrame:
    """The indicators of the plan's framework; an empty bound is no bound."""
    facts_of = plan.framework.indicators.values()
    bounds = ("lower_bound", "upper_bound")
    rows = [dict(row) | {b: float(row[b] or "nan") for b in bounds} for row in facts_of]
    return conform(rows, "indicators")


def _paths(plan: Plan) -> pd.DataFrame:
    """Paths of the plan; none where its area is not known."""
    if not plan.area:
        return conform([], "trajectories")
    return trajectories.trajectories(plan)


def _board(plan: Plan, values: pd.DataFrame, as_of: float) -> pd.DataFrame:
    """Progress in the areas of the values, and in the plan's own in any case."""
    areas = dict.fromkeys([*values["area"], *([plan.area] if plan.area else [])])
    if not areas:
        return conform([], "progress")
    return progress.assess(plan, values, as_of=as_of, areas=list(areas))


def context_of(plan: Plan) -> pd.DataFrame | None:
    """Population and prices kept for a known plan; none for any other."""
    return load_context() if facts.plan_drawer(plan.source["sha256"]) else None


def _beside_national(plan: Plan) -> pd.DataFrame:
    """The plan beside the national one of its framework, where there is another."""
    if not has_national(plan):
        return conform([], "comparison")
    return comparison.compare_plans(plan, national())


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
    return {
        name: table[table["area"].isin(areas)].reset_index(drop=True)
        if "area" in table
        else table
        for name, table in _of_contract(tables).items()
    }


def _of_contract(tables: Tables) -> Tables:
    """Those of the tables that are written, in the order of ``words/sheets.csv``."""
    named = (row["table"] for row in facts.rows("words/sheets"))
    return {name: tables[name] for name in named if name in tables}


def areas_near(plan: Plan) -> set[str]:
    """The plan's area, its units, its parents and the other units of its parent.

    Examples
    --------
    >>> from soctrang_analysis.reading.bundled import soc_trang
    >>> "Hậu Giang" in areas_near(soc_trang()), "Hà Nội" in areas_near(soc_trang())
    (True, False)
    """
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
