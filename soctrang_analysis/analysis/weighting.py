"""Weights of areas: births, children or population, of all parts or of none."""

from __future__ import annotations

from typing import NamedTuple

from soctrang_analysis.reading.area_table import AreaTable


class Weights(NamedTuple):
    """Persons in each area, and what they are, for a note."""

    value: dict[str, float]
    told: dict[str, str]


def weights_for(
    table: AreaTable, areas: list[str], kinds: list[str], year: float
) -> Weights | None:
    """Weights of one kind, series and year for all areas, the year nearest; else None.

    Series are never mixed: population was revised after the census of 2019.

    Examples
    --------
    >>> from soctrang_analysis.reading.areas import read_areas
    >>> both = ["Sóc Trăng", "Hậu Giang"]
    >>> weights_for(read_areas(), both, ["population"], 2018).value
    {'Sóc Trăng': 1312500.0, 'Hậu Giang': 772500.0}
    """
    known = table.weights[table.weights["area"].isin(areas)]
    for kind in kinds:
        rows = known[known["weight"].eq(kind)]
        rows = rows.drop_duplicates(["area", "series", "year"])
        groups = [part for _, part in rows.groupby(["series", "year"])]
        whole = [part for part in groups if len(part) == len(areas)]
        if whole:
            part = min(whole, key=lambda own: abs(own["year"].iloc[0] - year))
            value = part.set_index("area")["value"]
            told = {"weight": kind, "year": str(part["year"].iloc[0])}
            told["source"] = part["source"].iloc[0]
            return Weights({area: float(value[area]) for area in areas}, told)
    return None
