"""Two plans side by side: which asks for more, and what cannot be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.metadata import lookup
from soctrang_analysis.schema import check, conform

KEY = ["indicator_id", "basis", "year"]
_STRICT = (">", "<")


def compare_plans(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """The promises of two plans side by side, one row per indicator, basis and year.

    Parameters
    ----------
    a, b : DataFrame
        Two tables ``targets``, such as those of `read_plan` or `load_national_targets`.

    Returns
    -------
    DataFrame
        The table ``comparison``: ``difference`` is b minus a in the indicator's unit;
        ``more_ambitious`` follows the direction of the indicator (for a fall, the lower
        number), then the comparator ("< 5" asks more than "<= 5").

    Raises
    ------
    SchemaError
        If a table breaks the contract of ``targets``.

    Examples
    --------
    >>> from soctrang_analysis import load_national_targets, load_targets
    >>> table = compare_plans(load_targets(), load_national_targets())
    >>> table.query("indicator_id == '1'")[["value_a", "value_b", "more_ambitious"]]
       value_a  value_b more_ambitious
    0     77.0     65.0              a
    1     91.0     75.0              a
    """
    sides = {"a": check(a, "targets"), "b": check(b, "targets")}
    columns = [*KEY, "comparator", "value", "value_high", "unit", "hold", "assumed"]
    both = sides["a"][columns].merge(
        sides["b"][columns], on=KEY, how="outer", suffixes=("_a", "_b"),
        validate="one_to_one", indicator=True,
    )  # fmt: skip
    reason = _reason(both, sides)
    known = lookup("indicators", "indicator_id")
    better = both["indicator_id"].map({k: v["direction"] for k, v in known.items()})
    sign = better.map({"up": 1, "down": -1})
    difference = (both["value_b"] - both["value_a"]).round(9)
    ahead = sign * difference
    stricter = both["comparator_b"].isin(_STRICT).astype(int)
    stricter -= both["comparator_a"].isin(_STRICT).astype(int)
    ahead = ahead.where(ahead != 0, stricter)
    best = np.select([ahead > 0, ahead < 0], ["b", "a"], "same")
    table = both.assign(
        difference=difference.where(reason == ""),
        more_ambitious=np.where(reason == "", best, "not_comparable"),
        note=_notes(both, reason, difference, stricter),
    )
    return conform(table, "comparison")


def _reason(both: pd.DataFrame, sides: dict[str, pd.DataFrame]) -> pd.Series:
    """Why a row cannot be compared, empty where it can."""
    known = lookup("indicators", "indicator_id")
    ids = both["indicator_id"]
    only_a, only_b = both["_merge"].eq("left_only"), both["_merge"].eq("right_only")
    absent = pd.Series("", index=both.index)
    for here, there, name in ((only_a, "b", "only_a"), (only_b, "a", "only_b")):
        other = sides[there]
        stated = set(other["indicator_id"] + other["basis"])
        absent[here] = name
        absent[here & ids.isin(other["indicator_id"])] = "other_basis"
        absent[here & (ids + both["basis"]).isin(stated)] = "other_year"
    range_a, range_b = (both[f"comparator_{s}"].eq("between") for s in "ab")
    different_ends = both["value_high_a"].ne(both["value_high_b"]) & (range_a & range_b)
    one_range = (range_a != range_b) | different_ends
    return pd.Series(
        np.select(
            [
                absent != "",
                ~ids.isin(known),
                both["unit_a"].ne(both["unit_b"]),
                one_range,
            ],
            [absent, "unknown", "other_unit", "range"],
            "",
        ),
        index=both.index,
    )


def _notes(
    both: pd.DataFrame, reason: pd.Series, difference: pd.Series, stricter: pd.Series
) -> list[str]:
    """Notes in both languages, several parted by a semicolon."""
    held = {s: both[f"hold_{s}"].eq(True) for s in "ab"}
    assumed = both["assumed_a"].eq(True) | both["assumed_b"].eq(True)
    same = reason.eq("")
    when = {
        **{name: reason.eq(name) for name in set(reason) - {""}},
        "strict": same & difference.eq(0) & stricter.ne(0),
        "hold_a": same & held["a"] & ~held["b"],
        "hold_b": same & held["b"] & ~held["a"],
        "assumed": assumed,
    }
    words = lookup("comparison_notes", "note")
    notes = pd.Series("", index=both.index)
    for name, rows in when.items():
        text = f"{words[name]['text_vi']} / {words[name]['text_en']}"
        notes[rows] = notes[rows].where(notes[rows].eq(""), notes[rows] + "; ") + text
    return notes.tolist()
