"""The way from a number back to the line of the source and the formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, RangeError, refused
from soctrang_analysis.facts import label
from soctrang_analysis.numerals import show, show_chance
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.view import long_name
from soctrang_analysis.reading.document import read_lines
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import natural_key, word_tables

BUDGET, TOTAL = "budget", "total"
TABLE = "data/processed/observations.csv"
NEEDS = ("observations", "used", "progress")
Step = dict[str, str]
Texts = Mapping[int, str]  # lines of the document by their number


def trace_indicator(
    plan: Plan, tables: Tables, lines: Texts, indicator_id: str, year: int | None = None
) -> pd.DataFrame:
    """A milestone: the plan's line, the values used, the result with its formulas."""
    own = plan.targets[plan.targets["indicator_id"].eq(indicator_id)]
    if own.empty:
        known = sorted(set(plan.targets["indicator_id"]), key=natural_key)
        raise _unknown("indicator", indicator_id, [BUDGET, *known])
    year = year or _deciding_year(plan, tables["progress"], indicator_id)
    rows = own[own["year"].isna() | own["year"].eq(year if year else -1)]
    years = sorted({int(y) for y in own["year"].dropna()})
    if rows.empty or (year and year not in years and years):
        raise _unknown(f"year of {indicator_id}", year or "none", years)
    steps = [
        *_target_steps(plan, rows, lines),
        *_value_steps(plan, tables, indicator_id),
        *_result_steps(plan, tables["progress"], indicator_id, year),
    ]
    return pd.DataFrame(steps)


def _deciding_year(plan: Plan, progress: pd.DataFrame, name: str) -> int | None:
    """Year of the milestone that decides for an indicator, if it has one."""
    rows = progress[progress["indicator_id"].eq(name) & progress["area"].eq(plan.area)]
    years = rows.loc[rows["deciding"], "year"].dropna()
    return int(years.iloc[0]) if len(years) else None


def trace_budget(plan: Plan, lines: Texts, year: int) -> pd.DataFrame:
    """The total of a year: the lines of the annex, and what was corrected in them."""
    totals = plan.budget_totals.set_index("year")
    if year not in totals.index:
        raise _unknown("year of the budget", year, sorted(totals.index))
    total = totals.loc[year]
    steps = [_step("trace_total", _dong(total["lines_vnd"]))]
    if pd.notna(total["printed_vnd"]):
        place = _place(plan, total["source_line"])
        steps.append(_step("trace_printed", _dong(total["printed_vnd"]), place))
        steps += _repair_steps(plan, TOTAL, place, year)
    rows = plan.budget[plan.budget["year"].eq(year)]
    for row in rows.to_dict("records"):
        steps += _budget_steps(plan, row, lines)
    return pd.DataFrame(steps)


def line_texts(path: Path) -> dict[int, str]:
    """Lines of a document by their number, as a reader sees them."""
    try:
        lines, _ = read_lines(path)
        return {line.number: " ".join(line.text.split()) for line in lines}
    except PlanError:  # a bundled table, not a document
        texts = path.read_text("utf-8").splitlines()
        return dict(enumerate(texts, start=1))


def _unknown(where: str, found: object, known: Iterable[object]) -> PlanError:
    names = ", ".join(str(k) for k in known) or "không có / none"
    do = "chọn một giá trị đã có / choose one of them"
    return refused(names, str(found), do, where=where, kind=RangeError)


def _step(key: str, value: str, where: str = "", **given: object) -> Step:
    return {"step": label(key, **given), "value": value, "where": where}


def _place(plan: Plan, line: Any) -> str:
    file = plan.source["file"]
    return "" if pd.isna(line) else label("in_file", file=file, line=line)


def _dong(amount: Any) -> str:
    return f"{show(float(amount))} đồng"


def _target_steps(plan: Plan, rows: pd.DataFrame, lines: Texts) -> Iterator[Step]:
    """The promise as read, and the line it was read from."""
    symbols = facts.column("words/comparators", "symbol")
    for row in rows.to_dict("records"):
        numbers = [show(row[c]) for c in ("value", "value_high") if pd.notna(row[c])]
        unit = facts.both("words/units", row["unit"])
        due = "" if pd.isna(row["year"]) else f", {row['year']}"
        name = long_name(plan, row["indicator_id"], "vi")
        goal = f"{symbols[row['comparator']]} {' – '.join(numbers)} ({unit}){due}"
        place = _place(plan, row["source_line"])
        words = lines.get(row["source_line"], row["wording_vi"])
        yield _step("trace_target", f"{name}: {goal}", place)
        yield _step("trace_words", words, place)


def _window_start(plan: Plan, tables: Tables, name: str) -> float:
    """Year the trend of an indicator is counted from; values before it are shown."""
    rows = tables["progress"]
    rows = rows[rows["indicator_id"].eq(name) & rows["area"].eq(plan.area)]
    return float(rows["base_year"].min())


def _value_steps(plan: Plan, tables: Tables, indicator_id: str) -> Iterator[Step]:
    """The values of the plan's area: used, before the window, or why not."""
    start = _window_start(plan, tables, indicator_id)
    rows = tables["used"]
    rows = rows[rows["indicator_id"].eq(indicator_id) & rows["area"].eq(plan.area)]
    if rows.empty:
        yield _step("trace_no_values", "–")
    key = ["indicator_id", "area", "series", "period", "source_title", "unit"]
    every = tables["observations"][key].astype("str").apply(tuple, axis=1)
    places = {found: at for at, found in enumerate(every, start=2)}
    for row in rows.sort_values("year", kind="stable").to_dict("records"):
        at = places.get(tuple(str(row[c]) for c in key), "–")
        title = row["source_title"]
        table = {"file": TABLE, "line": at, "title": title}
        value = f"{show(row['value'])} ({row['period']})"
        why = f": {row['left_out_vi']} / {row['left_out_en']}"
        step = "trace_used" if row["used"] else "trace_left_out"
        if row["used"] and row["year"] < start:
            step = "trace_before_window"
        told = value + ("" if row["used"] else why)
        yield _step(step, told, label("in_table", **table))


def _result_steps(
    plan: Plan, progress: pd.DataFrame, indicator_id: str, year: int | None
) -> Iterator[Step]:
    """Each result that is known, with the section of its formula."""
    rows = progress[progress["indicator_id"].eq(indicator_id)]
    rows = rows[rows["area"].eq(plan.area)]
    due = rows["year"].isna() if year is None else rows["year"].eq(year)
    for row in rows[due.fillna(False)].to_dict("records"):
        for known in facts.rows("words/trace"):
            value = row[known["column"]]
            if pd.isna(value) or value == "":
                continue
            where = label("in_methods", section=known["section"])
            where = f"{where}; analysis/{known['module']}.py"
            name = facts.both("words/trace", known["column"])
            shown = _shown(known["column"], value)
            yield {"step": name, "value": shown, "where": where}


def _shown(column: str, value: Any) -> str:
    if table := word_tables("progress").get(column):
        return facts.both(table, value)
    if column == "chance":
        both = dict.fromkeys(show_chance(value, lang) for lang in facts.LANGS)
        return " / ".join(both)
    return value if isinstance(value, str) else show(float(value), places=4)


def _budget_steps(plan: Plan, row: dict[Any, Any], lines: Texts) -> Iterator[Step]:
    """One line of the annex in one year, its words, and its correction if any."""
    place = _place(plan, row["source_line"])
    value = f"{_dong(row['amount_vnd'])}: {row['item_vi']}"
    yield _step("item", value, place, name=row["line_id"])
    if row["status"] == "repaired":
        yield _step("trace_words", lines.get(row["source_line"], ""), place)
        yield from _repair_steps(plan, row["line_id"], place, row["year"])


def _repair_steps(plan: Plan, line_id: str, place: str, year: int) -> Iterator[Step]:
    """How a row of the annex was corrected, with the sums of the year that prove it."""
    repairs = plan.budget_repairs
    for fix in repairs[repairs["line_id"].eq(line_id)].to_dict("records"):
        cells = f"{fix['printed']} → {fix['repaired']}"
        yield _step("trace_repair", cells, place, name=line_id)
        proof = fix["proof"].split("; ")
        sums = [t for t in proof if ":" not in t or f" {year}:" in t]
        yield _step("trace_proof", "; ".join(sums), place)
