"""The graph as Turtle, the same bytes for the same triples."""

from __future__ import annotations

from rdflib import Graph


def turtle(graph: Graph) -> bytes:
    """Return Turtle in UTF-8. rdflib sorts subjects, predicates and objects, so insertion order does not show."""
    return graph.serialize(format="turtle", encoding="utf-8")
