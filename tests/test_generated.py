"""Newsletters nobody has looked at: whatever cities, sentences and numbers meet, the graph keeps to the model."""

import sys

import pytest

from rdgraph.corpus.build import build
from rdgraph.corpus.settings import Settings
from rdgraph.pipeline import Options
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
    (tmp_path / "in").mkdir()
    for name, text in newsletters(COUNT, seed=3):
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    built = build([tmp_path / "in"], tmp_path / "out", Options(), Settings(most_drawn=0))
    assert not built.failures
    assert len(built.documents) == COUNT
    assert not any(counts.unknown_areas for _, counts in built.documents.values())
    assert built.triples > 3000 * COUNT
