"""The rules of the model that SHACL Core cannot say, each a function from a graph to its faults.

`CHECKS` is the table of them. Everything SHACL Core can say is in ``ontology/shapes.ttl``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from rdflib import DCTERMS, PROV, RDF, RDFS, BNode, Graph, Literal
from rdflib.term import Node

from rdgraph.graph.report import Result, Severity
from rdgraph.graph.resources import ONTOLOGY, ontology_graph
from rdgraph.graph.vocabulary import NIF, RD
from rdgraph.messages import message

_ARTICLE_ENTITIES = (DCTERMS.creator, RD.division, RD.bodyOrgan, RD.contributor)


def passage_offsets(graph: Graph) -> Iterator[Result]:
    """The IRI of a passage is its article's, with the passage's own offsets."""
    for passage in graph.subjects(RDF.type, NIF.Phrase):
        article = _only(graph, passage, NIF.referenceContext)
        begin, end = _only(graph, passage, NIF.beginIndex), _only(graph, passage, NIF.endIndex)
        if None not in (article, begin, end) and str(passage) != f"{article}#char={begin},{end}":
            yield _fault("passage_offsets", passage, "nif:beginIndex", begin, "invariant.passage-offsets")


def passage_characters(graph: Graph) -> Iterator[Result]:
    """The characters of a passage are those at its offsets: ``text[begin:end] == anchorOf``."""
    texts = {article: str(text) for article, text in graph.subject_objects(NIF.isString)}
    for passage, article in graph.subject_objects(NIF.referenceContext):
        text = texts.get(article)
        begin, end = _index(graph, passage, NIF.beginIndex), _index(graph, passage, NIF.endIndex)
        if text is None or begin is None or end is None:
            continue
        anchor = _only(graph, passage, NIF.anchorOf)
        if end > len(text) or (anchor is not None and text[begin:end] != str(anchor)):
            yield _fault("passage_characters", passage, "nif:anchorOf", anchor, "invariant.passage-characters")


def evidence_of_the_article(graph: Graph) -> Iterator[Result]:
    """A finding rests on passages of the article it was found in."""
    for finding, article in graph.subject_objects(RD.article):
        for passage in graph.objects(finding, PROV.wasDerivedFrom):
            if _only(graph, passage, NIF.referenceContext) not in (None, article):
                yield _fault(
                    "evidence_of_the_article",
                    finding,
                    "prov:wasDerivedFrom",
                    passage,
                    "invariant.evidence-of-the-article",
                )


def direct_triples(graph: Graph) -> Iterator[Result]:
    """A relation stands as a direct triple exactly where an assertion without modality states it."""
    stated: dict[Node, set[tuple[Node, Node]]] = defaultdict(set)
    withheld: dict[tuple[Node, Node, Node], Node] = {}
    for assertion in graph.subjects(RDF.type, RD.Assertion):
        terms = [_only(graph, assertion, p) for p in (RDF.subject, RDF.predicate, RDF.object)]
        subject, predicate, value = terms
        if subject is None or predicate is None or value is None:
            continue
        if (assertion, RD.modality, None) in graph:
            withheld[subject, predicate, value] = assertion
            continue
        stated[predicate].add((subject, value))
        if (subject, predicate, value) not in graph:
            yield _fault("direct_triples", assertion, _curie(predicate), value, "invariant.no-triple")
    for predicate in _relations():
        for subject, value in graph.subject_objects(predicate):
            if (subject, value) in stated[predicate]:
                continue
            code = "invariant.withheld" if (subject, predicate, value) in withheld else "invariant.unstated"
            yield _fault("direct_triples", subject, _curie(predicate), value, code)


def own_mentions(graph: Graph) -> Iterator[Result]:
    """An article mentions its authors, its division and its organs."""
    for predicate in _ARTICLE_ENTITIES:
        for article, entity in graph.subject_objects(predicate):
            if (article, RDF.type, RD.Article) in graph and (article, RD.mentions, entity) not in graph:
                yield _fault("own_mentions", article, "rd:mentions", entity, "invariant.own-mentions")


def declared_terms(graph: Graph) -> Iterator[Result]:
    """Every term of the namespace that a graph uses is declared in the ontology."""
    declared = set(ontology_graph(ONTOLOGY).subjects(RDFS.isDefinedBy))
    used = set(graph.predicates(unique=True)) | set(graph.objects(None, RDF.type, unique=True))
    for term in used:
        if str(term).startswith(str(RD)) and term not in declared:
            yield _fault("declared_terms", term, "", None, "invariant.declared-terms")


Check = Callable[[Graph], Iterator[Result]]

CHECKS: tuple[Check, ...] = (
    passage_offsets,
    passage_characters,
    evidence_of_the_article,
    direct_triples,
    own_mentions,
    declared_terms,
)


def _relations() -> list[Node]:
    """Return the predicates that need an assertion: the relations of the ontology, and `rd:mentions`."""
    ontology = ontology_graph(ONTOLOGY)
    return sorted([*ontology.subjects(RDFS.subPropertyOf, RD.relation), RD.mentions], key=str)


def _only(graph: Graph, subject: Node, predicate: Node) -> Node | None:
    """Return the one value; none where there are several, to which the shapes object already."""
    values = list(graph.objects(subject, predicate))
    return values[0] if len(values) == 1 else None


def _index(graph: Graph, passage: Node, predicate: Node) -> int | None:
    literal = _only(graph, passage, predicate)
    value = literal.toPython() if isinstance(literal, Literal) else None
    return value if isinstance(value, int) else None


def _curie(term: Node) -> str:
    return str(term).replace(str(RD), "rd:", 1)


def _fault(check: str, focus: Node, path: str, value: Node | None, code: str) -> Result:
    shown = "" if value is None else value.n3() if isinstance(value, (BNode, Literal)) else f"<{value}>"
    return Result(
        severity=Severity.VIOLATION,
        shape=f"invariants.{check}",
        focus=str(focus),
        path=path,
        value=shown,
        constraint=check,
        message=message(code),
        message_en=message(code, "en"),
    )
