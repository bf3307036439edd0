"""Section I of a report: results by objective, money, what came and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import UNKNOWN
from soctrang_analysis.output.brief_parts import money
from soctrang_analysis.output.brief_standing import finding
from soctrang_analysis.output.brief_told import STATES
from soctrang_analysis.output.paper import Block, Grid, Text
from soctrang_analysis.output.story import UNJUDGED, promised_for
from soctrang_analysis.round.report_told import PADDING, Reported
from soctrang_analysis.schema import natural_key

ID = "indicator_id"
VERDICTS = (48.0, 18.0, 28.0, 71.0)  # mm
RECEIVED = (46.0, 17.0, 19.0, 43.0, 40.0)
MISSING = (58.0, 20.0, 18.0, 22.0, 30.0, 17.0)


def results(told: Reported) -> Iterator[Block]:
    """Section I, its parts numbered as they come."""
    yield Text("finding", finding(told.told))
    parts: list[tuple[str, list[Block]]] = []
    if told.due:
        head = told.say("verdicts", due=told.due)
        parts.append((head, [*_verdicts(told, told.due)]))
    parts += [(name, [*_objective(told, rows)]) for name, rows in _objectives(told)]
    more: dict[str, Callable[[Reported], Iterator[Block]]] = {
        "money": lambda told: iter([Text("body", money(told.told))]),
        "received": _received,
        "missing": _missing,
    }
    parts += [(told.say(key), [*part(told)]) for key, part in more.items()]
    full = [(head, blocks) for head, blocks in parts if blocks]
    for number, (head, blocks) in enumerate(full, start=1):
        yield Text("table", f"{number}. {head}")
        yield from blocks


def _objectives(told: Reported) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each objective with its milestones; what belongs to none comes last."""
    rows = told.told.milestones
    numbers = told.plan.framework.of("objective_no")
    own = rows[ID].astype("str").map(numbers).fillna("")
    for number, objective in told.plan.framework.objectives.items():
        if own.eq(number).any():
            yield objective[f"name_{told.lang}"], rows[own.eq(number)]
    if own.eq("").any():
        yield told.say("other_objective"), rows[own.eq("")]


def _objective(told: Reported, rows: pd.DataFrame) -> Iterator[Block]:
    """How an objective stands, what fell due, and why of each indicator with values."""
    deciding = _in_order(rows[rows["deciding"]])
    each = "; ".join(_groups(told, deciding))
    yield Text("body", told.say("standing", count=len(deciding), each=each))
    due = told.told.due
    for year, part in due[due.index.isin(rows.index)].groupby("year"):
        each = "; ".join(_states(told, part))
        yield Text("body", told.say("due", year=year, each=each))
    for row in deciding[deciding["latest"].notna()].to_dict("records"):
        name = told.indicator(row[ID])
        yield Text("body", row[f"reason_{told.lang}"], told.say("point", name=name))


def _groups(told: Reported, rows: pd.DataFrame) -> Iterator[str]:
    """How many indicators stand how, with their numbers; only what occurs."""
    group = rows["signal"].astype("str")
    unknown = group.eq(UNJUDGED)
    group = group.mask(unknown, "few").mask(unknown & rows["latest"].isna(), "none")
    signals = facts.column("words/signals", told.lang)
    words = {s: w[0].lower() + w[1:] for s, w in signals.items() if s != UNJUDGED}
    for name, text in {
        **words,
        "few": told.say("few"),
        "none": told.say("none"),
    }.items():
        part = rows[group.eq(name)]
        if len(part):
            names = ", ".join(part[ID])
            yield told.say("group", words=text, count=len(part), names=names)


def _states(told: Reported, rows: pd.DataFrame) -> Iterator[str]:
    """Milestones that are met, missed, not known, with their numbers."""
    for state in STATES:
        part = _in_order(rows[rows["state"].eq(state)])
        names = told.say("brackets", names=", ".join(part[ID])) if len(part) else ""
        yield told.say(f"due_{state}", count=len(part), names=names)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(ID, key=lambda c: c.map(natural_key), kind="stable")


def _verdicts(told: Reported, due: int) -> Iterator[Block]:
    """What an evaluation concludes of each target of its milestone."""
    rows = told.told.due
    rows = _in_order(rows[rows["year"].eq(due)])
    if rows.empty:
        yield Text("body", told.say("verdicts_none", due=due))
        return
    yield Text(
        "body", told.say("due", year=told.due, each="; ".join(_states(told, rows)))
    )
    cells = [
        (
            told.indicator(row[ID], row["unit"]),
            promised_for(told.plan, row[ID], row["year"], told.lang),
            facts.row("words/statuses", row["status"])[f"name_{told.lang}"],
            row[f"reason_{told.lang}"],
        )
        for row in rows.to_dict("records")
    ]
    keys = ("indicator", "target", "verdict", "reason")
    alt = told.say("verdicts", due=due)
    yield _grid(told, keys, cells, VERDICTS, ("lrll", alt))


def _received(told: Reported) -> Iterator[Block]:
    """What came in the round, with the row of the record that holds it."""
    if told.sent.empty:
        yield Text("body", told.say("received_none"))
        return
    rows = _in_order(told.sent).to_dict("records")
    cells = [
        (
            told.indicator(row[ID], row["unit"]),
            told.say("no_value")
            if pd.isna(row["value"])
            else told.number(row["value"]),
            told.number(told.path.get(row[ID], float("nan"))),
            _sender(told, row),
            told.row_of(row),
        )
        for row in rows
    ]
    keys = ("indicator", "value", "path", "sender", "row")
    yield _grid(told, keys, cells, RECEIVED, ("lrrll", told.say("received_alt")))


def _sender(told: Reported, row: dict[Any, Any]) -> str:
    """Who sent a value, its source where it is another, and what was noted."""
    title = "" if row["source_title"] == row["agency"] else row["source_title"]
    parts = (told.agency(row["agency"]), title, row["note"])
    return "; ".join(part for part in parts if part)


def _missing(told: Reported) -> Iterator[Block]:
    """What each agency was asked and has not sent."""
    rows = told.status
    heard = rows["tasks"].gt(0) | rows["asked"].gt(0)
    owes = rows["missing"].ne("") | ~heard
    key = "missing_told" if owes.any() else "missing_none"
    yield Text("body", told.say(key, count=int(owes.sum()), all=len(rows)))
    counts = ("asked", "sent", "no_value", "missing", "tasks")
    cells = [
        (told.agency(row["agency"]), *(str(row[name]) or UNKNOWN for name in counts))
        for row in rows.to_dict("records")
    ]
    keys = ("agency", *counts)
    yield _grid(told, keys, cells, MISSING, ("lrrrlr", told.say("missing_alt")))


def _grid(
    told: Reported,
    keys: tuple[str, ...],
    cells: Sequence[tuple[str, ...]],
    widths: tuple[float, ...],
    look: tuple[str, str],
) -> Grid:
    """A table with the heads of its columns."""
    heads = tuple(told.say(f"col_{key}", period=told.wanted.name) for key in keys)
    aligns, alt = look
    return Grid(heads, tuple(cells), widths, aligns, alt, PADDING)
