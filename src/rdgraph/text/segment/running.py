"""Running heads and feet: lines that a page repeats and no reader reads."""

from __future__ import annotations

import re
from collections import Counter

from rdgraph.text.dates import DATE
from rdgraph.text.normalize import fold
from rdgraph.text.segment import bylines, columns
from rdgraph.text.segment.lines import Line, Span
from rdgraph.text.tables import pattern

LONGEST = 40
"""Characters of a running head."""
SHORTEST_TITLE = 4

_DIGITS = re.compile(r"\d+")
_WORDLESS = re.compile(r"[\W\d_]*")


def without_repeated(lines: list[Line]) -> tuple[list[Line], list[Span]]:
    """Take out short lines that stand again and again at the edge of a page."""
    edges = [
        line.new_page or (index + 1 < len(lines) and lines[index + 1].new_page) for index, line in enumerate(lines)
    ]
    seen = Counter(
        _DIGITS.sub("", line.dense) for line, edge in zip(lines, edges, strict=True) if edge and _may_run(line)
    )
    repeated = {text for text, times in seen.items() if times >= 2 and text}
    if not repeated:
        return lines, []
    drop = [
        edge and _DIGITS.sub("", line.dense) in repeated and _may_run(line)
        for line, edge in zip(lines, edges, strict=True)
    ]
    return _without(lines, drop)


def without_title(lines: list[Line], title: str) -> tuple[list[Line], list[Span]]:
    """Take out lines that say the newsletter's title, number and date again, and nothing else."""
    name = "".join(fold(title).split())
    if len(name) < SHORTEST_TITLE:
        return lines, []
    return _without(lines, [_says_only(line.dense, name) for line in lines])


def _may_run(line: Line) -> bool:
    if not 0 < len(line.dense) <= LONGEST or line.marker or columns.is_listed(columns.plain(line.dense)):
        return False
    return bylines.closing(line.text) is None


def _says_only(dense: str, name: str) -> bool:
    if len(dense) > len(name) + LONGEST or name not in dense:
        return False
    rest = dense.replace(name, "", 1)
    for known in (pattern("masthead", "total"), pattern("masthead", "number"), DATE):
        rest = known.sub("", rest)
    return _WORDLESS.fullmatch(rest) is not None


def _without(lines: list[Line], drop: list[bool]) -> tuple[list[Line], list[Span]]:
    kept: list[Line] = []
    dropped: list[Span] = []
    page_ends = False
    for line, out in zip(lines, drop, strict=True):
        if out:
            dropped += line.pieces
            page_ends = True
        else:
            line.new_page = line.new_page or page_ends
            page_ends = False
            kept.append(line)
    return kept, dropped
