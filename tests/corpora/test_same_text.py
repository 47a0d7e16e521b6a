"""The same newsletter in any format says the same: entities, relations, quantities, activities, article by article."""

from __future__ import annotations

import functools
from importlib import resources
from itertools import pairwise

import pytest

from rdgraph.model.document import Document
from rdgraph.resolve.document import extract_document
from rdgraph.resolve.settle import settle
from rdgraph.rules.pack import load_pack
from rdgraph.text import read_source, segment
from tests.corpora.makers import FORMATS, lines_of
from tests.text.support import check

SAMPLES = ("quanzhou-2025-05", "xiangyang-12")


def sample(name: str) -> str:
    return resources.files("rdgraph").joinpath("sample", f"{name}.txt").read_text(encoding="utf-8")


@functools.cache
def made(form: str, name: str) -> tuple[bytes, str]:
    return FORMATS[form](lines_of(sample(name)))


def dense(text: str | None) -> str:
    return "".join((text or "").split())


def said(document: Document) -> tuple[frozenset, list[frozenset]]:
    """Return all that a document says, without where it says it."""
    facts = settle(extract_document(document, load_pack()))
    articles = []
    for _, a in sorted(facts.articles.items()):
        items = {("relation", s.subject, s.predicate, s.object, s.evidence.modality) for s in a.statements}
        items |= {("quantity", m.value, m.unit, m.qualifier, dense(m.counted), m.measures) for m in a.measures}
        items |= {("activity", act.type, act.agent, dense(act.object), act.about) for act in a.acts}
        items |= {("article", dense(a.article.title), a.article.kind, a.division, a.authors, a.contributor)}
        articles.append(frozenset(items))
    return frozenset((key, entity.type) for key, entity in facts.entities.items() if key[0] != "person"), articles


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("form", FORMATS)
def test_same_text_same_graph(name: str, form: str) -> None:
    text = sample(name)
    data, suffix = made(form, name)
    source = read_source(data, f"issue{suffix}")
    document = segment(source)
    check(document)
    entities, articles = said(document)
    wanted_entities, wanted = said(segment(read_source(text.encode(), "issue.txt")))
    assert entities == wanted_entities
    assert articles == wanted
    assert len(articles) == 7
    assert bool(source.pages) == (suffix == ".pdf")


@pytest.mark.parametrize("form", [form for form in FORMATS if form.startswith("pdf")])
def test_every_page_of_a_pdf_is_known(form: str) -> None:
    data, _ = made(form, "quanzhou-2025-05")
    source = read_source(data, "issue.pdf")
    facts = extract_document(segment(source), load_pack())
    met = [page for _, article in sorted(facts.articles.items()) for _, page in article.pages]
    assert met == sorted(met)
    assert set(met) == set(range(met[0], met[-1] + 1))
    assert met[-1] >= len(source.pages) - 1  # the last page may hold nothing but the colophon
    for article in facts.articles.values():
        spans = [span for span, _ in article.pages]
        assert spans[0].start == 0
        assert spans[-1].end == len(article.article.text)
        assert all(a.end == b.start for a, b in pairwise(spans))
