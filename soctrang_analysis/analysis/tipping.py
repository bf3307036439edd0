"""The value of the next report at which an answer changes (methods 18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.forecast import with_forecast
from soctrang_analysis.analysis.gathering import gathered, known_rows
from soctrang_analysis.analysis.lines import Bools, Lines, first_from
from soctrang_analysis.analysis.measures import Baselines
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE
from soctrang_analysis.analysis.scales import Floats, backward, forward
from soctrang_analysis.analysis.trend import drift_years
from soctrang_analysis.analysis.verdicts import with_evidence, with_status
from soctrang_analysis.door import year_of
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.numerals import show, show_chance, show_year
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

BATCH, MOST_STEPS = 500, 100_000  # of a search for a limit other than one half


def tipping(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    next_year: float,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """What the next report must show, one row per open milestone with a value.

    Parameters
    ----------
    plan, values, as_of, baselines, areas, options
        As in `assess`.
    next_year : float
        Year of the next report, after ``as_of``; milestones due before it are left out.

    Returns
    -------
    DataFrame
        The table ``tipping``: in the indicator's unit the value for an even chance, for
        the signal ``good`` (the same unless `Options` say otherwise; empty where no
        report could do it) and for the status ``on_track``; chance and status if
        nothing changes (``halt_chance``, ``halt_status``); a sentence in both
        languages, its numbers rounded so that they do it. Targets that must be held
        already have none.

    Raises
    ------
    PlanError
        If an argument breaks its contract, or ``next_year`` is not after ``as_of``.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> plan, values = soc_trang(), load_observations()
    >>> table = tipping(plan, values, as_of=2019, next_year=2020, areas=[plan.area])
    >>> row = table.query("indicator_id == '3b' and year == 2030").iloc[0]
    >>> row[["even_chance", "on_track"]].astype(float).round(3).tolist()
    [11.384, 12.025]
    """
    plan, as_of = known_plan(plan), year_of(as_of)
    options, next_year = options or Options(), year_of(next_year, "next_year")
    if not as_of < next_year <= plan.framework.years[-1] + 1:
        wanted = f"a year after {as_of:g}, within the plan"
        do = "give the year of the next report"
        found, where = f"{next_year:g}", "next_year"
        raise refused(wanted, found, do, where=where, kind=RangeError)
    bare, lines = gathered(
        plan, values, as_of=as_of, baselines=baselines, areas=areas, options=options
    )
    known = known_rows(bare, lines, as_of, options)
    open_ = ~known["final"].astype(bool) & ~known["live"] & known["target"].notna()
    open_ &= known["latest"].notna() & (known["due"] >= next_year)
    if not open_.any():
        return conform([], "tipping")
    bare, rows = bare[open_], known[open_]
    rows = rows.assign(next_year=next_year).pipe(_with_tips, lines, options)
    rows = rows.assign(good=_good_values(bare, rows, lines, options))
    halted = _reported(bare, lines, rows["latest"].to_numpy(), next_year, options)
    rows = rows.assign(
        halt_chance=halted["chance"].to_numpy(),
        halt_status=halted["status"].to_numpy(),
        year=rows["year"].astype("Int64"),
    )
    texts = {
        f"text_{lang}": [_sentence(row, lang) for row in rows.to_dict("records")]
        for lang in facts.LANGS
    }
    return conform(rows.assign(**texts), "tipping")


def _with_tips(rows: pd.DataFrame, lines: Lines, options: Options) -> pd.DataFrame:
    """``even_chance`` and ``on_track`` in closed form: means of target and first."""
    line, u = rows["measure"].to_numpy(), rows["next_year"].to_numpy(dtype=float)
    since = np.fmax(u - options.window, rows["given_year"].to_numpy())
    # With no other value in the new window it reaches back to the latest of today.
    first = np.minimum(first_from(lines, line, since), lines.stop[line] - 1)
    t_1, y_1 = lines.year[first], lines.value[first]
    scale, target = rows["scale"].to_numpy(), rows["target"].to_numpy()
    h = rows["due"].to_numpy() - u
    z_1, end = forward(y_1, scale), forward(target, scale)
    k = drift_years(h, u, options, 1.0) / (u - t_1 + options.drift_prior)
    even = backward((end + k * z_1) / (1 + k), scale)

    given, sign = rows["is_given"].to_numpy(bool), rows["sign"].to_numpy()
    moves = rows["base_provisional"].to_numpy(bool) & rows["basis"].eq("level")
    base = np.where(moves, y_1, rows["base"])
    goal = base + options.on_track * (target - base)
    c = drift_years(h, u, options, options.damping) / (u - t_1)
    track = backward((forward(goal, scale) + c * z_1) / (1 + c), scale)
    older = given & (rows["base_year"].to_numpy() < t_1 - TOLERANCE)
    # From an older base coverage can be had by standing still: the pace must be good.
    better = np.maximum(sign * track, np.minimum(sign * y_1 + rows["d"], sign * target))
    track = np.where(older, sign * better, track)
    meets = sign * (base - target) >= -TOLERANCE
    track = np.where(meets, np.where(given, np.nan, target), track)
    at_end = h < TOLERANCE
    return rows.assign(
        even_chance=np.where(at_end, target, even),
        on_track=np.where(at_end, target, track),
    )


def _reported(
    bare: pd.DataFrame, lines: Lines, values: Floats, u: float, options: Options
) -> pd.DataFrame:
    """Chance and status of each milestone if its next report showed a value."""
    line = bare["measure"].to_numpy()
    own = lines.between(lines.start[line], lines.stop[line])
    ends, place = np.cumsum(own.count), own.places
    year = np.insert(lines.year[place], ends, u)
    longer = Lines(
        year,
        np.insert(lines.value[place], ends, values),
        ends - own.count + np.arange(len(ends)),
        ends + np.arange(len(ends)) + 1,
    )
    rows = bare.assign(measure=np.arange(len(bare)), place=0).reset_index(drop=True)
    return (
        rows.pipe(known_rows, longer, u, options)
        .pipe(with_forecast, options)
        .pipe(with_evidence, longer)
        .pipe(with_status, longer, options)
    )


def _good_values(
    bare: pd.DataFrame, rows: pd.DataFrame, lines: Lines, options: Options
) -> Floats:
    """The smallest improvement that makes the signal good; NaN where none does."""
    if abs(options.good - 0.5) < TOLERANCE:
        return rows["even_chance"].to_numpy()
    found = np.full(len(rows), np.nan)
    for i, row in enumerate(rows.to_dict("records")):
        if row["due"] - row["next_year"] < TOLERANCE:
            found[i] = row["target"]
            continue
        one = bare.iloc[[i]]

        def reaches(
            values: Floats, row: Mapping[Any, Any] = row, one: pd.DataFrame = one
        ) -> Bools:
            many = one.iloc[np.zeros(len(values), dtype=int)]
            told = _reported(many, lines, values, row["next_year"], options)
            return np.asarray(told["chance"] >= options.good - TOLERANCE)

        found[i] = _first_step(row, reaches)
    return found


def _first_step(row: Mapping[Any, Any], reaches: Any) -> float:
    """Steps of d from the latest value to the first that reaches, then bisection.

    The chance is not monotone: a leap raises the noise too, so nothing is skipped.
    """
    sign, step, latest = row["sign"], row["d"], row["latest"]
    top = (
        facts.row("words/units", row["unit"])["top"] if row["unit"] == "percent" else ""
    )
    far = 10 * max(abs(row["target"] - latest), abs(row["target"]))
    room = (float(top) - latest if top else far) if sign > 0 else latest
    steps = min(int(np.floor(room / step + TOLERANCE)), MOST_STEPS)
    for start in range(0, steps + 1, BATCH):
        tried = np.arange(start, min(start + BATCH, steps + 1))
        good = reaches(np.clip(latest + sign * step * tried, 0.0, None))
        if good.any():
            at = int(tried[good.argmax()])
            return _bisected(latest, sign * step, at, reaches)
    return float("nan")


def _bisected(latest: float, step: float, at: int, reaches: Any) -> float:
    """The edge within one step; the latest value itself where that is enough."""
    if at == 0:
        return latest
    low, high = latest + step * (at - 1), latest + step * at
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(np.array([middle]))[0] else (middle, high)
    return high


def rounded_to_do(value: float, row: Mapping[Any, Any]) -> float:
    """A value rounded to the series' decimals in the good direction."""
    sign, step = row["sign"], row["d"]
    steps = np.ceil(sign * value / step - 1e-6)
    found = float(sign * steps * step)
    strict = row["comparator"] in ("<", ">") and abs(found - row["target"]) < TOLERANCE
    return found + sign * step if strict else found


def _sentence(row: Mapping[Any, Any], lang: str) -> str:
    """What the next report must show, and what a halt would mean."""
    places = round(-np.log10(row["d"]))
    percent = "%" if row["unit"] == "percent" else ""
    way = "up" if row["sign"] > 0 else "down"
    status = facts.said("words/statuses", row["halt_status"], lang)
    known: dict[str, str] = {
        "year": show_year(row["next_year"], lang),
        "due": show_year(row["due"], lang),
        "latest": show(row["latest"], lang) + percent,
        "chance": show_chance(row["halt_chance"], lang),
        "status": status[0].lower() + status[1:],
    }
    texts = []
    at_end = row["due"] - row["next_year"] < TOLERANCE
    for name in ("due_now",) if at_end else ("even_chance", "on_track"):
        needed = row["target"] if at_end else row[name]
        if np.isnan(needed):
            texts.append(facts.said("words/tipping", f"no_{name}", lang))
            continue
        value = rounded_to_do(needed, row)
        number = show(value, lang, places) + percent
        shown = facts.said("words/tipping", way, lang, value=number)
        text = facts.said("words/tipping", name, lang, value=shown, **known)
        no_better = row["sign"] * (row["latest"] - value) >= -TOLERANCE
        texts.append(
            text + (facts.said("words/tipping", "now", lang) if no_better else "")
        )
    halt = "halt" if np.isfinite(row["halt_chance"]) else "halt_final"
    texts.append(facts.said("words/tipping", halt, lang, **known))
    sentence = "; ".join(texts)
    return f"{sentence[0].upper()}{sentence[1:]}."
