"""Looking things up in a dataset: the names, kinds and values of a node, and what points at it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import pyoxigraph as ox
from rdflib import RDFS, URIRef
from rdflib import Literal as RdfLiteral

from rdgraph.export.labels import issue_label
from rdgraph.graph.resources import CONCEPTS, ONTOLOGY, ontology_graph
from rdgraph.query.dataset import PREF_LABEL, SUBJECT, TYPE, Dataset, rd

Node = ox.NamedNode

RD = rd("").value
SKOS_CONCEPT = Node("http://www.w3.org/2004/02/skos/core#Concept")
_DCTERMS = "http://purl.org/dc/terms/"
_NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
_PROV = "http://www.w3.org/ns/prov#"

TITLE, ISSUED, CREATOR, DATE = (Node(_DCTERMS + n) for n in ("title", "issued", "creator", "date"))
TEXT, ANCHOR, BEGIN, END, CONTEXT = (
    Node(_NIF + n) for n in ("isString", "anchorOf", "beginIndex", "endIndex", "referenceContext")
)
ASSOCIATED = Node(_PROV + "wasAssociatedWith")

_NOT_ENTITIES = {rd(n).value for n in ("Issue", "Article", "Assertion", "Activity", "Quantity", "SourceFile")} | {
    SKOS_CONCEPT.value
}


class Index:
    """One dataset, for reading. Every answer is in an order that depends on the data alone."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.store = dataset.store()

    def objects(self, subject: Node, predicate: Node) -> list[ox.NamedNode | ox.Literal]:
        """Return the values of a property, in order."""
        found = {q.object for q in self.store.quads_for_pattern(subject, predicate, None)}
        return sorted((o for o in found if isinstance(o, (ox.NamedNode, ox.Literal))), key=str)

    def nodes(self, subject: Node, predicate: Node) -> list[Node]:
        """Return those values that are nodes."""
        return [o for o in self.objects(subject, predicate) if isinstance(o, ox.NamedNode)]

    def subjects(self, predicate: Node, value: ox.NamedNode | ox.Literal) -> list[Node]:
        """Return what has *value* for a property, in order."""
        found = {q.subject for q in self.store.quads_for_pattern(None, predicate, value)}
        return sorted((s for s in found if isinstance(s, ox.NamedNode)), key=str)

    def text(self, subject: Node, predicate: Node, default: str = "") -> str:
        """Return the text of a property, the first where there are several."""
        found = self.objects(subject, predicate)
        return found[0].value if found else default

    def number(self, subject: Node, predicate: Node) -> int | None:
        """Return the whole number a property says."""
        text = self.text(subject, predicate)
        return int(text) if text.lstrip("-").isdigit() else None

    def kind(self, node: Node) -> str:
        """Return the class of a node, as the local name in the ontology; ``Concept`` for a section."""
        for found in self.nodes(node, TYPE):
            if found.value.startswith(RD):
                return found.value[len(RD) :]
        return "Concept" if SKOS_CONCEPT in self.nodes(node, TYPE) else ""

    def label(self, node: Node) -> str:
        """Return how a node is called: its name, the title of an article or an issue, or its IRI."""
        return self._labels.get(node.value) or self._own_label(node)

    def triples(self, subject: Node) -> Iterator[ox.Triple]:
        """Yield what is said of a node."""
        for quad in self.store.quads_for_pattern(subject, None, None):
            yield quad.triple

    def about(self, node: Node, role: Node) -> list[Node]:
        """Return the assertions in which *node* has a role (rdf:subject, rdf:object)."""
        return [s for s in self.subjects(role, node) if self.objects(s, SUBJECT)]

    @cached_property
    def documented(self) -> tuple[Node, ...]:
        """Every issue, article, section and entity: what has a page."""
        base = self.dataset.base
        found = {
            q.subject
            for q in self.store.quads_for_pattern(None, TYPE, None)
            if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(base) and "#" not in q.subject.value
        }
        return tuple(sorted((n for n in found if self.kind(n) != "SourceFile"), key=str))

    @cached_property
    def entities(self) -> tuple[Node, ...]:
        """Every entity, less the divisions that no article names."""
        outside = {t.subject for t in self.dataset.divisions}
        return tuple(n for n in self.documented if n not in outside and self.is_entity(n))

    def is_entity(self, node: Node) -> bool:
        """Whether a node is an entity: neither an issue nor an article nor a section."""
        return not any(t.value in _NOT_ENTITIES for t in self.nodes(node, TYPE))

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {
            q.subject.value: q.object.value
            for q in sorted(self.store.quads_for_pattern(None, PREF_LABEL, None), key=str)
            if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.Literal)
        }

    def _own_label(self, node: Node) -> str:
        title = self.text(node, TITLE)
        if self.kind(node) == "Issue":
            total, number = self.text(node, rd("totalNumber")), self.text(node, rd("number"))
            return issue_label(title, total, number, self.text(node, rd("year")))
        if title:
            return title
        if self.kind(node) == "Article":
            text = self.text(node, TEXT)
            place = self.text(node, rd("position"))
            return (text[:24] + "…") if text else f"第 {place} 篇"
        return node.value.rpartition("/")[2].rpartition("#")[2]


def term_label(iri: str, language: str = "zh") -> str:
    """Return the label of a term of the ontology or a concept of its schemes; its local name where it has none."""
    for name in (ONTOLOGY, CONCEPTS):
        graph = ontology_graph(name)
        for predicate in (RDFS.label, URIRef(PREF_LABEL.value)):
            for value in graph.objects(URIRef(iri), predicate):
                if isinstance(value, RdfLiteral) and value.language == language:
                    return str(value)
    return re_local(iri)


def re_local(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rpartition("#")[2].rpartition("/")[2]
