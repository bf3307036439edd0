"""A yearly range ("2 to 3 % a year"): each year's fall against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.selection import used_observations
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform


def yearly_range(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    options: Options | None = None,
) -> pd.DataFrame:
    """Each year's fall against the range, one row per indicator, area and year.

    Parameters
    ----------
    plan : Plan
        The plan that states the range.
    values : DataFrame
        Table ``observations``.
    as_of : float
        Year of the assessment.
    options : Options, optional
        ``band_base`` is the year counted from; without a value there, no row.

    Returns
    -------
    DataFrame
        The table ``yearly_range``: ``met`` while the value is not above the weak edge.

    Raises
    ------
    PlanError
        If values or targets break their contract.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> made_up = pd.DataFrame({"indicator_id": "13", "area": "X", "unit": "count",
    ...     "period": ["2025", "2026"], "value": [120, 117]})
    >>> yearly_range(soc_trang(), made_up, as_of=2026)["fall_pct"].round(4).tolist()
    [nan, 2.5]
    """
    plan = known_plan(plan)
    goals = milestones(plan, options or Options()).query(
        "basis == 'band' and direction == 'down'"
    )
    table = used_observations(plan, values, as_of=as_of, options=options)
    rows: list[dict[Any, Any]] = []
    for goal in goals.to_dict("records"):
        own = table["used"] & table["indicator_id"].eq(goal["indicator_id"])
        for _, line in table[own].groupby("area"):
            rows += _falls(line.sort_values("year"), goal).to_dict("records")
    return conform(rows, "yearly_range")


def _falls(line: pd.DataFrame, goal: Mapping[Any, Any]) -> pd.DataFrame:
    """Falls of one line (methods 10.4); none where its base year has no value."""
    year, value = line["year"].to_numpy(), line["value"].to_numpy()
    if abs(year[0] - goal["base_from"]) > TOLERANCE:
        return line.iloc[:0]
    span = goal["due"] - goal["base_from"]
    weak = (goal["value"] / 100) ** (1 / span)
    strong = (goal["strong"] / 100) ** (1 / span)
    k, left = year - goal["base_from"], goal["due"] - year
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.r_[np.nan, value[1:] / value[:-1]] ** (1 / np.r_[1, np.diff(year)])
        fall = 100 * (1 - ratio)
        total = 100 * (1 - (value / value[0]) ** (1 / k))
        ends = value[0] * np.array([weak, strong])[:, None] ** span
        need = 100 * (1 - (ends / value) ** (1 / left))
    low, high = 100 * (1 - weak), 100 * (1 - strong)
    grade = np.select(
        [np.isnan(fall), fall < low - TOLERANCE, fall > high + TOLERANCE],
        ["", "below_range", "above_range"],
        "in_range",
    )
    finite = np.isfinite(need)
    return line.assign(
        weak_edge=value[0] * weak**k,
        strong_edge=value[0] * strong**k,
        fall_pct=fall,
        grade=pd.Series(grade, index=line.index).replace("", None),
        cumulative_pct=np.where(k > 0, total, np.nan),
        met=value <= value[0] * weak**k + TOLERANCE,
        required_weak_pct=np.where(finite[0], need[0], np.nan),
        required_strong_pct=np.where(finite[1], need[1], np.nan),
    )
