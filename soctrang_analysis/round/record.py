"""The record: what was taken, by whom and when; only ever added to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis.door import taken
from soctrang_analysis.errors import ParseError, RangeError, SchemaError, refused
from soctrang_analysis.output.files import csv_bytes, locked, write_file
from soctrang_analysis.reading.written import read_table
from soctrang_analysis.round.period import day_of
from soctrang_analysis.round.return_checks import PARTS, TASK_PARTS
from soctrang_analysis.schema import columns, conform

Record = pd.DataFrame | str | Path
# What a revision is one of; a task is told by each agency for itself.
SLOT = ["indicator_id", "task_id", "area", "period", "unit", "teller"]
# What makes a new revision; a status alone does not, as "r" is written by us.
CONTENT = ["value", *PARTS, "evidence", "source_title", "data_date", "note",
           *TASK_PARTS, "agency"]  # fmt: skip
NAMES = [row["column"] for row in columns("record")]
REPORT = "government_report"


def record_rows(record: Record) -> pd.DataFrame:
    """The table ``record`` of a file or table; an empty one where there is no file."""
    if isinstance(record, pd.DataFrame):
        return taken(record, "record")
    path = Path(record)
    return read_table(path, "record") if path.exists() else conform([], "record")


def append_record(
    path: str | Path, returns: Any, *, received: str, who: str
) -> pd.DataFrame:
    """Add what was taken to the record: nothing in it is ever changed.

    A value that stands there already is not written again; another one is its next
    revision, marked ``r``. An answer without a figure never takes the place of one. The
    file is written in one step, and by one run at a time (a file ``NAME.lock`` beside
    it): a run that is killed leaves the old record whole.

    Parameters
    ----------
    path : str or Path
        The record, a ``.csv`` file; it is made where it is missing.
    returns : Returns
        From `read_forms`.
    received : str
        The day the forms came, as "2026-12-10".
    who : str
        Who takes them down.

    Returns
    -------
    DataFrame
        The rows of the table ``record`` that are new.

    Raises
    ------
    RangeError
        If the day is none, lies before that of a value it would replace, or nobody is
        named.
    PlanError
        If another run holds the record, or it cannot be read or written.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> row = {"indicator_id": "3b", "area": "X", "period": "2026", "value": 9.5,
    ...        "unit": "per_1000_live_births", "evidence": "direct", "agency": "Sở A",
    ...        "file": "a.xlsx", "cell": "Số liệu!G7"}
    >>> found = sta.Returns(conform([row], "returned"), conform([], "returned_tasks"),
    ...                     conform([], "problems"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "record.csv")
    ...     for _ in range(2):
    ...         len(append_record(file, found, received="2026-12-10", who="An"))
    ...     sta.read_record(file)["value"].tolist()
    1
    0
    [9.5]
    """
    path, day = check_file(path), day_of(received, "received")
    if not isinstance(who, str) or not who.strip():
        do, where = "give a name", "who"
        wanted = "the name of who takes the forms down"
        raise refused(wanted, repr(who), do, where=where, kind=RangeError)
    sent = pd.concat([returns.values, returns.tasks]).assign(received=day, who=who)
    with locked(path, who):
        old = record_rows(path)
        new = _revised(_as_record(sent), old)
        if len(new):
            write_file(_bytes_after(path, new), path)
    return new


def _as_record(sent: pd.DataFrame) -> pd.DataFrame:
    """Returned rows in the columns of the record, their revision still open."""
    value = sent["indicator_id"].notna() if "indicator_id" in sent else False
    sent = sent.assign(revision=0, source_kind=pd.Series(value).map({True: REPORT}))
    texts = {r["column"] for r in columns("record") if r["dtype"] == "str"}
    blank = {name: "" for name in texts if name not in sent}
    sent = sent.assign(**blank).reindex(columns=NAMES)
    return sent.fillna(dict.fromkeys(texts, "")).reset_index(drop=True)


def slots_of(rows: pd.DataFrame) -> pd.Series:
    """What each row is a revision of."""
    tellers = rows["agency"].where(rows["task_id"].ne(""), "")
    parts = rows.assign(teller=tellers)[SLOT].astype(str)
    return parts.agg("\n".join, axis=1) if len(rows) else pd.Series(dtype=str)


def _revised(sent: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """The rows that say something new, with the number of their revision."""
    newest = old.assign(slot=slots_of(old)).sort_values("revision", kind="stable")
    last = newest.drop_duplicates("slot", keep="last").set_index("slot")
    by_slot = last.to_dict("index")
    kept: list[dict[str, Any]] = []
    rows: list[dict[Any, Any]] = sent.to_dict("records")
    for slot, row in zip(slots_of(sent), rows, strict=True):
        before = by_slot.get(slot)
        if before is None:
            kept.append({**row, "revision": 1})
        elif (after := _next(row, before)) is not None:
            kept.append(after)
    return conform(kept, "record")


def _next(row: dict[str, Any], before: dict[Any, Any]) -> dict[str, Any] | None:
    """The row as the revision after another; None where it says nothing new."""
    of_value = row["indicator_id"] != ""
    if of_value and pd.isna(row["value"]) and not pd.isna(before["value"]):
        return None
    row = {**row, "agency": _agencies(row, before)}
    if all(_same(row[name], before[name]) for name in CONTENT):
        return None
    _check_day(row, before)
    changed = not pd.isna(before["value"]) and not _same(row["value"], before["value"])
    status = row["obs_status"] or ("r" if changed else "")
    return {**row, "obs_status": status, "revision": before["revision"] + 1}


def _check_day(row: dict[str, Any], before: dict[Any, Any]) -> None:
    """Refuse a revision that came before what it would replace."""
    if row["received"] < before["received"]:
        name = row["indicator_id"] or row["task_id"]
        wanted = f"no day before {before['received']}, when {name} was last received"
        do = "take older forms down first, or leave this one out"
        found, where = row["received"], "received"
        raise refused(wanted, found, do, where=where, kind=RangeError)


def _agencies(row: dict[str, Any], before: dict[Any, Any]) -> str:
    """Who gave a value: with those who gave the same before."""
    names = row["agency"].split("; ")
    if _same(row["value"], before["value"]):
        names = [*before["agency"].split("; "), *names]
    return "; ".join(dict.fromkeys(names))


def _same(a: Any, b: Any) -> bool:
    return bool(a == b) or (pd.isna(a) and pd.isna(b))


def _bytes_after(path: Path, new: pd.DataFrame) -> bytes:
    """The record as it stands, every byte of it, and the new rows after it."""
    added = csv_bytes(new)
    if not path.exists():
        return added
    before = path.read_bytes()
    head, _, rows = added.partition(b"\n")
    if before.splitlines()[0].strip(b"\xef\xbb\xbf") != head:
        wanted, found = "the columns of a record in their order", "other columns"
        do, where = "restore the record as it was written", path.name
        raise refused(wanted, found, do, where=where, kind=SchemaError)
    return before + (b"" if before.endswith(b"\n") else b"\n") + rows


def check_file(path: str | Path) -> Path:
    """The path of a record; one that is no .csv is refused before anything is read."""
    path = Path(path)
    if path.suffix.lower() != ".csv":
        do = "give a .csv file"
        raise refused(
            "a record as .csv", path.name, do, where="record", kind=ParseError
        )
    return path
