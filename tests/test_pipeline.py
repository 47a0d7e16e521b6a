"""The build as a whole: what it writes, in which order, and that nobody ever meets half a file."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from rdflib import Graph

from rdgraph.corpus import work
from rdgraph.corpus.build import Built, build
from rdgraph.corpus.discover import discover
from rdgraph.corpus.settings import Settings
from rdgraph.errors import ExportError, SourceError
from rdgraph.export import EXPORTERS
from rdgraph.graph.vocabulary import RD
from rdgraph.pipeline import Options, sample_sources, write_atomically
from tests.support import SAMPLES, TALK, environment, facts_of, graph_of, newsletter, rdgraph

GOOD = newsletter("泉州市", 3, [("鲤城区：监督有力", "鲤城" + TALK)])


def listing(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def build_samples(output: Path) -> Built:
    return build(SAMPLES, output, Options(), Settings(), keep=False)


def test_the_sample_is_built_where_no_source_is_given():
    assert [p.name for p in sample_sources()] == [p.name for p in SAMPLES]


def test_sources_are_found_below_folders_each_once(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("乙.TXT", "甲.md", "b/丙.txt", "丁.doc", ".~lock"):
        (tmp_path / name).write_text("文")
    found = discover([tmp_path, tmp_path / "甲.md", tmp_path / "b"])
    assert [item.name for item in found.items] == ["b/丙.txt", "乙.TXT", "甲.md"]
    assert found.skipped == ["丁.doc"]
    assert [item.path for item in discover([tmp_path / "丁.doc"]).items] == [tmp_path / "丁.doc"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="empty"):
        build([tmp_path / "empty"], tmp_path / "out", Options(), Settings())


def test_every_export_is_written_and_nothing_else(tmp_path):
    built = build_samples(tmp_path / "a" / "b")
    assert sorted(p.name for p in built.written) == sorted(EXPORTERS)
    assert sorted(listing(tmp_path / "a" / "b")) == sorted(EXPORTERS)
    assert set(Graph().parse(tmp_path / "a" / "b" / "graph.ttl")) == set(graph_of(*SAMPLES))


def test_an_exporter_that_fails_leaves_the_old_files_whole(tmp_path, monkeypatch):
    build_samples(tmp_path)
    before = listing(tmp_path)

    def broken(_):
        raise OSError("试")

    monkeypatch.setitem(EXPORTERS, "last.txt", broken)
    with pytest.raises(ExportError, match="试"):
        build_samples(tmp_path)
    assert listing(tmp_path) == before


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch, step):
    path = tmp_path / "graph.ttl"
    path.write_bytes(b"old")

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os if step == "fsync" else Path, step, broken)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert listing(tmp_path) == {"graph.ttl": b"old"}


def test_a_file_is_readable_by_others_and_replaced(tmp_path):
    path = tmp_path / "graph.ttl"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert listing(tmp_path) == {"graph.ttl": b"two"}
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_graph_that_breaks_its_shapes_is_never_written(tmp_path, monkeypatch):
    real = work.build_graph

    def without_titles(*arguments, **options):
        graph = real(*arguments, **options)
        graph.remove((None, RD.position, None))
        return graph

    monkeypatch.setattr(work, "build_graph", without_titles)
    built = build([SAMPLES[-1]], tmp_path / "out", Options(), Settings())
    assert "rd:position" in built.failures[SAMPLES[-1].name].problem
    assert not (tmp_path / "out" / "graph.ttl").exists()


def test_a_folder_that_cannot_be_made_is_a_message(tmp_path):
    (tmp_path / "file").write_text("")
    done = rdgraph("build", "-o", tmp_path / "file" / "out")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file" / "out") in done.stderr
    assert "权限" in done.stderr


def test_an_interrupted_build_leaves_the_old_export_whole(tmp_path):
    source, out = tmp_path / "刊.txt", tmp_path / "out"
    source.write_text(GOOD, encoding="utf-8")
    assert rdgraph("build", source, "-o", out).returncode == 0
    before = listing(out)
    source.write_text(GOOD.replace("12家", "13家"), encoding="utf-8")
    # A process that stops dead at the worst moment: the new bytes are written, the old file is still in place.
    script = (
        "import os, sys, pathlib; from rdgraph.cli import main\n"
        "pathlib.Path.replace = lambda *_: (print('now', flush=True), os.read(0, 1))\n"
        "main(sys.argv[1:])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, "build", str(source), "-o", str(out)],
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline() == b"now\n"
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    process.stdin.close()
    process.stdout.close()
    after = listing(out)
    assert {name: data for name, data in after.items() if not name.startswith(".")} == before
    assert rdgraph("build", source, "-o", out).returncode == 0
    assert listing(out)["graph.ttl"] != before["graph.ttl"]


def test_an_interrupt_ends_without_a_traceback(tmp_path):
    source = tmp_path / "刊.txt"
    source.write_text(GOOD, encoding="utf-8")
    script = (
        "import os, sys, signal, threading; from rdgraph import cli; from rdgraph.corpus import command\n"
        "command.build = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)\n"
        "cli.main(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "build", str(source), "-o", str(tmp_path / "out")],
        env=environment(), capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_progress_is_told_for_every_file(tmp_path):
    told = Counter()

    @contextmanager
    def progress(title, steps):
        told[title] -= steps
        yield lambda: told.update([title])

    build(SAMPLES, tmp_path, Options(), Settings(), progress, keep=False)
    assert set(told) == {"build.reading", "build.linking", "build.drawing"}
    assert set(told.values()) == {0}


def test_extraction_does_not_depend_on_the_clock(monkeypatch):
    text = SAMPLES[-1].read_text(encoding="utf-8")
    first = facts_of(text)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert facts_of(text) == first
