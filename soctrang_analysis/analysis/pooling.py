"""Noise that the areas of one indicator lend each other (methods 7, pool_noise)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from soctrang_analysis.analysis.scales import Floats

LEAST_AREAS, LEAST_VALUES = 5, 3


def pooled(trends: Mapping[str, Floats], group: np.ndarray) -> dict[str, Floats]:
    """``noise`` and ``freedom`` of each line with what the lines of its group lend."""
    noise, freedom = trends["noise"].copy(), trends["freedom"].copy()
    for name in dict.fromkeys(group):
        own = group == name
        lend = own & (trends["n"] >= LEAST_VALUES) & (noise > 0)
        if lend.sum() < LEAST_AREAS:
            continue
        common, weight = shared_noise(noise[lend], freedom[lend])
        take = own & (trends["n"] >= 2)
        degrees = np.maximum(freedom[take], 0)  # method 1 has none with two values
        own_part = degrees * np.where(degrees > 0, noise[take], 0.0)
        mixed = np.full(take.sum(), common)
        if np.isfinite(weight):
            mixed = (weight * common + own_part) / (weight + degrees)
        noise[take] = np.maximum(mixed, trends["floor"][take])
        freedom[take] = weight + degrees
    return {"noise": noise, "freedom": freedom}


def shared_noise(noise: Floats, freedom: Floats) -> tuple[float, float]:
    """The common noise and how many degrees of freedom it is worth; inf: all pooled.

    Examples
    --------
    >>> common, weight = shared_noise(np.array([0.02, 0.08, 0.05, 0.01, 0.2]),
    ...                               np.array([4.0, 4, 3, 5, 3]))
    >>> round(common, 6), round(weight, 4)
    (0.04306, 3.4818)
    """
    from scipy.optimize import brentq
    from scipy.special import polygamma, psi

    half = freedom / 2
    logs = np.log(noise) - psi(half) + np.log(half)
    spread = float(logs.var(ddof=1) - polygamma(1, half).mean())
    if spread <= 1e-9:
        return float(np.exp(logs.mean())), np.inf
    root = brentq(lambda x: polygamma(1, np.exp(x)) - spread, -30.0, 30.0)
    worth = float(np.exp(root))
    return float(np.exp(logs.mean() + psi(worth) - np.log(worth))), 2 * worth
