"""Every table of the contract for the bundled plan and values."""

from __future__ import annotations

import pandas as pd

from soctrang_analysis.analysis.comparison import compare_plans
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.trajectories import trajectories
from soctrang_analysis.metadata import DATA_YEAR
from soctrang_analysis.reading.bundled import (
    bundled_plan,
    load_indicators,
    load_national_targets,
    load_observations,
)
from soctrang_analysis.reading.plan import TABLES


def bundled_tables() -> dict[str, pd.DataFrame]:
    """Name -> table, in the order they are written and shown.

    Examples
    --------
    >>> list(bundled_tables())[:3]
    ['indicators', 'targets', 'agencies']
    """
    plan, observations = bundled_plan(), load_observations()
    return {
        "indicators": load_indicators(),
        **{name: getattr(plan, name) for name in TABLES},
        "observations": observations,
        "trajectories": trajectories(),
        "progress": assess(observations, as_of=DATA_YEAR),
        "comparison": compare_plans(plan.targets, load_national_targets()),
    }
