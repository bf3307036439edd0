"""What areas consist of: the smallest units that stood before any change."""

from __future__ import annotations

from collections.abc import Iterable

from soctrang_analysis.reading.area_table import AreaTable

Units = frozenset[str]


def units_of(table: AreaTable, area: str) -> Units:
    """The old units an area consists of; a part of a unit is a unit of its own.

    An area that came from others consists of theirs, one whose units all stand in the
    table of those; any other is a unit itself.

    Examples
    --------
    >>> from soctrang_analysis.reading.areas import read_areas
    >>> table = read_areas()
    >>> sorted(units_of(table, "Xã Hòa Tú, Thành phố Cần Thơ"))
    ['Xã Hòa Tú 1, Huyện Mỹ Xuyên', 'Xã Hòa Tú 2, Huyện Mỹ Xuyên']
    >>> len(units_of(table, "Sóc Trăng")), len(units_of(table, "Cần Thơ (từ 7/2025)"))
    (108, 110)
    """
    if parts := table.came_from.get(area):
        return _union(
            units_of(table, old)
            if coverage == "whole"
            else frozenset([f"{old} ({coverage}: {area})"])
            for old, coverage in parts
        )
    below = table.units.get(area, [])
    if below and table.rows[area]["complete"]:
        return _union(units_of(table, name) for name in below)
    return frozenset([area])


def _union(parts: Iterable[Units]) -> Units:
    """All units of several areas."""
    return frozenset().union(*parts)
