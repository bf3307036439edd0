"""Charts of a report: all indicators, what is due, and each with a new value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soctrang_analysis.door import taken
from soctrang_analysis.output.figures import chosen_charts
from soctrang_analysis.output.paper import Block, Picture, Text
from soctrang_analysis.output.pictures import picture
from soctrang_analysis.round.report_told import Reported

LEAST = 2  # values of an indicator that are worth a picture
ALL = ("overview", "due")


def charts(told: Reported, kind: str) -> Iterator[Block]:
    """Charts as PNG or SVG; of one indicator where a new value meets an older one."""
    if told.told.milestones.empty:
        return
    yield Text("heading", told.say("charts"))
    for name in ALL:
        yield _drawn(told, name, kind)
    used = told.told.tables["used"]
    used = used[used["used"] & used["area"].eq(told.plan.area)]
    counts = used["indicator_id"].astype("str").value_counts()
    new = used.loc[used["period"].eq(told.wanted.period), "indicator_id"].astype("str")
    sent = set(new) & set(told.sent["indicator_id"])
    for name in dict.fromkeys(told.plan.targets["indicator_id"]):
        if name in sent and counts[name] >= LEAST:
            yield _drawn(told, "indicator", kind, indicator_id=name)


def _drawn(told: Reported, name: str, kind: str, **choices: Any) -> Picture:
    """A chart as a picture with its alt text."""
    import matplotlib.pyplot as plt

    from soctrang_analysis.output.style import styled

    chart = chosen_charts([name])[0]
    tables = [taken(told.told.tables[table], table) for table in chart.needs]
    how: dict[str, Any] = {"lang": told.lang, "as_of": told.told.as_of}
    with styled():
        axes = chart.draw(told.plan, *tables, **how, **choices)
        figure: Any = axes.get_figure()
        made = Picture(picture(figure, kind), figure.get_label())
        plt.close(figure)
    return made
