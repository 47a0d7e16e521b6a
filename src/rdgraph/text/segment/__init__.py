"""Source → document: which stretch of a source is masthead, contents, article, byline, colophon.

A pure function of the source. Each step is a module: lines, masthead, contents, colophon, outline (what each block of
the body is), assemble (articles with the way back to the source).
"""

from __future__ import annotations

from dataclasses import replace

from rdgraph.model.document import Document, Issue, SegmentKind, Source, TocEntry
from rdgraph.text.normalize import fold
from rdgraph.text.segment import colophon, columns, contents, masthead, running
from rdgraph.text.segment.assemble import Assembler
from rdgraph.text.segment.findings import examine
from rdgraph.text.segment.lines import Block, find_wrap, make_blocks, split_lines
from rdgraph.text.segment.outline import Part, outline
from rdgraph.text.segment.painting import Painting

__all__ = ["segment"]


def segment(source: Source) -> Document:
    """Return what `source` says, segmented. Nothing is lost: the segments partition its text."""
    folded = fold(source.text)
    painting = Painting()
    lines, residue = split_lines(folded, source.pages)
    lines, heads = running.without_repeated(lines)
    for start, end in residue + heads:
        painting.paint(SegmentKind.RESIDUE, start, end)
    for line in lines:
        for start, end in line.residue:
            painting.paint(SegmentKind.RESIDUE, start, end)
    blocks = make_blocks(lines, None)

    toc = contents.find(blocks, source.text)
    head = masthead.read(blocks, source.text, toc.start if toc else None, painting)
    first = toc.end if toc else head.end
    body, heads = running.without_title(lines[first:], head.title)
    for start, end in heads:
        painting.paint(SegmentKind.RESIDUE, start, end)
    blocks[first:] = make_blocks(body, find_wrap(body))
    foot = colophon.read(blocks, colophon.find(blocks, first), source.text, painting)
    is_issue = head.certain or toc is not None or bool(foot.recipients)
    if toc is not None:
        _paint_contents(toc, blocks[toc.start : toc.end], painting)
    sections = frozenset(toc.sections) if toc else frozenset()
    parts = outline(blocks[first : foot.start], source.text, toc, sections, not is_issue)
    printed = _printed(parts, toc)
    drafted = Assembler(source.text, toc, painting).articles(parts)
    articles = tuple(replace(a, section=printed.get(a.section, a.section)) if a.section else a for a in drafted)
    issue = None
    if is_issue:
        issue = Issue(
            title=head.title,
            series=head.series,
            number=head.number,
            year=head.year,
            total_number=head.total_number,
            compiler=head.compiler or foot.compiler,
            date=head.date or foot.date,
            toc=tuple(TocEntry(printed.get(e.section or "", e.section), e.text) for e in toc.entries) if toc else (),
            recipients=tuple(recipient.rstrip("、") for recipient in foot.recipients),
            editors=colophon.editors(foot.people) or colophon.editors(head.people),
            phone=foot.phone,
        )
    segments = painting.partition(folded)
    return Document(source, issue, articles, segments, examine(source, issue, articles, toc, foot.start < len(blocks)))


def _printed(parts: list[Part], toc: contents.Contents | None) -> dict[str, str]:
    """Return columns by name with the number they are printed with: on the contents page, or else in the body."""
    found = dict(toc.sections) if toc else {}
    for part in parts:
        if part.column is not None:
            found.setdefault(part.column, columns.as_printed(part.column, part.block.text))
    return found


def _paint_contents(toc: contents.Contents, blocks: list[Block], painting: Painting) -> None:
    for index, block in enumerate(blocks):
        kind = SegmentKind.TOC_HEADING if toc.heading and not index else SegmentKind.TOC_ENTRY
        for start, end in block.pieces:
            painting.paint(kind, start, end)
