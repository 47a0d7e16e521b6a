"""Which page each stretch of an article's text stands on."""

from __future__ import annotations

from bisect import bisect_right

from rdgraph.model.document import Article, Source


def pages_of(article: Article, source: Source) -> tuple[tuple[int, int, int], ...]:
    """Return ``(start, end, page)`` for every stretch of the text on one page; nothing where pages are unknown."""
    if not source.pages:
        return ()
    begins: list[tuple[int, int]] = []
    for text_start, source_start, length in article.offsets.runs:
        at = source_start
        while at < source_start + length:
            page = bisect_right(source.pages, at)
            if not begins or begins[-1][1] != page:
                begins.append((text_start + at - source_start, page))
            at = source.pages[page] if page < len(source.pages) else source_start + length
    ends = [start for start, _ in begins[1:]] + [len(article.text)]
    return tuple((start, end, page) for (start, page), end in zip(begins, ends, strict=True))
