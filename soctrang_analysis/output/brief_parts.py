"""What a brief says of the plan itself: what is promised, and the money."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.output.brief_told import Told

BILLION, MILLION = 1_000_000_000, 1_000_000
SCALES = ((BILLION, "billion"), (MILLION, "million"), (1, "dong"))


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
    counts = {
        k: int(table["more_ambitious"].eq(side).sum()) for k, side in asks.items()
    }
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
        _span(told, word, part["year"])
        for word, part in known.groupby(kind, sort=False)
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
