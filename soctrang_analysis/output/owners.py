"""Who owes the figure of a target: today where that is known, else by the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.view import View


def owners(view: View, agencies: pd.DataFrame) -> dict[str, str]:
    """Indicator -> its lead agency, the present one with the mark of its certainty.

    Indicators follow the order of the plan; "" where the plan names nobody.
    """
    leads = agencies[agencies["role"].eq("lead")].drop_duplicates("target_no")
    by_target = {
        row["target_no"]: _words(row, view.lang) for row in leads.to_dict("records")
    }
    targets = view.plan.targets.drop_duplicates("indicator_id")
    both = zip(targets["indicator_id"], targets["target_no"], strict=True)
    return {name: by_target.get(number, "") for name, number in both}


def _words(row: Mapping[Any, Any], lang: str) -> str:
    """The present agency and its mark, else the agency that the plan names."""
    if present := row[f"present_{lang}"] or row["present_vi"]:
        mark = facts.column("words/certainty", "mark")[row["certainty"]]
        return f"{present}\u00a0{mark}"  # the mark stays with its name
    return str(row[f"agency_{lang}"] or row["agency_vi"])


def grouped(ids: list[str], owner: dict[str, str]) -> dict[str, list[str]]:
    """Agency -> its indicators, agencies in the order of their first indicator."""
    groups: dict[str, list[str]] = {}
    for name in ids:
        groups.setdefault(owner.get(name, ""), []).append(name)
    return groups


def marks(view: View, agencies: pd.DataFrame) -> str:
    """What the marks of certainty mean, of those that occur."""
    known = set(agencies.loc[agencies["role"].eq("lead"), "certainty"])
    rows = [row for row in facts.rows("words/certainty") if row["certainty"] in known]
    return ", ".join(f"{row['mark']} {row[f'name_{view.lang}']}" for row in rows)
