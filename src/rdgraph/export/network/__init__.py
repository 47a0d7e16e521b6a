"""``network.html``: the interactive view of a built graph, one file that opens anywhere.

rdflib graph → records (``collect``) → networkx multigraph (``multigraph``) → places (``layout``, igraph) → pyvis nodes
and edges with their evidence (``payload``) → one page (``page``).

The page draws on a canvas of its own rather than with the vis-network that pyvis bundles. With the same places and no
physics, vis-network pans 2,000 nodes / 6,000 edges at 17 frames per second and 10,000 / 30,000 at 3, where the canvas
does 59 and 51 (``benchmarks/network_view.py`` measures both in one run); and it has no bundled edges, no labels that
make room for each other, no keyboard walk and no vector export.
"""

from rdgraph.export.network.page import render

__all__ = ["render"]
