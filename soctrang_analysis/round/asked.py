"""What a round asks for and what is known before: one row per indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.options import SCALES
from soctrang_analysis.analysis.scales import backward, forward
from soctrang_analysis.analysis.selection import used_observations
from soctrang_analysis.analysis.tipping import rounded_to_do, tipping
from soctrang_analysis.analysis.trajectories import trajectories
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.round.period import Round

KINDS = ["stock", "flow"]
MOST_PLACES = 4
# What agencies report, and newspapers that quote it: a return goes on with its series.
REPORTED = ("government_report", "press")


def asked(plan: Plan, values: pd.DataFrame | None, wanted: Round) -> pd.DataFrame:
    """The indicators of the plan's targets, with what a form says of each.

    ``last`` and ``last_period`` are the latest value known before; ``line`` holds the
    values a new one is compared with, as (year, value): of a flow in a half-year
    report those of the same halves alone (methods 3). ``path`` is the plan's value for
    the period, ``tip`` the one for an even chance of the next milestone, in the yearly
    report only (methods 18); ``series`` is the line a report of an agency goes on with.
    """
    first = plan.targets.drop_duplicates("indicator_id").set_index("indicator_id")
    table = indicators(plan).set_index("indicator_id")
    table = table[table.index.isin(first.index)]
    levels = plan.targets[plan.targets["basis"].eq("level")]
    stated = levels.drop_duplicates("indicator_id").set_index("indicator_id")["unit"]
    table = table.assign(
        words=first["wording_vi"],
        unit=stated.reindex(table.index).fillna(table["unit"]),
    )
    lines = _lines(plan, values, wanted, table["kind"])
    paths = _paths(plan, wanted, table)
    tips = {} if wanted.half else _tips(plan, values, wanted, table, lines)
    rows = [
        {**lines.get(name, _NO_LINE), "path": paths.get(name, np.nan),
         "tip": tips.get(name, np.nan)}
        for name in table.index
    ]  # fmt: skip
    return table.join(pd.DataFrame(rows, index=table.index))


_NO_LINE: dict[str, Any] = {
    "last": np.nan, "last_period": "", "series": "", "line": [],
}  # fmt: skip


def _lines(
    plan: Plan, values: pd.DataFrame | None, wanted: Round, kinds: pd.Series
) -> dict[str, dict[str, Any]]:
    """The values known before the period by indicator."""
    if values is None or values.empty:
        return {}
    before = wanted.end - 0.5
    table = used_observations(plan, values, as_of=before, areas=[plan.own_area])
    table = table.sort_values("year", kind="stable")
    flows = table["indicator_id"].map(kinds).eq("flow") & wanted.half
    halves = table["left_out"].eq("half_year") & table["area"].eq(plan.area) & flows
    halves &= table["year"].le(before)
    found = {}
    for name, rows in table[table["used"] | halves].groupby("indicator_id"):
        flow = wanted.half and kinds.get(name) == "flow"
        same = rows[halves[rows.index]] if flow else rows
        last = (rows if same.empty else same).iloc[-1]
        own = last["series"] if last["source_kind"] in REPORTED else ""
        found[str(name)] = {
            "last": last["value"], "last_period": last["period"], "series": own,
            "line": [*zip(same["year"], same["value"], strict=True)],
        }  # fmt: skip
    return found


def _paths(plan: Plan, wanted: Round, table: pd.DataFrame) -> dict[str, float]:
    """The plan's value of each indicator at the end of the period."""
    rows = trajectories(plan)
    rows = rows[rows["variant"].eq("main")].set_index(["indicator_id", "year"])
    found = {}
    for name, unit, kind in zip(table.index, table["unit"], table["kind"], strict=True):
        years = [wanted.year - 1, wanted.year] if wanted.half else [wanted.year]
        there = all((name, year) in rows.index for year in years)
        if not there or (wanted.half and kind == "flow"):
            continue
        own = rows.loc[[(name, year) for year in years]]
        if own["unit"].eq(unit).all():
            code = np.full(len(own), SCALES.index(own["scale"].iloc[0]), dtype=np.int8)
            middle = forward(own["value"].to_numpy(), code).mean()
            found[name] = float(backward(np.array([middle]), code[:1])[0])
    return found


def _tips(
    plan: Plan,
    values: pd.DataFrame | None,
    wanted: Round,
    table: pd.DataFrame,
    lines: dict[str, dict[str, Any]],
) -> dict[str, float]:
    """The value for an even chance of the next open milestone, rounded to do it."""
    if values is None or values.empty:
        return {}
    year = wanted.year
    rows = tipping(plan, values, as_of=year - 1, next_year=year, areas=[plan.own_area])
    rows = rows[rows["even_chance"].notna() & rows["indicator_id"].isin(table.index)]
    levels = plan.targets[plan.targets["basis"].eq("level")]
    found = {}
    for row in rows.drop_duplicates("indicator_id").to_dict("records"):
        name = row["indicator_id"]
        printed = levels.loc[levels["indicator_id"].eq(name), "value"].tolist()
        known = [value for _, value in lines.get(name, _NO_LINE)["line"]]
        d = 10.0 ** -places_of([*printed, *known])
        sign = 1 if table.at[name, "direction"] == "up" else -1
        found[name] = rounded_to_do(row["even_chance"], {**row, "sign": sign, "d": d})
    return found


def places_of(values: list[float]) -> int:
    """Most decimals of some numbers, four at most (methods 3).

    >>> places_of([9.5, 12.25]), places_of([3.0])
    (2, 0)
    """
    ends = [Decimal(repr(float(v))).normalize().as_tuple().exponent for v in values]
    return min(MOST_PLACES, max([0, *(-int(end) for end in ends)]))


def at_best(row: Any, lang: str) -> str:
    """The tipping value in words: "từ 80% trở lên"; "" where there is none."""
    if np.isnan(row["tip"]):
        return ""
    key = "at_least" if row["direction"] == "up" else "at_most"
    percent = "%" if row["unit"] == "percent" else ""
    shown = f"{show(row['tip'], lang)}{percent}"
    return facts.said("words/round", key, lang, value=shown)
