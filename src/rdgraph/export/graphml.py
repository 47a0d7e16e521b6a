"""``graph.graphml``: the multigraph of the view for Gephi, yEd, igraph and networkx, byte for byte reproducible."""

from __future__ import annotations

import io

import networkx as nx
from rdflib import Graph

from rdgraph.export.network.collect import collect
from rdgraph.export.network.layout import place
from rdgraph.export.network.multigraph import MultiDiGraph, to_networkx
from rdgraph.export.network.terms import Terms
from rdgraph.export.xml_text import clean


def as_networkx(graph: Graph, ontology: Graph | None = None) -> MultiDiGraph:
    """Return the knowledge graph as a networkx multigraph with names, evidence and positions as attributes."""
    terms = Terms.read(ontology)
    knowledge = collect(graph, terms)
    multigraph = to_networkx(knowledge, terms)
    for iri, (x, y) in place(knowledge, terms).items():
        multigraph.nodes[iri].update(x=x, y=-y)  # Gephi's y axis points up
    return multigraph


def render(graph: Graph, *, ontology: Graph | None = None) -> bytes:
    """Return the GraphML file of *graph*."""
    out = io.BytesIO()
    nx.write_graphml_xml(clean(as_networkx(graph, ontology)), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()
