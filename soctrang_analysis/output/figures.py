"""The whole set of figures written to a folder, the same bytes on every run."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from soctrang_analysis.analysis.budget_summary import budget_summary
from soctrang_analysis.analysis.comparison import compare_plans
from soctrang_analysis.analysis.progress import assess
from soctrang_analysis.analysis.trajectories import trajectories
from soctrang_analysis.errors import RangeError
from soctrang_analysis.metadata import DATA_YEAR, lookup
from soctrang_analysis.output.files import replace_files
from soctrang_analysis.reading.bundled import (
    load_agencies,
    load_national_targets,
    load_observations,
    load_targets,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = ("png", "svg", "pdf")
METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
SHOWN_INDICATOR = "3b"  # the one with the longest published provincial series


def figure_makers() -> dict[str, Callable[[str], Axes]]:
    """Name of each figure -> a function of the language that draws it.

    Examples
    --------
    >>> len(figure_makers())
    15
    """
    from soctrang_analysis.output import charts

    targets, values, paths = load_targets(), load_observations(), trajectories()
    board = assess(values, as_of=DATA_YEAR)
    money = budget_summary()
    both = compare_plans(targets, load_national_targets())

    def of(plot: Callable[..., Axes], *tables: object, **facts: object):  # type: ignore[no-untyped-def]
        return lambda lang: plot(*tables, lang=lang, **facts)

    return {
        "promises": of(charts.plot_promises, targets),
        "fall": of(charts.plot_fall, paths),
        "band": of(charts.plot_band, paths),
        "mortality": of(charts.plot_mortality, values, paths, board),
        "budget": of(charts.plot_budget, money),
        "step": of(charts.plot_step, money),
        "objectives": of(charts.plot_objectives, money),
        "prices": of(charts.plot_prices, money),
        "indicator": of(charts.plot_indicator, SHOWN_INDICATOR, values, paths, board),
        "gap": of(charts.plot_gap, board),
        "board": of(charts.plot_board, board, as_of=DATA_YEAR),
        "comparison": of(charts.plot_comparison, both),
        "acceleration": of(charts.plot_acceleration, board),
        "agencies": of(charts.plot_agencies, load_agencies()),
        "known": of(charts.plot_known, values),
    }


def export_figures(
    out: str | Path = "figures",
    *,
    formats: Iterable[str] = ("png", "svg"),
    langs: Iterable[str] = ("vi", "en"),
    only: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Write the figures and their ``index.csv``; a progress bar on a terminal.

    Parameters
    ----------
    out : str or Path
        Folder; made where it is missing.
    formats : iterable of str
        "png", "svg", "pdf".
    langs : iterable of str
        "vi", "en".
    only : iterable of str, optional
        Names of figures; all without it.

    Returns
    -------
    DataFrame
        The index: ``file``, ``title``, ``alt_text``.

    Raises
    ------
    RangeError
        If a format, language or figure is unknown.
    PlanError
        If the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     index = export_figures(folder, formats=["png"], langs=["vi"], only=["band"])
    >>> index["file"].tolist()
    ['band-vi.png']
    """
    import matplotlib as mpl

    texts = lookup("figures", "figure")
    chosen = list(texts) if only is None else list(only)
    formats, langs = list(formats), list(langs)
    _check("formats", formats, FORMATS)
    _check("langs", langs, ("vi", "en"))
    _check("only", chosen, texts)
    with mpl.rc_context():
        files, rows = _drawn(chosen, formats, langs)
    index = pd.DataFrame(rows, columns=["file", "title", "alt_text"])
    files["index.csv"] = index.to_csv(index=False, lineterminator="\n").encode("utf-8")
    replace_files(files, out)
    return index


def _check(name: str, given: list[str], known: Iterable[str]) -> None:
    if unknown := [g for g in given if g not in known]:
        raise RangeError(
            name,
            expected=f"some of {', '.join(known)}",
            found=repr(unknown[0]),
            do="choose from these",
        )


def _drawn(
    chosen: list[str], formats: list[str], langs: list[str]
) -> tuple[dict[str, bytes], list[tuple[str, str, str]]]:
    """Every figure in every language and format, as bytes, and the index."""
    import matplotlib.pyplot as plt
    from rich.console import Console
    from rich.progress import track

    from soctrang_analysis.output.style import use_style

    use_style()
    makers, texts = figure_makers(), lookup("figures", "figure")
    files: dict[str, bytes] = {}
    rows = []
    stderr = Console(stderr=True)
    jobs = [(name, lang) for name in chosen for lang in langs]
    for name, lang in track(
        jobs,
        "Vẽ hình / drawing",
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,
    ):
        makers[name](lang)
        figure = plt.gcf()
        title = next(t.get_text() for t in figure.texts if t.get_gid() == "title")
        for kind in formats:
            data = io.BytesIO()
            figure.savefig(data, format=kind, metadata=METADATA[kind])
            files[f"{name}-{lang}.{kind}"] = data.getvalue()
            alt = texts[name][f"alt_{lang}"]
            rows.append((f"{name}-{lang}.{kind}", title.replace("\n", " "), alt))
        plt.close(figure)
    return files, rows
