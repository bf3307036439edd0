import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from soctrang_analysis.facts import source_file

settings.register_profile(
    "test",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("test")
os.environ.setdefault("COLUMNS", "120")


@pytest.fixture(scope="session")
def plan_path() -> Path:
    return source_file("plan-soc-trang-2021-draft.txt")


@pytest.fixture(scope="session")
def plan_text(plan_path: Path) -> str:
    return plan_path.read_text("utf-8")
