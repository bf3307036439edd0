"""Several answers to one question: the same once, different ones told at both cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from soctrang_analysis.round.key import Key
from soctrang_analysis.round.problems import Problem, problem, problem_at
from soctrang_analysis.round.returned_book import FormRow
from soctrang_analysis.round.returned_cells import in_both


@dataclass(frozen=True)
class Answer:
    """What one row of one file says; ``agency`` names several where they agree."""

    file: str
    row: FormRow
    key: Key
    column: str
    fields: dict[str, Any]
    also: tuple[str, ...] = ()

    @property
    def agency(self) -> str:
        """The agencies that sent it."""
        return "; ".join([self.key.agency, *self.also])

    @property
    def spot(self) -> tuple[str, str, int]:
        """File, sheet and row it stands in."""
        return self.file, self.row.sheet, self.row.number

    @property
    def said(self) -> Any:
        """What must be the same in every file: the figure, or the texts of a task."""
        if self.key.kind == "value":
            return self.fields["value"]
        return tuple(self.fields.values())

    @property
    def shown(self) -> Any:
        """The figure in both languages, nothing for a task."""
        return in_both(self.said) if self.key.kind == "value" else ""

    def told(self, rule: str, **given: Any) -> Problem:
        """A problem at the cell of this answer."""
        return problem_at(rule, self.file, self.row, self.column, **given)


def settled(
    answers: list[Answer], told: list[Problem], *, accept_valid: bool
) -> tuple[list[Answer], list[Problem]]:
    """The answers that are taken, one a question, and what was told on the way.

    Nothing of a file with an error is taken, unless ``accept_valid``: then what has no
    error itself.
    """
    more = [*_conflicts(answers), *_same_forms(answers)]
    errors = [row for row in [*told, *more] if row["severity"] == "error"]
    good = _without(answers, errors, accept_valid=accept_valid)
    return [*map(_joined, _groups(good))], more


def _without(
    answers: list[Answer], errors: list[Problem], *, accept_valid: bool
) -> list[Answer]:
    """The answers that no error touches: none of its file, or none of its row."""
    files = {row["file"] for row in errors if not accept_valid or not row["cell"]}
    spots = {(row["file"], row["sheet"], _number(row["cell"])) for row in errors}
    return [a for a in answers if a.file not in files and a.spot not in spots]


def _number(cell: str) -> int:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits else 0


def _groups(answers: list[Answer]) -> list[list[Answer]]:
    """Answers to one question: of a task each agency has its own."""
    groups: dict[tuple[str, ...], list[Answer]] = {}
    for a in answers:
        own = a.key.agency if a.key.kind == "task" else ""
        name = (a.key.kind, a.key.name, a.key.period, own)
        groups.setdefault(name, []).append(a)
    return [*groups.values()]


def _conflicts(answers: list[Answer]) -> Iterator[Problem]:
    """Different answers to one question, told at both cells; the same of two agencies.

    Each is held against the first; one that says there is no figure is against none.
    """
    for group in _groups(answers):
        full = [a for a in group if a.said is not None]
        for b in full[1:]:
            a = full[0]
            same = a.said == b.said
            if same and a.key.agency != b.key.agency:
                yield b.told("joint", agency=a.key.agency, other=a.file)
            if same:
                continue
            for one, other in ((a, b), (b, a)):
                yield one.told(_rule(one, other), **_of(other))


def _rule(one: Answer, other: Answer) -> str:
    """What is the matter with two answers that differ."""
    if one.key.agency != other.key.agency:
        return "two_agencies"
    return "row_twice" if one.file == other.file else "two_files"


def _of(other: Answer) -> dict[str, Any]:
    """The other answer, as a problem names it."""
    place = other.row.place(other.column)
    told = {"agency": other.key.agency, "value": other.shown}
    return {**told, "other": f"{other.file}, {place}"}


def _same_forms(answers: list[Answer]) -> Iterator[Problem]:
    """Files of one agency and period beside the first."""
    first: dict[tuple[str, str], str] = {}
    seen = set()
    for a in answers:
        other = first.setdefault((a.key.agency, a.key.period), a.file)
        if a.file != other and (a.file, other) not in seen:
            seen.add((a.file, other))
            yield problem("same_form", a.file, other=other)


def _joined(group: list[Answer]) -> Answer:
    """One answer for all: the last with a figure, naming every agency that gave it."""
    full = [a for a in group if a.said is not None] or group
    last = full[-1]
    others = dict.fromkeys(a.key.agency for a in full if a.said == last.said)
    others.pop(last.key.agency)
    return replace(last, also=(*others,))


def with_record(answers: list[Answer], rows: pd.DataFrame) -> Iterator[Problem]:
    """Figures that another agency sent otherwise, as the record has them."""
    valued = rows[rows["value"].notna() & rows["indicator_id"].ne("")]
    newest = valued.sort_values("revision").drop_duplicates(
        ["indicator_id", "area", "period", "unit"], keep="last"
    )
    known = newest.set_index(["indicator_id", "period"])
    for a in answers:
        place = (a.key.name, a.key.period)
        if a.key.kind != "value" or a.said is None or place not in known.index:
            continue
        held = known.loc[[place]].iloc[-1]
        others = held["agency"].split("; ")
        if a.key.agency not in others and held["value"] != a.said:
            given = {"value": in_both(held["value"]), "agency": held["agency"]}
            yield a.told("in_record", **given)
