"""Where each milestone stands: forecast, required change, place on the path."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.bases import anchors
from soctrang_analysis.analysis.lines import Lines, of_lines
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.paths import TOLERANCE, meets, path_at, time_at
from soctrang_analysis.analysis.scales import Floats, forward
from soctrang_analysis.analysis.trend import projected

ENDS = ("projection", "expected", "low", "high")


def with_state(rows: pd.DataFrame, lines: Lines, as_of: float) -> pd.DataFrame:
    """What is known of each milestone before any forecast: met, due, held (8)."""
    line = rows["measure"].to_numpy()
    latest, latest_year = lines.last[line], lines.last_year[line]
    due, target = rows["due"].to_numpy(), rows["target"].to_numpy()
    hold, comparator = rows["hold"].to_numpy(bool), rows["comparator"].to_numpy()
    begun = hold & (latest_year >= rows["hold_from"].to_numpy() - TOLERANCE)
    end = rows["hold_to"].to_numpy()
    ended = hold & ((latest_year >= end - TOLERANCE) | (end < as_of))
    over = (latest_year >= due - TOLERANCE) | (due < as_of)
    base = rows["base"].to_numpy()
    same, live = np.abs(base - target) < TOLERANCE, begun & ~ended
    return rows.assign(
        latest=latest,
        latest_year=latest_year,
        live=live,
        final=np.where(live, False, ended | over),
        ended=ended,
        met=meets(latest, target, comparator),
        base_meets=meets(base, target, comparator) | same,
        h=np.where(live, 1.0, due - latest_year),
    )


def with_forecast(rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Projection, expected value, interval, chance and coverage of open rows (7, 8)."""
    h = np.where(rows["final"], np.nan, rows["h"])
    raw = projected(rows, h, options)
    top = np.where(rows["unit"].eq("percent"), 100.0, np.inf)
    bounded = {name: np.clip(raw[name], 0.0, top) for name in ENDS}
    outside = [(bounded[name] != raw[name]) & ~np.isnan(raw[name]) for name in ENDS]
    endless = [np.isinf(bounded[name]) for name in ENDS]
    chance = _chance(rows, raw)
    return rows.assign(
        **{name: _finite(bounded[name]) for name in ENDS},
        clipped=np.any(outside, axis=0),
        overflow=np.any(endless, axis=0),
        level=np.where(np.isnan(bounded["low"]), np.nan, options.level),
        chance=chance,
        even=np.abs(chance - 0.5) < TOLERANCE,
        coverage=_coverage(rows, bounded["projection"]),
    )


def _coverage(rows: pd.DataFrame, reached: Floats) -> Floats:
    """C: share of the needed change, empty where the base meets the target (8)."""
    base = rows["base"].to_numpy()
    need = np.where(rows["base_meets"] | rows["live"], np.nan, rows["target"] - base)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = (reached - base) / need
    return share


def _chance(rows: pd.DataFrame, raw: dict[str, Floats]) -> Floats:
    """Chance of meeting the target, by Student's t of the unclipped values (7)."""
    from scipy.special import stdtr

    target, comparator = rows["target"].to_numpy(), rows["comparator"].to_numpy()
    goal = forward(target, rows["scale"].to_numpy())
    sure = np.where(meets(raw["expected"], target, comparator), 1.0, 0.0)
    freedom = np.maximum(rows["freedom"].to_numpy(), 1)
    ahead = rows["sign"].to_numpy() * (raw["z"] - goal)
    # Sums of the same numbers differ in their last bit: expected is then the target.
    ahead = np.where(
        np.abs(ahead) < TOLERANCE * np.maximum(np.abs(goal), 1), 0.0, ahead
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = stdtr(freedom, ahead / raw["se"])
    return np.asarray(np.where(raw["se"] == 0, sure, chance), dtype=float)


def _finite(values: Floats) -> Floats:
    """Numbers that cannot be given are empty."""
    return np.where(np.isfinite(values), values, np.nan)


def with_required_change(rows: pd.DataFrame, as_of: float) -> pd.DataFrame:
    """Required change a year in units and percent, slack, and acceleration (6).

    ``required_from_as_of`` counts the years left from the assessment, not the value.
    """
    latest, h = rows["latest"].to_numpy(), rows["h"].to_numpy()
    sign, scale = rows["sign"].to_numpy(), rows["scale"].to_numpy()
    target, pace = rows["target"].to_numpy(), rows["pace"].to_numpy()
    just_missed = np.abs(latest - target) < TOLERANCE  # a strict bound
    goal = np.where(just_missed, latest + sign * rows["d"], target)
    final, met = rows["final"].to_numpy(bool), rows["met"].to_numpy(bool)
    left = np.where(rows["live"], 1.0, rows["due"] - as_of)
    left = np.where(left > TOLERANCE, left, np.nan)
    open_, done = ~final & ~met, met & ~final
    with np.errstate(divide="ignore", invalid="ignore"):
        units = np.where(open_, (goal - latest) / h, np.nan)
        ratio = np.where(open_ & (goal > 0) & (latest > 0), goal / latest, np.nan)
        percent = 100.0 * (ratio ** (1.0 / h) - 1.0)
        smooth = np.where(np.isnan(ratio), np.nan, -100.0 * np.log(ratio) / h)
        step = (forward(goal, scale) - forward(latest, scale)) / h
        faster = np.where(open_ & (sign * pace > 0), step / pace, np.nan)
    return rows.assign(
        required_per_year=np.where(done, 0.0, units),
        required_from_as_of=np.where(done, 0.0, units * h / left),
        required_pct_per_year=np.where(done, 0.0, percent),
        aarr_pct=np.where(done, 0.0, -percent),
        aarr_continuous_pct=np.where(done, 0.0, smooth),
        slack=np.where(done, np.abs(latest - target), np.nan),
        acceleration=_finite(faster),
    )


def with_position(rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Path value, gap, years ahead and shares at the latest value (4, 5)."""
    # A provisional base starts the path here; `trajectories` never starts at one.
    ends = rows[["due", "hold_from"]].min(axis=1)
    first_due = ends.groupby(rows["measure"]).transform("min")
    starts = rows["base_year"].where(rows["base_year"] < first_due)
    paths = rows.assign(given_year=rows["given_year"].fillna(starts))
    times, values, scale = anchors(paths, compound=options.fall == "compound")
    line = rows["measure"].to_numpy()
    latest, year = of_lines(rows, "latest"), of_lines(rows, "latest_year")
    last = np.nanmax(times, axis=1, initial=-np.inf)
    flat = of_lines(rows, "hold").astype(bool)
    path = path_at(np.where(flat, np.minimum(year, last), year), times, values, scale)
    ahead = time_at(latest, times, values, scale) - year
    base = rows["base"].to_numpy()
    need = np.where(rows["base_meets"], np.nan, rows["target"] - base)
    gap = rows["latest"].to_numpy() - path[line]
    gap = np.where(np.abs(gap) < TOLERANCE, 0.0, gap)
    with np.errstate(invalid="ignore", divide="ignore"):
        done, due = (rows["latest"] - base) / need, (path[line] - base) / need
    return rows.assign(
        path_value=path[line],
        gap_good=rows["sign"].to_numpy() * gap,
        years_ahead=ahead[line],
        share_done=_finite(done.to_numpy()),
        share_due=_finite(due),
    )
