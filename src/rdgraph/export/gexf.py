"""``graph.gexf``: the multigraph of the view for Gephi, with colours, places and sizes; reproducible."""

from __future__ import annotations

import io
import math
import re

import networkx as nx
from rdflib import Graph

from rdgraph.export.graphml import as_networkx
from rdgraph.export.xml_text import clean

# networkx writes the day of the export into the file; a file that says the same should be the same.
_TODAY = re.compile(rb' lastmodifieddate="[^"]*"')


def render(graph: Graph, *, ontology: Graph | None = None) -> bytes:
    """Return the GEXF 1.2 file of *graph*."""
    multigraph = clean(as_networkx(graph, ontology))
    for iri, attributes in multigraph.nodes(data=True):
        red, green, blue = (int(attributes["colour"][k : k + 2], 16) for k in (1, 3, 5))
        attributes["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "position": {"x": attributes["x"], "y": attributes["y"], "z": 0.0},
            "size": round(4 + 2 * math.log2(1 + multigraph.degree(iri)), 2),
        }
    out = io.BytesIO()
    nx.write_gexf(multigraph, out, encoding="utf-8", prettyprint=True, version="1.2draft")
    return _TODAY.sub(b"", out.getvalue(), count=1)
