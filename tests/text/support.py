"""What the tests of this package share."""

from __future__ import annotations

from pathlib import Path

from rdgraph.model.document import Document, Source
from rdgraph.text import segment
from rdgraph.text.normalize import fold
from rdgraph.text.segment.lines import Block, make_blocks, split_lines

FIXTURES = Path(__file__).parent / "fixtures"


def source_of(text: str) -> Source:
    """Wrap a text as a reader would."""
    breaks = [i + 1 for i, char in enumerate(text) if char == "\f"]
    return Source("test.txt", "0" * 64, text, pages=(0, *breaks) if breaks else ())


def blocks_of(text: str) -> list[Block]:
    """Cut a text into blocks, without looking for a fixed width."""
    return make_blocks(split_lines(fold(text), ())[0], None)


def check(document: Document) -> None:
    """Assert what holds for every document, whatever its source."""
    text = document.source.text
    at = 0
    for piece in document.segments:
        assert piece.start == at < piece.end
        at = piece.end
    assert at == len(text)
    for position, article in enumerate(document.articles, 1):
        assert article.position == position
        for offset, char in enumerate(article.text):
            origin = article.offsets.to_source(offset)
            assert (char == "\n") if origin is None else (text[origin] == char)
        assert 0 <= article.body[0] <= article.body[1] <= len(article.text)
        byline = article.byline
        if byline is not None:
            assert 0 <= byline.start <= byline.end <= len(article.text)
            assert (byline.unit or "") == "".join(article.text[byline.unit_start : byline.unit_end].split())
            for author in byline.authors:
                assert "".join(article.text[author.start : author.end].split()) == author.name
    assert segment(document.source) == document
