"""What a contents page lists: its entries, by section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rdgraph.text.segment import columns
from rdgraph.text.segment.likeness import key
from rdgraph.text.segment.lines import Block
from rdgraph.text.tables import pattern

LONGEST_ENTRY = 60
_LONGEST_NUMBERED = 10
_CHINESE = frozenset("一二三四五六七八九十")

_OPEN = {"（": "）", "“": "”", "《": "》", "【": "】"}
_WIDE = re.compile(r"(\S{2,10})(?:\s{2,}|\s*[|]\s*)(\S.*)", re.DOTALL)
_NARROW = re.compile(r"(\S{2,10})\s+(\S.*)", re.DOTALL)
_BRACKETED = re.compile(r"[【〖〔\[]\s*([^【】〖〗〔〕\[\]，。；]{2,14}?)\s*[】〗〕\]]\s*(\S.*)", re.DOTALL)
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
class Row:
    """A line of the contents page taken apart: `low` and `high` bound what it says, in its block's text."""

    section: str | None
    low: int
    high: int
    paged: bool
    numbered: bool


def split(block: Block) -> Row:
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
    return Row(section, low, high, page is not None, number is not None)


def _names_section(left: str, right: str, wide: bool) -> bool:
    name = columns.plain(left)
    if pattern("contents", "count").fullmatch("".join(right.split())):
        return columns.is_known(name)
    if wide:
        return columns.is_known(name) or columns.may_be_name(name)
    return columns.is_listed(name) and len(name) >= 4


def read(blocks: list[Block], source: str, body: list[Block]) -> tuple[list[Entry], dict[str, str]]:
    """Return the entries, and the sections by name with the number that is printed before them."""
    found: list[Entry] = []
    sections: dict[str, str] = {}
    rows = [split(block) for block in blocks]
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
            sections.setdefault(name, columns.as_printed(name, block.text))
            count = _count_in(block, row)
            if count:
                text = block.raw(source, *count)
                found.append(Entry(name, text, key(text), row.paged, False, True))
            continue
        if row.section is not None:
            section = row.section
            sections.setdefault(section, columns.as_printed(section, block.text[: row.low]))
        text = block.raw(source, row.low, row.high)
        if pattern("contents", "count").fullmatch("".join(block.text[row.low : row.high].split())):
            text = text.strip("（()）【】〔〕")
        if not text:
            continue
        previous = found[-1] if found else None
        if previous is not None and row.section is None and _continues(previous, text, row, entries_paged):
            previous.text += text
            previous.key = key(previous.text)
            previous.paged = row.paged
            continue
        dense = "".join(text.split())
        is_count = pattern("contents", "count").fullmatch(dense) is not None
        found.append(Entry(section, text, key(block.text[row.low : row.high]), row.paged, row.numbered, is_count))
    return _merged_by_body(found, body), sections


def _is_chinese(number: re.Match[str] | None) -> bool:
    return number is not None and number[0].lstrip("（")[0] in _CHINESE


def _sections_are_numbered(blocks: list[Block], rows: list[Row], numbering: list[re.Match[str] | None]) -> bool:
    """Tell whether 一、 begins a section: entries have numbers of their own, or none though every 一、 is short."""
    chinese = [_is_chinese(m) for m in numbering]
    if any(m and not is_chinese for m, is_chinese in zip(numbering, chinese, strict=True)):
        return any(chinese)
    names = [columns.plain("".join(b.text[r.low : r.high].split())) for b, r in zip(blocks, rows, strict=True)]
    named = [name for name, is_numbered in zip(names, chinese, strict=True) if is_numbered]
    entries = [name for name, m in zip(names, numbering, strict=True) if m is None]
    return len(named) > 1 and len(entries) > 1 and max(map(len, named)) <= _LONGEST_NUMBERED < max(map(len, entries))


def _section_line(
    block: Block,
    row: Row,
    source: str,
    standing: set[str],
    paged: bool,
    chinese_sections: bool,
    number: re.Match[str] | None,
    following: Row | None,
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


def _count_in(block: Block, row: Row) -> tuple[int, int] | None:
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


def _continues(previous: Entry, text: str, row: Row, paged: bool) -> bool:
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


def _merged_by_body(entries: list[Entry], body: list[Block]) -> list[Entry]:
    """Join two lines into one entry where the body's headline says both."""
    short = [key(block.dense) for block in body if block.size <= LONGEST_ENTRY]
    said = {*short, *(one + other for one, other in pairwise(short))}
    merged: list[Entry] = []
    for entry in entries:
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
    return merged
