"""Records → the one JSON object the page reads: pyvis' nodes and edges, and the evidence behind them.

Nodes and edges are those of pyvis (``id``, ``label``, ``x``, ``y``, ``shape`` / ``from``, ``to``), made by its own
classes. They are appended to the ``Network`` directly: its ``add_node`` and ``add_edge`` look every identifier up in a
list, which takes 19 s for 10,000 nodes and 30,000 edges, and networkx has seen to it that they are unique.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pypinyin import Style, lazy_pinyin
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node
from rdflib import RDF
from rdflib.namespace import PROV

from rdgraph.export.network.collect import Knowledge, Statement
from rdgraph.export.network.layout import Point
from rdgraph.export.network.multigraph import MultiDiGraph, reports
from rdgraph.export.network.terms import Terms, data_file
from rdgraph.graph.vocabulary import NIF, RD


class Numbering:
    """Gives each distinct value the next number; the page refers to values by number."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        """Begin with *values*."""
        self.values: list[str] = []
        self._number: dict[str, int] = {}
        for value in values:
            self(value)

    def __call__(self, value: str) -> int:
        """Return the number of *value*."""
        if value not in self._number:
            self._number[value] = len(self.values)
            self.values.append(value)
        return self._number[value]

    def get(self, value: str) -> int:
        """Return the number of *value*, or -1."""
        return self._number.get(value, -1)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The pyvis network, and the terms its nodes and edges refer to by number."""

    net: Network
    classes: list[str]
    relations: list[str]
    facts: list[str]


def draw(knowledge: Knowledge, multigraph: MultiDiGraph, points: dict[str, Point], terms: Terms) -> Drawing:
    """Return the pyvis network: nodes in the order of their rank, edges bundled by subject, relation and object."""
    net = Network(directed=True, cdn_resources="in_line")
    order = sorted(multigraph.nodes, key=lambda iri: multigraph.nodes[iri]["rank"])
    number = Numbering(order)
    classes = Numbering(sorted({e.cls for e in knowledge.entities.values()}))
    facts = Numbering()
    for iri in order:
        entity = knowledge.entities[iri]
        attributes = multigraph.nodes[iri]
        x, y = points[iri]
        options: dict[str, Any] = {
            "x": x,
            "y": y,
            "c": classes(entity.cls),
            "iri": iri,
            "py": initials([entity.label, *entity.aliases]),
        }
        if entity.aliases:
            options["also"] = list(entity.aliases)
        if entity.facts:
            options["facts"] = [[facts(predicate), value] for predicate, value in entity.facts]
        if attributes["score"] >= 1e6:
            options["anchor"] = 1
        net.nodes.append(Node(number(iri), terms.family(entity.cls).shape, entity.label, **options).options)
    net.node_ids = [node["id"] for node in net.nodes]
    net.node_map = {node["id"]: node for node in net.nodes}

    statements = Numbering(s.iri for s in knowledge.statements)
    relations = Numbering()
    bundles: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for s in knowledge.statements:
        if s.object and s.subject in knowledge.entities and s.object in knowledge.entities:
            bundles[number(s.subject), relations(s.predicate), number(s.object)].append(statements(s.iri))
    for link in knowledge.links:
        evidence = [statements(s) for s in link.statements]
        bundles[number(link.subject), relations(link.predicate), number(link.object)].extend(evidence)
    for practice, division, assertions in reports(knowledge, terms):
        bundle = bundles[number(practice), relations(_reported()), number(division)]
        bundle.extend(statements(a) for a in assertions)
    for (source, relation, target), evidence in sorted(bundles.items()):
        net.edges.append(Edge(source, target, r=relation, s=evidence).options)
    return Drawing(net, classes.values, relations.values, facts.values)


def _reported() -> str:
    return f"view:{data_file('view.json')['reported']['id']}"


def payload(knowledge: Knowledge, drawing: Drawing, terms: Terms, *, title: str) -> dict[str, Any]:
    """Return what the page embeds. IRIs below the graph's base are written without it, after a ``~``."""
    number = {node["iri"]: node["id"] for node in drawing.net.nodes}
    base = common_base(knowledge)
    articles = Numbering(knowledge.articles)
    issues = Numbering(sorted(knowledge.issues, key=lambda i: (knowledge.issues[i].date, i)))
    relations, rules, modalities = Numbering(drawing.relations), Numbering(), Numbering([""])
    kinds = _kinds(knowledge, drawing.relations)
    quoted = {a.iri for a in knowledge.articles.values() if a.text}  # their words are cut from the text
    rows = [_row(s, number, articles, relations, rules, modalities, quoted) for s in knowledge.statements]
    for row in rows:
        row[-1] = shorten(row[-1], base)
    view = data_file("view.json")
    return {
        "title": title,
        "base": base,
        "ns": {"rd": str(RD), "nif": str(NIF), "prov": str(PROV)},
        "hasText": knowledge.has_text,
        "families": [
            {"id": f.id, "name": f.name, "colour": f.colour, "shape": f.shape, "shown": f.shown} for f in terms.families
        ],
        "classes": [
            {
                "iri": iri,
                "name": terms.name(iri) if iri else view["families"][-1],
                "family": [f.id for f in terms.families].index(terms.family(iri).id),
                "colour": terms.colour(iri),
            }
            for iri in drawing.classes
        ],
        "relations": [
            {
                "iri": iri,
                "name": view["reported"] if iri == _reported() else terms.name(iri),
                "kind": kinds.get(iri, "stated"),
            }
            for iri in relations.values
        ],
        "facts": [{"iri": iri, "name": terms.name(iri)} for iri in drawing.facts],
        "modalities": [{"iri": iri, "name": terms.name(iri) if iri else view["stated"]} for iri in modalities.values],
        "rules": rules.values,
        "issues": [
            {
                "iri": shorten(i.iri, base),
                "node": number[i.iri],
                "title": i.title,
                "series": i.series,
                "number": i.number,
                "total": i.total,
                "date": i.date,
                "compiler": i.compiler,
            }
            for i in (knowledge.issues[iri] for iri in issues.values)
        ],
        "articles": [
            {
                "iri": shorten(a.iri, base),
                "node": number[a.iri],
                "issue": issues.get(a.issue),
                "position": a.position,
                "kind": a.kind,
                "section": a.section,
                "title": a.title,
                "division": number.get(a.division, -1),
                "authors": list(a.authors),
                "byline": a.byline,
                "text": a.text,
            }
            for a in knowledge.articles.values()
        ],
        "statements": rows,
        "nodes": [{**node, "iri": shorten(node["iri"], base)} for node in drawing.net.nodes],
        "edges": drawing.net.edges,
    }


def common_base(knowledge: Knowledge) -> str:
    """Return what the IRIs of articles, or else of all nodes, begin with, down to a ``/``."""
    iris = sorted([*knowledge.articles, *knowledge.issues]) or sorted(knowledge.entities)
    if not iris:
        return ""
    first, last = iris[0], iris[-1]  # what the first and the last share in this order, all share
    same = next((k for k, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: first.rfind("/", 0, same) + 1]


def shorten(iri: str, base: str) -> str:
    """Write an IRI without the base it begins with."""
    return f"~{iri[len(base) :]}" if base and iri.startswith(base) else iri


def _kinds(knowledge: Knowledge, relations: Iterable[str]) -> dict[str, str]:
    """Tell stated relations from structural ones, mentions and the derived one."""
    stated = {s.predicate for s in knowledge.statements}
    kinds = {iri: "stated" if iri in stated else "structure" for iri in relations}
    kinds[str(RD.mentions)] = "mention"
    kinds[_reported()] = "derived"
    return kinds


def _row(
    s: Statement,
    number: dict[str, int],
    articles: Numbering,
    relations: Numbering,
    rules: Numbering,
    modalities: Numbering,
    quoted: set[str],
) -> list[Any]:
    """Subject, relation, object, article, rule, confidence, modality, passages, IRI: by number where there is one."""
    predicate = relations(s.predicate) if s.predicate != str(RDF.type) else -1
    article = articles.get(s.article)
    passages = [
        [p.start, p.end, p.page, "" if s.article in quoted else p.quote, "" if article >= 0 else p.iri]
        for p in s.passages
    ]
    return [
        number.get(s.subject, -1),
        predicate,
        number.get(s.object, s.object),
        article,
        rules(s.rule),
        s.confidence,
        modalities(s.modality),
        passages,
        s.iri,
    ]


def initials(names: Iterable[str]) -> str:
    """Return the pinyin initials of each name, for searching: 四张清单 → ``szqd``."""
    letters = ("".join(x[:1] for x in lazy_pinyin(name, style=Style.NORMAL, errors=_plain)) for name in names)
    return " ".join(dict.fromkeys(x.lower() for x in letters if x))


def _plain(characters: str) -> Any:  # noqa: ANN401 - a list, which pypinyin takes and its stubs do not
    """Letters and digits among what is no hanzi stand for themselves."""
    return [c for c in characters if c.isalnum()]
