"""Who owes the figure of a target: today where that is known, else by the plan."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.view import View
from soctrang_analysis.reading.plan import Plan

Owner = tuple[str, str, str]  # agency of today or of the plan, the plan's, certainty


def groups(
    view: View, agencies: pd.DataFrame, ids: Iterable[str]
) -> list[tuple[str, list[str]]]:
    """Heading and indicators of each agency, in the order of their first indicator.

    One present agency with the work of several old ones has a group for each, named
    by the old one; where only the certainty differs, the marks name their targets.
    """
    owner = owners(view.plan, agencies, view.lang)
    found: dict[tuple[str, str], list[str]] = {}
    for name in ids:
        found.setdefault(owner.get(name, ("", "", ""))[:2], []).append(name)
    present = [agency for agency, _ in found]
    return [
        (_heading(view, key, names, owner, several=present.count(key[0]) > 1), names)
        for key, names in found.items()
    ]


def owners(plan: Plan, agencies: pd.DataFrame, lang: str) -> dict[str, Owner]:
    """Indicator -> its lead agency today, the one the plan names, and how certain."""
    leads = agencies[agencies["role"].eq("lead")].drop_duplicates("target_no")
    by_target = {}
    for row in leads.to_dict("records"):
        named = str(row[f"agency_{lang}"] or row["agency_vi"])
        today = str(row[f"present_{lang}"] or row["present_vi"])
        sure = str(row["certainty"]) if today else ""
        by_target[row["target_no"]] = (today or named, named, sure)
    targets = plan.targets.drop_duplicates("indicator_id")
    both = zip(targets["indicator_id"], targets["target_no"], strict=True)
    return {name: by_target[no] for name, no in both if no in by_target}


def _heading(
    view: View,
    key: tuple[str, str],
    names: list[str],
    owner: dict[str, Owner],
    *,
    several: bool,
) -> str:
    """An agency with the mark of its certainty, and the old one where that tells."""
    agency, named = key
    if not agency:
        return view.say("nobody")
    marks = facts.column("words/certainty", "mark")
    given = {name: marks.get(owner[name][2], "") for name in names}
    if len(set(given.values())) == 1:
        mark = next(iter(given.values()))
        words = f"{agency}\u00a0{mark}".rstrip("\u00a0")  # the mark stays with its name
    else:
        each = ", ".join(f"{name}\u00a0{mark}" for name, mark in given.items())
        words = f"{agency} ({each})"
    return view.say("owner_before", agency=words, before=named) if several else words


def marks(view: View, agencies: pd.DataFrame) -> str:
    """What the marks of certainty mean, of those that occur."""
    known = set(agencies.loc[agencies["role"].eq("lead"), "certainty"])
    rows = [row for row in facts.rows("words/certainty") if row["certainty"] in known]
    return ", ".join(f"{row['mark']} {row[f'name_{view.lang}']}" for row in rows)
