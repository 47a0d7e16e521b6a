"""The options of `rdgraph build` that are about corpora. Imports nothing heavy: `--help` answers at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

FULL, NOTHING, PARTIAL = 0, 1, 3
"""Exit codes: all sources were read, none was (or the build failed), some were not. Wrong use ends with 2."""

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "-j", "--jobs", type=click.IntRange(1), default=None,
        help="Processes to work with (as many as there are processors). 并行进程数。",
    ),
    click.option(
        "--scheduler", metavar="ADDRESS",
        help="Work on the Dask cluster of this scheduler (needs rdgraph[dask]). 在 Dask 集群上运行。",
    ),
    click.option(
        "--timeout", "seconds", type=click.FloatRange(min=0, min_open=True), default=300.0, show_default=True,
        help="Seconds that one file may take. 单个文件的最长处理时间（秒）。",
    ),
    click.option(
        "--max-drawn", "most_drawn", type=click.IntRange(0), default=400_000, show_default=True,
        help="Triples up to which the network views are written. 三元组超过此数时不再绘制网络图。",
    ),
)  # fmt: skip


def corpus_options(command: _F) -> _F:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def processors() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
