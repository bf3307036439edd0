"""Attack with numbers drawn anew: counts by class, and every fault with its seed.

``make attack SEED=7 MINUTES=10``. Each class gets its share of the time: damaged
documents and changed clauses (`fuzz`), changes that say nothing new, synthetic annexes,
tables of observations, Excel files, misuse of the public names, runs killed while they
swap folders.
"""

import argparse
import io
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import fuzz
import kills
import numpy as np
import openpyxl
import pandas as pd
import synthetic_annexes
import test_metamorphic
from score import read_text

import soctrang_analysis as sta
from soctrang_analysis import PlanError

PLAN = sta.soc_trang()
VALUES = sta.load_observations()
BOARD = sta.assess(PLAN, VALUES, as_of=2019, reasons=False)
UNITS = PLAN.framework.of("unit")


def documents(seed):
    """A damaged plan: tables or a PlanError."""
    counts, slowest, peak = fuzz.run(range(seed, seed + 1))
    if slowest > 2 or peak > 600:
        return f"FAULT slow {slowest:.1f} s, {peak} MB"
    return next(iter(counts))


def clauses(seed):
    """A changed clause of the open set: its rows change as they must, or refusal."""
    return fuzz.acceptance(seed)


def same_meaning(seed):
    """Changes that say nothing new, several at once: the rows stay, or an error."""
    chance = random.Random(seed)
    clause = chance.choice(test_metamorphic.READ)
    names = chance.sample([*test_metamorphic.CHANGES], 2)
    before, _ = read_text(clause["text"])
    text = clause["text"]
    for name in names:
        text = test_metamorphic.CHANGES[name](text)
    after, errors = read_text(text)
    own = test_metamorphic.own
    if own(after) == own(before):
        return "same"
    lost = not errors or not own(after).items() <= own(before).items()
    return f"FAULT {'+'.join(names)}: {clause['text'][:80]}" if lost else "refused"


def annexes(seed):
    """An annex with known truth, whole and damaged."""
    _, wrong = synthetic_annexes.run(range(seed, seed + 1))
    return f"FAULT {wrong}" if wrong else "right or refused"


def made_up(chance):
    """A small table of values, in order."""
    name = chance.choice([*UNITS])
    years = sorted(chance.sample(range(2010, 2027), chance.randint(1, 8)))
    size = 100 if UNITS[name] == "percent" else 300
    values = [round(chance.uniform(0, size), chance.randint(0, 2)) for _ in years]
    return pd.DataFrame(
        {"indicator_id": name, "area": PLAN.area, "period": list(map(str, years)),
         "value": values, "unit": UNITS[name]}
    )  # fmt: skip


# Ways to spoil a table of values, all told apart from what was meant.
SPOIL = [
    lambda t, c: t.assign(value=t["value"].astype(object).where(t.index > 0, "?")),
    lambda t, c: t.assign(value=[pd.NA, *t["value"][1:]]),
    lambda t, c: t.set_axis([0] * len(t)),
    lambda t, c: t.drop(columns=c.choice([*t])),
    lambda t, c: t.assign(unit=c.choice(["", "kg", None, 5])),
    lambda t, c: t.assign(value=-t["value"] - 1),
    lambda t, c: t.assign(value=t["value"].astype("float32")),
    lambda t, c: t.convert_dtypes(),
    lambda t, c: t.astype(object),
    lambda t, c: t.assign(period=t["period"].astype(int)),
    lambda t, c: t.assign(period=c.choice(["2024-H1", "2024-Q3", "nay", "2024.5"])),
    lambda t, c: t.assign(area=c.choice(["", None, "Sóc Trăng ", "\x07", "[/b]"])),
    lambda t, c: pd.concat([t, t]),
    lambda t, c: t.sample(frac=1, random_state=c.randint(0, 99)),
    lambda t, c: t.assign(value=c.choice([0.0, 100.0, 1e300, np.inf, 1e-300])),
    lambda t, c: t.assign(evidence=c.choice(["proxy", "", "x"])),
    lambda t, c: t.assign(year=2020.0),
    lambda t, c: t.head(0),
]


def tables(seed):
    """Values spoiled twice: a finite board with its deciding rows, or a PlanError."""
    chance = random.Random(seed)
    table = made_up(chance)
    for spoil in chance.sample(SPOIL, chance.randint(0, 2)):
        try:
            table = spoil(table, chance)
        except (KeyError, TypeError, ValueError):  # one way leaves no room for another
            continue
    try:
        board = sta.assess(PLAN, table, as_of=chance.choice([2022, 2026, 2031]))
    except PlanError as error:
        return type(error).__name__
    numbers = board.select_dtypes("number").to_numpy(float, na_value=np.nan)
    if np.isinf(numbers).any():
        return f"FAULT infinite {table.to_dict('list')}"
    decide = board.groupby(["indicator_id", "area"])["deciding"].sum()
    return "board" if decide.eq(1).all() else "FAULT no deciding row"


def excel(seed):
    """A workbook of values with an odd cell or broken bytes: what it says, or refused.

    A value that nobody wrote is a fault; an odd value or period written is what it is.
    """
    chance = random.Random(seed)
    table, book = made_up(chance), openpyxl.Workbook()
    sheet = book.active
    sheet.append([*table])
    for row in table.to_numpy().tolist():
        sheet.append(row)
    cell = sheet.cell(chance.randint(1, len(table) + 1), chance.randint(1, 5))
    odd = ["=1/0", "#N/A", "", None, "\t", 0.5, "98,5 %", True, "  ", "2024"]
    before = cell.value
    if chance.random() < 0.7:
        cell.value = chance.choice(odd)
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    if chance.random() < 0.3:
        data = fuzz.damaged_bytes(data, chance)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.xlsx"
        path.write_bytes(data)
        try:
            read = sta.read_observations(path)
        except PlanError as error:
            return type(error).__name__
    known = {*table["value"], 98.5, 0.5, 1.0, 2024.0}
    wrong = [value for value in read["value"] if value not in known]
    return f"FAULT {wrong} {before!r} -> {cell.value!r}" if wrong else "read"


JUNK = [
    None, "", "2026", 0, -1, 10**400, np.nan, np.inf, True, [], {}, (), object(),
    pd.DataFrame(), pd.Series([1]), pd.DataFrame({"area": ["X"]}), b"x", "[/b]",
    BOARD.head(1), VALUES.head(1), PLAN.targets, ["X"], {"1": (2020, 50)},
]  # fmt: skip
CALLS = {
    "assess": lambda j, k: sta.assess(PLAN, j, as_of=2026),
    "assess as_of": lambda j, k: sta.assess(PLAN, VALUES, as_of=j, reasons=False),
    "assess areas": lambda j, k: sta.assess(PLAN, VALUES, as_of=2026, areas=j),
    "assess baselines": lambda j, k: sta.assess(PLAN, VALUES, as_of=2026, baselines=j),
    "assess plan": lambda j, k: sta.assess(j, VALUES, as_of=2026),
    "summarise": lambda j, k: sta.summarise(PLAN, j, area=k),
    "expected_met": lambda j, k: sta.expected_met(j),
    "tipping": lambda j, k: sta.tipping(PLAN, VALUES, as_of=2026, next_year=j),
    "sensitivity": lambda j, k: sta.sensitivity(PLAN, j, as_of=k),
    "backtest": lambda j, k: sta.backtest(j, horizons=k),
    "second_opinions": lambda j, k: sta.second_opinions(PLAN, j, as_of=k),
    "used_observations": lambda j, k: sta.used_observations(PLAN, j, as_of=k),
    "yearly_range": lambda j, k: sta.yearly_range(PLAN, j, as_of=k),
    "trajectories": lambda j, k: sta.trajectories(PLAN, baselines=j, area=k),
    "budget_totals": lambda j, k: sta.budget_totals(j),
    "budget_summary": lambda j, k: sta.budget_summary(PLAN, j),
    "compare_plans": lambda j, k: sta.compare_plans(PLAN, j),
    "read_plan": lambda j, k: sta.read_plan(j, area=k),
    "read_observations": lambda j, k: sta.read_observations(j),
    "indicators": lambda j, k: sta.indicators(j),
    "explain": lambda j, k: sta.explain(j),
    "audit": lambda j, k: sta.audit(j),
    "plot_due": lambda j, k: sta.charts.plot_due(PLAN, j, PLAN.agencies),
    "plot_known": lambda j, k: sta.charts.plot_known(PLAN, j, lang=k),
    "plot_budget": lambda j, k: sta.charts.plot_budget(PLAN, j),
}


def misuse(seed):
    """A public name with an argument that is none: a result or a PlanError."""
    import matplotlib.pyplot as plt

    chance = random.Random(seed)
    name = chance.choice([*CALLS])
    first, second = chance.choice(JUNK), chance.choice(JUNK)
    try:
        CALLS[name](first, second)
    except PlanError as error:
        return type(error).__name__
    except Exception as error:
        given = f"{type(first).__name__}, {type(second).__name__}"
        return f"FAULT {name}({given}): {type(error).__name__} {str(error)[:60]}"
    finally:
        plt.close("all")
    return "result"


CLASSES = {
    "documents": documents, "clauses": clauses, "same meaning": same_meaning,
    "annexes": annexes, "tables": tables, "excel": excel, "misuse": misuse,
    "kills": kills.attacked,
}  # fmt: skip


def attack(seed, seconds, names):
    """Counts of each class, every class for its share of the time; the faults."""
    from rich.progress import track

    faults = []
    for name in track(names, "attack", disable=not sys.stdout.isatty()):
        counts, n, end = Counter(), 0, time.monotonic() + seconds / len(names)
        while time.monotonic() < end:
            place = seed * 1_000_000 + n
            try:
                outcome = CLASSES[name](place)
            except Exception as error:
                outcome = f"FAULT raised {type(error).__name__}: {str(error)[:80]}"
            if any(word in outcome for word in ("FAULT", "WRONG")):
                faults.append((name, place, outcome))
                outcome = "FAULT"
            counts[outcome] += 1
            n += 1
        told = ", ".join(
            f"{outcome} {count}" for outcome, count in sorted(counts.items())
        )
        print(f"{name}: {n} tried: {told}", flush=True)
    return faults


def main():
    known = argparse.ArgumentParser()
    known.add_argument("--seed", type=int, default=1)
    known.add_argument("--minutes", type=float, default=10)
    known.add_argument("--only", nargs="*", default=[*CLASSES])
    given = known.parse_args()
    faults = attack(given.seed, 60 * given.minutes, given.only)
    for name, place, outcome in faults[:40]:
        print(f"  {name} {place}: {outcome}")
    print(f"{len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
