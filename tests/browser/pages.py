"""What the browser tests do with a page."""

from __future__ import annotations

import re
from pathlib import Path

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
    page.wait_for_timeout(420)


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


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def probe(page, name):
    """Run one of the scripts in ``probes`` in the page."""
    script = (Path(__file__).parent / "probes" / f"{name}.js").read_text(encoding="utf-8")
    return page.evaluate(re.sub(r"^//.*\n", "", script, flags=re.MULTILINE).strip())
