"""The values of many measures end to end, one line each, sorted by time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis.analysis.scales import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST_DECIMALS = 4
LATER = 2400.0  # a year after all others
_SLOTS = 1024  # half-years a key leaves room for


def half_year_key(group: Ints, years: Floats) -> Ints:
    """One whole number for a group and a half-year, to sort and search by."""
    return group * _SLOTS + np.round((years - 1900) * 2).astype(np.int64)


@dataclass(frozen=True)
class Lines:
    """Lines end to end: line i is ``year[start[i]:stop[i]]``, sorted by time."""

    year: Floats
    value: Floats
    start: Ints
    stop: Ints

    @property
    def count(self) -> Ints:
        """Number of values of each line."""
        return self.stop - self.start

    @property
    def first_year(self) -> Floats:
        """Time of the first value, NaN where there is none."""
        return self._picked(self.year, self.start)

    @property
    def first(self) -> Floats:
        """First value, NaN where there is none."""
        return self._picked(self.value, self.start)

    @property
    def last_year(self) -> Floats:
        """Time of the last value, NaN where there is none."""
        return self._picked(self.year, self.stop - 1)

    @property
    def last(self) -> Floats:
        """Last value, NaN where there is none."""
        return self._picked(self.value, self.stop - 1)

    def _picked(self, values: Floats, places: Ints) -> Floats:
        """Values at one place of each line, NaN for a line without values."""
        return pick(values, places, self.count.astype(bool))

    @property
    def owner(self) -> Ints:
        """Number of the line each value belongs to; values of no line are left out."""
        return np.repeat(np.arange(len(self.start)), self.count)

    @property
    def places(self) -> Ints:
        """Places of the lines' values, line after line."""
        shift = self.start - np.cumsum(self.count) + self.count
        places: Ints = np.arange(self.count.sum()) + np.repeat(shift, self.count)
        return places

    def between(self, start: Ints, stop: Ints) -> Lines:
        """Other lines over the same values."""
        return Lines(self.year, self.value, start, stop)


def pick(values: Floats, places: Ints, valid: Bools) -> Floats:
    """Values at places, NaN where not valid."""
    out = np.full(len(places), np.nan)
    out[valid] = values[places[valid]]
    return out


def begins(numbers: Ints) -> Bools:
    """Whether each number is another than the one before it; the first is.

    Examples
    --------
    >>> begins(np.array([3, 3, 5, 3])).tolist()
    [True, False, True, True]
    """
    found = np.ones(len(numbers), dtype=bool)
    found[1:] = numbers[1:] != numbers[:-1]
    return found


def of_lines(rows: pd.DataFrame, column: str) -> Floats:
    """A column of the milestones as one number per line, that of its last row."""
    last = ~rows["measure"].duplicated(keep="last").to_numpy()
    return rows[column].to_numpy(dtype=float)[last]


def first_from(lines: Lines, line: Ints, times: Floats) -> Ints:
    """Place of the first value of each line named at or after a time."""
    keys = half_year_key(lines.owner, lines.year[lines.places])
    found = np.searchsorted(keys, half_year_key(line, times), "left")
    return np.maximum(found, lines.start[line])


def window(lines: Lines, base_year: Floats, years: int) -> Lines:
    """The values that make the trend: of the last years, from the base year on (3).

    Examples
    --------
    >>> lines = Lines(np.array([2010.0, 2018, 2024]), np.array([1.0, 2, 3]),
    ...               np.array([0]), np.array([3]))
    >>> window(lines, np.array([np.nan]), 6).start.tolist()
    [1]
    """
    place, owner = lines.places, lines.owner
    from_base = lines.year[place] >= np.nan_to_num(base_year, nan=-np.inf)[owner]
    recent = lines.year[place] >= (lines.last_year - years)[owner]
    size = len(lines.start)
    in_base = np.bincount(owner, from_base, size).astype(np.int64)
    count = np.bincount(owner, from_base & recent, size).astype(np.int64)
    count = np.maximum(count, np.minimum(in_base, 2))
    return lines.between(lines.stop - count, lines.stop)


def decimals(values: Floats) -> Ints:
    """Decimals of each number, at most 4.

    Examples
    --------
    >>> decimals(np.array([9.0, 9.5, 0.12, 1 / 3])).tolist()
    [0, 1, 2, 4]
    """
    out = np.full(len(values), MOST_DECIMALS, dtype=np.int64)
    for places in range(MOST_DECIMALS - 1, -1, -1):
        scaled = values * 10.0**places
        out[np.abs(scaled - np.round(scaled)) < 1e-6] = places
    return out


def resolution(lines: Lines, goal_line: Ints, goals: Floats) -> Floats:
    """One unit of the last decimal in the values of each line and its targets (3)."""
    most = np.zeros(len(lines.start), dtype=np.int64)
    np.maximum.at(most, goal_line, decimals(goals))
    np.maximum.at(most, lines.owner, decimals(lines.value[lines.places]))
    return 10.0 ** -most.astype(float)
