"""Tables printed for people at a terminal, or for the next command in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import typer

from soctrang_analysis import facts
from soctrang_analysis.facts import label
from soctrang_analysis.numerals import show as numeral
from soctrang_analysis.numerals import show_chance, show_year
from soctrang_analysis.output.spoken import LANGS, spoken, told
from soctrang_analysis.reading.area_meaning import Meanings
from soctrang_analysis.reading.area_table import AreaTable, unknown_area
from soctrang_analysis.reading.explain import Explanation
from soctrang_analysis.schema import word_tables
from soctrang_analysis.texts import visible

LEVELS = ("error", "warning", "info")
WIDEST = 100  # columns of a terminal a table may take


def show(
    title: str,
    header: list[str],
    rows: list[list[str]],
    brief: Sequence[str] = (),
) -> None:
    """Print a table: framed on a terminal, tabbed lines in a pipe.

    On a terminal only the columns ``brief``, if any: the rest would not fit.
    """
    rows = [[visible(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():  # plain columns for files and pipes, nothing cut off
        typer.echo("\n".join([title, *("\t".join(row) for row in [header, *rows])]))
        return
    kept = [i for i, name in enumerate(header) if name in brief or not brief]
    _framed(title, [[row[i] for i in kept] for row in [header, *rows]])


def _framed(title: str, rows: list[list[str]]) -> None:
    """Print a table in a frame, its first row the heading."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*rows[0], title=title, title_justify="left")
    for row in rows[1:]:
        table.add_row(*row)
    # Brackets in a plan's text are its own, no markup.
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(table, width=min(WIDEST, console.width))


def cells(frame: pd.DataFrame) -> list[list[str]]:
    """Cells as text, nothing where nothing is known."""
    text = frame.astype(object).where(frame.notna(), "").astype("str")
    return [list(row) for row in text.to_numpy()]


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """What is being done, told by label on a terminal while it lasts."""
    from rich.console import Console

    stderr = Console(stderr=True)
    with stderr.status(label("reading")) as status:
        yield lambda name: status.update(label(name))


def show_summary(tables: dict[str, pd.DataFrame], out: Path) -> None:
    """Print what was written, what was corrected and what was found."""
    rows = [[f"{name}.csv", str(len(frame))] for name, frame in tables.items()]
    show(f"{label('written')} {out}", [label("table"), label("head_rows")], rows)
    repairs, findings = tables["budget_repairs"], tables["findings"]
    title, header = label("repaired"), [label("budget_line"), label("defect")]
    show(f"{title}: {len(repairs)}", header, cells(repairs[["line_id", "defect"]]))
    counts = findings["severity"].value_counts()
    rows = [[level, str(counts.get(level, 0))] for level in LEVELS]
    show(label("findings"), [label("severity"), label("number")], rows)


def show_findings(findings: pd.DataFrame) -> None:
    """Print findings, the gravest first."""
    columns = [c for c in findings.columns if c != "finding_id"]
    order = findings["severity"].map(LEVELS.index).sort_values(kind="stable").index
    title = f"{label('findings')}: {len(findings)}"
    brief = ["severity", "source_line", "subject"]
    brief += [f"resolution_{lang}" for lang in LANGS.get()[:1]]
    show(title, columns, cells(findings.loc[order, columns]), brief)


BOARD = [
    "indicator_id", "area", "year", "target", "latest", "latest_year", "status",
    "signal", "confidence", "gap_good", "required_per_year", "chance", "deciding",
]  # fmt: skip
BRIEF = [
    "indicator_id", "area", "year", "latest_year", "status", "confidence", "chance",
]  # fmt: skip


def show_board(progress: pd.DataFrame, as_of: float) -> None:
    """Print the milestones with values, and how often each status was given."""
    board = progress.round({"target": 4, "gap_good": 2, "required_per_year": 3}).assign(
        chance=[show_chance(chance) for chance in progress["chance"]],
        latest_year=[show_year(year) for year in progress["latest_year"]],
        deciding=progress["deciding"].map({True: "●", False: ""}),
    )
    for column, table in word_tables("progress").items():
        names = {k: facts.both(table, k) for k in {*board[column].dropna()} - {""}}
        board[column] = board[column].map(names)
    seen = board.loc[board["n"].gt(0), BOARD]
    show(label("progress", year=f"{as_of:g}"), BOARD, cells(seen), BRIEF)
    counts = board["status"].value_counts().reset_index()
    show(label("status"), ["", ""], cells(counts))


def show_tipping(table: pd.DataFrame) -> None:
    """Print what the next report must show, milestone by milestone."""
    if table.empty:
        return
    title = label("tipping", year=f"{table['next_year'].iloc[0]:g}")
    columns = ["indicator_id", "year", "text_vi", "text_en"]
    brief = [*columns[:2], *(f"text_{lang}" for lang in LANGS.get()[:1])]
    show(title, columns, cells(table[columns]), brief)


def show_backtest(scores: pd.DataFrame, reliability: pd.DataFrame) -> None:
    """Print how often intervals held, and what became of the chances stated."""
    mean = scores[scores["indicator_id"].eq("") | scores["h"].isna()]
    show(label("backtest_scores"), mean.columns.tolist(), cells(mean.round(3)))
    told = reliability.round(3)
    show(label("backtest_reliability"), told.columns.tolist(), cells(told))


def show_comparison(table: pd.DataFrame, names: tuple[str, str], out: Path) -> None:
    """Print who asks more how often, and the milestones that differ."""
    counts = table["more_ambitious"].value_counts()
    a, b = names
    said = {
        "a": label("asks_more_a", name=a), "b": label("asks_more_b", name=b),
        "same": label("asks_same"), "not_comparable": label("asks_not_comparable"),
    }  # fmt: skip
    rows = [[text, str(counts.get(word, 0))] for word, text in said.items()]
    show(f"{label('written')} {out}", [label("result"), label("number")], rows)
    differing = table[table["more_ambitious"].ne("same") | table["note"].ne("")]
    brief = ["indicator_id", "year", "value_a", "value_b", "more_ambitious", "note"]
    show(label("differences"), list(table.columns), cells(differing), brief)


def show_explanation(found: Explanation) -> None:
    """Print how a clause was read: its words with their rules, its rows or refusal."""
    words = found.tokens.query("kind != 'mark'")
    rule = words["line"].astype(str).where(words["line"] > 0, "")
    table = words[["text", "kind", "meaning"]].assign(rule=rule + " " + words["phrase"])
    heads = [label(f"said_{name}") for name in ("text", "kind", "meaning", "rule")]
    show(label("explained_words"), heads, cells(table))
    heads = [label(f"said_{name}") for name in found.clauses]
    show(label("explained_orders"), heads, cells(found.clauses))
    names = ["indicator_id", "year", "comparator", "value", "unit"]
    rows = found.targets[names].assign(value=found.targets["value"].map(numeral))
    heads = [label(name) for name in names]
    show(f"{label('explained_rows')}: {len(rows)}", heads, cells(rows))
    for error in found.errors:
        for lang in LANGS.get():
            word = facts.said("words/labels", "error", lang)
            typer.echo(f"{word}: {spoken(error, lang)}", err=True)


def show_areas(table: AreaTable, under: str | None = None) -> None:
    """Print areas with their days, their children and what became of each."""
    rows = table.areas
    if under is not None:
        found = Meanings(table, table.rows).named(under)
        if len(found) != 1:
            raise unknown_area(under, found or list(table.units)[1:], "--under")
        rows = rows[rows["area"].isin(table.under(found[0]))]
    shown = [
        [
            row["area"],
            label(f"kind_{row['kind']}"),
            row["parent"],
            f"{row['from'] or '…'} - {row['to'] or '…'}",
            "; ".join(table.successors(row["area"])),
            "" if pd.isna(row["children"]) else numeral(row["children"], "vi", 0),
        ]
        for row in rows.to_dict("records")
    ]
    heads = ("area", "kind", "parent", "days", "became", "children")
    header = [label(f"{name}_head") for name in heads]
    show(label("areas_title"), header, shown, [header[0], header[3], header[4]])


def show_table(
    title: str, name: str, table: pd.DataFrame, brief: Sequence[str]
) -> None:
    """Print a table of the contract, its codes in words."""
    from soctrang_analysis.output.workbook_words import shown

    header = [*map(str, table)]
    texts = {c: [shown(name, c, v) for v in table[c]] for c in header}
    show(title, header, cells(pd.DataFrame(texts, columns=header)), brief)


def show_returns(
    problems: pd.DataFrame, new: pd.DataFrame, marked: Sequence[str], record: Path
) -> None:
    """Print what is to be corrected, what was taken, which copies were marked."""

    def say(key: str) -> str:
        return facts.both("words/round", key)

    columns = [str(c) for c in problems if c != "rule"]
    rows = problems.loc[problems["severity"].map(LEVELS.index).sort_values().index]
    if len(rows):
        kinds = {level: say(f"severity_{level}") for level in LEVELS}
        rows = rows.assign(severity=rows["severity"].map(kinds))
        brief = ["file", "cell", "severity", "found"]
        brief += [f"expected_{lang}" for lang in LANGS.get()[:1]]
        title = f"{say('problems')}: {len(rows)}"
        show(title, columns, cells(rows[columns]), brief)
    if new.empty:
        typer.echo(say("taken_none"))
    else:
        of = [new["indicator_id"].ne("").sum(), new["task_id"].ne("").sum()]
        names = [say("values"), say("tasks")]
        counts = [[name, str(count)] for name, count in zip(names, of, strict=True)]
        show(f"{say('taken')}: {record}", ["", ""], counts)
    if marked:
        show(say("marked"), [say("file")], [[name] for name in marked])


def tell_errors(findings: pd.DataFrame) -> bool:
    """Print what was not read; whether there was any."""
    errors = findings[findings["severity"] == "error"]
    for row in errors.to_dict("records"):
        for lang in LANGS.get():
            word = facts.said("words/labels", "error", lang)
            parts = (row["subject"], row["expected"], row["found"])
            text = told(*parts, row[f"resolution_{lang}"], lang)
            typer.echo(f"{word}: {text}", err=True)
    return len(errors) > 0
