"""Pace and noise of the observed values: a random walk with drift (methods 7)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.lines import Lines, of_lines, pick, resolution
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.scales import Codes, Floats, backward, forward, slope


def with_trend(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """What the values of the window say: ``n``, ``pace``, its interval, ``noise``.

    ``noise`` is the variance per year of the walk (s squared), ``span`` the years of
    the window, ``z`` its last value on the scale, ``d`` the resolution.
    """
    line = rows["measure"].to_numpy()
    d = resolution(lines, line, rows["target"].to_numpy())
    scale = of_lines(rows, "scale").astype(np.int8)
    found = trend(lines, scale, d if options.noise_floor else d * 0, options.level)
    return rows.assign(d=d[line], **{name: of[line] for name, of in found.items()})


def trend(lines: Lines, scale: Codes, d: Floats, level: float) -> dict[str, np.ndarray]:
    """Pace of each line from first to last value, and the interval around it."""
    owner, place, n = lines.owner, lines.places, lines.count
    time, z = lines.year[place], forward(lines.value[place], scale[owner])
    ends = np.cumsum(n)
    span = lines.last_year - lines.first_year
    z_last, z_first = pick(z, ends - 1, n > 0), pick(z, ends - n, n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(n >= 2, (z_last - z_first) / span, np.nan)
        inner = owner[1:] == owner[:-1]
        step, dt = np.diff(z)[inner], np.diff(time)[inner]
        of = owner[1:][inner]
        squares = (step - pace[of] * dt) ** 2 / dt
        noise = np.bincount(of, squares, len(n)) / (n - 2)
        # Values are rounded: a perfect line is no proof of no noise.
        floor = (d * np.abs(slope(lines.last, scale))) ** 2 / 6
        noise = np.where(n >= 3, np.maximum(noise, floor), np.nan)
        reach = quantile(n, level) * np.sqrt(noise / span)
    return {
        "n": n, "span": span, "z": z_last, "pace": pace, "noise": noise,
        "pace_low": pace - reach, "pace_high": pace + reach,
    }  # fmt: skip


def quantile(n: np.ndarray, level: float) -> Floats:
    """Student's t for n values, two-sided."""
    from scipy.special import stdtrit

    found: Floats = stdtrit(np.maximum(n - 2, 1), 0.5 + level / 2)
    return found


def damped(h: Floats, factor: float) -> Floats:
    """Years of drift in h years when the pace fades by ``factor`` a year."""
    return h if factor == 1 else factor * (1 - factor**h) / (1 - factor)


def projected(rows: pd.DataFrame, h: Floats, options: Options) -> dict[str, Floats]:
    """Projection h years on, with its interval and standard error, before clipping."""
    drift, scale = damped(h, options.damping), rows["scale"].to_numpy()
    z, span, noise = (rows[c].to_numpy() for c in ("z", "span", "noise"))
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(noise * (h + drift**2 / span))
        reach = quantile(rows["n"].to_numpy(), options.level) * se
        middle = z + rows["pace"].to_numpy() * drift
        return {
            "z": middle,
            "se": se,
            "projection": backward(middle, scale),
            "low": backward(middle - reach, scale),
            "high": backward(middle + reach, scale),
            "slow_end": backward(z + rows["pace_low"].to_numpy() * drift, scale),
            "fast_end": backward(z + rows["pace_high"].to_numpy() * drift, scale),
        }
