"""How a clause is read, shown: from its words to its row or to its refusal."""

import pytest
from typer.testing import CliRunner

from soctrang_analysis import RangeError, explain
from soctrang_analysis.cli import app

CLAUSE = "Chỉ tiêu 10: Giảm tỷ lệ lao động trẻ em xuống 4,5% vào năm 2030"


def test_each_word_with_a_rule_names_its_row_of_the_phrases():
    found = explain(CLAUSE)
    words = found.tokens.set_index("text")
    assert words.loc["4,5%", "phrase"] == "{n} %"
    assert words.loc["vào năm 2030", "kind"] == "year"
    assert (found.tokens.query("line > 0")["phrase"] != "").all()
    row = found.targets.iloc[0]
    assert (row["indicator_id"], row["year"], row["comparator"]) == ("10", 2030, "<=")
    assert row["value"] == 4.5
    assert found.clauses["order"].tolist() == ["VY"]
    assert found.errors == ()


def test_a_refusal_says_which_words_forbid_reading():
    found = explain(CLAUSE.replace("xuống", "xuống khoảng"))
    assert found.targets.empty
    assert "a rough number ('khoảng 4,5')" in str(found.errors[0])
    assert "a rough number" in found.clauses["refusal"].iloc[0]


def test_an_unknown_framework_is_refused():
    with pytest.raises(RangeError, match="decision-23"):
        explain(CLAUSE, framework="none")


def test_the_command_shows_rules_and_rows():
    done = CliRunner().invoke(app, ["explain", CLAUSE])
    assert done.exit_code == 0, done.output
    assert "{n} %" in done.output
    assert "10\t2030\t<=\t4,5\tpercent" in done.output


def test_the_command_ends_with_1_for_a_refused_clause():
    done = CliRunner().invoke(app, ["explain", CLAUSE.replace("4,5%", "gần 4,5%")])
    assert done.exit_code == 1
    assert "a rough number" in done.output
