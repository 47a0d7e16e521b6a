"""Facts → RDF. The one place that knows which term says what; IRIs come from `rdgraph.graph.vocabulary`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from rdflib import DCTERMS, PROV, RDF, SKOS, XSD, Graph, Literal, URIRef

from rdgraph.graph.vocabulary import (
    CONCEPT,
    DEFAULT_BASE,
    NIF,
    ORG,
    PREFIXES,
    RD,
    SCHEMA,
    fragment_iri,
    mint,
    passage_iri,
)
from rdgraph.model.facts import Act, ArticleFacts, Entity, Evidence, Facts, IssueFacts, Key, Measure, Statement, closure
from rdgraph.model.found import Span


def build_graph(
    facts: Facts, *, base: str = DEFAULT_BASE, with_text: bool = True, with_contacts: bool = False
) -> Graph:
    """Return the graph of some facts.

    Without text, neither ``nif:isString`` nor ``nif:anchorOf`` is written, and of what the articles say only names,
    titles, short objects and offsets; with contacts, the phone number of a colophon is.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    writer = _Writer(graph, base, with_text, with_contacts)
    for issue in facts.issues.values():
        writer.issue(issue)
    used: set[Key] = set()
    for article in facts.articles.values():
        used |= writer.article(article)
    for issue in facts.issues.values():
        used.update(k for k in (issue.compiler, *issue.editors) if k is not None)
    for key in sorted(closure(used, facts.entities)):
        writer.entity(facts.entities[key])
    return graph


def describe(entities: Iterable[Entity], *, base: str = DEFAULT_BASE) -> Graph:
    """Return what the graph says of some entities beside their relations."""
    graph = Graph(bind_namespaces="none")
    writer = _Writer(graph, base, with_text=False, with_contacts=False)
    for entity in entities:
        writer.entity(entity)
    return graph


class _Writer:
    def __init__(self, graph: Graph, base: str, with_text: bool, with_contacts: bool) -> None:
        self._graph, self._base = graph, base
        self._with_text, self._with_contacts = with_text, with_contacts

        self._iris: dict[Key, URIRef] = {}

    def iri(self, key: Key) -> URIRef:
        found = self._iris.get(key)
        if found is None:
            found = self._iris[key] = mint(self._base, *key)
        return found

    def _add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal | None) -> None:
        if value is not None:
            self._graph.add((subject, predicate, value))

    def issue(self, facts: IssueFacts) -> None:
        node, issue = self.iri(facts.key), facts.issue
        self._add(node, RDF.type, RD.Issue)
        self._add(node, DCTERMS.title, Literal("".join(issue.title.split()), lang="zh"))
        self._add(node, RD.series, _text(issue.series))
        self._add(node, RD.number, _integer(issue.number))
        self._add(node, RD.totalNumber, _integer(issue.total_number))
        if issue.date is not None:
            self._add(node, DCTERMS.issued, Literal(issue.date))
        if facts.compiler is not None:
            self._add(node, RD.compiler, self.iri(facts.compiler))
        for editor in facts.editors:
            self._add(node, RD.editor, self.iri(editor))
        for recipient in issue.recipients:
            self._add(node, RD.recipient, _text(recipient))
        for entry in issue.toc:
            self._add(node, RD.tocEntry, _text(" ".join(p for p in (entry.section, entry.title) if p)))
        if self._with_contacts:
            self._add(node, RD.phone, _text(issue.phone))
        for article in facts.articles:
            self._add(node, DCTERMS.hasPart, self.iri(article))
        self._source(node, facts.source_name, facts.source_sha256)

    def _source(self, node: URIRef, name: str, sha256: str) -> None:
        source = self.iri(("source", sha256))
        self._add(node, PROV.wasDerivedFrom, source)
        self._add(source, RDF.type, RD.SourceFile)
        self._add(source, SCHEMA.name, _text(name))
        self._add(source, SCHEMA.sha256, _text(sha256))

    def article(self, facts: ArticleFacts) -> set[Key]:
        """Write one article; return the keys of the entities it refers to."""
        node, article = self.iri(facts.key), facts.article
        self._add(node, RDF.type, RD.Article)
        if facts.issue is not None:
            self._add(node, DCTERMS.isPartOf, self.iri(facts.issue))
        self._add(node, RD.position, _integer(article.position))
        self._add(node, RD.articleKind, _text(article.kind))
        if article.section:
            section = self.iri(("section", article.section))
            self._add(node, RD.section, section)
            self._concept(section, article.section, CONCEPT["section"])
        if article.title:
            self._add(node, DCTERMS.title, Literal(article.title, lang="zh"))
        if article.toc_title and article.toc_title != article.title:
            self._add(node, RD.tocTitle, _text(article.toc_title))
        if article.date is not None:
            self._add(node, DCTERMS.issued, Literal(article.date))
        if facts.source is not None:
            self._add(node, DCTERMS.source, _text(article.origin))
            self._source(node, *facts.source)
        used = {k for k in (facts.division, facts.body_organ, facts.contributor, *facts.authors) if k is not None}
        if facts.division is not None:
            self._add(node, RD.division, self.iri(facts.division))
        if facts.body_organ is not None:
            self._add(node, RD.bodyOrgan, self.iri(facts.body_organ))
        for author in facts.authors:
            self._add(node, DCTERMS.creator, self.iri(author))
        if article.byline is not None:
            self._add(node, RD.byline, _text(article.byline.unit))
        if facts.contributor is not None:
            self._add(node, RD.contributor, self.iri(facts.contributor))
        if self._with_text:
            self._add(node, NIF.isString, _text(article.text))
        if article.offsets.runs:
            last = article.offsets.runs[-1]
            self._add(node, RD.sourceBegin, _integer(article.offsets.runs[0][1]))
            self._add(node, RD.sourceEnd, _integer(last[1] + last[2]))
        for lost in facts.unresolved:
            self._add(node, RD.unresolved, _text(f"{lost.surface} [{lost.span.start},{lost.span.end}) {lost.reason}"))
        for statement in facts.statements:
            used |= self._statement(node, facts, statement)
        measures = [self._measure(node, facts, m, used) for m in facts.measures]
        for act in facts.acts:
            self._act(node, facts, act, measures, used)
        return used

    def _statement(self, article: URIRef, facts: ArticleFacts, s: Statement) -> set[Key]:
        subject = article if s.subject is None else self.iri(s.subject)
        object_ = self.iri(s.object)
        predicate = RD[s.predicate]
        node = fragment_iri(
            article, "statement", _digest(str(subject), s.predicate, str(object_), s.evidence.modality or "")
        )
        self._add(node, RDF.type, RD.Assertion)
        self._add(node, RDF.subject, subject)
        self._add(node, RDF.predicate, predicate)
        self._add(node, RDF.object, object_)
        if s.role is not None and s.predicate == "participatesIn":
            self._add(node, RD.role, CONCEPT["role/" + s.role])
        self._evidence(node, article, facts, s.evidence)
        if s.evidence.modality is None:
            self._add(subject, predicate, object_)
        return {k for k in (s.subject, s.object) if k is not None}

    def _measure(self, article: URIRef, facts: ArticleFacts, m: Measure, used: set[Key]) -> URIRef:
        span = m.evidence.spans[0]
        node = fragment_iri(article, "quantity", f"{span.start},{span.end},{_digest(str(m.value), m.unit)[:6]}")
        self._add(node, RDF.type, RD.Quantity)
        self._add(node, RD.value, _decimal(m.value))
        self._add(node, RD.unit, _text(m.unit))
        self._add(node, RD.qualifier, _text(m.qualifier))
        self._add(node, RD.quantityOf, _text(m.counted))
        self._add(node, RD.status, _text(m.status))
        if m.measures is not None:
            self._add(node, RD.measures, self.iri(m.measures))
            used.add(m.measures)
        self._evidence(node, article, facts, m.evidence)
        return node

    def _act(self, article: URIRef, facts: ArticleFacts, act: Act, measures: list[URIRef], used: set[Key]) -> None:
        span = act.evidence.spans[0]
        node = fragment_iri(article, "activity", f"{span.start},{span.end},{_digest(act.type, act.object)[:6]}")
        self._add(node, RDF.type, RD.Activity)
        kind = CONCEPT["activity/" + act.type]
        self._add(node, RD.activityType, kind)
        self._concept(kind, act.type, CONCEPT["activity"])
        self._add(node, PROV.wasAssociatedWith, self.iri(act.agent))
        self._add(node, RD.object, _text(act.object))
        if act.date is not None:
            kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
            self._add(node, DCTERMS.date, Literal(act.date, datatype=kinds[len(act.date)]))
        for key in act.about:
            self._add(node, RD.about, self.iri(key))
        for index in act.quantities:
            self._add(node, RD.quantity, measures[index])
        used.update((act.agent, *act.about))
        self._evidence(node, article, facts, act.evidence)

    def _evidence(self, node: URIRef, article: URIRef, facts: ArticleFacts, evidence: Evidence) -> None:
        self._add(node, RD.article, article)
        self._add(node, RD.rule, _text(evidence.rule))
        self._add(node, RD.confidence, _decimal(Decimal(str(evidence.confidence))))
        if evidence.modality is not None:
            self._add(node, RD.modality, RD[evidence.modality])
        for span in evidence.spans:
            self._add(node, PROV.wasDerivedFrom, self._passage(article, facts, span))

    def _passage(self, article: URIRef, facts: ArticleFacts, span: Span) -> URIRef:
        node = passage_iri(article, span.start, span.end)
        self._add(node, RDF.type, NIF.Phrase)
        self._add(node, NIF.beginIndex, _integer(span.start))
        self._add(node, NIF.endIndex, _integer(span.end))
        self._add(node, NIF.referenceContext, article)
        if self._with_text:
            self._add(node, NIF.anchorOf, Literal(facts.article.text[span.start : span.end]))
        for page_span, page in facts.pages:
            if page_span.start <= span.start < page_span.end:
                self._add(node, RD.page, _integer(page))
        return node

    def _concept(self, node: URIRef, label: str, scheme: URIRef) -> None:
        self._add(node, RDF.type, SKOS.Concept)
        self._add(node, SKOS.prefLabel, Literal(label, lang="zh"))
        self._add(node, SKOS.inScheme, scheme)

    def entity(self, entity: Entity) -> None:
        node = self.iri(entity.key)
        self._add(node, RDF.type, RD[entity.type])
        label = entity.label
        self._add(node, SKOS.prefLabel, Literal(label, lang="zh"))
        for form in (entity.forms | set(entity.names)) - {label}:
            self._add(node, SKOS.altLabel, Literal(form, lang="zh"))
        self._add(node, RD.adminCode, _text(entity.code))
        if entity.contained_in is not None:
            self._add(node, SCHEMA.containedInPlace, self.iri(entity.contained_in))
        if entity.jurisdiction is not None:
            self._add(node, RD.jurisdiction, self.iri(entity.jurisdiction))
        if entity.part_of is not None:
            self._add(node, ORG.subOrganizationOf, self.iri(entity.part_of))
        for successor in entity.replaced_by:
            self._add(node, DCTERMS.isReplacedBy, self.iri(successor))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _text(value: str | None) -> Literal | None:
    return Literal(value) if value else None


def _integer(value: int | None) -> Literal | None:
    return None if value is None else Literal(value, datatype=XSD.integer)


def _decimal(value: Decimal) -> Literal:
    text = f"{value:f}"
    return Literal(text if "." in text else text + ".0", datatype=XSD.decimal)
