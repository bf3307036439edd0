"""Hostile and huge documents are refused with a clear error, in time."""

import io
import zipfile

import docx
import fuzz
import pytest

import soctrang_analysis as sta
from soctrang_analysis import ParseError, read_plan

HEAD = b'<?xml version="1.0"?>'


def rebuilt(change):
    """A Word file with one of its parts changed, or one more part."""
    document = docx.Document()
    document.add_paragraph("Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 65% năm 2025")
    plain, out = io.BytesIO(), io.BytesIO()
    document.save(plain)
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        if change("extra", b""):
            new.writestr("word/extra.bin", change("extra", b""))
    return out.getvalue()


def in_document(text):
    def change(name, part):
        return text(part) if name == "word/document.xml" else part

    return change


def zip_bomb(name, part):
    return b"0" * 120_000_000 if name == "extra" else part


def entity_bomb(part):
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 10)
    )
    body = part.split(b"?>", 1)[1]
    return HEAD + b'<!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b"]>" + body


def external(name, part):
    if name != "word/_rels/document.xml.rels":
        return part
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="file:///etc/passwd" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'image"/></Relationships>'
    )
    return part.replace(b"</Relationships>", link)


def big_table(part):
    cell = b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    row = b"<w:tr>" + cell * 100 + b"</w:tr>"
    table = b"<w:tbl>" + row * (95_000_000 // len(row)) + b"</w:tbl><w:p/>"
    return part.replace(b"<w:sectPr", table + b"<w:sectPr", 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (zip_bomb, "at most 100000000 bytes unpacked"),
        (in_document(entity_bomb), "plain XML"),
        (in_document(lambda p: p.replace(b"?>", b"?><!DOCTYPE x>", 1)), "plain XML"),
        (external, "a document on its own"),
        (in_document(big_table), "at most 6000000 bytes of text"),
        (in_document(lambda p: p[: len(p) // 2]), "a Word document"),
        (in_document(lambda p: b""), "a Word document"),
    ],
)
def test_a_hostile_word_file_is_refused(change, message, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(rebuilt(change))
    with pytest.raises(ParseError, match=rf"plan.docx: expected {message}"):
        read_plan(path)


def test_a_hyperlink_to_the_web_is_no_harm(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(
        rebuilt(lambda n, p: external(n, p).replace(b"/image", b"/hyperlink"))
    )
    assert len(read_plan(path).targets) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Chỉ tiêu 1: " + "đạt 65% vào năm 2025 " * 20_000, "at most 300000 letters"),
        ("\n" * 60_000, "at most 50000 lines"),
    ],
)
def test_a_huge_text_is_refused(text, message, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(ParseError, match=message):
        read_plan(path)


def test_a_clause_of_many_pages_is_a_finding(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("Chỉ tiêu 1: " + "đạt 65% vào năm 2025 " * 200, "utf-8")
    found = sta.audit(path).query("severity == 'error'")
    assert found["expected"].tolist() == ["at most 2000 characters"]


def test_an_annex_of_many_thousand_rows_is_refused(tmp_path):
    rows = "\n".join(f"{i}\tA\t1\t1" for i in range(1, 2_500))
    path = tmp_path / "plan.txt"
    path.write_text(
        "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em đạt 65% năm 2025\nII. KINH PHÍ\n"
        "Kinh phí, ĐVT: đồng\nSTT\tNội dung\t2022\t2023\n" + rows,
        "utf-8",
    )
    with pytest.raises(ParseError, match="at most 2000 rows"):
        read_plan(path, strict=True)


def test_damaged_documents_give_tables_or_a_plan_error():
    counts, _, _ = fuzz.run(range(400))
    assert sum(counts.values()) == 400
    assert not [outcome for outcome in counts if "FAULT" in outcome]
    assert set(counts) == {
        "docx ParseError", "docx tables", "txt ParseError", "txt tables",
    }  # fmt: skip
