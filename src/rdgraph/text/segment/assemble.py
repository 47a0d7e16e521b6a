"""Parts → articles: texts with the way back to the source, titles, sections, kinds, bylines."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from rdgraph.model.document import Article, Author, Byline, OffsetMap, SegmentKind
from rdgraph.text.dates import find_date
from rdgraph.text.normalize import fold
from rdgraph.text.segment import bylines, columns
from rdgraph.text.segment.bylines import Signature
from rdgraph.text.segment.contents import Contents
from rdgraph.text.segment.lines import Block, Span, ends_sentence, is_enumerated
from rdgraph.text.segment.outline import Part, Role, is_fragment
from rdgraph.text.segment.painting import Painting
from rdgraph.text.tables import pattern, words

LONGEST_SUBHEAD = 40

_BREAK = re.compile(r"(?<=[^\x00-\x7f\s])\s+(?=[^\x00-\x7f\s])")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_ITEM = re.compile(r"(?:\d{1,2}\s*[.、）](?!\d)|（\d{1,2}）|[①-⑳])\s*")


@dataclass(slots=True)
class _Paragraph:
    """Source ranges that make one line of an article's text."""

    spans: list[Span]
    folded: str
    whole: bool = False
    """Whether nothing may be joined to it."""

    def open(self) -> bool:
        """Tell whether the sentence goes on."""
        return not self.whole and not ends_sentence("".join(self.folded[-12:].split()))


@dataclass(slots=True)
class _Draft:
    """An article in the making."""

    section: str | None
    kind: str
    headline: list[Block] = field(default_factory=list)
    entry: int | None = None
    openings: list[tuple[_Paragraph, Signature]] = field(default_factory=list)
    paragraphs: list[_Paragraph] = field(default_factory=list)
    inner: tuple[int, Signature] | None = None
    """The byline with which a paragraph opens: its number and the byline."""
    closings: list[tuple[_Paragraph, Signature]] = field(default_factory=list)
    body_name: str | None = None
    datelines: list[str] = field(default_factory=list)
    closed: bool = False

    @property
    def empty(self) -> bool:
        return not (self.headline or self.paragraphs or self.closings or self.openings)


class Assembler:
    """Walks through the parts of a body and drafts its articles."""

    def __init__(self, source: str, contents: Contents | None, painting: Painting) -> None:
        self._source = source
        self._contents = contents
        self._painting = painting
        self._drafts: list[_Draft] = []
        self._draft: _Draft | None = None
        self._column: str | None = None
        self._section_of_last_entry: str | None = None
        self._notes: list[_Paragraph] = []

    def articles(self, parts: list[Part]) -> tuple[Article, ...]:
        """Return the articles of a body."""
        for index, part in enumerate(parts):
            following = parts[index + 1] if index + 1 < len(parts) else None
            self._take(part, following)
        self._flush_notes()
        return tuple(self._finish(position, draft) for position, draft in enumerate(self._kept(), 1))

    def _kept(self) -> list[_Draft]:
        return [draft for draft in self._drafts if not draft.empty]

    # ------------------------------------------------------------ one part after the other
    def _take(self, part: Part, following: Part | None) -> None:
        match part.role:
            case Role.COLUMN:
                self._paint(part.block, SegmentKind.COLUMN)
                self._column, self._draft = part.column, None
            case Role.HEADLINE:
                self._paint(part.block, SegmentKind.HEADLINE)
                self._begin_article(part)
            case Role.HEADLINE_MORE:
                self._paint(part.block, SegmentKind.HEADLINE)
                self._current().headline.append(part.block)
            case Role.OPENING:
                assert part.signature is not None
                self._paint(part.block, SegmentKind.BYLINE)
                self._current().openings.append((_paragraph(part.block), part.signature))
            case Role.DATELINE:
                self._take_dateline(part.block)
            case Role.CLOSING:
                assert part.signature is not None
                self._paint(part.block, SegmentKind.BYLINE)
                draft = self._draft or (self._drafts[-1] if self._drafts else self._begin(None, "article"))
                draft.closings.append((_paragraph(part.block), part.signature))
                draft.closed = True
            case Role.NOTE:
                self._paint(part.block, SegmentKind.COLOPHON)
            case _:
                self._take_paragraph(part, following)

    def _begin(self, section: str | None, kind: str) -> _Draft:
        self._draft = _Draft(section, kind)
        self._drafts.append(self._draft)
        return self._draft

    def _current(self) -> _Draft:
        return self._draft or self._begin(self._column, "article")

    def _begin_article(self, part: Part) -> None:
        section = self._column
        entry = self._contents.entries[part.entry] if self._contents and part.entry is not None else None
        if entry is not None:
            section = entry.section or section
            self._section_of_last_entry = section
        elif section is None:
            section = self._section_of_last_entry
        draft = self._begin(section, "brief" if columns.is_brief(section) else "article")
        draft.headline.append(part.block)
        draft.entry = part.entry
        draft.paragraphs += self._notes
        self._notes = []

    def _take_paragraph(self, part: Part, following: Part | None) -> None:
        block = part.block
        if self._draft is None and pattern("body", "note").match(block.dense):
            self._paint(block, SegmentKind.PARAGRAPH)
            self._notes.append(_paragraph(block))
            return
        draft = self._draft
        opens = draft is None or draft.closed or self._opens_brief(draft, part)
        if draft is None or opens:
            draft = self._begin_untitled(part)
        if opens and draft.kind == "brief":
            self._cut_number(block)
        if (
            part.role is Role.SUBHEAD
            and draft.kind == "brief"
            and not draft.headline
            and draft.paragraphs
            and not draft.paragraphs[-1].open()
        ):
            draft = self._begin_untitled(part)
        if draft.body_name is None:
            draft.body_name = _body_name(block.dense)
        self._add_paragraph(draft, part, following)

    def _cut_number(self, block: Block) -> None:
        """Take the number of a brief off its text."""
        match = _ITEM.match(block.text)
        if match is not None and match.end() < len(block.text):
            for start, end in block.spans(0, match.end()):
                self._painting.paint(SegmentKind.RESIDUE, start, end)
            block.pieces = block.spans(match.end(), len(block.text))
            block.text = block.text[match.end() :]
            block.dense = "".join(block.text.split())

    def _begin_untitled(self, part: Part) -> _Draft:
        """Begin an article without headline: a brief, unless it is the first thing in the source."""
        section = self._column or self._brief_section() or self._section_of_last_entry
        marked = bool(part.block.first.marker) or _ITEM.match(part.block.text) is not None
        first = not marked and not self._kept() and not columns.may_be_brief(section)
        draft = self._begin(section, "article" if first and section is None else "brief")
        draft.paragraphs += self._notes
        self._notes = []
        return draft

    def _brief_section(self) -> str | None:
        """Return the section of the contents page that lists no headlines, only how many briefs there are."""
        if self._contents is None:
            return None
        counted = [entry.section for entry in self._contents.entries if entry.count]
        named = [name for name in self._contents.sections if columns.is_brief(name)]
        return next(iter([*counted, *named]), None)

    def _opens_brief(self, draft: _Draft, part: Part) -> bool:
        """Tell whether a paragraph begins the next brief."""
        if draft.kind != "brief" or not draft.paragraphs:
            return False
        block = part.block
        if draft.headline and not columns.is_brief(draft.section):
            return False
        last = draft.paragraphs[-1]
        if block.first.marker:
            return True
        if last.open() or last.whole:
            return False
        name = _body_name(block.dense)
        if _ITEM.match(block.text) and (name is not None or draft.body_name is None):
            return True
        return name is not None and draft.body_name is not None and not _same_body(name, draft.body_name)

    def _add_paragraph(self, draft: _Draft, part: Part, following: Part | None) -> None:
        block = part.block
        tail = bylines.tail(block.text) if part.role is Role.PROSE else None
        body_end = tail.start if tail else len(block.text)
        paragraph = _paragraph(block, 0, body_end)
        last = draft.paragraphs[-1] if draft.paragraphs else None
        joins = last is not None and last.open() and part.role is not Role.SUBHEAD and not block.first.marker
        if joins and not is_enumerated(block.dense):
            assert last is not None
            last.spans += paragraph.spans
            last.folded += paragraph.folded
        elif paragraph.spans:
            if not draft.paragraphs and not draft.openings:
                signature = bylines.opening(block.text)
                if signature is not None:
                    draft.inner = (0, signature)
                    for low, high in block.spans(signature.start, signature.end):
                        self._painting.paint(SegmentKind.BYLINE, low, high)
            paragraph.whole = part.role is Role.SUBHEAD or _stands_alone(block, following)
            draft.paragraphs.append(paragraph)
        for low, high in _minus(block.spans(0, body_end), self._inner_spans(draft, block)):
            self._painting.paint(SegmentKind.PARAGRAPH, low, high)
        if tail is not None:
            for low, high in block.spans(tail.start, tail.end):
                self._painting.paint(SegmentKind.BYLINE, low, high)
            shifted = Signature(
                0,
                tail.end - tail.start,
                tail.unit and (tail.unit[0] - tail.start, tail.unit[1] - tail.start),
                tuple((a - tail.start, b - tail.start) for a, b in tail.names),
                tail.certain,
            )
            draft.closings.append((_paragraph(block, tail.start, tail.end), shifted))
            draft.closed = True

    def _inner_spans(self, draft: _Draft, block: Block) -> list[Span]:
        if draft.inner is None or len(draft.paragraphs) != 1:
            return []
        signature = draft.inner[1]
        return (
            block.spans(signature.start, signature.end)
            if draft.paragraphs[0].spans[:1] == block.spans(0, len(block.text))[:1]
            else []
        )

    def _take_dateline(self, block: Block) -> None:
        draft = self._current()
        printed = _raw_with_spaces(block, self._source)
        draft.datelines.append(printed)
        person = _person_in(block)
        if person is not None:
            low, high, signature = person
            for start, end in block.spans(low, high):
                self._painting.paint(SegmentKind.BYLINE, start, end)
            draft.openings.append((_paragraph(block, low, high), signature))
            for span in _minus(block.pieces, block.spans(low, high)):
                self._painting.paint(SegmentKind.DATELINE, *span)
        else:
            self._paint(block, SegmentKind.DATELINE)

    def _flush_notes(self) -> None:
        if self._notes:
            self._current().paragraphs += self._notes

    def _paint(self, block: Block, kind: SegmentKind) -> None:
        for start, end in block.pieces:
            self._painting.paint(kind, start, end)

    # ------------------------------------------------------------ a draft becomes an article
    def _finish(self, position: int, draft: _Draft) -> Article:
        source = self._source
        text: list[str] = []
        runs: list[tuple[int, int, int]] = []
        length = 0

        def add(spans: list[Span]) -> int:
            nonlocal length
            if text:
                text.append("\n")
                length += 1
            begin = length
            for start, end in spans:
                runs.append((length, start, end - start))
                text.append(source[start:end])
                length += end - start
            return begin

        if draft.headline:
            add([span for block in draft.headline for span in block.pieces])
        signed: list[tuple[int, _Paragraph, Signature]] = []
        for paragraph, signature in draft.openings:
            signed.append((add(paragraph.spans), paragraph, signature))
        body_start = length + (1 if text and draft.paragraphs else 0)
        for number, paragraph in enumerate(draft.paragraphs):
            begin = add(paragraph.spans)
            if draft.inner is not None and draft.inner[0] == number:
                signed.append((begin, paragraph, draft.inner[1]))
        body_end = length
        closing = [(add(paragraph.spans), paragraph, signature) for paragraph, signature in draft.closings]
        whole = "".join(text)
        brief = draft.kind == "brief"
        entry = self._contents.entries[draft.entry] if self._contents and draft.entry is not None else None
        dateline = "　".join(draft.datelines) or None
        return Article(
            position=position,
            kind=draft.kind,
            section=draft.section,
            title=title_of(draft.headline, source) if draft.headline and not brief else None,
            toc_title=entry.text if entry and not brief else None,
            text=whole,
            offsets=OffsetMap(tuple(runs)),
            body=(min(body_start, body_end), body_end),
            byline=_byline(whole, closing + signed),
            date=_date_of(draft.datelines),
            source_line=dateline,
            origin=_origin_of(draft.datelines),
        )


def title_of(headline: list[Block], source: str) -> str:
    """Return a headline in one line: a space between Chinese characters stands for a line break, but in quotes."""
    lines = []
    for block in headline:
        printed = _raw_with_spaces(block, source)
        folded = block.text
        kept = [match.span() for match in _QUOTED.finditer(folded)]
        pieces, at = [], 0
        for match in _BREAK.finditer(folded):
            if any(low + 2 < match.start() and match.end() < high - 2 for low, high in kept):
                continue
            pieces.append(printed[at : match.start()])
            at = match.end()
        lines.append("".join([*pieces, printed[at:]]))
    return "".join(lines).strip()


def _raw_with_spaces(block: Block, source: str) -> str:
    return "".join(source[low:high] for low, high in block.pieces)


def _paragraph(block: Block, low: int = 0, high: int | None = None) -> _Paragraph:
    stop = len(block.text) if high is None else high
    while stop > low and block.text[stop - 1].isspace():
        stop -= 1
    return _Paragraph(block.spans(low, stop), block.text[low:stop])


def _stands_alone(block: Block, following: Part | None) -> bool:
    """Tell whether an unfinished line is a heading and not the beginning of a cut sentence."""
    dense = block.dense
    if ends_sentence(dense) or len(dense) > LONGEST_SUBHEAD or "。" in dense or dense[-1] in "，、；":
        return False
    if following is not None and (following.block.first.new_page or is_fragment(following.block)):
        return False
    return is_enumerated(dense) and pattern("layout", "connective").match(dense) is None


def _body_name(dense: str) -> str | None:
    match = pattern("body", "opening_body").match(dense.lstrip("0123456789.、）（"))
    return match["body"] if match else None


def _same_body(name: str, other: str) -> bool:
    """Tell whether two openings name one body: 区人大 in a brief on 余杭区人大 is the same."""
    return name == other or other.endswith(name) or name.endswith(other)


def _minus(spans: list[Span], cuts: list[Span]) -> list[Span]:
    left: list[Span] = []
    for low, high in spans:
        at = low
        for start, end in cuts:
            if low <= start < high:
                left.append((at, start))
                at = end
        left.append((at, high))
    return [(low, high) for low, high in left if low < high]


_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}")


def _person_in(block: Block) -> tuple[int, int, Signature] | None:
    """Find 作者：… in a dateline."""
    labels = "|".join(words("body", "person_labels"))
    stops = "|".join(words("body", "dateline_labels"))
    match = re.search(
        rf"(?:{labels})\s*[：:]\s*(?P<who>\S.*?)(?=\s*(?:{stops})\s*[：:]|\s{{2,}}|\s*\d{{4}}|$)", block.text
    )
    if match is None:
        return None
    signature = bylines.closing(match[0])
    if signature is None:
        low, high = match.start("who") - match.start(), match.end("who") - match.start()
        if not _NAME.fullmatch(match["who"]):
            return None
        # the label vouches for a name that no list of surnames knows
        signature = Signature(0, len(match[0]), None, ((low, high),), True)
    return match.start(), match.end(), signature


def _byline(text: str, signed: list[tuple[int, _Paragraph, Signature]]) -> Byline | None:
    """Make one byline of all: the closing one first, what it lacks from the others."""
    if not signed:
        return None
    authors: list[Author] = []
    unit: Span | None = None
    for begin, _, signature in signed:
        if unit is None and signature.unit is not None:
            unit = (begin + signature.unit[0], begin + signature.unit[1])
        if authors and begin < authors[0].start:
            continue
        for low, high in signature.names:
            author = Author("".join(text[begin + low : begin + high].split()), begin + low, begin + high)
            if author.name not in {known.name for known in authors}:
                authors.append(author)
    begin, _, first = signed[0]
    start, end = begin + first.start, begin + first.end
    unit_start, unit_end = unit or (start, start)
    printed = "".join(text[unit_start:unit_end].split()) or None
    return Byline(printed, tuple(authors), start, end, unit_start, unit_end)


def _origin_of(datelines: list[str]) -> str | None:
    """Return whom a dateline names as the source."""
    stops = "|".join(words("body", "dateline_labels"))
    labels = "|".join(words("body", "origin_labels"))
    for line in datelines:
        match = re.search(
            rf"(?:{labels})\s*：\s*(?P<who>\S.*?)(?=\s*(?:{stops})\s*：|\s{{2,}}|\s*\d{{4}}|[|【\[]|$)", fold(line)
        )
        if match is not None and 1 < len(match["who"]) <= LONGEST_SUBHEAD:
            return line[match.start("who") : match.end("who")].strip()
    return None


def _date_of(datelines: list[str]) -> dt.date | None:
    for line in datelines:
        day = find_date(fold(line)) or find_date("".join(fold(line).split()))
        if day is not None:
            return day
    return None
