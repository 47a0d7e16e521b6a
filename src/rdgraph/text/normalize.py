"""Forms of a text for matching that lead back to it: a fold of equal length, and a text without white space.

The fold replaces characters one by one, so an offset into the folded text is an offset into the text:

- digits and Latin letters become ASCII;
- punctuation takes its Chinese, full-width form (``, : ; ! ? ( )`` become ``，：；！？（）``), also between digits:
  ``1,200`` folds to ``1，200``, while ``.`` stays the decimal point;
- dashes become ``—``, hyphens and minus signs ``-``, middle dots ``·``;
- corner and presentation quotes become ``“ ” ‘ ’``; a straight ``"`` opens or closes by its turn within the line;
- radical code points become the ideographs they stand for;
- every kind of space but the line break becomes a plain space.

The table is data: ``data/widths.yaml`` and ``data/radicals.yaml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from rdgraph.text.tables import table, words

_SOLID = re.compile(r"\S+")
_SOLID_OR_BREAK = re.compile(r"\S+|\n")
_STRAIGHT = re.compile(r'"')


@cache
def _radicals() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in words("radicals", "pairs")}


@cache
def _folds() -> dict[int, str]:
    folds: dict[int, str] = {}
    for row in table("widths")["pairs"]:
        target, _, sources = row.partition(" ")
        folds.update(dict.fromkeys(map(ord, sources), target))
    folds.update({0xFEE0 + code: chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum()})
    folds.update(dict.fromkeys(map(ord, table("widths")["blanks"]), " "))
    folds.update(dict.fromkeys((code for code in range(0x20) if chr(code) != "\n"), " "))
    folds.update(_radicals())
    return folds


def replace_radicals(text: str) -> str:
    """Return `text` with ideographs for the radical code points that PDF readers emit; the length stays."""
    return text.translate(_radicals())


def fold(text: str) -> str:
    """Return `text` in one width, one form of dash, dot, quote and space; the length stays."""
    folded = text.translate(_folds())
    return "\n".join(map(_turn_quotes, folded.split("\n"))) if '"' in folded else folded


def _turn_quotes(line: str) -> str:
    """Let straight quotes of a line open and close by turns."""
    if '"' not in line:
        return line
    turns = iter("“”" * (line.count('"') // 2 + 1))
    return _STRAIGHT.sub(lambda _: next(turns), line)


class DenseText:
    """A text without white space, folded, and the way back to the offsets of the text.

    Converters put spaces and line breaks into words; matchers therefore work on `dense` and translate what they
    find with `span`.
    """

    __slots__ = ("_dense_starts", "_text_starts", "dense", "text")

    def __init__(self, text: str, folded: str | None = None, *, keep_breaks: bool = False) -> None:
        self.text = text
        folded = fold(text) if folded is None else folded
        self._text_starts: list[int] = []
        self._dense_starts: list[int] = []
        pieces: list[str] = []
        length = 0
        for match in (_SOLID_OR_BREAK if keep_breaks else _SOLID).finditer(folded):
            piece = match[0]
            self._text_starts.append(match.start())
            self._dense_starts.append(length)
            pieces.append(piece)
            length += len(piece)
        self.dense = "".join(pieces)

    def __len__(self) -> int:
        return len(self.dense)

    def to_text(self, offset: int) -> int:
        """Return the text offset of the character at a dense offset."""
        if not 0 <= offset < len(self.dense):
            raise IndexError(offset)
        run = bisect_right(self._dense_starts, offset) - 1
        return self._text_starts[run] + offset - self._dense_starts[run]

    def to_dense(self, offset: int) -> int:
        """Return the dense offset of the first kept character at or after a text offset."""
        run = bisect_right(self._text_starts, offset) - 1
        if run < 0:
            return 0
        end = self._dense_starts[run + 1] if run + 1 < len(self._dense_starts) else len(self.dense)
        return min(self._dense_starts[run] + offset - self._text_starts[run], end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the text range of a dense range; an empty range stays empty."""
        if start >= end:
            at = self.to_text(start) if start < len(self.dense) else len(self.text)
            return at, at
        return self.to_text(start), self.to_text(end - 1) + 1
