"""What a drafter should change in a plan: its findings, and what the nation asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.comparison import KEY, compare_plans
from soctrang_analysis.output.spoken import in_language
from soctrang_analysis.output.tables import has_national
from soctrang_analysis.output.workbook_overview import target_words
from soctrang_analysis.reading.bundled import load_observations, national
from soctrang_analysis.reading.plan import Plan

Row = dict[Any, Any]
_INDICATOR = re.compile(r"indicator (\S+)")


class Remark(NamedTuple):
    """What to change: where, a title, a text, and the words it is about.

    ``line`` is None where it is about the whole document.
    """

    line: int | None
    title: str
    text: str
    about: str


def remarks(plan: Plan, lang: str) -> Iterator[Remark]:
    """One for each finding that asks for a change; then those of the comparison."""
    for row in [*plan.findings.to_dict("records"), *_compared(plan, lang)]:
        words = _words_for(row)
        if not words[f"text_{lang}"]:
            continue
        given = _given(row, words, plan, lang)
        title, text = (words[f"{x}_{lang}"].format(**given) for x in ("title", "text"))
        line = None if pd.isna(row["source_line"]) else int(row["source_line"])
        about = f"{row['expected']} {row['found']} {_wording(row, plan)}"
        yield Remark(line, _sentence(title), _sentence(text), about)


def _words_for(row: Row) -> facts.Row:
    """The texts of a row's rule whose case holds, of ``words/comments``."""
    rule = row["finding_id"].split(":")[0]
    return next(
        words
        for words in facts.rows("words/comments")
        if words["rule"] == rule and words["case"] in row["expected"]
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _given(row: Row, words: facts.Row, plan: Plan, lang: str) -> dict[str, str]:
    """What the texts may name."""
    expected = row["expected"]
    if words["case"]:  # what a reading leans on stands in brackets
        expected = expected.split(" (")[0]
    for sign, symbol in facts.column("words/comparators", "symbol").items():
        expected = expected.replace(f"{sign} ", f"{symbol} ")
    # What to do about a clause that was not read stands in the finding's own sentence.
    before = facts.row("words/findings", "unread")["resolution_en"].split("{do}")[0]
    do = row["resolution_en"].removeprefix(before).removesuffix(".")
    name = _indicator(row)
    known = plan.framework.indicators.get(name)
    return {
        "expected": in_language(expected, lang),
        "limit": expected.lstrip("≥≤<> "),
        "found": in_language(row["found"], lang),
        "subject": in_language(row["subject"], lang),
        "do": in_language(do, lang),
        "resolution": row[f"resolution_{lang}"],
        "name": known[f"short_{lang}"] if known else name,
        "year": row.get("year", ""),
    }


def _indicator(row: Row) -> str:
    """The indicator a row is about, "" where it is about none."""
    found = _INDICATOR.match(row["subject"])
    return found[1] if found else ""


def _wording(row: Row, plan: Plan) -> str:
    """The words of the document for the indicator a row is about."""
    own = plan.targets[plan.targets["indicator_id"].eq(_indicator(row))]
    return " ".join(own["wording_vi"])


def _compared(plan: Plan, lang: str) -> Iterator[Row]:
    """Rows like findings: weaker targets, missing ones, those without a source."""
    if plan.framework.name != national().framework.name:
        return
    if has_national(plan):
        yield from _weaker(plan, lang)
        yield from _missing(plan, lang)
    direct = load_observations().query("evidence == 'direct'")["indicator_id"]
    unseen = {*plan.framework.indicators} - {*direct}
    for row in plan.targets.drop_duplicates("indicator_id").to_dict("records"):
        if row["indicator_id"] in unseen:
            yield _row("no_source", row["indicator_id"], row["source_line"])


def _row(rule: str, name: str, line: Any, **given: str) -> Row:
    """A row with the columns of ``findings`` that a remark needs."""
    texts = ("expected", "found", "resolution_vi", "resolution_en")
    own = {"finding_id": rule, "subject": f"indicator {name}", "source_line": line}
    return {**dict.fromkeys(texts, ""), **own, **given}


def _weaker(plan: Plan, lang: str) -> Iterator[Row]:
    """Targets that ask less than the nation's."""
    table = compare_plans(plan, national())
    keys = table.loc[table["more_ambitious"].eq("b"), KEY]
    sides = [
        keys.merge(side.targets, on=KEY, validate="one_to_one").to_dict("records")
        for side in (plan, national())
    ]
    for own, nation in zip(*sides, strict=True):
        name, line = own["indicator_id"], own["source_line"]
        told = {"found": _promised(own, lang), "expected": _promised(nation, lang)}
        yield _row("weaker", name, line, year=_dated(own["year"], lang), **told)


def _dated(year: Any, lang: str) -> str:
    """The year behind a name, nothing where a target has none."""
    if pd.isna(year):
        return ""
    return f", {facts.said('words/labels', 'in_year', lang, year=year)}"


def _promised(row: Row, lang: str) -> str:
    """A target in few words with its unit."""
    after = facts.row("words/units", row["unit"])[f"after_{lang}"]
    yearly = row["basis"] == "change_per_year"
    each = facts.said("words/labels", "per_year", lang) if yearly else ""
    return f"{target_words({**row, 'basis': 'level'}, lang)}{after}{each}"


def _missing(plan: Plan, lang: str) -> Iterator[Row]:
    """One row for all indicators of the national targets that the plan has not."""
    known = dict.fromkeys(national().targets["indicator_id"])
    absent = [name for name in known if name not in {*plan.targets["indicator_id"]}]
    if absent:
        short = plan.framework.of(f"short_{lang}")
        names = "; ".join(f"{short[name]} ({name})" for name in absent)
        yield _row("not_in_plan", "", None, found=names)
