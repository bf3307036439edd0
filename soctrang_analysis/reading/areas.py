"""Areas as data: read from the bundled drawer, a folder or a table of changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.door import taken
from soctrang_analysis.errors import SchemaError, refused
from soctrang_analysis.reading.area_checks import checked
from soctrang_analysis.reading.area_meaning import LARGE
from soctrang_analysis.reading.area_table import AreaTable
from soctrang_analysis.schema import conform

PARTS = ("areas", "area_changes", "weights", "breaks")
_ONE_FILE = ("old_area", "new_area", "coverage")


def read_areas(
    source: AreaTable | pd.DataFrame | str | Path | None = None,
) -> AreaTable:
    """Areas and what became of them: the bundled table, or one of another province.

    Parameters
    ----------
    source : path, DataFrame or AreaTable, optional
        A folder with ``areas.csv`` and ``area_changes.csv`` (``weights.csv`` and
        ``breaks.csv`` where there are any); or one table with ``old_area``,
        ``new_area`` and ``coverage`` ("whole" or "part"), where known also ``date``,
        ``source``, ``old_parent``, ``new_parent``, ``old_code``, ``new_code``. Or a
        list of communes with ``old_name``, ``old_district``, ``new_name`` and
        ``coverage``, where known also ``new_province`` and codes. Without it the
        bundled table: Sóc Trăng, Hậu Giang and Cần Thơ before and after 1 July 2025.

    Returns
    -------
    AreaTable
        Tables ``areas``, ``area_changes``, ``weights`` and ``breaks``.

    Raises
    ------
    ParseError
        If a file cannot be read.
    SchemaError
        If a table breaks its contract, an area or parent is missing, parents or
        changes go in a circle, days are not in order, or an area that ended is
        accounted for by no other.

    Examples
    --------
    >>> table = read_areas()
    >>> table.areas["kind"].value_counts().to_dict()["commune"]
    151
    """
    if source is None:
        return _bundled()
    if isinstance(source, AreaTable):
        parts = {name: taken(getattr(source, name), name) for name in PARTS}
        return checked(replace(source, **parts))
    if isinstance(source, pd.DataFrame):
        return checked(_of_changes(source))
    path = Path(source)
    if path.is_dir():
        return checked(_of_folder(path))
    return checked(_of_changes(_text_table(path)))


@cache
def _bundled() -> AreaTable:
    return checked(_of_folder(facts.REFERENCE / "areas"))


def _text_table(path: Path) -> pd.DataFrame:
    """A CSV file as text."""
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False)
    except (OSError, ValueError) as error:
        found = type(error).__name__
        raise refused("a CSV file", found, "check the path", where=path.name) from error


def _of_folder(folder: Path) -> AreaTable:
    """The tables of a folder; weights and breaks may be missing."""
    tables = {}
    for name in PARTS:
        file = folder / f"{name}.csv"
        needed = name in PARTS[:2]
        found = _text_table(file) if needed or file.is_file() else conform([], name)
        if name == "areas" and "complete" in found:
            found = found.assign(complete=found["complete"].isin(("1", "True", "true")))
        tables[name] = taken(found, name) if len(found) else conform([], name)
    return AreaTable(**tables)


def _of_changes(table: pd.DataFrame) -> AreaTable:
    """One table of changes; areas it does not know come from the bundled one."""
    table = _with_names(table)
    changes = taken(table, "area_changes")
    known = _bundled()
    named = {*changes["old_area"], *changes["new_area"]}
    kept = _kept(known, named)
    rows = {name: known.rows[name] for name in kept}
    for side in ("old", "new"):
        for given in table.to_dict("records"):
            if given[f"{side}_area"] not in kept:
                rows |= {row["area"]: row for row in _made(given, side)}
    others = known.area_changes
    others = others[others["old_area"].isin({*kept} - named)]
    both = conform(pd.concat([changes, others]), "area_changes")
    return replace(known, areas=conform(rows.values(), "areas"), area_changes=both)


def _with_names(table: pd.DataFrame) -> pd.DataFrame:
    """A table of changes with its names, refused where it lacks them."""
    if "old_area" not in table and {"old_name", "new_name"} <= {*table}:
        table = _of_communes(table)
    if missing := [name for name in _ONE_FILE if name not in table]:
        wanted, do = f"columns {', '.join(_ONE_FILE)}", "add what is missing"
        found = f"no {', '.join(missing)}"
        raise refused(wanted, found, do, where="area table", kind=SchemaError)
    return table


def _kept(known: AreaTable, named: set[str]) -> list[str]:
    """Areas of the bundled table that stay: large ones, those named, all above them."""
    own = [n for n, r in known.rows.items() if r["kind"] in LARGE or n in named]
    return [*dict.fromkeys([*own, *(above for n in own for above in known.above(n))])]


def _made(given: Mapping[Any, Any], side: str) -> Iterator[dict[str, Any]]:
    """An area as a table of changes tells of it, and the one above it."""
    day = str(given.get("date") or "")
    days = {"from": day if side == "new" else "", "to": ""}
    days["to"] = _day_before(day) if day and side == "old" else ""
    name, parent = (str(given.get(f"{side}_{k}") or "") for k in ("area", "parent"))
    own = {"area": name, "name": name.split(",")[0].strip(), "kind": "commune"}
    code = str(given.get(f"{side}_code") or "")
    yield own | days | {"code": code, "parent": parent, "complete": False}
    if parent:  # all its units are told of on the old side, some on the new
        above = {"area": parent, "name": parent, "kind": "district", "parent": ""}
        yield above | days | {"code": "", "complete": side == "old"}


def _of_communes(table: pd.DataFrame) -> pd.DataFrame:
    """A list of communes by name and district as a table of changes."""
    texts = table.astype("str").fillna("")
    blank = pd.Series("", index=texts.index, dtype="str")
    sides: dict[str, pd.Series] = {}
    for side, above in (("old", "old_district"), ("new", "new_province")):
        parent = texts.get(f"{side}_parent", texts.get(above, blank))
        comma = parent.ne("").map({True: ", ", False: ""})
        sides |= {f"{side}_parent": parent}
        sides |= {f"{side}_area": texts[f"{side}_name"] + comma + parent}
    coverage = texts.get("coverage", blank).replace("unchanged", "whole")
    return texts.assign(**sides, coverage=coverage)


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except ValueError as error:
        wanted, do = "a day as YYYY-MM-DD", "correct it"
        raise refused(wanted, repr(day), do, where="area table") from error
