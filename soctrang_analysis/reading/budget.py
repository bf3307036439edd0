"""The mended annex -> the tables ``budget`` and ``budget_repairs``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError
from soctrang_analysis.facts import pattern
from soctrang_analysis.numerals import parse_exact
from soctrang_analysis.reading.annex import WHOLE, Annex, Row, read_annex, walk
from soctrang_analysis.reading.annex_cells import MOST
from soctrang_analysis.reading.annex_heading import annex_error, plain
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.edits import Amounts
from soctrang_analysis.reading.mend import mend
from soctrang_analysis.reading.sums import Solution, groups, yearly

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Stated:
    """The total the text states: in đồng (None where unreadable), words, line."""

    amount: int | None
    printed: str
    words: str
    line: int


def grand_total(lines: list[Line]) -> Stated | None:
    """The total the text states.

    >>> grand_total([Line(7, "Tổng kinh phí là 2 triệu đồng (Hai triệu đồng).")])
    Stated(amount=2000000, printed='2 triệu', words='hai triệu đồng', line=7)
    """
    for line in lines:
        if match := pattern("grand_total").search(plain(line.text)):
            words, scale = match["words"] or "", match["scale"] or ""
            printed = f"{match['number']} {scale}".strip()
            amount = _stated(match["number"], scale or "đồng")
            return Stated(amount, printed, words, line.number)
    return None


def _stated(number: str, scale: str) -> int | None:
    """A stated amount in đồng, None where it cannot be read as whole đồng."""
    worth = int(facts.column("words/money_units", "vnd")[scale])
    text = number.replace(" ", "")
    decimal = re.fullmatch(r"\d+,\d+", text)  # "2,292 tỷ": a comma is a decimal here
    try:
        value = Decimal(text.replace(",", ".")) if decimal else parse_exact(text)
    except PlanError:
        return None
    amount = value * worth
    return int(amount) if amount == int(amount) else None


def amount_in_words(amount: int) -> str:
    """An amount in Vietnamese words, to compare with the text's.

    >>> amount_in_words(2000000)
    'hai triệu đồng'
    """
    from num2words import num2words

    return f"{num2words(amount, lang='vi')} đồng"


def same_words(a: str, b: str) -> bool:
    """Whether two amounts in words are the same but for commas and spaces.

    >>> same_words("hai tỷ, hai trăm đồng", "Hai tỷ hai trăm đồng")
    True
    """
    return re.findall(r"\w+", plain(a)) == re.findall(r"\w+", plain(b))


def read_budget(
    lines: list[Line], digest: str = ""
) -> tuple[Rows, Rows, Annex | None, Solution]:
    """Rows of ``budget`` and ``budget_repairs``, the annex as printed, and its mend."""
    annex = read_annex(lines)
    if annex is None:
        return [], [], None, {}
    stated = grand_total(lines)
    solution = mend(annex, stated.amount if stated else None)
    if sum(yearly(annex, solution)) > MOST:
        expected, do = f"at most {MOST} đồng in all", "check the unit"
        raise annex_error(annex.line, expected, "more", do)
    known = facts.budget_lines(digest)
    budget = [
        {**line, "item_en": known.get(line["item_vi"], {}).get("item_en", "")}
        for row in walk(annex.rows)
        for line in _lines(row, annex, solution)
    ]
    return budget, [*_repairs(annex, solution)], annex, solution


def yearly_totals(annex: Annex, solution: Solution) -> Rows:
    """Rows of ``budget_totals``: the items added up, beside the printed total row."""
    line = annex.total.line if annex.total else None
    out: Rows = []
    for i, added in enumerate(yearly(annex, solution)):
        printed = solution[WHOLE].amounts[i] if annex.total else None
        agrees = None if printed is None else added == printed
        row = {"year": annex.years[i], "lines_vnd": added, "printed_vnd": printed}
        out.append({**row, "agrees": agrees, "source_line": line})
    return out


def _lines(row: Row, annex: Annex, solution: Solution) -> Rows:
    """Rows of ``budget`` of one line, one per year."""
    edit = solution[row.line_id]
    common = {
        "line_id": row.line_id,
        "parent_id": row.parent_id,
        "item_vi": row.item_vi,
        "agency_vi": row.agency_vi,
        "status": "repaired" if edit.defects else "printed",
        "source_line": row.line,
    }
    cells = zip(annex.years, edit.amounts, strict=True)
    return [{**common, "year": year, "amount_vnd": amount} for year, amount in cells]


def _repairs(annex: Annex, solution: Solution) -> Iterator[dict[str, Any]]:
    """The row of ``budget_repairs`` of each mended line."""
    proofs = _proofs(annex, solution)
    for row in annex.every:
        edit = solution[row.line_id]
        if edit.defects:
            yield {
                "line_id": row.line_id,
                "defect": edit.defects[0],
                "printed": row.printed,
                "repaired": annex.shown(edit.amounts),
                "proof": "; ".join(proofs[row.line_id]),
            }


def _proofs(annex: Annex, solution: Solution) -> dict[str, list[str]]:
    """The sums that hold, by row: its own total, then year by year parts and whole."""

    def add(amounts: Amounts, total: int) -> str:
        return f"{annex.shown(amounts, ' + ')} = {annex.shown((total,))}"

    own: dict[str, list[str]] = {}
    around: dict[str, list[str]] = {name: [] for name in solution}
    for name, edit in solution.items():
        own[name] = [] if edit.total is None else [add(edit.amounts, edit.total)]
    for name, parts in groups(annex):
        amounts = zip(*(solution[part.line_id].amounts for part in parts), strict=True)
        years = zip(annex.years, amounts, solution[name].amounts, strict=True)
        sums = [f"{name} {year}: {add(added, whole)}" for year, added, whole in years]
        own[name] += sums
        for part in parts:
            around[part.line_id] += sums
    return {name: own[name] + around[name] for name in own}
