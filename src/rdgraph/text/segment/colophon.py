"""The foot of an issue: recipients, editors, telephone, imprint."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache

from rdgraph.model.document import SegmentKind
from rdgraph.text.dates import DATE, find_date
from rdgraph.text.names import name_spans
from rdgraph.text.segment.lines import Block
from rdgraph.text.segment.painting import Painting
from rdgraph.text.tables import pattern, table, words

DEEPEST = 40
"""Blocks from the end among which a colophon begins."""
LONGEST_NOTE = 60

_LIST_SIGNS = re.compile(r"[，；]")
_WIDE = re.compile(r"\s{2,}")
_EDGE = " 。，；、）（】【"


@dataclass(slots=True)
class Colophon:
    """What the foot of an issue says, as printed; `start` is its first block."""

    start: int
    recipients: list[str] = field(default_factory=list)
    people: dict[str, list[str]] = field(default_factory=dict)
    """Names by label: 责任编辑, 主编 …"""
    phone: str | None = None
    date: dt.date | None = None
    compiler: str | None = None


def editors(people: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the responsible editors; without any, the editors, then the chief editors."""
    for labels in table("colophon")["editor_order"]:
        names = [name for label in labels for name in people.get(label, ())]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def people_in(block: Block, source: str) -> dict[str, list[str]]:
    """Return the editors that a line names, by label."""
    found = Colophon(0)
    labels = _labels(block.text)
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        stop = following.start() if following else len(block.text)
        _take_value(found, _label_name(label), block, source, label.end(), stop)
    return found.people


@cache
def _label() -> re.Pattern[str]:
    """Match a label with its colon; a label of several characters may do without, before a wide enough space."""
    lists = ("recipient_labels", "editor_labels", "other_labels")
    labels = sorted({word for key in lists for word in words("colophon", key)}, key=lambda w: (-len(w), w))
    long = "|".join(r"\s*".join(map(re.escape, word)) for word in labels if len(word) > 1)
    short = "|".join(re.escape(word) for word in labels if len(word) == 1)
    before = r"(?:(?<![^\s（【，；。、|/])|(?<=^本期))"
    return re.compile(
        rf"{before}(?:本期\s*)?(?:(?P<long>{long})(?:[】]|\s*[：/]|\s+(?=\S))|(?P<short>{short})(?:[】]|\s*：))\s*[：]?\s*"
    )


def _labels(text: str) -> list[re.Match[str]]:
    return list(_label().finditer(text))


def _label_name(match: re.Match[str]) -> str:
    return "".join((match["long"] or match["short"]).split())


def begins(block: Block) -> bool:
    """Tell whether a line begins with a label of a colophon."""
    match = _label().search(block.text, 0, 24)
    return match is not None and not block.text[: match.start()].strip(" （【")


def is_note(block: Block) -> bool:
    """Tell whether a line in the middle of an issue names editors or checkers, and nothing else."""
    return block.size <= LONGEST_NOTE and (names_editors(block) or _begins_with(block, "other_labels"))


def names_editors(block: Block) -> bool:
    """Tell whether a line begins with the label of an editor."""
    return _begins_with(block, "editor_labels")


def _begins_with(block: Block, labels: str) -> bool:
    return begins(block) and _label_name(_labels(block.text)[0]) in words("colophon", labels)


def find(blocks: list[Block], first: int) -> int:
    """Return the block with which the colophon begins, or the number of blocks where there is none."""
    start = len(blocks)
    for index in range(len(blocks) - 1, max(first, len(blocks) - DEEPEST) - 1, -1):
        block = blocks[index]
        if begins(block) or _is_imprint(block):
            start = index
        elif _is_prose(block, index + 1 == len(blocks)):
            break
    return start


def _is_prose(block: Block, last: bool) -> bool:
    """Tell whether a block ends an article rather than a list of recipients."""
    dense = block.dense
    if block.size > 30 and "。" in dense.rstrip("。"):
        return True
    return last and block.size > 15 and dense.endswith("。") and "，" in dense


def _is_imprint(block: Block) -> bool:
    dense = block.dense
    if block.size > LONGEST_NOTE:
        return False
    if pattern("colophon", "copies").fullmatch(dense):
        return True
    if pattern("masthead", "imprint").fullmatch(dense):
        return not dense.endswith("。") or block.size < 30
    return DATE.search(dense) is not None and pattern("colophon", "printed").fullmatch(dense) is not None


def read(blocks: list[Block], start: int, source: str, painting: Painting) -> Colophon:
    """Read the blocks from `start` on."""
    foot = Colophon(start)
    receiving = False
    for block in blocks[start:]:
        labels = _labels(block.text)
        low = labels[0].start() if labels else len(block.text)
        kind = SegmentKind.COLOPHON
        if low and block.text[:low].strip(_EDGE):
            if receiving and not _is_imprint(block) and not pattern("colophon", "phone").fullmatch(block.dense):
                _take_recipients(foot, block, source, 0, low)
                kind = SegmentKind.RECIPIENT
            else:
                receiving = False
                _take_imprint(foot, block, source, low)
        for label, following in zip(labels, [*labels[1:], None], strict=False):
            name = _label_name(label)
            stop = following.start() if following else len(block.text)
            receiving = name in words("colophon", "recipient_labels")
            if receiving:
                _take_recipients(foot, block, source, label.end(), stop)
                kind = SegmentKind.RECIPIENT
            else:
                _take_value(foot, name, block, source, label.end(), stop)
        for start_, end in block.pieces:
            painting.paint(kind, start_, end)
    return foot


def _take_recipients(foot: Colophon, block: Block, source: str, low: int, high: int) -> None:
    text = block.text
    copies = pattern("colophon", "copies").search(text, low, high)
    if copies:
        high = copies.start()
    signs = [
        match.span() for match in _LIST_SIGNS.finditer(text, low, high) if not _bracketed(text, low, match.start())
    ]
    if not signs and "、" not in text[low:high]:
        signs = [match.span() for match in _WIDE.finditer(text, low, high)]
    for start, end in zip([low, *(b for _, b in signs)], [*(a for a, _ in signs), high], strict=True):
        printed = block.raw(source, start, end).strip("。，；、")
        if not printed:
            continue
        if start == low and low == 0 and foot.recipients and foot.recipients[-1].endswith("、"):
            foot.recipients[-1] += printed
        else:
            foot.recipients.append(printed)
    if foot.recipients and text[low:high].rstrip().endswith("、"):
        foot.recipients[-1] += "、"


def _bracketed(text: str, low: int, at: int) -> bool:
    return text.count("（", low, at) > text.count("）", low, at)


def _take_value(foot: Colophon, name: str, block: Block, source: str, low: int, high: int) -> None:
    value = block.text[low:high]
    while value and value[-1] in _EDGE and not value.endswith("）"):
        value = value[:-1]
    if value.endswith("）") and "（" not in value:
        value = value[:-1]
    high = low + len(value)
    if name in words("colophon", "editor_labels"):
        spans = name_spans(value)
        found = [block.raw(source, low + a, low + b) for a, b in spans] if spans else []
        if not found and 0 < len("".join(value.split())) <= 12:
            found = [word for word in re.split(r"[、，]", block.raw(source, low, high)) if word]
        foot.people.setdefault(name, []).extend(found)
    elif name in words("colophon", "phone_labels") and foot.phone is None:
        foot.phone = _phone(block, source, low, high)
    elif name in words("colophon", "date_labels"):
        foot.date = foot.date or find_date("".join(value.split()))
        _take_imprint(foot, block, source, high, low)
    elif name in words("colophon", "compiler_labels") and foot.compiler is None:
        foot.compiler = block.raw(source, low, high) or None


def _phone(block: Block, source: str, low: int, high: int) -> str | None:
    printed = block.raw(source, low, high)
    dense = "".join(block.text[low:high].split())
    match = pattern("colophon", "phone").search(dense)
    return printed[match.start() : match.end()] if match and len(printed) == len(dense) else None


def _take_imprint(foot: Colophon, block: Block, source: str, high: int, low: int = 0) -> None:
    """Read who printed the issue and when: 某市人大常委会办公室 2025年6月19日印发."""
    dense = "".join(block.text[low:high].split())
    foot.date = foot.date or find_date(dense)
    when = DATE.search(dense)
    printed = block.raw(source, low, high)
    before = printed[: when.start()] if when and len(printed) == len(dense) else ""
    if foot.compiler is None and pattern("masthead", "organ").fullmatch(before):
        foot.compiler = before
