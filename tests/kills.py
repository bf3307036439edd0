"""Runs that die while they write folders: what is seen then, and after the next run.

`test_swap` goes through every rename in order; `make attack` draws layouts, deaths and
second deaths anew.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from soctrang_analysis.output import generation
from soctrang_analysis.output.generation import FileSet, write_sets

LAYOUTS = {
    "beside": ("processed", "figures"),  # as the command's default
    "inside": ("out", "out/figures"),  # as with --out
    "alone": ("out",),
    "both": ("a/out", "b", "a/out/deep/figures"),
}
RENAMES = ("rename", "replace")
STEPS = (*RENAMES, "mkdir", "rmdir", "unlink")
# Writes generation sys.argv[1] of the folders and dies at the k-th of some steps.
KILLED = """
import os, sys
from pathlib import Path
from soctrang_analysis.output.generation import FileSet, write_sets
text, k, steps, *folders = sys.argv[1:]
left = [int(k)]
def dying(do):
    def step(*given, **named):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)
        return do(*given, **named)
    return step
for name in steps.split():
    setattr(os, name, dying(getattr(os, name)))
names = ["a.csv", "b.csv", text + ".csv"]
files = {name: text.encode() for name in names}
write_sets({Path(f): FileSet(f, "X", files) for f in folders})
"""


def write(folder, text, layout):
    """One generation written to its end."""
    files = {name: text.encode() for name in ("a.csv", "b.csv", f"{text}.csv")}
    sets = {folder / part: FileSet(part, "X", files) for part in LAYOUTS[layout]}
    write_sets(sets)


def killed(folder, text, layout, k, steps=RENAMES):
    """A run that dies at its k-th step; 9 where it came so far, else 0."""
    code = [sys.executable, "-c", KILLED, text, str(k), " ".join(steps)]
    here = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    code += LAYOUTS[layout]
    return subprocess.run(code, cwd=folder, check=False, env=here).returncode


def seen(folder, layout):
    """What each folder holds: the words of its files, () where it is not there."""
    found = []
    for part in LAYOUTS[layout]:
        paths = sorted((folder / part).glob("*.csv"))
        found.append(tuple(path.read_text("utf-8") for path in paths))
    return found


def prepared(folder, layout):
    """An old generation, with a reader's file in each of its folders."""
    write(folder, "old", layout)
    for part in LAYOUTS[layout]:
        (folder / part / "mine.txt").write_text("mine", "utf-8")


def between(folder, layout, words):
    """What is wrong with what is seen after a death, "" for nothing."""
    found = seen(folder, layout)
    whole = [(word,) * 3 for word in words]
    if any(part not in [*whole, ()] for part in found):
        return f"half a folder {found}"
    if len({*found} - {()}) > 1:
        return f"mixed {found}"
    if () in found and not [*folder.rglob(".*.soctrang-swap")]:
        return f"a folder missing without a mark {found}"
    return ""


def after(folder, layout, words):
    """Mend as the next run does; the generation that stands then, or a fault."""
    for part in LAYOUTS[layout]:
        generation.mend((folder / part).resolve())
    found = seen(folder, layout)
    if [*{*found}] not in [[(word,) * 3] for word in words]:
        return f"FAULT not one generation {found}"
    for part in LAYOUTS[layout]:
        mine = folder / part / "mine.txt"
        if not mine.is_file() or mine.read_text("utf-8") != "mine":
            return f"FAULT a reader's file lost in {part}"
    if left := [path.name for path in folder.rglob(".*")]:
        return f"FAULT left {left}"
    return found[0][0]


def attacked(seed):
    """One to three deaths of runs in a row: one generation, nothing lost or left."""
    chance = random.Random(seed)
    layout = chance.choice([*LAYOUTS])
    words, told = ["old"], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(folder, layout)
        for word in ("new", "newer", "newest")[: chance.randint(1, 3)]:
            steps = chance.choice([RENAMES, RENAMES, STEPS])
            k = chance.randint(1, 4 * len(LAYOUTS[layout]) + 8 * (steps == STEPS))
            words.append(word)
            told.append(f"{word} {k} {steps[-1]}")
            code = killed(folder, word, layout, k, steps)
            if code not in (0, 9):
                return f"FAULT {layout} {told}: exit {code}"
            if wrong := between(folder, layout, words):
                return f"FAULT {layout} {told}: {wrong}"
        end = after(folder, layout, words)
    if end.startswith("FAULT"):
        return f"{end} {layout} {told}"
    deaths = f"{len(told)} death" + "s" * (len(told) > 1)
    return f"{deaths}, {'last' if end == words[-1] else 'earlier'} set"
