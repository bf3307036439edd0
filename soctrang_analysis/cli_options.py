"""Options that several commands share: Vietnamese help first."""

from pathlib import Path
from typing import Annotated

import typer

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
