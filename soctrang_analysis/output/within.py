"""A chart on axes that somebody gave: all its words inside their place."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from soctrang_analysis.output.panels import inches
from soctrang_analysis.output.style import NORMAL, SMALL
from soctrang_analysis.output.view import Frame

# Words above the axes: characters in an inch, inches of a line, size.
TITLE, SUBTITLE = (11.5, 0.17, NORMAL), (14.5, 0.155, SMALL)
LEGEND = 0.24  # inches of a legend of one line
LEAST = (0.9, 0.5)  # inches below which axes hold nothing
TOUCH = 2.0  # pixels by which boxes of two lines may touch


def write_within(ax: Axes, frame: Frame, texts: dict[str, str]) -> bool:
    """Move axes inside their place and write above them; whether all has room."""
    cell, (wide, high) = ax.get_position(), inches(ax)
    across, down = cell.width * wide, cell.height * high
    heads = {
        name: wrap(texts[name], max(int(rate * across), 1))
        for name, (rate, *_) in (("title", TITLE), ("subtitle", SUBTITLE))
    }
    lines = len(heads["title"]) * TITLE[1], len(heads["subtitle"]) * SUBTITLE[1]
    legend = LEGEND + frame.top if ax.get_legend() else max(frame.top, 0.06)
    room = across - frame.left - frame.right, down - sum(lines) - legend - frame.bottom
    fits = room[0] >= LEAST[0] and room[1] >= LEAST[1]
    room = max(room[0], LEAST[0]), max(room[1], LEAST[1])
    x0, y0 = cell.x0 + frame.left / wide, cell.y0 + frame.bottom / high
    ax.set_position((x0, y0, room[0] / wide, room[1] / high))
    left = -frame.left / room[0]
    above = 1 + (legend + lines[1] + 0.06) / room[1]
    looks: dict[str, Any] = {"fontweight": "bold", "fontsize": NORMAL, "pad": 0}
    title = ax.set_title("\n".join(heads["title"]), loc="left", y=above, **looks)
    title.set_x(left)
    below = ax.text(left, 1 + legend / room[1], "\n".join(heads["subtitle"]))
    below.set(transform=ax.transAxes, fontsize=SMALL, va="bottom", gid="subtitle")
    if frame.finish:
        frame.finish()
    return fits and not crowded(ax)


def crowded(ax: Axes) -> bool:
    """Whether words of axes cover each other or leave the figure."""
    figure: Any = ax.get_figure(root=True)
    figure.draw_without_rendering()
    boxes = np.array([b.extents for b in map(_box, seen_texts(ax)) if b.width > 0])
    if not len(boxes):
        return False
    wide, high = figure.bbox.size
    low, top = boxes[:, :2], boxes[:, 2:]
    if low.min() < -1 or (top > (wide + 1, high + 1)).any():
        return True
    over = np.minimum(top[:, None], top) - np.maximum(low[:, None], low)
    both = (over[..., 0] > 1) & (over[..., 1] > TOUCH)
    np.fill_diagonal(both, val=False)
    return bool(both.any())


def _box(text: Text) -> Any:
    return text.get_window_extent()


def seen_texts(ax: Axes) -> list[Text]:
    """The texts of axes that are seen: no tick outside the limits, none hidden."""
    hidden = {t for a in [ax, *ax.child_axes] for t in _hidden_ticks(a)}
    found = ax.findobj(Text)
    return [
        text for text in found
        if isinstance(text, Text) and text not in hidden and text.get_visible()
        and text.get_text().strip()
    ]  # fmt: skip


def _hidden_ticks(ax: Any) -> list[Text]:
    """Labels of ticks outside the limits, or of axes that are off."""
    found = []
    for axis, ends in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(ends)
        both = zip(axis.get_ticklabels(), axis.get_ticklocs(), strict=True)
        found += [t for t, at in both if not (low <= at <= high and ax.axison)]
        if not ax.axison:
            found.append(axis.label)
    return found
