"""How fast each stage is, beside jieba.posseg on the same text in the same run; and how long a start takes.

    pip install -e '.[bench]' && python benchmarks/throughput.py [--issues 1 10 100] [--values-only]

Speeds are in MB of UTF-8 per second of processor time of one core, so that other work on the machine shows little.
Patterns are compiled before, by the first newsletter: what that costs is told under "start".
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rdgraph.extract.article as article_stage
import rdgraph.resolve.document as document_stage
from generate import newsletters
from rdgraph.export import EXPORTERS
from rdgraph.graph.build import build_graph
from rdgraph.graph.validate import validate
from rdgraph.model.facts import merge
from rdgraph.pipeline import Options, make_ready
from rdgraph.resolve.settle import settle
from rdgraph.text import read_source, segment

INNER = ("find_agents", "find_relations", "find_activities", "find_quantities")
VALUES = ("segment", "match names", "relations, activities, quantities", "link and merge")
GRAPH = ("build graph", "validate", *(f"write {name}" for name in EXPORTERS))


class Clock:
    """Adds up processor time under names; time of a stage inside another counts for the inner one only."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = 0.0

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def run(*arguments: Any, **options: Any) -> Any:
            before, self._inner = self._inner, 0.0
            began = time.process_time()
            result = function(*arguments, **options)
            took = time.process_time() - began
            self.seconds[name] += took - self._inner
            self._inner = before + took
            return result

        return run


def measure(texts: list[tuple[str, str]], values_only: bool) -> tuple[dict[str, float], str]:
    """Return seconds by stage, and what came out."""
    pack, clock = make_ready(Options()), Clock()  # as a build of several newsletters does
    originals = {name: getattr(article_stage, name) for name in INNER}
    extract = document_stage.extract
    for name, function in originals.items():
        setattr(article_stage, name, clock.timed(VALUES[2], function))
    document_stage.extract = clock.timed(VALUES[1], extract)
    try:
        read = clock.timed(VALUES[0], lambda name, data: segment(read_source(data, name)))
        link = clock.timed(VALUES[3], lambda document: document_stage.extract_document(document, pack))
        join = clock.timed(VALUES[3], lambda parts: settle(merge(parts)))
        facts = join([link(read(name, text.encode())) for name, text in texts])
    finally:
        document_stage.extract = extract
        for name, function in originals.items():
            setattr(article_stage, name, function)
    told = f"{len(facts.articles)} articles, {len(facts.entities)} entities"
    if not values_only:
        graph = clock.timed(GRAPH[0], build_graph)(facts)
        if not clock.timed(GRAPH[1], validate)(graph).conforms:
            told += ", NOT VALID"
        for name, exporter in EXPORTERS.items():
            clock.timed(f"write {name}", exporter)(graph)
        told += f", {len(graph)} triples"
    return clock.seconds, told


def peer(text: str) -> float | None:
    """Return the seconds that jieba.posseg takes for a text, its dictionary loaded before; None where it is absent."""
    try:
        import jieba
        import jieba.posseg
    except ImportError:
        return None
    jieba.setLogLevel(60)
    jieba.initialize()
    list(jieba.posseg.cut("人大常委会"))
    began = time.process_time()
    for _ in jieba.posseg.cut(text):
        pass
    return time.process_time() - began


def report(count: int, values_only: bool) -> None:
    """Print the table of one number of issues."""
    texts = list(newsletters(count))
    size = sum(len(text.encode()) for _, text in texts) / 1e6
    seconds, told = measure(texts, values_only)
    values = sum(seconds[name] for name in VALUES)
    everything = sum(seconds.values())
    print(f"\n{count} different issues, {size:.2f} MB: {told}")
    print(f"{'stage':36}{'seconds':>10}{'MB/s':>10}{'share':>8}")

    def row(name: str, took: float, whole: float | None) -> None:
        share = f"{took / whole:8.1%}" if whole else ""
        print(f"{name:36}{took:10.3f}{size / took:10.3f}{share}")

    for name in (*VALUES, *(() if values_only else GRAPH)):
        row(name, seconds[name], everything)
    row("= text to values", values, everything)
    if not values_only:
        row("= text to files", everything, everything)
    other = peer("".join(text for _, text in texts))
    if other is None:
        print("jieba.posseg is not installed: pip install -e '.[bench]'")
    else:
        row("jieba.posseg, the same text", other, None)


def start() -> None:
    """Print how long a process takes from start to end."""

    def run(*arguments: str) -> tuple[float, float]:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, "-m", "rdgraph", *arguments], check=True, capture_output=True, env=variables)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.perf_counter() - began, spent

    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "RDGRAPH_CACHE": str(Path(folder) / "cache")}
        source = Path(folder) / "刊.txt"
        source.write_text(next(newsletters(1))[1], encoding="utf-8")
        build = ("build", str(source), "-o", str(Path(folder) / "out"))
        print(f"\n{'start of a process':36}{'seconds':>10}{'cpu':>10}")
        for name, arguments, times in (("--help", ("--help",), 5), ("first build, nothing kept", build, 1),
                                       ("next builds, patterns kept", build, 3)):  # fmt: skip
            wall, spent = min(run(*arguments) for _ in range(times))
            print(f"{name:36}{wall:10.3f}{spent:10.3f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--issues", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--values-only", action="store_true", help="stop where the graph begins")
    given = parser.parse_args()
    measure(list(newsletters(1)), True)
    for count in given.issues:
        report(count, given.values_only)
    start()


if __name__ == "__main__":
    main()
