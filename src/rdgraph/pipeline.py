"""What every build needs: its options, the bundled sample, rules made ready, files read and written whole."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import BinaryIO

from rdgraph.extract.divisions import division_finder
from rdgraph.graph.vocabulary import DEFAULT_BASE
from rdgraph.model.document import Document
from rdgraph.model.facts import Facts
from rdgraph.resolve.document import extract_document
from rdgraph.rules.pack import RulePack, load_pack
from rdgraph.text import read_file, segment


@dataclass(frozen=True)
class Options:
    """What a build is told beside its sources."""

    base: str = DEFAULT_BASE
    with_text: bool = True
    with_contacts: bool = False
    rules: tuple[Path, ...] = ()


def sample_sources() -> list[Path]:
    """Return the newsletters that come with the package."""
    folder = resources.files("rdgraph").joinpath("sample")
    return sorted(Path(str(p)) for p in folder.iterdir() if p.name.endswith(".txt"))


def make_ready(options: Options) -> RulePack:
    """Load what every document needs, keep compiled patterns for the next run, and rest the garbage collector.

    To look through rules and gazetteer for garbage again and again takes a fifth of the time of an extraction; and
    processes that are forked later share all this.
    """
    pack = load_pack(*options.rules)
    division_finder(pack)
    pack.compile_all()
    pack.keep_patterns()
    gc.collect()
    gc.freeze()
    return pack


def extract_file(path: Path, pack: RulePack) -> tuple[Document, Facts]:
    """Read, segment and extract one file; raise `RdgraphError` where that cannot be done."""
    document = segment(read_file(path))
    return document, extract_document(document, pack)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that no reader and no crash ever meets half of it."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that takes the place of another one once it is whole."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
