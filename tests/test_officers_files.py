"""Files of values as officers have them: read as shown, or refused by cell."""

import io
import subprocess
import sys
import unicodedata
import zipfile
import zlib

import openpyxl
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis import ParseError, PlanError, RangeError, SchemaError
from soctrang_analysis.output.spoken import spoken
from soctrang_analysis.reading.sheet_package import MAX_OTHER_MARKS, MAX_SHEET_MARKS

HEAD = ["Mã chỉ số", "Địa bàn", "Kỳ", "Giá trị", "Đơn vị"]
ROW = ["1", "Sóc Trăng", 2024, 77.8, "%"]
WIDE = ["Mã chỉ số", "Địa bàn", "Đơn vị tính"]


@pytest.fixture
def book(tmp_path):
    """Write rows to an .xlsx file; ``change`` may alter its workbook and sheet."""

    def write(*rows, formats=None, change=None, name="so-lieu.xlsx"):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        for row in rows:
            sheet.append(row)
        for cell, number_format in (formats or {}).items():
            sheet[cell].number_format = number_format
        if change:
            change(workbook, sheet)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path):
    def write(*lines):
        path = tmp_path / "so-lieu.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return write


def read(path, *names, plan=None):
    table = sta.read_observations(path, plan=plan)
    return table[[*names] or ["value"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("number_format", "stored", "value"),
    [
        ("0.0%", 0.778, 77.8),
        ("0%", 1, 100.0),
        ("0.00%", 0.0005, 0.05),
        ("0.0%", 0.07, 7.0),
        ('0.0"%"', 77.8, 77.8),
        ("0.0\\%", 0.3, 0.3),
        ("General", 77.8, 77.8),
    ],
)
def test_the_format_of_a_cell_decides_what_a_percent_is(
    number_format, stored, value, book
):
    row = ["1", "Sóc Trăng", 2024, stored, "percent"]
    assert read(book(HEAD, row, formats={"D2": number_format})) == [[value]]


def test_a_percentage_in_the_column_of_a_count_is_refused(book):
    path = book(HEAD, ["9", "X", 2024, 0.5, "count"], formats={"D2": "0%"})
    with pytest.raises(
        ParseError, match=r"ô D2 / so-lieu.xlsx, cell D2: .*one clear number.*'50%'"
    ):
        read(path)


def test_percents_between_0_and_1_are_asked_about(book, text):
    path = book(HEAD, [*ROW[:3], 0.778, "%"], ["9", "X", 2024, 0, "count"])
    asked = (
        r"so-lieu.xlsx, ô D2 / so-lieu.xlsx, cell D2: .*0,778 là 77,8%.*0.778 is 77.8%"
    )
    with pytest.raises(SchemaError, match=asked):
        read(path)
    path = text("indicator_id,area,period,value,unit", "17b,X,2024,0.3,percent",
                "17b,X,2023,1,percent", "1,X,2024,77.8,percent")  # fmt: skip
    with pytest.raises(SchemaError, match=r"cell D2, D3: .*2 rows"):
        read(path)


def test_a_percent_sign_or_a_zero_answers_the_question(text):
    path = text("indicator_id;area;period;value;unit", "17b;X;2024;0,3%;percent",
                "17b;X;2023;0,05 %;percent", "6;X;2023;0;percent")  # fmt: skip
    assert read(path) == [[0.0], [0.05], [0.3]]


def test_percents_of_a_table_in_python_are_taken_as_they_are():
    frame = pd.DataFrame({"indicator_id": ["17b"], "area": "X", "period": "2024",
                          "value": 0.3, "unit": "percent"})  # fmt: skip
    assert read(frame) == [[0.3]]


def test_vietnamese_headings_stand_below_a_merged_title(book):
    path = book(
        ["BÁO CÁO THỰC HIỆN"], ["Năm 2024"], [],
        ["STT", "MÃ CHỈ SỐ", "Địa  bàn", "Kỳ", "Giá trị", "ĐVT", "Loại nguồn"],
        [1, 1, "Sóc Trăng", "6T/2024", "98,5 %", "%", "Điều tra, khảo sát"],
        [2, "3b", "Sóc Trăng", "6 tháng đầu năm 2024", "9,1",
         "trên 1.000 trẻ đẻ sống", "press"],
        [3, "9", "Sóc Trăng", "năm 2024", "1250", "số trường hợp", "press"],
        change=lambda _, sheet: sheet.merge_cells("A1:G1"),
    )  # fmt: skip
    assert read(path, "indicator_id", "period", "year", "value", "unit") == [
        ["1", "2024-H1", 2023.5, 98.5, "percent"],
        ["3b", "2024-H1", 2023.5, 9.1, "per_1000_live_births"],
        ["9", "2024", 2024.0, 1250.0, "count"],
    ]
    assert read(path, "source_kind")[0] == ["survey"]


def test_a_heading_in_decomposed_letters_is_the_same(text):
    heading = unicodedata.normalize("NFD", "Mã chỉ số;Địa bàn;Năm;Giá trị;Đơn vị")
    assert read(text(heading, "1;X;2024;98,5;%"), "period") == [["2024"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_has_any_delimiter_and_a_title(delimiter, text):
    rows = (HEAD, ["1", "Sóc Trăng", "2024", '"98,5"', "percent"])
    lines = (delimiter.join(row) for row in rows)
    assert read(text("Số liệu năm 2024", "", *lines)) == [[98.5]]


def test_years_across_are_one_value_each(book):
    path = book(
        [*WIDE, 2022, "năm 2023", "6T/2024"],
        ["1", "Sóc Trăng", "%", 70, None, 72.5], ["3b", "Sóc Trăng",
         "per_1000_live_births", 9.5, "9,4", 9.1],
    )  # fmt: skip
    assert read(path, "indicator_id", "period", "value") == [
        ["1", "2022", 70.0], ["1", "2024-H1", 72.5],
        ["3b", "2022", 9.5], ["3b", "2023", 9.4], ["3b", "2024-H1", 9.1],
    ]  # fmt: skip


def test_years_may_stand_under_a_merged_heading(book):
    path = book(
        [*WIDE, "Năm", None], [None, None, None, 2022, 2023],
        ["1", "Sóc Trăng", "%", 70, 71],
        change=lambda _, sheet: sheet.merge_cells("D1:E1"),
    )  # fmt: skip
    assert read(path, "period", "value") == [["2022", 70.0], ["2023", 71.0]]


def test_areas_across_are_one_value_each(book):
    path = book(
        ["Chỉ số", "Kỳ", "Đơn vị", "Tỉnh Hậu Giang", "Sóc Trăng", "huyện Kế Sách"],
        ["1", 2024, "%", 70, 71, 72],
    )
    assert read(path, "area", "value") == [
        ["Hậu Giang", 70.0], ["Sóc Trăng", 71.0], ["huyện Kế Sách", 72.0],
    ]  # fmt: skip


def test_a_fault_in_a_wide_table_is_named_by_its_cell(book):
    path = book([], [*WIDE, 2022, 2023], ["1", "X", "%", 70, "chưa có"])
    with pytest.raises(
        ParseError, match=r"so-lieu.xlsx, ô E3 / so-lieu.xlsx, cell E3: .*'chưa có'"
    ):
        read(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[*WIDE[:2], 2022], ["1", "X", 70]], "thiếu unit / no unit"),
        ([["Chỉ số", "ĐVT", 2022], ["1", "%", 70]], "thiếu area / no area"),
        ([[*WIDE, 2022, "Giá trị"], ["1", "X", "%", 7, 7]], "both: value, 2022"),
        ([[*WIDE, 2022, "Kỳ"], ["1", "X", "%", 7, 2022]], "both: period, 2022"),
        ([[*WIDE[::2], "Sóc Trăng", 2022], ["1", "%", 7, 7]], "both: 2022, Sóc Trăng"),
        (
            [[*WIDE, 2022, "Ước 2023"], ["1", "X", "%", 7, 7.5]],
            r"ô E1 / so-lieu.xlsx, cell E1: .*a year, an area .*'Ước 2023'",
        ),
        ([["a", "b"], [1, 2]], "a row of headings .*'a', 'b', '1', '2'"),
        ([HEAD], "at least one row of values"),
        ([HEAD, ["1", "X", 2024, 7, "%", "x"]], r"cell F2: .*is the row shifted"),
        ([HEAD, [None, "1", "X", 2024, 77, "%"]], r"cell F2: .*is the row shifted"),
        ([HEAD, ["X", 2024, 77, "%", None]], r"cell C2: .*1990 to 2035"),
        ([HEAD, ["1", "X", 2024, None, 77]], r"cell E2: .*one of percent"),
        ([[*HEAD, "value"], [*ROW, 7]], r"cell F1: .*'value' also in cell D1"),
        ([[*HEAD, "x", "x"], ROW], r"cell G1: .*each heading once"),
        ([HEAD, ["1", "X", "2024-H2", 7, "%"]], r"cell C2: .*1990 to 2035"),
        ([HEAD, ["1", "X", "tháng 6/2024", 7, "%"]], r"cell C2: .*'tháng 6/2024'"),
        ([HEAD, ["1", None, 2024, 7, "%"]], r"cell B2: .*the name of an area"),
        ([HEAD, ["1", "X", 2024, 120, "%"]], r"cell D2: .*0 đến 100 / a percent of 0"),
        ([HEAD, ROW, ROW], r"cell D2, D3: .*one value per time and source"),
        ([HEAD, ["1", "X", 2024, True, "%"]], r"cell D2: .*'True'|cell D2: .*True"),
        ([HEAD, ["1", "X", 2024, "#DIV/0!", "%"]], r"cell D2: .*the error #DIV/0!"),
        ([HEAD, [*ROW[:3], "=7/2", "%"]], r"cell D2: .*a formula without a result"),
        ([HEAD, ["1", "X", 2024, "-", "%"]], r"cell D2: .*one clear number.*'-'"),
        (
            [[*HEAD, "Năm"], [*ROW, "năm 2023"]],
            r"cell F2: .*the year of the period .*'năm 2023'",
        ),
        ([[*HEAD, "Năm"], [*ROW, "x"]], r"cell F2: .*the year of the period"),
        ([], "no cell with content"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named(rows, message, book):
    with pytest.raises(PlanError, match=rf"so-lieu\.xlsx.*{message}") as caught:
        read(book(*rows))
    assert " / " in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["1,X,2024,98,5,percent"], r"cell F2: .*is the row shifted"),
        (["1,X,2024,98,percent,,7"], "line 2 is longer|cell G2"),
        (["1,X,2024,#N/A,percent"], r"ô D2 / so-lieu.csv, cell D2: .*#N/A"),
        (["1,X,2024,1,percent", "", "1,X,2023,abc,percent"], r"cell D4: .*'abc'"),
    ],
)
def test_a_csv_row_that_is_shifted_or_wrong_is_named(lines, message, text):
    with pytest.raises(PlanError, match=message):
        read(text("indicator_id,area,period,value,unit", *lines))


def test_a_long_row_far_below_is_named(text):
    rows = [f"1,X{i},2024,50,percent" for i in range(4000)]
    head = "indicator_id,area,period,value,unit"
    assert len(read(text(head, *rows))) == 4000
    with pytest.raises(ParseError, match="dòng 4002 dài hơn / line 4002 is longer"):
        read(text(head, *rows, "1,X,2024,50,percent,,lost"))


def test_an_error_of_a_file_is_whole_in_each_language(book):
    with pytest.raises(ParseError) as caught:
        read(book(HEAD, ["1", "X", 2024, "n / a", "%"]))
    rows = "D2: '1', 'X', '2024', 'n/a'"
    assert spoken(caught.value, "vi") == (
        f"so-lieu.xlsx, ô D2: cần một con số rõ ràng; thấy 1 dòng: {rows}; "
        "cách xử lý: sửa các ô này"
    )
    assert spoken(caught.value, "en") == (
        f"so-lieu.xlsx, cell D2: expected one clear number; found 1 rows: {rows}; "
        "to do: correct the cells"
    )


def hide_row(_, sheet):
    sheet.row_dimensions[2].hidden = True


def hide_column(_, sheet):
    sheet.column_dimensions["C"].hidden = True


def second_sheet(workbook, _):
    workbook.create_sheet("Khác").append(["x"])


def hidden_sheet(workbook, _):
    second_sheet(workbook, _)
    workbook["Khác"].sheet_state = "hidden"


def empty_sheets(workbook, _):
    workbook.create_sheet("Trống")
    workbook.create_sheet("Ẩn").sheet_state = "hidden"


def faulty_second_sheet(workbook, _):
    second_sheet(workbook, _)
    workbook["Khác"].append(["=1/0"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (hide_row, "so-lieu.xlsx, cell A2: .*; found nội dung bị ẩn / hidden content"),
        (
            hide_column,
            "so-lieu.xlsx, cell C1: .*; found nội dung bị ẩn / hidden content",
        ),
        (second_sheet, "one sheet with content only; found 'Sheet', 'Khác'"),
        (faulty_second_sheet, "one sheet with content only; found 'Sheet', 'Khác'"),
        (
            hidden_sheet,
            "so-lieu.xlsx, trang tính 'Khác' / so-lieu.xlsx, sheet 'Khác': ",
        ),
    ],
)
def test_what_hides_or_stands_on_another_sheet_is_refused(change, message, book):
    with pytest.raises(ParseError, match=message):
        read(book(HEAD, ROW, change=change))


def test_empty_sheets_change_nothing(book):
    assert read(book(HEAD, ROW, change=empty_sheets)) == [[77.8]]


def test_spellings_of_one_area_are_one_with_a_note(text):
    path = text("indicator_id,area,period,value,unit,note",
                "1,tỉnh Sóc Trăng,2024,70,percent,a", "1,SÓC TRĂNG,2023,69,percent,",
                "1,Sóc  Trăng,2022,68,percent,", "1,Sóc Trăng,2021,67,percent,b",
                "1,Hoà Bình,2024,7,percent,", "1,tỉnh Hòa Bình,2023,6,percent,",
                "1,thành phố Hòa Bình,2023,5,percent,")  # fmt: skip
    written = "địa bàn ghi là “{0}” / area written “{0}”".format
    assert read(path, "area", "period", "note") == [
        ["Hoà Bình", "2023", written("tỉnh Hòa Bình")],
        ["Hoà Bình", "2024", ""],
        ["Sóc Trăng", "2021", "b"],
        ["Sóc Trăng", "2022", written("Sóc  Trăng")],
        ["Sóc Trăng", "2023", written("SÓC TRĂNG")],
        ["Sóc Trăng", "2024", "a; " + written("tỉnh Sóc Trăng")],
        ["thành phố Hòa Bình", "2023", ""],
    ]


@pytest.mark.parametrize(
    "name", ["Soc Trang", "Sóc Trăn", "Sóc Trằng", "tỉnh Soc Trang"]
)
def test_a_near_miss_is_asked_about_in_a_file_and_never_in_assess(name, book):
    rows = [HEAD, ["1", name, 2024, 77.8, "%"]]
    asked = (
        r"ô B2 / so-lieu.xlsx, cell B2: "
        r".*có phải là Sóc Trăng\? / .*did you mean Sóc Trăng\?"
    )
    with pytest.raises(SchemaError, match=asked):
        read(book(*rows))
    frame = pd.DataFrame({"indicator_id": ["1"], "area": name, "period": "2024",
                          "value": 77.8, "unit": "percent"})  # fmt: skip
    assert read(frame, "area") == [[name]]
    assert set(sta.assess(sta.soc_trang(), frame, as_of=2024)["area"]) == {name}


@pytest.mark.parametrize("name", ["Hà Giang", "huyện Sóc Trang", "Cà Mau"])
def test_another_area_is_not_asked_about(name, book):
    assert read(book(HEAD, ["1", name, 2024, 77.8, "%"]), "area") == [[name]]


def test_the_area_of_the_plan_is_known(make_plan, book):
    target = "Chỉ tiêu 1: 90% xã, phường, thị trấn phù hợp với trẻ em vào năm 2030"
    plan = make_plan("KẾ HOẠCH vì trẻ em trên địa bàn tỉnh Cà Mau", target)
    with pytest.raises(SchemaError, match="did you mean Cà Mau"):
        read(book(HEAD, ["1", "Ca Mau", 2024, 77.8, "%"]), plan=plan)
    values = pd.DataFrame({"indicator_id": ["1", "1"], "area": "Tỉnh CÀ MAU",
                           "period": ["2023", "2024"], "value": [70.0, 72.0],
                           "unit": "percent"})  # fmt: skip
    for areas in (None, "tỉnh Cà Mau"):
        board = sta.assess(plan, values, as_of=2024, areas=areas)
        assert set(board["area"]) == {"Cà Mau"}
        assert set(board["latest"]) == {72.0}


SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
START, END = b"<worksheet " + SPACE + b"><sheetData>", b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(path, sheet, size=None):
    """A workbook whose sheet is these bytes; ``sheet`` may be packed already."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = path.with_name("x.xlsx")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if name != SHEET:
                archive.writestr(name, data)
        if size is None:
            archive.writestr(SHEET, sheet)
    if size is not None:
        add_packed(out, sheet, size)
    return out


def add_packed(path, packed, size):
    """Add a sheet that is packed already, with the size its entry is to state."""
    info = zipfile.ZipInfo(SHEET)
    info.compress_type, info.compress_size = zipfile.ZIP_DEFLATED, len(packed)
    info.file_size, info.CRC = size, 0
    with zipfile.ZipFile(path, "a") as archive:
        info.header_offset = archive.start_dir
        archive.fp.seek(archive.start_dir)
        archive.fp.write(info.FileHeader() + packed)
        archive.start_dir = archive.fp.tell()
        archive.filelist.append(info)
        archive.NameToInfo[SHEET] = info
        archive._didModify = True


def gigabyte_of_rows():
    """A sheet of 10^9 bytes of empty rows, packed without ever being whole."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(START) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"<row/>" * 200_000) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(END) + packer.flush()
    return first + block * 834 + last


WATCHED = """
import re, sys, time
import soctrang_analysis as sta
start = time.process_time()
try:
    sta.read_observations(sys.argv[1])
except sta.PlanError as error:
    print(error)
print(time.process_time() - start)
# ru_maxrss would count the pages of the test process it was forked from.
status = open("/proc/self/status").read()
print(int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) / 1024)
"""


def watched(path):
    """The refusal of a file, its seconds and its megabytes in a process of its own."""
    command = [sys.executable, "-c", WATCHED, str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    *told, seconds, megabytes = found.stdout.splitlines()
    return "\n".join(told), float(seconds), float(megabytes)


def far_cell(book, _):
    def change(_, sheet):
        sheet["XFD1048576"] = 1

    return book(HEAD, ROW, change=change)


def empty_rows(book, _):
    return with_sheet(book(HEAD, ROW), gigabyte_of_rows(), 1_000_800_000)


def lying_size(book, _):
    return with_sheet(book(HEAD, ROW), gigabyte_of_rows(), 1_000)


def many_cells(book, _):
    rows = b"<row>" + b"<c><v>1</v></c>" * 5 + b"</row>"
    return with_sheet(book(HEAD, ROW), START + rows * (MAX_SHEET_MARKS // 23) + END)


def long_text(_, tmp_path):
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    return path


def many_lines(_, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"indicator_id,area,period,value,unit\n" + b"\n" * 10_000_000)
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            far_cell,
            "300 columns; found nội dung ở ô XFD1048576 / content in cell XFD10",
        ),
        (empty_rows, "content of 40000000 bytes at most once unpacked; found 10008"),
        (lying_size, "found BadZipFile"),
        (long_text, "a file of 200000000 bytes at most; found 1000000000"),
        (many_lines, "1048576 lines at most; found 10000001"),
    ],
)
def test_a_giant_is_refused_within_two_seconds_and_300_megabytes(
    make, message, book, tmp_path
):
    told, seconds, megabytes = watched(make(book, tmp_path))
    assert message in told
    assert seconds < 2
    assert megabytes < 300


def test_the_largest_sheet_that_is_read_takes_less_than_300_megabytes(book, tmp_path):
    told, _, megabytes = watched(many_cells(book, tmp_path))
    assert "a row of headings" in told
    assert megabytes < 300


def test_an_unsound_workbook_is_refused(book):
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'.format
    rows = (row(2) + row(1)).encode()
    cells = b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>' + START + END
    marks = START + b"<c/>" * MAX_SHEET_MARKS + END
    columns = START.replace(b"<sheetData>", b'<cols><col min="1" max="9"/><col min="2" '
                            b'max="3"/></cols><sheetData>') + END  # fmt: skip
    for sheet, message in (
        (START + rows + END, "row 1 out of order"),
        (START + cells + END, "cell A1: .*cell A1 twice or out of order"),
        (columns, "the format of column 2 twice"),
        (entity, "a declaration or another encoding in xl/work"),
        (marks, "content of 400000 XML marks at most"),
    ):
        with pytest.raises(ParseError, match=message):
            read(with_sheet(book(HEAD, ROW), sheet))


def test_limits_of_a_package_hold(tmp_path, book):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x01\x02" * 1001)
    with pytest.raises(ParseError, match="1000 parts at most"):
        read(path)
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(ParseError, match="a file of 20000000 bytes at most"):
        read(path)
    path = book(HEAD, ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/more.xml", b"<a/>" * MAX_OTHER_MARKS)
    with pytest.raises(ParseError, match="content of 150000 XML marks at most"):
        read(path)


def test_other_encodings_and_files_are_refused(tmp_path, book):
    path = tmp_path / "x.csv"
    path.write_bytes("indicator_id,area\n1,Sóc Trăng\n".encode("utf-16"))
    with pytest.raises(ParseError, match=r"x\.csv: expected bảng dạng \.csv \(UTF-8\)"):
        read(path)
    path = tmp_path / "x.xlsx"
    path.write_bytes(io.BytesIO(b"text").getvalue())
    with pytest.raises(ParseError, match="found BadZipFile"):
        read(path)


def test_a_command_reads_such_a_file_and_backtest_too(book):
    path = book(["Tên bảng"], [*WIDE, *range(2015, 2025)],
                ["1", "tỉnh Sóc Trăng", "%", *range(50, 60)])  # fmt: skip
    board = sta.assess(sta.soc_trang(), sta.read_observations(path), as_of=2024)
    assert set(board.query("indicator_id == '1'")["latest"]) == {59.0}
    assert sta.backtest(path).scores["count"].max() > 5


def test_dates_are_not_taken_for_values(book):
    path = book(HEAD, [*ROW[:3], pd.Timestamp(2024, 1, 2).to_pydatetime(), "%"])
    with pytest.raises(ParseError, match=r"cell D2: .*2024-01-02"):
        read(path)
    with pytest.raises(RangeError, match=r"cell C2"):
        read(book(HEAD, ["1", "X", pd.Timestamp(2024, 1, 2).to_pydatetime(), 7, "%"]))
