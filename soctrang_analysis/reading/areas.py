"""Areas as data: read from the bundled drawer, a folder or a table of changes."""

from __future__ import annotations

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
        ``source``, ``old_parent``, ``new_parent``, ``old_code``, ``new_code``. Without
        it the bundled table: Sóc Trăng, Hậu Giang and Cần Thơ before and after
        1 July 2025.

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
    if missing := [name for name in _ONE_FILE if name not in table]:
        wanted, do = f"columns {', '.join(_ONE_FILE)}", "add what is missing"
        found = f"no {', '.join(missing)}"
        raise refused(wanted, found, do, where="area table", kind=SchemaError)
    changes = taken(table, "area_changes")
    known = _bundled()
    rows = {**{k: dict(v) for k, v in known.rows.items()}}
    day = changes["date"].max() if len(changes) else ""
    for side in ("old", "new"):
        for given in table.to_dict("records"):
            name = str(given[f"{side}_area"])
            if name not in rows:
                rows[name] = _made(name, given, side, str(given.get("date") or day))
    kept = {*changes["old_area"], *changes["new_area"]}
    others = known.area_changes
    others = others[~others["old_area"].isin(kept)]
    frame = conform(rows.values(), "areas")
    frame = frame.assign(complete=frame["complete"] | _with_units(frame, known))
    both = conform(pd.concat([changes, others]), "area_changes")
    return replace(known, areas=frame, area_changes=both)


def _with_units(frame: pd.DataFrame, known: AreaTable) -> pd.Series:
    """Areas new to the table whose units are listed there: they are all of them."""
    return frame["area"].isin(set(frame["parent"])) & ~frame["area"].isin(known.rows)


def _made(name: str, given: dict[Any, Any], side: str, day: str) -> dict[str, Any]:
    """An area as a table of changes tells of it."""
    ended = _day_before(day) if day else ""
    return {
        "area": name,
        "code": str(given.get(f"{side}_code") or ""),
        "name": name.split(",")[0].strip(),
        "kind": "commune",
        "parent": str(given.get(f"{side}_parent") or ""),
        "from": day if side == "new" else "",
        "to": ended if side == "old" else "",
        "complete": False,
    }


def _day_before(day: str) -> str:
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except ValueError as error:
        wanted, do = "a day as YYYY-MM-DD", "correct it"
        raise refused(wanted, repr(day), do, where="area table") from error
