"""What could not be written: told by its cause, and nothing half-written stays."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from soctrang_analysis import facts
from soctrang_analysis.errors import PlanError, refused

FOLDER, FILES = "a folder that can be written", "files that can be replaced"


@contextmanager
def writing(places: Iterable[Path], expected: str) -> Iterator[None]:
    """Errors of the system as `PlanError`s; empty folders made for a place go again.

    Two causes need two pieces of advice: a full disk is not an open file.
    """
    wanted = [*places]
    ways = {way for place in wanted for way in (place, *place.parents)}
    made = [way for way in ways if not os.path.lexists(way)]
    try:
        yield
    except BaseException as error:
        for folder in sorted(made, key=lambda way: -len(way.parts)):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise _unwritten(error, str(wanted[0]), expected) from error
        raise


def _unwritten(error: OSError, place: str, expected: str) -> PlanError:
    """The error by its number, a row of ``words/write_faults``."""
    name = errno.errorcode.get(error.errno or 0, "")
    known = facts.column("words/write_faults", "do")
    row = facts.row("words/write_faults", name if name in known else "other")
    found = row["found"].format(text=error.strerror or name or type(error).__name__)
    where = str(error.filename or place)
    return refused(expected, found, row["do"], where=where, kind=PlanError)
