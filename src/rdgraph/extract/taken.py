"""Which characters of a text are taken, and by whom: the one test of overlap, whatever the length of the text."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Taken(Generic[T]):
    """The owners of the positions of a text."""

    def __init__(self, length: int) -> None:
        self._mask = bytearray(length)
        self._owners: dict[int, T] = {}

    def add(self, start: int, end: int, owner: T) -> None:
        """Give ``[start, end)`` to an owner."""
        self._mask[start:end] = b"\1" * (end - start)
        self._owners.update(dict.fromkeys(range(start, end), owner))

    def rival(self, start: int, end: int) -> T | None:
        """Return the owner of the first position of ``[start, end)`` that is taken, or None where none is."""
        at = self._mask.find(1, start, end)
        return None if at < 0 else self._owners[at]
