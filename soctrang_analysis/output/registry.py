"""The one place where charts are known: each registers itself with `chart`.

A chart is one function and one row of ``words/figures.csv``. The function draws rows
on empty axes and returns a `Frame`, or the label that says why there is nothing to
draw; the registry makes the figure and writes title, subtitle, source and alt text.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from textwrap import wrap
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from soctrang_analysis import facts
from soctrang_analysis.door import taken, year_of
from soctrang_analysis.errors import RangeError, SchemaError, refused
from soctrang_analysis.output.captions import captions
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.panels import width
from soctrang_analysis.output.pictures import tell_notebooks
from soctrang_analysis.output.style import NORMAL, WIDTH, room, styled, write_around
from soctrang_analysis.output.view import (
    Frame,
    Lang,
    View,
    plan_as_drawn,
    table_as_drawn,
)
from soctrang_analysis.output.within import write_within
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.texts import drawn_text

SHARED = """

    Parameters
    ----------
    plan : Plan
        The plan the tables are of: it gives title, source and names.
    *tables : DataFrame
        The tables {needs}, in this order.
    area : str, optional
        The area to draw; the plan's own without it.
    ax : Axes, optional
        Axes to draw on: all words stay inside their place, and where that is too small
        they say how much the chart needs. A new figure without them.
    lang : str
        "vi" or "en".
    as_of : float, optional
        Year of the assessment, for the texts.

    Returns
    -------
    Axes
        Those drawn on; where nothing is known they say so.
    """


@dataclass(frozen=True)
class Chart:
    """A registered chart: the tables it needs and the function that plots it."""

    name: str
    needs: tuple[str, ...]
    plot: Callable[..., Axes]
    draw: Callable[..., Axes]  # without the door, for tables taken already


CHARTS: dict[str, Chart] = {}
EMPTY = Frame(pd.DataFrame(), height=2.6)
INSIDE = Frame(pd.DataFrame(), left=0.1, right=0.1, bottom=0.1)  # words alone
CM = 2.54
LETTERS = 12  # in an inch


def chart(
    name: str, *, needs: str | tuple[str, ...], into: dict[str, Chart] | None = None
) -> Callable[[Callable[..., Frame | str]], Callable[..., Axes]]:
    """Register a chart under its name in ``words/figures.csv``."""
    wanted = (needs,) if isinstance(needs, str) else needs
    known = CHARTS if into is None else into

    def register(draw: Callable[..., Frame | str]) -> Callable[..., Axes]:
        drawn = partial(_drawn, name, draw)

        @wraps(draw)
        def plot(
            plan: Plan,
            *tables: pd.DataFrame,
            area: str | None = None,
            ax: Axes | None = None,
            lang: Lang = "vi",
            as_of: float | None = None,
            **choices: Any,
        ) -> Axes:
            plan, least = known_plan(plan), _least(draw)
            given = _at_the_door(tables, wanted, least)
            _check_area(area, plan, given)
            year = None if as_of is None else year_of(as_of)
            how: dict[str, Any] = {"area": area, "ax": ax, "lang": lang, "as_of": year}
            return drawn(plan, *given, **how, **choices)

        plot.__doc__ = (draw.__doc__ or "") + SHARED.format(needs=", ".join(wanted))
        given = inspect.signature(plot, follow_wrapped=False)
        plot.__signature__ = given  # type: ignore[attr-defined]
        known[name] = Chart(name, wanted, plot, drawn)
        return plot

    return register


def _drawn(
    name: str,
    draw: Callable[..., Frame | str],
    plan: Plan,
    *tables: pd.DataFrame,
    area: str | None = None,
    ax: Axes | None = None,
    lang: Lang = "vi",
    as_of: float | None = None,
    **choices: Any,
) -> Axes:
    """A chart of tables that were taken at the door."""
    facts.said("words/labels", "nothing", lang)  # refuses other languages
    plan, area = plan_as_drawn(plan), drawn_text(area)
    tables = tuple(map(table_as_drawn, tables))
    with styled():
        place = ax or plt.figure(figsize=(WIDTH, 3.9)).add_axes((0, 0, 1, 1))
        row = facts.row("words/figures", name)
        areal = any("area" in table for table in tables)
        drawn = (area if areal else None) or plan.area  # the plan itself is of its own
        view = View(plan, drawn, lang, place, row, as_of)
        _frame(view, draw(view, *tables, **choices), tables, given=ax is not None)
    return place


def _least(draw: Callable[..., Frame | str]) -> int:
    """How many tables a chart cannot do without."""
    given = list(inspect.signature(draw).parameters.values())[1:]
    tables = [p for p in given if p.kind is p.POSITIONAL_OR_KEYWORD]
    return sum(p.default is p.empty for p in tables)


def _at_the_door(
    tables: tuple[Any, ...], needs: tuple[str, ...], least: int
) -> list[pd.DataFrame]:
    """The tables of a chart, taken in their order; refused where one is missing."""
    if not least <= len(tables) <= len(needs):
        wanted, found = f"the tables {', '.join(needs)}", f"{len(tables)} tables"
        do = "give them after the plan, in this order"
        raise refused(wanted, found, do, where="chart", kind=SchemaError)
    return [taken(t, name) for t, name in zip(tables, needs, strict=False)]


def _check_area(area: str | None, plan: Plan, tables: list[pd.DataFrame]) -> None:
    """Refuse an area that is named and in none of the tables; list those there are."""
    areal = [set(table["area"]) for table in tables if "area" in table]
    near = read_areas().near(plan.area) if plan.area else []
    known = {plan.area, *near}.union(*areal) - {""}
    strange = area is not None and not isinstance(area, str)
    if strange or (area is not None and areal and area not in known):
        wanted, do = f"one of {', '.join(sorted(known))}", "choose one of them"
        raise refused(wanted, repr(area), do, where="area", kind=RangeError)


def _frame(
    view: View, result: Frame | str, tables: tuple[pd.DataFrame, ...], *, given: bool
) -> None:
    """The texts around what was drawn, or around a frame that says why it is empty."""
    frame = EMPTY if isinstance(result, str) else result
    if isinstance(result, str):
        result = _reason(view, result, tables)
        _say(view, view.say(result))
    texts = captions(view, result)
    if given:
        _inside(view, frame, texts)
        return
    figure = view.ax.get_figure()
    if isinstance(figure, Figure):
        height = frame.height + frame.top + room(texts)
        figure.set_size_inches(WIDTH, height)
        top, foot = write_around(figure, texts)
        top += frame.top
        low = foot + 0.18 + frame.bottom
        wide, high = WIDTH - frame.left - frame.right, height - low - top
        place = (frame.left / WIDTH, low / height, wide / WIDTH, high / height)
        view.ax.set_position(place)
        if frame.finish:
            frame.finish()
        figure.set_label(texts["alt"])
        tell_notebooks()


def _inside(view: View, frame: Frame, texts: dict[str, str]) -> None:
    """The texts on axes that were given, or how much room they need."""
    place = view.ax.get_position()
    if write_within(view.ax, frame, texts):
        return
    view.ax.set_position(place)
    high = CM * (frame.height + frame.top + room(texts))
    needed = {"width": f"{CM * WIDTH:.0f}", "height": f"{high:.0f}"}
    _say(view, view.say("needs_room", **needed))
    write_within(view.ax, INSIDE, texts)


def _reason(view: View, why: str, tables: tuple[pd.DataFrame, ...]) -> str:
    """Why a chart is empty: first of all because nothing is known of the area."""
    areal = [table for table in tables if "area" in table]
    if areal and not view.area:
        return "no_area"
    rows = any(len(table) for table in areal)
    own = any(table["area"].eq(view.area).any() for table in areal)
    return "no_rows_of" if rows and not own else why


def _say(view: View, words: str) -> None:
    """Words in the middle of empty axes."""
    view.ax.clear()
    view.ax.set_axis_off()
    lines = "\n".join(wrap(words, max(int(LETTERS * width(view.ax)), 8)))
    text = view.ax.text(0.5, 0.5, lines, transform=view.ax.transAxes)
    text.set(ha="center", va="center", fontsize=NORMAL, color=colour("muted"))
