"""Records → one networkx multigraph: what is ranked, laid out, drawn and exported."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

import networkx as nx
from rdflib import RDF

from rdgraph.export.network.collect import Entity, Knowledge, Statement
from rdgraph.export.network.terms import Terms, data_file
from rdgraph.graph.vocabulary import RD

MultiDiGraph: TypeAlias = nx.MultiDiGraph


def to_networkx(knowledge: Knowledge, terms: Terms) -> MultiDiGraph:
    """Return the multigraph: a node an entity, an edge a statement (or a structural link), all as plain values.

    Edge keys are the IRIs of the assertions, so that parallel relations between two nodes all stay.
    """
    graph: MultiDiGraph = nx.MultiDiGraph()
    for iri, entity in knowledge.entities.items():
        graph.add_node(iri, **_node_attributes(entity, knowledge, terms))
    for statement in knowledge.statements:
        if statement.object in knowledge.entities and statement.subject in knowledge.entities:
            graph.add_edge(
                statement.subject,
                statement.object,
                key=statement.iri,
                **_edge_attributes(statement.predicate, terms, "stated"),
                **_evidence_attributes(statement, knowledge, terms),
            )
    for link in knowledge.links:
        key = f"{link.predicate} {link.subject} {link.object}"
        graph.add_edge(link.subject, link.object, key=key, **_edge_attributes(link.predicate, terms, "structure"))
    rank(graph, knowledge, terms)
    return graph


def _node_attributes(entity: Entity, knowledge: Knowledge, terms: Terms) -> dict[str, str | int | float]:
    name = terms.name(entity.cls) if entity.cls else {"zh": "", "en": ""}
    dates = sorted({d for a in entity.articles if (d := knowledge.article_date(a))})
    places = districts(entity, knowledge)
    attributes: dict[str, str | int | float] = {
        "iri": entity.iri,
        "label": entity.label,
        "class": entity.cls,
        "class_zh": name["zh"],
        "class_en": name["en"],
        "family": terms.family(entity.cls).id,
        "colour": terms.colour(entity.cls),
        "aliases": " | ".join(entity.aliases),
        "admin_code": entity.code,
        "articles": len(entity.articles),
        "districts": " | ".join(knowledge.entities[p].label for p in places if p in knowledge.entities),
        "first_date": dates[0] if dates else "",
        "last_date": dates[-1] if dates else "",
    }
    for predicate, value in entity.facts:
        key = f"fact_{terms.name(predicate)['en'].replace(' ', '_')}"
        attributes[key] = f"{attributes[key]} | {value}" if key in attributes else value
    return attributes


def _edge_attributes(predicate: str, terms: Terms, kind: str) -> dict[str, str]:
    name = terms.name(predicate)
    return {"predicate": predicate, "label": name["zh"], "label_en": name["en"], "kind": kind}


def _evidence_attributes(statement: Statement, knowledge: Knowledge, terms: Terms) -> dict[str, str | int | float]:
    article = knowledge.articles.get(statement.article)
    issue = knowledge.issues.get(article.issue) if article else None
    attributes: dict[str, str | int | float] = {
        "assertion": statement.iri,
        "rule": statement.rule,
        "modality": terms.name(statement.modality)["zh"]
        if statement.modality
        else data_file("view.json")["stated"]["zh"],
        "article": statement.article,
        "article_title": article.title if article else "",
        "issue": knowledge.entities[issue.iri].label if issue else "",
        "date": issue.date if issue else "",
        "quote": " … ".join(p.quote for p in statement.passages if p.quote),
        "offsets": " ".join(f"{p.start},{p.end}" for p in statement.passages),
        "pages": " ".join(dict.fromkeys(p.page for p in statement.passages if p.page)),
    }
    if statement.confidence is not None:
        attributes["confidence"] = statement.confidence
    return attributes


def districts(entity: Entity, knowledge: Knowledge) -> list[str]:
    """Return the divisions whose articles name the entity, sorted."""
    return sorted({d for a in entity.articles if (d := knowledge.article_division(a))})


def reports(knowledge: Knowledge, terms: Terms) -> Iterator[tuple[str, str, list[str]]]:
    """Yield practice, district and the assertions that show the one in an article about the other.

    This is the one relation of the view that the graph does not state: it follows from ``rd:mentions`` and
    ``rd:division``, and is marked as derived wherever it is shown.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for s in knowledge.statements:
        division = knowledge.article_division(s.article)
        named = knowledge.entities.get(s.object) if s.predicate == str(RD.mentions) else None
        if named and division in knowledge.entities and terms.family(named.cls).id == "practice":
            found[s.object, division].append(s.iri)
    for (practice, division), assertions in sorted(found.items()):
        yield practice, division, assertions


def rank(graph: MultiDiGraph, knowledge: Knowledge, terms: Terms) -> None:
    """Give each node a ``rank`` (0 = most informative): the order in which a view with little room fills up.

    Districts that articles are about come first; then what many districts share, what much is said of, and what
    its class says it is worth (``weight`` in the data). Figures are facts of the graph, so the order is reproducible.
    """
    about = {a.division for a in knowledge.articles.values()}
    said: dict[str, int] = defaultdict(int)
    for s in knowledge.statements:
        if s.predicate != str(RDF.type):
            said[s.subject] += 1
            said[s.object] += 1
    scores = {}
    for iri, entity in knowledge.entities.items():
        family = terms.family(entity.cls)
        shared = len(districts(entity, knowledge))
        score = family.weight * (math.log2(1 + said[iri]) + 3 * max(0, shared - 1))
        if not family.shown:
            score = 0.0
        elif family.id == "division":
            score = score + 1e6 if iri in about else score / 4
        scores[iri] = round(score, 6)
    for position, iri in enumerate(sorted(scores, key=lambda i: (-scores[i], i))):
        graph.nodes[iri]["rank"] = position
        graph.nodes[iri]["score"] = scores[iri]
