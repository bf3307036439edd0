"""The bundled data: Sóc Trăng's plan, the national targets, published values."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd

from soctrang_analysis.metadata import PLAN_FILE, reference, source_file
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import Plan, read_plan
from soctrang_analysis.schema import check, conform


@cache
def bundled_plan() -> Plan:
    """The bundled plan of tỉnh Sóc Trăng, read once; its tables are not to be changed.

    Examples
    --------
    >>> bundled_plan().source["file"]
    'plan-soc-trang-2021-draft.txt'
    """
    return read_plan(source_file(PLAN_FILE), strict=True)


def plan_file() -> Path:
    """Path of the bundled plan as published, for `read_plan`.

    Raises
    ------
    SourceChangedError
        If it is not the published one.

    Examples
    --------
    >>> plan_file().name
    'plan-soc-trang-2021-draft.txt'
    """
    return source_file(PLAN_FILE)


def load_targets() -> pd.DataFrame:
    """The targets of tỉnh Sóc Trăng's plan, one row per indicator, basis and year.

    Returns
    -------
    DataFrame
        The table ``targets``: ``value`` in ``unit``, ``comparator``, ``hold``,
        the words of the plan and their line.

    Raises
    ------
    SourceChangedError
        If the bundled plan is not the published one.

    Examples
    --------
    >>> load_targets().query("indicator_id == '1'")["value"].tolist()
    [77.0, 91.0]
    """
    return bundled_plan().targets.copy()


def load_budget() -> pd.DataFrame:
    """The mended budget annex, one row per line and year, in whole đồng.

    Returns
    -------
    DataFrame
        The table ``budget``; the four items are the rows with an empty ``parent_id``.

    Raises
    ------
    SourceChangedError
        If the bundled plan is not the published one.

    Examples
    --------
    >>> items = load_budget().query("parent_id == ''")
    >>> int(items["amount_vnd"].sum())
    2292000000
    """
    return bundled_plan().budget.copy()


def load_agencies() -> pd.DataFrame:
    """Who leads or joins which target, one row per target and agency.

    Returns
    -------
    DataFrame
        The table ``agencies``.

    Raises
    ------
    SourceChangedError
        If the bundled plan is not the published one.

    Examples
    --------
    >>> load_agencies().query("target_no == 9")["role"].tolist()
    ['joint', 'lead']
    """
    return bundled_plan().agencies.copy()


def load_indicators() -> pd.DataFrame:
    """The 35 indicators: names, unit, direction, kind, bounds and scale.

    Returns
    -------
    DataFrame
        The table ``indicators``, one row per indicator.

    Examples
    --------
    >>> len(load_indicators())
    35
    """
    rows = [
        {k: v or (None if k == "upper_bound" else "") for k, v in r.items()}
        for r in reference("indicators")
    ]
    return conform(rows, "indicators")


def load_national_targets() -> pd.DataFrame:
    """The national targets of Decision 23/QĐ-TTg, in the columns of ``targets``.

    Returns
    -------
    DataFrame
        The table ``targets``; ``source_line`` is the line of
        ``data/raw/national_targets.csv``, which names the pages that show the figure.

    Raises
    ------
    SourceChangedError
        If the bundled file is not the published one.

    Examples
    --------
    >>> load_national_targets().query("indicator_id == '1'")["value"].tolist()
    [65.0, 75.0]
    """
    path = source_file("national_targets.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {
                **row,
                "year": row["year"] or None,
                "value_high": row["value_high"] or None,
                "hold": row["hold"] == "1",
                "wording_vi": row["indicator_vi"],
                "source_line": line,
                "assumed": False,
            }
            for line, row in enumerate(csv.DictReader(file), start=2)
        ]
    return check(conform(rows, "targets"), "targets")


@cache
def _observations() -> pd.DataFrame:
    return read_observations(source_file("observations.csv"))


def load_observations() -> pd.DataFrame:
    """The 172 published values of the indicators, one row per value and source.

    Returns
    -------
    DataFrame
        The table ``observations``; most indicators have no published provincial value.

    Raises
    ------
    SourceChangedError
        If the bundled file is not the published one.

    Examples
    --------
    >>> len(load_observations())
    172
    """
    return _observations().copy()


def load_context() -> pd.DataFrame:
    """Population, prices and the like, one row per series, area, year and source.

    Returns
    -------
    DataFrame
        The table ``context``; ``note`` tells projections and revised series apart.

    Raises
    ------
    SourceChangedError
        If the bundled file is not the published one.

    Examples
    --------
    >>> context = load_context()
    >>> inflation = "series == 'cpi_annual_average_percent_change' and year == 2025"
    >>> context.query(inflation)["value"].tolist()
    [3.31]
    """
    frame = pd.read_csv(
        source_file("context.csv"),
        dtype={"year": "Int64"},
        keep_default_na=False,
        na_values={"year": [""]},
    )
    return conform(frame, "context")


def audit(path: str | Path | None = None) -> pd.DataFrame:
    """What a plan says against itself, what was mended, and what could not be read.

    Parameters
    ----------
    path : str or Path, optional
        A plan; without it the bundled one.

    Returns
    -------
    DataFrame
        The table ``findings``, one row per finding.

    Raises
    ------
    ParseError
        If the document cannot be read at all.

    Examples
    --------
    >>> audit().query("finding_id == 'two_rates:indicator 9'")["found"].item()
    '18,29 %'
    """
    plan = bundled_plan() if path is None else read_plan(path)
    return plan.findings.copy()
