"""What a chart is drawn with, what it tells of itself, and names of indicators."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from soctrang_analysis import facts
from soctrang_analysis.numerals import show
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.texts import drawn_text

Lang = Literal["vi", "en"]
WORDS_WIDTH = 32  # characters in a line of the plan's words beside a chart
LINE = 0.14  # inches of a line of small words


@dataclass(frozen=True)
class View:
    """What every chart is drawn with."""

    plan: Plan
    area: str
    lang: Lang
    ax: Axes
    row: facts.Row
    as_of: float | None = None

    def say(self, name: str, **given: object) -> str:
        """A label in the language of the chart; it may name the area."""
        given = {"area": self.area, **given}
        return facts.said("words/labels", name, self.lang, **given)

    def number(self, value: float, places: int | None = None) -> str:
        """A number in the language of the chart."""
        return show(value, self.lang, places)

    def unit(self, unit: str) -> str:
        """Words of a unit in the language of the chart."""
        return facts.said("words/units", unit, self.lang)

    def name(self, indicator_id: str) -> str:
        """Number and short name of an indicator; all words of the plan for its own."""
        words = f"{indicator_id} {self.short(indicator_id)}"
        if indicator_id in self.plan.framework.indicators:
            return words
        return "\n".join(textwrap.wrap(words, WORDS_WIDTH))

    def short(self, indicator_id: str) -> str:
        """Short name of an indicator; the plan's words for one of its own."""
        if known := self.plan.framework.indicators.get(indicator_id):
            return known[f"short_{self.lang}"]
        return long_name(self.plan, indicator_id, self.lang)

    def amount(self, value: float, unit: str, places: int | None = None) -> str:
        """A number with the sign of its unit: "12,6‰"; what has none alone."""
        return self.number(value, places) + self.say(f"after_{unit}")

    def ticks(self, axis: Any, places: int | None = None) -> None:
        """Ticks of an axis in the language's way of writing numbers."""
        axis.set_major_formatter(FuncFormatter(lambda v, _: self.number(v, places)))

    def own(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows of the area that is drawn."""
        return table[table["area"].eq(self.area)]


@dataclass(frozen=True)
class Frame:
    """What a chart tells of itself: rows drawn, inches, facts for its texts."""

    drawn: pd.DataFrame
    height: float = 3.9
    left: float = 0.55
    right: float = 0.25
    bottom: float = 0.35
    top: float = 0.0
    facts: Mapping[str, object] = field(default_factory=dict)
    values: pd.DataFrame | None = None  # those drawn, where they are other rows
    finish: Callable[[], None] | None = None  # done when axes have their place


def row_places(labels: Sequence[str], row: float) -> tuple[list[float], float]:
    """Where rows of so many inches stand, those with longer labels apart; the end."""
    places, at = [], 0.0
    for label in labels:
        high = max(1.0, LINE * (label.count("\n") + 1) / row)
        places.append(at + (high - 1) / 2)
        at += high
    return places, at


def plan_as_drawn(plan: Plan) -> Plan:
    """A plan whose texts a figure can hold: nothing else of it reaches a figure."""
    source = {name: drawn_text(text) for name, text in plan.source.items()}
    targets = table_as_drawn(plan.targets)
    area = drawn_text(plan.area)
    if targets is plan.targets and (source, area) == (plan.source, plan.area):
        return plan
    return replace(plan, area=area, source=source, targets=targets)


def table_as_drawn(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts a figure can hold; the same one where all are so."""
    changed = {}
    for name, column in table.select_dtypes(include=["str", "object"]).items():
        drawn = column.map(drawn_text)
        if (drawn.ne(column) & column.notna()).any():
            changed[str(name)] = drawn.astype(column.dtype)
    return table.assign(**changed) if changed else table


def long_name(plan: Plan, indicator_id: str, lang: str) -> str:
    """Name of an indicator: the framework's, else the words of the plan."""
    if known := plan.framework.indicators.get(indicator_id):
        return known[f"name_{lang}"]
    rows = plan.targets[plan.targets["indicator_id"].eq(indicator_id)]
    return str(rows["wording_vi"].iloc[0]) if len(rows) else indicator_id


def most_observed(observations: pd.DataFrame, targets: pd.DataFrame) -> str:
    """The indicator of the targets with most values, of several the first."""
    used = observations[observations["evidence"].ne("proxy")]
    counts = used["indicator_id"].astype("str").value_counts()
    ids = dict.fromkeys(targets["indicator_id"])
    return max(ids, key=lambda i: int(counts.get(i, 0)), default="")
