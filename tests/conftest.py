import os
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

import soctrang_analysis as sta
from soctrang_analysis.facts import source_file
from soctrang_analysis.output.tables import build_tables
from soctrang_analysis.reading.bundled import bundled
from soctrang_analysis.reading.plan import Plan, read_plan

SLOW = (
    "alteration", "annex", "charts", "hostile", "laws", "metamorphic", "notebooks",
    "open_sets", "other_build", "project", "word", "document", "workbook",
    "architecture", "second_framework", "analysis_input", "analysis_tables", "trace",
    "examples", "meaning", "told", "officers_files", "door", "swap", "chances",
    "errors", "verdicts", "reading_edges", "comparison", "brief", "round", "returns",
    "record", "report",
)  # fmt: skip


collect_ignore = ["mutate.py"]  # needs the extra "mutate"


def is_quick(config) -> bool:
    """Whether this is `make quick`."""
    return config.option.markexpr == "not slow"


def pytest_configure(config):
    """Laws are tried the same way each time; `make quick` has none and imports none."""
    if is_quick(config):
        return
    from hypothesis import HealthCheck, settings

    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    settings.register_profile(
        "test", deadline=None, derandomize=True, max_examples=60,
        suppress_health_check=slow,
    )  # fmt: skip
    settings.load_profile("test")


def pytest_ignore_collect(collection_path, config):
    """`make quick` leaves out, unimported, the tests of whole files and the scripts.

    Scripts are collected for their doctests; importing them alone takes seconds.
    """
    if not is_quick(config) or collection_path.is_dir():
        return None
    name = collection_path.stem
    test, slow = name.startswith("test_"), name.removeprefix("test_") in SLOW
    return True if slow or not (test or name == "conftest") else None


os.environ.setdefault("COLUMNS", "120")


@pytest.fixture(autouse=True)
def figures_are_closed():
    """No test leaves figures to the next: of 21 open ones matplotlib warns."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


# What the bytes of tables, workbook and figures hang on.
BYTES = ("babel", "fonttools", "matplotlib", "num2words", "numpy", "openpyxl", "pandas",
         "pillow", "scipy")  # fmt: skip


def other_versions(pins: str) -> list[str]:
    """Packages whose installed version is not the one of ``constraints.txt``."""
    pinned = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)$", pins))
    found = []
    for name in BYTES:
        try:
            here = version(name)
        except PackageNotFoundError:
            here = "none"
        if here != pinned[name]:
            found.append(f"{name} {here}, pinned {pinned[name]}")
    return found


@pytest.fixture(scope="session")
def pinned() -> None:
    """Committed bytes hold under the pinned versions alone; elsewhere skipped."""
    pins = Path(__file__).parent.parent.joinpath("constraints.txt").read_text("utf-8")
    if others := other_versions(pins):
        pytest.skip("committed bytes need the pinned versions: " + "; ".join(others))


@pytest.fixture(scope="session")
def plan_path() -> Path:
    return source_file(bundled("file"))


@pytest.fixture(scope="session")
def plan_text(plan_path: Path) -> str:
    return plan_path.read_text("utf-8")


@pytest.fixture(scope="session")
def word_plan(plan_text: str, tmp_path_factory) -> Path:
    """The bundled plan as a Word document, its annex a real table."""
    document = docx.Document()
    before, annex = plan_text.split("STT\tNội dung", 1)
    for line in before.split("\n"):
        document.add_paragraph(line)
    rows = [r.split("\t") for r in ("STT\tNội dung" + annex).split("\n") if r.strip()]
    table = document.add_table(len(rows), max(map(len, rows)))
    for cells, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=False):
            cell.text = text
    path = tmp_path_factory.mktemp("word") / "ke-hoach.docx"
    document.save(str(path))
    return path


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    """Every table of the bundled plan, computed once for all tests."""
    return build_tables(sta.soc_trang(), sta.load_observations(), as_of=2026)


# Every control character, and one that is none at all.
CONTROLS = "".join(map(chr, [*range(32), 127, 0x85, 0xFFFE]))
FREE = ("area", "source_title", "note", "agency_vi", "agency_en", "item_vi", "item_en",
        "wording_vi", "series", "reason_vi", "reason_en")  # fmt: skip


@pytest.fixture(scope="session")
def with_controls(tables) -> tuple[Plan, dict[str, pd.DataFrame]]:
    """The bundled plan and its tables, control characters after every free text."""

    def spoiled(table: pd.DataFrame) -> pd.DataFrame:
        texts = {name: table[name] for name in FREE if name in table}
        return table.assign(
            **{n: t.where(t.eq(""), t + CONTROLS) for n, t in texts.items()}
        )

    plan = sta.soc_trang()
    odd = replace(
        plan, area=plan.area + CONTROLS, targets=spoiled(plan.targets),
        source={name: text + CONTROLS for name, text in plan.source.items()},
    )  # fmt: skip
    return odd, {name: spoiled(table) for name, table in tables.items()}


OTHER = Path(__file__).with_name("data") / "ca-mau.txt"
ANNEX = [
    ["STT", "Nội dung", "2022", "2023", "2024", "2025", "Đơn vị thực hiện"],
    ["1", "Truyền thông về quyền trẻ em", "10", "10", "20", "20", "Sở Y tế"],
    ["2", "Tập huấn cho cán bộ cấp xã", "5", "5", "5,5", "6", "Sở Tư pháp"],
    ["Tổng cộng", "", "15", "15", "25,5", "26", ""],
]
VALUES = """indicator_id,area,period,value,unit,source_title
1,Cà Mau,2021,50,percent,Báo cáo Sở A
1,Cà Mau,2022,54,percent,Báo cáo Sở A
1,Cà Mau,2023,58,percent,Báo cáo Sở A
14,Cà Mau,2022,95.1,percent,Báo cáo Sở Tư pháp
14,Cà Mau,2023,96.2,percent,Báo cáo Sở Tư pháp
3b,Cà Mau,2021,13.5,per_1000_live_births,Cục Thống kê Cà Mau
3b,Cà Mau,2022,13.1,per_1000_live_births,Cục Thống kê Cà Mau
3b,Cà Mau,2023,12.9,per_1000_live_births,Cục Thống kê Cà Mau
3b,Cà Mau,2024,12.4,per_1000_live_births,Cục Thống kê Cà Mau
10,Cà Mau,2023,7,percent,Báo cáo Sở A
16,Hà Giang,2023,91,percent,Báo cáo nơi khác
"""


@pytest.fixture(scope="session")
def other_plan(tmp_path_factory) -> tuple[Path, Path]:
    """A Word plan of another province with 12 targets, and a file of its values."""
    folder = tmp_path_factory.mktemp("ca-mau")
    document = docx.Document()
    for text in OTHER.read_text("utf-8").splitlines():
        document.add_paragraph(text)
    table = document.add_table(len(ANNEX), len(ANNEX[0]))
    for cells, row in zip(ANNEX, table.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    document.save(folder / "ke-hoach.docx")
    (folder / "so-lieu.csv").write_text(VALUES, "utf-8")
    return folder / "ke-hoach.docx", folder / "so-lieu.csv"


@pytest.fixture(scope="session")
def forms(tmp_path_factory) -> dict[tuple[str, str], Path]:
    """The forms of two rounds by round and first words of the agency."""
    folder, plan = tmp_path_factory.mktemp("forms"), sta.soc_trang()
    values, found = sta.load_observations(), {}
    for period in ("2026-H1", "2026-H2"):
        for path in sta.make_forms(plan, values, period, folder):
            agency = path.stem.removeprefix(f"{period} ")
            found[period, agency.removesuffix(" TP Cần Thơ")] = path
    return found


def form_cells(book, name):
    """The cells of a row of a form by column, found by its hidden key."""
    for sheet in book:
        letters = {}
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value)
                if text.startswith("soctrang:"):
                    letters[text.removeprefix("soctrang:")] = cell.column
                if text.startswith("soctrang|") and text.endswith(f"|{name}"):
                    return {c: sheet.cell(cell.row, j) for c, j in letters.items()}
    raise AssertionError(f"no row {name}")


@pytest.fixture
def fill(tmp_path) -> Callable[..., Path]:
    """A copy of a form that somebody filled in: row -> column -> what was typed.

    ``change`` does with the workbook what people do.
    """

    return partial(filled_form, tmp_path)


def filled_form(folder, form, given, *, name="", change=None):
    """A copy of a form in a folder, as `fill` makes it."""
    book = openpyxl.load_workbook(form)
    for row, cells in given.items():
        places = form_cells(book, row)
        for column, value in cells.items():
            places[column].value = value
    if change:
        change(book)
    path = folder / (name or form.name)
    book.save(path)
    return path


_WORD = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
}
_SPACES = " ".join(f'xmlns:{short}="{name}"' for short, name in _WORD.items())
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _links(links: dict[str, str], more: str = "") -> str:
    listed = "".join(
        f'<Relationship Id="r{i}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(links.items())
    )
    return f'<Relationships xmlns="{_LINKS}">{listed}{more}</Relationships>'


@pytest.fixture
def make_word(tmp_path: Path):
    """A maker of Word files: the XML of a body, styles and lists -> a path."""

    def make(body, *, styles="", numbering="", main="word/document.xml", more=""):
        path = tmp_path / "plan.docx"
        parts = {"styles": styles, "numbering": numbering}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("_rels/.rels", _links({"officeDocument": main}))
            folder, name = main.rsplit("/", 1)
            given = {kind: f"{kind}.xml" for kind, text in parts.items() if text}
            file.writestr(f"{folder}/_rels/{name}.rels", _links(given, more))
            document = f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
            file.writestr(main, document)
            for kind in given:
                text = f"<w:{kind} {_SPACES}>{parts[kind]}</w:{kind}>"
                file.writestr(f"{folder}/{kind}.xml", text)
        return path

    return make


@pytest.fixture
def make_plan(tmp_path: Path) -> Callable[..., Plan]:
    """Lines of a document -> its Plan."""

    def make(*lines: str, **how: str) -> Plan:
        path = tmp_path / "made-up.txt"
        path.write_text("\n".join(lines), "utf-8")
        return read_plan(path, **how)

    return make
