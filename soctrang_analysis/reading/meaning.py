"""What a promise means: its indicator, unit, comparator and whether it is held."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from soctrang_analysis.metadata import lookup, reference
from soctrang_analysis.reading.clauses import CHANGE, LEVEL, YEARLY, Reading
from soctrang_analysis.reading.grammar import tokens
from soctrang_analysis.reading.order import Promise, refuse
from soctrang_analysis.reading.text import fold

_RATES = ("per_1000_live_births", "per_100000_children")
_OPPOSITE = {">": "<", ">=": "<=", "": "<="}


@cache
def _words() -> list[tuple[str, list[re.Pattern[str]], re.Pattern[str] | None]]:
    def either(text: str) -> re.Pattern[str]:
        options = [re.escape(w.strip()) for w in text.split("|")]
        return re.compile(r"(?<!\w)(?:" + "|".join(options) + r")(?!\w)")

    return [
        (
            row["indicator_id"],
            [either(fold(group)) for group in row["needs"].split("&")],
            either(fold(row["never"])) if row["never"] else None,
        )
        for row in reference("indicator_words")
    ]


def match_indicator(clause: str, area: str = "") -> str | None:
    """The indicator a clause speaks of, by the words of ``indicator_words.csv``.

    Parameters
    ----------
    clause : str
        Words of the clause.
    area : str
        "nông thôn" or "thành thị" where the value is for one of them.

    Returns
    -------
    str or None
        Its ``indicator_id``; None where no indicator fits.

    Raises
    ------
    ParseError
        If several fit.

    Examples
    --------
    >>> match_indicator("Giảm tỷ lệ lao động trẻ em")
    '10'
    """
    text = " ".join(fold(clause).split())
    if area:
        text = (
            re.sub("nông thôn|ngoại thành|thành thị|nội thành|đô thị", " ", text)
            + f" {area}"
        )
    text = re.sub(r"\b0(\d)", r"\1", text)
    hits = [
        name
        for name, needs, never in _words()
        if all(n.search(text) for n in needs) and not (never and never.search(text))
    ]
    if len(hits) > 1:
        raise refuse("words of one indicator", f"words of {' and '.join(hits)}")
    return hits[0] if hits else None


def _free_letter(target_no: int, rows: list[dict[str, Any]]) -> str:
    """The next id of a target for a clause that no known indicator matches."""
    ids = {r["indicator_id"] for r in rows} | set(lookup("indicators", "indicator_id"))
    own = {i for i in ids if re.fullmatch(rf"{target_no}[a-z]?", i)}
    if not own:
        return f"{target_no}a"
    letters = {i[len(str(target_no)) :] or "a" for i in own}
    return str(target_no) + next(
        c for c in "abcdefghijklmnopqrstuvwxyz" if c not in letters
    )


def _of_percent(clause: str, known: dict[str, str]) -> bool:
    """Whether "giảm 5%" could mean points as well, since the measure is a percent."""
    text = fold(clause)
    if "tỷ lệ" in text:
        return True
    counted = re.search(r"số (?:vụ|cuộc|lượng|trẻ|ca)|tỷ suất", text)
    return known.get("unit") == "percent" and not counted


def _change(p: Promise, clause: str, known: dict[str, str]) -> dict[str, Any]:
    """Value, comparator and unit of a change."""
    sign = p.sign or -1
    if p.unit != "percent" or p.weak:
        raise refuse("a change in percent", f"{p.low:g} {p.unit or 'without unit'}")
    if _of_percent(clause, known):
        raise refuse("a clear change", f"{p.low:g}% of a percent: percent or points?")
    if known and (sign < 0) != (known["direction"] == "down"):
        raise refuse(f"a change {known['direction']}", "one the other way")
    if p.op not in ("", ">", ">="):
        raise refuse("a change of at least so much", f"{p.op} {p.low:g}%")
    comparator = (
        (_OPPOSITE[p.op] if sign < 0 else p.op or ">=") if p.high is None else "between"
    )
    low, high = (p.low, p.high) if sign > 0 else (-(p.high or p.low), p.high and -p.low)
    return {
        "value": low,
        "value_high": high,
        "comparator": comparator,
        "unit": "percent_change",
    }


def _check_rate(p: Promise, reading: Reading, known: dict[str, str]) -> None:
    """Refuse a percent of what is a rate, and a rate above its denominator."""
    if p.unit == "percent" and known.get("unit") in _RATES:
        raise refuse(f"the unit {known['unit']}", f"{p.low:g}%")
    if "per_1000_live_births" in (p.unit, reading.per) and p.low > 1000:
        raise refuse("at most 1.000 of 1.000", f"{p.low:g}")


def _unit(
    p: Promise, reading: Reading, clause: str, known: dict[str, str]
) -> tuple[str, bool]:
    """Unit of a level, and whether it was taken from the indicator."""
    text = fold(clause)
    if p.unit == "permille":
        if not re.search("tử vong|chết", text) or re.search(
            "thương tích|tai nạn", text
        ):
            raise refuse("‰ of live births only", f"{p.low:g}‰")
        return "per_1000_live_births", False
    if p.unit and reading.per and p.unit != reading.per:
        raise refuse("one unit", f"{p.unit} and {reading.per}")
    if p.unit == "count" and not (p.op or p.weak):
        raise refuse("a count with its comparator", f"{p.low:g}")
    _check_rate(p, reading, known)
    if p.unit or reading.per:
        return p.unit or reading.per, False
    if known.get("unit") in _RATES or (known and p.low == 0 and p.op == "<="):
        return known["unit"], known["unit"] in _RATES and p.low > 0
    raise refuse("a number with its unit", f"{p.low:g} without unit")


def _comparator(
    p: Promise, reading: Reading, known: dict[str, str]
) -> tuple[str, bool]:
    """Comparator of a level, and whether the text leaves it open."""
    if p.high is not None:
        return "between", False
    direction = known.get("direction", "")
    stated = p.op or p.weak
    if not stated and p.is_word and (direction or reading.falls):
        down = direction == "down" or (not direction and reading.falls)
        return ("<=", True) if down else (">=", False)
    if not stated and (direction == "up" or (not direction and reading.good)):
        stated = ">="
    if not stated:
        raise refuse("a comparator", f"{p.low:g} alone: by so much, or to so much?")
    if direction and (stated[0] == ">") != (direction == "up"):
        raise refuse(
            f"a bound that fits the direction {direction}", f"{stated} {p.low:g}"
        )
    return stated, False


def _level(
    p: Promise, reading: Reading, clause: str, known: dict[str, str]
) -> dict[str, Any]:
    unit, unit_assumed = _unit(p, reading, clause, known)
    comparator, open_ = _comparator(p, reading, known)
    if unit == "percent" and max(p.low, p.high or 0) > 100:
        raise refuse("a percent of 0 to 100", f"{p.low:g}%")
    return {
        "value": p.low,
        "value_high": p.high,
        "comparator": comparator,
        "unit": unit,
        "assumed": p.assumed or unit_assumed or open_ or not p.years,
        "hold": p.hold or p.yearly or reading.hold or not p.years,
    }


def _facts(
    p: Promise, reading: Reading, clause: str, known: dict[str, str]
) -> dict[str, Any]:
    """Basis of a promise, with its value, comparator and unit."""
    yearly = p.yearly and (bool(p.sign) or (reading.falls and not (p.op or p.weak)))
    basis = YEARLY if yearly else CHANGE if p.sign else LEVEL
    if basis == CHANGE and not p.years:
        raise refuse("a change with its year", f"{p.low:g}% without year")
    if basis == LEVEL:
        return {"basis": basis, **_level(p, reading, clause, known)}
    change = _change(p, clause, known)
    return {"basis": basis, "assumed": p.assumed, "hold": False, **change}


def rows_of(
    promises: list[Promise],
    reading: Reading,
    clause: str,
    target_no: int,
    rows: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Rows of ``targets`` for the promises of one clause.

    Parameters
    ----------
    promises, reading : list of Promise, Reading
        From `read_clause`.
    clause : str
        Words of the clause.
    target_no : int
        Number of the target in this plan.
    rows : list of dict
        Rows read so far, for the next free letter.

    Returns
    -------
    list of dict
        One per (indicator_id, basis, year), with ``start``, the place of the number.

    Raises
    ------
    ParseError
        If a unit, comparator or direction is missing or contradicts another.

    Examples
    --------
    >>> from soctrang_analysis.reading.clauses import read_clause
    >>> clause = "Giảm số cuộc tảo hôn 2% mỗi năm"
    >>> rows_of(*read_clause(clause), clause, 13, [])[0]["value"]
    -2.0
    """
    out: list[dict[str, Any]] = []
    for p in promises:
        found = match_indicator(clause, p.area)
        known = lookup("indicators", "indicator_id")[found] if found else {}
        ids = {r["indicator_id"]: r["area"] for r in out}
        same = [i for i, area in ids.items() if area == p.area]
        name = found or (same[0] if same else _free_letter(target_no, rows + out))
        facts = _facts(p, reading, clause, known)
        facts |= {"indicator_id": name, "target_no": target_no, "area": p.area}
        facts |= {"sub": re.sub(r"\d+", "", name), "start": p.start}
        out += [{**facts, "year": year} for year in p.years or (None,)]
    for row in out:
        row["hold"] = row["hold"] or _repeated(row, out)
    _used_up(clause, promises)
    return [{k: v for k, v in row.items() if k != "area"} for row in out]


def _repeated(row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """Whether a level is promised with the same number for another year too."""
    same = ("indicator_id", "basis", "value", "comparator")
    return row["basis"] == LEVEL and any(
        r["year"] != row["year"] and all(r[k] == row[k] for k in same) for r in rows
    )


def _used_up(clause: str, promises: list[Promise]) -> None:
    """Refuse a clause in which a number was used by no rule."""
    starts = {p.start for p in promises}
    for token in tokens(clause):
        if token.kind == "number" and token.start not in starts:
            raise refuse("a use for every number", repr(token.text))
