"""The shapes and the invariants: a good graph conforms, and each broken one is faulted for its one defect."""

from pathlib import Path

import pytest
import yaml
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef

from rdgraph.errors import ValidationError
from rdgraph.graph.invariants import CHECKS
from rdgraph.graph.report import Severity, ValidationReport
from rdgraph.graph.resources import SHAPES, ontology_graph
from rdgraph.graph.validate import class_hierarchy, validate
from rdgraph.graph.vocabulary import NIF, RD

MINIMAL = (Path(__file__).parent / "minimal.ttl").read_text(encoding="utf-8")
BASE = Namespace("https://w3id.org/rdgraph/id/")
PREFIXES = "".join(line + "\n" for line in MINIMAL.splitlines() if line.startswith("@"))

DEFECTS = yaml.safe_load((Path(__file__).parent / "mutants.yaml").read_text(encoding="utf-8"))
MUTANTS, WARNINGS = DEFECTS["violations"], DEFECTS["warnings"]

A1, A2, I7 = "<article/甲刊/7/01>", "<article/甲刊/7/02>", "<issue/甲刊/7>"
ORG, DIV, PER, MEC = "<org/甲市人大常委会>", "<division/330100>", "<person/张三>", "<practice/三查>"
P1, P3, ACT = "<article/甲刊/7/01#char=0,7>", "<article/甲刊/7/02#char=0,2>", "<activity/1>"

# Subject and object of each relation, one wrong side at a time.
RELATIONS = [
    ("implements", ORG, MEC, PER, DIV),
    ("participatesIn", ORG, "<practice/四进>", PER, MEC),
    ("involves", MEC, ORG, ORG, DIV),
    ("cooperatesWith", ORG, ORG, DIV, PER),
    ("includes", MEC, "<practice/四进>", ORG, DIV),
    ("hostedBy", "<practice/e站>", ORG, MEC, DIV),
    ("basedOn", ACT, "<document/乙法>", ORG, MEC),
    ("issues", ORG, "<document/乙法>", PER, MEC),
    ("inspects", ORG, "<document/乙法>", PER, ORG),
    ("supervises", ORG, ORG, PER, "<document/乙法>"),
    ("partOf", ORG, ORG, PER, DIV),
    ("locatedIn", ORG, DIV, MEC, ORG),
    ("targets", ORG, "<org/某校>", DIV, "<document/乙法>"),
]
EXTRA = (
    """<practice/e站> a rd:Platform ; skos:prefLabel "e站"@zh . <org/某校> a rd:School ; skos:prefLabel "某校"@zh ."""
)


def turtle(text):
    return Graph().parse(data=f"{PREFIXES}{text} ." if text else PREFIXES, format="turtle")


def mutate(remove, add):
    graph = turtle(MINIMAL.rstrip(" .\n"))
    if remove.endswith("?"):
        subject, predicate, _ = next(iter(turtle(remove.replace("?", '""'))))
        graph.remove((subject, predicate, None))
    else:
        for triple in turtle(remove):
            assert triple in graph, triple
            graph.remove(triple)
    for triple in turtle(add):
        graph.add(triple)
    return graph


def resource(written):
    return str(next(turtle(f"{written} a {written}").subjects()))


def test_case_counts():
    assert len(MUTANTS) == 113
    assert len({m["name"] for m in MUTANTS}) == 113
    assert len(RELATIONS) == 13
    assert len(WARNINGS) == 6
    assert len(CHECKS) == 6


def test_a_good_graph_conforms():
    graph = turtle(MINIMAL.rstrip(" .\n"))
    before = set(graph)
    report = validate(graph)
    assert report == ValidationReport(())
    assert report.conforms
    assert set(graph) == before
    report.raise_for_violations()


@pytest.mark.parametrize("case", MUTANTS, ids=lambda case: case["name"])
def test_a_broken_graph_is_faulted_for_its_defect(case):
    report = validate(mutate(case.get("remove", ""), case.get("add", "")))
    assert sorted(r.shape for r in report.results) == sorted(case["faults"]), str(report)
    first = next(r for r in report.results if r.shape == case["faults"][0])
    assert first.focus == resource(case["node"])
    assert first.severity is Severity.VIOLATION
    assert not report.conforms
    assert first.message.endswith("。")
    assert first.message_en.endswith(".")


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case["name"])
def test_a_doubtful_graph_conforms_with_a_warning(case):
    report = validate(mutate(case.get("remove", ""), case.get("add", "")))
    (only,) = report.results
    assert [only.shape] == case["faults"]
    assert (only.focus, only.severity) == (resource(case["node"]), Severity.WARNING)
    assert report.conforms
    assert report.warnings == report.results
    report.raise_for_violations()


@pytest.mark.parametrize("modal", [False, True], ids=["fact", "plan"])
@pytest.mark.parametrize(
    ("name", "subject", "value", "wrong_subject", "wrong_value"), RELATIONS, ids=[r[0] for r in RELATIONS]
)
def test_subject_and_object_of_each_relation(name, subject, value, wrong_subject, wrong_value, modal):
    def shapes_that_object(s, o):
        statement = (
            f"<assertion/9> a rd:Assertion ; rdf:subject {s} ; rdf:predicate rd:{name} ; rdf:object {o} ; "
            f'rd:article {A1} ; rd:rule "r" ; rd:confidence 0.5 ; prov:wasDerivedFrom {P1}'
        )
        form = "; rd:modality rd:planned" if modal else f". {s} rd:{name} {o}"
        return [r.shape for r in validate(mutate("", f"{EXTRA} {statement} {form}")).results]

    assert shapes_that_object(subject, value) == []
    assert shapes_that_object(wrong_subject, value) == ["shape:ModalAssertion" if modal else f"shape:{name}"]
    assert shapes_that_object(subject, wrong_value) == ["shape:ModalAssertion" if modal else f"shape:{name}-object"]


def test_texts_may_be_withheld():
    graph = turtle(MINIMAL.rstrip(" .\n"))
    graph.remove((None, NIF.isString, None))
    graph.remove((None, NIF.anchorOf, None))
    assert validate(graph) == ValidationReport(())


def test_a_result_names_node_path_value_and_shape():
    report = validate(mutate(f"{A1} rd:position 1", f"{A1} rd:position 0"))
    (result,) = report.results
    assert result.path == "rd:position"
    assert result.value == '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert result.constraint == "MinInclusiveConstraintComponent"
    assert result.message == "稿件须有且只有一个序号 rd:position，为不小于 1 的整数。"
    assert result.message_en == "An article has exactly one rd:position, an integer from 1."
    assert (
        str(result) == f"{BASE}article/甲刊/7/01 rd:position {result.value}：{result.message}（shape:Article-position）"
    )


def test_paths_are_written_as_in_sparql():
    (listed,) = validate(mutate(f"{I7} dcterms:hasPart {A1}", "")).results
    assert listed.path == "^dcterms:hasPart"
    (context,) = validate(mutate("", f'{P3} nif:anchorOf "甲市"')).results
    assert context.path == "nif:referenceContext/nif:isString"


def test_a_violation_can_be_raised():
    report = validate(mutate(f"{A1} rd:position 1", ""))
    with pytest.raises(ValidationError) as caught:
        report.raise_for_violations()
    chinese, english = str(caught.value).split("\n")
    assert chinese.startswith(f"{BASE}article/甲刊/7/01：图谱有 1 处不合约定")
    assert "shape:Article-position" in chinese
    assert "An article has exactly one rd:position" in english


def test_the_report_does_not_depend_on_the_order_of_the_triples():
    broken = mutate(f"{A1} rd:position 1", f'{A2} rd:position 0 . {PER} skos:prefLabel "李 四"@zh')
    shuffled = Graph()
    for triple in sorted(broken, reverse=True):
        shuffled.add(triple)
    first, second = validate(broken), validate(shuffled)
    assert len(first.results) > 3
    assert first == second
    assert str(first) == str(second)
    assert list(first.results) == sorted(first.results)


def test_every_shape_has_a_mutant():
    shapes = ontology_graph(SHAPES)
    targeted = {
        shapes.namespace_manager.normalizeUri(str(s))
        for p in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
        for s in shapes.subjects(p)
    }
    killed = {fault for case in [*MUTANTS, *WARNINGS] for fault in case["faults"]}
    relations = {f"shape:{name}{side}" for name, *_ in RELATIONS for side in ("", "-object")}
    # Only a blank node breaks these: see the next test.
    assert targeted - killed - relations == {"shape:SourceFile", "shape:Entity", "shape:Finding"}


@pytest.mark.parametrize("node", ["<source/1>", "<document/乙法>", ACT], ids=["SourceFile", "Entity", "Finding"])
def test_no_blank_nodes(node, request):
    old, new = URIRef(resource(node)), BNode("b")
    graph = Graph()
    for triple in turtle(MINIMAL.rstrip(" .\n")):
        graph.add(tuple(new if term == old else term for term in triple))
    assert [r.shape for r in validate(graph).results] == [f"shape:{request.node.callspec.id}"]


def test_hierarchy_is_transitive():
    pairs = {(s, o) for s, _, o in class_hierarchy()}
    assert (RD.Court, RD.Entity) in pairs
    assert (RD.Mechanism, RD.Entity) in pairs
    assert (RD.Quantity, RD.Finding) in pairs
    assert not [s for s, o in pairs if s == o]


def test_a_graph_may_hold_other_vocabularies():
    graph = turtle(MINIMAL.rstrip(" .\n"))
    graph.add((URIRef("https://example.org/d"), RDF.type, URIRef("http://www.w3.org/ns/dcat#Dataset")))
    graph.add((URIRef("https://example.org/d"), URIRef("http://purl.org/dc/terms/title"), Literal("x")))
    assert validate(graph).conforms
