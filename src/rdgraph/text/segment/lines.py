"""Source text → lines, and lines → blocks: what a printer would call a paragraph before any page cut it in two."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from rdgraph.text.tables import pattern, words

Span = tuple[int, int]

_RESIDUE_HINT = re.compile(r"[-*_`#>+=—~.·!\d]")


@dataclass(slots=True)
class Line:
    """A line of the source with its residue taken out."""

    start: int
    end: int
    pieces: list[Span]
    """Source ranges of what the line says."""
    text: str
    """Those pieces, folded and joined."""
    dense: str
    """The same without white space."""
    indent: int
    """Columns of white space before it."""
    width: int
    """Columns up to its end."""
    gap: int
    """Blank lines before it."""
    new_page: bool = False
    bold: bool = False
    heading: bool = False
    marker: str = ""
    residue: list[Span] = field(default_factory=list)
    splits: list[int] = field(default_factory=list)
    """Offsets in `text` at which residue stood between two words."""


@dataclass(slots=True)
class Block:
    """Lines that belong together."""

    lines: list[Line]
    pieces: list[Span]
    text: str
    dense: str
    full: bool = False
    """Whether its last line is as wide as a cut line, so that it may go on behind a page break."""

    @property
    def first(self) -> Line:
        """The line it begins with."""
        return self.lines[0]

    @property
    def size(self) -> int:
        """The number of characters, white space left out."""
        return len(self.dense)

    def spans(self, start: int, end: int) -> list[Span]:
        """Return the source ranges of ``text[start:end]``."""
        found: list[Span] = []
        at = 0
        for low, high in self.pieces:
            stop = at + high - low
            if start < stop and end > at:
                found.append((low + max(0, start - at), high - max(0, stop - end)))
            at = stop
        return found

    def part(self, start: int, end: int) -> Block:
        """Return the block that ``text[start:end]`` makes."""
        text = self.text[start:end]
        return Block(self.lines, self.spans(start, end), text, "".join(text.split()), self.full)

    def raw(self, source: str, start: int = 0, end: int | None = None) -> str:
        """Return ``text[start:end]`` as printed in the source, white space left out."""
        stop = len(self.text) if end is None else end
        return "".join("".join(source[low:high].split()) for low, high in self.spans(start, stop))


@cache
def _final_marks() -> tuple[frozenset[str], str]:
    return frozenset(words("layout", "final")), "".join(words("layout", "closers"))


def ends_sentence(dense: str) -> bool:
    """Tell whether a text ends with punctuation that closes a sentence, perhaps inside quotes or brackets."""
    final, closers = _final_marks()
    return dense.rstrip(closers)[-1:] in final


def is_enumerated(dense: str) -> bool:
    """Tell whether a text begins as one of a counted series: 一是, 二、, （三）, 4., 首先."""
    return pattern("layout", "enumerator").match(dense) is not None


def columns_of(text: str) -> int:
    """Return how many columns a text takes, a Chinese character taking two."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2  # three bytes, two columns; one byte, one column


def split_lines(folded: str, pages: tuple[int, ...]) -> tuple[list[Line], list[Span]]:
    """Return the lines that say something, and the ranges of those that are residue as a whole."""
    lines: list[Line] = []
    residue: list[Span] = []
    page_starts = iter(pages[1:])
    next_page = next(page_starts, -1)
    rule, page_number = pattern("layout", "rule"), pattern("layout", "page_number")
    position = gap = 0
    new_page = False
    for raw in folded.split("\n"):
        start = position
        position += len(raw) + 1
        text = raw.strip()
        at = start + (raw.index(text[0]) if text else len(raw))
        while 0 <= next_page < position:
            # a page that begins inside a line begins no line: its reader has joined what the page had cut
            new_page, next_page = new_page or next_page <= at, next(page_starts, -1)
        if not text:
            gap += 1
            continue
        start = at
        end = start + len(text)
        if _RESIDUE_HINT.match(text) or text[0] in "第Pp〔[（":
            dense = "".join(text.split())
            if rule.fullmatch(dense) or (len(dense) <= 12 and page_number.fullmatch(dense)):
                residue.append((start, end))
                new_page = new_page or not rule.fullmatch(dense)
                continue
        line = _line(text, start, end, gap)
        if line is None:
            residue.append((start, end))
            continue
        line.indent = columns_of(raw[: len(raw) - len(raw.lstrip())])
        line.width = line.indent + columns_of(text)
        line.new_page = new_page
        lines.append(line)
        gap, new_page = 0, False
    return lines, residue


def _line(text: str, start: int, end: int, gap: int) -> Line | None:
    """Take the residue out of a line; None where nothing is left."""
    marks = _markers()
    if text[0] not in marks and text[0] not in "-+*>#_`!" and "**" not in text and "__" not in text and "`" not in text:
        return Line(start, end, [(start, end)], text, "".join(text.split()), 0, 0, gap)
    cuts: list[Span] = []
    at = 0
    bold = heading = False
    marker = ""
    while at < len(text):
        lead = pattern("layout", "leading").match(text, at)
        emphasis = pattern("layout", "emphasis").match(text, at)
        if text[at] in marks and not marker:
            marker, stop = text[at], at + 1
        elif emphasis:
            bold, stop = True, emphasis.end()
        elif lead:
            heading, stop = heading or "#" in lead[0], lead.end()
        else:
            break
        cuts.append((at, stop))
        at = stop
        while at < len(text) and text[at].isspace():
            at += 1
    for key in ("emphasis", "image"):
        cuts += [match.span() for match in pattern("layout", key).finditer(text, at)]
    cuts.sort()
    pieces: list[Span] = []
    splits: list[int] = []
    length = 0
    previous = 0
    for low, high in [*cuts, (len(text), len(text))]:
        low_trim, high_trim = _trim(text, previous, low)
        if low_trim < high_trim:
            if pieces:
                splits.append(length)
            pieces.append((start + low_trim, start + high_trim))
            length += high_trim - low_trim
        previous = max(previous, high)
    if not pieces:
        return None
    said = "".join(text[low - start : high - start] for low, high in pieces)
    residue = [(start + low, start + high) for low, high in cuts if low < high]
    return Line(
        start, end, pieces, said, "".join(said.split()), 0, 0, gap, False, bold, heading, marker, residue, splits
    )


@cache
def _markers() -> frozenset[str]:
    return frozenset(words("layout", "markers"))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a text whose lines are cut at a fixed width is set."""

    width: int
    indented: bool


SHORTEST_WRAP = 36
"""Columns below which a cut line tells nothing."""
LONGEST_BRACKET = 50
"""Characters in brackets that a line break may cut."""
INDENT = 2
"""Columns of white space that begin a paragraph."""
TOLERANCE = 6
"""Columns by which a full line may fall short of the widest."""


def find_wrap(lines: list[Line]) -> Wrap | None:
    """Tell whether lines are cut at a fixed width: lines that end in mid-sentence are then of one width."""
    open_widths: Counter[int] = Counter()
    for line, following in pairwise(lines):
        if following.gap == 0 and line.width >= SHORTEST_WRAP and not ends_sentence(line.dense):
            open_widths[line.width] += 1
    total = open_widths.total()
    if total < 4:
        return None
    width = max(open_widths, key=lambda w: (sum(open_widths[w - d] for d in range(TOLERANCE + 1)), w))
    while any(open_widths[width + d] >= max(2, total // 20) for d in (1, 2)):
        width += 1 if open_widths[width + 1] >= max(2, total // 20) else 2
    near = sum(open_widths[width - d] for d in range(-2, TOLERANCE + 1))
    if near < 0.6 * total:
        return None
    if sum(line.width > width + TOLERANCE for line in lines) > max(1, len(lines) // 20):
        return None
    inner = [line for line in lines if line.gap == 0 and line.width >= width - TOLERANCE]
    indented = sum(line.indent >= INDENT for line in lines if ends_sentence(line.dense) or len(line.dense) > 15)
    flush = sum(line.indent == 0 for line in inner)
    return Wrap(width, indented >= 2 and flush >= indented)


def make_blocks(lines: list[Line], wrap: Wrap | None) -> list[Block]:
    """Join the lines that a fixed width has cut, and brackets that any break has cut."""
    blocks: list[Block] = []
    for line in lines:
        if blocks and (
            _closes_bracket(blocks[-1], line) or (wrap is not None and _flows_on(blocks[-1].lines[-1], line, wrap))
        ):
            block = blocks[-1]
            block.lines.append(line)
            block.pieces += line.pieces
            block.text += line.text
            block.dense += line.dense
        else:
            blocks.append(Block([line], list(line.pieces), line.text, line.dense))
        blocks[-1].full = wrap is not None and line.width >= wrap.width - TOLERANCE
    return blocks


def _closes_bracket(block: Block, following: Line) -> bool:
    """Tell whether a line ends the bracket, most often a byline, that the block before it leaves open."""
    opened = block.text.rfind("（", max(0, len(block.text) - LONGEST_BRACKET))
    if opened < 0 or "）" in block.text[opened:] or len(following.text) > LONGEST_BRACKET:
        return False
    return following.text.rstrip("。").endswith("）") and "（" not in following.text


def _flows_on(line: Line, following: Line, wrap: Wrap) -> bool:
    """Tell whether `following` continues the paragraph of `line`."""
    if pattern("layout", "label").match(following.dense):
        return False
    if following.gap or following.marker or following.heading or following.bold or following.new_page:
        return False
    if line.width < wrap.width - TOLERANCE:
        return False
    if following.indent >= max(line.indent, 0) + INDENT:
        return False
    if wrap.indented:
        return following.indent < INDENT
    if ends_sentence(line.dense):
        return False
    return not (is_enumerated(following.dense) or following.dense[0] in "（【")
