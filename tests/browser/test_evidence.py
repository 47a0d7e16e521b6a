"""The sentence behind every node and edge."""

from __future__ import annotations

import json
import re

from pages import LISTS, calm, click_canvas, clipboard, drawn
from rdflib import PROV, RDF, Graph
from sample import newsletter

from rdgraph.graph.vocabulary import NIF, RD


def test_evidence_of_a_node(view):
    page = view(LISTS)
    panel = page.inner_text("#panel-body")
    assert "又称" in panel
    assert "2025-06-19 \u2013 2025-07-18" in panel
    card = page.locator("#panel-body .card").first
    text = card.inner_text()
    assert "四张清单" in card.locator("mark").inner_text()
    for part in ("总第710期", "2025-06-19", "第 3 页", "规则", "置信度", "字符"):
        assert part in text
    assert "𠮷日，市人大常委会构建“四张清单”落实机制。" in card.locator("blockquote").inner_text()


def test_evidence_of_an_edge_lists_each_relation(view):
    page = view("at=court/西湖区法院,mechanism/三个一")
    text = page.inner_text("#panel-body")
    assert page.locator("#panel-body .triple").count() >= 2
    assert "涉及" in text
    assert page.locator("#panel-body blockquote mark").count() >= 2


def test_clicking_a_link_opens_its_panel(view, size):
    page = view("centre=mechanism/三个一&hops=1&at=court/西湖区法院")
    calm(page)
    x, y = (int(v) for v in page.get_attribute("#canvas", "data-at").split(","))
    page.click("#panel-body .node-link >> text=三个一")
    calm(page)
    a, b = (int(v) for v in page.get_attribute("#canvas", "data-at").split(","))
    hit = False
    for dx, dy in ((0, 0), (0, 4), (0, -4), (4, 0), (-4, 0), (6, 6), (-6, -6), (0, 8), (0, -8)):
        click_canvas(page, f"{(x + a) // 2 + dx},{(y + b) // 2 + dy}")
        if "," in re.search(r"at=([^&]*)", page.url + "&at=").group(1):
            hit = True
            break
    assert hit


def test_relations_of_a_node_open_into_sentences(view):
    page = view(LISTS)
    page.locator(".expand-evidence").first.click()
    assert page.locator(".edge-evidence:not([hidden]) blockquote mark").count() >= 1


def test_modality_is_told(view):
    page = view("at=document/职业教育法")
    page.locator(".expand-evidence").first.click()
    assert "不是既成事实" in page.inner_text("#panel-body")


def test_whole_article_opens_at_the_mark(view):
    page = view(LISTS)
    page.locator("[data-do=read]").first.click()
    assert "四张清单" in page.inner_text("#reader mark")
    assert (
        page.inner_text("#reader .reader-text")
        == "𠮷日，市人大常委会构建“四张清单”落实机制。市人大常委会将制定《职业教育法》实施意见。"
    )
    page.keyboard.press("Escape")
    assert page.locator("#reader[open]").count() == 0


def test_copy_citation_and_turtle(view):
    page = view(LISTS, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-do=cite]").first.click()
    assert clipboard(page) == "李兴军. 市人大常委会部署开展代表主题活动[J]. 杭州人大信息(普刊), 2025(4)(总第710期): 3."
    page.locator(".expand-evidence").first.click()
    page.locator(".edge-evidence:not([hidden]) [data-do=turtle]").first.click()
    copied = Graph().parse(data=clipboard(page), format="turtle")
    assertion = next(copied.subjects(RDF.type, RD.Assertion))
    source = newsletter()
    for predicate in (RDF.subject, RDF.predicate, RDF.object, RD.article, RD.rule, RD.confidence, PROV.wasDerivedFrom):
        assert set(copied.objects(assertion, predicate)) == set(source.objects(assertion, predicate))
    passage = next(copied.subjects(RDF.type, NIF.Phrase))
    assert str(copied.value(passage, NIF.anchorOf)) == str(source.value(passage, NIF.anchorOf))


def test_without_text_offsets_are_shown_and_said(view):
    page = view(LISTS, name="no-text", graph=lambda: newsletter(text=False))
    text = page.inner_text("#panel-body")
    assert "这份文件没有附带原文" in text
    assert re.search("原文第 \\d+\u2013\\d+ 字", text)
    assert page.locator("[data-do=read]").count() == 0
    embedded = json.loads(page.text_content("#data"))
    assert {a["text"] for a in embedded["articles"]} == {""}
    assert {p[3] for s in embedded["statements"] for p in s[7]} == {""}


def test_hidden_class_can_be_shown_from_the_panel(view):
    page = view(LISTS)
    page.locator(".card .text-link").first.click()
    assert "目前不显示" in page.inner_text("#panel-body")
    before = drawn(page)[0]
    page.click(".warning button")
    assert drawn(page)[0] > before
