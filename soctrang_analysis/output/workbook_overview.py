"""The first sheet: each indicator with value, targets, verdict and who answers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from soctrang_analysis.facts import label
from soctrang_analysis.numerals import show
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.output.workbook_pages import WHOLE, Field
from soctrang_analysis.output.workbook_words import (
    DECIMAL,
    code_words,
    heading,
    in_both,
    names_of,
)
from soctrang_analysis.reading.plan import Plan


def overview_fields(plan: Plan, tables: Tables) -> list[Field]:
    """Columns of the overview, one row an indicator."""
    known = tables["indicators"]
    ids = known["indicator_id"].tolist()
    board = tables["progress"]
    own = board[board["area"].eq(plan.area) & board["deciding"]]
    now = own.drop_duplicates("indicator_id").set_index("indicator_id")
    return [
        Field(heading("over_indicator"), ids),
        names_of(plan, known, ids),
        Field(heading("over_unit"), [in_both("words/units", u) for u in known["unit"]]),
        Field(heading("over_latest_year"), _of(now, ids, "latest_year"), WHOLE),
        Field(heading("over_latest"), _of(now, ids, "latest"), DECIMAL),
        *_targets(plan, ids),
        Field(heading("over_due"), _of(now, ids, "year"), WHOLE),
        *_verdicts(now, ids),
        *_answers(tables["agencies"], known),
    ]


def _of(now: pd.DataFrame, ids: list[str], column: str) -> list[Any]:
    """One column of the deciding rows, None for an indicator without."""
    found = now[column].to_dict()
    return [found.get(name) for name in ids]


def _targets(plan: Plan, ids: list[str]) -> list[Field]:
    """A column for each milestone year of the framework."""
    told = words_by_year(plan)
    return [
        Field(heading("milestone", year=year), [told.get((i, year), "") for i in ids])
        for year in plan.framework.milestones
    ]


def words_by_year(plan: Plan) -> dict[tuple[str, int], str]:
    """The targets of a plan in few signs, by indicator and year."""
    told: dict[tuple[str, int], list[str]] = {}
    rows = plan.targets[plan.targets["year"].notna()]
    for row in rows.to_dict("records"):
        pair = row["indicator_id"], int(row["year"])
        told.setdefault(pair, []).append(target_words(row))
    return {pair: "; ".join(texts) for pair, texts in told.items()}


def target_words(row: dict[Any, Any], lang: str = "vi") -> str:
    """A target in few signs: "≥ 77"; a change says what it is.

    Examples
    --------
    >>> target_words({"comparator": ">=", "value": 77.0, "value_high": float("nan"),
    ...               "basis": "level"})
    '≥ 77'
    """
    text = f"{code_words('targets', 'comparator')[row['comparator']]}"
    value = show(row["value"], lang)
    if row["value_high"] == row["value_high"]:
        text = f"{value} {text} {show(row['value_high'], lang)}"
    else:
        text = f"{text} {value}"
    if row["basis"] == "level":
        return text
    return f"{text}% ({code_words('targets', 'basis')[row['basis']]})"


def _verdicts(now: pd.DataFrame, ids: list[str]) -> list[Field]:
    """Status, and signal with its colour, in words."""
    fields = []
    for column in ("status", "signal"):
        codes = [str(code or "") for code in _of(now, ids, column)]
        words = code_words("progress", column)
        cells = [words.get(code, "") for code in codes]
        roles = codes if column == "signal" else None
        fields.append(Field(heading(f"over_{column}"), cells, roles=roles))
    return fields


def _answers(agencies: pd.DataFrame, known: pd.DataFrame) -> list[Field]:
    """Who leads today and how certain that is; the plan's agency where not known."""
    lead = agencies[agencies["role"].eq("lead")]
    who: dict[int, list[str]] = {}
    sure: dict[int, list[str]] = {}
    for row in lead.to_dict("records"):
        target = row["target_no"]
        who.setdefault(target, []).append(row["present_vi"] or row["agency_vi"])
        code = row["certainty"] if row["present_vi"] else ""
        words = in_both("words/certainty", code) if code else label("over_of_plan")
        sure.setdefault(target, []).append(words)
    numbers = known["target_no"].tolist()
    columns = {"over_agency": who, "over_certainty": sure}
    return [
        Field(
            heading(key), ["; ".join(dict.fromkeys(told.get(n, []))) for n in numbers]
        )
        for key, told in columns.items()
    ]


def last_year(observations: pd.DataFrame) -> str:
    """The year of the last value in words, or that there is none."""
    if observations.empty:
        return label("data_none")
    return f"{observations['year'].max():g}"
