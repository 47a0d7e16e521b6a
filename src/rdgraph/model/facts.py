"""What a document says once its mentions are linked: entities by key, and articles that refer to them.

A key is a tuple of strings, the path of the entity's IRI below the base: ``("org", "上城区人大常委会")``.
Everything here is hashable or a plain dict, picklable, and free of RDF, so that documents can be extracted in any
process and their facts merged in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from rdgraph.model.document import Article, Issue
from rdgraph.model.found import Span

Key = tuple[str, ...]
_T = TypeVar("_T", str, Key)


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing and every form in which it was met.

    `types`, `names` count how often each was given: the most frequent is published, ties go to the first in code
    point order. Counts add up, so merging is associative and commutative.
    """

    key: Key
    types: Counter[str]
    names: Counter[str]
    forms: frozenset[str] = frozenset()
    code: str | None = None
    contained_in: Key | None = None
    jurisdiction: Key | None = None
    part_of: Key | None = None
    replaced_by: frozenset[Key] = frozenset()

    @property
    def type(self) -> str:
        """The type given most often."""
        return min(self.types, key=lambda t: (-self.types[t], t))

    @property
    def label(self) -> str:
        """The name given most often."""
        return min(self.names, key=lambda n: (-self.names[n], n))

    def merged(self, other: Entity) -> Entity:
        """Return the union of what both say; key-valued facts keep the first in order where both have one."""
        return replace(
            self,
            types=self.types + other.types,
            names=self.names + other.names,
            forms=self.forms | other.forms,
            code=first_key(self.code, other.code),
            contained_in=first_key(self.contained_in, other.contained_in),
            jurisdiction=first_key(self.jurisdiction, other.jurisdiction),
            part_of=first_key(self.part_of, other.part_of),
            replaced_by=self.replaced_by | other.replaced_by,
        )


def first_key(a: _T | None, b: _T | None) -> _T | None:
    """Return the smaller of two keys or codes; None counts as absent."""
    return min((x for x in (a, b) if x is not None), default=None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement rests: its passages, the rule that found it, the confidence, the modality if any."""

    spans: tuple[Span, ...]
    rule: str
    confidence: float
    modality: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """``subject predicate object``; a subject of None is the article itself."""

    subject: Key | None
    predicate: str
    object: Key
    evidence: Evidence
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A reported quantity."""

    value: Decimal
    unit: str
    qualifier: str | None
    counted: str | None
    measures: Key | None
    status: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Act:
    """An activity; `date` is to the day, month or year, as far as its sentence tells (2025-06-19, 2025-06, 2025)."""

    type: str
    agent: Key
    object: str
    about: tuple[Key, ...]
    quantities: tuple[int, ...]
    evidence: Evidence
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A mention that could not be linked, and why."""

    surface: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """One article: its own fields, what it says, and what could not be linked. `key` is its IRI's path."""

    key: Key
    issue: Key | None
    article: Article
    division: Key | None
    body_organ: Key | None
    authors: tuple[Key, ...]
    contributor: Key | None
    statements: tuple[Statement, ...]
    measures: tuple[Measure, ...]
    acts: tuple[Act, ...]
    unresolved: tuple[Unresolved, ...]
    pages: tuple[tuple[Span, int], ...] = ()
    source: tuple[str, str] | None = None
    """Name and SHA-256 of the file that a loose article was read from; an article of an issue has its issue's."""


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """One issue and where it was read from."""

    key: Key
    issue: Issue
    source_name: str
    source_sha256: str
    compiler: Key | None
    editors: tuple[Key, ...]
    articles: tuple[Key, ...]

    @property
    def edition(self) -> tuple[str, str]:
        """What tells two sources of one issue apart, and orders them."""
        return self.source_sha256, self.source_name


@dataclass(frozen=True)
class Facts:
    """Facts of any number of documents. `merged` is associative and commutative, and `Facts()` is its neutral value."""

    entities: dict[Key, Entity] = field(default_factory=dict)
    issues: dict[Key, IssueFacts] = field(default_factory=dict)
    articles: dict[Key, ArticleFacts] = field(default_factory=dict)

    def merged(self, other: Facts) -> Facts:
        """Return the union. Of two editions of one issue the one with the smaller source hash stays, whole."""
        return merge((self, other))


def absorb(into: dict[Key, Entity], more: Mapping[Key, Entity]) -> None:
    """Add what others say of entities."""
    for key, entity in more.items():
        held = into.get(key)
        into[key] = entity if held is None else held.merged(entity)


def merge_entities(parts: Iterable[Mapping[Key, Entity]]) -> dict[Key, Entity]:
    """Return the union of what documents say of entities, in any order."""
    merged: dict[Key, Entity] = {}
    for part in parts:
        absorb(merged, part)
    return merged


def closure(keys: Iterable[Key], entities: Mapping[Key, Entity]) -> set[Key]:
    """Return some entities with the areas and organs that they depend on, as far as there are any."""
    seen: set[Key] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in seen or key not in entities:
            continue
        seen.add(key)
        e = entities[key]
        waiting.extend(k for k in (e.contained_in, e.jurisdiction, e.part_of, *e.replaced_by) if k is not None)
    return seen


def merge(parts: Iterable[Facts]) -> Facts:
    """Return the union of many facts; see `Facts.merged`."""
    entities: dict[Key, Entity] = {}
    issues: dict[Key, IssueFacts] = {}
    articles: dict[Key, ArticleFacts] = {}
    for part in parts:
        absorb(entities, part.entities)
        replaced: set[Key] = set()
        for key, issue in part.issues.items():
            held = issues.get(key)
            if held is None or issue.edition < held.edition:
                if held is not None:
                    replaced.update(held.articles)
                issues[key] = issue
        for key in replaced:
            articles.pop(key, None)
        for key, article in part.articles.items():
            if article.issue is None or issues[article.issue].source_sha256 == part.issues[article.issue].source_sha256:
                articles[key] = article
    return Facts(entities, issues, articles)
