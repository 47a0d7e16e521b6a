"""The contents page: where it begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdgraph.text.segment import columns, entries
from rdgraph.text.segment.entries import LONGEST_ENTRY, Entry
from rdgraph.text.segment.likeness import key, likeness, pairs
from rdgraph.text.segment.lines import Block, ends_sentence
from rdgraph.text.tables import pattern, words

DEEPEST = 60
"""Blocks among which a contents page begins."""
LONGEST = 400
"""Blocks that a contents page may take."""
ALIKE = 0.6

_EDGE = "【】〖〗〔〕[]《》<>—-·|~=*…◆◇★☆●○■□▲△▶◎※ ：/"
_GUTTER = re.compile(r"(?<=\S)\s{4,}(?=\S)")


@dataclass(slots=True)
class Contents:
    """A contents page: the blocks it takes, and what it lists."""

    start: int
    end: int
    heading: bool
    entries: list[Entry]
    sections: dict[str, str]
    """Sections by name, with the number that the page prints before them."""


def find(blocks: list[Block], source: str) -> Contents | None:
    """Return the contents page, or None where there is none."""
    start = next((i for i, b in enumerate(blocks[:DEEPEST]) if _is_heading(b)), None)
    heading = start is not None
    if start is None:
        start = _paged_run(blocks)
        if start is None:
            return None
    first = start + heading
    prose = _first_prose(blocks, first)
    end = _end(blocks, source, first, prose)
    listed = entries.read(_one_column(_uncelled(blocks[first:end])), source, blocks[end:])
    return Contents(start, end, heading, *listed)


def _uncelled(blocks: list[Block]) -> list[Block]:
    """Take a contents page out of the cells of a table: | section | headline | page |."""
    rows = [block.text.strip().startswith("|") for block in blocks]
    if sum(rows) < 2:
        return blocks
    found: list[Block] = []
    for block, is_row in zip(blocks, rows, strict=True):
        cells = [cell.strip() for cell in block.text.strip().strip("|").split("|")]
        if not is_row:
            found.append(block)
        elif not all(cell in words("contents", "cells") or not cell.strip("-: ") for cell in cells):
            text = block.text
            found.append(block.part(len(text) - len(text.lstrip("| \t")), len(text.rstrip("| \t"))))
    return found


def _one_column(blocks: list[Block]) -> list[Block]:
    """Put a contents page that is printed in two columns, line by line, into one."""
    gutters = [_GUTTER.search(block.text) for block in blocks]
    wide = sum(
        g is not None and len("".join(b.text[: g.start()].split())) > 10 for b, g in zip(blocks, gutters, strict=True)
    )
    if wide < 2 or any(_has_page(block) for block in blocks):
        return blocks
    left = [b if g is None else b.part(0, g.start()) for b, g in zip(blocks, gutters, strict=True)]
    right = [b.part(g.end(), len(b.text)) for b, g in zip(blocks, gutters, strict=True) if g is not None]
    return left + right


def _is_heading(block: Block) -> bool:
    return block.size <= 14 and block.dense.strip(_EDGE) in words("contents", "headings")


def _paged_run(blocks: list[Block]) -> int | None:
    """Return the first of three lines that lead to page numbers."""
    run = 0
    for index, block in enumerate(blocks[:DEEPEST]):
        page = (
            pattern("contents", "page").search(block.text, max(0, len(block.text) - 60)) if block.size <= 120 else None
        )
        led = page is not None and re.match(r"\s*[.…·—_\-~=]{2,}|\s*…", page[0]) is not None
        run = run + 1 if led else (run if run and columns.is_known(columns.plain(block.dense)) else 0)
        if run == 3:
            found = index
            while found and _has_page(blocks[found - 1]):
                found -= 1
            while found and (columns.is_known(columns.plain(blocks[found - 1].dense)) or _has_page(blocks[found - 1])):
                found -= 1
            return found
    return None


def _has_page(block: Block) -> bool:
    if block.size > 120:
        return False
    return pattern("contents", "page").search(block.text, max(0, len(block.text) - 60)) is not None


def _first_prose(blocks: list[Block], first: int) -> int:
    """Return the first block that is no line of a contents page."""
    for index in range(first, min(len(blocks), first + LONGEST)):
        block = blocks[index]
        if _has_page(block):
            continue
        if block.size > LONGEST_ENTRY or "。" in block.dense or (block.size > 20 and ends_sentence(block.dense)):
            return index
    return min(len(blocks), first + LONGEST)


def _end(blocks: list[Block], source: str, first: int, prose: int) -> int:
    """Return the block with which the body begins: the first that repeats what the contents page says."""
    paged = [i for i in range(first, prose) if _has_page(blocks[i])]
    low = first
    if len(paged) >= 2 and 2 * len(paged) >= sum(blocks[i].size > 8 for i in range(first, paged[-1] + 1)):
        low = paged[-1] + 1
    seen: dict[str, int] = {}
    leading: frozenset[str] = frozenset()
    best, best_at = ALIKE, -1
    for index in range(first, prose):
        row = entries.split(blocks[index])
        said = key(blocks[index].text[row.low : row.high])
        section = key(row.section) if row.section else ""
        joined = said + key(blocks[index + 1].dense) if index + 1 < prose else said
        if index >= low and index > first:
            repeated = (len(said) >= 2 and said in seen) or (len(joined) >= 6 and joined in seen)
            if repeated and not _is_column_again(blocks[index : index + 3], source, seen, leading):
                at = index
                while at - 1 > first and at - 1 >= low and _heads(blocks, at - 1, source, seen):
                    at -= 1
                return at
            for text in (said, joined):
                alike = likeness(leading, pairs(text))
                if alike >= best:
                    best, best_at = alike, index
        if not leading and len(said) >= 6:
            leading = pairs(said)
        gutter = _GUTTER.search(blocks[index].text)
        halves = [] if gutter is None else [blocks[index].text[: gutter.start()], blocks[index].text[gutter.end() :]]
        for text in (said, section, *map(key, halves)):
            if len(text) >= 2:
                seen.setdefault(text, index)
    if best_at >= 0:
        at = best_at
        while at - 1 > first and at - 1 >= low and _heads(blocks, at - 1, source, seen):
            at -= 1
        return at
    if low > first or prose >= len(blocks):
        return low if low > first else prose
    return _last_gap(blocks, source, first, prose)


def _is_column_again(blocks: list[Block], source: str, seen: dict[str, int], leading: frozenset[str]) -> bool:
    """Tell whether the first of some blocks names a column once more, over an entry that has not been listed yet."""
    name = columns.unnumbered(columns.plain(blocks[0].dense))
    shown = columns.heading(blocks[0], blocks[0].raw(source), frozenset())
    if blocks[0].size > 14 or not (shown == name or columns.may_be_name(name)):
        return False
    following = [key("".join(b.dense for b in blocks[1:end])) for end in (2, 3)]
    return not any(text in seen or likeness(leading, pairs(text)) >= ALIKE for text in following if text)


def _heads(blocks: list[Block], index: int, source: str, seen: dict[str, int]) -> bool:
    """Tell whether a block repeats a section: a column heading of the body, before its first headline."""
    block = blocks[index]
    name = columns.unnumbered(columns.plain(block.dense))
    if block.size > 14 or columns.is_brief(name):
        return False
    if seen.get(key(name), index) >= index and not (block.first.gap and columns.is_known(name)):
        return False
    return columns.heading(block, block.raw(source), frozenset({name})) is not None


def _last_gap(blocks: list[Block], source: str, first: int, prose: int) -> int:
    """Without any repetition, let the last lines before the prose be a headline: those behind the widest gap."""
    at = max(first, prose - 1)
    for index in range(prose - 1, max(first, prose - 4), -1):
        if blocks[index].first.gap or blocks[index].first.new_page:
            at = index
    if (
        at - 1 > first
        and columns.heading(blocks[at - 1], blocks[at - 1].raw(source), frozenset()) is not None
        and blocks[at - 1].first.gap
    ):
        at -= 1
    return at
