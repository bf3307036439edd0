"""One page for the chairman: finding, promises, money, standing, due, to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.door import year_of
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.facts import said
from soctrang_analysis.numerals import UNKNOWN, show, show_year
from soctrang_analysis.output.brief_decisions import decisions
from soctrang_analysis.output.brief_parts import money, promised
from soctrang_analysis.output.brief_standing import due, finding, standing
from soctrang_analysis.output.brief_told import Told, short_name
from soctrang_analysis.output.captions import source
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.office import docx_bytes
from soctrang_analysis.output.office_pdf import pdf_bytes
from soctrang_analysis.output.paper import (
    TEXT_WIDTH,
    Block,
    Grid,
    Letterhead,
    Paper,
    Text,
)
from soctrang_analysis.output.story import promised_for, signal_words
from soctrang_analysis.output.tables import build_tables
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import natural_key

WRITERS = {".docx": docx_bytes, ".pdf": pdf_bytes}
NEEDED = (
    "progress", "agencies", "comparison", "budget_summary", "merger_effect",
)  # fmt: skip
PARTS = {
    "head_promised": promised,
    "head_money": money,
    "head_standing": standing,
    "head_due": due,
}
# Of one half of the overview, in mm: latest value, milestones (a range is wide and
# stands in the last), verdict, gap between.
LATEST, GOALS, VERDICT, GAP = 14.2, (9.0, 12.6), 3.5, 1.5
HALVES = 2
LARGE = 10  # from here on one decimal will do


def export_brief(
    plan: Plan,
    values: pd.DataFrame | None,
    path: str | Path,
    *,
    as_of: float,
    lang: str = "vi",
) -> Path:
    """Write one page on the plan; the same plan and values give the same bytes.

    Parameters
    ----------
    plan : Plan
        The plan the page is of.
    values : DataFrame or None
        Table ``observations``; what is not known is said to be so.
    path : str or Path
        File ending in ``.docx`` (Word) or ``.pdf``; its folder is made where it is
        missing. PDF needs the extra ``pdf`` and a font of the widths of Times New
        Roman (Liberation Serif 2 or Tinos).
    as_of : float
        Year of the assessment.
    lang : str
        "vi" or "en".

    Returns
    -------
    Path
        The file: A4 in the form of Nghị định 30/2020/NĐ-CP; headline finding, what is
        promised, money, where it stands and how old that is, what fell due and is
        not known, what to decide, an overview of all indicators.

    Raises
    ------
    RangeError
        If the suffix, the language or the year is none.
    PlanError
        If weasyprint or the font is missing, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_brief(sta.national(), None, f"{folder}/a.docx", as_of=2026).name
    'a.docx'
    """
    plan, path, as_of = known_plan(plan), Path(path), year_of(as_of)
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        wanted, do = "a file ending in .docx or .pdf", "name it so"
        raise refused(wanted, repr(path.name), do, where="path", kind=RangeError)
    said("words/office", "brief", lang)  # refuses other languages
    tables = build_tables(plan, values, as_of=as_of, only=NEEDED)
    return write_file(write(brief(Told(plan, tables, as_of, lang))), path)


def brief(told: Told) -> Paper:
    """The page as blocks."""
    own = told.plan.source[f"title_{told.lang}"]
    title = told.say("abstract", plan=own, year=show_year(told.as_of, told.lang))
    blocks: list[Block] = [
        Letterhead(),
        Text("kind", said("words/office", "brief", told.lang)),
        Text("abstract", title),
        Text("finding", finding(told)),
    ]
    for head, part in PARTS.items():
        blocks += [Text("heading", told.say(head)), Text("body", part(told))]
    blocks.append(Text("heading", told.say("head_decide")))
    blocks += [
        Text("body", text, f"{letter})")
        for letter, text in zip("abcdefgh", decisions(told), strict=False)
    ]
    return Paper(title, told.lang, (*blocks, *_overview(told)))


def _overview(told: Told) -> list[Block]:
    """Every indicator: latest value, targets, verdict; what the marks mean; source."""
    rows = told.deciding.sort_values("indicator_id", key=lambda c: c.map(natural_key))
    records = rows.to_dict("records")
    signals = signal_words(rows, told.lang)
    notes = [told.say("legend", signals=signals), source(told.plan, told.lang, rows)]
    if not records:
        return [Text("note", notes[1])]
    count = len(records)
    due_years = told.plan.framework.milestones[-len(GOALS) :]
    return [
        Text("table", told.say("overview", count=count)),
        _halves(told, records, due_years),
        Text("note", " ".join(notes)),
    ]


def _halves(
    told: Told, records: Sequence[Mapping[Any, Any]], due_years: tuple[int, ...]
) -> Grid:
    """The indicators in two halves side by side."""
    heads = ["head_indicator", "head_latest"]
    half = [told.label(key) for key in heads] + [str(year) for year in due_years] + [""]
    goals = GOALS[-len(due_years) :]
    name = (TEXT_WIDTH - GAP) / HALVES - LATEST - sum(goals) - VERDICT
    widths = [name, LATEST, *goals, VERDICT]
    aligns = "l" + "r" * (len(half) - 2) + "c"
    cells = [_cells(told, row, due_years) for row in records]
    high = -(-len(cells) // HALVES)
    blank = [""] * len(half)
    right = cells[high:] + [blank] * (HALVES * high - len(cells))
    pairs = zip(cells[:high], right, strict=True)
    alt = told.say("overview_alt", count=len(records), finding=finding(told))
    return Grid(
        (*half, "", *half),
        tuple((*first, "", *second) for first, second in pairs),
        (*widths, GAP, *widths),
        f"{aligns}l{aligns}",
        alt,
    )


def _cells(told: Told, row: Mapping[Any, Any], due_years: tuple[int, ...]) -> list[str]:
    """One indicator: name and unit, latest value, targets, mark of the verdict."""
    name = row["indicator_id"]
    latest = UNKNOWN
    if not pd.isna(row["latest_year"]):
        places = 1 if abs(row["latest"]) >= LARGE else 2
        value = show(round(row["latest"], places), told.lang)
        latest = f"{value} ({show_year(row['latest_year'], told.lang)})"
    goals = [promised_for(told.plan, name, year, told.lang) for year in due_years]
    mark = facts.column("words/signals", "mark")[row["signal"]]
    unit = told.label(f"mark_{row['unit']}")
    return [f"{name} {short_name(told, name)}, {unit}", latest, *goals, mark]
