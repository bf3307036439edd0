"""Which observations make the line of an indicator in an area, and why others not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import Bools, Ints, begins, half_year_key
from soctrang_analysis.analysis.milestones import milestones
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.segments import after_breaks
from soctrang_analysis.door import year_of
from soctrang_analysis.errors import RangeError, SchemaError, refused
from soctrang_analysis.reading.area_names import known_areas, respelled
from soctrang_analysis.reading.breaks import ELSEWHERE
from soctrang_analysis.reading.observations import (
    clean_observations,
    read_observations,
)
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.reading.value_faults import fault
from soctrang_analysis.schema import conform, natural_key

# Columns of the values a verdict stands on, and their names here.
POINTS = {
    "indicator_id": "indicator_id", "area": "area", "series": "series",
    "source_title": "source", "year": "year", "value": "value",
    "obs_status": "obs_status",
}  # fmt: skip
NO_VALUE: dict[str, Any] = {
    "series": "", "source": "", "year": np.nan, "value": np.nan, "obs_status": "",
}  # fmt: skip


def used_observations(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """The observations with the verdict on each: used, or left out and why.

    Parameters
    ----------
    plan : Plan
        The plan whose targets the values are held against.
    values : DataFrame
        Table ``observations``, or one `read_observations` accepts.
    as_of : float
        Year of the assessment; later values are left out.
    areas : iterable of str, optional
        Areas wanted; all without it.
    options : Options, optional
        Choices of the method.

    Returns
    -------
    DataFrame
        The table ``used``: the observations with ``used``, and the reason where not:
        ``left_out``, ``left_out_vi``, ``left_out_en``.

    Raises
    ------
    PlanError
        If the observations or targets break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> plan, values = soc_trang(), load_observations()
    >>> table = used_observations(plan, values, as_of=2026, areas=[plan.area])
    >>> int((table["left_out"] == "other_area").sum())
    241
    """
    plan, as_of = known_plan(plan), year_of(as_of)
    goals = milestones(plan, options or Options())
    table = read_observations(values, plan=plan)
    frame = clean_observations(table, plan)
    wanted = named(areas, plan)
    check_areas(plan, frame, wanted)
    codes = first_reasons(frame, goals, as_of, wanted)
    chosen, rest = chosen_rows(frame, np.flatnonzero(codes == 0))
    kept, _ = after_breaks(frame.iloc[chosen], plan.framework.name)
    for rows, name in [*rest, (chosen[~kept], "before_break")]:
        codes[rows] = _reasons().index(name)
    table = table.assign(used=codes == 0, left_out=[_reasons()[c] for c in codes])
    for lang in facts.LANGS:
        texts = {"": "", **facts.column("words/left_out", f"text_{lang}")}
        table[f"left_out_{lang}"] = [texts[name] for name in table["left_out"]]
    return conform(table, "used")


def _reasons() -> list[str]:
    """Why a value is left out, in the order of the facts; used ones come first."""
    return ["", *facts.column("words/left_out", "text_vi")]


def named(areas: Iterable[str] | None, plan: Plan) -> list[str] | None:
    """Names of areas as a sorted list, one name too; None for all."""
    if areas is None:
        return None
    names = [areas] if isinstance(areas, str) else areas
    names = [*names] if isinstance(names, Iterable) else [names]
    if not all(isinstance(name, str) for name in names):
        raise refused(
            "names of areas", repr(areas), "choose among them", where="areas",
            kind=RangeError,
        )  # fmt: skip
    return sorted({*respelled(names, known_areas(plan))})


def check_areas(plan: Plan, frame: pd.DataFrame, areas: list[str] | None) -> list[str]:
    """Areas that get a row for every milestone, with values or without."""
    there = [*frame["area"].cat.categories]
    if areas is None:
        return [plan.area] if plan.area in there else []
    known = [*there, plan.area] if plan.area else there
    if unknown := [name for name in areas if name not in known]:
        raise refused(
            f"areas of the values or the plan's own: {', '.join(known)}",
            ", ".join(unknown), "choose among them", where="areas", kind=RangeError,
        )  # fmt: skip
    return areas


def observed_points(
    plan: Plan,
    goals: pd.DataFrame,
    values: pd.DataFrame,
    *,
    as_of: float,
    areas: list[str] | None,
) -> pd.DataFrame:
    """The values used, sorted by indicator, area and time; an empty one where none is.

    Columns: ``indicator_id``, ``area``, ``series``, ``source``, ``year``, ``value``,
    ``obs_status``.
    """
    if isinstance(values, pd.DataFrame) and "area" in values and values.empty:
        nowhere = values.astype({"area": "category"})
        return empty_points(goals, check_areas(plan, nowhere, areas))
    frame = clean_observations(values, plan, keep_empty=True)
    complete = check_areas(plan, frame, areas)
    empty = frame["value"].isna()
    silent = _silent_points(frame, empty, goals, areas) if empty.any() else None
    frame = frame[~empty] if empty.any() else frame
    codes = first_reasons(frame, goals, as_of, areas)
    rows, _ = chosen_rows(frame, np.flatnonzero(codes == 0))
    points = frame[[*POINTS]].iloc[rows].rename(columns=POINTS)
    bare = empty_points(goals, complete) if complete else None
    parts = [part for part in (points, silent, bare) if part is not None]
    return pd.concat(parts) if len(parts) > 1 else points


def _silent_points(
    frame: pd.DataFrame, empty: pd.Series, goals: pd.DataFrame, areas: list[str] | None
) -> pd.DataFrame:
    """Points without value for areas with empty values only: they have rows too."""
    rows = frame.loc[empty, ["indicator_id", "area"]].astype(object).drop_duplicates()
    spoken = set(frame.loc[~empty, "area"])
    rows = rows[~rows["area"].isin(spoken)]
    rows = rows[rows["indicator_id"].isin(goals["indicator_id"])]
    rows = rows if areas is None else rows[rows["area"].isin(areas)]
    return rows.assign(**NO_VALUE)


def empty_points(goals: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    """A point without value for every indicator of these areas."""
    ids = goals["indicator_id"].unique()
    names = pd.MultiIndex.from_product([ids, areas], names=["indicator_id", "area"])
    return names.to_frame(index=False).assign(**NO_VALUE)


def _spread(column: pd.Series, known: dict[Any, Any], default: object) -> np.ndarray:
    """A fact of each category, spread over the rows."""
    table = np.array([known.get(c, default) for c in column.cat.categories])
    spread: np.ndarray = table[column.cat.codes.to_numpy()]
    return spread


def first_reasons(
    frame: pd.DataFrame,
    goals: pd.DataFrame,
    as_of: float,
    areas: list[str] | None,
) -> NDArray[np.int8]:
    """Why each row is left out before a series is chosen (methods 3); 0 where not."""
    name, year = frame["indicator_id"], frame["year"].to_numpy()
    goal = goals.drop_duplicates("indicator_id", keep="last").set_index("indicator_id")
    units = {unit: i for i, unit in enumerate(frame["unit"].cat.categories)}
    unit = goal["unit"].map(units).fillna(-1).astype(int).to_dict()
    start = goal["base_from"].fillna(-np.inf).to_dict()
    flow = _spread(name, goal["flow"].to_dict(), False)
    # A later reason takes the place of an earlier one.
    tests = {
        "before_base": year < _spread(name, start, -np.inf),
        "half_year": flow & (year != np.floor(year)),
        "after_as_of": year > as_of,
        "other_unit": _spread(name, unit, -1) != frame["unit"].cat.codes.to_numpy(),
        "definition": _spread(frame["obs_status"], {ELSEWHERE: True}, False),
        "proxy": _spread(frame["evidence"], {"proxy": True}, False),
        "no_target": ~_spread(name, dict.fromkeys(goal.index, True), False),
    }
    if areas is not None:
        wanted = dict.fromkeys(areas, True)
        tests["other_area"] = ~_spread(frame["area"], wanted, False)
    codes = np.zeros(len(frame), dtype=np.int8)
    for reason, rows in tests.items():
        codes[rows] = _reasons().index(reason)
    return codes


def chosen_rows(frame: pd.DataFrame, rows: Ints) -> tuple[Ints, list[tuple[Ints, str]]]:
    """Places of the chosen series, sorted by indicator, area and time, and the rest.

    The rest are (places, reason): worse sources at one time, other series.
    """
    part = frame.iloc[rows]
    names = [*frame["indicator_id"].cat.categories]
    rank = {name: i for i, name in enumerate(sorted(names, key=natural_key))}
    indicator = _spread(part["indicator_id"], rank, -1).astype(np.int64)
    area, series = part["area"].cat, part["series"].cat
    measure = indicator * len(area.categories) + area.codes.to_numpy()
    line = measure * len(series.categories) + series.codes.to_numpy()
    time = half_year_key(line, part["year"].to_numpy())
    sources = facts.column("words/source_kinds", "rank")
    source = {kind: int(place) for kind, place in sources.items()}
    key = time * len(source) + _spread(part["source_kind"], source, -1)
    place = np.argsort(key, kind="stable")
    if (np.diff(key[place]) == 0).any():  # one source kind twice: by title, then value
        titles = part["source_title"].astype("str").factorize(sort=True)[0]
        place = np.lexsort((part["value"].to_numpy(), titles, key))
        _refuse_twins(part, key, titles, place)
    first = begins(time[place])
    kept, rest = place[first], _worse(part, rows, place, first)
    best = _best_series(measure[kept], line[kept], time[kept])
    rest.append((rows[kept[~best]], "other_series"))
    return rows[kept[best]], rest


def _refuse_twins(part: pd.DataFrame, key: Ints, titles: Ints, place: Ints) -> None:
    same = (np.diff(key[place]) == 0) & (np.diff(titles[place]) == 0)
    if same.any():
        bad = np.zeros(len(part), dtype=bool)
        bad[place[1:][same]] = bad[place[:-1][same]] = True
        rows = pd.Series(bad, index=part.index)
        raise fault(SchemaError, part, rows, "once", "value")


def _worse(
    part: pd.DataFrame, rows: Ints, place: Ints, first: Bools
) -> list[tuple[Ints, str]]:
    """Values that a better source of the same time puts aside."""
    if first.all():
        return []
    values = part["value"].to_numpy()[place]
    winner = values[np.maximum.accumulate(np.arange(len(first)) * first)]
    differs = ~first & (values != winner)
    return [
        (rows[place[differs]], "conflict"),
        (rows[place[~first & ~differs]], "same_value"),
    ]


def _best_series(measure: Ints, line: Ints, time: Ints) -> Bools:
    """Rows of the series with the latest value; of two, of the one with more values."""
    starts = np.flatnonzero(begins(line))
    if len(starts) == begins(measure).sum():
        return np.ones(len(line), dtype=bool)
    counts = np.diff(starts, append=len(line))
    last = (time - half_year_key(line, np.full(len(line), 1900.0)))[starts + counts - 1]
    order = np.lexsort((np.arange(len(starts)), -counts, -last, measure[starts]))
    first = begins(measure[starts][order])
    best = np.zeros(len(starts), dtype=bool)
    best[order[first]] = True
    return np.repeat(best, counts)
