"""A paper as a Word document in the form that offices use; the same bytes each run."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from soctrang_analysis.facts import said
from soctrang_analysis.output import paper as form
from soctrang_analysis.output.package import FIXED_TIME, fixed_package
from soctrang_analysis.output.paper import (
    ALIGNS,
    LOOKS,
    Grid,
    Letterhead,
    Look,
    Paper,
    Picture,
    Signature,
    Text,
    Wide,
    as_set,
)

Place = Any  # a document or a cell of python-docx: what paragraphs are added to
LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
_RULE = {"val": "single", "sz": "4", "space": "1", "color": "auto"}
TWENTIETHS = 1440 / 25.4  # of a point in a mm
_KEPT = ("keepNext", "outlineLvl")  # what makes a style a heading


def docx_bytes(paper: Paper) -> bytes:
    """The paper as a .docx file."""
    from docx import Document

    document = Document()
    _set_page(document)
    _set_styles(document, paper)
    _set_properties(document, paper)
    for block in paper.blocks:
        _WRITERS[type(block)](document, block, paper)
    data = io.BytesIO()
    document.save(data)
    return fixed_package(data.getvalue())


def _set_page(document: Place) -> None:
    """A4, margins, and the page number on top of all pages but the first."""
    from docx.shared import Mm

    page = document.sections[0]
    page.page_width, page.page_height = (Mm(size) for size in form.PAGE)
    page.top_margin, page.bottom_margin = Mm(form.TOP), Mm(form.BOTTOM)
    page.left_margin, page.right_margin = Mm(form.LEFT), Mm(form.RIGHT)
    page.header_distance = Mm(form.NUMBER_AT)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = _alignment("center")
    run = number.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        field = _element("w:fldChar" if kind else "w:instrText")
        if kind:
            field.set(_name("w:fldCharType"), kind)
        field.text = text
        run._r.append(field)


def _set_styles(document: Place, paper: Paper) -> None:
    """Every look as a style of the document, in the font of offices."""
    from docx.enum.style import WD_STYLE_TYPE

    known = {style.name for style in document.styles}
    for look in paper.looks.values():
        if look.style in known:
            style = document.styles[look.style]
        else:
            style = document.styles.add_style(look.style, WD_STYLE_TYPE.PARAGRAPH)
        _set_style(style, look)
    _set_font(document.styles["Header"], paper.looks["motto"].size)
    defaults = document.styles.element.find(f".//{_name('w:rPrDefault')}")
    fonts = defaults.find(f".//{_name('w:rFonts')}")
    fonts.attrib.clear()
    _name_font(fonts)
    language = defaults.find(f".//{_name('w:lang')}")
    language.set(_name("w:val"), LANGUAGES[paper.lang])


def _set_style(style: Any, look: Look) -> None:
    """One style as its look, nothing of the template's left."""
    from docx.shared import Mm, Pt

    kept = {_name(f"w:{name}") for name in _KEPT}
    for part in (
        style.element.find(_name("w:pPr")),
        style.element.find(_name("w:rPr")),
    ):
        for child in [] if part is None else list(part):
            if child.tag not in kept:
                part.remove(child)
    _set_font(style, look.size)
    style.font.bold, style.font.italic = look.bold, look.italic
    spacing = style.paragraph_format
    spacing.alignment = _alignment(look.align)
    spacing.space_before, spacing.space_after = Pt(look.before), Pt(look.after)
    spacing.first_line_indent = Mm(look.indent)
    spacing.line_spacing = 1.0


def _set_font(style: Any, size: float) -> None:
    from docx.shared import Pt

    style.font.size = Pt(size)
    _name_font(style.element.get_or_add_rPr().get_or_add_rFonts())


def _name_font(fonts: Any) -> None:
    """The same font for every script: a theme would bring in another."""
    name = said("words/labels", "font", "vi")
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(_name(f"w:{script}"), name)


def _set_properties(document: Place, paper: Paper) -> None:
    """Title and author; no day, and no preview of the template's empty page."""
    facts = document.core_properties
    facts.title = as_set(paper.title)
    facts.author = facts.last_modified_by = said("words/labels", "author", paper.lang)
    facts.comments, facts.language = "", LANGUAGES[paper.lang]
    facts.created = facts.modified = datetime(*FIXED_TIME)
    relations = document.part.package.rels
    for key in [k for k, rel in relations.items() if "thumbnail" in rel.reltype]:
        relations.pop(key)


def _write_letterhead(document: Place, _: Letterhead, paper: Paper) -> None:
    """The national heading beside the issuing body."""
    table = _plain_table(document)
    for cell, keys, width in zip(
        table.rows[0].cells, form.LETTERHEAD, _sides(), strict=True
    ):
        for key in keys:
            _add(cell, key, paper.say(key))
            if key in form.RULED:
                _rule_below(_add(cell, "rule", ""), form.RULED[key] * width)


def _write_text(document: Place, block: Text, _: Paper) -> None:
    line = _add(document, block.look, "")
    if block.lead:
        line.add_run(as_set(f"{block.lead} ")).bold = True
    line.add_run(as_set(block.words))


def _write_grid(document: Place, block: Grid, _: Paper) -> None:
    """A table with thin lines between rows and a header row that is repeated."""
    rows = len(block.rows) + 1
    table = _new_table(document, rows, block.widths, block.padding)
    rule = {side: _RULE | {"color": "A6A6A6"} for side in ("top", "bottom", "insideH")}
    _set_borders(table, rule)
    description = _element("w:tblDescription")
    description.set(_name("w:val"), as_set(block.alt))
    table._tbl.tblPr.append(description)
    for row, texts in zip(table.rows, (block.heads, *block.rows), strict=True):
        look = "head" if texts is block.heads else "cell"
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        if look == "head":
            row._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for cell, text, align in zip(row.cells, texts, block.aligns, strict=True):
            _add(cell, look, text).alignment = _alignment(ALIGNS[align])


def _write_picture(document: Place, block: Picture, _: Paper) -> None:
    """A picture between the margins that says in words what it shows."""
    from docx.shared import Mm

    line = document.add_paragraph()
    line.alignment = _alignment("center")
    line.paragraph_format.first_line_indent = Mm(0)
    shape = line.add_run().add_picture(io.BytesIO(block.data), width=Mm(block.width))
    shape._inline.docPr.set("descr", as_set(block.alt))


def _write_signature(document: Place, _: Signature, paper: Paper) -> None:
    """Receivers on the left, the place of the signature on the right."""
    left, right = _plain_table(document).rows[0].cells
    _add(left, "note", paper.say("receivers"))
    _add(right, "signer", paper.say("signer"))


def _turn(document: Place, _: Wide, __: Paper) -> None:
    """A section of pages on their side; their numbers go on."""
    from docx.enum.section import WD_ORIENT

    page = document.add_section()
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    page.different_first_page_header_footer = False


_WRITERS: dict[type, Callable[[Place, Any, Paper], None]] = {
    Letterhead: _write_letterhead,
    Text: _write_text,
    Grid: _write_grid,
    Picture: _write_picture,
    Signature: _write_signature,
    Wide: _turn,
}


def _add(place: Place, look: str, text: str) -> Any:
    """A paragraph in its look; the empty first one of a cell is used."""
    first = place.paragraphs[0] if hasattr(place, "_tc") else None
    line = first if first is not None and not first.text else place.add_paragraph()
    # By its id: asked by name, python-docx goes through all styles for each paragraph.
    line._p.style = LOOKS[look].style.replace(" ", "")
    if text:
        line.add_run(as_set(text))
    return line


def _sides() -> list[float]:
    """Widths in mm of the two halves of a letterhead."""
    return [share * form.TEXT_WIDTH for share in form.SIDES]


def _plain_table(document: Place) -> Any:
    """One row of two cells, without lines."""
    return _new_table(document, 1, tuple(_sides()), form.PADDING)


def _new_table(
    document: Place, rows: int, widths: tuple[float, ...], padding: float
) -> Any:
    """A table with fixed widths in mm and room beside the text of a cell."""
    from docx.shared import Mm

    table = document.add_table(rows, len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        edge = _element(f"w:{side}")
        edge.set(_name("w:w"), str(round(TWENTIETHS * padding)))
        edge.set(_name("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)
    return table


def _set_borders(table: Any, rules: dict[str, dict[str, str]]) -> None:
    borders = _element("w:tblBorders")
    for side, rule in rules.items():
        borders.append(_border(side, rule))
    table._tbl.tblPr.insert_element_before(borders, "w:tblLayout", "w:tblCellMar")


def _rule_below(line: Any, indent: float) -> None:
    """A line as short as the form wants it."""
    from docx.shared import Mm

    spacing = line.paragraph_format
    spacing.left_indent = spacing.right_indent = Mm(indent)
    border = _element("w:pBdr")
    border.append(_border("top", _RULE))
    line._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _border(side: str, rule: dict[str, str]) -> Any:
    edge = _element(f"w:{side}")
    for name, value in rule.items():
        edge.set(_name(f"w:{name}"), value)
    return edge


def _alignment(align: form.Align) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return getattr(WD_ALIGN_PARAGRAPH, align.upper())


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(name)


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
