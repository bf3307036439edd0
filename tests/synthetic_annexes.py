"""Annexes made up at random with known truth, whole and damaged, read and counted.

``python tests/synthetic_annexes.py 10000 [first seed]`` prints the counts.
"""

import random
import sys
from collections import Counter

from soctrang_analysis import PlanError
from soctrang_analysis.reading.budget import read_budget
from soctrang_analysis.reading.document import Line

UNITS = {"đồng": 1, "Nghìn đồng": 1_000, "triệu đồng": 1_000_000}
STEPS = ([1], [5, 10], [500, 1_000], [12_500])


def made_up(chance):
    """Truth: rows of (label, item, agency, amounts), total row last or missing."""
    years = range(2021, 2021 + chance.randint(2, 10))
    step, size = chance.choice(chance.choice(STEPS)), chance.choice([5, 40, 900])
    flat = chance.random() < 0.5  # the same amount in many years, as offices plan

    def amounts():
        row = [step * chance.randint(0, size) for _ in years]
        if flat:
            change = chance.randint(1, len(years))
            row = [row[0]] * change + [row[-1]] * (len(years) - change)
        return row

    rows, whole = [], [0] * len(years)
    for number in range(1, chance.randint(1, 6) + 1):
        parts = [amounts() for _ in range(chance.choice([0, 0, 1, 2, 3, 4]))]
        own = [sum(c) for c in zip(*parts, strict=True)] if parts else amounts()
        rows.append([str(number), f"Khoản {number}", "Sở Y tế", own])
        rows += [["-", f"Phần {i}", "Địa phương", p] for i, p in enumerate(parts)]
        whole = [a + b for a, b in zip(whole, own, strict=True)]
    has_total = chance.random() < 0.7
    if has_total:
        rows.append(["Tổng cộng", "", "", whole])
    return years, rows, has_total


def printed(chance, years, rows, column, dash):
    """Cells of each row: amounts with points, the total where a column is announced."""

    def show(n):
        return "-" if dash and n == 0 else f"{n:,}".replace(",", ".")

    for _, _, _, amounts in rows:
        cells = [show(n) for n in amounts]
        total = show(sum(amounts))
        yield {"first": [total, *cells], "last": [*cells, total], "": cells}[column]


def document(made, shape, lost=None):
    """The annex as lines of a text with tabs, its heading in one of several shapes."""
    years, column, body = made["years"], made["column"], made["body"]
    heads = [str(y) for y in years]
    heads = {"first": ["Tổng số", *heads], "last": [*heads, "Cộng"], "": heads}[column]
    if lost is not None:
        del heads[lost % len(heads)]
    left, right = ["STT", "Nội dung"], ["Đơn vị thực hiện"]
    if shape == "agency before":
        left, right = [*left, *right], ["Ghi chú"]
    top = [left + heads + right]
    span = [""] * (len(heads) - 1)
    if shape == "two rows":
        top = [[*left, "Kinh phí", *span, *right], [*[""] * len(left), *heads, ""]]
    if shape == "merged":
        top = [[*left, "Kinh phí", *right], [*[""] * len(left), *heads, ""]]
    if shape == "lost":
        top = [[*left, "Kinh phí", *right], heads]
    texts = [f"Kinh phí thực hiện (ĐVT: {made['unit']})", *map("\t".join, top)]
    for (label, item, agency, _), cells in zip(made["rows"], body, strict=True):
        ends = [item, agency, *cells, "x"] if len(left) > 2 else [item, *cells, agency]
        texts.append("\t".join([label, *ends]))
    if made["stated"] is not None:
        texts.insert(0, f"Tổng kinh phí là {made['stated']} đồng.")
    return [Line(i, t) for i, t in enumerate(texts, 1)]


SHAPES = ["one row", "one row", "two rows", "merged", "lost", "agency before"]


def drop_repeated(chance, cells, years, column):
    places = [i for i in range(1, len(cells)) if cells[i] == cells[i - 1]]
    del cells[chance.choice(places or range(len(cells)))]


def put_twice(chance, cells, years, column):
    i = chance.randrange(len(cells))
    cells.insert(i, cells[i])


def total_in_year(chance, cells, years, column):
    total = sum(number(c) for c in cells[:years])
    cells[chance.randrange(years)] = f"{total:,}".replace(",", ".")


def total_for_last(chance, cells, years, column):
    total = sum(number(c) for c in cells[:years])
    del cells[chance.randrange(years)]
    cells.append(f"{total:,}".replace(",", "."))


def blank(chance, cells, years, column):
    for i in chance.sample(range(len(cells)), chance.choice([1, 1, 1, 2])):
        cells[i] = ""


def swapped(chance, cells, years, column):
    i = chance.randrange(len(cells))
    digits = [k for k, c in enumerate(cells[i]) if c.isdigit()]
    if len(digits) > 1:
        a, b = chance.sample(digits, 2)
        text = list(cells[i])
        text[a], text[b] = text[b], text[a]
        cells[i] = "".join(text)


def bad_cell(chance, cells, years, column):
    i = chance.choice([0, len(cells) - 1, chance.randrange(len(cells))])
    cells[i] = chance.choice(["-8", "(8)", "#REF!", "7x", "abc", "?", "1,2,3"])


def one_more(chance, cells, years, column):
    i = chance.randrange(len(cells))
    cells[i] = f"{number(cells[i]) + chance.choice([1, 10, 500]):,}".replace(",", ".")


def shifted(chance, cells, years, column):
    cells.insert(0, "")
    if chance.random() < 0.5:
        cells.pop()


def short(chance, cells, years, column):
    del cells[chance.randrange(len(cells))]


DAMAGES = [drop_repeated, put_twice, total_in_year, total_for_last, blank, swapped,
           bad_cell, one_more, shifted, short]  # fmt: skip
OTHERS = ["missing_row", "moved_row", "lost_heading", "every_row"]


def number(cell):
    return int(cell.replace(".", "")) if cell not in ("", "-") else 0


def case(seed, damage):
    """Lines, true rows and what was done, of one annex."""
    chance = random.Random(seed)
    years, rows, has_total = made_up(chance)
    column = chance.choice(["", "", "first", "last"])
    unit = chance.choice(list(UNITS))
    body = list(printed(chance, years, rows, column, chance.random() < 0.3))
    whole = UNITS[unit] * sum(sum(r[3]) for r in rows if r[0] not in ("-", "Tổng cộng"))
    stated = chance.choice([None, None, whole, whole + 1_000])
    shape = chance.choice(SHAPES)
    made = {
        "name": "whole", "years": years, "column": column, "rows": rows, "body": body,
        "total": has_total, "scale": UNITS[unit], "unit": unit, "stated": stated,
    }  # fmt: skip
    lost = None
    if damage:
        made["name"] = chance.choice([*(d.__name__ for d in DAMAGES), *OTHERS])
        lost = hurt(chance, made)
    return {**made, "lines": document(made, shape, lost)}


def hurt(chance, made):
    """Damage one or two rows, all of them, their order, or the heading (its place)."""
    rows, body, name = made["rows"], made["body"], made["name"]
    at = chance.randrange(len(rows))
    if name == "lost_heading":
        return chance.randrange(30)
    if name in ("missing_row", "moved_row"):
        row, cells = rows.pop(at), body.pop(at)
        if name == "moved_row" and rows:
            to = chance.randrange(len(rows) + 1)
            rows.insert(to, row)
            body.insert(to, cells)
        return None
    make = next((d for d in DAMAGES if d.__name__ == name), chance.choice(DAMAGES))
    more = chance.sample(range(len(rows)), chance.choice([0, 0, 0, 1]))
    for i in range(len(rows)) if name == "every_row" else {at, *more}:
        make(chance, body[i], len(made["years"]), made["column"])
    return None


def outcome(made):
    """What became of an annex: right, mended, refused, wrong, or another annex."""
    try:
        budget, repairs, _, _ = read_budget(made["lines"])
    except PlanError:
        return "refused"
    rows = [row for row in made["rows"] if row[0] != "Tổng cộng"]
    found = {}
    for row in budget:
        found.setdefault(row["line_id"], {})[row["year"]] = row["amount_vnd"]
    if any(row["agency_vi"] not in ("Sở Y tế", "Địa phương") for row in budget):
        return "WRONG agency"
    if len(found) != len(rows):
        return "WRONG rows"
    wrong = [
        i for i, own in enumerate(found.values()) if not is_true(made, rows[i], own)
    ]
    if not wrong:
        return "mended" if repairs else "right"
    mended = {row["line_id"] for row in repairs}
    if any(name in mended for i, name in enumerate(found) if i in wrong):
        return "WRONG repair"
    unseen = is_plain(made) or all(in_no_sum(made, rows[i]) for i in wrong)
    return "valid other annex" if unseen else "WRONG amounts"


def is_true(made, row, own):
    """Whether each amount read of a row is the true one of its year."""
    truth = dict(zip(made["years"], row[3], strict=True))
    return all(n == truth[year] * made["scale"] for year, n in own.items())


def in_no_sum(made, row):
    """Whether a row of all its cells stands in no sum at all: nothing shows a fault."""
    at = made["rows"].index(row)
    after = made["rows"][at + 1 : at + 2]
    has_parts = bool(after) and after[0][0] == "-"
    return not (made["column"] or made["total"] or row[0] == "-" or has_parts)


def is_plain(made):
    """Whether the printed rows are a whole annex as they stand, by a check of its own.

    Every row has its number of cells, all readable; rows add up to their total column,
    parts to their item, items to the row of totals: nothing shows that it was damaged.
    """
    n, column = len(made["years"]), made["column"]
    if any(len(c) != n + bool(column) or "" in c for c in made["body"]):
        return False
    read = [[number(c) for c in cells] for cells in made["body"]]
    if column:
        at = 0 if column == "first" else n
        totals = [values.pop(at) for values in read]
        if totals != [sum(values) for values in read]:
            return False
    return adds_up(made["rows"], read)


def adds_up(rows, read):
    """Whether parts add up to items, and items to the row of totals."""
    groups, whole = [], None
    for row, values in zip(rows, read, strict=True):
        if row[0] == "Tổng cộng":
            whole = values
        elif row[0] == "-" and groups:
            groups[-1][1].append(values)
        else:
            groups.append((values, []))
    added = [[sum(c) for c in zip(*parts, strict=True)] for _, parts in groups]
    if any(p and own != a for (own, p), a in zip(groups, added, strict=True)):
        return False
    top = [sum(c) for c in zip(*(own for own, _ in groups), strict=True)]
    return whole is None or top == whole


def run(seeds):
    """Counts of (damage, outcome) over undamaged and damaged annexes."""
    counts, wrong = Counter(), []
    for seed in seeds:
        for damage in (False, True):
            made = case(seed, damage)
            result = outcome(made)
            counts[made["name"], result] += 1
            if "WRONG" in result or (not damage and result != "right"):
                wrong.append((seed, damage, made["name"], result))
    return counts, wrong


if __name__ == "__main__":
    size, start = [*map(int, sys.argv[1:]), *[1_000, 0][len(sys.argv) - 1 :]]
    counts, wrong = run(range(start, start + size))
    for (name, result), n in sorted(counts.items()):
        print(f"{name:15} {result:20} {n:6}")
    print(f"{len(wrong)} wrong, or whole and not read: {wrong[:20]}")
