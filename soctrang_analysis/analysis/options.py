"""What a user may choose: scales, level, damping, limits of the classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from soctrang_analysis.errors import RangeError
from soctrang_analysis.metadata import lookup

SCALES = ("linear", "log", "logit")


@dataclass(frozen=True)
class Options:
    """Choices of an assessment; the defaults are those of the method.

    Parameters
    ----------
    scale : mapping
        indicator_id -> "linear", "log" or "logit"; else that of ``indicators.csv``.
    level : float
        Share of cases the interval is meant to hold, 0.8 or 0.95.
    damping : float
        Above 0, at most 1: how much of the pace lasts from one year to the next.
    on_track, needs_push, slow, stagnant : float
        Lower limits of the classes of coverage, inclusive.
    window : int
        Years of observations that make the trend.
    stale : int
        Years without a new value after which the latest is called stale.
    noise_floor : bool
        Whether rounded values leave some noise in a perfect line.
    fall : str
        Reading of a yearly fall beside a total: "simple" or "compound".
    band_base : int
        Year the yearly range is counted from.
    rounding : bool
        Whether the AARR ladder rounds its inputs and rates.

    Raises
    ------
    RangeError
        If a choice is not one of those allowed.

    Examples
    --------
    >>> Options(level=0.95).level
    0.95
    """

    scale: Mapping[str, str] = field(default_factory=dict)
    level: float = 0.8
    damping: float = 1.0
    on_track: float = 0.95
    needs_push: float = 0.60
    slow: float = 0.10
    stagnant: float = -0.10
    window: int = 6
    stale: int = 2
    noise_floor: bool = True
    fall: Literal["simple", "compound"] = "simple"
    band_base: int = 2025
    rounding: bool = False

    def __post_init__(self) -> None:
        """Refuse choices that no method knows."""
        known = lookup("indicators", "indicator_id")
        limits = (self.stagnant, self.slow, self.needs_push, self.on_track)
        rules = {
            "scale": (
                set(self.scale) <= set(known) and set(self.scale.values()) <= {*SCALES},
                f"indicators of indicators.csv with one of {', '.join(SCALES)}",
            ),
            "level": (0 < self.level < 1, "above 0, below 1"),
            "damping": (0 < self.damping <= 1, "above 0, at most 1"),
            "on_track": (
                all(a < b for a, b in pairwise(limits)),
                "limits that rise from stagnant to on_track",
            ),
            "window": (self.window >= 1, "at least 1 year"),
            "stale": (self.stale >= 0, "0 or more years"),
            "fall": (self.fall in ("simple", "compound"), "simple or compound"),
        }
        for name, (good, expected) in rules.items():
            if not good:
                raise RangeError(
                    f"option {name}",
                    expected=expected,
                    found=repr(getattr(self, name)),
                    do="choose an allowed value",
                )
        for indicator, scale in self.scale.items():
            if scale == "logit" and known[indicator]["unit"] != "percent":
                raise RangeError(
                    "option scale",
                    expected="logit for percents only",
                    found=f"{indicator} in {known[indicator]['unit']}",
                    do="choose linear or log",
                )
