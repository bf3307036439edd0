"""Names of areas: spellings of one area are one, near misses are asked about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.errors import SchemaError
from soctrang_analysis.reading.observed_cells import word_column
from soctrang_analysis.reading.text import fold_all
from soctrang_analysis.reading.value_faults import fault

if TYPE_CHECKING:
    from soctrang_analysis.reading.plan import Plan


def known_areas(plan: Plan | None = None) -> list[str]:
    """The plan's own area, and those of ``areas/areas``."""
    own = [plan.area] if plan is not None and plan.area else []
    return [*dict.fromkeys([*own, *facts.column("areas/areas", "kind")])]


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
    texts = {name: facts.label("area_written", found=name) for name in changed}
    told = frame["area"].astype(str).map(texts).fillna("")
    blank = pd.Series("", index=frame.index, dtype="str")
    before = frame["note"].astype("str").fillna("") if "note" in frame else blank
    both = before.ne("") & told.ne("")
    note = before + both.map({True: "; ", False: ""}) + told
    area = word_column(frame["area"], lambda name: changed.get(name, name))
    return frame.assign(area=area, note=note)


def respelled(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Names with the known spelling where they are one of these areas.

    >>> respelled(["tỉnh Sóc Trăng", "X"], ["Sóc Trăng"])
    ['Sóc Trăng', 'X']
    """
    names, meant = [*names], _by_key(known)
    return [meant.get(k, n) for k, n in zip(area_keys(names), names, strict=True)]


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
