"""The narrative half of a plan: its tasks, and the duties of each agency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soctrang_analysis.facts import pattern
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.text import fold


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
            wanted = pattern(kind).search(fold(heading["words"]))
            label = heading["label"] if wanted else ""
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
    for kind in ("tasks_section", "duties_section"):
        heading, agency = "", ""
        for section, line in sections(lines, kind):
            text = line.text.strip()
            numbered = pattern("numbered").match(line.text)
            if kind == "duties_section" and (opened := agency_of(line)):
                agency, text = opened
                heading = agency
            elif numbered:
                heading = numbered["words"].strip()
                text, agency = (text, "") if kind == "duties_section" else ("", "")
            if not text:
                continue
            if rows and text[:1].islower():  # a page break cuts a sentence
                rows[-1]["text_vi"] += f" {text}"
                continue
            facts = {"section": section, "heading_vi": heading, "agency_vi": agency}
            rows.append({**facts, "text_vi": text, "source_line": line.number})
    return [{"task_id": f"{r['section']}-{r['source_line']}", **r} for r in rows]
