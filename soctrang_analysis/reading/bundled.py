"""The bundled data: Sóc Trăng's plan, the national targets, published values."""

from __future__ import annotations

import csv
from functools import cache
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.reading.holds import give_spans
from soctrang_analysis.reading.observations import read_observations
from soctrang_analysis.reading.plan import TABLES, Plan, read_plan
from soctrang_analysis.schema import check, conform

DRAWER = "soc-trang"


def bundled(fact: str) -> str:
    """A fact of the bundled plan: its files, its year of assessment.

    Examples
    --------
    >>> bundled("as_of")
    '2026'
    """
    return facts.rows(f"plans/{DRAWER}/plan")[0][fact]


@cache
def soc_trang() -> Plan:
    """The bundled plan of tỉnh Sóc Trăng, read once; its tables are not to be changed.

    Returns
    -------
    Plan
        65 target rows, 25 agency rows, 99 budget cells, all without an error.

    Raises
    ------
    SourceChangedError
        If the bundled document is not the published one.

    Examples
    --------
    >>> soc_trang().targets.query("indicator_id == '1'")["value"].tolist()
    [77.0, 91.0]
    """
    return read_plan(facts.source_file(bundled("file")), strict=True)


@cache
def national() -> Plan:
    """The national programme as a plan: the 24 targets of Decision 23/QĐ-TTg.

    Returns
    -------
    Plan
        65 target rows for the area "Việt Nam", no agencies and no budget.
        ``source_line`` is the line of ``data/raw/national_targets.csv``.

    Raises
    ------
    SourceChangedError
        If the bundled file is not the published one.

    Examples
    --------
    >>> national().targets.query("indicator_id == '1'")["value"].tolist()
    [65.0, 75.0]
    """
    known = facts.framework()
    name = known.facts["national_targets"]
    tables = {table: conform([], table) for table in TABLES}
    tables["targets"] = check(conform(_national_rows(name), "targets"), "targets")
    digest = facts.column("sources", "sha256")[name]
    source = {"file": name, "sha256": digest, "section": ""}
    source |= {f"title_{lang}": known.facts[f"name_{lang}"] for lang in facts.LANGS}
    return Plan(known.facts["area"], known, **tables, source=source)


def _national_rows(name: str) -> list[dict[str, Any]]:
    """Rows of the bundled national targets in the columns of ``targets``."""
    with facts.source_file(name).open(encoding="utf-8", newline="") as file:
        rows = [
            {
                **row,
                "target_no": int(row["target_no"]),
                "year": int(row["year"]) if row["year"] else None,
                "value_high": row["value_high"] or None,
                "hold": row["hold"] == "1",
                "wording_vi": row["indicator_vi"],
                "source_line": line,
                "assumed": False,
            }
            for line, row in enumerate(csv.DictReader(file), start=2)
        ]
    return give_spans(rows, facts.framework())


@cache
def _observations() -> pd.DataFrame:
    return read_observations(facts.source_file(bundled("observations")))


def load_observations() -> pd.DataFrame:
    """The published values of the indicators, one row per value and source.

    Returns
    -------
    DataFrame
        The table ``observations``; most indicators have no published provincial value.

    Raises
    ------
    SourceChangedError
        If the bundled file is not the published one.

    Examples
    --------
    >>> load_observations()["area"].eq("Sóc Trăng").any().item()
    True
    """
    return _observations().copy()


def load_context() -> pd.DataFrame:
    """Population, prices and the like, one row per series, area, year and source.

    Returns
    -------
    DataFrame
        The table ``context``; ``note`` tells projections and revised series apart.

    Raises
    ------
    SourceChangedError
        If the bundled file is not the published one.

    Examples
    --------
    >>> context = load_context()
    >>> inflation = "series == 'cpi_annual_average_percent_change' and year == 2025"
    >>> context.query(inflation)["value"].tolist()
    [3.31]
    """
    frame = pd.read_csv(
        facts.source_file(bundled("context")),
        dtype={"year": "Int64"},
        keep_default_na=False,
        na_values={"year": [""]},
    )
    return conform(frame, "context")
