"""The promises as milestones: one row per indicator and year that is judged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.options import Options
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan, lacking
from soctrang_analysis.schema import natural_key

COLUMNS = [
    "indicator_id", "year", "basis", "value", "comparator", "hold", "assumed", "unit",
    "direction", "sign", "scale", "flow", "strong", "yearly", "due", "hold_from",
    "hold_to", "base_from",
]  # fmt: skip


def milestones(plan: Plan, options: Options) -> pd.DataFrame:
    """What is judged, one row per indicator and year, sorted (methods 2, 10).

    ``basis`` is ``level`` (``value`` is the value itself), ``index`` (``value`` is the
    end of a fall from 100) or ``band`` (``value`` and ``strong`` are the ends of the
    weak and the strong edge from 100); ``base_from`` is the year a fall or band starts,
    ``due`` the year judged, also where the plan names none.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> table = milestones(soc_trang(), Options()).query("indicator_id == '9'")
    >>> table[["year", "basis", "value"]].to_numpy().tolist()
    [[2030.0, 'index', 80.0]]
    """
    known = indicators(plan).set_index("indicator_id")
    options.check_scales(known["unit"].to_dict())
    own = known[["unit", "direction", "kind"]].rename(columns={"unit": "own_unit"})
    years = dict.fromkeys(("year", "hold_from", "hold_to", "reference_year"), float)
    promises = plan.targets.astype(years).join(own, on="indicator_id", how="inner")
    by_basis = dict(iter(promises.groupby("basis")))
    none = promises.iloc[:0]
    yearly = by_basis.get("change_per_year", none)
    level = by_basis.get("level", none)
    parts = [level[level["comparator"].ne("between")]]
    if "change_from_baseline" in by_basis:
        parts.append(_falls(by_basis["change_from_baseline"], yearly))
    if len(yearly):
        start = options.band_base or plan.framework.milestones[0]
        parts.append(_bands(yearly, start))
    table = pd.concat([part for part in parts if len(part)] or [none])
    _check(plan, table)
    scales = known["scale"].to_dict() | dict(options.scale)
    table = table.assign(
        sign=np.where(table["direction"].eq("up"), 1.0, -1.0),
        scale=table["indicator_id"].map(scales),
        flow=table["kind"].eq("flow"),
        due=table["year"].fillna(table["hold_from"]),
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
        base_from=fall["reference_year"],
        unit=fall["own_unit"],
    )


def _bands(yearly: pd.DataFrame, start: int) -> pd.DataFrame:
    """Yearly ranges, counted from the first milestone unless said (10.4)."""
    band = yearly[yearly["comparator"].eq("between") & yearly["year"].notna()]
    span = band["year"] - start
    return band.assign(
        basis="band",
        comparator="<=",
        value=100.0 * (1.0 + band["value_high"] / 100.0) ** span,
        strong=100.0 * (1.0 + band["value"] / 100.0) ** span,
        base_from=float(start),
        unit=band["own_unit"],
    )


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
    for row in table[falls == table["direction"].eq("up")].to_dict("records"):
        wanted = f"a bound that fits the direction {row['direction']}"
        found, do = f"{row['comparator']} {row['value']:g}", "correct the comparator"
        where = f"target {row['indicator_id']}"
        raise refused(wanted, found, do, where=where, kind=RangeError)
