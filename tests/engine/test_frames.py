"""What a sentence says holds whatever it is about: frames of sentences are tried with names and matters of every build.

A frame is a usual way to tell an act, a relation or a practice; ※ stands for what changes. The matters hold what
misleads a pattern: verbs, conjunctions, quotes, names, the words 代表 and 情况. All lists are our own.
"""

from __future__ import annotations

import hashlib

import pytest

from rdgraph.extract.article import extract
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import load_pack
from rdgraph.scoring import fold_name, same_name
from tests.engine.test_wordings import FOLDER, article, entities, relations, rows


def listed(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split()


MATTERS, ORGANS = listed("matters"), listed("organs")
ACTS, RELATIONS, PRACTICES = rows("frames", 2), rows("frames-relations", 2), rows("frames-practices", 2)
BUILT = rows("practices-built", 2)
NOT_SUPERVISED = {"区妇联", "区总工会", "团区委", "区委组织部", "区委社会工作部", "区融媒体中心", "区政协", "区委政法委",
                  "区残联", "余杭区人大常委会", "市人大常委会"}  # fmt: skip


def told(frame: str, matter: str) -> list[tuple[str, str]]:
    document = article(f"{frame.replace('※', matter)}。")
    found, _ = extract(document.articles[0], load().by_code("330102"), 2024, load_pack())
    return [(a.type, fold_name(a.object)) for a in found.activities]


def tried(frame: str) -> list[str]:
    """Return a third of the matters, another third for another frame."""
    turn = hashlib.sha256(frame.encode()).digest()[0] % 3
    return MATTERS[turn::3]


@pytest.mark.parametrize(("kind", "frame"), ACTS)
def test_an_act_is_found_whatever_it_is_about(kind, frame):
    acts = {matter: told(frame, matter) for matter in tried(frame)}
    missed = [
        (matter, found)
        for matter, found in acts.items()
        if not any(type_ == kind and _is(fold_name(matter), object_) for type_, object_ in found)
    ]
    assert len(missed) <= 2, missed


def test_few_acts_are_found_beside_the_one_that_is_told():
    tellings = [(frame, matter) for _, frame in ACTS for matter in tried(frame)[::5]]
    more = [(frame, matter, acts) for frame, matter in tellings if len(acts := told(frame, matter)) > 1]
    assert len(more) <= len(tellings) // 20, more


def test_an_act_keeps_to_its_clause():
    """Of two acts in one sentence each is found as it is found alone, and nothing between them."""
    joints = ("，", "；", "，并", "，随后", "，同时")
    mixed, tried_pairs = [], 3 * len(ACTS)
    for i in range(tried_pairs):
        one, other = ACTS[i % len(ACTS)][1], ACTS[(i * 7 + 13) % len(ACTS)][1]
        first, second = MATTERS[i % len(MATTERS)], MATTERS[(i * 5 + 3) % len(MATTERS)]
        alone = {*told(one, first), *told(other, second)}
        sentence = one.replace("※", first) + joints[i % 5] + other.replace("※", second)
        if alone != set(both := told(sentence, "")):
            mixed.append((sentence, both))
    assert len(mixed) <= tried_pairs // 20, mixed


@pytest.mark.parametrize(("predicate", "frame"), RELATIONS)
def test_a_relation_is_found_whichever_organ_it_is_to(predicate, frame):
    organs = [o for o in ORGANS if predicate != "supervises" or o not in NOT_SUPERVISED]
    found = {organ: relations(f"区人大常委会{frame.replace('※', organ)}。") for organ in organs}
    missed = [
        (organ, got)
        for organ, got in found.items()
        if not any(p == predicate and any(_is_organ(organ, n) for n in one | other) for one, p, other in got)
    ]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize(("kind", "frame"), PRACTICES)
def test_a_practice_is_found_however_its_name_is_built(kind, frame):
    names = [name for type_, name in BUILT if type_ == kind]
    found = {
        name: entities(f"{'' if frame[0] == '※' else '区人大常委会'}{frame.replace('※', name)}。") for name in names
    }
    missed = [
        (name, got)
        for name, got in found.items()
        if not any(type_ == kind and same_name({fold_name(name)}, forms, loose=True) for type_, forms in got)
    ]
    assert len(missed) <= len(names) // 4, missed


def _is(matter: str, object_: str) -> bool:
    """Is it the matter, with what stands around it, or most of the matter?"""
    return matter in object_ or (object_ in matter and len(object_) >= 0.7 * len(matter))


def _is_organ(printed: str, name: str) -> bool:
    bare = fold_name(printed)
    return bare in name or bare.replace("区", "上城区", 1) in name or bare.replace("团区委", "上城区团委") in name
