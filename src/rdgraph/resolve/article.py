"""Link what was found in one article: every mention to an entity, every relation, quantity and act to those."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rdgraph.model.document import Article
from rdgraph.model.facts import (
    Act,
    ArticleFacts,
    Entity,
    Evidence,
    Key,
    Measure,
    Statement,
    Unresolved,
    first_key,
)
from rdgraph.model.found import BODY, Found, Mention, Quantity, Relation, Span
from rdgraph.resolve.dating import Calendar
from rdgraph.resolve.naming import Namer, division_key, short_forms
from rdgraph.rules.divisions import Division
from rdgraph.rules.gazetteer import Gazetteer

_I = TypeVar("_I")
_K = TypeVar("_K")
_Ends = Callable[[int], Key | None]
"""The entity at an end of a relation or act: a mention by its number, or the organ that the article is about."""


class ArticleLinker:
    """Collects the entities and statements of one article."""

    def __init__(self, article: Article, area: Division | None, gazetteer: Gazetteer, namer: Namer) -> None:
        self._article, self._area, self._gazetteer, self.namer = article, area, gazetteer, namer
        self._drafts: dict[Key, _Draft] = {}
        self._unresolved: list[Unresolved] = []

    def link(self, key: Key, issue: Key | None, found: Found, dates: Calendar | None = None) -> ArticleFacts:
        """Return the article's facts; its entities are then in `entities`. Without `dates`, acts have none."""
        keys = [self._mention(m) for m in found.mentions]
        body_organ = self._body_organ()
        division = None if self._area is None else self.division(self._area)

        def end(index: int) -> Key | None:
            return body_organ if index == BODY else keys[index]

        statements = [
            *self._mention_statements(found.mentions, keys, division, body_organ),
            *self._relation_statements(found.relations, end),
        ]
        authors, contributor = self._signed(found.mentions, keys)
        return ArticleFacts(
            key, issue, self._article, division, body_organ, authors, contributor, tuple(statements),
            tuple(_measure(q, keys) for q in found.quantities), tuple(_acts(found, keys, end, dates)),
            tuple(self._unresolved),
        )  # fmt: skip

    def division(self, division: Division) -> Key:
        """Add a division with all that contains it, and what replaced it; return its key."""
        key = division_key(division)
        if key not in self._drafts:
            above = self._gazetteer.ancestors(division)
            self._add(
                key, "Division", division.name, code=division.admin_code,
                contained_in=self.division(above[0]) if above else None,
                replaced_by=frozenset(
                    self.division(d) for code in division.successors if (d := self._gazetteer.by_code(code))
                ),
            )  # fmt: skip
        return key

    def _mention(self, mention: Mention) -> Key | None:
        named = self.namer.name(mention)
        if isinstance(named, str):
            self._unresolved.append(Unresolved(mention.surface, mention.span, named))
            return None
        forms: frozenset[str] = frozenset()
        if mention.alias and not mention.anaphor and len(mention.surface) > 1:
            forms = frozenset((short_forms(mention.surface), mention.surface))
        if mention.type == "Division":
            assert named.area is not None
            key = self.division(named.area)
            self._add(key, forms=frozenset({mention.surface}))
            return key
        core = frozenset({mention.core}) if mention.core else frozenset()
        jurisdiction = self.division(named.area) if named.key[0] == "org" and named.area is not None else None
        self._add(named.key, named.type, named.label, _votes(mention), forms=forms | core, jurisdiction=jurisdiction)
        return named.key

    def _body_organ(self) -> Key | None:
        if self._area is None or self._area.level == "town":
            return None
        label = self._area.name + "人大常委会"
        key = ("org", self._gazetteer.qualified_name(self._area) + "人大常委会")
        self._add(key, "StandingCommittee", label, jurisdiction=self.division(self._area))
        return key

    def _newsletter_says(self) -> Evidence:
        """Return the evidence for an area that the article itself never names, its newsletter's: who signs it, or what.

        That is the byline, as far as there is one, and else the first line.
        """
        text, byline = self._article.text, self._article.byline
        span = Span(byline.start, byline.end) if byline is not None else Span(0, len(text.partition("\n")[0]))
        return Evidence((span,), "division.newsletter", 0.7)

    def _mention_statements(
        self, mentions: Iterable[Mention], keys: list[Key | None], division: Key | None, body_organ: Key | None
    ) -> list[Statement]:
        by_key: dict[Key, list[Mention]] = defaultdict(list)
        for mention, key in zip(mentions, keys, strict=True):
            if key is not None:
                by_key[key].append(mention)
        unseen: list[Key] = []
        for implied in (division, body_organ):
            if implied is not None and implied not in by_key:
                witnesses = [
                    m for m, k in zip(mentions, keys, strict=True)
                    if k is not None and self._drafts[k].jurisdiction in (division, implied)
                ]  # fmt: skip
                if witnesses:
                    by_key[implied] = witnesses[:1]
                else:
                    unseen.append(implied)
        statements = [Statement(None, "mentions", key, self._newsletter_says()) for key in unseen]
        for key, group in by_key.items():
            best = max(group, key=lambda m: (not m.anaphor, m.confidence, -m.span.start, m.rule))
            evidence = Evidence(_spans(m.span for m in group), best.rule, best.confidence)
            statements.append(Statement(None, "mentions", key, evidence))
        return statements

    def _relation_statements(self, relations: Iterable[Relation], end: _Ends) -> Iterator[Statement]:
        for (subject, predicate, object_, modality), group in _grouped(
            relations, lambda r: (end(r.subject), r.predicate, end(r.object), r.modality)
        ):
            if object_ is None or subject is None or subject == object_:
                continue
            best = max(group, key=lambda r: (r.confidence, -r.span.start, r.rule))
            evidence = Evidence(_spans(r.span for r in group), best.rule, best.confidence, modality)
            yield Statement(subject, predicate, object_, evidence, best.role)
            if predicate == "partOf":
                self._add(subject, part_of=object_)

    def _signed(self, mentions: Sequence[Mention], keys: Sequence[Key | None]) -> tuple[tuple[Key, ...], Key | None]:
        """Return who signs the article, and for which organ."""
        byline = self._article.byline
        if byline is None:
            return (), None
        named = [(m, k) for m, k in zip(mentions, keys, strict=True) if k is not None]
        authors = tuple(
            k
            for author in byline.authors
            for m, k in named
            if m.type == "Person" and m.span == Span(author.start, author.end)
        )
        if byline.unit is None:
            return authors, None
        unit = (
            k for m, k in named if k[0] == "org" and byline.unit_start <= m.span.start <= m.span.end <= byline.unit_end
        )
        return authors, next(unit, None)

    def _add(
        self,
        key: Key,
        type_: str | None = None,
        name: str | None = None,
        votes: int = 1,
        *,
        forms: Iterable[str] = (),
        code: str | None = None,
        contained_in: Key | None = None,
        jurisdiction: Key | None = None,
        part_of: Key | None = None,
        replaced_by: Iterable[Key] = (),
    ) -> None:
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft()
        if type_:
            draft.types[type_] += votes
        if name:
            draft.names[name] += 1
        draft.forms.update(forms)
        draft.replaced_by.update(replaced_by)
        draft.code = draft.code or code
        draft.contained_in = draft.contained_in or contained_in
        draft.jurisdiction = first_key(draft.jurisdiction, jurisdiction)
        draft.part_of = first_key(draft.part_of, part_of)

    @property
    def entities(self) -> dict[Key, Entity]:
        """The entities of the article so far, by key."""
        return {
            key: Entity(
                key, d.types, d.names, frozenset(d.forms), d.code, d.contained_in, d.jurisdiction, d.part_of,
                frozenset(d.replaced_by),
            )
            for key, d in self._drafts.items()
        }  # fmt: skip


def _measure(q: Quantity, keys: Sequence[Key | None]) -> Measure:
    of = None if q.mention is None else keys[q.mention]
    return Measure(
        q.value, q.unit, q.qualifier, q.counted, of, q.status, Evidence((q.span,), q.rule, q.confidence, q.modality)
    )


def _acts(found: Found, keys: Sequence[Key | None], end: _Ends, dates: Calendar | None) -> Iterator[Act]:
    """Yield the activities with what stands inside them: entities in their object, numbers in their passage, a date."""
    mentions, quantities = _Places(m.span for m in found.mentions), _Places(q.span for q in found.quantities)
    for a in found.activities:
        agent = end(a.agent)
        if agent is None or agent[0] != "org":
            continue
        about = sorted({k for i in mentions.inside(a.object_span) if (k := keys[i]) is not None})
        inside = tuple(sorted(quantities.inside(a.span)))
        told = a.span.start <= a.object_span.start and a.object_span.end <= a.span.end
        date, printed = (dates and dates.date_of(a.span, planned=a.modality is not None)) or (None, None)
        spans = (a.span, *(() if told else (a.object_span,)), *(() if printed is None else (printed,)))
        evidence = Evidence(spans, a.rule, a.confidence, a.modality)
        yield Act(a.type, agent, a.object, tuple(about), inside, evidence, date)


def _votes(mention: Mention) -> int:
    """Return how much a mention says of its entity's type: one head noun (0.9) outweighs two guesses (0.8)."""
    return max(1, round(100 * mention.confidence**8))


@dataclass(slots=True)
class _Draft:
    """An entity while its mentions are being collected."""

    types: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    forms: set[str] = field(default_factory=set)
    code: str | None = None
    contained_in: Key | None = None
    jurisdiction: Key | None = None
    part_of: Key | None = None
    replaced_by: set[Key] = field(default_factory=set)


class _Places:
    """Numbered spans, to be asked which of them lie inside another span."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._sorted = sorted((span.start, span.end, number) for number, span in enumerate(spans))

    def inside(self, outer: Span) -> list[int]:
        low = bisect_left(self._sorted, (outer.start,))
        high = bisect_left(self._sorted, (outer.end,), low)
        return [number for _, end, number in self._sorted[low:high] if end <= outer.end]


def _spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans), key=lambda s: (s.start, s.end)))


def _grouped(items: Iterable[_I], key: Callable[[_I], _K]) -> list[tuple[_K, list[_I]]]:
    groups: dict[_K, list[_I]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.items())
