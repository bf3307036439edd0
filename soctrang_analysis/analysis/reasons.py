"""Why a verdict is what it is: one sentence with its numbers, in two languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from soctrang_analysis.analysis.trend import decimals
from soctrang_analysis.metadata import lookup, reference

SYMBOLS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def shown(value: float, places: int, lang: str = "vi") -> str:
    """A number for people: half up, decimal comma in Vietnamese; "–" where unknown.

    Examples
    --------
    >>> shown(2.25, 1), shown(2.25, 1, "en"), shown(float("nan"), 1)
    ('2,3', '2.3', '–')
    """
    if not np.isfinite(value):
        return "–"
    exact = Decimal(repr(round(float(value), 10)))
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    if set(text) <= set("-0."):
        text = text.removeprefix("-")
    return text.replace(".", ",") if lang == "vi" else text


def empty_reasons(rows: pd.DataFrame) -> NDArray[np.object_]:
    """Why cells of a row are empty, "vi / en", several parted by a semicolon."""
    n = rows["n"].to_numpy()
    final = rows["final"].to_numpy(dtype=bool)
    some = n > 0
    pace_useless = ~(rows["sign"].to_numpy() * rows["pace"].to_numpy() > 0)
    open_ = some & ~final & ~rows["met"].to_numpy(dtype=bool)
    zero = (rows["latest"] == 0) | (rows["target"] == 0)
    when = {
        "no_observations": ~some,
        "no_base": some & rows["target"].isna().to_numpy(),
        "final": some & final,
        "one_value": (n == 1) & ~final,
        "two_values": (n == 2) & ~final,
        "no_path": some & rows["path_value"].isna().to_numpy(),
        "no_coverage": some & ~final & (rows["base_meets"] | rows["live"]).to_numpy(),
        "wrong_way": open_ & (n >= 2) & pace_useless,
        "zero": open_ & zero.to_numpy(),
        "linear": some & rows["fallback"].to_numpy(dtype=bool),
        "overflow": rows["overflow"].to_numpy(dtype=bool),
    }
    words = lookup("empty_reasons", "code")
    texts = [f"{words[c]['text_vi']} / {words[c]['text_en']}" for c in when]
    mask = np.zeros(len(rows), dtype=np.int64)
    for bit, rows_ in enumerate(when.values()):
        mask |= rows_.astype(np.int64) << bit
    masks, place = np.unique(mask, return_inverse=True)
    joined = ["; ".join(t for i, t in enumerate(texts) if k >> i & 1) for k in masks]
    return np.array([*joined, ""], dtype=object)[place]


def sentences(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The reason of each row in Vietnamese and English, with the numbers used."""
    places = decimals(rows["target"].fillna(0).to_numpy()) + 1
    templates = {(r["status"], r["basis"]): r for r in reference("reasons")}
    out: tuple[list[str], list[str]] = ([], [])
    columns = ["base", "latest", "projection", "target"]
    for row, place in zip(rows.to_dict("records"), places.tolist(), strict=True):
        plain = not np.isfinite(row["projection"])
        template = templates[row["status"], "short" if plain else "full"]
        for lang, texts in zip(("vi", "en"), out, strict=True):
            facts = {c: shown(row[c], place, lang) for c in columns}
            for name in ("coverage", "chance"):
                facts[name] = shown(row[name] * 100, 0, lang)
            for name in ("base_year", "latest_year", "due"):
                facts[name] = shown(row[name], int(row[name] % 1 == 0.5), lang)
            facts["comparator"] = SYMBOLS[row["comparator"]]
            texts.append(template[lang].format(**facts))
    return out
