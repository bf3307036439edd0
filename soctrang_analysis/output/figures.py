"""The whole set of figures written to a folder, the same bytes on every run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from soctrang_analysis import facts
from soctrang_analysis.door import taken, year_of
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.output.files import csv_bytes
from soctrang_analysis.output.generation import FileSet, write_sets
from soctrang_analysis.output.pictures import METADATA, picture, title_of
from soctrang_analysis.reading.plan import Plan, known_plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from soctrang_analysis.output.registry import Chart
    from soctrang_analysis.output.tables import Tables

FIGURES = "figures"


def export_figures(
    plan: Plan,
    values: pd.DataFrame | None,
    out: str | Path,
    *,
    as_of: float,
    formats: Iterable[str] = ("png", "svg"),
    langs: Iterable[str] = facts.LANGS,
    only: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Write the figures and their ``index.csv``; a progress bar on a terminal.

    Parameters
    ----------
    plan : Plan
        The plan the figures are of.
    values : DataFrame or None
        Table ``observations``; charts that need values say so where there are none.
    out : str or Path
        Folder; made where it is missing.
    as_of : float
        Year of the assessment.
    formats : iterable of str
        "png", "svg", "pdf".
    langs : iterable of str
        "vi", "en".
    only : iterable of str, optional
        Names of figures; all of the plan's framework without it.

    Returns
    -------
    DataFrame
        The index: ``file`` (``NAME-LANG.FORMAT``), ``title``, ``alt_text``.

    Raises
    ------
    RangeError
        If a format, language or figure is unknown.
    PlanError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import soctrang_analysis as sta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     index = export_figures(sta.soc_trang(), None, folder, as_of=2026,
    ...                            formats=["png"], langs=["vi"], only=["fall"])
    >>> index["file"].tolist()
    ['fall-vi.png']
    """
    from soctrang_analysis.output.tables import build_tables

    plan, as_of = known_plan(plan), year_of(as_of)
    charts = chosen_charts(only)
    formats = _checked("formats", formats, METADATA)
    langs = _checked("langs", langs, facts.LANGS)
    needed = dict.fromkeys(name for chart in charts for name in chart.needs)
    tables = build_tables(plan, values, as_of=as_of, only=needed)
    jobs = [(chart, lang) for chart in charts for lang in langs]
    files, index = figure_files(jobs, plan, tables, as_of=as_of, formats=formats)
    kind = FIGURES if only is None else f"{FIGURES} {' '.join(c.name for c in charts)}"
    write_sets({Path(out): FileSet(kind, plan.title, files)})
    return index


def chosen_charts(only: Iterable[str] | None = None) -> list[Chart]:
    """All charts, or those named."""
    from soctrang_analysis.output import charts  # noqa: F401 - registers them
    from soctrang_analysis.output.registry import CHARTS

    names = facts.column("words/figures", "figure") if only is None else only
    names = _checked("only", names, CHARTS)
    return [CHARTS[name] for name in names]


def _checked(name: str, given: object, known: Iterable[str]) -> list[str]:
    """Words of an option as a list; refused where one is none of those known."""
    words: list[Any] = list(given) if isinstance(given, Iterable) else [given]
    if unknown := [w for w in words if not isinstance(w, str) or w not in known]:
        wanted, found = f"some of {', '.join(known)}", repr(unknown[0])[:80]
        do = "choose from these"
        raise refused(wanted, found, do, where=name, kind=RangeError)
    return words


def figure_files(
    jobs: list[tuple[Chart, str]],
    plan: Plan,
    tables: Tables,
    *,
    as_of: float,
    formats: Iterable[str],
) -> tuple[dict[str, bytes], pd.DataFrame]:
    """Charts in languages, in every format, and their ``index.csv``, as bytes."""
    import matplotlib.pyplot as plt

    from soctrang_analysis.output.style import styled

    files: dict[str, bytes] = {}
    rows = []
    plan = known_plan(plan)
    needed = {name for chart, _ in jobs for name in chart.needs}
    tables = {name: taken(tables[name], name) for name in sorted(needed)}
    with styled():
        for chart, lang in _watched(jobs):
            figure = draw(chart, plan, tables, as_of=as_of, lang=lang)
            for kind in formats:
                file = f"{chart.name}-{lang}.{kind}"
                files[file] = picture(figure, kind)
                rows.append((file, title_of(figure), figure.get_label()))
            plt.close(figure)
    index = pd.DataFrame(rows, columns=["file", "title", "alt_text"])
    return files | {"index.csv": csv_bytes(index)}, index


def _watched(jobs: list[tuple[Chart, str]]) -> Iterable[tuple[Chart, str]]:
    """The jobs, with a progress bar on a terminal."""
    from rich.console import Console
    from rich.progress import track

    stderr = Console(stderr=True)
    told = facts.both("words/labels", "drawing")
    quiet = not stderr.is_terminal
    return track(jobs, told, console=stderr, transient=True, disable=quiet)


def draw(
    chart: Chart, plan: Plan, tables: Tables, *, as_of: float, lang: str = "vi"
) -> Figure:
    """One chart from the tables it needs."""
    needed = [tables[name] for name in chart.needs]
    ax = chart.draw(plan, *needed, lang=lang, as_of=as_of)
    return cast("Figure", ax.get_figure())
