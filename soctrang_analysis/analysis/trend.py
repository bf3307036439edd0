"""Pace, noise and projection of many lines at once: a random walk with drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.scales import Codes, Floats, backward, forward, slope

Ints = NDArray[np.int64]
MOST_DECIMALS = 4


@dataclass(frozen=True)
class Lines:
    """Lines end to end: line i is ``year[start[i]:stop[i]]``, sorted by time."""

    year: Floats
    value: Floats
    start: Ints
    stop: Ints

    @property
    def first_year(self) -> Floats:
        """Time of the first value, NaN where there is none."""
        return pick(self.year, self.start, self.stop > self.start)

    @property
    def first(self) -> Floats:
        """First value, NaN where there is none."""
        return pick(self.value, self.start, self.stop > self.start)

    @property
    def last_year(self) -> Floats:
        """Time of the last value, NaN where there is none."""
        return pick(self.year, self.stop - 1, self.stop > self.start)

    @property
    def last(self) -> Floats:
        """Last value, NaN where there is none."""
        return pick(self.value, self.stop - 1, self.stop > self.start)

    @property
    def owner(self) -> Ints:
        """Number of the line each value belongs to; values of no line are left out."""
        return np.repeat(np.arange(len(self.start)), self.stop - self.start)

    @property
    def places(self) -> Ints:
        """Places of the lines' values, line after line."""
        counts = self.stop - self.start
        shift = self.start - np.cumsum(counts) + counts
        places: Ints = np.arange(counts.sum()) + np.repeat(shift, counts)
        return places


def pick(values: Floats, places: Ints, valid: NDArray[np.bool_]) -> Floats:
    """Values at places, NaN where not valid.

    Examples
    --------
    >>> pick(np.array([5.0, 6.0]), np.array([1, 9]), np.array([True, False])).tolist()
    [6.0, nan]
    """
    out = np.full(len(places), np.nan)
    out[valid] = values[places[valid]]
    return out


def window(lines: Lines, base_year: Floats, years: int) -> Lines:
    """The values that make the trend: of the last years, from the base year on.

    With fewer than two it reaches back to the second latest, never before the base.

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
    return Lines(lines.year, lines.value, lines.stop - count, lines.stop)


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
    """One unit of the last decimal in the values of each line and its targets.

    Examples
    --------
    >>> lines = Lines(np.array([2023.0, 2024]), np.array([9.5, 9]), np.array([0]),
    ...               np.array([2]))
    >>> resolution(lines, np.array([0]), np.array([9.0])).tolist()
    [0.1]
    """
    most = np.zeros(len(lines.start), dtype=np.int64)
    np.maximum.at(most, goal_line, decimals(goals))
    np.maximum.at(most, lines.owner, decimals(lines.value[lines.places]))
    return 10.0 ** -most.astype(float)


@dataclass(frozen=True)
class Trend:
    """What the values of each line say on its scale; NaN where there are too few."""

    n: Ints
    span: Floats
    z: Floats
    pace: Floats
    noise: Floats
    low: Floats
    high: Floats


def trend(lines: Lines, scale: Codes, d: Floats, options: Options) -> Trend:
    """Pace of each line from first to last value, and the interval around it.

    Parameters
    ----------
    lines : Lines
        Values of the window.
    scale, d : arrays
        Scale code and resolution of each line; d of 0 leaves no noise floor.
    options : Options
        For the level.

    Returns
    -------
    Trend
        ``noise`` is the variance per year of the walk (s squared).

    Examples
    --------
    >>> lines = Lines(np.array([2021.0, 2022, 2023]), np.array([60.0, 62, 64]),
    ...               np.array([0]), np.array([3]))
    >>> found = trend(lines, np.array([0]), np.array([1.0]), Options())
    >>> float(found.pace[0]), round(float(found.noise[0]) ** 0.5, 5)
    (2.0, 0.40825)
    """
    from scipy.special import stdtrit

    owner, place = lines.owner, lines.places
    time, z = lines.year[place], forward(lines.value[place], scale[owner])
    n = lines.stop - lines.start
    ends = np.cumsum(n)
    span = lines.last_year - lines.first_year
    z_last, z_first = pick(z, ends - 1, n > 0), pick(z, ends - n, n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(n >= 2, (z_last - z_first) / span, np.nan)
        inner = owner[1:] == owner[:-1]
        step, dt = np.diff(z)[inner], np.diff(time)[inner]
        line = owner[1:][inner]
        squares = (step - pace[line] * dt) ** 2 / dt
        noise = np.bincount(line, squares, len(n)) / (n - 2)
        floor = (d * np.abs(slope(lines.last, scale))) ** 2 / 6
        noise = np.where(n >= 3, np.maximum(noise, floor), np.nan)
        q = stdtrit(np.maximum(n - 2, 1), 0.5 + options.level / 2)
        reach = q * np.sqrt(noise / span)
    return Trend(n, span, z_last, pace, noise, pace - reach, pace + reach)


def damped(h: Floats, factor: float) -> Floats:
    """Years of drift in h years when the pace fades by ``factor`` a year.

    Examples
    --------
    >>> damped(np.array([2.0]), 0.5).tolist(), damped(np.array([2.0]), 1.0).tolist()
    ([0.75], [2.0])
    """
    return h if factor == 1 else factor * (1 - factor**h) / (1 - factor)


def projected(
    found: Trend, line: Ints, h: Floats, scale: Codes, options: Options
) -> dict[str, Floats]:
    """Projection h years on, with its interval and standard error, before clipping.

    Examples
    --------
    >>> found = Trend(np.array([3]), np.array([2.0]), np.array([64.0]), np.array([2.0]),
    ...               np.array([1 / 6]), np.array([1.0]), np.array([3.0]))
    >>> out = projected(found, np.array([0]), np.array([2.0]), np.array([0]), Options())
    >>> float(out["projection"][0]), round(float(out["se"][0]), 5)
    (68.0, 0.8165)
    """
    from scipy.special import stdtrit

    drift = damped(h, options.damping)
    n, pace = found.n[line], found.pace[line]
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(found.noise[line] * (h + drift**2 / found.span[line]))
        q = stdtrit(np.maximum(n - 2, 1), 0.5 + options.level / 2)
        middle = found.z[line] + pace * drift
        return {
            "z": middle,
            "se": se,
            "projection": backward(middle, scale),
            "low": backward(middle - q * se, scale),
            "high": backward(middle + q * se, scale),
            "slow_end": backward(found.z[line] + found.low[line] * drift, scale),
            "fast_end": backward(found.z[line] + found.high[line] * drift, scale),
        }
