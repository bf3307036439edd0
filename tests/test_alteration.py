"""Change each single number of the plan: the old tables never come back in silence."""

import re

import pytest

from soctrang_analysis import PlanError, read_plan
from soctrang_analysis.facts import framework
from soctrang_analysis.reading.budget import read_budget
from soctrang_analysis.reading.document import Line
from soctrang_analysis.reading.targets import read_targets

CELL = re.compile(r"(?<=\t)\d[\d.]*(?=\t|$)")
NUMBER = re.compile(
    r"\d+(?:,\d+)?(?=%| vào| đến 3%|/100)|(?<=năm )20\d\d|(?<=dưới )\d+ (?=vào)"
)
LABEL = re.compile(r"- Chỉ tiêu (\d+):")


def numbered(text):
    return [Line(i, t) for i, t in enumerate(text.split("\n"), 1)]


@pytest.fixture(scope="module")
def annex(plan_text):
    """Lines of the annex, and the line that states the grand total."""
    lines = numbered(plan_text)
    start = next(i for i, line in enumerate(lines) if line.text.startswith("STT\tNội"))
    stated = next(line for line in lines if "Hai tỷ, hai trăm" in line.text)
    return [stated, *lines[start - 4 :]]


@pytest.fixture(scope="module")
def targets(plan_text):
    """The lines of each target by its number."""
    found, name = {}, None
    for line in numbered(plan_text):
        if label := LABEL.match(line.text):
            name = int(label[1])
        elif line.text.startswith(("2.", "III.")):
            name = None
        if name:
            found.setdefault(name, []).append(line)
    return found


def changed(lines, pattern, new):
    """For each number of some lines: where it stands, what replaces it, the lines."""
    for i, line in enumerate(lines):
        for place in pattern.finditer(line.text):
            head, tail = line.text[: place.start()], line.text[place.end() :]
            for number in new(place.group().strip()):
                text = f"{head}{number}{' ' * place.group().endswith(' ')}{tail}"
                other = [*lines[:i], Line(line.number, text), *lines[i + 1 :]]
                yield (line.number, place.group(), number), other


def dots(n):
    return f"{n:,}".replace(",", ".")


def altered_cells(printed):
    """One more, one less, ten times, nothing, and what the later years have."""
    if len(printed) == 4:
        return [str(int(printed) + 1)]
    n = int(printed.replace(".", ""))
    later = {93000: 99000, 25000: 27000, 5000: 6000}.get(n, n + 500)
    return [dots(x) for x in (n + 1000, max(n - 1000, 0), n * 10, 0, later)]


def test_no_altered_annex_number_passes_in_silence(annex):
    old, old_repairs, _, _ = read_budget(annex)
    counts = {"refused": 0, "read": 0}
    for place, lines in changed(annex[1:], CELL, altered_cells):
        try:
            budget, repairs, _, _ = read_budget([annex[0], *lines])
        except PlanError as error:
            counts["refused"] += "budget annex" in str(error)
        else:
            assert (budget, repairs) != (old, old_repairs), place
            counts["read"] += 1
    assert counts["refused"] >= 500
    assert sum(counts.values()) >= 540


def test_a_number_taken_out_of_the_annex_is_put_back_by_proof_or_refused(annex):
    old, old_repairs, _, _ = read_budget(annex)
    amounts = [(r["line_id"], r["year"], r["amount_vnd"]) for r in old]
    counts = {"refused": 0, "put back": 0}
    cell = re.compile(r"(?<=\t)(?!20\d\d\b)\d[\d.]*\t")
    for place, lines in changed(annex[1:], cell, lambda _: [""]):
        try:
            budget, repairs, _, _ = read_budget([annex[0], *lines])
        except PlanError:
            counts["refused"] += 1
            continue
        assert [(r["line_id"], r["year"], r["amount_vnd"]) for r in budget] == amounts
        assert repairs != old_repairs, place
        counts["put back"] += 1
    assert min(counts.values()) > 0
    assert sum(counts.values()) >= 100


def altered_numbers(printed):
    """One more, half, and twice."""
    n = float(printed.replace(",", "."))
    return [f"{x:g}".replace(".", ",") for x in (n + 1, n / 2, n * 2)]


def shown(rows):
    """What a reader takes from the rows of a target."""
    columns = ("indicator_id", "value", "value_high", "year", "wording_vi")
    return [tuple(row[c] for c in columns) for row in rows]


def test_every_altered_target_number_changes_the_table_or_is_refused(targets):
    heading, count = Line(1, "2. Mục tiêu cụ thể"), 0
    for lines in targets.values():
        old = shown(read_targets([heading, *lines], framework()).rows)
        assert old
        for place, other in changed(lines, NUMBER, altered_numbers):
            reading = read_targets([heading, *other], framework())
            assert reading.errors or shown(reading.rows) != old, place
            count += 1
    assert count >= 360


def test_strict_reading_raises_for_an_altered_annex(plan_text, tmp_path):
    path = tmp_path / "altered.txt"
    path.write_text(plan_text.replace("\t375.000\t", "\t376.000\t"), "utf-8")
    with pytest.raises(PlanError, match=r"budget annex, row total.*40\.000 \| 40\.000"):
        read_plan(path, strict=True)
