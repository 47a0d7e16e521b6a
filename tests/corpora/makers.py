"""Makes one newsletter in every format with tools that offices use: Chromium, LibreOffice, ReportLab, Word's format.

A newsletter is given as the lines of a text. Every maker returns the bytes of a file, or skips the test where its tool
is not installed.
"""

from __future__ import annotations

import functools
import html
import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WENQUANYI = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")


def lines_of(text: str) -> list[str]:
    """Return the lines that a text prints, their inner spaces kept."""
    return [line.strip() for line in text.replace("\f", "\n").split("\n") if line.strip()]


def _tool(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return found


def _font() -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout
    ):
        pytest.skip("no Chinese font is installed (Debian: fonts-noto-cjk)")


# ---------------------------------------------------------------- HTML
def web_page(lines: list[str]) -> bytes:
    """Return the lines as a page of a government site: navigation, crumbs, links and a footer around them."""
    body = "\n".join(f"<p>　　{html.escape(line)}</p>" for line in lines)
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>人大网站_工作简报</title><style>p {{margin: 0}}</style></head>
<body>
<div class="top"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/jgzn/">机构职能</a></li>
<li><a href="/dbgz/">代表工作</a></li></ul></div>
<div class="weizhi">您当前的位置：<a href="/">首页</a> &gt; <a href="/jb/">工作简报</a></div>
<div class="main"><div id="zoom">{body}</div>
<div class="share">分享到：<a href="#">微信</a></div></div>
<div class="links"><p>友情链接</p><a href="https://example.org/1">某某市人民政府门户网站</a>
<a href="https://example.org/2">某某省人大常委会门户网站首页链接</a></div>
<div class="footer"><p>版权所有：人大常委会办公室　技术支持：信息中心　备案号：00000000号</p></div>
<script>var x = "<p>市人大常委会</p>";</script>
</body></html>""".encode()


def print_page(lines: list[str], columns: int = 1) -> bytes:
    """Return the lines as an article page to be printed: justified, paragraphs indented, titles centred."""
    out = []
    for line in lines:
        text = html.escape(line)
        if _is_prose(line):
            out.append(f'<p class="prose">{text}</p>')
        else:
            out.append(f"<p>{text}</p>")
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>简报</title><style>
@page {{ size: A4; margin: 22mm 20mm }}
body {{ font: 11pt/1.8 "Noto Serif CJK SC", "WenQuanYi Zen Hei", serif; columns: {columns}; column-gap: 9mm }}
p {{ margin: 0 0 4pt; text-align: left }}
p.prose {{ text-align: justify; text-indent: 2em; margin: 0 }}
</style></head><body>{"".join(out)}</body></html>""".encode()


def _is_prose(line: str) -> bool:
    return len(line) > 34 or line[-1] in "。；"


def chromium_pdf(lines: list[str], columns: int = 1) -> bytes:
    """Print the lines from headless Chromium, its own head and foot lines included."""
    tool = _tool("chromium", "chromium-browser", "google-chrome")
    _font()
    with tempfile.TemporaryDirectory() as folder:
        page, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_bytes(print_page(lines, columns))
        command = [tool, *CHROMIUM, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return target.read_bytes()


# ---------------------------------------------------------------- LibreOffice
def office(data: bytes, suffix: str, to: str) -> bytes:
    """Convert a document with LibreOffice."""
    tool = _tool("soffice", "libreoffice")
    _font()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"issue{suffix}")
        source.write_bytes(data)
        home = f"-env:UserInstallation=file://{folder}/home"
        command = [tool, home, "--headless", "--convert-to", to, "--outdir", folder, str(source)]
        subprocess.run(command, capture_output=True, check=True, timeout=180)
        return Path(folder, f"issue.{to.partition(':')[0]}").read_bytes()


# ---------------------------------------------------------------- DOCX
def word(lines: list[str], columns: int = 1) -> bytes:
    """Return the lines as an office writes them: a masthead table, indented paragraphs, a page number in the foot."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size, style.font.name = Pt(12), "Noto Serif CJK SC"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    section = document.sections[0]
    section.header.paragraphs[0].text = "简报　仅供参考"
    if columns > 1:
        cols = section._sectPr.find(qn("w:cols"))
        cols.set(qn("w:num"), str(columns))
    for line in lines:
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.space_after = Pt(2)
        if _is_prose(line):
            paragraph.paragraph_format.first_line_indent = Pt(24)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- ReportLab
@functools.cache
def _registered() -> str:
    pytest.importorskip("reportlab", reason="reportlab is not installed")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if not WENQUANYI.exists():
        pytest.skip("WenQuanYi Zen Hei is not installed (Debian: fonts-wqy-zenhei)")
    pdfmetrics.registerFont(TTFont("WenQuanYi", str(WENQUANYI), subfontIndex=0))
    return "WenQuanYi"


def reportlab_pdf(lines: list[str], columns: int = 2, running: str = "人大简报　内部资料") -> bytes:
    """Set the lines in columns with ReportLab, with a running head and a page number on every page."""
    font = _registered()
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    width, height = A4
    margin, gutter = 50, 22
    each = (width - 2 * margin - gutter * (columns - 1)) / columns
    frames = [
        Frame(margin + (each + gutter) * n, 60, each, height - 130, leftPadding=0, rightPadding=0)
        for n in range(columns)
    ]

    def decorate(canvas, document):
        canvas.setFont(font, 9)
        canvas.drawString(margin, height - 45, running)
        canvas.drawCentredString(width / 2, 35, f"— {document.page} —")

    prose = ParagraphStyle("prose", fontName=font, fontSize=10.5, leading=17, firstLineIndent=21, wordWrap="CJK")
    plain = ParagraphStyle("plain", parent=prose, firstLineIndent=0, spaceBefore=3, spaceAfter=3)
    stream = io.BytesIO()
    template = BaseDocTemplate(stream, pagesize=A4, invariant=1)
    template.addPageTemplates([PageTemplate("page", frames, onPage=decorate)])
    kept = [html.escape(line).replace("\u3000", "&nbsp;&nbsp;") for line in lines]  # ReportLab drops wide spaces
    template.build(
        [Paragraph(text, prose if _is_prose(line) else plain) for text, line in zip(kept, lines, strict=True)]
    )
    return stream.getvalue()


def reportlab_lines(rows: list[str], *, rotate: int = 0, size: float = 11) -> bytes:
    """Print lines one below the other as they are, without any setting: a page for every form feed."""
    font = _registered()
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    y = 780.0
    for page in "\n".join(rows).split("\f"):
        canvas.setFont(font, size)
        canvas.setPageRotation(rotate)
        y = 780.0
        for row in page.split("\n"):
            canvas.drawString(60, y, row)
            y -= 1.7 * size
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


FORMATS = {
    "html": lambda lines: (web_page(lines), ".html"),
    "docx": lambda lines: (word(lines), ".docx"),
    "docx by LibreOffice": lambda lines: (office(print_page(lines), ".html", "docx:MS Word 2007 XML"), ".docx"),
    "pdf by Chromium": lambda lines: (chromium_pdf(lines), ".pdf"),
    "pdf by Chromium, two columns": lambda lines: (chromium_pdf(lines, 2), ".pdf"),
    "pdf by LibreOffice": lambda lines: (office(word(lines), ".docx", "pdf"), ".pdf"),
    "pdf by LibreOffice, two columns": lambda lines: (office(word(lines, 2), ".docx", "pdf"), ".pdf"),
    "pdf by ReportLab": lambda lines: (reportlab_pdf(lines, 1), ".pdf"),
    "pdf by ReportLab, two columns": lambda lines: (reportlab_pdf(lines, 2), ".pdf"),
}
"""Every way in which the newsletters of the tests are made."""
