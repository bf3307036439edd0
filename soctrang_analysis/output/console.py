"""Tables printed for people at a terminal, or for the next command in a pipe."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import typer


def show(title: str, header: list[str], rows: list[list[str]]) -> None:
    """Print a table: framed on a terminal, tabbed lines in a pipe."""
    from rich.console import Console
    from rich.table import Table

    if not sys.stdout.isatty():  # plain columns for files and pipes, nothing cut off
        typer.echo("\n".join([title, *("\t".join(row) for row in [header, *rows])]))
        return
    table = Table(*header, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def cells(frame: pd.DataFrame) -> list[list[str]]:
    """Cells as text, nothing where nothing is known."""
    text = frame.astype(object).where(frame.notna(), "").astype("str")
    return [list(row) for row in text.to_numpy()]


def summary(tables: dict[str, pd.DataFrame], out: Path) -> None:
    """Print what was written, what was mended and what was found."""
    rows = [[f"{name}.csv", str(len(frame))] for name, frame in tables.items()]
    show(f"Đã ghi vào / written to {out}", ["bảng / table", "số dòng / rows"], rows)
    repairs, findings = tables["budget_repairs"], tables["findings"]
    show(
        f"Đã sửa / repaired: {len(repairs)}",
        ["dòng / line", "lỗi / defect"],
        repairs[["line_id", "defect"]].to_numpy().tolist(),
    )
    counts = findings["severity"].value_counts()
    show(
        "Phát hiện / findings",
        ["mức độ / severity", "số / count"],
        [[s, str(counts.get(s, 0))] for s in ("error", "warning", "info")],
    )


def exit_on_errors(findings: pd.DataFrame) -> None:
    """Print what was not read, and leave with code 1 where there is any."""
    errors = findings[findings["severity"] == "error"]
    for row in errors.itertuples():
        typer.echo(
            f"lỗi / error: {row.subject}: expected {row.expected}; found {row.found}; "
            f"{row.resolution_en}",
            err=True,
        )
    if len(errors):
        raise typer.Exit(1)


def targets_of(name: str) -> pd.DataFrame:
    """Targets of a bundled plan by its name, or of a file."""
    from soctrang_analysis.reading.bundled import load_national_targets, load_targets
    from soctrang_analysis.reading.plan import read_plan

    bundled = {"soctrang": load_targets, "national": load_national_targets}
    if name in bundled:
        return bundled[name]()
    plan = read_plan(name)
    for row in plan.findings.query("severity == 'error'").itertuples():
        typer.echo(f"lỗi / error: {row.subject}: {row.found}", err=True)
    return plan.targets
