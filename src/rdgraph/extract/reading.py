"""One article as the rules read it: dense text, zones, and the areas that names in it are resolved against."""

from __future__ import annotations

from dataclasses import dataclass

from rdgraph.model.document import Article
from rdgraph.model.found import Span
from rdgraph.rules.divisions import Division
from rdgraph.text.normalize import DenseText


@dataclass(frozen=True, slots=True)
class Reading:
    """`home` is the newsletter's own area, `area` the one the article is about; None where nobody can tell."""

    article: Article
    dense: DenseText
    headline_end: int
    lead_end: int
    body_end: int
    home: Division | None
    year: int | None
    area: Division | None = None

    @property
    def text(self) -> str:
        """The dense text that patterns are matched against."""
        return self.dense.dense

    def span(self, start: int, end: int) -> Span:
        """Lead a dense span back to the article's text."""
        return Span(*self.dense.span(start, end))

    def surface(self, start: int, end: int) -> str:
        """Return the characters of a dense span as the article prints them."""
        low, high = self.dense.span(start, end)
        return self.article.text[low:high]

    def zone(self, start: int) -> str:
        """Return ``headline``, ``lead`` (first paragraph of the body), ``body`` or ``byline``."""
        if start < self.headline_end:
            return "headline"
        if start >= self.body_end:
            return "byline"
        return "lead" if start < self.lead_end else "body"


def read_article(article: Article, home: Division | None, year: int | None) -> Reading:
    """Prepare an article for the rules."""
    dense = DenseText(article.text, keep_breaks=True)
    begin, end = dense.to_dense(article.body[0]), dense.to_dense(article.body[1])
    lead_end = dense.dense.find("\n", begin)
    return Reading(article, dense, begin, lead_end if 0 <= lead_end < end else end, end, home, year)
