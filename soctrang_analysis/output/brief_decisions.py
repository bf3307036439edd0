"""What a brief asks to be decided: from what is due, agencies, areas and findings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.numerals import show_day, show_year
from soctrang_analysis.output.brief_told import Told, short_name
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.schema import natural_key

SHOWN = 7  # points of the document that are named; the others are counted
POINT = "point_"
CERTAIN = "documented"
ID = "indicator_id"
_NAMED = re.compile(r"\S*\d\S*")
_YEAR = re.compile(r"\d{4}")


def decisions(told: Told) -> list[str]:
    """What must be decided, the most pressing first; one line that says if nothing."""
    found = [_send(told), *_owners(told), _merged(told), _document(told)]
    return [text for text in found if text] or [told.say("decide_nothing")]


def _send(told: Told) -> str:
    """Who owes values must send them."""
    count = int(told.due["state"].eq("unknown").sum())
    key = "decide_send" if len(told.tables["agencies"]) else "decide_collect"
    return told.say(key, count=count) if count else ""


def _owners(told: Told) -> list[str]:
    """Targets of which it is not certain who leads them, and those without anybody."""
    table = told.tables["agencies"]
    lead = table[table["role"].eq("lead")].drop_duplicates("target_no")
    targets = set(told.plan.targets["target_no"])
    moved = lead["present_vi"].ne("") & lead["certainty"].ne(CERTAIN)
    counts = {
        "decide_owner": int(moved.sum()),
        "decide_nobody": len(targets - set(lead["target_no"])),
    }
    return [
        told.say(key, count=count, targets=len(targets))
        for key, count in counts.items()
        if count
    ]


def _merged(told: Told) -> str:
    """What to do with targets of an area that became part of another by then."""
    changes = read_areas().area_changes
    own = changes[changes["old_area"].eq(told.plan.area)]
    own = own[own["date"].str[:4].astype(float).le(told.as_of)]
    if own.empty:
        return ""
    names = told.listed(_since(told, row) for row in own.to_dict("records"))
    effect = _merger_words(told, told.tables["merger_effect"])
    return told.say("decide_merged", area=told.plan.area, new_area=names, effect=effect)


def _since(told: Told, row: Mapping[Any, Any]) -> str:
    """A new area, without what tells it from an older one, and its first day."""
    name, day = row["new_area"].split(" (")[0], show_day(row["date"], told.lang)
    return told.say("merged_since", area=name, day=day)


def _merger_words(told: Told, rows: pd.DataFrame) -> str:
    """What the merger alone does to whether targets are met."""
    if rows.empty:
        return told.say("merged_unknown")
    parts = []
    for key, after in (("merged_meets", True), ("merged_fails", False)):
        turned = rows[rows["meets"].ne(rows["new_meets"]) & rows["new_meets"].eq(after)]
        if turned.empty:
            continue
        years = sorted({show_year(y, told.lang) for y in turned["value_year"]})
        names = told.listed(_targets(told, turned))
        parts.append(told.say(key, names=names, year=told.listed(years)))
    return "; ".join(parts) or told.say("merged_nothing")


def _targets(told: Told, rows: pd.DataFrame) -> list[str]:
    """Milestones of each year by the names of their indicators."""
    texts = []
    for due, part in rows.groupby("year"):
        names = [told.say("quoted", name=short_name(told, i)) for i in part[ID]]
        texts.append(told.say("merged_target", names=told.listed(names), due=due))
    return texts


def _document(told: Told) -> str:
    """What the document leaves open or says against itself, by the findings."""
    findings = told.plan.findings
    rule = findings["finding_id"].str.split(":").str[0]
    keys = facts.column("words/brief", told.lang)
    rules = [key.removeprefix(POINT) for key in keys if key.startswith(POINT)]
    parts = [findings[rule.eq(name)] for name in rules]
    points = [
        _point(told, name, rows)
        for name, rows in zip(rules, parts, strict=True)
        if len(rows)
    ]
    if not points:
        return ""
    if more := len(points) - SHOWN:
        sheet = facts.row("words/sheets", "findings")["sheet"]
        rest = [told.say("points_more", count=more, sheet=sheet)] if more > 0 else []
        points = points[:SHOWN] + rest
    return told.say("decide_text", points="; ".join(points))


def _point(told: Told, rule: str, rows: pd.DataFrame) -> str:
    """One point of the document, with what it is about."""
    words = {w for text in rows["subject"] for w in _NAMED.findall(text)}
    names = sorted((w for w in words if not _YEAR.fullmatch(w)), key=natural_key)
    return told.say(
        f"{POINT}{rule}", names=told.listed(names), count=len(rows),
        expected=rows["expected"].iloc[0],
        subjects=told.listed(text.partition(" ")[2] for text in rows["subject"]),
    )  # fmt: skip
