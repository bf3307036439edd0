"""What must change from now on to reach a milestone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.scales import forward


def required_change(rows: pd.DataFrame) -> pd.DataFrame:
    """Required change a year in units and percent, slack, and acceleration.

    Parameters
    ----------
    rows : DataFrame
        Milestones with ``latest``, ``target``, ``h``, ``met``, ``final``, ``pace``.

    Returns
    -------
    DataFrame
        The rows with ``required_per_year``, ``required_pct_per_year``, ``aarr_pct``
        (positive means falling), ``aarr_continuous_pct``, ``slack``, ``acceleration``.

    Examples
    --------
    >>> rows = pd.DataFrame({"latest": [16.2], "target": [12.0], "h": [7.0], "d": [0.1],
    ...     "met": [False], "final": [False], "n": [4], "pace": [-0.6], "sign": [-1.0],
    ...     "scale": np.zeros(1, dtype=np.int8)})
    >>> required_change(rows)["required_per_year"].round(9).tolist()
    [-0.6]
    """
    latest, h = rows["latest"].to_numpy(), rows["h"].to_numpy()
    sign, scale = rows["sign"].to_numpy(), rows["scale"].to_numpy()
    target = rows["target"].to_numpy()
    equal = np.abs(latest - target) < TOLERANCE
    goal = np.where(
        equal, latest + sign * rows["d"], target
    )  # a strict bound, just missed
    final = rows["final"].to_numpy(dtype=bool)
    met = rows["met"].to_numpy(dtype=bool)
    open_ = ~final & ~met
    with np.errstate(divide="ignore", invalid="ignore"):
        units = np.where(open_, (goal - latest) / h, np.nan)
        ratio = np.where(open_ & (goal > 0) & (latest > 0), goal / latest, np.nan)
        percent = 100.0 * (ratio ** (1.0 / h) - 1.0)
        step = (forward(goal, scale) - forward(latest, scale)) / h
        faster = np.where(open_, step / rows["pace"], np.nan)
        faster = np.where(
            (sign * rows["pace"] > 0) & np.isfinite(faster), faster, np.nan
        )
        smooth = np.where(np.isnan(ratio), np.nan, -100.0 * np.log(ratio) / h)
    done = met & ~final
    return rows.assign(
        required_per_year=np.where(done, 0.0, units),
        required_pct_per_year=np.where(done, 0.0, percent),
        aarr_pct=np.where(done, 0.0, -percent),
        aarr_continuous_pct=np.where(done, 0.0, smooth),
        slack=np.where(done, np.abs(latest - target), np.nan),
        acceleration=faster,
    )
