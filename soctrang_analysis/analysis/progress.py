"""Where the observed values stand: one row per indicator, area and milestone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.judge import (
    class_of,
    confidence_of,
    headlines,
    statuses,
    verdicts,
)
from soctrang_analysis.analysis.lines import Baselines, gather
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.needed import required_change
from soctrang_analysis.analysis.opinions import agreement
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.paths import TOLERANCE, meets, path_at, time_at
from soctrang_analysis.analysis.reasons import empty_reasons, sentences
from soctrang_analysis.analysis.scales import Floats, forward
from soctrang_analysis.analysis.setup import anchors, rows_of, scaled, with_base
from soctrang_analysis.analysis.trend import (
    Lines,
    Trend,
    projected,
    resolution,
    trend,
    window,
)
from soctrang_analysis.metadata import lookup
from soctrang_analysis.reading.bundled import load_targets
from soctrang_analysis.schema import columns


def assess(
    observations: pd.DataFrame | None,
    *,
    as_of: float,
    targets: pd.DataFrame | None = None,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
    reasons: bool = True,
) -> pd.DataFrame:
    """Status, gap, required change and chance of every milestone.

    Parameters
    ----------
    observations : DataFrame or None
        Table ``observations``, or one `read_observations` accepts.
    as_of : float
        Year of the assessment; never the clock.
    targets : DataFrame, optional
        Table ``targets``; that of the bundled plan without it.
    baselines : mapping, optional
        indicator_id, or (indicator_id, area), -> (year, value).
    areas : iterable of str, optional
        Areas wanted; all without it.
    options : Options, optional
        Choices of the method.
    reasons : bool
        Whether to write the sentences ``reason_vi`` and ``reason_en``.

    Returns
    -------
    DataFrame
        The table ``progress``, one row per (indicator_id, area, year).

    Raises
    ------
    PlanError
        If observations, targets or baselines break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations
    >>> table = assess(load_observations(), as_of=2019, areas=["Sóc Trăng"])
    >>> row = table.query("indicator_id == '3b' and year == 2030").iloc[0]
    >>> row["status"], *row[["projection", "chance"]].astype(float).round(3).tolist()
    ('needs_push', 10.353, 0.307)
    """
    options = options or Options()
    rows, measures, lines, found = prepare(
        observations, as_of, targets, baselines, areas, options
    )
    rows = _forecast(rows, measures, found, options)
    rows = required_change(rows)
    rows = _position(rows, measures, compound=options.fall == "compound")
    rows = verdicts(rows, lines)
    rows = _judged(rows, options)
    rows["agreement"] = agreement(rows, lines, measures, options)
    rows["stale"] = as_of - rows["latest_year"] > options.stale
    rows["empty_reason"] = empty_reasons(rows)
    return _finished(rows, measures, sentences(rows) if reasons else None, options)


def prepare(
    observations: pd.DataFrame | None,
    as_of: float,
    targets: pd.DataFrame | None,
    baselines: Baselines | None,
    areas: Iterable[str] | None,
    options: Options,
) -> tuple[pd.DataFrame, pd.DataFrame, Lines, Trend]:
    """Milestones with what is known of each, their measures, lines and trends."""
    goals = milestones(load_targets() if targets is None else targets, options)
    measures, lines = gather(
        observations, goals, as_of=as_of, baselines=baselines or {}, areas=areas,
        options=options,
    )  # fmt: skip
    rows = rows_of(measures, goals)
    measures, rows = with_base(measures, rows, lines, options)
    win = window(lines, measures["given_year"].to_numpy(), options.window)
    d = resolution(win, rows["measure"].to_numpy(), rows["target"].to_numpy())
    measures = scaled(measures, rows, win, options)
    scale = measures["scale"].to_numpy()
    found = trend(win, scale, d if options.noise_floor else d * 0, options)
    rows = _state(rows, measures, lines, found, as_of, d)
    return rows, measures, lines, found


def _state(
    rows: pd.DataFrame,
    measures: pd.DataFrame,
    lines: Lines,
    found: Trend,
    as_of: float,
    d: Floats,
) -> pd.DataFrame:
    """What is known of each row before any forecast."""
    m = rows["measure"].to_numpy()
    latest, latest_year = lines.last[m], lines.last_year[m]
    due, target = rows["due"].to_numpy(), rows["target"].to_numpy()
    hold = rows["hold"].to_numpy(dtype=bool)
    comparator = rows["comparator"].to_numpy()
    live = hold & (latest_year >= rows["first_year"].to_numpy() - TOLERANCE)
    over = (latest_year >= due - TOLERANCE) | (due < as_of)
    ended = live & (latest_year >= rows["last_year"].to_numpy() - TOLERANCE)
    base = measures["base"].to_numpy()[m]
    return rows.assign(
        n=found.n[m],
        latest=latest,
        latest_year=latest_year,
        d=d[m],
        scale=measures["scale"].to_numpy()[m],
        base=base,
        base_year=measures["base_year"].to_numpy()[m],
        live=live & ~ended,
        final=np.where(live, ended, over),
        ended=ended,
        met=meets(latest, target, comparator),
        base_meets=meets(base, target, comparator)
        | (np.abs(base - target) < TOLERANCE),
        pace=found.pace[m],
        pace_low=found.low[m],
        pace_high=found.high[m],
        clear=(found.n[m] >= 3) & ((found.low[m] > 0) | (found.high[m] < 0)),
        h=np.where(live, 1.0, due - latest_year),
        fallback=measures["fallback"].to_numpy()[m],
    )


def _forecast(
    rows: pd.DataFrame, measures: pd.DataFrame, found: Trend, options: Options
) -> pd.DataFrame:
    """Projection, interval, chance and coverage of rows whose verdict is open."""
    from scipy.special import stdtr

    open_ = ~rows["final"].to_numpy(dtype=bool)
    h = np.where(open_, rows["h"], np.nan)
    m, scale = rows["measure"].to_numpy(), rows["scale"].to_numpy()
    out = projected(found, m, h, scale, options)
    target, base = rows["target"].to_numpy(), rows["base"].to_numpy()
    goal, sign = forward(target, scale), rows["sign"].to_numpy()
    top = np.where(rows["unit"].eq("percent"), 100.0, np.inf)
    bounded = {k: np.clip(out[k], 0.0, top) for k in out if k not in ("z", "se")}
    names = ("projection", "low", "high")
    clipped = np.any([bounded[k] != out[k] for k in names], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = stdtr(
            np.maximum(rows["n"] - 2, 1), sign * (out["z"] - goal) / out["se"]
        )
        sure = meets(out["projection"], target, rows["comparator"].to_numpy())
        chance = np.where(out["se"] == 0, np.where(sure, 1.0, 0.0), chance)
        no_sense = rows["base_meets"] | rows["live"]
        need = np.where(no_sense, np.nan, target - base)
        coverage = (bounded["projection"] - base) / need
        ends = [(bounded[k] - base) / need for k in ("slow_end", "fast_end")]
    return rows.assign(
        projection=_finite(bounded["projection"]),
        low=_finite(bounded["low"]),
        high=_finite(bounded["high"]),
        clipped=clipped & ~np.isnan(bounded["projection"]),
        overflow=np.any([np.isinf(bounded[k]) for k in names], axis=0),
        level=np.where(np.isnan(bounded["low"]), np.nan, options.level),
        chance=np.asarray(chance, dtype=float),
        fails=~meets(bounded["projection"], target, rows["comparator"].to_numpy()),
        coverage=_finite(coverage),
        coverage_low=_finite(np.minimum(*ends)),
        coverage_high=_finite(np.maximum(*ends)),
        needed_pace=(goal - found.z[m]) / h,
    )


def _finite(values: Floats) -> Floats:
    """Numbers that cannot be given are empty."""
    return np.where(np.isfinite(values), values, np.nan)


def _position(
    rows: pd.DataFrame, measures: pd.DataFrame, *, compound: bool
) -> pd.DataFrame:
    """Path value, gap, years ahead and shares at the latest value."""
    times, values, scale = anchors(rows, measures, compound=compound)
    m = rows["measure"].to_numpy()
    latest = np.full(len(measures), np.nan)
    year = np.full(len(measures), np.nan)
    latest[m], year[m] = rows["latest"], rows["latest_year"]
    held = np.zeros(len(measures), dtype=bool)
    held[m] = rows["hold"]
    last = np.nanmax(times, axis=1, initial=-np.inf)
    path = path_at(np.where(held, np.minimum(year, last), year), times, values, scale)
    ahead = time_at(latest, times, values, scale) - year
    base, target = rows["base"].to_numpy(), rows["target"].to_numpy()
    need = np.where(rows["base_meets"], np.nan, target - base)
    gap = rows["latest"].to_numpy() - path[m]
    gap = np.where(np.abs(gap) < TOLERANCE, 0.0, gap)
    return rows.assign(
        path_value=path[m],
        gap_good=rows["sign"].to_numpy() * gap,
        years_ahead=ahead[m],
        share_done=_finite((rows["latest"].to_numpy() - base) / need),
        share_due=_finite((path[m] - base) / need),
    )


def _judged(rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Status, confidence and headline."""
    limits = (options.stagnant, options.slow, options.needs_push, options.on_track)
    grades = [
        class_of(rows[c].to_numpy(), limits)
        for c in ("coverage", "coverage_low", "coverage_high")
    ]
    rows = rows.assign(status=statuses(rows, grades[0]))
    rows["confidence"] = confidence_of(rows, grades)
    rows["headline"] = headlines(rows)
    return rows


def _finished(
    rows: pd.DataFrame,
    measures: pd.DataFrame,
    texts: tuple[list[str], list[str]] | None,
    options: Options,
) -> pd.DataFrame:
    """The columns of the contract, in its order."""
    m = rows["measure"].to_numpy()
    signals = {k: v["signal"] for k, v in lookup("statuses", "status").items()}
    table = rows.assign(
        indicator_id=measures["indicator_id"].to_numpy()[m],
        area=measures["area"].to_numpy()[m],
        series=measures["series"].to_numpy()[m],
        base_provisional=measures["base_provisional"].to_numpy()[m],
        year=rows["year"].astype("Int64"),
        scale=np.array(SCALES, dtype=object)[rows["scale"]],
        signal=rows["status"].map(signals),
        reason_vi=texts[0] if texts else "",
        reason_en=texts[1] if texts else "",
    )
    spec = {row["column"]: row["dtype"] for row in columns("progress")}
    return table[list(spec)].astype(spec)
