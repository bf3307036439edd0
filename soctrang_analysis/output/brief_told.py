"""What a brief is told from: a plan and its tables, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import said
from soctrang_analysis.numerals import show
from soctrang_analysis.output.captions import listed
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.view import long_name
from soctrang_analysis.reading.plan import Plan

STATES = ("met", "missed", "unknown")  # of a milestone that fell due


@dataclass(frozen=True)
class Told:
    """A plan with its tables, told in one language."""

    plan: Plan
    tables: Tables
    as_of: float
    lang: str

    def say(self, key: str, **given: object) -> str:
        """A sentence of the brief."""
        return said("words/brief", key, self.lang, **given)

    def label(self, key: str, **given: object) -> str:
        """A text shared with charts and workbook."""
        return said("words/labels", key, self.lang, **given)

    def number(self, value: float, places: int | None = None) -> str:
        """A number in the language of the brief."""
        return show(value, self.lang, places)

    def listed(self, words: Iterable[object]) -> str:
        """Words as a list."""
        return listed(words, self.lang)

    @property
    def milestones(self) -> pd.DataFrame:
        """Rows of ``progress`` of the plan's own area, each with ``state`` when due."""
        board = self.tables["progress"]
        own = board[board["area"].eq(self.plan.area)]
        state = own["status"].map(facts.column("words/statuses", "due"))
        return own.assign(state=state.where(state.isin(STATES), "unknown"))

    @property
    def deciding(self) -> pd.DataFrame:
        """One row an indicator: the milestone that decides."""
        rows = self.milestones
        return rows[rows["deciding"]]

    @property
    def due(self) -> pd.DataFrame:
        """Milestones that fell due by the year of the assessment."""
        rows = self.milestones
        return rows[rows["year"].notna() & rows["year"].astype(float).le(self.as_of)]


def short_name(told: Told, name: str) -> str:
    """Short name of an indicator; all words of the plan for one of its own."""
    if known := told.plan.framework.indicators.get(name):
        return known[f"short_{told.lang}"]
    return long_name(told.plan, name, told.lang)
