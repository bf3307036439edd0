"""A Word file gives the lines that a careful reader of the printed page sees."""

import re
import time
import zipfile
from pathlib import Path

import pytest

from soctrang_analysis import ParseError
from soctrang_analysis.reading.document import read_lines
from soctrang_analysis.reading.heading import find_area
from soctrang_analysis.reading.word import ABOVE, BESIDE

OPEN = Path(__file__).parent / "data" / "docx-open"


def t(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def run(properties, text):
    return (
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def p(*parts, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(parts)}</w:p>"


def cell(*paragraphs, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def mark(kind):
    return f"<w:rPr><w:{kind}/></w:rPr>"


def item(text, *, level=0, num=1, more=""):
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return p(t(text), properties=numbers + more)


def lvl(place, kind, text, *, more="", start=1):
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels, nums='<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'):
    make = f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
    return make + nums


def style(name, properties, kind="paragraph", more=""):
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{properties}</w:style>'


def texts(path):
    return [line.text for line in read_lines(path)[0]]


def box(*paragraphs):
    return f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"


SUPER = '<w:vertAlign w:val="superscript"/>'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (FIELD.format(x) for x in ("begin", "separate", "end"))


def code(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


WORDS_OF_A_PARAGRAPH = {
    "inserted words count": (t("đạt ") + f"<w:ins>{t('70%')}</w:ins>", "đạt 70%"),
    "deleted words do not": (
        t("đạt ") + "<w:del><w:r><w:delText>66%</w:delText></w:r></w:del>" + t("70%"),
        "đạt 70%",
    ),
    "moved words count where they now stand": (
        f"<w:moveFrom>{t('cũ ')}</w:moveFrom><w:moveTo>{t('mới')}</w:moveTo>",
        "mới",
    ),
    "a deletion inside an insertion is gone": (
        f"<w:ins>{t('a')}<w:del>{t('b')}</w:del></w:ins>",
        "a",
    ),
    "hidden words do not count": (run("<w:vanish/>", "62% ") + t("67%"), "67%"),
    "a switch that is off hides nothing": (run('<w:vanish w:val="0"/>', "67%"), "67%"),
    "struck words do not count": (run("<w:strike/>", "74%") + t("77%"), "77%"),
    "doubly struck ones neither": (run("<w:dstrike/>", "74%") + t("77%"), "77%"),
    "a strike turned off is none": (run('<w:strike w:val="false"/>', "77%"), "77%"),
    "what was hidden before a change is seen": (
        run("<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>", "77%"),
        "77%",
    ),
    "words hidden on a web page alone are printed": (run("<w:webHidden/>", "3"), "3"),
    "a raised digit is the mark of a note": (
        t("còn 17,2%") + run(SUPER, "2") + t(" vào năm 2025"),
        "còn 17,2% vào năm 2025",
    ),
    "also before the percent sign": (t("17,2") + run(SUPER, "2") + t("%"), "17,2%"),
    "a space after it stays": (t("17,2%") + run(SUPER, "(2) ") + t("vào"), "17,2% vào"),
    "a raised space is a space": (t("đạt") + run(SUPER, " ") + t("71%"), "đạt 71%"),
    "a raised comma is a comma": (t("17") + run(SUPER, ",") + t("2%"), "17,2%"),
    "raised letters stay": (t("5 m") + run(SUPER, "x"), "5 mx"),
    "the mark of a footnote is no text": (
        t("2025") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + t(" và 2030"),
        "2025 và 2030",
    ),
    "nor is a mark that the writer chose": (
        t("85%") + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/>'
        "<w:t>b</w:t></w:r>",
        "85%",
    ),
    "tabs are spaces": (
        "<w:r><w:t>-</w:t><w:tab/><w:t>Chỉ</w:t><w:ptab/><w:t>tiêu</w:t></w:r>",
        "- Chỉ tiêu",
    ),
    "a page or column break is a space": (
        t("năm") + '<w:r><w:br w:type="page"/><w:t>2025</w:t>'
        '<w:br w:type="column"/><w:t>và</w:t></w:r>',
        "năm 2025 và",
    ),
    "hyphens": (
        "<w:r><w:t>2021</w:t><w:noBreakHyphen/><w:t>2030, Sóc</w:t><w:softHyphen/>"
        "<w:t>Trăng</w:t></w:r>",
        "2021-2030, SócTrăng",
    ),
    "signs put in from the font Symbol": (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + t(" 95%"),
        "≥ 95%",
    ),
    "signs typed in the font Symbol": (
        run('<w:rFonts w:ascii="Symbol"/>', "\uf0a3") + t(" 5"),
        "≤ 5",
    ),
    "a drawn mark that opens a line is a bullet": (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + t(" Chỉ tiêu 1"),
        "- Chỉ tiêu 1",
    ),
    "another drawn mark stays unknown": (
        t("đạt ") + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        "đạt \ufffd",
    ),
    "words of a link": (f"<w:hyperlink>{t('Luật')}</w:hyperlink>", "Luật"),
    "tagged words": (
        f"<w:smartTag><w:customXml>{t('An')}</w:customXml></w:smartTag>",
        "An",
    ),
    "a control inside a line": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{t('4,7%')}</w:sdtContent></w:sdt>",
        "4,7%",
    ),
    "a simple field shows its result": (
        f'<w:fldSimple w:instr="PAGE">{t("7")}</w:fldSimple>',
        "7",
    ),
    "a field shows its result, not its instruction": (
        BEGIN + code("REF x") + t("lost") + SEPARATE + t("77%") + END + t(" năm"),
        "77% năm",
    ),
    "a field in an instruction is not shown": (
        BEGIN + BEGIN + SEPARATE + t("5") + END + SEPARATE + t("77%") + END,
        "77%",
    ),
    "an entry of an index is not shown": (t("A") + BEGIN + code("XE b") + END, "A"),
    "the base of a ruby": (
        f"<w:r><w:ruby><w:rt>{t('x')}</w:rt><w:rubyBase>{t('chữ')}</w:rubyBase>"
        "</w:ruby></w:r>",
        "chữ",
    ),
    "a formula on one line": (
        "<m:oMath><m:r><m:t>≥ 95</m:t></m:r></m:oMath>" + t("%"),
        "≥ 95%",
    ),
    "the first way to draw a sign": (
        "<w:r><mc:AlternateContent><mc:Choice><w:t>a</w:t></mc:Choice>"
        "<mc:Fallback><w:t>b</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        "a",
    ),
    "the second where the first is empty": (
        "<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>b</w:t>"
        "</mc:Fallback></mc:AlternateContent></w:r>",
        "b",
    ),
}


@pytest.mark.parametrize("name", WORDS_OF_A_PARAGRAPH)
def test_of_a_paragraph(name, make_word):
    body, expected = WORDS_OF_A_PARAGRAPH[name]
    assert texts(make_word(p(body))) == [expected]


LINES_OF_A_BODY = {
    "soft breaks begin lines": (
        p("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>"),
        ["a", "b", "c"],
    ),
    "an empty paragraph is an empty line": (
        p(t("a")) + p() + p(t("b")),
        ["a", "", "b"],
    ),
    "a deleted mark joins two paragraphs": (
        p(t("năm "), properties=mark("del")) + p(t("2025")),
        ["năm 2025"],
    ),
    "a paragraph deleted with its mark is gone": (
        p(f"<w:del>{t('x')}</w:del>", properties=mark("del")) + p(t("b")),
        ["b"],
    ),
    "so is one that was moved away": (
        p(f"<w:moveFrom>{t('x')}</w:moveFrom>", properties=mark("moveFrom"))
        + p(t("b")),
        ["b"],
    ),
    "a hidden mark joins too": (
        p(t("Chỉ tiêu 1: "), properties=mark("vanish")) + p(t("đạt")),
        ["Chỉ tiêu 1: đạt"],
    ),
    "a joined end is not lost": (p(t("cuối"), properties=mark("del")), ["cuối"]),
    "a drop cap belongs to its word": (
        p(t("T"), properties='<w:framePr w:dropCap="drop"/>') + p(t("ỷ lệ")),
        ["Tỷ lệ"],
    ),
    "controls around paragraphs": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p(t('a'))}<w:customXml>{p(t('b'))}"
        "</w:customXml></w:sdtContent></w:sdt>",
        ["a", "b"],
    ),
    "a field over several paragraphs": (
        p(BEGIN, code("TOC"), SEPARATE, t("I. a")) + p(t("II. b"), END) + p(t("c")),
        ["I. a", "II. b", "c"],
    ),
    "a text box drawn in two ways is read once, after its paragraph": (
        p(
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing>"
            f"{box(p(t('23')), p(t('24')))}</w:drawing></mc:Choice><mc:Fallback>"
            f"<w:pict><v:textbox>{box(p(t('23')))}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            t("22"),
        ),
        ["22", "23", "24"],
    ),
    "a text box of an old kind": (
        p(f"<w:r><w:pict><v:shape><v:textbox>{box(p(t('a')))}</v:textbox></v:shape>"
          "</w:pict></w:r>"),
        ["a"],
    ),
    "hidden boxes are not seen": (
        p(t("a"), f"<w:r><w:pict><v:shape style='visibility: hidden'>{box(p(t('x')))}"
          "</v:shape></w:pict><w:drawing><wp:inline><wp:docPr hidden='1'/>"
          f"{box(p(t('y')))}</wp:inline></w:drawing></w:r>"),
        ["a"],
    ),
    "cells stand between tabs": (
        table(row(cell(p(t("1"))), cell(p(t("a"))), cell(p()))),
        ["1\ta\t\t"],
    ),
    "the lines of a cell can be told apart": (
        table(row(cell(p(t("a")), p(), p(t("b") + "<w:r><w:br/></w:r>" + t("c"))))),
        ["a\vb\vc\t"],
    ),
    "a tab inside a cell is a space": (
        table(row(cell(p("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>")))),
        ["a b\t"],
    ),
    "a wide cell comes once, a tall one in its first row": (
        table(
            row(cell(p(t("TT")), properties='<w:vMerge w:val="restart"/>'),
                cell(p(t("Năm")), properties='<w:gridSpan w:val="2"/>')),
            row(cell(p(t("x")), properties="<w:vMerge/>"),
                cell(p(t("2025"))), cell(p(t("2030")))),
        ),
        ["TT\tNăm\t", "\t2025\t2030\t"],
    ),
    "a row that begins further right": (
        table(row(cell(p(t("a"))), properties='<w:gridBefore w:val="2"/>')),
        ["\t\ta\t"],
    ),
    "deleted and hidden rows are gone, inserted ones are not": (
        table(
            row(cell(p(t("a"))), properties="<w:del/>"),
            row(cell(p(t("b"))), properties="<w:hidden/>"),
            row(cell(p(t("c"))), properties="<w:ins/>"),
            row(cell(p(t("d"))), properties='<w:tblHeader w:val="1"/>'),
        ),
        ["c\t", "d\t"],
    ),
    "a deleted cell is gone": (
        table(row(cell(p(t("a")), properties="<w:cellDel/>"), cell(p(t("b"))))),
        ["b\t"],
    ),
    "controls around rows and cells": (
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>"
        f"{cell(p(t('a')))}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>",
        ["a\t"],
    ),
    "a table in a cell comes after its row": (
        table(row(cell(p(t("a")), table(row(cell(p(t("b"))))), p()), cell(p(t("c"))))),
        ["a\tc\t", "b\t"],
    ),
    "a table that is only a frame leaves no row": (
        table(row(cell(table(row(cell(p(t("b"))))), p()))),
        ["b\t"],
    ),
    "a text box in a cell stays in it": (
        table(row(cell(p(t("a"), f"<w:r><w:pict>{box(p(t('b')))}</w:pict></w:r>")))),
        ["a\vb\t"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES_OF_A_BODY)
def test_of_a_body(name, make_word):
    body, expected = LINES_OF_A_BODY[name]
    assert texts(make_word(body)) == expected


def test_only_the_rows_of_a_table_are_rows(make_word):
    path = make_word(p(t("x")) + table(row(cell(p(t("a")), p(t("b"))))))
    line, tabled = read_lines(path)[0]
    assert (line.row, tabled.row) == (False, True)
    assert tabled.cells == ["a\vb"]


def test_a_row_has_a_cell_for_each_column_that_merged_ones_cover(make_word):
    tall, wide = ("<w:vMerge/>", '<w:gridSpan w:val="2"/>')
    path = make_word(
        table(
            row(cell(p(t("TT"))), cell(p(t("Năm")), properties=wide)),
            row(cell(p(), properties=tall), cell(p(t("a"))), cell(p(t("b")))),
            row(cell(p(t("c"))), cell(p()), cell(p(), properties="<w:hMerge/>")),
        )
    )
    found = [(line.text, line.grid) for line in read_lines(path)[0]]
    assert found == [
        ("TT\tNăm\t", ("TT", "Năm", BESIDE)),
        ("\ta\tb\t", (ABOVE, "a", "b")),
        ("c\t\t", ("c", "", BESIDE)),
    ]


NUMBERED = {
    "a label made by Word": (
        lists(lvl(0, "decimal", "Chỉ tiêu %1:")),
        item("a") + p(t("x")) + item("b"),
        ["Chỉ tiêu 1: a", "x", "Chỉ tiêu 2: b"],
    ),
    "levels, and deeper ones that begin again": (
        lists(lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2."),
              lvl(2, "lowerLetter", "%3)")),
        item("a") + item("b", level=1) + item("c", level=2) + item("d", level=2)
        + item("e", level=1) + item("f", level=2) + item("g") + item("h", level=1),
        ["I. a", "1. b", "a) c", "b) d", "2. e", "a) f", "II. g", "1. h"],
    ),
    "numbers of two levels, legal ones in digits": (
        lists(lvl(0, "upperRoman", "%1"), lvl(1, "decimal", "%1.%2"),
              lvl(2, "decimal", "%1.%2.%3.", more="<w:isLgl/>")),
        item("a") + item("b", level=1) + item("c", level=2),
        ["I a", "I.1 b", "1.1.1. c"],
    ),
    "a level that goes on": (
        lists(lvl(0, "decimal", "%1."),
              lvl(1, "decimal", "Chỉ tiêu %2:", more='<w:lvlRestart w:val="0"/>')),
        item("a") + item("b", level=1) + item("c") + item("d", level=1),
        ["1. a", "Chỉ tiêu 1: b", "2. c", "Chỉ tiêu 2: d"],
    ),
    "a start of its own": (
        lists(lvl(0, "decimal", "%1.", start=17)), item("a") + item("b"),
        ["17. a", "18. b"],
    ),
    "two lists of one make count together, unless one starts anew": (
        lists(
            lvl(0, "decimal", "%1."),
            nums="".join(
                f'<w:num w:numId="{n}"><w:abstractNumId w:val="7"/>{more}</w:num>'
                for n, more in (
                    (1, ""), (2, ""),
                    (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
                        "</w:lvlOverride>"),
                )
            ),
        ),
        item("a") + item("b", num=2) + item("c", num=3) + item("d", num=3),
        ["1. a", "2. b", "5. c", "6. d"],
    ),
    "a level changed for one list": (
        lists(
            lvl(0, "decimal", "%1."),
            nums='<w:num w:numId="1"><w:abstractNumId w:val="7"/><w:lvlOverride '
            f'w:ilvl="0">{lvl(0, "lowerRoman", "(%1)")}</w:lvlOverride></w:num>',
        ),
        item("a") + item("b"), ["(i) a", "(ii) b"],
    ),
    "bullets": (
        lists(lvl(0, "bullet", "\uf0b7"), lvl(1, "bullet", "+"), lvl(2, "bullet", "o"),
              lvl(3, "bullet", "•")),
        item("a") + item("b", level=1) + item("c", level=2) + item("d", level=3),
        ["- a", "+ b", "- c", "• d"],
    ),
    "numbers with a nought, and none": (
        lists(lvl(0, "decimalZero", "%1."), lvl(1, "none", "")),
        item("a") + item("b", level=1), ["01. a", "b"],
    ),
    "no gap after the label": (
        lists(lvl(0, "decimal", "Chỉ tiêu %1", more='<w:suff w:val="nothing"/>')),
        item(": a") + item("2 b"), ["Chỉ tiêu 1: a", "Chỉ tiêu 2 2 b"],
    ),
    "list 0 is no list": (
        lists(lvl(0, "decimal", "%1.")), item("a", num=0) + item("b"), ["a", "1. b"],
    ),
    "a list or level that is not there": (
        lists(lvl(0, "decimal", "%1.")), item("a", num=9) + item("b", level=4),
        ["a", "b"],
    ),
    "a deleted item is not counted": (
        lists(lvl(0, "decimal", "%1.")),
        item("a") + p(f"<w:del>{t('x')}</w:del>",
                      properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
                      "</w:numPr>" + mark("del")) + item("b"),
        ["1. a", "2. b"],
    ),
    "joined paragraphs have one label before both": (
        lists(lvl(0, "decimal", "%1.")),
        item("a ", more=mark("del")) + item("b"), ["1. a b"],
    ),
    "a struck item leaves no label behind, but was counted": (
        lists(lvl(0, "decimal", "%1.")),
        item("a") + p(run("<w:strike/>", "x"), properties='<w:numPr><w:ilvl w:val="0"/>'
                      '<w:numId w:val="1"/></w:numPr>') + item("c"),
        ["1. a", "", "3. c"],
    ),
    "a label alone in its cell": (
        lists(lvl(0, "decimal", "%1")),
        table(row(cell(item("")), cell(p(t("a")))),
              row(cell(item("")), cell(p(t("b"))))),
        ["1\ta\t", "2\tb\t"],
    ),
    "a kind of number in the way that all readers know": (
        lists('<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice>'
              '<w:numFmt w:val="custom"/></mc:Choice><mc:Fallback><w:numFmt '
              'w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
              '<w:lvlText w:val="%1."/></w:lvl>'),
        item("a"), ["1. a"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERED)
def test_numbering(name, make_word):
    numbering, body, expected = NUMBERED[name]
    assert texts(make_word(body, numbering=numbering)) == expected


HEADINGS = (
    style("H1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    + style("H2", '<w:basedOn w:val="H1"/>')
    + style("H3", '<w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="2"/></w:numPr>'
            "</w:pPr>")
)  # fmt: skip


def test_numbers_come_through_styles(make_word):
    numbering = lists(
        lvl(0, "upperRoman", "%1."),
        lvl(1, "decimal", "%2.", more='<w:pStyle w:val="H2"/>'),
        lvl(2, "lowerLetter", "%3)"),
    )
    body = "".join(
        p(t(text), properties=f'<w:pStyle w:val="{name}"/>')
        for name, text in (("H1", "a"), ("H2", "b"), ("H3", "c"), ("H2", "d"))
    )
    body += p(
        t("e"),
        properties='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>',
    )
    path = make_word(body, numbering=numbering, styles=HEADINGS)
    assert texts(path) == ["I. a", "1. b", "a) c", "2. d", "e"]


def test_a_list_made_by_a_style_of_lists(make_word):
    linked = (
        f'<w:abstractNum w:abstractNumId="1">{lvl(0, "decimal", "%1)")}'
        '<w:styleLink w:val="L"/></w:abstractNum><w:abstractNum w:abstractNumId="2">'
        '<w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="2"/></w:num>'
    )
    assert texts(make_word(item("a"), numbering=linked)) == ["1) a"]


@pytest.mark.parametrize(
    ("paragraph", "character", "seen"),
    [
        ("", "<w:vanish/>", ""),
        ("<w:strike/>", "", ""),
        ("<w:vanish/>", "<w:vanish/>", "x"),  # two switches turn each other off
        ("<w:dstrike/>", "<w:dstrike/>", ""),
        ("<w:strike/>", '<w:strike w:val="0"/>', "x"),
    ],
)
def test_styles_hide_words(paragraph, character, seen, make_word):
    styles = style("Base", f"<w:rPr>{paragraph}</w:rPr>", more='w:default="1"')
    styles += style("P", '<w:basedOn w:val="Base"/>')
    styles += style("C", f"<w:rPr>{character}</w:rPr>", kind="character")
    body = p(run('<w:rStyle w:val="C"/>', "x"), properties='<w:pStyle w:val="P"/>')
    kept = p(
        run('<w:strike w:val="0"/><w:vanish w:val="0"/><w:dstrike w:val="0"/>', ".")
    )
    assert texts(make_word(body + kept, styles=styles)) == [seen, "."]


def test_a_note_mark_may_be_raised_by_its_style(make_word):
    styles = style("Note", f"<w:rPr>{SUPER}</w:rPr>", kind="character")
    body = p(t("17,2"), run('<w:rStyle w:val="Note"/>', "2"), t("%"))
    assert texts(make_word(body, styles=styles)) == ["17,2%"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (p(t("17"), run(SUPER, ",2"), t("%")), "',2' raised after a number"),
        (p("<m:oMath><w:del><m:r><m:t>2</m:t></m:r></w:del></m:oMath>"), "a formula"),
        (p(t("10"), run(SUPER, "5")), "a power of ten, 10^5"),
        (p(t("17,2"), run('<w:position w:val="6"/>', "2")), "'2' moved up or down"),
        (
            p("<m:oMath><m:f><m:num/></m:f></m:oMath>"),
            "a formula of more than one line",
        ),
        (p(BEGIN, code("EQ 1"), END), "a field 'EQ' without text"),
        (p(BEGIN, t("77%")), "a field without its end"),
        ("<w:altChunk/>", "a part in another format"),
        (p(f"<w:what>{t('x')}</w:what>"), "text inside 'what'"),
        (f"<w:what>{p(t('x'))}</w:what>", "text inside 'what'"),
        (p("<w:subDoc/>"), "text inside 'subDoc'"),
        (p("<w:r><w:drawing><a:t>77%</a:t></w:drawing></w:r>"), "numbers in a drawing"),
    ],
)
def test_what_cannot_be_read_as_printed_is_refused_with_its_line(
    body, found, make_word
):
    path = make_word(p(t("x")) + body)
    with pytest.raises(ParseError, match=r"plan\.docx, paragraph \(line \d\): .*"):
        read_lines(path)
    with pytest.raises(ParseError, match=re.escape(found)):
        read_lines(path)


def test_numbers_of_an_unknown_kind_are_refused_with_their_line(make_word):
    path = make_word(item("a"), numbering=lists(lvl(0, "chicago", "%1")))
    with pytest.raises(ParseError, match=r"paragraph \(line 1\).*in 'chicago'"):
        read_lines(path)


def test_a_picture_alone_is_no_error(make_word):
    picture = "<w:r><w:drawing><wp:inline/></w:drawing></w:r>"
    assert texts(make_word(p(picture) + p(t("a")))) == ["", "a"]


def test_a_mark_without_words_shows_nothing(make_word):
    marks = "<w:r><w:annotationRef/><w:lastRenderedPageBreak/><w:separator/></w:r>"
    assert texts(make_word(p(t("a"), marks, t("b")))) == ["ab"]


def test_the_main_part_may_have_any_name(make_word):
    assert texts(make_word(p(t("a")), main="x/y.bin")) == ["a"]


def test_a_strict_document_is_read_alike(make_word):
    path = make_word(p(t("a")))
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    new = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data.replace(old, new))
    assert texts(path) == ["a"]


# Lines of the open files that show what each is about; number, row?, text.
OPEN_LINES = {
    "01-auto-label": [(9, "Chỉ tiêu 1: Tỷ lệ xã, phường"), (17, "Chỉ tiêu 8: Giảm")],
    "02-auto-sub-bullets": [
        (8, "- Chỉ tiêu 17:"), (9, "+ Tỷ lệ trẻ em hoàn thành"),
        (16, "+ Đến năm 2030 đạt 92%."),
    ],
    "03-table-typed": [
        (10, "3\tTỷ suất tử vong trẻ em dưới 1 tuổi\t‰\t15,5\t≤ 13,5\t≤ 11,5\tSở"),
        (16, "16\tTỷ lệ trẻ em 5 tuổi đi học mẫu giáo\t%\t98\t99\tkhoảng 99,5\tSở"),
    ],
    "04-table-auto-numbers-periods": [
        (9, "1\tTỷ lệ xã, phường, thị trấn đạt tiêu chuẩn phù hợp với trẻ em (%)\t"),
        (14, "6\tTỷ lệ lây truyền HIV từ mẹ sang con (%)\t≤ 2,8\t≤ 1,9\t"),
    ],
    "05-table-no-numbers": [
        (9, "Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh\t%\t98\t99,5\t"),
    ],
    "06-tracked-changes": [
        (8, "- Chỉ tiêu 1: Tỷ lệ xã, phường, thị trấn đạt tiêu chuẩn phù hợp với trẻ "
            "em đạt 70% vào năm 2025 và 80% vào năm 2030."),
        (9, "- Chỉ tiêu 2:"),
        (10, "- Chỉ tiêu 6: Tỷ lệ lây truyền HIV từ mẹ sang con dưới 2% vào năm 2030."),
        (11, "- Chỉ tiêu 8:"), (12, "- Chỉ tiêu 14:"), (13, "II. NHIỆM VỤ"),
    ],
    "07-text-box": [
        (8, "- Chỉ tiêu 22:"), (9, "- Chỉ tiêu 23:"), (10, "- Chỉ tiêu 24:"),
        (11, "II. NHIỆM VỤ"),
    ],
    "08-content-controls": [
        (8, "- Chỉ tiêu 9: Giảm 12%"),
        (9, "- Chỉ tiêu 10: Giảm tỷ lệ lao động trẻ em và người chưa thành niên từ 5 "
            "đến 17 tuổi xuống 4,7% vào năm 2025 và 4,1% vào năm 2030."),
        (10, "- Chỉ tiêu 12: 100%"), (13, "21\tTỷ lệ xã, phường"),
    ],
    "09-hidden-struck": [
        (8, "- Chỉ tiêu 1: Tỷ lệ xã, phường, thị trấn đạt tiêu chuẩn phù hợp với trẻ "
            "em đạt 67% vào năm 2025 và 77% vào năm 2030."),
        (10, ""), (11, ""), (12, "- Chỉ tiêu 15:"),
        (14, "19\tTỷ lệ trường học có dịch vụ hỗ trợ tâm lý trẻ em\t%\t82\t"),
    ],
    "10-footnotes": [
        (9, "- Chỉ tiêu 4: Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi giảm "
            "còn 17,2% vào năm 2025 và 15,2% vào năm 2030."),
    ],
    "11-tabs-soft-breaks": [
        (8, "- Chỉ tiêu 8: Giảm"), (10, "vào năm 2025 và 470/100.000 trẻ em"),
        (12, "- Chỉ tiêu 12: 100% trẻ em gặp thiên tai, thảm họa được cứu trợ, hỗ trợ "
             "kịp thời vào năm 2025 và năm 2030."),
        (14, "- Chỉ tiêu 16:"), (16, "- Chỉ tiêu 23: 77%"),
    ],
    "12-auto-roman-headings": [
        (4, "I. Mục tiêu"), (7, "2. Mục tiêu cụ thể"), (11, "b) Mục tiêu 2:"),
        (16, "II. Nhiệm vụ và giải pháp"), (17, "1. Tăng cường chỉ đạo"),
    ],
    "13-several-in-one-cell": [
        (10, "Mục tiêu 3: Giáo dục\t- Chỉ tiêu 16: Tỷ lệ trẻ em 5 tuổi đi học mẫu giáo "
             "đạt 98,6% vào năm 2025 và 99,2% vào năm 2030.\v- Chỉ tiêu 19: 72%"),
    ],
    "14-annex": [
        (19, "ĐVT: Nghìn đồng"), (21, "\t\t2022\t2023\t2024\t2025\t\t"),
        (22, "1\tTruyền thông, giáo dục, vận động xã hội\t70 000\t70 000"),
        (27, "\t\t2022\t2023"), (30, "Tổng cộng\t178 000\t178 000\t190 000\t190 000"),
    ],
}  # fmt: skip


def test_the_head_of_a_letter_set_as_a_table_names_the_area():
    assert find_area(read_lines(OPEN / "14-annex.docx")[0]) == "Ba Vân"


def test_the_office_below_the_area_is_not_part_of_its_name(make_word):
    left = cell(p(t("UBND TỈNH AN PHƯỚC")), p(t("SỞ Y TẾ")))
    path = make_word(table(row(left, cell(p(t("CỘNG HÒA XÃ HỘI"))))))
    assert find_area(read_lines(path)[0]) == "An Phước"


@pytest.mark.parametrize("name", OPEN_LINES)
def test_the_open_files_give_their_lines(name):
    lines = read_lines(OPEN / f"{name}.docx")[0]
    for number, start in OPEN_LINES[name]:
        line = lines[number - 1]
        assert line.text.startswith(start)
        assert bool(line.text) == bool(start)
        assert line.row == ("\t" in line.text)


@pytest.mark.parametrize(
    "body",
    [
        "<w:p/>" * 240_000,
        f"<w:p>{'<w:r/>' * 240_000}</w:p>",
        f"<w:tbl>{'<w:tr/>' * 240_000}</w:tbl>",
        f"<w:p><w:r>{'<w:tab/>' * 240_000}</w:r></w:p>",
        "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000,
        "<w:p/>" * 850_000,
        f"<w:p>{'<w:r/>' * 850_000}</w:p>",
    ],
    ids=["paragraphs", "runs", "rows", "tabs", "deep", "more", "more runs"],
)
def test_a_crowd_of_empty_parts_is_refused_in_time(body, make_word):
    path = make_word(body)
    before = time.process_time()
    with pytest.raises(ParseError):
        read_lines(path)
    assert time.process_time() - before < 2
