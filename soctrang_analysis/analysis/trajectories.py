"""What the plan expects of each indicator in each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.lines import Baselines, gather
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.paths import TOLERANCE, path_at
from soctrang_analysis.analysis.setup import anchors, rows_of, scaled, with_base
from soctrang_analysis.metadata import PLAN_AREA, PLAN_YEARS
from soctrang_analysis.reading.bundled import load_targets
from soctrang_analysis.schema import conform

YEARS = range(PLAN_YEARS[0] - 1, PLAN_YEARS[-1] + 1)


def yearly_rate(total_pct: float, years: int) -> float:
    """Constant yearly percent that makes a total percent, both falls positive.

    Examples
    --------
    >>> round(yearly_rate(20, 10), 4)
    2.2067
    """
    return float(100.0 * (1.0 - (1.0 - total_pct / 100.0) ** (1.0 / years)))


def trajectories(
    *,
    targets: pd.DataFrame | None = None,
    baselines: Baselines | None = None,
    area: str = PLAN_AREA,
    options: Options | None = None,
) -> pd.DataFrame:
    """The path of every indicator, one row per indicator, variant and year.

    Parameters
    ----------
    targets : DataFrame, optional
        Table ``targets``; that of the bundled plan without it.
    baselines : mapping, optional
        indicator_id -> (year, value). Without one a path starts at its first milestone.
    area : str
        Area the targets are for.
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
        If targets or baselines break their contract.

    Examples
    --------
    >>> table = trajectories(baselines={"1": (2020, 65.0)})
    >>> table.query("indicator_id == '1' and year <= 2025")["value"].round(9).tolist()
    [65.0, 67.4, 69.8, 72.2, 74.6, 77.0]
    """
    options = options or Options()
    goals = milestones(load_targets() if targets is None else targets, options)
    given: Baselines = {
        (key if isinstance(key, str) else key[0], PLAN_AREA): value
        for key, value in (baselines or {}).items()
        if isinstance(key, str) or key[1] == area
    }
    measures, lines = gather(
        None, goals, as_of=YEARS[-1], baselines=given, areas=None, options=options
    )
    measures = measures.assign(area=area)
    rows = rows_of(measures, goals)
    measures, rows = with_base(measures, rows, lines, options)
    open_ = rows["start"].isna() & rows["kind"].ne("level")
    rows["start"] = rows["start"].where(~open_, 100.0)
    rows["target"] = rows["target"].where(~open_, rows["value"])
    unit = rows["unit"].where(~open_, "index")
    rows = rows.assign(path_unit=unit)
    free = measures["kind"].eq("band") & measures["base"].isna()
    measures["base"] = measures["base"].where(~free, 100.0)
    measures["given_year"] = measures["given_year"].where(
        ~free, float(options.band_base)
    )
    measures = scaled(measures, rows, lines, options)
    parts = [_table(rows, measures, "main")]
    for variant in ("simple", "compound", "weak", "strong"):
        kind = "index" if variant in ("simple", "compound") else "band"
        part = rows[rows["kind"].eq(kind)]
        if len(part):
            parts.append(_table(part, measures, variant))
    return conform(pd.concat(parts, ignore_index=True), "trajectories")


def _table(rows: pd.DataFrame, measures: pd.DataFrame, variant: str) -> pd.DataFrame:
    """Paths of one variant, spread over the years."""
    if variant == "main":
        rows = rows[rows["kind"].eq("level")]
    if variant == "strong":
        rows = rows.assign(target=rows["start"] * rows["strong"] / 100.0)
    times, values, scale = anchors(rows, measures, compound=variant == "compound")
    used = rows["measure"].unique()
    parts = []
    for year in YEARS:
        at = np.full(len(used), float(year))
        path = path_at(at, times[used], values[used], scale[used])
        on_anchor = (np.abs(times[used] - year) < TOLERANCE).any(axis=1)
        parts.append(
            pd.DataFrame(
                {
                    "measure": used,
                    "year": year,
                    "value": path,
                    "kind": np.where(on_anchor, "anchor", "between"),
                    "scale": np.array(SCALES, dtype=object)[scale[used]],
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table = table[table["value"].notna()]
    units = rows.drop_duplicates("measure").set_index("measure")["path_unit"]
    return table.assign(
        variant=variant,
        indicator_id=measures["indicator_id"].to_numpy()[table["measure"]],
        area=measures["area"].to_numpy()[table["measure"]],
        unit=table["measure"].map(units),
    )
