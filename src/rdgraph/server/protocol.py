"""SPARQL 1.1 Protocol (query operation) and Service Description, over a pool of processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from rdgraph.errors import QueryError
from rdgraph.messages import sentences
from rdgraph.query.dataset import Dataset
from rdgraph.query.guard import refuse_unsafe
from rdgraph.query.rdf import SYNTAXES, canonical
from rdgraph.server.metrics import Metrics
from rdgraph.server.negotiate import choose
from rdgraph.server.pool import Job, Outcome, Pool

TABLE_TYPES: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPH_TYPES: Mapping[str, tuple[str, ...]] = {s.suffix: (s.media_type,) for s in SYNTAXES.values()}

_FORM = "application/x-www-form-urlencoded"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


class _RefusedError(Exception):
    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers


@dataclass(frozen=True)
class Endpoint:
    """The SPARQL endpoint of a data set."""

    dataset: Dataset
    pool: Pool
    metrics: Metrics

    async def __call__(self, request: Request) -> Response:
        """Answer one request of the protocol."""
        try:
            if request.method in ("GET", "HEAD") and not request.url.query:
                return self._bare(request)
            query, default, named = await self._operation(request)
            accept = request.headers.get("accept")
            table, graph = choose(accept, TABLE_TYPES), choose(accept, GRAPH_TYPES)
            if table is None and graph is None:
                raise _RefusedError(406, sentences("serve.no-format"))
            _check(query)
            job = Job(query, default, named, table or "json", graph or "ttl")
            started = time.perf_counter()
            outcome = await self._while_connected(request, job)
            self.metrics.query(outcome.outcome, time.perf_counter() - started)
            return self._answer(outcome, table, graph)
        except _RefusedError as refused:
            self.metrics.query("refused", 0.0)
            return _text(refused.status, refused.text, refused.headers)

    async def _operation(self, request: Request) -> tuple[str, list[str], list[str]]:
        """Read the query and its dataset from any of the three forms of the query operation."""
        limit = self.pool.limits.query_bytes
        pairs = _parse(request.url.query)
        if request.method == "POST":
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            body = await _read(request, limit)
            if kind == _FORM:
                pairs = pairs + _parse(body)
            elif kind == "application/sparql-query":
                pairs.append(("query", body))
            elif kind == "application/sparql-update":
                raise _RefusedError(403, sentences("serve.read-only"))
            else:
                raise _RefusedError(415, sentences("serve.type", kind=kind, form=_FORM))
        names = {name for name, _ in pairs}
        if names & {"update", "using-graph-uri", "using-named-graph-uri"}:
            raise _RefusedError(403, sentences("serve.read-only"))
        queries = [value for name, value in pairs if name == "query"]
        if len(queries) != 1:
            raise _RefusedError(400, sentences("serve.one-query"))
        if len(queries[0].encode()) > limit:
            raise _RefusedError(413, sentences("serve.too-long", limit=limit))
        default = [value for name, value in pairs if name == "default-graph-uri"]
        named = [value for name, value in pairs if name == "named-graph-uri"]
        for iri in (*default, *named):
            try:
                ox.NamedNode(iri)
            except ValueError as error:
                raise _RefusedError(400, sentences("serve.iri", error=error)) from error
        return queries[0], default, named

    async def _while_connected(self, request: Request, job: Job) -> Outcome:
        """Run a query for as long as its client stays: nobody waits for an answer that nobody reads."""
        running = asyncio.create_task(self.pool.run(job))
        gone = asyncio.create_task(_gone(request))
        try:
            done, _ = await asyncio.wait({running, gone}, return_when=asyncio.FIRST_COMPLETED)
            if running not in done:
                return Outcome("abandoned")
            return running.result()
        finally:
            for task in (running, gone):
                task.cancel()
            await asyncio.gather(running, gone, return_exceptions=True)

    def _answer(self, outcome: Outcome, table: str | None, graph: str | None) -> Response:
        limits = self.pool.limits
        if outcome.outcome == "ok":
            form, types = (table, TABLE_TYPES) if outcome.kind == "table" else (graph, GRAPH_TYPES)
            if form is None:
                return _text(406, sentences("serve.no-format"))
            media = types[form][0]
            content_type = f"{media}; charset=utf-8" if media.startswith("text/") else media
            return Response(outcome.body, headers={"Content-Type": content_type, "Vary": "Accept"})
        if outcome.outcome == "malformed":
            return _text(400, sentences("serve.malformed") + outcome.text)
        if outcome.outcome == "too-large":
            return _text(422, sentences("serve.too-large", rows=limits.rows))
        if outcome.outcome == "too-slow":
            return _text(504, sentences("serve.too-slow", seconds=f"{limits.seconds:g}"))
        if outcome.outcome == "busy":
            return _text(503, sentences("serve.busy"), {"Retry-After": "5"})
        return _text(500, sentences("serve.failed") + outcome.text)

    def _bare(self, request: Request) -> Response:
        """Return the Service Description to those who accept RDF, the editor to those who want a page."""
        offered = {"html": ("text/html",), **GRAPH_TYPES}
        form = choose(request.headers.get("accept"), offered)
        if form == "html":
            return Response(status_code=303, headers={"Location": "query.html", "Vary": "Accept"})
        if form is None:
            raise _RefusedError(406, sentences("serve.no-format"))
        syntax = SYNTAXES[form]
        body = syntax.write(service_description(self.dataset, str(request.url.replace(query=""))))
        return Response(body, headers={"Content-Type": syntax.media_type, "Vary": "Accept"})


def service_description(dataset: Dataset, endpoint: str) -> list[ox.Triple]:
    """Describe the service (SPARQL 1.1 Service Description), its named graphs included."""
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    service, data = ox.NamedNode(endpoint + "#service"), ox.NamedNode(endpoint + "#dataset")
    graph = ox.NamedNode(endpoint + "#default-graph")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    def count(number: int) -> ox.Literal:
        return ox.Literal(str(number), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))

    size = ox.NamedNode("http://rdfs.org/ns/void#triples")
    found = [
        ox.Triple(service, a, sd("Service")),
        ox.Triple(service, sd("endpoint"), ox.NamedNode(endpoint)),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        ox.Triple(service, sd("defaultDataset"), data),
        ox.Triple(data, a, sd("Dataset")),
        ox.Triple(data, sd("defaultGraph"), graph),
        ox.Triple(graph, a, sd("Graph")),
        ox.Triple(graph, size, count(len(dataset.all_triples))),
    ]
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "JSON-LD", "N-Triples", "RDF_XML"):  # fmt: skip  # noqa: E501
        found.append(ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name)))
    for position, (named, number) in enumerate(dataset.graph_sizes.items(), 1):
        entry, content = ox.NamedNode(f"{endpoint}#named-{position}"), ox.NamedNode(f"{endpoint}#graph-{position}")
        found += [
            ox.Triple(data, sd("namedGraph"), entry),
            ox.Triple(entry, a, sd("NamedGraph")),
            ox.Triple(entry, sd("name"), ox.NamedNode(named)),
            ox.Triple(entry, sd("graph"), content),
            ox.Triple(content, a, sd("Graph")),
            ox.Triple(content, size, count(number)),
        ]
    return canonical(found)


def _check(query: str) -> None:
    try:
        refuse_unsafe(query)
    except QueryError as error:
        raise _RefusedError(403, str(error)) from error


async def _read(request: Request, limit: int) -> str:
    """Read a body, but not beyond what a query of *limit* bytes can take when each byte is escaped."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > 3 * limit + 2**12:
            raise _RefusedError(413, sentences("serve.too-long", limit=limit))
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _RefusedError(400, sentences("serve.encoding")) from error


async def _gone(request: Request) -> None:
    while not await request.is_disconnected():
        await asyncio.sleep(0.25)


def _parse(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError as error:
        raise _RefusedError(400, sentences("serve.parameters")) from error


def _text(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(text.rstrip("\n") + "\n", status, dict(headers or {}), media_type="text/plain")
