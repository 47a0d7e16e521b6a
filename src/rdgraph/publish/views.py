"""What a page shows, as plain values: no markup here, and no RDF behind here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from rdgraph.export.labels import quantity_label
from rdgraph.publish.index import ANCHOR, ASSOCIATED, BEGIN, CREATOR, DATE, END, ISSUED, TEXT, Index, Node, term_label
from rdgraph.publish.paths import concept_anchor, document_path, href
from rdgraph.query.dataset import (
    ALT_LABEL,
    CONTAINED,
    DERIVED,
    HAS_PART,
    IN_ARTICLE,
    IS_PART_OF,
    LINKS,
    OBJECT,
    PREDICATE,
    REPLACED,
    SUBJECT,
    rd,
)

_STOPS = "。！？\n"
_MENTIONS = rd("mentions")
PRACTICES = ("Mechanism", "Program", "Platform")
"""The classes of what one place does and another may take up."""
_WITHIN = Node("http://www.w3.org/ns/org#subOrganizationOf")


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to a page of the site: its path, its name, the class of what it is about."""

    label: str
    href: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage in its sentence, with its place in the text and on the page of its article."""

    before: str
    anchor: str
    after: str
    begin: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Told:
    """A statement, an activity or a quantity of an article: what it says, and the passages it rests on."""

    id: str
    subject: Ref | None
    relation: Term
    object: Ref | None
    text: str
    modality: Term | None
    article: Ref
    date: str
    rule: str
    confidence: str
    quotes: tuple[Quote, ...]
    more: tuple[Ref, ...] = ()
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One article in a list of them, with the sentence that matters."""

    article: Ref
    date: str
    issue: Ref | None
    division: Ref | None
    kind: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an article's text; with the entities that are named by it, where it is a mention."""

    text: str
    refs: tuple[Ref, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class EntityView:
    """The page of an entity."""

    ref: Ref
    iri: str
    names: tuple[str, ...]
    facts: tuple[tuple[Term, tuple[Ref, ...]], ...]
    code: str
    statements: tuple[tuple[Term, tuple[Told, ...]], ...]
    activities: tuple[Told, ...]
    quantities: tuple[Told, ...]
    shared: tuple[tuple[Ref, int], ...]
    practices: tuple[tuple[Ref, int], ...]
    timeline: tuple[Appearance, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """The page of an article."""

    ref: Ref
    iri: str
    date: str
    issue: Ref | None
    section: Ref | None
    division: Ref | None
    organ: Ref | None
    authors: tuple[Ref, ...]
    byline: str
    brief: bool
    paragraphs: tuple[tuple[Piece, ...], ...]
    statements: tuple[Told, ...]
    activities: tuple[Told, ...]
    quantities: tuple[Told, ...]
    entities: tuple[tuple[Term, tuple[Ref, ...]], ...]
    unresolved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueView:
    """The page of an issue, or of a section."""

    ref: Ref
    iri: str
    facts: tuple[tuple[Term, tuple[Ref, ...]], ...]
    articles: tuple[Appearance, ...]
    source: str = ""


@dataclass(frozen=True)
class Views:
    """Makes the views of one dataset."""

    index: Index
    _refs: dict[Node, Ref] = field(default_factory=dict)

    def ref(self, node: Node) -> Ref:
        """Return the link to a node; to its page where it has one."""
        if node not in self._refs:
            path = document_path(self.index.dataset.base, node.value)
            elsewhere = node.value if node.value.startswith(("http://", "https://")) else ""
            target = href(path) + ".html" if path else elsewhere
            label = self.index.label(node) if path else elsewhere
            self._refs[node] = Ref(label, target, self.index.kind(node))
        return self._refs[node]

    def entity(self, node: Node) -> EntityView:
        """Return what is said of an entity."""
        index = self.index
        told = [*index.about(node, SUBJECT), *index.about(node, OBJECT)]
        grouped: dict[str, list[Told]] = {}
        for statement in dict.fromkeys(told):
            predicate = index.nodes(statement, PREDICATE)
            if predicate and predicate[0] != _MENTIONS:
                grouped.setdefault(predicate[0].value, []).append(self.told(statement))
        timeline = self.timeline(node)
        return EntityView(
            ref=self.ref(node),
            iri=node.value,
            names=tuple(o.value for o in index.objects(node, ALT_LABEL)),
            facts=self._facts(node),
            code=index.text(node, rd("adminCode")),
            statements=tuple((term(p), tuple(sorted(t, key=_by_date))) for p, t in sorted(grouped.items())),
            activities=self._all([*index.subjects(ASSOCIATED, node), *index.subjects(rd("about"), node)]),
            quantities=self._all(index.subjects(rd("measures"), node)),
            shared=_by_division(timeline),
            practices=self._practices(node),
            timeline=timeline,
        )

    def _practices(self, division: Node) -> tuple[tuple[Ref, int], ...]:
        """Return the practices that the articles of a division name, and how many divisions name each."""
        index = self.index
        articles = index.subjects(rd("division"), division)
        found = []
        for practice in {n for a in articles for n in index.nodes(a, _MENTIONS) if index.kind(n) in PRACTICES}:
            naming = index.subjects(_MENTIONS, practice)
            found.append((self.ref(practice), len({d for a in naming for d in index.nodes(a, rd("division"))})))
        return tuple(sorted(found, key=lambda f: (-f[1], f[0].label, f[0].href)))

    def article(self, node: Node) -> ArticleView:
        """Return an article with all that was found in it."""
        index = self.index
        findings = index.subjects(IN_ARTICLE, node)
        statements, mentions, activities, quantities = [], [], [], []
        for finding in findings:
            kind = index.kind(finding)
            if kind == "Activity":
                activities.append(self.told(finding))
            elif kind == "Quantity":
                quantities.append(self.told(finding))
            elif _MENTIONS in index.nodes(finding, PREDICATE):
                mentions.append(finding)
            else:
                statements.append(self.told(finding))
        grouped: dict[str, list[Ref]] = {}
        for entity in index.nodes(node, _MENTIONS):
            grouped.setdefault(rd(index.kind(entity)).value, []).append(self.ref(entity))
        sections = index.nodes(node, rd("section"))
        return ArticleView(
            ref=self.ref(node),
            iri=node.value,
            date=self.date(node),
            issue=self._first(node, IS_PART_OF),
            section=self.ref(sections[0]) if sections else None,
            division=self._first(node, rd("division")),
            organ=self._first(node, rd("bodyOrgan")),
            authors=tuple(map(self.ref, index.nodes(node, CREATOR))),
            byline=index.text(node, rd("byline")),
            brief=index.text(node, rd("articleKind")) == "brief",
            paragraphs=self._paragraphs(node, mentions),
            statements=tuple(sorted(statements, key=_by_place)),
            activities=tuple(sorted(activities, key=_by_place)),
            quantities=tuple(sorted(quantities, key=_by_place)),
            entities=tuple((term(kind), tuple(refs)) for kind, refs in sorted(grouped.items())),
            unresolved=tuple(o.value for o in index.objects(node, rd("unresolved"))),
        )

    def issue(self, node: Node) -> IssueView:
        """Return an issue with its articles."""
        index = self.index
        facts = [("compiler", rd("compiler")), ("editor", rd("editor"))]
        links = [(term(p.value), tuple(map(self.ref, index.nodes(node, p)))) for _, p in facts]
        for name in ("series", "number", "totalNumber", "recipient"):
            values = tuple(Ref(o.value, "") for o in index.objects(node, rd(name)))
            links.append((term(rd(name).value), values))
        sources = index.nodes(node, DERIVED)
        return IssueView(
            ref=self.ref(node),
            iri=node.value,
            facts=tuple((t, v) for t, v in links if v),
            articles=self.appearances(index.nodes(node, HAS_PART)),
            source=index.text(sources[0], Node("https://schema.org/sha256")) if sources else "",
        )

    def section(self, node: Node) -> IssueView:
        """Return a section with the articles that stood in it."""
        found = self.appearances(self.index.subjects(rd("section"), node))
        return IssueView(self.ref(node), node.value, (), found)

    def timeline(self, node: Node) -> tuple[Appearance, ...]:
        """Return the articles that name an entity, in order of time, with the passages that do."""
        places: dict[Node, list[Quote]] = {}
        for statement in self.index.about(node, OBJECT):
            if _MENTIONS in self.index.nodes(statement, PREDICATE):
                for article in self.index.nodes(statement, IN_ARTICLE):
                    places.setdefault(article, []).extend(self.quotes(statement))
        articles = {*self.index.subjects(_MENTIONS, node), *self.index.subjects(rd("editor"), node)}
        shown = [a for a in articles if self.index.kind(a) == "Article"]
        return self.appearances(shown, places)

    def told(self, finding: Node) -> Told:
        """Return a statement, an activity or a quantity with its evidence."""
        index = self.index
        article = index.nodes(finding, IN_ARTICLE)
        modality = index.nodes(finding, rd("modality"))
        types = index.nodes(finding, rd("activityType"))
        relation, text, more = self._what(finding)
        return Told(
            id=finding.value.partition("#")[2],
            subject=self._first(finding, SUBJECT) or self._first(finding, ASSOCIATED),
            relation=relation,
            object=self._first(finding, OBJECT),
            text=text,
            modality=term(modality[0].value) if modality else None,
            article=self.ref(article[0]) if article else Ref("", ""),
            date=self.date(article[0]) if article else "",
            rule=index.text(finding, rd("rule")),
            confidence=index.text(finding, rd("confidence")),
            quotes=self.quotes(finding),
            more=more,
            concept=href(concept_anchor(types[0].value)) if types else "",
        )

    def quotes(self, finding: Node) -> tuple[Quote, ...]:
        """Return the passages of a finding, in their sentences, in order of place."""
        found = []
        mention = _MENTIONS in self.index.nodes(finding, PREDICATE)
        for passage in self.index.nodes(finding, DERIVED):
            begin, end = self.index.number(passage, BEGIN), self.index.number(passage, END)
            if begin is None or end is None:
                continue
            article = Node(passage.value.partition("#")[0])
            text = self.index.text(article, TEXT)
            start = max(text.rfind(stop, 0, begin) for stop in _STOPS) + 1
            stops = [at for at in (text.find(stop, end) for stop in _STOPS) if at >= 0]
            last = min(stops) + 1 if stops else len(text)
            anchor = text[begin:end] or self.index.text(passage, ANCHOR)
            at = f"char={begin},{end}" if mention else finding.value.partition("#")[2]
            where = f"{self.ref(article).href}#{at}"
            found.append(Quote(text[start:begin].lstrip(), anchor, text[end:last].rstrip(), begin, end, where))
        return tuple(sorted(found, key=lambda q: (q.href, q.begin, q.end)))

    def date(self, article: Node) -> str:
        """Return when an article appeared: the date of its issue, or its own."""
        issues = self.index.nodes(article, IS_PART_OF)
        return (self.index.text(issues[0], ISSUED) if issues else "") or self.index.text(article, ISSUED)

    def _what(self, finding: Node) -> tuple[Term, str, tuple[Ref, ...]]:
        index = self.index
        kind = index.kind(finding)
        if kind == "Activity":
            types = index.nodes(finding, rd("activityType"))
            said = " ".join(p for p in (index.text(finding, rd("object")), index.text(finding, DATE)) if p)
            relation = term(types[0].value) if types else Term("", "")
            return relation, said, tuple(map(self.ref, index.nodes(finding, rd("about"))))
        if kind == "Quantity":
            counted, status = index.text(finding, rd("quantityOf")), index.text(finding, rd("status"))
            amount = quantity_label(
                index.text(finding, rd("value")), index.text(finding, rd("qualifier")), index.text(finding, rd("unit"))
            )
            said = amount + (f"（{status}）" if status else "")
            return Term(counted, ""), said, tuple(map(self.ref, index.nodes(finding, rd("measures"))))
        predicate = index.nodes(finding, PREDICATE)
        roles = tuple(Ref(term_label(r.value), "") for r in index.nodes(finding, rd("role")))
        return (term(predicate[0].value) if predicate else Term("", "")), "", roles

    def _facts(self, node: Node) -> tuple[tuple[Term, tuple[Ref, ...]], ...]:
        index = self.index
        found = []
        for predicate in (CONTAINED, rd("jurisdiction"), _WITHIN, REPLACED, *sorted(LINKS, key=str)):
            values = tuple(map(self.ref, index.nodes(node, predicate)))
            if values:
                found.append((term(predicate.value), values))
        below = {
            Term("下辖", "contains"): index.subjects(CONTAINED, node),
            Term("本地机构", "organizations"): index.subjects(rd("jurisdiction"), node),
            Term("内设机构", "bodies"): index.subjects(_WITHIN, node),
            Term("署名稿件", "articles by"): index.subjects(CREATOR, node),
        }
        found += [(label, tuple(map(self.ref, values))) for label, values in below.items() if values]
        return tuple(found)

    def _all(self, findings: list[Node]) -> tuple[Told, ...]:
        return tuple(sorted((self.told(f) for f in dict.fromkeys(findings)), key=_by_date))

    def _first(self, node: Node, predicate: Node) -> Ref | None:
        found = self.index.nodes(node, predicate)
        return self.ref(found[0]) if found else None

    def appearances(
        self, articles: list[Node], quotes: dict[Node, list[Quote]] | None = None
    ) -> tuple[Appearance, ...]:
        """Return articles in order of time, each with the passages that matter, if any."""
        ordered = sorted(articles, key=lambda a: (self.date(a), self.index.number(a, rd("position")) or 0, a.value))
        return tuple(
            Appearance(
                article=self.ref(a),
                date=self.date(a),
                issue=self._first(a, IS_PART_OF),
                division=self._first(a, rd("division")),
                kind=self.index.text(a, rd("articleKind")),
                quotes=tuple((quotes or {}).get(a, ())),
            )
            for a in ordered
        )

    def _paragraphs(self, article: Node, mentions: list[Node]) -> tuple[tuple[Piece, ...], ...]:
        """Cut the text where mentions begin and end; of two that overlap, the longer is marked."""
        text = self.index.text(article, TEXT)
        spans: dict[tuple[int, int], list[Ref]] = {}
        for mention in mentions:
            target = self._first(mention, OBJECT)
            for passage in self.index.nodes(mention, DERIVED):
                begin, end = self.index.number(passage, BEGIN), self.index.number(passage, END)
                if target is not None and begin is not None and end is not None and begin < end <= len(text):
                    spans.setdefault((begin, end), []).append(target)
        pieces: list[list[Piece]] = [[]]
        at = 0
        for begin, end in sorted(spans, key=lambda s: (s[0], -s[1])):
            if begin < at:
                continue
            _add(pieces, text[at:begin])
            refs = tuple(sorted(set(spans[begin, end]), key=lambda r: r.href))
            pieces[-1].append(Piece(text[begin:end], refs, f"char={begin},{end}"))
            at = end
        _add(pieces, text[at:])
        return tuple(tuple(p) for p in pieces if p)


@cache
def term(iri: str) -> Term:
    """Return the labels of a term of the ontology."""
    known = {
        CONTAINED.value: Term("上级区划", "contained in"),
        _WITHIN.value: Term("上级机构", "part of"),
        REPLACED.value: Term("后继区划", "replaced by"),
        **{link.value: Term("外部数据", f"elsewhere, {link.value.rpartition('#')[2]}") for link in LINKS},
    }
    return known.get(iri) or Term(term_label(iri, "zh"), term_label(iri, "en"))


def _add(pieces: list[list[Piece]], text: str) -> None:
    first, *others = text.split("\n")
    if first:
        pieces[-1].append(Piece(first))
    for line in others:
        pieces.append([Piece(line)] if line else [])


def _by_division(timeline: tuple[Appearance, ...]) -> tuple[tuple[Ref, int], ...]:
    counts: dict[Ref, int] = {}
    for appearance in timeline:
        if appearance.division is not None:
            counts[appearance.division] = counts.get(appearance.division, 0) + 1
    return tuple(sorted(counts.items(), key=lambda c: (-c[1], c[0].href)))


def _by_date(told: Told) -> tuple[str, str, int, str]:
    return (told.date, told.article.href, told.quotes[0].begin if told.quotes else 0, told.id)


def _by_place(told: Told) -> tuple[int, str]:
    return (told.quotes[0].begin if told.quotes else 0, told.id)
