"""Languages, keyboard, screen readers, contrast, print."""

from __future__ import annotations

import pytest
from pages import LISTS, filters, find, probe


def test_english(view, size):
    page = view(LISTS)
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("#tab-map") == "Network"
    assert "lang=en" in page.url
    assert "Evidence" in page.inner_text("#panel-body")
    text = page.inner_text(".side, .standing") if size == "desk" else page.inner_text(".standing")
    assert "nodes" in text or "Classes" in text
    page.click("#language")
    assert page.inner_text("#tab-map") == "网络"


def test_help_lists_keys(view):
    page = view()
    page.focus("#canvas")
    page.keyboard.press("?")
    assert "移到该方向最近的节点" in page.inner_text("#keys")
    page.keyboard.press("Escape")
    page.click("#help")
    assert page.locator("#keys[open]").count() == 1


def test_views_by_number_and_arrows(view):
    page = view()
    page.focus("#canvas")
    page.keyboard.press("2")
    assert page.is_visible("#view-matrix")
    page.focus("#tab-matrix")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#view-timeline")
    assert page.get_attribute("#tab-timeline", "aria-selected") == "true"


def test_focus_order_reaches_every_region(view, size):
    page = view(LISTS)
    seen = []
    for _ in range(90):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("(() => { const e = document.activeElement; return e.id || e.closest('[id]')?.id || ''; })()")
        )
        if "panel-body" in seen:
            break
    wanted = ["skip", "find", "tab-map", "take", "canvas", "hops"] + (["legend"] if size == "desk" else [])
    assert set(wanted) <= set(seen)
    assert seen.index("find") < seen.index("canvas")


def test_every_control_has_a_name(view, size):
    page = view(LISTS)
    filters(page, size)
    assert probe(page, "unnamed") == []


def test_changes_are_announced(view):
    page = view()
    assert page.get_attribute("#live", "aria-live") == "polite"
    find(page, "四张清单")
    page.keyboard.press("Enter")
    assert "四张清单" in page.inner_text("#live")


@pytest.mark.parametrize(
    "hash_", [LISTS, "view=matrix", "view=timeline", "view=table", "districts=division/330106&until=2025-06-19"]
)
def test_contrast(view, size, hash_):
    page = view(hash_)
    filters(page, size)
    page.wait_for_timeout(300)
    seen = probe(page, "contrast")
    assert seen["looked"] > 40
    assert seen["faults"] == []


def test_nothing_sticks_out_sideways(view):
    for hash_ in (LISTS, "view=matrix", "view=timeline", "view=table&tab=statements"):
        page = view(hash_)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth"
        )
        assert probe(page, "sticking_out") == []


def test_the_page_itself_never_scrolls(view, size):
    page = view(LISTS)
    filters(page, size)
    page.click("[data-id=open-practice]")
    page.locator("#legend button").last.focus()
    page.locator("#panel-body button").last.focus()
    box = page.locator("header.top").bounding_box()
    assert (box["x"], box["y"]) == (0, 0)


def test_reduced_motion_jumps(view):
    page = view(LISTS)
    page.locator("#hops").fill("1")
    page.wait_for_timeout(60)
    at = page.get_attribute("#canvas", "data-at")
    page.wait_for_timeout(400)
    assert page.get_attribute("#canvas", "data-at") == at
    page.click("#relax")
    assert page.get_attribute("#relax", "aria-pressed") == "true"


def test_prints(view, tmp_path):
    page = view(LISTS)
    page.emulate_media(media="print")
    assert page.is_hidden(".views")
    assert page.is_visible("#canvas")
    assert page.is_visible("#panel-body")
    assert len(page.pdf()) > 10_000
