"""Five methods in wide use on the same values: numbers, grades, agreement (11)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.forecast import known_rows
from soctrang_analysis.analysis.lines import Lines, of_lines
from soctrang_analysis.analysis.measures import Baselines, known_baselines, promised
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.scales import Floats
from soctrang_analysis.analysis.selection import observed_points
from soctrang_analysis.analysis.verdicts import Steps, Words, first_fit
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import conform

GOOD = ("met", "on_track")
BUFFER = 0.5  # percent a year
Opinion = tuple[pd.Series, Words]


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
    rows, lines = promised(points, goals, given)
    rows = known_rows(rows, lines, as_of, options)
    parts = []
    for method, (number, grade) in opinions(rows, lines, options).items():
        said = rows.assign(method=method, number=number, grade=grade)
        why, agrees = _reasons(rows, number), np.isin(grade, GOOD)
        parts.append(said.assign(agrees=agrees, empty_reason=why)[rows["n"] > 0])
    table = pd.concat(parts, ignore_index=True)
    return conform(table.astype({"year": "Int64"}), "second_opinions")


def _reasons(rows: pd.DataFrame, number: pd.Series) -> list[str]:
    """Why a method has no number, in both languages."""
    zero = (rows[["base", "latest", "target"]] <= 0).any(axis=1)
    code = np.select(
        [np.isfinite(number), rows["final"], rows["n"] < 2, zero],
        ["", "final", "one_value", "zero"],
        "few_values",
    )
    texts = {name: facts.both("words/empty_reasons", name) for name in {*code} - {""}}
    return [texts.get(name, "") for name in code]


def opinions(rows: pd.DataFrame, lines: Lines, options: Options) -> dict[str, Opinion]:
    """Number and grade of each method for each row; NaN and "" where not computable."""
    with np.errstate(all="ignore"):
        rows = _with_rates(rows)
        return {
            "growth_ratio": _growth_ratio(rows),
            "projected_distance": _projected_distance(rows),
            "aarr_ladder": _aarr_ladder(rows, lines, options),
            "mean_change": _mean_change(rows, lines),
            "linear_pace": _linear_pace(rows),
        }


def _with_rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Years and growth a year since the base and to the target; ``open`` ways to go."""
    base, latest, target = rows["base"], rows["latest"], rows["target"]
    past, left = (
        rows["latest_year"] - rows["base_year"],
        rows["due"] - rows["latest_year"],
    )
    whole = rows["due"] - rows["base_year"]
    positive = (base > 0) & (latest > 0) & (target > 0)
    return rows.assign(
        past=past,
        left=left,
        whole=whole,
        open=(past > 0) & (left > 0) & ((target - base).abs() > 1e-12),
        growth=((latest / base) ** (1 / past) - 1).where(positive),
        wanted=((target / base) ** (1 / whole) - 1).where(positive),
    )


def _graded(rows: pd.DataFrame, number: pd.Series, steps: Steps, last: str) -> Opinion:
    """The number, and the first grade that fits; empty where there is no way to go."""
    number = number.where(rows["open"] & np.isfinite(number))
    grade = first_fit(steps, np.array(last, dtype=object))
    grade[number.isna()] = ""
    return number, grade


def _growth_ratio(rows: pd.DataFrame) -> Opinion:
    ratio = rows["sign"] * rows["growth"] / rows["wanted"].abs()
    steps: Steps = [
        (rows["met"], "met"),
        (ratio >= 0.95, "on_track"),
        (ratio >= 0.60, "moderate"),
        (ratio >= 0, "limited"),
    ]
    return _graded(rows, ratio, steps, "deterioration")


def _projected_distance(rows: pd.DataFrame) -> Opinion:
    reach = rows["latest"] * (1 + rows["growth"]) ** rows["left"]
    share = (reach - rows["base"]) / (rows["target"] - rows["base"])
    steps: Steps = [
        (rows["met"] | (share >= 0.95), "on_track"),
        (share >= 0.10, "fair"),
    ]
    return _graded(rows, share, steps, "stagnation")


def _linear_pace(rows: pd.DataFrame) -> Opinion:
    pace = (rows["latest"] - rows["base"]) / rows["past"]
    ratio = pace / ((rows["target"] - rows["base"]) / rows["whole"])
    steps: Steps = [
        (ratio >= 1, "on_track"),
        (ratio >= 0.5, "moderate"),
        (ratio >= 0, "stagnating"),
    ]
    return _graded(rows, ratio, steps, "decreasing")


def _aarr_ladder(rows: pd.DataFrame, lines: Lines, options: Options) -> Opinion:
    """Log-linear yearly rate since the base against the required one, in percent."""
    base, target = (_rounded(rows[c], 1, options) for c in ("base", "target"))
    wanted = (target / base) ** (1 / rows["whole"]) - 1
    rate = _fitted_rate(rows, lines, options)[rows["measure"]]
    # Both are turned so that positive is the good way.
    found = _rounded(100 * rows["sign"] * rate, 2, options)
    needed = _rounded(100 * rows["sign"] * wanted, 2, options)
    found = found.where((base > 0) & (target > 0) & needed.notna())
    steps: Steps = [
        (rows["met"] | (found >= needed), "on_track"),
        (found > BUFFER, "some_progress"),
        (found >= -BUFFER, "no_progress"),
    ]
    return _graded(rows, found, steps, "worsening")


def _fitted_rate(rows: pd.DataFrame, lines: Lines, options: Options) -> Floats:
    """Yearly rate of each line since its base, by least squares on logarithms."""
    owner, place, size = lines.owner, lines.places, len(lines.start)
    since = lines.year[place] >= of_lines(rows, "base_year")[owner] - 1e-9
    owner, time = owner[since], lines.year[place][since]
    value = _rounded(pd.Series(lines.value[place][since]), 1, options).to_numpy()
    count = np.bincount(owner, minlength=size)

    def mean(x: Floats) -> Floats:
        return np.bincount(owner, x, size) / count

    z = np.log(value)
    dt, dz = time - mean(time)[owner], z - mean(z)[owner]
    rate = np.exp(mean(dt * dz) / mean(dt * dt)) - 1
    return np.where(np.bincount(owner, value <= 0, size) > 0, np.nan, rate)


def _rounded(values: pd.Series, places: int, options: Options) -> pd.Series:
    """Rounded where that is chosen, halves away from zero."""
    if not options.rounding:
        return values
    scaled = values.abs() * 10.0**places + 0.5 + 1e-9
    return pd.Series(np.sign(values) * np.floor(scaled) / 10.0**places)


def _mean_change(rows: pd.DataFrame, lines: Lines) -> Opinion:
    """Shortfall in percent of the way left by the mean of the last five changes."""
    mean = _recent_change(lines)[rows["measure"]]
    way = (rows["target"] - rows["latest"]).abs()
    missing = rows["target"] - (rows["latest"] + mean * rows["left"])
    shortfall = 100 * rows["sign"] * missing / way.where(way > 1e-12)
    steps: Steps = [
        (rows["met"], "met"),
        (rows["sign"] * mean <= 0, "wrong_way"),
        (shortfall < 5, "on_track"),
        (shortfall <= 20, "nearly"),
    ]
    return _graded(rows, shortfall, steps, "off")


def _recent_change(lines: Lines) -> Floats:
    """Mean of the last five changes a year of each line; NaN with fewer than three."""
    last = lines.between(np.maximum(lines.stop - 6, lines.start), lines.stop)
    owner, place, size = last.owner, last.places, len(last.start)
    inner = owner[1:] == owner[:-1]
    steps = (np.diff(lines.value[place]) / np.diff(lines.year[place]))[inner]
    count = np.bincount(owner[1:][inner], minlength=size)
    mean = np.bincount(owner[1:][inner], steps, size) / count
    return np.where(last.count >= 4, mean, np.nan)


def with_agreement(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """How many methods say met or on track, of those that can be computed: "3/5"."""
    grades = np.array([grade for _, grade in opinions(rows, lines, options).values()])
    good, of = np.isin(grades, GOOD).sum(axis=0), (grades != "").sum(axis=0)
    most = range(len(grades) + 1)
    words = [[f"{k}/{n}" if n else "" for n in most] for k in most]
    return rows.assign(agreement=np.array(words, dtype=object)[good, of])
