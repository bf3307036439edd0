"""What a user may choose: scales, level, damping, limits of the classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from numbers import Real
from typing import Any, Literal

from soctrang_analysis.errors import RangeError, refused

SCALES = ("linear", "log", "logit")


@dataclass(frozen=True)
class Options:
    """Choices of an assessment; the defaults are those of the method.

    Parameters
    ----------
    scale : mapping
        indicator_id -> "linear", "log" or "logit"; else that of ``indicators``.
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
    drift_prior : float
        Years without any change put before the first value (methods 7); 0 gives the
        interval and chance of method 1.
    good, watch : float
        Lower limits of the signals by chance, inclusive.
    noise_floor : bool
        Whether rounded values leave some noise in a perfect line.
    pool_noise : bool
        Whether the areas of an indicator lend each other their noise; needs five areas
        with three values or more.
    pace, pace_from : float
        What if the pace were so many times the present one, from a year on; without
        ``pace_from`` from the latest value on.
    direction_only : tuple of str
        Indicators judged by their last changes alone, without any target (10.5).
    fall : str
        Reading of a yearly fall beside a total: "simple" or "compound".
    band_base : int, optional
        Year the yearly range is counted from; the framework's first milestone
        without it.
    rounding : bool
        Whether the AARR ladder rounds its inputs and rates.
    buffer : float
        Percent a year within which the AARR ladder sees no progress.

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
    drift_prior: float = 6.0
    good: float = 0.5
    watch: float = 0.1
    noise_floor: bool = True
    pool_noise: bool = False
    pace: float = 1.0
    pace_from: float | None = None
    direction_only: tuple[str, ...] = ()
    fall: Literal["simple", "compound"] = "simple"
    band_base: int | None = None
    rounding: bool = False
    buffer: float = 0.5

    @property
    def limits(self) -> tuple[float, ...]:
        """Lower limits of the classes of coverage, rising."""
        return (self.stagnant, self.slow, self.needs_push, self.on_track)

    def __post_init__(self) -> None:
        """Refuse choices that no method knows."""
        for known in fields(self):
            value, usual = getattr(self, known.name), known.default
            if isinstance(usual, float) and not isinstance(value, Real):
                raise _no_option(known.name, "a number", repr(value))
        rises = all(a < b for a, b in pairwise(self.limits))
        rules = {
            "scale": ({*self.scale.values()} <= {*SCALES}, f"of {', '.join(SCALES)}"),
            "level": (0 < self.level < 1, "above 0, below 1"),
            "damping": (0 < self.damping <= 1, "above 0, at most 1"),
            "on_track": (rises, "limits that rise from stagnant to on_track"),
            "drift_prior": (0 <= self.drift_prior < 100, "0 to 100 years"),
            "good": (0 < self.watch < self.good < 1, "0 < watch < good < 1"),
            "pace": (0 <= self.pace < 100, "0 to 100 times the present pace"),
            "buffer": (0 <= self.buffer < 100, "0 to 100 percent a year"),
            "window": (self.window >= 1, "at least 1 year"),
            "stale": (self.stale >= 0, "0 or more years"),
            "fall": (self.fall in ("simple", "compound"), "simple or compound"),
        }
        for name, (good, expected) in rules.items():
            if not good:
                raise _no_option(name, expected, repr(getattr(self, name)))

    def check_indicators(self, units: Mapping[Any, str]) -> None:
        """Refuse choices for indicators that are not there, and logit but for percents.

        Examples
        --------
        >>> Options(scale={"1": "logit"}).check_indicators({"1": "percent"})
        """
        chosen = {"scale": self.scale, "direction_only": self.direction_only}
        for option, names in chosen.items():
            for name in names:
                if name not in units:
                    raise _no_option(option, "indicators of the plan", repr(name))
        for name, scale in self.scale.items():
            if scale == "logit" and units[name] != "percent":
                found = f"{name} in {units[name]}"
                raise _no_option("scale", "logit for percents only", found)


def _no_option(name: str, expected: str, found: str) -> Exception:
    do = "choose an allowed value"
    return refused(expected, found, do, where=f"option {name}", kind=RangeError)
