"""The command ``soctrang``: a thin face over the public names."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from soctrang_analysis import facts
from soctrang_analysis.cli_options import app
from soctrang_analysis.errors import PlanError
from soctrang_analysis.output.spoken import LANGS, spoken

# Each registers its commands, in the order in which --help shows them.
for _module in ("cli_jobs", "cli_round", "cli_checks", "cli_areas"):
    import_module(f"soctrang_analysis.{_module}")


def main() -> None:
    """Run the command; a `PlanError` is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except PlanError as error:
        for lang in LANGS.get():
            word = facts.said("words/labels", "error", lang)
            typer.echo(f"{word}: {spoken(error, lang)}", err=True)
        raise SystemExit(2) from None
