"""The command ``soctrang``: a thin face over the public names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from soctrang_analysis.errors import PlanError

app = typer.Typer(
    help="Kế hoạch vì trẻ em, từ văn bản thành bảng số liệu tin được.\n\n"
    "A plan for children, from document to tables that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
Out = Annotated[
    Path, typer.Option("--out", help="Thư mục ghi bảng / folder for tables.")
]
File = Annotated[Path, typer.Argument(help="Văn bản .txt hoặc .docx / plan to read.")]

SIDE = "Tệp .txt/.docx, soctrang hoặc national / a file, or soctrang, or national."


def _show(title: str, header: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not sys.stdout.isatty():  # plain columns for files and pipes, nothing cut off
        typer.echo("\n".join([title, *("\t".join(row) for row in [header, *rows])]))
        return
    table = Table(*header, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _cells(frame: pd.DataFrame) -> list[list[str]]:
    """Cells as text, nothing where nothing is known."""
    text = frame.astype(object).where(frame.notna(), "").astype("str")
    return [list(row) for row in text.to_numpy()]


def _summary(tables: dict[str, pd.DataFrame], out: Path) -> None:
    rows = [[f"{name}.csv", str(len(frame))] for name, frame in tables.items()]
    _show(f"Đã ghi vào / written to {out}", ["bảng / table", "số dòng / rows"], rows)
    repairs, findings = tables["budget_repairs"], tables["findings"]
    _show(
        f"Đã sửa / repaired: {len(repairs)}",
        ["dòng / line", "lỗi / defect"],
        repairs[["line_id", "defect"]].to_numpy().tolist(),
    )
    counts = findings["severity"].value_counts()
    _show(
        "Phát hiện / findings",
        ["mức độ / severity", "số / count"],
        [[s, str(counts.get(s, 0))] for s in ("error", "warning", "info")],
    )


def _write(path: Path | None, out: Path, *, strict: bool) -> pd.DataFrame:
    """Read a plan (the bundled one without a path) and write its tables."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from soctrang_analysis.metadata import PLAN_FILE, source_file
    from soctrang_analysis.output.files import write_tables
    from soctrang_analysis.reading.bundled import load_indicators
    from soctrang_analysis.reading.plan import TABLES, read_plan

    stderr = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,
    ) as progress:
        task = progress.add_task("Đọc kế hoạch / reading the plan", total=None)
        plan = read_plan(path or source_file(PLAN_FILE), strict=strict)
        progress.update(task, description="Ghi bảng / writing the tables")
        tables = {"indicators": load_indicators()}
        tables |= {name: getattr(plan, name) for name in TABLES}
        write_tables(tables, out)
    _summary(tables, out)
    return plan.findings


@app.command()
def build(out: Out = Path("data/processed")) -> None:
    """Đọc data/raw, ghi mọi bảng / read data/raw and write every table.

    Ví dụ / example: soctrang build --out data/processed
    """
    _write(None, out, strict=True)


@app.command()
def parse(
    file: File,
    out: Out = Path("parsed"),
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Dừng ở lỗi đầu tiên / stop at the first error."),
    ] = False,
) -> None:
    """Đọc một kế hoạch bất kỳ và ghi các bảng / read any plan and write its tables.

    Ví dụ / example: soctrang parse ke-hoach.docx --out bang
    """
    findings = _write(file, out, strict=strict)
    _exit_on_errors(findings)


@app.command()
def audit(
    file: Annotated[
        Path | None,
        typer.Argument(help="Bỏ trống: kế hoạch Sóc Trăng / empty: Sóc Trăng's."),
    ] = None,
) -> None:
    """In các phát hiện; mã thoát 1 nếu có lỗi / print findings; exit 1 on an error.

    Ví dụ / example: soctrang audit ke-hoach.docx
    """
    from soctrang_analysis.reading.bundled import audit as find

    findings = find(file)
    order = ["error", "warning", "info"]
    ranked = findings.sort_values(
        "severity", key=lambda s: s.map(order.index), kind="stable"
    )
    columns = [
        "severity",
        "source_line",
        "subject",
        "expected",
        "found",
        "resolution_vi",
        "resolution_en",
    ]
    _show(f"Phát hiện / findings: {len(findings)}", columns, _cells(ranked[columns]))
    _exit_on_errors(findings)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(help=SIDE)],
    b: Annotated[str, typer.Argument(help=SIDE)],
    out: Out = Path("compared"),
) -> None:
    """So sánh chỉ tiêu của hai kế hoạch / compare the targets of two plans.

    Ví dụ / example: soctrang compare soctrang national --out so-sanh
    """
    from soctrang_analysis.analysis.comparison import compare_plans
    from soctrang_analysis.output.files import write_tables

    table = compare_plans(_targets_of(a), _targets_of(b))
    write_tables({"comparison": table}, out)
    counts = table["more_ambitious"].value_counts()
    words = {
        "a": f"A tham vọng hơn / A asks more ({a})",
        "b": f"B tham vọng hơn / B asks more ({b})",
        "same": "như nhau / the same",
        "not_comparable": "không so được / not comparable",
    }
    _show(
        f"Đã ghi / written to {out}",
        ["kết quả / result", "số / count"],
        [[words[k], str(counts.get(k, 0))] for k in words],
    )
    differing = table[table["more_ambitious"].ne("same") | table["note"].ne("")]
    _show(
        "Chỗ khác nhau / differences",
        list(table.columns),
        differing.astype(object)
        .where(differing.notna(), "")
        .astype("str")
        .to_numpy()
        .tolist(),
    )


def _targets_of(name: str) -> pd.DataFrame:
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


def _exit_on_errors(findings: pd.DataFrame) -> None:
    errors = findings[findings["severity"] == "error"]
    for row in errors.itertuples():
        typer.echo(
            f"lỗi / error: {row.subject}: expected {row.expected}; found {row.found}; "
            f"{row.resolution_en}",
            err=True,
        )
    if len(errors):
        raise typer.Exit(1)


def main() -> None:
    """Run the command; a `PlanError` is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except PlanError as error:
        typer.echo(f"lỗi / error: {error}", err=True)
        raise SystemExit(2) from None
