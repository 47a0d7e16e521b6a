"""Bytes → `Source`: one table of readers, by suffix and media type."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from rdgraph.errors import SourceError
from rdgraph.model.document import Source
from rdgraph.text.decode import decode
from rdgraph.text.normalize import replace_radicals

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v]")


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gets out of a file: its text, and the offsets at which pages begin where it knows them."""

    text: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one format are read."""

    media_type: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Content]


def read_plain(data: bytes, name: str) -> Content:
    """Read plain text; a form feed begins a page."""
    text = _LINE_ENDS.sub("\n", decode(data, name))
    breaks = [match.end() for match in re.finditer("\f", text)]
    return Content(text, (0, *breaks) if breaks else ())


READERS: tuple[Reader, ...] = (
    Reader("text/plain", (".txt", ".text"), read_plain),
    Reader("text/markdown", (".md", ".markdown"), read_plain),
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
    content = reader.read(data, name)
    text = replace_radicals(content.text)
    if not text.strip():
        raise SourceError(
            name,
            "文件中没有文字 (the file holds no text)",
            "请检查该文件，扫描件请先做文字识别 (check the file; recognise scans first)",
        )
    return Source(name, hashlib.sha256(data).hexdigest(), text, reader.media_type, content.pages)


def read_file(path: Path, name: str | None = None) -> Source:
    """Return the source in the file at `path`, named as its file unless a name is given."""
    name = path.name if name is None else name
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            name, f"无法读取文件：{reason} (the file cannot be read)", "请检查路径和权限 (check path and permissions)"
        ) from error
    return read_source(data, name)


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
    raise SourceError(
        name,
        f"不支持的格式：{media_type or PurePath(name).suffix} (unsupported format)",
        f"可用格式：{known} (supported: {known.replace('、', ', ')})",
    )
