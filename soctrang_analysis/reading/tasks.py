"""The narrative half of a plan: its tasks, and the duties of each agency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold

_KINDS = ("duties_section", "tasks_section")  # a heading with both words: duties


def sections(lines: list[Line], kind: str) -> Iterator[tuple[str, Line]]:
    """Lines of the sections whose heading a pattern names, each with its label.

    Examples
    --------
    >>> text = ["II. GIẢI PHÁP", "Tuyên truyền.", "III. KINH PHÍ", "Tiền."]
    >>> lines = [Line(i, t) for i, t in enumerate(text, 1)]
    >>> [line.text for _, line in sections(lines, "tasks_section")]
    ['Tuyên truyền.']
    """
    label = ""
    for line in lines:
        folded = fold(line.text)
        if pattern("text_ends").search(folded):
            return
        heading = pattern("section").match(line.text)
        if heading:
            kinds = (k for k in _KINDS if pattern(k).search(fold(heading["words"])))
            label = heading["label"] if next(kinds, "") == kind else ""
        elif label and folded.strip():
            yield label, line


def agency_of(line: Line) -> tuple[str, str] | None:
    """Agency and first words of a line that opens the duties of an agency.

    Examples
    --------
    >>> agency_of(Line(1, "2. Sở Tư pháp: Hướng dẫn thực hiện."))
    ('Sở Tư pháp', 'Hướng dẫn thực hiện.')
    """
    found = pattern("agency_heading").match(fold(line.text))
    if found is None:
        return None
    start, stop = found.span("name")
    duty = line.text[found.start("duty") :] if found["duty"] else ""
    return line.text[start:stop].strip(" ."), duty


def read_tasks(lines: list[Line]) -> list[dict[str, Any]]:
    """Rows of ``tasks``: one per task, or per duty of an agency.

    Examples
    --------
    >>> text = ["IV. TỔ CHỨC THỰC HIỆN", "1. Sở Y tế", "Thực hiện chỉ tiêu 3."]
    >>> rows = read_tasks([Line(i, t) for i, t in enumerate(text, 1)])
    >>> rows[0]["agency_vi"], rows[0]["text_vi"], rows[0]["source_line"]
    ('Sở Y tế', 'Thực hiện chỉ tiêu 3.', 3)
    """
    rows: list[dict[str, Any]] = []
    for kind in reversed(_KINDS):
        place = {"heading_vi": "", "agency_vi": ""}
        for section, line in sections(lines, kind):
            place, text = _placed(line, place, duties=kind == "duties_section")
            if rows and text[:1].islower():  # a page break cuts a sentence
                rows[-1]["text_vi"] += f" {text}"
            elif text:
                own = {"section": section, "text_vi": text, "source_line": line.number}
                rows.append({**own, **place})
    return [{"task_id": f"{r['section']}-{r['source_line']}", **r} for r in rows]


def _placed(
    line: Line, place: dict[str, str], *, duties: bool
) -> tuple[dict[str, str], str]:
    """The heading and agency a line stands under, and its words as a task."""
    opened = agency_of(line) if duties else None
    numbered = pattern("numbered").match(line.text)
    if opened:
        return {"heading_vi": opened[0], "agency_vi": opened[0]}, opened[1]
    if numbered:
        heading = {"heading_vi": numbered["words"].strip(), "agency_vi": ""}
        return heading, line.text.strip() if duties else ""
    return place, line.text.strip()
