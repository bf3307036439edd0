"""Series of values of any indicator, to try the method on (methods 20)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import SchemaError, refused
from soctrang_analysis.facts import Framework
from soctrang_analysis.reading.breaks import ELSEWHERE, breaks_before
from soctrang_analysis.reading.observed_cells import number_column, word_column
from soctrang_analysis.reading.periods import period_ends, period_word, periods_of
from soctrang_analysis.reading.value_faults import fault
from soctrang_analysis.reading.value_file import load_table

NEEDED = ("indicator_id", "area", "value")
OPTIONAL = {
    "series": "", "unit": "", "evidence": "direct", "scale": "", "direction": "",
    "source_kind": "government_report", "source_title": "", "obs_status": "",
}  # fmt: skip
ALLOWED = {"scale": ("linear", "log", "logit"), "direction": ("up", "down")}
LINE = ["indicator_id", "area", "series", "unit"]


def read_series(
    source: pd.DataFrame | str | Path, framework: Framework
) -> pd.DataFrame:
    """Values of any indicators, sorted by line and time, with scale and direction.

    A line is one indicator, area, series and unit, and ends at a break. Of two sources
    for one time the better counts, as in an assessment; half-years of flows are left
    out.

    Examples
    --------
    >>> made_up = pd.DataFrame({"indicator_id": "1", "area": "X", "year": [2021, 2020],
    ...                         "value": [52.0, 50.0]})
    >>> read_series(made_up, facts.framework())[["year", "scale"]].to_numpy().tolist()
    [[2020.0, 'linear'], [2021.0, 'linear']]
    """
    frame = load_table(Path(source)) if isinstance(source, (str, Path)) else source
    frame = _with_columns(frame)
    words = [c for c in (*LINE, "period", *OPTIONAL) if c in frame]
    spelling = {"period": period_word}
    frame = frame.assign(
        **{c: word_column(frame[c], spelling.get(c, str)) for c in dict.fromkeys(words)}
    )
    frame = frame.assign(year=period_ends(frame), value=number_column(frame, "value"))
    frame = frame.astype(dict.fromkeys(words, "str"))
    judged = frame["evidence"].ne("proxy") & frame["obs_status"].ne(ELSEWHERE)
    frame = frame[frame["value"].notna() & judged]
    frame = _with_facts(frame, framework)
    kinds = framework.of("kind")
    flow = frame["indicator_id"].map(kinds).eq("flow") & (frame["year"] % 1 != 0)
    rank = frame["source_kind"].map(facts.column("words/source_kinds", "rank"))
    frame = frame[~flow].assign(rank=rank.fillna("9"))
    frame = frame.sort_values([*LINE, "year", "rank", "source_title"], kind="stable")
    frame = frame.drop_duplicates([*LINE, "year"])
    same = frame.duplicated(LINE).to_numpy()
    cut = breaks_before(frame, same, framework.name).cut != 0
    return frame.assign(line=np.cumsum(~same | cut) - 1).reset_index(drop=True)


def _with_columns(values: pd.DataFrame) -> pd.DataFrame:
    """The rows with every column that is needed; refused where one is not given."""
    table = values if isinstance(values, pd.DataFrame) else pd.DataFrame()
    if (missing := _missing(table)) or table.empty:
        raise refused(
            "rows with indicator_id, area, year and value",
            f"no {', '.join(missing)}" if missing else "an empty table",
            "add what is missing", where="series", kind=SchemaError,
        )  # fmt: skip
    table = table.assign(**{k: v for k, v in OPTIONAL.items() if k not in table})
    if "period" in table:
        return table
    return table.assign(period=periods_of(table["year"]))


def _missing(table: pd.DataFrame) -> list[str]:
    """Columns that are not there; a period or a year will do."""
    timed = "period" in table or "year" in table
    return [*(c for c in NEEDED if c not in table), *([] if timed else ["year"])]


def _with_facts(frame: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Scale and direction of each row: its own, else those of the framework.

    Where a value of an indicator has no logarithm all of it is linear.
    """
    for name, words in ALLOWED.items():
        known = frame["indicator_id"].map(framework.of(name)).fillna("")
        given = frame[name].where(frame[name].ne(""), known)
        frame = frame.assign(**{name: given.astype("str")})
        if (bad := ~frame[name].isin(words)).any():
            raise fault(SchemaError, frame, bad, "one_of", name, words=", ".join(words))
    zero, full = frame["value"].eq(0), frame["value"].eq(100)
    none = (zero & frame["scale"].ne("linear")) | (full & frame["scale"].eq("logit"))
    linear = frame["indicator_id"].isin(frame.loc[none, "indicator_id"])
    return frame.assign(scale=np.where(linear, "linear", frame["scale"]))
