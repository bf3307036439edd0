"""What became of the agencies of a plan: who has their work today, how certain that is.

The facts are rows of ``areas/agencies_now``. A row of an area serves plans of that area
alone; a row without area says what holds everywhere, as that an agency is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.facts import Framework, Row
from soctrang_analysis.reading.area_names import area_keys
from soctrang_analysis.reading.text import fold

PRESENT = ("present_vi", "present_en", "since", "certainty")
REPORTS = "reports"  # the part of a row that says who takes in the reports
UNKNOWN = "?"  # a target of the plan that is none of the framework's


def agency_key(name: str, area: str = "") -> str:
    """One key for all spellings of an agency: case, dashes, "và", the area behind.

    >>> agency_key("SỞ LĐ-TB&XH Sóc Trăng", "Sóc Trăng"), agency_key("Sở LĐTBXH")
    ('sởlđtbxh', 'sởlđtbxh')
    """
    text = fold(name).replace("ubnd", "ủy ban nhân dân")
    words = [word for word in re.findall(r"\w+", text) if word != "và"]
    own = re.findall(r"\w+", area_keys([area])[0])
    if own and words[-len(own) :] == own:
        words = words[: -len(own)]
    return "".join(words)


@cache
def _spellings(area: str) -> tuple[tuple[str, bool, Row], ...]:
    """Keys of the agencies of one area, whether more may follow, and their rows."""
    found: list[tuple[str, bool, Row]] = []
    for row in facts.rows("areas/agencies_now"):
        if area_keys([row["area"]])[0] == area:
            for name in row["agency"].split("|"):
                found.append((agency_key(name), name.endswith("*"), row))
    return tuple(sorted(found, key=lambda spelling: -len(spelling[0])))


def _rows(name: str, area: str, *, begins: bool = False) -> Iterator[list[Row]]:
    """Rows of an agency: those of the area, then those that hold everywhere."""
    key = agency_key(name, area)
    keys = (key, key.removesuffix("tỉnh"))  # "Sở Y tế tỉnh" is Sở Y tế
    for place in dict.fromkeys([area_keys([area])[0], ""]):
        yield [
            row
            for known, more, row in _spellings(place)
            if known in keys or ((more or begins) and key.startswith(known))
        ]


def agency_now(
    name: str, area: str, framework: Framework, part: str = "", *, begins: bool = False
) -> Row | None:
    """What became of an agency, as to a target or ``reports``; None where unknown.

    >>> agency_now("Sở LĐTBXH", "Sóc Trăng", facts.framework(), "10")["certainty"]
    'unconfirmed'
    >>> agency_now("Sở LĐTBXH", "Cà Mau", facts.framework(), "10")["present_vi"]
    ''
    """
    for rows in _rows(name, area, begins=begins):
        parted = [row for row in rows if row["framework"] == framework.name]
        for row in parted:
            if part in row["parts"].split():
                return row
        if part == UNKNOWN and parted:  # it could be one of these parts
            return None
        for row in rows:
            if not row["parts"]:
                return row
    return None


def with_present(
    rows: list[dict[str, Any]],
    numbers: dict[int, str],
    area: str,
    framework: Framework,
) -> list[dict[str, Any]]:
    """Rows of ``agencies`` with the agency that has the work today, where known."""
    filled = []
    for row in rows:
        part = numbers.get(row["target_no"], UNKNOWN)
        now = agency_now(row["agency_vi"], area, framework, part)
        known = now if now and now["present_vi"] else dict.fromkeys(PRESENT, "")
        filled.append({**row, **{name: known[name] for name in PRESENT}})
    return filled


def framework_numbers(
    targets: list[dict[str, Any]], framework: Framework
) -> dict[int, str]:
    """The plan's numbers of targets -> the framework's, where each means one of it."""
    meant: dict[int, set[int | None]] = {}
    for row in targets:
        number = framework.target_no(row["indicator_id"])
        meant.setdefault(row["target_no"], set()).add(number)
    return {
        printed: str(*known)
        for printed, known in meant.items()
        if len(known) == 1 and None not in known
    }
