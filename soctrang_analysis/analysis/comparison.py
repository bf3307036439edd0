"""Two plans side by side: which asks for more, and what cannot be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

KEY = ["indicator_id", "basis", "year"]
_STRICT = (">", "<")
_SIDES = ("a", "b")


def compare_plans(a: Plan, b: Plan) -> pd.DataFrame:
    """The promises of two plans side by side, one row per indicator, basis and year.

    Parameters
    ----------
    a, b : Plan
        Two plans of one framework, such as `soc_trang` and `national`.

    Returns
    -------
    DataFrame
        The table ``comparison``: ``difference`` is b minus a in the indicator's unit;
        ``more_ambitious`` follows the direction of the indicator (for a fall, the lower
        number), then the comparator ("< 5" asks more than "<= 5"). Of two ranges the
        one that is ahead at both bounds, or at one while the other is the same;
        ``value`` is their lower bound.

    Raises
    ------
    RangeError
        If the plans answer to different frameworks.
    SchemaError
        If a table breaks the contract of ``targets``.

    Examples
    --------
    >>> from soctrang_analysis import national, soc_trang
    >>> table = compare_plans(soc_trang(), national())
    >>> table.query("indicator_id == '1'")[["value_a", "value_b", "more_ambitious"]]
       value_a  value_b more_ambitious
    0     77.0     65.0              a
    1     91.0     75.0              a
    """
    a, b = known_plan(a), known_plan(b)
    if a.framework.name != b.framework.name:
        found = f"{a.framework.name} and {b.framework.name}"
        raise refused(
            "two plans of one framework", found, "choose plans of one field",
            where="compare_plans", kind=RangeError,
        )  # fmt: skip
    columns = [*KEY, "comparator", "value", "value_high", "unit", "hold", "assumed"]
    both = a.targets[columns].merge(
        b.targets[columns], on=KEY, how="outer",
        suffixes=("_a", "_b"), validate="one_to_one", indicator=True,
    )  # fmt: skip
    known = a.framework.of("direction")
    both = _differences(both)
    reason = _reason(both, a, b)
    sign = both["indicator_id"].map(known).map({"up": 1, "down": -1})
    first, upper = both["difference"], both["upper"]
    first = first.where(first != 0, upper)
    ahead = (sign * first).where(first != 0, both["stricter"])
    best = np.select([ahead > 0, ahead < 0], ["b", "a"], "same")
    table = both.assign(
        difference=both["difference"].where(reason == ""),
        more_ambitious=np.where(reason == "", best, "not_comparable"),
        note=_notes(both, reason),
    )
    return conform(table, "comparison")


def _differences(both: pd.DataFrame) -> pd.DataFrame:
    """What b says more: its value, the upper bound of ranges, a strict comparator."""
    ranges = [both[f"comparator_{side}"].eq("between") for side in _SIDES]
    upper = (both["value_high_b"] - both["value_high_a"]).round(9)
    strict = [both[f"comparator_{side}"].isin(_STRICT).astype(int) for side in _SIDES]
    return both.assign(
        difference=(both["value_b"] - both["value_a"]).round(9),
        upper=upper.where(ranges[0] & ranges[1], 0.0),
        one_range=ranges[0] != ranges[1],
        stricter=strict[1] - strict[0],
    )


def _absent(both: pd.DataFrame, a: Plan, b: Plan) -> pd.Series:
    """How the other plan lacks a row, empty where both have it."""
    absent = pd.Series("", index=both.index)
    ids, pairs = both["indicator_id"], both["indicator_id"] + both["basis"]
    for merged, other, name in (
        ("left_only", b, "only_a"),
        ("right_only", a, "only_b"),
    ):
        here, stated = both["_merge"].eq(merged), other.targets
        absent[here] = name
        absent[here & ids.isin(stated["indicator_id"])] = "other_basis"
        same_basis = pairs.isin(stated["indicator_id"] + stated["basis"])
        absent[here & same_basis] = "other_year"
    return absent


def _reason(both: pd.DataFrame, a: Plan, b: Plan) -> pd.Series:
    """Why a row cannot be compared, empty where it can."""
    absent = _absent(both, a, b)
    unknown = ~both["indicator_id"].isin(a.framework.indicators)
    nested = (both["difference"] * both["upper"]).lt(0)
    other_unit = both["unit_a"].ne(both["unit_b"])
    found = np.select(
        [absent != "", unknown, other_unit, both["one_range"], nested],
        [absent, "unknown", "other_unit", "range", "nested"],
        "",
    )
    return pd.Series(found, index=both.index)


def _notes(both: pd.DataFrame, reason: pd.Series) -> list[str]:
    """Notes in both languages, several parted by a semicolon."""
    held_a, held_b = (both[f"hold_{side}"].eq(True) for side in _SIDES)
    same = reason.eq("")
    level = same & both["difference"].eq(0)
    when = {
        **{name: reason.eq(name) for name in sorted({*reason} - {""})},
        "strict": level & both["stricter"].ne(0),
        "upper": level & both["upper"].ne(0),
        "hold_a": same & held_a & ~held_b,
        "hold_b": same & held_b & ~held_a,
        "assumed": both["assumed_a"].eq(True) | both["assumed_b"].eq(True),
    }
    notes = pd.Series("", index=both.index)
    for name, rows in when.items():
        text = facts.both("words/comparison_notes", name)
        notes[rows] = notes[rows].where(notes[rows].eq(""), notes[rows] + "; ") + text
    return notes.tolist()
