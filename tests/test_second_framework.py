"""A plan of another field, by data alone: from document to chart and workbook."""

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from matplotlib.text import Text
from test_architecture import forget

import soctrang_analysis as sta
from soctrang_analysis import charts, facts

DATA = Path(__file__).with_name("data")


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """A plan of gender equality; its six indicators are rows of a drawer."""
    copy = tmp_path / "reference"
    shutil.copytree(facts.REFERENCE, copy)
    shutil.copytree(DATA / "gender", copy / "frameworks" / "gender")
    monkeypatch.setattr(facts, "REFERENCE", copy)
    forget()
    yield sta.read_plan(DATA / "gender-plan.txt", framework="gender", strict=True)
    monkeypatch.undo()
    forget()


def test_it_reads_as_typed(plan):
    assert plan.area == "Hà Trung"
    rows = plan.targets[["indicator_id", "year", "comparator", "value", "hold"]]
    typed = [
        ["1", 2030, ">=", 60.0, False], ["1", 2035, ">=", 75.0, False],
        ["2a", 2030, "<", 12.0, False], ["2a", 2035, "<", 8.0, False],
        ["2b", 2030, ">=", 27.0, False], ["2b", 2035, ">=", 30.0, False],
        ["3", 2030, ">=", 50.0, False], ["3", 2035, ">=", 60.0, False],
        ["4", 2030, ">=", 100.0, True], ["4", 2035, ">=", 100.0, True],
        ["5", 2030, "<=", -20.0, False], ["5", 2035, "<=", -40.0, False],
    ]  # fmt: skip
    assert rows.to_numpy().tolist() == typed
    assert set(plan.targets.query("indicator_id == '5'")["reference_year"]) == {2025}


def test_it_goes_through_assessment_a_chart_and_the_workbook(plan, tmp_path):
    values = pd.DataFrame({
        "indicator_id": "1", "area": "Hà Trung", "unit": "percent",
        "period": ["2026", "2027", "2028"], "value": [46.0, 50.0, 54.0],
    })  # fmt: skip
    table = sta.assess(plan, values, as_of=2028)
    first = table.query("indicator_id == '1' and year == 2030").iloc[0]
    # 4 points a year from 54 in 2028: 62 in 2030, above the 60 promised.
    assert first["projection"] == pytest.approx(62.0)
    assert first["latest"] == 54.0
    assert len(table) == 12
    figure = charts.plot_promises(plan, plan.targets).figure
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "lãnh đạo" in words
    assert "Sóc Trăng" not in words
    path = tmp_path / "plan.xlsx"
    sta.export_workbook(plan, values, path, as_of=2028)
    book = openpyxl.load_workbook(path)
    cells = [str(c.value) for s in book for row in s.iter_rows() for c in row]
    assert any("Hà Trung" in c for c in cells)
    assert not any("Sóc Trăng" in c for c in cells)
