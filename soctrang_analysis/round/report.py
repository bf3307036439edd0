"""The report of a round: one content, written as Word or as a page for browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from soctrang_analysis.errors import ParseError, PlanError, RangeError, refused
from soctrang_analysis.facts import said
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.office import docx_bytes
from soctrang_analysis.output.paper import (
    LARGE,
    Block,
    Letterhead,
    Paper,
    Signature,
    Text,
)
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.round.period import Round, round_of
from soctrang_analysis.round.record import Record
from soctrang_analysis.round.report_annex import annex
from soctrang_analysis.round.report_charts import charts
from soctrang_analysis.round.report_page import page_bytes
from soctrang_analysis.round.report_results import results
from soctrang_analysis.round.report_tasks import tasks, told_of
from soctrang_analysis.round.report_told import Reported, reported

KINDS = ("half", "year", "mid-term", "final")
PICTURES = {".docx": "png", ".html": "svg"}


def write_report(
    plan: Plan,
    record: Record,
    path: str | Path,
    *,
    values: pd.DataFrame | None = None,
    period: str,
    lang: str = "vi",
    kind: str = "half",
) -> Path:
    """Write the report of a round; the same plan, record and values, the same bytes.

    Parameters
    ----------
    plan : Plan
        The plan that is reported on.
    record : str, Path or DataFrame
        The record: the file, or the table ``record``.
    path : str or Path
        File ending in ``.docx`` (Word) or ``.html`` (one file for browser and print).
    values : DataFrame, optional
        Values known before, table ``observations``.
    period : str
        The round: "2026-H1", or "2026-H2" for the yearly report.
    lang : str
        "vi" or "en"; what agencies wrote stays as it was sent.
    kind : str
        "half": the report of the round. "year": the same, of a yearly round only.
        "mid-term", "final": with verdicts on the last milestone due before the last
        one, or on the last one.

    Returns
    -------
    Path
        The file, in the form of Nghị định 30/2020/NĐ-CP: results by objective with
        money, figures received, what is missing and charts; tasks, obstacles and
        proposals as agencies sent them; an annex of all indicators with sources.

    Raises
    ------
    RangeError
        If suffix, language, period or kind is none, or the kind does not fit the
        period.
    PlanError
        If the record is not there or cannot be read, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> from soctrang_analysis.schema import conform
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_report(sta.national(), conform([], "record"), f"{folder}/a.html",
    ...                  period="2026-H2").name
    'a.html'
    """
    plan, path, wanted = known_plan(plan), Path(path), round_of(plan, period)
    pictures = PICTURES.get(path.suffix.lower())
    if pictures is None:
        wanted_file, do = "a file ending in .docx or .html", "name it so"
        raise refused(wanted_file, repr(path.name), do, where="path", kind=RangeError)
    said("words/report", "kind", lang)  # refuses other languages
    due = _milestone(plan, wanted, kind)
    _check_record(record)
    told = reported((plan, record, values), wanted, lang, kind, due)
    made = _paper(told, pictures)
    data = docx_bytes(made) if pictures == "png" else page_bytes(made, told)
    return write_file(data, path)


def _milestone(plan: Plan, wanted: Round, kind: str) -> int | None:
    """The milestone an evaluation judges; a kind that does not fit is refused."""
    if kind not in KINDS:
        one, do = f"one of {', '.join(KINDS)}", "choose one of them"
        raise refused(one, repr(kind), do, where="kind", kind=RangeError)
    *before, last = plan.framework.milestones
    due = {"mid-term": before, "final": [last]}.get(kind, [])
    reached = [year for year in due if year <= wanted.end]
    fits = {
        "half": True,
        "year": not wanted.half,
        "mid-term": bool(reached) and wanted.end < last,
        "final": bool(reached),
    }
    if not fits[kind]:
        raise _other_round(wanted, kind, min(due, default=last), last)
    return max(reached, default=None)


def _other_round(wanted: Round, kind: str, first: int, last: int) -> PlanError:
    """The refusal of a kind that does not fit the round."""
    if kind == "year":
        expected = f"the yearly report, such as {wanted.year}-H2"
    elif kind == "mid-term":
        expected = f"a round from {first}-H2 on, before {last}-H2"
    else:
        expected = f"a round from {last}-H2 on"
    do, found = "choose a kind of report that fits the round", f"{wanted.name} ({kind})"
    return refused(expected, found, do, where="period", kind=RangeError)


def _check_record(record: Record) -> None:
    """Refuse a record that is not there: its report would say that nobody sent any."""
    if not isinstance(record, pd.DataFrame) and not Path(record).is_file():
        do, where = "check the path", "record"
        found = Path(record).name
        raise refused("a record that is there", found, do, where=where, kind=ParseError)


def _paper(told: Reported, pictures: str) -> Paper:
    """The report as blocks."""
    kind = told.kind
    if told.due is None:
        kind = "half" if told.wanted.half else "year"
    own = told.plan.source[f"title_{told.lang}"]
    given = {"plan": own, "due": told.due, "period": told.period}
    title = told.say(f"abstract_{kind}", year=told.wanted.year, **given)
    blocks = [
        Letterhead(),
        Text("kind", told.say("kind")),
        Text("abstract", title),
        *_parts(told),
        Signature(),
        *charts(told, pictures),
        *annex(told),
    ]
    return Paper(title, told.lang, tuple(blocks), LARGE)


def _parts(told: Reported) -> Iterator[Block]:
    """What the report stands on, and its four sections."""
    counts = {
        "agencies": len(told.status),
        "senders": int(told.status["received"].ne("").sum()),
        "values": int(told.sent["value"].notna().sum()),
        "tasks": len(told.tasks),
    }
    key = "basis" if counts["senders"] else "basis_none"
    yield Text("body", told.say(key, period=told.period, **counts))
    yield Text("heading", told.say("part_results"))
    yield from results(told)
    yield Text("heading", told.say("part_tasks"))
    yield from tasks(told)
    for key in ("obstacle", "proposal"):
        yield Text("heading", told.say(f"part_{key}s"))
        yield from told_of(told, key)
