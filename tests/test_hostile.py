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


def main_part_named_otherwise(text):
    def change(name, part):
        if name == "_rels/.rels":
            return part.replace(b"word/document.xml", b"word/extra.bin")
        return text if name == "extra" else part

    return change


def crowded_links(name, part):
    if name != "word/_rels/document.xml.rels":
        return part
    return part.replace(b"</R", b"<!--" + b"<Relationship " * 410_000 + b"--></R")


def two_main_parts(name, part):
    link = b'<Relationship Id="r9" Type="x/officeDocument" Target="a"/></Relationships>'
    return part.replace(b"</Relationships>", link) if name == "_rels/.rels" else part


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
        (in_document(lambda p: p.replace(b"w:document", b"w:hdr")), "a Word document"),
        (in_document(lambda p: p.decode().encode("utf-16")), "plain XML"),
        (crowded_links, "at most 250000 marks"),
        (two_main_parts, "a Word document"),
    ],
)
def test_a_hostile_word_file_is_refused(change, message, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(rebuilt(change))
    with pytest.raises(ParseError, match=rf"plan.docx: expected {message}"):
        read_plan(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"<!DOCTYPE x><x/>", "plain XML"),
        (b" " * 7_000_000, "at most 6000000 bytes of text"),
    ],
)
def test_a_main_part_of_another_name_is_checked_too(text, message, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(rebuilt(main_part_named_otherwise(text)))
    with pytest.raises(ParseError, match=message):
        read_plan(path)


def with_twin(path):
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Dupl"):
        file.writestr("word/document.xml", "<x/>")


def with_twin_in_capitals(path):
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("WORD/document.xml", "<x/>")


def with_rare_packing(path):
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("x.xml", "<x/>", zipfile.ZIP_BZIP2)


def locked(path):
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


def with_many_parts(path):
    with zipfile.ZipFile(path, "a") as file:
        for i in range(3_001):
            file.writestr(zipfile.ZipInfo(str(i)), "")


def longer_than_it_says(path):
    """The list of parts says that the text has 9 bytes."""
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[entry + 24 : entry + 28] = (9).to_bytes(4, "little")
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_twin, "expected each part once"),
        (with_twin_in_capitals, "expected each part once"),
        (with_rare_packing, "expected a usual packing"),
        (locked, "expected a document without a password"),
        (with_many_parts, "expected at most 3000 parts"),
        (longer_than_it_says, "expected a Word document"),
    ],
)
def test_a_hostile_list_of_parts_is_refused(change, message, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(rebuilt(lambda name, part: part))
    change(path)
    with pytest.raises(ParseError, match=message):
        read_plan(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("Chỉ tiêu 1".encode("utf-16"), "UTF-16"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "an old .doc or a locked .docx"),
        (b"{\\rtf1 x}", "an RTF document"),
        (b"%PDF-1.7", "a PDF"),
        (b"a\0b", "binary data"),
        (b"\r" * 15_000_000, "15000000 bytes"),
        (("a" + "\u0315\u0300" * 99_000).encode(), "198000 accents in a row"),
    ],
)
def test_what_is_no_plain_text_is_refused(data, message, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_bytes(data)
    with pytest.raises(ParseError, match=message):
        read_plan(path)


@pytest.mark.parametrize("kind", [b"/hyperlink", b"/attachedTemplate"])
def test_a_link_that_brings_nothing_onto_the_page_is_no_harm(kind, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(rebuilt(lambda n, p: external(n, p).replace(b"/image", kind)))
    assert len(read_plan(path).targets) == 1


@pytest.mark.parametrize("kind", [b"/oleObject", b"/subDocument", b"/frame"])
def test_any_other_link_out_of_the_file_is_refused(kind, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(rebuilt(lambda n, p: external(n, p).replace(b"/image", kind)))
    with pytest.raises(ParseError, match="a link to another file"):
        read_plan(path)


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
    path.write_text(
        "Chỉ tiêu 1: Tỷ lệ xã phù hợp với trẻ em " + "đạt 65% vào năm 2025 " * 200,
        "utf-8",
    )
    found = sta.read_plan(path).findings.query("severity == 'error'")
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
    counts, _, _ = fuzz.run(range(160))
    assert sum(counts.values()) == 160
    assert not [outcome for outcome in counts if "FAULT" in outcome]
    assert set(counts) == {
        "docx ParseError", "docx tables", "txt ParseError", "txt tables",
    }  # fmt: skip
