"""Tables this package wrote, read back unchanged."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from soctrang_analysis.door import taken
from soctrang_analysis.errors import RangeError, refused
from soctrang_analysis.schema import tables
from soctrang_analysis.texts import read_text


def read_table(path: str | Path, table: str | None = None) -> pd.DataFrame:
    """A CSV file of a build as the table it was.

    Parameters
    ----------
    path : str or Path
        A file such as ``data/processed/budget.csv``.
    table : str, optional
        Name of the table; that of the file without it.

    Returns
    -------
    DataFrame
        The table, in the types of the contract, checked. The apostrophe before text
        that a spreadsheet would run is taken off; empty text is "".

    Raises
    ------
    ParseError
        If the file cannot be read.
    RangeError
        If there is no such table.
    SchemaError
        If the table breaks its contract.

    Examples
    --------
    >>> import tempfile
    >>> from soctrang_analysis import soc_trang
    >>> from soctrang_analysis.output.files import csv_bytes
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "budget.csv")
    ...     _ = file.write_bytes(csv_bytes(soc_trang().budget))
    ...     read_table(file)["line_id"].tolist()[:2]
    ['1', '1']
    """
    path = Path(path)
    name = path.stem if table is None else table
    if name not in tables():
        wanted, do = f"one of {', '.join(tables())}", "choose one of them"
        raise refused(wanted, repr(name), do, where="table", kind=RangeError)
    try:
        texts = pd.read_csv(path, dtype="str", keep_default_na=False)
    except (OSError, ValueError) as error:
        found = type(error).__name__
        raise refused("a CSV file", found, "check the path", where=path.name) from error
    return taken(texts.map(read_text), name)
