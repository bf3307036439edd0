"""How every figure looks: colours by role, text, numbers, the frame around the axes."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import Any, Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from soctrang_analysis.errors import RangeError
from soctrang_analysis.metadata import lookup

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
    mpl.rcParams.update(RC)
    mpl.rcParams.update(
        {
            "text.color": colour("text"),
            "axes.labelcolor": colour("text"),
            "xtick.color": colour("text"),
            "ytick.color": colour("text"),
            "grid.color": colour("grid"),
            "axes.edgecolor": colour("grid"),
        }
    )


@cache
def colour(role: str) -> str:
    """Colour of a role, from ``reference/colours.csv``.

    Examples
    --------
    >>> colour("observed")
    '#1A1A1A'
    """
    return lookup("colours", "role")[role]["colour"]


def luminance(hex_colour: str) -> float:
    """Relative luminance of a colour, 0 (black) to 1 (white).

    Examples
    --------
    >>> luminance("#FFFFFF")
    1.0
    """
    parts = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 6)


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21.

    Examples
    --------
    >>> round(contrast("#FFFFFF", "#000000"), 1)
    21.0
    """
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(fill: str) -> str:
    """Black or white, whichever is read better on a fill.

    Examples
    --------
    >>> ink_on("#E6A100"), ink_on("#0B5FA5")
    ('#1A1A1A', '#FFFFFF')
    """
    dark = colour("text")
    return dark if contrast(dark, fill) > contrast("#FFFFFF", fill) else "#FFFFFF"


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
    lines = {
        "title": textwrap.wrap(title, 62),
        "subtitle": textwrap.wrap(subtitle, 92),
        "source": textwrap.wrap(texts[f"source_{lang}"].format(**facts), 105),
    }
    heights = {"title": 0.22, "subtitle": 0.16, "source": 0.15}
    top = 0.12
    for name, size, weight in (
        ("title", LARGE, "bold"),
        ("subtitle", NORMAL, "normal"),
    ):
        fig.text(
            0.12 / WIDTH, 1 - top / height, "\n".join(lines[name]), fontsize=size,
            fontweight=weight, va="top", gid=name,
        )  # fmt: skip
        top += heights[name] * len(lines[name]) + 0.06
    foot = heights["source"] * len(lines["source"])
    fig.text(
        0.12 / WIDTH, 0.1 / height, "\n".join(lines["source"]), fontsize=SMALL,
        color=colour("muted"), va="bottom", gid="source",
    )  # fmt: skip
    low = foot + 0.18 + bottom
    box = (
        left / WIDTH,
        low / height,
        1 - (left + right) / WIDTH,
        1 - (low + top + 0.22) / height,
    )
    return fig.add_axes(box)


def say_nothing(ax: Axes, lang: Lang) -> Axes:
    """An empty frame that says why it is empty."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, label("nothing", lang), transform=ax.transAxes, ha="center",
            va="center", fontsize=NORMAL, color=colour("muted"))  # fmt: skip
    return ax
