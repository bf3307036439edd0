"""How every figure looks: sizes, the frame around the axes, labels beside points."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from soctrang_analysis.output.colours import colour

WIDTH = 6.3  # inches: the 16 cm between the margins of a report
SMALL, NORMAL, LARGE = 8.0, 9.0, 11.5
# Text around the axes: characters in a line, size, inches of a line.
_AROUND = {"title": (62, LARGE, 0.22), "subtitle": (92, NORMAL, 0.16)}
_SOURCE_LINE = (105, 0.15)
RC: dict[str, Any] = {
    "font.family": "sans-serif",
    # Verdana has its widths, for the text of a SVG where DejaVu is not installed.
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "font.size": SMALL,
    "axes.titlesize": LARGE,
    "axes.labelsize": SMALL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.linewidth": 0.6,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "figure.dpi": 100,
    "savefig.dpi": 300,
    "svg.hashsalt": "soctrang",
    "svg.fonttype": "none",
    "axes.unicode_minus": True,
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
}


def use_style() -> None:
    """Make the project's look that of every figure drawn from here on.

    It stands on the defaults of matplotlib: what a user's matplotlibrc says is gone.
    """
    mpl.rcdefaults()
    inks = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")
    lines = dict.fromkeys(("grid.color", "axes.edgecolor"), colour("grid"))
    looks = RC | dict.fromkeys(inks, colour("text")) | lines
    mpl.rcParams.update(cast("Any", looks))


@contextmanager
def styled() -> Iterator[None]:
    """The project's look for as long as something is drawn."""
    with mpl.rc_context():
        use_style()
        yield


def write_around(fig: Figure, texts: dict[str, str]) -> tuple[float, float]:
    """Title, subtitle and source on a figure; inches they take above and below."""
    height, left, top = fig.get_figheight(), 0.12 / WIDTH, 0.12
    for name, (width, size, line) in _AROUND.items():
        lines = textwrap.wrap(texts[name], width)
        text = fig.text(left, 1 - top / height, "\n".join(lines), size=size, gid=name)
        text.set(va="top", weight="bold" if name == "title" else "normal")
        top += line * len(lines) + 0.06
    width, line = _SOURCE_LINE
    lines = textwrap.wrap(texts["source"], width)
    foot = fig.text(left, 0.1 / height, "\n".join(lines), size=SMALL, gid="source")
    foot.set_color(colour("muted"))
    return top + 0.22, line * len(lines)


def room(texts: dict[str, str]) -> float:
    """Inches that texts take beyond one line of title, subtitle and source each."""
    sizes = {name: (width, line) for name, (width, _, line) in _AROUND.items()}
    sizes["source"] = _SOURCE_LINE
    more = 0.0
    for name, (width, line) in sizes.items():
        more += line * (len(textwrap.wrap(texts[name], width)) - 1)
    return more


def beside(
    ax: Axes, text: str, point: tuple[float, float], points: float, **looks: Any
) -> None:
    """Text so many points right (or, negative, left) of a point, level with it."""
    looks = {"va": "center", "ha": "right" if points < 0 else "left"} | looks
    ax.annotate(text, point, (points, 0), textcoords="offset points", **looks)
