"""Following a province's promises to children, with numbers that can be trusted."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from soctrang_analysis.errors import (
        MendError,
        ParseError,
        PlanError,
        RangeError,
        SchemaError,
        SourceChangedError,
    )
    from soctrang_analysis.reading.plan import (
        Plan,
        audit,
        load_agencies,
        load_budget,
        load_indicators,
        load_targets,
        read_plan,
    )

__all__ = [
    "MendError",
    "ParseError",
    "Plan",
    "PlanError",
    "RangeError",
    "SchemaError",
    "SourceChangedError",
    "audit",
    "load_agencies",
    "load_budget",
    "load_indicators",
    "load_targets",
    "read_plan",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: importing the package does no work."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    kind = "errors" if name.endswith("Error") else "reading.plan"
    return getattr(import_module(f"{__name__}.{kind}"), name)


def __dir__() -> list[str]:
    return __all__
