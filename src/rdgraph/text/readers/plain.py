"""Plain text and Markdown."""

from __future__ import annotations

import re

from rdgraph.text.decode import decode
from rdgraph.text.readers.content import Content

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v]")


def read_plain(data: bytes, name: str) -> Content:
    """Read plain text; a form feed begins a page."""
    text = _LINE_ENDS.sub("\n", decode(data, name))
    breaks = [match.end() for match in re.finditer("\f", text)]
    return Content(text, (0, *breaks) if breaks else ())
