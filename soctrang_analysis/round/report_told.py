"""What a report is told from: a round of the record, and all known before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from soctrang_analysis.facts import said
from soctrang_analysis.numerals import show, show_day
from soctrang_analysis.output.brief_told import Told, short_name
from soctrang_analysis.output.figures import chosen_charts
from soctrang_analysis.output.tables import build_tables
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.round.asked import asked
from soctrang_analysis.round.period import Round
from soctrang_analysis.round.record import Record, record_rows, slots_of
from soctrang_analysis.round.recorded import record_tasks
from soctrang_analysis.round.returns import known_values
from soctrang_analysis.round.status import round_status
from soctrang_analysis.round.work import work

NEEDED = ("progress", "agencies", "budget_summary", "used")
CHARTS = ("overview", "due", "indicator")
PLACES = 2  # decimals of a number, where it has them
PADDING = 1.2  # mm beside the text of a cell
LAST_DAY = "9999-12-31"  # a report knows no day: all of the record is in it


@dataclass(frozen=True)
class Reported:
    """A round of a plan, told in one language."""

    told: Told
    wanted: Round
    kind: str
    due: int | None  # the milestone that is judged, of an evaluation
    recorded: pd.DataFrame  # the newest row of each value of the record
    tasks: pd.DataFrame
    status: pd.DataFrame
    path: Mapping[str, float]
    tip: Mapping[str, str]
    names: Mapping[str, str]  # agencies in the language of the report

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.told.plan

    @property
    def lang(self) -> str:
        """The language."""
        return self.told.lang

    @property
    def sent(self) -> pd.DataFrame:
        """The rows of this round."""
        return self.recorded[self.recorded["period"].eq(self.wanted.period)]

    @property
    def period(self) -> str:
        """The period in words."""
        half = "half" if self.wanted.half else "year"
        return self.say(f"period_{half}", year=self.wanted.year)

    def say(self, key: str, **given: object) -> str:
        """A text of the report."""
        return said("words/report", key, self.lang, **given)

    def number(self, value: float, *, sign: bool = False) -> str:
        """A number as it is shown, with few decimals."""
        return show(value, self.lang, PLACES, trim=True, sign=sign)

    def agency(self, names: str) -> str:
        """Agencies as the record holds them, in the language of the report."""
        return "; ".join(self.names.get(name, name) for name in names.split("; "))

    def indicator(self, name: str, unit: str = "") -> str:
        """Number and short name of an indicator, with its unit."""
        shown = f"{name} {short_name(self.told, name)}"
        return f"{shown}, {self.told.label(f'mark_{unit}')}" if unit else shown

    def row_of(self, row: Mapping[Any, Any]) -> str:
        """Where the record holds a value."""
        day = show_day(row["received"], self.lang)
        period, revision = row["period"], row["revision"]
        return self.say("row", period=period, revision=revision, day=day)


def reported(
    told_of: tuple[Plan, Record, pd.DataFrame | None],
    wanted: Round,
    lang: str,
    kind: str,
    due: int | None,
) -> Reported:
    """All a report says, from a plan, the record and the values known before."""
    plan, record, values = told_of
    rows = record_rows(record)
    known = known_values(plan, values, rows)
    drawn = (name for chart in chosen_charts(CHARTS) for name in chart.needs)
    needed = dict.fromkeys([*NEEDED, *drawn])
    tables = build_tables(plan, known, as_of=wanted.end, only=needed)
    now = asked(plan, known, wanted)
    status = round_status(plan, rows, period=wanted.name, today=LAST_DAY)
    agencies = work(plan).drop_duplicates("agency").set_index("agency")["agency_en"]
    english = {name: text for name, text in agencies.items() if lang == "en" and text}
    return Reported(
        Told(plan, tables, wanted.end, lang), wanted, kind, due,
        recorded=_newest(rows, plan.area),
        tasks=record_tasks(rows, wanted.period),
        status=status[status["period"].eq(wanted.name)],
        path={str(name): value for name, value in now["path"].items()},
        tip=_tips(plan, known, wanted, lang),
        names={str(name): text for name, text in english.items()},
    )  # fmt: skip


def _newest(rows: pd.DataFrame, area: str) -> pd.DataFrame:
    """The revision that counts of each value of an area."""
    own = rows["area"].eq(area) & rows["indicator_id"].ne("")
    rows = rows[own].sort_values("revision", kind="stable")
    rows = rows.assign(slot=slots_of(rows)).drop_duplicates("slot", keep="last")
    return rows.sort_index()


def _tips(
    plan: Plan, values: pd.DataFrame | None, wanted: Round, lang: str
) -> dict[str, str]:
    """The value that the next yearly report needs for an even chance."""
    after = wanted.next_yearly
    if after.year > plan.framework.years[-1]:
        return {}
    rows = asked(plan, values, after).dropna(subset="tip").to_dict("index")
    signs = {"up": "≥", "down": "≤"}
    return {
        str(name): f"{signs[row['direction']]} {show(row['tip'], lang)}"
        for name, row in rows.items()
    }
