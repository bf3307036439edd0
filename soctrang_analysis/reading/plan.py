"""Reading a whole plan: document -> tables and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from soctrang_analysis.errors import PlanError
from soctrang_analysis.reading.agencies import read_agencies
from soctrang_analysis.reading.audit import (
    Finding,
    audit_targets,
    audit_text,
    finding,
    unread,
)
from soctrang_analysis.reading.audit_budget import audit_budget
from soctrang_analysis.reading.budget import read_budget, yearly_totals
from soctrang_analysis.reading.document import Line, read_lines
from soctrang_analysis.reading.targets import read_targets
from soctrang_analysis.schema import conform

TABLES = (
    "targets", "agencies", "budget", "budget_repairs", "budget_totals", "findings",
)  # fmt: skip
TARGETS_OF_THE_DECISION = 24


@dataclass(frozen=True)
class Plan:
    """A plan as tables of the contract, and where it came from."""

    targets: pd.DataFrame
    agencies: pd.DataFrame
    budget: pd.DataFrame
    budget_repairs: pd.DataFrame
    budget_totals: pd.DataFrame
    findings: pd.DataFrame
    source: dict[str, str]


def read_plan(path: str | Path, *, strict: bool = False) -> Plan:
    """Read a plan for children: targets, agencies, budget, and what is wrong with them.

    Parameters
    ----------
    path : str or Path
        A plan as UTF-8 ``.txt`` or Word ``.docx``.
    strict : bool
        Raise for the first clause or annex that cannot be read; otherwise each is a
        finding of severity ``error`` and everything else is read.

    Returns
    -------
    Plan
        Tables ``targets`` (one row per indicator, basis and year), ``agencies``,
        ``budget`` (one row per line and year, whole đồng), ``budget_repairs``,
        ``budget_totals``, ``findings``; and ``source`` with file name and SHA-256.

    Raises
    ------
    ParseError
        If the file is missing, empty, not UTF-8 or has no targets; when strict, for a
        clause, row or number that cannot be read.
    MendError
        When strict, if the annex has no mend or several.

    Examples
    --------
    >>> from soctrang_analysis.metadata import PLAN_FILE, source_file
    >>> plan = read_plan(source_file(PLAN_FILE), strict=True)
    >>> len(plan.targets), len(plan.budget), int(plan.budget["amount_vnd"].max())
    (65, 99, 137600000)
    """
    lines, digest = read_lines(path)
    try:
        rows, errors, notes = read_targets(lines)
    except PlanError as error:
        where = f"{Path(path).name}: {error.where}"
        raise type(error)(
            where, expected=error.expected, found=error.found, do=error.do
        ) from error
    agencies = read_agencies(lines)
    found: list[Finding] = [*audit_targets(rows), *audit_text(lines)]
    found += [finding(**note) for note in notes]
    found += _counted(lines, rows, agencies)
    try:
        budget, repairs, annex, solution = read_budget(lines)
        totals = yearly_totals(annex, solution) if annex else []
        found += audit_budget(lines, annex, solution) if annex else [_no_annex()]
    except PlanError as error:
        budget, repairs, totals = [], [], []
        errors = [*errors, error]
    if strict and errors:
        raise errors[0]
    found += [unread(error) for error in errors]
    return Plan(
        targets=conform(rows, "targets"),
        agencies=conform(agencies, "agencies"),
        budget=conform(budget, "budget"),
        budget_repairs=conform(repairs, "budget_repairs"),
        budget_totals=conform(totals, "budget_totals"),
        findings=conform(_numbered(found), "findings"),
        source={"file": Path(path).name, "sha256": digest},
    )


def _no_annex() -> Finding:
    return finding("no_annex", "document", None)


def _counted(
    lines: list[Line], rows: list[Finding], agencies: list[Finding]
) -> Iterator[Finding]:
    numbers = {row["target_no"] for row in rows}
    if len(numbers) != TARGETS_OF_THE_DECISION:
        yield finding("number_of_targets", "document", None, found=len(numbers))
    if not agencies:
        yield finding("no_agencies", "document", None)


def _numbered(found: Iterable[Finding]) -> list[Finding]:
    """Findings with an id each: a second one of the same name is numbered."""
    seen: Counter[str] = Counter()
    out = []
    for row in found:
        seen[row["finding_id"]] += 1
        n = seen[row["finding_id"]]
        out.append(
            {**row, "finding_id": row["finding_id"] + (f" ({n})" if n > 1 else "")}
        )
    return out
