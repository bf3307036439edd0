"""Who has sent what: one row per agency, and what is overdue from earlier rounds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_day
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.workbook_pages import safe
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.round.period import Round, day_of, due_day, round_of
from soctrang_analysis.round.record import Record, record_rows
from soctrang_analysis.round.work import agencies, work
from soctrang_analysis.schema import columns, conform


def round_status(
    plan: Plan, record: Record, *, period: str, today: str
) -> pd.DataFrame:
    """Which agency has sent what for a round, and what is late.

    Parameters
    ----------
    plan : Plan
        The plan; the days reports are due are read from its tasks.
    record : str, Path or DataFrame
        The record.
    period : str
        The round: "2026-H1", or "2026-H2" for the yearly report.
    today : str
        The day of the list, as "2026-12-10"; what came later is left out.

    Returns
    -------
    DataFrame
        The table ``round_status``: every agency for this round, and for earlier ones
        since the first of the record those that still owe something. A half-year figure
        is owed no longer once that of the year is there. ``missing`` lists indicators;
        ``state`` goes by them, for an agency without indicators by its tasks.

    Raises
    ------
    RangeError
        If the period or the day is none.
    PlanError
        If the record cannot be read.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> table = round_status(sta.soc_trang(), "no-such-record.csv", period="2026-H2",
    ...                      today="2026-12-16")
    >>> row = table.set_index("agency").loc["Sở Tư pháp TP Cần Thơ"]
    >>> row["state"], int(row["days_over"]), row["missing"]
    ('overdue', 2, '14')
    """
    plan, wanted, day = known_plan(plan), round_of(plan, period), day_of(today, "today")
    rows = record_rows(record)
    rows = rows[rows["received"].le(day)]
    owed = work(plan)
    found = []
    for one in [*_earlier(wanted, rows), wanted]:
        for agency in agencies(plan):
            own = owed[owed["agency"].eq(agency)]
            row = _state(agency, one, own, _sent_by(rows, agency), due_day(plan, one))
            row = _judged(row, day)
            if one == wanted or row["state"] in ("overdue", "partial_overdue"):
                found.append(row)
    return conform(found, "round_status")


def _earlier(wanted: Round, rows: pd.DataFrame) -> Iterator[Round]:
    """Rounds before this one, from the first that the record knows."""
    first = min(map(_end, rows["period"]), default=wanted.end)
    for year in range(int(first), wanted.year + 1):
        for one in (Round(year, half=True), Round(year, half=False)):
            if first <= one.end < wanted.end:
                yield one


def _end(period: str) -> float:
    return int(period[:4]) - (0.5 if "-" in period else 0.0)


def _sent_by(rows: pd.DataFrame, agency: str) -> pd.DataFrame:
    """Rows of the record that an agency sent, alone or with others."""
    return rows[rows["agency"].map(lambda names: agency in names.split("; ")).eq(True)]


def _state(
    agency: str, one: Round, own: pd.DataFrame, sent: pd.DataFrame, due: str
) -> dict[str, Any]:
    """What one agency was asked in one round, and what came."""
    ids = [name for name in own["indicator_id"].unique() if name]
    here = sent[sent["period"].eq(one.period)]
    valued = {*here.loc[here["value"].notna(), "indicator_id"]}
    silent = {*here["indicator_id"]} - valued
    later = sent[sent["period"].eq(str(one.year))]  # of the whole year
    over = {*later.loc[later["value"].notna(), "indicator_id"]}
    tasks = here.loc[here["task_id"].ne(""), "task_id"].nunique()
    answered = here[here["indicator_id"].isin(ids) | here["task_id"].ne("")]
    first = answered.drop_duplicates(["indicator_id", "task_id"])
    return {
        "agency": agency, "period": one.name, "due": due, "asked": len(ids),
        "sent": len(valued & {*ids}), "no_value": len(silent & {*ids}),
        "missing": [n for n in ids if n not in valued | silent | over],
        "tasks": tasks, "received": here["received"].max() if len(here) else "",
        "complete": first["received"].max() if len(first) else "",
        "done": bool(ids or tasks or later["task_id"].ne("").any()),
        "any": len(here) > 0,
    }  # fmt: skip


def _judged(row: dict[str, Any], today: str) -> dict[str, Any]:
    """The state of an agency on a day; "before the 15th" is missed on the 15th."""
    due, given = row["due"], date.fromisoformat
    over = bool(due) and today >= due
    owes = bool(row["missing"]) or not row["done"]
    days = (given(today) - given(due)).days + 1 if owes and over else None
    late = bool(due) and row["complete"] >= due
    state = _STATES[owes, row["any"] if owes else late][over]
    missing = ", ".join(row["missing"])
    return {**row, "missing": missing, "state": state, "days_over": days}


# What is owed and came in part, or came late; before the day and from the day on.
_STATES: dict[tuple[bool, bool], tuple[str, str]] = {
    (True, True): ("partial", "partial_overdue"),
    (True, False): ("waiting", "overdue"),
    (False, True): ("late", "late"),
    (False, False): ("complete", "complete"),
}


# Columns of the printed list and their widths; what each state looks like.
WIDTHS = {
    "agency": 34, "period": 11, "due": 12, "state": 21, "days_over": 9, "received": 12,
    "asked": 10, "sent": 9, "no_value": 10, "missing": 30, "tasks": 10,
}  # fmt: skip
LOOKS = {"overdue": "error", "partial_overdue": "error", "partial": "warning",
         "waiting": "warning", "complete": "", "late": "info"}  # fmt: skip


def write_status(
    plan: Plan, table: pd.DataFrame, path: str | Path, *, today: str
) -> Path:
    """The list as a workbook of one printed page, to send out: this round first."""
    from soctrang_analysis.output.workbook import new_book
    from soctrang_analysis.output.workbook_package import finished
    from soctrang_analysis.output.workbook_words import code_words, head
    from soctrang_analysis.round.lists import write_list

    above = [plan.source["title_vi"]]
    for key in ("status_title", "status_source"):
        days = {lang: show_day(today, lang) for lang in facts.LANGS}
        said = [facts.said("words/round", key, x, today=days[x]) for x in facts.LANGS]
        above.append(" / ".join(said))
    order = {name: place for place, name in enumerate(agencies(plan))}
    shown = table.assign(place=table["agency"].map(order)).sort_values(
        ["period", "place"], ascending=[False, True]
    )
    words, rows = code_words("round_status", "state"), []
    for row in shown.to_dict("records"):
        days = {name: show_day(row[name]) for name in ("due", "received")}
        state = words[row["state"]].replace(" / ", "\n")
        cells: dict[Any, Any] = {**row, **days, "state": state}
        rows.append((LOOKS[row["state"]], [safe(cells[name]) for name in WIDTHS]))
    heads = {row["column"]: head(row) for row in columns("round_status")}
    book = new_book(plan)
    sheet = book[book.sheetnames[0]]
    sheet.title = facts.said("words/round", "status_sheet", "vi")
    widths = [(heads[name], width) for name, width in WIDTHS.items()]
    write_list(sheet, [above[1], above[0], above[2]], widths, rows)
    sheet.page_setup.fitToHeight = 1
    data = io.BytesIO()
    book.save(data)
    return write_file(finished(data.getvalue(), {}, {}), Path(path))
