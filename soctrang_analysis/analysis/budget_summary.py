"""The budget by year, item, part, agency and objective; steps, per child, in prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.door import taken
from soctrang_analysis.numerals import UNKNOWN
from soctrang_analysis.reading.plan import Plan, known_plan, lacking
from soctrang_analysis.schema import conform

CPI = "cpi_annual_average_percent_change"
# Series of context, the better one first, and the label that says what it is.
CHILDREN = {
    "population_under16": "published",
    "projected_population_under16": "projected",
}
QUANTITIES = ("quantity_children", "quantity_councils", "quantity_events")


def budget_totals(plan: Plan) -> pd.DataFrame:
    """Yearly totals of the annex, added up and as printed.

    Parameters
    ----------
    plan : Plan
        From `read_plan` or `soc_trang`.

    Returns
    -------
    DataFrame
        The table ``budget_totals``, one row per year, whole đồng.

    Raises
    ------
    SchemaError
        If the plan has no annex that could be read.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> budget_totals(soc_trang())["lines_vnd"].sum().item()
    2292000000
    """
    plan = known_plan(plan)
    if plan.budget.empty:
        raise lacking(plan, "a budget annex")
    return plan.budget_totals.copy()


def quantity(text: str) -> tuple[int, str] | None:
    """How many a budget line pays for, where its words say so.

    Examples
    --------
    >>> quantity("Hội nghị (12 Hội đồng x 50 trẻ/Hội đồng, mỗi năm 01 cuộc)")
    (600, 'trẻ')
    >>> quantity("In ấn tài liệu") is None
    True
    """
    for name in QUANTITIES:
        if found := facts.pattern(name).search(text.lower()):
            return int(found["groups"] or 1) * int(found["number"]), found["unit"]
    return None


def budget_summary(plan: Plan, context: pd.DataFrame | None = None) -> pd.DataFrame:
    """The budget from every side, one row per level, name and year.

    Parameters
    ----------
    plan : Plan
        The plan whose annex is summed up.
    context : DataFrame, optional
        Table ``context``, for children of the plan's area and for prices; without it
        what needs them is empty.

    Returns
    -------
    DataFrame
        The table ``budget_summary``. Agencies and objectives are sums of the lines
        without parts; the objective of a line is our reading. ``constant_vnd`` is in
        prices of the annex's first year and empty where a year has no CPI.
        ``children_source`` says whether the number of children was published or
        projected; ``source_line`` is empty for a sum of several lines.

    Raises
    ------
    SchemaError
        If the plan has no annex that could be read, or a table breaks its contract.

    Examples
    --------
    >>> from soctrang_analysis import load_context, soc_trang
    >>> table = budget_summary(soc_trang(), load_context())
    >>> step = table.query("year == 2026 and name == '1.4'").iloc[0]
    >>> int(step["step_vnd"]), round(float(step["step_share_pct"]), 1)
    (46000000, 66.1)
    """
    plan = known_plan(plan)
    if plan.budget.empty:
        raise lacking(plan, "a budget annex")
    given = context is not None
    known = taken(context, "context") if given else conform([], "context")
    table = (
        pd.concat(_levels(plan, plan.budget), ignore_index=True)
        .pipe(_with_total_lines, plan)
        .pipe(_shares)
        .pipe(_quantities)
        .pipe(_children, known[known["geography"].eq(plan.area)])
        .pipe(_prices, known[known["geography"].eq(plan.framework.facts["area"])])
        .pipe(_reasons, given=given)
    )
    return conform(table, "budget_summary")


def _levels(plan: Plan, lines: pd.DataFrame) -> list[pd.DataFrame]:
    """Sums of every level: whole, item, part, agency, objective."""
    parts = lines[lines["parent_id"].ne("")]
    top = lines[lines["parent_id"].eq("")]
    leaf = lines[~lines["line_id"].isin(lines["parent_id"])]
    read = facts.budget_lines(plan.source["sha256"])
    objective = [
        read.get(i, {}).get("objective_no") or UNKNOWN for i in leaf["item_vi"]
    ]
    agency = leaf["agency_vi"].replace("", UNKNOWN)
    total = {f"label_{k}": facts.said("words/labels", "total", k) for k in facts.LANGS}
    return [
        _sums(top.assign(name="total"), "total").assign(**total),
        _sums(top.assign(name=top["line_id"]), "item"),
        _sums(parts.assign(name=parts["line_id"]), "part"),
        _sums(leaf.assign(name=agency), "agency").pipe(_named_agencies),
        _sums(leaf.assign(name=objective), "objective").pipe(_named_objectives, plan),
    ]


def _sums(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """Sums by name and year; the line of the source where it is only one."""
    groups = rows.groupby(["name", "year"], as_index=False)
    table = groups.agg(
        amount_vnd=("amount_vnd", "sum"),
        label_vi=("item_vi", "first"),
        label_en=("item_en", "first"),
        source_line=("source_line", "first"),
        lines=("source_line", "nunique"),
    )
    line = table["source_line"].astype("Int64").where(table["lines"].eq(1))
    return table.assign(level=level, source_line=line)


def _named_agencies(table: pd.DataFrame) -> pd.DataFrame:
    known = facts.column("words/agencies", "agency_en")
    english = [known.get(name, "") for name in table["name"]]
    return table.assign(label_vi=table["name"], label_en=english)


def _named_objectives(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    known = plan.framework.objectives
    for lang in facts.LANGS:
        names = {number: row[f"name_{lang}"] for number, row in known.items()}
        table[f"label_{lang}"] = [names.get(name, UNKNOWN) for name in table["name"]]
    return table


def _with_total_lines(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The whole has the line of the printed total row."""
    lines = plan.budget_totals.set_index("year")["source_line"]
    printed = table["year"].map(lines).astype("Int64")
    whole = table["level"].eq("total")
    return table.assign(source_line=table["source_line"].mask(whole, printed))


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


def _children(table: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Amount per child under 16: the published count, else the projection, marked."""
    parts = [
        own[own["series"].eq(series) & own["year"].notna()].assign(
            word=facts.both("words/labels", label)
        )
        for series, label in CHILDREN.items()
    ]
    found = pd.concat(parts).drop_duplicates("year").set_index("year")
    said = found["word"] + ": " + found["source_title"]
    number = table["year"].map(found["value"]).astype(float)
    return table.assign(
        children=number,
        children_source=table["year"].map(said).astype(object).fillna(""),
        per_child_vnd=table["amount_vnd"] / number,
    )


def _prices(table: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """Amounts in prices of the annex's first year, chained by the nation's CPI."""
    first = int(table["year"].min())
    rows = nation[nation["series"].eq(CPI) & nation["year"].gt(first)]
    index = {first: 1.0} if len(rows) else {}
    sources = {first: f"{first} = 100"} if len(rows) else {}
    for row in rows.sort_values("year").to_dict("records"):
        before = index.get(int(row["year"]) - 1)
        if before is not None and int(row["year"]) not in index:
            index[int(row["year"])] = before * (1 + row["value"] / 100)
            sources[int(row["year"])] = f"{row['year']}: {row['source_title']}"
    level = table["year"].map(index).astype(float)
    return table.assign(
        constant_vnd=table["amount_vnd"] / level,
        price_source=table["year"].map(sources).astype(object).fillna(""),
    )


def _reasons(table: pd.DataFrame, *, given: bool) -> pd.DataFrame:
    """Why cells are empty, several reasons parted by a semicolon."""
    when = {"no_price": "constant_vnd", "no_children": "children"}
    when = when if given else {"no_context": "children"}
    reason = pd.Series("", index=table.index)
    for code, column in when.items():
        text = facts.both("words/empty_reasons", code)
        more = reason.where(reason.eq(""), reason + "; ") + text
        reason = reason.mask(table[column].isna(), more)
    return table.assign(empty_reason=reason)
