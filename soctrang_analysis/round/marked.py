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
from soctrang_analysis.output.workbook_package import finished
from soctrang_analysis.output.workbook_pages import (
    font,
    letter,
    lines,
    set_print,
    write_cell,
)
from soctrang_analysis.round.key import OWN_SHEET
from soctrang_analysis.round.returns import Returns
from soctrang_analysis.texts import visible

if TYPE_CHECKING:
    from openpyxl import Workbook

FILLS = {"error": "F4B183", "warning": "FFD966", "info": "DDEBF7"}
WIDTHS = {"kind": 14, "sheet": 16, "place": 8, "found": 30, "wanted": 62}
FIRST = 4


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
        if own["rule"].eq("file").any() or own["severity"].eq("info").all():
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
        found=row["found"] or both("words/round", "not_found").split(" / ")[0],
        expected=row["expected_vi"],
    )  # fmt: skip
    if isinstance(cell, MergedCell):
        return
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(visible(before + text), said("words/labels", "author", "vi"))
    cell.comment.width, cell.comment.height = 320, 40 + 18 * lines(before + text, 45)
    cell.fill = PatternFill("solid", fgColor=FILLS[row["severity"]])


def _write_list(book: Workbook, file: str, problems: pd.DataFrame) -> None:
    """The sheet in front: each cell with what was found and what is expected."""
    from openpyxl.styles import PatternFill

    name = said("words/round", "marks_sheet", "vi")
    if name in book.sheetnames:  # a marked copy that came back
        del book[name]
    sheet = book.create_sheet(name, 0)
    title = both("words/round", "marked_title", file=file)
    write_cell(sheet, 1, 1, title)
    write_cell(sheet, 2, 1, both("words/round", "marked_note"))
    sheet.cell(1, 1).font, sheet.cell(2, 1).font = font(bold=True, size=13), font()
    for j, (head, width) in enumerate(WIDTHS.items(), start=1):
        write_cell(sheet, FIRST - 1, j, both("words/round", head))
        sheet.cell(FIRST - 1, j).font = font(bold=True)
        sheet.column_dimensions[letter(j)].width = width
    rank = {kind: place for place, kind in enumerate(FILLS)}
    order = problems.sort_values("severity", key=lambda c: c.map(rank), kind="stable")
    for i, row in enumerate(order.to_dict("records"), start=FIRST):
        texts = [row[f"expected_{lang}"] for lang in facts.LANGS]
        kind = both("words/round", f"severity_{row['severity']}")
        cells = [kind, row["sheet"], row["cell"], row["found"], "\n".join(texts)]
        _write_row(sheet, i, cells)
        fill = PatternFill("solid", fgColor=FILLS[row["severity"]])
        sheet.cell(i, 1).fill = fill
        if row["cell"]:
            sheet.cell(i, 3).hyperlink = f"#'{row['sheet']}'!{row['cell']}"
            sheet.cell(i, 3).font = font(color="0563C1", underline="single")
    sheet.cell(1, len(WIDTHS) + 1, OWN_SHEET)
    sheet.column_dimensions[letter(len(WIDTHS) + 1)].hidden = True
    sheet.print_area = f"A1:{letter(len(WIDTHS))}{FIRST + len(problems) - 1}"
    sheet.freeze_panes = f"A{FIRST}"
    set_print(sheet, title, rows=f"{FIRST - 1}:{FIRST - 1}")
    book.active = 0


def _write_row(sheet: Any, i: int, cells: list[str]) -> None:
    from openpyxl.styles import Alignment

    for j, value in enumerate(cells, start=1):
        write_cell(sheet, i, j, value)
        sheet.cell(i, j).font = font()
        sheet.cell(i, j).alignment = Alignment(wrap_text=True, vertical="top")
    pairs = zip(cells, WIDTHS.values(), strict=True)
    sheet.row_dimensions[i].height = 15 * max(lines(v, w) for v, w in pairs)
