"""Charts of the budget: by year, the largest step, objectives, prices."""

from __future__ import annotations

import textwrap

import pandas as pd

from soctrang_analysis.output.captions import listed
from soctrang_analysis.output.colours import colour, ink_on
from soctrang_analysis.output.registry import chart
from soctrang_analysis.output.style import beside, two_lines
from soctrang_analysis.output.view import Frame, View

MILLION = 1_000_000
NO_OBJECTIVE = "–"  # name of lines of which no objective is known


def _level(view: View, summary: pd.DataFrame, level: str) -> pd.DataFrame:
    """Rows of one level in million đồng, with their words in the chart's language."""
    rows = summary[summary["level"].eq(level)]
    own = rows[f"label_{view.lang}"]
    words = own.where(own.ne(""), rows["label_vi"])
    return rows.assign(million=rows["amount_vnd"] / MILLION, words=words)


@chart("budget", needs="budget_summary")
def plot_budget(view: View, summary: pd.DataFrame) -> Frame | str:
    """Budget by year and item, totals on the bars."""
    items = _level(view, summary, "item")
    if items.empty:
        return "no_budget"
    table = items.pivot(index="year", columns="name", values="million")
    words = items.drop_duplicates("name").set_index("name")["words"]
    total = table.sum(axis=1)
    bottom = total * 0.0
    for place, name in enumerate(map(str, table)):
        named = textwrap.shorten(f"{name} {words[name]}", 92, placeholder=" …")
        _stack(view, table[name], bottom, (colour(f"item{place % 4 + 1}"), named))
        bottom = bottom + table[name]
    for year, amount in zip(table.index, total, strict=True):
        text = view.ax.text(year, amount * 1.01, view.number(round(amount, 6)))
        text.set(ha="center", va="bottom", weight="bold")
    view.ax.set_xticks(list(table.index))
    view.ax.grid(axis="x", visible=False)
    view.ax.set_ylim(0, total.max() * 1.1)
    view.ticks(view.ax.yaxis)
    rows = 0.17 * len(words)
    view.ax.legend(loc="upper left", bbox_to_anchor=(-0.07, -0.08), borderaxespad=0)
    told = {
        "first": table.index[0], "last": table.index[-1],
        "total": view.number(round(total.sum(), 6)), "items": len(words),
    }  # fmt: skip
    return Frame(items, 4.0 + rows, left=0.6, bottom=0.5 + rows, facts=told)


def _stack(
    view: View, amounts: pd.Series, bottom: pd.Series, look: tuple[str, str]
) -> None:
    """One item over the years, its amounts inside bars high enough for them."""
    fill, text = look
    years = amounts.index
    view.ax.bar(years, amounts, 0.72, bottom, color=fill, ec="white", label=text)
    high = view.ax.dataLim.ymax
    for year, base, amount in zip(years, bottom, amounts, strict=True):
        if amount > 0.055 * high:
            inside = view.ax.text(year, base + amount / 2, view.number(amount))
            inside.set(ha="center", va="center", color=ink_on(fill))


@chart("step", needs="budget_summary")
def plot_step(
    view: View, summary: pd.DataFrame, *, year: int | None = None
) -> Frame | str:
    """What makes the step of a year (the largest unless named): a waterfall."""
    total = _level(view, summary, "total").set_index("year")
    year = year or _year_of_step(total)
    rows = _steps_of(view, summary, year)
    if rows.empty or year is None or year - 1 not in total.index:
        return "no_step" if len(total) else "no_budget"
    before, after = (float(total["million"][y]) for y in (year - 1, year))
    _waterfall(view, before, [float(v) / MILLION for v in rows["step_vnd"]])
    labels = [two_lines(text) for text in rows["name"] + " " + rows["words"]]
    view.ax.set_yticks(range(len(rows) + 2), [str(year - 1), *labels, str(year)])
    view.ax.set_ylim(len(rows) + 1.5, -0.5)
    view.ax.set_xlim(0, max(before, after) * 1.02)
    view.ax.grid(axis="y", visible=False)
    view.ticks(view.ax.xaxis)
    largest = rows.iloc[int(rows["step_vnd"].abs().astype(float).argmax())]
    told = {
        "year": year, "before": year - 1, "line": largest["name"],
        "share": view.number(largest["step_share_pct"], 1),
    }  # fmt: skip
    return Frame(rows, 0.4 * (len(rows) + 2) + 1.6, left=2.75, right=0.6, facts=told)


def _steps_of(view: View, summary: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """Lines without parts that change in a year, the largest rise first."""
    rows = pd.concat([_level(view, summary, level) for level in ("item", "part")])
    rows = rows[rows["year"].eq(year or 0)]
    whole = {name.rsplit(".", 1)[0] for name in rows["name"] if "." in name}
    rows = rows[~rows["name"].isin(whole) & rows["step_vnd"].fillna(0).ne(0)]
    return rows.sort_values("step_vnd", ascending=False, kind="stable")


def _year_of_step(total: pd.DataFrame) -> int | None:
    """The year in which the whole changes most."""
    steps = total["step_vnd"].astype(float).abs().fillna(0)
    return int(total.index[int(steps.argmax())]) if steps.gt(0).any() else None


def _waterfall(view: View, start: float, steps: list[float]) -> None:
    """A bar to start from, one for each step, and one where they end."""
    bars = [(0.0, start, "muted", "")]
    at = start
    for step in steps:
        bars.append((at, step, "off" if step > 0 else "good", "+" if step > 0 else "−"))
        at += step
    bars.append((0.0, at, "muted", ""))
    for place, (left, width, role, sign) in enumerate(bars):
        view.ax.barh(place, width, left=left, color=colour(role), height=0.6)
        text = f" {sign}{view.number(round(abs(width), 6))}"
        view.ax.text(max(left, left + width), place, text, va="center")


@chart("objectives", needs="budget_summary")
def plot_objectives(view: View, summary: pd.DataFrame) -> Frame | str:
    """Money by objective over all years; those with none are plainly there."""
    rows = _level(view, summary, "objective")
    sums = rows.groupby("name")["million"].sum()
    # Without our reading of the lines nothing is known of any objective.
    if not set(sums.index) - {NO_OBJECTIVE}:
        return "no_budget" if rows.empty else "no_reading"
    names = view.plan.framework.objectives
    values = [float(sums.get(name, 0.0)) for name in [*names, NO_OBJECTIVE]]
    view.ax.barh(range(len(values)), values, color=colour("trajectory"), height=0.6)
    for place, value in enumerate(values):
        _amount(view, value, place)
    labels = [two_lines(f"{k}. {row[f'name_{view.lang}']}") for k, row in names.items()]
    view.ax.set_yticks(range(len(values)), [*labels, view.say("none")])
    view.ax.set_ylim(len(values) - 0.5, -0.5)
    view.ax.set_xlim(0, max(values) * 1.02)
    view.ax.grid(axis="y", visible=False)
    view.ticks(view.ax.xaxis)
    bare = [name for name in names if not sums.get(name, 0.0)]
    key = "without_money" if bare else "with_money"
    told = {"finding": view.say(key, names=listed(bare, view.lang))}
    told |= {"first": rows["year"].min(), "last": rows["year"].max()}
    lines = summary[summary["level"].isin(["item", "part"])]
    return Frame(lines, 3.4, left=2.75, right=0.75, facts=told)


def _amount(view: View, value: float, place: int) -> None:
    """The amount at the end of a bar; that there is none, in bold."""
    text = view.number(round(value, 6)) if value else view.say("no_money")
    shown = view.ax.text(value, place, f" {text}", va="center")
    shown.set_fontweight("normal" if value else "bold")
    shown.set_color(colour("text" if value else "off"))


@chart("prices", needs="budget_summary")
def plot_prices(view: View, summary: pd.DataFrame) -> Frame | str:
    """Budget in current and in constant prices; the second stops with the index."""
    rows = _level(view, summary, "total").sort_values("year")
    if rows.empty:
        return "no_budget"
    view.ax.plot(rows["year"], rows["million"], "o-", color=colour("observed"))
    near = rows.iloc[-2 if len(rows) > 1 else -1]
    above = (near["year"], near["million"] * 1.03)
    view.ax.text(*above, view.say("nominal"), ha="center", va="bottom")
    told = {"finding": view.say("no_prices"), "prices": ""}
    constant = rows["constant_vnd"] / MILLION
    if constant.notna().sum() > 1:
        view.ax.plot(rows["year"], constant, "s--", color=colour("trajectory"))
        told = _mark_last_price(view, rows[constant.notna()])
    view.ax.set_ylim(0, rows["million"].max() * 1.15 or 1)
    view.ax.set_xticks(list(rows["year"]))
    view.ticks(view.ax.yaxis)
    return Frame(rows, right=0.35, facts=told)


def _mark_last_price(view: View, known: pd.DataFrame) -> dict[str, str]:
    """The last amount in constant prices, labelled; what it says for the texts."""
    base, year = int(known["year"].iloc[0]), int(known["year"].iloc[-1])
    first, last = (float(known["constant_vnd"].iloc[i]) / MILLION for i in (0, -1))
    words = view.say("constant", year=base)
    text = f"{words}: {view.number(last, 1)}\n({view.say('no_price', year=year)})"
    looks = {"va": "top", "color": colour("trajectory")}
    beside(view.ax, text, (year, last), 10, **looks)
    change = 100 * (last / first - 1) if first else 0.0
    told = {"year": year, "base": base, "value": view.number(abs(change), 1)}
    finding = view.say("real_fall" if change < 0 else "real_rise", **told)
    return {"finding": finding, "prices": f"{words}; "}
