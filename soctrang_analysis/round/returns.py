"""Returns in: what officers send back, taken where it is certain, else told by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError
from soctrang_analysis.output.spoken import in_language
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import Plan, known_plan
from soctrang_analysis.round.asked import asked
from soctrang_analysis.round.key import VERSION, Key, plan_mark
from soctrang_analysis.round.period import round_of_period
from soctrang_analysis.round.problems import Problem, problem, problem_at
from soctrang_analysis.round.record import record_rows
from soctrang_analysis.round.recorded import read_record
from soctrang_analysis.round.return_checks import (
    Told,
    checks,
    read_task,
    read_value,
)
from soctrang_analysis.round.returned_book import Book, FormRow, read_book
from soctrang_analysis.round.settle import Answer, settled, with_record
from soctrang_analysis.schema import conform, key_of

Asked = Callable[[str], pd.DataFrame]


@dataclass(frozen=True)
class Returns:
    """What was taken from returned forms, and what must be corrected.

    Attributes
    ----------
    values : DataFrame
        The table ``returned``: one row per figure that was taken; ``value`` is empty
        where the answer is that there is none yet.
    tasks : DataFrame
        The table ``returned_tasks``.
    problems : DataFrame
        The table ``problems``: file, sheet and cell, what was found and is expected in
        both languages; ``error``, ``warning`` or ``info``.
    """

    values: pd.DataFrame
    tasks: pd.DataFrame
    problems: pd.DataFrame


def read_forms(
    plan: Plan,
    paths: str | Path | Iterable[str | Path],
    *,
    values: pd.DataFrame | None = None,
    record: pd.DataFrame | str | Path | None = None,
    accept_valid: bool = False,
) -> Returns:
    """Read returned forms by their hidden keys: figures, tasks, and what is wrong.

    Parameters
    ----------
    plan : Plan
        The plan the forms are of.
    paths : path, or iterable of paths
        Workbooks as they came back: rows moved or deleted, sheets renamed.
    values : DataFrame, optional
        Table ``observations``: figures are held against the latest of these, and
        against the value that the next report must show.
    record : DataFrame or path, optional
        The record so far: its values count among those known, and a value that another
        agency sent for the same period must be the same.
    accept_valid : bool
        Take what is right from a workbook with an error; else nothing of it is taken.

    Returns
    -------
    found : Returns
        ``values``, ``tasks`` and ``problems``. Nothing is raised for a file that cannot
        be read: it is a row of ``problems``.

    Raises
    ------
    PlanError
        If the plan has no area, or values or record break their contract.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> found = read_forms(sta.soc_trang(), "no-such-file.xlsx")
    >>> found.problems[["rule", "severity"]].to_numpy().tolist(), len(found.values)
    ([['file', 'error']], 0)
    """
    plan, known = known_plan(plan), known_values(plan, values, record)
    table = _memory(plan, known)
    books, told = _books([paths] if isinstance(paths, str | Path) else paths)
    answers: list[Answer] = []
    for book in books:
        found, more = _read(plan, book, table, _latest(books))
        answers += found
        told += more
    if record is not None:
        told += with_record(answers, record_rows(record))
    kept, more = settled(answers, [*told], accept_valid=accept_valid)
    return Returns(
        conform([_value_row(a) for a in kept if a.key.kind == "value"], "returned"),
        conform([_task_row(a) for a in kept if a.key.kind == "task"], "returned_tasks"),
        _problems([*told, *more]),
    )


def known_values(
    plan: Plan, values: pd.DataFrame | None, record: pd.DataFrame | str | Path | None
) -> pd.DataFrame | None:
    """All that is known before: values and what the record holds."""
    parts = [] if values is None else [read_observations(values, plan=plan)]
    if record is not None:
        parts.append(read_record(record))
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else None


def _memory(plan: Plan, values: pd.DataFrame | None) -> Asked:
    """What a round asks, computed once a period."""
    tables: dict[str, pd.DataFrame] = {}

    def of(period: str) -> pd.DataFrame:
        if period not in tables:
            tables[period] = asked(plan, values, round_of_period(plan, period))
        return tables[period]

    return of


def _books(paths: Iterable[str | Path]) -> tuple[list[Book], list[Problem]]:
    """Every workbook that can be read; the others are problems."""
    books, told = [], []
    names: set[str] = set()
    for path in dict.fromkeys(Path(path) for path in paths):
        if path.name in names:
            told.append(problem("same_name", path.name))
            continue
        names.add(path.name)
        try:
            book = read_book(path)
        except PlanError as error:
            told.append(_refused(path.name, error))
            continue
        told += [problem("sheet_unread", book.file, sheet=s) for s in book.unread]
        if not book.rows:
            told.append(problem("no_form", book.file))
        books.append(book)
    return books, told


def _refused(file: str, error: PlanError) -> Problem:
    """A file that could not be read, as a problem of the whole file."""
    words = {
        f"{name}_{lang}": in_language(getattr(error, name), lang)
        for name in ("expected", "do")
        for lang in facts.LANGS
    }
    return problem("file", file, found=in_language(error.found, "vi"), **words)


def _latest(books: list[Book]) -> str:
    """The last period that the forms ask for: the round they belong to."""
    periods = {row.key.period for book in books for row in book.rows if row.key}
    # "2026-H1" ends before "2026".
    return max(periods, key=lambda p: (p[:4], "-" not in p), default="")


def _read(
    plan: Plan, book: Book, table: Asked, latest: str
) -> tuple[list[Answer], list[Problem]]:
    """The answers of one workbook, and what is wrong with its rows."""
    answers, told = [], [*_of_other_period(book, latest)]
    for row in book.rows:
        column = "value" if "value" in row.letters else "done"
        fields, found = _row(plan, row, table, column)
        told += [problem_at(rule, book.file, row, c, **more) for rule, c, more in found]
        if fields and row.key:
            answers.append(Answer(book.file, row, row.key, column, fields))
    return answers, _once(told)


def _of_other_period(book: Book, latest: str) -> Iterator[Problem]:
    """That a form is older than the others, once a file."""
    for row in book.rows:
        if row.key and row.key.period != latest:
            given = {"found": row.key.period, "period": latest}
            yield problem("other_period", book.file, **given)
            return


def _row(
    plan: Plan, row: FormRow, table: Asked, column: str
) -> tuple[dict[str, Any], list[Told]]:
    """What a row says, and what there is to tell of it or of its key."""
    if row.key is None:
        return {}, [("no_key", column, {})]
    if wrong := next(_wrong_key(plan, row.key, table), None):
        return {}, [(wrong[0], column, wrong[1])]
    return _fields(plan, row, row.key, table)


def _once(told: list[Problem]) -> list[Problem]:
    """Problems of whole forms once a file: every row has the same key parts."""
    kept: dict[tuple[str, ...], Problem] = {}
    whole = ("version", "other_plan", "other_area", "period")
    for row in told:
        if row["rule"] in whole:
            row = {**row, "cell": "", "sheet": "", "found": ""}
        kept.setdefault(tuple(row[name] for name in key_of("problems")), row)
    return [*kept.values()]


def _wrong_key(
    plan: Plan, key: Key, table: Asked
) -> Iterator[tuple[str, dict[str, str]]]:
    """Why the key of a row is none of this plan's, with what is expected."""
    if key.version != VERSION:
        yield "version", {"version": VERSION}
    if key.plan != plan_mark(plan.source["sha256"]):
        yield "other_plan", {"plan": plan.title}
    if key.area != plan.own_area.replace("|", "/"):
        yield "other_area", {"area": plan.own_area}
    try:
        ids = table(key.period).index
    except PlanError:
        yield "period", {}
        return
    known = {"value": [*ids], "task": [*plan.tasks["task_id"]]}
    if key.name not in known.get(key.kind, []):
        yield "unknown", {}


def _fields(
    plan: Plan, row: FormRow, key: Key, table: Asked
) -> tuple[dict[str, Any], list[Told]]:
    """What a row says, and what there is to tell of it."""
    if key.kind == "task":
        return read_task(row)
    own = table(key.period).loc[key.name]
    fields, told = read_value(row, own)
    if fields:
        told += checks(row, fields, own, round_of_period(plan, key.period))
        fields |= {"unit": own["unit"], "series": own["series"]}
    return fields, told


def _value_row(answer: Answer) -> dict[str, Any]:
    """A row of ``returned``."""
    key, row = answer.key, answer.row
    place = f"{row.sheet}!{row.place('value')}"
    own = {"indicator_id": key.name, "area": key.area, "period": key.period}
    source = answer.fields["source_title"] or answer.agency
    more = {"agency": answer.agency, "file": answer.file, "cell": place}
    return {**answer.fields, **own, **more, "source_title": source}


def _task_row(answer: Answer) -> dict[str, Any]:
    """A row of ``returned_tasks``."""
    key = answer.key
    own = {"task_id": key.name, "area": key.area, "period": key.period}
    return {**answer.fields, **own, "agency": answer.agency, "file": answer.file}


def _problems(told: list[Problem]) -> pd.DataFrame:
    """The table of problems, one a place and rule."""
    keys = key_of("problems")
    rows = pd.DataFrame(told, columns=[*told[0]] if told else keys)
    return conform(rows.drop_duplicates(keys) if told else [], "problems")
