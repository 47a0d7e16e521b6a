"""One document, from its segments to its facts: a pure function of text and rules, fit for any process."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from rdgraph.extract.article import extract
from rdgraph.model.document import Article, Document, Issue
from rdgraph.model.facts import ArticleFacts, Entity, Facts, IssueFacts, Key, absorb
from rdgraph.model.found import Found, Span
from rdgraph.resolve.areas import AreaResolver, issue_area
from rdgraph.resolve.article import ArticleLinker
from rdgraph.resolve.dating import Calendar
from rdgraph.resolve.naming import Namer, short_forms
from rdgraph.rules.divisions import Division
from rdgraph.rules.gazetteer import Gazetteer, load
from rdgraph.rules.pack import RulePack
from rdgraph.text.paging import pages_of


def extract_document(document: Document, pack: RulePack) -> Facts:
    """Return everything that one document says."""
    gazetteer = load()
    issue = document.issue
    home = issue_area(issue, gazetteer)
    entities: dict[Key, Entity] = {}
    articles: dict[Key, ArticleFacts] = {}
    issue_key_ = None if issue is None else issue_key(issue, home, document, gazetteer)
    for article in document.articles:
        _, facts, linker = extract_article(article, issue, issue_key_, home, document, pack, gazetteer)
        articles[facts.key] = facts
        absorb(entities, linker.entities)
    if issue is None or issue_key_ is None:
        return Facts(entities, {}, articles)
    compiler, editors, found = _people(issue, home, gazetteer)
    absorb(entities, found)
    issues = {
        issue_key_: IssueFacts(
            issue_key_, issue, document.source.name, document.source.sha256, compiler, editors, tuple(articles)
        )
    }
    return Facts(entities, issues, articles)


def extract_article(
    article: Article, issue: Issue | None, issue_key_: Key | None, home: Division | None, document: Document,
    pack: RulePack, gazetteer: Gazetteer, explaining: bool = False,
) -> tuple[Found, ArticleFacts, ArticleLinker]:  # fmt: skip
    """Return what the rules found in one article, its facts, and the linker that holds its entities.

    *explaining*: what almost matched is found as well.
    """
    date = article.date or (issue.date if issue else None)
    year = date.year if date else issue.year if issue else None
    found, area = extract(article, home, year, pack, explaining)
    towns = _towns(found, gazetteer)
    unlisted = {town.name: town for town in towns if town.admin_code is None}
    areas = AreaResolver(gazetteer, home, area, year, towns, unlisted)
    linker = ArticleLinker(article, area, gazetteer, Namer(pack, gazetteer, areas))
    if issue_key_ is None:
        key: Key = ("article", "单篇", document.source.sha256[:12], f"{article.position:02}")
    else:
        key = ("article", *issue_key_[1:], f"{article.position:02}")
    pages = tuple((Span(start, end), page) for start, end, page in pages_of(article, document.source))
    source = (document.source.name, document.source.sha256) if issue_key_ is None else None
    linked = linker.link(key, issue_key_, found, Calendar(article.text, date, year))
    return found, replace(linked, pages=pages, source=source), linker


def _towns(found: Found, gazetteer: Gazetteer) -> list[Division]:
    """Return the towns and streets that an article names, in order."""
    named = [m for m in sorted(found.mentions, key=lambda m: m.span.start) if m.type == "Division" and m.area]
    divisions = [gazetteer.by_key(m.area) for m in named if m.area]
    return [d for d in divisions if d is not None and d.level == "town"]


def issue_key(issue: Issue, home: Division | None, document: Document, gazetteer: Gazetteer) -> Key:
    """Return the key of an issue: title and total number, or title, year and number.

    A title that does not tell its area is preceded by the area, so that the 人大工作简报 of two cities, and the
    鼓楼人大信息 of two districts of one name, never mix.
    """
    title = "".join(issue.title.split())
    if home is not None:
        qualified = gazetteer.qualified_name(home)
        if qualified != home.name or not any(name in title for name in (home.name, *home.shorts)):
            title = qualified + title
    if issue.total_number is not None:
        return ("issue", title, str(issue.total_number))
    year = issue.year or (issue.date.year if issue.date else None)
    if issue.number is not None:
        return ("issue", title, f"{year}-{issue.number}" if year else f"-{issue.number}")
    return ("issue", title, document.source.sha256[:12])


def _people(
    issue: Issue, home: Division | None, gazetteer: Gazetteer
) -> tuple[Key | None, tuple[Key, ...], dict[Key, Entity]]:
    """Link the compiler and the editors of an issue."""
    entities: dict[Key, Entity] = {}
    owner = gazetteer.qualified_name(home) if home is not None else "".join(issue.title.split())
    compiler = None
    if issue.compiler:
        label = short_forms("".join(issue.compiler.split()))
        rest = "" if home is None else label.partition(home.name)[2]
        compiler = ("org", owner + rest if rest else label)
        kind = "StandingCommittee" if label.endswith("人大常委会") else "CongressBody"
        entities[compiler] = Entity(compiler, Counter([kind]), Counter([label]))
    editors = []
    for editor in issue.editors:
        key = ("person", owner, editor)
        entities[key] = Entity(key, Counter(["Person"]), Counter([editor]))
        editors.append(key)
    return compiler, tuple(editors), entities
