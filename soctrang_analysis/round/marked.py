"""Marked copies to send back: the cells to correct in colour, each with a comment."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import both, said
from soctrang_analysis.output.files import write_file
from soctrang_analysis.output.workbook_layout import lines
from soctrang_analysis.output.workbook_package import finished
from soctrang_analysis.output.workbook_pages import font, letter
from soctrang_analysis.round.key import OWN_SHEET
from soctrang_analysis.round.lists import COLOURS, FIRST, write_list
from soctrang_analysis.round.returns import Returns
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook

WIDTHS = {"kind": 18, "sheet": 20, "place": 9, "found": 28, "wanted": 75}


def mark_forms(
    returns: Returns, paths: str | Path | Iterable[str | Path], out: str | Path
) -> list[Path]:
    """Write a copy of each form with something to correct; the originals stay.

    Parameters
    ----------
    returns : Returns
        From `read_forms` of these files.
    paths : path, or iterable of paths
        The returned forms.
    out : str or Path
        The folder for the copies; it is made where it is missing.

    Returns
    -------
    list of Path
        The copies: cells in colour with a comment in Vietnamese, and in front a sheet
        that lists them. A file that could not be read at all has none.

    Raises
    ------
    PlanError
        If a copy cannot be written.

    Examples
    --------
    >>> import soctrang_analysis as sta
    >>> found = sta.read_forms(sta.soc_trang(), "no-such-file.xlsx")
    >>> mark_forms(found, "no-such-file.xlsx", "marked")
    []
    """
    table, made = returns.problems, []
    for path in dict.fromkeys(
        Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)
    ):
        own = table[table["file"].eq(path.name)]
        if (
            own["rule"].isin(["file", "same_name"]).any()
            or own["severity"].eq("info").all()
        ):
            continue
        name = said("words/round", "marked_name", "vi", name=path.stem)
        made.append(write_file(_marked(path, own), Path(out) / f"{name}.xlsx"))
    return made


def _marked(path: Path, problems: pd.DataFrame) -> bytes:
    """The workbook with its cells marked and the list in front."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for row in problems[problems["cell"].ne("")].to_dict("records"):
        if row["sheet"] in book.sheetnames:
            _mark(book[row["sheet"]][row["cell"]], row)
    _write_list(book, path.name, problems)
    data = io.BytesIO()
    book.save(data)
    return finished(data.getvalue(), {}, {})


def _kind(severity: str, lang: str = "vi") -> str:
    return said("words/round", f"severity_{severity}", lang)


def _mark(cell: Any, row: dict[Any, Any]) -> None:
    """Colour and comment of one cell; a comment that is there stays in front."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    text = said(
        "words/round", "comment", "vi", severity=_kind(row["severity"]),
        found=row["found"] or said("words/round", "not_found", "vi"),
        expected=row["expected_vi"],
    )  # fmt: skip
    if isinstance(cell, MergedCell):
        return
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(visible(before + text), said("words/labels", "author", "vi"))
    cell.comment.width, cell.comment.height = 320, 40 + 18 * lines(before + text, 45)
    cell.fill = PatternFill("solid", fgColor=COLOURS[row["severity"]])


def _write_list(book: Workbook, file: str, problems: pd.DataFrame) -> None:
    """The sheet in front: each cell with what was found and what is expected."""
    name = said("words/round", "marks_sheet", "vi")
    if name in book.sheetnames:  # a marked copy that came back
        del book[name]
    sheet = book.create_sheet(name, 0)
    rank = {kind: place for place, kind in enumerate(COLOURS)}
    order = problems.sort_values("severity", key=lambda c: c.map(rank), kind="stable")
    told = order.to_dict("records")
    titles = [said("words/round", "marked_title", x, file=file) for x in facts.LANGS]
    above = [*titles, both("words/round", "marked_note")]
    heads = [(both("words/round", head), width) for head, width in WIDTHS.items()]
    write_list(sheet, above, heads, [(row["severity"], _cells(row)) for row in told])
    for i, row in enumerate(told, start=FIRST):
        if row["cell"]:
            sheet.cell(i, 3).hyperlink = f"#'{row['sheet']}'!{row['cell']}"
            sheet.cell(i, 3).font = font(color="0563C1", underline="single")
    sheet.cell(1, len(WIDTHS) + 1, OWN_SHEET)
    sheet.column_dimensions[letter(len(WIDTHS) + 1)].hidden = True
    book.active = 0


def _cells(row: dict[Any, Any]) -> list[str]:
    """One line of the list."""
    kind = both("words/round", f"severity_{row['severity']}")
    texts = [row[f"expected_{lang}"] for lang in facts.LANGS]
    return [kind, row["sheet"], row["cell"], row["found"], "\n".join(texts)]
