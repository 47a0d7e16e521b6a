"""What a build of a corpus is told, and the stamp that ties what it keeps to rules and code."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rdgraph
from rdgraph.pipeline import Options
from rdgraph.rules.pack import load_pack

_CODE = (".py", ".yaml", ".tsv", ".ttl")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a corpus is built; none of it changes a byte of the exports."""

    jobs: int = 1
    scheduler: str | None = None
    seconds: float = 300.0
    """Time that one file may take."""
    memory: int = 6 << 30
    """Bytes of address space that one worker may take, where the system can limit them."""
    most_drawn: int = 400_000
    """Triples up to which the network views are written: a browser draws no more."""


def stamp(options: Options) -> str:
    """Return a digest of everything but the sources that the facts of a document depend on: version, code and rules."""
    digest = hashlib.sha256(f"{rdgraph.__version__}\0{_code()}\0{load_pack(*options.rules).digest}".encode())
    return digest.hexdigest()


@cache
def _code() -> str:
    """Return a digest of the installed package: a version that was edited is another version."""
    digest = hashlib.sha256()
    home = Path(rdgraph.__file__).parent
    for path in sorted(p for p in home.rglob("*") if p.suffix in _CODE):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
