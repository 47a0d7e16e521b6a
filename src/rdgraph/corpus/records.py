"""What is kept of a document between the steps of a build. Plain values: they are pickled, counted and reported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rdgraph.model.document import Finding, Issue
from rdgraph.model.facts import Entity, Key


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file was not read, and what to do: Chinese and English in one text, as the reader said it."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What merging, telling editions apart and the report need of a document, without its facts."""

    name: str
    sha256: str
    media_type: str
    pages: int
    key: Key
    """The key of its issue, or of its first article where it is no issue."""
    issue: Issue | None
    findings: tuple[Finding, ...]
    articles: int
    sentences: frozenset[int]
    """Hashes of its longer sentences, by which editions of one text are known."""
    entities: dict[Key, Entity]


@dataclass(frozen=True, slots=True)
class Lost:
    """A mention that is linked to nothing, for the report."""

    article: int
    surface: str
    reason: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What the graph of a document holds."""

    articles: int = 0
    entities: int = 0
    relations: int = 0
    quantities: int = 0
    activities: int = 0
    triples: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    lost: tuple[Lost, ...] = ()
    unknown_areas: tuple[tuple[int, str], ...] = ()
    slogans: tuple[tuple[int, str, int], ...] = ()
    """Articles whose headline counts more or fewer parts than their text has: position, slogan, parts."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of the graph that one document adds.

    `chunks` are blocks of Turtle of subjects that no other document has, sorted, with the first subject of each;
    `shared` are relations and concepts, whose subjects others may have too; `entities` are those that the document
    refers to, described once for all documents.
    """

    chunks: tuple[tuple[str, bytes], ...]
    shared: tuple[tuple[str, str, str], ...]
    entities: frozenset[Key]
    own: int
    """The number of triples in the chunks."""
    counts: Counts
