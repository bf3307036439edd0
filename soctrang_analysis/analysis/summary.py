"""Verdicts gathered by target, objective and agency; never averaged."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import SchemaError, refused
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import conform


def summarise(
    plan: Plan, progress: pd.DataFrame, *, area: str | None = None
) -> pd.DataFrame:
    """Counts of headlines by target, objective and agency of one area.

    Parameters
    ----------
    plan : Plan
        The plan: its target numbers and its agencies.
    progress : DataFrame
        The table ``progress`` of `assess`.
    area : str, optional
        Area wanted; the plan's own without it.

    Returns
    -------
    DataFrame
        The table ``summary``: ``status`` is the worst headline of those judged, empty
        where none could be; indicators without evidence are counted apart.

    Raises
    ------
    SchemaError
        If ``progress`` has no row of the area.

    Examples
    --------
    >>> from soctrang_analysis import assess, load_observations, soc_trang
    >>> board = assess(soc_trang(), load_observations(), as_of=2019)
    >>> table = summarise(soc_trang(), board).query("level == 'objective'")
    >>> table["measures"].tolist()
    [13, 9, 10, 3]
    """
    area = area or plan.own_area
    rows = progress[progress["area"].eq(area)].drop_duplicates("indicator_id")
    if rows.empty:
        areas = ", ".join(sorted(set(progress["area"]))[:5])
        raise refused(
            f"rows of the area {area}", f"areas {areas}", "choose one of them",
            where="progress", kind=SchemaError,
        )  # fmt: skip
    numbers = plan.targets.drop_duplicates("indicator_id").set_index("indicator_id")
    named = indicators(plan).set_index("indicator_id")
    rows = rows.assign(
        signal=rows["headline"].map(facts.column("words/statuses", "signal")),
        rank=rows["headline"].map(facts.column("words/statuses", "rank")).astype(int),
        target_no=rows["indicator_id"].map(numbers["target_no"]),
        objective=rows["indicator_id"].map(named["objective_no"]),
        has_data=rows["headline"].ne("no_data") | rows["n"].gt(0),
    )
    by_agency = rows.merge(plan.agencies[["target_no", "agency_vi"]], on="target_no")
    by_objective = rows[rows["objective"].notna()]
    parts = [
        _counts(rows.assign(name=rows["target_no"].astype("str")), "target"),
        _counts(
            by_objective.assign(name=by_objective["objective"].astype("str")),
            "objective",
        ),
        _counts(by_agency.assign(name=by_agency["agency_vi"]), "agency"),
    ]
    return conform(pd.concat(parts, ignore_index=True), "summary")


def _counts(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    """One row per name: indicators, those with data, each signal, the worst status."""
    judged = rows[rows["signal"].ne("no_evidence")]
    worst = judged.sort_values("rank", kind="stable").groupby("name")["headline"]
    groups = rows.groupby("name")
    table = pd.DataFrame(
        {"measures": groups.size(), "with_data": groups["has_data"].sum()}
    )
    for signal in facts.column("words/signals", "rank"):
        table[signal] = rows["signal"].eq(signal).groupby(rows["name"]).sum()
    table["with_data_pct"] = 100.0 * table["with_data"] / table["measures"]
    table["status"] = worst.first()
    table["status"] = table["status"].fillna("")
    return table.reset_index().assign(level=level)
