"""The whole main job for one plan: tables, workbook, figures, and what made them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.figures import FIGURES, chosen_charts, figure_files
from soctrang_analysis.output.files import json_bytes, table_files
from soctrang_analysis.output.generation import FileSet, write_sets
from soctrang_analysis.output.inputs import Inputs, hashes
from soctrang_analysis.output.tables import Tables, build_tables, written
from soctrang_analysis.output.workbook import FILE_NAME, workbook_bytes

FORMATS = ("png", "svg")
PACKAGES = (
    "soctrang-analysis", "babel", "matplotlib", "num2words", "numpy", "openpyxl",
    "pandas", "python-docx", "scipy",
)  # fmt: skip


def build(
    inputs: Inputs,
    out: Path,
    figures_out: Path,
    *,
    step: Callable[[str], None] = lambda text: None,
) -> tuple[Tables, pd.DataFrame]:
    """Compute every table once, then write everything; the tables and the index."""
    plan, year = inputs.plan, inputs.year
    step("computing")
    tables = build_tables(plan, inputs.values, as_of=year)
    files = written(tables)
    step("drawing")
    jobs = [(chart, lang) for chart in chosen_charts() for lang in facts.LANGS]
    figures, index = figure_files(jobs, plan, tables, as_of=year, formats=FORMATS)
    step("writing")
    title = " / ".join(plan.source[f"title_{lang}"] for lang in facts.LANGS)
    data = table_files(files, title=title)
    data[FILE_NAME] = workbook_bytes(plan, tables, as_of=year)
    data["build.json"] = json_bytes(record(inputs, files))
    drawn = FileSet(FIGURES, plan.title, figures)
    write_sets({out: FileSet("build", plan.title, data), figures_out: drawn})
    return files, index


def record(inputs: Inputs, tables: Tables) -> dict[str, Any]:
    """What a build was made of and what came out: no time and no path."""
    plan = inputs.plan
    found = plan.findings["severity"].value_counts()
    levels = ("error", "warning", "info")
    return {
        "plan": {f"title_{lang}": plan.source[f"title_{lang}"] for lang in facts.LANGS}
        | {"area": plan.area, "framework": plan.framework.name},
        "as_of": f"{inputs.year:g}",
        "inputs": hashes(inputs),
        "versions": {name: version(name) for name in PACKAGES},
        "rows": {name: len(table) for name, table in tables.items()},
        "findings": {level: int(found.get(level, 0)) for level in levels},
    }
