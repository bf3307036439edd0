"""Five methods in wide use on the same values: numbers, grades, agreement (methods 11)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis import facts
from soctrang_analysis.analysis.forecast import known_rows
from soctrang_analysis.analysis.lines import Bools, Lines, of_lines
from soctrang_analysis.analysis.measures import (
    Baselines,
    gather,
    known_baselines,
    promised,
    with_baselines,
)
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.scales import Floats
from soctrang_analysis.analysis.selection import observed_points
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import conform

GOOD = ("met", "on_track")
BUFFER = 0.5  # percent a year
Grades = NDArray[np.object_]
Opinion = tuple[Floats, Grades]
Steps = list[tuple[object, str]]


def second_opinions(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """What five methods say, one row per indicator, area, milestone and method.

    Parameters
    ----------
    plan, values, as_of, baselines, areas, options
        As in `assess`.

    Returns
    -------
    DataFrame
        The table ``second_opinions``: ``number`` is the ratio of ``growth_ratio``,
        ``projected_distance`` and ``linear_pace``, percent a year of ``aarr_ladder``
        (positive is the good way), and percent short of ``mean_change``. Where a method
        would need a logarithm or ratio of 0 it is empty, with the reason.

    Raises
    ------
    PlanError
        If values, targets, baselines, areas or options break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> plan, values = soc_trang(), load_observations()
    >>> table = second_opinions(plan, values, as_of=2019, areas=[plan.area])
    >>> rows = table.query("indicator_id == '3b' and year == 2025")
    >>> int(rows["agrees"].sum())
    5
    """
    options = options or Options()
    goals = milestones(plan, options)
    points = observed_points(plan, goals, values, as_of=as_of, areas=areas)
    given = known_baselines(plan, goals, baselines, as_of=as_of, areas=areas)
    measures, lines = gather(with_baselines(points, given), goals, given)
    rows = known_rows(promised(measures, goals), lines, as_of, options)
    parts = [
        rows.assign(
            method=method,
            number=number,
            grade=grade,
            agrees=np.isin(grade, GOOD),
            empty_reason=_reasons(rows, number),
        )[rows["n"] > 0]
        for method, (number, grade) in opinions(rows, lines, options).items()
    ]
    table = pd.concat(parts, ignore_index=True)
    return conform(table.astype({"year": "Int64"}), "second_opinions")


def _reasons(rows: pd.DataFrame, number: Floats) -> Grades:
    """Why a method has no number, in both languages."""
    zero = (rows[["base", "latest", "target"]] <= 0).any(axis=1)
    code = np.select(
        [np.isfinite(number), rows["final"], rows["n"] < 2, zero],
        ["", "final", "one_value", "zero"],
        "few_values",
    )
    texts = {name: facts.both("words/empty_reasons", name) for name in {*code} - {""}}
    return np.array([texts.get(name, "") for name in code], dtype=object)


def graded(number: Floats, steps: Steps, last: str) -> Opinion:
    """A number with the grade of the first step that fits; empty where there is none."""
    conditions = [np.asarray(c, dtype=bool) for c, _ in steps]
    grade = np.select(conditions, [g for _, g in steps], last).astype(object)
    grade[~np.isfinite(number)] = ""
    return np.where(np.isfinite(number), number, np.nan), grade


def opinions(rows: pd.DataFrame, lines: Lines, options: Options) -> dict[str, Opinion]:
    """Number and grade of each method for each row; NaN and "" where not computable."""
    past = rows["latest_year"] - rows["base_year"]
    ahead = rows["due"] - rows["latest_year"]
    far = (rows["target"] - rows["base"]).abs() > 1e-12
    open_ = ((past > 0) & (ahead > 0) & far).to_numpy()
    found = {
        "growth_ratio": _growth_ratio,
        "projected_distance": _projected_distance,
        "aarr_ladder": _aarr_ladder,
        "mean_change": _mean_change,
        "linear_pace": _linear_pace,
    }
    with np.errstate(all="ignore"):
        return {
            name: found[name](rows, lines, open_, options)
            for name in facts.column("words/methods", "name_vi")
        }


def _rates(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Growth a year from base to latest, and from base to target."""
    base, latest, target = (rows[c].to_numpy() for c in ("base", "latest", "target"))
    past = (rows["latest_year"] - rows["base_year"]).to_numpy()
    whole = (rows["due"] - rows["base_year"]).to_numpy()
    positive = (base > 0) & (latest > 0) & (target > 0)
    growth = np.where(positive, (latest / base) ** (1 / past) - 1, np.nan)
    wanted = np.where(positive, (target / base) ** (1 / whole) - 1, np.nan)
    return growth, wanted


def _growth_ratio(rows: pd.DataFrame, _: Lines, open_: Bools, __: Options) -> Opinion:
    growth, wanted = _rates(rows)
    ratio = rows["sign"].to_numpy() * growth / np.abs(wanted)
    ratio = np.where(open_, ratio, np.nan)
    steps: Steps = [
        (rows["met"], "met"),
        (ratio >= 0.95, "on_track"),
        (ratio >= 0.60, "moderate"),
        (ratio >= 0, "limited"),
    ]
    return graded(ratio, steps, "deterioration")


def _projected_distance(
    rows: pd.DataFrame, _: Lines, open_: Bools, __: Options
) -> Opinion:
    base, latest, target = (rows[c].to_numpy() for c in ("base", "latest", "target"))
    ahead = (rows["due"] - rows["latest_year"]).to_numpy()
    reach = latest * (1 + _rates(rows)[0]) ** ahead
    distance = np.where(open_, (reach - base) / (target - base), np.nan)
    steps: Steps = [
        (rows["met"] | (distance >= 0.95), "on_track"),
        (distance >= 0.10, "fair"),
    ]
    return graded(distance, steps, "stagnation")


def _linear_pace(rows: pd.DataFrame, _: Lines, open_: Bools, __: Options) -> Opinion:
    base, latest, target = (rows[c].to_numpy() for c in ("base", "latest", "target"))
    past = (rows["latest_year"] - rows["base_year"]).to_numpy()
    whole = (rows["due"] - rows["base_year"]).to_numpy()
    linear = ((latest - base) / past) / ((target - base) / whole)
    linear = np.where(open_, linear, np.nan)
    steps: Steps = [
        (linear >= 1, "on_track"),
        (linear >= 0.5, "moderate"),
        (linear >= 0, "stagnating"),
    ]
    return graded(linear, steps, "decreasing")


def _aarr_ladder(
    rows: pd.DataFrame, lines: Lines, open_: Bools, options: Options
) -> Opinion:
    """Log-linear yearly rate since the base against the required one, in percent.

    Both are turned so that positive is the good way.
    """
    sign, places = rows["sign"].to_numpy(), options.rounding
    base, target = (_rounded(rows[c].to_numpy(), 1, places) for c in ("base", "target"))
    whole = (rows["due"] - rows["base_year"]).to_numpy()
    positive = (base > 0) & (target > 0)
    wanted = np.where(positive, (target / base) ** (1 / whole), np.nan)
    rate = _fitted_rate(rows, lines, options)[rows["measure"].to_numpy()]
    found = _rounded(100 * sign * rate, 2, places)
    needed = _rounded(100 * sign * (wanted - 1), 2, places)
    found = np.where(open_ & ~np.isnan(needed), found, np.nan)
    steps: Steps = [
        (rows["met"] | (found >= needed), "on_track"),
        (found > BUFFER, "some_progress"),
        (found >= -BUFFER, "no_progress"),
    ]
    return graded(found, steps, "worsening")


def _fitted_rate(rows: pd.DataFrame, lines: Lines, options: Options) -> Floats:
    """Yearly rate of each line since its base, by least squares on logarithms."""
    owner, place, size = lines.owner, lines.places, len(lines.start)
    since = lines.year[place] >= of_lines(rows, "base_year")[owner] - 1e-9
    time, value = lines.year[place], _rounded(lines.value[place], 1, options.rounding)
    z = np.log(value)

    def mean(x: Floats) -> Floats:
        count = np.bincount(owner[since], minlength=size)
        return np.bincount(owner[since], x[since], size) / count

    dt, dz = time - mean(time)[owner], z - mean(z)[owner]
    rate = np.exp(mean(dt * dz) / mean(dt * dt)) - 1
    no_logarithm = np.bincount(owner[since], value[since] <= 0, size) > 0
    return np.where(no_logarithm, np.nan, rate)


def _rounded(values: Floats, places: int, wanted: bool) -> Floats:
    """Rounded where wanted, halves away from zero."""
    if not wanted:
        return values
    scaled = np.abs(values) * 10.0**places
    return np.sign(values) * np.floor(scaled + 0.5 + 1e-9) / 10.0**places


def _mean_change(rows: pd.DataFrame, lines: Lines, open_: Bools, _: Options) -> Opinion:
    """Shortfall in percent of the way left by the mean of the last five changes."""
    last = lines.between(np.maximum(lines.stop - 6, lines.start), lines.stop)
    owner, place, size = last.owner, last.places, len(last.start)
    inner = owner[1:] == owner[:-1]
    steps = (np.diff(lines.value[place]) / np.diff(lines.year[place]))[inner]
    count = np.bincount(owner[1:][inner], minlength=size)
    of_line = np.bincount(owner[1:][inner], steps, size) / count
    mean = np.where(last.count >= 4, of_line, np.nan)[rows["measure"].to_numpy()]
    latest, target = rows["latest"].to_numpy(), rows["target"].to_numpy()
    sign, ahead = (
        rows["sign"].to_numpy(),
        (rows["due"] - rows["latest_year"]).to_numpy(),
    )
    way = np.abs(target - latest)
    way = np.where(way > 1e-12, way, np.nan)
    shortfall = 100 * sign * (target - (latest + mean * ahead)) / way
    shortfall = np.where(open_, shortfall, np.nan)
    rungs: Steps = [
        (rows["met"], "met"),
        (sign * mean <= 0, "wrong_way"),
        (shortfall < 5, "on_track"),
        (shortfall <= 20, "nearly"),
    ]
    return graded(shortfall, rungs, "off")


def with_agreement(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """How many methods say met or on track, of those that can be computed: "3/5"."""
    found = opinions(rows, lines, options).values()
    good = sum(np.isin(grade, GOOD).astype(int) for _, grade in found)
    of = sum((grade != "").astype(int) for _, grade in found)
    most = range(len(found) + 1)
    words = [[f"{k}/{n}" if n else "" for n in most] for k in most]
    return rows.assign(agreement=np.array(words, dtype=object)[good, of])
