"""What every reader returns, and the limits that every reader keeps."""

from __future__ import annotations

from dataclasses import dataclass

from rdgraph.model.document import Finding

MOST_BYTES = 256 << 20
"""Bytes of one file, unpacked, from which it is refused unread."""
MOST_CHARACTERS = 8_000_000
"""Characters of one file: some 1,500 newsletters."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gets out of a file.

    `text` has one paragraph a line; `pages` are the offsets at which pages begin, where the format knows pages;
    `notes` is what the report should say of the reading.
    """

    text: str
    pages: tuple[int, ...] = ()
    notes: tuple[Finding, ...] = ()
