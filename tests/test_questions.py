"""The saved questions: proved on a small graph written by hand, equal in two engines, right on a real issue."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from rdgraph.errors import QueryError
from rdgraph.query.dataset import Dataset
from rdgraph.query.evaluate import Table, evaluate, name_finder
from rdgraph.query.matching import NotUnderstood, Understood, understand
from rdgraph.query.questions import catalogue
from tests.support import graph_of

HERE = Path(__file__).parent
SMALL = HERE / "data" / "two-issues.ttl"
ISSUE_710 = HERE.parents[1] / "shared" / "corpus" / "hangzhou-710.txt"
if not ISSUE_710.is_file():
    ISSUE_710 = HERE.parents[2] / "shared" / "corpus" / "hangzhou-710.txt"

NAMES = list(catalogue().questions)


@cache
def small() -> Dataset:
    return Dataset.load(SMALL)


@cache
def store() -> ox.Store:
    return small().store()


@cache
def in_rdflib() -> rdflib.Graph:
    triples = small().triples + small().divisions
    return rdflib.Graph().parse(data="".join(f"{t} .\n" for t in triples), format="nt")


def ask(name: str, of: ox.Store | None = None, **values: str) -> list[dict[str, str]]:
    table = evaluate(of or store(), catalogue().question(name).bind(values))
    assert isinstance(table, Table)
    return [
        {v: t.value for v, t in zip(table.variables, row, strict=True) if isinstance(t, (ox.Literal, ox.NamedNode))}
        for row in table.rows
    ]


def column(rows: list[dict[str, str]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(row.get(n, "") for n in names) for row in rows]


# ── The catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_question_of_the_design_is_there_once():
    assert sorted(q.number for q in catalogue().questions.values() if q.number) == list(range(1, 19))
    folder = HERE.parent / "ontology" / "queries"
    assert sorted(NAMES) == sorted(p.stem for p in folder.glob("*.rq"))


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_those_of_the_query_and_defaults_are_in_it(name):
    question = catalogue().question(name)
    blocks = dict(re.findall(r"VALUES \?(\w+) \{ ((?:\"[^\"]*\"(?:@zh)?|UNDEF|[0-9]+)) \}", question.sparql))
    assert sorted(blocks) == sorted(p.name for p in question.parameters)
    for parameter in question.parameters:
        written = "UNDEF" if parameter.default is None else str(parameter.term(parameter.default))
        if parameter.type == "integer" and parameter.default is not None:
            written = parameter.default
        assert blocks[parameter.name] == written


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_a_title(name):
    table = evaluate(store(), catalogue().question(name).sparql)
    assert isinstance(table, Table)
    assert set(table.variables) <= set(catalogue().columns)


def test_no_title_is_left_over():
    used = {v for n in NAMES for v in evaluate(store(), catalogue().question(n).sparql).variables}
    assert set(catalogue().columns) == used


# ── Two engines ──────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = {
    "mechanism-first-seen": {"practice": "二联动"},
    "who-uses": {"practice": "二联动"},
    "platform-origin": {"platform": "云站"},
    "program-results": {"division": "上城", "program": "联动"},
    "program-progress": {"program": "联动"},
    "topics-of-division": {"division": "西湖区"},
    "compare-divisions": {"first": "上城区", "second": "西湖区"},
    "divisions-without-articles": {"totalNumber": "7"},
    "evidence": {"subject": "上城区人大常委会", "object": "二联动"},
    "entity-timeline": {"entity": "二联动"},
    "activities-of-organ": {"organ": "西湖区人大常委会"},
}


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_same_rows_in_the_same_order(name):
    query = catalogue().question(name).bind(VALUES.get(name, {}))
    table = evaluate(store(), query)
    assert table.rows, "a question that finds nothing here proves nothing"
    result = in_rdflib().query(query)
    assert [str(v) for v in result.vars] == list(table.variables)
    assert [tuple(map(plain_rdflib, row)) for row in result] == [tuple(map(plain_ox, row)) for row in table.rows]


def plain_rdflib(term):
    if isinstance(term, rdflib.Literal):
        return value(str(term), str(term.datatype or ""), term.language)
    return None if term is None else str(term)


def plain_ox(term):
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        return value(term.value, "" if term.language or kind.endswith("#string") else kind, term.language)
    return None if term is None else term.value


def value(text, datatype, language):
    """Numbers are compared as numbers: engines write 1.5 times 100000000 with different zeros."""
    if datatype.endswith(("#decimal", "#integer")):
        return Decimal(text)
    return text, datatype.removesuffix("#string"), language or ""


# ── The queries, on the small graph ──────────────────────────────────────────────────────────────────────────────────


def test_articles_per_issue():
    assert column(ask("articles-per-issue"), "totalNumber", "articles", "briefs") == [("7", "2", "1"), ("8", "1", "0")]


def test_committees_by_issue():
    rows = column(ask("committees-by-issue"), "organ", "totalNumber", "articles")
    assert rows == [("上城区人大常委会", "7", "1"), ("西湖区人大常委会", "7", "1"), ("西湖区人大常委会", "8", "1")]


def test_divisions_without_articles_knows_counties_that_no_article_names():
    names = [row["division"] for row in ask("divisions-without-articles", totalNumber="8")]
    assert len(names) == 12
    assert "西湖区" not in names
    assert {"上城区", "拱墅区", "建德市"} <= set(names)


def test_mechanism_first_seen_counts_a_loose_article():
    rows = column(ask("mechanism-first-seen", practice="二联动"), "issued", "totalNumber", "division", "organ")
    assert rows == [
        ("2024-12-01", "", "西湖区", ""),
        ("2025-01-10", "7", "上城区", "上城区人大常委会"),
        ("2025-02-10", "8", "西湖区", "西湖区人大常委会"),
    ]


def test_who_uses_tells_plans_from_facts():
    rows = column(ask("who-uses", practice="“二联动”"), "division", "relation", "modality", "totalNumber")
    planned = "https://w3id.org/rdgraph/ns#planned"
    assert rows == [("上城区", "实施", "", "7"), ("西湖区", "实施", planned, "7"), ("西湖区", "实施", "", "8")]


def test_suggestion_conversion():
    assert column(ask("suggestion-conversion"), "division", "anchor", "organ") == [
        ("上城区", "区检察院", "上城区检察院")
    ]


def test_platform_origin():
    rows = column(ask("platform-origin", platform="云站"), "organ", "host", "begin", "end", "anchor")
    assert rows == [("上城区检察院", "上城区代表联络站", "32", "44", "区检察院在联络站设立云站")]


def test_program_results_and_progress():
    rows = column(ask("program-results", division="上城", program="联动"), "counted", "value", "unit", "status")
    assert rows == [("投入", "1.5", "亿元", ""), ("建议", "12", "件", "办结"), ("补助", "30000000", "元", "")]
    assert {r["counted"] for r in ask("program-progress", program="联动")} == {"投入", "补助"}


def test_suggestions_reported():
    assert column(ask("suggestions-reported"), "division", "value", "settled") == [("上城区", "12", "办结")]


def test_amounts_in_yuan():
    rows = ask("amounts-in-yuan")
    assert [(r["counted"], Decimal(r["yuan"])) for r in rows] == [("投入", 150_000_000), ("补助", 30_000_000)]


def test_documents():
    rows = column(ask("documents-issued-or-followed"), "organ", "relation", "document")
    assert sorted(rows) == [("上城区人大常委会", "出台", "实施意见"), ("西湖区人大常委会", "落实", "实施意见")]


def test_law_inspections():
    assert column(ask("law-inspections"), "organ", "document") == [("西湖区人大常委会", "乙法")]
    assert column(ask("law-inspections", law="乙法"), "organ", "document") == [("西湖区人大常委会", "乙法")]
    assert ask("law-inspections", law="丙法") == []


def test_topics_and_authors():
    rows = column(ask("topics-of-division", division="西湖区"), "totalNumber", "title")
    assert rows == [("", "散篇"), ("7", ""), ("8", "西湖区推行二联动")]
    assert column(ask("articles-by-author", author="张 三"), "totalNumber") == [("7",), ("8",)]


def test_slogan_parts():
    rows = column(ask("slogan-parts"), "slogan", "number", "parts", "sections", "agrees")
    assert rows == [("二联动", "2", "2", "2", "true")]


def test_compare_divisions():
    rows = column(ask("compare-divisions", first="上城区", second="西湖区"), "practiceName", "inFirst", "inSecond")
    assert rows == [("二联动", "1", "1"), ("云站", "1", "0"), ("线上联", "1", "0"), ("独有工程", "0", "1")]


def test_evidence_gives_the_whole_sentence():
    [row] = ask("evidence", subject="上城区人大常委会", object="二联动")
    assert row["sentence"] == "推行“二联动”，促进代表建议与检察建议转化"
    assert (row["begin"], row["end"], row["totalNumber"], row["issued"]) == ("6", "15", "7", "2025-01-10")


def test_shared_practices_and_timeline():
    assert column(ask("shared-practices"), "practiceName", "divisions", "articles") == [("二联动", "2", "3")]
    assert [r.get("totalNumber", "") for r in ask("entity-timeline", entity="二联动")] == ["", "7", "8"]
    assert column(ask("activities-of-organ", organ="西湖区人大常委会"), "typeName", "matter") == [
        ("执法检查", "乙法实施情况")
    ]


# ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_a_value_is_only_ever_a_value(text):
    question = catalogue().question("who-uses")
    try:
        query = question.bind({"practice": text})
    except QueryError:
        assert any(0xD800 <= ord(c) < 0xE000 for c in text)
        return
    probe = "SELECT ?practice WHERE { " + re.search(r"VALUES \?practice [^\n]*", query)[0] + " }"
    [row] = ox.Store().query(probe)
    assert row["practice"].value == text
    assert question.sparql.count("\n") <= query.count("\n")
    assert evaluate(ox.Store(), query).rows == ()


@pytest.mark.parametrize(
    "value",
    [
        '"} } SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } #',
        '"@zh } ?s ?p ?o . { "',
        "\\",
        '"',
        "\\1\\g<0>",
        "} UNDEF {",
    ],
)
def test_hostile_values_find_nothing_and_break_nothing(value):
    assert ask("who-uses", practice=value) == []
    assert ask("evidence", subject=value, object=value) == []


@pytest.mark.parametrize("number", ["", "7.0", "0x7", "7 } #", "1e3", "９"])
def test_numbers_must_be_numbers(number):
    with pytest.raises(QueryError, match="应为整数"):
        catalogue().question("divisions-without-articles").bind({"totalNumber": number})


def test_unknown_names_say_what_there_is():
    with pytest.raises(QueryError, match="practice"):
        catalogue().question("who-uses").bind({"nothing": "x"})
    with pytest.raises(QueryError, match="rdgraph questions"):
        catalogue().question("nothing")


# ── Chinese ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("哪些区用了二联动？", "who-uses", {"practice": "二联动"}),
        ("哪些地方运用“二联动”？", "who-uses", {"practice": "二联动"}),
        ("二联动最早见诸哪期、哪个主体，此后出现在哪里？", "mechanism-first-seen", {"practice": "二联动"}),
        ("“云站”由谁设立、设在哪里、原文何处？", "platform-origin", {"platform": "云站"}),
        ("总第8期哪些区没有稿件？", "divisions-without-articles", {"totalNumber": "8"}),
        ("西湖区和上城区共有哪些机制？", "compare-divisions", {"first": "西湖区", "second": "上城区"}),
        ("谁对乙法开展了执法检查？", "law-inspections", {"law": "乙法"}),
        ("张三署名了哪些稿件？", "articles-by-author", {"author": "张三"}),
        ("张三写了哪些稿件", "articles-by-author", {"author": "张三"}),
        ("西湖区在各期的主题？", "topics-of-division", {"division": "西湖区"}),
        ("上城区二联动的量化成果", "program-results", {"division": "上城区", "program": "二联动"}),
        ("哪些做法是多地共有的", "shared-practices", {}),
    ],
)
def test_chinese_questions(text, name, values):
    found = understand(text, name_finder(store()))
    assert isinstance(found, Understood)
    assert (found.question.name, dict(found.values), found.unknown) == (name, values, ())
    assert evaluate(store(), found.question.bind(found.values)).rows


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_understood_as_its_templates_put_it(name):
    question = catalogue().question(name)
    slots = {
        p.name: p.default or {"law": "乙法", "author": "张三", "object": "二联动"}[p.name] for p in question.parameters
    }
    for phrase in question.phrases:
        asked = re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], re.sub(r"\(([^|)]*)\|[^)]*\)", r"\1", phrase))
        found = understand(asked)
        assert isinstance(found, Understood), asked


def test_what_is_not_understood_is_said():
    found = understand("哪些区用了飞天机器？", name_finder(store()))
    assert isinstance(found, Understood)
    assert found.unknown == ("飞天机器",)
    assert isinstance(understand("今天天气怎么样"), NotUnderstood)
    near = understand("请说说代表建议的办结率排名")
    assert isinstance(near, NotUnderstood)
    assert "排名" in near.unused
    assert near.nearest


@given(st.text(max_size=400))
def test_no_question_is_too_strange(text):
    understand(text)


# ── Issue 710 ────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def issue_710() -> ox.Store:
    data = graph_of(ISSUE_710).serialize(format="nt", encoding="utf-8")
    return Dataset.of(q.triple for q in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)).store()


needs_710 = pytest.mark.skipif(not ISSUE_710.is_file(), reason="../shared/corpus is not here")


@needs_710
def test_710_counts_and_divisions():
    assert column(ask("articles-per-issue", issue_710()), "articles", "briefs") == [("12", "4")]
    missing = [row["division"] for row in ask("divisions-without-articles", issue_710(), totalNumber="710")]
    assert missing == ["拱墅区", "滨江区", "建德市"]
    assert len({r["organ"] for r in ask("committees-by-issue", issue_710())}) == 10


@needs_710
def test_710_mechanisms():
    first = ask("mechanism-first-seen", issue_710(), practice="四张清单")
    assert {(r["issued"], r["division"]) for r in first} == {("2025-06-19", "杭州市"), ("2025-06-19", "临平区")}
    assert {r["division"] for r in ask("who-uses", issue_710(), practice="局长·代表面对面")} == {"临平区", "富阳区"}


@needs_710
def test_710_procuratorates():
    rows = ask("suggestion-conversion", issue_710())
    assert {(r["division"], r["organ"]) for r in rows if r["anchor"] == "区检察院"} == {
        ("上城区", "上城区检察院"),
        ("西湖区", "西湖区检察院"),
    }
    [station] = ask("platform-origin", issue_710())
    assert station["organ"] == "上城区人大常委会"
    assert "联络站" in station["host"]


@needs_710
def test_710_quantities():
    results = ask("program-results", issue_710())
    assert {(r["value"], r["unit"]) for r in results} >= {("29", "次"), ("47", "条"), ("89", "条"), ("6", "项")}
    told = {(r["division"], r["value"], r["unit"], r["settled"]) for r in ask("suggestions-reported", issue_710())}
    assert told >= {
        ("富阳区", "500", "条", "未写明"),
        ("富阳区", "6", "件", "未写明"),
        ("临安区", "70", "条", "未写明"),
        ("临平区", "47", "条", "未写明"),
    }
    progress = {(r["value"], r["unit"]) for r in ask("program-progress", issue_710())}
    assert progress >= {("3000", "公里"), ("18", "个"), ("89", "个"), ("254000", "户")}


@needs_710
def test_710_documents_and_laws():
    rows = ask("documents-issued-or-followed", issue_710())
    assert ("西湖区人大常委会", "落实") in {(r["organ"], r["relation"]) for r in rows if "衔接转化" in r["document"]}
    laws = {(r["organ"], r["document"]) for r in ask("law-inspections", issue_710())}
    assert ("临安区人大常委会", "职业教育法") in laws
    assert sum(organ == "上城区人大常委会" for organ, _ in laws) >= 2


@needs_710
def test_710_slogans():
    rows = column(ask("slogan-parts", issue_710()), "slogan", "number", "agrees")
    assert {("三紧盯", "3", "true"), ("五式工作法", "5", "true"), ("四督联动", "4", "true")} <= set(rows)
