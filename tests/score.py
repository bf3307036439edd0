"""How the open sets are read: `make score`. Right, part, refused, silent, wrong.

A clause is right where every row is as a careful official would read it (or where it
is to be refused and is); refused where an error says so; silent where a row is lost
without an error; wrong where a row is read that nobody expects.
"""

import csv
import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from soctrang_analysis import PlanError, read_plan

DATA = Path(__file__).with_name("data")
CLAUSES = DATA / "clauses-open.jsonl"
HELD_OUT = DATA / "clauses-held-out.jsonl"
DOCUMENTS = DATA / "docx-open"
HEAD = "KẾ HOẠCH\nI. MỤC TIÊU\n2. Mục tiêu cụ thể\n"
VERDICTS = ("right", "refused as allowed", "part", "refused", "silent", "wrong")


def number(value):
    """A number to compare, None for what is missing."""
    missing = value in (None, "") or str(value) in ("nan", "<NA>")
    return None if missing else round(float(value), 2)


def key(row):
    """What of a row is compared."""
    hold = str(row["hold"]).lower() == "true"
    return (
        int(row["target_no"]), row["sub"] or "", number(row["year"]), row["basis"],
        row["comparator"], number(row["value"]), number(row["value_high"]),
        row["unit"], hold,
    )  # fmt: skip


def read(path):
    """Rows and errors of a document."""
    try:
        plan = read_plan(path)
    except PlanError as error:
        return Counter(), [str(error)]
    errors = plan.findings[plan.findings["severity"].eq("error")]
    return Counter(map(key, plan.targets.to_dict("records"))), list(errors["found"])


def read_text(text):
    """Rows and errors of one target in a document of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clause.txt"
        path.write_text(f"{HEAD}{text}\n", "utf-8")
        return read(path)


def verdict(clause, rows, errors):
    """The verdict on one clause of the open set."""
    to_refuse = isinstance(clause["expect"], str) or not clause["expect"]
    wanted = Counter() if to_refuse else Counter(map(key, clause["expect"]))
    if rows - wanted:
        return "wrong"
    if not (wanted - rows) and (errors or not (to_refuse or clause.get("needs_error"))):
        return "right"
    if not errors:
        return "silent"
    if clause.get("or_refuse"):
        return "refused as allowed"
    return "part" if rows else "refused"


def clauses(path=CLAUSES):
    """The clauses of a set, the open one unless another is named."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def documents():
    """The Word files of the open set with the rows expected of each."""
    out = defaultdict(list)
    with (DOCUMENTS / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            out[row["file"]].append(row)
    return out


def judge_document(name, expected):
    """Verdicts on the rows of one Word file; a refusal must name its word."""
    rows, errors = read(DOCUMENTS / name)
    said = " ".join(errors).lower()
    wanted = Counter(key(r) for r in expected if r["value"])
    counts = Counter(right=(wanted & rows).total(), wrong=(rows - wanted).total())
    for row in expected:
        word = row["must_find"].lower()
        if not row["value"]:
            counts["right" if word in said else "silent"] += 1
        elif not rows[key(row)]:
            allowed = "refused as allowed" if word and word in said else "refused"
            counts[allowed if errors else "silent"] += 1
    return counts


def main():
    """Print the verdicts by kind; exit 1 where anything is wrong or silent."""
    kinds = defaultdict(Counter)
    for clause in clauses():
        kinds[clause["kind"]][verdict(clause, *read_text(clause["text"]))] += 1
    for name, expected in documents().items():
        kinds[name] = judge_document(name, expected)
    total = sum(kinds.values(), Counter())
    for kind, counts in [*kinds.items(), ("total", total)]:
        shown = "  ".join(f"{v} {counts[v]}" for v in VERDICTS if counts[v])
        print(f"{kind:36s} {shown}")
    sys.exit(bool(total["wrong"] or total["silent"]))


if __name__ == "__main__":
    main()
