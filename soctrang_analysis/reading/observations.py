"""Observed values: read from a table, CSV or Excel file, checked, timed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, RangeError, SchemaError, refused
from soctrang_analysis.reading.area_meaning import meanings
from soctrang_analysis.reading.area_names import (
    areas_by_day,
    ask_near_misses,
    known_areas,
    one_spelling,
)
from soctrang_analysis.reading.observed_cells import number_column, word_column
from soctrang_analysis.reading.periods import period_ends, period_word, periods_of
from soctrang_analysis.reading.value_faults import fault, file_refused
from soctrang_analysis.reading.value_file import load_table
from soctrang_analysis.schema import allowed, columns, conform, key_of

if TYPE_CHECKING:
    from soctrang_analysis.reading.plan import Plan

_WORDS = (
    "indicator_id", "area", "series", "period", "unit", "evidence", "source_kind",
    "obs_status",
)  # fmt: skip
# Columns that may be left out, and what stands in them then.
_DEFAULTS = {
    "series": "",
    "source_title": "",
    "evidence": "direct",
    "source_kind": "government_report",
    "obs_status": "",
}


def read_observations(
    source: pd.DataFrame | str | Path, *, plan: Plan | None = None
) -> pd.DataFrame:
    """Observed values as the table ``observations``, checked in full.

    Parameters
    ----------
    source : DataFrame, or path of a ``.csv`` or ``.xlsx`` file
        One row per value: ``indicator_id``, ``area``, ``period`` ("2024", "2024-H1",
        "6T/2024", "6 tháng đầu năm 2024"), ``value``, ``unit``; and, where known,
        ``series``, ``numerator``, ``denominator``, ``unit_code``, ``evidence``,
        ``source_kind``, ``source_title``, ``source_url``, ``obs_status``, ``note``.
        Empty values are dropped. A file may have Vietnamese headings (rows of
        ``words/headings``), a title above them, years or areas across instead of
        ``value``, and ``;`` between fields; a cell formatted as a percentage is the
        percent that Excel shows. Of a workbook that `export_workbook` made (known by
        its defined name, whatever the sheet is called now) the sheet "Nhập số liệu" is
        read alone, and of it the rows that are filled in.
    plan : Plan, optional
        Accept the indicators of this plan and its framework; without it those of every
        framework.

    Returns
    -------
    DataFrame
        The table ``observations``: ``year`` is the end of the period ("2024" is 2024.0,
        "2024-H1" is 2023.5). Spellings of one area ("tỉnh Sóc Trăng", "SÓC TRĂNG") are
        one, told in ``note``. A name (or ``unit_code``) of the table of areas is the
        area it means on the last day of the period: "Cần Thơ" is another in 2026 than
        in 2024.

    Raises
    ------
    ParseError
        If the file cannot be read safely, hides something or has other sheets, or a
        text is no clear number; a file is told by its cells.
    SchemaError
        If a column is missing, an indicator, unit or word is unknown, or a key stands
        twice, a name means several areas on its day or none; the message shows at most
        five rows. In a file also where percents have
        no sign and lie between 0 and 1, or an area is nearly one that is known: the
        message asks.
    RangeError
        If a percent lies outside 0 to 100, a rate or count is negative, or a year is
        not one.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": ["6"], "area": "X", "period": "2024-H1",
    ...                         "value": ["1,5"], "unit": "percent"})
    >>> read_observations(made_up)[["year", "value"]].to_numpy().tolist()
    [[2023.5, 1.5]]
    """
    if isinstance(source, (str, Path)):
        frame = _from_file(Path(source), plan)
    else:
        frame = clean_observations(source, plan)
    kept = [row["column"] for row in columns("observations") if row["dtype"] == "str"]
    kept = [name for name in kept if name in frame]
    frame = frame.assign(**{c: word_column(frame[c]).astype("str") for c in kept})
    twice = frame.duplicated(key_of("observations"), keep=False)
    if twice.any():
        raise fault(SchemaError, frame, twice, "once", "value")
    return conform(frame, "observations")


def plan_ids(plan: Plan) -> list[str]:
    """Indicators that values for a plan may name: its own and its framework's."""
    return [*dict.fromkeys([*plan.framework.indicators, *plan.targets["indicator_id"]])]


def every_id() -> list[str]:
    """Indicators of every framework."""
    known = (facts.framework(name).indicators for name in facts.frameworks())
    return [*dict.fromkeys(name for names in known for name in names)]


def _from_file(path: Path, plan: Plan | None) -> pd.DataFrame:
    """The checked values of a file, after the questions that only a file is asked."""
    known = known_areas(plan)
    table = load_table(path, known)
    frame = clean_observations(table, plan)
    _ask_shares(frame, table)
    ask_near_misses(frame, known)
    return frame


def _ask_shares(frame: pd.DataFrame, table: pd.DataFrame) -> None:
    """Refuse percents of an indicator that could all be shares of one."""
    percent = frame[frame["unit"].eq("percent")]
    small = percent["value"].gt(0) & percent["value"].le(1)  # 0 is 0 either way
    percent = percent[percent["indicator_id"].isin(percent.loc[small, "indicator_id"])]
    given = table["value"].loc[percent.index].astype(str).str.strip()
    bare = percent[~given.str.endswith("%")]
    most = bare.groupby("indicator_id", observed=True)["value"].transform("max")
    if (asked := most.gt(0) & most.le(1)).any():
        do = "correct_shares"
        raise fault(SchemaError, bare, asked, "shares", "value", do=do)


def clean_observations(
    values: pd.DataFrame, plan: Plan | None, *, keep_empty: bool = False
) -> pd.DataFrame:
    """Observations with words as categories, ends of periods, checked numbers.

    The order of rows stays; what `read_observations` adds is the sorted, unique table.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": ["6"], "area": "X", "period": "2024-H1",
    ...                         "value": ["1,5"], "unit": "percent"})
    >>> clean_observations(made_up, None)["year"].tolist()
    [2023.5]
    """
    frame = _with_columns(values)
    spelling = {"period": period_word}
    frame = frame.assign(
        **{c: word_column(frame[c], spelling.get(c, str)) for c in _WORDS}
    )
    frame = one_spelling(frame, known_areas(plan))
    frame = frame.assign(year=period_ends(frame), value=number_column(frame, "value"))
    frame = areas_by_day(frame, meanings(plan))
    for name in ("numerator", "denominator"):
        if name in frame:
            frame = frame.assign(**{name: number_column(frame, name)})
    _check_words(frame, every_id() if plan is None else plan_ids(plan))
    if (empty := frame["value"].isna()).any():
        _check_ranges(frame[~empty])
        return frame if keep_empty else frame[~empty]
    _check_ranges(frame)
    return frame


def _with_columns(values: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column that is needed; refused where one is not given."""
    if not isinstance(values, pd.DataFrame):
        raise _no_table(f"{type(values).__name__}, no table")
    if values.empty:
        raise _no_table("an empty table")
    given = {*values, "period"} if "year" in values else {*values}
    if missing := sorted({"indicator_id", "area", "period", "value", "unit"} - given):
        raise _lacking(values, ", ".join(missing))
    frame = values.assign(**{k: v for k, v in _DEFAULTS.items() if k not in values})
    return (
        frame if "period" in frame else frame.assign(period=periods_of(frame["year"]))
    )


def _lacking(values: pd.DataFrame, missing: str) -> PlanError:
    """The error for columns that are not there."""
    if file := values.attrs.get("file"):
        return file_refused("missing", file, SchemaError, found=missing)
    return _no_table(f"no {missing}")


def _no_table(found: str) -> PlanError:
    wanted = "rows with indicator_id, area, period, value and unit"
    do = "add what is missing"
    return refused(wanted, found, do, where="observations", kind=SchemaError)


def _check_words(frame: pd.DataFrame, ids: list[str]) -> None:
    known = {r["column"]: allowed(r) for r in columns("observations")}
    known |= {"indicator_id": ids, "obs_status": ["", *known["obs_status"]]}
    for column in ("indicator_id", "unit", "evidence", "source_kind", "obs_status"):
        words = known[column]
        bad = ~frame[column].cat.categories.isin(words)
        if bad.any():
            codes = frame[column].cat.codes
            rows = pd.Series(bad[codes.to_numpy()], index=frame.index)
            known_words = ", ".join(words)
            raise fault(SchemaError, frame, rows, "one_of", column, words=known_words)
    if (empty := frame["area"].eq("")).any():
        raise fault(SchemaError, frame, empty, "area", "area")


def _check_ranges(frame: pd.DataFrame) -> None:
    """Bounds of the unit; proxy values are shown, never used, and may lie outside."""
    used = frame["evidence"].ne("proxy")
    percent = frame["unit"].eq("percent")
    if (bad := used & percent & ~frame["value"].between(0, 100)).any():
        raise fault(RangeError, frame, bad, "percent", "value")
    if (bad := used & frame["value"].lt(0)).any():
        raise fault(RangeError, frame, bad, "not_negative", "value")
