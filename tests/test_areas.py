"""Areas as data: what there is, what became of each, which one a name means."""

from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import ParseError, RangeError, SchemaError
from soctrang_analysis.cli import app
from soctrang_analysis.reading.area_meaning import Meanings, in_question, meanings
from soctrang_analysis.reading.area_names import areas_by_day

TABLE = sta.read_areas()
CITY = "Cần Thơ (từ 7/2025)"
BEFORE, AFTER = "2025-06-30", "2025-07-01"


def known():
    return Meanings(TABLE, in_question(TABLE, "Sóc Trăng"))


def test_the_bundled_table_has_108_old_communes_43_new_ones_and_11_districts():
    kinds = TABLE.areas.assign(ended=TABLE.areas["to"].ne(""))
    counts = kinds.groupby(["kind", "ended"]).size().to_dict()
    assert counts["commune", True] == 108
    assert counts["commune", False] == 43
    assert counts["district", True] == 11
    assert set(TABLE.area_changes["coverage"]) == {"whole"}
    assert set(TABLE.area_changes["date"]) == {"2025-07-01"}
    assert len(TABLE.area_changes) == 108 + 3


def test_children_stand_where_they_are_known_with_their_year():
    rows = TABLE.areas.set_index("area")
    assert rows.loc["Sóc Trăng", ["children", "children_year"]].tolist() == [
        301216,
        2023,
    ]
    assert pd.isna(rows.loc["Hậu Giang", "children"])


def test_population_before_and_after_the_census_of_2019_are_two_series():
    own = TABLE.weights.query("area == 'Sóc Trăng' and weight == 'population'")
    both = own[own["year"].eq(2016)].set_index("series")["value"]
    assert both.to_dict() == {"before_census_2019": 1312500, "revised_2019": 1227576}


@pytest.mark.parametrize(
    ("name", "day", "meant"),
    [
        ("Cần Thơ", BEFORE, ["Cần Thơ (trước 7/2025)"]),
        ("Cần Thơ", AFTER, [CITY]),
        ("TP. Cần Thơ", AFTER, [CITY]),
        ("Tỉnh SÓC TRĂNG", AFTER, ["Sóc Trăng"]),  # a full name at any time
        ("thành phố Sóc Trăng", BEFORE, ["Thành phố Sóc Trăng, Tỉnh Sóc Trăng"]),
        ("Hưng Phú", BEFORE, ["Xã Hưng Phú, Huyện Mỹ Tú"]),
        ("Hưng Phú", AFTER, []),  # the city has one too, elsewhere: not ours
        ("Xã Vĩnh Thành", BEFORE, ["Xã Vĩnh Thành, Huyện Thạnh Trị"]),
        ("Phường 1", BEFORE, [
            "Phường 1, Thành phố Sóc Trăng", "Phường 1, Thị xã Ngã Năm",
            "Phường 1, Thị xã Vĩnh Châu",
        ]),
        ("P.1, TX Ngã Năm", BEFORE, ["Phường 1, Thị xã Ngã Năm"]),
        ("phường 1 (Ngã Năm, Sóc Trăng)", BEFORE, ["Phường 1, Thị xã Ngã Năm"]),
        ("Long Phú", BEFORE, [
            "Huyện Long Phú, Tỉnh Sóc Trăng", "Thị trấn Long Phú, Huyện Long Phú",
            "Xã Long Phú, Huyện Long Phú",
        ]),
        ("Long Phú", AFTER, ["Xã Long Phú, Thành phố Cần Thơ"]),
        ("31507", BEFORE, ["Phường 6, Thành phố Sóc Trăng"]),
        ("31507", AFTER, ["Phường Sóc Trăng, Thành phố Cần Thơ"]),
        ("1", BEFORE, []),
        ("Hưng Phú, Huyện Kế Sách", BEFORE, []),
        ("Cà Mau", BEFORE, []),
    ],
)  # fmt: skip
def test_a_name_means_what_is_there_on_its_day(name, day, meant):
    assert sorted(known().on(name, day)) == sorted(meant)


def values(area, period="2024", **more):
    return pd.DataFrame(
        {"indicator_id": ["9"], "area": area, "period": period, "value": 3,
         "unit": "count"} | more
    )  # fmt: skip


def test_values_are_of_the_area_their_name_means_on_the_last_day_of_the_period():
    table = pd.concat([values("Cần Thơ", p) for p in ("2024", "2025-H1", "2025")])
    read = sta.read_observations(table).set_index("period")["area"]
    assert read.to_dict() == {
        "2024": "Cần Thơ (trước 7/2025)",
        "2025-H1": "Cần Thơ (trước 7/2025)",
        "2025": CITY,
    }
    note = sta.read_observations(values("Cần Thơ"))["note"].iloc[0]
    assert note == "địa bàn ghi là “Cần Thơ” / area written “Cần Thơ”"


def test_a_name_of_several_or_of_another_day_is_refused_with_what_it_may_be():
    plan = sta.soc_trang()
    with pytest.raises(SchemaError, match=r"may be Phường 1, Thành phố Sóc Trăng; Ph"):
        sta.read_observations(values("Phường 1"), plan=plan)
    with pytest.raises(SchemaError, match=r"was there on 2026-12-31: .* Huyện Mỹ Tú"):
        sta.read_observations(values("Hưng Phú", "2026"), plan=plan)
    with pytest.raises(SchemaError, match=r"code 31507 is Phường 6, Thành phố Sóc"):
        sta.read_observations(values("Phường 5", unit_code="31507"), plan=plan)


def test_a_code_decides_between_areas_of_one_name():
    coded = values("Phường 6", unit_code="31507")
    read = sta.read_observations(coded, plan=sta.soc_trang())
    assert read["area"].tolist() == ["Phường 6, Thành phố Sóc Trăng"]


def test_communes_of_one_province_are_none_of_another_plan_s():
    assert meanings(None).on("Phường 5", BEFORE) == []
    assert sta.read_observations(values("Phường 1"))["area"].tolist() == ["Phường 1"]


def test_names_of_many_rows_are_looked_up_once_each():
    frame = pd.concat([values("Cần Thơ", "2024")] * 500, ignore_index=True)
    frame = frame.assign(year=2024.0, area=frame["area"].astype("category"))
    assert areas_by_day(frame, meanings(None))["area"].unique().tolist() == [
        "Cần Thơ (trước 7/2025)"
    ]


def changed(**of_areas):
    rows = TABLE.areas.copy()
    for name, (column, value) in of_areas.items():
        rows.loc[rows["area"].eq(name.replace("_", " ")), column] = value
    return replace(TABLE, areas=rows)


@pytest.mark.parametrize(
    ("name", "column", "value", "message"),
    [
        ("Hậu_Giang", "parent", "Không có", "a parent of the table; found 'Không có'"),
        ("Sóc_Trăng", "from", "2026-01-01", "first day before last day"),
        ("Việt_Nam", "parent", "Sóc Trăng", "parents without a circle"),
        ("Đồng_bằng_sông_Cửu_Long", "to", "2025-06-30", "what became of it after"),
        ("Sóc_Trăng", "to", "2025-07-01", "in order"),
        ("Sóc_Trăng", "kind", "planet", "one of nation, region"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(name, column, value, message):
    with pytest.raises(SchemaError, match=message):
        sta.read_areas(changed(**{name: (column, value)}))


def test_a_unit_that_ended_without_a_trace_is_refused():
    lost = "Phường 5, Thành phố Sóc Trăng"
    rest = TABLE.area_changes[TABLE.area_changes["old_area"].ne(lost)]
    with pytest.raises(SchemaError, match=r"area_changes, Phường 5, .*found nothing"):
        sta.read_areas(replace(TABLE, area_changes=rest))


def test_changes_in_a_circle_and_a_whole_area_in_two_are_refused():
    rows = TABLE.area_changes
    back = pd.DataFrame([{"old_area": CITY, "new_area": "Sóc Trăng",
                          "coverage": "whole", "date": "", "source": ""}])  # fmt: skip
    with pytest.raises(SchemaError, match=r"a circle|in order"):
        sta.read_areas(replace(TABLE, area_changes=pd.concat([rows, back])))
    two = pd.DataFrame([{"old_area": "Sóc Trăng", "new_area": "Hậu Giang",
                         "coverage": "whole", "date": "", "source": ""}])  # fmt: skip
    with pytest.raises(SchemaError, match="a whole area in one new one"):
        sta.read_areas(replace(TABLE, area_changes=pd.concat([rows, two])))


MADE_UP = """old_area,new_area,coverage,date,old_parent,new_parent
Xã A,Xã M,whole,2025-07-01,Huyện X,Tỉnh Y
Xã B,Xã M,whole,2025-07-01,Huyện X,Tỉnh Y
Huyện X,Tỉnh Y,whole,2025-07-01,,
"""


def test_a_table_of_another_province_can_be_given_as_csv(tmp_path):
    path = tmp_path / "changes.csv"
    path.write_text(MADE_UP, encoding="utf-8")
    table = sta.read_areas(path)
    assert table.under("Huyện X") == ["Xã A", "Xã B"]
    made_up = pd.concat([values("Xã A"), values("Xã B")])
    assert sta.regroup(made_up, to="Xã M", area_table=path)["value"].tolist() == [6.0]


def test_a_list_of_communes_by_district_can_be_given(tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text(
        "old_name,old_district,new_name,new_province,coverage\n"
        "Xã A,Huyện X,Xã M,Tỉnh Y,whole\nXã B,Huyện X,Xã B,Tỉnh Y,unchanged\n",
        encoding="utf-8",
    )
    table = sta.read_areas(path)
    assert table.under("Huyện X") == ["Xã A, Huyện X", "Xã B, Huyện X"]
    assert table.successors("Xã B, Huyện X") == ["Xã B, Tỉnh Y"]
    made_up = pd.concat([values("Xã A, Huyện X"), values("Xã B (Huyện X)")])
    found = sta.regroup(made_up, to="Huyện X", area_table=path)
    assert found["value"].tolist() == [6.0]


def test_a_file_that_is_none_and_a_table_without_its_columns_are_refused(tmp_path):
    with pytest.raises(ParseError, match="a CSV file"):
        sta.read_areas(tmp_path / "nothing.csv")
    with pytest.raises(SchemaError, match="no new_area, coverage"):
        sta.read_areas(pd.DataFrame({"old_area": ["x"]}))


def test_soctrang_areas_lists_them_and_what_became_of_them():
    out = CliRunner().invoke(app, ["areas", "--under", "Huyện Mỹ Tú"])
    assert out.exit_code == 0
    line = "Xã Hưng Phú, Huyện Mỹ Tú\txã, phường, thị trấn / commune\t"
    assert line in out.output
    assert "Xã Long Hưng, Thành phố Cần Thơ" in out.output
    assert len(out.output.splitlines()) == 2 + 9 + 1
    every = CliRunner().invoke(app, ["areas"]).output.splitlines()
    assert len(every) == 2 + 168 + 1
    bad = CliRunner().invoke(app, ["areas", "--under", "Mỹ Tú"])
    assert isinstance(bad.exception, RangeError)
    assert "Xã Mỹ Tú, Huyện Mỹ Tú" in str(bad.exception)
