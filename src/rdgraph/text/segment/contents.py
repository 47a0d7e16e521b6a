"""The contents page: where it is, and its entries by section."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from rdgraph.text.segment import columns
from rdgraph.text.segment.likeness import key, likeness, pairs
from rdgraph.text.segment.lines import Block, ends_sentence
from rdgraph.text.tables import pattern, words

DEEPEST = 60
"""Blocks among which a contents page begins."""
LONGEST = 400
"""Blocks that a contents page may take."""
LONGEST_ENTRY = 60
ALIKE = 0.6
_LONGEST_NUMBERED = 10
_CHINESE = frozenset("一二三四五六七八九十")

_EDGE = "【】〔〕[]《》<>—-·|~=*…◆★●■▲◎※ ：/"
_OPEN = {"（": "）", "“": "”", "《": "》", "【": "】"}
_WIDE = re.compile(r"(\S{2,10})(?:\s{2,}|\s*[|]\s*)(\S.*)", re.DOTALL)
_NARROW = re.compile(r"(\S{2,10})\s+(\S.*)", re.DOTALL)
_BRACKETED = re.compile(r"[【〔\[]\s*([^【】〔〕\[\]，。；]{2,14}?)\s*[】〕\]]\s*(\S.*)", re.DOTALL)
_GUTTER = re.compile(r"(?<=\S)\s{4,}(?=\S)")
_COLON = re.compile(r"([^：\s]{2,10})\s*：\s*(\S.*)", re.DOTALL)


@dataclass(slots=True)
class Entry:
    """A line of the contents page: `text` as printed without number, leader and page."""

    section: str | None
    text: str
    key: str
    paged: bool = False
    numbered: bool = False
    count: bool = False
    """Whether it says only how many items its section has."""


@dataclass(slots=True)
class Contents:
    """A contents page: the blocks it takes, and what it lists."""

    start: int
    end: int
    heading: bool
    entries: list[Entry] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)
    """Sections by name, with the number that the page prints before them."""


@dataclass(slots=True)
class _Row:
    section: str | None
    low: int
    high: int
    paged: bool
    numbered: bool


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
    contents = Contents(start, end, heading)
    _read(contents, _one_column(_uncelled(blocks[first:end])), source, blocks[end:])
    return contents


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
        row = _split(blocks[index])
        said = key(blocks[index].text[row.low : row.high])
        section = key(row.section) if row.section else ""
        joined = said + key(blocks[index + 1].dense) if index + 1 < prose else said
        if index >= low and index > first:
            if (len(said) >= 2 and said in seen) or (len(joined) >= 6 and joined in seen):
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


def _split(block: Block) -> _Row:
    """Take number, section, leader and page off a line of the contents page."""
    text = block.text
    low, high = 0, len(text)
    page = pattern("contents", "page").search(text, max(0, high - 60))
    if page:
        high = page.start()
    leader = pattern("contents", "leader").search(text, max(0, high - 60), high)
    if leader:
        high = leader.start()
    while high and text[high - 1] in "| ":
        high -= 1
    section: str | None = None
    if block.first.splits and block.first.splits[0] <= 10:
        low = block.first.splits[0]
        number = pattern("contents", "number").match(text, 0, low)
        section = columns.plain("".join(text[number.end() if number else 0 : low].split()))
    else:
        match = _BRACKETED.match(text, 0, high)
        if match:
            section, low = columns.plain("".join(match[1].split())), match.start(2)
        else:
            for form in (_WIDE, _NARROW, _COLON):
                match = form.match(text, 0, high)
                if match and _names_section(match[1], match[2], form is _WIDE):
                    section, low = columns.plain(match[1]), match.start(2)
                    break
    counts = pattern("contents", "count").fullmatch("".join(text[low:high].split())) is not None
    number = None if counts else pattern("contents", "number").match(text, low, high)
    if number and number.end() < high:
        low = number.end()
    while low < high and text[low].isspace():
        low += 1
    return _Row(section, low, high, page is not None, number is not None)


def _names_section(left: str, right: str, wide: bool) -> bool:
    name = columns.plain(left)
    if pattern("contents", "count").fullmatch("".join(right.split())):
        return columns.is_known(name)
    if wide:
        return columns.is_known(name) or columns.may_be_name(name)
    return columns.is_listed(name) and len(name) >= 4


def _read(contents: Contents, blocks: list[Block], source: str, body: list[Block]) -> None:
    """Read the entries, section by section."""
    rows = [_split(block) for block in blocks]
    numbering = [pattern("contents", "number").match(block.text) for block in blocks]
    entries_paged = sum(row.paged for row in rows) >= 2
    chinese_sections = _sections_are_numbered(blocks, rows, numbering)
    standing = {key(columns.unnumbered(columns.plain(b.dense))) for b in body if b.size <= 14}
    section: str | None = None
    for index, (block, row) in enumerate(zip(blocks, rows, strict=True)):
        following = rows[index + 1] if index + 1 < len(rows) else None
        name = _section_line(block, row, source, standing, entries_paged, chinese_sections, numbering[index], following)
        if name is not None:
            section = name
            _add_section(contents, name, block.text)
            count = _count_in(block, row)
            if count:
                text = block.raw(source, *count)
                contents.entries.append(Entry(name, text, key(text), row.paged, False, True))
            continue
        if row.section is not None:
            section = row.section
            _add_section(contents, section, block.text[: row.low])
        text = block.raw(source, row.low, row.high)
        if pattern("contents", "count").fullmatch("".join(block.text[row.low : row.high].split())):
            text = text.strip("（()）【】〔〕")
        if not text:
            continue
        previous = contents.entries[-1] if contents.entries else None
        if previous is not None and row.section is None and _continues(previous, text, row, entries_paged):
            previous.text += text
            previous.key = key(previous.text)
            previous.paged = row.paged
            continue
        dense = "".join(text.split())
        is_count = pattern("contents", "count").fullmatch(dense) is not None
        contents.entries.append(
            Entry(section, text, key(block.text[row.low : row.high]), row.paged, row.numbered, is_count)
        )
    _merge_by_body(contents, body)


def _is_chinese(number: re.Match[str] | None) -> bool:
    return number is not None and number[0].lstrip("（")[0] in _CHINESE


def _sections_are_numbered(blocks: list[Block], rows: list[_Row], numbering: list[re.Match[str] | None]) -> bool:
    """Tell whether 一、 begins a section: entries have numbers of their own, or none though every 一、 is short."""
    chinese = [_is_chinese(m) for m in numbering]
    if any(m and not is_chinese for m, is_chinese in zip(numbering, chinese, strict=True)):
        return any(chinese)
    names = [columns.plain("".join(b.text[r.low : r.high].split())) for b, r in zip(blocks, rows, strict=True)]
    named = [name for name, is_numbered in zip(names, chinese, strict=True) if is_numbered]
    entries = [name for name, m in zip(names, numbering, strict=True) if m is None]
    return len(named) > 1 and len(entries) > 1 and max(map(len, named)) <= _LONGEST_NUMBERED < max(map(len, entries))


def _add_section(contents: Contents, name: str, text: str) -> None:
    if name not in contents.sections:
        contents.sections.append(name)
        shown = columns.as_printed(text)
        contents.printed[name] = shown if columns.unnumbered(shown) == name else name


def _section_line(
    block: Block,
    row: _Row,
    source: str,
    standing: set[str],
    paged: bool,
    chinese_sections: bool,
    number: re.Match[str] | None,
    following: _Row | None,
) -> str | None:
    """Return the section that a line names and nothing else."""
    if block.size > 40 or row.section is not None:
        return None
    inside = columns.enclosed(block, block.raw(source))
    text = "".join(block.text[row.low : row.high].split())
    name = columns.plain(text)
    if inside is not None:
        return columns.unnumbered(columns.plain(inside))
    if not 2 <= len(name) <= 12 or "：" in name or "，" in name:
        return None
    if chinese_sections and _is_chinese(number):
        return name
    if columns.is_listed(name):
        return name
    if row.paged or row.numbered or len(name) > 8:
        return None
    if block.first.marker or block.first.bold or block.first.heading or columns.is_known(name):
        return name
    if paged and following is not None and following.paged:
        return name
    if len(name) > 6 or not columns.may_be_name(name):
        return None
    return name if key(name) in standing or (following is not None and following.high - following.low >= 10) else None


def _count_in(block: Block, row: _Row) -> tuple[int, int] | None:
    """Return where a section line says how many items it has: 信息摘登（4则）."""
    match = re.search(
        r"[（【〔]?\s*(?:共|计)?\s*(?:\d{1,3}|[一二三四五六七八九十两]{1,3})\s*[则条篇]\s*[）】〕]?\s*$",
        block.text[: row.high],
    )
    if match is None or not match.start():
        return None
    low, high = match.span()
    while block.text[low] in "（【〔 ":
        low += 1
    while block.text[high - 1] in "）】〕 ":
        high -= 1
    return low, high


def _continues(previous: Entry, text: str, row: _Row, paged: bool) -> bool:
    """Tell whether a line goes on with the entry before it."""
    if row.numbered or previous.count:
        return False
    if paged:
        return not previous.paged
    if previous.numbered:
        return True
    if text.startswith("——") or previous.text.endswith(("，", "、", "—", "：")):
        return True
    return any(previous.text.count(left) > previous.text.count(right) for left, right in _OPEN.items())


def _merge_by_body(contents: Contents, body: list[Block]) -> None:
    """Join two lines into one entry where the body's headline says both."""
    short = [key(block.dense) for block in body if block.size <= LONGEST_ENTRY]
    said = {*short, *(one + other for one, other in pairwise(short))}
    merged: list[Entry] = []
    for entry in contents.entries:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.section == entry.section
            and last.key + entry.key in said
            and not (last.key in said and entry.key in said)
            and not entry.count
        ):
            last.text += entry.text
            last.key += entry.key
            last.paged = entry.paged
        else:
            merged.append(entry)
    contents.entries = merged
