"""The finished .xlsx package: results of formulas, alt texts of charts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from soctrang_analysis.output.package import fixed_package

MISSING = "#N/A"
Results = Mapping[str, float | str]  # cell -> result of its formula


def finished(
    data: bytes, results: Mapping[str, Results], alts: Mapping[str, list[str]]
) -> bytes:
    """The package with the same bytes on every run.

    ``results`` holds by part (xl/worksheets/sheet5.xml) what formulas come to, so that
    a preview that computes nothing shows it; ``alts`` by drawing one text a chart.
    """
    return fixed_package(data, partial(_part, results=results, alts=alts))


def _part(
    name: str,
    part: bytes,
    *,
    results: Mapping[str, Results],
    alts: Mapping[str, list[str]],
) -> bytes:
    """One part of the package, finished."""
    if name.startswith("xl/tables/"):
        # Excel writes a line end in a header so, and repairs a file that does not.
        return part.replace(b"&#10;", b"_x000a_")
    if name in results:
        return _with_results(part.decode(), results[name]).encode()
    if name in alts:
        return _with_alts(part.decode(), alts[name]).encode()
    return part


def _with_results(text: str, results: Results) -> str:
    """A sheet whose formulas have their results beside them."""
    cell = re.compile(r'<c r="(\w+)"([^>]*)>(<f>.*?</f>)<v\s*(?:/>|></v>)</c>')

    def filled(found: re.Match[str]) -> str:
        place, look, formula = found.groups()
        value = results.get(place)
        if value is None:
            return found[0]
        look = re.sub(r' t="\w+"', "", look)
        kind = {True: ' t="e"', False: ' t="str"'}[value == MISSING]
        kind = kind if isinstance(value, str) else ""
        shown = escape(value) if isinstance(value, str) else repr(float(value))
        return f'<c r="{place}"{look}{kind}>{formula}<v>{shown}</v></c>'

    return cell.sub(filled, text)


def _with_alts(text: str, alts: list[str]) -> str:
    """A drawing whose charts say in words what they show."""
    for number, alt in enumerate(alts, start=1):
        mark = f'name="Chart {number}"'
        text = text.replace(mark, f"{mark} descr={quoteattr(alt)}")
    return text
