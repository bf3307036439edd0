"""A figure as a picture that says what it shows: PNG, SVG, PDF, and in a notebook."""

from __future__ import annotations

import io
import sys
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

# What a file would say of the time and the program, left out; the names under which
# it keeps title and alt text.
METADATA: dict[str, tuple[dict[str, None], str, str]] = {
    "png": ({"Software": None}, "Title", "Description"),
    "svg": ({"Date": None}, "Title", "Description"),
    "pdf": ({"CreationDate": None}, "Title", "Subject"),
}


def title_of(figure: Figure) -> str:
    """The title of a figure on one line, "" where it has none."""
    titles = (text.get_text() for text in figure.texts if text.get_gid() == "title")
    return next(titles, "").replace("\n", " ")


def picture(figure: Figure, kind: str, dpi: float | str | None = None) -> bytes:
    """The bytes of a figure, the same on every run, with its title and alt text."""
    silent, title, alt = METADATA[kind]
    words = {title: title_of(figure), alt: str(figure.get_label())}
    data = io.BytesIO()
    known: dict[str, Any] = {**silent, **words}
    figure.savefig(data, format=kind, metadata=known, dpi=dpi)
    return _described(data.getvalue(), words[alt]) if kind == "svg" else data.getvalue()


def _described(data: bytes, alt: str) -> bytes:
    """A SVG whose alt text is read aloud: an image with a name and a description."""
    head, tail = data.decode("utf-8").split("<svg ", 1)
    title, rest = tail.split("</title>", 1)
    words = escape(alt)
    svg = f'{head}<svg role="img" aria-label="{words}" {title}</title>'
    return f"{svg}\n <desc>{words}</desc>{rest}".encode()


def tell_notebooks() -> None:
    """In a notebook, show figures of the package with their alt text beside them.

    The notebook finds its own way of showing figures with the first that is made.
    """
    from matplotlib.figure import Figure

    shell = _shell()
    if shell is None:
        return
    printer = shell.display_formatter.formatters["image/png"]
    before = printer.type_printers.get(Figure)
    if before and getattr(before, "__module__", "") != __name__:
        printer.for_type(Figure, _shown(before))


def _shell() -> Any:
    """The notebook's kernel, None outside one."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell if getattr(shell, "kernel", None) else None


def _shown(before: Callable[[Figure], Any]) -> Callable[[Figure], Any]:
    """How a notebook shows a figure; one of another maker as before."""

    def shown(figure: Figure) -> Any:
        if not figure.get_label():
            return before(figure)
        return picture(figure, "png", "figure"), {"alt": figure.get_label()}

    return shown
