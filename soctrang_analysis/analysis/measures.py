"""Measures: one row per indicator and area, with its baseline and its line."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import Ints, Lines, begins, half_year_key
from soctrang_analysis.analysis.segments import cut_at_breaks
from soctrang_analysis.errors import PlanError, RangeError, refused
from soctrang_analysis.reading.breaks import break_words
from soctrang_analysis.reading.plan import Plan

Baselines = Mapping[str | tuple[str, str], tuple[float, float]]
GIVEN = ["indicator_id", "area", "base_year", "base"]
LAST = ("series", "source", "cut", "bridged", "line_from")  # those of the last value


def known_baselines(
    plan: Plan,
    goals: pd.DataFrame,
    baselines: Baselines | None,
    *,
    as_of: float,
    areas: list[str] | None,
) -> pd.DataFrame:
    """Baselines as a table; a bare indicator means the plan's own area (methods 3)."""
    units = goals.set_index("indicator_id")["unit"].to_dict()
    rows = []
    for key, (year, value) in _pairs(baselines).items():
        name, area = key if isinstance(key, tuple) else (key, plan.own_area)
        _check_baseline(key, units.get(name), (year, value), as_of)
        if areas is None or area in areas:
            rows.append((name, area, float(year), float(value)))
    return pd.DataFrame(rows, columns=GIVEN)


def _pairs(baselines: Any) -> Mapping[Any, tuple[Any, Any]]:
    """Baselines as handed in, if each is a year and a value."""
    known = {} if baselines is None else baselines
    fits = isinstance(known, Mapping) and all(map(_is_pair, known.values()))
    if not fits:
        raise refused(
            "a year and a value of each indicator", repr(baselines),
            'give it as {"1": (2020, 70.0)} or {("1", area): (2020, 70.0)}',
            where="baselines", kind=RangeError,
        )  # fmt: skip
    return dict(known)


def _is_pair(given: object) -> bool:
    """Whether something is two numbers."""
    pair = isinstance(given, tuple | list) and len(given) == 2
    return pair and all(isinstance(x, Real) for x in given)  # type: ignore[attr-defined]


def _check_baseline(
    key: object, unit: str | None, given: tuple[float, float], as_of: float
) -> None:
    """Refuse a baseline of nothing promised, of no half-year, or out of bounds."""
    year, value = given
    top = facts.row("words/units", unit)["top"] if unit else "0"
    in_time = 1990 <= year <= as_of and (2 * year) % 1 == 0
    in_bounds = 0 <= value <= float(top or np.finfo(float).max)
    if not (unit and in_time and in_bounds):
        raise refused(
            "an indicator with a target, a half-year up to as_of, a value of its unit",
            f"({year}, {value})",
            'give it as {"1": (2020, 70.0)} or {("1", area): (2020, 70.0)}',
            where=f"baseline {key}", kind=RangeError,
        )  # fmt: skip


def with_baselines(points: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """The points with the baselines: a measured baseline is an observation (3)."""
    new = []
    for row in given.to_dict("records"):
        own = points["indicator_id"].eq(row["indicator_id"])
        line = points[own & points["area"].eq(row["area"])]
        there = line[(line["year"] - row["base_year"]).abs() < 0.25]
        if there.empty:
            series = line["series"].astype(object).max() if len(line) else ""
            point = {
                "series": series,
                "source": "",
                "year": row["base_year"],
                "value": row["base"],
                "obs_status": "",
            }
            new.append({key: row[key] for key in GIVEN[:2]} | point)
        elif abs(there["value"].iloc[0] - row["base"]) > 1e-9:
            raise _contradiction(row, there["value"].iloc[0])
    return pd.concat([points, pd.DataFrame(new)]) if new else points


def _contradiction(row: Mapping[Any, Any], observed: float) -> PlanError:
    return refused(
        f"the observed {observed:g} of {row['base_year']:g}", f"{row['base']:g}",
        "leave out the baseline or the observation",
        where=f"baseline of {row['indicator_id']}, {row['area']}", kind=RangeError,
    )  # fmt: skip


def _places(column: pd.Series, order: list[str]) -> Ints:
    codes = column.astype("category").cat.set_categories(order).cat.codes
    return codes.to_numpy().astype(np.int64)


def _words(column: pd.Series, places: Ints) -> np.ndarray:
    return column.iloc[places].astype(object).to_numpy()


def gather(points: pd.DataFrame, goals: pd.DataFrame) -> tuple[pd.DataFrame, Lines]:
    """One row per measure, sorted, and the line of each; ``measure`` numbers them.

    ``cut`` and ``bridged`` are the last breaks of the line, ``line_from`` its first
    year where one cuts it (`cut_at_breaks`).
    """
    ids = [*goals["indicator_id"].unique()]
    areas = sorted(points["area"].unique())
    code = _places(points["indicator_id"], ids) * len(areas)
    code += _places(points["area"], areas)
    time = points["year"].fillna(1900).to_numpy()
    order = np.argsort(half_year_key(code, time), kind="stable")
    code, points = code[order], points.iloc[order]
    first = begins(code)
    valued = points["year"].notna().to_numpy()
    line_of = code[valued]
    start = np.searchsorted(line_of, code[first], "left")
    stop = np.searchsorted(line_of, code[first], "right")
    year, value = (points[c].to_numpy()[valued] for c in ("year", "value"))
    last = np.flatnonzero(np.diff(code, append=-1))
    measures = pd.DataFrame(
        {
            "measure": np.arange(len(start)),
            "indicator_id": np.array(ids, dtype=object)[code[first] // len(areas)],
            "area": np.array(areas, dtype=object)[code[first] % len(areas)],
            **{name: _words(points[name], last) for name in LAST},
        }
    )
    numbers = {"cut": np.int64, "bridged": np.int64, "line_from": float}
    return measures.astype(numbers), Lines(year, value, start, stop)


def _with_given(measures: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """``base_year`` and ``base`` of each measure, NaN where the user gave none."""
    if given.empty:
        return measures.assign(base_year=np.nan, base=np.nan)
    keys = ["indicator_id", "area"]
    return measures.merge(given, on=keys, how="left", validate="one_to_one")


def promised_rows(
    points: pd.DataFrame, goals: pd.DataFrame, given: pd.DataFrame, framework: str
) -> tuple[pd.DataFrame, Lines]:
    """Every milestone of every measure, ``place`` 0, 1, ... in it, and the lines."""
    points = cut_at_breaks(with_baselines(points, given), framework)
    measures, lines = gather(points, goals)
    measures = _with_given(measures, given)
    _check_breaks(measures)
    rows = measures.merge(goals, on="indicator_id", how="left", validate="many_to_many")
    return rows.assign(place=rows.groupby("measure").cumcount()), lines


def _check_breaks(measures: pd.DataFrame) -> None:
    """Refuse a baseline that a break keeps apart from the values."""
    apart = measures[measures["base_year"] < measures["line_from"]]
    for row in apart.head(1).to_dict("records"):
        why = break_words(int(row["cut"]), "en")
        raise refused(
            f"a year from {row['line_from']:g} on ({why})", f"{row['base_year']:g}",
            "give a baseline after the break, or none",
            where=f"baseline of {row['indicator_id']}, {row['area']}", kind=RangeError,
        )  # fmt: skip
