"""A graph as the scorer reads it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rdflib import DCTERMS, FOAF, RDF, SKOS, Graph
from rdflib.term import Node

from rdgraph.graph.vocabulary import NIF, RD
from rdgraph.rules.alphabet import TYPES
from rdgraph.scoring.names import fold_name


class View:
    """A graph read through the terms of the model."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._by_article: dict[Node, list[Node]] = defaultdict(list)
        for node, article in graph.subject_objects(RD.article):
            self._by_article[article].append(node)

    def text(self, node: Node, predicate: Node) -> str | None:
        """Return a value as text, or None."""
        value = self.graph.value(node, predicate)
        return None if value is None else str(value)

    def labels(self, node: Node | None) -> set[str]:
        """Return the folded names of a node."""
        if node is None:
            return set()
        terms = (SKOS.prefLabel, SKOS.altLabel, FOAF.name, DCTERMS.title)
        return {fold_name(str(o)) for p in terms for o in self.graph.objects(node, p)} - {""}

    def type(self, node: Node) -> str | None:
        """Return the type of an entity, or None."""
        local = {str(t).removeprefix(str(RD)) for t in self.graph.objects(node, RDF.type)}
        return next(
            (t for t in TYPES if t in local and t != "Organization"),
            "Organization" if "Organization" in local else None,
        )

    def article(self, node: Node) -> dict[str, Any]:
        """Return what the graph says of an article, under the keys of an annotation."""
        graph = self.graph
        section = graph.value(node, RD.section)
        findings: dict[str, list[Node]] = defaultdict(list)
        for finding in sorted(self._by_article[node], key=str):
            findings[str(graph.value(finding, RDF.type)).removeprefix(str(RD))].append(finding)
        rules = {
            graph.value(a, RDF.object): self.text(a, RD.rule) or ""
            for a in findings["Assertion"]
            if self.text(a, RDF.predicate) == str(RD.mentions)
        }
        return {
            "node": node,
            "title": self.text(node, DCTERMS.title),
            "kind": self.text(node, RD.articleKind),
            "section": None if section is None else self.text(section, SKOS.prefLabel),
            "division": self.labels(graph.value(node, RD.division)),
            "body_organ": self.labels(graph.value(node, RD.bodyOrgan)),
            "unit": self.text(node, RD.byline),
            "authors": [self.labels(p) for p in graph.objects(node, DCTERMS.creator)],
            "entities": {
                e: {"type": t, "names": self.labels(e), "rule": rules.get(e, "")}
                for e in sorted(graph.objects(node, RD.mentions), key=str)
                if (t := self.type(e))
            },
            "text": self.text(node, NIF.isString),
            "findings": findings,
        }


EMPTY: dict[str, Any] = {
    "node": None, "title": None, "kind": None, "section": None, "division": set(), "body_organ": set(), "unit": None,
    "authors": [], "entities": {}, "text": None, "findings": defaultdict(list),
}  # fmt: skip
