"""A report as one HTML file: for a phone, for print, and for machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from soctrang_analysis.output.paper import LETTERHEAD, Paper, Picture, as_set
from soctrang_analysis.output.view import long_name
from soctrang_analysis.round.report_told import Reported

TEMPLATE = "report.html"
_ID = re.compile(r'((?: id="|href="#|url\(#))')
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)


def page_bytes(paper: Paper, told: Reported) -> bytes:
    """The report as a page without any outside address."""
    loader = FileSystemLoader(Path(__file__).parent)
    pages = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    pages.filters["as_set"] = as_set
    blocks = [(type(block).__name__, block) for block in paper.blocks]
    pictures = [block for block in paper.blocks if isinstance(block, Picture)]
    drawn = {id(block): _inline(block, i) for i, block in enumerate(pictures)}
    html = pages.get_template(TEMPLATE).render(
        paper=paper, blocks=blocks, letterhead=LETTERHEAD, say=told.say,
        drawing=lambda block: drawn[id(block)], data=_script(dataset(told)),
    )  # fmt: skip
    return html.encode("utf-8")


def _inline(block: Picture, number: int) -> Markup:
    """A drawing inside the page: names of its own, nothing told to other programs."""
    svg = block.data.decode("utf-8")
    svg = _METADATA.sub("", svg[svg.index("<svg") :])
    return Markup(_ID.sub(rf"\1d{number}-", svg))


def _script(data: dict[str, Any]) -> Markup:
    """JSON that cannot end its script element."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))


def dataset(told: Reported) -> dict[str, Any]:
    """The figures of the annex as a Dataset of schema.org."""
    year = told.wanted.year
    span = f"{year}-01-01/{year}-{'06-30' if told.wanted.half else '12-31'}"
    title = told.plan.source[f"title_{told.lang}"]
    rows = told.told.deciding.to_dict("records")
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{title} ({told.period})",
        "description": told.say("dataset"),
        "inLanguage": told.lang,
        "temporalCoverage": span,
        "isBasedOn": title,
        "variableMeasured": [_variable(told, row) for row in rows],
    }
    if told.plan.area:
        found["spatialCoverage"] = {"@type": "Place", "name": told.plan.area}
    return found


def _variable(told: Reported, row: dict[Any, Any]) -> dict[str, Any]:
    """An indicator: its target, and the latest value where there is one."""
    name = row["indicator_id"]
    found = {
        "@type": "PropertyValue",
        "propertyID": name,
        "name": long_name(told.plan, name, told.lang),
        "unitText": told.told.label(f"mark_{row['unit']}"),
    }
    if not pd.isna(row["latest"]):
        found |= {
            "value": row["latest"],
            "observationPeriod": f"{row['latest_year']:g}",
        }
    return found
