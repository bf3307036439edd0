"""Every table of a build, each computed once, for files, figures and workbook."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.backtest import Backtest, backtest
from soctrang_analysis.analysis.boards import boards
from soctrang_analysis.analysis.budget_summary import budget_summary
from soctrang_analysis.analysis.comparison import compare_plans
from soctrang_analysis.analysis.merger import merger_effect
from soctrang_analysis.analysis.neighbours import neighbours
from soctrang_analysis.analysis.number_met import expected_met
from soctrang_analysis.analysis.outlook import outlook
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.selection import used_observations
from soctrang_analysis.analysis.sensitivity import sensitivity
from soctrang_analysis.analysis.summary import summarise
from soctrang_analysis.analysis.tipping import tipping
from soctrang_analysis.analysis.trajectories import trajectories
from soctrang_analysis.analysis.yearly_range import yearly_range
from soctrang_analysis.door import year_of
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.bundled import load_context, national
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import TABLES, Plan, known_plan
from soctrang_analysis.schema import conform

Tables = dict[str, pd.DataFrame]
Makers = dict[str, Callable[[], pd.DataFrame]]
OWN = (
    "outlook",
    "tipping",
    "sensitivity",
    "merger_effect",
)  # of the plan's own area alone
AREA_TABLES = ("areas", "area_changes", "breaks")
PARTS = ("scores", "reliability")
LEAST = 3  # values of a series that can be forecast and checked


def build_tables(
    plan: Plan,
    values: pd.DataFrame | None = None,
    *,
    as_of: float,
    only: Iterable[str] | None = None,
) -> Tables:
    """Name -> table of the plan and the values; all of them, or only those named."""
    plan, as_of = known_plan(plan), year_of(as_of)
    seen = conform([], "observations")
    if values is not None and not _no_rows(values):
        seen = read_observations(values, plan=plan)
    makers = {**_of_plan(plan), **_of_values(plan, seen, as_of)}
    empty = {
        "used": seen.empty,
        "boards": not has_national(plan) or not plan.area,
        "neighbours": seen.empty or not plan.area,
        "yearly_range": seen.empty,
        "trajectories": not plan.area,
        "summary": not plan.area,
        "tipping": math.floor(as_of) >= plan.framework.years[-1],
        "comparison": not has_national(plan),
        "budget_summary": plan.budget.empty,
        "merger_effect": plan.area not in read_areas().became,
    }
    empty |= dict.fromkeys(OWN, True) if plan.area not in set(seen["area"]) else {}
    return {
        name: conform([], name) if empty.get(name) else makers[name]()
        for name in (makers if only is None else only)
    }


def _no_rows(values: pd.DataFrame) -> bool:
    """Whether values are a table of the contract in which nothing stands."""
    return isinstance(values, pd.DataFrame) and "area" in values and values.empty


def _of_plan(plan: Plan) -> Makers:
    """Tables that need no values."""
    return {
        "indicators": lambda: indicators(plan),
        **{name: partial(getattr, plan, name) for name in TABLES},
        "trajectories": lambda: trajectories(plan),
        "comparison": lambda: compare_plans(plan, national()),
        **{name: partial(_areas, plan, name) for name in AREA_TABLES},
        "budget_summary": lambda: budget_summary(plan, context_of(plan)),
    }


def _of_values(plan: Plan, seen: pd.DataFrame, as_of: float) -> Makers:
    """Tables of the values; what several stand on is computed once."""
    board = cache(lambda: _board(plan, seen, as_of))
    tried = cache(lambda: _tried(plan, seen))
    own: dict[str, Any] = {"as_of": as_of, "areas": [plan.area]}
    next_year = math.floor(as_of) + 1
    return {
        "observations": lambda: seen,
        "used": lambda: used_observations(plan, seen, as_of=as_of),
        "progress": board,
        "yearly_range": lambda: yearly_range(plan, seen, as_of=as_of),
        "summary": lambda: summarise(plan, board()),
        "boards": lambda: boards(plan, national(), seen, as_of=as_of),
        "neighbours": lambda: neighbours(plan, seen, as_of=as_of),
        "merger_effect": lambda: merger_effect(plan, seen, as_of=as_of),
        "outlook": lambda: outlook(plan, seen, **own),
        "tipping": lambda: tipping(plan, seen, next_year=next_year, **own),
        "expected_met": lambda: expected_met(board()),
        "sensitivity": lambda: sensitivity(plan, seen, **own),
        "backtest_scores": lambda: tried().scores,
        "backtest_reliability": lambda: tried().reliability,
    }


def _areas(plan: Plan, name: str) -> pd.DataFrame:
    """A table of areas as far as it is about the plan's area, units and neighbours."""
    table: pd.DataFrame = getattr(read_areas(), name)
    known = _near(plan)
    if name == "breaks":
        of_plan = table["framework"].isin(("", plan.framework.name))
        return conform(table[of_plan & table["area"].isin({"", *known})], name)
    column = "area" if name == "areas" else "old_area"
    return conform(table[table[column].isin(known)], name)


def _board(plan: Plan, values: pd.DataFrame, as_of: float) -> pd.DataFrame:
    """Progress in the areas of the values, and in the plan's own in any case."""
    known = set(values["area"])
    asked: list[list[str] | None] = [None] if known else []
    asked += [[plan.area]] if plan.area and plan.area not in known else []
    parts = [assess(plan, values, as_of=as_of, areas=areas) for areas in asked]
    return conform(pd.concat(parts) if parts else [], "progress")


def _tried(plan: Plan, values: pd.DataFrame) -> Backtest:
    """Old forecasts of the values given; empty where no series has three of them."""
    known = indicators(plan)[["indicator_id", "scale", "direction"]]
    series = values.merge(known, on="indicator_id", validate="many_to_one")
    longest = series.groupby(["indicator_id", "area", "series", "unit"])["year"]
    if series.empty or longest.nunique().max() < LEAST:
        return Backtest(*(conform([], f"backtest_{part}") for part in PARTS))
    return backtest(series, framework=plan.framework.name)


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
    areas = _near(plan)
    shown = _of_contract(tables)
    for name, table in shown.items():
        if "area" in table and name not in AREA_TABLES:
            shown[name] = table[table["area"].isin(areas)].reset_index(drop=True)
    return shown


def _of_contract(tables: Tables) -> Tables:
    """Those of the tables that are written, in the order of ``words/sheets.csv``."""
    named = (row["table"] for row in facts.rows("words/sheets"))
    return {name: tables[name] for name in named if name in tables}


def _near(plan: Plan) -> set[str]:
    """The areas that are shown with a plan; none where its own is not known."""
    return set(read_areas().near(plan.area)) if plan.area else set()
