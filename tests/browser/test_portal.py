"""The portal in a real browser: the editor answers as a table and a network, search finds, nobody else is asked."""

from pathlib import Path

import pytest
from tests.served import rdgraph_server

SMALL = Path(__file__).parents[1] / "data" / "two-issues.ttl"


@pytest.fixture(scope="module")
def server():
    with rdgraph_server(SMALL, "--parallel", "1") as url:
        yield url


@pytest.fixture
def page(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    said, asked = [], []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: asked.append(r.url))
    yield page
    context.close()
    assert said == []
    assert [u for u in asked if not u.startswith((server, "data:"))] == []


def test_a_saved_question_is_answered_as_table_and_network(page, server):
    page.goto(f"{server}/query.html?name=who-uses")
    page.fill("#parameters input", '二联动"@zh } #')
    page.press("#parameters input", "Tab")
    page.click("#run")
    page.wait_for_selector("text=0 行")
    page.fill("#parameters input", "二联动")
    page.press("#parameters input", "Tab")
    page.click("#run")
    page.wait_for_selector("#table td")
    assert page.locator("#table tr").count() == 4
    assert "上城区人大常委会" in page.inner_text("#table")
    assert page.locator("svg.network circle").count() > 2


def test_iris_in_an_answer_lead_to_pages(page, server):
    page.goto(f"{server}/query.html?name=shared-practices")
    page.click("#run")
    page.click("#table a")
    page.wait_for_url("**/doc/practice/**")
    assert "二联动" in page.inner_text("h1")


def test_search_finds_by_part_of_a_name(page, server):
    page.goto(f"{server}/index.html")
    page.fill("header input", "常委会")
    page.press("header input", "Enter")
    page.wait_for_selector("#results li")
    page.click("text=西湖区人大常委会")
    assert "人大常委会" in page.inner_text("h1")


def test_the_reference_of_the_ontology_is_styled_and_asks_nobody(page, server):
    page.goto(f"{server}/ns.html")
    page.click("text=逐项参考")
    page.wait_for_url("**/ns-reference.html")
    page.click("#toc >> text=机制 mechanism")
    assert page.url.endswith("#Mechanism")
    assert page.locator("#Mechanism").is_visible()
    assert page.evaluate("getComputedStyle(document.body).display") == "grid"
    page.click("text=← 本体")
    page.wait_for_url("**/ns.html")
