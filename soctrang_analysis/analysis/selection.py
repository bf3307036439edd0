"""Which observations make the line of an indicator in an area, and why others not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis.analysis.milestones import INDEX_BASE, milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.errors import RangeError, SchemaError
from soctrang_analysis.metadata import lookup
from soctrang_analysis.reading.bundled import load_targets
from soctrang_analysis.reading.observations import clean_observations, fault
from soctrang_analysis.schema import natural_key

Ints = NDArray[np.int64]
SOURCES = ("official_statistics", "survey", "government_report", "press", "repository")
REASONS = (
    "", "no_target", "other_area", "proxy", "other_unit", "after_as_of", "half_year",
    "before_base", "conflict", "same_value", "other_series",
)  # fmt: skip
_CODE = {reason: i for i, reason in enumerate(REASONS)}


def select_observations(
    observations: pd.DataFrame,
    *,
    as_of: float,
    areas: Iterable[str] | None = None,
    targets: pd.DataFrame | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """The observations with the verdict on each: used, or left out and why.

    Parameters
    ----------
    observations : DataFrame
        Table ``observations``, or one `read_observations` accepts.
    as_of : float
        Year of the assessment; later values are left out.
    areas : iterable of str, optional
        Areas wanted; all without it.
    targets : DataFrame, optional
        Table ``targets``; that of the bundled plan without it.
    options : Options, optional
        Choices of the method.

    Returns
    -------
    DataFrame
        The rows given, with ``left_out`` (empty where used), ``left_out_vi`` and
        ``left_out_en``.

    Raises
    ------
    PlanError
        If the observations or targets break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations
    >>> values = load_observations()
    >>> table = select_observations(values, as_of=2026, areas=["Sóc Trăng"])
    >>> int((table["left_out"] == "other_area").sum())
    135
    """
    options = options or Options()
    frame = clean_observations(observations)
    goals = milestones(load_targets() if targets is None else targets, options)
    codes = first_reasons(frame, goals, as_of, areas, options)
    rows = np.flatnonzero(codes == 0)
    _, _, rest = chosen_lines(frame, rows)
    for place, reason in rest:
        codes[place] = _CODE[reason]
    words = lookup("left_out", "code")
    names = np.array(REASONS, dtype=object)[codes]
    return frame.assign(
        left_out=names,
        left_out_vi=[words[n]["text_vi"] if n else "" for n in names],
        left_out_en=[words[n]["text_en"] if n else "" for n in names],
    )


def indicator_order(names: Iterable[str]) -> dict[str, int]:
    """Places of indicators in natural order: "2" before "10".

    Examples
    --------
    >>> indicator_order(["10", "2"])
    {'2': 0, '10': 1}
    """
    return {name: i for i, name in enumerate(sorted(names, key=natural_key))}


def _spread(column: pd.Series, facts: dict[Any, Any], default: object) -> np.ndarray:
    """A fact of each category, spread over the rows."""
    table = np.array([facts.get(c, default) for c in column.cat.categories])
    spread: np.ndarray = table[column.cat.codes.to_numpy()]
    return spread


def _check_year(as_of: float) -> None:
    if not np.isfinite(as_of) or not 1990 <= as_of <= 2100:
        raise RangeError(
            "as_of", expected="a year", found=repr(as_of), do="give it as 2026"
        )


def _base_years(goals: pd.DataFrame, options: Options) -> dict[str, float]:
    """First year whose values count, where a fall has a base year of its own."""
    rows = goals[goals["kind"].ne("level")]
    return {
        name: float(INDEX_BASE if kind == "index" else options.band_base)
        for name, kind in zip(rows["indicator_id"], rows["kind"], strict=True)
    }


def first_reasons(
    frame: pd.DataFrame,
    goals: pd.DataFrame,
    as_of: float,
    areas: Iterable[str] | None,
    options: Options,
) -> NDArray[np.int8]:
    """Code of the first reason each row is left out for, before a series is chosen."""
    _check_year(as_of)
    known = lookup("indicators", "indicator_id")
    indicator, year = frame["indicator_id"], frame["year"].to_numpy()
    unit_codes = {name: i for i, name in enumerate(frame["unit"].cat.categories)}
    unit = {
        name: unit_codes.get(own, -1)
        for name, own in goals[["indicator_id", "unit"]].to_numpy()
    }
    codes = np.zeros(len(frame), dtype=np.int8)
    bases = _base_years(goals, options)
    flow = _spread(indicator, {k: v["kind"] == "flow" for k, v in known.items()}, False)
    wanted = None if areas is None else set(areas)
    tests = {
        "before_base": year < _spread(indicator, bases, -np.inf),
        "half_year": flow & (year != np.floor(year)),
        "after_as_of": year > as_of,
        "other_unit": _spread(indicator, unit, -1)
        != frame["unit"].cat.codes.to_numpy(),
        "proxy": _spread(frame["evidence"], {"proxy": True}, False),
        "no_target": ~_spread(
            indicator, dict.fromkeys(goals["indicator_id"], True), False
        ),
    }
    if wanted is not None:
        tests["other_area"] = ~_spread(
            frame["area"], dict.fromkeys(wanted, True), False
        )
    for reason, rows in tests.items():
        codes[rows] = _CODE[reason]
    return codes


def chosen_lines(
    frame: pd.DataFrame, rows: Ints
) -> tuple[Ints, Ints, list[tuple[Ints, str]]]:
    """Rows of the chosen series, sorted by measure and time.

    Returns
    -------
    rows, measure : arrays
        Places in ``frame``, and for each the code indicator * areas + area.
    rest : list of (places, reason)
        What was set aside: worse sources at one time, other series.
    """
    part = frame.iloc[rows]
    order = indicator_order(frame["indicator_id"].cat.categories)
    rank = np.array([order[c] for c in frame["indicator_id"].cat.categories])
    indicator = rank[part["indicator_id"].cat.codes.to_numpy()].astype(np.int64)
    n_areas = len(frame["area"].cat.categories)
    measure = indicator * n_areas + part["area"].cat.codes.to_numpy()
    n_series = len(frame["series"].cat.categories)
    line = measure * n_series + part["series"].cat.codes.to_numpy()
    half = np.round((part["year"].to_numpy() - 1900) * 2).astype(np.int64)
    sources = {name: i for i, name in enumerate(SOURCES)}
    source = np.array([sources[c] for c in frame["source_kind"].cat.categories])
    key = (line * 1024 + half) * 8 + source[part["source_kind"].cat.codes.to_numpy()]
    place = np.argsort(key, kind="stable")
    if (np.diff(key[place]) == 0).any():  # one source kind twice: by title, then value
        titles = part["source_title"].astype("str").factorize(sort=True)[0]
        place = np.lexsort((part["value"].to_numpy(), titles, key))
        _refuse_twins(part, key, titles, place)
    time = (key // 8)[place]
    first = np.diff(time, prepend=-1) != 0
    kept, rest = place[first], _worse(part, rows, place, first)
    best = _best_series(measure[kept], line[kept], half[kept])
    rest.append((rows[kept[~best]], "other_series"))
    kept = kept[best]
    return rows[kept], measure[kept], rest


def _refuse_twins(part: pd.DataFrame, key: Ints, titles: Ints, place: Ints) -> None:
    same = (np.diff(key[place]) == 0) & (np.diff(titles[place]) == 0)
    if same.any():
        bad = np.zeros(len(part), dtype=bool)
        bad[place[1:][same]] = bad[place[:-1][same]] = True
        rows = pd.Series(bad, index=part.index)
        raise fault(SchemaError, part, rows, "one value per time and source", "value")


def _worse(
    part: pd.DataFrame, rows: Ints, place: Ints, first: NDArray[np.bool_]
) -> list[tuple[Ints, str]]:
    """Values that a better source of the same time puts aside."""
    if first.all():
        return []
    values = part["value"].to_numpy()[place]
    winner = values[np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))]
    differs = ~first & (values != winner)
    return [
        (rows[place[differs]], "conflict"),
        (rows[place[~first & ~differs]], "same_value"),
    ]


def _best_series(measure: Ints, line: Ints, half: Ints) -> NDArray[np.bool_]:
    """Rows of the series with the latest value; of two, of the one with more values."""
    if len(line) == 0:
        return np.zeros(0, dtype=bool)
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    if len(starts) == len(np.flatnonzero(np.diff(measure, prepend=-1))):
        return np.ones(len(line), dtype=bool)
    counts = np.diff(starts, append=len(line))
    last = half[starts + counts - 1]
    order = np.lexsort((np.arange(len(starts)), -counts, -last, measure[starts]))
    first = np.diff(measure[starts][order], prepend=-1) != 0
    best = np.zeros(len(starts), dtype=bool)
    best[order[first]] = True
    return np.repeat(best, counts)
