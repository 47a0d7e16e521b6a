"""The files of the network view, without a browser: same bytes, same places, all attributes."""

from __future__ import annotations

import io
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
from rdflib import Graph
from rdflib.namespace import RDFS

from rdgraph.export import gexf, graphml
from rdgraph.export.network import render
from rdgraph.export.network.collect import collect
from rdgraph.export.network.layout import place, tile
from rdgraph.export.network.multigraph import to_networkx
from rdgraph.export.network.payload import common_base, initials
from rdgraph.export.network.terms import Terms
from rdgraph.graph.vocabulary import DEFAULT_BASE, RD

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "src" / "rdgraph" / "export" / "templates"
sys.path.insert(0, str(HERE / "browser"))

from sample import HOSTILE, hostile, newsletter  # noqa: E402

ONTOLOGY = Graph().parse(HERE.parent / "ontology" / "rdgraph.ttl")


def knowledge(graph):
    terms = Terms.read(ONTOLOGY)
    return collect(graph, terms), terms


def embedded(page: str, name: str = "data") -> dict:
    return json.loads(
        re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL).group(1)
    )


# ---------------------------------------------------------------- bytes


def test_same_graph_same_bytes_whatever_the_order_of_triples_and_hashes():
    program = (
        "import sys, hashlib, random; sys.path.insert(0, sys.argv[1]); from sample import newsletter\n"
        "from rdflib import Graph; from rdgraph.export import gexf, graphml, network\n"
        "triples = sorted(newsletter()); random.Random(int(sys.argv[2])).shuffle(triples); g = Graph()\n"
        "for t in triples: g.add(t)\n"
        "out = network.render(g, title='t').encode() + graphml.render(g) + gexf.render(g)\n"
        "print(hashlib.sha256(out).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        done = subprocess.run(
            [sys.executable, "-c", program, str(HERE / "browser"), seed],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_page_asks_for_nothing_and_cannot_be_broken_out_of():
    page = render(hostile(), title=HOSTILE[0], ontology=ONTOLOGY)
    assert page.count("</script>") == 3
    assert page.count("<script") == 3
    outside = page[: page.index('<script type="application/json"')]
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", outside)
    assert "@import" not in page
    assert "url(" not in page.split("</style>")[0]
    assert HOSTILE[0] not in page
    assert embedded(page)["title"] == HOSTILE[0]


def test_text_is_left_out_with_no_text():
    page = render(newsletter(text=False), title="t", ontology=ONTOLOGY)
    data = embedded(page)
    assert data["hasText"] is False
    assert "构建" not in json.dumps(data["statements"], ensure_ascii=False)


# ---------------------------------------------------------------- words


def test_every_word_of_the_page_is_in_both_languages_and_used():
    words = json.loads((TEMPLATES / "strings.json").read_text(encoding="utf-8"))
    source = "\n".join(p.read_text(encoding="utf-8") for p in sorted((TEMPLATES / "network").glob("*.js")))
    markup = (TEMPLATES / "network.html.j2").read_text(encoding="utf-8")
    asked = set(re.findall(r'\b(?:t|note)\("(\w+)"', source))
    asked |= set(re.findall(r's\("(\w+)"\)', markup)) | set(re.findall(r'data-t-\w+="(\w+)"', markup))
    assert asked - set(words) == set()
    assert {k for k in words if not re.search(rf'"{k}"', source + markup)} == set()
    for key, word in words.items():
        assert set(word) == {"zh", "en"}, key
        assert set(re.findall(r"\{\w+\}", word["zh"])) == set(re.findall(r"\{\w+\}", word["en"])), key


def test_names_and_families_come_from_the_ontology():
    terms = Terms.read(ONTOLOGY)
    assert terms.name(str(RD.Mechanism))["zh"] in {str(label) for label in ONTOLOGY.objects(RD.Mechanism, RDFS.label)}
    assert terms.family(str(RD.Court)).id == "organ"
    assert terms.family(str(RD.StandingCommittee)).id == "congress"
    assert terms.family(str(RD.Platform)).id == "practice"
    assert terms.family("https://example.org/Other").id == "other"
    bare = Terms.read()
    assert bare.name(str(RD.Mechanism)) == {"zh": "Mechanism", "en": "Mechanism"}


def test_no_class_is_named_in_the_scripts():
    source = "\n".join(p.read_text(encoding="utf-8") for p in (TEMPLATES / "network").glob("*.js"))
    for cls in ("Mechanism", "StandingCommittee", "Division", "Procuratorate", "Court", "Quantity"):
        assert f'"{cls}' not in source


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["四张清单"], "szqd"), (["局长·代表面对面", "民声e"], "jzdbmdm mse"), (["“135”"], "135"), ([], "")],
)
def test_pinyin_initials(names, expected):
    assert initials(names) == expected


# ---------------------------------------------------------------- places and ranks


def test_a_later_issue_moves_nothing_that_it_does_not_share():
    everything = newsletter()
    before = Graph()
    later = {f"{DEFAULT_BASE}{x}" for x in ("issue/杭州人大信息/712", "article/杭州人大信息/712/01")}
    gone = {s for s, o in everything.subject_objects(RD.article) if str(o) in later} | {
        s for s in everything.subjects() if str(s) in later
    }
    for triple in everything:
        if triple[0] not in gone and str(triple[2]) not in later and "712" not in str(triple[0]):
            before.add(triple)
    old, terms = knowledge(before)
    new, _ = knowledge(everything)
    places, again = place(old, terms), place(new, terms)
    told = {i for i, e in old.entities.items() if e.articles and e.articles == new.entities[i].articles}
    assert len(told) > 12
    assert {i: again[i] for i in told} == {i: places[i] for i in told}


def test_districts_stand_where_their_code_says():
    assert tile("330106") == tile("330106")
    county_codes = [*range(2, 16), *range(21, 32), *range(81, 87)]
    spots = [tile(f"3505{k:02d}") for k in county_codes]
    assert min(math.dist(a, b) for k, a in enumerate(spots) for b in spots[:k]) > 0.75
    full, terms = knowledge(newsletter())
    points = place(full, terms)
    west, east = (points[f"{DEFAULT_BASE}division/{code}"] for code in ("330106", "330113"))
    assert west[0] < east[0]
    assert len(set(points.values())) == len(points)


def test_shared_practices_lie_between_the_districts_that_share_them():
    full, terms = knowledge(newsletter())
    points = place(full, terms)
    face = points[f"{DEFAULT_BASE}mechanism/局长·代表面对面"]
    linping, fuyang = (points[f"{DEFAULT_BASE}division/{c}"] for c in ("330113", "330111"))
    assert min(linping[0], fuyang[0]) < face[0] < max(linping[0], fuyang[0])
    assert min(linping[1], fuyang[1]) < face[1] < max(linping[1], fuyang[1])


def test_the_most_informative_come_first():
    full, terms = knowledge(newsletter())
    graph = to_networkx(full, terms)
    ranked = sorted(graph.nodes, key=lambda n: graph.nodes[n]["rank"])
    districts = {f"{DEFAULT_BASE}division/{c}" for c in ("330100", "330113", "330111", "330106")}
    assert set(ranked[:4]) == districts
    assert ranked[4] == f"{DEFAULT_BASE}mechanism/四张清单"


def test_base_is_read_from_the_graph():
    full, _ = knowledge(newsletter())
    assert common_base(full) == DEFAULT_BASE
    empty, _ = knowledge(Graph())
    assert common_base(empty) == ""


# ---------------------------------------------------------------- GraphML, GEXF


@pytest.mark.parametrize("graph", [newsletter, hostile, Graph])
def test_graphml_and_gexf_open_with_all_attributes(graph, tmp_path):
    full, terms = knowledge(graph())
    made = to_networkx(full, terms)
    by_graphml = nx.read_graphml(io.BytesIO(graphml.render(graph(), ontology=ONTOLOGY)), force_multigraph=True)
    path = tmp_path / "graph.gexf"
    path.write_bytes(gexf.render(graph(), ontology=ONTOLOGY))
    by_gexf = nx.read_gexf(path) if len(made) else nx.MultiDiGraph()
    assert len(by_graphml) == len(by_gexf) == len(made)
    assert by_graphml.number_of_edges() == made.number_of_edges()
    assert sum(1 for _ in by_gexf.edges()) == made.number_of_edges()
    for iri, attributes in made.nodes(data=True):
        assert set(attributes) <= set(by_graphml.nodes[iri])
        assert set(attributes) - {"label"} <= set(by_gexf.nodes[iri])
        assert {"x", "y"} <= set(by_graphml.nodes[iri])
    for s, o, key, attributes in made.edges(keys=True, data=True):
        assert set(attributes) <= set(by_graphml.edges[s, o, key])


def test_graphml_carries_the_evidence():
    graph = nx.read_graphml(io.BytesIO(graphml.render(newsletter(), ontology=ONTOLOGY)), force_multigraph=True)
    edge = next(d for _, _, d in graph.edges(data=True) if d["label_en"] == "involves" and d["kind"] == "stated")
    assert edge["quote"] == "西湖区法院参加三个一"
    assert edge["date"] == "2025-08-20"
    assert edge["issue"] == "杭州人大信息总第712期"
    assert edge["confidence"] == 0.9


def test_parallel_relations_all_stay():
    graph = nx.read_graphml(io.BytesIO(graphml.render(newsletter(), ontology=ONTOLOGY)), force_multigraph=True)
    court, three = f"{DEFAULT_BASE}court/西湖区法院", f"{DEFAULT_BASE}mechanism/三个一"
    assert {d["predicate"] for d in graph.get_edge_data(three, court).values()} == {str(RD.involves), str(RD.targets)}
