"""Bytes → `Source`: one table of readers, by suffix and media type; a format is a module here and a row of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from rdgraph.errors import SourceError
from rdgraph.model.document import Source
from rdgraph.text.normalize import replace_radicals
from rdgraph.text.readers.content import MOST_BYTES, MOST_CHARACTERS, Content
from rdgraph.text.readers.docx import read_docx
from rdgraph.text.readers.html import read_html
from rdgraph.text.readers.pdf import read_pdf
from rdgraph.text.readers.plain import read_plain

__all__ = ["READERS", "Content", "Reader", "read_file", "read_source", "suffixes"]


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one format are read."""

    media_type: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Content]


READERS: tuple[Reader, ...] = (
    Reader("text/plain", (".txt", ".text"), read_plain),
    Reader("text/markdown", (".md", ".markdown"), read_plain),
    Reader("application/pdf", (".pdf",), read_pdf),
    Reader("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), read_docx),
    Reader("text/html", (".html", ".htm", ".xhtml", ".shtml"), read_html),
)
"""Every format; a new one is a function and a row."""


def suffixes() -> tuple[str, ...]:
    """Return the file suffixes that can be read."""
    return tuple(suffix for reader in READERS for suffix in reader.suffixes)


def read_source(data: bytes, name: str, media_type: str | None = None) -> Source:
    """Return the source that `data` holds. `name` names it in messages and tells its format where no type is given.

    Raises SourceError where the format has no reader, or its reader finds no text.
    """
    reader = _reader(name, media_type)
    if len(data) > MOST_BYTES:
        raise _too_long(name)
    content = reader.read(data, name)
    text = replace_radicals(content.text)
    if len(text) > MOST_CHARACTERS:
        raise _too_long(name)
    if not text.strip():
        raise SourceError.of("source.no-text", file=name)
    return Source(name, hashlib.sha256(data).hexdigest(), text, reader.media_type, content.pages, content.notes)


def read_file(path: Path, name: str | None = None) -> Source:
    """Return the source in the file at `path`, named as its file unless a name is given."""
    name = path.name if name is None else name
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError.of("source.unreadable", file=name, reason=reason) from error
    return read_source(data, name)


def _too_long(name: str) -> SourceError:
    return SourceError.of("source.too-large", file=name)


def _reader(name: str, media_type: str | None) -> Reader:
    if media_type is not None:
        wanted = media_type.partition(";")[0].strip().lower()
        for reader in READERS:
            if reader.media_type == wanted:
                return reader
    else:
        suffix = PurePath(name).suffix.lower()
        for reader in READERS:
            if suffix in reader.suffixes:
                return reader
        if not suffix:
            return READERS[0]
    known = "、".join(suffixes())
    found = media_type or PurePath(name).suffix
    raise SourceError.of("source.format", file=name, format=found, known=known)
