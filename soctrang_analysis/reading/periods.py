"""Periods of values: "2024", "2024-H1", as officers write them, and where they end."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import RangeError
from soctrang_analysis.reading.text import normalise
from soctrang_analysis.reading.value_faults import fault

_PERIOD = re.compile(r"(\d{4})(?:-H([12]))?")
FIRST_YEAR, LAST_YEAR = 1990, 2035


@cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    """Ways of writing a period, each with the period it is."""
    rows = facts.rows("words/periods")
    return [(re.compile(row["regex"]), row["period"]) for row in rows]


def period_word(text: str) -> str:
    """A period in our spelling; any other text as it is.

    >>> [period_word(t) for t in ("6T/2024", "6 tháng đầu năm 2024", "Năm 2024", "x")]
    ['2024-H1', '2024-H1', '2024', 'x']
    """
    if _PERIOD.fullmatch(text):
        return text
    plain = " ".join(normalise(text).lower().split())
    for form, period in _forms():
        if match := form.fullmatch(plain):
            return period.format(year=match["year"])
    return text


def is_period(text: str) -> bool:
    """Whether a text is a period, in whatever spelling.

    >>> is_period("năm 2024"), is_period("2024-H1"), is_period("Sóc Trăng")
    (True, True, False)
    """
    return bool(_PERIOD.fullmatch(period_word(text)))


def periods_of(years: pd.Series) -> pd.Series:
    """Years as periods: 2024 is "2024", 2023.5, the middle of 2024, is "2024-H1"."""
    halves = pd.to_numeric(years, errors="coerce") % 1 == 0.5
    if not halves.any():
        return years
    names = {y: f"{int(y + 0.5)}-H1" for y in years[halves].astype(float).unique()}
    return years.astype(object).where(~halves, years[halves].astype(float).map(names))


def _end(period: str) -> float:
    """End of a period as a decimal year, NaN for what is none."""
    match = _PERIOD.fullmatch(period)
    if not match or not FIRST_YEAR <= int(match.group(1)) <= LAST_YEAR:
        return float("nan")
    # No value is of a second half: the yearly one counts both (design, Periods).
    early = {None: 0.0, "1": 0.5, "2": float("nan")}[match.group(2)]
    return int(match.group(1)) - early


def period_ends(frame: pd.DataFrame) -> np.ndarray:
    """End of each period as a decimal year."""
    periods = frame["period"].cat
    ends = np.array([_end(period) for period in periods.categories], dtype=float)
    years: np.ndarray = ends[periods.codes.to_numpy()]
    if (bad := np.isnan(years)).any():
        rows = pd.Series(bad, index=frame.index)
        raise fault(
            RangeError,
            frame,
            rows,
            "period",
            "period",
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    _check_year(frame, years)
    return years


def _check_year(frame: pd.DataFrame, ends: np.ndarray) -> None:
    """Refuse a year given beside a period that says otherwise."""
    if "year" not in frame:
        return
    given = _year_numbers(frame["year"])
    with np.errstate(invalid="ignore"):
        bad = np.abs(given - ends) > 0.25
    unread = np.isnan(given) & frame["year"].notna().to_numpy()
    if unread.any():
        bad |= unread & frame["year"].astype(str).str.strip().ne("").to_numpy()
    if bad.any():
        rows = pd.Series(bad, index=frame.index)
        raise fault(RangeError, frame, rows, "year", "year")


def _year_numbers(years: pd.Series) -> np.ndarray:
    """Years as numbers, "năm 2024" too; NaN where there is none."""
    numbers = pd.to_numeric(years, errors="coerce").to_numpy(dtype=float)
    if pd.api.types.is_numeric_dtype(years) or not np.isnan(numbers).any():
        return numbers
    texts = years.astype(str).map(lambda text: _end(period_word(text.strip())))
    return np.where(np.isnan(numbers), texts.to_numpy(dtype=float), numbers)
