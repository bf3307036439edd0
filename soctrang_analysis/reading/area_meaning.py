"""Which area a name means on a day: by its code, or its full name and parent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from soctrang_analysis import facts
from soctrang_analysis.reading.area_table import AreaTable
from soctrang_analysis.reading.text import fold, fold_all

if TYPE_CHECKING:
    from soctrang_analysis.reading.plan import Plan

LARGE = ("nation", "region", "province")
_MARKS = str.maketrans(",;().", "     ")
_PARTED = re.compile(r"\s*[,;(]\s*|\s+[-–]\s+")


class Meanings:
    """Names of the areas in question, each with what it may mean.

    Examples
    --------
    >>> from soctrang_analysis.reading.areas import read_areas
    >>> table = read_areas()
    >>> known = Meanings(table, table.rows)
    >>> known.on("TP Cần Thơ", "2024-12-31"), known.on("TP Cần Thơ", "2025-12-31")
    (['Cần Thơ (trước 7/2025)'], ['Cần Thơ (từ 7/2025)'])
    >>> known.on("Hưng Phú, huyện Mỹ Tú", "2024-12-31")
    ['Xã Hưng Phú, Huyện Mỹ Tú']
    """

    def __init__(self, table: AreaTable, areas: Iterable[str]) -> None:
        self.table = table
        self._keys = {area: self._names(area) for area in areas}
        self._exact = {plain_key(area): area for area in self._keys}
        self._by_key: dict[str, list[str]] = {}
        words = (key.split() for keys in self._keys.values() for key in keys)
        self._last_words = {found[-1] for found in words}
        for area, keys in self._keys.items():
            for key in keys:
                self._by_key.setdefault(key, []).append(area)

    def _names(self, area: str) -> set[str]:
        """All an area is called by itself: code, name with its kind, bare name."""
        row = self.table.rows[area]
        name = plain_key(row["name"])
        keys = {name, plain_key(area), row["code"]} - {""}
        short = bare(name)
        return keys if short.isdigit() else keys | {short}  # "Phường 1" is no "1"

    def likely(self, texts: Sequence[str]) -> list[bool]:
        """Which of many texts may name one of the areas: a first, quick look."""
        folded = (text.translate(_MARKS) for text in fold_all(texts))
        return [not self._last_words.isdisjoint(text.split()) for text in folded]

    def knows(self, text: str) -> bool:
        """Whether a text is a name or code of one of the areas, on whatever day."""
        return plain_key(text) in self._exact or bool(self.named(text))

    def named(self, text: str) -> list[str]:
        """The areas a text may mean, on whatever day."""
        if (exact := self._exact.get(plain_key(text))) is not None:
            return [exact]
        first, *above = (plain_key(part) for part in _parts(text))
        found = self._by_key.get(first, [])
        return [area for area in found if self._lies_in(area, above)]

    def _lies_in(self, area: str, above: Sequence[str]) -> bool:
        """Whether an area lies in all of these, the nearest named first."""
        parents = [self._names(parent) for parent in self.table.above(area)]
        for name in above:
            place = next((i for i, keys in enumerate(parents) if name in keys), None)
            if place is None:
                return False
            parents = parents[place + 1 :]
        return True

    def on(self, text: str, day: str) -> list[str]:
        """The areas of a day that a text may mean; a full name is taken at any time."""
        found = self.named(text)
        if plain_key(text) in self._exact:
            return found
        return [area for area in found if there_is(self.table, area, day)]


def there_is(table: AreaTable, area: str, day: str) -> bool:
    """Whether an area is there on a day.

    Examples
    --------
    >>> from soctrang_analysis.reading.areas import read_areas
    >>> there_is(read_areas(), "Hậu Giang", "2025-07-01")
    False
    """
    row = table.rows[area]
    return (row["from"] or day) <= day <= (row["to"] or day)


def day_of(year: float) -> str:
    """The last day of a period by its decimal year.

    Examples
    --------
    >>> day_of(2024.0), day_of(2024.5)
    ('2024-12-31', '2025-06-30')
    """
    whole = int(-(-year // 1))
    return f"{whole}-12-31" if whole == year else f"{whole}-06-30"


def in_question(table: AreaTable, area: str) -> list[str]:
    """The areas values of a place may name: the large ones, its own units old and new.

    Communes of one province have names of communes elsewhere: those of others are none
    of its values'.
    """
    large = [name for name, row in table.rows.items() if row["kind"] in LARGE]
    own = [area, *table.successors(area)] if area in table.rows else []
    return [
        *dict.fromkeys([*large, *(n for one in own for n in (one, *table.under(one)))])
    ]


def meanings(plan: Plan | None) -> Meanings:
    """Names that values for a plan may use; without one those of large areas."""
    return _meanings(plan.area if plan is not None else "")


@cache
def _meanings(area: str) -> Meanings:
    from soctrang_analysis.reading.areas import read_areas

    table = read_areas()
    return Meanings(table, in_question(table, area))


def _parts(text: str) -> list[str]:
    """A name and those above it: "Hưng Phú, Mỹ Tú", "Hưng Phú (Mỹ Tú)"."""
    return [part for part in _PARTED.split(text.rstrip(") ")) if part] or [""]


def plain_key(text: str) -> str:
    """One key for the spellings of a name: case, tone, spaces, its kind in short.

    Examples
    --------
    >>> plain_key("TP.Sóc  Trăng"), plain_key("Tỉnh Hậu Giang")
    ('thành phố sóc trăng', 'hậu giang')
    """
    key = " ".join(fold(text).split())
    for word, row in _kinds():
        rest = key.removeprefix(word)
        if rest != key and (word.endswith(".") or rest.startswith(" ")):
            short = row["left_out"] != ""
            return rest.strip() if short else f"{row['full']} {rest.strip()}"
    return key


def bare(key: str) -> str:
    """A key without the kind in front.

    Examples
    --------
    >>> bare("thị trấn long phú"), bare("long phú")
    ('long phú', 'long phú')
    """
    fulls = (f"{row['full']} " for _, row in _kinds())
    front = next((f for f in fulls if key.startswith(f)), "")
    return key[len(front) :]


@cache
def _kinds() -> list[tuple[str, facts.Row]]:
    """Words for kinds of areas, the longest first."""
    rows = facts.rows("words/area_kinds")
    return sorted(((r["word"], r) for r in rows), key=lambda pair: -len(pair[0]))
