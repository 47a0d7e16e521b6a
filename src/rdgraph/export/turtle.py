"""The graph as Turtle, a block a subject in the order of their IRIs: the same bytes for the same triples.

rdflib writes every term. The order is ours, because a block depends on its own triples alone: the blocks of many
documents can be sorted together, or kept and written again by an increment, and yield the bytes of one graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rdflib import RDF, Graph, URIRef
from rdflib.plugins.serializers.turtle import OBJECT, TurtleSerializer
from rdflib.term import Node

from rdgraph.graph.vocabulary import PREFIXES

Triple = tuple[Node, Node, Node]

HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(PREFIXES.items()))
"""What every file begins with."""

_TYPE = str(RDF.type)
_NAMESPACES = tuple(str(namespace) for namespace in PREFIXES.values())


def _serializer() -> TurtleSerializer:
    namespaces = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        namespaces.bind(prefix, namespace)
    return TurtleSerializer(namespaces)


_SERIALIZER = _serializer()


def turtle(graph: Graph) -> bytes:
    """Return Turtle in UTF-8."""
    parts = blocks(graph)
    return (HEADER + "".join("\n" + parts[subject] for subject in sorted(parts))).encode()


def blocks(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the Turtle of every subject's triples, by its IRI."""
    return terms_to_blocks((str(s), str(p), term(o)) for s, p, o in triples)


def terms_to_blocks(triples: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return the same for triples given as two IRIs and a `term`."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        found[subject][predicate].add(value)
    return {subject: _block(subject, predicates) for subject, predicates in found.items()}


def _block(subject: str, predicates: dict[str, set[str]]) -> str:
    lines = []
    for predicate in sorted(predicates, key=lambda p: (p != _TYPE, p)):
        name = "a" if predicate == _TYPE else term(URIRef(predicate))
        lines.append(f"{name} " + ",\n        ".join(sorted(predicates[predicate])))
    return f"{term(URIRef(subject))} " + " ;\n    ".join(lines) + " .\n"


def term(node: Node) -> str:
    """Return a node as Turtle writes it."""
    if isinstance(node, URIRef):
        return _iri(node)
    return _SERIALIZER.label(node, OBJECT)


@lru_cache(maxsize=1 << 12)
def _iri(iri: URIRef) -> str:
    # the serialiser looks long for a prefix of an IRI that has none: those of a graph's own things
    return _SERIALIZER.label(iri, OBJECT) if str(iri).startswith(_NAMESPACES) else iri.n3()
