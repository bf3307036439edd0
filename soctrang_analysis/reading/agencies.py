"""Section on the organisation of work -> who leads or joins which target."""

from __future__ import annotations

import re
from typing import Any

from soctrang_analysis.metadata import lookup
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold

_START = re.compile(r"\s*(?:[IVX]+|\d+)\s*[.)]\s*TỔ CHỨC THỰC HIỆN", re.IGNORECASE)
_HEADING = re.compile(
    r"\s*\d{1,2}\s*[.)]\s*(?:Đề nghị\s+)?([^:]{3,90}?)\s*(?::\s*(.*))?$", re.DOTALL
)
_AGENCY = re.compile(
    r"(?:Các\s+)?(?:Sở|Công an|Ủy ban|UBND|Ban|Hội|Tỉnh [Đđ]oàn|Văn phòng|Bộ"
    r"|Đoàn|Trung tâm"
    r"|Liên đoàn|Tòa án|Viện|Cục|Báo|Đài|Phòng)\b"
)
_TARGETS = re.compile(
    r"chỉ tiêu\s+((?:số\s+)?\d{1,2}"
    r"(?:\s*(?:,|;|và|-|–|đến)\s*(?:số\s+)?\d{1,2}(?![\d%]))*)"
)


def _numbers(text: str) -> list[int]:
    """Targets of a list such as "1, 2, 8" or "3-6"."""
    out: list[int] = []
    for low, high in re.findall(r"(\d{1,2})(?:\s*(?:-|–|đến)\s*(\d{1,2}))?", text):
        out += range(int(low), int(high or low) + 1)
    return out


def read_agencies(lines: list[Line]) -> list[dict[str, Any]]:
    """Rows of ``agencies``: each target an agency is charged with.

    Parameters
    ----------
    lines : list of Line
        The whole document.

    Returns
    -------
    list of dict
        One per (target_no, agency_vi); ``role`` is ``joint`` where the sentence that
        names the target begins with "Phối hợp", else ``lead``.

    Examples
    --------
    >>> text = ["IV. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế: Thực hiện chỉ tiêu 3, 4."]
    >>> rows = read_agencies([Line(i, t) for i, t in enumerate(text)])
    >>> [row["target_no"] for row in rows]
    [3, 4]
    """
    starts = [i for i, line in enumerate(lines) if _START.match(line.text)]
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    agency = ""
    for line in lines[starts[0] + 1 :] if starts else []:
        text = line.text
        if re.match(r"\s*(?:Nơi nhận|PHỤ LỤC)", text):
            break
        heading = _HEADING.match(text)
        if heading and _AGENCY.match(heading.group(1)):
            agency, text = heading.group(1).strip(" ."), heading.group(2) or ""
        elif re.match(r"\s*\d{1,2}\s*[.)]\s", text):
            agency = ""
        for sentence in re.split(r"(?<=\.)\s+", text):
            joint = fold(sentence).lstrip(" -+").startswith("phối hợp")
            for found in _TARGETS.finditer(fold(sentence)):
                for number in _numbers(found.group(1)) if agency else []:
                    row = _row(
                        number, agency, "joint" if joint else "lead", line.number
                    )
                    rows.setdefault((number, agency), row)
    return list(rows.values())


def _row(target_no: int, agency: str, role: str, line: int) -> dict[str, Any]:
    known = lookup("agencies", "agency_vi").get(agency, {})
    return {
        "target_no": target_no,
        "agency_vi": agency,
        "role": role,
        "agency_en": known.get("agency_en", ""),
        "source_line": line,
    }
