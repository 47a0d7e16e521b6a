"""Merging facts is associative and commutative and has a neutral value, so that files can be read in any order."""

import pickle
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdgraph.export.turtle import turtle
from rdgraph.graph.build import build_graph
from rdgraph.model.facts import Entity, Facts, IssueFacts, merge
from rdgraph.resolve.settle import settle
from tests.support import SAMPLES, facts_of, newsletter, rdgraph

NAMES = st.sampled_from(["甲", "乙", "丙"])
KEYS = st.tuples(st.sampled_from(["org", "practice"]), NAMES)
COUNTS = st.dictionaries(NAMES, st.integers(1, 3), min_size=1).map(Counter)
ENTITIES = st.builds(
    Entity,
    KEYS,
    COUNTS,
    COUNTS,
    st.frozensets(NAMES),
    st.none() | st.sampled_from(["330102", "330105"]),
    st.none() | KEYS,
    st.none() | KEYS,
    st.none() | KEYS,
    st.frozensets(KEYS),
)


def real_parts():
    """Three samples, two districts of one name, and three editions of one issue, two of them of equal bytes."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in SAMPLES]
    body = "推行“三个一”工作法，运用“四张清单”，解决问题12个。\n\n（鼓楼区人大常委会办公室 王小明）"
    for city in ("南京市", "福州市"):
        texts.append((f"{city}.txt", newsletter(city, 4, [("鼓楼区：监督有力", f"鼓楼区人大常委会{body}")])))
    longer = newsletter("南京市", 4, [("鼓楼区：监督有力", f"鼓楼区人大常委会{body}"), ("秦淮区：履职有方", body)])
    texts += [("南京市二.txt", longer), ("南京市三.txt", longer)]
    return [facts_of(text, name) for name, text in texts]


@pytest.fixture(scope="module")
def parts():
    found = real_parts()
    assert len(found) == 7
    return found


def folded(items, draw_split):
    """Merge by a random tree."""
    if len(items) <= 1:
        return items[0] if items else Facts()
    cut = draw_split(1, len(items) - 1)
    return folded(items[:cut], draw_split).merged(folded(items[cut:], draw_split))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_and_any_grouping_give_the_same(parts, data):
    order = data.draw(st.permutations(parts))
    tree = folded(order, lambda low, high: data.draw(st.integers(low, high)))
    assert tree == merge(parts)


def test_nothing_merged_changes_nothing(parts):
    for part in parts:
        assert part.merged(Facts()) == part == Facts().merged(part)
    assert merge([]) == Facts()


def test_of_two_editions_one_stays_whole(parts):
    merged = merge(parts)
    (key,) = (k for k in merged.issues if "南京" in k[1])
    issue = merged.issues[key]
    editions = [p.issues[key] for p in parts if key in p.issues]
    assert len(editions) == 3
    assert issue == min(editions, key=lambda e: (e.source_sha256, e.source_name))
    assert {k for k in merged.articles if k[1] == key[1]} == set(issue.articles)


@given(ENTITIES, ENTITIES, ENTITIES)
def test_entities_merge_associatively_and_commutatively(a, b, c):
    a, b, c = (replace(e, key=("org", "甲")) for e in (a, b, c))
    assert a.merged(b) == b.merged(a)
    assert a.merged(b).merged(c) == a.merged(b.merged(c))
    both = a.merged(b)
    assert both.forms >= a.forms | b.forms
    assert both.names.total() == a.names.total() + b.names.total()
    assert both.label in {*a.names, *b.names}


@given(st.lists(st.tuples(KEYS, ENTITIES), max_size=8), st.randoms(use_true_random=False))
def test_facts_of_anything_merge_in_any_order(rows, shuffler: random.Random):
    singles = [Facts({key: replace(entity, key=key)}) for key, entity in rows]
    shuffled = list(singles)
    shuffler.shuffle(shuffled)
    assert merge(shuffled) == merge(singles) == reduce(Facts.merged, singles, Facts())


def test_facts_survive_the_way_between_processes(parts):
    for part in parts:
        assert pickle.loads(pickle.dumps(part)) == part
    assert all(isinstance(i, IssueFacts) for p in parts for i in p.issues.values())


def test_any_order_gives_the_same_turtle(parts):
    first = turtle(build_graph(settle(merge(parts))))
    assert turtle(build_graph(settle(merge(reversed(parts))))) == first
    assert turtle(build_graph(settle(merge([*parts[3:], *parts[:3]])))) == first


ENVIRONMENTS = [
    {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "4711", "TZ": "UTC", "LC_ALL": "C", "LANG": "zh_CN.GB18030", "PYTHONOPTIMIZE": "1"},
]


def test_bytes_do_not_depend_on_the_process(tmp_path):
    def build(number, variables, order):
        out = tmp_path / str(number)
        done = rdgraph("build", *(SAMPLES[i] for i in order), "-o", out, **variables)
        assert done.returncode == 0, done.stderr
        return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}

    with ThreadPoolExecutor() as pool:
        built = list(pool.map(build, range(3), ENVIRONMENTS, ([0, 1, 2], [2, 0, 1], [1, 2, 0])))
    assert "graph.ttl" in built[0]
    assert built[0] == built[1] == built[2]
