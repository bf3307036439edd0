"""Facts kept as data: reads ``reference/*.csv`` and finds the bundled files."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

from soctrang_analysis.errors import SourceChangedError

PACKAGE = Path(__file__).parent
PLAN_FILE = "plan-soc-trang-2021-draft.txt"
# Every plan under Decision 23/QĐ-TTg (7 January 2021) runs over these years.
PLAN_YEARS = range(2021, 2031)
MILESTONES = (2025, 2030)
PLAN_AREA = "Sóc Trăng"
# The bundled values are judged as of this year; nothing reads the clock.
DATA_YEAR = 2026


@cache
def reference(name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``reference/<name>.csv``, one dict per fact, as text.

    Examples
    --------
    >>> reference("objectives")[0]["name_en"]
    'Comprehensive development, health care and nutrition'
    """
    path = PACKAGE / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def lookup(name: str, key: str) -> dict[str, dict[str, str]]:
    """Rows of a reference table by their key column.

    Examples
    --------
    >>> lookup("indicators", "indicator_id")["4c"]["direction"]
    'down'
    """
    return {row[key]: row for row in reference(name)}


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
    wanted = lookup("sources", "file").get(name, {}).get("sha256", "")
    found = (
        hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"
    )
    if found != wanted:
        raise SourceChangedError(
            f"data/raw/{name}",
            expected=f"SHA-256 {wanted or 'of a file named in sources.csv'}",
            found=found,
            do="restore the file; data/raw is never edited, corrections are code",
        )
    return path
