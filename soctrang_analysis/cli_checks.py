"""Commands that look back: findings, the way of a number, a clause, old forecasts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soctrang_analysis.cli_options import (
    Area,
    AsOf,
    Framework,
    Out,
    PlanFile,
    Values,
    app,
    inputs_of,
)
from soctrang_analysis.facts import label
from soctrang_analysis.output.spoken import LANGS

SIDE = "Tệp .txt/.docx, soctrang hoặc national / a file, or soctrang, or national."


@app.command()
def audit(
    file: Annotated[str | None, typer.Argument(help="Như --plan / as --plan.")] = None,
    plan: PlanFile = None,
    area: Area = None,
    framework: Framework = None,
    comments: Annotated[
        Path | None,
        typer.Option(
            "--comments",
            help="Ghi ý kiến vào một bản sao .docx / write comments into a copy.",
        ),
    ] = None,
) -> None:
    """In các phát hiện; mã thoát 1 nếu có lỗi / print findings; exit 1 on an error.

    Ví dụ / example: soctrang audit ke-hoach.docx --comments ke-hoach-co-y-kien.docx
    """
    from soctrang_analysis.output.comments import write_comments
    from soctrang_analysis.output.console import show_findings, tell_errors

    inputs = inputs_of(file or plan, area=area, framework=framework)
    findings = inputs.plan.findings
    show_findings(findings)
    if comments:
        lang = LANGS.get()[0]
        write_comments(inputs.plan, inputs.files["plan"], comments, lang=lang)
        typer.echo(f"{label('written')}: {comments}")
    if tell_errors(findings):
        raise typer.Exit(1)


@app.command()
def trace(
    what: Annotated[
        str, typer.Argument(help="Mã chỉ số hoặc budget / an indicator, or budget.")
    ],
    year: Annotated[int | None, typer.Argument(help="Năm / year.")] = None,
    plan: PlanFile = None,
    observations: Values = None,
    as_of: AsOf = None,
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Từ một con số về dòng văn bản và công thức / from a number to line and formula.

    Ví dụ / example: soctrang trace 3b 2030; soctrang trace budget 2026
    """
    from soctrang_analysis.output import trace as way
    from soctrang_analysis.output.console import cells, show
    from soctrang_analysis.output.tables import build_tables

    inputs = inputs_of(plan, observations, as_of, area=area, framework=framework)
    lines = way.line_texts(inputs.files["plan"])
    if what == way.BUDGET:
        table = way.trace_budget(inputs.plan, lines, year or 0)
    else:
        tables = build_tables(
            inputs.plan, inputs.values, as_of=inputs.year, only=way.NEEDS
        )
        table = way.trace_indicator(inputs.plan, tables, lines, what, year)
    title = label("trace_of", name=f"{what} {year or ''}".strip())
    show(title, [label(c) for c in table.columns], cells(table))


@app.command()
def explain(
    clause: Annotated[str, typer.Argument(help="Một chỉ tiêu / one target.")],
    framework: Framework = None,
) -> None:
    """Cho thấy một câu được đọc ra sao / show how a clause is read; exit 1 if refused.

    Ví dụ / example: soctrang explain "Tỷ lệ lao động trẻ em xuống 4,5% vào năm 2030"
    """
    from soctrang_analysis.output.console import show_explanation
    from soctrang_analysis.reading.explain import explain as explained

    found = explained(clause, **({"framework": framework} if framework else {}))
    show_explanation(found)
    if found.errors:
        raise typer.Exit(1)


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
    from soctrang_analysis.output.console import show_comparison, tell_errors
    from soctrang_analysis.output.files import write_tables
    from soctrang_analysis.output.inputs import plan_of

    sides = [plan_of(name) for name in (a, b)]
    for side in sides:
        tell_errors(side.findings)
    table = compare_plans(*sides)
    of = " / ".join(side.title for side in sides)
    write_tables({"comparison": table}, out, kind="compare", of=of)
    show_comparison(table, (a, b), out)


@app.command()
def backtest(
    file: Annotated[
        Path, typer.Argument(help="Chuỗi số liệu .csv hoặc .xlsx / series of values.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục ghi bảng / for the tables.")
    ] = None,
    framework: Framework = None,
) -> None:
    """Kiểm tra xác suất trên chuỗi số liệu cũ / check the chances on old series.

    Cột / columns: indicator_id, area, year, value (scale, direction).

    Ví dụ / example: soctrang backtest so-lieu.csv --out kiem-tra
    """
    from soctrang_analysis.analysis.backtest import backtest as tried
    from soctrang_analysis.output.console import show_backtest
    from soctrang_analysis.output.files import write_tables

    found = tried(file, framework=framework or "decision-23")
    tables = {
        "backtest_scores": found.scores,
        "backtest_reliability": found.reliability,
    }
    if out:
        write_tables(tables, out, kind="backtest", of=file.name)
    show_backtest(*tables.values())
