"""Newsletters nobody has looked at: whatever cities, sentences and numbers meet, the graph keeps to the model."""

import sys

import pytest

from rdgraph.pipeline import Options, collect, graph_of
from tests.support import ROOT

COUNT = 12


@pytest.fixture(scope="module")
def newsletters():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from generate import newsletters
    finally:
        sys.path.pop(0)
    return newsletters


def test_generated_newsletters_differ_and_are_the_same_for_a_seed(newsletters):
    texts = [text for _, text in newsletters(COUNT)]
    assert len(set(texts)) == COUNT
    assert texts == [text for _, text in newsletters(COUNT)]
    assert texts != [text for _, text in newsletters(COUNT, seed=2)]


def test_the_graph_of_generated_newsletters_keeps_to_the_model(newsletters, tmp_path):
    for name, text in newsletters(COUNT, seed=3):
        (tmp_path / name).write_text(text, encoding="utf-8")
    outcome = collect(sorted(tmp_path.iterdir()), Options())
    assert not outcome.failures
    assert len(outcome.facts.issues) == COUNT
    assert all(article.division for article in outcome.facts.articles.values())
    assert len(graph_of(outcome.facts, Options())) > 3000 * COUNT
