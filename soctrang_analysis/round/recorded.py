"""What the record holds: the values that count, the tasks, the history of one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.round.record import Record, record_rows, slots_of
from soctrang_analysis.schema import columns, conform


@dataclass(frozen=True)
class History:
    """All that was ever sent for one indicator.

    Attributes
    ----------
    rows : DataFrame
        Rows of the table ``record``, by period and revision.
    triangle : DataFrame
        One row per area, period and unit; one column per day of receipt with the value
        as it was known on that day.
    """

    rows: pd.DataFrame
    triangle: pd.DataFrame


def read_record(record: Record) -> pd.DataFrame:
    """The values of the record that count, as observations for `assess`.

    Parameters
    ----------
    record : str, Path or DataFrame
        The file, or the table ``record``. No file yet is an empty record.

    Returns
    -------
    DataFrame
        The table ``observations``: the newest revision of each value. Half-years stay
        apart from years (methods 3).

    Raises
    ------
    PlanError
        If the record cannot be read, or breaks its contract.

    Examples
    --------
    >>> len(read_record("no-such-record.csv"))
    0
    """
    rows = record_rows(record)
    rows = rows[rows["indicator_id"].ne("") & rows["value"].notna()]
    if rows.empty:
        return conform([], "observations")
    rows = rows.assign(slot=slots_of(rows)).sort_values("revision", kind="stable")
    newest = rows.drop_duplicates("slot", keep="last")
    names = [r["column"] for r in columns("observations") if r["column"] in newest]
    return read_observations(newest[names])


def record_tasks(record: Record, period: str | None = None) -> pd.DataFrame:
    """What the agencies said of the tasks, the newest revision of each.

    Parameters
    ----------
    record : str, Path or DataFrame
        As in `read_record`.
    period : str, optional
        "2026-H1", or "2026" of the yearly report; all without it.

    Returns
    -------
    DataFrame
        The table ``returned_tasks``.

    Raises
    ------
    PlanError
        As in `read_record`.

    Examples
    --------
    >>> len(record_tasks("no-such-record.csv"))
    0
    """
    rows = record_rows(record)
    rows = rows[rows["task_id"].ne("")]
    if period is not None:
        rows = rows[rows["period"].eq(period)]
    rows = rows.sort_values("revision", kind="stable")
    keys = ["task_id", "agency", "area", "period"]
    return conform(rows.drop_duplicates(keys, keep="last"), "returned_tasks")


def history(record: Record, indicator_id: str) -> History:
    """All that was sent for an indicator: every revision, and what was known when.

    Parameters
    ----------
    record : str, Path or DataFrame
        As in `read_record`.
    indicator_id : str
        The indicator.

    Returns
    -------
    History
        ``rows``, every revision; ``triangle``, the values by period and day of receipt.

    Raises
    ------
    RangeError
        If the record holds nothing of the indicator; those it holds are listed.

    Examples
    --------
    >>> row = {"indicator_id": "9", "task_id": "", "area": "X", "period": "2026",
    ...        "unit": "count", "agency": "Sở A", "revision": 1, "who": "An",
    ...        "received": "2026-12-10", "file": "a.xlsx", "value": 45.0}
    >>> late = {**row, "revision": 2, "received": "2027-01-15", "value": 47.0}
    >>> history(conform([row, late], "record"), "9").triangle.to_numpy().tolist()
    [['X', '2026', 'count', 45.0, 47.0]]
    """
    table = record_rows(record)
    rows = table[table["indicator_id"].eq(indicator_id)]
    if rows.empty:
        there = ", ".join(n for n in table["indicator_id"].unique() if n) or "none"
        wanted, do = f"an indicator of the record: {there}", "give one of them"
        where, found = "indicator", repr(indicator_id)
        raise refused(wanted, found, do, where=where, kind=RangeError)
    rows = rows.sort_values(["period", "unit", "revision"]).reset_index(drop=True)
    keys = ["area", "period", "unit"]
    days = sorted(rows["received"].unique())
    wide = rows.pivot_table("value", keys, "received", "last", sort=True, dropna=False)
    known = wide.reindex(columns=days).ffill(axis=1).dropna(how="all").reset_index()
    known.columns = [str(name) for name in known.columns]
    return History(rows, known)
