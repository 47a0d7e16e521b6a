"""The legend is the filter, and nothing blanks without saying why."""

from __future__ import annotations

from pages import drawn, filters
from rdflib import Graph


def test_the_legend_is_the_filter(view, size):
    page = view()
    filters(page, size)
    nodes, _ = drawn(page)
    page.click("[data-id=family-practice]")
    assert drawn(page)[0] == nodes - 5
    assert "不含" in page.inner_text("#active")
    page.click("[data-id=family-practice]")
    page.click("[data-id=open-practice]")
    page.locator(".classes .toggle").first.click()
    assert drawn(page)[0] < nodes
    page.click("#reset")
    assert drawn(page)[0] == nodes
    page.click("[data-id=family-record]")
    assert drawn(page)[0] == nodes + 2


def test_each_relation_can_be_put_off(view, size):
    page = view()
    filters(page, size)
    chips = page.locator("[data-group=relations] .chip")
    count = chips.count()
    assert count >= 8
    _, links = drawn(page)
    for k in range(count):
        page.locator("[data-group=relations] .chip[aria-pressed=true]").first.click()
        assert page.locator("[data-group=relations] .chip[aria-pressed=false]").count() == k + 1
    assert links > 0
    assert drawn(page)[1] == 0
    assert drawn(page)[0] > 0


def test_issue_district_confidence_and_modality(view, size):
    page = view()
    filters(page, size)
    nodes, links = drawn(page)
    page.click("[data-group=issues] .chip >> nth=0")
    assert drawn(page)[0] < nodes
    page.click("[data-group=issues] .chip >> nth=0")
    page.click("[data-group=districts] .chip >> text=西湖区")
    assert drawn(page)[0] < nodes
    assert "地区：西湖区" in page.inner_text("#active")
    page.click("#reset")
    page.locator("#confidence").fill("0.8")
    assert drawn(page)[1] < links
    page.click("#reset")
    page.click("[data-group=modality] .chip >> nth=0")
    assert drawn(page)[1] < links
    assert page.is_enabled("#reset")


def test_dates_slide_and_play(view, size):
    page = view()
    filters(page, size)
    nodes, _ = drawn(page)
    page.locator("#date-to").fill("0")
    assert "until=2025-06-19" in page.url
    assert drawn(page)[0] < nodes
    page.locator("#date-to").fill("2")
    page.locator("#date-from").fill("2")
    assert "from=2025-08-20" in page.url
    page.locator("#date-from").fill("0")
    page.click("#play")
    page.wait_for_function("() => location.hash.includes('until=2025-06-19')")
    page.wait_for_function("() => location.hash.includes('until=2025-07-18')")
    page.wait_for_function("() => !location.hash.includes('until=')")
    assert drawn(page)[0] == nodes


def test_a_slider_can_be_dragged_all_the_way(view, size):
    page = view()
    filters(page, size)
    slider = page.locator("#date-to")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 6, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=5)
    assert "until=2025-07-18" in page.url
    assert "2025-07-18" in page.inner_text(".dates .between")
    page.mouse.move(box["x"] + 4, y, steps=5)
    page.mouse.up()
    assert "until=2025-06-19" in page.url
    page.click("#undo") if size == "desk" else page.keyboard.press("Control+z")
    page.wait_for_function("() => !location.hash.includes('until=')")


def test_counts_say_what_a_choice_gives(view, size):
    page = view()
    filters(page, size)
    chip = page.locator("[data-group=issues] .chip").nth(2)
    promised = int(chip.locator(".count").inner_text())
    chip.click()
    page.keyboard.press("4")
    page.click("[data-id=table-statements]", force=True)
    assert promised > 0
    assert int(page.locator("[data-group=issues] .chip").nth(2).locator(".count").inner_text()) == promised


def test_nothing_blanks_without_saying_why(view):
    page = view("districts=division/330106&until=2025-06-19&issues=issue/杭州人大信息/711")
    assert drawn(page)[0] == 0
    why = page.inner_text("#blank")
    assert "没有节点符合当前筛选" in why
    assert "地区：西湖区" in why
    assert "日期" in why
    page.locator("#blank .primary").click()
    assert page.is_hidden("#blank")
    assert drawn(page)[0] > 0


def test_an_empty_graph_says_so(view):
    page = view(name="empty", graph=Graph)
    assert "图中没有节点" in page.inner_text("#blank")
    for tab in ("matrix", "timeline", "table", "map"):
        page.click(f"#tab-{tab}")
