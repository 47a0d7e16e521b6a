"""How fast does ``network.html`` open and move, beside pyvis as it comes? One run, real headless Chromium.

    python benchmarks/network_view.py [--sizes 150 2000 10000] [--wait 60] [--json OUT]

For each size the same seeded graph (three stated relations a node) is drawn by

* rdgraph: ``network.html`` as it opens (the overview), and with every node shown;
* pyvis as it comes: ``Network(cdn_resources="in_line").from_nx``, its physics on;
* vis-network (from pyvis) with the positions rdgraph computed and physics off: the library at its best.

Columns: seconds to build the page, its size, first paint (of anything), first drawing of the graph, time until the page
answers, frames per second while the drawing is dragged about. Whatever would ask the network is refused, as on a
machine without internet. Each page is measured in a process of its own; one that hangs is given up after ``--wait``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import networkx as nx
from playwright.sync_api import Page, sync_playwright
from pyvis.network import Network
from rdflib import Graph

from rdgraph.export.network import render
from rdgraph.export.network.collect import collect
from rdgraph.export.network.layout import place
from rdgraph.export.network.multigraph import to_networkx
from rdgraph.export.network.terms import Terms
from synthetic_graph import make

VIEWPORT = {"width": 1280, "height": 800}
COLUMNS = ["nodes", "page", "build_s", "MB", "first_paint_s", "first_drawing_s", "usable_s", "fps"]

COUNT_FRAMES = """() => {
  window.frames_ = [];
  const tick = (t) => { window.frames_.push(t); window.ticking_ = requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
FRAMES_SEEN = """() => {
  cancelAnimationFrame(window.ticking_);
  return [window.frames_.length - 1, window.frames_.at(-1) - window.frames_[0]];
}"""
FIRST_PAINT = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() =>
  done(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null), 60)))"""
MARK = "(name) => performance.getEntriesByName(name)[0].startTime"
# vis-network is usable when its physics has come to rest, or else after its first drawing.
VIS_USABLE = """() => new Promise((done) => {
  const event = network.physics.options.enabled ? "stabilizationIterationsDone" : "afterDrawing";
  network.once(event, () => requestAnimationFrame(() => done(performance.now())));
  network.redraw();
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[150, 2000, 10000])
    parser.add_argument("--wait", type=float, default=60, help="seconds after which a page is given up")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            for name, html, seconds in pages(make(size, 3 * size), size):
                path = Path(folder, f"{len(rows)}.html")
                path.write_text(html, encoding="utf-8")
                row = {
                    "nodes": size,
                    "page": name,
                    "build_s": round(seconds, 2),
                    "MB": round(path.stat().st_size / 1e6, 2),
                }
                rows.append(row | measure(path, name, options.wait, options.chromium))
                print(json.dumps(rows[-1]), file=sys.stderr)
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for row in rows:
        print("| " + " | ".join(str(row.get(c, "")) for c in COLUMNS) + " |")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def pages(graph: Graph, size: int) -> Iterator[tuple[str, str, float]]:
    """Yield name, HTML and the seconds it took to build."""
    began = time.perf_counter()
    html = render(graph, title=f"{size}")
    seconds = time.perf_counter() - began
    yield "rdgraph, overview", html, seconds
    yield "rdgraph, all nodes", html, seconds

    terms = Terms.read()
    knowledge = collect(graph, terms)
    multigraph = to_networkx(knowledge, terms)
    simple = nx.DiGraph()
    for iri, attributes in multigraph.nodes(data=True):
        simple.add_node(iri, label=attributes["label"], color=attributes["colour"])
    simple.add_edges_from((a, b) for a, b in multigraph.edges())
    began = time.perf_counter()
    stock = Network(directed=True, cdn_resources="in_line")
    stock.from_nx(simple)
    html = stock.generate_html()
    yield "pyvis as it comes", html, time.perf_counter() - began

    for iri, (x, y) in place(knowledge, terms).items():
        simple.nodes[iri].update(x=x, y=y, physics=False)
    began = time.perf_counter()
    placed = Network(directed=True, cdn_resources="in_line")
    placed.from_nx(simple)
    placed.set_options('{"physics": {"enabled": false}, "edges": {"smooth": false}}')
    html = placed.generate_html()
    yield "vis-network, our positions", html, time.perf_counter() - began


def measure(path: Path, name: str, wait: float, chromium: str) -> dict[str, object]:
    """Open a page in a process of its own, and give it up when it hangs."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_measure, args=(path, name, chromium, queue))
    process.start()
    found: dict[str, object] = {}
    end = time.monotonic() + wait
    while process.is_alive() or not queue.empty():
        try:
            found |= queue.get(timeout=0.5)
        except Empty:
            if time.monotonic() > end:
                process.terminate()  # Playwright's driver ends with it, and Chromium with the driver
                found.setdefault("usable_s", f"> {wait:.0f}")
                break
    process.join(10)
    return found


def _measure(path: Path, name: str, chromium: str, queue: multiprocessing.Queue) -> None:
    ours = name.startswith("rdgraph")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport=VIEWPORT)
        page.set_default_timeout(0)
        page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page.goto(path.as_uri() + ("#scope=all" if "all" in name else ""), wait_until="commit")
        if ours:
            page.wait_for_selector("html[data-ready]")
            drawing, usable = page.evaluate(MARK, "drawn"), page.evaluate(MARK, "interactive")
        else:
            page.wait_for_function("() => typeof network !== 'undefined' && network")
            usable = drawing = page.evaluate(VIS_USABLE)
        paint = page.evaluate(FIRST_PAINT)
        queue.put(
            {
                "first_paint_s": round(paint / 1000, 2) if paint else None,
                "first_drawing_s": round(drawing / 1000, 2),
                "usable_s": round(usable / 1000, 2),
            }
        )
        queue.put({"fps": panning(page, "#canvas" if ours else "#mynetwork canvas")})
        browser.close()


def panning(page: Page, selector: str) -> float:
    """Frames per second while the mouse drags the paper to and fro for two seconds."""
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y)
    page.evaluate(COUNT_FRAMES)
    end = time.monotonic() + 2
    step = 0
    while time.monotonic() < end:
        step += 1
        swing = step % 120
        page.mouse.move(x + 12 + 4 * min(swing, 120 - swing), y + step % 40)
    count, span = page.evaluate(FRAMES_SEEN)
    page.mouse.up()
    return round(1000 * count / span, 1) if span else 0.0


if __name__ == "__main__":
    main()
