"""The mended annex -> the tables ``budget`` and ``budget_repairs``."""

from __future__ import annotations

import re
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.numerals import parse_number, show
from soctrang_analysis.reading.annex import TOTAL, Annex, Row, read_annex, walk
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.edits import Edit
from soctrang_analysis.reading.mend import Solution, mend
from soctrang_analysis.reading.text import fold

Rows = list[dict[str, Any]]
_GRAND = re.compile(
    r"tổng kinh phí[^.;]*?(\d{1,3}(?:\.\d{3}){2,})\s*đồng\s*(?:\(([^)]*)\))?"
)


def grand_total(lines: list[Line]) -> tuple[int, str, int] | None:
    """The total the text states: đồng in digits, in words, and its line.

    Examples
    --------
    >>> text = "Tổng kinh phí là 2.000.000 đồng (Hai triệu đồng)."
    >>> grand_total([Line(7, text)])
    (2000000, 'hai triệu đồng', 7)
    """
    for line in lines:
        if match := _GRAND.search(fold(line.text)):
            return int(parse_number(match.group(1))), match.group(2) or "", line.number
    return None


def amount_in_words(amount: int) -> str:
    """An amount in Vietnamese words, to compare with the text's.

    Examples
    --------
    >>> amount_in_words(2000000)
    'hai triệu đồng'
    """
    from num2words import num2words

    return f"{num2words(amount, lang='vi')} đồng"


def same_words(a: str, b: str) -> bool:
    """Whether two amounts in words are the same but for commas and spaces.

    Examples
    --------
    >>> same_words("hai tỷ, hai trăm đồng", "Hai tỷ hai trăm đồng")
    True
    """
    return re.findall(r"\w+", fold(a)) == re.findall(r"\w+", fold(b))


def read_budget(
    lines: list[Line], digest: str = ""
) -> tuple[Rows, Rows, Annex | None, Solution]:
    r"""Rows of ``budget`` and ``budget_repairs``, the annex as printed, and its mend.

    Parameters
    ----------
    lines : list of Line
        The whole document.

    Returns
    -------
    budget, repairs : list of dict
        One per (line_id, year); one per mended row.
    annex : Annex or None
        None where the document has no annex.
    solution : dict
        line_id -> Edit.

    Raises
    ------
    ParseError, MendError
        If the annex cannot be read, or has no single mend.

    Examples
    --------
    >>> rows = ["ĐVT: đồng", "STT\tNội dung\t2022\t2023", "1\tA\t5\t7",
    ...         "Tổng cộng\t\t5\t7"]
    >>> budget, _, _, _ = read_budget([Line(i, r) for i, r in enumerate(rows, 1)])
    >>> [row["amount_vnd"] for row in budget]
    [5, 7]
    """
    annex = read_annex(lines)
    if annex is None:
        return [], [], None, {}
    stated = grand_total(lines)
    solution = mend(annex, stated[0] if stated else None)
    english = facts.budget_lines(digest)
    budget = [
        {**x, "item_en": english.get(row.item_vi, {}).get("item_en", "")}
        for row in walk(annex.rows)
        for x in _lines(row, annex, solution[row.line_id])
    ]
    mended = [*walk(annex.rows), *([annex.total] if annex.total else [])]
    repairs = [
        _repair(row, annex, solution) for row in mended if solution[row.line_id].defects
    ]
    return budget, repairs, annex, solution


def yearly_totals(annex: Annex, solution: Solution) -> Rows:
    """Rows of ``budget_totals``: the items added up, beside the printed total row.

    Examples
    --------
    >>> a, total = (Row(i, "", "", "", 1, "", [5, 7]) for i in ("1", "total"))
    >>> solution = {i: Edit((5, 7)) for i in ("1", "total")}
    >>> yearly_totals(Annex([2022, 2023], 1, "", [a], total, 1), solution)[0]
    {'year': 2022, 'lines_vnd': 5, 'printed_vnd': 5, 'agrees': True, 'source_line': 1}
    """
    out = []
    for i, year in enumerate(annex.years):
        added = sum(solution[row.line_id].amounts[i] for row in annex.rows)
        printed = solution[TOTAL].amounts[i] if annex.total else None
        agrees = None if printed is None else added == printed
        line = annex.total.line if annex.total else None
        facts_of = {"year": year, "lines_vnd": added, "printed_vnd": printed}
        out.append({**facts_of, "agrees": agrees, "source_line": line})
    return out


def _lines(row: Row, annex: Annex, edit: Edit) -> Rows:
    return [
        {
            "line_id": row.line_id,
            "year": year,
            "parent_id": row.parent_id,
            "item_vi": row.item_vi,
            "agency_vi": row.agency_vi,
            "amount_vnd": amount,
            "status": "repaired" if edit.defects else "printed",
            "source_line": row.line,
        }
        for year, amount in zip(annex.years, edit.amounts, strict=True)
    ]


def _repair(row: Row, annex: Annex, solution: Solution) -> dict[str, Any]:
    edit = solution[row.line_id]
    return {
        "line_id": row.line_id,
        "defect": edit.defects[0],
        "printed": row.printed,
        "repaired": " | ".join(show(a / annex.scale) for a in edit.amounts),
        "proof": "; ".join(_proof(row, annex, solution)),
    }


def _proof(row: Row, annex: Annex, solution: Solution) -> list[str]:
    """The sums that hold: the row's own total, then year by year parts and whole."""

    def add(amounts: tuple[int, ...] | list[int], total: int) -> str:
        added = " + ".join(show(a / annex.scale) for a in amounts)
        return f"{added} = {show(total / annex.scale)}"

    edit = solution[row.line_id]
    proof = [add(edit.amounts, edit.total)] if edit.total is not None else []
    every = {r.line_id: r for r in walk(annex.rows)}
    whole = (
        annex.total if row.line_id == TOTAL else every.get(row.parent_id) or annex.total
    )
    groups = []
    if row.parts or row.line_id == TOTAL:
        groups.append((row.line_id, row.parts or annex.rows))
    if whole is not None and row.line_id != TOTAL:
        groups.append((whole.line_id, whole.parts or annex.rows))
    for name, parts in groups:
        for i, year in enumerate(annex.years):
            amounts = [solution[p.line_id].amounts[i] for p in parts]
            proof.append(f"{name} {year}: {add(amounts, solution[name].amounts[i])}")
    return proof
