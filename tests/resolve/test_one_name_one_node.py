"""One name, one node: what is the same thing meets, what only bears the same name keeps apart."""

import pytest

from rdgraph.graph.build import build_graph
from rdgraph.graph.validate import validate
from rdgraph.model.facts import merge
from rdgraph.resolve.settle import settle
from tests.support import TALK, document, facts_of, labels, newsletter

CITIES = {"南京市": "320106", "徐州市": "320302", "福州市": "350102", "开封市": "410204"}


def drum_tower(city, number):
    body = f"鼓楼{TALK}推行“三个一”工作法，运用“局长·代表面对面”。李建国代表参加。\n\n（鼓楼区人大常委会办公室 王小明）"
    return facts_of(newsletter(city, number, [("鼓楼区：“一杯茶”里听民声", body)]), f"{city}.txt")


@pytest.fixture(scope="module")
def towers():
    return {city: drum_tower(city, 40 + i) for i, city in enumerate(CITIES)}


@pytest.mark.parametrize("city", CITIES)
def test_each_means_its_own(towers, city):
    key = labels(towers[city])
    assert key["鼓楼区"] == ("division", CITIES[city])
    assert key["鼓楼区人大常委会"] == ("org", f"{city}鼓楼区人大常委会")
    assert key["鼓楼区检察院"] == ("org", f"{city}鼓楼区检察院")
    (article,) = towers[city].articles.values()
    assert article.division == key["鼓楼区"]
    assert article.body_organ == key["鼓楼区人大常委会"]
    assert key["王小明"] in article.authors


def test_the_four_share_no_iri_but_the_brand(towers):
    assert len(towers) == 4
    own = [{k for k in facts.entities if k[0] != "division" or (len(k[1]) == 6 and k[1][2:] != "0000")} for facts in
           towers.values()]  # fmt: skip
    shared = set.union(*(a & b for i, a in enumerate(own) for b in own[i + 1 :]))
    assert shared == {("practice", "局长·代表面对面")}
    graph = build_graph(settle(merge(towers.values())))
    iris = {str(s) for s in graph.subjects()}
    assert len([i for i in iris if i.endswith("鼓楼区人大常委会")]) == 4
    assert len([i for i in iris if i.endswith("/王小明")]) == 4


def test_newsletters_of_one_title_keep_apart():
    parts = []
    for city in CITIES:
        text = newsletter("鼓楼区", 7, [("区人大常委会开展养老服务调研", TALK)])
        parts.append(facts_of(text.replace("鼓楼区人大常委会办公室编", f"{city}鼓楼区人大常委会办公室编"), city))
    merged = merge(parts)
    assert sorted(merged.issues) == sorted(("issue", f"{city}鼓楼区鼓楼区人大信息", "7") for city in CITIES)
    assert {i.compiler for i in merged.issues.values()} == {("org", f"{c}鼓楼区人大常委会办公室") for c in CITIES}
    assert len(merged.articles) == 4


def test_a_compiler_is_the_office_that_articles_name():
    text = newsletter("泉州市", 3, [("市人大常委会开展养老服务调研", "市人大常委会办公室组织代表走访企业12家。")])
    facts = facts_of(text.replace("泉州市人大常委会办公室编", "泉州市人民代表大会常务委员会办公室编"))
    (issue,) = facts.issues.values()
    assert issue.compiler == ("org", "泉州市人大常委会办公室")
    assert ("org", "泉州市人大常委会办公室") in {
        s.object for a in facts.articles.values() for s in a.statements if s.predicate == "mentions"
    }


BRANDS = [
    ("“三推两助”活动", "“三推两助 双岗建功”代表主题活动"),
    ("“局长·代表面对面”", "“局长·代表面对面”活动"),
    ("“四张清单”", "“四张清单”机制"),
]


@pytest.mark.parametrize(("one", "other"), BRANDS)
def test_variants_of_a_brand_meet_across_districts(one, other):
    bodies = [f"区人大常委会深入开展{one}，推动解决问题12个。", f"区人大常委会深入开展{other}，推动解决问题12个。"]
    text = newsletter(
        "杭州市", 5, [(f"上城区：{bodies[0]}"[:14], "上城" + bodies[0]), ("余杭区：履职有方", "余杭" + bodies[1])]
    )
    facts = facts_of(text)
    practices = [
        {s.object for s in a.statements if s.predicate == "mentions" and s.object[0] == "practice"}
        for a in facts.articles.values()
    ]
    assert len(practices) == 2
    shared = practices[0] & practices[1]
    assert len(shared) == 1, practices
    assert len(shared.pop()) == 2  # no district in the key of a brand


def test_a_slogan_of_two_districts_is_two_nodes_of_one_label():
    slogan = "区人大常委会创新推行“三紧盯”工作法，推动解决问题12个。"
    text = newsletter("杭州市", 6, [("上城区：履职有方", "上城" + slogan), ("余杭区：监督有力", "余杭" + slogan)])
    found = {k: e.label for k, e in facts_of(text).entities.items() if "三紧盯" in k[-1]}
    assert len(found) == 2, found
    assert {k[1] for k in found} == {"上城区", "余杭区"}
    assert len(set(found.values())) == 1


def test_long_and_short_forms_of_an_organ_are_one_node():
    text = newsletter(
        "泉州市",
        8,
        [
            (
                "鲤城区：监督有力",
                "鲤城区人民代表大会常务委员会联合鲤城区人民检察院开展调研。区人大常委会与区检察院回访。",
            )
        ],
    )
    organs = {k[1] for k in facts_of(text).entities if k[0] == "org" and k[1].startswith("鲤城区")}
    assert organs == {"鲤城区人大常委会", "鲤城区检察院"}


def test_an_article_whose_area_is_open_links_no_organ():
    facts = facts_of("开展养老服务调研\n\n区人大常委会联合区检察院开展养老服务专题调研，走访企业12家。\n")
    (article,) = facts.articles.values()
    assert article.issue is None
    assert article.division is None
    assert article.body_organ is None
    assert not [k for k in facts.entities if k[0] == "org"]
    assert {u.reason for u in article.unresolved} == {"area-unknown"}
    assert {u.surface for u in article.unresolved} >= {"区人大常委会", "区检察院"}


@pytest.mark.parametrize(
    ("city", "body", "shown"),
    [
        ("泉州市", "组织代表走访企业12家。\n\n（王小明）", "王小明"),
        ("泉州市", "组织代表走访企业12家。\n\n（办公室 王小明）", "办公室"),
        ("巴音郭楞州", "市人大常委会组织代表走访企业12家。", "代表履职有方"),
    ],
)
def test_an_area_that_only_the_newsletter_tells_rests_on_byline_or_headline(city, body, shown):
    facts = facts_of(newsletter(city, 3, [("代表履职有方", body)]))
    (article,) = facts.articles.values()
    evidence = {s.object: s.evidence for s in article.statements if s.predicate == "mentions"}
    for key in (article.division, article.body_organ):
        assert key is not None
        (span,) = evidence[key].spans
        assert shown in article.article.text[span.start : span.end]
    assert validate(build_graph(facts)).conforms


def test_a_former_district_leads_to_its_successor():
    text = newsletter("杭州市", 9, [("江干区：监督有力", "江干区人大常委会开展养老服务调研。")])
    entities = facts_of(text.replace("2025", "2016")).entities
    former = next(e for e in entities.values() if e.label == "江干区")
    assert former.code == "330104"
    assert [entities[k].label for k in former.replaced_by] == ["上城区"]
    assert document(text).issue.total_number == 9


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("市人大社会建设委员会", "市人大社会委"),
        ("市人大常委会财政经济工作委员会", "市人大常委会财经工委"),
        ("市发展和改革委员会", "市发改委"),
        ("市市场监督管理局", "市市场监管局"),
    ],
)
def test_an_organ_is_one_under_its_long_and_its_short_name(long, short):
    body = f"{TALK}{long}牵头开展走访。会后，{short}梳理问题清单。"
    facts = facts_of(newsletter("泉州市", 9, [("市人大常委会开展养老服务调研", body)]), "one.txt")
    keys = {key for key, e in facts.entities.items() if {long, short} & {*e.names, *e.forms}}
    assert len(keys) == 1, keys
