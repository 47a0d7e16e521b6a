"""Towns and streets that the gazetteer does not hold: told by what stands beside them, and nodes of their own."""

import pytest
from rdflib import Namespace

from rdgraph.graph.build import build_graph
from rdgraph.graph.validate import validate
from rdgraph.graph.vocabulary import RD
from tests.support import facts_of, newsletter

SCHEMA = Namespace("https://schema.org/")
TOLD = [
    ("区人大常委会在云溪街道召开座谈会。", "云溪街道"),
    ("代表们赴石浦乡视察水毁道路。", "石浦乡"),
    ("云溪街道人大工委组织代表走访企业12家。", "云溪街道"),
    ("上城区云溪街道的老旧小区已改造完成。", "云溪街道"),
    ("组成督查小组到区住建局、清波街道、云溪街道等9个单位查账目。", "云溪街道"),
]
NO_TOWNS = [
    "区人大常委会到相关乡镇、街道走访，深入城乡接合部调研。",
    "代表们来到和美乡村，走访古镇、集镇，在特色小镇听取介绍。",
    "各镇、街道联动，组织代表到所在镇、包联街道开展活动。",
    "由村社登记反馈给镇，问题交由所属街道办事处处理。",
    "在下乡过程中了解民情，推动返乡青年创业。",
]


def towns(sentence):
    facts = facts_of(newsletter("杭州市", 7, [("上城区：一项工作", f"上城区人大常委会加强监督。{sentence}")]))
    return facts, {
        e.label: (k, e) for k, e in facts.entities.items() if e.type == "Division" and "-" in k[-1]
    }  # fmt: skip


@pytest.mark.parametrize(("sentence", "name"), TOLD)
def test_a_town_is_told_by_what_stands_beside_it(sentence, name):
    facts, found = towns(sentence)
    key, town = found[name]
    assert key == ("division", f"330102-{name}")
    assert town.code is None
    assert facts.entities[town.contained_in].label == "上城区"


@pytest.mark.parametrize("sentence", NO_TOWNS)
def test_towns_in_general_are_none(sentence):
    assert not towns(sentence)[1]


def test_its_organs_and_stations_belong_to_it_and_the_graph_conforms():
    facts, _ = towns("区人大常委会在云溪街道代表联络站设立“法官工作室”。云溪街道人大工委每月接待群众。")
    labels = {e.label for e in facts.entities.values()}
    assert {"云溪街道代表联络站", "云溪街道人大工委"} <= labels
    graph = build_graph(facts)
    assert validate(graph).conforms
    [node] = [s for s in graph.subjects(RD.adminCode | SCHEMA.containedInPlace) if str(s).endswith("云溪街道")]
    assert graph.value(node, RD.adminCode) is None


def test_a_bare_town_congress_is_that_of_the_first_town_of_its_level():
    facts, _ = towns("在凯旋街道、云溪镇，有企业1600家。今年初，镇人大组织代表走访企业。")
    assert "云溪镇人大" in {label for e in facts.entities.values() if e.type == "CongressBody" for label in e.names}
