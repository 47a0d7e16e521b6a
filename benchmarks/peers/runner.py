"""What every runner shares: read a job, time a tagger on it, write a report. Standard library only.

A runner is called as ``python run_X.py JOB REPORT``. The job names the issue files, holds the texts of their articles
and the kind (PER, LOC, ORG) of each of rdgraph's types, and names other files to warm up on: what a tool makes ready at its first use counts as loading.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Forms = list[tuple[str, str]]
"""Surface forms with their kind: PER, LOC or ORG."""
START = time.perf_counter()


def run(load: Callable[[], tuple[str, Callable[[str], Forms]]]) -> None:
    """Run a tagger of single texts over a job's articles; `load` returns its version and the tagger."""
    job = read_job()
    version, tag = load()
    for file in job["warm_up"]:
        tag(Path(file).read_text(encoding="utf-8"))
    loaded = time.perf_counter()
    forms = [tag(text) for text in job["texts"]]
    write_report(version, loaded, time.perf_counter(), sum(len(t.encode()) for t in job["texts"]), forms)


def read_job() -> dict[str, Any]:
    """Read the job this process was given."""
    job: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return job


def write_report(
    version: str, loaded: float, done: float, size: int, forms: Iterable[Forms], **more: list[list[str]]
) -> None:
    """Write what was found in each article, and what it took."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = {
        "version": version,
        "load_s": loaded - START,
        "mb_per_s": size / 1e6 / (done - loaded),
        "peak_mb": peak / (2**20 if sys.platform == "darwin" else 2**10),
        "forms": list(forms),
        **more,
    }
    Path(sys.argv[2]).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
