"""A real Chromium, pages that may ask for nothing, and consoles that must stay silent."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import Graph

from rdgraph.export.network import render

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, saying why, where there is no browser."""
    reason = None
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        reason = "playwright is not installed (pip install playwright)"
    if reason is None and not Path(CHROMIUM).exists():
        reason = f"no Chromium at {CHROMIUM} (apt-get install chromium, or set CHROMIUM)"
    if reason:
        for item in items:
            if Path(__file__).parent in Path(item.fspath).parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return Graph().parse(Path(__file__).parents[2] / "ontology" / "rdgraph.ttl")


@pytest.fixture(scope="session")
def build(tmp_path_factory, ontology) -> Callable[..., Path]:
    """Write the page of a graph once a session."""
    folder = tmp_path_factory.mktemp("pages")
    made: dict[str, Path] = {}

    def make(name: str, graph: Callable[[], Graph], title: str = "杭州人大信息") -> Path:
        if name not in made:
            made[name] = folder / f"{name}.html"
            made[name].write_bytes(render(graph(), title=title, ontology=ontology).encode())
        return made[name]

    return make


@pytest.fixture(params=list(SIZES))
def size(request) -> str:
    return request.param


@pytest.fixture
def view(browser, build, size) -> Iterator[Callable]:
    """Open a page; at the end nothing must have been asked for, and the console must be empty."""
    from sample import newsletter

    complaints: list[str] = []
    requests: list[str] = []
    contexts = []

    def show(
        hash_: str = "",
        *,
        name: str = "newsletter",
        graph: Callable[[], Graph] = newsletter,
        title="杭州人大信息",
        **options,
    ):
        path = build(name, graph, title)
        options.setdefault("reduced_motion", "reduce")  # no flights to wait for; those who test them ask for them
        context = browser.new_context(viewport=SIZES[size], has_touch=size == "phone", accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda m: complaints.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: complaints.append(f"error: {e}"))
        page.on("dialog", lambda d: complaints.append(f"dialog: {d.message}"))
        page.on("popup", lambda p: complaints.append(f"popup: {p.url}"))

        def watch(route) -> None:
            if route.request.url.split("#")[0] == path.as_uri():
                route.continue_()
            else:
                requests.append(route.request.url)
                route.abort()

        page.route("**/*", watch)
        page.goto(f"{path.as_uri()}#{quote(hash_, safe='=&/,:-.%')}")
        page.wait_for_selector("html[data-ready]")
        return page

    show.complaints, show.requests = complaints, requests
    yield show
    for context in contexts:
        context.close()
    assert requests == []
    assert complaints == []
