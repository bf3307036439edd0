"""What a brief says of the values: the finding on top, where we stand, what is due."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import said
from soctrang_analysis.numerals import show_year
from soctrang_analysis.output.brief_told import STATES, Told
from soctrang_analysis.output.owners import owners
from soctrang_analysis.output.story import UNJUDGED, signal_counts
from soctrang_analysis.schema import natural_key

MANY = 6  # from here on indicators are counted, not named


def finding(told: Told) -> str:
    """The sentence on top: what fell due, and what can be judged of all."""
    rows = told.deciding
    if rows.empty:
        return told.label("no_area") + "."
    judged = rows["signal"].ne(UNJUDGED).any()
    second = (
        told.label("overview_some", **signal_counts(rows)) if judged else _values(told)
    )
    return told.say("finding", due=_due_words(told), values=second)


def _due_words(told: Told) -> str:
    """How many of the milestones that fell due are met, missed, not known."""
    rows = told.due
    if rows.empty:
        return told.say("due_none")
    counts = {name: int(rows["state"].eq(name).sum()) for name in STATES}
    key = "due_unknown" if counts["unknown"] == len(rows) else "due_known"
    years = sorted(set(rows["year"].astype(int)))
    words = told.listed(told.label("in_year", year=year) for year in years)
    return told.say(key, count=len(rows), years=words, **counts)


def _values(told: Told) -> str:
    """How many indicators have no value, and how recent the latest is."""
    years = told.deciding["latest_year"]
    none = int(years.isna().sum())
    given: dict[str, object] = {"count": len(years), "none": none}
    if none == len(years):
        return told.say("values_none", **given)
    given["year"] = show_year(years.max(), told.lang)
    return told.say("values_some" if none else "values_all", **given)


def standing(told: Told) -> str:
    """Which indicators can be judged and how, and how old the latest values are."""
    rows = told.deciding
    if rows.empty:
        return told.label("no_area") + "."
    counts = signal_counts(rows)
    if counts["none"] == len(rows):
        return told.say("standing_none", **counts)
    if counts["judged"]:
        text = told.say("standing", each="; ".join(_judged(told, rows)), **counts)
    else:
        text = told.label("overview_none", **counts)
    return f"{text}. {_latest(told, rows)}"


def _judged(told: Told, rows: pd.DataFrame) -> Iterator[str]:
    """Each signal that occurs, with its indicators."""
    for signal in facts.column("words/signals", "mark"):
        part = rows[rows["signal"].eq(signal)]
        if len(part) and signal != UNJUDGED:
            words = said("words/signals", signal, told.lang)
            words = words[0].lower() + words[1:]
            yield told.say("judged", words=words, names=_named(told, part))


def _named(told: Told, rows: pd.DataFrame) -> str:
    """Indicators by their numbers where they are few, else how many."""
    ids = sorted(rows["indicator_id"], key=natural_key)
    many = told.say("latest_many", count=len(ids))
    return many if len(ids) > MANY else ", ".join(ids)


def _latest(told: Told, rows: pd.DataFrame) -> str:
    """Years of the latest values, the last first, and their age."""
    seen = rows[rows["latest_year"].notna()]
    years = sorted(set(seen["latest_year"]), reverse=True)
    each = [
        told.say(
            "latest_year",
            year=show_year(year, told.lang),
            names=_named(told, seen[seen["latest_year"].eq(year)]),
        )
        for year in years
    ]
    ages = [max(0, round(told.as_of - year)) for year in years]
    span = str(ages[0])
    if ages[-1] > ages[0]:
        span = told.say("age", low=ages[0], high=ages[-1])
    key = "latest" if ages[-1] else "latest_new"
    return told.say(key, each=", ".join(each), age=span)


def due(told: Told) -> str:
    """Milestones that fell due without the values to tell, by who owes them."""
    rows = told.due
    if told.milestones.empty:
        return told.label("no_area") + "."
    if rows.empty:
        return _due_next(told)
    open_rows = rows[rows["state"].eq("unknown")]
    if open_rows.empty:
        return told.say("owed_nothing")
    owner = owners(told.plan, told.tables["agencies"], told.lang)
    owed: dict[str, list[str]] = {}
    for name in sorted(set(open_rows["indicator_id"]), key=natural_key):
        agency, *_ = owner.get(name, ("",))
        owed.setdefault(agency, []).append(name)
    each = [
        told.say(
            "owed_by", agency=agency or told.say("nobody"), count=len(names),
            names=", ".join(names),
        )
        for agency, names in sorted(owed.items(), key=lambda pair: -len(pair[1]))
    ]  # fmt: skip
    return told.say("owed", count=len(open_rows), each="; ".join(each))


def _due_next(told: Told) -> str:
    """The milestones that fall due next."""
    years = told.milestones["year"].dropna().astype(int)
    if years.empty:
        return told.say("due_none") + "."
    first = int(years.min())
    text = told.say("due_next", year=first, count=int(years.eq(first).sum()))
    return f"{told.say('due_none')}. {text}"
