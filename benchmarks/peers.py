"""Names that rdgraph finds in an issue, beside jieba.posseg and LAC. One command, one table.

    python benchmarks/peers.py --issue ISSUE GOLD [--issue …] [--cache DIR] [--runs 3] [--show-faults]

GOLD is an annotation as ``rdgraph score`` takes it. Each peer lives in a virtual environment of its own under
``--cache``, made on the first run from PyPI packages (LAC: 0.9 GB) and used again after; what cannot be installed or
run is reported and left out. Every tool runs in a process of its own, ``--runs`` times; its best times are shown, for
whatever else the machine does can only slow it down.

**What is compared** is the surface forms of persons (PER), places (LOC: Division, Place) and organizations (ORG: organs,
departments, companies, schools, institutes, other organizations), article by article, by one definition for all:

* Forms compare after `rdgraph.scoring.fold_name` (widths, spaces, quotes, 人民检察院 = 检察院), and then exactly: a part of
  a name, or a name with a word too many, is wrong.
* Wanted is each annotated thing that is not optional and whose name or alias stands in the article outside a longer
  annotated name: nobody is asked for 上城区 where it stands in 上城区人大常委会 only, since taggers do not nest. It is
  found when one of its names or aliases is among the forms.
* A form is wrong when no annotated thing of its kind has that name or alias. Optional things, and those that stand
  within longer names only, are no fault. Liaison stations and platforms are no fault as LOC or as ORG.
* Nobody gets credit for coreference: that rdgraph knows whose 区人大常委会 it is counts for nothing, and a bare
  区人大常委会 is right for a peer. Nor do types within ORG, relations, quantities or activities count.

Precision = right forms / (right + wrong forms), recall = found things / wanted things; forms are counted once an article.

The peers read the articles as rdgraph cut them out: broken paragraphs joined, no masthead, no contents, the space
taken out of a signature such as 蔡 静. That is better text than the file has. rdgraph reads the file, and its speed
covers reading, cutting and all it extracts. Load time is from the start of the process until the newsletters that come
with rdgraph have been read, which are others than those measured: patterns and models that are made ready at their
first use are ready then. Peak memory is the process's own ``ru_maxrss``.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdgraph.scoring import Tally, fold_name, load_gold

RUNNERS = Path(__file__).parent / "peers"
WARM_UP = sorted(Path(__file__).parents[1].glob("src/rdgraph/sample/*.txt"))
SPACED_NAME = re.compile(r"(?<=[ (（])([一-鿿]) ([一-鿿])(?=[)）])")
KINDS = ("PER", "LOC", "ORG")
NEUTRAL = {"LiaisonStation", "Platform"}
KIND_OF = {
    "Person": "PER",
    "Division": "LOC",
    "Place": "LOC",
    **dict.fromkeys(("StandingCommittee", "CongressBody", "Government", "PartyCommittee", "Procuratorate"), "ORG"),
    **dict.fromkeys(("Court", "Department", "Company", "School", "Institute", "Organization"), "ORG"),
}


@dataclass(frozen=True)
class Peer:
    """A tool to run beside rdgraph: its runner, and the arguments of each ``pip install`` it takes."""

    name: str
    runner: str
    installs: tuple[tuple[str, ...], ...]


PEERS = (
    Peer("jieba.posseg", "run_jieba.py", (("jieba==0.42.1",),)),
    # LAC's setup.py asks for pkg_resources, which newer setuptools lack, and so cannot be built in isolation.
    Peer(
        "LAC",
        "run_lac.py",
        (("setuptools==80.9.0", "wheel", "paddlepaddle==3.3.1"), ("--no-build-isolation", "--no-deps", "LAC==2.1.2")),
    ),
)


class PeerError(Exception):
    """A tool that cannot be installed or run."""


def main() -> None:
    """Run, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issue", type=Path, nargs=2, action="append", required=True, metavar=("ISSUE", "GOLD"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/rdgraph-peers", help="folder for the peers")
    parser.add_argument("--runs", type=int, default=3, help="how often each tool runs")
    parser.add_argument("--show-faults", action="store_true", help="print what each tool missed and got wrong")
    options = parser.parse_args()

    job: dict[str, Any] = {
        "files": [str(file.resolve()) for file, _ in options.issue],
        "warm_up": [str(file) for file in WARM_UP],
        "kinds": KIND_OF,
    }
    try:
        own = measure(Path(sys.executable), "run_rdgraph.py", job, options.runs)
    except PeerError as error:
        sys.exit(f"rdgraph: {error}")
    articles = []
    for (file, gold), texts in zip(options.issue, own["texts"], strict=True):
        annotated = load_gold(gold)["articles"]
        if len(texts) != len(annotated):
            sys.exit(f"{file}: rdgraph cuts out {len(texts)} articles, {gold} has {len(annotated)}")
        articles += [Wanted(a, fold_name(text)) for a, text in zip(annotated, texts, strict=True)]
    job["texts"] = [SPACED_NAME.sub(r"\1\2", text) for texts in own["texts"] for text in texts]

    reports, skipped = {"rdgraph": own}, []
    for peer in PEERS:
        try:
            reports[peer.name] = measure(environment(peer, options.cache), peer.runner, job, options.runs)
        except PeerError as error:
            skipped.append(f"{peer.name}: left out, {error}")
    rows = {}
    for name, report in reports.items():
        tallies, faults = compare(articles, report["forms"])
        rows[name] = tallies
        if options.show_faults:
            print(*(f"{name} {fault}" for fault in faults), sep="\n", end="\n\n")
    print_table(reports, rows)
    for line in skipped:
        print(line)


def environment(peer: Peer, cache: Path) -> Path:
    """Return the interpreter of a peer's virtual environment, which is made if it is not there or not up to date."""
    folder = cache.resolve() / peer.name
    python, stamp = folder / "bin/python", folder / "installed.txt"
    if stamp.is_file() and stamp.read_text() == repr(peer.installs):
        return python
    shutil.rmtree(folder, ignore_errors=True)
    print(f"installing {peer.name} …", file=sys.stderr)
    execute([sys.executable, "-m", "venv", str(folder)], "cannot be installed")
    for arguments in peer.installs:
        execute([str(python), "-m", "pip", "install", "--quiet", "--no-cache-dir", *arguments], "cannot be installed")
    stamp.write_text(repr(peer.installs))
    return python


def measure(python: Path, runner: str, job: dict[str, Any], runs: int) -> dict[str, Any]:
    """Run a tool in fresh processes; return its last report with the best times of all, and the most memory."""
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        told, report = Path(folder, "job.json"), Path(folder, "report.json")
        told.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        for _ in range(runs):
            execute([str(python), str(RUNNERS / runner), str(told), str(report)], "cannot be run")
            reports.append(json.loads(report.read_text(encoding="utf-8")))
    figures = {"load_s": min, "mb_per_s": max, "peak_mb": max}
    return reports[-1] | {key: best(r[key] for r in reports) for key, best in figures.items()}


def execute(command: list[str], failure: str) -> None:
    """Run a command; what it says is of interest only if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()] or ["no message"]
        raise PeerError(f"{failure} (exit {done.returncode}): {said[-1].strip()}")


class Wanted:
    """What one annotated article asks for, by kind: the forms of each wanted thing, and all forms that are no fault."""

    def __init__(self, gold: dict[str, Any], text: str) -> None:
        self.id = gold["id"]
        self.things: dict[str, list[set[str]]] = {kind: [] for kind in KINDS}
        self.right: dict[str, set[str]] = defaultdict(set)
        self.no_fault: dict[str, set[str]] = defaultdict(set)
        names = [{fold_name(n) for n in (e["name"], *e.get("aliases", []))} - {""} for e in gold["entities"]]
        every = set().union(*names)
        for entity, forms in zip(gold["entities"], names, strict=True):
            kind = KIND_OF.get(entity["type"])
            if kind and not entity.get("optional") and any(stands_alone(form, text, every) for form in forms):
                self.things[kind].append(forms)
                self.right[kind] |= forms
            elif kind or entity["type"] in NEUTRAL:
                for each in (kind,) if kind else ("LOC", "ORG"):
                    self.no_fault[each] |= forms


def stands_alone(form: str, text: str, names: set[str]) -> bool:
    """Does a form occur outside the longer names that hold it?"""
    for longer in sorted((n for n in names if form in n and n != form), key=len, reverse=True):
        text = text.replace(longer, "\n")
    return form in text


def compare(
    articles: Sequence[Wanted], found: Sequence[list[list[str]]]
) -> tuple[dict[str, tuple[float, float, float]], list[str]]:
    """Return precision, recall and F1 by kind, and every fault in words."""
    forms, things = {k: Tally() for k in KINDS}, {k: Tally() for k in KINDS}
    faults = []
    for wanted, pairs in zip(articles, found, strict=True):
        for kind in KINDS:
            got = {fold_name(form) for k, form in pairs if k == kind} - {""}
            missed = [names for names in wanted.things[kind] if not names & got]
            wrong = got - wanted.right[kind] - wanted.no_fault[kind]
            forms[kind].hits += len(got & wanted.right[kind])
            forms[kind].extras += len(wrong)
            things[kind].hits += len(wanted.things[kind]) - len(missed)
            things[kind].misses += len(missed)
            faults += [f"{wanted.id} {kind} missed {'/'.join(sorted(names))}" for names in missed]
            faults += [f"{wanted.id} {kind} wrong {form}" for form in sorted(wrong)]
    return {k: with_f1(forms[k].precision, things[k].recall) for k in KINDS}, faults


def with_f1(precision: float, recall: float) -> tuple[float, float, float]:
    """Add F1 to precision and recall."""
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def print_table(reports: dict[str, dict[str, Any]], rows: dict[str, dict[str, tuple[float, float, float]]]) -> None:
    """Print one row a tool, in columns of fixed width."""
    print(f"{'':21}" + "".join(f"   {kind:<14}" for kind in KINDS).rstrip())
    print(f"{'tool':13}{'version':8}" + f"   {'P':4} {'R':4} {'F1':4}" * 3 + f"{'load s':>9}{'MB/s':>7}{'peak MB':>9}")
    for name, report in reports.items():
        scores = "".join("   {:.2f} {:.2f} {:.2f}".format(*rows[name][kind]) for kind in KINDS)
        cost = f"{report['load_s']:9.1f}{report['mb_per_s']:7.3f}{report['peak_mb']:9.0f}"
        print(f"{name:13}{report['version']:8}{scores}{cost}")


if __name__ == "__main__":
    main()
