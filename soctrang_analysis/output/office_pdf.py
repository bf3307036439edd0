"""A paper as PDF, from the same blocks as the Word file; the same bytes each run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from soctrang_analysis.errors import PlanError, refused
from soctrang_analysis.output import paper as form
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
    as_set,
)

# Free fonts of the widths of Times New Roman, by the names of their files.
FAMILIES = ("LiberationSerif", "Tinos")
FACES = {
    "Regular": "", "Bold": "font-weight: bold",
    "Italic": "font-style: italic",
}  # fmt: skip
LETTER = "ữ"  # version 1 of Liberation Serif has no such letters
SPARE = "DejaVuSans.ttf"  # has the marks that the fonts above lack; of matplotlib
_SPAN = re.compile("\\d+\u00a0-\u00a0\\d+")
TAGS = {"kind": "h1", "abstract": "h1", "heading": "h2", "table": "h2"}


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as a .pdf file with its font inside."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:  # OSError: a library of Pango is missing
        wanted = "weasyprint, which writes PDF"
        do = 'pip install "soctrang-analysis[pdf]"; on Debian also libpangoft2-1.0-0'
        raise refused(wanted, str(error), do, where="PDF", kind=PlanError) from error
    page = HTML(string=html(paper), base_url=None)
    data: bytes = page.write_pdf(pdf_identifier=b"soctrang", pdf_tags=True)
    return data


def html(paper: Paper) -> str:
    """The paper as one HTML text, its look inside."""
    parts = "\n".join(_WRITERS[type(block)](block, paper) for block in paper.blocks)
    title = escape(as_set(paper.title))
    return (
        f'<!DOCTYPE html><html lang="{paper.lang}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_css()}</style></head><body>{parts}</body></html>"
    )


def _css() -> str:
    """Page, fonts and looks."""
    edges = " ".join(f"{e}mm" for e in (form.TOP, form.RIGHT, form.BOTTOM, form.LEFT))
    size = " ".join(f"{length}mm" for length in form.PAGE)
    number = f"font: {LOOKS['motto'].size}pt Office; content: counter(page)"
    rules = [
        *_faces(),
        f"@page {{ size: {size}; margin: {edges}; @top-center {{ {number} }} }}",
        "@page :first { @top-center { content: none } }",
        "body { margin: 0; font-family: Office, Spare; line-height: 1.15 }",
        "table { border-collapse: collapse; table-layout: fixed; width: 100% }",
        f"td, th {{ padding: 0 {form.PADDING}mm; vertical-align: top }}",
        ".grid td, .grid th { border: solid #A6A6A6; border-width: 0.5pt 0 }",
        "tr { break-inside: avoid } p, h1, h2 { margin: 0 }",
        "h2 { break-after: avoid } hr { border: 0; border-top: 0.5pt solid }",
        *(_rule(name, look) for name, look in LOOKS.items()),
    ]
    return "\n".join(rules)


def _rule(name: str, look: Look) -> str:
    """The look of a paragraph."""
    return (
        f".{name} {{ font-size: {look.size}pt; text-align: {look.align};"
        f" font-weight: {'bold' if look.bold else 'normal'};"
        f" font-style: {'italic' if look.italic else 'normal'};"
        f" margin: {look.before}pt 0 {look.after}pt }}"
    )


def _faces() -> Iterator[str]:
    """The font files as faces of one family, and the one for marks."""
    for face, more in FACES.items():
        yield f"@font-face {{ font-family: Office; src: url({_font(face)}); {more} }}"
    import matplotlib as mpl

    spare = Path(mpl.get_data_path()) / "fonts" / "ttf" / SPARE
    yield f"@font-face {{ font-family: Spare; src: url({spare.as_uri()}) }}"


@cache
def _font(face: str) -> str:
    """Address of a font file that has every Vietnamese letter."""
    from matplotlib.font_manager import findSystemFonts
    from matplotlib.ft2font import FT2Font

    found = {Path(path) for path in findSystemFonts()}
    for family in FAMILIES:
        for path in sorted(p for p in found if p.stem == f"{family}-{face}"):
            if FT2Font(str(path)).get_char_index(ord(LETTER)):
                return path.as_uri()
    wanted = "a font of the widths of Times New Roman with Vietnamese letters"
    do = "install Liberation Serif 2 or Tinos (Debian: fonts-liberation2)"
    raise refused(wanted, "none", do, where="PDF", kind=PlanError)


def _letterhead(_: Letterhead, paper: Paper) -> str:
    cells = []
    for keys, share in zip(form.LETTERHEAD, form.SIDES, strict=True):
        lines = "".join(
            f'<p class="{key}">{_escaped(paper.say(key))}' + f"</p>{_rule_under(key)}"
            for key in keys
        )
        cells.append(f'<td style="width: {share:.0%}">{lines}</td>')
    return f"<table><tr>{''.join(cells)}</tr></table>"


def _rule_under(key: str) -> str:
    """The line below a text of the letterhead that has one."""
    if key not in form.RULED:
        return ""
    return f'<hr style="margin: 1pt {form.RULED[key]:.0%} 0">'


def _text(block: Text, _: Paper) -> str:
    tag = TAGS.get(block.look, "p")
    lead = f"<b>{_escaped(block.lead)}</b> " if block.lead else ""
    return f'<{tag} class="{block.look}">{lead}{_escaped(block.words)}</{tag}>'


def _grid(block: Grid, _: Paper) -> str:
    columns = "".join(f'<col style="width: {w}mm">' for w in block.widths)
    head = _row(block.heads, block.aligns, "th", "head")
    rows = "".join(_row(texts, block.aligns, "td", "cell") for texts in block.rows)
    label = escape(as_set(block.alt))
    return (
        f'<table class="grid" aria-label="{label}">{columns}'
        f"<thead>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _row(texts: tuple[str, ...], aligns: str, tag: str, look: str) -> str:
    cells = (
        f'<{tag} class="{look}" style="text-align: {ALIGNS[align]}">'
        f"{_escaped(text)}</{tag}>"
        for text, align in zip(texts, aligns, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _picture(block: Picture, _: Paper) -> str:
    from base64 import b64encode

    data = b64encode(block.data).decode()
    alt = escape(as_set(block.alt))
    look = f"display: block; margin: auto; width: {block.width}mm"
    return f'<img style="{look}" alt="{alt}" src="data:image/png;base64,{data}">'


def _signature(_: Signature, paper: Paper) -> str:
    sides = zip(form.SIDES, ("note", "signer"), ("receivers", "signer"), strict=True)
    cells = (
        f'<td style="width: {share:.0%}"><p class="{look}">'
        f"{_escaped(paper.say(key))}</p></td>"
        for share, look, key in sides
    )
    return f"<table><tr>{''.join(cells)}</tr></table>"


def _escaped(text: str) -> str:
    """Text for HTML; a span of years stays on one line."""
    return _SPAN.sub(
        '<span style="white-space: nowrap">\\g<0></span>', escape(as_set(text))
    )


_WRITERS: dict[type, Callable[[Any, Paper], str]] = {
    Letterhead: _letterhead,
    Text: _text,
    Grid: _grid,
    Picture: _picture,
    Signature: _signature,
}
