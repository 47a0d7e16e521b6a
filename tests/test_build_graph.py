"""Facts to RDF: evidence holds for every passage, nothing leaks without text, and hostile names stay names."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from rdflib import DCTERMS, PROV, RDF, SKOS, Graph, Literal, URIRef

from rdgraph.export.turtle import turtle
from rdgraph.graph.build import build_graph
from rdgraph.graph.validate import validate
from rdgraph.graph.vocabulary import DEFAULT_BASE, NIF, RD, mint
from rdgraph.model.facts import Entity, Facts, merge
from rdgraph.resolve.settle import settle
from tests.support import SAMPLES, facts_of, newsletter

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "a b<c>d\"e{f}g|h\\i^j`k%l",
    "\x1b[31m红\x1b[0m\x07",
    "‮人大\u200b常委会\u2066",
    "../../etc/passwd",
    "#char=0,1",
    "javascript:alert(1)",
    "𠮷野家，“引号”《书名》·中点",
]  # fmt: skip


@pytest.fixture(scope="module")
def facts():
    return settle(merge(facts_of(path.read_text(encoding="utf-8"), path.name) for path in SAMPLES))


@pytest.fixture(scope="module")
def graph(facts):
    return build_graph(facts)


@pytest.fixture(scope="module")
def loose():
    (path,) = (path for path in SAMPLES if "article" in path.name)
    return settle(facts_of(path.read_text(encoding="utf-8"), path.name))


def test_case_counts():
    assert len(SAMPLES) == 3
    assert len(HOSTILE) == 10


def test_every_passage_is_the_text_at_its_offsets(facts, graph):
    texts = {str(s): str(o) for s, o in graph.subject_objects(NIF.isString)}
    passages = list(graph.subjects(RDF.type, NIF.Phrase))
    for passage in passages:
        article, start, end = re.fullmatch(r"(.*)#char=(\d+),(\d+)", str(passage)).groups()
        anchor = graph.value(passage, NIF.anchorOf)
        assert str(anchor) == texts[article][int(start) : int(end)]
        assert str(anchor)
        assert graph.value(passage, NIF.referenceContext) == URIRef(article)
        assert (int(graph.value(passage, NIF.beginIndex)), int(graph.value(passage, NIF.endIndex))) == (
            int(start),
            int(end),
        )
    assert len(texts) == len(facts.articles) == 15
    assert len(passages) > 300


def test_every_finding_has_its_article_passage_rule_and_confidence(graph):
    counted = Counter()
    for kind in (RD.Assertion, RD.Quantity, RD.Activity):
        for node in graph.subjects(RDF.type, kind):
            counted[kind] += 1
            assert graph.value(node, RD.article)
            assert graph.value(node, RD.rule)
            assert 0 < float(graph.value(node, RD.confidence)) <= 1
            passages = list(graph.objects(node, PROV.wasDerivedFrom))
            assert passages
            assert all((p, RDF.type, NIF.Phrase) in graph for p in passages)
    assert all(counted[kind] > 20 for kind in (RD.Assertion, RD.Quantity, RD.Activity)), counted


def test_text_offsets_lead_back_to_the_source(facts):
    sources = {path.name: path.read_text(encoding="utf-8") for path in SAMPLES}
    compared = 0
    for article in facts.articles.values():
        name = "zigong-article.txt" if article.issue is None else facts.issues[article.issue].source_name
        for offset, character in enumerate(article.article.text):
            at = article.article.offsets.to_source(offset)
            if at is not None:
                assert sources[name][at] == character
                compared += 1
    assert compared > 5000


def test_a_modal_statement_has_no_direct_triple(graph):
    modal = [a for a, _ in graph.subject_objects(RD.modality) if (a, RDF.type, RD.Assertion) in graph]
    stated = {
        tuple(graph.value(a, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        for a in graph.subjects(RDF.type, RD.Assertion)
        if (a, RD.modality, None) not in graph
    }
    withheld = 0
    for assertion in modal:
        triple = tuple(graph.value(assertion, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        assert (triple in graph) == (triple in stated)
        withheld += triple not in graph
    assert withheld > 0


def sentences(facts):
    """What must not stand in a graph without text: every run of 12 characters of a body that holds a full stop."""
    for article in facts.articles.values():
        text = article.article.text[slice(*article.article.body)]
        yield from (text[i : i + 12] for i in range(len(text) - 12) if "。" in text[i : i + 12])


def test_without_text_no_sentence_is_left(facts, graph):
    bare = build_graph(facts, with_text=False)
    assert not list(bare.subject_objects(NIF.isString))
    assert not list(bare.subject_objects(NIF.anchorOf))
    assert len(list(bare.subjects(RDF.type, NIF.Phrase))) == len(list(graph.subjects(RDF.type, NIF.Phrase)))
    written, shown = turtle(bare).decode(), turtle(graph).decode()
    pieces = set(sentences(facts))
    assert len(pieces) > 1000
    assert any(piece in shown for piece in pieces)
    assert not [piece for piece in pieces if piece in written]
    # Names and titles may be long, sentences of a body may not be: nothing longer than a headline is left.
    titles = {str(o) for o in bare.objects(None, DCTERMS.title)} | {str(o) for o in bare.objects(None, RD.tocTitle)}
    long = [str(o) for o in bare.objects() if isinstance(o, Literal) and len(str(o)) > 70]
    assert not [text for text in long if text not in titles and not re.fullmatch("[0-9a-f]{64}", text)]
    assert validate(bare).conforms


def test_contacts_only_where_asked_for():
    text = newsletter("泉州市", 3, [("市人大常委会开展调研", "市人大常委会组织代表走访企业12家。")])
    facts = facts_of(text + "电话：0595-12345678\n")
    (issue,) = facts.issues.values()
    assert issue.issue.phone
    assert "12345678" not in turtle(build_graph(facts)).decode()
    assert "12345678" in turtle(build_graph(facts, with_contacts=True)).decode()


def hostile_facts(facts, name):
    """Give one article's organ, author and title a hostile name."""
    key, article = next((k, a) for k, a in facts.articles.items() if a.article.title and a.authors)
    author = article.authors[0]
    entity = facts.entities[author]
    named = replace(entity, names=Counter([name]), forms=frozenset([name]))
    organ = Entity(("org", name), Counter(["Company"]), Counter([name]))
    statement = replace(article.statements[0], subject=None, predicate="mentions", object=organ.key)
    changed = replace(
        article,
        article=replace(article.article, title=name, section=name),
        statements=(*article.statements, statement),
    )
    return Facts(
        {**facts.entities, author: named, organ.key: organ}, facts.issues, {**facts.articles, key: changed}
    ), organ.key  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_names(loose, name):
    changed, _ = hostile_facts(loose, name)
    graph = build_graph(changed)
    read = Graph().parse(data=turtle(graph), format="turtle")
    assert set(read) == set(graph)
    organs = [
        s for s, o in read.subject_objects(SKOS.prefLabel) if str(o) == name and (s, RDF.type, RD.Company) in read
    ]
    assert len(organs) == 1
    path = str(organs[0]).removeprefix("https://w3id.org/rdgraph/id/org/")
    assert not set(path) & set('<>"{}|\\^`/#? \x1b')
    assert all(c.isprintable() for c in path)


def test_two_hostile_names_are_two_iris():
    assert len({mint(DEFAULT_BASE, "org", name) for name in HOSTILE}) == len(HOSTILE)


def test_another_base(facts):
    graph = build_graph(facts, base="https://example.org/图谱/")
    assert not [s for s in graph.subjects() if "w3id.org/rdgraph/id" in str(s)]
    assert (None, RDF.type, RD.Article) in graph
