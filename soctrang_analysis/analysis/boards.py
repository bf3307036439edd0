"""Two boards side by side: the area against its plan, the nation against its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

# Columns of `progress` and their names here.
SHOWN = {
    "latest_year": "year", "latest": "value", "year": "due",
    "comparator": "comparator", "target": "target", "unit": "unit",
    "status": "status", "signal": "signal", "stale": "stale",
}  # fmt: skip
SIDES = ("own", "nation")


def boards(
    plan: Plan, nation: Plan, values: pd.DataFrame, *, as_of: float
) -> pd.DataFrame:
    """The plan's area against its plan, the nation against its, and what is not known.

    Parameters
    ----------
    plan, nation : Plan
        The plan, and the national one (`national`); each is held against the values of
        its own area.
    values : DataFrame
        Table ``observations``, or one `read_observations` accepts.
    as_of : float
        Year of the assessment.

    Returns
    -------
    DataFrame
        The table ``boards``, one row per indicator of the plan or the nation: latest
        value with its year, the milestone that decides, verdict and signal of each, and
        ``unknown_vi``, ``unknown_en``: values that are missing or old.

    Raises
    ------
    PlanError
        If a plan has no area, or values or targets break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, national, soc_trang
    >>> table = boards(soc_trang(), national(), load_observations(), as_of=2026)
    >>> row = table.set_index("indicator_id").loc["3b"]
    >>> row[["own_value", "nation_value"]].astype(float).tolist()
    [12.6, 14.0]
    """
    plans = dict(zip(SIDES, (known_plan(plan), known_plan(nation)), strict=True))
    seen = values
    if not isinstance(values, pd.DataFrame) or len(values):  # nothing may be known
        seen = read_observations(values, plan=plans["own"])
    sides = [_side(plans[name], seen, as_of, name) for name in SIDES]
    table = sides[0].merge(
        sides[1], on="indicator_id", how="outer", validate="one_to_one"
    )
    names = {name: plans[name].own_area for name in SIDES}
    records = table.to_dict("records")
    texts = {
        f"unknown_{lang}": [_unknown(row, names, lang) for row in records]
        for lang in facts.LANGS
    }
    return conform(table.assign(**texts), "boards")


def _side(plan: Plan, values: pd.DataFrame, as_of: float, name: str) -> pd.DataFrame:
    """The deciding milestone of each indicator of one plan, by their values alone."""
    known = values["indicator_id"].isin(indicators(plan)["indicator_id"])
    board = assess(
        plan, values[known], as_of=as_of, areas=[plan.own_area], reasons=False
    )
    rows = board[board["deciding"]].set_index("indicator_id")[[*SHOWN]]
    rows = rows.rename(columns={c: f"{name}_{own}" for c, own in SHOWN.items()})
    return rows.reset_index()


def _unknown(row: Mapping[Any, Any], names: Mapping[str, str], lang: str) -> str:
    """Which values are missing or old, "" where neither."""
    known = {name: not pd.isna(row[f"{name}_value"]) for name in SIDES}
    old = {name: known[name] and bool(row[f"{name}_stale"]) for name in SIDES}
    if not all(known.values()):
        lacking = "both" if not any(known.values()) else _only(known, wanted=False)
        key = f"unknown_{lacking}"
    elif all(old.values()):
        key = "unknown_since"
    elif any(old.values()):
        key = f"unknown_since_{_only(old, wanted=True)}"
    else:
        return ""
    return facts.said("words/labels", key, lang, **names)


def _only(of: Mapping[str, bool], *, wanted: bool) -> str:
    """The one side of which something holds, or does not."""
    return next(name for name in SIDES if of[name] is wanted)
