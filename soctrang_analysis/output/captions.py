"""Title, subtitle, source and alt text of a figure, computed from what it draws."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.view import Frame, View
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import natural_key

FEW = 2  # sources of values that are named one by one


def captions(view: View, frame: Frame | str) -> dict[str, str]:
    """The texts of a figure; one that is empty has its name and says why."""
    places = plan_facts(view)
    if isinstance(frame, str):
        name = view.row[f"name_{view.lang}"]
        return {
            "title": name,
            "subtitle": str(places["area"]),
            "alt": f"{name}: {view.say(frame)}.",
            "source": source(view.plan, view.lang, pd.DataFrame()),
        }
    places |= dict(frame.facts)
    texts = {}
    for name in ("title", "subtitle", "alt", "source"):
        texts[name] = view.row[f"{name}_{view.lang}"].format(**places)
    parts = source(view.plan, view.lang, frame.drawn, texts["source"])
    return texts | {"source": parts}


def plan_facts(view: View) -> dict[str, object]:
    """What every text may name of a plan."""
    known = view.plan.framework
    due = [view.say("in_year", year=year) for year in known.milestones]
    return {
        "plan": view.plan.source[f"title_{view.lang}"],
        "area": view.area or view.say("unknown_area"),
        "framework": known.facts[f"short_{view.lang}"],
        "first": known.years[0],
        "last": known.years[-1],
        "corrected": view.say("corrected") if len(view.plan.budget_repairs) else "",
        "as_of": "–" if view.as_of is None else f"{view.as_of:g}",
        "milestones": listed(due, view.lang),
    }


def listed(words: Iterable[object], lang: str) -> str:
    """Words as a list: "1, 2 và 3"."""
    *most, last = [str(w) for w in words] or [""]
    link = facts.said("words/labels", "and", lang)
    return f"{', '.join(most)} {link} {last}" if most else last


def source(plan: Plan, lang: str, drawn: pd.DataFrame, more: str = "") -> str:
    """The source of what is drawn: the plan, its lines, and where values come from."""
    parts = [plan.source[f"title_{lang}"]]
    if lines := _lines(plan, drawn):
        key = "lines" if len(lines) > 1 else "line"
        span = {"first": lines[0], "last": lines[-1]}
        parts[0] += ", " + facts.said("words/labels", key, lang, **span)
    parts += [text for text in (_values(drawn, lang), more) if text]
    return facts.said("words/labels", "source", lang, parts="; ".join(parts))


def _lines(plan: Plan, drawn: pd.DataFrame) -> list[int]:
    """Lines of the document that the drawn rows stand on, in order."""
    found = drawn
    if "source_line" not in drawn and "indicator_id" in drawn:
        targets = plan.targets
        found = targets[targets["indicator_id"].isin(set(drawn["indicator_id"]))]
    if "source_line" not in found:
        return []
    return sorted({int(line) for line in found["source_line"].dropna()})


def _values(drawn: pd.DataFrame, lang: str) -> str:
    """Where drawn values come from: titles of few sources, else until which year."""
    years = drawn.get("latest_year", pd.Series(dtype=float)).dropna()
    if "source_title" in drawn:
        seen = drawn[drawn["source_title"].notna()]
        titles = sorted(set(seen["source_title"]) - {""}, key=natural_key)
        if 0 < len(titles) <= FEW:
            told = {"titles": "; ".join(titles)}
            return facts.said("words/labels", "values_of", lang, **told)
        years = seen["year"]
    if not len(years):
        return ""
    return facts.said("words/labels", "values_until", lang, year=f"{max(years):g}")
