"""What is missing or odd in a segmented source."""

from __future__ import annotations

from collections.abc import Iterator

from rdgraph.model.document import Article, Finding, Issue, Source
from rdgraph.text.segment.contents import Contents
from rdgraph.text.segment.lines import ends_sentence
from rdgraph.text.tables import pattern


def examine(
    source: Source, issue: Issue | None, articles: tuple[Article, ...], toc: Contents | None, footed: bool
) -> tuple[Finding, ...]:
    """Return the findings of a document, those on the whole first."""
    return (*_on_source(source, articles), *_on_issue(issue, articles, toc, footed), *_on_articles(issue, articles))


def _finding(code: str, **values: object) -> Finding:
    return Finding(code, tuple((name, str(value)) for name, value in values.items()))


def _on_source(source: Source, articles: tuple[Article, ...]) -> Iterator[Finding]:
    yield from source.notes
    damaged = source.text.count("\ufffd")
    if damaged:
        yield _finding("source.damaged", count=damaged)
    if not articles:
        yield _finding("document.no-article")
    if pattern("body", "congress").search(source.text) is None:
        yield _finding("document.not-congress")


def _on_issue(
    issue: Issue | None, articles: tuple[Article, ...], toc: Contents | None, footed: bool
) -> Iterator[Finding]:
    if issue is None:
        return
    if not issue.title:
        yield _finding("masthead.no-title")
    if issue.number is None and issue.total_number is None:
        yield _finding("masthead.no-number")
    if issue.date is None:
        yield _finding("masthead.no-date")
    if issue.compiler is None:
        yield _finding("masthead.no-compiler")
    if toc is None:
        yield _finding("toc.missing")
    else:
        listed = [entry.text for entry in toc.entries if not entry.count]
        titled = [article for article in articles if article.title is not None]
        if len(listed) != len(titled):
            yield _finding("toc.count-differs", listed=len(listed), found=len(titled))
        met = {article.toc_title for article in articles}
        for title in listed:
            if title not in met:
                yield _finding("toc.entry-unmatched", title=title)
        for article in titled:
            if article.toc_title is None:
                yield _finding("article.not-in-toc", position=article.position, title=article.title)
    if not footed:
        yield _finding("colophon.missing")


def _on_articles(issue: Issue | None, articles: tuple[Article, ...]) -> Iterator[Finding]:
    for article in articles:
        if article.kind == "article" and article.title is None:
            yield _finding("article.no-title", position=article.position)
        if article.byline is None and issue is not None:
            yield _finding("article.no-byline", position=article.position)
        start, end = article.body
        body = article.text[start:end]
        if not body.strip():
            yield _finding("article.no-body", position=article.position)
        elif not ends_sentence("".join(body[-20:].split())):
            yield _finding("article.cut", position=article.position)
