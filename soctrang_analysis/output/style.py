"""How every figure looks: colours by role, text, numbers, the frame around the axes."""

from __future__ import annotations

import textwrap
from typing import Any, Literal, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from soctrang_analysis.errors import RangeError
from soctrang_analysis.metadata import lookup
from soctrang_analysis.output.style_data import colour, contrast, ink_on

__all__ = [
    "Lang", "beside", "canvas", "colour", "contrast", "count_axis", "ink_on", "label",
    "number", "say_nothing", "short_name", "top_legend", "use_style",
]  # fmt: skip
Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")
WIDTH = 6.3  # inches: the 16 cm between the margins of a report
SMALL, NORMAL, LARGE = 8.0, 9.0, 11.5
RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",
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
    "savefig.dpi": 160,
    "svg.hashsalt": "soctrang",
    "svg.fonttype": "path",
    "axes.unicode_minus": True,
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
}


def use_style() -> None:
    """Make the project's look that of every figure drawn from here on.

    Examples
    --------
    >>> use_style()
    >>> mpl.rcParams["font.size"]
    8.0
    """
    ink = dict.fromkeys(
        ["text.color", "axes.labelcolor", "xtick.color", "ytick.color"], colour("text")
    )
    lines = dict.fromkeys(["grid.color", "axes.edgecolor"], colour("grid"))
    mpl.rcParams.update(cast("Any", RC | ink | lines))


def label(name: str, lang: Lang, **facts: object) -> str:
    """A word of ``reference/labels.csv`` in one language.

    Examples
    --------
    >>> label("observed", "vi")
    'quan sát'
    """
    if lang not in LANGS:
        raise RangeError("lang", expected="vi or en", found=repr(lang), do="choose one")
    return lookup("labels", "label")[name][lang].format(**facts)


def short_name(indicator_id: str, lang: Lang) -> str:
    """Short name of an indicator with its number, for labels.

    Examples
    --------
    >>> short_name("13", "vi")
    '13 Tảo hôn'
    """
    names = lookup("short_names", "indicator_id").get(indicator_id)
    return f"{indicator_id} {names[f'short_{lang}']}" if names else indicator_id


def number(value: float, lang: Lang, places: int | None = None) -> str:
    """A number for people: half up, decimal comma and thousands points in Vietnamese.

    Examples
    --------
    >>> number(1234.5, "vi"), number(1234.5, "en"), number(2.25, "vi", 1)
    ('1.234,5', '1,234.5', '2,3')
    """
    from babel.numbers import format_decimal

    from soctrang_analysis.analysis.reasons import shown

    if places is None:
        text = f"{value:.10g}"
        places = len(text.split(".")[1]) if "." in text and "e" not in text else 0
    exact = shown(value, places, "en")
    pattern = "#,##0" + ("." + "0" * places if places else "")
    locale = "vi_VN" if lang == "vi" else "en_US"
    if exact == "–":
        return exact
    from decimal import Decimal

    return format_decimal(Decimal(exact), pattern, locale=locale)


def count_axis(axis: Any, lang: Lang, places: int | None = None) -> None:
    """Ticks of an axis in the language's way of writing numbers."""
    axis.set_major_formatter(FuncFormatter(lambda v, _: number(v, lang, places)))


def canvas(
    figure: str,
    lang: Lang,
    ax: Axes | None,
    *,
    height: float = 3.9,
    left: float = 0.55,
    right: float = 0.25,
    bottom: float = 0.35,
    **facts: str,
) -> Axes:
    """Axes with title, subtitle and source of a figure; new ones unless given.

    Parameters
    ----------
    figure : str
        Name in ``reference/figures.csv``.
    lang : str
        "vi" or "en".
    ax : Axes or None
        Axes of the caller: only their title is set.
    height, left, right, bottom : float
        Inches of the figure and of the margins around the axes.
    **facts : str
        What the texts of the figure leave open.
    """
    label("observed", lang)
    texts = lookup("figures", "figure")[figure]
    title = texts[f"title_{lang}"].format(**facts)
    subtitle = texts[f"subtitle_{lang}"].format(**facts)
    if ax is not None:
        ax.set_title(title, loc="left", fontweight="bold")
        return ax
    fig = plt.figure(figsize=(WIDTH, height))
    source = texts[f"source_{lang}"].format(**facts)
    top, foot = _write_around(fig, title, subtitle, source)
    low = foot + 0.18 + bottom
    wide = 1 - (left + right) / WIDTH
    return fig.add_axes((left / WIDTH, low / height, wide, 1 - (low + top) / height))


def _write_around(
    fig: Figure, title: str, subtitle: str, source: str
) -> tuple[float, float]:
    """Title, subtitle and source on a figure; inches they take above and below."""
    height, left, top = fig.get_figheight(), 0.12 / WIDTH, 0.12
    for name, text, width, size, line in (
        ("title", title, 62, LARGE, 0.22),
        ("subtitle", subtitle, 92, NORMAL, 0.16),
    ):
        lines = textwrap.wrap(text, width)
        weight = "bold" if name == "title" else "normal"
        y = 1 - top / height
        fig.text(
            left, y, "\n".join(lines), size=size, weight=weight, va="top", gid=name
        )
        top += line * len(lines) + 0.06
    lines = textwrap.wrap(source, 105)
    foot = fig.text(left, 0.1 / height, "\n".join(lines), size=SMALL, gid="source")
    foot.set_color(colour("muted"))
    return top + 0.22, 0.15 * len(lines)


def beside(
    ax: Axes, text: str, point: tuple[float, float], points: float, **looks: Any
) -> None:
    """Text so many points right (or, negative, left) of a point, level with it."""
    looks = {"va": "center", "ha": "right" if points < 0 else "left"} | looks
    ax.annotate(text, point, (points, 0), textcoords="offset points", **looks)


def top_legend(ax: Axes, handles: list[Any], indent: float = -0.02) -> None:
    """A legend in one line between the subtitle and the axes."""
    ax.legend(
        handles=handles,
        ncols=len(handles),
        loc="lower left",
        bbox_to_anchor=(indent, 1.0),
        borderaxespad=0.1,
        columnspacing=1.0,
        handletextpad=0.3,
    )


def say_nothing(ax: Axes, lang: Lang) -> Axes:
    """An empty frame that says why it is empty."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, label("nothing", lang), transform=ax.transAxes, ha="center",
            va="center", fontsize=NORMAL, color=colour("muted"))  # fmt: skip
    return ax
