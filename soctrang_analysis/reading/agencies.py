"""Section on the organisation of work -> who leads or joins which target."""

from __future__ import annotations

import re
from typing import Any

from soctrang_analysis import facts
from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.tasks import agency_of, sections
from soctrang_analysis.reading.text import fold


def _numbers(text: str) -> list[int]:
    """Targets of a list such as "1, 2, 8" or "3-6"."""
    out: list[int] = []
    for low, high in re.findall(r"(\d{1,2})(?:\s*(?:-|–|đến)\s*(\d{1,2}))?", text):
        out += range(int(low), int(high or low) + 1)
    return out


def read_agencies(lines: list[Line]) -> list[dict[str, Any]]:
    """Rows of ``agencies`` as the document has them: each target one leads or joins.

    Examples
    --------
    >>> text = ["IV. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế: Thực hiện chỉ tiêu 3, 4."]
    >>> rows = read_agencies([Line(i, t) for i, t in enumerate(text)])
    >>> [row["target_no"] for row in rows]
    [3, 4]
    """
    english = facts.column("words/agencies", "agency_en")
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    agency = ""
    for _, line in sections(lines, "duties_section"):
        text = line.text
        if opened := agency_of(line):
            agency, text = opened
        elif pattern("numbered").match(text):
            agency = ""
        for sentence in re.split(r"(?<=\.)\s+", fold(text)) if agency else []:
            role = "joint" if pattern("joint").match(sentence) else "lead"
            found = {"role": role, "source_line": line.number}
            found |= {"agency_vi": agency, "agency_en": english.get(agency, "")}
            for targets in pattern("agency_targets").finditer(sentence):
                for number in _numbers(targets["list"]):
                    rows.setdefault((number, agency), {"target_no": number, **found})
    return list(rows.values())
