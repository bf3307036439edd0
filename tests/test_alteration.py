"""Change each single number of the plan: the old tables never come back in silence."""

import re

import pytest

from soctrang_analysis import PlanError, read_plan

TABLES = ("targets", "agencies", "budget")


def read(text, tmp_path):
    path = tmp_path / "altered.txt"
    path.write_text(text, "utf-8")
    return read_plan(path)


def annex_places(text):
    start = text.index("STT\tNội dung")
    cells = re.finditer(r"(?<=\t)\d[\d.]*(?=\t|\n)", text[start:])
    return [(start + m.start(), start + m.end()) for m in cells]


def target_places(text):
    lines = re.finditer(r"(?m)^(?:- Chỉ tiêu \d+:|nhu cầu học tập).*$", text)
    number = re.compile(
        r"\d+(?:,\d+)?(?=%| vào| đến 3%|/100)|(?<=năm )20\d\d|(?<=dưới )\d+ (?=vào)"
    )
    return [
        (line.start() + m.start(), line.start() + m.end())
        for line in lines
        for m in number.finditer(line.group())
    ]


CHANGES = {
    "one more": lambda n: n + 1000,
    "one less": lambda n: max(n - 1000, 0),
    "ten times": lambda n: n * 10,
    "nothing": lambda n: 0,
    "as the later years": lambda n: {93000: 99000, 25000: 27000, 5000: 6000}.get(
        n, n + 500
    ),
}


def dots(n):
    return f"{n:,}".replace(",", ".")


@pytest.mark.parametrize("change", CHANGES)
def test_no_altered_annex_number_passes_in_silence(
    change, plan_text, plan_path, tmp_path
):
    places = annex_places(plan_text)
    assert len(places) >= 110
    old = read_plan(plan_path)
    outcomes = {"error": 0, "other table": 0, "altered print": 0}
    for begin, end in places:
        printed = plan_text[begin:end]
        year = len(printed) == 4
        n = int(printed.replace(".", ""))
        new = str(n + 1) if year else dots(CHANGES[change](n))
        altered = read(plan_text[:begin] + new + plan_text[end:], tmp_path)
        errors = altered.findings[altered.findings["severity"] == "error"]
        if len(errors):
            outcomes["error"] += 1
            assert altered.budget.empty
            assert errors["subject"].str.contains("budget annex").all()
        elif not altered.budget.equals(old.budget):
            outcomes["other table"] += 1
            assert not altered.findings.equals(old.findings)
        else:
            outcomes["altered print"] += 1
            assert not altered.budget_repairs["printed"].equals(
                old.budget_repairs["printed"]
            )
    assert outcomes["error"] >= 100
    assert sum(outcomes.values()) == len(places)


@pytest.mark.parametrize("change", ["one more", "half", "twice"])
def test_every_altered_target_number_changes_the_table_or_is_refused(
    change, plan_text, plan_path, tmp_path
):
    places = target_places(plan_text)
    assert len(places) >= 120
    old = read_plan(plan_path).targets
    for begin, end in places:
        printed = plan_text[begin:end].strip()
        n = float(printed.replace(",", "."))
        value = {"one more": n + 1, "half": n / 2, "twice": n * 2}[change]
        new = f"{value:g}".replace(".", ",")
        altered = read(
            plan_text[:begin] + new + plan_text[begin + len(printed) :], tmp_path
        )
        refused = (altered.findings["severity"] == "error").any()
        columns = ["value", "value_high", "year"]
        if plan_text[:begin].endswith("giai đoạn từ năm "):
            columns = ["wording_vi"]  # the contract keeps the first year only in words
        assert refused or not altered.targets[columns].equals(old[columns]), (
            printed,
            new,
        )


def test_a_number_taken_out_of_the_annex_is_put_back_by_proof_or_refused(
    plan_text, plan_path, tmp_path
):
    old = read_plan(plan_path)
    for begin, end in annex_places(plan_text)[9:]:
        altered = read(plan_text[:begin] + plan_text[end + 1 :], tmp_path)
        errors = (altered.findings["severity"] == "error").any()
        if not errors:
            assert altered.budget[["line_id", "amount_vnd"]].equals(
                old.budget[["line_id", "amount_vnd"]]
            )
            assert not altered.budget_repairs.equals(old.budget_repairs)


def test_strict_reading_raises_for_an_altered_annex(plan_text, tmp_path):
    path = tmp_path / "altered.txt"
    path.write_text(plan_text.replace("\t375.000\t", "\t376.000\t"), "utf-8")
    with pytest.raises(PlanError, match=r"budget annex, row total.*40\.000 \| 40\.000"):
        read_plan(path, strict=True)
