"""The command ``soctrang``: a thin face over the public names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from soctrang_analysis.errors import PlanError
from soctrang_analysis.metadata import lookup
from soctrang_analysis.output.console import (
    cells,
    exit_on_errors,
    show,
    summary,
    targets_of,
)

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
BOARD = (
    "indicator_id", "area", "year", "target", "latest", "latest_year", "status",
    "gap_good", "required_per_year", "chance",
)  # fmt: skip
SIDE = "Tệp .txt/.docx, soctrang hoặc national / a file, or soctrang, or national."


def _write(path: Path | None, out: Path, *, strict: bool) -> pd.DataFrame:
    """Read a plan (the bundled one without a path) and write its tables."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from soctrang_analysis.metadata import PLAN_FILE, source_file
    from soctrang_analysis.output.files import write_tables
    from soctrang_analysis.output.tables import bundled_tables
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
        tables = {name: getattr(plan, name) for name in TABLES}
        if path is None:
            progress.update(task, description="Tính toán / computing")
            tables = bundled_tables()
        progress.update(task, description="Ghi bảng / writing the tables")
        write_tables(tables, out)
    summary(tables, out)
    return plan.findings


@app.command()
def build(
    out: Out = Path("data/processed"),
    figures_out: Annotated[
        Path, typer.Option("--figures", help="Thư mục ghi hình / folder for figures.")
    ] = Path("figures"),
) -> None:
    """Đọc data/raw, ghi bảng, sổ Excel, hình / write tables, workbook, figures.

    Ví dụ / example: soctrang build --out data/processed --figures figures
    """
    from soctrang_analysis.output.figures import export_figures
    from soctrang_analysis.output.workbook import FILE_NAME, export_workbook

    _write(None, out, strict=True)
    export_workbook(out / FILE_NAME)
    index = export_figures(figures_out)
    show(
        "Hình / figures",
        ["thư mục / folder", ""],
        [[str(figures_out), str(len(index))]],
    )


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
    exit_on_errors(findings)


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
    show(f"Phát hiện / findings: {len(findings)}", columns, cells(ranked[columns]))
    exit_on_errors(findings)


@app.command()
def figures(
    out: Out = Path("figures"),
    formats: Annotated[
        str, typer.Option("--formats", help="png,svg,pdf, cách nhau bởi dấu phẩy.")
    ] = "png,svg",
    langs: Annotated[str, typer.Option("--langs", help="vi,en.")] = "vi,en",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Chỉ hình này, có thể lặp lại / only this figure."),
    ] = None,
) -> None:
    """Vẽ mọi hình vào thư mục / write every figure and its index.

    Ví dụ / example: soctrang figures --out hinh --formats png,pdf --only budget
    """
    from soctrang_analysis.output.figures import export_figures

    index = export_figures(
        out, formats=formats.split(","), langs=langs.split(","), only=only or None
    )
    rows = index[["file", "title"]].to_numpy().tolist()
    show(f"Đã ghi vào / written to {out}", ["tệp / file", "tên / title"], rows)


@app.command()
def workbook(
    out: Annotated[Path, typer.Option("--out", help="Tệp .xlsx / file.")] = Path(
        "soc-trang-children-plan.xlsx"
    ),
) -> None:
    """Ghi sổ Excel: mọi bảng và biểu đồ sửa được / write the Excel workbook.

    Ví dụ / example: soctrang workbook --out ke-hoach.xlsx
    """
    from soctrang_analysis.output.workbook import export_workbook

    typer.echo(f"Đã ghi / written: {export_workbook(out)}")


@app.command()
def lab(
    folder: Annotated[
        Path, typer.Argument(help="Thư mục sổ tay / folder of notebooks.")
    ] = Path("notebooks"),
) -> None:
    """Mở JupyterLab trên các sổ tay / open JupyterLab on the notebooks.

    Ví dụ / example: soctrang lab notebooks
    """
    import subprocess

    if not any(folder.glob("*.ipynb")):
        raise PlanError(
            str(folder),
            expected="a folder with notebooks",
            found="none",
            do="name the folder: soctrang lab FOLDER",
        )
    # The kernel "python3" of this environment is the one the package is in.
    raise SystemExit(subprocess.call([sys.executable, "-m", "jupyterlab", str(folder)]))


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

    table = compare_plans(targets_of(a), targets_of(b))
    write_tables({"comparison": table}, out)
    counts = table["more_ambitious"].value_counts()
    words = {
        "a": f"A tham vọng hơn / A asks more ({a})",
        "b": f"B tham vọng hơn / B asks more ({b})",
        "same": "như nhau / the same",
        "not_comparable": "không so được / not comparable",
    }
    show(
        f"Đã ghi / written to {out}",
        ["kết quả / result", "số / count"],
        [[words[k], str(counts.get(k, 0))] for k in words],
    )
    differing = table[table["more_ambitious"].ne("same") | table["note"].ne("")]
    show(
        "Chỗ khác nhau / differences",
        list(table.columns),
        differing.astype(object)
        .where(differing.notna(), "")
        .astype("str")
        .to_numpy()
        .tolist(),
    )


@app.command("assess")
def assess_command(
    file: Annotated[
        Path | None,
        typer.Argument(help="Bảng .csv/.xlsx; bỏ trống: số liệu kèm theo / values."),
    ] = None,
    as_of: Annotated[
        float, typer.Option("--as-of", help="Năm đánh giá / year of the assessment.")
    ] = 2026,
    area: Annotated[
        list[str] | None,
        typer.Option("--area", help="Địa bàn, có thể lặp lại / area, may be repeated."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Thư mục ghi bảng / folder for the table."),
    ] = None,
) -> None:
    """Tiến độ từng chỉ tiêu: kết luận, khoảng cách, khả năng đạt / print the board.

    Ví dụ / example: soctrang assess so-lieu.xlsx --as-of 2026 --area "Sóc Trăng"
    """
    from soctrang_analysis.analysis.progress import assess
    from soctrang_analysis.output.files import write_tables
    from soctrang_analysis.reading.bundled import load_observations
    from soctrang_analysis.reading.observations import read_observations

    values = load_observations() if file is None else read_observations(file)
    table = assess(values, as_of=as_of, areas=area or None)
    if out:
        write_tables({"progress": table}, out)
    known = lookup("statuses", "status")
    board = table.assign(
        status=[
            f"{known[s]['name_vi']} / {known[s]['name_en']}" for s in table["status"]
        ],
        chance=(100 * table["chance"]).round(0),
    )
    columns = [*BOARD]
    board = board[columns].round({"gap_good": 2, "required_per_year": 3})
    seen = board[table["n"].gt(0)]
    show(f"Tiến độ / progress, {as_of:g}", columns, cells(seen))
    names = board["status"].value_counts()
    rows = [[str(name), str(count)] for name, count in names.items()]
    show("Kết luận / status", ["", ""], rows)


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
