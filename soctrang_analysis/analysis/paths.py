"""The path of a measure: straight on its scale between anchors, flat where held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soctrang_analysis.analysis.scales import Codes, Floats, backward, forward

TOLERANCE = 1e-9


def path_at(times: Floats, anchor_t: Floats, anchor_v: Floats, scale: Codes) -> Floats:
    """Value of each path at one time; NaN outside its anchors."""
    out = np.full(len(times), np.nan)
    for k in range(anchor_t.shape[1]):
        exact = np.abs(times - anchor_t[:, k]) < TOLERANCE
        out[exact] = anchor_v[exact, k]
    for k in range(anchor_t.shape[1] - 1):
        t0, t1 = anchor_t[:, k], anchor_t[:, k + 1]
        inside = (times > t0 + TOLERANCE) & (times < t1 - TOLERANCE)
        g0 = forward(anchor_v[inside, k], scale[inside])
        g1 = forward(anchor_v[inside, k + 1], scale[inside])
        share = (times[inside] - t0[inside]) / (t1[inside] - t0[inside])
        out[inside] = backward(g0 + (g1 - g0) * share, scale[inside])
    return out


def time_at(values: Floats, anchor_t: Floats, anchor_v: Floats, scale: Codes) -> Floats:
    """Time at which each path takes a value; NaN outside its range or where flat."""
    out = np.full(len(values), np.nan)
    for k in range(anchor_t.shape[1] - 1):
        v0, v1 = anchor_v[:, k], anchor_v[:, k + 1]
        low, high = np.minimum(v0, v1), np.maximum(v0, v1)
        inside = (values >= low - TOLERANCE) & (values <= high + TOLERANCE)
        on = inside & (v0 != v1) & np.isnan(out)
        g0, g1 = forward(v0[on], scale[on]), forward(v1[on], scale[on])
        share = (forward(values[on], scale[on]) - g0) / (g1 - g0)
        t0 = anchor_t[on, k]
        out[on] = t0 + (anchor_t[on, k + 1] - t0) * share
    return out


def meets(values: Floats, goals: Floats, comparator: np.ndarray) -> NDArray[np.bool_]:
    """Whether values satisfy a comparator; 8.9999999999 is 9, NaN satisfies none."""
    above = values - goals
    tests = {
        ">=": above >= -TOLERANCE,
        ">": above > TOLERANCE,
        "<=": above <= TOLERANCE,
        "<": above < -TOLERANCE,
    }
    asked = [comparator == word for word in tests]
    return np.asarray(np.select(asked, [*tests.values()], False), dtype=bool)
