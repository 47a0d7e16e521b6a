"""The graph as Turtle, a block a subject in the order of their IRIs: the same bytes for the same triples.

A block depends on its own triples alone, so that the blocks of many graphs can be sorted together, or kept and
written again, and yield the bytes of one graph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from rdgraph.graph.vocabulary import PREFIXES

Triple = tuple[Node, Node, Node]

HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in sorted(PREFIXES.items()))
"""What every file begins with."""

_NAMESPACES = tuple((str(namespace), prefix) for prefix, namespace in PREFIXES.items())
_TYPE = str(RDF.type)
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})


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
        name = "a" if predicate == _TYPE else _iri(URIRef(predicate))
        lines.append(f"{name} " + ",\n        ".join(sorted(predicates[predicate])))
    return f"{_iri(URIRef(subject))} " + " ;\n    ".join(lines) + " .\n"


def term(term: Node) -> str:
    """Return a node as Turtle writes it."""
    if isinstance(term, URIRef):
        return _iri(term)
    if not isinstance(term, Literal):
        return term.n3()
    text, datatype = str(term), term.datatype
    if (datatype == XSD.integer and _INTEGER.fullmatch(text)) or (datatype == XSD.decimal and _DECIMAL.fullmatch(text)):
        return text
    quoted = '"' + text.translate(_ESCAPES) + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if datatype is None or datatype == XSD.string else f"{quoted}^^{_iri(datatype)}"


def _iri(iri: URIRef) -> str:
    for namespace, prefix in _NAMESPACES:
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.n3()
