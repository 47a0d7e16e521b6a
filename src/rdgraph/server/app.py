"""The application: which path is answered by what. Pages are those of `rdgraph.publish.site`, byte for byte.

A thing (``/id/…``) is answered by 303 to the document about it that the client accepts (``/doc/….html``, ``.ttl`` …);
a document has one form, and says by ``Link`` which others there are.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rdgraph.messages import sentences
from rdgraph.publish.paths import decoded, document_path, href, uri_of
from rdgraph.publish.site import Page, Site
from rdgraph.query.rdf import SYNTAXES
from rdgraph.server.limits import Limits
from rdgraph.server.metrics import Metrics
from rdgraph.server.negotiate import choose
from rdgraph.server.pool import Pool
from rdgraph.server.protocol import Endpoint
from rdgraph.server.reconcile import BadQueryError, Reconciler

_DOCUMENTS = {"html": ("text/html", "application/xhtml+xml"), **{s.suffix: (s.media_type,) for s in SYNTAXES.values()}}
_ONTOLOGY = {
    "html": ("text/html", "application/xhtml+xml"),
    "ttl": ("text/turtle",),
    "jsonld": ("application/ld+json",),
}
_OWN = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'"
_NETWORK = "default-src 'self' 'unsafe-inline' data: blob:; connect-src 'none'; base-uri 'none'"
_FORM_LIMIT = 2**20


@dataclass
class Application:
    """Answers requests about one site."""

    site: Site
    limits: Limits = field(default_factory=Limits)
    metrics: Metrics = field(default_factory=Metrics)
    pool: Pool | None = None

    def __post_init__(self) -> None:
        self._render = lru_cache(maxsize=1024)(self._rendered)
        self._reconciler = Reconciler(self.site)

    def asgi(self) -> ASGIApp:
        """Return the ASGI application; it starts its workers itself."""

        @asynccontextmanager
        async def life(_: Starlette) -> AsyncIterator[None]:
            async with Pool.over(self.site.dataset, self.limits) as pool:
                await run_in_threadpool(self._prepare)
                await pool.fill()
                self.pool = pool
                gc.freeze()  # The data are no garbage; a search of them would make everybody wait.
                gc.enable()
                yield

        reading = ["GET", "HEAD", "OPTIONS"]
        routes = [
            Route("/sparql", self._sparql, methods=[*reading, "POST"]),
            Route("/reconcile", self._reconcile, methods=[*reading, "POST"]),
            Route("/reconcile/suggest/{what}", self._suggest, methods=reading),
            Route("/reconcile/preview", self._preview, methods=reading),
            Route("/health", self._health, methods=reading),
            Route("/metrics", self._metrics, methods=reading),
            Route("/ns", self._namespace, methods=reading),
            Route("/id/{rest:path}", self._thing, methods=reading),
            Route("/{rest:path}", self._page, methods=reading),
        ]
        return _Common(Starlette(routes=routes, lifespan=life), self.metrics)

    def _prepare(self) -> None:
        """Look up what the first request would have to wait for, and every other behind it."""
        self._render("index.html")
        _ = self._by_uri, self.site.dataset.graph_sizes, self.site.dataset.all_triples

    # Pages

    async def _page(self, request: Request) -> Response:
        path = decoded(request.scope["raw_path"])
        if path is None:
            return PlainTextResponse(sentences("serve.bad-address"), 400)
        path = path.removeprefix("/") or "index.html"
        found = await run_in_threadpool(self._render, path)
        if found is None:
            return PlainTextResponse(sentences("serve.no-page"), 404)
        page, etag = found
        headers = {
            "Content-Type": page.media_type,
            "ETag": etag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _NETWORK if path == "network.html" else _OWN,
        }
        links = self._links(path)
        if links:
            headers["Link"] = links
        if _matches(request.headers.get("if-none-match"), etag):
            return Response(status_code=304, headers=headers)
        return Response(page.body, headers=headers)

    def _rendered(self, path: str) -> tuple[Page, str] | None:
        page = self.site.render(path)
        return None if page is None else (page, f'"{hashlib.sha256(page.body).hexdigest()[:32]}"')

    def _links(self, path: str) -> str:
        """Say which other forms a document has, and what it is about."""
        stem, _, suffix = path.rpartition(".")
        node = self.site.documents.get(stem)
        if node is None:
            return ""
        name = href(stem.rpartition("/")[2])
        links = [
            f'<{name}.{form}>; rel="alternate"; type="{types[0]}"'
            for form, types in _DOCUMENTS.items()
            if form != suffix
        ]
        if suffix == "html":
            links.append(f'<{name}.ttl>; rel="describedby"; type="text/turtle"')
        if suffix == "jsonld":
            depth = "../" * stem.count("/")
            links.append(
                f'<{depth}context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
            )
        links.append(f'<{uri_of(node.value)}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"')
        return ", ".join(links)

    async def _thing(self, request: Request) -> Response:
        raw = request.scope["raw_path"]
        if decoded(raw) is None:
            return PlainTextResponse(sentences("serve.bad-address"), 400)
        local = raw.decode("ascii", "replace").removeprefix(request.scope.get("root_path", "")).removeprefix("/id/")
        path = self._by_uri.get(uri_of(uri_of(self.site.dataset.base) + local))
        if path is None:
            return PlainTextResponse(sentences("serve.no-page"), 404)
        return _see_other(request, path, _DOCUMENTS)

    @cached_property
    def _by_uri(self) -> dict[str, str]:
        base = self.site.dataset.base
        found = ((uri_of(n.value), document_path(base, n.value)) for n in self.site.index.documented)
        return {uri: path for uri, path in found if path}

    async def _namespace(self, request: Request) -> Response:
        return _see_other(request, "ns", _ONTOLOGY)

    # Services

    async def _sparql(self, request: Request) -> Response:
        if self.pool is None:
            return PlainTextResponse(sentences("serve.not-ready"), 503)
        return await Endpoint(self.site.dataset, self.pool, self.metrics)(request)

    async def _reconcile(self, request: Request) -> Response:
        values = parse_qs(request.url.query)
        if request.method == "POST":
            body = bytearray()
            async for chunk in request.stream():
                body += chunk
                if len(body) > _FORM_LIMIT:
                    return PlainTextResponse(sentences("serve.request-too-large"), 413)
            values.update(parse_qs(body.decode("utf-8", "replace")))
        queries = values.get("queries")
        if queries is None:
            return _json(self._reconciler.manifest(str(request.base_url)))
        try:
            return _json(await run_in_threadpool(self._reconciler.batch, queries[0]))
        except BadQueryError as error:
            return _json({"error": str(error)}, 400)

    async def _suggest(self, request: Request) -> Response:
        kinds: dict[str, Callable[[str], dict[str, object]]] = {
            "entity": self._reconciler.suggest,
            "type": self._reconciler.suggest_type,
            "property": self._reconciler.suggest_property,
        }
        suggest = kinds.get(request.path_params["what"])
        if suggest is None:
            return PlainTextResponse(sentences("serve.no-page"), 404)
        prefix = request.query_params.get("prefix", "")[:200]
        return _json(await run_in_threadpool(suggest, prefix))

    async def _preview(self, request: Request) -> Response:
        page = await run_in_threadpool(self._reconciler.preview, request.query_params.get("id", ""))
        if page is None:
            return PlainTextResponse(sentences("serve.no-page"), 404)
        policy = "default-src 'none'; frame-ancestors *"
        return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy})

    async def _health(self, _: Request) -> Response:
        ready = self.pool is not None and self.pool.alive > 0
        status: dict[str, Any] = {"status": "ok" if ready else "starting", "triples": len(self.site.dataset.triples)}
        return _json(status, 200 if ready else 503)

    async def _metrics(self, _: Request) -> Response:
        pool = self.pool
        gauges = {"workers_idle": pool.idle if pool else 0, "workers_killed": pool.killed if pool else 0}
        return PlainTextResponse(self.metrics.text(gauges), media_type="text/plain; version=0.0.4")


class _Common:
    """What every answer has: who may read it, and that its type is not to be guessed. Counts answers, too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        route = scope["path"].split("/")[1] or "index"
        known = route if route in ("sparql", "reconcile", "id", "doc", "health", "metrics") else "page"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests[known, message["status"]] += 1
                message["headers"] = [*message.get("headers", ()), *_COMMON]
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, counted)
            return
        try:
            await self._app(scope, receive, counted)
        except ClientDisconnect:
            return


_COMMON = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}


def _see_other(request: Request, path: str, offered: dict[str, tuple[str, ...]]) -> Response:
    form = choose(request.headers.get("accept"), offered)
    if form is None:
        forms = "、".join(t[0] for t in offered.values())
        return PlainTextResponse(sentences("serve.formats", forms=forms), 406, {"Vary": "Accept"})
    root = request.scope.get("root_path", "")
    return Response(status_code=303, headers={"Location": f"{root}/{href(path)}.{form}", "Vary": "Accept"})


def _matches(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    return header.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in header.split(","))


def _json(value: object, status: int = 200) -> Response:
    return JSONResponse(value, status)
