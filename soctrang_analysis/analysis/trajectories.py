"""What the plan expects of each indicator in each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.bases import anchors, with_bases, with_scales
from soctrang_analysis.analysis.measures import (
    Baselines,
    known_baselines,
    promised_rows,
)
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.paths import TOLERANCE, path_at
from soctrang_analysis.analysis.selection import empty_points
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

# Readings of a promise, and the bases each is of.
VARIANTS = {
    "main": ("level", "yearly"),
    "simple": ("index",),
    "compound": ("index",),
    "weak": ("band",),
    "strong": ("band",),
}


def yearly_rate(total_pct: float, years: int) -> float:
    """Constant yearly percent that makes a total percent, both falls positive."""
    return float(100.0 * (1.0 - (1.0 - total_pct / 100.0) ** (1.0 / years)))


def trajectories(
    plan: Plan,
    *,
    baselines: Baselines | None = None,
    area: str | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """The path of every indicator, one row per indicator, variant and year.

    Parameters
    ----------
    plan : Plan
        The plan whose promises are spread over the years.
    baselines : mapping, optional
        indicator_id (of the plan's own area), or (indicator_id, area), -> (year,
        value). Without one a path starts at its first milestone.
    area : str, optional
        Area the paths are for; the plan's own without it.
    options : Options, optional
        For the scale of each indicator.

    Returns
    -------
    DataFrame
        The table ``trajectories``: ``variant`` is ``main``, or for a fall without
        baseline ``simple`` and ``compound``, or for a yearly range its ``weak`` and
        ``strong`` edge. Where no baseline is known those two are in ``index`` units
        (base year 100). No year outside the anchors but those a target must be held.

    Raises
    ------
    PlanError
        If targets or baselines break their contract, or the plan has no area.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> table = trajectories(soc_trang(), baselines={"1": (2020, 65.0)})
    >>> table.query("indicator_id == '1' and year <= 2025")["value"].round(9).tolist()
    [65.0, 67.4, 69.8, 72.2, 74.6, 77.0]
    """
    plan, options = known_plan(plan), options or Options()
    goals = milestones(plan, options)
    own, last = plan.area_or_own(area), plan.framework.years[-1]
    given = known_baselines(plan, goals, baselines, as_of=last, areas=[own])
    points = empty_points(goals, [own])
    rows, lines = promised_rows(points, goals, given, plan.framework.name)
    rows = rows.pipe(with_bases, lines, options).pipe(_from_100)
    rows = rows.pipe(with_scales, lines)
    years = range(plan.framework.reference_year, last + 1)
    parts = [
        _paths(rows[rows["basis"].isin(bases)], years, variant)
        for variant, bases in VARIANTS.items()
    ]
    return conform(pd.concat(parts, ignore_index=True), "trajectories")


def _from_100(rows: pd.DataFrame) -> pd.DataFrame:
    """Falls and bands without a base run from 100 (methods 10.3, 10.4)."""
    free = rows["start"].isna() & rows["basis"].ne("level")
    band = rows["basis"].eq("band") & rows["base"].isna()
    return rows.assign(
        start=rows["start"].mask(free, 100.0),
        target=rows["target"].mask(free, rows["value"]),
        unit=rows["unit"].mask(free, "index"),
        base=rows["base"].mask(band, 100.0),
        given_year=rows["given_year"].mask(band, rows["base_from"]),
    )


def _paths(rows: pd.DataFrame, years: range, variant: str) -> pd.DataFrame:
    """Paths of one variant, spread over the years."""
    if rows.empty:
        return pd.DataFrame()
    if variant == "strong":
        rows = rows.assign(target=rows["start"] * rows["strong"] / 100.0)
    times, values, scale = anchors(rows, compound=variant == "compound")
    measures = rows.drop_duplicates("measure")[
        ["measure", "indicator_id", "area", "unit"]
    ]
    table = measures.merge(pd.DataFrame({"year": [*years]}), how="cross")
    line, year = table["measure"].to_numpy(), table["year"].to_numpy(dtype=float)
    on_anchor = (np.abs(times[line] - year[:, None]) < TOLERANCE).any(axis=1)
    table = table.assign(
        variant=variant,
        value=path_at(year, times[line], values[line], scale[line]),
        kind=np.where(on_anchor, "anchor", "between"),
        scale=np.array(SCALES, dtype=object)[scale[line]],
    )
    return table[table["value"].notna()]
