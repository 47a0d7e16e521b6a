"""Test a built graph: SHACL for what SHACL Core can say, `rdgraph.graph.invariants` for the rest.

pySHACL is given plain rdflib graphs in memory and no inference. All it needs of the ontology is
the class hierarchy, so the data are copied beside the closure of ``rdfs:subClassOf`` and nothing else.
"""

from __future__ import annotations

from functools import cache

import pyshacl
from rdflib import RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from rdgraph.errors import GraphError
from rdgraph.graph.invariants import CHECKS
from rdgraph.graph.report import Result, Severity, ValidationReport
from rdgraph.graph.resources import ONTOLOGY, SHAPES, ontology_graph

_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


def validate(graph: Graph) -> ValidationReport:
    """Return every fault of *graph*, which is not changed, in an order that depends on the faults alone."""
    faults = {result for check in CHECKS for result in check(graph)}
    return ValidationReport(tuple(sorted(faults | shacl_results(graph))))


def shacl_results(graph: Graph) -> set[Result]:
    """Return what the shapes find wrong in *graph*."""
    data = Graph()
    for triple in graph:
        data.add(triple)
    for triple in class_hierarchy():
        data.add(triple)
    _, report, text = pyshacl.validate(data, shacl_graph=ontology_graph(SHAPES), inplace=True)
    if not isinstance(report, Graph):
        raise GraphError.of("graph.unvalidated", file=SHAPES, text=text)
    found = [_read(report, node) for node in report.objects(None, SH.result)]
    # One message covers all constraints of a property shape: a value that breaks two of them is one fault.
    single: dict[tuple[str, str, str, str], Result] = {}
    for result in sorted(found):
        single.setdefault((result.shape, result.focus, result.path, result.value), result)
    return set(single.values())


@cache
def class_hierarchy() -> tuple[tuple[Node, URIRef, Node], ...]:
    """Return the transitive closure of ``rdfs:subClassOf`` over the ontology's classes."""
    ontology = ontology_graph(ONTOLOGY)
    return tuple(
        (below, RDFS.subClassOf, above)
        for below in set(ontology.subjects(RDFS.subClassOf))
        for above in ontology.transitive_objects(below, RDFS.subClassOf)
        if above is not None and above != below
    )


def _read(report: Graph, node: Node) -> Result:
    shapes = ontology_graph(SHAPES)
    shape = report.value(node, SH.sourceShape)
    focus, value = report.value(node, SH.focusNode), report.value(node, SH.value)
    path = None if shape is None else shapes.value(shape, SH.path)
    messages = {m.language: str(m) for m in report.objects(node, SH.resultMessage) if isinstance(m, Literal)}
    severity = report.value(node, SH.resultSeverity)
    return Result(
        severity=_SEVERITIES.get(severity, Severity.VIOLATION) if isinstance(severity, URIRef) else Severity.VIOLATION,
        shape="" if shape is None else _curie(shapes, shape),
        focus=str(focus),
        path="" if path is None else _path(shapes, path),
        value="" if value is None else value.n3(),
        constraint=str(report.value(node, SH.sourceConstraintComponent)).removeprefix(str(SH)),
        message=messages.get("zh", ""),
        message_en=messages.get("en", ""),
    )


def _path(shapes: Graph, path: Node) -> str:
    """Write a SHACL path as SPARQL writes it."""
    if isinstance(path, URIRef):
        return _curie(shapes, path)
    inverse = shapes.value(path, SH.inversePath)
    if inverse is not None:
        return "^" + _path(shapes, inverse)
    return "/".join(_path(shapes, step) for step in Collection(shapes, path))


def _curie(shapes: Graph, term: Node) -> str:
    return shapes.namespace_manager.normalizeUri(str(term))
