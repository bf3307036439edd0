"""The plan's targets beside what the area, its neighbours and the nation reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.paths import meets
from soctrang_analysis.analysis.selection import used_observations
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.breaks import known_breaks
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

KEY = ["indicator_id", "area"]


def neighbours(plan: Plan, values: pd.DataFrame, *, as_of: float) -> pd.DataFrame:
    """Latest levels of the plan's area and of those near it, beside the plan's targets.

    Parameters
    ----------
    plan : Plan
        The plan whose targets are the measure.
    values : DataFrame
        Table ``observations``, or one `read_observations` accepts.
    as_of : float
        Year of the assessment; later values are left out.

    Returns
    -------
    DataFrame
        The table ``neighbours``, one row per indicator and area with a value that a
        verdict may use: latest value, the last level the plan promises, the change from
        one to the other. ``comparable`` is False where the definitions are known to
        differ between areas (rows of ``areas/breaks`` without a year).

    Raises
    ------
    PlanError
        If the plan has no area, or values or targets break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> table = neighbours(soc_trang(), load_observations(), as_of=2026)
    >>> rows = table[table["indicator_id"].eq("3b")].set_index("area")
    >>> rows.loc[["Sóc Trăng", "Hậu Giang"], "change_needed"].round(1).tolist()
    [-2.6, 0.3]
    """
    plan = known_plan(plan)
    used = used_observations(plan, values, as_of=as_of)
    near = read_areas().near(plan.own_area)
    seen = used[used["used"] & used["area"].isin(near)]
    latest = seen.sort_values("year", kind="stable").drop_duplicates(KEY, keep="last")
    rows = latest.merge(_goals(plan), on="indicator_id", how="left")
    value, target = rows["value"].to_numpy(), rows["target"].to_numpy(dtype=float)
    known = ~np.isnan(target)
    met = meets(value, target, rows["comparator"].fillna("").to_numpy(object))
    rows = rows.assign(
        value_year=rows["year"],
        change_needed=target - value,
        met=pd.array(met, dtype="boolean"),
    )
    rows["met"] = rows["met"].mask(~known)
    return conform(_with_doubts(rows, plan), "neighbours")


def _goals(plan: Plan) -> pd.DataFrame:
    """The last level the plan promises for each indicator."""
    level = plan.targets["basis"].eq("level") & plan.targets["comparator"].ne("between")
    rows = plan.targets[level].assign(
        target_year=plan.targets["year"].fillna(plan.targets["hold_to"])
    )
    last = rows.sort_values("target_year", kind="stable")
    last = last.drop_duplicates("indicator_id", keep="last")
    names = ["indicator_id", "target_year", "comparator", "value"]
    return last[names].rename(columns={"value": "target"})


def _with_doubts(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Whether a level can be held against the plan's area, and why not."""
    doubts = {
        (row["indicator_id"], row["area"]): row
        for row in known_breaks()
        if pd.isna(row["year"]) and row["framework"] in ("", plan.framework.name)
    }
    keys = [*zip(rows["indicator_id"], rows["area"], strict=True)]
    notes = {
        f"note_{lang}": [
            doubts[key][f"why_{lang}"] if key in doubts else "" for key in keys
        ]
        for lang in facts.LANGS
    }
    return rows.assign(comparable=[key not in doubts for key in keys], **notes)
