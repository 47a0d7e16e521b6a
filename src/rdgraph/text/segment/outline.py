"""What each block of the body is: column, headline, byline, paragraph. The contents page leads where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from rdgraph.text.segment import bylines, colophon, columns
from rdgraph.text.segment.bylines import Signature
from rdgraph.text.segment.contents import Contents
from rdgraph.text.segment.entries import Entry
from rdgraph.text.segment.likeness import key, likeness, pairs
from rdgraph.text.segment.lines import Block, ends_sentence, is_enumerated
from rdgraph.text.tables import pattern

LONGEST_HEADLINE = 50
"""Characters of one line of a headline."""
MOST_CLAUSES = 3
"""Commas in one line of a headline."""
SHORTEST_HEADLINE = 4
MOST_LINES = 3
"""Lines that one headline takes."""
ALIKE = 0.5
"""Likeness from which a line is the headline that the contents page lists, wherever it stands."""
CONTAINED = 0.75
"""Likeness of a line and an entry of which one says all that the other says."""
ALIKE_OPENING = 0.3
"""The same, where an article must begin."""
GLUED = 0.2
"""What a line loses in likeness that stands close behind another short line."""
SAME = 0.9
"""Likeness from which a headline lacks nothing of its entry."""
LONGEST_TITLE = 60
"""Characters of a headline of several lines."""
MOST_COMPARISONS = 200_000
_BYLINE_MARKS = frozenset("□■○◎")


class Role(Enum):
    """What a block is."""

    COLUMN = auto()
    HEADLINE = auto()
    HEADLINE_MORE = auto()
    """A further line of the headline before it, or its subtitle."""
    OPENING = auto()
    """A byline between headline and body."""
    DATELINE = auto()
    PROSE = auto()
    SUBHEAD = auto()
    """A heading inside an article."""
    CLOSING = auto()
    """A byline behind the body."""
    NOTE = auto()
    """Editors named in the middle of an issue."""
    SHORT = auto()
    """Not decided yet: a short line without final punctuation."""


@dataclass(slots=True)
class Part:
    """A block and its role."""

    block: Block
    role: Role
    column: str | None = None
    signature: Signature | None = None
    entry: int | None = None
    """The entry of the contents page that a headline answers to."""


def outline(
    blocks: list[Block], source: str, contents: Contents | None, sections: frozenset[str], loose: bool
) -> list[Part]:
    """Give every block of the body its role."""
    entries = contents.entries if contents else []
    listed = [entry.key for entry in entries if not entry.count]
    parts = [
        _first_guess(part, source, sections)
        for block in blocks
        for part in columns.split(_unnumbered(block, listed), sections)
    ]
    _match_entries(parts, entries)
    _decide(parts, entries, loose)
    return parts


def _unnumbered(block: Block, listed: list[str]) -> Block:
    """Take its number off a headline that the contents page lists: 2. 甲区开展视察."""
    if block.size > LONGEST_HEADLINE or not is_enumerated(block.dense) or ends_sentence(block.dense):
        return block
    number = pattern("contents", "number").match(block.text)
    said = key(block.text[number.end() :]) if number else ""
    if number is None or len(said) < SHORTEST_HEADLINE:
        return block
    if any(one.startswith(said) or likeness(pairs(said), pairs(one)) > SAME for one in listed):
        return block.part(number.end(), len(block.text))
    return block


def _first_guess(block: Block, source: str, sections: frozenset[str]) -> Part:
    size = block.size
    if size <= bylines.LONGEST:
        if size <= 20:
            column = columns.heading(block, block.raw(source), sections)
            if column is not None:
                return Part(block, Role.COLUMN, column)
        if colophon.is_note(block) and not _holds_dateline(block.text) and bylines.closing(block.text) is None:
            return Part(block, Role.NOTE)
        signature = bylines.closing(block.text)
        if signature is not None and (
            (signature.certain and _is_enclosed(block)) or _is_marked_byline(block, signature)
        ):
            return Part(block, Role.CLOSING, signature=signature)
        if _is_short(block):
            return Part(block, Role.SHORT, signature=signature)
        if signature is not None and signature.certain:
            return Part(block, Role.CLOSING, signature=signature)
    return Part(block, Role.PROSE)


def _is_marked_byline(block: Block, signature: Signature) -> bool:
    """Tell whether a box stands before names and nothing else, as journals print them: □ 王芳 李明."""
    return block.first.marker in _BYLINE_MARKS and bool(signature.names) and signature.unit is None


def _is_enclosed(block: Block) -> bool:
    return block.dense[0] in "（【〔" and block.dense[-1] in "）】〕。"


def _is_short(block: Block) -> bool:
    """Tell whether a block may be a line of a headline by its looks."""
    dense = block.dense
    if not SHORTEST_HEADLINE <= len(dense) <= LONGEST_HEADLINE or "。" in dense or is_enumerated(dense):
        return False
    if dense[-1] in "，、；：" or dense.count("，") > MOST_CLAUSES:
        return False
    return not ends_sentence(dense) or (dense.rstrip("”’）")[-1:] in "！？" and len(dense) <= 40)


# ---------------------------------------------------------------- the contents page
def _match_entries(parts: list[Part], entries: list[Entry]) -> None:
    """Find the headline of every entry: first those that say the same, then the likest between two of them."""
    listed = {
        entry.key: number
        for number, entry in reversed(list(enumerate(entries)))
        if len(entry.key) >= 3 and not entry.count
    }
    if not listed:
        return
    found: dict[int, int] = {}
    for index, part in enumerate(parts):
        if part.role is not Role.SHORT:
            continue
        for length in range(MOST_LINES, 0, -1):
            joined = _joined_key(parts, index, length)
            number = listed.get(joined) if joined else None
            if number is not None and number not in found:
                _set_headline(parts, index, length, number)
                found[number] = index
                break
    missing = [number for number in sorted(listed.values()) if number not in found]
    if missing:
        _match_alike(parts, entries, missing, found)


def _joined_key(parts: list[Part], index: int, length: int) -> str:
    """Return the key of some lines that may make one headline, or nothing."""
    lines = parts[index : index + length]
    if len(lines) < length or any(line.role is not Role.SHORT for line in lines):
        return ""
    return "".join(key(line.block.dense) for line in lines)


def _set_headline(parts: list[Part], index: int, length: int, number: int | None) -> None:
    parts[index].role, parts[index].entry = Role.HEADLINE, number
    for part in parts[index + 1 : index + length]:
        part.role = Role.HEADLINE_MORE


def _match_alike(parts: list[Part], entries: list[Entry], missing: list[int], found: dict[int, int]) -> None:
    candidates = [index for index, part in enumerate(parts) if part.role is Role.SHORT and _may_open(parts, index)]
    if len(candidates) * len(missing) > MOST_COMPARISONS:
        candidates = candidates[: MOST_COMPARISONS // len(missing)]
    keys = {
        index: [
            (length, pairs(joined))
            for length in range(1, MOST_LINES + 1)
            if (joined := _joined_key(parts, index, length))
        ]
        for index in candidates
    }
    losses = {index: GLUED if _follows_short(parts, index) else 0.0 for index in candidates}
    scores: list[tuple[float, int, int, int]] = []
    for number in missing:
        wanted = pairs(entries[number].key)
        low = max((at for other, at in found.items() if other < number), default=-1)
        high = min((at for other, at in found.items() if other > number), default=len(parts))
        for index in candidates:
            if not low < index < high:
                continue
            least = ALIKE_OPENING if _must_open(parts, index) else ALIKE
            for length, had in keys[index]:
                alike = likeness(wanted, had)
                if len(had) >= 4 and (had <= wanted or wanted <= had):
                    alike = max(alike, CONTAINED)
                alike -= losses[index]
                if alike >= least:
                    scores.append((alike, -length, number, index))
    taken: set[int] = set()
    for _, length, number, index in sorted(scores, key=lambda s: (-s[0], -s[1], s[2], s[3])):
        low = max((at for other, at in found.items() if other < number), default=-1)
        high = min((at for other, at in found.items() if other > number), default=len(parts))
        if number in found or index in taken or not low < index < high or parts[index].role is not Role.SHORT:
            continue
        found[number] = index
        taken.add(index)
        _set_headline(parts, index, -length, number)


def _follows_short(parts: list[Part], index: int) -> bool:
    """Tell whether a line stands close behind another that is open, as the second line of a headline does."""
    return index > 0 and parts[index - 1].role is Role.SHORT and _is_glued(parts, index)


def _may_open(parts: list[Part], index: int) -> bool:
    """Tell whether an article may begin here: nothing before it is left unfinished."""
    previous = parts[index - 1].block if index and parts[index - 1].role is Role.PROSE else None
    return previous is None or ends_sentence(previous.dense) or bylines.tail(previous.text) is not None


def _must_open(parts: list[Part], index: int) -> bool:
    """Tell whether something has just been closed, so that what follows begins an article."""
    previous = parts[index - 1] if index else None
    if previous is None or previous.role in (Role.COLUMN, Role.CLOSING, Role.NOTE):
        return True
    return previous.role is Role.PROSE and bylines.tail(previous.block.text) is not None


# ---------------------------------------------------------------- layout
def _decide(parts: list[Part], entries: list[Entry], loose: bool) -> None:
    """Decide on every line that is still open, from top to bottom."""
    met = {part.entry for part in parts}
    missing = any(number not in met and not entry.count for number, entry in enumerate(entries))
    counted = any(entry.count for entry in entries)
    column: str | None = None
    begun = False  # an article has its headline
    matched_left = sum(part.entry is not None for part in parts)
    for index, part in enumerate(parts):
        previous = parts[index - 1] if index else None
        following = parts[index + 1] if index + 1 < len(parts) else None
        if part.entry is not None:
            matched_left -= 1
        if part.role is Role.COLUMN:
            column, begun = part.column, False
        elif part.role is Role.HEADLINE:
            begun = True
        elif part.role is Role.CLOSING or (
            part.signature is not None and part.role is Role.SHORT and _signs(part, previous, following)
        ):
            at_top = previous is not None and previous.role in (Role.HEADLINE, Role.HEADLINE_MORE, Role.DATELINE)
            part.role = Role.OPENING if at_top else Role.CLOSING
        elif part.role in (Role.SHORT, Role.PROSE) and _is_dateline(part, previous, index):
            part.role = Role.DATELINE
        elif part.role is Role.SHORT and _heads_column(previous, part, following):
            if _is_glued(parts, index + 1):
                part.role, begun = Role.HEADLINE, True
            else:
                part.role, part.column = Role.COLUMN, columns.plain(part.block.dense)
                column, begun = part.column, False
        elif part.role is Role.SHORT:
            in_briefs = columns.is_brief(column) or (counted and matched_left == 0 and column is None and not missing)
            part.role = _short_role(parts, index, entries, in_briefs, begun, missing, loose)
            begun = begun or part.role is Role.HEADLINE
    for previous_part, part in pairwise(parts):
        if previous_part.role is Role.HEADLINE and part.role is Role.HEADLINE and previous_part.entry is None:
            previous_part.entry, part.entry, part.role = part.entry, None, Role.HEADLINE_MORE


def _heads_column(previous: Part | None, part: Part, following: Part | None) -> bool:
    """Tell whether a few words between a finished text and a headline name a column that no list knows."""
    if following is None or not columns.may_be_name(columns.plain(part.block.dense)):
        return False
    if previous is not None and previous.role in (Role.HEADLINE, Role.HEADLINE_MORE, Role.COLUMN):
        return False
    if previous is not None and previous.role is Role.PROSE and not ends_sentence(previous.block.dense):
        return bylines.tail(previous.block.text) is not None
    return following.role in (Role.SHORT, Role.HEADLINE) or bool(following.block.first.marker)


def _signs(part: Part, previous: Part | None, following: Part | None) -> bool:
    """Tell whether a line that reads like a byline stands where one may stand."""
    signature = part.signature
    if previous is None or signature is None:
        return False
    if previous.role in (Role.HEADLINE, Role.HEADLINE_MORE, Role.DATELINE):
        return following is not None and following.role in (Role.PROSE, Role.SHORT, Role.CLOSING)
    if previous.role is Role.CLOSING:
        return signature.certain or not part.block.first.gap or not _heads_column(previous, part, following)
    if previous.role is Role.PROSE and ends_sentence(previous.block.dense):
        if following is None or following.role is not Role.PROSE or following.block.first.marker:
            return True
        return signature.certain and bool(signature.names or is_enumerated(following.block.dense))
    return False


def _is_dateline(part: Part, previous: Part | None, index: int) -> bool:
    if previous is not None and previous.role not in (Role.HEADLINE, Role.HEADLINE_MORE, Role.DATELINE, Role.OPENING):
        return False
    if part.block.size > 120 or (previous is None and index):
        return False
    text = part.block.text
    return pattern("body", "dateline").match(text) is not None or _holds_dateline(text)


def _holds_dateline(text: str) -> bool:
    return pattern("body", "dateline_inside").search(text) is not None


def is_fragment(block: Block) -> bool:
    """Tell whether a block begins with the rest of a sentence that a page has cut."""
    return not is_enumerated(block.dense) and pattern("body", "fragment").match(block.dense) is not None


def _is_plain(block: Block) -> bool:
    """Tell whether a short line reads as a headline rather than as a sentence that a page has cut."""
    if block.full and block.dense.count("，"):
        return False
    return block.dense.count("，") <= 1 and pattern("body", "sentence").match(block.dense) is None


def _is_glued(parts: list[Part], index: int) -> bool:
    """Tell whether a short line stands right under another, and both apart from what is above and below them."""
    following = parts[index + 1].block if index + 1 < len(parts) else None
    above = parts[index - 1].block if index else None
    if above is None or following is None or parts[index].block.first.gap or not following.first.gap:
        return False
    return bool(above.first.gap) and above.size <= LONGEST_HEADLINE


def _goes_on(parts: list[Part], index: int, entries: list[Entry]) -> bool:
    """Tell whether a short line goes on with the headline before it, or is the beginning of a cut sentence."""
    dense = parts[index].block.dense
    following = parts[index + 1].block if index + 1 < len(parts) else None
    if (
        not _is_plain(parts[index].block)
        or ends_sentence(dense)
        or (following is not None and following.first.new_page)
    ):
        return False
    begin = index
    while parts[begin].role is not Role.HEADLINE:
        begin -= 1
    said = "".join(key(part.block.dense) for part in parts[begin:index])
    number = parts[begin].entry
    is_whole = number is not None and likeness(pairs(said), pairs(entries[number].key)) > SAME
    if is_whole and not _is_glued(parts, index):
        return False
    return sum(part.block.size for part in parts[begin : index + 1]) <= LONGEST_TITLE


def _short_role(
    parts: list[Part], index: int, entries: list[Entry], in_briefs: bool, begun: bool, unlisted_left: bool, loose: bool
) -> Role:
    """Decide what a short line without final punctuation is."""
    part = parts[index]
    previous = parts[index - 1] if index else None
    following = parts[index + 1] if index + 1 < len(parts) else None
    if following is None:
        return Role.PROSE
    under_headline = previous is not None and previous.role in (Role.HEADLINE, Role.HEADLINE_MORE)
    if under_headline and part.block.dense[0] == "—":
        return Role.HEADLINE_MORE
    if under_headline and _is_glued(parts, index) and _goes_on(parts, index, entries):
        return Role.HEADLINE_MORE
    if following.role is Role.PROSE and is_fragment(following.block):
        return Role.PROSE
    if not _may_open(parts, index):
        return Role.PROSE
    if under_headline:
        return Role.HEADLINE_MORE if _goes_on(parts, index, entries) else Role.PROSE
    if not _is_plain(part.block):
        return Role.PROSE
    if in_briefs:
        return Role.SUBHEAD if following.role in (Role.PROSE, Role.SHORT) else Role.PROSE
    leads = following.role in (Role.PROSE, Role.SHORT, Role.HEADLINE, Role.CLOSING, Role.DATELINE)
    if not leads:
        return Role.PROSE
    if previous is None or _must_open(parts, index):
        return Role.HEADLINE
    if loose and begun:
        return Role.SUBHEAD
    decorated = part.block.first.heading or part.block.first.bold
    strong = pattern("body", "strong").match(part.block.dense) is not None and part.block.size >= 8
    if entries:
        return Role.HEADLINE if unlisted_left and strong else Role.SUBHEAD
    if not begun or strong or (decorated and part.block.size >= 10):
        return Role.HEADLINE
    return Role.SUBHEAD
