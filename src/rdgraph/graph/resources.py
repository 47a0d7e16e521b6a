"""Where the ontology files are: in the installed package, or in the checkout it was installed from.

A wheel carries them as ``rdgraph/ontology``; an editable install does not, and reads the ``ontology/``
at the top of the checkout. Nobody else may build such a path.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rdflib import Graph

from rdgraph.errors import GraphError

ONTOLOGY = "rdgraph.ttl"
CONCEPTS = "concepts.ttl"
SHAPES = "shapes.ttl"
CONTEXT = "context.jsonld"
REFERENCE = "reference.html"

_PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (_PACKAGE / "ontology", _PACKAGE.parents[1] / "ontology")


def ontology_file(name: str, folders: tuple[Path, ...] = FOLDERS) -> Path:
    """Return the path of an ontology file, from the first of *folders* that has it.

    Raises:
        GraphError: none of them has it.
    """
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise GraphError.of("graph.no-ontology", file=name, place="、".join(str(folder) for folder in folders))


@cache
def ontology_graph(name: str) -> Graph:
    """Return an ontology file as a graph, parsed once and shared: callers must not change it."""
    return Graph().parse(ontology_file(name), format="turtle")


def load_graph(path: Path) -> Graph:
    """Return the graph of a Turtle file.

    Raises:
        GraphError: it cannot be read as Turtle.
    """
    try:
        return Graph().parse(path, format="turtle")
    except Exception as error:  # rdflib's parsers raise errors of many kinds
        place = str(error).splitlines()[0][:120] if str(error) else ""
        raise GraphError.of("graph.no-turtle", file=str(path), place=place) from error
