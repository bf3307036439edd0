"""JupyterLab on a folder of notebooks, with the kernel the package is in."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from soctrang_analysis.errors import PlanError, refused

_HELP = {"h", "help", "help-all", "version"}  # flags of every command of Jupyter


def open_lab(args: list[str]) -> int:
    """Run JupyterLab on the folder that is named, or on ``notebooks``; its exit code.

    Raises
    ------
    PlanError
        If the folder holds no notebook.
    """
    named, options = _parted(args)
    folder = Path("notebooks" if named is None else named)
    if not any(folder.glob("*.ipynb")):
        given = ("một thư mục có notebook / a folder with notebooks", "không có / none")
        do = "soctrang lab THƯ_MỤC / soctrang lab FOLDER"
        raise refused(*given, do, where=str(folder), kind=PlanError)
    return subprocess.call([sys.executable, "-m", "jupyterlab", str(folder), *options])


def _parted(args: list[str]) -> tuple[str | None, list[str]]:
    """The folder, wherever it stands, and the options with their values.

    The first word is the folder that is neither an option nor the value of one.
    """
    of_option = False
    for place, word in enumerate(args):
        if word.startswith("-"):
            of_option = "=" not in word and word.lstrip("-") not in _flags()
        elif of_option:
            of_option = False
        else:
            return word, [*args[:place], *args[place + 1 :]]
    return None, args


@cache
def _flags() -> set[str]:
    """Options of JupyterLab that take no value, as the installed one knows them."""
    from jupyterlab.labapp import LabApp

    return {*LabApp.flags} | _HELP
