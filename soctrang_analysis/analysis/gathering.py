"""The first steps every assessment shares: promises, values used, what is known."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from soctrang_analysis.analysis.bases import with_bases, with_scales
from soctrang_analysis.analysis.forecast import with_state
from soctrang_analysis.analysis.lines import Lines
from soctrang_analysis.analysis.measures import (
    Baselines,
    known_baselines,
    promised_rows,
)
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.selection import named, observed_points
from soctrang_analysis.analysis.trend import windowed, with_trend
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.plan import Plan


def gathered(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    baselines: Baselines | None,
    areas: Iterable[str] | None,
    options: Options,
) -> tuple[pd.DataFrame, Lines]:
    """Every milestone of every measure, and the line of values of each.

    ``larger`` marks the areas that took in the plan's own.
    """
    goals, wanted = milestones(plan, options), named(areas, plan)
    points = observed_points(plan, goals, values, as_of=as_of, areas=wanted)
    given = known_baselines(plan, goals, baselines, as_of=as_of, areas=wanted)
    rows, lines = promised_rows(points, goals, given, plan.framework.name)
    larger = read_areas().successors(plan.area)
    return rows.assign(larger=rows["area"].isin(larger)), lines


def known_rows(
    rows: pd.DataFrame, lines: Lines, as_of: float, options: Options
) -> pd.DataFrame:
    """Milestones with all that is known of each before a forecast."""
    rows = with_bases(rows, lines, options)
    recent = windowed(rows, lines, options)
    return (
        rows.pipe(with_scales, recent)
        .pipe(with_trend, recent, options)
        .pipe(with_state, lines, as_of)
    )
