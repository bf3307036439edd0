"""Verdicts gathered by target, objective and agency; never averaged."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis.errors import SchemaError
from soctrang_analysis.metadata import PLAN_AREA, lookup
from soctrang_analysis.reading.bundled import load_agencies
from soctrang_analysis.schema import conform

SIGNALS = ("good", "watch", "off", "no_evidence")


def summarise(
    progress: pd.DataFrame,
    *,
    area: str = PLAN_AREA,
    agencies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Counts of headlines by target, objective and agency of one area.

    Parameters
    ----------
    progress : DataFrame
        The table ``progress`` of `assess`.
    area : str
        Area wanted.
    agencies : DataFrame, optional
        Table ``agencies``; that of the bundled plan without it.

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
    >>> from soctrang_analysis import assess, load_observations
    >>> board = assess(load_observations(), as_of=2019)
    >>> table = summarise(board).query("level == 'objective'")
    >>> table["measures"].tolist()
    [13, 9, 10, 3]
    """
    rows = progress[progress["area"].eq(area)].drop_duplicates("indicator_id")
    if rows.empty:
        raise SchemaError(
            "progress",
            expected=f"rows of the area {area}",
            found=f"areas {', '.join(sorted(set(progress['area']))[:5])}",
            do="choose one of them",
        )
    known = lookup("statuses", "status")
    indicators = lookup("indicators", "indicator_id")
    ids = rows["indicator_id"]
    target = ids.map({k: int(v["target_no"]) for k, v in indicators.items()})
    rows = rows.assign(
        signal=rows["headline"].map({k: v["signal"] for k, v in known.items()}),
        rank=rows["headline"].map({k: int(v["rank"]) for k, v in known.items()}),
        target=target,
        objective=ids.map({k: v["objective_no"] for k, v in indicators.items()}),
        has_data=rows["headline"].ne("no_data") | rows["n"].gt(0),
    )
    who = load_agencies() if agencies is None else agencies
    by_agency = rows.merge(
        who[["target_no", "agency_vi"]], left_on="target", right_on="target_no"
    )
    levels = {
        "target": rows.assign(name=rows["target"].astype("str")),
        "objective": rows.assign(name=rows["objective"].astype("str")),
        "agency": by_agency.assign(name=by_agency["agency_vi"]),
    }
    parts = [_counts(part, level) for level, part in levels.items()]
    return conform(pd.concat(parts, ignore_index=True), "summary")


def _counts(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    judged = rows[rows["signal"].ne("no_evidence")]
    worst = (
        judged.sort_values("rank", kind="stable").groupby("name")["headline"].first()
    )
    groups = rows.groupby("name")
    table = pd.DataFrame(
        {"measures": groups.size(), "with_data": groups["has_data"].sum()}
    )
    for signal in SIGNALS:
        table[signal] = rows["signal"].eq(signal).groupby(rows["name"]).sum()
    table["with_data_pct"] = 100.0 * table["with_data"] / table["measures"]
    table["status"] = worst
    table["status"] = table["status"].fillna("")
    return table.reset_index().assign(level=level)
