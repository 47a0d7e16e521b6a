"""The ontology files: metadata, documentation, references between them, and what builds on them."""

import html
import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, Graph, Literal, Namespace, URIRef

from rdgraph import __version__
from rdgraph.errors import GraphError, RuleError, ValidationError
from rdgraph.graph.resources import CONCEPTS, CONTEXT, ONTOLOGY, REFERENCE, SHAPES, ontology_file, ontology_graph
from rdgraph.graph.vocabulary import NIF, ORG, RD, SCHEMA

words = str.split

NS = URIRef("https://w3id.org/rdgraph/ns")
CONCEPT = Namespace("https://w3id.org/rdgraph/concept/")
BIBO = Namespace("http://purl.org/ontology/bibo/")

ontology = ontology_graph(ONTOLOGY)
concepts = ontology_graph(CONCEPTS)
shapes = ontology_graph(SHAPES)
context = json.loads(ontology_file(CONTEXT).read_text(encoding="utf-8"))
terms = sorted(t for t in set(ontology.subjects()) if str(t).startswith(str(RD)))
classes = sorted(t for t in terms if (t, RDF.type, OWL.Class) in ontology)
properties = sorted(t for t in terms if {OWL.ObjectProperty, OWL.DatatypeProperty} & set(ontology.objects(t, RDF.type)))
individuals = sorted(t for t in terms if (t, RDF.type, OWL.NamedIndividual) in ontology)

# The contract: what scorers, queries and portals read.
CONTRACT_CLASSES = words("""Issue Article Division Place Organization StandingCommittee CongressBody Procuratorate Court
LiaisonStation Government PartyCommittee Department Company School Institute Person Practice Mechanism Program Platform
Document Activity Quantity Assertion""")
CONTRACT_PROPERTIES = words("""
series number totalNumber compiler editor phone recipient tocEntry position articleKind section
tocTitle division bodyOrgan byline contributor mentions adminCode jurisdiction implements participatesIn involves
cooperatesWith includes hostedBy basedOn issues inspects supervises partOf locatedIn targets activityType object about
article quantity value unit qualifier quantityOf measures rule confidence modality page""")
RELATIONS = words("""
implements participatesIn involves cooperatesWith includes hostedBy basedOn issues inspects supervises
partOf locatedIn targets""")
ACTIVITY_TYPES = words("""听取审议报告 执法检查 专题询问 视察 调研 督办建议 工作评议 备案审查 座谈 征集意见 代表活动
作出决议决定 跟踪监督 立法参与 普法宣传 学习培训 听证 会议""")
ALIGNMENT = {
    "Issue": SCHEMA.PublicationIssue,
    "Article": SCHEMA.Article,
    "Division": SCHEMA.AdministrativeArea,
    "Place": SCHEMA.Place,
    "Organization": ORG.Organization,
    "Person": FOAF.Person,
    "Practice": SKOS.Concept,
    "Document": SCHEMA.CreativeWork,
    "Activity": PROV.Activity,
    "Quantity": SCHEMA.QuantitativeValue,
    "Assertion": RDF.Statement,
}
# Properties for which no vocabulary in use has a broader one.
WITHOUT_COUNTERPART = {
    RD[name]
    for name in words("""recipient sourceBegin sourceEnd unresolved rule confidence modality status quantity qualifier
    measures page""")
}


def local(term):
    return str(term).removeprefix(str(RD))


def languages(graph, subject, predicate):
    return sorted(str(o.language) for o in graph.objects(subject, predicate) if str(o).strip())


# ── The ontology ─────────────────────────────────────────────────────────────────────────────────────────────


def test_counts():
    assert (len(classes), len(properties), len(individuals)) == (29, 52, 4)
    assert len(terms) == 29 + 52 + 4


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, DCTERMS.created, DCTERMS.issued,
        DCTERMS.modified, DCTERMS.publisher, DCTERMS.bibliographicCitation, DCTERMS.source, OWL.versionIRI,
        OWL.versionInfo, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri, BIBO.status,
    ],
    ids=str,
)  # fmt: skip
def test_metadata(predicate):
    assert (NS, RDF.type, OWL.Ontology) in ontology
    assert list(ontology.objects(NS, predicate))


def test_metadata_values():
    assert languages(ontology, NS, DCTERMS.title) == languages(ontology, NS, DCTERMS.description) == ["en", "zh"]
    assert ontology.value(NS, OWL.versionInfo) == Literal(__version__)
    assert ontology.value(NS, OWL.versionIRI) == URIRef(f"{NS}/{__version__}") != NS
    assert __version__ in str(ontology.value(NS, DCTERMS.bibliographicCitation))
    assert str(ontology.value(NS, VANN.preferredNamespaceUri)) == str(RD)
    assert str(ontology.value(NS, VANN.preferredNamespacePrefix)) == "rd"
    for predicate in (DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.source, BIBO.status):
        assert all(isinstance(o, URIRef) for o in ontology.objects(NS, predicate))


def test_contract_terms_are_declared():
    assert len(CONTRACT_CLASSES) == 25
    assert len(CONTRACT_PROPERTIES) == 46
    assert {RD[name] for name in CONTRACT_CLASSES} <= set(classes)
    assert {RD[name] for name in CONTRACT_PROPERTIES} <= set(properties)
    assert {local(i) for i in individuals} == {"proposed", "possible", "planned", "forecast"}


@pytest.mark.parametrize("term", terms, ids=local)
def test_term_is_documented(term):
    assert languages(ontology, term, RDFS.label) == ["en", "zh"]
    assert languages(ontology, term, RDFS.comment) == ["en", "zh"]
    assert list(ontology.objects(term, RDFS.isDefinedBy)) == [NS]


@pytest.mark.parametrize("term", classes, ids=local)
def test_class_is_aligned(term):
    above = set(ontology.transitive_objects(term, RDFS.subClassOf))
    assert any(not str(a).startswith(str(RD)) for a in above)
    assert ALIGNMENT.get(local(term), term) in above


@pytest.mark.parametrize("term", properties, ids=local)
def test_property_is_aligned(term):
    above = set(ontology.transitive_objects(term, RDFS.subPropertyOf))
    assert any(not str(a).startswith(str(RD)) for a in above) == (term not in WITHOUT_COUNTERPART)


def test_property_kind_and_range_agree():
    for term in properties:
        kinds = {OWL.ObjectProperty, OWL.DatatypeProperty} & set(ontology.objects(term, RDF.type))
        assert len(kinds) == 1, term
        for target in ontology.objects(term, RDFS.range):
            is_datatype = str(target).startswith("http://www.w3.org/2001/XMLSchema#")
            assert is_datatype == (kinds == {OWL.DatatypeProperty}), term


def test_relations_are_those_of_the_contract():
    below = {local(p) for p in ontology.subjects(RDFS.subPropertyOf, RD.relation)}
    assert below == set(RELATIONS)
    assert len(below) == 13


def test_stays_within_owl_2_rl():
    """No class expression at all: named classes, named properties, subsumption, domain, range, symmetry."""
    constructs = {
        OWL.unionOf, OWL.intersectionOf, OWL.complementOf, OWL.oneOf, OWL.Restriction, OWL.onProperty,
        OWL.equivalentClass, OWL.disjointWith, OWL.imports,
    }  # fmt: skip
    assert not constructs & (set(ontology.predicates()) | set(ontology.objects()))
    assert not [s for s in ontology.subjects() if not isinstance(s, URIRef)]


def test_class_hierarchy_has_no_cycle():
    for term in classes:
        for above in ontology.objects(term, RDFS.subClassOf):
            assert term not in set(ontology.transitive_objects(above, RDFS.subClassOf))


# ── References between the files ─────────────────────────────────────────────────────────────────────────────


def test_every_own_term_in_use_is_declared():
    used = {t for graph in (ontology, concepts, shapes) for triple in graph for t in triple}
    own = {t for t in used if isinstance(t, URIRef) and str(t).startswith(str(RD)) and t != URIRef(str(RD))}
    assert own == set(terms)


@pytest.mark.parametrize("name", ["sample", "hangzhou"])
def test_every_term_of_a_built_graph_is_declared(name):
    graph = Graph().parse(Path(__file__).parents[1] / "exports" / name / "graph.ttl")
    said = {o for p in (RDF.type, RDF.predicate, RD.activityType, RD.modality) for o in graph.objects(None, p)}
    used = {t for t in said | set(graph.predicates()) if not str(t).startswith((str(RDF), str(SKOS)))}
    assert len(used) > 80
    assert used <= set(ontology.subjects()) | set(concepts.subjects())


def test_terms_named_in_messages_are_declared():
    prefixes = dict(shapes.namespaces())
    named = {
        name
        for message in shapes.objects(None, SH.message)
        for name in re.findall(r"\b(rd|nif|prov|dcterms|org|schema|skos|rdf):([A-Za-z0-9]+)", str(message))
    }
    assert len(named) > 50
    documented = {URIRef(t) for t in ontology.subjects() if isinstance(t, URIRef)}
    for prefix, name in named:
        if prefix not in ("rdf", "skos"):
            assert URIRef(str(prefixes[prefix]) + name) in documented, name


def test_reused_terms_explain_their_use():
    reused = list(ontology.subjects(SKOS.scopeNote, unique=True))
    assert len(reused) == 22
    for term in reused:
        assert languages(ontology, term, SKOS.scopeNote) == ["en", "zh"]
        assert not str(term).startswith(str(RD))


def test_shapes_speak_of_the_activity_types_qualifiers_and_roles_of_the_concepts():
    def allowed(shape):
        head = shapes.value(URIRef(f"https://w3id.org/rdgraph/shapes#{shape}"), SH["in"])
        return set(shapes.items(head))

    def leaves(scheme):
        members = set(concepts.subjects(SKOS.inScheme, CONCEPT[scheme]))
        return {c for c in members if (c, SKOS.narrower, None) not in concepts}

    assert allowed("Activity-activityType") == leaves("activity") == {CONCEPT[f"activity/{t}"] for t in ACTIVITY_TYPES}
    assert allowed("Assertion-role") == leaves("role")
    assert allowed("Assertion-modality") == leaves("modality") == set(individuals)
    assert allowed("Assertion-predicate") == {RD[r] for r in [*RELATIONS, "mentions"]}
    labels = {str(o) for c in leaves("qualifier") for o in concepts.objects(c, SKOS.prefLabel) if o.language == "zh"}
    assert {str(v) for v in allowed("Quantity-knownQualifier")} == labels
    assert set(words("余 近 约 多 超 逾 不足 突破 不少于 至少 来 以上 累计")) <= labels


def test_shapes_name_every_class_an_entity_may_have():
    head = shapes.value(URIRef("https://w3id.org/rdgraph/shapes#Entity-type"), SH["in"])
    concrete = set(ontology.transitive_subjects(RDFS.subClassOf, RD.Entity)) - {RD.Entity, RD.Practice}
    assert set(shapes.items(head)) == concrete
    assert len(concrete) == 19


def test_shapes_are_core_and_bilingual():
    namespace = str(SH)
    assert not [p for p in shapes.predicates(unique=True) if p in (SH.sparql, SH.js, SH.rule, SH.select, SH.target)]
    named = [s for s in shapes.subjects() if str(s).startswith("https://w3id.org/rdgraph/shapes#")]
    assert len(set(named)) == 120
    for shape in sorted(set(named)):
        assert languages(shapes, shape, SH.name) == ["en", "zh"], shape
        if [p for p in shapes.predicates(shape) if p in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)]:
            assert languages(shapes, shape, SH.message) == ["en", "zh"], shape
        severity = shapes.value(shape, SH.severity)
        assert severity is None or str(severity).startswith(namespace)


# ── Concepts ─────────────────────────────────────────────────────────────────────────────────────────────────

schemes = sorted(concepts.subjects(RDF.type, SKOS.ConceptScheme))
members = sorted(concepts.subjects(RDF.type, SKOS.Concept))


def test_schemes():
    assert [str(s).removeprefix(str(CONCEPT)) for s in schemes] == [
        "activity",
        "modality",
        "qualifier",
        "role",
        "section",
    ]
    for scheme in schemes:
        assert languages(concepts, scheme, DCTERMS.title) == ["en", "zh"]
        assert languages(concepts, scheme, DCTERMS.description) == ["en", "zh"]
    assert len(members) == 5 + 18 + 4 + 4 + 15 + 4


@pytest.mark.parametrize("concept", members, ids=lambda c: str(c).rpartition("/")[2])
def test_concept(concept):
    assert languages(concepts, concept, SKOS.prefLabel) == ["en", "zh"]
    assert languages(concepts, concept, SKOS.definition) == ["en", "zh"]
    labels = set(concepts.objects(concept, SKOS.prefLabel))
    assert not labels & set(concepts.objects(concept, SKOS.altLabel))
    assert len(list(concepts.objects(concept, SKOS.inScheme))) == 1
    scheme = concepts.value(concept, SKOS.inScheme)
    assert scheme in schemes
    # No orphan: at the top, from both sides, or below something, from both sides.
    is_top = (concept, SKOS.topConceptOf, scheme) in concepts
    assert is_top == ((scheme, SKOS.hasTopConcept, concept) in concepts)
    broader = set(concepts.objects(concept, SKOS.broader))
    assert is_top != bool(broader)
    assert broader == set(concepts.subjects(SKOS.narrower, concept))
    for above in broader:
        assert concept not in set(concepts.transitive_objects(above, SKOS.broader))
        assert concepts.value(above, SKOS.inScheme) == scheme


def test_concept_labels_are_unique_within_a_scheme():
    for scheme in schemes:
        inside = set(concepts.subjects(SKOS.inScheme, scheme))
        labels = [o for c in inside for p in (SKOS.prefLabel, SKOS.altLabel) for o in concepts.objects(c, p)]
        assert len(labels) == len(set(labels))


def test_concept_iris_are_minted_from_their_chinese_labels():
    for scheme in ("activity", "qualifier"):
        for concept in concepts.subjects(SKOS.inScheme, CONCEPT[scheme]):
            label = next(o for o in concepts.objects(concept, SKOS.prefLabel) if o.language == "zh")
            assert concept == CONCEPT[f"{scheme}/{label}"]


# ── The JSON-LD context ──────────────────────────────────────────────────────────────────────────────────────


# rdflib 7.6 builds a class it has itself deprecated whenever it reads JSON-LD into a Graph.
JSONLD_WARNING = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def read_jsonld(node):
    return Graph().parse(data=json.dumps({**context, **node}), format="json-ld")


def test_context_knows_every_term():
    table = context["@context"]
    expanded = {
        entry if isinstance(entry, str) else entry["@id"]
        for key, entry in table.items()
        if key != "@version"
    }  # fmt: skip
    assert {f"rd:{local(t)}" for t in terms} <= expanded
    assert {e for e in expanded if e.startswith("rd:")} == {f"rd:{local(t)}" for t in terms}
    for term in terms:
        kind = table[local(term)]
        is_object = (term, RDF.type, OWL.ObjectProperty) in ontology
        assert is_object == (isinstance(kind, dict) and kind.get("@type") in ("@id", "@vocab"))


@JSONLD_WARNING
def test_context_reads_as_the_terms_it_names():
    base = "https://w3id.org/rdgraph/id/"
    graph = read_jsonld(
        {
            "id": base + "assertion/1",
            "type": "Assertion",
            "subject": base + "org/甲",
            "predicate": "implements",
            "assertedObject": base + "practice/三查",
            "confidence": "0.9",
            "modality": "planned",
            "wasDerivedFrom": [{"id": base + "article/甲刊/7/01#char=0,7", "type": "Passage", "beginIndex": 0}],
        }
    )
    node = URIRef(base + "assertion/1")
    passage = URIRef(base + "article/甲刊/7/01#char=0,7")
    assert set(graph) == {
        (node, RDF.type, RD.Assertion),
        (node, RDF.subject, URIRef(base + "org/甲")),
        (node, RDF.predicate, RD.implements),
        (node, RDF.object, URIRef(base + "practice/三查")),
        (node, RD.confidence, Literal("0.9", datatype=URIRef("http://www.w3.org/2001/XMLSchema#decimal"))),
        (node, RD.modality, RD.planned),
        (node, PROV.wasDerivedFrom, passage),
        (passage, RDF.type, NIF.Phrase),
        (passage, NIF.beginIndex, Literal(0)),
    }


@JSONLD_WARNING
def test_context_labels_are_chinese():
    graph = read_jsonld({"id": "https://example.org/x", "type": "Mechanism", "prefLabel": "三查", "altLabel": ["甲"]})
    x = URIRef("https://example.org/x")
    assert set(graph.objects(x, SKOS.prefLabel)) == {Literal("三查", lang="zh")}
    assert set(graph.objects(x, SKOS.altLabel)) == {Literal("甲", lang="zh")}


# ── The reference page ───────────────────────────────────────────────────────────────────────────────────────

reference = ontology_file(REFERENCE).read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_reference_is_what_pylode_makes_of_the_ontology(seed):
    pytest.importorskip("pylode", reason="pyLODE is not installed (pip install -e '.[dev]')")
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(root / "scripts" / "build_ontology_reference.py"), "--check"],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root / "src")},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_the_reference_has_every_term_under_its_name():
    anchors = re.findall(r'\sid="([^"]*)"', reference)
    assert len(anchors) == len(set(anchors))
    assert {local(t) for t in [*classes, *properties]} <= set(anchors)
    links = re.findall(r'href="#([^"]*)"', reference)
    assert len(links) > 200
    assert set(links) - {local(i) for i in individuals} <= set(anchors)
    shown = " ".join(re.sub(r"<[^>]*>", " ", html.unescape(reference)).split())
    for term in [*classes, *properties]:
        for predicate in (RDFS.label, RDFS.comment):
            for text in ontology.objects(term, predicate):
                assert " ".join(str(text).split()) in shown, text


def test_the_reference_asks_nobody_for_anything():
    loading = re.findall(r"<(?:script|link|img|iframe|object|embed|video|audio|source)\b[^>]*>", reference)
    assert loading == ['<script id="schema.org" type="application/ld+json">', '<link href="data:," rel="icon">']
    assert not re.search(r"url\(|@import|\son\w+=|javascript:", reference)


# ── Files and errors ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [ONTOLOGY, CONCEPTS, SHAPES, CONTEXT, REFERENCE])
def test_files_are_found(name):
    assert ontology_file(name).name == name


def test_the_packaged_file_comes_first(tmp_path):
    package, checkout = tmp_path / "package", tmp_path / "checkout"
    for folder in (package, checkout):
        folder.mkdir()
    (checkout / ONTOLOGY).touch()
    assert ontology_file(ONTOLOGY, (package, checkout)) == checkout / ONTOLOGY
    (package / ONTOLOGY).touch()
    assert ontology_file(ONTOLOGY, (package, checkout)) == package / ONTOLOGY


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(GraphError) as caught:
        ontology_file("none.ttl", (tmp_path,))
    chinese, english = str(caught.value).split("\n")
    assert chinese == f"none.ttl：{tmp_path}：找不到本体文件。请重新安装 rdgraph，或在完整的源码目录中运行。"
    assert english.startswith(f"none.ttl: {tmp_path}: the ontology file was not found. Install")


def test_error_text():
    error = RuleError("缺少例句", "no example", file="rules/a.yaml", place="implements-推行", remedy="请补一条例句。")
    assert (
        str(error)
        == "rules/a.yaml：implements-推行：缺少例句。请补一条例句。\nrules/a.yaml: implements-推行: no example."
    )
    assert str(RuleError("缺少例句")) == "缺少例句。"
    assert isinstance(ValidationError("x"), GraphError)


def test_errors_cross_process_borders():
    error = RuleError("缺少例句", "no example", file="a.yaml", place="r1", remedy="请补。", remedy_en="Add one.")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_nobody_else_builds_an_ontology_path():
    source = Path(__file__).resolve().parents[1] / "src"
    found = [
        p.name
        for p in sorted(source.rglob("*.py"))
        if re.search(r"rdgraph\.ttl\"|context\.jsonld\"", p.read_text("utf-8"))
    ]
    assert found == ["resources.py"]
