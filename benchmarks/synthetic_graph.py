"""Seeded graphs of any size that follow the model: several issues, dates, districts, shared practices, evidence.

    python benchmarks/synthetic_graph.py 2000 6000 > graph.ttl

The words are drawn from a small vocabulary; the shape is that of a newsletter's graph: a few organs per district that
much is said of, practices of one district, a few that many districts share.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from hashlib import sha256

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from rdgraph.graph.vocabulary import DEFAULT_BASE, NIF, ORG, RD, SCHEMA, mint, passage_iri

DISTRICTS = {
    "上城区": "330102",
    "拱墅区": "330105",
    "西湖区": "330106",
    "滨江区": "330108",
    "萧山区": "330109",
    "余杭区": "330110",
    "富阳区": "330111",
    "临安区": "330112",
    "临平区": "330113",
    "钱塘区": "330114",
    "桐庐县": "330122",
    "淳安县": "330127",
    "建德市": "330182",
}
HEADS = [
    "机制",
    "工作法",
    "清单",
    "模式",
    "制度",
    "专题询问",
    "代表主题活动",
    "议事厅",
    "直通车",
    "实施意见",
    "联络站",
    "检察院",
]
WORDS = [
    "闭环",
    "联动",
    "一线",
    "数字",
    "惠民",
    "护航",
    "问效",
    "共富",
    "助企",
    "安心",
    "清水",
    "暖心",
    "绿道",
    "银龄",
    "科创",
    "乡村",
]
CLASSES = (
    ["Mechanism"] * 6
    + ["Program"] * 3
    + ["Platform", "Document", "Document", "CongressBody", "Department", "Place", "Person"]
)
RELATIONS = {
    "Mechanism": "implements",
    "Program": "participatesIn",
    "Platform": "targets",
    "Document": "issues",
    "CongressBody": "cooperatesWith",
    "Department": "supervises",
    "Place": "targets",
    "Person": "involves",
}


def make(nodes: int, edges: int | None = None, *, seed: int = 710) -> Graph:
    """Return a graph of about *nodes* entities and *edges* stated relations (three a node, if not given)."""
    wanted = 3 * nodes if edges is None else edges
    rng = random.Random(seed)
    graph = Graph()
    add = graph.add
    city = _division(graph, "杭州市", "330100")
    organs = {}
    districts = {name: _division(graph, name, code) for name, code in DISTRICTS.items()}
    for name, iri in districts.items():
        add((iri, SCHEMA.containedInPlace, city))
        organs[name] = _entity(graph, "org", f"{name}人大常委会", "StandingCommittee")
        add((organs[name], RD.jurisdiction, iri))

    entities = _entities(graph, rng, max(0, nodes - 2 * len(districts) - 1))
    shared = [e for e in entities if e[1] in ("Mechanism", "Program")][: max(4, nodes // 60)]
    articles = _articles(graph, districts, max(12, nodes // 25))
    texts: dict[URIRef, list[str]] = {article: [] for article, _ in articles}
    own: dict[str, list[tuple[URIRef, str, str]]] = {name: [] for name in districts}
    for k, entity in enumerate(entities):
        article, name = articles[k % len(articles)]
        own[name].append(entity)
        _state(graph, rng, texts, article, article, RD.mentions, entity[0], entity[2], k)
    for k, entity in enumerate(shared):
        for article, _ in rng.sample(articles, min(len(articles), 2 + k % 5)):
            _state(graph, rng, texts, article, article, RD.mentions, entity[0], entity[2], k)
    stated = 0
    while stated < wanted:
        article, name = rng.choice(articles)
        if not own[name]:
            continue
        target = rng.choice(shared) if rng.random() < 0.1 else rng.choice(own[name])
        if rng.random() < 0.45:
            source, predicate = organs[name], RD[RELATIONS[target[1]]]
        else:
            source, predicate = rng.choice(own[name])[0], RD.includes if target[1] != "Document" else RD.basedOn
        if source == target[0]:
            continue
        _state(graph, rng, texts, article, source, predicate, target[0], target[2], stated)
        stated += 1
    for article, sentences in texts.items():
        add((article, NIF.isString, Literal("".join(sentences), lang="zh")))
    return graph


def _division(graph: Graph, name: str, code: str) -> URIRef:
    iri = mint(DEFAULT_BASE, "division", code)
    graph.add((iri, RDF.type, RD.Division))
    graph.add((iri, SKOS.prefLabel, Literal(name, lang="zh")))
    graph.add((iri, RD.adminCode, Literal(code)))
    return iri


def _entity(graph: Graph, kind: str, name: str, cls: str) -> URIRef:
    iri = mint(DEFAULT_BASE, kind, name)
    graph.add((iri, RDF.type, RD[cls]))
    graph.add((iri, SKOS.prefLabel, Literal(name, lang="zh")))
    return iri


def _entities(graph: Graph, rng: random.Random, count: int) -> list[tuple[URIRef, str, str]]:
    found = []
    for k in range(count):
        cls = CLASSES[k % len(CLASSES)]
        name = f"{rng.choice(WORDS)}{rng.choice(WORDS)}{rng.choice(HEADS)}{k}"
        iri = _entity(graph, "practice" if cls in ("Mechanism", "Program", "Platform") else cls.lower(), name, cls)
        if k % 3 == 0:
            graph.add((iri, SKOS.altLabel, Literal(f"“{name[:4]}”{k}", lang="zh")))
        found.append((iri, cls, name))
    return found


def _articles(graph: Graph, districts: dict[str, URIRef], count: int) -> list[tuple[URIRef, str]]:
    names = list(districts)
    articles = []
    for k in range(count):
        number, position = divmod(k, 12)
        issue = mint(DEFAULT_BASE, "issue", "合成人大信息", str(number + 1))
        if position == 0:
            day = date(2023, 1, 12) + timedelta(days=28 * number)
            graph.add((issue, RDF.type, RD.Issue))
            graph.add((issue, DCTERMS.title, Literal("合成人大信息", lang="zh")))
            graph.add((issue, RD.series, Literal("普刊")))
            graph.add((issue, RD.number, Literal(number % 12 + 1)))
            graph.add((issue, RD.totalNumber, Literal(number + 1)))
            graph.add((issue, DCTERMS.issued, Literal(day.isoformat(), datatype=XSD.date)))
        article = mint(DEFAULT_BASE, "article", "合成人大信息", str(number + 1), f"{position + 1:02d}")
        name = names[(k * 5 + number) % len(names)]
        graph.add((article, RDF.type, RD.Article))
        graph.add((article, DCTERMS.isPartOf, issue))
        graph.add((issue, DCTERMS.hasPart, article))
        graph.add((article, RD.position, Literal(position + 1)))
        graph.add((article, RD.articleKind, Literal("article")))
        graph.add((article, DCTERMS.title, Literal(f"{name}：第{k + 1}篇稿件", lang="zh")))
        graph.add((article, RD.division, districts[name]))
        graph.add((article, RD.byline, Literal(f"{name}人大常委会办公室", lang="zh")))
        articles.append((article, name))
    return articles


def _state(
    graph: Graph,
    rng: random.Random,
    texts: dict[URIRef, list[str]],
    article: URIRef,
    subject: URIRef,
    predicate: URIRef,
    target: URIRef,
    name: str,
    k: int,
) -> None:
    """Add an assertion, its passage and (where it states a fact) its triple."""
    sentences = texts[article]
    start = sum(map(len, sentences)) + 3
    sentences.append(f"会上，推进{name}落地，取得实效。")
    quote = f"推进{name}落地"
    passage = passage_iri(article, start, start + len(quote))
    graph.add((passage, RDF.type, NIF.Phrase))
    graph.add((passage, NIF.beginIndex, Literal(start)))
    graph.add((passage, NIF.endIndex, Literal(start + len(quote))))
    graph.add((passage, NIF.anchorOf, Literal(quote)))
    graph.add((passage, NIF.referenceContext, article))
    digest = sha256(f"{subject} {predicate} {target} {passage}".encode()).hexdigest()[:20]
    assertion = mint(DEFAULT_BASE, "assertion", digest)
    graph.add((assertion, RDF.type, RD.Assertion))
    graph.add((assertion, RDF.subject, subject))
    graph.add((assertion, RDF.predicate, predicate))
    graph.add((assertion, RDF.object, target))
    graph.add((assertion, RD.article, article))
    graph.add((assertion, RD.rule, Literal(f"synthetic.{k % 7}")))
    graph.add((assertion, RD.confidence, Literal(f"{0.5 + rng.randrange(50) / 100:.2f}", datatype=XSD.decimal)))
    graph.add((assertion, PROV.wasDerivedFrom, passage))
    if predicate != RD.mentions and k % 11 == 0:
        graph.add((assertion, RD.modality, RD[("proposed", "possible", "planned", "forecast")[k % 4]]))
    else:
        graph.add((subject, predicate, target))


def main() -> None:
    """Write a graph as Turtle."""
    nodes, *rest = (int(a) for a in sys.argv[1:])
    graph = make(nodes, rest[0] if rest else None)
    graph.bind("rd", RD)
    graph.bind("org", ORG)
    sys.stdout.buffer.write(graph.serialize(format="turtle", encoding="utf-8"))


if __name__ == "__main__":
    main()
