"""Why a clause was read as it was: tokens, order, rows or refusal."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.reading.clause import Clause, code
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.lexer import tokens
from soctrang_analysis.reading.naming import Reading
from soctrang_analysis.reading.outline import find_targets
from soctrang_analysis.reading.sentences import read_clauses
from soctrang_analysis.reading.targets import read_targets
from soctrang_analysis.reading.text import normalise
from soctrang_analysis.schema import conform


@dataclass(frozen=True)
class Explanation:
    """The way from the words of a clause to its rows, or to its refusal.

    Attributes
    ----------
    tokens : DataFrame
        One row per token: ``text``, ``kind``, ``meaning``, and ``phrase`` with ``line``
        of ``reference/words/phrases.csv`` it came from (0 where no phrase explains it).
    clauses : DataFrame
        One row per clause: ``subject``, ``order`` (the letters of its values and
        years), ``refusal``.
    targets : DataFrame
        The rows read, as in the table ``targets``.
    errors : tuple of PlanError
        Why what was not read is refused.
    """

    tokens: pd.DataFrame
    clauses: pd.DataFrame
    targets: pd.DataFrame
    errors: tuple[PlanError, ...]


def explain(clause: str, *, framework: str = "decision-23") -> Explanation:
    """How a clause is read: tokens, the rule each came from, order, rows or refusal.

    Parameters
    ----------
    clause : str
        One target as in a plan, with or without its label "Chỉ tiêu 5:".
    framework : str
        Folder in ``reference/frameworks``.

    Returns
    -------
    Explanation
        Its tables; the rule to change for a misread clause is a row of
        ``phrases.csv`` (``tokens``) or of ``indicators.csv`` (``targets``).

    Raises
    ------
    RangeError
        If the framework is unknown.

    Examples
    --------
    >>> found = explain("Tỷ lệ lây truyền HIV từ mẹ sang con là 2% vào năm 2030")
    >>> found.tokens.query("kind == 'value'")["phrase"].tolist()
    ['{n} %']
    >>> found.targets[["indicator_id", "comparator", "value"]].to_numpy().tolist()
    [['6', '<=', 2.0]]
    """
    if not isinstance(clause, str):
        raise refused("text", repr(clause)[:60], "give one target as text")
    known = facts.framework(framework)
    own = [Line(1, part) for part in normalise(clause).split("\n")]
    lines = [Line(0, facts.row("words/patterns", "targets_section")["example"]), *own]
    targets = find_targets(lines, known).targets
    clauses = [c for t in targets for c in read_clauses(t.text, known.years, t.context)]
    try:
        reading = read_targets(lines, known)
    except PlanError as error:
        reading = Reading(known, errors=[error])
    return Explanation(
        _token_table(normalise(clause)),
        pd.DataFrame(
            [_clause_row(c) for c in clauses], columns=["subject", "order", "refusal"]
        ),
        conform([{"source_line": 1, **row} for row in reading.rows], "targets"),
        tuple(reading.errors),
    )


def _clause_row(clause: Clause) -> dict[str, str]:
    refusal = f"{clause.error.expected}; {clause.error.found}" if clause.error else ""
    return {"subject": clause.subject, "order": code(clause.terms), "refusal": refusal}


def _token_table(text: str) -> pd.DataFrame:
    """One row per token of a text, with the row of the phrase it came from."""
    phrases = facts.rows("words/phrases")
    rows = [
        {
            "text": token.text,
            "kind": token.kind,
            "meaning": token.meaning,
            "phrase": phrases[token.row - 2]["phrase"] if token.row else "",
            "line": token.row,
        }
        for token in tokens(text)
    ]
    return pd.DataFrame(rows, columns=["text", "kind", "meaning", "phrase", "line"])
