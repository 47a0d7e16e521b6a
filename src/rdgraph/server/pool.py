"""Processes that evaluate queries. One that takes too long is killed and another takes its place: nobody else waits."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from rdgraph.query.dataset import Dataset
from rdgraph.server.limits import Limits

_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds until a worker that could not be started is started again; twice as many each time, up to the longest."""


@dataclass(frozen=True, slots=True)
class Job:
    """A query, the graphs it asks for, and the forms its answer may take."""

    query: str
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    table_form: str = "json"
    graph_form: str = "ttl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a query: ``ok``, ``malformed``, ``too-large``, ``too-slow``, ``busy`` or ``failed``."""

    outcome: str
    kind: str = ""
    body: bytes = b""
    text: str = ""


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def hear(self) -> tuple[dict[str, str], bytes]:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            raise EOFError
        head = json.loads(line)
        return head, await self.process.stdout.readexactly(int(head["bytes"]))

    async def ask(self, job: dict[str, object]) -> tuple[dict[str, str], bytes]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job).encode() + b"\n")
        await self.process.stdin.drain()
        return await self.hear()

    async def stop(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@dataclass
class Pool:
    """A number of workers over one data set."""

    limits: Limits
    _data: str
    _idle: asyncio.Queue[_Worker] = field(default_factory=asyncio.Queue)
    _all: set[_Worker] = field(default_factory=set)
    _starting: set[asyncio.Task[None]] = field(default_factory=set)
    killed: int = 0

    @classmethod
    @asynccontextmanager
    async def over(cls, dataset: Dataset, limits: Limits) -> AsyncIterator[Pool]:
        """Start a worker, and stop all there are in the end; `fill` waits for it."""
        with tempfile.TemporaryDirectory(prefix="rdgraph-") as folder:
            data = Path(folder, "data.nq")
            await asyncio.to_thread(ox.serialize, dataset.quads, str(data), ox.RdfFormat.N_QUADS)
            pool = cls(limits, str(data))
            pool._await(pool._start())  # where no worker can be had, there is no server
            try:
                yield pool
            finally:
                for task in pool._starting:
                    task.cancel()
                await asyncio.gather(*pool._starting, return_exceptions=True)
                await asyncio.gather(*(w.stop() for w in pool._all))

    async def fill(self) -> None:
        """Wait for the first worker, and let the others follow: to read a large graph takes each some seconds."""
        await asyncio.gather(*self._starting)
        for _ in range(self.limits.parallel - 1):
            self._start_soon()

    @property
    def alive(self) -> int:
        """How many workers there are, at work or not."""
        return sum(worker.process.returncode is None for worker in self._all)

    @property
    def idle(self) -> int:
        """How many workers have nothing to do."""
        return self._idle.qsize()

    async def run(self, job: Job) -> Outcome:
        """Evaluate a query. Cancelled (its client has gone), it kills the process that works on it."""
        try:
            worker = await asyncio.wait_for(self._idle.get(), self.limits.waiting)
        except TimeoutError:
            return Outcome("busy")
        healthy = False
        try:
            told: dict[str, object] = {
                "query": job.query,
                "default_graphs": list(job.default_graphs),
                "named_graphs": list(job.named_graphs),
                "table_form": job.table_form,
                "graph_form": job.graph_form,
                "rows": self.limits.rows,
                "answer_bytes": self.limits.answer_bytes,
            }
            head, body = await asyncio.wait_for(worker.ask(told), self.limits.seconds)
            healthy = True
            return Outcome(head["outcome"], head.get("kind", ""), body, head.get("text", ""))
        except TimeoutError:
            return Outcome("too-slow")
        except (EOFError, OSError, asyncio.IncompleteReadError):
            return Outcome("too-large")  # it died: out of memory
        finally:
            if healthy:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        self.killed += 1
        self._start_soon(worker)

    def _start_soon(self, instead_of: _Worker | None = None) -> None:
        self._await(self._succeed(instead_of))

    def _await(self, start: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(start)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _succeed(self, worker: _Worker | None) -> None:
        """Start a worker, it may be in place of another, and try until there is one."""
        if worker is not None:
            await worker.stop()
            self._all.discard(worker)
        pause = _PAUSE
        while True:
            try:
                await self._start()
                return
            except (OSError, EOFError, RuntimeError, ValueError):  # out of memory or of processes, for now
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _start(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "rdgraph.server.worker", self._data, str(self.limits.memory_bytes),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONUTF8": "1"},
        )  # fmt: skip
        worker = _Worker(process)
        self._all.add(worker)
        try:
            head, _ = await worker.hear()
            if head["outcome"] != "ready":
                raise RuntimeError(f"a worker did not start: {head}")
        except BaseException:
            self._all.discard(worker)
            await worker.stop()
            raise
        self._idle.put_nowait(worker)
