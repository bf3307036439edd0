"""The sheets of a form: figures, tasks, help; what each row says and asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import both, said
from soctrang_analysis.numerals import show, show_day
from soctrang_analysis.output.workbook_pages import set_print
from soctrang_analysis.output.workbook_words import code_words, in_both
from soctrang_analysis.reading.areas import read_areas
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.round.asked import at_best
from soctrang_analysis.round.form_layout import (
    Block,
    Line,
    add_rules,
    write_block,
    write_help,
)
from soctrang_analysis.round.key import VERSION, Key, plan_mark
from soctrang_analysis.round.period import Round, due_day
from soctrang_analysis.round.work import common_tasks

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True)
class Form:
    """What a form is made of: plan, what the round asks, agency, its work, round."""

    plan: Plan
    table: pd.DataFrame
    agency: str
    work: pd.DataFrame
    wanted: Round

    def key(self, kind: str, name: str) -> Key:
        """The key of one row."""
        mark = plan_mark(self.plan.source["sha256"])
        place = self.wanted.period, self.plan.own_area, self.agency
        return Key(VERSION, mark, *place, kind, name)

    @property
    def title(self) -> tuple[str, ...]:
        """The title in both languages."""
        kinds = [self.wanted.said("kind", lang) for lang in facts.LANGS]
        pairs = zip(facts.LANGS, kinds, strict=True)
        return tuple(said("words/round", "form_title", x, kind=k) for x, k in pairs)


def write_sheets(book: Workbook, form: Form) -> None:
    """All sheets of a form; an agency without indicators has tasks alone."""
    top, title = [*_head(form)], form.title[0]
    if rows := [*_value_lines(form)]:
        page = write_block(book, "values", Block([*top, _texts("fill")], rows))
        add_rules(page, rows, form.table)
    else:
        top.append(_texts("no_indicators"))
    tasks = Block([*top, _texts("fill_tasks")], [*_task_lines(form)])
    write_block(book, "tasks", tasks)
    write_help(book)
    set_print(book, title)


def _texts(key: str, **given: object) -> tuple[str, ...]:
    return tuple(said("words/round", key, lang, **given) for lang in facts.LANGS)


def _head(form: Form) -> Iterator[tuple[str, ...]]:
    """Lines above the table: title, plan, agency, area, day, what is uncertain."""
    plan = form.plan
    yield form.title
    yield tuple(plan.source[f"title_{lang}"] for lang in facts.LANGS)
    first = form.work.iloc[0]
    names = (form.agency, first["agency_en"] or form.agency)
    yield tuple(
        said("words/round", "agency", lang, agency=name)
        for lang, name in zip(facts.LANGS, names, strict=True)
    )
    now = "; ".join(read_areas().successors(plan.area))
    yield _texts("of_area_now" if now else "of_area", area=plan.own_area, now=now)
    if day := due_day(plan, form.wanted):
        yield tuple(
            said("words/round", "due", lang, day=show_day(day, lang))
            for lang in facts.LANGS
        )
    yield from _uncertain(form)


def _uncertain(form: Form) -> Iterator[tuple[str, ...]]:
    """How certain it is that the agency has the work, by its name in the plan."""
    known = form.work[form.work["certainty"].isin(["pattern", "unconfirmed"])]
    words = code_words("agencies", "certainty")
    for row in known.drop_duplicates(["agency_vi", "certainty"]).to_dict("records"):
        certain = words[row["certainty"]].split(" / ")
        texts = []
        for lang, word in zip(facts.LANGS, certain, strict=True):
            of = said("words/round", "by_plan", lang, agency=row["agency_vi"])
            texts.append(" ".join([f"({of}: {word})", row[f"note_{lang}"]]).strip())
        yield tuple(texts)


def _value_lines(form: Form) -> Iterator[Line]:
    """One line per indicator of the agency, in the order of the plan's indicators."""
    roles = form.work[form.work["indicator_id"].ne("")]
    by_name = roles.drop_duplicates("indicator_id").set_index("indicator_id")["role"]
    own = form.table[form.table.index.isin(by_name.index)]
    for row in own.reset_index().to_dict("records"):
        name = row["indicator_id"]
        shared = by_name[name] == "joint"
        note = f"\n({both('words/round', 'joint')})" if shared else ""
        time = f"{row['kind']}_{'half' if form.wanted.half else 'year'}"
        times = [said("words/round", time, lang) for lang in facts.LANGS]
        words = row["words"][:1].upper() + row["words"][1:]
        cells = {
            "indicator_id": name,
            "words": f"{words}\n{row['name_en']}{note}",
            "unit": "\n".join([in_both("words/units", row["unit"]), *times]),
            "last": _last(row),
            "path": None if np.isnan(row["path"]) else round(row["path"], 4),
            "tip": "\n".join(filter(None, (at_best(row, x) for x in facts.LANGS))),
        }
        yield Line(cells, form.key("value", name))


def _last(row: dict[Any, Any]) -> str:
    """The latest known value with its period."""
    if np.isnan(row["last"]):
        return both("words/round", "not_found")
    return f"{show(row['last'])} ({row['last_period']})"


def _task_lines(form: Form) -> Iterator[Line]:
    """The agency's own tasks, then those of everybody under their headings."""
    tasks = form.plan.tasks.set_index("task_id")
    own = tasks[tasks.index.isin(form.work["task_id"])].sort_values("source_line")
    common = common_tasks(form.plan).set_index("task_id")
    if len(own):
        yield Line({"task": both("words/round", "own_tasks")})
    yield from _tasks(form, own)
    for section, rows in common.groupby("section", sort=False):
        yield Line({"task": both("words/round", "common_tasks", section=section)})
        for heading, part in rows.groupby("heading_vi", sort=False):
            yield Line({"task": heading} if heading else {})
            yield from _tasks(form, part)


def _tasks(form: Form, rows: pd.DataFrame) -> Iterator[Line]:
    """One line a task."""
    for name, text in rows["text_vi"].items():
        key = form.key("task", str(name))
        yield Line({"task_id": name, "task": text}, key)
