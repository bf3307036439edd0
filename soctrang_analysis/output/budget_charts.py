"""Charts of the budget: by year, the step of 2026, objectives, prices."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from soctrang_analysis.output.style import (
    Lang,
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
    ax = canvas("budget", lang, ax, height=4.4 + 0.28 * len(names), left=0.6,
                bottom=0.5 + 0.3 * len(names))  # fmt: skip
    if items.empty:
        return say_nothing(ax, lang)
    table = items.pivot(index="year", columns="name", values="amount_vnd") / MILLION
    titles = items.drop_duplicates("name").set_index("name")[f"label_{lang}"]
    bottom = table[names[0]] * 0.0
    for place, name in enumerate(names):
        fill = colour(f"item{place % 4 + 1}")
        text = titles[name] or items.set_index("name")["label_vi"][name]
        bars = ax.bar(table.index, table[name], 0.72, bottom=bottom, color=fill,
                      edgecolor="white", label=_short(f"{name} {text}"))  # fmt: skip
        for bar, value in zip(bars, table[name], strict=True):
            if value > 0.06 * table.sum(axis=1).max():
                ax.text(bar.get_x() + 0.36, bar.get_y() + value / 2,
                        number(value, lang), ha="center", va="center",
                        color=ink_on(fill))  # fmt: skip
        bottom = bottom + table[name]
    for year, total in bottom.items():
        ax.text(year, total * 1.01, number(round(total, 6), lang), ha="center", va="bottom",
                fontweight="bold")  # fmt: skip
    ax.set_xticks(list(table.index))
    ax.grid(axis="x", visible=False)
    ax.set_ylim(0, bottom.max() * 1.1)
    count_axis(ax.yaxis, lang)
    ax.legend(loc="upper left", bbox_to_anchor=(-0.07, -0.08), borderaxespad=0,
              handlelength=1.2)  # fmt: skip
    return ax


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
    ax = canvas(
        "step", lang, ax, height=0.4 * (len(rows) + 2) + 1.6, left=2.75, right=0.6
    )
    if rows.empty or year - 1 not in total:
        return say_nothing(ax, lang)
    steps = [float(v) / MILLION for v in rows["step_vnd"]]
    start = float(total[year - 1])
    ax.barh(0, start, color=colour("muted"), height=0.6)
    ax.text(start, 0, f" {number(round(start, 6), lang)}", va="center")
    at = start
    for place, step in enumerate(steps, start=1):
        ax.barh(place, step, left=at, color=colour("off" if step > 0 else "good"),
                height=0.6)  # fmt: skip
        sign = "+" if step > 0 else "−"
        ax.text(max(at, at + step), place, f" {sign}{number(round(abs(step), 6), lang)}",
                va="center")  # fmt: skip
        at += step
    ax.barh(len(steps) + 1, at, color=colour("muted"), height=0.6)
    ax.text(at, len(steps) + 1, f" {number(round(at, 6), lang)}", va="center")
    texts = rows[f"label_{lang}"].where(rows[f"label_{lang}"].ne(""), rows["label_vi"])
    names = [_lines(f"{n} {t}") for n, t in zip(rows["name"], texts, strict=True)]
    ax.set_yticks(range(len(steps) + 2), [str(year - 1), *names, str(year)])
    ax.set_ylim(len(steps) + 1.5, -0.5)
    ax.set_xlim(0, at * 1.02)
    ax.grid(axis="y", visible=False)
    count_axis(ax.xaxis, lang)
    return ax


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
        ax.text(value, place, f" {text}", va="center",
                fontweight="normal" if value else "bold",
                color=colour("text" if value else "off"))  # fmt: skip
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
    ax.annotate(label("nominal", lang), (rows["year"].iloc[-2], nominal.iloc[-2]), (0, 8),
                textcoords="offset points", ha="center")  # fmt: skip
    known = rows[rows["constant_vnd"].notna()]
    if len(known):
        last = known.iloc[-1]
        note = label("no_price", lang, year=int(last["year"]))
        text = f"{label('constant', lang)}: {number(last['constant_vnd'] / MILLION, lang, 1)}"
        ax.annotate(f"{text}\n({note})", (last["year"], last["constant_vnd"] / MILLION),
                    (10, -4), textcoords="offset points", va="top",
                    color=colour("trajectory"))  # fmt: skip
    ax.set_ylim(0, nominal.max() * 1.15)
    ax.set_xticks(list(rows["year"]))
    count_axis(ax.yaxis, lang)
    return ax
