"""Requests per second and latency of the endpoint at 1, 8 and 32 clients, by wrk, without and with a runaway beside.

    python benchmarks/endpoint.py OUT --seconds 5

wrk (Debian package wrk) and the server run on the same machine, so that each takes from the other.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from rdgraph.query.questions import catalogue

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed (Debian package wrk)")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    run = "from rdgraph.cli import main; main()"
    command = [sys.executable, "-c", run, "serve", str(arguments.out), "--port", str(port), "--seconds", "5"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{base}/health")
        question = catalogue().question("who-uses").sparql
        paths = {
            "ASK": "/sparql?" + urlencode({"query": "ASK { ?s a rd:Issue }"}),
            "who-uses": "/sparql?" + urlencode({"query": question}),
            "page": "/doc/division/330100.html",
            "303": "/id/" + quote("division/330100"),
        }
        print(f"{'request':12}{'clients':>8}{'runaway':>9}{'req/s':>10}{'p50':>10}{'p99':>10}{'errors':>8}")
        for beside in (False, True):
            stop = threading.Event()
            thread = threading.Thread(target=_run_away, args=(base, stop))
            if beside:
                thread.start()
            for name, path in paths.items():
                for clients in (1, 8, 32):
                    rate, half, most, errors = measure(base + path, clients, arguments.seconds)
                    mark = "yes" if beside else "no"
                    print(f"{name:12}{clients:>8}{mark:>9}{rate:>10}{half:>10}{most:>10}{errors:>8}", flush=True)
            stop.set()
            if beside:
                thread.join()
    finally:
        server.terminate()
        server.wait(15)


def measure(url: str, clients: int, seconds: int) -> tuple[str, str, str, str]:
    """Run wrk; return requests per second, median and 99th percentile, and how many answers were no success."""
    command = ["wrk", "-t", "1", "-c", str(clients), "-d", f"{seconds}s", "--latency", "--timeout", "15s", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout

    def find(pattern: str) -> str:
        match = re.search(pattern, text, re.MULTILINE)
        return match[1] if match else "0"

    return (
        find(r"Requests/sec:\s+([\d.]+)"),
        find(r"^\s+50%\s+(\S+)"),
        find(r"^\s+99%\s+(\S+)"),
        find(r"Non-2xx.*: (\d+)"),
    )


def _run_away(base: str, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with urlopen(f"{base}/sparql?" + urlencode({"query": RUNAWAY}), timeout=30):
                pass
        except (HTTPError, OSError):
            continue


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not start")


if __name__ == "__main__":
    main()
