"""One row of a returned form: read, and held against unit, parts, past and target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from soctrang_analysis import facts
from soctrang_analysis.round.asked import at_best
from soctrang_analysis.round.period import Round
from soctrang_analysis.round.returned_book import FormRow
from soctrang_analysis.round.returned_cells import (
    in_both,
    places_in,
    read_day,
    read_nature,
    read_number,
    read_words,
)

# A bare number up to 1 is asked about where every level known is as high as this.
SHARE_BELOW = 10.0
PARTS = ("numerator", "denominator")
TASK_PARTS = ("done", "under_way", "obstacle", "proposal")
Told = tuple[str, str, dict[str, Any]]  # rule, column of the cell, what the rule says


def read_value(row: FormRow, asked: Any) -> tuple[dict[str, Any], list[Told]]:
    """The figure of a row and what there is to say of it; no fields for none."""
    fields, told = _numbers(row, asked)
    cells = row.cells
    evidence, status, rule = read_nature(cells.get("nature"))
    if rule:
        words = ", ".join(r["vi"] for r in facts.rows("words/natures"))
        told.append((rule, "nature", {"words": words}))
    day, rule = read_day(cells.get("data_date"))
    if rule:
        told.append((rule, "data_date", {}))
    note = read_words(cells.get("note"))
    silent = next((c for r, c, _ in told if r == "no_value"), "")
    if silent and fields["value"] is None:
        note = "; ".join(filter(None, [read_words(cells[silent]), note]))
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
    bound = asked["upper_bound"]  # of a rate it is what it is counted on
    most = facts.row("words/units", asked["unit"])["top"] if np.isnan(bound) else bound
    top = float(most) if most else None
    told: list[Told] = []
    found: dict[str, Any] = dict.fromkeys(("value", *PARTS))
    for name in ("value", *PARTS):
        if cell := row.cells.get(name):
            limits = (asked["unit"], top) if name == "value" else ("count", None)
            found[name], rule, given = read_number(cell, *limits)
            if rule and not (rule == "no_value" and name != "value"):
                told.append((rule, name, given))
    told += [(rule, name, given) for rule, name, given in _parts(found)]
    found["computed"] = False
    share = _share(found, asked["unit"])
    if "value" not in row.cells and share is not None and not _bad(told):
        found |= {"value": share, "computed": True}
        told.append(("computed", "value", {"value": in_both(share)}))
    return found, told


def _bad(told: list[Told]) -> bool:
    severities = facts.column("words/return_problems", "severity")
    return any(severities[rule] == "error" for rule, _, _ in told)


def _parts(found: dict[str, Any]) -> Iterator[Told]:
    """What is wrong with numerator and denominator by themselves."""
    over, under = (found[name] for name in PARTS)
    if under == 0:
        yield "zero", "denominator", {}
    elif (over is None) != (under is None):
        yield "alone", "numerator" if under is None else "denominator", {}


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
    value = fields["value"]
    if value is None:
        return
    cell = row.cells.get("value")
    share = _share(fields, asked["unit"])
    if cell and share is not None:
        if asked["unit"] == "percent" and fields["numerator"] > fields["denominator"]:
            yield "larger_part", "numerator", {}
        elif abs(share - value) > 0.5 * 10.0 ** -places_in(cell) + 1e-9:
            yield "parts", "value", {"value": in_both(round(share, 4))}
    bare = cell and cell.percent is None and "%" not in str(cell.value)
    if bare and _could_be_share(value, asked):
        given = {"value": in_both(value), "percent": in_both(100 * value)}
        yield "share", "value", given
        return
    yield from _jump(value, asked, wanted)
    if not np.isnan(asked["tip"]) and _worse(value, asked):
        yield (
            "tip",
            "value",
            {"value": tuple(at_best(asked, lang) for lang in facts.LANGS)},
        )


def _could_be_share(value: float, asked: Any) -> bool:
    """Whether 0.985 is more likely 98.5%: all that is known lies far above 1."""
    known = [asked["last"], asked["path"], *(v for _, v in asked["line"])]
    known = [v for v in known if not np.isnan(v)]
    small = asked["unit"] == "percent" and 0 < value <= 1
    return small and bool(known) and min(known) >= SHARE_BELOW


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
