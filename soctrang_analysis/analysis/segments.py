"""The part of a line after its last break: what is before is never joined to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis.analysis.lines import Bools, Ints, begins, half_year_key
from soctrang_analysis.reading.breaks import (
    MARKED,
    Breaks,
    breaks_before,
    known_breaks,
)

LINE = ["indicator_id", "area", "series"]


def after_breaks(rows: pd.DataFrame, framework: str) -> tuple[Bools, Breaks]:
    """Which values stand after the last break of their indicator and area, and why.

    ``cut`` and ``bridged`` hold for each row the last break of its measure: the one
    that ends its line, and the one its line goes on across.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": "1", "area": "X", "series": "",
    ...                         "year": [2017.0, 2020, 2021]})
    >>> after_breaks(made_up, "decision-23")[0].tolist()
    [False, True, True]
    """
    measure, order = _in_order(rows)
    ordered, group = rows.iloc[order], measure[order]
    same = ~begins(group)
    found = breaks_before(ordered, same & ordered["year"].notna().to_numpy(), framework)
    starts = np.flatnonzero(~same)
    line = np.cumsum(~same) - 1
    first = _last(found.cut != 0, line, starts)
    kept = np.arange(len(rows)) >= first[line]
    cut = found.cut[first]
    later = np.arange(len(rows)) > first[line]
    over = _last((found.bridged != 0) & later, line, starts)
    back = np.empty(len(rows), dtype=np.int64)
    back[order] = np.arange(len(rows))
    bridged = np.where(over > first, found.bridged[over], 0)
    spread = Breaks(cut[line][back], bridged[line][back])
    return kept[back], spread


def _in_order(rows: pd.DataFrame) -> tuple[Ints, Ints]:
    """The number of each row's indicator and area, and the rows in order of time."""
    codes = [pd.factorize(rows[name])[0].astype(np.int64) for name in LINE[:2]]
    measure = codes[0] * (int(codes[1].max(initial=0)) + 1) + codes[1]
    key = half_year_key(measure, rows["year"].fillna(1900).to_numpy(dtype=float))
    return measure, np.argsort(key, kind="stable")


def _last(holds: NDArray[np.bool_], line: Ints, starts: Ints) -> Ints:
    """Place of the last row of each line where something holds, else of its first."""
    found = starts.copy()
    at = np.flatnonzero(holds)
    np.maximum.at(found, line[at], at)
    return found


def cut_at_breaks(points: pd.DataFrame, framework: str) -> pd.DataFrame:
    """The points after the last break of their line, with what cut or bridges it.

    ``line_from`` is the first year that may be joined, NaN where no break is.
    """
    kept, found = after_breaks(points, framework)
    points = points.assign(cut=found.cut, bridged=found.bridged, line_from=np.nan)
    if kept.all():
        return points
    points = points[kept]
    years = {place: row["year"] for place, row in enumerate(known_breaks(), start=1)}
    named = points["cut"].map(years).astype(float)
    own = points.groupby(LINE[:2], observed=True)["year"].transform("min")
    start = named.where(points["cut"].ne(MARKED), own)
    return points.assign(line_from=start)
