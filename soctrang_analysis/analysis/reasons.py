"""Why a verdict is what it is: one sentence with its numbers, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.numerals import show, show_year


def with_empty_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """Why cells of a row are empty, "vi / en", several parted by a semicolon."""
    n, final = rows["n"], rows["final"].astype(bool)
    some, going = n > 0, n.gt(0) & ~final
    wrong_way = ~(rows["sign"] * rows["pace"] > 0)
    open_ = going & ~rows["met"].astype(bool)
    when = {
        "no_observations": ~some,
        "no_base": some & rows["target"].isna(),
        "final": some & final,
        "one_value": n.eq(1) & ~final,
        "two_values": n.eq(2) & ~final,
        "no_path": some & rows["path_value"].isna(),
        "no_coverage": going & (rows["base_meets"] | rows["live"]),
        "wrong_way": open_ & n.ge(2) & wrong_way,
        "zero": open_ & (rows["latest"].eq(0) | rows["target"].eq(0)),
        "linear": some & rows["fallback"],
        "overflow": rows["overflow"],
    }
    # Few mixtures of reasons occur: each is written once.
    mixture = np.zeros(len(rows), dtype=np.int64)
    for bit, applies in enumerate(when.values()):
        mixture |= applies.to_numpy(dtype=np.int64) << bit
    mixtures, place = np.unique(mixture, return_inverse=True)
    texts = [facts.both("words/empty_reasons", code) for code in when]
    joined = ["; ".join(t for i, t in enumerate(texts) if k >> i & 1) for k in mixtures]
    return rows.assign(empty_reason=np.array([*joined, ""], dtype=object)[place])


def with_sentences(rows: pd.DataFrame) -> pd.DataFrame:
    """The reason of each row in Vietnamese and English, with the numbers used (8)."""
    places = decimals(rows["target"].fillna(0).to_numpy()) + 1
    records = list(zip(rows.to_dict("records"), places.tolist(), strict=True))
    texts = {
        f"reason_{lang}": [_sentence(row, place, lang) for row, place in records]
        for lang in facts.LANGS
    }
    return rows.assign(**texts)


def _sentence(row: Mapping[Any, Any], places: int, lang: str) -> str:
    basis = "full" if np.isfinite(row["projection"]) else "short"
    shown = {c: show(row[c], lang, places) for c in _VALUES}
    shown |= {c: show(row[c] * 100, lang, 0) for c in ("coverage", "chance")}
    shown |= {c: show_year(row[c], lang) for c in ("base_year", "latest_year", "due")}
    symbol = facts.row("words/comparators", row["comparator"])["symbol"]
    template = _templates()[row["status"], basis][lang]
    return template.format(**shown, comparator=symbol)


_VALUES = ("base", "latest", "projection", "target")


@cache
def _templates() -> dict[tuple[str, str], facts.Row]:
    return {(row["status"], row["basis"]): row for row in facts.rows("words/reasons")}
