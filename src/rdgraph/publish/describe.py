"""What a document about a thing says: the triples of its page, in every syntax."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from rdgraph.publish.index import TITLE, Index, Node
from rdgraph.query.dataset import DERIVED, IN_ARTICLE, OBJECT, PREDICATE, PREF_LABEL, SUBJECT, TYPE, rd

_MENTIONS = rd("mentions")


def description(index: Index, node: Node) -> list[ox.Triple]:
    """Return what is said of a node, in triples of the graph and no others.

    Its own triples; those that point at it; for an article what was found in it; for anything else the statements about
    it with their passages; and the name and class of every node that these triples name.
    """
    found: dict[ox.Triple, None] = dict.fromkeys(index.triples(node))
    found.update(dict.fromkeys(q.triple for q in index.store.quads_for_pattern(None, None, node)))
    if index.kind(node) == "Article":
        findings = index.subjects(IN_ARTICLE, node)
    else:
        told = dict.fromkeys([*index.about(node, SUBJECT), *index.about(node, OBJECT)])
        findings = [s for s in told if _MENTIONS not in index.nodes(s, PREDICATE)]
    for finding in findings:
        found.update(dict.fromkeys(index.triples(finding)))
        for passage in index.nodes(finding, DERIVED):
            found.update(dict.fromkeys(index.triples(passage)))
    for other in _named(found):
        for predicate in (TYPE, PREF_LABEL, TITLE):
            for quad in index.store.quads_for_pattern(other, predicate, None):
                found.setdefault(quad.triple)
    return list(found)


def _named(triples: dict[ox.Triple, None]) -> Iterator[Node]:
    seen: dict[Node, None] = {}
    for t in triples:
        for term in (t.subject, t.object):
            if isinstance(term, ox.NamedNode):
                seen.setdefault(term)
    yield from seen
