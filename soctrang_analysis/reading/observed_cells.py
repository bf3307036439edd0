"""Cells of tables that people hand in: words, periods, numbers, each checked."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from soctrang_analysis.errors import ParseError, PlanError, RangeError, refused
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.text import normalise

_PERIOD = re.compile(r"(\d{4})(?:-H([12]))?")
FIRST_YEAR, LAST_YEAR = 1990, 2035


def load_table(path: Path) -> pd.DataFrame:
    """A .csv or .xlsx file as it is, every cell as text or as Excel holds it."""
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


def word_column(column: pd.Series) -> pd.Series:
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


def periods_of(years: pd.Series) -> pd.Series:
    """Years as periods: 2024 is "2024", 2023.5, the middle of 2024, is "2024-H1"."""
    halves = pd.to_numeric(years, errors="coerce") % 1 == 0.5
    if not halves.any():
        return years
    names = {y: f"{int(y + 0.5)}-H1" for y in years[halves].astype(float).unique()}
    return years.astype(object).where(~halves, years[halves].astype(float).map(names))


def period_ends(frame: pd.DataFrame) -> np.ndarray:
    """End of each period as a decimal year."""
    periods = frame["period"].cat
    ends = np.full(len(periods.categories), np.nan)
    for i, period in enumerate(periods.categories):
        match = _PERIOD.fullmatch(period)
        if match and FIRST_YEAR <= int(match.group(1)) <= LAST_YEAR:
            ends[i] = int(match.group(1)) - (0.5 if match.group(2) == "1" else 0.0)
    years: np.ndarray = ends[periods.codes.to_numpy()]
    _check_year(frame, years)
    if (bad := np.isnan(years)).any():
        expected = f'"2024" or "2024-H1", {FIRST_YEAR} to {LAST_YEAR}'
        rows = pd.Series(bad, index=frame.index)
        raise fault(RangeError, frame, rows, expected, "period")
    return years


def _check_year(frame: pd.DataFrame, ends: np.ndarray) -> None:
    """Refuse a year given beside a period that says otherwise."""
    if "year" not in frame:
        return
    given = pd.to_numeric(frame["year"], errors="coerce").to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        bad = np.abs(given - ends) > 0.25
    if bad.any():
        rows = pd.Series(bad, index=frame.index)
        expected = "the year of the period (2024-H1 is 2023.5), or none"
        raise fault(RangeError, frame, rows, expected, "year")


def number_column(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as numbers; text is read by the Vietnamese rule, or refused."""
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        # A short float is the number it shows: 77.9 is not 77.90000153.
        short = column.dtype in (np.float32, np.float16)
        values = (column.astype(str) if short else column).astype(float)
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
