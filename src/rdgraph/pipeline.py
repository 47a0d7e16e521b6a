"""The order of a build: read → segment → extract → merge → graph → validate → export."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from rdflib import Graph

from rdgraph.errors import ExportError, RdgraphError, SourceError
from rdgraph.export import EXPORTERS
from rdgraph.extract.divisions import division_finder
from rdgraph.graph.build import build_graph
from rdgraph.graph.validate import validate
from rdgraph.graph.vocabulary import DEFAULT_BASE
from rdgraph.model.document import Document
from rdgraph.model.facts import Facts, merge
from rdgraph.resolve.document import extract_document
from rdgraph.resolve.settle import settle
from rdgraph.rules.pack import RulePack, load_pack
from rdgraph.text import read_file, segment
from rdgraph.text.readers import suffixes


@dataclass(frozen=True)
class Options:
    """What a build is told beside its sources."""

    base: str = DEFAULT_BASE
    with_text: bool = True
    with_contacts: bool = False
    rules: tuple[Path, ...] = ()


@dataclass
class Outcome:
    """What became of the sources: the facts of those that were read, and the errors of those that were not."""

    facts: Facts = field(default_factory=Facts)
    documents: list[Document] = field(default_factory=list)
    failures: list[tuple[Path, RdgraphError]] = field(default_factory=list)
    repeated: list[tuple[str, str]] = field(default_factory=list)
    """Sources of an issue that another source holds too, each with the one that was taken."""


def sample_sources() -> list[Path]:
    """Return the newsletters that come with the package."""
    folder = resources.files("rdgraph").joinpath("sample")
    return sorted(Path(str(p)) for p in folder.iterdir() if p.name.endswith(".txt"))


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and the readable files below the folders named, in path order, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in suffixes())
            if not below:
                raise SourceError.of("source.none", path=path, known="、".join(sorted(suffixes())))
            found.update(dict.fromkeys(below))
        else:
            found[path] = None
    return list(found)


def make_ready(options: Options) -> RulePack:
    """Load what every document needs, keep compiled patterns for the next run, and rest the garbage collector.

    To look through rules and gazetteer for garbage again and again takes a fifth of the time of an extraction; and
    processes that are forked later share all this.
    """
    pack = load_pack(*options.rules)
    division_finder(pack)
    pack.compile_all()
    pack.keep_patterns()
    gc.collect()
    gc.freeze()
    return pack


def extract_file(path: Path, pack: RulePack) -> tuple[Document, Facts]:
    """Read, segment and extract one file; raise `RdgraphError` where that cannot be done."""
    document = segment(read_file(path))
    return document, extract_document(document, pack)


def collect(sources: Iterable[Path], options: Options, on_file: Callable[[Path], None] = lambda _: None) -> Outcome:
    """Extract every source. A file that cannot be read costs no other file its result."""
    pack = make_ready(options)
    outcome = Outcome()
    parts: list[Facts] = []
    for path in sources:
        try:
            document, facts = extract_file(path, pack)
            outcome.documents.append(document)
            parts.append(facts)
        except RdgraphError as error:
            outcome.failures.append((path, error))
        except Exception as error:  # a fault of ours in one file must not cost the others theirs
            outcome.failures.append((path, SourceError.of("file.unexpected", file=str(path), error=repr(error))))
        on_file(path)
    merged = merge(parts)
    for issue in (issue for part in parts for issue in part.issues.values()):
        taken = merged.issues[issue.key]
        if issue.edition != taken.edition:
            outcome.repeated.append((issue.source_name, taken.source_name))
    outcome.facts = settle(merged)
    return outcome


def graph_of(facts: Facts, options: Options) -> Graph:
    """Build and validate the graph; raise `ValidationError` where it breaks its shapes."""
    graph = build_graph(facts, base=options.base, with_text=options.with_text, with_contacts=options.with_contacts)
    validate(graph).raise_for_violations()
    return graph


def export(graph: Graph, folder: Path) -> Iterator[Path]:
    """Write every export into the folder; each file is whole at every moment, the old one until the new one is."""
    rendered = {name: exporter(graph) for name, exporter in EXPORTERS.items()}
    for name, data in rendered.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / name, data)
        except OSError as error:
            raise ExportError(
                f"无法写入：{error.strerror or error}",
                f"cannot be written: {error.strerror or error}",
                file=str(folder / name),
                remedy="请检查路径、权限和磁盘空间。",
                remedy_en="Check the path, its permissions and the space on the disk.",
            ) from error
        yield folder / name


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that no reader and no crash ever meets half of it."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
