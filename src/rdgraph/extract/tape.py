"""Tapes: a text in which every chosen mention is one character, so that patterns can speak of mentions.

This is the cascade of finite-state information extraction (Hobbs et al., FASTUS, 1997): the patterns of each stage
read what the stage before has recognised as single symbols.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex

_SENTENCE = regex.compile(r"[^。！？；\n]+[。！？；]?[”’）]*|\n")
LONGEST = 600
"""Characters of the longest sentence. Text without a full stop is cut behind a comma, or anywhere, so that the time of
a pattern, which may grow with the square of a sentence, grows with the text and no faster."""


@dataclass(frozen=True, slots=True)
class Tape:
    """`text` with mentions as single characters; offsets lead back to the underlying text (code points, half-open).

    `slots` gives, for the position of each such character, the number its mention was put in under.
    """

    text: str
    underlying: str
    slots: dict[int, int]
    sentences: tuple[tuple[int, int], ...]
    _tape_starts: list[int] = field(repr=False)
    _under_starts: list[int] = field(repr=False)

    def below(self, start: int, end: int) -> tuple[int, int]:
        """Return the underlying span of a non-empty tape span."""
        return self._low(start), self._high(end - 1)

    def _low(self, position: int) -> int:
        i = bisect_right(self._tape_starts, position) - 1
        return self._under_starts[i] + (position - self._tape_starts[i])

    def _high(self, position: int) -> int:
        i = bisect_right(self._tape_starts, position) - 1
        if position in self.slots:
            return self._under_starts[i + 1]
        return self._under_starts[i] + (position - self._tape_starts[i]) + 1

    def surface(self, start: int, end: int) -> str:
        """Return the underlying text of a tape span."""
        if start == end:
            return ""
        low, high = self.below(start, end)
        return self.underlying[low:high]

    def slots_in(self, start: int, end: int) -> list[int]:
        """Return the numbers of the mentions inside a tape span, in order."""
        return [self.slots[p] for p in range(start, end) if p in self.slots]


def make_tape(underlying: str, mentions: Iterable[tuple[int, int, str, int]]) -> Tape:
    """Replace ``(start, end, character, number)`` spans, sorted and disjoint, by their characters."""
    pieces: list[str] = []
    tape_starts, under_starts, slots = [0], [0], {}
    at = length = 0
    for start, end, character, number in mentions:
        if start > at:
            pieces.append(underlying[at:start])
            length += start - at
        if tape_starts[-1] != length:
            tape_starts.append(length)
            under_starts.append(start)
        pieces.append(character)
        slots[length] = number
        length += 1
        tape_starts.append(length)
        under_starts.append(end)
        at = end
    pieces.append(underlying[at:])
    text = "".join(pieces)
    return Tape(text, underlying, slots, tuple(_sentences(text)), tape_starts, under_starts)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            cut = text.rfind("，", start, start + LONGEST) + 1 or start + LONGEST
            yield start, cut
            start = cut
        yield start, end
