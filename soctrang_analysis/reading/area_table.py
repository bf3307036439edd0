"""The areas of one part of the country, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from soctrang_analysis.errors import PlanError, RangeError, refused


@dataclass(frozen=True, eq=False)
class AreaTable:
    """Areas of one part of the country, with what became of each.

    Attributes
    ----------
    areas : DataFrame
        One row per area: code, name, kind, parent, first and last day.
    area_changes : DataFrame
        One row per old and new area: whole or part, from which day, source.
    weights : DataFrame
        Population, children and births by area, series and year, with source.
    breaks : DataFrame
        Where a series must not be joined, and what bridges it, if anything does.
    """

    areas: pd.DataFrame
    area_changes: pd.DataFrame
    weights: pd.DataFrame
    breaks: pd.DataFrame

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The areas by name."""
        rows: list[dict[Any, Any]] = self.areas.to_dict("records")
        return {row["area"]: row for row in rows}

    @cached_property
    def units(self) -> dict[str, list[str]]:
        """The areas directly under each."""
        found: dict[str, list[str]] = {}
        for name, row in self.rows.items():
            found.setdefault(row["parent"], []).append(name)
        return found

    @cached_property
    def came_from(self) -> dict[str, list[tuple[str, str]]]:
        """The old areas of each new one, each with its coverage."""
        return self._pairs("new_area", "old_area")

    @cached_property
    def became(self) -> dict[str, list[tuple[str, str]]]:
        """The new areas of each old one, each with its coverage."""
        return self._pairs("old_area", "new_area")

    def _pairs(self, of: str, other: str) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for row in self.area_changes.to_dict("records"):
            found.setdefault(row[of], []).append((row[other], row["coverage"]))
        return found

    def under(self, area: str) -> list[str]:
        """All areas under one, whatever their level.

        Examples
        --------
        >>> from soctrang_analysis.reading.areas import read_areas
        >>> len(read_areas().under("Huyện Mỹ Tú, Tỉnh Sóc Trăng"))
        9
        """
        below = self.units.get(area, [])
        return [*below, *(name for unit in below for name in self.under(unit))]

    def successors(self, area: str) -> list[str]:
        """The areas that took in an old one.

        Examples
        --------
        >>> from soctrang_analysis.reading.areas import read_areas
        >>> read_areas().successors("Hậu Giang")
        ['Cần Thơ (từ 7/2025)']
        """
        return [new for new, _ in self.became.get(area, [])]

    def near(self, area: str) -> list[str]:
        """An area, its units old and new, its parents, and its neighbours.

        Examples
        --------
        >>> from soctrang_analysis.reading.areas import read_areas
        >>> read_areas().near("Cà Mau")
        ['Cà Mau']
        """
        above = self.above(area)
        own = [area, *self.successors(area)]
        units = [name for one in own for name in self.under(one)]
        beside = self.units[above[0]] if above else []
        return [*dict.fromkeys([area, *beside, *above, *units])]

    def above(self, area: str) -> list[str]:
        """The parents of an area, the nearest first; a circle is gone round once.

        Examples
        --------
        >>> from soctrang_analysis.reading.areas import read_areas
        >>> read_areas().above("Sóc Trăng")
        ['Đồng bằng sông Cửu Long', 'Việt Nam']
        """
        found: list[str] = []
        name = self.rows[area]["parent"] if area in self.rows else ""
        while name in self.rows and name not in found:
            found.append(name)
            name = self.rows[name]["parent"]
        return found


def unknown_area(name: str, known: list[str], where: str) -> PlanError:
    """The error for an area that is not in the table."""
    shown = ", ".join(known[:8]) + (" ..." if len(known) > 8 else "")
    wanted = f"an area of the table: {shown}"
    do = "name one of them; `soctrang areas` lists all"
    return refused(wanted, repr(name), do, where=where, kind=RangeError)
