"""Deliberate faults, and whether the tests of meaning see them: `make mutate`.

cosmic-ray makes the mutants, one at a place, sampled evenly over `reading/`,
`analysis/` and `numerals.py`. Each is tried in a copy of the checkout, two at a time,
first by the tests nearest to it, then by the others; tests marked `golden`, which
compare with committed bytes, are left out. Printed: the counts and each survivor.
"""

import argparse
import ast
import importlib.util
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import Queue
from typing import NamedTuple

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from parso.tree import NodeOrLeaf

ROOT = Path(__file__).parent.parent
PACKAGE = "soctrang_analysis"
# Share of the sample; the tests most likely to notice, nearest first; the others.
FOLDERS = {
    "reading": (
        0.45,
        "reading reading_edges clauses headings target_tables annex word open_sets",
        "agencies_now officers_files analysis_input meaning explain document hostile "
        "other_plans bad_input errors areas metamorphic alteration",
    ),
    "analysis": (
        0.45,
        "analysis_edges examples verdicts chances analysis_tables analysis_input "
        "budget_summary comparison meaning breaks regroup merger",
        "laws",
    ),
    "numerals": (
        0.1,
        "numerals reading verdicts bad_input meaning annex clauses",
        "explain",
    ),
}
LAST = "door told second_framework trace"
# A cache taken away changes times only; the others need names of variables.
# "-" of a mask is "~" in pandas, and a TypeError in numpy.
LEFT_OUT = ("RemoveDecorator", "VariableReplacer", "VariableInserter", "Invert_USub")
# Exchanged for their kin only: a number shifted or masked just ends in a TypeError.
KIN = ({"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"}, {"BitOr", "BitAnd"})
LIMIT = 150  # seconds of CPU of one stage: twice what the longest takes
ENOUGH = {"MPLBACKEND": "agg", "LAWS_EXAMPLES": "4"}
# Loaded once, then forked for each run; the package itself never is.
HEAVY = (
    "pandas scipy.stats matplotlib.pyplot openpyxl docx pandera.pandas babel.numbers "
    "typer.testing frictionless lxml.etree num2words nbformat pytest"
)


SERVER = multiprocessing.get_context("forkserver")


@cache
def source(path: str) -> str:
    """A module as it stood when it was first read."""
    return (ROOT / path).read_text("utf-8")


class Mutant(NamedTuple):
    """One change of one module."""

    folder: str
    path: str
    line: int
    operator: str
    occurrence: int

    def code(self) -> str:
        """The module with the change in it."""
        operator = get_operator(self.operator)()
        changed = mutate_code(source(self.path), operator, self.occurrence)
        if changed is None:
            raise SystemExit(f"{self.path}: {self.operator} finds no such place")
        return changed

    def told(self) -> str:
        """Place, lines before and after."""
        before = source(self.path).splitlines()
        after = self.code().splitlines()
        pairs = zip(before, after, strict=False)
        old, new = next((a, b) for a, b in pairs if a != b)
        where = f"{self.path}:{self.line} {self.operator.removeprefix('core/')}"
        return f"{where}\n  - {old.strip()}\n  + {new.strip()}"


def wanted(operator: str) -> bool:
    """Whether the change is of a kind that a program can carry without falling over.

    >>> wanted("core/ReplaceBinaryOperator_Add_Sub"), wanted("core/AddNot")
    (True, True)
    >>> wanted("core/ReplaceBinaryOperator_Add_BitOr")
    False
    """
    if operator.endswith(LEFT_OUT):
        return False
    kind, *pair = operator.split("_")
    if kind.endswith("BinaryOperator"):
        return any(set(pair) <= kin for kin in KIN)
    return not {"Is", "IsNot"} & set(pair) or {"Is", "IsNot"} == set(pair)


def annotations(text: str) -> set[tuple[int, int]]:
    """Places (line, column) inside annotations: a type changes nothing."""
    tree = ast.parse(text)
    notes = [getattr(n, "annotation", None) for n in ast.walk(tree)]
    notes += [getattr(n, "returns", None) for n in ast.walk(tree)]
    return {
        (line, column)
        for note in notes
        if note is not None
        for line in range(note.lineno, note.end_lineno + 1)
        for column in range(
            note.col_offset if line == note.lineno else 0,
            note.end_col_offset if line == note.end_lineno else 200,
        )
    }


GUARDS = {("zip", "strict"), ("dataclass", "frozen")}


def guarded(node: NodeOrLeaf) -> bool:
    """Whether it is the True of ``zip(..., strict=True)`` or of ``frozen=True``.

    Both only guard against slips of ours: all that are zipped are of one length by
    construction, and no code assigns to a frozen field. Either would be a crash.
    """
    if node.type != "keyword" or node.parent.type != "argument":
        return False
    call = node.search_ancestor("trailer", "decorator")
    name = call.children[1] if call.type == "decorator" else call.get_previous_leaf()
    return (name.value, node.parent.children[0].value) in GUARDS


def mutants_of(folder: str, path: Path) -> dict[tuple[int, int], list[Mutant]]:
    """Every mutant of a module by its place."""
    name = str(path.relative_to(ROOT))
    text = source(name)
    nodes = list(ast_nodes(get_ast(text)))
    # The star of a signature is no product.
    stars = {n.start_pos for n in nodes if n.parent and n.parent.type == "parameters"}
    strict = {n.start_pos for n in nodes if guarded(n)}
    kept = annotations(text) | stars | strict
    found: dict[tuple[int, int], list[Mutant]] = {}
    for operator in filter(wanted, operator_names()):
        maker = get_operator(operator)()
        places = [p for node in nodes for p in maker.mutation_positions(node)]
        for occurrence, (place, _) in enumerate(places):
            if place not in kept:
                mutant = Mutant(folder, name, place[0], operator, occurrence)
                found.setdefault(place, []).append(mutant)
    return found


def stands(mutant: Mutant) -> bool:
    """Whether it is Python at all; cosmic-ray cannot change `except a.B`."""
    try:
        ast.parse(mutant.code())
    except (SyntaxError, AttributeError):
        return False
    return True


def modules(folder: str) -> list[Path]:
    """The modules of a folder, or the one module of that name."""
    one = ROOT / PACKAGE / f"{folder}.py"
    return [one] if one.is_file() else sorted((ROOT / PACKAGE / folder).glob("*.py"))


def sampled(number: int, seed: int) -> Iterator[Mutant]:
    """Mutants of each folder, evenly over its places: one of each chosen place."""
    chance = random.Random(seed)
    for folder, (share, *_) in FOLDERS.items():
        places = [
            mutants
            for path in modules(folder)
            for _, mutants in sorted(mutants_of(folder, path).items())
        ]
        count = min(round(number * share), len(places))
        start = chance.random()
        for i in range(count):
            at = int((start + i) * len(places) / count)
            near = (places[(at + k) % len(places)] for k in range(len(places)))
            tried = (m for place in near for m in chance.sample(place, len(place)))
            yield next(filter(stands, tried))


def checkout(folder: Path) -> Path:
    """A copy of the checkout with its modules compiled by content, not by time."""
    left = shutil.ignore_patterns(
        ".git", ".venv", "*.png", "__pycache__", ".*_cache", ".hypothesis"
    )
    shutil.copytree(ROOT, folder, ignore=left)
    command = ["-m", "compileall", "-q", "--invalidation-mode", "checked-hash", PACKAGE]
    subprocess.run([sys.executable, *command], cwd=folder, check=True)
    return folder


def files_of(names: str) -> list[str]:
    """Files of tests by their names, each once."""
    return [f"tests/test_{name}.py" for name in dict.fromkeys(names.split())]


def stages(folder: str, module: str) -> list[list[str]]:
    """Files of tests: the doctests of the module and the nearest; the others."""
    _, near, far = FOLDERS[folder]
    return [[module, *files_of(near)], files_of(f"{far} {LAST}")]


def test_in(tests: list[str], folder: Path) -> None:
    """These tests in a copy of the checkout, in a process of their own."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
    os.chdir(folder)
    own = [
        path for path in sys.path if path not in ("", str(ROOT), str(ROOT / "tests"))
    ]
    sys.path[:] = [str(folder), *own]
    with Path(os.environ.get("MUTATE_LOG", os.devnull)).open("a") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    options = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # HEAVY is loaded
    sys.exit(int(pytest.main([*options, "-m", "not golden", *tests])))


def run(tests: list[str], folder: Path) -> str:
    """'killed', 'survived' or 'timeout' by these tests, in this order."""
    process = SERVER.Process(target=test_in, args=(tests, folder))
    process.start()
    process.join(10 * LIMIT)
    if process.exitcode in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout"
    if process.is_alive():
        process.kill()
        process.join()
        return "timeout"
    return "killed" if process.exitcode else "survived"


def tried(mutant: Mutant, folder: Path) -> str:
    """What becomes of a mutant in a copy of the checkout."""
    path = folder / mutant.path
    before = path.read_text("utf-8")
    compiled = Path(importlib.util.cache_from_source(str(path)))
    try:
        path.write_text(mutant.code(), "utf-8")
        compiled.unlink(missing_ok=True)
        for tests in stages(mutant.folder, mutant.path):
            result = run(tests, folder)
            if result != "survived":
                return result
        return "survived"
    finally:
        path.write_text(before, "utf-8")
        compiled.unlink(missing_ok=True)


def all_tried(mutants: list[Mutant], workers: int) -> list[str]:
    """What became of each, in order; progress on a terminal only."""
    with tempfile.TemporaryDirectory() as home:
        copies: Queue[Path] = Queue()
        folders = [checkout(Path(home) / str(i)) for i in range(workers)]
        for folder in folders:
            copies.put(folder)

        def one(mutant: Mutant) -> str:
            copy = copies.get()
            result = tried(mutant, copy)
            copies.put(copy)
            return result

        found = []
        with ThreadPoolExecutor(workers) as pool:
            every = files_of(
                " ".join(f"{n} {f}" for _, n, f in FOLDERS.values()) + f" {LAST}"
            )
            parts = [every[i::workers] for i in range(workers)]
            if set(pool.map(run, parts, folders)) != {"survived"}:
                raise SystemExit("the tests fail, or are too slow, without a mutant")
            for result in pool.map(one, mutants):
                found.append(result)
                if sys.stderr.isatty():
                    counts = ", ".join(f"{v} {k}" for k, v in Counter(found).items())
                    print(f"\r{len(found)} of {len(mutants)}: {counts}  ",
                          end="", file=sys.stderr, flush=True)  # fmt: skip
        return found


def report(mutants: list[Mutant], results: list[str]) -> str:
    """Counts in all and by folder, then the survivors."""
    lines = []
    for folder in (*FOLDERS, "all"):
        own = Counter(
            r for m, r in zip(mutants, results, strict=True)
            if folder in (m.folder, "all")
        )  # fmt: skip
        counts = "\t".join(f"{own[k]} {k}" for k in ("killed", "timeout", "survived"))
        lines.append(f"{folder}\t{counts}\tof {own.total()}")
    lines += [
        f"{result}: {mutant.told()}"
        for mutant, result in zip(mutants, results, strict=True)
        if result != "killed"
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    os.environ.update(ENOUGH)
    SERVER.set_forkserver_preload(["__main__", *HEAVY.split()])
    start = time.monotonic()
    mutants = list(sampled(args.number, args.seed))
    results = all_tried(mutants, args.workers)
    print(report(mutants, results))
    minutes = (time.monotonic() - start) / 60
    print(f"seed {args.seed}, {minutes:.1f} minutes")


if __name__ == "__main__":
    main()
