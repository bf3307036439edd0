"""What a change of area alone does to values and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.analysis.paths import meets
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.regroup import LINE, Asked, asked_for, put_together
from soctrang_analysis.door import year_of
from soctrang_analysis.errors import PlanError, RangeError, refused
from soctrang_analysis.numerals import show, show_year
from soctrang_analysis.reading.area_table import AreaTable, unknown_area
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

KEY = ["indicator_id", "year"]
VERDICT = ("latest_year", "latest", "target", "comparator", "unit", "status", "chance")


def merger_effect(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    area_table: AreaTable | pd.DataFrame | str | Path | None = None,
) -> pd.DataFrame:
    """Verdicts on the plan's area beside those its new, larger area would have had.

    The values of the new area before it was there are put together from those of its
    parts (`regroup`), for the same series and periods: what differs is the area alone.

    Parameters
    ----------
    plan : Plan
        A plan of an area that became part of another.
    values : DataFrame
        Table ``observations`` with values of all parts of the new area.
    as_of : float
        Year of the assessment.
    area_table : AreaTable, DataFrame or path, optional
        As `read_areas` takes it; the bundled one without it.

    Returns
    -------
    DataFrame
        The table ``merger_effect``, one row per indicator and milestone for which all
        parts have values; empty where there is none.

    Raises
    ------
    RangeError
        If the plan's area did not become part of one new area.
    PlanError
        If values or tables break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> table = merger_effect(soc_trang(), load_observations(), as_of=2019)
    >>> row = table.query("indicator_id == '3b' and year == 2025").iloc[0]
    >>> row[["value", "new_value"]].astype(float).round(1).tolist()
    [12.6, 10.5]
    >>> row[["status", "new_status"]].tolist()
    ['on_track', 'met_early']
    """
    plan, as_of = known_plan(plan), year_of(as_of)
    table = read_areas(area_table)
    asked = asked_for(table, _new_area(plan, table), plan.framework)
    seen = read_observations(values, plan=plan)
    rows, _ = put_together(seen[seen["evidence"].ne("proxy")], asked)
    new = conform(rows, "observations")
    own = seen[seen["area"].eq(plan.own_area) & seen["evidence"].ne("proxy")]
    shared = own.merge(new[LINE], on=LINE, how="inner", validate="many_to_one")
    if shared.empty:
        return conform([], "merger_effect")
    # The plan's promises bind its own area: the new one stands in for it.
    stand_in = new.merge(shared[LINE].drop_duplicates(), on=LINE, validate="one_to_one")
    stand_in = stand_in.assign(area=plan.own_area)
    before = _verdicts(plan, shared, as_of)
    after = _verdicts(plan, stand_in, as_of).drop(columns=["comparator", "unit"])
    both = before.merge(after, on=KEY, suffixes=("", "_new"), validate="one_to_one")
    both = both[both["latest"].notna() & both["target"].notna()]
    return conform(_told(both, plan, asked, new), "merger_effect")


def _new_area(plan: Plan, table: AreaTable) -> str:
    """The one area the plan's area became part of."""
    if plan.own_area not in table.rows:
        raise unknown_area(plan.own_area, list(table.became), "plan")
    found = table.became.get(plan.own_area, [])
    if [coverage for _, coverage in found] != ["whole"]:
        raise _not_one(plan.own_area, [name for name, _ in found])
    return found[0][0]


def _not_one(area: str, found: list[str]) -> PlanError:
    wanted, do = f"one new area that took in {area}", "see `soctrang areas`"
    shown = ", ".join(found) or "none"
    return refused(wanted, shown, do, where="area_changes", kind=RangeError)


def _verdicts(plan: Plan, values: pd.DataFrame, as_of: float) -> pd.DataFrame:
    """The verdict on each milestone of these values."""
    board = assess(plan, values, as_of=as_of, areas=[plan.own_area], reasons=False)
    return board[[*KEY, *VERDICT]]


def _told(
    both: pd.DataFrame, plan: Plan, asked: Asked, new: pd.DataFrame
) -> pd.DataFrame:
    """The rows with what the change of area does, in numbers and words."""
    old_meets = _meets(both, "latest", "target")
    new_meets = _meets(both, "latest_new", "target_new")
    line = ["indicator_id", "year"]
    notes = new.set_index(line)["note"].groupby(level=line).first().to_dict()
    keys = zip(both["indicator_id"], both["latest_year"], strict=True)
    rows = both.assign(
        area=plan.own_area,
        new_area=asked.to,
        value_year=both["latest_year"],
        value=both["latest"],
        new_value=both["latest_new"],
        difference=both["latest_new"] - both["latest"],
        meets=old_meets,
        new_meets=new_meets,
        new_status=both["status_new"],
        new_chance=both["chance_new"],
        changed=(old_meets != new_meets) | both["status"].ne(both["status_new"]),
        weights=[notes.get(key, "") for key in keys],
    )
    records = rows.to_dict("records")
    texts = {
        f"text_{lang}": [_sentence(row, plan, lang) for row in records]
        for lang in facts.LANGS
    }
    return rows.assign(**texts)


def _meets(rows: pd.DataFrame, value: str, target: str) -> np.ndarray:
    """Whether a value meets the milestone."""
    seen, goal = (rows[name].to_numpy(dtype=float) for name in (value, target))
    comparator = rows["comparator"].astype(object).to_numpy()
    return np.asarray(meets(seen, goal, comparator), dtype=bool)


def _sentence(row: Mapping[Any, Any], plan: Plan, lang: str) -> str:
    """What the change of area does to one value and one milestone."""
    places = int(decimals(np.array([row["value"]]))[0])
    known = plan.framework.indicators.get(row["indicator_id"])
    old, new = (show(row[name], lang, places) for name in ("value", "new_value"))
    symbol = facts.column("words/comparators", "symbol")[row["comparator"]]
    told = {
        "name": known[f"short_{lang}"] if known else row["indicator_id"],
        "old": old,
        "new": new,
        "unit": facts.row("words/units", row["unit"])[f"after_{lang}"],
        "year": show_year(row["value_year"], lang),
        "due": show_year(row["year"], lang),
        "target": f"{symbol} {show(row['target'], lang, trim=True)}",
    }
    way = "same" if old == new else "falls" if row["difference"] < 0 else "rises"
    change = {(False, True): "meets", (True, False): "fails"}
    end = change.get((row["meets"], row["new_meets"]), "keeps")
    texts = (
        facts.said("words/labels", f"merger_{w}", lang, **told) for w in (way, end)
    )
    return "; ".join(texts) + "."
