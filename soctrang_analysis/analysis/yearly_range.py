"""A yearly range ("2 to 3 % a year"): each year's fall against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.selection import select_observations
from soctrang_analysis.reading.bundled import load_targets
from soctrang_analysis.schema import conform


def yearly_range(
    observations: pd.DataFrame,
    *,
    as_of: float,
    targets: pd.DataFrame | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """Each year's fall against the range, one row per indicator, area and year.

    Parameters
    ----------
    observations : DataFrame
        Table ``observations``.
    as_of : float
        Year of the assessment.
    targets : DataFrame, optional
        Table ``targets``; that of the bundled plan without it.
    options : Options, optional
        ``band_base`` is the year counted from; without a value there, no row.

    Returns
    -------
    DataFrame
        The table ``yearly_range``: ``met`` while the value is not above the weak edge.

    Raises
    ------
    PlanError
        If observations or targets break their contract.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": "13", "area": "X", "unit": "count",
    ...     "period": ["2025", "2026"], "value": [120, 117]})
    >>> yearly_range(made_up, as_of=2026)["fall_pct"].round(4).tolist()
    [nan, 2.5]
    """
    options = options or Options()
    plan = load_targets() if targets is None else targets
    goals = milestones(plan, options).query("kind == 'band'")
    used = select_observations(
        observations, as_of=as_of, targets=plan, options=options
    ).query("left_out == ''")
    rows: list[dict[str, Any]] = []
    for goal in goals.to_dict("records"):
        own = used[used["indicator_id"].eq(goal["indicator_id"])]
        for _, line in own.groupby("area", observed=True):
            falls = _falls(line.sort_values("year"), goal, options.band_base)
            rows += [
                {str(k): v for k, v in r.items()} for r in falls.to_dict("records")
            ]
    return conform(rows, "yearly_range")


def _falls(line: pd.DataFrame, goal: Mapping[Any, Any], base_year: int) -> pd.DataFrame:
    """Falls of one line; empty where its base year has no value."""
    year, value = line["year"].to_numpy(), line["value"].to_numpy()
    if len(year) == 0 or abs(year[0] - base_year) > TOLERANCE:
        return line.iloc[:0]
    span = goal["year"] - base_year
    weak = (goal["value"] / 100) ** (1 / span)
    strong = (goal["strong"] / 100) ** (1 / span)
    k, left = year - base_year, base_year + span - year
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
