"""The budget by year, item, part, agency and objective; steps, per child, in prices."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from soctrang_analysis.metadata import PLAN_AREA, lookup
from soctrang_analysis.reading.bundled import bundled_plan, load_budget, load_context
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import conform

PRICE_YEAR = 2022
CPI = "cpi_annual_average_percent_change"
_EACH = re.compile(r"(?:(\d+)\s+hội đồng\s+x\s+)?(\d+)\s+(trẻ)\b")
_OTHERS = (
    re.compile(r"()(\d+)\s+(hội đồng)\s+x"),
    re.compile(r"()mỗi năm\s+(\d+)\s+(cuộc)"),
)


def budget_totals(plan: Plan | None = None) -> pd.DataFrame:
    """Yearly totals of the annex, added up and as printed.

    Parameters
    ----------
    plan : Plan, optional
        A plan from `read_plan`; the bundled one without it.

    Returns
    -------
    DataFrame
        The table ``budget_totals``, one row per year, whole đồng.

    Raises
    ------
    SourceChangedError
        If the bundled plan is not the published one.

    Examples
    --------
    >>> budget_totals()["lines_vnd"].sum().item()
    2292000000
    """
    return (plan or bundled_plan()).budget_totals.copy()


def quantity(text: str) -> tuple[int, str] | None:
    """How many a budget line pays for, where its words say so.

    Examples
    --------
    >>> quantity("Hội nghị (12 Hội đồng x 50 trẻ/Hội đồng, mỗi năm 01 cuộc)")
    (600, 'trẻ')
    >>> quantity("In ấn tài liệu") is None
    True
    """
    for pattern in (_EACH, *_OTHERS):
        if match := pattern.search(text.lower()):
            return int(match.group(1) or 1) * int(match.group(2)), match.group(3)
    return None


def budget_summary(
    budget: pd.DataFrame | None = None, *, context: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The budget from every side, one row per level, name and year.

    Parameters
    ----------
    budget : DataFrame, optional
        Table ``budget``; that of the bundled plan without it.
    context : DataFrame, optional
        Table ``context``, for children and prices; the bundled one without it.

    Returns
    -------
    DataFrame
        The table ``budget_summary``. Agencies and objectives are sums of the lines
        without parts; the objective of a line is our reading. ``constant_vnd`` is in
        prices of 2022 and empty where a year has no CPI. ``children_source`` says
        whether the number of children was published or projected.

    Raises
    ------
    SchemaError
        If a table breaks its contract.

    Examples
    --------
    >>> table = budget_summary()
    >>> step = table.query("year == 2026 and name == '1.4'").iloc[0]
    >>> int(step["step_vnd"]), round(float(step["step_share_pct"]), 1)
    (46000000, 66.1)
    """
    lines = conform(load_budget() if budget is None else budget, "budget")
    facts = load_context() if context is None else context
    parents = set(lines["parent_id"])
    leaf = lines[~lines["line_id"].isin(parents)]
    known = lookup("budget_lines", "item_vi")
    objective = leaf["item_vi"].map({k: v["objective_no"] for k, v in known.items()})
    top = lines[lines["parent_id"].eq("")]
    levels = {
        "total": top.assign(name="total", item_vi="Tổng cộng", item_en="Total"),
        "item": top.assign(name=top["line_id"]),
        "part": (part := lines[lines["parent_id"].ne("")]).assign(name=part["line_id"]),
        "agency": leaf.assign(
            name=leaf["agency_vi"].replace("", "–"), item_vi="", item_en=""
        ),
        "objective": leaf.assign(
            name=objective.fillna("").replace("", "–"), item_vi="", item_en=""
        ),
    }
    table = pd.concat(
        [_sums(rows, level) for level, rows in levels.items() if len(rows)],
        ignore_index=True,
    )
    table = (
        table.pipe(_shares)
        .pipe(_quantities)
        .pipe(_children, facts)
        .pipe(_prices, facts)
    )
    return conform(table, "budget_summary")


def _sums(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    groups = rows.groupby(["name", "year"], as_index=False)
    table = groups.agg(
        amount_vnd=("amount_vnd", "sum"),
        label_vi=("item_vi", "first"),
        label_en=("item_en", "first"),
    )
    if level == "agency":
        english = {
            k: v["agency_en"] for k, v in lookup("agencies", "agency_vi").items()
        }
        table["label_vi"] = table["name"]
        table["label_en"] = table["name"].map(english).fillna("")
    if level == "objective":
        named = lookup("objectives", "objective_no")
        for lang in ("vi", "en"):
            names = {k: v[f"name_{lang}"] for k, v in named.items()}
            table[f"label_{lang}"] = table["name"].map(names).fillna("–")
    return table.assign(level=level)


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    """Share of the year, and of the whole step from the year before."""
    total = table[table["level"].eq("total")].set_index("year")["amount_vnd"]
    step = table.sort_values("year").groupby(["level", "name"])["amount_vnd"].diff()
    whole = table["year"].map(total.diff())
    year_total = table["year"].map(total)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (100.0 * table["amount_vnd"] / year_total).where(year_total != 0)
        of_step = (100.0 * step / whole).where(whole != 0)
    return table.assign(
        share_pct=share, step_vnd=step.astype("Int64"), step_share_pct=of_step
    )


def _quantities(table: pd.DataFrame) -> pd.DataFrame:
    """Cost of one where the words of a line say how many."""
    counts = [quantity(text) for text in table["label_vi"]]
    number = pd.Series([c[0] if c else None for c in counts], dtype="Int64")
    return table.assign(
        quantity=number,
        quantity_unit=[c[1] if c else "" for c in counts],
        unit_cost_vnd=(table["amount_vnd"] / number).astype("Float64").astype(float),
    )


def _children(table: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Amount per child under 16: the published count, else the projection, marked."""
    own = context[context["geography"].eq(PLAN_AREA)]
    series = {
        "population_under16": "công bố / published",
        "projected_population_under16": "dự báo / projected",
    }
    children: dict[int, tuple[float, str]] = {}
    for name, word in series.items():
        rows = own[own["series"].eq(name) & own["year"].notna()]
        for row in rows.to_dict("records"):
            children.setdefault(
                int(row["year"]), (row["value"], f"{word}: {row['source_title']}")
            )
    number = table["year"].map({y: v for y, (v, _) in children.items()}).astype(float)
    source = table["year"].map({y: s for y, (_, s) in children.items()})
    return table.assign(
        children=number,
        children_source=source.fillna(""),
        per_child_vnd=table["amount_vnd"] / number,
    )


def _prices(table: pd.DataFrame, context: pd.DataFrame) -> pd.DataFrame:
    """Amounts in prices of 2022, chained by the CPI; empty where there is none."""
    rows = context[context["series"].eq(CPI) & context["year"].gt(PRICE_YEAR)]
    index, sources = {PRICE_YEAR: 1.0}, {PRICE_YEAR: f"{PRICE_YEAR} = 100"}
    for row in rows.sort_values("year").to_dict("records"):
        before = index.get(int(row["year"]) - 1)
        if before is not None and int(row["year"]) not in index:
            index[int(row["year"])] = before * (1 + row["value"] / 100)
            sources[int(row["year"])] = f"{row['year']}: {row['source_title']}"
    level = table["year"].map(index).astype(float)
    words = lookup("empty_reasons", "code")["no_price"]
    reason = f"{words['text_vi']} / {words['text_en']}"
    return table.assign(
        constant_vnd=table["amount_vnd"] / level,
        price_source=table["year"].map(sources).fillna(""),
        empty_reason=np.where(level.isna(), reason, ""),
    )
