"""Options that several commands share, and the inputs they choose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from soctrang_analysis import facts
from soctrang_analysis.output.spoken import LANGS

if TYPE_CHECKING:
    from soctrang_analysis.output.inputs import Inputs

app = typer.Typer(
    help="Kế hoạch, từ văn bản thành bảng số liệu đáng tin cậy.\n\n"
    "A plan, from document to tables that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.callback()
def speak(
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="Ngôn ngữ của lỗi: vi, en / of errors; else both."),
    ] = None,
) -> None:
    """Choose the language of what the command says."""
    if lang is not None:
        facts.said("words/labels", "error", lang)  # refuses other languages
    LANGS.set(facts.LANGS if lang is None else (lang,))


PlanFile = Annotated[
    str | None,
    typer.Option(
        "--plan",
        help="Văn bản kế hoạch .txt hoặc .docx; bỏ trống: kế hoạch kèm theo gói / "
        "the plan; left out: the bundled one.",
    ),
]
Values = Annotated[
    Path | None,
    typer.Option(
        "--observations",
        help="Số liệu thực tế .csv hoặc .xlsx / observed values.",
    ),
]
AsOf = Annotated[
    float | None,
    typer.Option("--as-of", help="Năm đánh giá / year of the assessment."),
]
Area = Annotated[
    str | None,
    typer.Option(
        "--area", help="Địa bàn, nếu văn bản không nêu / area, if the plan names none."
    ),
]
Framework = Annotated[
    str | None,
    typer.Option(
        "--framework", help="Bộ chỉ số của kế hoạch / indicators it answers to."
    ),
]
Strict = Annotated[
    bool, typer.Option(help="Dừng ở lỗi đầu tiên / stop at the first error.")
]
Out = Annotated[Path, typer.Option("--out", help="Thư mục ghi / folder to write to.")]
File = Annotated[Path, typer.Argument(help="Văn bản .txt hoặc .docx / plan to read.")]


def inputs_of(plan: str | None, *rest: Any, **reading: Any) -> Inputs:
    """The inputs of a command; their notice is the first line printed."""
    from soctrang_analysis.output.inputs import choose

    given = {name: value for name, value in reading.items() if value is not None}
    inputs = choose(plan, *rest, **given)
    typer.echo(inputs.notice)
    return inputs
