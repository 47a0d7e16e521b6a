"""Word documents: paragraphs, tables, text boxes and footnotes in the order in which they are read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from rdgraph.errors import SourceError
from rdgraph.text.readers.content import Content

MOST_UNPACKED = 512 << 20
"""Bytes that the parts of a document may unpack to."""
MOST_PART = 128 << 20
"""Bytes of one part of XML."""
MOST_RATIO = 300
"""How many times its packed size a large part may unpack to."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "fldData")}
    | {f"{_MC}Fallback"}
)
_DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_NOTE_KINDS = ("separator", "continuationSeparator", "continuationNotice")


def read_docx(data: bytes, name: str) -> Content:
    """Read the text of a Word document."""
    _check_package(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        notes = _notes(document.part)
        lines = list(_blocks(body, notes))
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # python-docx and lxml raise what they like on damaged files
        raise _damaged(name) from error
    return Content("\n\n".join(lines))


def _damaged(name: str) -> SourceError:
    return SourceError.of("source.docx-damaged", file=name)


def _check_package(data: bytes, name: str) -> None:
    """Refuse what is no DOCX, unpacks beyond all measure, or declares XML entities."""
    if data[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise SourceError.of("source.docx-old", file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or any(_is_bomb(part) for part in parts):
                raise SourceError.of("source.bomb", file=name)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as stream:
                        head = stream.read(1 << 16)
                    if _DECLARATION.search(head):
                        raise SourceError.of("source.docx-entities", file=name)
    except SourceError:
        raise
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise _damaged(name) from error


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    if part.filename.endswith(".xml") and part.file_size > MOST_PART:
        return True
    return part.file_size > 1 << 20 and part.file_size > MOST_RATIO * max(1, part.compress_size)


def _notes(part: Part) -> dict[str, list[str]]:
    """Return the lines of every footnote and endnote by kind and id."""
    found: dict[str, list[str]] = {}
    for kind, relation in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
        try:
            blob = part.part_related_by(relation).blob
        except KeyError:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for note in etree.fromstring(blob, parser).iter(f"{_W}{kind}"):
            if note.get(f"{_W}type") not in _NOTE_KINDS:
                found[f"{kind}{note.get(f'{_W}id')}"] = list(_blocks(note, {}))
    return found


def _blocks(parent: etree._Element, notes: dict[str, list[str]]) -> Iterator[str]:
    """Yield the lines of a body, a cell or a text box."""
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, notes)
        elif element.tag == f"{_W}tbl":
            for row in element.iter(f"{_W}tr"):
                if _nearest_table(row) is element:
                    yield from _row(row, notes)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _blocks(element, notes)


def _nearest_table(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{_W}tbl"), None)


def _row(row: etree._Element, notes: dict[str, list[str]]) -> Iterator[str]:
    """Yield a row as one line where its cells hold a line each, else the lines of one cell after the other."""
    cells = [list(_blocks(cell, notes)) for cell in row.iter(f"{_W}tc") if _nearest_row(cell) is row]
    if all(len(cell) <= 1 for cell in cells):
        line = "\u3000\u3000".join(text for cell in cells for text in cell)
        if line:
            yield line
    else:
        for cell in cells:
            yield from cell


def _nearest_row(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{_W}tr"), None)


def _paragraph(paragraph: etree._Element, notes: dict[str, list[str]]) -> Iterator[str]:
    """Yield the text boxes anchored in a paragraph, its own lines, and the notes it refers to."""
    text: list[str] = []
    boxes: list[str] = []
    cited: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in _SKIPPED:
            continue
        if tag == f"{_W}txbxContent":
            boxes += _blocks(element, notes)
        elif tag == f"{_W}t":
            text.append(element.text or "")
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            text.append("\u3000\u3000")
        elif tag in (f"{_W}br", f"{_W}cr"):
            text.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            text.append("-")
        elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
            cited += notes.get(tag.removeprefix(_W).removesuffix("Reference") + str(element.get(f"{_W}id")), [])
        else:
            waiting.extend(reversed(element))
    for line in (*boxes, *"".join(text).split("\n")):
        if line.strip():
            yield line.rstrip()
    for line in cited:
        if line.strip():
            yield line.strip()
