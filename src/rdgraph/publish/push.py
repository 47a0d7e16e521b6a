"""Sending the graph to a SPARQL 1.1 store by Graph Store Protocol: one named graph an issue, in bounded chunks.

A graph is sent as a PUT of its first chunk and a POST of each that follows. A chunk that fails for want of a connection
or a busy store is sent again; sending triples twice does no harm, for a graph is a set. What has been sent whole is
written down in a state file, by its digest, so that a push that was interrupted goes on where it stopped, and one that
is repeated sends only what has changed. A graph that was interrupted is sent again from its first chunk.

A password goes to the store in the form that the store asks for, Digest or Basic, and not before it asks.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyoxigraph as ox

from rdgraph.errors import PublishError
from rdgraph.pipeline import write_atomically
from rdgraph.query.dataset import Dataset

_AGAIN = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: the address of a Graph Store, and who sends."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    chunk_bytes: int = 4 * 2**20
    attempts: int = 5
    timeout: float = 60.0
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a named graph."""

    graph: str
    triples: int
    skipped: bool = False
    removed: bool = False


def push(dataset: Dataset, target: Target, state: Path | None = None) -> Iterator[Sent]:
    """Send every named graph that *state* does not say was sent, and remove those sent before that are no more.

    Each is yielded when the store has done it.

    Raises:
        PublishError: the store refuses, or does not answer however often it is asked.
    """
    done = _read(state, target.url)
    graphs: dict[str, list[str]] = {}
    for quad in dataset.quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.setdefault(quad.graph_name.value, []).append(f"{quad.triple} .\n")
    account = _Account(target.user, target.password) if target.user else None
    with httpx.Client(auth=account, timeout=target.timeout) as client:
        for graph, lines in graphs.items():
            digest = hashlib.sha256("".join(lines).encode()).hexdigest()
            if done.get(graph) == digest:
                yield Sent(graph, len(lines), skipped=True)
                continue
            for position, chunk in enumerate(chunks(lines, target.chunk_bytes)):
                _send(client, target, graph, "PUT" if position == 0 else "POST", chunk)
            done[graph] = digest
            if state is not None:
                _write(state, target.url, done)
            yield Sent(graph, len(lines))
        for graph in sorted(done.keys() - graphs.keys()):
            _send(client, target, graph, "DELETE", b"")
            del done[graph]
            if state is not None:
                _write(state, target.url, done)
            yield Sent(graph, 0, removed=True)


def chunks(lines: list[str], limit: int) -> Iterator[bytes]:
    """Yield the lines in pieces of at most *limit* bytes; a longer line by itself."""
    piece, size = list[bytes](), 0
    for line in lines:
        data = line.encode()
        if piece and size + len(data) > limit:
            yield b"".join(piece)
            piece, size = [], 0
        piece.append(data)
        size += len(data)
    yield b"".join(piece)


class _Account(httpx.Auth):
    """Answers a store that asks who is there: by Digest where it offers that, else by Basic."""

    def __init__(self, user: str, password: str) -> None:
        self._digest, self._basic = httpx.DigestAuth(user, password), httpx.BasicAuth(user, password)
        self._wants_basic = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request without a password where the store has not asked for one, and again where it does."""
        request.headers.encoding = "utf-8"  # an account may have a Chinese name
        if self._wants_basic:
            yield from self._basic.auth_flow(request)
            return
        flow = self._digest.auth_flow(request)
        response = yield next(flow)
        offered = [c.lower() for c in response.headers.get_list("www-authenticate")]
        if not any(c.startswith("digest ") for c in offered) and any(c.startswith("basic ") for c in offered):
            self._wants_basic = True
            yield from self._basic.auth_flow(request)
            return
        with suppress(StopIteration):
            while True:
                response = yield flow.send(response)


def _send(client: httpx.Client, target: Target, graph: str, method: str, body: bytes) -> None:
    problem = ""
    for attempt in range(target.attempts):
        if attempt:
            time.sleep(min(target.pause * 2 ** (attempt - 1), 30.0))
        try:
            answer = client.request(
                method,
                httpx.URL(target.url).copy_merge_params({"graph": graph}),
                content=body,
                headers={"Content-Type": "application/n-triples"},
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise PublishError.of("push.address", file=target.url) from error
        except httpx.TransportError as error:
            problem = f"{type(error).__name__}: {error}"
            continue
        if answer.is_success or (method == "DELETE" and answer.status_code == 404):
            return
        problem = f"HTTP {answer.status_code} {answer.text[:400].strip()}"
        if answer.status_code not in _AGAIN:
            break
    raise PublishError.of("push.refused", file=target.url, graph=graph, problem=problem)


def _read(state: Path | None, url: str) -> dict[str, str]:
    if state is None or not state.is_file():
        return {}
    try:
        known = json.loads(state.read_text(encoding="utf-8"))
        sent = known["sent"] if known["url"] == url else {}
        return {str(k): str(v) for k, v in sent.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError.of("push.state", file=str(state)) from error


def _write(state: Path, url: str, done: dict[str, str]) -> None:
    text = json.dumps({"url": url, "sent": done}, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(state, (text + "\n").encode())
