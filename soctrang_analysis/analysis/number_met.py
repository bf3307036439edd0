"""How many indicators will be met, and how sure that is (methods 19)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.scales import Floats
from soctrang_analysis.door import taken
from soctrang_analysis.schema import conform


def expected_met(progress: pd.DataFrame) -> pd.DataFrame:
    """Chance that at least so many indicators are met, one row per area and number.

    Parameters
    ----------
    progress : DataFrame
        The table ``progress`` of `assess`; its deciding rows count. Final verdicts
        count as met or not; rows without evidence are left out and counted apart.

    Returns
    -------
    DataFrame
        The table ``expected_met``: of ``measures`` judged in the area ``expected`` are
        expected to be met; ``chance`` of at least ``at_least`` if the indicators were
        independent, and the range ``low`` to ``high`` whatever hangs on what. An area
        where nothing can be judged has no row.

    Raises
    ------
    SchemaError
        If a column of ``progress`` is missing.

    Examples
    --------
    >>> board = pd.DataFrame({"indicator_id": ["1", "2", "3a"], "area": "X",
    ...     "deciding": True, "signal": ["good", "watch", "watch"],
    ...     "status": "on_track", "chance": [0.9, 0.5, 0.2]})
    >>> row = expected_met(board).loc[1, ["expected", "chance", "low", "high"]]
    >>> row.astype(float).round(9).tolist()
    [1.6, 0.55, 0.4, 0.7]
    """
    board = taken(progress, "progress", ("area", "deciding", "signal", "chance"))
    rows = board[board["deciding"]]
    parts = []
    for area, own in rows.groupby("area", observed=True):
        judged = own[own["signal"].ne("no_evidence")]
        chance = judged["chance"].fillna(judged["signal"].eq("good").astype(float))
        table = at_least_met(chance.to_numpy(dtype=float))
        parts.append(table.assign(area=area, left_out=len(own) - len(judged)))
    return conform(pd.concat(parts) if parts else [], "expected_met")


def at_least_met(chances: Floats) -> pd.DataFrame:
    """Chance of at least 1, 2, ... met: independent, and its bounds (Rüger).

    Examples
    --------
    >>> at_least_met(np.array([0.9, 0.5, 0.2]))["chance"].round(3).tolist()
    [0.96, 0.55, 0.09]
    """
    m = len(chances)
    exactly = np.array([1.0])
    for p in chances:  # multiply out the (1 - p) + p x
        exactly = np.convolve(exactly, [1 - p, p])
    numbers = range(1, m + 1)
    met, failed = np.sort(chances).cumsum(), np.sort(1 - chances).cumsum()
    return pd.DataFrame(
        {
            "at_least": numbers,
            "measures": m,
            "expected": float(chances.sum()),
            "chance": [float(exactly[k:].sum()) for k in numbers],
            "low": [1 - _bound(failed, m - k + 1) for k in numbers],
            "high": [_bound(met, k) for k in numbers],
        }
    )


def _bound(sums: Floats, k: int) -> float:
    """The least of (sum of the m - r smallest) / (k - r) over r below k; at most 1."""
    m = len(sums)
    return float(min([1.0, *(sums[m - r - 1] / (k - r) for r in range(k))]))
