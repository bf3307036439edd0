"""The scales on arrays: path, trend, projection and verdict stand on one a measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from soctrang_analysis.analysis.options import SCALES

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
LINEAR, LOG, LOGIT = range(len(SCALES))


def forward(values: Floats, scale: Codes) -> Floats:
    """g(x): x, ln x, or ln(x / (100 - x))."""
    out = np.array(values, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = scale == LOG
        out[at] = np.log(out[at])
        at = scale == LOGIT
        out[at] = np.log(out[at] / (100.0 - out[at]))
    return out


def backward(values: Floats, scale: Codes) -> Floats:
    """The inverse of `forward`; a value too large for a number is inf."""
    out = np.array(values, dtype=float)
    with np.errstate(over="ignore"):
        at = scale == LOG
        out[at] = np.exp(out[at])
        at = scale == LOGIT
        out[at] = 100.0 / (1.0 + np.exp(-out[at]))
    return out


def slope(values: Floats, scale: Codes) -> Floats:
    """g'(x): 1, 1 / x, or 100 / (x (100 - x))."""
    out = np.ones(len(values))
    with np.errstate(divide="ignore"):
        at = scale == LOG
        out[at] = 1.0 / values[at]
        at = scale == LOGIT
        out[at] = 100.0 / (values[at] * (100.0 - values[at]))
    return out
