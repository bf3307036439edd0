"""Cells of tables that people hand in: words and numbers, each checked."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from soctrang_analysis.errors import ParseError, PlanError, RangeError
from soctrang_analysis.numerals import parse_number
from soctrang_analysis.reading.text import normalise
from soctrang_analysis.reading.value_faults import fault


def word_column(column: pd.Series, spelling: Callable[[str], str] = str) -> pd.Series:
    """Words as a category, one spelling each; a distinct word is looked at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, unique = column.cat.codes.to_numpy(), column.cat.categories
    elif _one_word(values := column.to_numpy(object)):
        # One word throughout needs no table of words.
        codes, unique = np.zeros(len(values), dtype=np.int64), pd.Index(values[:1])
    else:
        codes, unique = pd.factorize(column)
    words = [spelling(normalise(plain(value)).strip()) for value in unique]
    if (codes < 0).any():
        codes, words = np.where(codes < 0, len(words), codes), [*words, ""]
    known, places = sorted(set(words)), {w: i for i, w in enumerate(sorted(set(words)))}
    codes = np.array([places[w] for w in words], dtype=np.int64)[codes]
    return pd.Series(
        pd.Categorical.from_codes(codes, pd.Index(known, dtype="str")),
        index=column.index,
    )


def _one_word(values: np.ndarray) -> bool:
    """Whether all cells are the same word; an empty one (pd.NA) equals nothing."""
    if not len(values) or pd.isna(values[[0, -1]]).any() or values[0] != values[-1]:
        return False
    return not pd.isna(values).any() and bool((values == values[0]).all())


def plain(value: object) -> str:
    """A cell as text: Excel hands the year 2024 over as a number."""
    if value is None:
        return ""
    whole = isinstance(value, (int, float)) and float(value).is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def number_column(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as numbers; text is read by the Vietnamese rule, or refused."""
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column):
        # A short float is the number it shows: 77.9 is not 77.90000153.
        short = column.dtype in (np.float32, np.float16)
        values = (column.astype(str) if short else column).astype(float)
    else:
        # Parts of a share are counts, whatever the unit of the value.
        units = frame["unit"] if name == "value" else ["count"] * len(column)
        read = [_number(v, u) for v, u in zip(column, units, strict=True)]
        bad = pd.Series([isinstance(v, str) for v in read], index=frame.index)
        if bad.any():
            raise fault(ParseError, frame, bad, "one_number", name)
        values = pd.Series(read, index=frame.index, dtype=float)
    if (endless := values.abs().eq(np.inf)).any():
        raise fault(RangeError, frame, endless, "finite", name)
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
