"""Every control of the network view, at desk and phone width, in a real browser."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
from rdflib import PROV, RDF, Graph
from sample import HOSTILE, hostile, newsletter

from rdgraph.graph.vocabulary import DEFAULT_BASE, NIF, RD
from synthetic_graph import make

LISTS = "at=mechanism/四张清单"


def filters(page, size):
    """Open the legend where it is folded away."""
    if size == "phone":
        page.click("#open-filters")
        page.wait_for_function("() => document.body.classList.contains('filters-open')")


def fold_panel(page, size):
    """Give the drawing the whole height of a phone."""
    if size == "phone":
        page.click("#panel-grip")


def drawn(page) -> tuple[int, int]:
    canvas = page.locator("#canvas")
    return int(canvas.get_attribute("data-nodes")), int(canvas.get_attribute("data-links"))


def calm(page):
    """Wait until the camera has come to rest."""
    page.wait_for_timeout(650)


def find(page, text):
    page.fill("#find", text)
    page.wait_for_selector("#found:not([hidden])")
    return [o.inner_text() for o in page.locator("#found [role=option]").all()]


def click_canvas(page, at, **options):
    x, y = (int(v) for v in at.split(","))
    page.locator("#canvas").click(position={"x": x, "y": y}, **options)


def save(page, item) -> tuple[str, bytes]:
    page.click("#take")
    with page.expect_download() as waiting:
        page.click(f"[data-take={item}]")
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


# ---------------------------------------------------------------- begin


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


def test_nothing_is_drawn_outside_and_something_inside(view):
    page = view()
    calm(page)
    painted = page.evaluate(
        """() => { const c = document.getElementById("canvas"); const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        const seen = new Set(); for (let i = 0; i < d.length; i += 64) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return seen.size; }"""
    )
    assert painted > 20


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


# ---------------------------------------------------------------- find


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


# ---------------------------------------------------------------- focus


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


def test_keyboard_pans_and_zooms(view):
    page = view()
    page.focus("#canvas")
    page.keyboard.press("+")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function("() => location.hash.includes('camera=')")
    moved = page.url
    page.keyboard.press("0")
    calm(page)
    assert page.url != moved


def test_zoom_buttons_wheel_and_drag(view):
    page = view()
    calm(page)

    def camera():
        calm(page)
        return [float(v) for v in re.search(r"camera=([-\d.,]+)", page.url).group(1).split(",")]

    page.click("#zoom-in")
    near = camera()
    page.click("#zoom-out")
    assert camera()[2] < near[2]
    page.click("#zoom-fit")
    fitted = camera()
    box = page.locator("#canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 70)
    page.mouse.wheel(0, -240)
    assert camera()[2] > fitted[2]
    before = camera()
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 120, steps=4)
    page.mouse.up()
    assert camera()[:2] != before[:2]


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
    page = view(LISTS)
    calm(page)
    at = page.get_attribute("#canvas", "data-at")
    page.click("#relax")
    page.wait_for_timeout(2600)
    assert page.get_attribute("#relax", "aria-pressed") == "true"
    page.click("#relax")
    calm(page)
    assert page.get_attribute("#relax", "aria-pressed") == "false"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert at


# ---------------------------------------------------------------- filter


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


# ---------------------------------------------------------------- evidence


def test_evidence_of_a_node(view):
    page = view(LISTS)
    panel = page.inner_text("#panel-body")
    assert "又称" in panel
    assert "2025-06-19 – 2025-07-18" in panel
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


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


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
    assert re.search(r"原文第 \d+–\d+ 字", text)
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


# ---------------------------------------------------------------- compare


def test_matrix_cells_lead_to_evidence(view, size):
    page = view("view=matrix")
    rows = page.locator(".matrix tbody tr")
    assert rows.count() == 5
    first = rows.first.inner_text()
    assert "四张清单" in first
    assert "25-06-19" in first
    page.locator("button.cell").first.click()
    assert page.locator("#panel-body blockquote mark").count() >= 1
    assert "四张清单" in page.inner_text("#panel-body")


def test_matrix_by_keyboard(view):
    page = view("view=matrix")
    page.locator("button.cell").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.cell")
    assert second
    page.keyboard.press("Enter")
    assert page.locator("#panel-body .card").count() >= 1


def test_matrix_shared_only_and_two_places(view):
    page = view("view=matrix")
    page.click("[data-id=rows-shared]")
    assert page.locator(".matrix tbody tr").count() == 2
    page.select_option("select[data-id=a]", label="临平区")
    page.select_option("select[data-id=b]", label="富阳区")
    text = page.inner_text(".matrix")
    assert "临平区与富阳区共有" in text
    assert "仅富阳区" in text
    assert "pair-a=" in page.url
    page.click("[data-id=rows-all]")
    assert page.locator(".matrix tbody tr").count() == 5


def test_matrix_says_when_it_is_empty(view):
    page = view("view=matrix&classes=Mechanism,Program,Platform")
    assert "没有机制" in page.inner_text("#view-matrix")
    page.click("#view-matrix > button")
    assert page.locator(".matrix tbody tr").count() == 5


def test_timeline_of_a_practice(view):
    page = view("view=timeline&practice=mechanism/四张清单")
    assert "最早见诸 2025-06-19《杭州人大信息》总第710期：杭州市、临平区。" in page.inner_text(".lead")
    assert page.locator(".chart circle").count() == 3
    assert [x.inner_text() for x in page.locator(".chronicle time").all()] == ["2025-06-19", "2025-06-19", "2025-07-18"]
    assert page.locator(".chronicle blockquote mark").count() >= 3
    page.select_option("select[data-id=practice]", label="三个一（1）")
    assert "三个一" in page.inner_text(".lead")
    assert "practice=mechanism/" in page.url


def test_timeline_from_the_panel(view):
    page = view("at=mechanism/局长·代表面对面")
    page.click("[data-do=timeline]")
    assert "局长·代表面对面" in page.inner_text(".lead")


# ---------------------------------------------------------------- table


def test_table_sorts_finds_pages_and_selects(view, size):
    page = view("view=table")
    rows = page.locator("table.rows tbody tr")
    total = rows.count()
    assert total > 15
    page.click("[data-id=sort-relations]")
    numbers = [int(x.inner_text()) for x in page.locator("table.rows tbody td:nth-child(4)").all()]
    assert numbers == sorted(numbers, reverse=True)
    page.click("[data-id=sort-relations]")
    numbers = [int(x.inner_text()) for x in page.locator("table.rows tbody td:nth-child(4)").all()]
    assert numbers == sorted(numbers)
    assert page.get_attribute("th[aria-sort=ascending] button", "data-id") == "sort-relations"
    page.fill("#table-find", "清单")
    assert rows.count() == 1
    assert page.evaluate("document.activeElement.id") == "table-find"
    page.click("table.rows .node-link")
    assert page.inner_text(".panel-title") == "四张清单"


def test_table_of_statements_and_filters(view, size):
    page = view("view=table&tab=statements&districts=division/330106")
    text = page.inner_text("table.rows")
    assert "以“三个一”联动保护街区" in text
    assert "四张清单" not in text
    page.fill("#table-find", "不存在")
    assert "表中没有" in page.inner_text("#view-table")


def test_table_pages(view):
    page = view("view=table&scope=all", name="many", graph=lambda: make(420))
    assert page.locator("table.rows tbody tr").count() == 100
    page.click(".pages button:last-child")
    assert "101" in page.inner_text(".pages")
    page.click(".pages button:first-child")
    assert page.inner_text(".pages .fine").startswith("第 1")


def test_table_copy_and_csv(view):
    page = view("view=table&tab=statements", permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-do=copy-table]")
    assert clipboard(page).split("\n")[0].split("\t")[:3] == ["主语", "关系", "宾语"]
    with page.expect_download() as waiting:
        page.click("[data-do=csv]")
    raw = Path(waiting.value.path()).read_bytes()
    assert raw.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) >= 10
    hit = next(r for r in rows if r["原句"] == "将制定《职业教育法》实施意见")
    assert hit["predicate IRI"] == str(RD.issues)
    assert hit["日期"] == "2025-06-19"


# ---------------------------------------------------------------- take away


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


# ---------------------------------------------------------------- languages, access, print


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
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, canvas, [role=tabpanel], [role=listbox], nav, aside")].filter((e) => {
          const by = (e.getAttribute("aria-labelledby") ?? "").split(" ").map((i) => document.getElementById(i)?.textContent ?? "").join("");
          return !(e.getAttribute("aria-label") || by || e.textContent.trim() || e.labels?.length); }).map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []


def test_changes_are_announced(view):
    page = view()
    assert page.get_attribute("#live", "aria-live") == "polite"
    find(page, "四张清单")
    page.keyboard.press("Enter")
    assert "四张清单" in page.inner_text("#live")


CONTRAST = """() => {
  const rgb = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return c.startsWith("color(") ? [...m.slice(0, 3).map((x) => x * 255), m[3] ?? 1] : [m[0], m[1], m[2], m[3] ?? 1]; };
  const over = (a, b) => [0, 1, 2].map((k) => a[k] * a[3] + b[k] * (1 - a[3]));
  const light = (c) => { const f = c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const ground = (e) => { const stack = []; for (let x = e; x; x = x.parentElement) { const c = rgb(getComputedStyle(x).backgroundColor); if (c[3] > 0) stack.push(c); if (c[3] === 1) break; } return stack.reverse().reduce((b, c) => over(c, b), [250, 249, 245]); };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    if (e.closest(".unseen, script, noscript, .toast, .skip, :disabled, .off")) continue;
    const style = getComputedStyle(e); const g = ground(e); const c = over(rgb(e instanceof SVGElement ? style.fill : style.color), g);
    const [hi, lo] = [light(c), light(g)].sort((a, b) => b - a); const ratio = (hi + 0.05) / (lo + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${ratio.toFixed(2)} ${e.tagName}.${e.className} ${e.textContent.slice(0, 20)}`);
  }
  return bad;
}"""


@pytest.mark.parametrize(
    "hash_", [LISTS, "view=matrix", "view=timeline", "view=table", "districts=division/330106&until=2025-06-19"]
)
def test_contrast(view, size, hash_):
    page = view(hash_)
    filters(page, size)
    page.wait_for_timeout(300)
    assert page.evaluate(CONTRAST) == []


def test_nothing_sticks_out_sideways(view):
    for hash_ in (LISTS, "view=matrix", "view=timeline", "view=table&tab=statements"):
        page = view(hash_)
        assert page.evaluate(
            "document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth"
        )
        wide = page.evaluate(
            "[...document.querySelectorAll('header *, #panel-body *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 90))"
        )
        assert wide == []


def test_reduced_motion_jumps(view):
    page = view(LISTS, reduced_motion="reduce")
    page.locator("#hops").fill("1")
    at = page.get_attribute("#canvas", "data-at")
    page.wait_for_timeout(300)
    assert page.get_attribute("#canvas", "data-at") == at or at
    page.click("#relax")
    assert page.get_attribute("#relax", "aria-pressed") == "true"


def test_prints(view, tmp_path):
    page = view(LISTS)
    page.emulate_media(media="print")
    assert page.is_hidden(".views")
    assert page.is_visible("#canvas")
    assert page.is_visible("#panel-body")
    assert len(page.pdf()) > 10_000


# ---------------------------------------------------------------- safety


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
    outcome = page.evaluate(
        """async () => {
          const said = []; document.addEventListener("securitypolicyviolation", (e) => said.push(e.effectiveDirective));
          let thrown = ""; try { document.createElement("div").innerHTML = "<b>"; } catch (e) { thrown = e.name; }
          const s = document.createElement("style"); s.textContent = "body{display:none}"; document.head.append(s);
          const blocked = await fetch("https://example.org/").then(() => "let through", () => "blocked");
          await new Promise((r) => setTimeout(r, 100));
          return { said, thrown, blocked, shown: getComputedStyle(document.body).display }; }"""
    )
    assert outcome["thrown"] == "TypeError"
    assert outcome["blocked"] == "blocked"
    assert outcome["shown"] != "none"
    assert any("connect-src" in d for d in outcome["said"])
    assert len(view.complaints) == 4  # innerHTML, the style, the fetch and its failure; nothing of the page's own
    view.complaints.clear()
