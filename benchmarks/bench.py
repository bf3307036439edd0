"""Ratios measured in one run: import, reading the plan, the whole build."""

import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
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


KEY = ["indicator_id", "area", "series", "period", "source_title", "unit"]


def made_up(series: int) -> pd.DataFrame:
    """Yearly values of ten years for so many series, four indicators an area."""
    chance = np.random.default_rng(0)
    ids = ["1", "3a", "4b", "11a"]
    units = ["percent", "per_1000_live_births", "percent", "per_100000_children"]
    areas = series // 4
    frame = pd.DataFrame(
        {
            "indicator_id": np.tile(np.repeat(ids, 10), areas),
            "area": np.repeat([f"Xã {i:06d}" for i in range(areas)], 40),
            "period": np.tile([str(y) for y in range(2015, 2025)], series),
            "value": chance.uniform(20, 60, series * 10).round(1),
            "unit": np.tile(np.repeat(units, 10), areas),
        }
    )
    for column in ("series", "source_title"):
        frame[column] = ""
    frame = frame.assign(evidence="direct", source_kind="survey")
    return frame.sample(frac=1, random_state=1, ignore_index=True)


def plain_loop(frame: pd.DataFrame) -> list[float]:
    """One compound-growth ratio per series from its group, as others compute it."""
    ratios = []
    for (indicator, _), group in frame.groupby(["indicator_id", "area"]):
        ordered = group.sort_values("period")
        first, last = ordered["value"].iloc[0], ordered["value"].iloc[-1]
        years = int(ordered["period"].iloc[-1]) - int(ordered["period"].iloc[0])
        target = {"1": 91.0, "3a": 9.0, "4b": 12.0, "11a": 120.0}[indicator]
        pace = (last / first) ** (1 / years) - 1
        ratios.append(pace / abs((target / first) ** (1 / 15) - 1))
    return ratios


def timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def assessment(table: Table) -> None:
    from soctrang_analysis import assess, soc_trang

    def job(frame: pd.DataFrame) -> pd.DataFrame:
        return assess(soc_trang(), frame, as_of=2024, reasons=False)

    small, frame = made_up(10_000), made_up(100_000)
    job(small.head(1000))
    ours = min(timed(lambda: job(frame)) for _ in range(3))
    sort = min(timed(lambda: frame.sort_values(KEY)) for _ in range(3))
    loop = timed(lambda: plain_loop(frame))
    tracemalloc.start()
    job(frame)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = frame.memory_usage(deep=True).sum()
    per_small = min(timed(lambda: job(small)) for _ in range(3)) / 10_000
    large = made_up(1_000_000)
    per_large = timed(lambda: job(large)) / 1_000_000
    table.add_row(
        "assess 100,000 series of 10 years", f"{ours:.2f} s", "0.3 s, the aim"
    )
    table.add_row("assess / sorting the table", f"{ours / sort:.2f}", "4 or less")
    table.add_row("peak memory / input", f"{peak / size:.2f}", "5 or less")
    ratio = per_large / per_small
    table.add_row("per series, 1,000,000 / 10,000", f"{ratio:.2f}", "3 or less")
    table.add_row("plain loop / assess", f"{loop / ours:.1f}", "30 or more")


def bare_figures(sizes: list[tuple[float, float]]) -> None:
    """As many empty figures of the same sizes and formats."""
    import io

    import matplotlib.pyplot as plt

    for size in sizes:
        figure, _ = plt.subplots(figsize=size)
        for kind in ("png", "svg"):
            figure.savefig(io.BytesIO(), format=kind, dpi=160)
        plt.close(figure)


def figure_set(table: Table) -> None:
    import matplotlib.pyplot as plt

    from soctrang_analysis import export_figures, load_observations, soc_trang
    from soctrang_analysis.output.figures import chosen_charts, draw
    from soctrang_analysis.output.tables import build_tables

    plan, values = soc_trang(), load_observations()
    tables = build_tables(plan, values, as_of=2026)
    sizes = []
    for chart in chosen_charts(plan):
        for lang in ("vi", "en"):
            figure = draw(chart, plan, tables, as_of=2026, lang=lang)
            sizes.append(tuple(figure.get_size_inches()))
            plt.close(figure)

    def job(out: str) -> None:
        export_figures(plan, values, out, as_of=2026)

    with tempfile.TemporaryDirectory() as out:
        ours = min(timed(lambda: job(out)) for _ in range(2))
    bare = min(timed(lambda: bare_figures(sizes)) for _ in range(2))
    table.add_row("figure set / bare figures", f"{ours / bare:.2f}", "2.5 or less")


def main() -> None:
    from soctrang_analysis.facts import source_file
    from soctrang_analysis.reading.bundled import bundled
    from soctrang_analysis.reading.lexer import tokens
    from soctrang_analysis.reading.plan import read_plan
    from soctrang_analysis.reading.text import fold

    command = Path(sys.executable).with_name("soctrang")
    bare = seconds(python("import pandas"))
    package = seconds(python("import pandas, soctrang_analysis as s; s.PlanError"))
    path = source_file(bundled("file"))

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
    table.add_row(
        "read the plan, no word of it known",
        f"{1000 * reading:.0f} ms",
        "50 ms or less",
    )
    table.add_row("soctrang build / import pandas", f"{build / bare:.1f}", "")
    figure_set(table)
    assessment(table)
    Console().print(table)


if __name__ == "__main__":
    main()
