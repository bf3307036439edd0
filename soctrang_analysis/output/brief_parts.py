"""What a brief says: each part is a sentence or two computed from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.facts import said
from soctrang_analysis.numerals import show, show_year
from soctrang_analysis.output.captions import listed
from soctrang_analysis.output.tables import Tables
from soctrang_analysis.reading.plan import Plan
from soctrang_analysis.schema import natural_key

BILLION, MILLION = 1_000_000_000, 1_000_000
SCALES = ((BILLION, "billion"), (MILLION, "million"), (1, "dong"))
MANY = 6  # from here on indicators are counted, not named
STATES = ("met", "missed", "unknown")


@dataclass(frozen=True)
class Told:
    """A plan with its tables, told in one language."""

    plan: Plan
    tables: Tables
    as_of: float
    lang: str

    def say(self, key: str, **given: object) -> str:
        """A sentence of the brief."""
        return said("words/brief", key, self.lang, **given)

    def label(self, key: str, **given: object) -> str:
        """A text shared with charts and workbook."""
        return said("words/labels", key, self.lang, **given)

    def number(self, value: float, places: int | None = None) -> str:
        """A number in the language of the brief."""
        return show(value, self.lang, places)

    def listed(self, words: Iterable[object]) -> str:
        """Words as a list."""
        return listed(words, self.lang)

    @property
    def milestones(self) -> pd.DataFrame:
        """Rows of ``progress`` of the plan's own area, each with ``state`` when due."""
        board = self.tables["progress"]
        own = board[board["area"].eq(self.plan.area)]
        state = own["status"].map(facts.column("words/statuses", "due"))
        return own.assign(state=state.where(state.isin(STATES), "unknown"))

    @property
    def deciding(self) -> pd.DataFrame:
        """One row an indicator: the milestone that decides."""
        rows = self.milestones
        return rows[rows["deciding"]]

    @property
    def due(self) -> pd.DataFrame:
        """Milestones that fell due by the year of the assessment."""
        rows = self.milestones
        return rows[rows["year"].notna() & rows["year"].astype(float).le(self.as_of)]


def finding(told: Told) -> str:
    """The sentence on top: what fell due, and which values there are."""
    if told.deciding.empty:
        return told.label("no_area") + "."
    return told.say("finding", due=_due_words(told), values=_values_words(told))


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


def _values_words(told: Told) -> str:
    """How many indicators have no value, and how recent the latest is."""
    years = told.deciding["latest_year"]
    none = int(years.isna().sum())
    given = {"count": len(years), "none": none}
    if none == len(years):
        return told.say("values_none", **given)
    given["year"] = show_year(years.max(), told.lang)
    return told.say("values_some" if none else "values_all", **given)


def promised(told: Told) -> str:
    """Targets, indicators and milestones; where the plan asks more than the nation."""
    targets = told.plan.targets
    count = targets.groupby("year")["indicator_id"].nunique()
    each = [
        told.say("promised_year", count=number, year=year)
        for year, number in count.items()
    ]
    always = targets[targets["year"].isna() & targets["hold"]]["indicator_id"].nunique()
    each += [told.say("promised_always", count=always)] if always else []
    text = told.say(
        "promised", each=told.listed(each), targets=targets["target_no"].nunique(),
        indicators=targets["indicator_id"].nunique(),
    )  # fmt: skip
    return f"{text} {_compared(told)}".rstrip()


def _compared(told: Told) -> str:
    """On how many milestones the plan asks more or less than the nation."""
    table = told.tables["comparison"]
    if table.empty:
        return ""
    asks = {"higher": "a", "lower": "b"}
    counts = {k: int(table["more_ambitious"].eq(side).sum()) for k, side in asks.items()}
    words = {
        key: told.label(key if count else f"{key}_none", count=count)
        for key, count in counts.items()
    }
    return told.say("compared", nation=told.label("nation"), **words)


def money(told: Told) -> str:
    """What is set aside, a year for each child, and for which objectives nothing."""
    summary = told.tables["budget_summary"]
    rows = summary[summary["level"].eq("total")].sort_values("year")
    if rows.empty:
        return told.say("money_none", reason=told.label("no_budget"))
    corrected = told.label("corrected") if len(told.plan.budget_repairs) else ""
    text = told.say(
        "money", total=_amount(told, int(rows["amount_vnd"].sum())),
        first=rows["year"].iloc[0], last=rows["year"].iloc[-1],
        corrected=corrected, per_child=_per_child(told, rows),
    )  # fmt: skip
    return f"{text} {_unpaid(told, summary)}".rstrip()


def _amount(told: Told, vnd: int) -> str:
    """An amount in the largest unit of which there is one."""
    size, key = next(s for s in SCALES if vnd >= s[0] or s[0] == 1)
    return told.say(key, value=told.number(vnd / size))


def _per_child(told: Told, rows: pd.DataFrame) -> str:
    """The least and the most a year for each child, and where their number is from."""
    known = rows[rows["per_child_vnd"].notna()]
    if known.empty:
        return told.say("per_child_unknown")
    ends = [known["per_child_vnd"].min(), known["per_child_vnd"].max()]
    low, high = (told.number(round(value), 0) for value in ends)
    kind = known["children_source"].str.split(": ").str[0]
    spans = [
        _span(told, word, part["year"]) for word, part in known.groupby(kind, sort=False)
    ]
    key = "per_child_same" if low == high else "per_child"
    return told.say(key, low=low, high=high, children=", ".join(spans))


def _span(told: Told, kind: object, years: pd.Series) -> str:
    """From when to when the number of children is of a kind."""
    word = str(kind).split(" / ")[facts.LANGS.index(told.lang)]
    first, last = int(years.min()), int(years.max())
    key = "children_year" if first == last else "children"
    return told.say(key, kind=word, first=first, last=last)


def _unpaid(told: Told, summary: pd.DataFrame) -> str:
    """Objectives for which the annex sets nothing aside."""
    paid = set(summary.loc[summary["level"].eq("objective"), "name"])
    known = told.plan.framework.objectives
    if not paid & set(known):
        return told.label("no_reading") + "."
    bare = [name for name in known if name not in paid]
    return told.label("without_money", names=told.listed(bare)) + "." if bare else ""


def standing(told: Told) -> str:
    """How many indicators can be judged, and how old the latest values are."""
    rows = told.deciding
    if rows.empty:
        return told.label("no_area") + "."
    counts: dict[str, object] = {
        signal: int(rows["signal"].eq(signal).sum())
        for signal in facts.column("words/signals", "mark")
    }
    counts["count"] = len(rows)
    counts["judged"] = int(rows["signal"].ne("no_evidence").sum())
    counts["old"] = int(rows["latest_year"].notna().sum())
    counts["none"] = int(rows["latest_year"].isna().sum())
    key = "overview_some" if counts["judged"] else "overview_none"
    return f"{told.label(key, **counts)}. {_latest(told, rows)}".rstrip()


def _latest(told: Told, rows: pd.DataFrame) -> str:
    """Years of the latest values, the last first, and their age."""
    seen = rows[rows["latest_year"].notna()]
    if seen.empty:
        return ""
    each = [
        told.say("latest_year", year=show_year(year, told.lang), names=names)
        for year, names in _by_year(told, seen)
    ]
    ages = sorted({max(0, round(told.as_of - y)) for y in seen["latest_year"]})
    span = str(ages[0])
    if len(ages) > 1:
        span = told.say("age", low=ages[0], high=ages[-1])
    return told.say("latest", each=", ".join(each), age=span)


def _by_year(told: Told, seen: pd.DataFrame) -> Iterator[tuple[float, str]]:
    """Each year with its indicators, named where they are few."""
    for year, part in sorted(seen.groupby("latest_year"), reverse=True):
        ids = sorted(part["indicator_id"], key=natural_key)
        many = told.say("latest_many", count=len(ids))
        yield float(str(year)), many if len(ids) > MANY else ", ".join(ids)


def due(told: Told) -> str:
    """Milestones that fell due without the values to tell, by who owes them."""
    rows = told.due
    if rows.empty:
        return _due_next(told)
    open_rows = rows[rows["state"].eq("unknown")]
    if open_rows.empty:
        return told.say("owed_nothing")
    lead = leads(told)
    owed: dict[str, list[str]] = {}
    for name in sorted(set(open_rows["indicator_id"]), key=natural_key):
        owed.setdefault(lead.get(name, ""), []).append(name)
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


def leads(told: Told) -> dict[str, str]:
    """Indicator -> who leads it today where that is known, else by the plan."""
    table = told.tables["agencies"]
    first = table[table["role"].eq("lead")].drop_duplicates("target_no")
    named = {}
    for row in first.to_dict("records"):
        present = row[f"present_{told.lang}"] or row["present_vi"]
        named[row["target_no"]] = (
            present or row[f"agency_{told.lang}"] or row["agency_vi"]
        )
    targets = told.plan.targets.drop_duplicates("indicator_id")
    numbers = dict(zip(targets["indicator_id"], targets["target_no"], strict=True))
    return {name: named[n] for name, n in numbers.items() if n in named}
