"""``network.html``: the interactive view of a built graph, one file that opens anywhere.

rdflib graph → records (``collect``) → networkx multigraph (``multigraph``) → places (``layout``, igraph) → pyvis nodes and
edges with their evidence (``payload``) → one page (``page``). The page draws on a canvas of its own rather than with the
vis-network that pyvis bundles: with the same places and no physics, vis-network pans 2,000 nodes / 6,000 edges at 17
frames per second, injects styles, knows no bundled edges, label collisions, keyboard or vector export; the canvas holds
10,000 nodes / 30,000 edges (``benchmarks/network_view.py`` measures both in one run).
"""

from rdgraph.export.network.page import render

__all__ = ["render"]
