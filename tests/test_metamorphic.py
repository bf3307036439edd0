"""Changes that say nothing new: the rows stay, or an error tells why."""

import unicodedata

import pytest
from score import clauses, read_text
from test_open_sets import CLAUSES

READ = [c for c in CLAUSES if not isinstance(c["expect"], str)][::4]
LAST = "- Chỉ tiêu 10: Tỷ lệ lao động trẻ em dưới 4,9% vào năm 2025."


def wrapped(width):
    """A text cut into lines of at most so many letters, between words."""

    def change(text):
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            lines = [*lines[:-1], longer] if len(longer) <= width else [*lines, word]
        return "\n".join(lines)

    return change


def among_others(text):
    """Behind another target, and before it a further one."""
    return f"- Chỉ tiêu 99: Không rõ.\n{text}\n{LAST}"


CHANGES = {
    "wrapped at 30": wrapped(30),
    "wrapped at 72": wrapped(72),
    "page number": lambda t: f"{wrapped(60)(t)}".replace("\n", "\n\n7\n\n", 1),
    "tabs": lambda t: t.replace(": ", ":\t", 1),
    "nfd": lambda t: unicodedata.normalize("NFD", t),
    "no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "another bullet": lambda t: t.replace("- ", "+ ", 1),
    "a remark": lambda t: f"{t.rstrip(' .;')} (theo báo cáo của ngành).",
    "in company": among_others,
}


def own(rows):
    """Rows but that of the company."""
    return {key: n for key, n in rows.items() if key[:3] != (10, "", 2025)}


@pytest.mark.parametrize("change", CHANGES)
def test_what_says_nothing_new_changes_no_row_or_is_refused(change):
    same = 0
    for clause in READ:
        before, _ = read_text(clause["text"])
        after, errors = read_text(CHANGES[change](clause["text"]))
        equal = own(after) == own(before)
        assert equal or errors, clause["text"]
        assert own(after).items() <= own(before).items(), clause["text"]
        same += equal
    assert same >= 0.85 * len(READ)


@pytest.mark.parametrize("step", [7])
def test_two_targets_in_one_document_read_as_each_alone(step):
    numbered = [c for c in clauses() if c["text"].startswith("- Chỉ tiêu")]
    label = {c["text"].split(":")[0]: c for c in numbered if len(c["expect"]) < 3}
    texts = [c["text"] for c in label.values()]
    for first, second in zip(texts, texts[step:], strict=False):
        both, errors = read_text(f"{first}\n{second}")
        alone = read_text(first)[0] + read_text(second)[0]
        assert both == alone or errors, (first, second)
        assert both <= alone, (first, second)
