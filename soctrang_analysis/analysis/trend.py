"""Pace and noise of the observed values: a random walk with drift (methods 7)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.lines import Lines, of_lines, resolution, window
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.pooling import pooled
from soctrang_analysis.analysis.scales import Codes, Floats, backward, forward, slope


def windowed(rows: pd.DataFrame, lines: Lines, options: Options) -> Lines:
    """The values of the trend, when the bases are known (3)."""
    return window(lines, of_lines(rows, "given_year"), options.window)


def with_trend(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """What the values of the window say, as in `trend`; ``d`` is the resolution."""
    line = rows["measure"].to_numpy()
    # A target that hangs on a base is computed: its decimals are nobody's.
    printed = rows["target"].where(rows["basis"].eq("level")).fillna(0.0)
    d = resolution(lines, line, printed.to_numpy())
    scale = of_lines(rows, "scale").astype(np.int8)
    found = trend(lines, scale, d, options)
    if options.pool_noise:
        first = ~rows["measure"].duplicated().to_numpy()
        # Noise is not comparable across scales: a fallback to linear stands apart.
        group = rows["indicator_id"].to_numpy(object)[first] + "/" + scale.astype(str)
        found |= pooled(found, group)
    return rows.assign(d=d[line], **{name: of[line] for name, of in found.items()})


def trend(lines: Lines, scale: Codes, d: Floats, options: Options) -> dict[str, Floats]:
    """Pace of each line from first to last value, and the noise around it.

    ``z`` is the last value on the scale, ``pace`` the change a year, ``drift`` the part
    of it that is believed, ``span`` the years it rests on with the drift prior,
    ``noise`` the variance a year, ``floor`` its least, ``freedom`` its degrees.
    """
    owner, place, n = lines.owner, lines.places, lines.count
    time, z = lines.year[place], forward(lines.value[place], scale[owner])
    years, prior = lines.last_year - lines.first_year, options.drift_prior
    z_last, z_first = forward(lines.last, scale), forward(lines.first, scale)
    freedom = n - (1.0 if prior else 2.0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        pace = np.where(n >= 2, (z_last - z_first) / years, np.nan)
        inner = owner[1:] == owner[:-1]
        step, dt = np.diff(z)[inner], np.diff(time)[inner]
        of = owner[1:][inner]
        squares = np.bincount(of, (step - pace[of] * dt) ** 2 / dt, len(n))
        # The step of the prior has no change: it misses the pace in all its years.
        if prior:
            squares = squares + years * prior / (years + prior) * pace**2
        floor = (d * np.abs(slope(lines.last, scale))) ** 2 / 6
        floor = floor if options.noise_floor else np.zeros(len(n))
        noise = np.where(freedom > 0, np.maximum(squares / freedom, floor), np.nan)
    return {
        "n": n, "z": z_last, "pace": pace, "drift": pace * years / (years + prior),
        "span": years + prior, "noise": noise, "floor": floor, "freedom": freedom,
    }  # fmt: skip


def quantile(freedom: Floats, level: float) -> Floats:
    """Student's t, two-sided; the normal quantile where nothing limits the freedom."""
    from scipy.special import stdtrit

    found: Floats = stdtrit(np.maximum(freedom, 1), 0.5 + level / 2)
    return found


def damped(h: Floats, factor: float) -> Floats:
    """Years of drift in h years when the pace fades by ``factor`` a year.

    Examples
    --------
    >>> damped(np.array([2.0]), 0.5).tolist(), damped(np.array([2.0]), 1.0).tolist()
    ([0.75], [2.0])
    """
    return h if factor == 1 else factor * (1 - factor**h) / (1 - factor)


def drift_years(h: Floats, latest: Floats, options: Options, damping: float) -> Floats:
    """Years of the present pace in h years; more or fewer under another pace."""
    whole = damped(h, damping)
    if options.pace == 1:
        return whole
    start = latest if options.pace_from is None else options.pace_from
    before = damped(np.clip(start - latest, 0, h), damping)
    return np.asarray(before + options.pace * (whole - before))


def projected(rows: pd.DataFrame, h: Floats, options: Options) -> dict[str, Floats]:
    """Projection, expected value and interval h years on, before clipping (7)."""
    scale, latest = rows["scale"].to_numpy(), rows["latest_year"].to_numpy()
    z, span, noise = (rows[c].to_numpy() for c in ("z", "span", "noise"))
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(noise * (h + h**2 / span))
        reach = quantile(rows["freedom"].to_numpy(), options.level) * se
        years = drift_years(h, latest, options, options.damping)
        middle = z + rows["drift"].to_numpy() * drift_years(h, latest, options, 1.0)
        return {
            "z": middle,
            "se": se,
            "projection": backward(z + rows["pace"].to_numpy() * years, scale),
            "expected": backward(middle, scale),
            "low": backward(middle - reach, scale),
            "high": backward(middle + reach, scale),
        }
