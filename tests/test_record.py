"""The record: only ever added to, whole after a death, one writer at a time."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.errors import ParseError, PlanError, RangeError, SchemaError
from soctrang_analysis.output import files
from soctrang_analysis.round.record import append_record, record_rows
from soctrang_analysis.schema import conform

ROOT = Path(__file__).parent.parent
DAY = "2026-12-10"


def sent(*rows, tasks=()):
    """Returns of some figures: (indicator, value) or a dict of more."""
    full = []
    for row in rows:
        own = row if isinstance(row, dict) else dict(zip(("indicator_id", "value"), row,
                                                         strict=True))  # fmt: skip
        full.append(
            {
                "area": "X",
                "period": "2026",
                "unit": "percent",
                "file": "a.xlsx",
                "evidence": "direct",
                "agency": "Sở A",
                "cell": "S!G7",
            }
            | own
        )
    told = [{"area": "X", "period": "2026", "agency": "Sở A", "file": "a.xlsx"} | task
            for task in tasks]  # fmt: skip
    return sta.Returns(conform(full, "returned"), conform(told, "returned_tasks"),
                       conform([], "problems"))  # fmt: skip


def add(path, *rows, received=DAY, who="An", tasks=()):
    return append_record(path, sent(*rows, tasks=tasks), received=received, who=who)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sổ.csv"


def test_values_are_added_and_none_is_ever_changed(path):
    add(path, ("1", 70.0), ("2", 80.0))
    first = path.read_bytes()
    new = add(path, ("1", 71.0), ("2", 80.0), received="2027-01-05", who="Bình")
    assert path.read_bytes().startswith(first)
    assert new[["indicator_id", "revision", "obs_status"]].to_numpy().tolist() == [
        ["1", 2, "r"]
    ]
    rows = record_rows(path).set_index(["indicator_id", "revision"])
    assert rows["value"].to_dict() == {("1", 1): 70.0, ("1", 2): 71.0, ("2", 1): 80.0}
    assert rows.loc[("1", 2), ["received", "who"]].tolist() == ["2027-01-05", "Bình"]
    values = sta.read_record(path)
    assert dict(zip(values["indicator_id"], values["value"], strict=True)) == {
        "1": 71.0, "2": 80.0,
    }  # fmt: skip


def test_the_same_again_is_nothing_new(path):
    add(path, ("1", 70.0), tasks=[{"task_id": "IV-1", "done": "xong"}])
    before = path.read_bytes()
    new = add(path, ("1", 70.0), tasks=[{"task_id": "IV-1", "done": "xong"}],
              received="2027-01-01")  # fmt: skip
    assert new.empty
    assert path.read_bytes() == before


def test_a_second_agency_with_the_same_value_is_named_beside_the_first(path):
    add(path, ("9", 40.0))
    add(path, {"indicator_id": "9", "value": 40.0, "agency": "Công an"})
    newest = record_rows(path).iloc[-1]
    assert newest[["agency", "revision", "obs_status"]].tolist() == [
        "Sở A; Công an", 2, "",
    ]  # fmt: skip
    assert sta.read_record(path)["value"].tolist() == [40.0]


def test_an_answer_without_figure_never_takes_the_place_of_one(path):
    silent = {"indicator_id": "1", "value": None, "note": "chưa có"}
    assert len(add(path, silent)) == 1
    assert sta.read_record(path).empty
    assert len(add(path, ("1", 70.0))) == 1
    assert add(path, silent).empty
    assert sta.read_record(path)["value"].tolist() == [70.0]


def test_another_source_or_note_is_a_revision_without_r(path):
    add(path, ("1", 70.0))
    new = add(path, {"indicator_id": "1", "value": 70.0, "note": "theo BC 12"})
    assert new[["revision", "obs_status"]].to_numpy().tolist() == [[2, ""]]
    marked = {"indicator_id": "1", "value": 72.0, "obs_status": "p"}
    assert add(path, marked)["obs_status"].tolist() == ["p"]


def test_half_years_of_flows_stay_apart_and_are_never_judged(path):
    half = {"indicator_id": "9", "value": 20.0, "period": "2026-H1", "unit": "count",
            "area": "Sóc Trăng"}  # fmt: skip
    add(path, half, {**half, "period": "2026", "value": 45.0})
    values = sta.read_record(path)
    assert values.set_index("period")["year"].to_dict() == {
        "2026": 2026.0, "2026-H1": 2025.5,
    }  # fmt: skip
    used = sta.used_observations(sta.soc_trang(), values, as_of=2026)
    assert used.set_index("period")["left_out"].to_dict() == {
        "2026": "", "2026-H1": "half_year",
    }  # fmt: skip
    board = sta.assess(sta.soc_trang(), values, as_of=2026, areas=["Sóc Trăng"])
    assert board.loc[board["indicator_id"].eq("9"), "latest"].tolist() == [45.0]


def test_the_history_shows_every_revision_and_what_was_known_when(path):
    add(path, {"indicator_id": "1", "value": 60.0, "period": "2025"},
        received="2025-12-10")  # fmt: skip
    add(path, ("1", 70.0))
    add(path, ("1", 71.0), {"indicator_id": "1", "value": 61.0, "period": "2025"},
        received="2027-01-05")  # fmt: skip
    found = sta.history(path, "1")
    assert found.rows["value"].tolist() == [60.0, 61.0, 70.0, 71.0]
    assert found.rows["revision"].tolist() == [1, 2, 1, 2]
    triangle = found.triangle.set_index("period")
    days = ["2025-12-10", DAY, "2027-01-05"]
    assert triangle.loc["2025", days].tolist() == [60.0, 60.0, 61.0]
    assert pd.isna(triangle.loc["2026", days[0]])
    assert triangle.loc["2026", days[1:]].tolist() == [70.0, 71.0]
    with pytest.raises(RangeError, match="an indicator of the record: 1; found '2'"):
        sta.history(path, "2")


def test_tasks_are_kept_by_agency_and_period(path):
    add(path, tasks=[{"task_id": "IV-1", "done": "một"},
                     {"task_id": "IV-1", "done": "hai", "agency": "Sở B"}])  # fmt: skip
    add(path, tasks=[{"task_id": "IV-1", "done": "một, thêm"}])
    rows = sta.record_tasks(path, "2026")
    assert rows.set_index("agency")["done"].to_dict() == {
        "Sở A": "một, thêm", "Sở B": "hai",
    }  # fmt: skip
    assert sta.record_tasks(path, "2025").empty
    assert sta.read_record(path).empty


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"received": "10/12/2026"}, RangeError, "received: expected a day"),
        ({"received": None}, RangeError, "received: expected a day"),
        ({"who": " "}, RangeError, "the name of who takes the forms down"),
        ({"received": "2026-12-09"}, RangeError,
         "no day before 2026-12-10, when 1 was last received"),
    ],
)  # fmt: skip
def test_what_a_record_does_not_take(given, error, message, path):
    add(path, ("1", 70.0))
    before = path.read_bytes()
    with pytest.raises(error, match=message):
        add(path, ("1", 71.0), **given)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_record_of_other_columns_or_name_is_refused(path):
    add(path, ("1", 70.0))
    text = path.read_text("utf-8")
    head, rows = text.split("\n", 1)
    names = head.split(",")
    path.write_text("\n".join([",".join(names[::-1]), ",".join(
        rows.strip().split(",")[::-1])]) + "\n", "utf-8")  # fmt: skip
    with pytest.raises(SchemaError, match="the columns of a record in their order"):
        add(path, ("1", 71.0))
    path.write_text(text.replace("revision", "lần"), "utf-8")
    with pytest.raises(SchemaError):
        add(path, ("1", 71.0))
    with pytest.raises(ParseError, match=r"a record as \.csv"):
        add(path.with_suffix(".xlsx"), ("1", 71.0))


def test_a_record_saved_without_its_last_line_end_is_gone_on_with(path):
    add(path, ("1", 70.0))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    add(path, ("2", 80.0))
    assert len(record_rows(path)) == 2


def test_a_lock_that_stays_says_who_holds_it_and_what_to_do(path, monkeypatch):
    monkeypatch.setattr(files, "PAUSE", 0)
    lock = path.with_name("sổ.csv.lock")
    lock.write_text("Bình\n", "utf-8")
    with pytest.raises(PlanError, match=r"'Bình'; to do: .* delete sổ.csv.lock"):
        add(path, ("1", 70.0))
    assert lock.is_file()
    lock.unlink()
    assert len(add(path, ("1", 70.0))) == 1
    assert not lock.exists()


# A child adds a row and dies at its k-th step that touches the disk, one fork each.
KILLED = """
import os, random, sys
sys.path.insert(0, "tests")
from pathlib import Path
import test_record as t
from soctrang_analysis.round.record import record_rows
path = Path(sys.argv[1]); chance = random.Random(15)
t.add(path, ("1", 0.0))

def dying(k):
    left = [k]
    def wrap(do):
        def step(*given, **named):
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return do(*given, **named)
        return step
    real = Path.write_bytes
    def half(self, data):
        left[0] -= 1
        if left[0] == 0:
            real(self, data[: len(data) // 2]); os._exit(9)
        return real(self, data)
    os.open, os.replace, Path.unlink = map(wrap, (os.open, os.replace, Path.unlink))
    Path.write_bytes = half

deaths = 0
for n in range(1, 51):
    before = path.read_bytes()
    rows = before.count(b"\\n")
    k = chance.randint(1, 5)
    child = os.fork()
    if child == 0:
        dying(k)
        t.add(path, ("1", float(n)))
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    deaths += code == 9
    after = path.read_bytes()
    assert after.startswith(before), "an old row is lost"
    lines = after.count(b"\\n")
    assert after.endswith(b"\\n") and lines - rows in (0, 1), "half"
    assert code == 9 or lines == rows + 1
    Path(f"{path}.lock").unlink(missing_ok=True)
    t.add(path, ("1", float(n)))  # what was killed is done again: once in the record
    assert path.read_bytes().count(b"\\n") == rows + 1
assert len(record_rows(path)) == 51
print(deaths)
"""


def run(code, *words):
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, *map(str, words)],
        cwd=ROOT, env=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_fifty_runs_killed_at_random_points_lose_nothing_and_leave_nothing_half(path):
    done = run(KILLED, path)
    out, err = done.communicate(timeout=300)
    assert done.returncode == 0, err
    assert int(out) > 30
    assert not path.with_name(f".{path.name}.soctrang-new").exists()


class Died(BaseException):
    """A run that ends in the middle."""


def test_an_error_at_any_step_leaves_the_old_record(path, monkeypatch):
    add(path, ("1", 1.0))
    before = path.read_bytes()
    for owner, name in ((os, "open"), (Path, "write_bytes"), (os, "replace")):
        with monkeypatch.context() as patch:

            def fail(*_, **__):
                raise Died

            patch.setattr(owner, name, fail)
            with pytest.raises(Died):
                add(path, ("1", 2.0))
        assert path.read_bytes() == before
        assert [p.name for p in path.parent.iterdir()] == [path.name]


ADDS = """
import sys
sys.path.insert(0, "tests")
import test_record as t
path, who = sys.argv[1:]
print("ready", flush=True)
for n in range(8):
    t.add(path, {"indicator_id": "1", "value": float(n), "period": str(2000 + n),
                 "area": who, "agency": who}, who=who)
"""


def test_two_at_once_lose_no_row(path):
    both = [run(ADDS, path, who) for who in ("A", "B")]
    for one in both:
        _, err = one.communicate(timeout=300)
        assert one.returncode == 0, err
    rows = record_rows(path)
    assert rows["who"].value_counts().to_dict() == {"A": 8, "B": 8}
    assert not path.with_name(f"{path.name}.lock").exists()


def test_any_order_of_sendings_ends_with_the_newest_value(tmp_path):
    chance = random.Random(7)
    for n in range(4):
        path, newest = tmp_path / f"{n}.csv", {}
        for day in range(1, 7):
            name = chance.choice("12")
            newest[name] = float(chance.randint(1, 3))
            add(path, (name, newest[name]), received=f"2026-12-0{day}")
        values = sta.read_record(path)
        assert dict(
            zip(values["indicator_id"], values["value"], strict=True)
        ) == newest  # fmt: skip
