"""Charts of indicators: one, or several as small charts side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import pandas as pd
from matplotlib.ticker import MaxNLocator

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.indicator_marks import Looks, draw_story, numbers
from soctrang_analysis.output.labels import legend_above, place_labels
from soctrang_analysis.output.panels import Pads, panels
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.story import LOOK_BACK, Story, story
from soctrang_analysis.output.style import NORMAL
from soctrang_analysis.output.view import Frame, View, long_name, most_observed
from soctrang_analysis.schema import natural_key

NEEDS = ("used", "trajectories", "progress", "outlook")
SEVERAL = 4  # indicators drawn where none is named
SERIES = 2  # years of values that make a series
TITLED = 3  # indicators whose values a title can hold
LEFT = 0.55  # inches for numbers of the axis
RIGHT = 0.85  # inches for numbers beyond the last year
PADS = Pads(left=0.43, right=0.75, bottom=0.27, top=0.3)
ROW = 1.95  # inches of a row of small charts


@chart("indicator", needs=NEEDS)
def plot_indicator(
    view: View,
    used: pd.DataFrame,
    trajectories: pd.DataFrame,
    progress: pd.DataFrame,
    outlook: pd.DataFrame | None = None,
    *,
    indicator_id: str | Iterable[str] | None = None,
) -> Frame | str:
    """One indicator, or several side by side; those with series unless some are named.

    ``indicator_id`` is one or several; small charts of one unit have one scale. With
    the table ``outlook`` the interval of what is expected is that of every year.
    """
    given = [used, trajectories, progress, outlook]
    tables = [view.own(table) for table in given if table is not None]
    told = {name: story(name, tables) for name in _chosen(view, tables, indicator_id)}
    told = {name: one for name, one in told.items() if _something(one)}
    if not told:
        return "nothing"
    if len(told) == 1:
        [(name, known)] = told.items()
        return _single(view, name, known)
    return _several(view, told)


def _chosen(
    view: View, tables: list[pd.DataFrame], asked: str | Iterable[str] | None
) -> list[str]:
    """The indicators asked for, else those with series of values, else the most so."""
    if asked is not None:
        return [asked] if isinstance(asked, str) else list(dict.fromkeys(asked))
    stand = tables[0][tables[0]["used"]]
    promised = set(view.plan.targets["indicator_id"])
    own = stand[stand["indicator_id"].isin(promised)]
    counts = own.groupby("indicator_id")["year"].nunique()
    series = counts[counts.ge(SERIES)].sort_values(ascending=False, kind="stable")
    names = sorted(map(str, series.index[:SEVERAL]), key=natural_key)
    return names or [most_observed(stand, view.plan.targets)]


def _something(known: Story) -> bool:
    """Whether there is anything to draw of an indicator."""
    parts = (known.used, known.others, known.path, known.edges, known.goals)
    return any(len(part) for part in parts)


def _single(view: View, name: str, known: Story) -> Frame:
    """One indicator on the axes, numbers at the ends of its lines."""
    looks = Looks()
    drawn = draw_story(view, known, looks)
    _axes(view, drawn, known.unit)
    top = _legend(view, looks, LEFT)
    own = view.plan.targets[view.plan.targets["indicator_id"].eq(name)]
    no = "–" if own.empty else own["target_no"].iloc[0]
    facts_ = {
        "finding": view.say(
            "of_indicator",
            what=_on_one_line(long_name(view.plan, name, view.lang)),
            latest=_latest(view, known), goal=_goal(view, name, known),
        ),
        "measure": f"{view.unit(known.unit)}; {view.say('target_of', number=no)}",
    } | _years(view)  # fmt: skip
    finish = partial(place_labels, view.ax, numbers(view, known), right=RIGHT)
    return Frame(drawn, 4.2, LEFT, RIGHT, top=top, facts=facts_, finish=finish)


def _several(view: View, told: dict[str, Story]) -> Frame:
    """Small charts side by side; those of one unit have one scale."""
    columns = 1 if len(told) <= TITLED else 2
    rows = -(-len(told) // columns)
    places = panels(view.ax, [1.0] * rows, columns, PADS)
    for place in places[len(told) :]:
        place.set_visible(False)
    looks, views, parts = Looks(), {}, {}
    for ax, (name, known) in zip(places, told.items(), strict=False):
        views[name] = replace(view, ax=ax)
        parts[name] = draw_story(views[name], known, looks)
        unit = view.say(f"mark_{known.unit}")
        ax.set_title(f"{view.name(name)}, {unit}", loc="left", fontsize=NORMAL)
    units = {name: known.unit for name, known in told.items()}
    for name, unit in units.items():
        same = pd.concat([parts[other] for other in told if units[other] == unit])
        _axes(views[name], same, unit)
    top = _legend(view, looks, 0.0)

    def finish() -> None:
        for name, known in told.items():
            place_labels(views[name].ax, numbers(view, known), right=PADS.right)

    scales = "one_scale" if len(set(units.values())) == 1 else "scale_by_unit"
    measure = [*dict.fromkeys(view.unit(unit) for unit in units.values())]
    facts_ = {
        "finding": _finding(view, told),
        "measure": f"{', '.join(measure)}; {view.say(scales)}",
    } | _years(view)
    height = ROW * rows + 0.75
    drawn = pd.concat(parts.values())
    return Frame(drawn, height, 0.12, 0.12, 0.0, top, facts=facts_, finish=finish)


def _years(view: View) -> dict[str, object]:
    """Years of the axis, for the texts."""
    years = view.plan.framework.years
    return {"since": years[0] - LOOK_BACK, "until": years[-1]}


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _latest(view: View, known: Story) -> str:
    """The latest value a verdict stands on, with its year; that there is none."""
    if known.used.empty:
        return view.say("no_values")
    row = known.used.iloc[-1]
    year = show_year(row["year"], view.lang)
    return f"{view.amount(row['value'], known.unit)} ({year})"


def _goal(view: View, name: str, known: Story) -> str:
    """The last milestone in words; what must happen every year where there is none."""
    rows = view.plan.targets[view.plan.targets["indicator_id"].eq(name)]
    yearly = rows[rows["value_high"].notna()]
    if len(yearly):
        ends = [abs(float(yearly[c].iloc[0])) for c in ("value", "value_high")]
        low, high = (view.number(end) for end in sorted(ends))
        return view.say("goal_range", low=low, high=high)
    if known.goals.empty:
        return view.say("goal_held")
    goal = known.goals.iloc[-1]
    symbol = facts.column("words/comparators", "symbol").get(goal["comparator"], "")
    value = view.amount(round(goal["value"], 2), known.unit)
    return view.say("goal", year=int(goal["year"]), value=f"{symbol} {value}".strip())


def _finding(view: View, told: dict[str, Story]) -> str:
    """The latest values of few indicators; of more, how old they are."""
    seen = {name: known for name, known in told.items() if len(known.used)}
    if not seen:
        return view.say("several_unknown", count=len(told))
    if len(told) <= TITLED:
        parts = [f"{view.short(n)} {_latest(view, known)}" for n, known in seen.items()]
        return "; ".join(parts)
    years = [known.used["year"].iloc[-1] for known in seen.values()]
    first, last = (show_year(year, view.lang) for year in (min(years), max(years)))
    given = {"count": len(told), "first": first, "last": last}
    return view.say("several" if first != last else "several_same", **given)


def _axes(view: View, drawn: pd.DataFrame, unit: str) -> None:
    """Axes wide enough for what is drawn, within what the unit can be."""
    values = drawn["value"].dropna()
    low, high = values.min(), values.max()
    pad = 0.12 * (high - low) or 0.1 * abs(high) or 1.0
    top = facts.row("words/units", unit)["top"]
    least = 0.0 if low >= 0 else low - pad
    most = min(high + pad, max(high, float(top))) if top else high + pad
    view.ax.set_ylim(max(low - pad, least), most)
    view.ticks(view.ax.yaxis)
    years = view.plan.framework.years
    view.ax.set_xlim(years[0] - LOOK_BACK - 0.5, years[-1] + 0.5)
    whole = MaxNLocator(integer=True, steps=[1, 2, 5, 10], nbins=5)
    view.ax.xaxis.set_major_locator(whole)


def _legend(view: View, looks: Looks, left: float) -> float:
    """A legend of what is drawn, its inches beyond one line."""
    top = legend_above(view.ax, looks, left=left)
    if legend := view.ax.get_legend():
        legend.borderaxespad = 0.8  # clear of marks on the edge of the axes
    return top + 0.08
