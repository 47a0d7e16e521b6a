"""Sending the graph to a SPARQL 1.1 store by Graph Store Protocol: one named graph an issue, in bounded chunks.

A graph is sent as a PUT of its first chunk and a POST of each that follows. A chunk that fails for want of a connection
or a busy store is sent again; sending triples twice does no harm, for a graph is a set. What has been sent whole is
written down in a state file, by its digest, so that a push that was interrupted goes on where it stopped, and one that
is repeated sends only what has changed. A graph that was interrupted is sent again from its first chunk.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

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
    password: str = ""
    chunk_bytes: int = 4 * 2**20
    attempts: int = 5
    timeout: float = 60.0
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a named graph."""

    graph: str
    triples: int
    skipped: bool


def push(dataset: Dataset, target: Target, state: Path | None = None) -> Iterator[Sent]:
    """Send every named graph that *state* does not say was sent; yield each when the store has taken it.

    Raises:
        PublishError: the store refuses, or does not answer however often it is asked.
    """
    done = _read(state, target.url)
    graphs: dict[str, list[str]] = {}
    for quad in dataset.quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            graphs.setdefault(quad.graph_name.value, []).append(f"{quad.triple} .\n")
    for graph, lines in graphs.items():
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        if done.get(graph) == digest:
            yield Sent(graph, len(lines), True)
            continue
        for position, chunk in enumerate(chunks(lines, target.chunk_bytes)):
            _send(target, graph, "PUT" if position == 0 else "POST", chunk)
        done[graph] = digest
        if state is not None:
            _write(state, target.url, done)
        yield Sent(graph, len(lines), False)


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


def _send(target: Target, graph: str, method: str, body: bytes) -> None:
    problem = ""
    for attempt in range(target.attempts):
        if attempt:
            time.sleep(min(target.pause * 2 ** (attempt - 1), 30.0))
        try:
            status, text = _request(target, graph, method, body)
        except (OSError, http.client.HTTPException) as error:
            problem = f"{type(error).__name__}: {error}"
            continue
        if 200 <= status < 300:
            return
        problem = f"HTTP {status} {text}"
        if status not in _AGAIN:
            break
    raise PublishError(
        f"存储没有接收命名图 {graph}：{problem}",
        f"the store did not take the graph {graph}: {problem}",
        file=target.url,
        remedy="请检查地址、账号与存储的状态；再次运行会从未完成的命名图继续。",
        remedy_en="Check the address, the account and the store; run again to go on from here.",
    )


def _request(target: Target, graph: str, method: str, body: bytes) -> tuple[int, str]:
    parts = urlsplit(target.url)
    kinds: dict[str, Callable[..., http.client.HTTPConnection]] = {
        "http": http.client.HTTPConnection,
        "https": http.client.HTTPSConnection,
    }
    if parts.scheme not in kinds or not parts.hostname:
        raise PublishError(
            "地址须以 http:// 或 https:// 开头", "the address must be http:// or https://", file=target.url
        )
    connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=target.timeout)
    headers = {"Content-Type": "application/n-triples", "Content-Length": str(len(body))}
    if target.user:
        account = base64.b64encode(f"{target.user}:{target.password}".encode()).decode()
        headers["Authorization"] = f"Basic {account}"
    query = "&".join(p for p in (parts.query, "graph=" + quote(graph, safe="")) if p)
    try:
        connection.request(method, f"{parts.path or '/'}?{query}", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(400).decode("utf-8", "replace").strip()
    finally:
        connection.close()


def _read(state: Path | None, url: str) -> dict[str, str]:
    if state is None or not state.is_file():
        return {}
    try:
        known = json.loads(state.read_text(encoding="utf-8"))
        sent = known["sent"] if known["url"] == url else {}
        return {str(k): str(v) for k, v in sent.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError(
            "进度文件有误", "the state file is not valid", file=str(state), remedy="请删除它，再次运行会全部重发。"
        ) from error


def _write(state: Path, url: str, done: dict[str, str]) -> None:
    text = json.dumps({"url": url, "sent": done}, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(state, (text + "\n").encode())
