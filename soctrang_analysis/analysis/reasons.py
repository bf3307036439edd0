"""Why a verdict is what it is: one sentence with its numbers, in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.numerals import show, show_chance, show_year
from soctrang_analysis.reading.breaks import break_words


def with_empty_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """Why cells of a row are empty, "vi / en", several parted by a semicolon."""
    n, final = rows["n"], rows["final"].astype(bool)
    some, going = n > 0, n.gt(0) & ~final
    wrong_way = ~(rows["sign"] * rows["pace"] > 0)
    open_ = going & ~rows["met"].astype(bool)
    when = {
        "no_observations": ~some,
        "no_base": some & rows["target"].isna() & rows["basis"].ne("direction"),
        "final": some & final,
        "one_value": n.eq(1) & ~final,
        "two_values": going & n.gt(1) & rows["low"].isna() & ~rows["overflow"],
        "no_path": some & rows["path_value"].isna(),
        "no_target": rows["basis"].eq("direction"),
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


def with_sentences(rows: pd.DataFrame, as_of: float, options: Options) -> pd.DataFrame:
    """The reason of each row in Vietnamese and English, with the numbers used (8)."""
    rows = rows.pipe(_with_missed).pipe(_with_places)
    records = rows.to_dict("records")
    told = [(row, _parts(row, options)) for row in records]
    shared = {"as_of": as_of, "pace": options.pace}
    texts = {
        f"reason_{lang}": [_sentence(row | shared, parts, lang) for row, parts in told]
        for lang in facts.LANGS
    }
    return rows.assign(**texts)


def _with_missed(rows: pd.DataFrame) -> pd.DataFrame:
    """The latest milestone of the measure that was missed, where this one is later."""
    missed = rows.loc[rows["status"].eq("missed"), ["measure", "due", "value_at_due"]]
    last = missed.drop_duplicates("measure", keep="last").set_index("measure")
    due = rows["measure"].map(last["due"])
    later = ~rows["final"].astype(bool) & (due < rows["due"])
    return rows.assign(
        missed_due=due.where(later),
        missed_value=rows["measure"].map(last["value_at_due"]).where(later),
    )


def _with_places(rows: pd.DataFrame) -> pd.DataFrame:
    """Decimals that mean something: the target's, or the values', and one more."""
    own = np.round(-np.log10(rows["d"])).astype(int)
    target = decimals(rows["target"].fillna(0).to_numpy())
    printed = np.where(rows["basis"].eq("level"), target, own)
    return rows.assign(places=printed + 1)


def _parts(row: Mapping[Any, Any], options: Options) -> list[str]:
    """Names of the parts a sentence is made of, in order."""
    known = {name: bool(np.isfinite(row[name])) for name in _MAY_BE_EMPTY}
    when = {
        "later": row["status"] == "achieved_late",
        "coverage": known["coverage"],
        "chance": known["chance"],
        "no_chance": not known["chance"] and _is_open(row),
        **_required(row, known),
        "missed": known["missed_due"],
        "cut": row["cut"] != 0,
        "bridged": row["bridged"] != 0,
        "larger": row["larger"],
        "pooled": known["chance"] and options.pool_noise,
        "what_if": known["projection"] and options.pace != 1,
    }
    opening = _opening(row)
    if opening == "none":
        when |= dict.fromkeys(("bridged", "larger"), False)
    return [opening, *(part for part, holds in when.items() if holds)]


def _is_open(row: Mapping[Any, Any]) -> bool:
    """Whether a chance could be asked for: a value, a target, no verdict yet."""
    return row["n"] > 0 and not row["final"] and row["basis"] != "direction"


def _required(row: Mapping[Any, Any], known: Mapping[str, bool]) -> dict[str, bool]:
    """The required change, counted from today too where the value is old."""
    needed = known["required_per_year"] and row["required_per_year"] != 0
    old = row["stale"] and known["required_from_as_of"]
    return {"required": needed and not old, "required_old": needed and old}


def _opening(row: Mapping[Any, Any]) -> str:
    """The part that says what was observed, against what."""
    if not np.isfinite(row["latest"]) or row["status"] == "no_data":
        return "none"
    if row["basis"] == "direction":
        return "direction"
    if row["final"]:
        return "final"
    if row["live"]:
        return "live"
    return "open" if np.isfinite(row["projection"]) else "short"


def _sentence(row: Mapping[Any, Any], parts: list[str], lang: str) -> str:
    """Status, the parts with their numbers, then the source of the latest value."""
    shown = _shown(row, lang)
    texts = [_text(part, lang).format(**shown) for part in parts]
    status = facts.said("words/statuses", row["status"], lang)
    old = f"{shown['latest_year']}: " if row["stale"] and not row["final"] else ""
    sentence = f"{old}{status}: {'; '.join(texts)}."
    if not row["source"] or parts[0] == "none":
        return sentence
    return f"{sentence} {_text('source', lang).format(**shown)}."


def _text(part: str, lang: str) -> str:
    return facts.row("words/reasons", part)[lang]


def _shown(row: Mapping[Any, Any], lang: str) -> dict[str, str]:
    """Every number of a sentence as a reader should see it."""
    places, percent = row["places"], row["unit"] == "percent"
    shown = {c: show(row[c], lang, places, trim=True) for c in _VALUES}
    shown |= {c: show_year(row[c], lang) for c in _YEARS}
    change = (row["required_per_year"], row["required_from_as_of"])
    names = ("required", "required_now")
    shown |= {
        name: show(value, lang, places + 1, trim=True, sign=True)
        for name, value in zip(names, change, strict=True)
    }
    unit = facts.row("words/units", row["unit"])[f"after_{lang}"]
    confidence = "none" if pd.isna(row["confidence"]) else row["confidence"]
    return shown | {
        "n": str(row["n"]),
        "coverage": show(row["coverage"] * 100, lang, 0),
        "level": show(row["level"] * 100, lang, 0),
        "chance": show_chance(row["chance"], lang),
        "confidence": facts.said("words/confidence", confidence, lang),
        "comparator": facts.column("words/comparators", "symbol").get(
            row["comparator"], ""
        ),
        "percent": "%" if percent else "",
        "unit": unit,
        "points": _text("points", lang) if percent else "",
        "provisional": _text("provisional", lang) if row["base_provisional"] else "",
        "pace": show(row["pace"], lang),
        "source": row["source"],
        **{f"{part}_words": _change(row[part], lang) for part in ("cut", "bridged")},
    }


def _change(place: float, lang: str) -> str:
    """What changed at a break, "" where there is none."""
    return break_words(int(place), lang) if place else ""


_MAY_BE_EMPTY = (
    "coverage", "chance", "projection", "required_per_year", "required_from_as_of",
    "missed_due",
)  # fmt: skip
_VALUES = (
    "base", "latest", "projection", "expected", "low", "high", "target",
    "value_at_due", "missed_value",
)  # fmt: skip
_YEARS = (
    "base_year", "latest_year", "year_at_due", "due", "missed_due", "as_of",
    "line_from",
)  # fmt: skip
