"""The annex of a report: every indicator in one row, each figure with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import UNKNOWN, show_chance, show_year
from soctrang_analysis.output.paper import Block, Grid, Text, Wide
from soctrang_analysis.output.story import promised_for, signal_words
from soctrang_analysis.round.report_told import PADDING, Reported
from soctrang_analysis.schema import natural_key

COLUMNS = {  # mm; how the column is set
    "indicator": (43.0, "l"), "target": (24.0, "l"), "path": (17.0, "r"),
    "latest": (23.0, "r"), "gap": (15.0, "r"), "status": (36.0, "l"),
    "chance": (15.0, "r"), "required": (18.0, "r"), "tip": (18.0, "r"),
    "source": (43.0, "l"),
}  # fmt: skip


def annex(told: Reported) -> Iterator[Block]:
    """The table of all indicators on pages of their own, and how to read it."""
    rows = told.told.deciding
    rows = rows.sort_values("indicator_id", key=lambda c: c.map(natural_key))
    yield Wide()
    yield Text("heading", told.say("annex", count=len(rows)))
    if rows.empty:
        yield Text("body", told.say("annex_empty"))
        return
    year = told.wanted.next_yearly.year
    tip = "col_tip" if year in told.plan.framework.years else "col_tip_none"
    given = {"period": told.wanted.name, "year": year}
    keys = [tip if key == "tip" else f"col_{key}" for key in COLUMNS]
    widths, aligns = zip(*COLUMNS.values(), strict=True)
    cells = [annex_row(told, row) for row in rows.to_dict("records")]
    yield Grid(
        tuple(told.say(key, **given) for key in keys),
        tuple(tuple(row.values()) for row in cells),
        widths,
        "".join(aligns),
        told.say("annex_alt", count=len(rows)),
        PADDING,
    )
    signals = signal_words(rows, told.lang)
    yield Text("note", told.say("annex_note", signals=signals))


def annex_row(told: Reported, row: Mapping[Any, Any]) -> dict[str, str]:
    """One indicator, column by column."""
    name = str(row["indicator_id"])
    mark = facts.column("words/signals", "mark")[row["signal"]]
    status = facts.row("words/statuses", row["status"])[f"short_{told.lang}"]
    at = "" if pd.isna(row["year"]) else f" ({row['year']})"
    latest = told.number(row["latest"])
    known = not pd.isna(row["latest"])
    return {
        "indicator": told.indicator(name, row["unit"]),
        "target": _targets(told, name),
        "path": told.number(told.path.get(name, float("nan"))),
        "latest": f"{latest} ({show_year(row['latest_year'], told.lang)})"
        if known
        else latest,
        "gap": told.number(row["gap_good"], sign=True),
        "status": f"{mark} {status}{at}",
        "chance": UNKNOWN
        if pd.isna(row["chance"])
        else show_chance(row["chance"], told.lang),
        "required": told.number(row["required_from_as_of"], sign=True),
        "tip": told.tip.get(name, "") or UNKNOWN,
        "source": _source(told, row),
    }


def _targets(told: Reported, name: str) -> str:
    """What is promised for each milestone."""
    years = told.plan.framework.milestones
    each = {year: promised_for(told.plan, name, year, told.lang) for year in years}
    known = [
        f"{text} ({year})".replace(" ", "\u00a0")
        for year, text in each.items()
        if text != UNKNOWN
    ]
    return "; ".join(known) or UNKNOWN


def _source(told: Reported, row: Mapping[Any, Any]) -> str:
    """Lines of the plan; titles of the latest value, and its row of the record."""
    name = row["indicator_id"]
    targets = told.plan.targets
    lines = sorted({*targets.loc[targets["indicator_id"].eq(name), "source_line"]})
    parts = [told.say("line", lines=", ".join(map(str, lines)))]
    used = told.told.tables["used"]
    own = used[used["used"] & used["indicator_id"].eq(name)]
    own = own[own["area"].eq(told.plan.area) & own["year"].eq(row["latest_year"])]
    for value in own.drop_duplicates("source_title").to_dict("records"):
        parts.append(_titled(told, value))
    return "; ".join(parts)


def _titled(told: Reported, value: Mapping[Any, Any]) -> str:
    """The title of a source; the row of the record where the value stands there."""
    rows = told.recorded
    same = ("indicator_id", "period", "unit", "source_title")
    for key in same:
        rows = rows[rows[key].astype("str").eq(str(value[key]))]
    title = told.agency(value["source_title"])
    if rows.empty:
        return title
    row = rows.iloc[-1]
    given = {"period": row["period"], "revision": row["revision"]}
    return told.say("row_short", titles=title, **given)
