"""Seconds and peak memory of building generated newsletters, and the MB/s of every reader.

python benchmarks/corpus.py                 1,000 newsletters: 1 process, 2 processes, again after one changed
python benchmarks/corpus.py --count 100     fewer
python benchmarks/corpus.py --readers       the readers only (LibreOffice and Chromium are not needed)
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.corpora.makers import reportlab_pdf, web_page, word
from tests.corpora.newsletters import newsletter, write_corpus

from rdgraph.text import read_source

BUILD = "from rdgraph.cli import main; main()"
FOLLOW = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024); sys.exit(code)"
)


def build(folder: Path, output: Path, jobs: int) -> tuple[float, int]:
    """Build in a process of its own; return seconds and the peak memory of its largest process in MB."""
    command = [sys.executable, "-c", BUILD, "build", str(folder), "-o", str(output), "-j", str(jobs)]
    command += ["--max-drawn", "0"]  # a thousand newsletters are too many to be drawn by default, too
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", FOLLOW, *command], capture_output=True, text=True, check=True)
    return time.perf_counter() - began, int(done.stdout.splitlines()[-1])


def corpora(count: int) -> None:
    """Build a corpus with one and two processes, and again after one file has changed."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "in")
        paths = write_corpus(folder, count)
        time.sleep(2.5)
        full, memory = build(folder, Path(scratch, "one"), 1)
        print(f"{count} newsletters, 1 process: {full:.1f} s, {memory} MB, {1000 * full / count:.0f} ms each")
        two, memory = build(folder, Path(scratch, "two"), 2)
        print(f"{count} newsletters, 2 processes: {two:.1f} s, {memory} MB in the largest")
        same = Path(scratch, "one", "graph.ttl").read_bytes() == Path(scratch, "two", "graph.ttl").read_bytes()
        size = Path(scratch, "one", "graph.ttl").stat().st_size
        print(f"same bytes: {same}, {size / 1e6:.1f} MB of Turtle")
        paths[count // 2].write_text(newsletter(count + 5), encoding="utf-8")
        again, memory = build(folder, Path(scratch, "one"), 1)
        print(f"after one changed file: {again:.1f} s ({100 * again / full:.1f} % of the full time), {memory} MB")


def readers() -> None:
    """Read the same newsletters in every format."""
    lines = [line for seed in range(40) for line in newsletter(seed).split("\n") if line]
    files = {
        "a.txt": "\n".join(lines).encode(), "a.html": web_page(lines), "a.docx": word(lines),
        "a.pdf": reportlab_pdf(lines, 1), "b.pdf": reportlab_pdf(lines, 2),
    }  # fmt: skip
    for name, data in files.items():
        rounds, began = 0, time.perf_counter()
        while time.perf_counter() - began < 2:
            text = read_source(data, name).text
            rounds += 1
        seconds = (time.perf_counter() - began) / rounds
        size = len(text.encode())
        print(f"{name}: {len(data) / 1e3:.0f} kB, {size / seconds / 1e6:.2f} MB/s of text, {1000 * seconds:.1f} ms")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--readers", action="store_true")
    arguments = parser.parse_args()
    readers()
    if not arguments.readers:
        corpora(arguments.count)
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
