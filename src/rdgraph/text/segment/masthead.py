"""The head of an issue: title, series, number, total number, compiler, date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rdgraph.model.document import SegmentKind
from rdgraph.text.dates import DATE, date_of
from rdgraph.text.normalize import DenseText
from rdgraph.text.numerals import parse_integer
from rdgraph.text.segment import colophon
from rdgraph.text.segment.lines import Block, Span, ends_sentence
from rdgraph.text.segment.painting import Painting
from rdgraph.text.tables import pattern, words

DEEPEST = 30
"""Blocks after which no masthead begins or goes on."""
LONGEST_LINE = 60
LONGEST_TITLE = 24

_CELLS = re.compile(r"\S+(?:\s\S+)*")
_FOLLOWING = "总〇○一二"
"""Characters with which another number or a date begins."""
_EDGE = " （）()·|—-：，。、【】〔〕《》/*[]_~“”‘’"


@dataclass(slots=True)
class Masthead:
    """What the head of an issue says, as printed; `end` is the first block behind it."""

    title: str = ""
    series: str | None = None
    number: int | None = None
    year: int | None = None
    total_number: int | None = None
    compiler: str | None = None
    date: dt.date | None = None
    people: dict[str, list[str]] = field(default_factory=dict)
    """Editors named at the head, by label."""
    end: int = 0
    numbered: bool = False
    """Whether a number is printed: no loose article has one."""
    compiled: bool = False
    """Whether someone is said to have compiled it."""

    @property
    def certain(self) -> bool:
        """Tell whether this is the head of an issue and not the beginning of some text."""
        return self.numbered or (bool(self.title) and self.compiled)


@dataclass(slots=True)
class _Item:
    """A stretch of a block's dense text and what it is."""

    kind: SegmentKind
    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Row:
    block: int
    dense: DenseText
    items: list[_Item]
    rest: list[Span]
    """Dense ranges that no pattern knows: title, subtitle, or no masthead at all."""


def read(blocks: list[Block], source: str, limit: int | None, painting: Painting) -> Masthead:
    """Read the masthead from the blocks before `limit` (the contents page), or from the first ones."""
    rows = list(_rows(blocks, DEEPEST if limit is None else limit, limit is not None))
    known = [index for index, row in enumerate(rows) if row.items]
    head = Masthead()
    last = len(rows) if limit is not None and len(rows) == limit else (known[-1] + 1 if known else 0)
    if not any(item.kind is not SegmentKind.DATE for index in known for item in rows[index].items) and limit is None:
        last = 0
    rows = rows[:last]
    _take_items(head, rows, blocks, source)
    _take_title(head, rows, blocks, source)
    head.end = rows[-1].block + 1 if rows else 0
    if head.certain or limit is not None:
        for row in rows:
            _paint(row, blocks[row.block], painting)
    else:
        head.end = 0
    return head


def _rows(blocks: list[Block], limit: int, bounded: bool) -> Iterator[_Row]:
    for index, block in enumerate(blocks[:limit]):
        if block.size > LONGEST_LINE or (ends_sentence(block.dense) and block.size > 12 and not bounded):
            return
        row = _row(index, block)
        if row.items and any(end - start > LONGEST_TITLE for start, end in row.rest):
            return
        yield row


def _row(index: int, block: Block) -> _Row:
    dense = DenseText(block.text, block.text)
    if colophon.names_editors(block):
        return _Row(index, dense, [_Item(SegmentKind.COLOPHON, 0, len(dense))], [])
    items: list[_Item] = []
    taken = bytearray(len(dense.dense))
    for key, kind in (
        ("total", SegmentKind.NUMBER),
        ("number", SegmentKind.NUMBER),
        ("special", SegmentKind.NUMBER),
        ("abroad", SegmentKind.NUMBER),
    ):
        for match in pattern("masthead", key).finditer(dense.dense):
            if not any(taken[match.start() : match.end()]) and _ends_word(dense, match.end()):
                _claim(items, taken, kind, match.span(), {k: v for k, v in match.groupdict().items() if v})
    for match in DATE.finditer(dense.dense):
        if not any(taken[match.start() : match.end()]):
            day = date_of(match)
            _claim(items, taken, SegmentKind.DATE, match.span(), {"date": day.isoformat()} if day else {})
    rest: list[Span] = []
    for start, end in _free(dense, taken):
        _take_words(dense.dense, items, taken, start, end, rest)
    items.sort(key=lambda item: item.start)
    return _Row(index, dense, items, rest)


def _ends_word(dense: DenseText, end: int) -> bool:
    """Tell whether no word goes on behind a number: 第3期代表培训班 numbers no issue."""
    if end == len(dense.dense) or dense.dense[end] in _FOLLOWING or not dense.dense[end].isalpha():
        return True
    return dense.to_text(end) > dense.to_text(end - 1) + 1


def _claim(items: list[_Item], taken: bytearray, kind: SegmentKind, span: Span, values: dict[str, str]) -> None:
    items.append(_Item(kind, *span, values))
    taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])


def _free(dense: DenseText, taken: bytearray) -> Iterator[Span]:
    """Yield what is left of a line, cut at wide spaces unless these only spread its characters out."""
    cells = [match.span() for match in _CELLS.finditer(dense.text)]
    spread = all(len("".join(dense.text[a:b].split())) <= 2 for a, b in cells)
    borders = set() if spread else {a for a, _ in cells}
    start: int | None = None
    for at in range(len(dense.dense)):
        if start is not None and (taken[at] or dense.to_text(at) in borders):
            yield start, at
            start = None
        if start is None and not taken[at]:
            start = at
    if start is not None:
        yield start, len(dense.dense)


def _take_words(text: str, items: list[_Item], taken: bytearray, start: int, end: int, rest: list[Span]) -> None:
    """Tell what the words between numbers and dates are."""
    whole = text[start:end]
    word = whole.strip(_EDGE)
    if not word:
        return
    low = start + whole.index(word)
    high = low + len(word)
    bracketed = low > 0 and text[low - 1] in "（【〔" and high < len(text) and text[high] in "）】〕"
    labelled = pattern("masthead", "compiler_labelled").fullmatch(word)
    compiled = None if labelled else pattern("masthead", "compiler").fullmatch(word)
    if re.fullmatch("|".join(words("masthead", "date_trailers")), word) and items:
        _claim(items, taken, SegmentKind.DATE, (low, high), {})
    elif word in words("masthead", "series") or (bracketed and word.endswith(words("masthead", "series_ends"))):
        _claim(items, taken, SegmentKind.SERIES, (start, end), {"series": word})
    elif pattern("masthead", "imprint").fullmatch(word):
        _claim(items, taken, SegmentKind.COLOPHON, (start, end), {})
    elif labelled or compiled:
        match = labelled or compiled
        assert match is not None
        _claim(
            items,
            taken,
            SegmentKind.COMPILER,
            (low, high),
            {"compiler": f"{low + match.start('organ')},{low + match.end('organ')}"},
        )
    else:
        rest.append((low, high))


def _take_items(head: Masthead, rows: list[_Row], blocks: list[Block], source: str) -> None:
    for row in rows:
        if any(item.kind is SegmentKind.COLOPHON for item in row.items):
            for name, people in colophon.people_in(blocks[row.block], source).items():
                head.people.setdefault(name, []).extend(people)
        for item in row.items:
            values = item.values
            if item.kind is SegmentKind.NUMBER:
                head.numbered = True
            if "total" in values or "total2" in values:
                head.total_number = head.total_number or parse_integer(values.get("total") or values["total2"])
            elif "number" in values and head.number is None:
                head.number = parse_integer(values["number"])
            if "year" in values and head.year is None:
                head.year = _year(values["year"])
            if "series" in values and head.series is None:
                head.series = values["series"]
            if "date" in values and head.date is None:
                head.date = dt.date.fromisoformat(values["date"])
            if "compiler" in values and head.compiler is None:
                low, high = map(int, values["compiler"].split(","))
                head.compiler = _printed(row, blocks, source, low, high)
                head.compiled = True


def _take_title(head: Masthead, rows: list[_Row], blocks: list[Block], source: str) -> None:
    """Choose the title among the words that are left; an organ among them compiles the issue where nobody else does."""
    left = [(row, span) for row in rows for span in row.rest]
    ends = words("masthead", "title_ends")
    organ = pattern("masthead", "organ")
    texts = [row.dense.dense[low:high] for row, (low, high) in left]
    named = [i for i, text in enumerate(texts) if text.endswith(ends) and not organ.fullmatch(text)]
    others = [i for i, text in enumerate(texts) if not organ.fullmatch(text) and _is_chinese(text)]
    chosen = (named or others or [i for i, text in enumerate(texts) if text.endswith(ends)] or [-1])[0]
    members: list[int] = []
    if chosen >= 0 and len(texts[chosen]) <= LONGEST_TITLE:
        members = [chosen]
        if chosen and texts[chosen] in words("masthead", "generic_titles") and "人大" in texts[chosen - 1]:
            members = [chosen - 1, chosen]
        elif (
            texts[chosen].endswith("人大")
            and chosen + 1 < len(texts)
            and texts[chosen + 1] in words("masthead", "generic_titles")
        ) or (
            chosen + 1 < len(texts)
            and chosen not in named
            and chosen + 1 in named
            and not organ.fullmatch(texts[chosen])
        ):
            members = [chosen, chosen + 1]
        elif named and chosen and chosen - 1 in others and "人大" in texts[chosen - 1]:
            members = [chosen - 1, chosen]
        head.title = "".join(_printed(left[i][0], blocks, source, *left[i][1]) for i in members)
    for i, (row, (low, high)) in enumerate(left):
        if i in members:
            kind = SegmentKind.TITLE
        elif organ.fullmatch(texts[i]):
            kind = SegmentKind.COMPILER
            if head.compiler is None:
                head.compiler, head.compiled = _printed(row, blocks, source, low, high), True
        else:
            kind = SegmentKind.UNKNOWN
        row.items.append(_Item(kind, low, high))


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _printed(row: _Row, blocks: list[Block], source: str, low: int, high: int) -> str:
    start, end = row.dense.span(low, high)
    return blocks[row.block].raw(source, start, end)


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() else parse_integer(text.replace("○", "〇").replace("零", "〇"))


def _paint(row: _Row, block: Block, painting: Painting) -> None:
    """Give every character of a masthead line to an item; brackets and signs go to the item they touch."""
    items = sorted(row.items, key=lambda item: item.start)
    borders = [0, *(item.start for item in items[1:]), len(row.dense.dense)]
    if not items:
        for low, high in block.pieces:
            painting.paint(SegmentKind.UNKNOWN, low, high)
        return
    for item, low, high in zip(items, borders, borders[1:], strict=False):
        start, end = row.dense.span(low, high)
        for first, last in block.spans(start, end):
            painting.paint(item.kind, first, last)
