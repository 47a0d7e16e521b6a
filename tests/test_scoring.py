"""`rdgraph score`: the figures of a graph against annotations, the same as the shared referee's where it is at hand."""

import json
import subprocess
import sys

import pytest
from rdflib import RDF, Graph

from rdgraph.graph.build import build_graph
from rdgraph.graph.vocabulary import RD
from rdgraph.resolve.settle import settle
from rdgraph.scoring import PARTS, fold_name, same_name, score_graph
from tests.support import SHARED, facts_of, graph_of, newsletter, rdgraph

REFEREE, GOLD, SOURCE = (
    SHARED / "tools" / "score.py",
    SHARED / "gold" / "710.json",
    SHARED / "corpus" / "hangzhou-710.txt",
)
needs_shared = pytest.mark.skipif(not REFEREE.exists(), reason="no ../shared: the newsletter is not ours to publish")

BODY = "区人大常委会联合区检察院开展专题调研，走访企业12家，收到意见建议35条。"
ARTICLE = {
    "id": "A1", "kind": "article", "section": "监督聚焦", "title": "鲤城区：监督有力", "division": "鲤城区",
    "body_organ": "鲤城区人大常委会", "unit": "", "authors": [],
    "entities": [
        {"name": "鲤城区", "type": "Division"},
        {"name": "鲤城区人大常委会", "type": "StandingCommittee"},
        {"name": "鲤城区检察院", "type": "Procuratorate", "aliases": ["区检察院"]},
    ],
    "relations": [{"s": "鲤城区人大常委会", "p": "cooperatesWith", "o": "鲤城区检察院"}],
    "quantities": [
        {"text": "12家", "value": 12, "unit": "家", "of": "企业"},
        {"text": "35条", "value": 35, "unit": "条", "of": "意见建议"},
    ],
    "activities": [],
}  # fmt: skip
WANTED = {"issue": {"title": "泉州人大信息", "total_number": 3, "number": 3, "sent_to": []}, "articles": [ARTICLE]}


@pytest.fixture(scope="module")
def graph():
    facts = facts_of(newsletter("泉州市", 3, [("鲤城区：监督有力", "鲤城" + BODY)]))
    return build_graph(settle(facts))


def figures(graph, gold=WANTED):
    score = score_graph(graph, gold, "试")
    return {part: score.figure(part) for part in PARTS}


def test_a_graph_that_says_what_the_annotation_says(graph):
    got = figures(graph)
    for part in ("entities", "relations", "quantities", "quantity_of", "evidence"):
        assert got[part] == 1.0, (part, score_graph(graph, WANTED, "试").misses)
    assert got["structure"] > 0.8


FLAWS = {
    "a missed entity": ("entities", "entities", {"name": "鲤城区法院", "type": "Court"}, "miss  entities"),
    "an entity of another type": ("entities", "entities", {"name": "鲤城区检察院", "type": "Court"}, "miss  entities"),
    "a missed relation": (
        "relations", "relations", {"s": "鲤城区人大常委会", "p": "supervises", "o": "鲤城区检察院"}, "miss  relations",
    ),
    "a missed quantity": ("quantities", "quantities", {"text": "9件", "value": 9, "unit": "件"}, "miss  quantities"),
    "a missed activity": (
        "activities", "activities", {"type": "视察", "agent": "鲤城区人大常委会", "object": "某校"}, "miss  activities",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FLAWS)
def test_a_miss_lowers_the_recall_of_its_part_alone(graph, case):
    assert len(FLAWS) == 5
    part, field, extra, line = FLAWS[case]
    gold = {**WANTED, "articles": [{**ARTICLE, field: [*ARTICLE[field], extra]}]}
    before, after = score_graph(graph, WANTED, "试"), score_graph(graph, gold, "试")
    assert after.part(part).misses == before.part(part).misses + 1
    line = line.removeprefix("miss").strip()
    assert sum(f.startswith(line) for f in after.misses) == sum(f.startswith(line) for f in before.misses) + 1
    untouched = {p for p in PARTS if p not in (part, "practices")}
    assert {p: after.part(p) for p in untouched} == {p: before.part(p) for p in untouched}


@pytest.mark.parametrize("case", FLAWS)
def test_what_is_optional_is_no_miss(graph, case):
    part, field, extra, _ = FLAWS[case]
    gold = {**WANTED, "articles": [{**ARTICLE, field: [*ARTICLE[field], {**extra, "optional": True}]}]}
    assert score_graph(graph, gold, "试").part(part).misses == score_graph(graph, WANTED, "试").part(part).misses


def test_an_extra_lowers_precision(graph):
    gold = {**WANTED, "articles": [{**ARTICLE, "entities": ARTICLE["entities"][:-1]}]}
    tally = score_graph(graph, gold, "试").part("entities")
    assert (tally.hits, tally.extras, tally.misses) == (2, 1, 0)
    assert tally.precision == pytest.approx(2 / 3)


def test_names_compare_whatever_their_width_quotes_and_long_forms():
    assert fold_name("“三查 三护”（试行）") == fold_name("三查三护(试行)")
    assert fold_name("上城区人民代表大会常务委员会") == fold_name("上城区人大常委会")
    assert same_name(["三查三护"], ["三查三护监督"], loose=True)
    assert not same_name(["三查三护"], ["三查三护监督"], loose=False)
    assert not same_name(["查"], ["三查三护监督"], loose=True)


def test_the_command_prints_every_part_and_holds_the_bar(tmp_path, graph):
    graph.serialize(tmp_path / "g.ttl", format="turtle", encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps(WANTED), encoding="utf-8")
    done = rdgraph("score", "g.ttl", "gold.json", "--min", "entities=0.99", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[: len(PARTS)]] == list(PARTS)
    kinds = {line.split()[0] for line in lines if line.startswith("   ")}
    assert {e["type"] for e in ARTICLE["entities"]} | {r["p"] for r in ARTICLE["relations"]} <= kinds
    done = rdgraph("score", "g.ttl", "gold.json", "--min", "activities=0.99", "--errors", cwd=tmp_path)
    assert done.returncode == 1
    assert "activities=0.99" in done.stderr


def test_the_command_lists_gains_and_losses(tmp_path, graph):
    graph.serialize(tmp_path / "now.ttl", format="turtle", encoding="utf-8")
    worse = Graph() + graph
    for assertion in list(worse.subjects(RDF.predicate, RD.cooperatesWith)):
        worse.remove((assertion, None, None))
    worse.serialize(tmp_path / "then.ttl", format="turtle", encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps(WANTED), encoding="utf-8")
    done = rdgraph("score", "now.ttl", "gold.json", "--against", "then.ttl", cwd=tmp_path)
    assert any(
        line.startswith("得 gained + relations") and "cooperatesWith" in line and "[" in line
        for line in done.stdout.splitlines()
    )
    done = rdgraph("score", "then.ttl", "gold.json", "--against", "now.ttl", cwd=tmp_path)
    assert any(line.startswith("失 lost − relations") and "cooperatesWith" in line for line in done.stdout.splitlines())


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"articles": 7}', "不是"])
def test_an_annotation_that_is_none_is_a_message(tmp_path, graph, content):
    graph.serialize(tmp_path / "g.ttl", format="turtle", encoding="utf-8")
    (tmp_path / "gold.json").write_text(content, encoding="utf-8")
    done = rdgraph("score", "g.ttl", "gold.json", cwd=tmp_path)
    assert done.returncode == 1
    assert "gold.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_graph_that_is_none_is_a_message(tmp_path):
    (tmp_path / "g.ttl").write_text("这不是 Turtle <<", encoding="utf-8")
    (tmp_path / "gold.json").write_text(json.dumps(WANTED), encoding="utf-8")
    done = rdgraph("score", "g.ttl", "gold.json", cwd=tmp_path)
    assert done.returncode == 1
    assert "g.ttl" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_issue_is_a_message(graph):
    from rdgraph.errors import GraphError

    with pytest.raises(GraphError, match="99"):
        score_graph(graph, {**WANTED, "issue": {"total_number": 99}}, "试")


@needs_shared
def test_the_figures_are_those_of_the_referee(tmp_path):
    graph = graph_of(SOURCE)
    graph.serialize(tmp_path / "710.ttl", format="turtle", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(REFEREE), str(tmp_path / "710.ttl"), str(GOLD), "--json"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    theirs = json.loads(done.stdout)
    mine = score_graph(graph, json.loads(GOLD.read_text(encoding="utf-8")), "710")
    compared = 0
    for part in PARTS:
        if part == "evidence":  # the referee reads a title's quotation marks otherwise
            assert theirs[part]["accuracy"] == pytest.approx(mine.figure(part), abs=0.01)
            continue
        wanted = theirs[part]
        tally = mine.part(part)
        if "F1" in wanted:
            got = (tally.precision, tally.recall, tally.f1, tally.hits + tally.misses, tally.hits + tally.extras)
            figures_ = (wanted["P"], wanted["R"], wanted["F1"], wanted["gold"], wanted["built"])
        else:
            got, figures_ = (tally.recall, tally.hits + tally.misses), (wanted["accuracy"], wanted["gold"])
        assert got == pytest.approx(figures_, abs=6e-4), part
        compared += 1
    assert compared == 7
