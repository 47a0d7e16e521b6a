"""Compiled patterns, kept between runs: compiling those of the bundled rules takes half a second, reading them 20 ms.

A file of the user's cache folder holds the patterns of one rule pack, by their expanded source. It is only a cache:
whatever is wrong with it, or with writing it, patterns are compiled anew and nothing is said.

It is trusted no further than it must be. A file, or a folder, that belongs to somebody else or that others may write is
not read; a file that is not whole is not read; and what is read can make patterns and plain values, nothing else.
``RDGRAPH_CACHE`` names another folder, and where it is empty nothing is kept.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import regex

KEPT = 8
"""Files that stay in the folder: one for each rule pack used of late."""

_MADE_WITH = f"1 {regex.__version__} {sys.implementation.cache_tag} {sys.maxsize} {sys.byteorder}"
_DIGEST = hashlib.sha256().digest_size


def load(pack: str) -> dict[str, regex.Pattern[str]]:
    """Return the patterns kept for the rule pack of that digest, by source; none where none can be trusted."""
    with suppress(Exception):
        path = _file(pack)
        if path is not None and _is_ours(path.parent) and _is_ours(path):
            data = path.read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                return dict(_Patterns(io.BytesIO(data[_DIGEST:])).load())
    return {}


def save(pack: str, patterns: Mapping[str, regex.Pattern[str]]) -> None:
    """Keep the patterns of a rule pack for the next run."""
    with suppress(Exception):
        path = _file(pack)
        if path is None:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(path.parent):
            return
        data = pickle.dumps(dict(patterns))
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        by_age = sorted(path.parent.glob("patterns-*"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in by_age[KEPT:]:
            old.unlink(missing_ok=True)


class _Patterns(pickle.Unpickler):
    """Reads patterns and plain values, and refuses everything else that a pickle may name."""

    def find_class(self, module: str, name: str) -> object:
        maker = _maker()
        if (module, name) == (maker.__module__, maker.__qualname__):
            return maker
        raise pickle.UnpicklingError(f"{module}.{name} is no pattern")


def _maker() -> Callable[..., object]:
    """Return the function that `regex` itself names where a pattern is pickled: it makes one from compiled code."""
    pattern = regex.compile("")
    reduced = copyreg.dispatch_table[type(pattern)](pattern)
    assert not isinstance(reduced, str)
    return reduced[0]


def _file(pack: str) -> Path | None:
    folder = os.environ.get("RDGRAPH_CACHE")
    if folder is None:
        folder = str(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rdgraph")
    key = hashlib.sha256(f"{_MADE_WITH} {pack}".encode()).hexdigest()
    return Path(folder) / f"patterns-{key[:32]}" if folder else None


def _is_ours(path: Path) -> bool:
    """Does a file belong to this user alone? False on systems that cannot tell."""
    status = path.lstat()
    return hasattr(os, "getuid") and status.st_uid == os.getuid() and not status.st_mode & 0o022
