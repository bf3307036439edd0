"""Damaged documents by the thousand: tables or a PlanError, in time and in memory.

``make fuzz`` runs 20,000; ``make test`` a few hundred. The same numbers every run.
It also counts wrong acceptance: clauses of the open set with a change whose effect on
the rows is known, and rows that do not show it.
"""

import io
import random
import re
import resource
import sys
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import docx
from score import clauses, read_text

from soctrang_analysis import PlanError, read_plan
from soctrang_analysis.facts import source_file
from soctrang_analysis.reading.bundled import bundled

HERE = Path(__file__).parent
CLAUSES = [c for c in clauses() if not isinstance(c["expect"], str)]
Rows = Counter[tuple]
Change = Callable[[Rows, Rows], bool]
WORDS = (HERE / "data" / "fuzz-words.txt").read_text("utf-8").split("|")


def as_word(text: str) -> bytes:
    """A Word file: tabbed lines are a real table, the others paragraphs."""
    document, table = docx.Document(), []
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            table.append(line.split("\t"))
            continue
        if table:
            grid = document.add_table(len(table), max(map(len, table)))
            for cells, row in zip(table, grid._tbl.tr_lst, strict=True):
                for value, cell in zip(cells, row.tc_lst, strict=False):
                    cell.p_lst[0].add_r().text = value
            table = []
        document.add_paragraph("".join(c for c in line if c >= " "))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# Ways to damage one line, at a place j of it.
DAMAGE = [
    lambda line, j, chance: line[:j],
    lambda line, j, chance: line + "\n" + line,
    lambda line, j, chance: "",
    lambda line, j, chance: f"{line[:j]} {chance.choice(WORDS)} {line[j:]}",
    lambda line, j, chance: line[:j] + line[j + 1 : j + 2] + line[j:],
    lambda line, j, chance: unicodedata.normalize("NFD", line),
    lambda line, j, chance: line.replace(" ", chance.choice("\u00a0\t\r\n"), 4),
    lambda line, j, chance: line.translate(str.maketrans("0123456789", "1203456798")),
    lambda line, j, chance: chance.choice(WORDS) * chance.randint(1, 300),
]


def damaged_text(text: str, chance: random.Random) -> str:
    """Lines moved, or one of `DAMAGE` done to them."""
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    if chance.random() < 0.7:  # a stretch of the document is enough, and quicker
        lines = lines[start : start + chance.randint(1, 40)]
    for _ in range(chance.randint(1, 12)):
        i, k = chance.randrange(len(lines)), chance.randrange(len(lines))
        if chance.random() < 0.1:
            lines[i], lines[k] = lines[k], lines[i]
        else:
            j = chance.randrange(len(lines[i]) + 1)
            lines[i] = chance.choice(DAMAGE)(lines[i], j, chance)
    return "\n".join(lines)


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data or b" ")
    for _ in range(chance.randint(1, 20)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out[: chance.choice([len(out), chance.randrange(len(out))])])


def damaged_word(data: bytes, chance: random.Random) -> bytes:
    """A Word file with one part changed, left out, or its bytes flipped."""
    if chance.random() < 0.3:
        return damaged_bytes(data, chance)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        names = old.namelist()
        victim = chance.choice([*names, *["word/document.xml"] * 20])
        for name in names:
            part = old.read(name)
            if name == victim:
                kind = chance.randrange(3)
                if kind == 0:
                    continue
                if kind == 1:
                    part = damaged_bytes(part, chance)
                else:
                    text = part.decode("utf-8", "replace")
                    for _ in range(chance.randint(1, 6)):
                        tag = chance.choice(["w:p", "w:tr", "w:tc", "w:tbl", "w:t"])
                        text = text.replace(
                            f"</{tag}>", chance.choice(["", f"</{tag}><{tag}/>"]), 1
                        )
                    part = text.encode("utf-8")
            new.writestr(name, part)
    return out.getvalue()


def sources() -> list[str]:
    plan = source_file(bundled("file")).read_text("utf-8")
    table = (HERE / "clauses.tsv").read_text("utf-8").splitlines()
    clauses = [line.split("\t") for line in table if not line.startswith("#")]
    listed = "\n".join(f"- Chỉ tiêu {n}: {c}" for n, c, _ in clauses)
    return [plan, (HERE / "data/made-up-plan.txt").read_text("utf-8"), listed]


def run(seeds: range) -> tuple[Counter[str], float, int]:
    """Outcomes of the seeds, the slowest reading in seconds, and the peak in MB."""
    texts = sources()
    words = [as_word(texts[0]), as_word(texts[1])]
    counts: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            chance = random.Random(seed)
            word = seed % 4 == 0
            if word:
                data = damaged_word(chance.choice(words), chance)
            else:
                data = damaged_text(chance.choice(texts), chance).encode("utf-8")
                if chance.random() < 0.05:
                    data = damaged_bytes(data, chance)
            path = Path(folder) / ("plan.docx" if word else "plan.txt")
            path.write_bytes(data)
            start = time.perf_counter()
            try:
                read_plan(path)
                outcome = "tables"
            except PlanError as error:
                outcome = type(error).__name__
            except Exception as error:
                outcome = f"FAULT {type(error).__name__} seed {seed}: {error}"
            slowest = max(slowest, time.perf_counter() - start)
            counts[("docx " if word else "txt ") + outcome] += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return counts, slowest, peak


def other_number(text: str, chance: random.Random) -> tuple[str, Change] | None:
    """One percent of the text becomes another: its rows change, the others stay."""
    found = list(re.finditer(r"(?<![\d.,/])(\d{1,2})(?:,(\d))?(?=\s*%)", text))
    if not found:
        return None
    place = chance.choice(found)
    old = float(place.group().replace(",", "."))
    new = round(old + (chance.choice([-1, 1, 2]) if old > 2 else 1), 1)
    shown = f"{new:g}".replace(".", ",")

    def moved(key: tuple) -> tuple:
        """A row without its hold, the number taken back to what it was."""
        sizes = [v if v is None or abs(v) != new else old * (v / new) for v in key[5:7]]
        return (*key[:5], *sizes, key[7])

    def right(before: Rows, after: Rows) -> bool:
        known = Counter(map(moved, before.elements()))
        return known == Counter(map(moved, after.elements()))

    return text[: place.start()] + shown + text[place.end() :], right


def without_year(text: str, chance: random.Random) -> tuple[str, Change] | None:
    """One year of the text is taken out: its rows go, the others stay."""
    found = list(re.finditer(r" (?:vào |đến )?năm 20\d\d", text))
    if not found:
        return None
    place = chance.choice(found)
    return text[: place.start()] + text[place.end() :], _fewer


def _fewer(before: Rows, after: Rows) -> bool:
    """Whether no row is new; fewer years may end a hold."""
    return {key[:8] for key in after} <= {key[:8] for key in before}


def negated(text: str, chance: random.Random) -> tuple[str, Change] | None:
    """The only promise of the text is denied: no row is left."""
    if text.count(" đạt ") != 1 or text.count("%") != 1:
        return None
    word = chance.choice(["không", "chưa", "không thể"])
    return text.replace(" đạt ", f" {word} đạt "), lambda old, new: not new


def acceptance(seed: int) -> str:
    """What became of one changed clause: refused, right, or WRONG."""
    chance = random.Random(seed)
    clause = chance.choice(CLAUSES)
    change = chance.choice([other_number, without_year, negated])
    made = change(clause["text"], chance)
    before, errors = read_text(clause["text"])
    if made is None or errors or not before:
        return "no change"
    after, refused = read_text(made[0])
    if refused:
        return "refused"
    return "right" if made[1](before, after) else f"WRONG {change.__name__} {made[0]}"


def main(number: int) -> int:
    from rich.progress import track

    step = 250
    parts = [range(i, min(i + step, number)) for i in range(0, number, step)]
    total: Counter[str] = Counter()
    slowest, peak = 0.0, 0
    with ProcessPoolExecutor(2) as pool:
        results = pool.map(run, parts)
        for counts, slow, memory in track(
            results, total=len(parts), disable=not sys.stdout.isatty()
        ):
            total += counts
            slowest, peak = max(slowest, slow), max(peak, memory)
    for outcome, count in sorted(total.items()):
        print(f"{count:>7} {outcome}")
    print(f"{number} documents; slowest {slowest:.2f} s; peak memory {peak} MB")
    judged = Counter(acceptance(seed) for seed in range(number // 10))
    for outcome, count in sorted(judged.items()):
        print(f"{count:>7} changed clauses: {outcome}")
    total += judged
    faults = any(outcome.split()[0] in ("WRONG", "FAULT") for outcome in judged)
    faults |= any("FAULT" in outcome for outcome in total)
    return int(faults or slowest > 1 or peak > 300)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
