"""Who has which work of a plan today: indicators and tasks by agency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.reading.agencies_now import (
    UNKNOWN,
    agency_now,
    framework_numbers,
)
from soctrang_analysis.reading.indicators import indicators
from soctrang_analysis.reading.plan import Plan

COLUMNS = ["agency", "agency_en", "agency_vi", "certainty", "note_vi", "note_en",
           "role", "indicator_id", "task_id"]  # fmt: skip


def work(plan: Plan) -> pd.DataFrame:
    """One row per agency and indicator or task; agencies as the indicators come.

    ``agency`` has the work today, ``agency_vi`` is the plan's name for it. An indicator
    that the plan gives to nobody stands under a name that says so.

    >>> from soctrang_analysis import soc_trang
    >>> rows = work(soc_trang()).query("indicator_id == '9'")
    >>> rows["agency"].tolist(), rows["role"].tolist()
    (['Sở Y tế TP Cần Thơ', 'Công an TP Cần Thơ'], ['lead', 'joint'])
    """
    asked = [*_indicators(plan)]
    rows = pd.DataFrame([*asked, *_duties(plan, asked)], columns=COLUMNS)
    order = {name: i for i, name in enumerate(rows["agency"].unique())}
    return rows.sort_values("agency", key=lambda c: c.map(order), kind="stable")


def _indicators(plan: Plan) -> Iterator[dict[str, Any]]:
    """Who reports each indicator: the lead before those that take part."""
    targets: list[dict[Any, Any]] = plan.targets.to_dict("records")
    numbers = framework_numbers(targets, plan.framework)
    known = {*indicators(plan)["indicator_id"]}
    first = plan.targets.drop_duplicates("indicator_id")
    roles = plan.agencies.sort_values("role", ascending=False, kind="stable")
    for name, number in zip(first["indicator_id"], first["target_no"], strict=True):
        if name not in known:
            continue
        part = numbers.get(number, UNKNOWN)
        own = roles[roles["target_no"].eq(number)].to_dict("records")
        for row in own or [_nobody()]:
            now = agency_now(row["agency_vi"], plan.area, plan.framework, part)
            yield {**_named(row, now), "indicator_id": name, "task_id": ""}


def _nobody() -> dict[Any, Any]:
    """The agency of an indicator that the plan gives to none."""
    vi, en = (facts.said("words/round", "no_agency", lang) for lang in facts.LANGS)
    empty = dict.fromkeys(("present_vi", "present_en", "certainty"), "")
    return {"agency_vi": vi, "agency_en": en, "role": "lead", **empty}


def _named(row: dict[Any, Any], now: facts.Row | None) -> dict[str, Any]:
    """Names of an agency today and in the plan, and how certain the first is."""
    present = row["present_vi"]
    return {
        "agency": (present or row["agency_vi"]).replace("|", "/"),
        "agency_en": row["present_en"] if present else row["agency_en"],
        "agency_vi": row["agency_vi"],
        "certainty": row["certainty"],
        "note_vi": now["note_vi"] if now else "",
        "note_en": now["note_en"] if now else "",
        "role": row["role"],
    }


def _duties(plan: Plan, asked: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The tasks that the plan gives to an agency by name."""
    for row in plan.tasks[plan.tasks["agency_vi"].ne("")].to_dict("records"):
        name = row["agency_vi"]
        now = agency_now(name, plan.area, plan.framework)
        own = [r for r in asked if r["agency_vi"] == name]
        if now and now["present_vi"]:
            held = _named({**now, "agency_vi": name, "role": "", "agency_en": ""}, now)
        elif own:  # its work was parted: the one that has most of its indicators
            names = [r["agency"] for r in own]
            most = max(dict.fromkeys(names), key=names.count)
            held = next(r for r in own if r["agency"] == most)
        else:
            held = _named({**_nobody(), "agency_vi": name, "agency_en": ""}, now)
        yield {**held, "role": "", "indicator_id": "", "task_id": row["task_id"]}


def common_tasks(plan: Plan) -> pd.DataFrame:
    """Tasks of everybody: those of a section in which no agency is named."""
    tasks = plan.tasks
    named = tasks.loc[tasks["agency_vi"].ne(""), "section"]
    return tasks[~tasks["section"].isin(named)].sort_values("source_line")


def agencies(plan: Plan) -> list[str]:
    """The agencies that report, as a form is made for each.

    >>> from soctrang_analysis import soc_trang
    >>> agencies(soc_trang())[:2]
    ['Sở Y tế TP Cần Thơ', 'Sở Giáo dục và Đào tạo TP Cần Thơ']
    """
    return [*work(plan)["agency"].unique()]


def work_of(plan: Plan, agency: str) -> pd.DataFrame:
    """The work of one agency; an unknown one is refused with those there are."""
    rows = work(plan)
    own = rows[rows["agency"].eq(agency)]
    if own.empty:
        wanted = f"one of {'; '.join(rows['agency'].unique())}"
        do, where = "give an agency that has work of this plan today", "agency"
        raise refused(wanted, repr(agency), do, where=where, kind=RangeError)
    return own
