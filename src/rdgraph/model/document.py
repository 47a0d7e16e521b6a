"""What reading and segmenting a source yields: source, segments, issue, articles.

All offsets are code points, half-open. *Source offsets* count in `Source.text`; *text offsets* count in
`Article.text`, the string that the graph publishes as ``nif:isString``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Source:
    r"""A file after decoding.

    `text` has ``\n`` line ends and no byte-order mark; `sha256` is of the file's bytes; `pages` holds the
    offset in `text` at which each page begins, and is empty where the reader knows of no pages; `notes` is what the
    reader has to say to the report.
    """

    name: str
    sha256: str
    text: str
    media_type: str = "text/plain"
    pages: tuple[int, ...] = ()
    notes: tuple[Finding, ...] = ()


class SegmentKind(StrEnum):
    """What a stretch of the source is."""

    BLANK = "blank"
    RESIDUE = "residue"
    """Converter residue: ``**``, ``- ``, page numbers, running heads."""
    TITLE = "title"
    SERIES = "series"
    NUMBER = "number"
    COMPILER = "compiler"
    DATE = "date"
    TOC_HEADING = "toc-heading"
    TOC_ENTRY = "toc-entry"
    COLUMN = "column"
    HEADLINE = "headline"
    DATELINE = "dateline"
    """Source and publication line of a loose article (来源：… 发布时间：…)."""
    PARAGRAPH = "paragraph"
    BYLINE = "byline"
    RECIPIENT = "recipient"
    COLOPHON = "colophon"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch ``[start, end)`` of the source. The segments of a document partition its source."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Leads text offsets back to source offsets.

    `runs` is a sorted tuple of ``(text_start, source_start, length)``; within a run the characters are the same
    in both. Text characters outside every run (a line break put between paragraphs) stand for no source character.
    """

    runs: tuple[tuple[int, int, int], ...]

    def to_source(self, offset: int) -> int | None:
        """Return the source offset of the character at a text offset, or None where it has none."""
        i = bisect_right(self.runs, (offset, float("inf"), 0)) - 1
        if i < 0:
            return None
        text_start, source_start, length = self.runs[i]
        delta = offset - text_start
        return source_start + delta if delta < length else None


@dataclass(frozen=True, slots=True)
class Author:
    """A person who signs: `name` without inner spaces; ``[start, end)`` in the article's text as printed."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Byline:
    """Who signs an article. `unit` is as printed (inner converter spaces kept out), None where only people sign.

    ``[start, end)`` covers the byline in the article's text; ``[unit_start, unit_end)`` the unit, empty if none.
    """

    unit: str | None
    authors: tuple[Author, ...]
    start: int
    end: int
    unit_start: int
    unit_end: int


@dataclass(frozen=True, slots=True)
class Article:
    r"""One article or brief of an issue, or a loose one.

    `text` is headline, body paragraphs and closing byline, joined by ``\n``; paragraphs that a page or line break
    had cut in two are whole again; widths and inner spaces stay as printed. `body` is the half-open text range
    between headline and closing byline. `kind` is ``article`` or ``brief``; `title` is None on briefs.
    `date`, `source_line` and `origin` (who published it first) come from a loose article's own dateline, never from
    elsewhere.
    """

    position: int
    kind: str
    section: str | None
    title: str | None
    toc_title: str | None
    text: str
    offsets: OffsetMap
    body: tuple[int, int]
    byline: Byline | None
    date: dt.date | None = None
    source_line: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One line of the contents page, as printed, without leader and page number."""

    section: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Masthead, contents page and colophon of one number of a newsletter.

    `number` counts within the year or series, `total_number` from the beginning; each None where not printed.
    `editors`, `compiler`, `recipients` and `phone` are as printed, spaces inside names dropped.
    """

    title: str
    series: str | None
    number: int | None
    year: int | None
    total_number: int | None
    compiler: str | None
    date: dt.date | None
    toc: tuple[TocEntry, ...]
    recipients: tuple[str, ...]
    editors: tuple[str, ...]
    phone: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing or odd in a source, for the report: a code of the message catalogue and its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source, segmented: `issue` is None for loose articles."""

    source: Source
    issue: Issue | None
    articles: tuple[Article, ...]
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...] = ()
