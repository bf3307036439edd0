"""Ratios measured in one run: import, reading the plan, the whole build."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table


def seconds(job: Callable[[], object], times: int = 7) -> float:
    """Median wall time of a job."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return median(taken)


def python(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def main() -> None:
    from soctrang_analysis.metadata import PLAN_FILE, source_file
    from soctrang_analysis.reading.grammar import tokens
    from soctrang_analysis.reading.plan import read_plan
    from soctrang_analysis.reading.text import fold

    command = Path(sys.executable).with_name("soctrang")
    bare = seconds(python("import pandas"))
    package = seconds(python("import pandas, soctrang_analysis as s; s.PlanError"))
    path = source_file(PLAN_FILE)

    def read_afresh() -> None:
        for cache in (tokens, fold):
            cache.cache_clear()
        read_plan(path)

    reading = seconds(read_afresh)
    with tempfile.TemporaryDirectory() as out:
        build = seconds(
            lambda: subprocess.run(
                [command, "build", "--out", out], check=True, capture_output=True
            ),
            3,
        )
    table = Table("what", "measured", "goal")
    table.add_row("import / import pandas", f"{package / bare:.2f}", "1.3 or less")
    table.add_row("read the plan", f"{1000 * reading:.0f} ms", "50 ms or less")
    table.add_row("soctrang build / import pandas", f"{build / bare:.1f}", "")
    Console().print(table)


if __name__ == "__main__":
    main()
