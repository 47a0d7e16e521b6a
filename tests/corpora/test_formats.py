"""PDF, DOCX and web pages: what is kept, what is dropped, what is refused with a remedy."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile

import pytest

from rdgraph.errors import SourceError
from rdgraph.resolve.document import extract_document
from rdgraph.rules.pack import load_pack
from rdgraph.text import read_source, segment
from rdgraph.text.readers.printed import Piece, paragraphs
from tests.corpora.makers import reportlab_lines, reportlab_pdf, word

PROSE = "市人大常委会组织代表视察污水处理厂，听取市住建局工作汇报，就雨污混接点提出整改建议，要求年底前完成管网改造。"


# ---------------------------------------------------------------- printed pages
def column(lines: list[str], x: float, *, first: float = 0.0, em: float = 10.0, step: float = 16.0) -> list[Piece]:
    return [Piece(text, x, x + em * len(text), first + step * n, em) for n, text in enumerate(lines)]


def read(*pages: list[Piece]) -> list[str]:
    return ["".join(text for _, text in paragraph) for paragraph in paragraphs(list(pages))]


LEFT = ["甲" * 20, "乙" * 20, "丙" * 20, "丁" * 12]
RIGHT = ["子" * 20, "丑" * 20, "寅" * 20, "卯" * 20]


def test_columns_are_read_one_after_the_other() -> None:
    rows = [piece for pair in zip(column(LEFT, 50), column(RIGHT, 280), strict=True) for piece in pair]
    assert read(rows) == ["".join(LEFT), "".join(RIGHT)]


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    left = [*LEFT[:3], "丁" * 20]
    page = [*column(RIGHT, 280), *column(left, 50)]
    assert read(page, [*column(["辰" * 20, "巳" * 20, "午" * 20, "未" * 5], 50), *column(RIGHT, 280)])[0] == (
        "".join([*left, *RIGHT]) + "辰" * 20 + "巳" * 20 + "午" * 20 + "未" * 5
    )


def test_what_lies_across_the_columns_parts_them() -> None:
    title = [Piece("标题在两栏之上" * 3, 150, 360, 0, 10)]
    page = [*title, *column(LEFT, 50, first=40), *column(RIGHT, 280, first=40)]
    assert read(page) == [title[0].text, "".join(LEFT), "".join(RIGHT)]


def test_a_table_is_no_column() -> None:
    cells = [*column(["甲", "乙", "丙", "丁"], 50), *column(["1", "22", "3", "44"], 300)]
    assert [re.sub(r"\s+", " ", line) for line in read(cells)] == ["甲 1", "乙 22", "丙 3", "丁 44"]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    def page(number: int) -> list[Piece]:
        head = Piece(f"人大信息 第{number}页", 50, 150, 0, 9)
        foot = Piece(f"— {number} —", 200, 230, 300, 9)
        return [head, *column(["甲" * 20, "乙" * 20, "丙" * number + "。"], 50, first=30), foot]

    assert read(page(1), page(2), page(3)) == ["甲" * 20 + "乙" * 20 + "丙" * number + "。" for number in (1, 2, 3)]


def test_entries_of_a_contents_page_stay_apart() -> None:
    rows = ["甲" * 8 + "…" * 11 + "1", "乙" * 8 + "…" * 11 + "2", "丙" * 8 + "…" * 12, "3", "丁" * 9 + "…" * 9 + "4"]
    assert read(column(rows, 50)) == [rows[0], rows[1], rows[2] + "3", rows[4]]


# ---------------------------------------------------------------- PDF
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pdf_of_any_rotation(turn: int) -> None:
    source = read_source(
        reportlab_lines(
            ["泉州人大动态", "第5期（总第214期）", "\f第二页的正文比前一页的每一行都更长一些"], rotate=turn
        ),
        "x.pdf",
    )
    if turn == 0:
        assert source.text == "泉州人大动态\n\n第5期（总第214期）\n\n第二页的正文比前一页的每一行都更长一些"
        assert source.pages == (0, source.text.index("第二页"))
    assert sorted("".join(source.text.split())) == sorted(
        "泉州人大动态第5期（总第214期）第二页的正文比前一页的每一行都更长一些"
    )


def test_scan_is_refused_with_the_remedy() -> None:
    with pytest.raises(SourceError, match="OCR") as caught:
        read_source(reportlab_lines(["", "\f", ""]), "scan.pdf")
    assert caught.value.file == "scan.pdf"
    assert "扫描件" in str(caught.value)


def test_pages_without_text_are_reported() -> None:
    source = read_source(reportlab_lines([PROSE[:30], "\f", "\f" + PROSE[:20]]), "x.pdf")
    assert [finding.code for finding in source.notes] == ["source.blank-pages"]
    assert dict(source.notes[0].values) == {"pages": "2", "count": "1"}
    assert segment(source).findings[0].code == "source.blank-pages"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\nnothing more"), ("a.pdf", b"<html>no pdf</html>"), ("a.pdf", b""),
        ("a.docx", b"PK\x03\x04 cut"), ("a.docx", b"no zip"), ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
        ("a.html", b""), ("a.html", b"<html><script>x</script></html>"),
    ],
)  # fmt: skip
def test_broken_files_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read_source(data, name)
    assert caught.value.remedy


def test_a_locked_pdf_is_refused() -> None:
    pytest.importorskip("reportlab")
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption("secret"))
    canvas.drawString(60, 700, "text")
    canvas.save()
    with pytest.raises(SourceError, match="密码"):
        read_source(stream.getvalue(), "locked.pdf")


def test_pdf_of_a_hundred_pages_is_read_in_seconds() -> None:
    told = [f"第{n}段。{PROSE}这是第{n}次，共计{n * 7}件；{PROSE}" for n in range(600)]
    data = reportlab_pdf(told, 2)
    began = time.process_time()
    source = read_source(data, "long.pdf")
    assert time.process_time() - began < 5
    assert len(source.pages) > 40
    assert source.text.split("\n\n") == told


# ---------------------------------------------------------------- DOCX
def docx_with(body: str, **parts: str) -> bytes:
    """Return a DOCX whose body is the XML given; `parts` replace others of the package."""
    data = word(["占位"])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                text = content.decode()
                content = (text[: text.index("<w:body>") + 8] + body + "</w:body></w:document>").encode()
            if part.filename == "word/_rels/document.xml.rels" and parts.get("footnotes"):
                relation = (
                    '<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                    'relationships/footnotes" Target="footnotes.xml"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", relation.encode())
            if part.filename == "[Content_Types].xml" and parts.get("footnotes"):
                override = (
                    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
                    'officedocument.wordprocessingml.footnotes+xml"/></Types>'
                )
                content = content.replace(b"</Types>", override.encode())
            new.writestr(part.filename, content)
        if parts.get("footnotes"):
            new.writestr("word/footnotes.xml", parts["footnotes"])
    return stream.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx_headings_tables_text_boxes_and_notes() -> None:
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice Requires='wps'><w:drawing><w:txbxContent>{p('文本框')}</w:txbxContent></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{p('文本框')}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>框后</w:t></w:r></w:p>"
    )
    table = (
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('丙一')}{p('丙二')}</w:tc><w:tc>{p('丁')}</w:tc></w:tr></w:tbl>"
    )
    changed = "<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins></w:p>"
    noted = '<w:p><w:r><w:t>正文。</w:t><w:tab/><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote>'
        f'<w:footnote w:id="2">{p("脚注。")}</w:footnote></w:footnotes>'
    )
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>标题</w:t></w:r></w:p>'
    source = read_source(docx_with(heading + box + table + changed + noted, footnotes=notes), "x.docx")
    assert source.text.split("\n\n") == [
        "标题", "文本框", "框后", "甲\u3000\u3000乙", "丙一", "丙二", "丁", "增", "正文。", "脚注。",
    ]  # fmt: skip


def test_docx_with_entities_is_refused() -> None:
    data = word(["占位"])
    stream = io.BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, bomb if part.filename == "word/document.xml" else old.read(part))
    with pytest.raises(SourceError, match="实体"):
        read_source(stream.getvalue(), "bomb.docx")


def test_docx_that_unpacks_beyond_measure_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (200 << 20))
    with pytest.raises(SourceError, match="炸弹"):
        read_source(stream.getvalue(), "bomb.docx")


# ---------------------------------------------------------------- web pages
ARTICLE = """<html><head><meta charset="{charset}"><title>{title}_自贡人大网</title>{meta}</head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/a">人大概况</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a>&gt;<a href="/b">工作动态</a></div>
<div class="content"><h1>{title}</h1>{line}
<div class="TRS_Editor"><p>　　{one}</p><p>　　{two}</p><p style="display:none">隐藏的文字不应读入，隐藏的文字不应读入。</p></div></div>
<div class="related"><h3>相关链接</h3><ul><li><a href="/1">泸县人大常委会视察农村公路建设情况并提出建议</a></li></ul></div>
<div class="foot">主办：自贡市人大常委会办公室　地址：某路1号　邮编000000，未经许可不得转载本网站任何内容。</div></body></html>"""
TITLE = "自贡市大安区：“盐都议事亭”里话民生"
ONE = "大安区人大常委会依托代表联络站建起“盐都议事亭”23个，收集意见建议1180余条，解决率达88%。"
TWO = "区人大常委会每季度举办“局长·代表面对面”活动，区住建局等9个部门的负责人到场，认领问题57个。"


def page(line: str = "", meta: str = "", charset: str = "utf-8") -> bytes:
    text = ARTICLE.format(title=TITLE, one=ONE, two=TWO, line=line, meta=meta, charset=charset)
    return text.encode("gb18030" if charset.startswith("gb") else charset)


LINE = "<div class='info'><span>来源：自贡人大</span>&nbsp;&nbsp;<span>发布时间：2025-03-26 09:10</span></div>"
META = (
    '<meta name="ArticleTitle" content="t"><meta name="PubDate" content="2025-03-26 09:10">'
    '<meta name="ContentSource" content="自贡人大">'
)


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
@pytest.mark.parametrize(("line", "meta"), [(LINE, ""), ("", META), (LINE, META)])
def test_a_web_page_is_a_loose_article(line: str, meta: str, charset: str) -> None:
    document = segment(read_source(page(line, meta, charset), "x.html"))
    assert document.issue is None
    (article,) = document.articles
    assert (article.title, article.date, article.origin) == (TITLE, dt.date(2025, 3, 26), "自贡人大")
    assert [line.strip() for line in article.text[slice(*article.body)].split("\n")] == [ONE, TWO]
    (facts,) = extract_document(document, load_pack()).articles.values()
    assert facts.division == ("division", "510304")
    assert facts.body_organ == ("org", "大安区人大常委会") or facts.body_organ[1].endswith("大安区人大常委会")


def test_nothing_is_guessed() -> None:
    (article,) = segment(read_source(page(), "x.html")).articles
    assert (article.date, article.origin) == (None, None)
    facts = extract_document(
        segment(read_source("某地召开会议，研究民生实事，收集意见12条。".encode(), "x.txt")), load_pack()
    )
    (loose,) = facts.articles.values()
    assert (loose.division, loose.body_organ) == (None, None)


def test_deep_and_broken_html_ends() -> None:
    deep = b"<html><body>" + b"<div>" * 2000 + PROSE.encode() + b"</body>"
    assert PROSE in read_source(deep, "deep.html").text
    with pytest.raises(SourceError, match="嵌套"):
        read_source(b"<html><body>" + b"<div>" * 60_000 + PROSE.encode(), "deep.html")
    assert PROSE in read_source(b"<p" + b" a=1" * 9999 + b">" + PROSE.encode(), "x.html").text


def test_tables_and_breaks_of_a_page() -> None:
    html = f"<body><p>{PROSE}</p><table><tr><td>甲</td><td>乙</td></tr></table><p>一行<br>二行</p><p>汉\n字</p></body>"
    lines = read_source(html.encode(), "x.html").text.split("\n\n")
    assert [re.sub(r"\s+", " ", line) for line in lines] == [PROSE, "甲 乙", "一行", "二行", "汉字"]


def test_a_page_that_calls_itself_utf_16_in_ascii_is_utf_8() -> None:
    data = page().replace(b'charset="utf-8"', b'charset="utf-16"')
    assert read_source(data, "x.html").text == read_source(page(), "x.html").text
