"""Second opinions as a table: what five methods in wide use say of each milestone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.lines import Baselines
from soctrang_analysis.analysis.opinions import METHODS, opinions
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.progress import prepare
from soctrang_analysis.metadata import lookup
from soctrang_analysis.schema import conform


def second_opinions(
    observations: pd.DataFrame,
    *,
    as_of: float,
    targets: pd.DataFrame | None = None,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """What five methods say, one row per indicator, area, milestone and method.

    Parameters
    ----------
    observations, as_of, targets, baselines, areas, options
        As in `assess`.

    Returns
    -------
    DataFrame
        The table ``second_opinions``: ``number`` is the ratio of ``growth_ratio``,
        ``projected_distance`` and ``linear_pace``, percent a year of ``aarr_ladder``
        (positive is the good way), and percent short of ``mean_change``. Where a method
        would need a logarithm or ratio of 0 it is empty, with the reason.

    Raises
    ------
    PlanError
        If observations, targets or baselines break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations
    >>> table = second_opinions(load_observations(), as_of=2019, areas=["Sóc Trăng"])
    >>> rows = table.query("indicator_id == '3b' and year == 2025")
    >>> int(rows["agrees"].sum())
    5
    """
    options = options or Options()
    rows, measures, lines, _ = prepare(
        observations, as_of, targets, baselines, areas, options
    )
    keep = rows["n"].to_numpy() > 0
    found = opinions(rows, lines, measures, options)
    m = rows["measure"].to_numpy()
    words = lookup("empty_reasons", "code")
    parts = []
    for method in METHODS:
        number, grade = found[method]
        part = pd.DataFrame(
            {
                "indicator_id": measures["indicator_id"].to_numpy()[m],
                "area": measures["area"].to_numpy()[m],
                "year": rows["year"].astype("Int64"),
                "method": method,
                "number": number,
                "grade": grade,
                "agrees": np.isin(grade, ["met", "on_track"]),
                "empty_reason": _reasons(rows, number, words),
            }
        )
        parts.append(part[keep])
    return conform(pd.concat(parts, ignore_index=True), "second_opinions")


def _reasons(
    rows: pd.DataFrame, number: np.ndarray, words: dict[str, dict[str, str]]
) -> np.ndarray:
    """Why a method has no number, in both languages."""
    zero = (rows["base"] <= 0) | (rows["latest"] <= 0) | (rows["target"] <= 0)
    code = np.select(
        [
            np.isfinite(number),
            rows["final"].to_numpy(dtype=bool),
            rows["n"].to_numpy() < 2,
            zero.to_numpy(),
        ],
        ["", "final", "one_value", "zero"],
        "few_values",
    )
    texts = {c: f"{w['text_vi']} / {w['text_en']}" for c, w in words.items()} | {"": ""}
    return np.array([texts[c] for c in code], dtype=object)
