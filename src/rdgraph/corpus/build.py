"""A corpus → one graph: extract every file, tell editions apart, merge, write every document's part, join the parts."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rdflib import Graph

from rdgraph.corpus.discover import Item, discover
from rdgraph.corpus.editions import Duplicate, Relation, tell_apart
from rdgraph.corpus.executors import Executor, executor
from rdgraph.corpus.records import Counts, Failure, Fragment, Outline
from rdgraph.corpus.settings import Settings, stamp
from rdgraph.corpus.store import FOLDER, Store, key_of, unpacked, write_blob
from rdgraph.corpus.work import extract_data, failure_of, write_fragment
from rdgraph.errors import ExportError, RdgraphError, SourceError
from rdgraph.export import EXPORTERS
from rdgraph.export.turtle import HEADER, term, terms_to_blocks
from rdgraph.graph.build import describe
from rdgraph.graph.validate import validate
from rdgraph.messages import both, message
from rdgraph.model.facts import Entity, Key, closure
from rdgraph.pipeline import Options, make_ready, replacing, write_atomically
from rdgraph.text.readers import suffixes

GRAPH = "graph.ttl"
RACY = 2_000_000_000
"""Nanoseconds within which a file may change again without its time showing it."""

Progress = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Given a title and a number of steps, a context that gives a function to call after each."""


@dataclass(slots=True)
class Built:
    """What became of a corpus."""

    documents: dict[str, tuple[Outline, Counts]] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    entities: int = 0
    triples: int = 0
    fresh: int = 0
    """Files that had to be read; the others were known from the build before."""
    written: list[Path] = field(default_factory=list)
    undrawn: list[str] = field(default_factory=list)
    """Exports left out because the graph is too large to be drawn."""

    @property
    def counts(self) -> Counts:
        """The sum over all documents; entities are counted once."""
        every = [counts for _, counts in self.documents.values()]
        return Counts(
            articles=sum(c.articles for c in every),
            entities=self.entities,
            relations=sum(c.relations for c in every),
            quantities=sum(c.quantities for c in every),
            activities=sum(c.activities for c in every),
            triples=self.triples,
            rules=sum((c.rules for c in every), Counter()),
        )


@contextmanager
def silent(_title: str, _steps: int) -> Iterator[Callable[[], None]]:
    """Show no progress."""
    yield lambda: None


def build(
    paths: Sequence[Path], output: Path, options: Options, settings: Settings, progress: Progress = silent,
    *, keep: bool = True,
) -> Built:  # fmt: skip
    """Build the graph of everything below the paths and write it below `output`; return what became of every file.

    What was found in each file is kept below `output` for the next build, unless there is one file only, or `keep` is
    false. Where nothing can be read, no export is written.
    """
    found = discover(paths, output)
    if not found.items and not found.failures:
        names = "、".join(map(str, paths))
        raise SourceError.of("source.none", path=names, known="、".join((*sorted(suffixes()), ".zip")))
    built = Built(skipped=found.skipped)
    built.failures.update((name, failure_of(error)) for name, error in found.failures)
    if found.items:
        make_ready(options)
    try:
        with (
            _store(output, keep=keep and len(found.items) > 1) as store,
            executor(settings, len(found.items)) as runner,
        ):
            corpus = _Corpus(store, runner, options, progress, built)
            outlines = corpus.extract(found.items)
            if outlines:
                corpus.join(outlines, output, settings.most_drawn)
            store.prune()
    except OSError as error:
        file = str(error.filename or output)
        raise ExportError.of("build.unwritable", file=file, reason=error.strerror or error) from error
    return built


@contextmanager
def _store(output: Path, *, keep: bool) -> Iterator[Store]:
    if keep:
        yield Store(output / FOLDER)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Store(Path(folder))


class _Corpus:
    """The steps of one build."""

    def __init__(self, store: Store, runner: Executor, options: Options, progress: Progress, built: Built) -> None:
        self._store, self._runner, self._options = store, runner, options
        self._progress, self._built = progress, built
        self._stamp = stamp(options)
        self._facts: dict[str, str] = {}
        """Under which key the facts of a document are kept, by its name."""

    # ------------------------------------------------------------ files → facts
    def extract(self, items: list[Item]) -> list[Outline]:
        """Return the outlines of all files that can be read."""
        outlines: list[Outline] = []
        due: list[tuple[Item, str | None]] = []
        with self._progress("build.reading", len(items)) as advance:
            for item in items:
                digest = self._store.hash_of(item.name, item.state())
                known = None if digest is None else self._known(item.name, digest)
                if known is None:
                    due.append((item, digest))
                    continue
                self._sort_in(item.name, known, outlines)
                advance()
            self._built.fresh = len(due)
            for number, result in self._runner.run(self._extraction(due)):
                self._sort_in(due[number][0].name, self._kept(due[number][0], result), outlines)
                advance()
        return sorted(outlines, key=lambda o: o.name)

    def _extraction(self, due: list[tuple[Item, str | None]]) -> Iterator[Any]:
        for item, _ in due:
            if not self._runner.remote:
                yield extract_here, (item, self._options)
                continue
            try:
                yield extract_sent, (item.name, item.read(), self._options)
            except RdgraphError as error:
                yield failure_of, (error,)

    def _known(self, name: str, digest: str) -> Outline | Failure | None:
        """Return what is kept of a file with this content and this name."""
        key = key_of("outline", self._stamp, name, digest)
        facts = key_of("facts", self._stamp, name, digest)
        held = self._store.get(key)
        if isinstance(held, Failure):
            return held
        if isinstance(held, Outline) and self._store.has(facts):
            self._facts[name] = facts
            return held
        return None

    def _kept(self, item: Item, result: Any) -> Outline | Failure:  # noqa: ANN401
        """Keep what a worker has found, so that the next build need not look for it."""
        if isinstance(result, Failure):
            return result
        digest, state, outcome = result
        key = key_of("outline", self._stamp, item.name, digest)
        if isinstance(outcome, Failure):
            self._write(key, outcome)
            held: Outline | Failure = outcome
        else:
            held = unpacked(outcome[0])
            facts = key_of("facts", self._stamp, item.name, digest)
            self._write(facts, outcome[1])
            self._write(key, held)
            self._facts[item.name] = facts
        if state is not None and time.time_ns() - max(state[1:3]) > RACY:
            self._store.enter_file(item.name, state, digest)
        return held

    def _write(self, key: str, value: object) -> None:
        self._store.enter(key, write_blob(self._store.folder, key, value))

    def _sort_in(self, name: str, held: Outline | Failure, outlines: list[Outline]) -> None:
        if isinstance(held, Failure):
            self._built.failures[name] = held
        else:
            outlines.append(held)

    # ------------------------------------------------------------ facts → graph
    def join(self, outlines: list[Outline], output: Path, most_drawn: int) -> None:
        """Merge what counts and write the exports."""
        built = self._built
        kept, built.duplicates = tell_apart(outlines)
        for duplicate in built.duplicates:
            if duplicate.relation is Relation.CLASH:
                problem = message("corpus.clash", other=duplicate.kept)
                english = message("corpus.clash", "en", other=duplicate.kept)
                built.failures[duplicate.outline.name] = Failure(f"{problem} ({english})", both("corpus.clash-remedy"))
        built.duplicates = [d for d in built.duplicates if d.relation is not Relation.CLASH]
        entities = self._runner.merge(outline.entities for outline in kept)
        fragments = self._fragments(kept, entities)
        if not built.documents:
            return
        output.mkdir(parents=True, exist_ok=True)
        self._write_graph(fragments, entities, output / GRAPH)
        self._write_views(output, most_drawn)

    def _fragments(self, kept: list[Outline], entities: dict[Key, Entity]) -> dict[str, str]:
        """Return under which key the part of each document is kept."""
        told = {key: _told(entity) for key, entity in entities.items()}
        keys: dict[str, str] = {}
        due: list[tuple[Outline, str, dict[Key, Entity]]] = []
        for outline in kept:
            closed = closure(outline.entities, entities)
            options = self._options
            key = key_of(
                "fragment", self._facts[outline.name], options.base, options.with_text, options.with_contacts,
                *(told[k] for k in sorted(closed)),
            )  # fmt: skip
            held = self._store.get(key)
            if isinstance(held, Fragment):
                keys[outline.name] = key
                self._built.documents[outline.name] = (outline, held.counts)
            else:
                due.append((outline, key, {k: entities[k] for k in closed}))
        tasks = (
            (write_fragment, (self._store.get(self._facts[o.name]), closed, self._options)) for o, _, closed in due
        )
        with self._progress("build.linking", len(due)) as advance:
            for number, result in self._runner.run(tasks):
                outline, key, _ = due[number]
                if isinstance(result, Failure):
                    self._built.failures[outline.name] = result
                else:
                    fragment: Fragment = unpacked(result)
                    self._write(key, fragment)
                    keys[outline.name] = key
                    self._built.documents[outline.name] = (outline, fragment.counts)
                advance()
        self._built.documents = dict(sorted(self._built.documents.items()))
        return keys

    def _write_graph(self, fragments: dict[str, str], entities: dict[Key, Entity], path: Path) -> None:
        """Write the parts of all documents and what they share, subject after subject."""
        places: list[tuple[str, str, int]] = []
        shared: set[tuple[str, str, str]] = set()
        reached: set[Key] = set()
        own = 0
        for name, key in fragments.items():
            fragment = self._fragment(key)
            places += ((subject, name, number) for number, (subject, _) in enumerate(fragment.chunks))
            shared.update(fragment.shared)
            reached |= fragment.entities
            own += fragment.own
        described = describe((entities[key] for key in sorted(reached)), base=self._options.base)
        validate(described).raise_for_violations()
        shared.update((str(s), str(p), term(o)) for s, p, o in described)
        common = terms_to_blocks(shared)
        places += ((subject, "", 0) for subject in common)
        with replacing(path) as file:
            file.write(HEADER.encode())
            for subject, name, number in sorted(places):
                if name:
                    file.write(self._fragment(fragments[name]).chunks[number][1])
                else:
                    file.write(("\n" + common[subject]).encode())
        self._built.entities = len(reached)
        self._built.triples = own + len(shared)
        self._built.written.append(path)

    def _fragment(self, key: str) -> Fragment:
        held = self._store.get(key)
        if not isinstance(held, Fragment):
            raise ExportError.of("build.lost-part", file=str(self._store.place(key)))
        return held

    def _write_views(self, output: Path, most_drawn: int) -> None:
        """Write the exports that hold the whole graph in memory, unless it is too large to be drawn."""
        views = {name: exporter for name, exporter in EXPORTERS.items() if name != GRAPH}
        if self._built.triples > most_drawn:
            self._built.undrawn = sorted(views)
            for name in views:
                (output / name).unlink(missing_ok=True)  # the view of a smaller corpus would be a wrong one
            return
        graph = Graph().parse(output / GRAPH, format="turtle")
        with self._progress("build.drawing", len(views)) as advance:
            for name, exporter in views.items():
                write_atomically(output / name, exporter(graph))
                self._built.written.append(output / name)
                advance()


def _told(entity: Entity) -> str:
    """Return what the part of a document depends on in an entity: its type and its place, not its names."""
    return repr(
        (
            entity.key, entity.type, entity.code, entity.contained_in, entity.jurisdiction, entity.part_of,
            sorted(entity.replaced_by),
        )
    )  # fmt: skip


def extract_here(item: Item, options: Options) -> Any:  # noqa: ANN401
    """Read and extract a file of this machine: its hash, its state before it was read, and what was found."""
    state = item.state()
    try:
        data = item.read()
    except RdgraphError as error:
        return failure_of(error)
    return hashlib.sha256(data).hexdigest(), state, extract_data(item.name, data, options)


def extract_sent(name: str, data: bytes, options: Options) -> Any:  # noqa: ANN401
    """Extract a file that was sent here."""
    return hashlib.sha256(data).hexdigest(), None, extract_data(name, data, options)
