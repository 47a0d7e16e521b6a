"""Matrix, timeline and table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pages import clipboard

from rdgraph.graph.vocabulary import RD
from synthetic_graph import make


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


def test_an_input_method_is_not_disturbed(view):
    page = view("view=table")
    page.focus("#table-find")
    page.evaluate("() => { document.getElementById('table-find').dataset.same = 'yes'; }")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "qing", "selectionStart": 4, "selectionEnd": 4})
    assert page.get_attribute("#table-find", "data-same") == "yes"
    session.send("Input.insertText", {"text": "清单"})
    page.wait_for_function("() => location.hash.includes('find=')")
    assert page.locator("table.rows tbody tr").count() == 1
    assert page.input_value("#table-find") == "清单"
