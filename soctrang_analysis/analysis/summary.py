"""Verdicts gathered by target, objective and agency; never averaged."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.door import taken
from soctrang_analysis.errors import SchemaError, refused
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

NEEDED = (
    "indicator_id", "area", "deciding", "status", "signal", "latest", "chance",
)  # fmt: skip


def summarise(
    plan: Plan, progress: pd.DataFrame, *, area: str | None = None
) -> pd.DataFrame:
    """Counts of deciding verdicts by target, objective and agency of one area.

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
        The table ``summary``, by the deciding milestone of each indicator: ``status``
        and ``signal`` are the worst of those judged, empty where none could be;
        indicators without evidence are counted apart; ``with_missed`` counts those
        with a milestone missed; of ``judged`` ``expected_met`` are expected to be met.

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
    plan, progress = known_plan(plan), taken(progress, "progress", NEEDED)
    area = plan.area_or_own(area)
    own = progress[progress["area"].eq(area)]
    rows = own[own["deciding"]]
    if rows.empty:
        areas = ", ".join(sorted(set(progress["area"])))
        raise refused(
            f"rows of the area {area}", f"areas {areas}", "choose one of them",
            where="progress", kind=SchemaError,
        )  # fmt: skip
    numbers = plan.targets.drop_duplicates("indicator_id").set_index("indicator_id")
    named = indicators(plan).set_index("indicator_id")
    missed = own.loc[own["status"].eq("missed"), "indicator_id"]
    rows = rows.assign(
        rank=rows["status"].map(facts.column("words/statuses", "rank")).astype(int),
        with_missed=rows["indicator_id"].isin(missed),
        target_no=rows["indicator_id"].map(numbers["target_no"]),
        objective=rows["indicator_id"].map(named["objective_no"]),
        has_data=rows["latest"].notna(),
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
    """One row per name: indicators, those with data, each verdict, the worst."""
    groups, judged = rows.groupby("name"), rows[rows["signal"].ne("no_evidence")]
    table = pd.DataFrame(
        {"measures": groups.size(), "with_data": groups["has_data"].sum()}
    )
    signals = facts.column("words/signals", "rank")
    kinds = {"signal": signals, "status": facts.column("words/statuses", "rank")}
    for column, words in kinds.items():
        for word in words:
            table[word] = rows[column].eq(word).groupby(rows["name"]).sum()
    worst = judged.sort_values("rank", kind="stable").groupby("name")["status"].first()
    shade = judged["signal"].map(signals).groupby(judged["name"]).min()
    names = {rank: signal for signal, rank in signals.items()}
    chance = judged["chance"].fillna(judged["signal"].eq("good").astype(float))
    return table.assign(
        level=level,
        # A milestone that was missed is told, also where the next one is open.
        with_missed=groups["with_missed"].sum(),
        with_data_pct=100.0 * table["with_data"] / table["measures"],
        status=worst.reindex(table.index).fillna(""),
        signal=shade.map(names).reindex(table.index).fillna(""),
        judged=judged.groupby("name").size().reindex(table.index, fill_value=0),
        expected_met=chance.groupby(judged["name"]).sum().reindex(table.index),
    ).reset_index()
