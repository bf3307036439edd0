"""The promises as milestones: one row per indicator and year that is judged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.options import Options
from soctrang_analysis.errors import RangeError, SchemaError, refused
from soctrang_analysis.reading.plan import Plan, indicators
from soctrang_analysis.schema import check, natural_key

OWN = ["indicator_id", "unit", "direction", "kind"]
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
    known = indicators(plan)
    options.check_scales(dict(zip(known["indicator_id"], known["unit"], strict=True)))
    scales = dict(zip(known["indicator_id"], known["scale"], strict=True))
    own = known[OWN].rename(columns={"unit": "own_unit"})
    promises = check(plan.targets, "targets").merge(
        own, on="indicator_id", validate="many_to_one"
    )
    parts = [_levels(promises), _falls(promises), _bands(promises, plan, options)]
    if not sum(map(len, parts)):
        raise refused(
            "targets that can be assessed", "none", "see audit(plan)",
            where=f"plan {plan.source['file']}", kind=SchemaError,
        )  # fmt: skip
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    table = table.assign(
        sign=np.where(table["direction"].eq("up"), 1.0, -1.0),
        scale=table["indicator_id"].map(scales | dict(options.scale)),
        flow=table["kind"].eq("flow"),
        due=table["year"].fillna(table["hold_from"]),
    )
    table = table.reindex(columns=COLUMNS)
    _check_units(table)
    _check_direction(table)
    order = sorted(
        range(len(table)),
        key=lambda i: (natural_key(table["indicator_id"][i]), table["year"][i]),
    )
    return table.iloc[order].reset_index(drop=True)


def _levels(promises: pd.DataFrame) -> pd.DataFrame:
    return promises[promises["basis"].eq("level")].astype(_YEARS)


_YEARS = dict.fromkeys(("year", "hold_from", "hold_to", "reference_year"), float)


def _falls(promises: pd.DataFrame) -> pd.DataFrame:
    """Falls from a reference year, with the yearly rate stated beside them (10.3)."""
    fall = promises[promises["basis"].eq("change_from_baseline")].astype(_YEARS)
    yearly = promises[promises["basis"].eq("change_per_year")]
    rate = yearly[yearly["year"].isna()].set_index("indicator_id")["value"]
    return fall.assign(
        basis="index",
        value=100.0 + fall["value"],
        yearly=fall["indicator_id"].map(rate).astype(float),
        base_from=fall["reference_year"],
        unit=fall["own_unit"],
    )


def _bands(promises: pd.DataFrame, plan: Plan, options: Options) -> pd.DataFrame:
    """Yearly ranges, counted from the first milestone unless said (10.4)."""
    ranges = promises["basis"].eq("change_per_year")
    ranges &= promises["comparator"].eq("between") & promises["year"].notna()
    band = promises[ranges].astype(_YEARS)
    start = options.band_base or plan.framework.milestones[0]
    span = band["year"] - start
    return band.assign(
        basis="band",
        comparator="<=",
        value=100.0 * (1.0 + band["value_high"] / 100.0) ** span,
        strong=100.0 * (1.0 + band["value"] / 100.0) ** span,
        base_from=float(start),
        unit=band["own_unit"],
    )


def _check_units(table: pd.DataFrame) -> None:
    """A level may have the plan's own unit (9 as a percent), but only one."""
    units = table.groupby("indicator_id", sort=False)["unit"].unique()
    for name, found in units[units.map(len) > 1].items():
        raise refused(
            "one unit", ", ".join(sorted(found)), "correct the clause",
            where=f"target {name}", kind=RangeError,
        )  # fmt: skip


def _check_direction(table: pd.DataFrame) -> None:
    """Two milestones against the direction are kept, a comparator is not (2)."""
    against = table["direction"].eq("up") == table["comparator"].isin(["<", "<="])
    for row in table[against].to_dict("records"):
        raise refused(
            f"a bound that fits the direction {row['direction']}",
            f"{row['comparator']} {row['value']:g}", "correct the comparator",
            where=f"target {row['indicator_id']}", kind=RangeError,
        )  # fmt: skip
