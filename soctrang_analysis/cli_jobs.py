"""Commands that make something: tables, figures, workbook, brief, an assessment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soctrang_analysis.cli_options import (
    Area,
    AsOf,
    File,
    Framework,
    Out,
    PlanFile,
    Strict,
    Values,
    app,
    inputs_of,
)  # fmt: skip
from soctrang_analysis.facts import label


@app.command()
def build(
    plan: PlanFile = None,
    observations: Values = None,
    as_of: AsOf = None,
    out: Annotated[Path | None, typer.Option("--out", help="Thư mục / folder.")] = None,
    figures_out: Annotated[
        Path | None, typer.Option("--figures", help="Thư mục ghi hình / for figures.")
    ] = None,
    area: Area = None,
    framework: Framework = None,
    strict: Strict = True,
) -> None:
    """Làm mọi việc: bảng, tệp Excel, hình / write tables, workbook and figures.

    Ví dụ / example: soctrang build --plan ke-hoach.docx --observations so-lieu.xlsx
    --as-of 2026 --out ket-qua
    """
    from soctrang_analysis.output.build import build as build_all
    from soctrang_analysis.output.console import show, show_summary, steps

    folder = out or Path("data/processed")
    pictures = figures_out or (out / "figures" if out else Path("figures"))
    with steps() as step:
        inputs = inputs_of(
            plan, observations, as_of, area=area, framework=framework, strict=strict
        )
        tables, index = build_all(inputs, folder, pictures, step=step)
    show_summary(tables, folder)
    rows = [["*.png, *.svg", str(len(index))]]
    show(f"{label('written')} {pictures}", [label("file"), label("number")], rows)


@app.command()
def parse(
    file: File,
    out: Out = Path("parsed"),
    area: Area = None,
    framework: Framework = None,
    strict: Strict = False,
) -> None:
    """Chỉ đọc một kế hoạch và ghi các bảng / only read a plan and write its tables.

    Ví dụ / example: soctrang parse ke-hoach.docx --out bang
    """
    from soctrang_analysis.output.console import show_summary, steps, tell_errors
    from soctrang_analysis.output.files import write_tables
    from soctrang_analysis.reading.plan import TABLES

    with steps() as step:
        found = inputs_of(str(file), area=area, framework=framework, strict=strict).plan
        tables = {name: getattr(found, name) for name in TABLES}
        step("writing")
        own = found.source["title_vi"]
        write_tables(tables, out, kind="parse", of=found.title, title=own)
    show_summary(tables, out)
    if tell_errors(found.findings):
        raise typer.Exit(1)


@app.command()
def figures(
    plan: PlanFile = None,
    observations: Values = None,
    as_of: AsOf = None,
    out: Out = Path("figures"),
    area: Area = None,
    framework: Framework = None,
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
    from soctrang_analysis.output.console import cells, show
    from soctrang_analysis.output.figures import export_figures

    inputs = inputs_of(plan, observations, as_of, area=area, framework=framework)
    index = export_figures(
        inputs.plan, inputs.values, out, as_of=inputs.year, formats=formats.split(","),
        langs=langs.split(","), only=only or None,
    )  # fmt: skip
    rows = cells(index[["file", "title"]])
    show(f"{label('written')} {out}", [label("file"), label("name")], rows)


@app.command()
def workbook(
    plan: PlanFile = None,
    observations: Values = None,
    as_of: AsOf = None,
    out: Annotated[
        Path, typer.Option("--out", help="Tệp .xlsx hoặc thư mục / file or folder.")
    ] = Path("plan.xlsx"),
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Ghi tệp Excel: mọi bảng và biểu đồ sửa được / write the Excel workbook.

    Ví dụ / example: soctrang workbook --plan ke-hoach.docx --as-of 2026 --out a.xlsx
    """
    from soctrang_analysis.output.workbook import FILE_NAME, export_workbook

    inputs = inputs_of(plan, observations, as_of, area=area, framework=framework)
    path = out if out.suffix == ".xlsx" else out / FILE_NAME
    export_workbook(inputs.plan, inputs.values, path, as_of=inputs.year)
    typer.echo(f"{label('written')}: {path}")


@app.command()
def brief(
    plan: PlanFile = None,
    observations: Values = None,
    as_of: AsOf = None,
    out: Annotated[
        Path, typer.Option("--out", help="Tệp .docx hoặc .pdf / Word or PDF file.")
    ] = Path("tom-tat.docx"),
    lang: Annotated[
        str, typer.Option("--lang", help="Ngôn ngữ của văn bản: vi, en / of the text.")
    ] = "vi",
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Viết tóm tắt một trang cho lãnh đạo / write one page for those who decide.

    Ví dụ / example: soctrang brief --out tom-tat.docx --lang vi
    """
    from soctrang_analysis.output.brief import export_brief

    inputs = inputs_of(plan, observations, as_of, area=area, framework=framework)
    export_brief(inputs.plan, inputs.values, out, as_of=inputs.year, lang=lang)
    typer.echo(f"{label('written')}: {out}")


@app.command()
def assess(
    plan: PlanFile = None,
    observations: Values = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục ghi bảng / for the table.")
    ] = None,
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Tình hình thực hiện từng chỉ tiêu / print where each target stands.

    Ví dụ / example: soctrang assess --plan ke-hoach.docx --observations so-lieu.xlsx
    --as-of 2026
    """
    from soctrang_analysis.output.console import show_board, show_tipping
    from soctrang_analysis.output.files import write_tables
    from soctrang_analysis.output.tables import build_tables, near, written

    inputs = inputs_of(plan, observations, as_of, area=area, framework=framework)
    only = ("observations", "progress", "tipping")
    tables = build_tables(inputs.plan, inputs.values, as_of=inputs.year, only=only)
    if out:
        files = {name: written(tables)[name] for name in only[1:]}
        own, of = inputs.plan.source["title_vi"], inputs.plan.title
        write_tables(files, out, kind="assess", of=of, title=own)
    shown = near(inputs.plan, tables)
    show_board(shown["progress"], inputs.year)
    show_tipping(shown["tipping"])


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def lab(context: typer.Context) -> None:
    """Mở JupyterLab trên thư mục notebook / open JupyterLab on a folder of notebooks.

    Mọi tùy chọn khác được chuyển cho jupyter / further options go to jupyter.

    Ví dụ / example: soctrang lab notebooks --no-browser
    """
    from soctrang_analysis.output.lab import open_lab

    raise SystemExit(open_lab(context.args))
