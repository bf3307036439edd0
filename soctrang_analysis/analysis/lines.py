"""Observations -> one line per measure (indicator and area), with baselines put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.selection import chosen_lines, first_reasons
from soctrang_analysis.analysis.trend import Ints, Lines
from soctrang_analysis.errors import RangeError
from soctrang_analysis.metadata import PLAN_AREA
from soctrang_analysis.reading.observations import clean_observations

Baselines = Mapping[str | tuple[str, str], tuple[float, float]]
_SLOTS = 1024  # half-years a key leaves room for


def half_years(years: np.ndarray) -> Ints:
    """Half-years since 1900, to sort and search by whole numbers.

    Examples
    --------
    >>> half_years(np.array([1900.5, 2024.0])).tolist()
    [1, 248]
    """
    return np.round((years - 1900) * 2).astype(np.int64)


def gather(
    observations: pd.DataFrame | None,
    goals: pd.DataFrame,
    *,
    as_of: float,
    baselines: Baselines,
    areas: Iterable[str] | None,
    options: Options,
) -> tuple[pd.DataFrame, Lines]:
    """The line of every measure that is judged.

    Parameters
    ----------
    observations : DataFrame or None
        Table ``observations``.
    goals : DataFrame
        From `milestones`.
    as_of, baselines, areas, options
        As in `assess`.

    Returns
    -------
    measures : DataFrame
        One row per measure: ``indicator_id``, ``area``, ``series``, ``base_year`` and
        ``base`` (NaN where the user gave none); indicators of the plan's own area that
        have no value are there too.
    lines : Lines
        The values, one line per row of ``measures``.

    Examples
    --------
    >>> from soctrang_analysis import load_targets
    >>> from soctrang_analysis.analysis.milestones import milestones
    >>> goals = milestones(load_targets(), Options())
    >>> measures, lines = gather(None, goals, as_of=2026, baselines={}, areas=None,
    ...                          options=Options())
    >>> len(measures), len(lines.year)
    (35, 0)
    """
    names = list(dict.fromkeys(goals["indicator_id"]))
    wanted = None if areas is None else [*areas]
    if observations is None:
        frame, rows = None, np.zeros(0, dtype=np.int64)
        found_areas: list[str] = []
    else:
        frame = clean_observations(observations)
        codes = first_reasons(frame, goals, as_of, wanted, options)
        rows, _, _ = chosen_lines(frame, np.flatnonzero(codes == 0))
        found_areas = list(frame["area"].cat.categories)
    known = _known_baselines(baselines, found_areas, names, wanted)
    all_areas = sorted({*found_areas, PLAN_AREA, *(area for _, area in known)})
    measure, year, value = _coded(frame, rows, names, all_areas)
    observed = measure
    measure, year, value = _put_in(measure, year, value, known, names, all_areas)
    own = np.arange(len(names)) * len(all_areas) + all_areas.index(PLAN_AREA)
    universe = np.unique(
        np.concatenate([measure, own if wanted is None or PLAN_AREA in wanted else []])
    ).astype(np.int64)
    measures = _measures(universe, names, all_areas)
    measures["series"] = _series(frame, rows, observed, universe)
    for (name, area), given in known.items():
        code = names.index(name) * len(all_areas) + all_areas.index(area)
        at = np.searchsorted(universe, code)
        measures.loc[at, ["base_year", "base"]] = given
    start = np.searchsorted(measure, universe, "left")
    stop = np.searchsorted(measure, universe, "right")
    return measures, Lines(year, value, start, stop)


def _measures(universe: Ints, names: list[str], areas: list[str]) -> pd.DataFrame:
    """One row per measure code, no baseline yet."""
    indicator, area = universe // len(areas), universe % len(areas)
    return pd.DataFrame(
        {
            "indicator": indicator,
            "indicator_id": np.array(names, dtype=object)[indicator],
            "area": np.array(areas, dtype=object)[area],
            "base_year": np.nan,
            "base": np.nan,
        }
    )


def _series(
    frame: pd.DataFrame | None, rows: Ints, observed: Ints, universe: Ints
) -> np.ndarray:
    """Name of the series of each measure, empty where nothing was observed."""
    series = np.full(len(universe), "", dtype=object)
    if frame is not None and len(rows):
        first = np.flatnonzero(np.diff(observed, prepend=-1))
        names = frame["series"].iloc[rows[first]].astype(object).to_numpy()
        series[np.searchsorted(universe, observed[first])] = names
    return series


def _codes(column: pd.Series, order: list[str]) -> np.ndarray:
    places = {name: i for i, name in enumerate(order)}
    table = np.array([places.get(c, -1) for c in column.cat.categories], dtype=np.int64)
    codes: np.ndarray = table[column.cat.codes.to_numpy()]
    return codes


def _coded(
    frame: pd.DataFrame | None, rows: Ints, names: list[str], areas: list[str]
) -> tuple[Ints, np.ndarray, np.ndarray]:
    """Measure code, time and value of the rows used; sorted as `chosen_lines` sorts."""
    if frame is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0)
    part = frame.iloc[rows]
    measure = _codes(part["indicator_id"], names) * len(areas)
    measure += _codes(part["area"], areas)
    return measure, part["year"].to_numpy(), part["value"].to_numpy()


def _known_baselines(
    baselines: Baselines,
    found_areas: list[str],
    names: list[str],
    wanted: list[str] | None,
) -> dict[tuple[str, str], tuple[float, float]]:
    """Baselines by (indicator, area); a bare indicator means the area assessed."""
    areas = found_areas if wanted is None else wanted
    own = PLAN_AREA if PLAN_AREA in areas or len(areas) != 1 else areas[0]
    out = {}
    for key, (year, value) in baselines.items():
        name, area = key if isinstance(key, tuple) else (key, own)
        if name not in names or not 1990 <= year <= 2030 or not 0 <= value < np.inf:
            raise RangeError(
                f"baseline {key}",
                expected="an indicator with a target, a year and a value of 0 or more",
                found=f"{name}: ({year}, {value})",
                do='give it as {"1": (2020, 70.0)} or {("1", area): (2020, 70.0)}',
            )
        if wanted is None or area in wanted:
            out[name, area] = (float(year), float(value))
    return out


def _put_in(
    measure: Ints,
    year: np.ndarray,
    value: np.ndarray,
    known: dict[tuple[str, str], tuple[float, float]],
    names: list[str],
    areas: list[str],
) -> tuple[Ints, np.ndarray, np.ndarray]:
    """A measured baseline is an observation: put each in its place."""
    for (name, area), (time, level) in known.items():
        code = names.index(name) * len(areas) + areas.index(area)
        keys = measure * _SLOTS + half_years(year)
        key = code * _SLOTS + half_years(np.array([time]))[0]
        at = int(np.searchsorted(keys, key))
        if at < len(keys) and keys[at] == key:
            if abs(value[at] - level) > 1e-9:
                raise RangeError(
                    f"baseline of {name}, {area}",
                    expected=f"the observed {value[at]:g} of {time:g}",
                    found=f"{level:g}",
                    do="leave out the baseline or the observation",
                )
            continue
        measure = np.insert(measure, at, code)
        year, value = np.insert(year, at, time), np.insert(value, at, level)
    return measure, year, value
