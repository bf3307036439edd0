"""Values of areas put together for another: a sum, a rate, bounds, an estimate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.area_units import Units, units_of
from soctrang_analysis.analysis.lines import decimals
from soctrang_analysis.analysis.weighting import weights_for
from soctrang_analysis.errors import PlanError, SchemaError, refused
from soctrang_analysis.reading.area_meaning import LARGE, Meanings
from soctrang_analysis.reading.area_names import areas_by_day
from soctrang_analysis.reading.area_table import AreaTable, unknown_area
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.schema import conform, natural_key

LINE = ["indicator_id", "series", "unit", "period"]
BOUNDS = {"min": "bound_low", "max": "bound_high"}
STATUSES = "dbepr"  # of several parts the first of these counts
SHOWN = 5


class Asked(NamedTuple):
    """What values are put together for: the area, its units, the facts of its kind."""

    table: AreaTable
    to: str
    units: Units
    framework: facts.Framework


def regroup(
    values: pd.DataFrame,
    *,
    to: str | Iterable[str],
    area_table: AreaTable | pd.DataFrame | str | Path | None = None,
    framework: str = "decision-23",
) -> pd.DataFrame:
    """Values of units put together for an area that consists of them.

    Counts add up. Rates are summed again from numerators and denominators; where these
    are missing, a mean weighted by births, children or population is taken if the table
    of areas has them for all parts, marked as an estimate. Whether a new commune meets
    a standard that its parts were judged by is known within bounds only: two rows.

    Parameters
    ----------
    values : DataFrame
        Table ``observations``, or one `read_observations` accepts, of the parts. Rows
        of areas that are no part of ``to`` are left out.
    to : str or iterable of str
        The area or areas wanted, by code, or by full name and parent.
    area_table : AreaTable, DataFrame or path, optional
        As `read_areas` takes it; the bundled one without it.
    framework : str
        Folder in ``reference/frameworks``: which indicators are shares of units.

    Returns
    -------
    DataFrame
        The table ``observations``, one row per indicator, series, unit and period for
        each area of ``to``; ``evidence`` is "derived", ``note`` says from what.

    Raises
    ------
    RangeError
        If ``to`` is no area of the table.
    SchemaError
        If a part is missing or split, two parts overlap, a rate has neither
        denominators nor weights, or a value contradicts its numerator and denominator.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": "9", "period": "2026", "unit": "count",
    ...     "area": ["Xã Hòa Tú 1, Huyện Mỹ Xuyên", "Xã Hòa Tú 2, Huyện Mỹ Xuyên"],
    ...     "value": [3, 4]})
    >>> regroup(made_up, to="Xã Hòa Tú, Thành phố Cần Thơ")["value"].tolist()
    [7.0]
    """
    table, known = read_areas(area_table), facts.framework(framework)
    names = [to] if isinstance(to, str) else [*to]
    parts = []
    for name in names:
        asked = asked_for(table, name, known)
        rows, refusals = put_together(read_observations(values), asked)
        if refusals:
            raise refusals[0]
        parts += rows
    return conform(parts, "observations")


def asked_for(table: AreaTable, name: str, known: facts.Framework) -> Asked:
    """What is wanted of one area, by its name or code."""
    found = Meanings(table, table.rows).named(name) if isinstance(name, str) else []
    if len(found) != 1:
        likely = found or [n for n, r in table.rows.items() if r["kind"] in LARGE]
        raise unknown_area(str(name), likely, "to")
    return Asked(table, found[0], units_of(table, found[0]), known)


def put_together(
    values: pd.DataFrame, asked: Asked
) -> tuple[list[dict[str, Any]], list[PlanError]]:
    """Rows for the area, one line and period after the other, and what is refused."""
    frame, inside = _parts_of(values, asked)
    rows: list[dict[str, Any]] = []
    refusals: list[PlanError] = []
    for key, group in frame.groupby(LINE, sort=False):
        try:
            rows += _of_group(group, asked, inside)
        except PlanError as error:
            name = f"{error.where}: {', '.join(str(k) for k in key if k)}"
            refusals.append(error.at(name))
    return rows, refusals


def _parts_of(
    values: pd.DataFrame, asked: Asked
) -> tuple[pd.DataFrame, dict[str, Units]]:
    """The values of areas that lie within the one wanted, and the units of each."""
    table = asked.table
    held = {name: units_of(table, name) for name in table.rows}
    inside = {n: u for n, u in held.items() if u <= asked.units and n != asked.to}
    related = [name for name in table.rows if held[name] & asked.units]
    frame = values.assign(area=values["area"].astype("category"))
    frame = areas_by_day(frame, Meanings(table, related))
    return frame[frame["area"].isin(inside)].astype({"area": "str"}), inside


def _of_group(
    group: pd.DataFrame, asked: Asked, inside: dict[str, Units]
) -> Iterator[dict[str, Any]]:
    """The row or rows of one line and period."""
    parts = _one_each(group)
    _check_cover(parts, asked, inside)
    row = parts.iloc[0]
    kind = asked.framework.indicators.get(row["indicator_id"], {}).get("counts_units")
    if kind and kind == asked.table.rows[asked.to]["kind"]:
        return _bounds(parts, asked)
    if kind:
        parts = _judged(parts, asked, kind)
    return iter([_made(parts, asked, **_value(parts, asked))])


def _one_each(group: pd.DataFrame) -> pd.DataFrame:
    """One row per area: that of the better kind of source, or refused."""
    rank = group["source_kind"].map(facts.column("words/source_kinds", "rank"))
    ordered = group.assign(rank=rank).sort_values(["area", "rank", "source_title"])
    best = ordered[ordered["rank"].eq(ordered.groupby("area")["rank"].transform("min"))]
    differing = best.groupby("area")["value"].nunique()
    if (differing > 1).any():
        name = str(differing[differing > 1].index[0])
        do = "leave one of them out"
        raise _refused("one value of each area", f"two of {name}", do)
    return best.drop_duplicates("area").drop(columns="rank").reset_index(drop=True)


def _check_cover(parts: pd.DataFrame, asked: Asked, inside: dict[str, Units]) -> None:
    """Refuse parts that overlap or do not make up the whole area."""
    seen: dict[str, str] = {}
    for area in parts["area"]:
        for unit in inside[area]:
            if unit in seen:
                found = f"{seen[unit]} and {area}, which overlap"
                raise _refused("parts of one level", found, "leave one of them out")
            seen[unit] = area
    if missing := sorted(asked.units - set(seen), key=natural_key):
        shown = ", ".join(missing[:SHOWN]) + (" ..." if len(missing) > SHOWN else "")
        found = f"{len(missing)} of {len(asked.units)} units missing: {shown}"
        do = "add their values; a unit that was split belongs to no area as a whole"
        raise _refused(f"values of all parts of {asked.to}", found, do)


def _value(parts: pd.DataFrame, asked: Asked) -> dict[str, Any]:
    """The value of all parts together, with what it rests on."""
    unit = facts.row("words/units", parts["unit"].iloc[0])
    split = parts[["numerator", "denominator"]]
    whole = split.notna().all(axis=None) and parts["denominator"].gt(0).all()
    sums = {str(name): float(split[name].sum()) for name in split} if whole else {}
    if parts["unit"].iloc[0] == "count":
        return {"value": float(parts["value"].sum()), **sums}
    if whole and unit["top"]:
        base = float(unit["top"])
        _check_shares(parts, base)
        return {"value": base * sums["numerator"] / sums["denominator"], **sums}
    return _estimate(parts, asked, unit["weights"].split())


def _check_shares(parts: pd.DataFrame, base: float) -> None:
    """Refuse a value that its numerator and denominator do not give."""
    exact = base * parts["numerator"] / parts["denominator"]
    half = 0.5 * 10.0 ** -decimals(parts["value"].to_numpy(dtype=float))
    off = (parts["value"] - exact).abs() > half + 1e-9
    if off.any():
        row = parts[off].iloc[0]
        wanted = f"{row['numerator']:g} / {row['denominator']:g} of {row['area']}"
        raise _refused(wanted, f"{row['value']:g}", "correct one of the three")


def _estimate(parts: pd.DataFrame, asked: Asked, kinds: list[str]) -> dict[str, Any]:
    """The mean of rates weighted by what the table of areas knows of all parts."""
    year = float(parts["year"].iloc[0])
    found = weights_for(asked.table, list(parts["area"]), kinds, year)
    if found is None:
        lacking = parts.loc[parts["denominator"].isna(), "area"]
        shown = ", ".join(lacking[:SHOWN]) + (" ..." if len(lacking) > SHOWN else "")
        wanted = "numerator and denominator of each part"
        do = "add them: rates cannot be added up"
        raise _refused(wanted, f"none of {shown or 'a part above 0'}", do)
    share = parts["area"].map(found.value) / sum(found.value.values())
    return {
        "value": float((parts["value"] * share).sum()),
        "obs_status": "e",
        "told": ("weighted_by", found.told),
    }


def _judged(parts: pd.DataFrame, asked: Asked, kind: str) -> pd.DataFrame:
    """Parts of a share of units: one that is a unit itself counts as 1, or 0 of 1."""
    whole = parts["area"].map(lambda name: asked.table.rows[name]["kind"] == kind)
    whole &= parts["denominator"].isna()
    _check_passes(parts[whole])
    passed = parts["value"].eq(100).astype(float)
    return parts.assign(
        numerator=parts["numerator"].where(~whole, passed),
        denominator=parts["denominator"].where(~whole, 1.0),
    )


def _check_passes(parts: pd.DataFrame) -> None:
    if not parts["value"].isin((0.0, 100.0)).all():
        row = parts[~parts["value"].isin((0.0, 100.0))].iloc[0]
        wanted = "100 of a unit that meets the standard, 0 of another"
        found = f"{row['value']:g} of {row['area']}"
        raise _refused(wanted, found, "correct the value")


def _bounds(parts: pd.DataFrame, asked: Asked) -> Iterator[dict[str, Any]]:
    """Whether a new unit meets a standard: if all its parts did, if any did."""
    _check_passes(parts)
    for name, value in parts["value"].agg(["min", "max"]).items():
        bound = BOUNDS[str(name)]
        series = f"{parts['series'].iloc[0]} {bound}".strip()
        found = {"value": value, "numerator": value / 100, "denominator": 1.0}
        told = (bound, {"count": len(parts)})
        yield _made(parts, asked, series=series, obs_status="e", told=told, **found)


def _made(parts: pd.DataFrame, asked: Asked, **given: Any) -> dict[str, Any]:
    """A row of observations for the area from its parts."""
    first = parts.iloc[0]
    letters = set(parts["obs_status"])
    ranks = {k: int(v) for k, v in facts.column("words/source_kinds", "rank").items()}
    titles = [t for t in dict.fromkeys(parts["source_title"]) if t]
    told = given.pop("told", ("from_units", {"count": len(parts)}))
    row = {name: first[name] for name in (*LINE, "year")}
    row |= {
        "area": asked.to,
        "evidence": "proxy" if parts["evidence"].eq("proxy").any() else "derived",
        "obs_status": next((s for s in STATUSES if s in letters), ""),
        "source_kind": max(parts["source_kind"], key=lambda kind: ranks[kind]),
        "source_title": "; ".join(titles[:2]) + (" ..." if len(titles) > 2 else ""),
        "numerator": None, "denominator": None, "note": _note(*told),
    }  # fmt: skip
    return row | given


def _note(name: str, told: dict[str, Any]) -> str:
    """What a value was put together from, in both languages."""
    texts = []
    for lang in facts.LANGS:
        own = dict(told)
        if "weight" in told:
            own["weight"] = facts.said("words/labels", f"weight_{told['weight']}", lang)
        texts.append(facts.said("words/labels", name, lang, **own))
    return " / ".join(texts)


def _refused(wanted: str, found: str, do: str) -> PlanError:
    return refused(wanted, found, do, where="regroup", kind=SchemaError)
