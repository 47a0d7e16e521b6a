"""What the rules find in one article, before anything is linked to an entity.

Offsets are text offsets (code points of `Article.text`, half-open).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

BODY = -1
"""Stands, where a mention's index is expected, for the organ the article is about."""


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)`` in an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One stretch of text that names, or stands for, an entity.

    `name` is the name as the rule builds it; ``{area}`` in it is to be filled with the area that `area` points to:
    an administrative name (上城区), a level word (区, 市, 省, also 全区, 我市), or "" for the article's own area.
    `core` is the distinctive part (what stands inside quotation marks), by which later mentions refer back.
    `scope` tells where the same name is the same thing: ``national`` or ``area``.
    """

    type: str
    span: Span
    surface: str
    name: str
    area: str | None
    core: str | None
    scope: str
    rule: str
    confidence: float
    anaphor: bool = False
    """True where the mention only refers back and never introduces an entity by itself."""
    alias: bool = True
    """False where the surface is no form of the entity's name (都江堰市 in 都江堰市、彭州市人大常委会)."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Subject and object are indices into the article's mentions, or BODY."""

    subject: int
    predicate: str
    object: int
    span: Span
    rule: str
    confidence: float
    role: str | None = None
    modality: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A reported quantity; `counted` is what is counted, as printed; `status` a result's status (均已办结)."""

    value: Decimal
    unit: str
    qualifier: str | None
    counted: str | None
    span: Span
    rule: str
    confidence: float
    mention: int | None = None
    status: str | None = None
    modality: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One act; `agent` is a mention's index or BODY; `object` is as printed and lies at `object_span`."""

    type: str
    agent: int
    object: str
    object_span: Span
    span: Span
    rule: str
    confidence: float
    modality: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate that was not kept: which rule proposed it, where, and which policy or guard refused it."""

    rule: str
    span: Span
    surface: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything the rules found in one article."""

    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]
    quantities: tuple[Quantity, ...]
    activities: tuple[Activity, ...]
    rejections: tuple[Rejection, ...] = ()
