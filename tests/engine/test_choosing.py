"""Choosing: the overlap policy, guards, anaphors, and what is said of the losers."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdgraph.extract.candidates import Candidate, priority_then_longest, repeated, resolve_anaphors, tidy
from rdgraph.extract.matching import refusal
from tests.support import pack_of, rule


def candidate(start, end, rule_="r.a", priority=50, **fields):
    values = {"name": "名", "area": None, "core": None, "scope": "area", "confidence": 0.9, **fields}
    return Candidate("Platform", start, end, values.pop("name"), values.pop("area"), values.pop("core"),
                     values.pop("scope"), rule_, priority, values.pop("confidence"), **values)  # fmt: skip


POLICY = [
    ("higher priority beats longer", [(0, 9, "r.long", 50), (3, 5, "r.high", 60)], ["r.high"]),
    ("longer beats earlier", [(0, 4, "r.early", 50), (2, 8, "r.long", 50)], ["r.long"]),
    ("earlier beats later", [(2, 6, "r.late", 50), (0, 4, "r.early", 50)], ["r.early"]),
    ("the id decides at last", [(0, 4, "r.b", 50), (0, 4, "r.a", 50)], ["r.a"]),
    ("neighbours both stay", [(0, 4, "r.a", 50), (4, 8, "r.b", 50)], ["r.a", "r.b"]),
    ("a loser frees nothing it did not hold", [(0, 4, "r.a", 70), (2, 9, "r.b", 60), (6, 8, "r.c", 50)], ["r.a", "r.c"]),
]  # fmt: skip


@pytest.mark.parametrize(("spans", "kept"), [case[1:] for case in POLICY], ids=[case[0] for case in POLICY])
def test_policy(spans, kept):
    assert [c.rule for c in priority_then_longest([candidate(*s) for s in spans])[0]] == kept


def test_case_count():
    assert len(POLICY) == 6
    assert len(GUARDS) == 10


def test_a_loser_is_told_to_whom_it_lost():
    _, lost = priority_then_longest([candidate(0, 4, "r.weak", 40), candidate(1, 3, "r.strong", 60)])
    assert [(c.rule, why) for c, why in lost] == [("r.weak", "overlap:r.strong")]


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(["r.a", "r.b"]), st.integers(1, 3)),
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)
def test_policy_is_total_and_ignores_the_order_of_finding(rows, shuffler: random.Random):
    found = [candidate(s, s + n, r, p) for s, n, r, p in rows]
    kept, lost = priority_then_longest(found)
    shuffled = list(found)
    shuffler.shuffle(shuffled)
    assert priority_then_longest(shuffled)[0] == kept
    assert all(a.end <= b.start for a, b in pairwise(kept))
    # Everything found was kept, or lost to something that overlaps it and ranks as high.
    for c in {*found} - {*kept}:
        rivals = [k for k in kept if k.start < c.end and c.start < k.end]
        assert any(
            (-k.priority, k.start - k.end, k.start, k.rule) <= (-c.priority, c.start - c.end, c.start, c.rule)
            for k in rivals
        )
    assert {c for c, _ in lost} <= {*found} - {*kept}


GUARDS = [
    ({"unless_left": "新"}, "甲", "新", "", "unless_left"),
    ({"unless_left": "新"}, "甲", "新的", "", None),
    ({"only_left": "在"}, "甲", "人在", "", None),
    ({"only_left": "在"}, "甲", "人", "", "only_left"),
    ({"unless_right": "们"}, "甲", "", "们来了", "unless_right"),
    ({"unless_right": "们"}, "甲", "", "来们", None),
    ({"only_right": "。"}, "甲", "", "，", "only_right"),
    ({"unless_name": "甲|乙"}, "甲", "", "", "unless_name"),
    ({"unless_name": "甲|乙"}, "甲乙", "", "", None),
    ({"only_name": "{words}"}, "丙", "", "", "only_name"),
]


@pytest.mark.parametrize(("guards", "name", "left", "right", "refused"), GUARDS)
def test_guards(tmp_path, guards, name, left, right, refused):
    pack = pack_of(tmp_path, a={"lists": {"words": ["甲", "乙"]}, "rules": [rule("r.a", "甲", guards=guards)]})
    assert refusal(pack.rules[0], name, left, right) == refused


def test_an_anaphor_takes_the_name_of_its_antecedent_or_is_an_orphan():
    first = candidate(0, 4, name="三查三护监督", core="三查三护")
    second = candidate(9, 13, "r.back", anaphor=True, core="三查三护", name="三查三护")
    orphan = candidate(20, 22, "r.back", anaphor=True, core="四督")
    linked, orphans = resolve_anaphors([first, second, orphan], ())
    assert [c.name for c in linked] == ["三查三护监督", "三查三护监督"]
    assert orphans == [orphan]


def test_a_bare_town_congress_needs_a_town():
    bare = candidate(0, 3, "r.town", name="{area}人大", core="镇人大", area="镇", anaphor=True)
    assert resolve_anaphors([bare], {"上城区", "丁兰街道"})[1] == [bare]
    assert resolve_anaphors([bare], {"上城区", "塘栖镇"})[1] == []


def test_a_name_repeated_is_found_again_outside_what_is_taken():
    text = "建立议事亭制度。议事亭制度很好。新议事亭制度馆。"
    known = candidate(2, 7, name="议事亭制度")
    blocked = candidate(17, 23, "r.other")
    found = repeated(text, [known], [known, blocked])
    assert [(c.start, c.end, c.anaphor) for c in found] == [(8, 13, True)]


@pytest.mark.parametrize(
    ("name", "kind", "want"),
    [
        ("“三查三护”行动", "Program", "三查三护行动"),
        ("《乙法》", "Document", "乙法"),
        ("《关于〈乙法〉的决定》", "Document", "关于〈乙法〉的决定"),
        ("《甲法》和《乙法》", "Document", "《甲法》和《乙法》"),
        ("噪声污染防治“一法一条例”", "Document", "噪声污染防治“一法一条例”"),
    ],
)
def test_tidy(name, kind, want):
    assert tidy(name, kind) == want
