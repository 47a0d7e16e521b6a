"""Worker processes that may crash, hang or run out of memory without taking anything but their own task along."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

Task = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes of a task whose worker was lost: it crashed, or took longer than it may."""

    slow: bool


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: int | None = None
    since: float = 0.0


class Workers:
    """A number of processes that run tasks; each task is a function of a module and its arguments."""

    def __init__(self, count: int, *, seconds: float, memory: int) -> None:
        # forked workers share what this process has loaded; elsewhere they load it themselves
        self._context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self._seconds, self._memory = seconds, memory
        self._workers = [self._start() for _ in range(max(1, count))]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.connection.close()
            if worker.task is not None:
                worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.process.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Yield the number of each task and what came of it, as they are done; tasks are taken only when needed."""
        waiting = enumerate(tasks)
        for position in range(len(self._workers)):
            self._give(position, waiting)
        while any(worker.task is not None for worker in self._workers):
            busy = [worker for worker in self._workers if worker.task is not None]
            first = min(worker.since for worker in busy) + self._seconds
            ready = wait([worker.connection for worker in busy], timeout=max(0.0, first - time.monotonic()))
            for position, worker in enumerate(self._workers):
                number = worker.task
                if number is None:
                    continue
                if worker.connection in ready:
                    try:
                        result = worker.connection.recv()
                    except (EOFError, OSError):
                        self._replace(position)
                        result = Lost(slow=False)
                elif time.monotonic() - worker.since > self._seconds:
                    self._replace(position)
                    result = Lost(slow=True)
                else:
                    continue
                self._give(position, waiting)
                yield number, result

    def _give(self, position: int, waiting: Iterator[tuple[int, Task]]) -> None:
        worker = self._workers[position]
        worker.task = None
        following = next(waiting, None)
        if following is None:
            return
        worker.task, worker.since = following[0], time.monotonic()
        with suppress(BrokenPipeError):  # a worker that has died is met when its answer is read
            worker.connection.send(following[1])

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, here, self._memory), daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)

    def _replace(self, position: int) -> None:
        worker = self._workers[position]
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.connection.close()
        self._workers[position] = self._start()


def _work(connection: Connection, other_end: Connection, memory: int) -> None:
    """Run tasks until nobody asks for more."""
    other_end.close()
    _limit(memory)
    with suppress(EOFError, KeyboardInterrupt, ConnectionError):
        while True:
            function, arguments = connection.recv()
            connection.send(function(*arguments))


def _limit(memory: int) -> None:
    """Limit the address space of this process, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
