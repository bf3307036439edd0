"""PlanError and its kinds: each says where, what was expected, found, to do."""

from __future__ import annotations


class PlanError(Exception):
    """What the package refuses to read or compute.

    Parameters
    ----------
    where : str
        File, line or table and row of the trouble.
    expected, found : str
        What was looked for, and what stands there.
    do : str
        What the reader can do about it.
    line : int
        Line of the source, 0 where there is none.

    Examples
    --------
    >>> print(ParseError("plan.txt, line 3", expected="a number", found="'x'",
    ...                  do="correct the line"))
    plan.txt, line 3: expected a number; found 'x'; to do: correct the line
    """

    def __init__(
        self, where: str, *, expected: str, found: str, do: str, line: int = 0
    ) -> None:
        super().__init__(f"{where}: expected {expected}; found {found}; to do: {do}")
        self.where, self.expected, self.found, self.do = where, expected, found, do
        self.line = line

    def at(self, where: str, line: int = 0, found: str = "") -> PlanError:
        """The same error, told with a nearer place.

        Examples
        --------
        >>> print(refused("a number", "none").at("target 4", 30))
        target 4 (line 30): expected a number; found none; to do: reword the clause
        """
        place = f"{where} (line {line})" if line else where
        facts = {"expected": self.expected, "found": found or self.found}
        return type(self)(place, **facts, do=self.do, line=line or self.line)


class ParseError(PlanError):
    """A document, line or number that cannot be read."""


class MendError(PlanError):
    """An annex whose sums allow no mend, or more than one."""


class SchemaError(PlanError):
    """A table that breaks the contract: columns, types, key or allowed words."""


class RangeError(PlanError):
    """A year or value outside what is known."""


class SourceChangedError(PlanError):
    """A bundled source file that is not the one the package was written for."""


def refused(
    expected: str,
    found: str,
    do: str = "reword the clause",
    *,
    where: str = "clause",
    line: int = 0,
    kind: type[PlanError] = ParseError,
) -> PlanError:
    """An error with its place; the one maker of located errors.

    Examples
    --------
    >>> print(refused("one unit", "2", "state it", where="budget annex", line=9))
    budget annex (line 9): expected one unit; found 2; to do: state it
    """
    return kind(where, expected=expected, found=found, do=do).at(where, line)
