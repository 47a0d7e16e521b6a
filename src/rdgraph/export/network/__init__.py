"""``network.html``: the interactive view of a built graph, one file that opens anywhere."""

from rdgraph.export.network.page import render

__all__ = ["render"]
