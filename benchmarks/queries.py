"""Every saved question on graphs of about 10⁴, 10⁵ and 10⁶ triples, in Oxigraph and in rdflib, in one run.

    python benchmarks/queries.py OUT                 # OUT: output folder of a build, or an RDF file
    python benchmarks/queries.py OUT --sizes 10000 100000 --limit 20 --json figures.json

Larger graphs are made of the given one: its issues are repeated under other numbers and dates, its entities shared, as
they are when more issues of a newsletter are built. A query that takes longer than the limit is stopped and shown as >.
Times are the best of three in Oxigraph, of one in rdflib; rows must agree where both engines finish.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import rdflib

from rdgraph.query.dataset import Dataset
from rdgraph.query.evaluate import Table, evaluate
from rdgraph.query.questions import catalogue

_ISSUE = re.compile(r"/(issue|article)/([^/>#]+)/(\d+)")
_DATE = re.compile(r'"(\d{4}-\d\d-\d\d)"\^\^<http://www\.w3\.org/2001/XMLSchema#date>')
_TOTAL = re.compile(r'(totalNumber> ")(\d+)"')


def grown(dataset: Dataset, size: int) -> list[str]:
    """Return N-Triples lines of about *size* triples: the issues of a data set, repeated until there are enough."""
    lines = [f"{t} .\n" for t in (*dataset.triples, *dataset.divisions)]
    own = [line for line in lines if _ISSUE.search(line)]
    found = dict.fromkeys(lines)
    copy = 0
    while len(found) < size and own:
        copy += 1
        found.update(dict.fromkeys(_moved(line, copy) for line in own))
    return list(found)[: max(size, len(lines))]


def _moved(line: str, copy: int) -> str:
    def later(match: re.Match[str]) -> str:
        moved = date.fromisoformat(match[1]) + timedelta(days=30 * copy)
        return match[0].replace(match[1], moved.isoformat())

    line = _ISSUE.sub(lambda m: f"/{m[1]}/{m[2]}/{int(m[3]) + 1000 * copy}", line)
    line = _TOTAL.sub(lambda m: f'{m[1]}{int(m[2]) + 1000 * copy}"', line)
    return _DATE.sub(later, line)


class _TooSlowError(Exception):
    pass


@contextlib.contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Stop what runs too long; of use for Python code only, which is what rdflib is."""

    def stop(*_: object) -> None:
        raise _TooSlowError

    previous = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)


def timed(run: Callable[[], int], seconds: int, times: int) -> tuple[float | None, int]:
    """Return the best time and the number of rows; no time where the limit was met."""
    best, rows = None, -1
    for _ in range(times):
        start = time.perf_counter()
        try:
            with limit(seconds):
                rows = run()
        except _TooSlowError:
            return None, -1
        taken = time.perf_counter() - start
        best = taken if best is None else min(best, taken)
    return best, rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--limit", type=int, default=30, help="seconds for one query")
    parser.add_argument("--rdflib-to", type=int, default=1_000_000, help="largest size for rdflib")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    dataset = Dataset.load(arguments.out)
    figures: dict[str, dict[str, object]] = {}
    for size in arguments.sizes:
        text = "".join(grown(dataset, size)).encode()
        start = time.perf_counter()
        store = ox.Store()
        store.bulk_load(text, format=ox.RdfFormat.N_TRIPLES)
        loaded = {"triples": len(store), "oxigraph load": time.perf_counter() - start}
        graph = None
        if size <= arguments.rdflib_to:
            start = time.perf_counter()
            graph = rdflib.Graph().parse(data=text, format="nt")
            loaded["rdflib load"] = time.perf_counter() - start
        print(f"\n{len(store):,} triples; " + ", ".join(f"{k} {v:.2f} s" for k, v in loaded.items() if " " in k))
        print(f"{'question':32}{'rows':>8}{'oxigraph':>12}{'rdflib':>12}")
        figures[str(size)] = {"load": loaded}
        for name, question in catalogue().questions.items():
            in_ox, rows = timed(partial(_in_oxigraph, store, question.sparql), arguments.limit, 3)
            in_rdf, other = None, -1
            if graph is not None:
                in_rdf, other = timed(partial(_in_rdflib, graph, question.sparql), arguments.limit, 1)
            if rows >= 0 and other >= 0 and rows != other:
                sys.exit(f"{name}: {rows} rows in Oxigraph, {other} in rdflib")
            figures[str(size)][name] = {"rows": rows, "oxigraph": in_ox, "rdflib": in_rdf}
            told = "-" if graph is None else _shown(in_rdf, arguments.limit)
            print(f"{name:32}{rows:>8}{_shown(in_ox, arguments.limit):>12}{told:>12}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _in_oxigraph(store: ox.Store, query: str) -> int:
    table = evaluate(store, query)
    return len(table.rows) if isinstance(table, Table) else len(table)


def _in_rdflib(graph: rdflib.Graph, query: str) -> int:
    return len(list(graph.query(query)))


def _shown(seconds: float | None, most: int) -> str:
    return f"> {most} s" if seconds is None else f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
