"""Five methods in wide use on the same values: their numbers and grades (11)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.gathering import gathered, known_rows
from soctrang_analysis.analysis.lines import Lines, of_lines
from soctrang_analysis.analysis.measures import Baselines
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.scales import Floats
from soctrang_analysis.analysis.verdicts import (
    Steps,
    Words,
    first_fit,
    recent_changes,
)
from soctrang_analysis.door import year_of
from soctrang_analysis.reading.plan import Plan, known_plan
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
    plan, as_of = known_plan(plan), year_of(as_of)
    options = options or Options()
    rows, lines = gathered(
        plan, values, as_of=as_of, baselines=baselines, areas=areas, options=options
    )
    rows = known_rows(rows, lines, as_of, options)
    parts = [
        rows.assign(
            method=method,
            number=number,
            grade=grade,
            agrees=np.isin(grade, GOOD),
            empty_reason=_reasons(rows, method, number),
        )[rows["n"] > 0]
        for method, (number, grade) in opinions(rows, lines, options).items()
    ]
    table = pd.concat(parts, ignore_index=True)
    return conform(table.astype({"year": "Int64"}), "second_opinions")


def _reasons(rows: pd.DataFrame, method: str, number: pd.Series) -> list[str]:
    """Why a method has no number, in both languages."""
    ratio = bool(facts.row("words/methods", method)["ratio"])
    at_target = (rows["latest"] - rows["target"]).abs() < TOLERANCE
    code = np.select(
        [np.isfinite(number), rows["final"], rows["n"] < 2, rows["base_meets"],
         np.full(len(rows), ratio), at_target],
        ["", "final", "one_value", "base_meets", "zero", "at_target"],
        "few_values",
    )  # fmt: skip
    texts = {name: facts.both("words/empty_reasons", name) for name in {*code} - {""}}
    return [texts.get(name, "") for name in code]


def opinions(rows: pd.DataFrame, lines: Lines, options: Options) -> dict[str, Opinion]:
    """Number and grade of each method for each row; NaN and "" where not computable."""
    found = {
        "growth_ratio": _growth_ratio,
        "projected_distance": _projected_distance,
        "aarr_ladder": _aarr_ladder,
        "mean_change": _mean_change,
        "linear_pace": _linear_pace,
    }
    with np.errstate(all="ignore"):
        rows = rows.pipe(_with_spans).pipe(_with_rates)
        return {
            name: found[name](rows, lines, options)
            for name in facts.column("words/methods", "name_vi")
        }


def _with_spans(rows: pd.DataFrame) -> pd.DataFrame:
    """Years since the base, left, and in all; ``open`` where there is a way to go."""
    past = rows["latest_year"] - rows["base_year"]
    left = rows["due"] - rows["latest_year"]
    ahead = ~rows["final"].astype(bool) & ~rows["base_meets"]
    return rows.assign(
        past=past,
        left=left,
        whole=rows["due"] - rows["base_year"],
        open=(past > 0) & (left > 0) & ahead,
    )


def _with_rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Growth a year from base to latest, and from base to target."""
    base, latest, target = rows["base"], rows["latest"], rows["target"]
    positive = (base > 0) & (latest > 0) & (target > 0)
    growth = (latest / base) ** (1 / rows["past"]) - 1
    wanted = (target / base) ** (1 / rows["whole"]) - 1
    return rows.assign(growth=growth.where(positive), wanted=wanted.where(positive))


def at_least(numbers: pd.Series, limit: float) -> pd.Series:
    """Whether numbers reach a limit; one on the line to the last bit does."""
    return numbers >= limit - TOLERANCE


def _graded(rows: pd.DataFrame, number: pd.Series, steps: Steps, last: str) -> Opinion:
    """The number, and the first grade that fits; empty where there is no way to go."""
    number = number.where(rows["open"] & np.isfinite(number))
    grade = first_fit(steps, np.array(last, dtype=object))
    grade[number.isna()] = ""
    return number, grade


def _growth_ratio(rows: pd.DataFrame, _: Lines, __: Options) -> Opinion:
    ratio = rows["sign"] * rows["growth"] / rows["wanted"].abs()
    steps: Steps = [
        (rows["met"], "met"),
        (at_least(ratio, 0.95), "on_track"),
        (at_least(ratio, 0.60), "moderate"),
        (at_least(ratio, 0), "limited"),
    ]
    return _graded(rows, ratio, steps, "deterioration")


def _projected_distance(rows: pd.DataFrame, _: Lines, __: Options) -> Opinion:
    reach = rows["latest"] * (1 + rows["growth"]) ** rows["left"]
    share = (reach - rows["base"]) / (rows["target"] - rows["base"])
    steps: Steps = [
        (rows["met"] | at_least(share, 0.95), "on_track"),
        (at_least(share, 0.10), "fair"),
    ]
    return _graded(rows, share, steps, "stagnation")


def _linear_pace(rows: pd.DataFrame, _: Lines, __: Options) -> Opinion:
    pace = (rows["latest"] - rows["base"]) / rows["past"]
    ratio = pace / ((rows["target"] - rows["base"]) / rows["whole"])
    steps: Steps = [
        (at_least(ratio, 1), "on_track"),
        (at_least(ratio, 0.5), "moderate"),
        (at_least(ratio, 0), "stagnating"),
    ]
    return _graded(rows, ratio, steps, "decreasing")


def _aarr_ladder(rows: pd.DataFrame, lines: Lines, options: Options) -> Opinion:
    """Log-linear yearly rate since the base against the required one, in percent.

    Both are turned so that positive is the good way.
    """
    base, target = (_rounded(rows[c], 1, options) for c in ("base", "target"))
    wanted = (target / base) ** (1 / rows["whole"]) - 1
    rate = _fitted_rate(rows, lines, options)[rows["measure"]]
    found = _rounded(100 * rows["sign"] * rate, 2, options)
    needed = _rounded(100 * rows["sign"] * wanted, 2, options)
    found = found.where((target > 0) & needed.notna())
    steps: Steps = [
        (rows["met"] | at_least(found - needed, 0), "on_track"),
        (~at_least(-found, -options.buffer), "some_progress"),
        (at_least(found, -options.buffer), "no_progress"),
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


def _mean_change(rows: pd.DataFrame, lines: Lines, _: Options) -> Opinion:
    """Shortfall in percent of the way left by the mean of the last five changes."""
    mean = recent_changes(lines)[0][rows["measure"]]
    way = (rows["target"] - rows["latest"]).abs()
    missing = rows["target"] - (rows["latest"] + mean * rows["left"])
    shortfall = 100 * rows["sign"] * missing / way.where(way > TOLERANCE)
    steps: Steps = [
        (rows["met"], "met"),
        (~(rows["sign"] * mean > TOLERANCE), "wrong_way"),
        (~at_least(shortfall, 5), "on_track"),
        (at_least(-shortfall, -20), "nearly"),
    ]
    return _graded(rows, shortfall, steps, "off")


def with_agreement(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """How many methods say met or on track, of those that can be computed: "3/5"."""
    grades = np.array([grade for _, grade in opinions(rows, lines, options).values()])
    grades[:, rows["status"].eq("no_data")] = ""
    good, of = np.isin(grades, GOOD).sum(axis=0), (grades != "").sum(axis=0)
    most = range(len(grades) + 1)
    words = [[f"{k}/{n}" if n else "" for n in most] for k in most]
    return rows.assign(agreement=np.array(words, dtype=object)[good, of])
