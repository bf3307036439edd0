"""Where a series must not be joined: the table of breaks, and values marked so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis import facts
from soctrang_analysis.reading.areas import read_areas

Ints = NDArray[np.int64]
MARKED = -1  # a value that its own source marks as a break
OF_MARK = "b"
ELSEWHERE = "d"  # the definition differs from the indicator's: shown, never judged


class Breaks(NamedTuple):
    """For each row the break before it: 0 none, -1 marked, else its place from 1."""

    cut: Ints
    bridged: Ints


@cache
def known_breaks() -> tuple[Mapping[Any, Any], ...]:
    """Rows of the table of breaks, in its order."""
    rows: list[dict[Any, Any]] = read_areas().breaks.to_dict("records")
    return tuple(rows)


def breaks_before(
    rows: pd.DataFrame, same: NDArray[np.bool_], framework: str
) -> Breaks:
    """The breaks between each row and the one before it.

    Parameters
    ----------
    rows : DataFrame
        ``indicator_id``, ``area``, ``series``, ``year`` and, where known,
        ``obs_status``, each line in order of time.
    same : array of bool
        Whether the row before is of the same line.
    framework : str
        Name of the framework of the indicators.

    Returns
    -------
    Breaks
        What cuts the line at each row, and what is bridged there.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": "1", "area": "X", "series": "",
    ...                         "year": [2017.0, 2018, 2020]})
    >>> found = breaks_before(made_up, np.array([False, True, True]), "decision-23")
    >>> (found.cut != 0).tolist()
    [False, False, True]
    """
    cut = np.zeros(len(rows), dtype=np.int64)
    bridged = cut.copy()
    year = rows["year"].to_numpy(dtype=float)
    before = np.r_[np.nan, year[:-1]]
    for place, row in enumerate(known_breaks(), start=1):
        if row["framework"] not in ("", framework) or pd.isna(row["year"]):
            continue
        crossed = same & (before < row["year"]) & (year >= row["year"])
        if crossed.any():
            at = np.flatnonzero(crossed)
            at = at[_fits(rows.iloc[at], row)]
            (bridged if row["bridge_vi"] else cut)[at] = place
    if "obs_status" in rows:
        cut[same & rows["obs_status"].eq(OF_MARK).to_numpy() & (cut == 0)] = MARKED
    return Breaks(cut, bridged)


def _fits(rows: pd.DataFrame, row: Mapping[Any, Any]) -> NDArray[np.bool_]:
    """Rows a break is about: of its indicator, area and series, where it names them."""
    found = np.ones(len(rows), dtype=bool)
    for name in ("indicator_id", "area", "series"):
        if row[name]:
            found &= rows[name].eq(row[name]).to_numpy()
    return found


def break_words(place: int, lang: str) -> str:
    """What changed at a break, or what bridges it.

    Examples
    --------
    >>> break_words(MARKED, "en")
    'the source marks a break'
    """
    if place == MARKED:
        return facts.said("words/labels", "break_marked", lang)
    row = known_breaks()[place - 1]
    return str(row[f"bridge_{lang}"] or row[f"why_{lang}"])
