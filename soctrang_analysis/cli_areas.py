"""The command that lists areas and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from soctrang_analysis.cli_options import app
from soctrang_analysis.facts import label


@app.command()
def areas(
    under: Annotated[
        str | None,
        typer.Option("--under", help="Chỉ đơn vị của địa bàn này / only its units."),
    ] = None,
    area_table: Annotated[
        Path | None,
        typer.Option(
            "--area-table",
            help="Bảng của tỉnh khác: .csv hoặc thư mục / a table of another province.",
        ),
    ] = None,
) -> None:
    """Liệt kê địa bàn, thời gian và nay thuộc đâu / list areas and what became of them.

    Ví dụ / example: soctrang areas --under "Huyện Mỹ Tú"
    """
    from soctrang_analysis.output.console import show_areas
    from soctrang_analysis.reading.areas import read_areas

    show_areas(read_areas(area_table), under)
    typer.echo(label("areas_more"))
