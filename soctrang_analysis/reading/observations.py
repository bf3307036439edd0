"""Observed values: read from a table, CSV or Excel file, checked, timed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, RangeError, SchemaError, refused
from soctrang_analysis.reading.observed_cells import (
    fault,
    load_table,
    number_column,
    period_ends,
    periods_of,
    word_column,
)
from soctrang_analysis.schema import allowed, columns, conform, key_of

if TYPE_CHECKING:
    from soctrang_analysis.reading.plan import Plan

_WORDS = (
    "indicator_id", "area", "series", "period", "unit", "evidence", "source_kind",
    "obs_status",
)  # fmt: skip
# Columns that may be left out, and what stands in them then.
_DEFAULTS = {
    "series": "",
    "source_title": "",
    "evidence": "direct",
    "source_kind": "government_report",
    "obs_status": "",
}


def read_observations(
    source: pd.DataFrame | str | Path, *, plan: Plan | None = None
) -> pd.DataFrame:
    """Observed values as the table ``observations``, checked in full.

    Parameters
    ----------
    source : DataFrame, or path of a ``.csv`` or ``.xlsx`` file
        One row per value: ``indicator_id``, ``area``, ``period`` ("2024", "2024-H1"),
        ``value``, ``unit``; and, where known, ``series``, ``numerator``,
        ``denominator``, ``unit_code``, ``evidence``, ``source_kind``,
        ``source_title``, ``source_url``, ``obs_status``, ``note``. Empty values are
        dropped.
    plan : Plan, optional
        Accept the indicators of this plan and its framework; without it those of every
        framework.

    Returns
    -------
    DataFrame
        The table ``observations``: ``year`` is the end of the period ("2024" is 2024.0,
        "2024-H1" is 2023.5).

    Raises
    ------
    ParseError
        If the file cannot be read or a text is no clear number.
    SchemaError
        If a column is missing, an indicator, unit or word is unknown, or a key stands
        twice; the message shows at most five rows.
    RangeError
        If a percent lies outside 0 to 100, a rate or count is negative, or a year is
        not one.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": ["6"], "area": "X", "period": "2024-H1",
    ...                         "value": ["1,5"], "unit": "percent"})
    >>> read_observations(made_up)[["year", "value"]].to_numpy().tolist()
    [[2023.5, 1.5]]
    """
    frame = load_table(Path(source)) if isinstance(source, (str, Path)) else source
    frame = clean_observations(frame, every_id() if plan is None else plan_ids(plan))
    kept = [row["column"] for row in columns("observations") if row["dtype"] == "str"]
    kept = [name for name in kept if name in frame]
    frame = frame.assign(**{c: word_column(frame[c]).astype("str") for c in kept})
    twice = frame.duplicated(key_of("observations"), keep=False)
    if twice.any():
        raise fault(SchemaError, frame, twice, "one value per time and source", "value")
    return conform(frame, "observations")


def plan_ids(plan: Plan) -> list[str]:
    """Indicators that values for a plan may name: its own and its framework's."""
    return [*dict.fromkeys([*plan.framework.indicators, *plan.targets["indicator_id"]])]


def every_id() -> list[str]:
    """Indicators of every framework."""
    known = (facts.framework(name).indicators for name in facts.frameworks())
    return [*dict.fromkeys(name for names in known for name in names)]


def clean_observations(
    values: pd.DataFrame, ids: Iterable[str], *, keep_empty: bool = False
) -> pd.DataFrame:
    """Observations with words as categories, ends of periods, checked numbers.

    The order of rows stays; what `read_observations` adds is the sorted, unique table.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": ["6"], "area": "X", "period": "2024-H1",
    ...                         "value": ["1,5"], "unit": "percent"})
    >>> clean_observations(made_up, ["6"])["year"].tolist()
    [2023.5]
    """
    frame = _with_columns(values)
    frame = frame.assign(**{c: word_column(frame[c]) for c in _WORDS})
    frame = frame.assign(year=period_ends(frame), value=number_column(frame, "value"))
    for name in ("numerator", "denominator"):
        if name in frame:
            # Counts, also of a percent: "1.250" may be a thousand or one and a quarter.
            counts = number_column(frame.assign(unit="count"), name)
            frame = frame.assign(**{name: counts})
    _check_words(frame, list(ids))
    if (empty := frame["value"].isna()).any():
        _check_ranges(frame[~empty])
        return frame if keep_empty else frame[~empty]
    _check_ranges(frame)
    return frame


def _with_columns(values: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column that is needed; refused where one is not given."""
    if not isinstance(values, pd.DataFrame):
        raise _no_table(f"{type(values).__name__}, no table")
    if values.empty:
        raise _no_table("an empty table")
    given = {*values, "period"} if "year" in values else {*values}
    if missing := sorted({"indicator_id", "area", "period", "value", "unit"} - given):
        raise _no_table(f"no {', '.join(missing)}")
    frame = values.assign(**{k: v for k, v in _DEFAULTS.items() if k not in values})
    return (
        frame if "period" in frame else frame.assign(period=periods_of(frame["year"]))
    )


def _no_table(found: str) -> PlanError:
    wanted = "rows with indicator_id, area, period, value and unit"
    do = "add what is missing"
    return refused(wanted, found, do, where="observations", kind=SchemaError)


def _check_words(frame: pd.DataFrame, ids: list[str]) -> None:
    known = {r["column"]: allowed(r) for r in columns("observations")}
    known |= {"indicator_id": ids, "obs_status": ["", *known["obs_status"]]}
    for column in ("indicator_id", "unit", "evidence", "source_kind", "obs_status"):
        words = known[column]
        bad = ~frame[column].cat.categories.isin(words)
        if bad.any():
            codes = frame[column].cat.codes
            rows = pd.Series(bad[codes.to_numpy()], index=frame.index)
            expected = f"one of {', '.join(words)}"
            raise fault(SchemaError, frame, rows, expected, column)
    if (empty := frame["area"].eq("")).any():
        raise fault(SchemaError, frame, empty, "the name of an area", "area")


def _check_ranges(frame: pd.DataFrame) -> None:
    """Bounds of the unit; proxy values are shown, never used, and may lie outside."""
    used = frame["evidence"].ne("proxy")
    percent = frame["unit"].eq("percent")
    if (bad := used & percent & ~frame["value"].between(0, 100)).any():
        raise fault(RangeError, frame, bad, "a percent of 0 to 100", "value")
    if (bad := used & frame["value"].lt(0)).any():
        raise fault(RangeError, frame, bad, "no negative rate or count", "value")
