"""The ontology and its concept schemes as a page, from the files themselves."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from rdgraph.graph.resources import CONCEPTS, ONTOLOGY, ontology_graph
from rdgraph.graph.vocabulary import RD
from rdgraph.publish.paths import concept_anchor
from rdgraph.publish.views import Ref, Term

NAMESPACE = URIRef(str(RD).rstrip("#"))

_GROUPS = (
    (Term("类", "classes"), OWL.Class),
    (Term("对象属性", "object properties"), OWL.ObjectProperty),
    (Term("数据属性", "datatype properties"), OWL.DatatypeProperty),
    (Term("个体", "individuals"), OWL.NamedIndividual),
)
_FACTS = (
    ("上位 broader", RDFS.subClassOf),
    ("上位属性 broader property", RDFS.subPropertyOf),
    ("定义域 domain", RDFS.domain),
    ("值域 range", RDFS.range),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the ontology."""

    name: str
    label: Term
    comment: Term
    facts: tuple[tuple[str, tuple[Ref, ...]], ...]


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept with those below it."""

    id: str
    label: Term
    comment: Term
    narrower: tuple[ConceptEntry, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme."""

    id: str
    label: Term
    comment: Term
    concepts: tuple[ConceptEntry, ...]


def header() -> dict[str, object]:
    """Return what the ontology says of itself."""
    graph = ontology_graph(ONTOLOGY)
    return {
        "iri": str(NAMESPACE),
        "title": _both(graph, NAMESPACE, DCTERMS.title),
        "description": _both(graph, NAMESPACE, DCTERMS.description),
        "version": str(graph.value(NAMESPACE, OWL.versionInfo) or ""),
        "version_iri": str(graph.value(NAMESPACE, OWL.versionIRI) or ""),
        "license": str(graph.value(NAMESPACE, DCTERMS.license) or ""),
        "citation": str(graph.value(NAMESPACE, DCTERMS.bibliographicCitation) or ""),
    }


def groups() -> list[tuple[Term, list[Entry]]]:
    """Return the terms of the ontology, by what they are."""
    graph = ontology_graph(ONTOLOGY)
    return [
        (
            title,
            [_entry(graph, t) for t in sorted(graph.subjects(RDF.type, kind), key=str) if str(t).startswith(str(RD))],
        )
        for title, kind in _GROUPS
    ]


def schemes() -> list[Scheme]:
    """Return the concept schemes, each as a tree."""
    graph = ontology_graph(CONCEPTS)
    found = []
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        tops = sorted(graph.subjects(SKOS.topConceptOf, scheme), key=str)
        found.append(
            Scheme(
                concept_anchor(str(scheme)),
                _both(graph, scheme, DCTERMS.title),
                _both(graph, scheme, DCTERMS.description),
                tuple(_concept(graph, t) for t in tops),
            )
        )
    return found


def _concept(graph: Graph, node: Node) -> ConceptEntry:
    below = {*graph.subjects(SKOS.broader, node), *graph.objects(node, SKOS.narrower)}
    return ConceptEntry(
        concept_anchor(str(node)),
        _both(graph, node, SKOS.prefLabel),
        _both(graph, node, SKOS.definition),
        tuple(_concept(graph, b) for b in sorted(below, key=str)),
    )


def _entry(graph: Graph, term: Node) -> Entry:
    facts = []
    for name, predicate in _FACTS:
        values = tuple(_ref(str(v)) for v in sorted(graph.objects(term, predicate), key=str))
        if values:
            facts.append((name, values))
    return Entry(
        str(term)[len(str(RD)) :], _both(graph, term, RDFS.label), _both(graph, term, RDFS.comment), tuple(facts)
    )


def _ref(iri: str) -> Ref:
    if iri.startswith(str(RD)):
        return Ref("rd:" + iri[len(str(RD)) :], "#" + iri[len(str(RD)) :])
    return Ref(iri, "")


def _both(graph: Graph, node: Node, predicate: URIRef) -> Term:
    found = {v.language: str(v) for v in graph.objects(node, predicate) if isinstance(v, Literal)}
    return Term(found.get("zh", ""), found.get("en", ""))
