"""Files, links and the address."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from pages import LISTS, calm, clipboard, drawn, find, save

from rdgraph.graph.vocabulary import DEFAULT_BASE, RD


def test_svg_and_png(view):
    page = view(LISTS)
    calm(page)
    name, raw = save(page, "svg")
    assert name == "network.svg"
    root = ET.fromstring(raw)
    words = "".join(root.itertext())
    assert "四张清单" in words
    assert "临平区" in words
    name, raw = save(page, "png")
    assert raw.startswith(b"\x89PNG")
    assert len(raw) > 10_000


def test_graphml_and_gexf_of_the_filtered_graph(view, tmp_path):
    page = view("districts=division/330106")
    _, raw = save(page, "graphml")
    graph = nx.read_graphml(io.BytesIO(raw), force_multigraph=True)
    three = f"{DEFAULT_BASE}mechanism/三个一"
    assert graph.nodes[three]["label"] == "三个一"
    assert f"{DEFAULT_BASE}mechanism/四张清单" not in graph
    edge = next(d for _, _, d in graph.edges(data=True) if d["predicate"] == str(RD.involves))
    assert edge["quote"] == "西湖区法院参加三个一"
    assert edge["confidence"] == 0.9
    _, raw = save(page, "gexf")
    path = tmp_path / "a.gexf"
    path.write_bytes(raw)
    again = nx.read_gexf(path)
    assert set(again.nodes) == set(graph.nodes)
    assert again.nodes[three]["label"] == "三个一"


def test_csv_of_nodes_and_statements(view):
    page = view()
    for item, column in (("csv-nodes", "名称"), ("csv-statements", "主语")):
        _, raw = save(page, item)
        assert next(iter(csv.reader(io.StringIO(raw.decode("utf-8-sig")))))[0] == column


def test_the_address_holds_the_view(view):
    page = view()
    find(page, "四张清单")
    page.keyboard.press("Enter")
    page.locator("#hops").fill("1")
    calm(page)
    nodes = drawn(page)
    other = view(re.sub(r"^[^#]*#", "", page.evaluate("decodeURI(location.hash)")))
    calm(other)
    assert drawn(other) == nodes
    assert other.inner_text(".panel-title") == "四张清单"
    assert other.input_value("#hops") == "1"


def test_copy_link(view):
    page = view(LISTS, permissions=["clipboard-read", "clipboard-write"])
    page.click("#take")
    page.click("[data-take=link]")
    assert clipboard(page) == page.url


def test_menu_by_keyboard(view):
    page = view()
    page.focus("#take")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.take") == "png"
    page.keyboard.press("Escape")
    assert page.is_hidden("#take-menu")
    assert page.evaluate("document.activeElement.id") == "take"


@pytest.mark.parametrize(
    "broken",
    ["at=division/no-such", "%E0%A4%A", "camera=1,2&hops=x&centre=", "view=nowhere&classes=%", "from=x&confidence=9"],
)
def test_a_broken_address_does_no_harm(view, broken):
    page = view()
    page.goto(f"{page.url.split('#')[0]}#{broken}")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.is_visible("#canvas")
