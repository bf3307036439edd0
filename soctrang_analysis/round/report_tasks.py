"""Sections II to IV of a report: tasks, obstacles, proposals, as agencies told them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from soctrang_analysis.output.paper import Block, Text
from soctrang_analysis.round.report_told import Reported

SHORT = 90  # characters of the plan's words of a task
DONE = ("done", "under_way")


def tasks(told: Reported) -> Iterator[Block]:
    """Section II: what each agency did, in its words, and who did not say."""
    rows = told.tasks[(told.tasks[[*DONE]] != "").any(axis=1)]
    if rows.empty:
        yield Text("body", told.say("tasks_none"))
    else:
        counts = {
            "senders": rows["agency"].nunique(),
            "tasks": rows["task_id"].nunique(),
        }
        yield Text("body", told.say("tasks_told", **counts))
    words = told.plan.tasks.set_index("task_id")["text_vi"]
    for agency, own in rows.groupby("agency", sort=False):
        yield Text("table", told.agency(str(agency)))
        for row in own.to_dict("records"):
            short = textwrap.shorten(
                words.get(row["task_id"], ""), SHORT, placeholder=" …"
            )
            lead = told.say("task", task=row["task_id"])
            each = [told.say("quoted", words=short)]
            each += [told.say(key, text=_open(row[key])) for key in DONE if row[key]]
            yield Text("body", " ".join(each), lead)
    quiet = [a for a in told.status["agency"] if a not in set(told.tasks["agency"])]
    if quiet:
        names = "; ".join(told.agency(name) for name in quiet)
        yield Text("body", told.say("silent", agencies=names))


def told_of(told: Reported, column: str) -> Iterator[Block]:
    """Section III or IV: what agencies said in one column."""
    rows = told.tasks[told.tasks[column].ne("")]
    if rows.empty:
        yield Text("body", told.say(f"{column}_none"))
    for row in rows.to_dict("records"):
        agency = told.agency(row["agency"])
        lead = told.say("said_of", agency=agency, task=row["task_id"])
        yield Text("body", f"{_open(row[column])}.", lead)


def _open(text: str) -> str:
    """A text without the full stop that follows it anyway."""
    return " ".join(text.split()).rstrip(".")
