"""Selecting, walking, neighbourhoods, paths, undo."""

from __future__ import annotations

import re

import pytest
from pages import LISTS, calm, click_canvas, drawn, find, fold_panel


def test_click_selects_and_empty_click_deselects(view, size):
    page = view(LISTS)
    fold_panel(page, size)
    calm(page)
    at = page.get_attribute("#canvas", "data-at")
    click_canvas(page, "6,60")
    assert "at=" not in page.url
    click_canvas(page, at)
    assert page.inner_text(".panel-title") == "四张清单"


def test_tap_selects(view, size):
    if size != "phone":
        pytest.skip("fingers are for the phone")
    page = view(LISTS)
    fold_panel(page, size)
    calm(page)
    x, y = (int(v) for v in page.get_attribute("#canvas", "data-at").split(","))
    box = page.locator("#canvas").bounding_box()
    page.touchscreen.tap(box["x"] + 6, box["y"] + 60)
    page.wait_for_function("() => !location.hash.includes('at=')")
    page.touchscreen.tap(box["x"] + x, box["y"] + y)
    page.wait_for_function("() => location.hash.includes('at=')")


def test_keyboard_walk_enter_and_escape(view):
    page = view()
    page.focus("#canvas")
    page.keyboard.press("Enter")
    assert "at=" in page.url
    first = page.inner_text(".panel-title")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.inner_text(".panel-title") != first or page.inner_text("#live")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "canvas"
    page.keyboard.press("Escape")
    assert "at=" not in page.url


def camera(page):
    calm(page)
    found = re.search(r"camera=([-\d.,]+)", page.url)
    return [float(v) for v in found.group(1).split(",")] if found else None


def test_keyboard_pans_and_zooms(view):
    page = view()
    assert camera(page) is None
    page.focus("#canvas")
    page.keyboard.press("+")
    near = camera(page)
    page.keyboard.press("Shift+ArrowRight")
    moved = camera(page)
    assert moved[0] > near[0]
    assert moved[2] == near[2]
    page.keyboard.press("-")
    assert camera(page)[2] < near[2]
    page.keyboard.press("0")
    assert camera(page) is None


def test_zoom_buttons_wheel_and_drag(view):
    page = view()
    page.click("#zoom-in")
    near = camera(page)
    page.click("#zoom-out")
    fitted = camera(page)
    assert fitted[2] < near[2]
    page.click("#zoom-fit")
    assert camera(page) is None
    box = page.locator("#canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 70)
    page.mouse.wheel(0, -240)
    before = camera(page)
    assert before[2] > fitted[2]
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 120, steps=4)
    page.mouse.up()
    after = camera(page)
    assert after[0] < before[0]
    assert after[1] < before[1]


def test_hops_slider_grows_the_neighbourhood(view, size):
    page = view(LISTS)
    whole = drawn(page)[0]
    seen = []
    for hops in ("1", "2", "3"):
        page.locator("#hops").fill(hops)
        seen.append(drawn(page)[0])
    assert seen[0] < whole
    assert seen == sorted(seen)
    assert "hops=3" in page.url
    assert "四张清单" in page.inner_text("#standing")
    page.locator("#hops").fill("0")
    assert drawn(page)[0] == whole


def test_hops_without_a_node_say_what_to_do(view):
    page = view()
    page.locator("#hops").fill("2")
    assert "先选择一个节点" in page.inner_text("#live")
    assert page.input_value("#hops") == "0"


def test_double_click_focuses(view, size):
    page = view(LISTS)
    calm(page)
    click_canvas(page, page.get_attribute("#canvas", "data-at"), click_count=2)
    assert "centre=" in page.url


def test_plus_k_opens_hidden_neighbours(view):
    page = view("at=court/西湖区法院&centre=court/西湖区法院&hops=1")
    calm(page)
    before = drawn(page)[0]
    page.locator("#panel-body .node-link").nth(1).click()
    calm(page)
    badge = page.get_attribute("#canvas", "data-badge")
    assert badge
    click_canvas(page, badge)
    assert drawn(page)[0] > before
    assert "open=" in page.url


def test_expand_by_key_and_button(view):
    page = view("at=court/西湖区法院&centre=mechanism/三个一&hops=1")
    before = drawn(page)[0]
    page.focus("#canvas")
    page.keyboard.press("e")
    assert drawn(page)[0] > before


def test_shortest_path_with_a_sentence_behind_each_hop(view):
    page = view("at=program/“燃气进村”工程")
    page.click("[data-do=pair]")
    page.fill(".second-find", "sgy")
    page.keyboard.press("Enter")
    assert "pair=path" in page.url
    hops = page.locator(".path > li")
    assert hops.count() >= 3
    for k in range(hops.count()):
        assert hops.nth(k).locator("blockquote mark, .fine").count() > 0
    assert page.locator(".path blockquote mark").count() >= 2


def test_path_by_shift_enter_in_the_search(view):
    page = view(LISTS)
    find(page, "三个一")
    page.keyboard.press("Shift+Enter")
    assert page.locator(".path > li").count() >= 1


def test_common_neighbours(view):
    page = view(f"{LISTS}&to-node=mechanism/局长·代表面对面&pair=path")
    page.click("[data-do=common]")
    text = page.inner_text(".pair-block")
    assert "临平区人大常委会" in text
    assert "富阳区人大常委会" in text
    page.click("[data-do=unpair]")
    assert page.locator(".pair-block").count() == 0


def test_no_path_says_why(view):
    page = view(
        f"{LISTS}&to-node=platform/检察e站&pair=path&without=jurisdiction,containedInPlace,reportedIn,cooperatesWith"
    )
    assert "没有连接两者的路径" in page.inner_text(".pair-block")


def test_undo_redo_and_back(view):
    page = view()
    assert page.is_disabled("#undo")
    find(page, "四张清单")
    page.keyboard.press("Enter")
    page.click("#tab-table")
    assert "view=table" in page.url
    page.click("#undo")
    page.wait_for_selector("#view-map:not([hidden])")
    assert page.inner_text(".panel-title") == "四张清单"
    page.click("#redo")
    page.wait_for_selector("#view-table:not([hidden])")
    page.go_back()
    page.wait_for_selector("#view-map:not([hidden])")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => !location.hash.includes('at=')")
    page.wait_for_selector("#undo:disabled")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_function("() => location.hash.includes('at=')")


def test_relax_moves_only_on_request_and_back(view):
    page = view(LISTS, reduced_motion="no-preference")
    calm(page)
    at = page.get_attribute("#canvas", "data-at")
    page.click("#relax")
    page.wait_for_timeout(2600)
    assert page.get_attribute("#relax", "aria-pressed") == "true"
    page.click("#relax")
    calm(page)
    assert page.get_attribute("#relax", "aria-pressed") == "false"
    assert at


def test_the_camera_flies_and_arrives(view):
    page = view(LISTS, reduced_motion="no-preference")
    page.locator("#hops").fill("1")
    page.wait_for_timeout(80)
    under_way = page.get_attribute("#canvas", "data-at")
    page.wait_for_timeout(700)
    arrived = page.get_attribute("#canvas", "data-at")
    page.wait_for_timeout(200)
    assert page.get_attribute("#canvas", "data-at") == arrived
    assert under_way
