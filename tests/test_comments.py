"""A commented draft: comments at their paragraphs, the document itself untouched."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from typer.testing import CliRunner

import soctrang_analysis as sta
from soctrang_analysis import facts
from soctrang_analysis.cli import app
from soctrang_analysis.output.word_comments import Comment, with_comments
from soctrang_analysis.output.word_edits import appended
from soctrang_analysis.reading.document import read_lines

OPEN = Path(__file__).parent / "data" / "docx-open"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ANCHORS = re.compile(
    rb'<w:commentRangeStart xmlns:w="[^"]*" w:id="\d+"/>'
    rb'|<w:commentRangeEnd xmlns:w="[^"]*" w:id="\d+"/><w:r xmlns:w="[^"]*">'
    rb'<w:commentReference xmlns:w="[^"]*" w:id="\d+"/></w:r>'
)
MAIN, NEW = "word/document.xml", "word/comments.xml"
MENTIONED = {MAIN, NEW, "word/_rels/document.xml.rels", "[Content_Types].xml"}


def parts(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def commented(path, out, **how):
    """The parts of a document with its comments."""
    return parts(sta.write_comments(sta.read_plan(path), path, out, **how))


def told(path):
    """Comment texts with the words of the paragraph each stands at."""
    found = parts(path)
    body, notes = (etree.fromstring(found[name]) for name in (MAIN, NEW))
    texts = {
        note.get(f"{W}id"): [words(p) for p in note.iter(f"{W}p")]
        for note in notes.iter(f"{W}comment")
    }
    return [
        (words(p), *texts[mark.get(f"{W}id")])
        for p in body.iter(f"{W}p")
        for mark in p.iter(f"{W}commentReference")
    ]


def words(paragraph):
    return "".join(t.text or "" for t in paragraph.iter(f"{W}t"))


@pytest.fixture(scope="module")
def bundled(word_plan, tmp_path_factory):
    """The bundled plan in Word, with comments."""
    out = tmp_path_factory.mktemp("out") / "ke-hoach-co-y-kien.docx"
    return sta.write_comments(sta.read_plan(word_plan), word_plan, out)


def test_each_finding_that_asks_for_a_change_is_a_comment(bundled):
    # 53 findings of the document, of which 11 say that totals agree and one (no year
    # of target 12) is said by its neighbour: 41. 16 indicators without a direct
    # source; no target is weaker than the nation's, none is missing.
    assert len(told(bundled)) == 41 + 16


PLACES = [
    ("Số: /KH-UBND", "Số văn bản để trống", "Đề nghị điền số khi ban hành."),
    ("- Chỉ tiêu 9: Giảm 20%", "Mức mỗi năm không cho ra mức chung",
     "chỉ cho 18,29% cả giai đoạn, không phải 20%"),
    ("- Chỉ tiêu 9: Giảm 20%", "Mức tăng, giảm chưa có năm gốc", "Đề nghị ghi năm gốc"),
    ("- Chỉ tiêu 15:", "Hai chỉ tiêu liền nhau có số giống hệt", "99,3 (2030)"),
    ("- Chỉ tiêu 6:", "Chưa rõ cách so sánh", "đang được hiểu là không quá 2."),
    ("- Chỉ tiêu 8:", "Chưa rõ cách so sánh", "đang được hiểu là dưới 0,5."),
    ("- Chỉ tiêu 13:", "Chưa thấy nguồn số liệu đo trực tiếp", "“Tảo hôn”"),
    ("1. Sở Lao động - Thương binh và Xã hội",
     "“Sở Lao động - Thương binh và Xã hội”: cơ quan không còn hoạt động",
     "Sở Y tế TP Cần Thơ"),
    ("375.000", "Lệch cột trong phụ lục", "43.000 | 43.000. Đề nghị sửa lại các ô"),
    ("Chi phí cán bộ theo dõi", "Số tiền tăng đột ngột",
     "Nội dung kinh phí 1.4, năm 2026: số tiền gấp 12,5 lần năm trước"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "title", "text"), PLACES)
def test_a_comment_stands_at_its_paragraph(at, title, text, bundled):
    here = [c for c in told(bundled) if c[0].startswith(at) and c[1] == title]
    assert any(text in c[2] for c in here), [c for c in told(bundled) if c[1] == title]


def test_word_readers_open_the_file_and_see_author_and_no_date(bundled):
    comments = list(docx.Document(str(bundled)).comments)
    assert [c.comment_id for c in comments] == list(range(57))
    assert {(c.author, c.initials) for c in comments} == {("Rà soát dự thảo", "RS")}
    assert {c.timestamp for c in comments} == {None}


def test_other_parts_and_the_text_are_the_same_bytes(bundled, word_plan):
    before, after = parts(word_plan), parts(bundled)
    assert {n for n in after if after[n] != before.get(n)} == MENTIONED
    assert ANCHORS.sub(b"", after[MAIN]) == before[MAIN]
    lines = [[line.text for line in read_lines(p)[0]] for p in (word_plan, bundled)]
    assert lines[0] == lines[1]


@pytest.mark.parametrize("name", sorted(p.name for p in OPEN.glob("*.docx")))
def test_every_kind_of_document_stays_as_it_is(name, tmp_path):
    before = parts(OPEN / name)
    after = commented(OPEN / name, tmp_path / "out.docx")
    assert {n for n in after if after[n] != before.get(n)} == MENTIONED
    assert ANCHORS.sub(b"", after[MAIN]) == before[MAIN]
    assert set(after) - set(before) == {NEW}
    plans = [sta.read_plan(p).targets for p in (OPEN / name, tmp_path / "out.docx")]
    assert plans[0].equals(plans[1])


def test_a_row_of_a_table_is_commented_in_its_cell(tmp_path):
    path = OPEN / "24-table-merged.docx"
    out = tmp_path / "out.docx"
    commented(path, out)
    cell = "Tỷ suất tử vong trẻ em dưới 5 tuổi"
    weaker = [c[2] for c in told(out) if c[0] == cell and c[1].startswith("Thấp hơn")]
    assert weaker == [
        f"“Tử vong dưới 5 tuổi”, năm {year}: văn bản đặt ≤ {own} trên 1.000 trẻ đẻ "
        f"sống, Chương trình quốc gia đặt < {nation} trên 1.000 trẻ đẻ sống. Đề nghị "
        "đặt mức không kém Chương trình quốc gia, hoặc nêu lý do trong tờ trình."
        for year, own, nation in ((2025, "18,8", "18,5"), (2030, "15,4", "15"))
    ]


def test_of_several_paragraphs_in_a_cell_it_is_the_one_with_the_words(tmp_path):
    out = tmp_path / "out.docx"
    commented(OPEN / "13-several-in-one-cell.docx", out)
    at = {c[0] for c in told(out) if "“Suy dinh dưỡng thể cân nặng”" in c[2]}
    assert len(at) == 1
    assert at.pop().startswith("- Chỉ tiêu 4: ")


def test_weaker_and_missing_targets_of_another_plan(other_plan, tmp_path):
    out = tmp_path / "out.docx"
    commented(other_plan[0], out)
    titles = [c[1] for c in told(out)]
    # By hand, from its text and Decision 23: 10 and 14, 16, 17a for both years, 19 for
    # 2025; 27 findings less four sums that agree and one year that is said already.
    assert titles.count("Thấp hơn Chương trình quốc gia") == 9
    assert titles.count("Chưa thấy nguồn số liệu đo trực tiếp") == 4  # 12, 13, 19, 23
    assert len(titles) == 22 + 9 + 4 + 1
    [missing] = [c for c in told(out) if c[1].startswith("Thiếu chỉ tiêu")]
    assert missing[0] == "ỦY BAN NHÂN DÂN"
    assert "Tử vong sơ sinh (3a); Tử vong dưới 5 tuổi (3c)" in missing[2]
    assert "Hoàn thành tiểu học" not in missing[2]


def test_the_same_bytes_each_time_and_an_old_file_is_replaced(other_plan, tmp_path):
    out = tmp_path / "new folder" / "out.docx"
    plan = sta.read_plan(other_plan[0])
    assert sta.write_comments(plan, other_plan[0], out) == out
    first = out.read_bytes()
    out.write_bytes(b"old")
    sta.write_comments(plan, other_plan[0], out)
    assert out.read_bytes() == first
    assert [p.name for p in out.parent.iterdir()] == ["out.docx"]


def test_comments_that_are_there_stay_and_numbers_go_on(other_plan, tmp_path):
    document = docx.Document(str(other_plan[0]))
    place = document.paragraphs[3].runs
    document.add_comment(place, text="Xem lại tên.", author="Lan", initials="L")
    path, out = tmp_path / "co-y-kien.docx", tmp_path / "out.docx"
    document.save(str(path))
    before, after = parts(path), commented(path, out)
    assert {n for n in after if after[n] != before[n]} == {MAIN, NEW}
    comments = list(docx.Document(str(out)).comments)
    assert [c.comment_id for c in comments] == list(range(37))
    assert (comments[0].author, comments[0].text) == ("Lan", "Xem lại tên.")
    old = after[NEW].index(b"<w:comment xmlns:w=")
    assert after[NEW][:old] + b"</w:comments>" == before[NEW].rstrip()


def test_a_draft_commented_twice_keeps_the_first_comments(bundled, tmp_path):
    out = tmp_path / "again.docx"
    commented(bundled, out)
    assert [c.comment_id for c in docx.Document(str(out)).comments] == list(range(114))


def test_english_comments_are_english(other_plan, tmp_path):
    out = tmp_path / "out.docx"
    commented(other_plan[0], out, lang="en")
    [text] = {c[2] for c in told(out) if c[2].startswith("“Psychological support”, ")}
    assert text == (
        "“Psychological support”, 2025: the document sets ≥ 90%, the national "
        "programme ≥ 95%. Please ask no less than the national programme, or give the "
        "reason."
    )


def test_what_cannot_be_commented_is_refused(
    plan_path, word_plan, other_plan, tmp_path
):
    out, plan = tmp_path / "out.docx", sta.read_plan(word_plan)
    write = sta.write_comments
    with pytest.raises(sta.ParseError, match=r"save it as \.docx and read"):
        write(sta.soc_trang(), plan_path, out)
    with pytest.raises(sta.ParseError, match="the document that the plan was read"):
        write(plan, other_plan[0], out)
    with pytest.raises(sta.ParseError, match="another file than the document"):
        write(plan, word_plan, word_plan)
    (tmp_path / "link.docx").hardlink_to(word_plan)
    with pytest.raises(sta.ParseError, match="another file than the document"):
        write(plan, word_plan, tmp_path / "link.docx")
    with pytest.raises(sta.ParseError, match=r"a name that ends in \.docx"):
        write(plan, word_plan, tmp_path / "out.pdf")
    with pytest.raises(sta.RangeError, match="vi or en"):
        write(plan, word_plan, out, lang="fr")
    with pytest.raises(sta.SchemaError, match="a plan"):
        write(word_plan, word_plan, out)
    assert [p.name for p in tmp_path.iterdir()] == ["link.docx"]


P = "<w:p><w:pPr><w:jc w:val='left'/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def complete(path, **changed):
    """The bytes of a made Word file, with the list of kinds that Word wants."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as new:
        for name, part in parts(path).items():
            new.writestr(name, changed.get(name.rpartition("/")[2], part))
        new.writestr("[Content_Types].xml", TYPES)
    return data.getvalue()


def put(data, *paragraphs):
    """The document's part after comments were put at these paragraphs."""
    comments = [Comment(n, f"Title {n}", "<text> & more") for n in paragraphs]
    done = io.BytesIO(with_comments(data, comments, "A", "A"))
    etree.fromstring(parts(done)[MAIN])
    return parts(done)[MAIN].decode()


def test_marks_stand_behind_the_properties_and_around_the_words(make_word):
    body = put(complete(make_word(P.format("a") + P.format("b"))), 1)
    assert re.search(r"<w:t>a</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val='left'/></w:pPr>"
                     r"<w:commentRangeStart [^>]*/><w:r><w:t>b</w:t></w:r>"
                     r"<w:commentRangeEnd [^>]*/><w:r [^>]*><w:commentReference [^>]*/>"
                     r"</w:r></w:p>", body)  # fmt: skip


@pytest.mark.parametrize("empty", ["<w:p/>", '<w:p w:x="a>b" />', "<w:p></w:p>",
                                   "<w:p><w:pPr/></w:p>"])  # fmt: skip
def test_an_empty_paragraph_gets_a_comment_too(empty, make_word):
    body = put(complete(make_word(empty + P.format("b"))), 0)
    head, tail = body.split("<w:commentRangeStart")
    assert head.endswith((">", "<w:pPr/>"))
    assert tail.count("</w:p>") == 2
    assert tail.index("commentReference") < tail.index("</w:p>")


def test_words_in_a_box_are_commented_at_the_paragraph_that_holds_it(make_word):
    box = f"<w:txbxContent>{P.format('box')}</w:txbxContent>"
    held = f"<w:p><w:r><w:drawing>{box}</w:drawing></w:r></w:p>"
    path = make_word(P.format("a") + held + P.format("c"))
    lines = read_lines(path)[0]
    assert [(x.text, x.places[0].paragraph) for x in lines] == [
        ("a", 0), ("box", 1), ("c", 2),
    ]  # fmt: skip
    body = put(complete(path), 1)
    assert body.index("commentRangeStart") < body.index("<w:drawing>")
    assert body.index("</w:drawing>") < body.index("commentReference")


def test_joined_paragraphs_lead_to_the_last_and_deleted_ones_count(make_word):
    gone = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r>"
        "<w:delText>x</w:delText></w:r></w:del></w:p>"
    )
    lines = read_lines(make_word(gone + P.format("a") + P.format("b")))[0]
    assert [(x.text, x.places[0].paragraph) for x in lines] == [("a", 1), ("b", 2)]


def test_other_names_for_the_same_tags_and_strict_documents(make_word):
    path = make_word(P.format("a"))
    text = parts(path)[MAIN].decode()
    usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    other = text.replace("w:", "x:").replace("xmlns:w=", "xmlns:x=")
    body = put(complete(path, **{"document.xml": "\ufeff" + other}), 0)
    assert "</x:pPr><w:commentRangeStart" in body
    body = put(complete(path, **{"document.xml": text.replace(usual, strict)}), 0)
    assert f'<w:commentRangeStart xmlns:w="{strict}"' in body


def test_a_damaged_part_of_comments_is_refused(bundled):
    for part in (b"<w:comments", b"<other/>"):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as new:
            for name, old in parts(bundled).items():
                new.writestr(name, part if name == NEW else old)
        with pytest.raises(sta.ParseError, match="a Word document"):
            with_comments(data.getvalue(), [Comment(0, "a", "b")], "A", "A")
    with pytest.raises(sta.ParseError, match="no 'Types'"):
        appended(b"<other/>", "", "u Types")


def test_nothing_to_say_leaves_the_file_as_it_is():
    assert with_comments(b"as it is", [], "A", "A") == b"as it is"


def test_every_rule_of_a_finding_says_what_to_change_in_both_languages():
    silent = {"totals_agree", "no_year"}  # nothing to change; said by "assumed"
    rows = facts.rows("words/comments")
    assert set(facts.column("words/findings", "severity")) <= {r["rule"] for r in rows}
    for row in rows:
        asks = [word in row[f"text_{lang}"]
                for word, lang in (("ề nghị", "vi"), ("lease", "en"))]  # fmt: skip
        assert asks == [row["rule"] not in silent] * 2, row
        assert bool(row["title_vi"] and row["title_en"]) == asks[0]


def test_a_target_nobody_leads_is_a_finding(make_plan):
    plan = make_plan(
        "KẾ HOẠCH trên địa bàn tỉnh Cà Mau", "I. MỤC TIÊU",
        "Chỉ tiêu 14: Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh đạt 99% vào "
        "năm 2030.",
        "Chỉ tiêu 16: Tỷ lệ huy động trẻ em 5 tuổi đi học mẫu giáo đạt 99% vào năm "
        "2030.",
        "IV. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tư pháp: Hướng dẫn, triển khai thực hiện chỉ tiêu 14 của Kế hoạch.",
    )  # fmt: skip
    row = plan.findings.set_index("finding_id").loc["no_lead:target 16"]
    assert (row["severity"], row["source_line"]) == ("warning", 4)
    assert "no_lead:target 14" not in set(plan.findings["finding_id"])


def test_the_command_writes_the_copy_and_speaks_the_language(other_plan, tmp_path):
    out = tmp_path / "ke-hoach-co-y-kien.docx"
    run = CliRunner().invoke
    done = run(app, ["audit", str(other_plan[0]), "--comments", str(out)])
    assert done.exit_code == 0
    assert f"{out}" in done.output
    assert {c.initials for c in docx.Document(str(out)).comments} == {"RS"}
    command = ["--lang", "en", "audit", "--plan", str(other_plan[0])]
    assert run(app, [*command, "--comments", str(out)]).exit_code == 0
    assert {c.initials for c in docx.Document(str(out)).comments} == {"DR"}
    done = run(app, ["audit", "--comments", str(out)])
    assert "save it as .docx" in str(done.exception)
