"""Forms out: one workbook per agency, to be filled in and read back by its keys."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis.output.files import write_file
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.round.asked import asked
from soctrang_analysis.round.period import Round, round_of
from soctrang_analysis.round.work import agencies, work_of

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def make_form(
    plan: Plan, values: pd.DataFrame | None, agency: str, period: str, path: str | Path
) -> Path:
    """Write the form of one agency for one round; same input, same bytes.

    Parameters
    ----------
    plan : Plan
        The plan whose targets and tasks are asked for.
    values : DataFrame or None
        Table ``observations``: what is known before, as from `load_observations` or
        `read_record`.
    agency : str
        The agency that has the work today (``present_vi`` of ``plan.agencies``); the
        plan's own name for it where that is not known.
    period : str
        "2026-H1" asks for the first half of 2026; "2026-H2", the yearly report, for
        2026 as a whole, with the value for an even chance of each target.
    path : str or Path
        The file, ending in ``.xlsx``.

    Returns
    -------
    Path
        The file: its indicators, its tasks, help; cells to fill are open, all others
        locked without a password. `read_forms` reads it back.

    Raises
    ------
    RangeError
        If the agency has no work of this plan (those that have are listed), or the
        period is none of the plan's.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sta.make_form(sta.soc_trang(), sta.load_observations(),
    ...                   "Sở Tư pháp TP Cần Thơ", "2026-H2", f"{folder}/a.xlsx").name
    'a.xlsx'
    """
    plan = known_plan(plan)
    wanted = round_of(plan, period)
    work_of(plan, agency)  # refuses an unknown one before anything is computed
    book = form_book(plan, asked(plan, values, wanted), agency, wanted)
    return write_file(book, Path(path))


def make_forms(
    plan: Plan, values: pd.DataFrame | None, period: str, out: str | Path
) -> list[Path]:
    """Write the form of every agency into a folder.

    Parameters
    ----------
    plan, values, period
        As in `make_form`.
    out : str or Path
        The folder; it is made where it is missing.

    Returns
    -------
    list of Path
        The files, named by period and agency, in the order of the plan's indicators.

    Raises
    ------
    PlanError
        As in `make_form`.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = make_forms(sta.soc_trang(), None, "2026-H1", folder)
    ...     paths[0].name
    '2026-H1 Sở Y tế TP Cần Thơ.xlsx'
    """
    plan = known_plan(plan)
    wanted = round_of(plan, period)
    table = asked(plan, values, wanted)
    return [
        write_file(
            form_book(plan, table, agency, wanted),
            Path(out) / form_name(wanted, agency),
        )
        for agency in agencies(plan)
    ]


def form_name(wanted: Round, agency: str) -> str:
    """Name of the file of a form, without the signs that a disk does not take.

    >>> form_name(Round(2026, half=True), "Sở A/B")
    '2026-H1 Sở A B.xlsx'
    """
    name = " ".join(_FORBIDDEN.sub(" ", agency).split())[:100]
    return f"{wanted.name} {name.strip(' .')}.xlsx"


def form_book(plan: Plan, table: pd.DataFrame, agency: str, wanted: Round) -> bytes:
    """The workbook of a form; ``table`` is what the round asks for (`asked`)."""
    from soctrang_analysis.output.workbook import new_book
    from soctrang_analysis.output.workbook_package import finished
    from soctrang_analysis.round.form_sheets import Form, write_sheets

    book: Workbook = new_book(plan)
    del book[book.sheetnames[0]]
    write_sheets(book, Form(plan, table, agency, work_of(plan, agency), wanted))
    data = io.BytesIO()
    book.save(data)
    return finished(data.getvalue(), {}, {})
