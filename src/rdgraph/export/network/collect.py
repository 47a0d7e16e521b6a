"""rdflib graph → plain records: nodes, statements with their passages, articles, issues.

The only module of the view that knows the shape of the RDF. It reads the terms of the model and nothing else,
accepts graphs without text (``--no-text``), and orders everything, so that equal graphs give equal records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDFS, SKOS
from rdflib.term import Node as Term

from rdgraph.export.labels import issue_label, quantity_label
from rdgraph.export.network.terms import Terms, local_name
from rdgraph.graph.vocabulary import NIF, RD

Properties = Mapping[URIRef, list[Term]]

LABELS = (SKOS.prefLabel, FOAF.name, DCTERMS.title, RDFS.label)
EVIDENCE_TYPES = {RD.Assertion}
# Said elsewhere in the page: as label, as text, as evidence, or as the inverse of another property.
NOT_A_FACT = {*LABELS, SKOS.altLabel, NIF.isString, RD.rule, RD.confidence, RD.modality, RD.tocEntry, RD.tocTitle}
NOT_AN_EDGE = {RDF.type, DCTERMS.hasPart}
UNDATED = "9999"  # sorts after every date


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article's text, in code points; *quote* is empty where the text was left out."""

    iri: str
    start: int
    end: int
    page: str
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion, or one self-evident record (an activity, a quantity), with what it rests on."""

    iri: str
    subject: str
    predicate: str
    object: str
    article: str
    rule: str
    confidence: float | None
    modality: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One number of a newsletter."""

    iri: str
    title: str
    series: str
    number: str
    total: str
    date: str
    compiler: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article or brief."""

    iri: str
    issue: str
    position: int
    kind: str
    section: str
    title: str
    division: str
    authors: tuple[str, ...]
    byline: str
    date: str
    """Its own, where it stands in no issue."""
    text: str


@dataclass(slots=True)
class Entity:
    """A node of the view."""

    iri: str
    cls: str
    label: str
    aliases: tuple[str, ...]
    code: str
    facts: tuple[tuple[str, str], ...]
    articles: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Link:
    """A direct triple between two nodes that no assertion states (structure: part of, located in, author …)."""

    subject: str
    predicate: str
    object: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All a page needs to know of a graph."""

    entities: dict[str, Entity]
    statements: list[Statement]
    links: list[Link]
    articles: dict[str, Article]
    issues: dict[str, Issue]
    has_text: bool

    def article_date(self, iri: str) -> str:
        """Return the date of the issue an article stands in, or its own ("" if unknown)."""
        article = self.articles.get(iri)
        if article is None:
            return ""
        issue = self.issues.get(article.issue)
        return (issue.date if issue else "") or article.date

    def article_division(self, iri: str) -> str:
        """Return the division an article is about ("" if unknown)."""
        article = self.articles.get(iri)
        return article.division if article else ""


def collect(graph: Graph, terms: Terms) -> Knowledge:
    """Read *graph* into records."""
    index = _index(graph)
    classes = _classes(index, terms)
    issues = {iri: _issue(iri, index) for iri, cls in classes.items() if cls == str(RD.Issue)}
    articles = _articles(index, classes, issues)
    entities = {iri: _entity(iri, cls, index, articles) for iri, cls in classes.items()}
    statements = _statements(index, classes)
    for statement in statements:
        for end in (statement.subject, statement.object):
            if end and end not in entities and end.startswith(("http:", "https:", "urn:")):
                entities[end] = Entity(end, "", local_name(end), (), "", ())
            if end in entities and statement.article:
                entities[end].articles.add(statement.article)
    for article in articles.values():
        entities[article.iri].articles.add(article.iri)
        for iri in (article.issue, article.division):
            if iri in entities:
                entities[iri].articles.add(article.iri)
    return Knowledge(
        entities=dict(sorted(entities.items())),
        statements=statements,
        links=_links(index, classes, statements, terms),
        articles=articles,
        issues=issues,
        has_text=any(a.text for a in articles.values()) or any(p.quote for s in statements for p in s.passages),
    )


# ---------------------------------------------------------------- reading properties


def _index(graph: Graph) -> dict[URIRef, dict[URIRef, list[Term]]]:
    index: dict[URIRef, dict[URIRef, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in graph:
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef):
            index[subject][predicate].append(value)
    return index


def _texts(properties: Properties, predicate: URIRef) -> list[str]:
    """All values as text, Chinese ones first, in a fixed order."""
    values = properties.get(predicate, [])
    return [str(v) for v in sorted(values, key=lambda v: (getattr(v, "language", None) not in ("zh", None), str(v)))]


def _text(properties: Properties, *predicates: URIRef) -> str:
    return next((values[0] for p in predicates if (values := _texts(properties, p))), "")


def _number(properties: Properties, predicate: URIRef) -> int:
    text = _text(properties, predicate)
    return int(text) if text.lstrip("-").isdigit() else 0


def _label(iri: str, index: Mapping[URIRef, Properties]) -> str:
    return _text(index.get(URIRef(iri), {}), *LABELS) or local_name(iri)


# ---------------------------------------------------------------- nodes


def _classes(index: Mapping[URIRef, Properties], terms: Terms) -> dict[str, str]:
    """Map each node to its most specific class; evidence and passages are no nodes."""
    classes = {}
    for subject, properties in index.items():
        types = {str(t) for t in properties.get(RDF.type, ()) if t not in EVIDENCE_TYPES}
        ours = [t for t in types if any(ancestor.startswith(str(RD)) for ancestor in terms.lineage(t))]
        if ours:
            classes[str(subject)] = terms.most_specific(ours)
    return dict(sorted(classes.items()))


def _issue(iri: str, index: Mapping[URIRef, Properties]) -> Issue:
    p = index[URIRef(iri)]
    return Issue(
        iri=iri,
        title=_text(p, DCTERMS.title, SKOS.prefLabel),
        series=_text(p, RD.series),
        number=_text(p, RD.number),
        total=_text(p, RD.totalNumber),
        date=_text(p, DCTERMS.issued)[:10],
        compiler="、".join(_label(c, index) for c in _texts(p, RD.compiler)),
    )


def _articles(
    index: Mapping[URIRef, Properties], classes: Mapping[str, str], issues: Mapping[str, Issue]
) -> dict[str, Article]:
    articles = []
    for iri, cls in classes.items():
        if cls != str(RD.Article):
            continue
        p = index[URIRef(iri)]
        section = _text(p, RD.section)
        articles.append(
            Article(
                iri=iri,
                issue=next((i for i in _texts(p, DCTERMS.isPartOf) if i in issues), ""),
                position=_number(p, RD.position),
                kind=_text(p, RD.articleKind),
                section=_label(section, index) if section else "",
                title=_text(p, DCTERMS.title),
                division=_text(p, RD.division),
                authors=tuple(_label(a, index) for a in _texts(p, DCTERMS.creator)),
                byline=_text(p, RD.byline),
                date=_text(p, DCTERMS.issued)[:10],
                text=_text(p, NIF.isString),
            )
        )
    order = {iri: (issue.date or UNDATED, iri) for iri, issue in issues.items()}
    articles.sort(key=lambda a: (order.get(a.issue, (UNDATED, "")), a.position, a.iri))
    return {a.iri: a for a in articles}


def _entity(iri: str, cls: str, index: Mapping[URIRef, Properties], articles: Mapping[str, Article]) -> Entity:
    p = index[URIRef(iri)]
    label = _text(p, *LABELS)
    if iri in articles and not articles[iri].title:
        division = articles[iri].division
        label = "：".join(x for x in (articles[iri].section, _label(division, index) if division else "") if x)
    elif cls == str(RD.Issue):
        total, number = _text(p, RD.totalNumber), _text(p, RD.number)
        label = issue_label(label, total, number, _text(p, RD.year))
    elif cls == str(RD.Quantity):
        label = _quantity_label(p)
    elif cls == str(RD.Activity):
        kind = _text(p, RD.activityType)
        label = "：".join(x for x in (_label(kind, index) if kind else "", _text(p, RD.object)) if x)
    return Entity(
        iri=iri,
        cls=cls,
        label=label or local_name(iri),
        aliases=tuple(a for a in _texts(p, SKOS.altLabel) if a != label),
        code=_text(p, RD.adminCode),
        facts=tuple(_facts(p, index)),
    )


def _quantity_label(p: Properties) -> str:
    amount = quantity_label(_text(p, RD.value), _text(p, RD.qualifier), _text(p, RD.unit))
    return f"{_text(p, RD.quantityOf)} {amount}".strip()


def _facts(p: Properties, index: Mapping[URIRef, Properties]) -> Iterable[tuple[str, str]]:
    """Literals, and the labels of SKOS concepts, that nothing else on the page shows."""
    for predicate in sorted(p):
        if predicate in NOT_A_FACT:
            continue
        for value in sorted(p[predicate], key=str):
            if isinstance(value, Literal):
                yield str(predicate), str(value)
            elif isinstance(value, URIRef) and SKOS.Concept in index.get(value, {}).get(RDF.type, ()):
                yield str(predicate), _label(str(value), index)


# ---------------------------------------------------------------- statements and links


def _statements(index: Mapping[URIRef, Properties], classes: Mapping[str, str]) -> list[Statement]:
    statements = []
    for subject, p in index.items():
        iri = str(subject)
        if RD.Assertion in p.get(RDF.type, ()):
            ends = _text(p, RDF.subject), _text(p, RDF.predicate), _text(p, RDF.object)
        elif iri in classes and RD.article in p and PROV.wasDerivedFrom in p:
            ends = iri, str(RDF.type), ""
        else:
            continue
        confidence = _text(p, RD.confidence)
        statements.append(
            Statement(
                iri=iri,
                subject=ends[0],
                predicate=ends[1],
                object=ends[2],
                article=_text(p, RD.article),
                rule=_text(p, RD.rule),
                confidence=float(confidence) if confidence else None,
                modality=_text(p, RD.modality),
                passages=_passages(p, index),
            )
        )
    statements.sort(key=lambda s: (s.article, s.passages[0].start if s.passages else -1, s.iri))
    return statements


def _passages(p: Properties, index: Mapping[URIRef, Properties]) -> tuple[Passage, ...]:
    passages = []
    for iri in p.get(PROV.wasDerivedFrom, ()):
        q = index.get(URIRef(str(iri)), {})
        if NIF.beginIndex in q and NIF.endIndex in q:
            start, end = _number(q, NIF.beginIndex), _number(q, NIF.endIndex)
            passages.append(Passage(str(iri), start, end, _text(q, RD.page), _text(q, NIF.anchorOf)))
    return tuple(sorted(passages, key=lambda x: (x.start, x.end, x.iri)))


def _links(
    index: Mapping[URIRef, Properties], classes: Mapping[str, str], statements: Iterable[Statement], terms: Terms
) -> list[Link]:
    """Direct triples that no assertion states, neither as they are nor by a narrower property."""
    stated = {(s.subject, p, s.object) for s in statements for p in terms.lineage(s.predicate)}
    own = {s.subject: s.iri for s in statements if not s.object}
    links = set()
    for subject, p in index.items():
        s = str(subject)
        if s not in classes:
            continue
        for predicate, values in p.items():
            if predicate in NOT_AN_EDGE:
                continue
            for value in values:
                o = str(value)
                if isinstance(value, URIRef) and o in classes and o != s and (s, str(predicate), o) not in stated:
                    links.add((s, str(predicate), o))
    return [Link(s, p, o, (own[s],) if s in own else ()) for s, p, o in sorted(links)]
