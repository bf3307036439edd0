"""Every chart of the package: a plan and tidy tables in, Axes out.

Modules named ``*_charts`` register their charts; nothing is listed here.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soctrang_analysis.output.registry import CHARTS
from soctrang_analysis.output.style import use_style

for _path in sorted(Path(__file__).parent.glob("*_charts.py")):
    if not _path.stem.startswith("workbook"):
        import_module(f"{__package__}.{_path.stem}")
if TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Charts are there by their registered names."""


globals().update({f"plot_{name}": known.plot for name, known in CHARTS.items()})
__all__ = ["use_style", *(f"plot_{name}" for name in CHARTS)]
