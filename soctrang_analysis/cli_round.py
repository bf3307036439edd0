"""Commands of the half-yearly round: forms, returns, report, who has sent what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soctrang_analysis import facts
from soctrang_analysis.cli_options import (
    Area,
    Framework,
    Out,
    PlanFile,
    Values,
    app,
    inputs_of,
)

Period = Annotated[
    str,
    typer.Option(
        "--period",
        help="2026-H1: 6 tháng đầu năm; 2026-H2: cả năm / the half, or the whole year.",
    ),
]
RecordFile = Annotated[
    Path, typer.Option("--record", help="Sổ số liệu .csv / the record.")
]

AcceptValid = Annotated[
    bool,
    typer.Option(
        "--accept-valid",
        help="Lấy phần đúng của tệp có lỗi / take what is right of a faulty file.",
    ),
]
Marked = Annotated[
    Path | None,
    typer.Option(
        "--marked",
        help="Thư mục ghi bản đánh dấu để gửi lại / for copies to send back.",
    ),
]


def _said(key: str) -> str:
    return facts.both("words/round", key)


@app.command()
def forms(
    period: Period,
    out: Out,
    plan: PlanFile = None,
    observations: Values = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Sổ số liệu đã có / the record so far."),
    ] = None,
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Lập biểu mẫu báo cáo cho từng cơ quan / write the form of each agency.

    Ví dụ / example: soctrang forms --period 2026-H2 --out bieu-mau
    """
    from soctrang_analysis.output.console import show
    from soctrang_analysis.round.forms import make_forms
    from soctrang_analysis.round.returns import known_values

    inputs = inputs_of(plan, observations, area=area, framework=framework)
    known = known_values(inputs.plan, inputs.values, record)
    paths = make_forms(inputs.plan, known, period, out)
    show(f"{_said('written')}: {out}", [_said("file")], [[p.name] for p in paths])


@app.command()
def ingest(
    files: Annotated[
        list[Path], typer.Argument(help="Biểu mẫu gửi về .xlsx / returned forms.")
    ],
    record: RecordFile,
    received: Annotated[
        str, typer.Option("--received", help="Ngày nhận: 2026-12-10 / day of receipt.")
    ],
    who: Annotated[str, typer.Option("--who", help="Người ghi / who takes it down.")],
    accept_valid: AcceptValid = False,
    marked: Marked = None,
    plan: PlanFile = None,
    observations: Values = None,
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Đọc biểu mẫu gửi về, ghi vào sổ số liệu; mã thoát 1 nếu có lỗi / take returns in.

    Ví dụ / example: soctrang ingest gui-ve/*.xlsx --record so-lieu-ky.csv
    --received 2026-12-10 --who "Nguyễn Văn An" --marked can-sua
    """
    from soctrang_analysis.output.console import show_returns
    from soctrang_analysis.round.marked import mark_forms
    from soctrang_analysis.round.record import append_record, check_file
    from soctrang_analysis.round.returns import read_forms

    check_file(record)
    inputs = inputs_of(plan, observations, area=area, framework=framework)
    found = read_forms(
        inputs.plan, files, values=inputs.values, record=record,
        accept_valid=accept_valid,
    )  # fmt: skip
    new = append_record(record, found, received=received, who=who)
    copies = mark_forms(found, files, marked) if marked else []
    show_returns(found.problems, new, [path.name for path in copies], record)
    if found.problems["severity"].eq("error").any():
        if not accept_valid:
            typer.echo(_said("not_taken"), err=True)
        raise typer.Exit(1)


@app.command()
def report(
    period: Period,
    out: Annotated[
        Path, typer.Option("--out", help="Tệp .docx hoặc .html / Word or HTML file.")
    ],
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Sổ số liệu .csv; bỏ trống: chưa có / none yet."),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", help="Ngôn ngữ của văn bản: vi, en / of the text.")
    ] = "vi",
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            help="half: báo cáo kỳ; year: năm; mid-term: sơ kết; final: tổng kết.",
        ),
    ] = "half",
    plan: PlanFile = None,
    observations: Values = None,
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Viết báo cáo của kỳ từ sổ số liệu / write the report of a round.

    Ví dụ / example: soctrang report --period 2026-H2 --record so-lieu-ky.csv
    --lang vi --out bao-cao.docx
    """
    from soctrang_analysis.round.report import write_report
    from soctrang_analysis.schema import conform

    inputs = inputs_of(plan, observations, area=area, framework=framework)
    write_report(
        inputs.plan, conform([], "record") if record is None else record, out,
        values=inputs.values, period=period, lang=lang, kind=kind,
    )  # fmt: skip
    typer.echo(f"{facts.label('written')}: {out}")


@app.command()
def status(
    record: RecordFile,
    period: Period,
    today: Annotated[
        str, typer.Option("--today", help="Ngày lập danh sách: 2026-12-10 / the day.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Danh sách một trang .xlsx / a list of one page."),
    ] = None,
    plan: PlanFile = None,
    area: Area = None,
    framework: Framework = None,
) -> None:
    """Cơ quan nào đã gửi gì, chậm gì / which agency has sent what, what is late.

    Ví dụ / example: soctrang status --record so-lieu-ky.csv --period 2026-H2
    --today 2026-12-16 --out tinh-hinh.xlsx
    """
    from soctrang_analysis.output.console import show_table
    from soctrang_analysis.round.record import check_file
    from soctrang_analysis.round.status import round_status, write_status

    check_file(record)
    chosen = inputs_of(plan, area=area, framework=framework).plan
    table = round_status(chosen, record, period=period, today=today)
    brief = ["agency", "period", "state", "days_over", "missing"]
    show_table(_said("status_sheet"), "round_status", table, brief)
    if out:
        typer.echo(write_status(chosen, table, out, today=today))
