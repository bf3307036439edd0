"""The hidden key in each row of a form: it says of itself what the row asks for."""

from __future__ import annotations

from dataclasses import astuple, dataclass

VERSION = "1"
MARK = "soctrang"
COLUMN = f"{MARK}:"  # before the name of a column, in the hidden row of names
OWN_SHEET = f"{COLUMN}sheet"  # a sheet of the form without rows to fill


@dataclass(frozen=True)
class Key:
    """Version of the form, plan, period, area, agency, kind and name of a row."""

    version: str
    plan: str
    period: str
    area: str
    agency: str
    kind: str
    name: str

    def text(self) -> str:
        """The key as it stands in the form.

        >>> Key("1", "5128af72", "2026", "X", "Sở Y tế", "value", "3b").text()
        'soctrang|1|5128af72|2026|X|Sở Y tế|value|3b'
        """
        return "|".join([MARK, *(part.replace("|", "/") for part in astuple(self))])


def plan_mark(sha256: str) -> str:
    """The part of a plan's SHA-256 by which a form knows its plan."""
    return sha256[:12]


def read_key(text: object) -> Key | None:
    """The key in a cell, None where it is none.

    >>> read_key("soctrang|1|5128af72|2026|X|Sở Y tế|value|3b").name
    '3b'
    """
    parts = text.strip().split("|") if isinstance(text, str) else []
    return Key(*parts[1:]) if len(parts) == 8 and parts[0] == MARK else None
