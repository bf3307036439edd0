"""Observed values: read from a table, CSV or Excel file, checked, timed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import (
    ParseError,
    PlanError,
    RangeError,
    SchemaError,
    refused,
)
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.text import normalise
from soctrang_analysis.schema import allowed, columns, conform, key_of

if TYPE_CHECKING:
    from soctrang_analysis.reading.plan import Plan

_PERIOD = re.compile(r"(\d{4})(?:-H([12]))?")
FIRST_YEAR, LAST_YEAR = 1990, 2035
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
    frame = _load(Path(source)) if isinstance(source, (str, Path)) else source
    frame = clean_observations(frame, every_id() if plan is None else plan_ids(plan))
    kept = [row["column"] for row in columns("observations") if row["dtype"] == "str"]
    kept = [name for name in kept if name in frame]
    frame = frame.assign(**{c: _text(frame[c]).astype("str") for c in kept})
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


def clean_observations(values: pd.DataFrame, ids: Iterable[str]) -> pd.DataFrame:
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
    frame = frame.assign(**{c: _text(frame[c]) for c in _WORDS})
    frame = frame.assign(year=_years(frame), value=_numbers(frame, "value"))
    for name in ("numerator", "denominator"):
        if name in frame:
            frame = frame.assign(**{name: _numbers(frame, name)})
    if frame["value"].isna().any():
        frame = frame[frame["value"].notna()]
    _check_words(frame, list(ids))
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
    return frame if "period" in frame else frame.assign(period=frame["year"])


def _no_table(found: str) -> PlanError:
    wanted = "rows with indicator_id, area, period, value and unit"
    do = "add what is missing"
    return refused(wanted, found, do, where="observations", kind=SchemaError)


def _load(path: Path) -> pd.DataFrame:
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return pd.read_excel(path, dtype=object)
        return pd.read_csv(
            path, dtype="str", keep_default_na=False, encoding="utf-8-sig"
        )
    except (OSError, ValueError, KeyError, pd.errors.ParserError) as error:
        expected, found = "a table in .csv (UTF-8) or .xlsx", type(error).__name__
        do = "check the path, or save the table again"
        raise refused(expected, found, do, where=path.name) from error
    except Exception as error:  # openpyxl lets errors of zip and XML through
        found, do = type(error).__name__, "save the table again as .xlsx"
        raise refused("an Excel table", found, do, where=path.name) from error


def fault(
    kind: type[PlanError],
    frame: pd.DataFrame,
    rows: pd.Series,
    expected: str,
    column: str,
) -> PlanError:
    """The error for rows of observations, at most five of them shown."""
    shown = frame.loc[rows, ["indicator_id", "area", "period", column]].head()
    places = "; ".join(
        f"row {i}: {', '.join(map(repr, row))}"
        for i, row in zip(shown.index, shown.to_numpy().tolist(), strict=True)
    )
    where, found = f"observations, column {column}", f"{int(rows.sum())} rows: {places}"
    return refused(expected, found, "correct the rows", where=where, kind=kind)


def _text(column: pd.Series) -> pd.Series:
    """Words as a category, one spelling each; a distinct word is looked at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, unique = column.cat.codes.to_numpy(), column.cat.categories
    elif (
        len(column)
        and (values := column.to_numpy(object))[0] == values[-1]
        and (values == values[0]).all()
    ):  # one word throughout needs no table of words
        codes, unique = np.zeros(len(values), dtype=np.int64), pd.Index(values[:1])
    else:
        codes, unique = pd.factorize(column)
    words = [normalise(_plain(value)).strip() for value in unique]
    if (codes < 0).any():
        codes, words = np.where(codes < 0, len(words), codes), [*words, ""]
    known, places = sorted(set(words)), {w: i for i, w in enumerate(sorted(set(words)))}
    codes = np.array([places[w] for w in words], dtype=np.int64)[codes]
    return pd.Series(
        pd.Categorical.from_codes(codes, pd.Index(known, dtype="str")),
        index=column.index,
    )


def _plain(value: object) -> str:
    """A cell as text: Excel hands the year 2024 over as a number."""
    whole = isinstance(value, (int, float)) and float(value).is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def _years(frame: pd.DataFrame) -> np.ndarray:
    """End of each period as a decimal year."""
    periods = frame["period"].cat
    ends = np.full(len(periods.categories), np.nan)
    for i, period in enumerate(periods.categories):
        match = _PERIOD.fullmatch(period)
        if match and FIRST_YEAR <= int(match.group(1)) <= LAST_YEAR:
            ends[i] = int(match.group(1)) - (0.5 if match.group(2) == "1" else 0.0)
    years: np.ndarray = ends[periods.codes.to_numpy()]
    if (bad := np.isnan(years)).any():
        expected = f'"2024" or "2024-H1", {FIRST_YEAR} to {LAST_YEAR}'
        rows = pd.Series(bad, index=frame.index)
        raise fault(RangeError, frame, rows, expected, "period")
    return years


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as numbers; text is read by the Vietnamese rule, or refused."""
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        values = column.astype(float)
    else:
        read = [_number(v, u) for v, u in zip(column, frame["unit"], strict=True)]
        bad = pd.Series([isinstance(v, str) for v in read], index=frame.index)
        if bad.any():
            raise fault(ParseError, frame, bad, "one clear number", name)
        values = pd.Series(read, index=frame.index, dtype=float)
    if (endless := values.abs().eq(np.inf)).any():
        raise fault(RangeError, frame, endless, "a finite number", name)
    return values


def _number(value: object, unit: str) -> float | str:
    """A number, NaN for an empty cell, or the text itself where it is not clear."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = "" if value is None or value is pd.NA else normalise(str(value)).strip()
    bare = text.removesuffix("%").strip() if unit == "percent" else text
    if unit != "percent" and re.fullmatch(r"[1-9]\d*\.\d{3}", bare):
        return text  # 12.345: thousands, or a decimal point?
    return _read(bare, text) if text else float("nan")


def _read(bare: str, text: str) -> float | str:
    try:
        point = re.fullmatch(r"-?\d+(\.\d+)?", bare)
        return float(bare) if point else parse_number(bare)
    except PlanError:
        return text


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
