"""What is known and promised of one indicator of one area, in one unit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import UNKNOWN, show
from soctrang_analysis.reading.plan import Plan

MAIN = ("main", "simple")
EDGES = ("weak", "strong")
INDEX = "index"
UNJUDGED = "no_evidence"  # the signal of what cannot be judged
LOOK_BACK = 11  # years shown before the framework's first: 2021-2030 from 2010


@dataclass(frozen=True)
class Story:
    """Rows to draw of one indicator, all counted in one unit."""

    unit: str
    series: str
    used: pd.DataFrame
    others: pd.DataFrame  # values a verdict does not stand on
    path: pd.DataFrame
    edges: pd.DataFrame  # the weak and the strong edge of a range
    goals: pd.DataFrame  # year, value, comparator
    ahead: pd.DataFrame  # milestones: year, expected, low, high, level, stale
    fan: pd.DataFrame  # each year after the latest value: the same


def story(name: str, tables: list[pd.DataFrame]) -> Story:
    """One indicator, from ``used``, ``trajectories`` and ``progress`` of an area.

    A fourth table, ``outlook``, gives the years between the milestones.
    """
    seen, paths, rows, *more = (t[t["indicator_id"].eq(name)] for t in tables)
    units = [*rows["unit"], *seen.loc[seen["used"], "unit"], *paths["unit"], ""]
    own = seen[seen["used"] & seen["unit"].eq(units[0])].sort_values("year")
    paths = _counted(paths, rows, own, units[0])
    unit = paths["unit"].iloc[0] if len(paths) else units[0]
    path = paths[paths["variant"].isin(MAIN)]
    known = rows[rows["year"].notna() & rows["target"].notna()]
    goals = known[["year", "target", "comparator"]].rename(columns={"target": "value"})
    if goals.empty and unit == INDEX:
        ends = path["kind"].eq("anchor") & path["year"].gt(path["year"].min())
        goals = path.loc[ends, ["year", "value"]].assign(comparator="")
    ahead = known[known["expected"].notna()]
    fan = more[0] if more else ahead.iloc[:0]
    return Story(
        unit=unit, series=rows["series"].iloc[0] if len(rows) else "", used=own,
        others=seen[~seen["used"] & seen["unit"].eq(unit)], path=path,
        edges=paths[paths["variant"].isin(EDGES)],
        goals=goals.astype({"year": float, "value": float}), ahead=ahead,
        fan=fan[fan["unit"].eq(units[0])].sort_values("year"),
    )  # fmt: skip


def _counted(
    paths: pd.DataFrame, rows: pd.DataFrame, own: pd.DataFrame, unit: str
) -> pd.DataFrame:
    """Paths in the unit of the values; an index is counted from its base.

    Without any value an index stays one; with values and no base it has no place.
    """
    same = paths[paths["unit"].eq(unit)]
    if len(same) or paths.empty:
        return same
    if not (base := _base(paths, rows, own)):
        return paths if own.empty else paths.iloc[:0]
    year, value = base
    parts = []
    for _, line in paths.groupby("variant"):
        at = line.loc[line["year"].eq(year), "value"]
        if len(at):
            parts.append(line.assign(value=line["value"] * value / at.iloc[0]))
    counted = pd.concat(parts) if parts else paths.iloc[:0]
    return counted.assign(unit=unit)


def _base(
    paths: pd.DataFrame, rows: pd.DataFrame, own: pd.DataFrame
) -> tuple[float, float] | None:
    """Year and value an index is counted from: the verdict's, else the first year's."""
    known = rows[rows["base"].notna()]
    if len(known):
        return float(known["base_year"].iloc[0]), float(known["base"].iloc[0])
    first = own[own["year"].eq(paths["year"].min())]
    if first.empty:
        return None
    return float(first["year"].iloc[0]), float(first["value"].iloc[0])


def promised_for(plan: Plan, name: str, year: int, lang: str) -> str:
    """What the plan promises of an indicator for a year in few signs, as it states it.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> [promised_for(soc_trang(), name, 2030, "vi") for name in ("3b", "9", "13")]
    ['≤ 10', '-20%*', '-3…-2%*']
    """
    targets = plan.targets
    rows = targets[targets["indicator_id"].eq(name)]
    held = rows["year"].isna() & rows["hold_from"].le(year) & rows["hold_to"].ge(year)
    own = rows[(rows["year"].eq(year) | held).fillna(False).astype(bool)]
    if own.empty:
        return UNKNOWN
    row = own.iloc[0]
    value = show(row["value"], lang)
    if row["basis"] == "level":
        symbol = facts.column("words/comparators", "symbol")[row["comparator"]]
        return f"{symbol} {value}"
    if not pd.isna(row["value_high"]):
        value += f"…{show(row['value_high'], lang)}"
    return f"{value}%*"


def signal_counts(rows: pd.DataFrame) -> dict[str, object]:
    """How many indicators stand how, and why the others cannot be judged."""
    signals = facts.column("words/signals", "mark")
    unjudged = rows["signal"].eq(UNJUDGED)
    found: dict[str, object] = {
        signal: int(rows["signal"].eq(signal).sum()) for signal in signals
    }
    return found | {
        "count": len(rows),
        "judged": int((~unjudged).sum()),
        "old": int((unjudged & rows["latest_year"].notna()).sum()),
        "none": int(rows["latest_year"].isna().sum()),
    }


def signal_words(rows: pd.DataFrame, lang: str) -> str:
    """What the marks of the signals mean, of those that occur."""
    seen = set(rows["signal"])
    marks = [row for row in facts.rows("words/signals") if row["signal"] in seen]
    return ", ".join(f"{row['mark']} {row[lang].lower()}" for row in marks)
