"""RDF → files. `EXPORTERS` is the table of what a build writes; adding an exporter is adding a row."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import Graph

from rdgraph.export.turtle import turtle

EXPORTERS: dict[str, Callable[[Graph], bytes]] = {"graph.ttl": turtle}
