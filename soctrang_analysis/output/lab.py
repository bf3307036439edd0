"""JupyterLab on a folder of notebooks, with the kernel the package is in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from soctrang_analysis.errors import PlanError, refused


def open_lab(args: list[str]) -> int:
    """Run JupyterLab on the folder named first, or on ``notebooks``; its exit code.

    Raises
    ------
    PlanError
        If the folder holds no notebook.
    """
    named = args and not args[0].startswith("-")
    folder = Path(args[0] if named else "notebooks")
    if not any(folder.glob("*.ipynb")):
        given = ("một thư mục có notebook / a folder with notebooks", "không có / none")
        do = "soctrang lab THƯ_MỤC / soctrang lab FOLDER"
        raise refused(*given, do, where=str(folder), kind=PlanError)
    options = args[1:] if named else args
    return subprocess.call([sys.executable, "-m", "jupyterlab", str(folder), *options])
