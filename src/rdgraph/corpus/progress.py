"""A bar on a terminal: how many files, how many a second, how long still. Silent elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rdgraph.messages import both

FEW = 3
"""Steps that are over before a bar could be read."""


@contextmanager
def bar(code: str, steps: int) -> Iterator[Callable[[], None]]:
    """Give a function to call after each step. No thread draws the bar: workers are forked from this process."""
    if steps < FEW or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Task as Row
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Row) -> Text:
            return Text(f"{task.finished_speed or task.speed or 0:.1f}/s")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as progress:
        task = progress.add_task(both(code), total=steps)

        def advance() -> None:
            progress.advance(task)
            progress.refresh()

        yield advance
