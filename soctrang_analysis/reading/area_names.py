"""Names of areas: spellings of one area are one, near misses are asked about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import SchemaError
from soctrang_analysis.reading.area_meaning import LARGE, Meanings, day_of
from soctrang_analysis.reading.observed_cells import word_column
from soctrang_analysis.reading.text import fold_all
from soctrang_analysis.reading.value_faults import fault

if TYPE_CHECKING:
    from soctrang_analysis.reading.plan import Plan


def known_areas(plan: Plan | None = None) -> list[str]:
    """The plan's own area, and the provinces and larger ones of ``areas/areas``."""
    own = [plan.area] if plan is not None and plan.area else []
    kinds = facts.column("areas/areas", "kind")
    return [*dict.fromkeys([*own, *(n for n in kinds if kinds[n] in LARGE)])]


def area_keys(names: Sequence[str]) -> list[str]:
    """One key for all spellings of an area: case, tone, spaces, "tỉnh" in front.

    >>> area_keys(["tỉnh  HOÀ BÌNH", "Hòa Bình", "huyện Hòa Bình"])
    ['hòa bình', 'hòa bình', 'huyện hòa bình']
    """
    may_go = facts.column("words/area_kinds", "left_out")
    fronts = tuple(f"{word} " for word in may_go if may_go[word])
    keys = []
    for name in fold_all(names):
        key = " ".join(name.split()) if "  " in name else name
        front = next((f for f in fronts if key.startswith(f)), "")
        keys.append(key[len(front) :])
    return keys


def one_spelling(frame: pd.DataFrame, known: Sequence[str]) -> pd.DataFrame:
    """The rows with one name for each area, the known or the first; changes are noted.

    >>> made_up = pd.DataFrame({"area": ["TỈNH SÓC TRĂNG", "Sóc Trăng"]})
    >>> made_up["area"] = made_up["area"].astype("category")
    >>> one_spelling(made_up, ["Sóc Trăng"]).to_numpy().tolist()
    [['Sóc Trăng', 'địa bàn ghi là “TỈNH SÓC TRĂNG” / ...'], ['Sóc Trăng', '']]
    """
    if not (changed := _changed(frame["area"], known)):
        return frame
    area = word_column(frame["area"], lambda name: changed.get(name, name))
    return _noted(frame, frame["area"].isin(changed)).assign(area=area)


def _noted(frame: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """The frame with the name as it was written in the note of these rows."""
    names = frame["area"].astype(object).where(rows, "")
    texts = {n: facts.label("area_written", found=n) for n in names.unique() if n}
    told = names.map(texts).astype("str").fillna("")
    blank = pd.Series("", index=frame.index, dtype="str")
    before = frame["note"].astype("str").fillna("") if "note" in frame else blank
    both = before.ne("") & told.ne("")
    return frame.assign(note=before + both.map({True: "; ", False: ""}) + told)


def respelled(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Names with the known spelling where they are one of these areas.

    >>> respelled(["tỉnh Sóc Trăng", "X"], ["Sóc Trăng"])
    ['Sóc Trăng', 'X']
    """
    names, meant = [*names], _by_key(known)
    return [meant.get(k, n) for k, n in zip(area_keys(names), names, strict=True)]


def areas_by_day(frame: pd.DataFrame, known: Meanings) -> pd.DataFrame:
    """The rows with the area each name or code means on the last day of its period.

    A name that means several areas on its day, or none, is refused; names of areas that
    are in no table stay as they are.

    >>> from soctrang_analysis.reading.area_meaning import meanings
    >>> made_up = pd.DataFrame({"area": ["Cần Thơ", "Cần Thơ"], "year": [2024.0, 2025]})
    >>> made_up["area"] = made_up["area"].astype("category")
    >>> areas_by_day(made_up, meanings(None))["area"].tolist()
    ['Cần Thơ (trước 7/2025)', 'Cần Thơ (từ 7/2025)']
    """
    rows = _in_table(frame["area"].cat, known)
    codes = pd.Series("", index=frame.index)
    if "unit_code" in frame:
        codes = word_column(frame["unit_code"]).astype(object)
        rows |= codes.isin(
            {c for c in codes.unique() if c and known.named(c)}
        ).to_numpy()
    if not rows.any():
        return frame
    asked = pd.DataFrame({"area": frame["area"].astype(object), "code": codes})
    asked = asked.assign(year=frame["year"])[rows]
    group = asked.groupby(["area", "code", "year"], sort=False).ngroup().to_numpy()
    first = asked[~pd.Series(group).duplicated().to_numpy()]
    meant = []
    for name, code, year in first.itertuples(index=False):
        same = asked[["area", "code", "year"]].eq([name, code, year]).all(axis=1)
        bad = pd.Series(rows, index=frame.index)
        bad[rows] = same.to_numpy()
        meant.append(_meant(frame, bad, known, (name, code, day_of(year))))
    area = frame["area"].astype(object).to_numpy().copy()
    area[rows] = np.array(meant, dtype=object)[group]
    meant_by_row = pd.Series(area, index=frame.index)
    told = _noted(frame, frame["area"].astype(object).ne(meant_by_row))
    return told.assign(area=word_column(meant_by_row))


def _in_table(names: Any, known: Meanings) -> np.ndarray:
    """Whether each row's name is another than the one area it means."""
    likely = known.likely([*names.categories])
    pairs = zip(names.categories, likely, strict=True)
    asked = [yes and known.named(name) not in ([], [name]) for name, yes in pairs]
    found: np.ndarray = np.array([*asked, False])[names.codes.to_numpy()]
    return found


def _meant(
    frame: pd.DataFrame, rows: pd.Series, known: Meanings, asked: tuple[str, str, str]
) -> str:
    """The one area a name and a code mean on a day; refused where it is not one."""
    name, code, day = asked
    text = code if code and known.named(code) else name
    found = known.on(text, day)
    if len(found) != 1:
        told = "area_unsure" if found else "area_day"
        meant = "; ".join(found or known.named(text))
        given = {"written": text, "day": day, "meant": meant}
        raise fault(SchemaError, frame, rows, told, "area", do="full_area", **given)
    if text == code and found[0] not in known.on(name, day):
        given = {"code": code, "meant": found[0]}
        raise fault(SchemaError, frame, rows, "area_code", "area", **given)
    return found[0]


def _by_key(known: Sequence[str]) -> dict[str, str]:
    """Names by their key; of two with one key the first."""
    return dict(reversed([*zip(area_keys(known), known, strict=True)]))


def _changed(areas: pd.Series, known: Sequence[str]) -> dict[str, str]:
    """Names in a column that are another spelling, each with the one that is kept."""
    names = [*areas.cat.categories]
    keys, kept = area_keys(names), _by_key(known)
    if len(set(keys)) < len(keys):  # the first spelling is that of the first row
        for code in areas.cat.codes.unique():
            kept.setdefault(keys[code], names[code])
    pairs = zip(names, keys, strict=True)
    return {n: kept[k] for n, k in pairs if k in kept and kept[k] != n}


def ask_near_misses(frame: pd.DataFrame, known: Sequence[str]) -> None:
    """Refuse names that are nearly a known area's, with the question."""
    for name in frame["area"].unique():
        if meant := near_miss(str(name), known):
            rows = frame["area"].eq(name)
            raise fault(
                SchemaError, frame, rows, "near_area", "area",
                do="correct_area", meant=meant,
            )  # fmt: skip


def near_miss(name: str, known: Sequence[str]) -> str:
    """The known area a name is nearly, "" where it is one or is none.

    >>> near_miss("Soc Trang", ["Sóc Trăng"]), near_miss("Hà Giang", ["Hậu Giang"])
    ('Sóc Trăng', '')
    """
    (key,), keys = area_keys([name]), area_keys(known)
    if key in keys or len(key) < 5:
        return ""
    for meant, wanted in zip(known, keys, strict=True):
        # "Phường 1" is no misprint of "Phường 2".
        if re.findall(r"\d+", key) == re.findall(r"\d+", wanted) and (
            _bare(key) == _bare(wanted) or _one_letter_off(key, wanted)
        ):
            return meant
    return ""


def _bare(text: str) -> str:
    """A text without spaces and the marks of its letters."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in letters if c.isalpha() or c.isdigit())


def _one_letter_off(one: str, other: str) -> bool:
    """Whether one letter more, less or another makes the texts the same."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    i = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    return short[i + (len(short) == len(long)) :] == long[i + 1 :]


def is_area(text: str, known: Sequence[str]) -> bool:
    """Whether a heading names an area: a known one, nearly so, or by its kind.

    >>> [is_area(t, ["Sóc Trăng"]) for t in ("SÓC TRĂNG", "Huyện Kế Sách", "Kế Sách")]
    [True, True, False]
    """
    (key,), keys = area_keys([text]), area_keys(known)
    kinds = tuple(f"{word} " for word in facts.column("words/area_kinds", "left_out"))
    named = fold_all([text])[0].startswith(kinds)
    return key in keys or named or bool(near_miss(text, known))
