"""What each rule found in a file, and why; and what almost matched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdgraph.errors import SourceError
from rdgraph.messages import message, plain, reason
from rdgraph.model.facts import ArticleFacts, Entity, Evidence, Key
from rdgraph.model.found import Rejection, Span
from rdgraph.resolve.areas import issue_area
from rdgraph.resolve.document import extract_article, issue_key
from rdgraph.resolve.settle import settle_article
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import RulePack
from rdgraph.text import read_file, segment


def explain_file(path: Path, pack: RulePack, position: int | None = None) -> Iterator[str]:
    """Yield the lines of the explanation, article by article."""
    document, gazetteer = segment(read_file(path)), load()
    home = issue_area(document.issue, gazetteer)
    key = None if document.issue is None else issue_key(document.issue, home, document, gazetteer)
    if position is not None and all(article.position != position for article in document.articles):
        count = len(document.articles)
        raise SourceError.of("explain.no-article", file=str(path), position=position, count=count)
    for article in document.articles:
        if position is not None and article.position != position:
            continue
        found, facts, linker = extract_article(
            article, document.issue, key, home, document, pack, gazetteer, explaining=True
        )
        settled = settle_article(facts, linker.entities)
        yield from map(plain, _article(settled, linker.entities, found.rejections))
    pack.keep_patterns()


def _article(facts: ArticleFacts, entities: dict[Key, Entity], rejections: tuple[Rejection, ...]) -> Iterator[str]:
    text = facts.article.text

    def quote(span: Span) -> str:
        return text[span.start : span.end].replace("\n", "⏎")

    def evidence(e: Evidence) -> str:
        shown = "，".join(f"[{s.start},{s.end})“{quote(s)}”" for s in e.spans[:3])
        more = f" …+{len(e.spans) - 3}" if len(e.spans) > 3 else ""
        return f"{shown}{more}  规则 {e.rule}  {e.confidence:.2f}{'  ' + e.modality if e.modality else ''}"

    def name(key: Key | None) -> str:
        return "本文" if key is None else f"{entities[key].label}〔{'/'.join(key)}〕"

    title = facts.article.title or text[:20]
    yield ""
    yield "━" * 4 + " " + message("explain.article", position=facts.article.position, title=title.replace("\n", ""))
    yield message("explain.area", area=name(facts.division) if facts.division else "？")
    yield f"— {message('explain.mentions')}"
    for s in facts.statements:
        if s.predicate == "mentions":
            yield f"  {entities[s.object].type:18} {name(s.object)}  {evidence(s.evidence)}"
    yield f"— {message('explain.relations')}"
    for s in facts.statements:
        if s.predicate != "mentions":
            yield f"  {name(s.subject)} —{s.predicate}→ {name(s.object)}  {evidence(s.evidence)}"
    yield f"— {message('explain.quantities')}"
    for m in facts.measures:
        yield f"  {m.qualifier or ''}{m.value:f}{m.unit} ← {m.counted or '？'}  {evidence(m.evidence)}"
    yield f"— {message('explain.activities')}"
    for a in facts.acts:
        when = f"  {a.date}" if a.date else ""
        yield f"  {a.type}：{a.object}  {name(a.agent)}{when}  {evidence(a.evidence)}"
    if facts.unresolved:
        yield f"— {message('explain.unresolved')}"
        for u in facts.unresolved:
            yield f"  [{u.span.start},{u.span.end})“{u.surface}”  {reason(u.reason)}"
    if rejections:
        yield f"— {message('explain.rejected')}"
        for r in sorted(rejections, key=lambda r: (r.span.start, r.span.end, r.rule)):
            yield f"  [{r.span.start},{r.span.end})“{r.surface}”  规则 {r.rule}  {reason(r.reason)}"
