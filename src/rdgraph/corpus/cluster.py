"""The same steps on a Dask cluster (``rdgraph[dask]``): files are sent as bytes, results come back as bytes.

The cluster needs this version of rdgraph and of the rules, and no file system in common with this machine. Dask runs a
task again where the worker that ran it was lost; a task has no effect but its result, so nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Self

from rdgraph.corpus.records import Failure
from rdgraph.corpus.workers import Task
from rdgraph.errors import RdgraphError
from rdgraph.messages import both
from rdgraph.model.facts import Entity, Key, merge_entities

AHEAD = 4
"""Tasks sent ahead for every thread of the cluster."""
TOGETHER = 16
"""Values merged by one task."""
SECONDS = 30.0
"""Time to wait for a scheduler and its first worker."""


class Cluster:
    """Runs tasks on the workers of a scheduler."""

    remote = True

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - distributed has no types
        self._client = client

    @classmethod
    @contextmanager
    def at(cls, address: str) -> Iterator[Self]:
        """Connect to a scheduler; raise `RdgraphError` where there is none, or no worker."""
        try:
            from distributed import Client
        except ImportError as error:
            raise RdgraphError.of("dask.missing") from error
        try:
            client = Client(address, timeout=SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise RdgraphError.of("dask.unreachable", address=address) from error
        try:
            try:
                client.wait_for_workers(1, timeout=SECONDS)
            except TimeoutError as error:
                raise RdgraphError.of("dask.unreachable", address=address) from error
            yield cls(client)
        finally:
            client.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Yield the number of each task and its result, as they are done; few tasks are under way at any time."""
        from distributed import as_completed

        waiting = enumerate(tasks)
        numbers: dict[str, int] = {}

        def sent() -> Iterator[Any]:
            for number, (function, arguments) in waiting:
                future = self._client.submit(function, *arguments, pure=False, retries=2)
                numbers[future.key] = number
                yield future

        threads = max(1, sum(self._client.nthreads().values()))
        sending = sent()
        under_way = as_completed(list(islice(sending, AHEAD * threads)), loop=self._client.loop)
        for future in under_way:
            number = numbers.pop(future.key)
            if future.status == "finished":
                yield number, future.result()
            else:  # lost with more workers than Dask allows, or our fault: the task catches what files can do
                why = f"{both('corpus.crashed')} {future.exception()!r}"
                yield number, Failure(why, both("corpus.crashed-remedy"))
            future.release()
            for following in islice(sending, 1):
                under_way.add(following)

    def merge(self, parts: Iterable[dict[Key, Entity]]) -> dict[Key, Entity]:
        """Return the union of what documents say of entities, merged on the cluster in a tree."""
        level = [self._client.submit(_union, batch, pure=False) for batch in _batches(parts)]
        while len(level) > 1:
            level = [self._client.submit(_union, batch, pure=False) for batch in _batches(level)]
        return level[0].result() if level else {}


def _union(parts: list[dict[Key, Entity]]) -> dict[Key, Entity]:
    return merge_entities(parts)


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(values)
    while batch := list(islice(waiting, TOGETHER)):
        yield batch
