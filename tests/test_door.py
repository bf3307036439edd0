"""The door: what is handed in is taken without loss, or refused with its place."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import openpyxl
import pandas as pd
import pytest
from conftest import other_versions
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import PlanError, RangeError, SchemaError, charts, cli
from soctrang_analysis.door import taken
from soctrang_analysis.output import console
from soctrang_analysis.output.files import csv_bytes
from soctrang_analysis.output.registry import CHARTS
from soctrang_analysis.output.workbook import workbook_bytes
from soctrang_analysis.output.workbook_pages import write_cell

ROOT = Path(__file__).parent.parent
PLAN, VALUES = sta.soc_trang(), sta.load_observations()
AGENCY = {"target_no": 9, "agency_vi": "A", "role": "lead", "source_line": 1}
IDS = {"dtype": {"line_id": "str", "parent_id": "str"}}
SOME = dict.fromkeys(("year", "amount_vnd", "status", "agency_vi"), "category")
CATEGORIES = {"dtype": IDS["dtype"] | SOME}


def agencies(**changes):
    return pd.DataFrame([AGENCY | changes])


@pytest.mark.parametrize(
    "how",
    [IDS, IDS | {"keep_default_na": False}, IDS | {"dtype_backend": "numpy_nullable"},
     {"dtype": "object"}, {"dtype": "str"}, {"dtype": "string"}, CATEGORIES],
)  # fmt: skip
def test_the_packages_own_budget_gives_2292_million_however_it_is_read(how):
    read = pd.read_csv(ROOT / "data/processed/budget.csv", **how)
    plan = replace(PLAN, budget=read)
    whole = sta.budget_summary(plan).query("level == 'total'")
    assert whole["amount_vnd"].sum() == 2_292_000_000
    assert sta.budget_totals(plan)["lines_vnd"].sum() == 2_292_000_000


def test_line_ids_read_as_numbers_are_refused_for_1_10_would_be_1_1():
    read = pd.read_csv(ROOT / "data/processed/budget.csv")
    with pytest.raises(SchemaError, match=r"column line_id: expected text.*read_table"):
        sta.budget_summary(replace(PLAN, budget=read))


def test_an_amount_of_1_9_is_refused_and_at_most_five_rows_are_shown():
    half = PLAN.budget.assign(amount_vnd=1.9)
    with pytest.raises(SchemaError, match=r"column amount_vnd: expected whole") as told:
        sta.budget_totals(replace(PLAN, budget=half))
    assert str(told.value).count("row ") == 5
    assert "found 99 rows: row 0: 1.9" in str(told.value)


@pytest.mark.parametrize("given", [9, 9.0, "9", "9.0", np.int8(9)])
def test_whole_numbers_are_taken_in_other_types(given):
    table = agencies().astype({"target_no": object}).assign(target_no=given)
    assert taken(table, "agencies")["target_no"].tolist() == [9]


@pytest.mark.parametrize(
    "given", [1.9, "1.9", "x", True, None, np.inf, "1,0", 10.0**30]
)
def test_what_is_no_whole_number_is_refused(given):
    table = agencies().astype(object)
    table.loc[0, "target_no"] = given
    with pytest.raises(SchemaError, match="column target_no: expected whole numbers"):
        taken(table, "agencies")


def test_nothing_and_empty_text_are_the_same_and_a_part_may_be_left_out():
    table = pd.concat([agencies(), agencies(agency_vi="B")])
    for empty in (None, np.nan, pd.NA, ""):
        found = taken(table.assign(present_vi=empty), "agencies")
        assert found["present_vi"].tolist() == ["", ""]
        assert found.index.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("column", "given", "number"),
    [("value", "1.9", 1.9), ("value", 2, 2.0), ("year", "2025", 2025),
     ("hold", "True", True), ("hold_from", pd.NA, None)],
)  # fmt: skip
def test_numbers_and_truth_as_text_are_read_exactly(column, given, number):
    row = PLAN.targets.head(1).astype(object)
    row[column] = given
    found = taken(row, "targets")[column].tolist()[0]
    assert (None if found is pd.NA else found) == number


@pytest.mark.parametrize(
    ("column", "given"), [("value", "1,9"), ("hold", 1), ("hold", "yes"), ("unit", 2.5)]
)
def test_other_text_is_refused_with_its_place(column, given):
    row = PLAN.targets.head(1).astype(object)
    row[column] = given
    with pytest.raises(SchemaError, match=f"table targets, column {column}: expected"):
        taken(row, "targets")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            agencies(role="boss"),
            "role: one of lead, joint; found 1 rows: row 0: 'boss'",
        ),
        (agencies(agency_vi=""), "agency_vi: a value in every row"),
        (pd.concat([agencies(), agencies()]), "2 rows that share a key"),
        (agencies().drop(columns="role"), "found no role; .*the table agencies"),
        (pd.concat([agencies(), agencies()], axis=1), "each column once"),
        (None, "found no target_no, agency_vi"),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused(table, message):
    with pytest.raises(SchemaError, match=message):
        taken(table, "agencies")


@pytest.fixture(scope="module")
def board():
    return sta.assess(PLAN, VALUES, as_of=2026)


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_a_chart_without_its_table_says_which_it_needs(name):
    plot, needs = getattr(charts, f"plot_{name}"), CHARTS[name].needs
    plt.close("all")  # of other tests
    with pytest.raises(SchemaError, match=f"expected the tables {needs[0]}"):
        plot(PLAN)
    for wrong in (None, PLAN, PLAN.agencies[["agency_vi"]]):
        with pytest.raises(SchemaError, match=f"give the table {needs[0]} as it came"):
            plot(PLAN, *[wrong] * len(needs))
    with pytest.raises(SchemaError, match="expected a plan; found DataFrame"):
        plot(PLAN.agencies, PLAN.agencies)
    assert plt.get_fignums() == []


def test_an_unknown_area_lists_the_areas(board):
    for use in (
        lambda: charts.plot_due(PLAN, board, PLAN.agencies, area="Hà Nội"),
        lambda: sta.summarise(PLAN, board, area="Hà Nội"),
        lambda: sta.assess(PLAN, VALUES, as_of=2026, areas=["Hà Nội"]),
    ):
        with pytest.raises(sta.PlanError, match=r"Sóc Trăng.*Việt Nam.*Đồng bằng"):
            use()


@pytest.mark.parametrize("year", ["2026", None, True, float("nan"), pd.NA, [2026], 26])
def test_a_year_that_is_none_is_refused_everywhere(year, tmp_path):
    given = {"as_of": year}
    for use in (
        lambda: sta.assess(PLAN, VALUES, **given),
        lambda: sta.used_observations(PLAN, VALUES, **given),
        lambda: sta.second_opinions(PLAN, VALUES, **given),
        lambda: sta.sensitivity(PLAN, VALUES, **given),
        lambda: sta.yearly_range(PLAN, VALUES, **given),
        lambda: sta.tipping(PLAN, VALUES, next_year=2027, **given),
        lambda: sta.export_workbook(PLAN, VALUES, tmp_path / "a.xlsx", **given),
        lambda: sta.export_figures(PLAN, VALUES, tmp_path / "f", **given),
        lambda: sta.export_brief(PLAN, VALUES, tmp_path / "a.docx", **given),
    ):
        with pytest.raises(RangeError, match="as_of: expected a year; found"):
            use()
    with pytest.raises(RangeError, match="next_year: expected a year; found"):
        sta.tipping(PLAN, VALUES, as_of=2019, next_year=year)
    assert [*tmp_path.iterdir()] == []


def test_marriages_of_0_and_5_are_assessed():
    rows = pd.DataFrame({"indicator_id": "13", "area": PLAN.area, "unit": "count",
                         "period": ["2025", "2026"], "value": [0, 5]})  # fmt: skip
    found = sta.assess(PLAN, rows, as_of=2026, areas=[PLAN.area])
    assert found.set_index("indicator_id").loc["13", "latest"].tolist() == 5
    assert sta.yearly_range(PLAN, rows, as_of=2026)["value"].tolist() == [0, 5]


BARE = "KẾ HOẠCH trên địa bàn tỉnh Cà Mau\nChỉ tiêu 1: Giảm khoảng 5% vào năm 2030.\n"


@pytest.mark.parametrize(
    "command",
    [
        "build --no-strict",
        "assess",
        "figures",
        "workbook",
        "brief",
        "trace 1",
        "parse",
        "audit",
    ],
)
def test_a_plan_without_readable_targets_or_annex_is_told(command, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(BARE, "utf-8")
    name, *rest = command.split()
    words = [name, *rest, *([str(path)] if name in ("parse", "audit") else [])]
    words += [] if name in ("parse", "audit") else ["--plan", str(path)]
    words += [] if name in ("parse", "audit") else ["--as-of", "2026"]
    words += [] if name in ("trace", "audit") else ["--out", str(tmp_path / "o")]
    done = CliRunner().invoke(cli.app, words)
    assert isinstance(done.exception, sta.PlanError | SystemExit)
    with pytest.raises(SchemaError, match="a budget annex"):
        sta.budget_totals(sta.read_plan(path))


@pytest.mark.parametrize(
    ("how", "message"),
    [({"baselines": {"1": 3}}, "a year and a value"), ({"areas": 3}, "names of areas"),
     ({"baselines": [1]}, "a year and a value"), ({"areas": [3]}, "names of areas")],
)  # fmt: skip
def test_baselines_and_areas_of_other_kinds_are_refused(how, message):
    with pytest.raises(RangeError, match=message):
        sta.assess(PLAN, VALUES, as_of=2026, **how)
    with pytest.raises(RangeError, match=r"level: expected a number; found '0\.8'"):
        sta.Options(level="0.8")


def test_a_duplicated_index_changes_nothing(board):
    same = board.set_axis([0] * len(board))
    named = board.set_index("area", drop=False)
    for use in (sta.expected_met, lambda table: sta.summarise(PLAN, table)):
        for other in (same, named):
            pd.testing.assert_frame_equal(use(other), use(board))


def test_part_of_a_table_is_refused_by_the_workbook(tmp_path):
    part = VALUES[["indicator_id", "area"]]
    with pytest.raises(SchemaError, match="no period, unit, value"):
        sta.export_workbook(PLAN, part, tmp_path / "a.xlsx", as_of=2026)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "'=1", "''@", "'a", ">= 5"])
def test_text_that_a_spreadsheet_would_run_is_read_back_unchanged(text, tmp_path):
    table = taken(agencies(agency_en=text), "agencies")
    path = tmp_path / "agencies.csv"
    path.write_bytes(csv_bytes(table))
    raw = pd.read_csv(path, dtype="str")["agency_en"].iloc[0]
    assert raw[0] not in "=+-@"
    assert raw == ("'" + text if text.lstrip("'")[0] in "=+-@" else text)
    pd.testing.assert_frame_equal(sta.read_table(path), table)


ODD = ["=1+1", "+x", "-", "@x", "'=1", "''@", "'a", 'a "b", c; d', "a\nb", "'", ""]


@pytest.mark.parametrize("text", ODD)
def test_values_that_we_wrote_are_read_back_unchanged_by_both(text, tmp_path):
    given = pd.DataFrame(
        {"indicator_id": "6", "area": text or "X", "period": ["2021", "2022"],
         "value": [1.5, 2.0], "unit": "percent", "series": text, "source_title": text,
         "source_url": text, "unit_code": text, "note": text}
    )  # fmt: skip
    values = sta.read_observations(given)
    assert values["source_title"].tolist() == [text, text]
    path = tmp_path / "observations.csv"
    path.write_bytes(csv_bytes(values))
    pd.testing.assert_frame_equal(sta.read_observations(path), values)
    pd.testing.assert_frame_equal(sta.read_table(path), values)


def test_an_apostrophe_before_a_number_is_refused(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text(
        "indicator_id,area,period,value,unit\n9,X,2021,'-5,count\n", "utf-8"
    )
    with pytest.raises(sta.ParseError, match=r"cell D2: expected .*one clear number"):
        sta.read_observations(path)


def test_every_committed_table_is_read_back_equal():
    for path in (ROOT / "data/processed").glob("*.csv"):
        assert csv_bytes(sta.read_table(path)) == path.read_bytes(), path.name
    with pytest.raises(RangeError, match="table: expected one of indicators"):
        sta.read_table("plan.csv")
    with pytest.raises(sta.ParseError, match="a CSV file; found FileNotFoundError"):
        sta.read_table("nowhere/budget.csv")


def test_control_characters_are_shown_in_csv_and_workbook():
    assert b"a\xe2\x90\x87b" in csv_bytes(agencies(agency_en="a\x07b"))  # U+2407, BEL
    sheet = openpyxl.Workbook().active
    write_cell(sheet, 1, 1, "a\x07b")
    assert sheet["A1"].value == "a␇b"


def test_a_plan_with_control_characters_has_a_workbook(with_controls):
    """Its area stands in cells and titles too."""
    plan, odd = with_controls
    book = zipfile.ZipFile(io.BytesIO(workbook_bytes(plan, odd, as_of=2026)))
    for name in book.namelist():
        if name.endswith(".xml"):
            ElementTree.fromstring(book.read(name))
    entry = openpyxl.load_workbook(book.fp)["Nhập số liệu"]
    assert entry["D5"].value.startswith("Sóc Trăng␀␁␂␃␄␅␆␇␈")


def test_brackets_and_control_characters_at_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    console.show("[b]title", ["head"], [["a [/b] [red]b :smile:"], ["a\x07b"]])
    out = capsys.readouterr().out
    assert "[b]title" in out
    assert "a [/b] [red]b :smile:" in out
    assert "a␇b" in out


def test_a_folder_that_cannot_be_read_is_refused(monkeypatch, tmp_path):
    def refuse(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(sta.ParseError, match="that can be read; found PermissionError"):
        sta.read_plan(tmp_path / "a.txt")


@pytest.mark.golden
def test_a_users_matplotlibrc_changes_nothing(tmp_path, pinned):
    rc = ("font.size: 30", "axes.facecolor: red", "savefig.bbox: tight",
          "lines.dashed_pattern: 1, 9", "path.simplify: False")  # fmt: skip
    (tmp_path / "matplotlibrc").write_text("\n".join(rc))
    code = "from soctrang_analysis.cli import main; main()"
    out = tmp_path / "f"
    words = ["figures", "--only", "fall", "--langs", "vi", "--out", str(out)]
    subprocess.run(
        [sys.executable, "-c", code, *words], check=True, capture_output=True, cwd=ROOT,
        env=os.environ | {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc")},
    )  # fmt: skip
    for name in ("fall-vi.png", "fall-vi.svg"):
        assert (out / name).read_bytes() == (ROOT / "figures" / name).read_bytes()


def test_a_chart_drawn_in_python_has_our_look_and_leaves_the_users(board):
    with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "red"}):
        ax = charts.plot_due(PLAN, board, PLAN.agencies)
        assert mpl.rcParams["font.size"] == 30.0
    assert ax.texts[0].get_fontsize() == 8.0
    plt.close("all")


def test_committed_bytes_are_asked_for_under_the_pinned_versions_only():
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    others = other_versions(pins.replace("\npandas==", "\npandas==0."))
    assert [text.split()[0] for text in others][-1:] == ["pandas"]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no git checkout")
def test_a_clone_with_autocrlf_is_the_same_bytes(tmp_path):
    clone = ["git", "clone", "-q", "-c", "core.autocrlf=true", str(ROOT), "a"]
    subprocess.run(clone, check=True, cwd=tmp_path, capture_output=True)
    for folder in ("data/raw", "data/processed", "soctrang_analysis/reference"):
        for path in (tmp_path / "a" / folder).rglob("*.*"):
            assert b"\r\n" not in path.read_bytes() or path.suffix == ".xlsx", path
    code = "import soctrang_analysis as s; print(len(s.soc_trang().tasks), s.__file__)"
    done = subprocess.run([sys.executable, "-c", code], check=True, text=True,
                          capture_output=True, cwd=tmp_path / "a")  # fmt: skip
    assert done.stdout.split()[0] == "58"
    assert str(tmp_path) in done.stdout


@pytest.mark.parametrize("column", ["area", "period", "unit", "note", "value"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_pd_na_in_any_row_is_an_empty_cell(column, place):
    row = {"indicator_id": "1", "area": "X", "unit": "percent", "note": "a"}
    rows = pd.DataFrame([row | {"period": f"202{i}", "value": 5.0} for i in range(3)])
    given = rows.astype(object)
    given.loc[place, column] = pd.NA
    if column in ("note", "value"):
        found = sta.read_observations(given)
        assert len(found) == (2 if column == "value" else 3)
        assert len(sta.assess(PLAN, given, as_of=2026)) == 2
    else:
        with pytest.raises(sta.PlanError, match=column):
            sta.assess(PLAN, given, as_of=2026)


@pytest.mark.parametrize(
    "use",
    [
        lambda: sta.explain(None),
        lambda: sta.trajectories(sta.soc_trang(), area=pd.DataFrame()),
        lambda: sta.trajectories(sta.soc_trang(), area=["X"]),
        lambda: charts.plot_agencies(
            sta.soc_trang(), sta.soc_trang().agencies, area=pd.DataFrame()
        ),
        lambda: sta.read_plan(None),
        lambda: sta.backtest(sta.load_observations(), horizons=["a"]),
        lambda: sta.backtest(sta.load_observations(), horizons=2.5),
    ],
)
def test_an_argument_of_another_kind_is_refused(use):
    with pytest.raises(PlanError, match="expected"):
        use()
