"""One row of a returned form: read, and held against unit, parts, past and target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from soctrang_analysis import facts
from soctrang_analysis.round.asked import at_best
from soctrang_analysis.round.period import Round
from soctrang_analysis.round.returned_book import Cell, FormRow
from soctrang_analysis.round.returned_cells import (
    in_both,
    places_in,
    read_day,
    read_nature,
    read_number,
    read_words,
)

# A bare number up to 1 is asked about where all that is known is so many times higher:
# from there on a hundred times the number lies nearer to it than the number itself.
SHARE_BELOW = 10.0
PARTS = ("numerator", "denominator")
TASK_PARTS = ("done", "under_way", "obstacle", "proposal")
Told = tuple[str, str, dict[str, Any]]  # rule, column of the cell, what the rule says


def read_value(row: FormRow, asked: Any) -> tuple[dict[str, Any], list[Told]]:
    """The figure of a row and what there is to say of it; no fields for none."""
    fields, told = _numbers(row, asked)
    cells = row.cells
    evidence, status, odd = read_nature(cells.get("nature"))
    day, late = read_day(cells.get("data_date"))
    words = ", ".join(r["vi"] for r in facts.rows("words/natures"))
    told += [(odd, "nature", {"words": words})] * bool(odd)
    told += [(late, "data_date", {})] * bool(late)
    silent = fields["value"] is None and any(rule == "no_value" for rule, _, _ in told)
    notes = [read_words(cells["value"])] if silent else []
    note = "; ".join(filter(None, [*notes, read_words(cells.get("note"))]))
    if fields["value"] is None and not note:
        return {}, told
    fields |= {
        "evidence": "derived" if fields.pop("computed") else evidence,
        "obs_status": status, "data_date": day, "note": note,
        "source_title": read_words(cells.get("source_title")),
    }  # fmt: skip
    return fields, told


def _numbers(row: FormRow, asked: Any) -> tuple[dict[str, Any], list[Told]]:
    """Value and parts of a row; a value left empty is computed from both parts."""
    found: dict[str, Any] = dict.fromkeys(("value", *PARTS))
    told: list[Told] = []
    for name in found:
        limits = (asked["unit"], _top(asked)) if name == "value" else ("count", None)
        if cell := row.cells.get(name):
            found[name], rule, given = read_number(cell, *limits)
            told += [(rule, name, given)] * (rule not in _UNTOLD[name == "value"])
    share = _share(found, asked["unit"])
    told += [(rule, name, {}) for rule, name in _parts(found, share)]
    computed = "value" not in row.cells and share is not None and not _bad(told)
    if computed and share is not None:
        found["value"] = share
        told.append(("computed", "value", {"value": in_both(share)}))
    return {**found, "computed": computed}, told


# A part without figure goes without saying, a value without does not.
_UNTOLD = {True: ("",), False: ("", "no_value")}


def _top(asked: Any) -> float | None:
    """The most a value can be; of a rate it is what it is counted on."""
    bound = asked["upper_bound"]
    most = facts.row("words/units", asked["unit"])["top"] if np.isnan(bound) else bound
    return float(most) if most else None


def _bad(told: list[Told]) -> bool:
    severities = facts.column("words/return_problems", "severity")
    return any(severities[rule] == "error" for rule, _, _ in told)


def _parts(found: dict[str, Any], share: float | None) -> Iterator[tuple[str, str]]:
    """What is wrong with numerator and denominator by themselves."""
    over, under = (found[name] for name in PARTS)
    if under == 0:
        yield "zero", "denominator"
    elif (over is None) != (under is None):
        yield "alone", "numerator" if under is None else "denominator"
    elif share is not None and over > under:
        yield "larger_part", "numerator"


def _share(found: dict[str, Any], unit: str) -> float | None:
    """What numerator and denominator make in a unit, None where they make nothing."""
    over, under = (found[name] for name in PARTS)
    times = facts.row("words/units", unit)["top"]
    if over is None or not under or not times:
        return None
    return float(round(float(times) * over / under, 10))


def checks(
    row: FormRow, fields: dict[str, Any], asked: Any, wanted: Round
) -> Iterator[Told]:
    """Warnings of a value that was read: parts, past, target (methods 3, 18)."""
    value, cell = fields["value"], row.cells.get("value")
    if value is None:
        return
    share = _share(fields, asked["unit"])
    if cell and not _fits(share, value, cell):
        yield "parts", "value", {"value": in_both(round(share or 0.0, 4))}
    if cell and _could_be_share(value, cell, asked):
        given = {"value": in_both(value), "percent": in_both(100 * value)}
        yield "share", "value", given
        return
    yield from _jump(value, asked, wanted)
    if not np.isnan(asked["tip"]) and _worse(value, asked):
        needed = tuple(at_best(asked, lang) for lang in facts.LANGS)
        yield "tip", "value", {"value": needed}


def _fits(share: float | None, value: float, cell: Cell) -> bool:
    """Whether a share is the value, but for the decimals that were left out."""
    if share is None:
        return True
    return abs(share - value) <= 0.5 * 10.0 ** -places_in(cell) + 1e-9


def _could_be_share(value: float, cell: Cell, asked: Any) -> bool:
    """Whether 0.985 is more likely 98.5%: all that is known lies far above it."""
    known = [asked["last"], asked["path"], *(v for _, v in asked["line"])]
    known = [v for v in known if not np.isnan(v)]
    small = asked["unit"] == "percent" and 0 < value <= 1 and "%" not in cell.shown
    return small and bool(known) and min(known) >= SHARE_BELOW * value


def _jump(value: float, asked: Any, wanted: Round) -> Iterator[Told]:
    """A change a year larger than any of the line before."""
    line = asked["line"]
    if len(line) < 2:
        return
    steps = [abs(b - a) / (t - s) for (s, a), (t, b) in pairwise(line) if t > s]
    last_year, last = line[-1]
    step = abs(value - last) / (wanted.end - last_year)
    if steps and step > max(steps) + 1e-9:
        most = in_both(round(max(steps), 4))
        given = {"most": most, "last": in_both(last), "period": asked["last_period"]}
        yield "jump", "value", given


def _worse(value: float, asked: Any) -> bool:
    sign = 1 if asked["direction"] == "up" else -1
    return bool(sign * (value - asked["tip"]) < -1e-9)


def read_task(row: FormRow) -> tuple[dict[str, Any], list[Told]]:
    """What was done for a task; no fields where nothing was written."""
    fields = {name: read_words(row.cells.get(name)) for name in TASK_PARTS}
    told: list[Told] = [
        (cell.fault, name, {})
        for name, cell in row.cells.items()
        if name in TASK_PARTS and cell.fault
    ]
    return (fields if any(fields.values()) else {}), told
