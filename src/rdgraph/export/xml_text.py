"""Text that XML 1.0 can carry."""

from __future__ import annotations

import re

from rdgraph.export.network.multigraph import MultiDiGraph

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(graph: MultiDiGraph) -> MultiDiGraph:
    """Return a copy of *graph* whose texts hold no character that XML 1.0 forbids (it gets U+FFFD)."""
    copy: MultiDiGraph = graph.copy()
    for attributes in (*(a for _, a in copy.nodes(data=True)), *(a for _, _, a in copy.edges(data=True))):
        for key, value in attributes.items():
            if isinstance(value, str):
                attributes[key] = _FORBIDDEN.sub("\ufffd", value)
    return copy
