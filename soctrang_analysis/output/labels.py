"""Labels beside points, each where it covers no line, no mark and no other label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox, ScaledTranslation

from soctrang_analysis.output.panels import width
from soctrang_analysis.output.style import SMALL

# Where a label may stand: points right and up of its point, the best place first.
PLACES = (
    (7, 0), (0, 9), (0, -9), (7, 9), (7, -9), (-7, 9), (-7, -9), (-7, 0), (7, 18),
    (7, -18), (0, 18), (0, -18), (-7, 18), (-7, -18), (0, 27), (0, -27), (7, 27),
    (7, -27), (0, 36), (0, -36),
)  # fmt: skip
SIDE = {1: "left", 0: "center", -1: "right"}
STEP = 3.0  # pixels between the places of a line that are looked at
APART = 2.5  # pixels around a label that stay free
MARK = 4.0  # pixels a mark reaches around its point
# Paper under a label hides the grid, which lies below it, and no line.
PAPER: dict[str, Any] = {"fc": "white", "ec": "none", "pad": 0.5}
UNDER_LINES = 1.6


@dataclass(frozen=True)
class Label:
    """Words that belong to a point, and their colour."""

    text: str
    point: tuple[float, float]
    colour: str


def place_labels(ax: Axes, labels: Iterable[Label], *, right: float = 0.0) -> None:
    """Write labels beside their points; they may reach so many inches past the right.

    To be called when axes have their final place and limits.
    """
    locate: Any = ax.get_axes_locator()
    if locate is not None:
        ax.apply_aspect(locate(ax, None))
    room = ax.get_window_extent()
    dpi = ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    room = Bbox.from_extents(room.x0, room.y0, room.x1 + right * dpi, room.y1 + 2)
    busy, taken = _busy(ax), list[Bbox]()
    for label in labels:
        text = _written(ax, label)
        tried = []
        for rank, place in enumerate(PLACES):
            _move(text, place)
            box = text.get_window_extent().padded(APART)
            tried.append((_cost(box, room, busy, taken), rank, place, box))
        _, _, best, box = min(tried, key=lambda one: one[:2])
        _move(text, best)
        taken.append(box)


def _written(ax: Axes, label: Label) -> Annotation:
    text = ax.annotate(label.text, label.point, (0, 0), textcoords="offset points")
    text.set(color=label.colour, fontsize=SMALL, bbox=PAPER, zorder=UNDER_LINES)
    text.set(va="center")
    return text


def _move(text: Annotation, place: tuple[int, int]) -> None:
    """Move a label so many points from its point."""
    text.set_position(place)
    text.set(ha=SIDE[int(np.sign(place[0]))])


def _cost(box: Bbox, room: Bbox, busy: Any, taken: list[Bbox]) -> float:
    """What a label would cover: other labels and the edge weigh most."""
    over = sum(box.overlaps(other) for other in taken)
    outside = box.x0 < room.x0 or box.x1 > room.x1
    outside = outside or box.y0 < room.y0 or box.y1 > room.y1
    x, y = busy[:, 0], busy[:, 1]
    inside = (x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)
    return 1000.0 * over + 1000.0 * bool(outside) + float(inside.sum())


def _busy(ax: Axes) -> Any:
    """Places in pixels where lines and marks are."""
    parts = [np.empty((0, 2))]
    for line in ax.get_lines():
        parts.append(_of_line(line))
    # Not the pale areas: a label may lie on them.
    for drawn in (one for one in ax.collections if isinstance(one, LineCollection)):
        for path in drawn.get_paths():
            ends = drawn.get_transform().transform(path.vertices)
            parts.append(_along(ends))
    found = np.concatenate(parts)
    return found[np.isfinite(found).all(axis=1)]


def _of_line(line: Line2D) -> Any:
    """Places of a line and around its marks."""
    points = line.get_transform().transform(line.get_xydata())
    parts = [points]
    if line.get_linestyle() != "None":
        parts.append(_along(points))
    if line.get_marker() not in ("", "None", None):
        around = MARK * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
        parts += [points + shift for shift in around]
    return np.concatenate(parts)


def _along(points: Any) -> Any:
    """Points between the given ones, a few pixels apart."""
    parts = [points]
    for first, second in pairwise(points):
        far = np.hypot(*(second - first))
        if np.isfinite(far) and far > STEP:
            shares = np.linspace(0, 1, int(far / STEP) + 1)[:, None]
            parts.append(first + shares * (second - first))
    return np.concatenate(parts)


# Inches: a letter, a mark with the space behind it, the edges, a line.
LETTER, HANDLE, EDGES, LEGEND_LINE = 0.067, 0.45, 0.3, 0.17


def legend_above(ax: Axes, looks: dict[str, dict[str, Any]], *, left: float) -> float:
    """A legend above the axes, so many inches left of them; inches beyond one line.

    It has as many columns as the place of the axes is wide; to be called while they
    still have all of it.
    """
    handles = [Line2D([], [], label=words, **look) for words, look in looks.items()]
    columns = _columns(list(looks), width(ax))
    figure: Any = ax.get_figure(root=True)
    shift = ScaledTranslation(-left, 0, figure.dpi_scale_trans)
    ax.legend(
        handles=handles, ncols=columns, loc="lower left", bbox_to_anchor=(0, 1.0),
        bbox_transform=ax.transAxes + shift, borderaxespad=0.3, columnspacing=1.2,
        handletextpad=0.4,
    )  # fmt: skip
    return (-(-len(looks) // max(columns, 1)) - 1) * LEGEND_LINE


def _columns(words: list[str], wide: float) -> int:
    """How many columns of a legend fit, filled as matplotlib does."""
    for columns in range(len(words), 1, -1):
        parts = np.array_split(words, columns)
        if sum(HANDLE + LETTER * max(map(len, part)) for part in parts) < wide - EDGES:
            return columns
    return 1
