"""How fast does ``network.html`` open and move, beside pyvis as it comes? One run, real headless Chromium.

    python benchmarks/network_view.py [--sizes 150 2000 10000] [--wait 60] [--json OUT]

For each size the same seeded graph is drawn by

* rdgraph: ``network.html`` as it opens (the overview), and with every node shown;
* pyvis as it comes: ``Network().from_nx`` and ``generate_html``, its physics on;
* vis-network (from pyvis) with the positions rdgraph computed, physics off: what the library can do at its best.

Columns: seconds to build the page, its size, first paint, time until it can be used, frames per second while the
drawing is dragged about. "Can be used" is rdgraph's own mark after its first drawing; for vis-network the first frame
after stabilisation (or after the first drawing, where there is no physics).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx
from playwright.sync_api import Error, Page, sync_playwright
from pyvis.network import Network
from rdflib import Graph
from synthetic_graph import make

from rdgraph.export.network import render
from rdgraph.export.network.collect import collect
from rdgraph.export.network.layout import place
from rdgraph.export.network.multigraph import to_networkx
from rdgraph.export.network.terms import Terms

VIEWPORT = {"width": 1280, "height": 800}
FRAMES = """() => { window.frames_ = []; const tick = (t) => { window.frames_.push(t); window.ticking_ = requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""
VIS_USABLE = """() => new Promise((done) => {
  const physics = network.physics.options.enabled;
  network.once(physics ? "stabilizationIterationsDone" : "afterDrawing", () => requestAnimationFrame(() => done(performance.now())));
  network.redraw();
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[150, 2000, 10000])
    parser.add_argument("--wait", type=float, default=60, help="give pyvis this many seconds to become usable")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for size in options.sizes:
            graph = make(size, 3 * size)
            for name, html, seconds in pages(graph, size):
                path = Path(folder, f"{len(rows)}.html")
                path.write_text(html, encoding="utf-8")
                page = browser.new_page(viewport=VIEWPORT)
                page.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
                row = {
                    "nodes": size,
                    "page": name,
                    "build_s": round(seconds, 2),
                    "MB": round(path.stat().st_size / 1e6, 2),
                }
                row |= measure(page, path, name, options.wait)
                page.close()
                rows.append(row)
                print(json.dumps(row), file=sys.stderr)
        version = browser.version
        browser.close()
    print(f"Chromium {version}, headless, no GPU, {VIEWPORT['width']}×{VIEWPORT['height']}\n")
    columns = ["nodes", "page", "build_s", "MB", "first_paint_s", "usable_s", "fps"]
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(str(row.get(c, "")) for c in columns) + " |")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def pages(graph: Graph, size: int):
    """Yield name, HTML and seconds to build it."""
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

    began = time.perf_counter()
    for iri, (x, y) in place(knowledge, terms).items():
        simple.nodes[iri].update(x=x, y=y, physics=False)
    placed = Network(directed=True, cdn_resources="in_line")
    placed.from_nx(simple)
    placed.toggle_physics(False)
    placed.set_edge_smooth("false") if hasattr(placed, "set_edge_smooth") else None
    html = placed.generate_html()
    yield "vis-network, our positions", html, time.perf_counter() - began


def measure(page: Page, path: Path, name: str, wait: float) -> dict[str, object]:
    """Open a page and drag it about for two seconds."""
    ours = name.startswith("rdgraph")
    page.set_default_timeout(1000 * wait)
    found: dict[str, object] = {}
    try:
        page.goto(path.as_uri() + ("#scope=all" if "all" in name else ""), wait_until="commit")
        if ours:
            page.wait_for_selector("html[data-ready]")
            usable = page.evaluate("performance.getEntriesByName('interactive')[0].startTime")
        else:
            page.wait_for_function("typeof network !== 'undefined' && network")
            usable = page.evaluate(
                f"() => Promise.race([({VIS_USABLE})(), new Promise((d) => setTimeout(() => d(null), {1000 * wait}))])"
            )
        paint = page.evaluate(
            "() => new Promise((d) => requestAnimationFrame(() => setTimeout(() => d(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null), 60)))"
        )
        found["first_paint_s"] = round(paint / 1000, 2) if paint else None
        found["usable_s"] = round(usable / 1000, 2) if usable else f"> {wait:.0f}"
        found["fps"] = panning(page, "#canvas" if ours else "#mynetwork canvas")
    except Error as error:
        found.setdefault("usable_s", f"> {wait:.0f}")
        found["note"] = str(error).splitlines()[0]
    return found


def panning(page: Page, selector: str) -> float:
    """Frames per second while the mouse drags the paper to and fro."""
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y)
    page.evaluate(FRAMES)
    end = time.monotonic() + 2
    step = 0
    while time.monotonic() < end:
        step += 1
        page.mouse.move(x + 12 + 4 * (step % 60 if step % 120 < 60 else 60 - step % 60), y + step % 40)
    count, span = page.evaluate(
        "() => { cancelAnimationFrame(window.ticking_); return [window.frames_.length - 1, window.frames_.at(-1) - window.frames_[0]]; }"
    )
    page.mouse.up()
    return round(1000 * count / span, 1) if span else 0.0


if __name__ == "__main__":
    main()
