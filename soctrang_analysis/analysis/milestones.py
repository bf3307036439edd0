"""The promises as milestones: one row per indicator and year that is judged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan, known_plan, lacking
from soctrang_analysis.schema import natural_key

COLUMNS = [
    "indicator_id", "year", "basis", "value", "comparator", "hold", "assumed", "unit",
    "direction", "sign", "scale", "flow", "strong", "yearly", "due", "hold_from",
    "hold_to", "base_from", "own_from",
]  # fmt: skip


def milestones(plan: Plan, options: Options) -> pd.DataFrame:
    """What is judged, one row per indicator and year, sorted (methods 2, 10).

    ``basis`` is ``level`` (``value`` is the value itself), ``index`` (``value`` is the
    end of a fall from 100), ``yearly`` (the end of a yearly change from 100), ``band``
    (``value`` and ``strong`` are the ends of the weak and the strong edge from 100) or
    ``direction`` (no value: judged by its last changes). ``base_from`` is the year a
    fall, change or band starts, ``own_from`` that of its own period, ``due`` the year
    judged, also where the plan names none.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> table = milestones(soc_trang(), Options()).query("indicator_id == '9'")
    >>> table[["year", "basis", "value"]].to_numpy().tolist()
    [[2030.0, 'index', 80.0]]
    """
    plan = known_plan(plan)
    known = indicators(plan).set_index("indicator_id")
    options.check_indicators(known["unit"].to_dict())
    own = known[["unit", "direction", "kind"]].rename(columns={"unit": "own_unit"})
    years = dict.fromkeys(("year", "hold_from", "hold_to", "reference_year"), float)
    promises = plan.targets.astype(years).join(own, on="indicator_id", how="inner")
    of_direction = promises["indicator_id"].isin(options.direction_only)
    promises = promises[~of_direction].reset_index(drop=True)
    by_basis = dict(iter(promises.groupby("basis")))
    none = promises.iloc[:0]
    level, total, yearly = (
        by_basis.get(name, none)
        for name in ("level", "change_from_baseline", "change_per_year")
    )
    level = level[level["comparator"].ne("between")]
    parts = [
        level.assign(due=level["year"].fillna(level["hold_from"])),
        _falls(total, yearly),
        _bands(yearly[yearly["comparator"].eq("between")], plan.framework, options),
        _yearly(yearly, level, total, plan.framework),
        _directions(own, options),
    ]
    table = pd.concat([part for part in parts if len(part)] or [none])
    _check(plan, table)
    scales = known["scale"].to_dict() | dict(options.scale)
    # A change of so much percent a year is straight on a log scale.
    steady = table["basis"].eq("yearly") & ~table["indicator_id"].isin([*options.scale])
    table = table.assign(
        sign=np.where(table["direction"].eq("up"), 1.0, -1.0),
        scale=table["indicator_id"].map(scales).mask(steady, "log"),
        flow=table["kind"].eq("flow"),
        order=table["indicator_id"].map(natural_key),
    )
    table = table.sort_values(["order", "year"], kind="stable", ignore_index=True)
    return table.reindex(columns=COLUMNS)


def _falls(fall: pd.DataFrame, yearly: pd.DataFrame) -> pd.DataFrame:
    """Falls from a reference year, with the yearly rate stated beside them (10.3)."""
    rate = yearly[yearly["year"].isna()].set_index("indicator_id")["value"]
    return fall.assign(
        basis="index",
        value=100.0 + fall["value"],
        yearly=fall["indicator_id"].map(rate).astype(float),
        due=fall["year"],
        base_from=fall["reference_year"],
        unit=fall["own_unit"],
    )


def _bands(
    band: pd.DataFrame, framework: facts.Framework, options: Options
) -> pd.DataFrame:
    """Yearly ranges, from the first milestone or the framework's start on (10.4)."""
    due = band["year"].fillna(framework.years[-1])
    middle = float(options.band_base or framework.milestones[0])
    late = band["year"].notna() & (due > middle)
    start = np.where(late, middle, float(framework.reference_year))
    span, rising = due - start, band["direction"].eq("up")
    ends = band["value"], band["value_high"]  # -3 and -2: the weak end is the last
    weak, strong = np.where(rising, ends, ends[::-1])
    return band.assign(
        basis="band",
        comparator=np.where(rising, ">=", "<="),
        value=100.0 * (1.0 + weak / 100.0) ** span,
        strong=100.0 * (1.0 + strong / 100.0) ** span,
        due=due,
        base_from=start,
        unit=band["own_unit"],
    )


def _yearly(
    yearly: pd.DataFrame,
    level: pd.DataFrame,
    total: pd.DataFrame,
    framework: facts.Framework,
) -> pd.DataFrame:
    """Yearly changes that stand alone; periods of one indicator follow on (10.4)."""
    # Beside levels or a total of the indicator these say what must be reached.
    said = [*level["indicator_id"], *total["indicator_id"]]
    alone = ~yearly["indicator_id"].isin(said) & yearly["comparator"].ne("between")
    rows = yearly[alone]
    rows = rows.assign(due=rows["year"].fillna(framework.years[-1]))
    rows = rows.sort_values(["indicator_id", "due"], kind="stable")
    before = rows.groupby("indicator_id")["due"].shift()
    own_from = before.fillna(framework.reference_year)
    part = (1.0 + rows["value"] / 100.0) ** (rows["due"] - own_from)
    return rows.assign(
        basis="yearly",
        value=100.0 * part.groupby(rows["indicator_id"]).cumprod(),
        own_from=own_from,
        base_from=float(framework.reference_year),
        unit=rows["own_unit"],
    )


def _directions(own: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Indicators a user wants judged by their last changes alone (10.5)."""
    rows = own.loc[[*options.direction_only]].rename_axis("indicator_id").reset_index()
    return rows.assign(
        basis="direction", comparator="", hold=False, assumed=False,
        unit=rows["own_unit"], year=np.nan, due=np.nan, value=np.nan,
    )  # fmt: skip


def _check(plan: Plan, table: pd.DataFrame) -> None:
    """Refuse a plan without targets, two units, a comparator the wrong way (2).

    A level may have the plan's own unit (9 as a percent), but only one. Two milestones
    against the direction are kept: they are a finding.
    """
    if table.empty:
        raise lacking(plan, "targets that can be assessed")
    for name, units in table.groupby("indicator_id")["unit"].unique().items():
        if len(units) > 1:
            found, do = ", ".join(sorted(units)), "correct the clause"
            raise refused(
                "one unit", found, do, where=f"target {name}", kind=RangeError
            )
    falls = table["comparator"].isin(["<", "<="])
    against = falls.eq(table["direction"].eq("up")) & table["comparator"].ne("")
    for row in table[against].to_dict("records"):
        wanted = f"a bound that fits the direction {row['direction']}"
        found, do = f"{row['comparator']} {row['value']:g}", "correct the comparator"
        where = f"target {row['indicator_id']}"
        raise refused(wanted, found, do, where=where, kind=RangeError)
