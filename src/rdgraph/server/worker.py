"""The process that evaluates queries: one at a time, told on standard input, answered on standard output.

Killed when a query takes too long; so it holds nothing but a copy of the data. It can open no file and no connection
once the data are read, so that even a query the guard did not see through could not leave the machine.

A message is a line of JSON; an answer is a line of JSON and as many bytes as that says.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import IO, Any, cast

import pyoxigraph as ox

from rdgraph.query.evaluate import PREFIX_TABLE
from rdgraph.query.rdf import SYNTAXES, canonical

TABLES: Mapping[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


class _TooMuchError(Exception):
    """The answer is larger than it may be."""


class _Bounded(io.RawIOBase):
    """Collects bytes, up to a limit."""

    def __init__(self, limit: int) -> None:
        self._limit, self._parts, self._size = limit, list[bytes](), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:  # noqa: ANN401
        self._size += len(data)
        if self._size > self._limit:
            raise _TooMuchError
        self._parts.append(bytes(data))
        return len(data)

    def value(self) -> bytes:
        return b"".join(self._parts)


def answer(store: ox.Store, job: Mapping[str, Any]) -> tuple[dict[str, object], bytes]:
    """Evaluate one query; return the outcome and the answer."""
    try:
        kind, body = _evaluate(store, job)
    except SyntaxError as error:
        return {"outcome": "malformed", "text": str(error)}, b""
    except (_TooMuchError, MemoryError):
        return {"outcome": "too-large"}, b""
    except Exception as error:  # whatever the engine objects to is the query's fault, not a reason to die
        if isinstance(error.__context__, _TooMuchError) or "_TooMuchError" in str(error):
            return {"outcome": "too-large"}, b""
        return {"outcome": "failed", "text": str(error)}, b""
    return {"outcome": "ok", "kind": kind}, body


def _evaluate(store: ox.Store, job: Mapping[str, Any]) -> tuple[str, bytes]:
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(iri) for iri in job["default_graphs"]]
    named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in job["named_graphs"]]
    chosen = bool(default or named)
    result = store.query(
        job["query"],
        prefixes=PREFIX_TABLE,
        use_default_graph_as_union=not chosen,
        default_graph=default if chosen else None,
        named_graphs=named if chosen else None,
    )
    if isinstance(result, ox.QueryTriples):
        triples = list(islice(result, job["rows"] + 1))
        if len(triples) > job["rows"]:
            raise _TooMuchError
        return "graph", SYNTAXES[job["graph_form"]].write(canonical(triples))
    form = job["table_form"]
    if isinstance(result, ox.QueryBoolean):
        return "table", _boolean(result, form)
    out = _Bounded(job["answer_bytes"])
    result.serialize(cast("IO[bytes]", out), format=ox.QueryResultsFormat.JSON)
    rows = ox.parse_query_results(out.value(), format=ox.QueryResultsFormat.JSON)
    if not isinstance(rows, ox.QuerySolutions) or sum(1 for _ in islice(rows, job["rows"] + 1)) > job["rows"]:
        raise _TooMuchError
    if form == "json":
        return "table", out.value()
    again = ox.parse_query_results(out.value(), format=ox.QueryResultsFormat.JSON)
    return "table", bytes(again.serialize(format=TABLES[form]) or b"")


def _boolean(result: ox.QueryBoolean, form: str) -> bytes:
    """The engine writes a boolean in every format but TSV and CSV alike; these have one line with the word."""
    return bytes(result.serialize(format=TABLES[form]) or b"")


def confine(memory_bytes: int) -> None:
    """Forbid this process more memory than it has and *memory_bytes*, and any further file or connection."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; there the guard stands alone
        return
    with suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def main() -> None:
    """Read the data named by the first argument, then answer until standard input ends."""
    data, memory_bytes = sys.argv[1], int(sys.argv[2])
    store = ox.Store()
    store.bulk_load(path=data, format=ox.RdfFormat.N_QUADS)
    # What is imported late would need a file: write once in each form before files are forbidden.
    for syntax in SYNTAXES.values():
        syntax.write([ox.Triple(ox.NamedNode("x:x"), ox.NamedNode("x:x"), ox.Literal("x"))])
    confine(memory_bytes)
    talk(store, sys.stdin.buffer, sys.stdout.buffer)


def talk(store: ox.Store, told: IO[bytes], said: IO[bytes]) -> None:
    """Answer jobs until there are no more."""
    _say(said, {"outcome": "ready"}, b"")
    for line in told:
        _say(said, *answer(store, json.loads(line)))


def _say(said: IO[bytes], head: dict[str, object], body: bytes) -> None:
    said.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
    said.flush()


if __name__ == "__main__":
    main()
