"""Write the tables of docs/reading.md anew from `reference/words`."""

import re
from pathlib import Path

from soctrang_analysis import facts

PAGE = Path(__file__).parents[1] / "docs" / "reading.md"
BLOCK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def cell(text):
    """A text that a table of Markdown can hold."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def table(name):
    """One table of the page, from the facts it is made of."""
    if name == "phrases":
        rows = [
            [f"`{r['phrase']}`", r["kind"], r["meaning"], r["example"]]
            for r in facts.rows("words/phrases")
        ]
        head = ["Cụm từ / phrase", "loại / kind", "nghĩa / meaning", "ví dụ / example"]
    else:
        rows = [
            [r["kind"], r["letter"], r["explained_vi"], r["explained_en"]]
            for r in facts.rows("words/phrase_kinds")
        ]
        head = ["loại / kind", "chữ / letter", "tiếng Việt", "English"]
    lines = [head, ["---"] * len(head), *([cell(c) for c in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def made(text):
    """The page with its tables as the facts have them now."""
    return BLOCK.sub(lambda m: f"{m[1]}{table(m[2])}{m[3]}", text)


if __name__ == "__main__":
    PAGE.write_text(made(PAGE.read_text("utf-8")), "utf-8")
