"""A real Dask scheduler and two worker processes on loopback, one of them killed midway: the bytes of a local build."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rdgraph import pipeline
from rdgraph.corpus.build import build
from rdgraph.corpus.settings import Settings
from rdgraph.errors import RdgraphError
from tests.corpora.newsletters import write_corpus

pytest.importorskip("distributed", reason="the extra rdgraph[dask] is not installed")

OPTIONS = pipeline.Options()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Start a scheduler and two workers, and stop them whatever happens."""
    address = f"tcp://127.0.0.1:{_free_port()}"
    host, port = address.removeprefix("tcp://").split(":")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    quiet["env"] = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    scheduler = subprocess.Popen([*dask, "--host", host, "--port", port, "--no-dashboard", "--no-show"], **quiet)
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", "1", "--nthreads", "1"]
    worker += ["--no-nanny", "--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(folder)]
    workers = [subprocess.Popen(worker, **quiet) for _ in range(2)]
    try:
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_writes_the_bytes_of_a_local_build(tmp_path: Path) -> None:
    source = tmp_path / "in"
    write_corpus(source, 24, paragraphs=3)
    local = build([source], tmp_path / "local", OPTIONS, Settings(most_drawn=0))
    done: list[float] = []

    @contextmanager
    def count(_title: str, _steps: int):
        yield lambda: done.append(time.monotonic())

    with cluster(tmp_path) as (address, workers):
        from distributed import Client

        with Client(address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)

        def kill_midway() -> None:
            while len(done) < 6:
                time.sleep(0.01)
            os.kill(workers[0].pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_midway)
        killer.start()
        remote = build([source], tmp_path / "remote", OPTIONS, Settings(scheduler=address, most_drawn=0), count)
        killer.join()
        assert workers[0].wait(10) == -signal.SIGKILL
        assert workers[1].poll() is None
    assert (tmp_path / "remote" / "graph.ttl").read_bytes() == (tmp_path / "local" / "graph.ttl").read_bytes()
    assert remote.counts == local.counts
    assert len(remote.documents) == 24
    assert not remote.failures
    assert not remote.duplicates


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_scheduler_is_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdgraph.corpus.cluster.SECONDS", 1.0)
    source = tmp_path / "in"
    write_corpus(source, 2, 2)
    settings = Settings(scheduler=f"tcp://127.0.0.1:{_free_port()}")
    with pytest.raises(RdgraphError, match="调度器") as caught:
        build([source], tmp_path / "out", OPTIONS, settings)
    assert caught.value.remedy
    assert not (tmp_path / "out" / "graph.ttl").exists()
