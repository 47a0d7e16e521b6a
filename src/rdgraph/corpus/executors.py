"""Where tasks run: in this process, in worker processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rdgraph.corpus.records import Failure
from rdgraph.corpus.settings import Settings
from rdgraph.corpus.workers import Lost, Task, Workers
from rdgraph.messages import both
from rdgraph.model.facts import Entity, Key, merge_entities


class Executor(Protocol):
    """Runs tasks in any order and merges entities by key."""

    remote: bool
    """Whether tasks run where the files of this machine cannot be read."""

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Yield the number of each task and its result, as they are done."""

    def merge(self, parts: Iterable[dict[Key, Entity]]) -> dict[Key, Entity]:
        """Return the union of what documents say of entities."""


class Here:
    """Runs one task after the other in this process."""

    remote = False

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Yield the number of each task and its result."""
        for number, (function, arguments) in enumerate(tasks):
            yield number, function(*arguments)

    def merge(self, parts: Iterable[dict[Key, Entity]]) -> dict[Key, Entity]:
        """Return the union of what documents say of entities."""
        return merge_entities(parts)


class Processes(Here):
    """Runs tasks in worker processes; one that crashes or hangs costs its own task only."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Yield the number of each task and its result, as they are done."""
        for number, result in self._workers.run(tasks):
            if isinstance(result, Lost):
                code = "corpus.slow" if result.slow else "corpus.crashed"
                yield number, Failure(both(code), both(code + "-remedy"))
            else:
                yield number, result


@contextmanager
def executor(settings: Settings, files: int) -> Iterator[Executor]:
    """Give what the settings ask for; a single file is read in this process."""
    if settings.scheduler is not None:
        from rdgraph.corpus.cluster import Cluster

        with Cluster.at(settings.scheduler) as found:
            yield found
    elif files < 2:
        yield Here()
    else:
        with Workers(min(settings.jobs, files), seconds=settings.seconds, memory=settings.memory) as workers:
            yield Processes(workers)
