"""Word and odd text give the same tables; damage gives tables or a PlanError."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soctrang_analysis import PlanError, read_plan
from soctrang_analysis.reading.bundled import soc_trang
from soctrang_analysis.reading.document import read_lines


def test_a_word_document_with_a_real_table_gives_the_same_tables(word_plan):
    plan = read_plan(word_plan, strict=True)
    columns = ["line_id", "year", "amount_vnd", "agency_vi", "status"]
    assert plan.budget[columns].equals(soc_trang().budget[columns])
    assert plan.targets.drop(columns="source_line").equals(
        soc_trang().targets.drop(columns="source_line")
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: "\ufeff" + t,
    ],
)
def test_another_encoding_of_the_same_text_gives_the_same_numbers(
    change, plan_text, tmp_path
):
    path = tmp_path / "plan.txt"
    path.write_bytes(change(plan_text).encode("utf-8"))
    plan = read_plan(path, strict=True)
    assert plan.targets.equals(soc_trang().targets)
    english = ["item_en"]  # known for the published file alone
    budget = soc_trang().budget.drop(columns=english)
    assert plan.budget.drop(columns=english).equals(budget)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\vb\u2028c", ["a", "b", "c"]),
        ("a\fb\n\fc\f\nd\n\f\ne", ["a", "b", "c", "d", "", "e"]),
        ("\ufeffa\tb\t", ["a\tb\t"]),
    ],
)
def test_every_end_of_a_line_or_page_ends_a_line(text, lines, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_bytes(text.encode("utf-8"))
    found, _ = read_lines(path)
    assert [line.text for line in found] == lines
    assert not any(line.row for line in found)


@given(st.integers(0, 10**9))
def test_random_damage_gives_tables_or_a_plan_error(plan_text, tmp_path, seed):
    chance = random.Random(seed)
    lines = plan_text.split("\n")
    for _ in range(chance.randint(1, 8)):
        i = chance.randrange(len(lines))
        kind = chance.randrange(4)
        if kind == 0:
            del lines[i]
        elif kind == 1 and len(lines[i]) > 2:
            j = chance.randrange(len(lines[i]) - 1)
            a, b = lines[i][j], lines[i][j + 1]
            lines[i] = lines[i][:j] + b + a + lines[i][j + 2 :]
        elif kind == 2:
            lines[i] = unicodedata.normalize("NFD", lines[i])
        else:
            lines[i] = lines[i].replace(
                " ", chance.choice(["\u2009", "  ", "\t", "\r\n"]), 3
            )
    path = tmp_path / "damaged.txt"
    path.write_bytes("\n".join(lines).encode("utf-8"))
    try:
        plan = read_plan(path)
    except PlanError:
        return
    assert set(plan.findings["severity"]) <= {"error", "warning", "info"}
