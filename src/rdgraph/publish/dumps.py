"""The whole data set as files: `DUMPS` is the table of them, each a function from the data to its bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from rdgraph.graph.resources import CONTEXT
from rdgraph.publish.index import ANCHOR, ASSOCIATED, BEGIN, CREATOR, DATE, END, TITLE, Index, Node
from rdgraph.publish.views import Views
from rdgraph.query.dataset import (
    ALT_LABEL,
    ARTICLE,
    ASSERTION,
    CONTAINED,
    DERIVED,
    IN_ARTICLE,
    IS_PART_OF,
    OBJECT,
    PREDICATE,
    SUBJECT,
    TYPE,
    Dataset,
    rd,
)
from rdgraph.query.rdf import jsonld_of, rdfxml_of, turtle_of

Row = list[str]


def nquads(dataset: Dataset) -> bytes:
    """Return N-Quads with one named graph for each issue."""
    return "".join(f"{quad} .\n" for quad in dataset.quads).encode()


def _entities(index: Index) -> Iterable[Row]:
    yield ["iri", "class", "name", "aliases", "admin_code", "contained_in", "jurisdiction"]
    for n in index.entities:
        aliases = "|".join(o.value for o in index.objects(n, ALT_LABEL))
        yield [
            n.value, index.kind(n), index.label(n), aliases, index.text(n, rd("adminCode")),
            index.text(n, CONTAINED), index.text(n, rd("jurisdiction")),
        ]  # fmt: skip


def _articles(index: Index) -> Iterable[Row]:
    yield ["iri", "issue", "total_number", "date", "position", "kind", "section", "title", "division", "organ", "authors", "byline"]  # fmt: skip  # noqa: E501
    views = Views(index)
    for n in index.subjects(TYPE, ARTICLE):
        issue = index.nodes(n, IS_PART_OF)
        yield [
            n.value, issue[0].value if issue else "", index.text(issue[0], rd("totalNumber")) if issue else "",
            views.date(n), index.text(n, rd("position")), index.text(n, rd("articleKind")),
            _names(index, n, rd("section")), index.text(n, TITLE), _names(index, n, rd("division")),
            _names(index, n, rd("bodyOrgan")), _names(index, n, CREATOR), index.text(n, rd("byline")),
        ]  # fmt: skip


_EVIDENCE = ["rule", "confidence", "begin", "end", "passage"]


def _statements(index: Index) -> Iterable[Row]:
    yield ["article", "subject", "subject_name", "predicate", "object", "object_name", "modality", *_EVIDENCE]
    for n in index.subjects(TYPE, ASSERTION):
        modality = index.text(n, rd("modality")).rpartition("#")[2]
        yield [
            index.text(n, IN_ARTICLE), index.text(n, SUBJECT), _names(index, n, SUBJECT),
            index.text(n, PREDICATE).rpartition("#")[2], index.text(n, OBJECT), _names(index, n, OBJECT), modality,
            *_evidence(index, n),
        ]  # fmt: skip


def _activities(index: Index) -> Iterable[Row]:
    yield ["article", "type", "organ", "object", "about", "date", *_EVIDENCE]
    for n in index.subjects(TYPE, rd("Activity")):
        yield [
            index.text(n, IN_ARTICLE), index.text(n, rd("activityType")).rpartition("/")[2],
            _names(index, n, ASSOCIATED), index.text(n, rd("object")), _names(index, n, rd("about")),
            index.text(n, DATE), *_evidence(index, n),
        ]  # fmt: skip


def _quantities(index: Index) -> Iterable[Row]:
    yield ["article", "counted", "value", "unit", "qualifier", "status", "measures", *_EVIDENCE]
    for n in index.subjects(TYPE, rd("Quantity")):
        yield [
            index.text(n, IN_ARTICLE), index.text(n, rd("quantityOf")), index.text(n, rd("value")),
            index.text(n, rd("unit")), index.text(n, rd("qualifier")), index.text(n, rd("status")),
            _names(index, n, rd("measures")), *_evidence(index, n),
        ]  # fmt: skip


def _evidence(index: Index, node: Node) -> Row:
    passages = index.nodes(node, DERIVED)
    spans = sorted((index.number(p, BEGIN) or 0, index.number(p, END) or 0, index.text(p, ANCHOR)) for p in passages)
    columns = ("|".join(str(s[i]) for s in spans) for i in range(3))
    return [index.text(node, rd("rule")), index.text(node, rd("confidence")), *columns]


def _names(index: Index, node: Node, predicate: Node) -> str:
    return "|".join(map(index.label, index.nodes(node, predicate)))


def _csv(rows: Callable[[Index], Iterable[Row]]) -> Callable[[Index], bytes]:
    """Write rows as CSV of RFC 4180 in UTF-8 with a byte order mark: without one, Excel garbles Chinese."""

    def write(index: Index) -> bytes:
        out = io.StringIO()
        csv.writer(out).writerows(rows(index))
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    return write


DUMPS: Mapping[str, Callable[[Index], bytes]] = {
    "data/graph.ttl": lambda index: turtle_of(index.dataset.all_triples),
    "data/graph.nq": lambda index: nquads(index.dataset),
    "data/graph.jsonld": lambda index: jsonld_of(index.dataset.all_triples, "../" + CONTEXT),
    "data/graph.rdf": lambda index: rdfxml_of(index.dataset.all_triples),
    "data/entities.csv": _csv(_entities),
    "data/articles.csv": _csv(_articles),
    "data/statements.csv": _csv(_statements),
    "data/activities.csv": _csv(_activities),
    "data/quantities.csv": _csv(_quantities),
}

LABELS: Mapping[str, str] = {
    "data/graph.ttl": "Turtle，全部三元组 (all triples)",
    "data/graph.nq": "N-Quads，每期一个命名图 (one named graph per issue)",
    "data/graph.jsonld": "JSON-LD，全部三元组 (all triples)",
    "data/graph.rdf": "RDF/XML，全部三元组 (all triples)",
    "data/entities.csv": "CSV，实体 (entities)",
    "data/articles.csv": "CSV，稿件 (articles)",
    "data/statements.csv": "CSV，陈述与证据 (statements with evidence)",
    "data/activities.csv": "CSV，活动 (activities)",
    "data/quantities.csv": "CSV，数量 (quantities)",
    "data/graph.graphml": "GraphML，网络，可用 Gephi、yEd、Cytoscape 打开 (network)",
    "data/graph.gexf": "GEXF，网络，可用 Gephi 打开 (network)",
}
