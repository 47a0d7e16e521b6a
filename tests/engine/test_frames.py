"""Acts hold whatever they are about: every frame of a sentence is tried with matters of every build.

A frame is a usual way to tell an act, ※ standing for its object; the matters hold what misleads a pattern: verbs,
conjunctions, quotes, names, the words 代表 and 情况. Both lists are our own.
"""

from __future__ import annotations

import hashlib

import pytest

from rdgraph.extract.article import extract
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import load_pack
from rdgraph.scoring import fold_name
from tests.engine.test_wordings import FOLDER, article, rows

MATTERS = (FOLDER / "matters.txt").read_text(encoding="utf-8").split()
FRAMES = rows("frames", 2)


def told(frame: str, matter: str) -> list[tuple[str, str]]:
    document = article(f"{frame.replace('※', matter)}。")
    found, _ = extract(document.articles[0], load().by_code("330102"), 2024, load_pack())
    return [(a.type, fold_name(a.object)) for a in found.activities]


def tried(frame: str) -> list[str]:
    """Return a third of the matters, another third for another frame."""
    turn = hashlib.sha256(frame.encode()).digest()[0] % 3
    return MATTERS[turn::3]


@pytest.mark.parametrize(("kind", "frame"), FRAMES)
def test_an_act_is_found_whatever_it_is_about(kind, frame):
    acts = {matter: told(frame, matter) for matter in tried(frame)}
    missed = [
        (matter, found)
        for matter, found in acts.items()
        if not any(type_ == kind and _is(fold_name(matter), object_) for type_, object_ in found)
    ]
    assert len(missed) <= 2, missed


def test_few_acts_are_found_beside_the_one_that_is_told():
    tellings = [(frame, matter) for _, frame in FRAMES for matter in tried(frame)[::5]]
    more = [(frame, matter, acts) for frame, matter in tellings if len(acts := told(frame, matter)) > 1]
    assert len(more) <= len(tellings) // 20, more


def _is(matter: str, object_: str) -> bool:
    """Is it the matter, with what stands around it, or most of the matter?"""
    return matter in object_ or (object_ in matter and len(object_) >= 0.7 * len(matter))
