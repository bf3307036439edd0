"""The one place where charts are known: each registers itself with `chart`.

A chart is one function and one row of ``words/figures.csv``. The function draws rows
on empty axes and returns a `Frame`, or the label that says why there is nothing to
draw; the registry makes the figure and writes title, subtitle, source and alt text.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from soctrang_analysis import facts
from soctrang_analysis.output.captions import captions
from soctrang_analysis.output.colours import colour
from soctrang_analysis.output.style import NORMAL, WIDTH, room, write_around
from soctrang_analysis.output.view import Frame, Lang, View
from soctrang_analysis.reading.plan import Plan

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
        Axes to draw on (only their title is set); a new figure without them.
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


CHARTS: dict[str, Chart] = {}
EMPTY = Frame(pd.DataFrame(), height=2.6)


def chart(
    name: str, *, needs: str | tuple[str, ...], into: dict[str, Chart] | None = None
) -> Callable[[Callable[..., Frame | str]], Callable[..., Axes]]:
    """Register a chart under its name in ``words/figures.csv``."""
    wanted = (needs,) if isinstance(needs, str) else needs
    known = CHARTS if into is None else into

    def register(draw: Callable[..., Frame | str]) -> Callable[..., Axes]:
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
            facts.said("words/labels", "nothing", lang)  # refuses other languages
            place = ax or plt.figure(figsize=(WIDTH, 3.9)).add_axes((0, 0, 1, 1))
            row = facts.row("words/figures", name)
            view = View(plan, area or plan.area, lang, place, row, as_of)
            _frame(view, draw(view, *tables, **choices), tables, given=ax is not None)
            return place

        plot.__doc__ = (draw.__doc__ or "") + SHARED.format(needs=", ".join(wanted))
        given = inspect.signature(plot, follow_wrapped=False)
        plot.__signature__ = given  # type: ignore[attr-defined]
        known[name] = Chart(name, wanted, plot)
        return plot

    return register


def _frame(
    view: View, result: Frame | str, tables: tuple[pd.DataFrame, ...], *, given: bool
) -> None:
    """The texts around what was drawn, or around a frame that says why it is empty."""
    frame = EMPTY if isinstance(result, str) else result
    if isinstance(result, str):
        areal = any("area" in table for table in tables)
        result = result if view.area or not areal else "no_area"
        _say_nothing(view, result)
    texts = captions(view, result)
    if given:
        view.ax.set_title(texts["title"], loc="left", fontweight="bold")
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
        figure.set_label(texts["alt"])


def _say_nothing(view: View, why: str) -> None:
    """An empty frame that says why it is empty."""
    view.ax.clear()
    view.ax.set_axis_off()
    text = view.ax.text(0.5, 0.5, view.say(why), transform=view.ax.transAxes)
    text.set(ha="center", va="center", fontsize=NORMAL, color=colour("muted"))
