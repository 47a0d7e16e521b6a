"""Ordinary ways of telling an act, a sentence each: how many of them the rules know, and of what object.

The sentences are our own (type, sentence, object). The second file was written without a look at the rules or at the
first, and was run once before any rule was written for it: 69 of its 180 sentences were understood then.
"""

from __future__ import annotations

import hashlib
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from rdgraph.extract.article import extract
from rdgraph.model.document import Source
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import load_pack
from rdgraph.scoring import fold_name
from rdgraph.text import segment

FOLDER = Path(__file__).parents[1] / "data" / "wordings"


def understood(kind: str, sentence: str, wanted: str) -> bool:
    """Is the act of a sentence found, with an object that the scorer takes for the same?"""
    text = f"上城区人大常委会：一项工作\n\n上城区人大常委会扎实做好各项工作。{sentence}\n（上城区人大常委会办公室）\n"
    document = segment(Source("wording.txt", hashlib.sha256(text.encode()).hexdigest(), text))
    found, _ = extract(document.articles[0], load().by_code("330102"), 2024, load_pack())
    want = fold_name(wanted)
    objects = [fold_name(a.object) for a in found.activities if a.type == kind]
    return any(want in o or o in want or SequenceMatcher(None, want, o).ratio() >= 0.4 for o in objects)


@pytest.mark.parametrize(("name", "least"), [("acts-one", 0.96), ("acts-two", 0.90)])
def test_ordinary_wordings(name: str, least: float) -> None:
    rows = [line.split("\t") for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]
    assert all(len(row) == 3 and row[2] in row[1] for row in rows)
    missed = [sentence for kind, sentence, wanted in rows if not understood(kind, sentence, wanted)]
    assert 1 - len(missed) / len(rows) >= least, missed
