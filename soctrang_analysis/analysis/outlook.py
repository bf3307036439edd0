"""What is to be expected in each year from the latest value on, with its interval."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.forecast import with_forecast
from soctrang_analysis.analysis.gathering import gathered, known_rows
from soctrang_analysis.analysis.measures import Baselines
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.door import year_of
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform


def outlook(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """Expected value and interval of each indicator in each year to its last milestone.

    Parameters
    ----------
    plan, values, as_of, baselines, areas, options
        As in `assess`.

    Returns
    -------
    DataFrame
        The table ``outlook``, one row per indicator, area and whole year after its
        latest value, where two values are known and a milestone is open. In the years
        of milestones it says what ``progress`` says.

    Raises
    ------
    PlanError
        If an argument breaks its contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> plan, values = soc_trang(), load_observations()
    >>> table = outlook(plan, values, as_of=2019, areas=[plan.area])
    >>> rows = table.query("indicator_id == '3b'").set_index("year")
    >>> rows.loc[[2019, 2030], "expected"].round(3).tolist()
    [12.497, 11.422]
    """
    plan, as_of, options = known_plan(plan), year_of(as_of), options or Options()
    bare, lines = gathered(
        plan, values, as_of=as_of, baselines=baselines, areas=areas, options=options
    )
    rows = known_rows(bare, lines, as_of, options)
    rows = rows[~rows["final"].astype(bool) & rows["noise"].notna()]
    last = rows.sort_values("due", kind="stable").drop_duplicates(
        "measure", keep="last"
    )
    last = last[last["due"].notna() & (last["due"] > last["latest_year"])]
    if last.empty:
        return conform([], "outlook")
    first = np.floor(last["latest_year"].to_numpy(dtype=float)).astype(int) + 1
    until = np.floor(last["due"].to_numpy(dtype=float)).astype(int)
    counts = np.maximum(until - first + 1, 0)
    each = last.loc[last.index.repeat(counts)].reset_index(drop=True)
    ahead = each.groupby("measure", sort=False).cumcount().to_numpy()
    year = np.repeat(first, counts) + ahead
    told = each.assign(h=year - each["latest_year"]).pipe(with_forecast, options)
    return conform(told.assign(year=year), "outlook")
