"""Running a query over a dataset, here and now: for the command line. The server has its own processes."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from rdgraph.errors import QueryError
from rdgraph.graph.vocabulary import PREFIXES
from rdgraph.query.guard import refuse_unsafe
from rdgraph.query.matching import NameFinder, plain_words

PREFIX_TABLE = {prefix: str(iri) for prefix, iri in PREFIXES.items()}
"""Prefixes that a query may use without declaring them."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Table:
    """The rows of a SELECT, or the one row of an ASK."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


Answer = Table | tuple[ox.Triple, ...]


def evaluate(store: ox.Store, query: str) -> Answer:
    """Run a query and return its table, or the triples of a CONSTRUCT or DESCRIBE.

    Raises:
        QueryError: the query is wrong, or would change data or ask another server.
    """
    refuse_unsafe(query)
    try:
        result = store.query(query, prefixes=PREFIX_TABLE, use_default_graph_as_union=True)
        if isinstance(result, ox.QueryBoolean):
            return Table(("ask",), ((ox.Literal(bool(result)),),))
        if isinstance(result, ox.QuerySolutions):
            variables = tuple(v.value for v in result.variables)
            return Table(variables, tuple(tuple(row) for row in result))
        return tuple(dict.fromkeys(result))
    except SyntaxError as error:
        raise QueryError.of("query.invalid", error=error) from error


def name_finder(store: ox.Store) -> NameFinder:
    """Return a function that finds the name in the graph that a value stands for.

    It is the name itself, or the one that equals it but for quotation marks and blanks; a canonical one first.
    """
    from rdgraph.query.dataset import ALT_LABEL, PREF_LABEL, TYPE, rd

    names: dict[str, list[tuple[int, str, ox.NamedNode]]] = {}
    for rank, label in enumerate((PREF_LABEL, ALT_LABEL)):
        for quad in store.quads_for_pattern(None, label, None):
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                value = quad.object.value
                names.setdefault(plain_words(value), []).append((rank, value, quad.subject))

    def find(value: str, of: tuple[str, ...]) -> str | None:
        kinds = [rd(kind) for kind in of]
        for _, name, node in sorted(names.get(plain_words(value), ()), key=lambda n: (n[0], n[1] != value, n[1])):
            if not kinds or any(list(store.quads_for_pattern(node, TYPE, kind)) for kind in kinds):
                return name
        return None

    return find
