"""Reading a whole plan: document -> tables and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.door import taken
from soctrang_analysis.errors import PlanError, RangeError, SchemaError, refused
from soctrang_analysis.facts import Framework
from soctrang_analysis.reading import audit as auditing
from soctrang_analysis.reading.agencies import read_agencies
from soctrang_analysis.reading.agencies_now import framework_numbers, with_present
from soctrang_analysis.reading.audit import Finding, finding, unread
from soctrang_analysis.reading.audit_agencies import audit_agencies
from soctrang_analysis.reading.audit_budget import audit_budget
from soctrang_analysis.reading.budget import read_budget, yearly_totals
from soctrang_analysis.reading.document import Line, read_lines
from soctrang_analysis.reading.heading import find_area, find_title, section_of
from soctrang_analysis.reading.targets import read_targets
from soctrang_analysis.reading.tasks import read_tasks
from soctrang_analysis.schema import conform

TABLES = (
    "targets", "agencies", "tasks", "budget", "budget_repairs", "budget_totals",
    "findings",
)  # fmt: skip
Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan as tables of the contract: one document, its area and its framework.

    Attributes
    ----------
    area : str
        The area it is for, "" where neither the document nor the reader named it.
    framework : Framework
        The indicators it answers to, with their years.
    targets, agencies, tasks, budget, budget_repairs, budget_totals, findings
        Tables of the contract; they are not to be changed.
    source : dict
        ``file``, ``sha256``, ``title_vi`` and ``title_en`` of the document, and the
        ``section`` its targets stand in ("" where that is not one).
    """

    area: str
    framework: Framework
    targets: pd.DataFrame
    agencies: pd.DataFrame
    tasks: pd.DataFrame
    budget: pd.DataFrame
    budget_repairs: pd.DataFrame
    budget_totals: pd.DataFrame
    findings: pd.DataFrame
    source: dict[str, str]

    @property
    def title(self) -> str:
        """The Vietnamese title with the area, as files name the plan they are of."""
        area = f" ({self.area})" if self.area else ""
        return f"{self.source['title_vi']}{area}"

    @property
    def own_area(self) -> str:
        """The area, for what cannot do without it.

        Raises
        ------
        RangeError
            If it is not known.
        """
        if not self.area:
            where, found = f"plan {self.source['file']}", "no area in the document"
            do = 'name it: read_plan(path, area="...")'
            raise refused("the area it is for", found, do, where=where, kind=RangeError)
        return self.area

    def area_or_own(self, area: Any) -> str:
        """The area that is named, the plan's own where none is."""
        if area is None:
            return self.own_area
        if not isinstance(area, str) or not area:
            found, do = repr(area)[:60], "give a name, or leave it out"
            wanted = "the name of an area"
            raise refused(wanted, found, do, where="area", kind=RangeError)
        return area


# Plans whose tables hold the contract, and the one made of each plan handed in.
_GOOD: WeakSet[Plan] = WeakSet()
_TAKEN: WeakKeyDictionary[Plan, Plan] = WeakKeyDictionary()


def known_plan(plan: Any) -> Plan:
    """A plan somebody hands in, its tables taken at the door the first time.

    Reading a plan does not pay for this; using it does, once.
    """
    if not isinstance(plan, Plan):
        do = "give sta.soc_trang() or read_plan(path)"
        found = f"{type(plan).__name__}, no plan"
        raise refused("a plan", found, do, where="plan", kind=SchemaError)
    if plan in _GOOD:
        return plan
    if plan not in _TAKEN:
        tables: dict[str, Any] = {n: taken(getattr(plan, n), n) for n in TABLES}
        _TAKEN[plan] = replace(plan, **tables)
        _GOOD.add(_TAKEN[plan])
    return _TAKEN[plan]


def read_plan(
    path: str | Path,
    *,
    area: str | None = None,
    framework: str = "decision-23",
    strict: bool = False,
) -> Plan:
    """Read a plan: targets, agencies, tasks, budget, and what is wrong with them.

    Parameters
    ----------
    path : str or Path
        A plan as UTF-8 ``.txt`` or Word ``.docx``.
    area : str, optional
        The area it is for, where the document does not name it.
    framework : str
        Folder in ``reference/frameworks``: the indicators it answers to.
    strict : bool
        Raise for the first clause or annex that cannot be read; otherwise each is a
        finding of severity ``error`` and everything else is read.

    Returns
    -------
    Plan
        Tables ``targets`` (one row per indicator, basis and year), ``agencies``,
        ``tasks``, ``budget`` (one row per line and year, whole đồng),
        ``budget_repairs``, ``budget_totals``, ``findings``; and ``source`` with file
        name, title and SHA-256.

    Raises
    ------
    ParseError
        If the file is missing, empty, not UTF-8 or has no targets; when strict, for a
        clause, row or number that cannot be read.
    MendError
        When strict, if the annex has no mend or several.
    RangeError
        If the framework is unknown.

    Examples
    --------
    >>> from soctrang_analysis.facts import source_file
    >>> plan = read_plan(source_file("plan-soc-trang-2021-draft.txt"), strict=True)
    >>> plan.area, len(plan.targets), len(plan.budget), len(plan.tasks)
    ('Sóc Trăng', 65, 99, 58)
    """
    known = facts.framework(framework)
    lines, digest = read_lines(path)
    try:
        reading = read_targets(lines, known)
    except PlanError as error:
        raise error.at(f"{Path(path).name}: {error.where}", error.line) from error
    rows, place = reading.rows, area or find_area(lines)
    agencies, gaps = _read_agencies(lines, rows, place, known)
    found = [
        *auditing.audit_targets(rows, known),
        *auditing.audit_text(lines),
        *(finding(**note) for note in reading.notes),
        *gaps,
    ]
    money, told, unmended = _read_money(lines, known, digest)
    errors = [*reading.errors, *unmended]
    if strict and errors:
        raise errors[0]
    found += [*told, *(unread(error) for error in errors)]
    tables = {
        **money,
        "targets": rows,
        "agencies": agencies,
        "tasks": read_tasks(lines),
        "findings": _numbered(found),
    }
    titles = _titles(lines, digest, place, rows)
    return Plan(
        area=place,
        framework=known,
        **{name: conform(table, name) for name, table in tables.items()},
        source={"file": Path(path).name, "sha256": digest, **titles},
    )


def _read_agencies(
    lines: list[Line], rows: list[dict[str, Any]], area: str, known: Framework
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Who leads which target, then and today; what is lacking or gone."""
    numbers = framework_numbers(rows, known)
    agencies = with_present(read_agencies(lines), numbers, area, known)
    gaps = auditing.audit_gaps(rows, agencies, area, known)
    gone = audit_agencies(lines, agencies, area, numbers, known)
    return agencies, [*gaps, *gone]


_NO_MONEY: Tables = {"budget": [], "budget_repairs": [], "budget_totals": []}


def _read_money(
    lines: list[Line], known: Framework, digest: str
) -> tuple[Tables, list[Finding], list[PlanError]]:
    """Tables of the budget, findings of its annex, and why it could not be read."""
    try:
        budget, repairs, annex, solution = read_budget(lines, digest)
        if annex is None:
            return _NO_MONEY, [finding("no_annex", "document", None)], []
        found = [*audit_budget(lines, annex, solution, known, digest)]
    except PlanError as error:
        return _NO_MONEY, [], [error]
    totals = yearly_totals(annex, solution)
    tables = {"budget": budget, "budget_repairs": repairs, "budget_totals": totals}
    return tables, found, []


def _titles(
    lines: list[Line], digest: str, area: str, rows: list[dict[str, Any]]
) -> dict[str, str]:
    """Section of the targets, and the title: ours for a plan we know, else its own."""
    section = {"section": section_of(lines, [row["source_line"] for row in rows])}
    if drawer := facts.plan_drawer(digest):
        known = facts.rows(f"plans/{drawer}/plan")[0]
        return section | {f"title_{x}": known[f"title_{x}"] for x in facts.LANGS}
    title = find_title(lines)
    return section | {
        "title_vi": title or facts.said("words/labels", "plan_of", "vi", area=area),
        "title_en": facts.said("words/labels", "plan_of", "en", area=area),
    }


def _numbered(found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings with an id each: a second one of the same name is numbered."""
    seen: Counter[str] = Counter()
    for row in found:
        name = row["finding_id"]
        seen[name] += 1
        yield {
            **row,
            "finding_id": f"{name} ({seen[name]})" if seen[name] > 1 else name,
        }


def lacking(plan: Plan, part: str) -> PlanError:
    """The error for a plan without a part that is needed."""
    where, do = f"plan {plan.source['file']}", "see audit(plan), or read another plan"
    return refused(part, "none", do, where=where, kind=SchemaError)


def audit(plan: Plan) -> pd.DataFrame:
    """What is wrong with a plan or worth knowing: contradictions, gaps, slips.

    Parameters
    ----------
    plan : Plan
        From `read_plan` or `soc_trang`.

    Returns
    -------
    DataFrame
        The table ``findings``, one row per finding with its line of the source.

    Examples
    --------
    >>> from soctrang_analysis import soc_trang
    >>> int(audit(soc_trang())["severity"].eq("error").sum())
    0
    """
    return known_plan(plan).findings.copy()
