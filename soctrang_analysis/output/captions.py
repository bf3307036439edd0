"""Title, subtitle, source and alt text of a figure, computed from what it draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.view import Frame, View
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import natural_key

FEW = 2  # sources of values that are named one by one
# Columns that say of which year a value is, in tables that keep no source of it.
YEARS = ("latest_year", "value_year", "own_year", "nation_year")


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
    parts = source(view.plan, view.lang, frame.drawn, texts["source"], frame.values)
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


def source(
    plan: Plan,
    lang: str,
    drawn: pd.DataFrame,
    more: str = "",
    values: pd.DataFrame | None = None,
) -> str:
    """The source of what is drawn: the plan, its lines, and who published values."""
    seen = drawn if values is None else values
    parts = [", ".join([plan.source[f"title_{lang}"], *_places(plan, lang, drawn)])]
    parts += [*_published(seen, lang), *filter(None, [more])]
    return facts.said("words/labels", "source", lang, parts="; ".join(parts))


def _places(plan: Plan, lang: str, drawn: pd.DataFrame) -> Iterator[str]:
    """Section, target and lines of the document that the drawn rows stand on."""
    rows = drawn
    if "indicator_id" in drawn:
        own = plan.targets["indicator_id"].isin(set(drawn["indicator_id"]))
        rows = drawn if "source_line" in drawn else plan.targets[own]
        if len(rows) and (section := plan.source.get("section")):
            yield facts.said("words/labels", "in_section", lang, section=section)
        numbers = set(plan.targets.loc[own, "target_no"])
        if len(numbers) == 1:
            yield facts.said("words/labels", "target_of", lang, number=min(numbers))
    elif {"target_no", "agency_vi"} <= set(drawn):  # the table `agencies`
        duties = plan.tasks["agency_vi"].isin(set(drawn["agency_vi"]))
        for section in plan.tasks.loc[duties, "section"].unique():
            yield facts.said("words/labels", "in_section", lang, section=section)
    if "source_line" in rows and rows["source_line"].notna().any():
        first, last = (f"{rows['source_line'].agg(end):g}" for end in ("min", "max"))
        key = "line" if first == last else "lines"
        yield facts.said("words/labels", key, lang, first=first, last=last)


def _published(seen: pd.DataFrame, lang: str) -> Iterator[str]:
    """Who published the drawn values, until which year; a reader's own are assumed."""
    if "source_title" in seen:
        seen = seen[seen["source_title"].notna()]
        own = seen["source_title"].eq("")
        yield from _told_of(seen[~own], lang)
        if own.any():
            until = f"{seen.loc[own, 'year'].max():g}"
            yield facts.said("words/labels", "values_assumed", lang, year=until)
        return
    years = seen[[name for name in YEARS if name in seen]].stack().dropna()
    if len(years):
        until = f"{years.max():g}"
        yield facts.said("words/labels", "values_until", lang, year=until)


def _told_of(seen: pd.DataFrame, lang: str) -> Iterator[str]:
    """Few sources by their titles, many by their number and kinds."""
    titles = sorted(set(seen["source_title"]), key=natural_key)
    if not titles:
        return
    told = {"titles": "; ".join(titles), "year": f"{seen['year'].max():g}"}
    if len(titles) > FEW:
        ranks = facts.column("words/source_kinds", "rank")
        kinds = sorted(set(seen["source_kind"]), key=lambda kind: int(ranks[kind]))
        words = [facts.said("words/source_kinds", kind, lang) for kind in kinds]
        told |= {"count": str(len(titles)), "kinds": listed(words, lang)}
    key = "values_of" if len(titles) <= FEW else "values_of_many"
    yield facts.said("words/labels", key, lang, **told)
