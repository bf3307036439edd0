import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from soctrang_analysis.facts import source_file
from soctrang_analysis.reading.bundled import bundled
from soctrang_analysis.reading.plan import Plan, read_plan

settings.register_profile(
    "test",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("test")
os.environ.setdefault("COLUMNS", "120")


@pytest.fixture(scope="session")
def plan_path() -> Path:
    return source_file(bundled("file"))


@pytest.fixture(scope="session")
def plan_text(plan_path: Path) -> str:
    return plan_path.read_text("utf-8")


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
