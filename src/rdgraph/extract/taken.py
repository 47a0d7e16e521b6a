"""Which characters of a text are taken already: the one test of overlap, in time that does not grow with the text."""

from __future__ import annotations


class Taken:
    """A set of the positions of a text."""

    def __init__(self, length: int) -> None:
        self._mask = bytearray(length)

    def add(self, start: int, end: int) -> None:
        """Take ``[start, end)``."""
        self._mask[start:end] = b"\1" * (end - start)

    def overlaps(self, start: int, end: int) -> bool:
        """Is any position of ``[start, end)`` taken?"""
        return self._mask.find(1, start, end) >= 0
