"""Which files a corpus has: files named, files below folders, members of zip archives."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from rdgraph.errors import RdgraphError, SourceError
from rdgraph.text.readers import suffixes
from rdgraph.text.readers.content import MOST_BYTES

MOST_MEMBERS = 20_000
"""Files in one archive."""
MOST_UNPACKED = 8 << 30
"""Bytes that one archive may unpack to."""
MOST_RATIO = 200
"""How many times its packed size a large member may unpack to."""
ARCHIVE = ".zip"

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_IGNORED = ("__MACOSX", ".rdgraph", ".git")


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """A file to read: `name` is its path below what was named on the command line; `member` its place in an archive."""

    name: str
    path: Path = field(compare=False)
    member: int | None = field(default=None, compare=False)

    def read(self) -> bytes:
        """Return the bytes; raise `SourceError` where they cannot be had."""
        try:
            if self.member is None:
                if self.path.stat().st_size > MOST_BYTES:
                    raise _too_large(self.name)
                return self.path.read_bytes()
            with zipfile.ZipFile(self.path) as archive, archive.open(archive.infolist()[self.member]) as stream:
                data = stream.read(MOST_BYTES + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SourceError.of("source.unreadable", file=self.name, reason=reason) from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, IndexError) as error:
            raise _damaged(self.name) from error
        except Exception as error:  # zlib.error, lzma.LZMAError: whatever a damaged member raises
            raise _damaged(self.name) from error
        if len(data) > MOST_BYTES:
            raise _too_large(self.name)
        return data

    def state(self) -> tuple[int, int, int, int] | None:
        """Return what changes with the file it lies in, or None where that cannot be told."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


@dataclass(slots=True)
class Found:
    """What there is: files to read, files of formats that are not read, and what could not be opened."""

    items: list[Item] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failures: list[tuple[str, RdgraphError]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def name(self, wanted: str) -> str:
        """Return a name that no other file has, for files are told apart by name from here on: a.txt, a (2).txt."""
        path, name, number = PurePosixPath(wanted), wanted, 1
        while name in self.names:
            number += 1
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self.names.add(name)
        return name


def discover(paths: Sequence[Path], ignore: Path | None = None) -> Found:
    """Return everything below the paths, in the order of names, each file once; nothing below `ignore`."""
    found = Found()
    seen: set[Path] = set()
    for path in paths:
        folder = path.is_dir()
        for file in sorted(_files(path, ignore)) if folder else [path]:
            place = file.resolve()
            if place in seen:
                continue
            seen.add(place)
            name = found.name(_as_text(file.relative_to(path).as_posix() if folder else file.name))
            _sort_in(found, file, name, named=not folder)
    found.items.sort()
    found.skipped.sort()
    return found


def _files(folder: Path, ignore: Path | None) -> Iterator[Path]:
    hidden = None if ignore is None else ignore.resolve()
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if any(part in _IGNORED or part.startswith((".", "~$")) for part in parts):
            continue
        if path.is_file() and not (hidden is not None and hidden in path.resolve().parents):
            yield path


def _sort_in(found: Found, file: Path, name: str, *, named: bool) -> None:
    suffix = file.suffix.lower()
    if suffix == ARCHIVE:
        _open_archive(found, file, name)
    elif named or suffix in suffixes():
        found.items.append(Item(name, file))
    else:
        found.skipped.append(name)


def _open_archive(found: Found, file: Path, name: str) -> None:
    """Add the members of an archive; refuse it whole where it unpacks beyond all measure."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except Exception as error:  # zipfile raises many kinds on damaged archives
        failure = SourceError.of("source.archive-damaged", file=name)
        failure.__cause__ = error
        found.failures.append((name, failure))
        return
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        found.failures.append((name, _bomb(name)))
        return
    for number, member in enumerate(members):
        inner = _name_of(member)
        if member.is_dir() or any(p in _IGNORED or p.startswith((".", "~$")) for p in PurePosixPath(inner).parts):
            continue
        whole = found.name(f"{name}/{inner}")
        suffix = PurePosixPath(inner).suffix.lower()
        if suffix not in suffixes():
            found.skipped.append(whole)
        elif member.flag_bits & _ENCRYPTED:
            found.failures.append((whole, SourceError.of("source.archive-locked", file=whole)))
        elif member.file_size > MOST_BYTES or (
            member.file_size > 1 << 20 and member.file_size > MOST_RATIO * max(1, member.compress_size)
        ):
            found.failures.append((whole, _bomb(whole)))
        else:
            found.items.append(Item(whole, file, number))


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name; archives packed on Chinese Windows write it in GBK and do not say so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    return _decoded(raw) or member.filename


def _as_text(name: str) -> str:
    """Return a file's name as text; one that was unpacked from such an archive is no UTF-8 on disk."""
    raw = name.encode("utf-8", "surrogateescape")
    return _decoded(raw) or raw.decode("utf-8", "replace")


def _decoded(raw: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _bomb(name: str) -> SourceError:
    return SourceError.of("source.bomb", file=name)


def _too_large(name: str) -> SourceError:
    return SourceError.of("source.too-large", file=name)


def _damaged(name: str) -> SourceError:
    return SourceError.of("source.member-damaged", file=name)
