"""PDF with a text layer, by way of PDFium: characters with their places, put into reading order by `printed`."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from rdgraph.errors import SourceError
from rdgraph.model.document import Finding
from rdgraph.text.readers.content import MOST_CHARACTERS, Content
from rdgraph.text.readers.printed import SAME_LINE, WIDE, Piece, paragraphs

MOST_PAGES = 3000
WORD_SPACE = 0.17
"""Ems of white space, beyond that between the other characters of the line, that part two words."""
UNREADABLE = 0.2
"""Share of characters without meaning from which a text layer is of no use."""

_WIDE_FROM = "\u2e80"
_Char = tuple[str, float, float, float, float]
"""Character, left, right, baseline (downwards), em."""


def read_pdf(data: bytes, name: str) -> Content:
    """Read the text of a PDF; raise `SourceError` for a scan, a locked and a broken file."""
    document = _opened(data, name)
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise SourceError.of("source.pdf-pages", file=name, count=count)
        pages = [list(_pieces(document, number)) for number in range(count)]
    finally:
        document.close()
    size = sum(len(piece.text) for page in pages for piece in page)
    if not size:
        raise SourceError.of("source.pdf-scan", file=name, count=count)
    unreadable = sum(_is_unreadable(char) for page in pages for piece in page for char in piece.text)
    if unreadable > UNREADABLE * size:
        raise SourceError.of("source.pdf-unmapped", file=name)
    return _content(pages)


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    start = data.find(b"%PDF-", 0, 1024)
    if start < 0:
        raise SourceError.of("source.no-pdf", file=name)
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise SourceError.of("source.pdf-locked", file=name) from error
        raise SourceError.of("source.pdf-damaged", file=name) from error


def _pieces(document: pdfium.PdfDocument, number: int) -> Iterator[Piece]:
    """Yield the pieces of a page in the order of the file; none for a page that cannot be loaded."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pdfium.PdfiumError:
        return
    try:
        run: list[_Char] = []
        for char in _chars(page, text):
            if run and _parted(run[-1], char):
                yield _piece(run)
                run = []
            if run or not char[0].isspace():
                run.append(char)
        if run:
            yield _piece(run)
    finally:
        text.close()
        page.close()


def _chars(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Iterator[_Char]:
    """Yield the characters that the file holds: not those that PDFium makes up between lines and words."""
    raw, box, x, y = text.raw, pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    count = min(pdfium_c.FPDFText_CountChars(raw), MOST_CHARACTERS)
    width, height = page.get_mediabox()[2:]
    turn = page.get_rotation()
    scale = 0.0
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(raw, index)
        if code < 0x20 or 0xD800 <= code < 0xE000 or code > 0x10FFFF or 0xFFFE <= code <= 0xFFFF:
            continue
        if pdfium_c.FPDFText_IsGenerated(raw, index) == 1:
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, box):
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        left, right, tall, base = box.left, box.right, box.top - box.bottom, -y.value
        if turn == 90:
            left, right, tall, base = box.bottom, box.top, box.right - box.left, x.value
        elif turn == 180:
            left, right, base = width - box.right, width - box.left, y.value
        elif turn == 270:
            left, right, tall, base = height - box.top, height - box.bottom, box.right - box.left, -x.value
        char = chr(code)
        nominal = pdfium_c.FPDFText_GetFontSize(raw, index)
        if char >= _WIDE_FROM and nominal > 0:
            scale = (right - left) / nominal  # an ideograph is an em wide; a Latin letter is as large as those before
        em = nominal * scale if scale and nominal > 0 else 0.8 * tall
        yield char, left, right, base, max(em, 0.1)


def _parted(before: _Char, char: _Char) -> bool:
    """Tell whether two characters in a row do not stand next to each other in a line."""
    em = max(before[4], char[4])
    gap = char[1] - before[2]
    return abs(char[3] - before[3]) > SAME_LINE * em or gap > WIDE * em or gap < -em


def _piece(run: list[_Char]) -> Piece:
    while run[-1][0].isspace():
        run = run[:-1]
    gaps = [(char[1] - before[2]) / char[4] for before, char in pairwise(run)]
    usual = max(0.0, median(gaps)) if gaps else 0.0
    text = run[0][0]
    for (before, char), gap in zip(pairwise(run), gaps, strict=True):
        spaced = before[0].isspace() or char[0].isspace()
        text += char[0] if spaced or gap - usual <= WORD_SPACE else " " + char[0]
    wide = [char[4] for char in run if char[0] >= _WIDE_FROM] or [char[4] for char in run]
    return Piece(text, run[0][1], run[-1][2], run[0][3], median(wide))


def _is_unreadable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc")


def _content(pages: list[list[Piece]]) -> Content:
    text: list[str] = []
    length = 0
    starts: dict[int, int] = {}
    for paragraph in paragraphs(pages):
        if text:
            text.append("\n\n")
            length += 2
        for page, stretch in paragraph:
            starts.setdefault(page, length)
            text.append(stretch)
            length += len(stretch)
    begins: list[int] = []
    following = length
    for number in reversed(range(len(pages))):
        following = min(following, starts.get(number, following))
        begins.append(following)
    begins.reverse()
    begins[0] = 0
    blank = [str(number) for number, page in enumerate(pages, 1) if not page]
    notes = (Finding("source.blank-pages", (("pages", "、".join(blank[:20])), ("count", str(len(blank))))),)
    return Content("".join(text), tuple(begins), notes if blank else ())
