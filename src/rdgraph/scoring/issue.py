"""Score an issue, or a loose article: find it in the graph, compare its masthead, and go through its articles."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, RDF, Graph
from rdflib.term import Node

from rdgraph.errors import GraphError
from rdgraph.graph.vocabulary import NIF, RD
from rdgraph.scoring.article import ArticleScorer, Gold
from rdgraph.scoring.names import fold_name
from rdgraph.scoring.tally import Score
from rdgraph.scoring.view import EMPTY, View

_NUMBERED = [("number", RD.number), ("date", DCTERMS.issued)]


def load_gold(path: Path) -> Gold:
    """Read one annotation; raise `GraphError` where it is none."""
    try:
        gold: Gold = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(gold["articles"], list)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise GraphError.of("graph.no-annotation", file=str(path), error=repr(error)) from error
    return gold


def score_graph(graph: Graph, gold: Gold, name: str) -> Score:
    """Score what a graph says of the issue, or the loose article, that an annotation describes."""
    view, result = View(graph), Score()
    issue = gold.get("issue")
    if issue is None:
        title = fold_name(gold["articles"][0]["title"])
        loose = [n for n in graph.subjects(RDF.type, RD.Article) if (n, DCTERMS.isPartOf, None) not in graph]
        nodes = [n for n in loose if fold_name(view.text(n, DCTERMS.title)) == title]
        if not nodes:
            texts = {n: fold_name(view.text(n, NIF.isString)) for n in loose}
            nodes = [n for n, text in texts.items() if title and title in text]
        if not nodes:
            raise GraphError.of("graph.no-article", file=name)
        built = [view.article(nodes[0])]
    else:
        # an issue that prints one number only has no total number: its date tells it from others
        keys = [("total_number", RD.totalNumber)] if issue["total_number"] else _NUMBERED
        found = [
            i for i in sorted(graph.subjects(RDF.type, RD.Issue), key=str)
            if all(view.text(i, term) == str(issue[key]) for key, term in keys)
        ]  # fmt: skip
        found.sort(key=lambda i: fold_name(view.text(i, DCTERMS.title)) != fold_name(issue["title"]))
        if not found:
            number = issue["total_number"] or issue["number"]
            raise GraphError.of("graph.no-issue", file=name, number=number)
        parts = sorted(graph.objects(found[0], DCTERMS.hasPart), key=lambda a: int(view.text(a, RD.position) or 0))
        built = [view.article(a) for a in parts]
        _masthead(view, found[0], gold, len(built), result, name)
    for wanted, got in _align(gold["articles"], built):
        ArticleScorer(view, wanted, got, result, f"{name}/{wanted['id']}").run()
    return result


def _masthead(view: View, node: Node, gold: Gold, count: int, result: Score, name: str) -> None:
    graph, issue = view.graph, gold["issue"]

    def people(predicate: Node) -> set[str]:
        return {n for o in graph.objects(node, predicate) for n in (view.labels(o) or {fold_name(str(o))})}

    got: dict[str, Any] = {
        "title": {fold_name(view.text(node, DCTERMS.title))}, "series": {fold_name(view.text(node, RD.series))},
        "number": {view.text(node, RD.number)}, "total_number": {view.text(node, RD.totalNumber)},
        "date": {(view.text(node, DCTERMS.issued) or "")[:10]}, "compiler": people(RD.compiler),
        "editor": people(RD.editor),
    }  # fmt: skip
    for key, have in got.items():
        value = issue.get(key)
        if value in (None, "", []):
            continue
        want = str(value) if key in ("number", "total_number", "date") else fold_name(str(value))
        result.add("structure", key, "hit" if want in have else "miss", f"{name} {key} {want} / {have}")
    recipients = {fold_name(str(r)) for r in graph.objects(node, RD.recipient)}
    same = recipients == {fold_name(r) for r in issue.get("sent_to", [])}
    result.add("structure", "sent_to", "hit" if same else "miss", f"{name} recipients {sorted(recipients)}")
    same = count == len(gold["articles"])
    result.add("structure", "article_count", "hit" if same else "miss", f"{name} {count} articles")


def _align(gold: list[Gold], built: list[dict[str, Any]]) -> list[tuple[Gold, dict[str, Any]]]:
    if len(gold) == len(built):
        return list(zip(gold, built, strict=True))
    left, pairs = list(built), []
    for wanted in gold:
        title, division = fold_name(wanted["title"]), fold_name(wanted["division"])

        def likeness(b: dict[str, Any], title: str = title, division: str = division) -> float:
            return SequenceMatcher(None, title, fold_name(b["title"])).ratio() + (division in b["division"])

        best = max(left, key=likeness, default=None)
        if best is not None and likeness(best) >= 0.9:
            left.remove(best)
        else:
            best = None
        pairs.append((wanted, best or EMPTY))
    return pairs
