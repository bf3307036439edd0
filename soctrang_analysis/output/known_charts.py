"""Chart of what is known: which indicator has a value of which year."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.view import Frame, View, row_places
from soctrang_analysis.schema import natural_key

ROW = 0.19  # inches
LOOKS = {"proxy": ("o", "white"), "derived": ("D", "white"), "direct": ("o", "")}


@chart("known", needs="observations")
def plot_known(view: View, observations: pd.DataFrame) -> Frame | str:
    """Which values are known: indicator by year, by kind of evidence."""
    rows = view.own(observations)
    if rows.empty:
        return "nothing"
    ids = {*view.plan.targets["indicator_id"], *rows["indicator_id"]}
    names = sorted(ids, key=natural_key)
    labels = [view.name(name) for name in names]
    places, end = row_places(labels, ROW)
    at = dict(zip(names, places, strict=True))
    ink = colour("observed")
    for evidence, (mark, face) in LOOKS.items():
        part = rows[rows["evidence"].eq(evidence)]
        y = [at[name] for name in part["indicator_id"]]
        view.ax.plot(part["year"], y, mark, mfc=face or ink, color=ink, ms=5)
    view.ax.set_yticks(places, labels)
    known = set(rows["indicator_id"])
    for tick, name in zip(view.ax.get_yticklabels(), names, strict=True):
        tick.set_color(colour("text" if name in known else "muted"))
    view.ax.set_ylim(end - 0.4, -0.6)
    first, last = int(rows["year"].min()), view.plan.framework.years[-1]
    view.ax.set_xticks(range(first, last + 1, 2))
    view.ax.set_xlim(first - 0.7, last + 0.7)
    latest = show_year(rows["year"].max(), view.lang)
    told = {"count": len(names), "known": len(known), "latest": latest}
    return Frame(rows, ROW * end + 1.6, left=2.4, facts=told)
