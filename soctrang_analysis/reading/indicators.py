"""What can be observed of a plan: its framework's indicators and its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import Framework
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform


def indicators(plan: Plan) -> pd.DataFrame:
    """What can be observed: the indicators of the plan's framework and its own.

    Parameters
    ----------
    plan : Plan
        From `read_plan` or `soc_trang`.

    Returns
    -------
    DataFrame
        The table ``indicators``. An indicator the framework does not know is there
        where a target states its level: unit and direction come from that target, its
        name is the wording, ``kind`` is ``stock``, ``objective_no`` empty.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> indicators(soc_trang())["indicator_id"].tolist()[:4]
    ['1', '2', '3a', '3b']
    """
    plan = known_plan(plan)
    known, own = _known_indicators(plan.framework), [*_own_indicators(plan)]
    if not own:
        return known.copy()
    return conform(pd.concat([known, conform(own, "indicators")]), "indicators")


@cache
def _known_indicators(framework: Framework) -> pd.DataFrame:
    """Indicators of a framework; the table is not to be changed."""
    rows = framework.indicators.values()
    tops = [{**row, "upper_bound": row["upper_bound"] or None} for row in rows]
    return conform(tops, "indicators")


def _own_indicators(plan: Plan) -> Iterator[dict[str, Any]]:
    """Indicators of the plan that its framework does not know, as their targets say."""
    own = plan.targets[~plan.targets["indicator_id"].isin(plan.framework.indicators)]
    levels = own[own["basis"].eq("level")].drop_duplicates("indicator_id")
    for row in levels.to_dict("records"):
        unit = facts.row("words/units", row["unit"])
        yield {
            "indicator_id": row["indicator_id"],
            "target_no": row["target_no"],
            "sub": row["sub"],
            "objective_no": None,
            "name_vi": row["wording_vi"],
            "name_en": facts.said("words/labels", "own_indicator", "en"),
            "unit": row["unit"],
            "direction": "up" if row["comparator"] in (">=", ">") else "down",
            "kind": "stock",
            "lower_bound": 0.0,
            "upper_bound": float(unit["top"]) if unit["top"] else None,
            "scale": unit["scale"],
        }
