"""Facts kept as data: the drawers of ``reference/`` and the bundled source files.

A table is named by its drawer and file (``words/statuses``); its first column is its
key, and texts stand in columns that end in ``vi`` and ``en``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from soctrang_analysis.errors import (
    RangeError,
    SchemaError,
    SourceChangedError,
    refused,
)

PACKAGE = Path(__file__).parent
REFERENCE = PACKAGE / "reference"
LANGS = ("vi", "en")
Row = Mapping[str, str]


def _read(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of ``reference/``, one dict per fact, as text.

    Examples
    --------
    >>> rows("words/signals")[0]["signal"]
    'good'
    """
    return _read(REFERENCE / f"{table}.csv")


@cache
def _by_key(table: str, key: str) -> dict[str, dict[str, str]]:
    return {row[key or next(iter(row))]: row for row in rows(table)}


def row(table: str, key: str) -> Row:
    """The row of a table with this key (its first column).

    Examples
    --------
    >>> row("words/statuses", "missed")["signal"]
    'off'
    """
    found = _by_key(table, "").get(key)
    if found is None:
        known = f"rows {', '.join(list(_by_key(table, ''))[:5])} ..."
        do = "add the row: a new fact is a row, not code"
        where = f"reference/{table}.csv"
        raise refused(f"a row {key!r}", known, do, where=where, kind=SchemaError)
    return found


@cache
def column(table: str, name: str, key: str = "") -> Row:
    """One column of a table by its key (the first column, or the one named).

    Examples
    --------
    >>> column("words/statuses", "signal")["achieved"]
    'good'
    """
    return {k: found[name] for k, found in _by_key(table, key).items()}


def said(table: str, key: str, lang: str, **given: object) -> str:
    """The first text of a row in one language, its open places filled.

    Examples
    --------
    >>> said("words/signals", "good", "en")
    'Good'
    """
    if not isinstance(lang, str) or lang not in LANGS:
        raise RangeError("lang", expected="vi or en", found=repr(lang), do="choose one")
    found = row(table, key)
    name = next(c for c in found if c == lang or c.endswith(f"_{lang}"))
    return found[name].format(**given)


def both(table: str, key: str, **given: object) -> str:
    """The text of a row in both languages, Vietnamese first.

    Examples
    --------
    >>> both("words/statuses", "no_data")
    'Chưa có số liệu / No data'
    """
    return " / ".join(said(table, key, lang, **given) for lang in LANGS)


def label(key: str, **given: object) -> str:
    """A text of ``words/labels`` in both languages."""
    return both("words/labels", key, **given)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A regular expression of ``words/patterns.csv``, for text in lower case.

    Examples
    --------
    >>> pattern("numbered").search("13. ủy ban nhân dân")["label"]
    '13'
    """
    return re.compile(row("words/patterns", name)["regex"])


@dataclass(frozen=True, eq=False)
class Framework:
    """The set of indicators a plan answers to, with its years.

    Attributes
    ----------
    name : str
        Name of its folder in ``reference/frameworks``.
    facts : mapping
        The row of ``framework.csv``.
    indicators, objectives : mapping
        Rows of ``indicators.csv`` and ``objectives.csv`` by their key.
    """

    name: str
    facts: Row
    indicators: Mapping[str, Row]
    objectives: Mapping[str, Row]

    @property
    def years(self) -> range:
        """First to last year of the framework."""
        return range(int(self.facts["first_year"]), int(self.facts["last_year"]) + 1)

    @property
    def milestones(self) -> tuple[int, ...]:
        """Years in which targets fall due."""
        return tuple(int(y) for y in self.facts["milestones"].split())

    @property
    def reference_year(self) -> int:
        """The year before the first, with which a change is compared unless said."""
        return self.years[0] - 1

    def of(self, column: str) -> dict[str, str]:
        """One column of the indicators by ``indicator_id``."""
        return {name: found[column] for name, found in self.indicators.items()}

    def target_no(self, indicator_id: str) -> int | None:
        """Number of the target an indicator belongs to; None for an unknown one."""
        found = self.indicators.get(indicator_id)
        return int(found["target_no"]) if found else None


@cache
def framework(name: str = "decision-23") -> Framework:
    """A framework by the name of its folder.

    Parameters
    ----------
    name : str
        Folder in ``reference/frameworks``.

    Returns
    -------
    Framework
        Its indicators, objectives and years.

    Raises
    ------
    RangeError
        If there is no such folder.

    Examples
    --------
    >>> framework("decision-23").milestones
    (2025, 2030)
    """
    folder = REFERENCE / "frameworks" / name
    if not (folder / "framework.csv").is_file():
        known = f"one of {', '.join(frameworks())}"
        do = "choose one, or add a folder to reference/frameworks"
        raise refused(known, repr(name), do, where="framework", kind=RangeError)
    tables = {
        part: {next(iter(r.values())): r for r in _read(folder / f"{part}.csv")}
        for part in ("indicators", "objectives")
    }
    return Framework(name, _read(folder / "framework.csv")[0], **tables)


def frameworks() -> list[str]:
    """Names of the frameworks there are.

    Examples
    --------
    >>> "decision-23" in frameworks()
    True
    """
    return sorted(p.parent.name for p in REFERENCE.glob("frameworks/*/framework.csv"))


def plan_drawer(sha256: str) -> str:
    """The drawer of ``reference/plans`` made for a document, "" where there is none.

    Examples
    --------
    >>> plan_drawer("of no plan")
    ''
    """
    files = column("sources", "sha256")
    for path in sorted((REFERENCE / "plans").glob("*/plan.csv")):
        name = path.parent.name
        if files[rows(f"plans/{name}/plan")[0]["file"]] == sha256:
            return name
    return ""


def budget_lines(sha256: str) -> dict[str, dict[str, str]]:
    """Our English words and objective of each budget line of a known plan.

    Examples
    --------
    >>> budget_lines("of no plan")
    {}
    """
    drawer = plan_drawer(sha256)
    return dict(_by_key(f"plans/{drawer}/budget_lines", "")) if drawer else {}


def source_file(name: str) -> Path:
    """Path of a bundled source file, its content checked against ``sources.csv``.

    Parameters
    ----------
    name : str
        File name in ``data/raw``.

    Returns
    -------
    Path
        In the wheel ``soctrang_analysis/data/raw``, in a checkout ``data/raw``.

    Raises
    ------
    SourceChangedError
        If the file is missing or its SHA-256 is not the recorded one.

    Examples
    --------
    >>> source_file("observations.csv").name
    'observations.csv'
    """
    folders = (PACKAGE / "data" / "raw", PACKAGE.parent / "data" / "raw")
    path = next((f / name for f in folders if (f / name).is_file()), folders[1] / name)
    wanted = column("sources", "sha256").get(name, "")
    found = "no file"
    if path.is_file():
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != wanted:
        expected = f"SHA-256 {wanted or 'of a file named in sources.csv'}"
        do = "restore the file; data/raw is never edited, corrections are code"
        where, kind = f"data/raw/{name}", SourceChangedError
        raise refused(expected, found, do, where=where, kind=kind)
    return path
