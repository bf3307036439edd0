"""Run every notebook in place, top to bottom; the same bytes on every run."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from rich.progress import track

FOLDER = Path(__file__).parent.parent / "notebooks"
KEPT = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(path: Path) -> str:
    """The notebook with the outputs of this run."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    client.execute()
    notebook.metadata = nbformat.from_dict(KEPT)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place:02d}"
        cell["metadata"] = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/html", None)
    return nbformat.writes(notebook) + "\n"


def main() -> None:
    paths = sorted(FOLDER.glob("*.ipynb"))
    for path in track(paths, "notebooks", disable=not sys.stdout.isatty()):
        path.write_text(executed(path), "utf-8")


if __name__ == "__main__":
    main()
