"""Which verdicts hang on a choice of method (methods 21)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.analysis.measures import Baselines
from soctrang_analysis.analysis.options import Options
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.selection import used_observations
from soctrang_analysis.door import year_of
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.schema import conform

KEY = ["indicator_id", "area", "year"]


def sensitivity(
    plan: Plan,
    values: pd.DataFrame,
    *,
    as_of: float,
    baselines: Baselines | None = None,
    areas: Iterable[str] | None = None,
    options: Options | None = None,
) -> pd.DataFrame:
    """Status and chance under other choices, one row per indicator and area.

    Parameters
    ----------
    plan, values, as_of, baselines, areas, options
        As in `assess`; ``options`` are what each choice departs from.

    Returns
    -------
    DataFrame
        The table ``sensitivity``, for the deciding milestone of each indicator with a
        value: ``status``, ``signal`` and ``chance`` as assessed; those under each
        choice of ``words/choices.csv`` (other window, scale, drift prior, base); the
        range of the chances; in ``hangs_on`` the choices that change status or signal.

    Raises
    ------
    PlanError
        If values, targets, baselines, areas or options break their contract.

    Examples
    --------
    >>> from soctrang_analysis import load_observations, soc_trang
    >>> plan, values = soc_trang(), load_observations()
    >>> table = sensitivity(plan, values, as_of=2019, areas=[plan.area])
    >>> row = table.set_index("indicator_id").loc["3b"]
    >>> row[["chance", "drift_0_chance"]].astype(float).round(3).tolist()
    [0.816, 0.974]
    """
    plan, as_of = known_plan(plan), year_of(as_of)
    options = options or Options()
    wanted = None if areas is None else [*areas]
    board = assess(
        plan, values, as_of=as_of, baselines=baselines, areas=wanted, options=options,
        reasons=False,
    )  # fmt: skip
    table = board[board["deciding"] & board["latest"].notna()]
    signals, chances = {}, ["chance"]
    for name, other, bases in _choices(plan, values, as_of, options, baselines):
        found = assess(
            plan, values, as_of=as_of, baselines=bases, areas=wanted, options=other,
            reasons=False,
        )  # fmt: skip
        names = {c: f"{name}_{c}" for c in ("status", "signal", "chance")}
        found = found[[*KEY, *names]].rename(columns=names)
        table = table.merge(found, on=KEY, how="left", validate="one_to_one")
        changed = table[f"{name}_status"].ne(table["status"])
        signals[name] = changed | table[f"{name}_signal"].ne(table["signal"])
        chances.append(f"{name}_chance")
    hangs = pd.DataFrame(signals)
    return conform(
        table.assign(
            chance_low=table[chances].min(axis=1),
            chance_high=table[chances].max(axis=1),
            hangs_on=[" ".join(hangs.columns[row]) for row in hangs.to_numpy(bool)],
        ),
        "sensitivity",
    )


def _choices(
    plan: Plan,
    values: pd.DataFrame,
    as_of: float,
    options: Options,
    baselines: Baselines | None,
) -> Iterator[tuple[str, Options, Baselines | None]]:
    """Each other choice of ``words/choices.csv``: its name, options and baselines."""
    other = facts.column("words/units", "other_scale")
    known = indicators(plan)
    units = zip(known["indicator_id"], known["unit"], strict=True)
    scales = {name: other[unit] for name, unit in units}
    for row in facts.rows("words/choices"):
        if row["option"] == "base":
            yield row["choice"], options, _first_values(plan, values, as_of, options)
        elif row["option"] == "scale":
            yield row["choice"], replace(options, scale=scales), baselines
        else:
            changed = {
                row["option"]: type(getattr(options, row["option"]))(row["value"])
            }
            yield row["choice"], replace(options, **changed), baselines


def _first_values(
    plan: Plan, values: pd.DataFrame, as_of: float, options: Options
) -> Baselines:
    """The earliest value used of every measure, as a given baseline."""
    table = used_observations(plan, values, as_of=as_of, options=options)
    first = table[table["used"]].sort_values("year", kind="stable")
    first = first.drop_duplicates(["indicator_id", "area"])
    return {
        (row["indicator_id"], row["area"]): (row["year"], row["value"])
        for row in first.to_dict("records")
    }
