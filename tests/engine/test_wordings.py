"""Ordinary sentences, each telling an act or naming a thing: how many of them the rules understand.

The sentences are our own, written by people who had not seen the rules, but for the first list of acts. Each list was
run once before any rule was written for it: of the second list of acts (180) 69 were understood then, of the third
(240) 157, of the fourth (252) 138, of the names (260) 218.
"""

from __future__ import annotations

import hashlib
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from rdgraph.extract.article import extract
from rdgraph.model.document import Document, Source
from rdgraph.resolve.document import extract_document
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import load_pack
from rdgraph.scoring import fold_name, same_name
from rdgraph.scoring.names import LOOSE_NAMES
from rdgraph.text import segment

FOLDER = Path(__file__).parents[1] / "data" / "wordings"
NAMED = ("Mechanism", "Program", "Platform", "Place", "Organization", "Document", "School", "Company", "Institute")


def rows(name: str, columns: int) -> list[list[str]]:
    found = [line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]
    assert found
    assert all(len(row) == columns for row in found)
    return found


def article(sentence: str) -> Document:
    text = f"上城区人大常委会：一项工作\n\n上城区人大常委会扎实做好各项工作。{sentence}\n（上城区人大常委会办公室）\n"
    return segment(Source("wording.txt", hashlib.sha256(text.encode()).hexdigest(), text))


def acts(sentence: str) -> list[tuple[str, str]]:
    found, _ = extract(article(sentence).articles[0], load().by_code("330102"), 2024, load_pack())
    return [(a.type, a.object) for a in found.activities if a.modality is None]


def entities(sentence: str) -> list[tuple[str, set[str]]]:
    """Return the type and the folded names of every entity."""
    facts = extract_document(article(sentence), load_pack())
    return [(e.type, {fold_name(n) for n in (*e.names, *e.forms)}) for e in facts.entities.values()]


def understood(kind: str, sentence: str, wanted: str) -> bool:
    """Is the act of a sentence found, with an object that the scorer takes for the same?"""
    want = fold_name(wanted)
    objects = [fold_name(o) for k, o in acts(sentence) if k == kind]
    return any(want in o or o in want or SequenceMatcher(None, want, o).ratio() >= 0.4 for o in objects)


@pytest.mark.parametrize(
    ("name", "least"), [("acts-one", 0.96), ("acts-two", 0.92), ("acts-three", 0.92), ("acts-four", 0.88)]
)
def test_ordinary_wordings_of_acts(name: str, least: float) -> None:
    sentences = rows(name, 3)
    assert all(wanted in sentence for _, sentence, wanted in sentences)
    missed = [sentence for kind, sentence, wanted in sentences if not understood(kind, sentence, wanted)]
    assert 1 - len(missed) / len(sentences) >= least, missed


def test_sentences_that_tell_no_act() -> None:
    sentences = [row[0] for row in rows("no-acts", 1)]
    told = [(sentence, found) for sentence in sentences if (found := acts(sentence))]
    assert len(told) / len(sentences) <= 0.06, told


def test_ordinary_wordings_of_names() -> None:
    sentences = rows("names", 3)

    def named(kind: str, sentence: str, wanted: str) -> bool:
        loose = kind in LOOSE_NAMES
        return any(t == kind and same_name({fold_name(wanted)}, names, loose=loose) for t, names in entities(sentence))

    missed = [(wanted, sentence) for kind, sentence, wanted in sentences if not named(kind, sentence, wanted)]
    assert 1 - len(missed) / len(sentences) >= 0.93, missed


def test_tempting_words_that_name_nothing() -> None:
    false = [
        (word, kind, names)
        for sentence, word in rows("no-names", 2)
        for kind, names in entities(sentence)
        if kind in NAMED and any(fold_name(word) in name for name in names)
    ]
    assert not false
