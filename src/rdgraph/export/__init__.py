"""RDF → files. `EXPORTERS` is the table of what a build writes; adding an exporter is adding a row."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import Graph

from rdgraph.export import gexf, graphml
from rdgraph.export.network import render
from rdgraph.export.turtle import turtle
from rdgraph.graph.resources import ONTOLOGY, ontology_graph

TITLE = "人大简报知识图谱"


def network_view(graph: Graph) -> bytes:
    """Return the interactive network view, one HTML file without any request to the network."""
    return render(graph, title=TITLE, ontology=ontology_graph(ONTOLOGY)).encode()


EXPORTERS: dict[str, Callable[[Graph], bytes]] = {
    "graph.ttl": turtle,
    "network.html": network_view,
    "graph.graphml": lambda graph: graphml.render(graph, ontology=ontology_graph(ONTOLOGY)),
    "graph.gexf": lambda graph: gexf.render(graph, ontology=ontology_graph(ONTOLOGY)),
}
