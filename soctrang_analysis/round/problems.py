"""What must be corrected in a returned form: rows of the table ``problems``."""

from __future__ import annotations

from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.round.returned_book import FormRow

Problem = dict[str, Any]


def problem(rule: str, file: str, **given: Any) -> Problem:
    """A row of ``problems`` by its rule; places and texts are given.

    A text that differs by language is given as a pair.
    """
    row = facts.row("words/return_problems", rule)
    place = {name: given.pop(name, "") for name in ("sheet", "cell", "found")}
    texts = {}
    for i, lang in enumerate(facts.LANGS):
        own = {n: v[i] if isinstance(v, tuple) else v for n, v in given.items()}
        texts[f"expected_{lang}"] = row[f"expected_{lang}"].format(**own)
    return {"rule": rule, "severity": row["severity"], "file": file, **place, **texts}


def problem_at(
    rule: str, file: str, row: FormRow, column: str, **given: Any
) -> Problem:
    """A problem of one cell of a row."""
    cell = row.cells.get(column)
    place = {"sheet": row.sheet, "cell": cell.place if cell else row.place(column)}
    return problem(rule, file, **place, found=cell.shown if cell else "", **given)
