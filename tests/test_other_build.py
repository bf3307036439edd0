"""A second plan, another province's, through the whole main job."""

import json
import shutil

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import facts
from soctrang_analysis.cli import app
from soctrang_analysis.output import build, style, tables
from soctrang_analysis.output.build import build as build_all
from soctrang_analysis.output.inputs import choose


@pytest.fixture(scope="module")
def built(other_plan, tmp_path_factory):
    """What `soctrang build` writes for the second plan; figures as SVG with text."""
    plan, values = other_plan
    out = tmp_path_factory.mktemp("built")
    words = ["build", "--plan", plan, "--observations", values, "--as-of", "2024"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(style.RC, "svg.fonttype", "none")
        patch.setattr(build, "FORMATS", ["svg"])
        result = CliRunner().invoke(app, [str(w) for w in [*words, "--out", out]])
    assert result.exit_code == 0, result.output
    return out, result.output


def test_nothing_is_taken_from_the_bundled_plan(built):
    out, printed = built
    texts = {
        path.name: path.read_text("utf-8")
        for path in out.rglob("*")
        if path.suffix in (".csv", ".json", ".svg")
    }
    book = openpyxl.load_workbook(out / "plan.xlsx")
    texts["plan.xlsx"] = "\n".join(
        f"{cell.value}" for sheet in book for row in sheet.iter_rows() for cell in row
    )
    texts["printed"] = printed
    assert len(texts) == 25 + 3 + 38 + 1 + 2
    for name, text in texts.items():
        assert "Sóc Trăng" not in text, name
        assert "Soc Trang" not in text, name
    for name in (
        "overview-vi.svg",
        "indicator-en.svg",
        "known-vi.svg",
        "plan.xlsx",
        "printed",
    ):
        assert "Cà Mau" in texts[name], name


def test_the_files_have_the_same_names_for_every_plan(built):
    out, _ = built
    names = {row["table"] + ".csv" for row in facts.rows("words/sheets")}
    names |= {"plan.xlsx", "build.json", "datapackage.json", "set.json", "figures"}
    assert {path.name for path in out.iterdir()} == names


def test_targets_progress_and_money_are_those_of_the_plan(built):
    out, _ = built
    targets = pd.read_csv(out / "targets.csv")
    assert targets["target_no"].nunique() == 12
    own = targets[targets["indicator_id"].eq("14")]
    assert own["target_no"].unique().tolist() == [1]
    progress = pd.read_csv(out / "progress.csv")
    own = progress[progress["area"].eq("Cà Mau")].set_index(["indicator_id", "year"])
    # 54 - 50 and 58 - 54 are 4 a year: from 58 in 2023, 58 + 4 x 7 = 86 in 2030.
    assert own.loc[("1", 2030), "projection"] == pytest.approx(86)
    assert own.loc[("14", 2030), "latest"] == pytest.approx(96.2)
    totals = pd.read_csv(out / "budget_totals.csv")
    assert totals["lines_vnd"].tolist() == [
        15_000_000, 15_000_000, 25_500_000, 26_000_000,
    ]  # fmt: skip
    used = pd.read_csv(out / "used.csv")
    assert used["used"].sum() >= 10


def test_the_workbook_leaves_out_areas_far_away(built):
    out, _ = built
    seen = pd.read_excel(
        out / "plan.xlsx", sheet_name="Số liệu thực tế", header=1, skipfooter=2
    )
    values = pd.read_csv(out / "observations.csv")
    assert len(seen) == values["area"].eq("Cà Mau").sum() > 0
    assert "Hà Giang" in set(values["area"])


def test_the_record_names_the_two_files_and_the_national_targets(built):
    out, _ = built
    record = json.loads((out / "build.json").read_text("utf-8"))
    files = [row["file"] for row in record["inputs"]]
    assert files == ["ke-hoach.docx", "so-lieu.csv", "national_targets.csv"]
    assert record["plan"]["area"] == "Cà Mau"
    assert len(record["inputs"][0]["sha256"]) == 64


def test_the_year_is_asked_for_in_two_languages(other_plan, tmp_path):
    result = CliRunner().invoke(
        app, ["build", "--plan", str(other_plan[0]), "--out", str(tmp_path / "x")]
    )
    text = "năm đánh giá / the year of the assessment; found không có / none"
    assert text in str(result.exception)
    assert not (tmp_path / "x").exists()


def test_an_area_is_for_plans_that_are_named():
    result = CliRunner().invoke(app, ["audit", "--area", "Cà Mau"])
    assert "--plan TỆP / --plan FILE" in str(result.exception)


def test_without_values_the_tables_that_need_none_are_full(other_plan):
    plan = choose(str(other_plan[0])).plan
    made = tables.build_tables(plan, None, as_of=2024)
    assert len(made["targets"]) > 12
    assert made["observations"].empty
    assert made["used"].empty
    assert tables.written(made)["progress"].empty
    board = made["progress"]
    assert set(board["area"]) == {"Cà Mau"}
    assert set(board["status"]) == {"no_data"}


def test_a_plan_without_area_takes_the_one_that_is_given(other_plan, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        "Chỉ tiêu 1: Tỷ lệ trẻ em 5 tuổi đi học mẫu giáo đạt 98% vào năm 2030.", "utf-8"
    )
    assert choose(str(path)).plan.area == ""
    assert choose(str(path), area="Huyện A").plan.area == "Huyện A"
    bare = tables.build_tables(choose(str(path)).plan, None, as_of=2024)
    assert bare["trajectories"].empty
    assert bare["progress"].empty


def test_every_table_of_a_build_is_computed_once(other_plan, tmp_path, monkeypatch):
    counts = {}

    def counted(name):
        real = getattr(tables, name)

        def call(*given, **named):
            counts[name] = counts.get(name, 0) + 1
            return real(*given, **named)

        monkeypatch.setattr(tables, name, call)

    names = [
        "assess", "trajectories", "compare_plans", "budget_summary",
        "used_observations", "yearly_range",
    ]  # fmt: skip
    for name in names:
        counted(name)
    monkeypatch.setattr(build, "chosen_charts", list)
    inputs = choose(str(other_plan[0]), other_plan[1], 2024)
    build_all(inputs, tmp_path / "a", tmp_path / "b")
    assert counts == dict.fromkeys(names, 1)


def test_the_bundled_plan_needs_no_options_and_a_file_of_it_reads_the_same(plan_path):
    named = choose(str(plan_path))
    assert named.plan.area == sta.soc_trang().area
    assert named.as_of is None
    assert named.values is None
    assert choose(None).notice.startswith("Kế hoạch kèm theo gói: ")
    assert named.notice.startswith("Kế hoạch: ")


def test_a_build_goes_into_any_folder(other_plan, tmp_path):
    copy = tmp_path / "khác" / "kế hoạch.docx"
    copy.parent.mkdir()
    shutil.copy(other_plan[0], copy)
    result = CliRunner().invoke(app, ["parse", str(copy), "--out", str(tmp_path / "o")])
    assert result.exit_code == 0
    assert "kế hoạch" not in (tmp_path / "o" / "datapackage.json").read_text("utf-8")
