"""Small charts side by side on the place of one, with room for their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox


@dataclass(frozen=True)
class Pads:
    """Inches around each small chart for its words."""

    left: float = 0.4
    right: float = 0.2
    bottom: float = 0.25
    top: float = 0.3


def panels(
    host: Axes, heights: Sequence[float], columns: int, pads: Pads
) -> list[Axes]:
    """Axes in rows of these heights (in shares), so many side by side."""
    host.set_axis_off()
    whole, at, made = sum(heights), 0.0, []
    for height in heights:
        for column in range(columns):
            cell = (column / columns, at / whole, 1 / columns, height / whole)
            inset = host.inset_axes((0.0, 0.0, 1.0, 1.0))
            inset.set_axes_locator(partial(_where, host, cell, pads))
            made.append(inset)
        at += height
    return made


def inches(ax: Axes) -> Any:
    """Width and height in inches of the figure that axes stand in."""
    figure: Any = ax.get_figure()
    root: Any = ax.get_figure(root=True)
    return figure.bbox.size / root.dpi


def width(ax: Axes) -> float:
    """Inches of the place that axes have."""
    return float(ax.get_position().width * inches(ax)[0])


def _where(
    host: Axes, cell: Sequence[float], pads: Pads, ax: Axes, renderer: Any
) -> Bbox:
    """The place of one small chart, in shares of the figure."""
    box, (wide, high) = host.get_position(), inches(host)
    left, top, across, down = cell
    x0 = box.x0 + left * box.width + pads.left / wide
    x1 = box.x0 + (left + across) * box.width - pads.right / wide
    y1 = box.y1 - top * box.height - pads.top / high
    y0 = box.y1 - (top + down) * box.height + pads.bottom / high
    return Bbox.from_extents(x0, y0, max(x1, x0 + 1e-3), max(y1, y0 + 1e-3))
