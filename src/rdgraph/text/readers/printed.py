"""Printed pages → paragraphs: reading order, running heads, lines joined across columns and pages.

Pure geometry on pieces of text with their places: no file format. Lengths are in points, `y` grows downwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rdgraph.text.normalize import fold
from rdgraph.text.tables import pattern

SAME_LINE = 0.5
"""Share of an em by which baselines of one line may differ."""
WIDE = 2.0
"""Ems of white space inside a line that no word space takes."""
SHORT = 1.6
"""Ems by which a line ends before the margin where a paragraph ends with it."""
INDENT = 1.2
"""Ems of indent that begin a paragraph."""
OTHER_SIZE = 1.12
"""Ratio of two sizes of print that are not one."""
LOOSE = 1.35
"""Ratio of a line distance that parts paragraphs to the usual one."""
EDGE_ROWS = 3
"""Lines at the head and foot of a page among which running heads are looked for."""
SHIFT = 4.0
"""Points by which a running head may move from page to page."""
FEWEST_ROWS = 3
"""Lines that a column has at least."""
NARROWEST = 8
"""Ems that a column is wide at least."""
MOST_CROSSING = 0.5
"""Share of a page's pieces that may lie across a gutter."""

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters set next to each other; `y` is their baseline, `em` their size."""

    text: str
    x0: float
    x1: float
    y: float
    em: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a column; `spread` where white space inside it parts it like a table's."""

    text: str
    x0: float
    x1: float
    y: float
    em: float
    spread: bool = False

    @property
    def dense(self) -> str:
        """The line folded and without white space."""
        return "".join(fold(self.text).split())


@dataclass(frozen=True, slots=True)
class Column:
    """Lines to be read one below the other, and the margins they are set in."""

    page: int
    rows: list[Row]
    left: float
    right: float


def paragraphs(pages: list[list[Piece]]) -> list[list[tuple[int, str]]]:
    """Return the paragraphs of a document, each as stretches of text with the index of the page they stand on."""
    pages = [[piece for row in rows for piece in row] for rows in _without_heads([_lines(page) for page in pages])]
    columns = list(_columns(pages))
    leading = _leading(columns)
    found: list[list[tuple[int, str]]] = []
    last: tuple[Column, Row] | None = None
    for column in columns:
        for row in column.rows:
            if last is not None and not _is_whole(found[-1]) and _flows_on(*last, column, row, leading):
                page, text = found[-1][-1]
                joined = _joint(text, row.text)
                if page == column.page:
                    found[-1][-1] = (page, text + joined)
                else:
                    found[-1].append((column.page, joined))
            else:
                found.append([(column.page, row.text)])
            last = column, row
    return found


# ---------------------------------------------------------------- lines
def _lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Group pieces by their baseline, from the head of the page down, each line from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.y, p.x0)):
        if lines and piece.y - lines[-1][0].y <= SAME_LINE * max(piece.em, lines[-1][0].em):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: (p.x0, p.y)) for line in lines]


def _row(pieces: list[Piece]) -> Row:
    text, spread = pieces[0].text, False
    for before, piece in pairwise(pieces):
        gap = (piece.x0 - before.x1) / max(piece.em, 1.0)
        spread = spread or gap >= WIDE
        if not (text[-1:].isspace() or piece.text[:1].isspace()):
            text += "\u3000" * min(4, max(2, round(gap))) if gap >= WIDE else " " if gap > 0.4 else ""
        text += piece.text
    return Row(text.strip(), pieces[0].x0, max(p.x1 for p in pieces), pieces[0].y, median(p.em for p in pieces), spread)


# ---------------------------------------------------------------- running heads
def _without_heads(pages: list[list[list[Piece]]]) -> list[list[list[Piece]]]:
    """Take out what stands at the head or foot of several pages, and page numbers."""
    rows = [[_row(line) for line in page] for page in pages]
    places: dict[str, list[float]] = defaultdict(list)
    for page in rows:
        edge = {*range(min(EDGE_ROWS, len(page))), *range(max(0, len(page) - EDGE_ROWS), len(page))}
        for row in (page[index] for index in edge):
            places[_DIGITS.sub("", row.dense)].append(row.y)
    for ys in places.values():
        ys.sort()

    def is_head(row: Row, inner: Row | None, step: float, em: float) -> bool:
        dense = row.dense
        if any(pattern("pages", key).fullmatch(dense) for key in ("page_number", "print_head", "print_foot")):
            return True
        apart = inner is None or abs(inner.y - row.y) > 1.25 * step or not em / 1.04 < row.em < em * 1.04
        ys = places.get(_DIGITS.sub("", dense), [])
        return apart and bisect_left(ys, row.y + SHIFT) - bisect_left(ys, row.y - SHIFT) >= 2

    kept = []
    for lines, page in zip(pages, rows, strict=True):
        first, last = 0, len(page)
        step = median(b.y - a.y for a, b in pairwise(page)) if len(page) > 1 else 0.0
        em = median(row.em for row in page) if page else 0.0
        while first < min(EDGE_ROWS, last):
            if not is_head(page[first], page[first + 1] if first + 1 < last else None, step, em):
                break
            first += 1
        while last > max(first, len(page) - EDGE_ROWS):
            if not is_head(page[last - 1], page[last - 2] if last - 2 >= first else None, step, em):
                break
            last -= 1
        kept.append(lines[first:last])
    return kept


# ---------------------------------------------------------------- columns
def _columns(pages: list[list[Piece]]) -> Iterator[Column]:
    """Yield the columns of all pages in reading order."""
    everything = [_row(line) for page in pages for line in _lines(page)]
    gutter: float | None = None
    for number, pieces in enumerate(pages):
        if not pieces:
            continue
        found = _gutter(pieces)
        gutter = found if found is not None else _known_gutter(pieces, gutter)
        rows = [_row(line) for line in _lines(pieces)]
        margins = _margins(rows if len(rows) >= 2 * FEWEST_ROWS else everything)
        yield from _regions(number, pieces, gutter, margins)


def _regions(page: int, pieces: list[Piece], gutter: float | None, margins: tuple[float, float]) -> Iterator[Column]:
    if gutter is None:
        yield Column(page, [_row(line) for line in _lines(pieces)], *margins)
        return
    across = [line for line in _lines(pieces) if _is_across(line, gutter)]
    taken = {id(piece) for line in across for piece in line}
    sides = [
        [p for p in pieces if id(p) not in taken and p.x0 < gutter],
        [p for p in pieces if id(p) not in taken and p.x0 >= gutter],
    ]
    edges = [_margins([_row(line) for line in _lines(side)]) if side else margins for side in sides]
    inner = [_gutter(side) for side in sides]
    top = float("-inf")
    for line in [*across, None]:
        bottom = float("inf") if line is None else line[0].y
        for side, edge, inner_gutter in zip(sides, edges, inner, strict=True):
            band = [p for p in side if top < p.y <= bottom]
            if band:
                yield from _regions(page, band, inner_gutter, edge)
        if line is not None:
            yield Column(page, [_row(line)], *margins)
        top = bottom


def _is_across(line: list[Piece], gutter: float) -> bool:
    """Tell whether a line lies across a gutter, or is set at both margins of the page."""
    if any(p.x0 < gutter - p.em / 2 and p.x1 > gutter + p.em / 2 for p in line):
        return True
    left, right = [p for p in line if p.x0 < gutter], [p for p in line if p.x0 >= gutter]
    return bool(left and right) and right[0].x0 - gutter > 2.5 * right[0].em and len(line) == 2


def _gutter(pieces: list[Piece]) -> float | None:
    """Return where a second column begins, if there is one: at a left margin that prose stands on both sides of."""
    if len(pieces) < 2 * FEWEST_ROWS:
        return None
    em = median(p.em for p in pieces)
    starts = Counter(round(p.x0 / 2) for p in pieces)
    for start in sorted(start for start, times in starts.items() if times >= 2):
        edge = min(p.x0 for p in pieces if round(p.x0 / 2) == start) - 0.4 * em
        left = [p for p in pieces if p.x1 <= edge + 0.4 * em]
        right = [p for p in pieces if p.x0 >= edge]
        if len(pieces) - len(left) - len(right) > MOST_CROSSING * len(pieces):
            continue
        if _is_column(left, right, em) and _is_column(right, left, em):
            return edge
    return None


def _is_column(pieces: list[Piece], others: list[Piece], em: float) -> bool:
    """Tell whether pieces look like a column of prose beside others."""
    if len(pieces) < FEWEST_ROWS or len(others) < FEWEST_ROWS:
        return False
    top, bottom = min(p.y for p in others) - em, max(p.y for p in others) + em
    rows = [_row(line) for line in _lines(p for p in pieces if top <= p.y <= bottom)]
    if len(rows) < FEWEST_ROWS:
        return False
    left, right = min(r.x0 for r in rows), max(r.x1 for r in rows)
    full = sum(r.x1 - r.x0 >= 0.75 * (right - left) for r in rows)
    return right - left >= NARROWEST * em and full >= 0.5 * len(rows)


def _known_gutter(pieces: list[Piece], gutter: float | None) -> float | None:
    """Return the gutter of the page before where this page, too short to tell by itself, keeps to it."""
    if gutter is None:
        return None
    right = [p for p in pieces if p.x0 >= gutter]
    left = [p for p in pieces if p.x1 <= gutter]
    if not left or not right or min(p.x0 for p in right) - gutter > max(p.em for p in right):
        return None
    return gutter if len(left) + len(right) == len(pieces) else None


def _margins(rows: list[Row]) -> tuple[float, float]:
    """Return the margins that lines are set in: the outermost that two lines share, else the outermost."""
    em = median(row.em for row in rows)
    lefts, rights = sorted(row.x0 for row in rows), sorted((row.x1 for row in rows), reverse=True)
    left = next((a for a, b in pairwise(lefts) if b - a <= em / 3), lefts[0])
    right = next((a for a, b in pairwise(rights) if a - b <= em / 3), rights[0])
    return left, right


# ---------------------------------------------------------------- paragraphs
def _leading(columns: list[Column]) -> float:
    """Return the usual distance of lines, in ems."""
    steps = [
        (after.y - row.y) / row.em
        for column in columns
        for row, after in pairwise(column.rows)
        if row.em > 0 and after.em / row.em < OTHER_SIZE and row.em / max(after.em, 0.1) < OTHER_SIZE
    ]
    return median(steps) if steps else 2.0


def _is_whole(paragraph: list[tuple[int, str]]) -> bool:
    """Tell whether a paragraph is a byline in brackets, which nothing goes on with."""
    return pattern("pages", "bracketed").fullmatch("".join(fold("".join(t for _, t in paragraph)).split())) is not None


def _flows_on(column: Column, row: Row, next_column: Column, following: Row, leading: float) -> bool:
    """Tell whether a line goes on with the paragraph of the line before it."""
    em = row.em
    if not em / OTHER_SIZE <= following.em <= em * OTHER_SIZE:
        return False
    if pattern("pages", "leaders_only").fullmatch(row.dense) and following.dense.isdecimal():
        return True
    if row.spread and pattern("pages", "ends_cell").search(row.dense):
        return False
    if pattern("pages", "leader").fullmatch(row.dense) or pattern("pages", "begins").match(following.dense):
        return False
    if pattern("layout", "label").match(following.dense):
        return False
    if following.dense.startswith("（") and pattern("pages", "ends_sentence").search(row.dense):
        return False
    if column is next_column and following.y - row.y > LOOSE * leading * em:
        return False
    if following.x0 - next_column.left > INDENT * em:
        return False
    token = _TOKEN.match(following.text)
    unbroken = 0.55 * len(token[0]) if token else 0.0
    return column.right - row.x1 <= max(SHORT, unbroken + 0.6) * em


def _joint(text: str, following: str) -> str:
    """Return the next line as it continues a text: a space between two Latin words, nothing between ideographs."""
    if text[-1:].isascii() and following[:1].isascii() and text[-1:].isalpha() and following[:1].isalpha():
        return " " + following
    return following
