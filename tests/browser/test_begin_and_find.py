"""What the page opens with, and how things are found."""

from __future__ import annotations

import pytest
from pages import calm, drawn, find, probe

from synthetic_graph import make


def test_opens_with_an_overview_that_counts(view):
    page = view()
    nodes, links = drawn(page)
    assert 0 < nodes <= 150
    assert links > 0
    assert f"{nodes}" in page.inner_text("#standing")
    assert page.title() == "杭州人大信息"
    assert page.get_attribute("html", "lang") == "zh-CN"


def test_overview_is_limited_and_says_of_how_many(view):
    page = view(name="many", graph=lambda: make(420))
    nodes, _ = drawn(page)
    assert nodes == 150
    assert "150" in page.inner_text("#standing")
    page.click("#scope")
    assert drawn(page)[0] > 400
    page.click("#scope")
    assert drawn(page)[0] == 150


def test_something_is_drawn(view):
    page = view()
    calm(page)
    assert probe(page, "colours") > 20


def test_first_panel_tells_of_shared_practices_and_silent_districts(view, size):
    page = view()
    if size == "phone":
        page.click("#panel-grip")
    text = page.inner_text("#panel-body")
    assert "四张清单" in text
    assert "3 地" in text
    assert "拱墅区" in text
    page.click("#panel-body .ranked .node-link >> text=四张清单")
    assert "mechanism/" in page.url
    assert page.inner_text(".panel-title") == "四张清单"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("四张", "四张清单"),
        ("“四张清单”", "四张清单"),
        ("szqd", "四张清单"),
        ("jzdb", "局长·代表面对面"),
        ("区人大常委会", "临平区人大常委会"),
    ],
)
def test_find_by_label_alias_and_pinyin(view, typed, expected):
    page = view()
    assert any(expected in hit for hit in find(page, typed))


def test_find_sentences_and_open_them_marked(view):
    page = view()
    hits = find(page, "乡镇街道通气")
    assert len(hits) == 1
    page.keyboard.press("Enter")
    assert page.inner_text("#reader mark") == "乡镇街道通气"
    assert "富阳区" in page.inner_text("#reader-title")


def test_find_by_keyboard_alone(view):
    page = view()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("清单")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.get_attribute("#find", "aria-activedescendant") == "found-0"
    page.keyboard.press("Enter")
    assert page.inner_text(".panel-title") == "四张清单"
    assert page.evaluate("document.activeElement.id") == "canvas"


def test_find_says_when_there_is_nothing(view):
    page = view()
    page.fill("#find", "没有这样的名字")
    assert "没有找到" in page.inner_text("#found")
    page.keyboard.press("Escape")
    assert page.is_hidden("#found")
