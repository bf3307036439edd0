import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from soctrang_analysis.facts import source_file
from soctrang_analysis.reading.bundled import bundled
from soctrang_analysis.reading.plan import Plan, read_plan

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
    return source_file(bundled("file"))


@pytest.fixture(scope="session")
def plan_text(plan_path: Path) -> str:
    return plan_path.read_text("utf-8")


@pytest.fixture
def make_plan(tmp_path: Path) -> Callable[..., Plan]:
    """Lines of a document -> its Plan."""

    def make(*lines: str, **how: str) -> Plan:
        path = tmp_path / "made-up.txt"
        path.write_text("\n".join(lines), "utf-8")
        return read_plan(path, **how)

    return make
