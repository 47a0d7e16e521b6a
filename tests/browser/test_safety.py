"""Hostile texts and the content security policy."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import networkx as nx
from pages import find, probe, save
from sample import HOSTILE, hostile


def test_hostile_texts_do_nothing(view, size):
    page = view(name="hostile", graph=hostile, title=HOSTILE[0])
    for hash_ in (
        "at=mechanism/m1",
        "at=standingcommittee/organ",
        "view=matrix",
        "view=timeline",
        "view=table",
        "view=table&tab=statements",
    ):
        page.goto(f"{page.url.split('#')[0]}#{hash_}")
        page.wait_for_timeout(60)
    page.evaluate("location.hash = 'at=mechanism/m0'")
    page.wait_for_function("() => document.querySelector('.panel-title').textContent.includes('</script>')")
    for hit in ("script", "img", "javascript"):
        find(page, hit)
    page.keyboard.press("Escape")
    page.locator("#panel-body [data-do=read]").first.click()
    page.keyboard.press("Escape")
    page.locator(".expand-evidence").first.click()
    assert page.evaluate("window.pwned") is None
    assert page.locator("#panel-body img, #panel-body script, #legend img").count() == 0
    assert page.title() == HOSTILE[0]
    for item, read in (
        ("svg", ET.fromstring),
        ("graphml", lambda b: nx.read_graphml(io.BytesIO(b))),
        ("gexf", lambda b: nx.read_gexf(io.BytesIO(b))),
    ):
        read(save(page, item)[1])
    _, raw = save(page, "csv-nodes")
    assert not re.search(r"(^|,)\"?=HYPERLINK", raw.decode("utf-8-sig"), re.MULTILINE)


def test_the_policy_holds(view):
    page = view()
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    outcome = probe(page, "policy")
    assert outcome["thrown"] == "TypeError"
    assert outcome["fetched"] == "blocked"
    assert outcome["shown"] != "none"
    assert any("connect-src" in d for d in outcome["said"])
    assert len(view.complaints) == 4  # innerHTML, the style, the fetch and its failure; nothing of the page's own
    view.complaints.clear()
