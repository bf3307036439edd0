"""The command ``soctrang``: a thin face over the public names."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from soctrang_analysis.cli_options import app
from soctrang_analysis.errors import PlanError

# Each registers its commands, in the order in which --help shows them.
for _module in ("cli_jobs", "cli_checks"):
    import_module(f"soctrang_analysis.{_module}")


def main() -> None:
    """Run the command; a `PlanError` is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except PlanError as error:
        typer.echo(f"lỗi / error: {error}", err=True)
        raise SystemExit(2) from None
