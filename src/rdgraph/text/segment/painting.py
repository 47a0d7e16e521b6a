"""Which stretch of the source is what: painted piece by piece, then turned into a partition."""

from __future__ import annotations

import re

from rdgraph.model.document import Segment, SegmentKind

_BLANKS = re.compile(r"\s+")


class Painting:
    """Collects stretches; of two that claim a character the one that begins first has it."""

    def __init__(self) -> None:
        self._stretches: list[tuple[int, int, SegmentKind]] = []

    def paint(self, kind: SegmentKind, start: int, end: int) -> None:
        """Say what ``[start, end)`` is."""
        if start < end:
            self._stretches.append((start, end, kind))

    def partition(self, folded: str) -> tuple[Segment, ...]:
        """Return segments that cover the text without gap or overlap: what nobody claimed is blank or unknown."""
        segments: list[Segment] = []
        at = 0
        for start, end, kind in sorted(self._stretches, key=lambda stretch: stretch[:2]):
            if end <= at:
                continue
            if start > at:
                _fill(segments, folded, at, start)
            segments.append(Segment(kind, max(start, at), end))
            at = end
        _fill(segments, folded, at, len(folded))
        return tuple(segments)


def _fill(segments: list[Segment], folded: str, start: int, end: int) -> None:
    if start >= end:
        return
    blank = _BLANKS.match(folded, start, end)
    if blank is not None and blank.end() == end:
        segments.append(Segment(SegmentKind.BLANK, start, end))
        return
    low, high = start, end
    while low < high and folded[low].isspace():
        low += 1
    while high > low and folded[high - 1].isspace():
        high -= 1
    if start < low:
        segments.append(Segment(SegmentKind.BLANK, start, low))
    segments.append(Segment(SegmentKind.UNKNOWN, low, high))
    if high < end:
        segments.append(Segment(SegmentKind.BLANK, high, end))
