"""The promises as milestones: one row per indicator and year that is judged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.options import Options
from soctrang_analysis.errors import RangeError
from soctrang_analysis.metadata import PLAN_YEARS, lookup
from soctrang_analysis.schema import check, natural_key

INDEX_BASE = PLAN_YEARS[0] - 1  # end of the year before the plan
COLUMNS = [
    "indicator_id", "year", "kind", "value", "comparator", "hold", "assumed",
    "unit", "direction", "strong", "yearly",
]  # fmt: skip


def milestones(targets: pd.DataFrame, options: Options) -> pd.DataFrame:
    """What is judged, one row per indicator and year, sorted.

    Parameters
    ----------
    targets : DataFrame
        The table ``targets``.
    options : Options
        For the base year of a yearly range.

    Returns
    -------
    DataFrame
        ``kind``: ``level`` (``value`` is the value itself), ``index`` (``value`` is the
        end of a fall from 100), ``band`` (``value`` and ``strong`` are the ends of the
        weak and the strong edge from 100). ``year`` is NaN where the plan names none.

    Raises
    ------
    RangeError
        If a comparator or two milestones contradict the direction of the indicator.

    Examples
    --------
    >>> from soctrang_analysis import load_targets
    >>> table = milestones(load_targets(), Options())
    >>> table.query("indicator_id == '9'")[["year", "kind", "value"]].values.tolist()
    [[2030.0, 'index', 80.0]]
    """
    known = lookup("indicators", "indicator_id")
    rows = check(targets, "targets").copy()
    rows = rows[rows["indicator_id"].isin(known)]
    rows["direction"] = rows["indicator_id"].map(
        {k: v["direction"] for k, v in known.items()}
    )
    rows["year"] = rows["year"].astype(float)
    level = rows[rows["basis"].eq("level")].assign(kind="level")
    fall = rows[rows["basis"].eq("change_from_baseline")].assign(kind="index")
    fall["value"] = 100.0 + fall["value"]
    yearly = rows[rows["basis"].eq("change_per_year")]
    rate = yearly[yearly["year"].isna()].set_index("indicator_id")["value"]
    fall["yearly"] = fall["indicator_id"].map(rate)
    band = yearly[yearly["comparator"].eq("between") & yearly["year"].notna()]
    span = band["year"] - options.band_base
    band = band.assign(
        kind="band",
        comparator="<=",
        value=100.0 * (1.0 + band["value_high"] / 100.0) ** span,
        strong=100.0 * (1.0 + band["value"] / 100.0) ** span,
    )
    parts = [part for part in (level, fall, band) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else level
    own_unit = table["indicator_id"].map({k: v["unit"] for k, v in known.items()})
    table["unit"] = table["unit"].where(table["kind"].eq("level"), own_unit)
    _check_units(table)
    table = table.reindex(columns=COLUMNS).astype({"strong": float, "yearly": float})
    _check_direction(table)
    order = sorted(
        range(len(table)),
        key=lambda i: (natural_key(table["indicator_id"][i]), table["year"][i]),
    )
    return table.iloc[order].reset_index(drop=True)


def _check_units(table: pd.DataFrame) -> None:
    """A level may have the plan's own unit (9 as a percent), but only one."""
    units = table.groupby("indicator_id", sort=False)["unit"].nunique()
    if (units > 1).any():
        name = units.index[units > 1][0]
        raise RangeError(
            f"target {name}",
            expected="one unit",
            found=", ".join(sorted(table.loc[table["indicator_id"].eq(name), "unit"])),
            do="leave rows out of targets=",
        )


def _check_direction(table: pd.DataFrame) -> None:
    up = table["direction"].eq("up")
    against = up == table["comparator"].isin(["<", "<="])
    if against.any():
        row = table[against].iloc[0]
        raise RangeError(
            f"target {row['indicator_id']}",
            expected=f"a bound that fits the direction {row['direction']}",
            found=f"{row['comparator']} {row['value']:g}",
            do="correct the comparator",
        )
    steps = table.groupby("indicator_id", sort=False)["value"].diff()
    wrong = np.where(up, steps < 0, steps > 0)
    if wrong.any():
        row = table[wrong].iloc[0]
        raise RangeError(
            f"target {row['indicator_id']}",
            expected=f"milestones that go {row['direction']}",
            found=f"{row['value']:g} in {row['year']:g}, the other way",
            do="correct the values",
        )
