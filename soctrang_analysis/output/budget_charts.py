"""Charts of the budget: by year, the step of 2026, objectives, prices."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from soctrang_analysis.output.style import (
    Lang,
    beside,
    canvas,
    colour,
    count_axis,
    ink_on,
    label,
    number,
    say_nothing,
)

MILLION = 1_000_000


def _level(summary: pd.DataFrame, level: str) -> pd.DataFrame:
    return summary[summary["level"].eq(level)]


def plot_budget(
    summary: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """Budget by year and item, totals on the bars.

    Parameters
    ----------
    summary : DataFrame
        The table ``budget_summary``.
    ax : Axes, optional
        Axes to draw on; a new figure without them.
    lang : str
        "vi" or "en".

    Returns
    -------
    Axes
        Stacked bars in million đồng.

    Examples
    --------
    >>> from soctrang_analysis import budget_summary
    >>> len(plot_budget(budget_summary()).containers)
    4
    """
    items = _level(summary, "item")
    names = sorted(set(items["name"]))
    rows = len(names)
    ax = canvas(
        "budget", lang, ax, height=4.0 + 0.17 * rows, left=0.6, bottom=0.5 + 0.17 * rows
    )
    if items.empty:
        return say_nothing(ax, lang)
    table = items.pivot(index="year", columns="name", values="amount_vnd") / MILLION
    titles = items.drop_duplicates("name").set_index("name")
    words = titles[f"label_{lang}"].where(
        titles[f"label_{lang}"].ne(""), titles["label_vi"]
    )
    total = table.sum(axis=1)
    bottom = total * 0.0
    for place, name in enumerate(names):
        text = _short(f"{name} {words[name]}")
        _stack(ax, table[name], bottom, colour(f"item{place % 4 + 1}"), text, lang)
        bottom = bottom + table[name]
    for year, amount in zip(total.index, total, strict=True):
        text = number(round(amount, 6), lang)
        ax.text(year, amount * 1.01, text, ha="center", va="bottom", weight="bold")
    ax.set_xticks(list(table.index))
    ax.grid(axis="x", visible=False)
    ax.set_ylim(0, total.max() * 1.1)
    count_axis(ax.yaxis, lang)
    ax.legend(loc="upper left", bbox_to_anchor=(-0.07, -0.08), borderaxespad=0)
    return ax


def _stack(
    ax: Axes, amounts: pd.Series, bottom: pd.Series, fill: str, text: str, lang: Lang
) -> None:
    """One item over the years, its amounts inside bars high enough for them."""
    ax.bar(
        amounts.index, amounts, 0.72, bottom=bottom, color=fill, ec="white", label=text
    )
    for year, base, amount in zip(amounts.index, bottom, amounts, strict=True):
        if amount > 15:
            middle, shown = base + amount / 2, number(amount, lang)
            ax.text(year, middle, shown, ha="center", va="center", color=ink_on(fill))


def _short(text: str, width: int = 92) -> str:
    return textwrap.shorten(text, width, placeholder=" …")


def plot_step(
    summary: pd.DataFrame,
    *,
    year: int = 2026,
    ax: Axes | None = None,
    lang: Lang = "vi",
) -> Axes:
    """What makes the step of a year: a waterfall by part.

    Parameters
    ----------
    summary : DataFrame
        The table ``budget_summary``.
    year : int
        The year that steps up.
    ax, lang
        As in `plot_budget`.

    Returns
    -------
    Axes
        Bars from the year before to the year.

    Examples
    --------
    >>> from soctrang_analysis import budget_summary
    >>> len(plot_step(budget_summary()).patches)
    11
    """
    total = _level(summary, "total").set_index("year")["amount_vnd"] / MILLION
    rows = summary[summary["level"].isin(["item", "part"]) & summary["year"].eq(year)]
    whole = {name.rsplit(".", 1)[0] for name in rows["name"] if "." in name}
    rows = rows[~rows["name"].isin(whole) & rows["step_vnd"].fillna(0).ne(0)]
    rows = rows.sort_values("step_vnd", ascending=False)
    height = 0.4 * (len(rows) + 2) + 1.6
    ax = canvas("step", lang, ax, height=height, left=2.75, right=0.6)
    if rows.empty or year - 1 not in total:
        return say_nothing(ax, lang)
    steps = [float(v) / MILLION for v in rows["step_vnd"]]
    _waterfall(ax, float(total[year - 1]), steps, lang)
    texts = rows[f"label_{lang}"].where(rows[f"label_{lang}"].ne(""), rows["label_vi"])
    names = [_lines(f"{n} {t}") for n, t in zip(rows["name"], texts, strict=True)]
    ax.set_yticks(range(len(steps) + 2), [str(year - 1), *names, str(year)])
    ax.set_ylim(len(steps) + 1.5, -0.5)
    ax.set_xlim(0, max(float(total[year]), float(total[year - 1])) * 1.02)
    ax.grid(axis="y", visible=False)
    count_axis(ax.xaxis, lang)
    return ax


def _waterfall(ax: Axes, start: float, steps: list[float], lang: Lang) -> None:
    """A bar to start from, one for each step, and one where they end."""
    at = start
    ax.barh(0, start, color=colour("muted"), height=0.6)
    ax.text(start, 0, f" {number(round(start, 6), lang)}", va="center")
    for place, step in enumerate(steps, start=1):
        fill = colour("off" if step > 0 else "good")
        ax.barh(place, step, left=at, color=fill, height=0.6)
        shown = f" {'+' if step > 0 else '−'}{number(round(abs(step), 6), lang)}"
        ax.text(max(at, at + step), place, shown, va="center")
        at += step
    ax.barh(len(steps) + 1, at, color=colour("muted"), height=0.6)
    ax.text(at, len(steps) + 1, f" {number(round(at, 6), lang)}", va="center")


def _lines(text: str) -> str:
    """A label of at most two lines."""
    return "\n".join(textwrap.wrap(text, 40, max_lines=2, placeholder=" …"))


def plot_objectives(
    summary: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """Money by objective over all years; those with none are plainly there.

    Parameters
    ----------
    summary : DataFrame
        The table ``budget_summary``.
    ax, lang
        As in `plot_budget`.

    Returns
    -------
    Axes
        One bar per objective, one for lines that serve none.

    Examples
    --------
    >>> from soctrang_analysis import budget_summary
    >>> len(plot_objectives(budget_summary()).patches)
    5
    """
    from soctrang_analysis.metadata import reference

    ax = canvas("objectives", lang, ax, height=3.4, left=2.75, right=0.75)
    rows = _level(summary, "objective")
    if rows.empty:
        return say_nothing(ax, lang)
    sums = rows.groupby("name")["amount_vnd"].sum() / MILLION
    names = {r["objective_no"]: r[f"name_{lang}"] for r in reference("objectives")}
    labels = [_lines(f"{k}. {v}") for k, v in names.items()] + [label("none", lang)]
    values = [float(sums.get(k, 0.0)) for k in [*names, "–"]]
    ax.barh(range(len(values)), values, color=colour("trajectory"), height=0.6)
    for place, value in enumerate(values):
        text = number(round(value, 6), lang) if value else label("no_money", lang)
        ax.text(
            value,
            place,
            f" {text}",
            va="center",
            fontweight="normal" if value else "bold",
            color=colour("text" if value else "off"),
        )
    ax.set_yticks(range(len(values)), labels)
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.set_xlim(0, max(values) * 1.02)
    ax.grid(axis="y", visible=False)
    count_axis(ax.xaxis, lang)
    return ax


def plot_prices(
    summary: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "vi"
) -> Axes:
    """Budget in current prices and in prices of 2022.

    Parameters
    ----------
    summary : DataFrame
        The table ``budget_summary``.
    ax, lang
        As in `plot_budget`.

    Returns
    -------
    Axes
        Two lines; the second stops where the price index does.

    Examples
    --------
    >>> from soctrang_analysis import budget_summary
    >>> len(plot_prices(budget_summary()).get_lines())
    2
    """
    ax = canvas("prices", lang, ax, right=0.35)
    rows = _level(summary, "total").sort_values("year")
    if rows.empty:
        return say_nothing(ax, lang)
    nominal, constant = rows["amount_vnd"] / MILLION, rows["constant_vnd"] / MILLION
    ax.plot(rows["year"], nominal, "o-", color=colour("observed"))
    ax.plot(rows["year"], constant, "s--", color=colour("trajectory"))
    near = (rows["year"].iloc[-2], nominal.iloc[-2] * 1.03)
    ax.text(*near, label("nominal", lang), ha="center", va="bottom")
    known = rows[rows["constant_vnd"].notna()]
    if len(known):
        year, amount = int(known["year"].iloc[-1]), known["constant_vnd"].iloc[-1]
        shown = f"{label('constant', lang)}: {number(amount / MILLION, lang, 1)}"
        text = f"{shown}\n({label('no_price', lang, year=year)})"
        ink = colour("trajectory")
        beside(ax, text, (year, amount / MILLION), 10, va="top", color=ink)
    ax.set_ylim(0, nominal.max() * 1.15)
    ax.set_xticks(list(rows["year"]))
    count_axis(ax.yaxis, lang)
    return ax
