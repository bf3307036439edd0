"""Where the observed values stand: one row per indicator, area and milestone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from soctrang_analysis.analysis.forecast import (
    with_forecast,
    with_position,
    with_required_change,
)
from soctrang_analysis.analysis.gathering import gathered, known_rows
from soctrang_analysis.analysis.measures import Baselines
from soctrang_analysis.analysis.options import SCALES, Options
from soctrang_analysis.analysis.reasons import with_empty_reasons, with_sentences
from soctrang_analysis.analysis.second_opinions import with_agreement
from soctrang_analysis.analysis.verdicts import (
    with_deciding,
    with_evidence,
    with_signal,
    with_status,
)
from soctrang_analysis.door import year_of
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import columns


def assess(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
    reasons: bool = True,
) -> pd.DataFrame:
    """Status, gap, required change and chance of every milestone.

    Parameters
    ----------
    plan : Plan
        The plan whose promises are assessed.
    values : DataFrame
        Table ``observations``, or one `read_observations` accepts.
    as_of : float
        Year of the assessment; never the clock.
    baselines : mapping, optional
        indicator_id (of the plan's own area), or (indicator_id, area), -> (year,
        value).
    areas : iterable of str, optional
        Areas wanted, each in the values or the plan's own: a row for every milestone
        of each. Without it every area of the values, and a row for every milestone of
        the plan's own area if the values hold at least one row of it.
    options : Options, optional
        Choices of the method.
    reasons : bool
        Whether to write the sentences ``reason_vi`` and ``reason_en``.

    Returns
    -------
    DataFrame
        The table ``progress``, one row per (indicator_id, area, year).

    Raises
    ------
    PlanError
        If values, targets, baselines, areas or options break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> plan, values = soc_trang(), load_observations()
    >>> table = assess(plan, values, as_of=2019, areas=[plan.area])
    >>> row = table.query("indicator_id == '3b' and year == 2030").iloc[0]
    >>> row["status"], *row[["projection", "chance"]].astype(float).round(3).tolist()
    ('needs_push', 10.353, 0.062)
    """
    plan, as_of = known_plan(plan), year_of(as_of)
    options = options or Options()
    rows, lines = gathered(
        plan, values, as_of=as_of, baselines=baselines, areas=areas, options=options
    )
    return (
        rows.pipe(known_rows, lines, as_of, options)
        .pipe(with_forecast, options)
        .pipe(with_required_change, as_of)
        .pipe(with_position, options)
        .pipe(with_evidence, lines)
        .pipe(with_status, lines, options)
        .pipe(with_signal, as_of, options)
        .pipe(with_deciding)
        .pipe(with_agreement, lines, options)
        .pipe(with_empty_reasons)
        .pipe(with_sentences if reasons else without_sentences, as_of, options)
        .pipe(_finished)
    )


def without_sentences(rows: pd.DataFrame, _: float, __: Options) -> pd.DataFrame:
    """The rows with empty sentences: they take longer than all the numbers."""
    return rows.assign(reason_vi="", reason_en="")


def _finished(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of the contract, in its order (methods 16)."""
    table = rows.assign(
        year=rows["year"].astype("Int64"),
        coverage=rows["coverage"].replace([np.inf, -np.inf], np.nan),
        scale=np.array(SCALES, dtype=object)[rows["scale"]],
    )
    spec = {row["column"]: row["dtype"] for row in columns("progress")}
    return table[list(spec)].astype(spec)
