"""What several test modules share: newsletters made to measure, rule packs, and the command line as users start it."""

import os
import subprocess
import sys
from pathlib import Path

import yaml
from rdflib import Graph

from rdgraph.graph.build import build_graph
from rdgraph.model.document import Document
from rdgraph.model.facts import Facts, merge
from rdgraph.resolve.document import extract_document
from rdgraph.resolve.settle import settle
from rdgraph.rules.pack import RulePack, load_files, load_pack
from rdgraph.text import read_file, read_source, segment

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
SAMPLE = SOURCE / "rdgraph" / "sample"
SAMPLES = sorted(SAMPLE.glob("*.txt"))
SHARED = ROOT.parent / "shared"

TALK = "区人大常委会聚焦养老服务，联合区检察院开展专题调研，走访企业12家，收到意见建议35条。"


def newsletter(city: str, number: int, articles: list[tuple[str, str]]) -> str:
    """Return a newsletter of a city's congress: masthead, contents, (headline, body) articles, colophon."""
    title = city.removesuffix("市") + "人大信息"
    contents = "\n".join(f"- 监督聚焦 {head}………… {page}" for page, (head, _) in enumerate(articles, start=1))
    body = "\n\n".join(f"{head}\n\n{text}" for head, text in articles)
    return (
        f"{title}\n\n第 {number} 期(总第 {number} 期)\n\n{city}人大常委会办公室编\n\n2025 年 5 月 28 日\n\n"
        f"目 录\n\n{contents}\n\n{body}\n\n报送：{city}委\n\n责任编辑：周学军\n"
    )


def document(text: str, name: str = "刊.txt") -> Document:
    """Segment a text."""
    return segment(read_source(text.encode(), name))


def facts_of(text: str, name: str = "刊.txt") -> Facts:
    """Extract one document with the bundled rules."""
    return extract_document(document(text, name), load_pack())


def graph_of(*paths: Path) -> Graph:
    """Return the graph of some files, made in one piece: what a build comes to."""
    return build_graph(settle(merge(extract_document(segment(read_file(path)), load_pack()) for path in paths)))


def labels(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Return the keys of entities by label; a label that two entities bear is an error of the test."""
    found: dict[str, tuple[str, ...]] = {}
    for key, entity in facts.entities.items():
        assert entity.label not in found, f"two nodes are called {entity.label}"
        found[entity.label] = key
    return found


def pack_of(folder: Path, **files: dict) -> RulePack:
    """Write rule files and load them, without the bundled ones."""
    write_rules(folder, **files)
    return RulePack(*load_files([folder]))


def write_rules(folder: Path, **files: dict) -> None:
    """Write ``name=content`` as YAML files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def rule(id_: str, pattern: str, **fields: object) -> dict:
    """Return a mention rule as its file holds it."""
    return {"id": id_, "stage": "mention", "about": "试", "type": "Platform", "pattern": pattern, **fields}


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which Python finds this checkout, installed or not."""
    path = os.pathsep.join(p for p in (str(SOURCE), os.environ.get("PYTHONPATH", "")) if p)
    return {**os.environ, "PYTHONPATH": path, **more}


def rdgraph(*arguments: object, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "rdgraph", *map(str, arguments)],
        cwd=cwd, env=environment(**more), capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
