"""What the data set is: DCAT-AP 3, VoID, schema.org for its landing page, and a citation file.

All of it follows from the data and from what the publisher says: no clock is read. Dates are those of the issues.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from rdgraph.graph.vocabulary import iri_segment
from rdgraph.publish.index import ISSUED, TITLE, Index, Node
from rdgraph.query.dataset import DERIVED, ISSUE, TYPE, Dataset, rd
from rdgraph.query.rdf import canonical

if TYPE_CHECKING:
    from rdgraph.publish.site import About

_NAMESPACES = {
    "dcatap": "http://data.europa.eu/r5r/",
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority/"
_THEME = _EU + "data-theme/GOVE"
_IANA = "http://www.iana.org/assignments/media-types/"
_SOFTWARE = "https://w3id.org/rdgraph"

_FORMATS = {
    "ttl": ("RDF_TURTLE", "text/turtle", "Turtle"),
    "nq": ("RDF_N_QUADS", "application/n-quads", "N-Quads"),
    "jsonld": ("JSON_LD", "application/ld+json", "JSON-LD"),
    "rdf": ("RDF_XML", "application/rdf+xml", "RDF/XML"),
    "csv": ("CSV", "text/csv", "CSV"),
}
_KEYWORDS = (
    ("人民代表大会", "zh"),
    ("人大", "zh"),
    ("知识图谱", "zh"),
    ("people's congress", "en"),
    ("knowledge graph", "en"),
)
_VOCABULARIES = (
    "https://w3id.org/rdgraph/ns#",
    "http://purl.org/dc/terms/",
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#",
    "https://schema.org/",
)

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')

Value = ox.NamedNode | ox.Literal
NamedTerm = ox.NamedNode


class _Triples:
    """Collects triples about named nodes; predicates and classes are written with prefixes."""

    def __init__(self) -> None:
        self.found: dict[ox.Triple, None] = {}

    def say(self, subject: str, predicate: str, *values: Value) -> None:
        for value in values:
            self.found.setdefault(ox.Triple(ox.NamedNode(_uri(subject)), _term(predicate), value))

    def kind(self, subject: str, *classes: str) -> None:
        self.say(subject, "rdf:type", *map(_term, classes))

    def text(self, subject: str, predicate: str, zh: str, en: str = "") -> None:
        self.say(subject, predicate, ox.Literal(zh, language="zh"))
        if en:
            self.say(subject, predicate, ox.Literal(en, language="en"))


def dcat(about: About, url: str, index: Index, files: Mapping[str, bytes]) -> list[ox.Triple]:
    """Describe the data set, its issues and its files in DCAT-AP 3."""
    t = _Triples()
    catalogue, whole, agent, contact = url + "catalog", url + "dataset", url + "publisher", url + "contact"
    issues = index.subjects(TYPE, ISSUE)
    dates = sorted(d for d in (index.text(i, ISSUED) for i in issues) if d)
    _shared(t, about, url, agent, contact)
    t.kind(catalogue, "dcat:Catalog")
    t.text(catalogue, "dcterms:title", about.title, about.title_en)
    t.text(catalogue, "dcterms:description", about.description, about.description_en)
    t.say(catalogue, "dcterms:publisher", _node(agent))
    t.say(catalogue, "dcterms:license", _node(about.license))
    t.say(catalogue, "dcterms:language", _node(_EU + "language/ZHO"))
    t.say(catalogue, "foaf:homepage", _node(url))
    t.say(catalogue, "dcat:themeTaxonomy", _node(_EU + "data-theme"))
    t.say(catalogue, "dcat:dataset", _node(whole))
    _places(t, catalogue, index)
    for date, predicate in zip((*dates[:1], *dates[-1:]), ("dcterms:issued", "dcterms:modified"), strict=False):
        for node in (catalogue, whole):
            t.say(node, predicate, ox.Literal(date, datatype=_term("xsd:date")))
    t.kind(whole, "dcat:Dataset", "void:Dataset")
    _dataset(t, whole, about, agent, contact)
    t.text(whole, "dcterms:title", about.title, about.title_en)
    t.text(whole, "dcterms:description", about.description, about.description_en)
    t.say(whole, "dcterms:identifier", ox.Literal(url + "dataset"))
    t.say(whole, "dcat:landingPage", _node(url + "index.html"))
    t.say(whole, "dcterms:conformsTo", _node("https://w3id.org/rdgraph/ns"))
    _provenance(t, whole, url, index, issues)
    _period(t, whole, dates)
    _places(t, whole, index)
    for name, body in files.items():
        t.say(whole, "dcat:distribution", _node(_distribution(t, url, name, body, about)))
    _series(t, url, index, about, agent, contact, catalogue)
    if about.endpoint:
        _service(t, url, about, catalogue, whole, agent)
    return canonical(t.found)


def void(about: About, url: str, dataset: Dataset) -> list[ox.Triple]:
    """Describe the triples in VoID; every number is a count of `void:dataDump`, named graphs taken together."""
    t = _Triples()
    whole = url + "dataset"
    triples = dataset.all_triples
    kinds = Counter(x.object.value for x in triples if x.predicate == TYPE and isinstance(x.object, ox.NamedNode))
    properties = Counter(x.predicate.value for x in triples)
    local = {s for s in (_value(x.subject) for x in triples) if s.startswith(dataset.base) and "#" not in s}
    t.kind(url + "void.ttl", "void:DatasetDescription")
    t.say(url + "void.ttl", "foaf:primaryTopic", _node(whole))
    t.kind(whole, "void:Dataset")
    t.text(whole, "dcterms:title", about.title, about.title_en)
    t.say(whole, "dcterms:license", _node(about.license))
    t.say(whole, "foaf:homepage", _node(url))
    for predicate, count in (
        ("triples", len(triples)),
        ("entities", len(local)),
        ("classes", len(kinds)),
        ("properties", len(properties)),
        ("distinctSubjects", len({x.subject for x in triples})),
        ("distinctObjects", len({x.object for x in triples})),
    ):
        t.say(whole, f"void:{predicate}", _integer(count))
    t.say(whole, "void:uriSpace", ox.Literal(dataset.base))
    t.say(whole, "void:vocabulary", *map(ox.NamedNode, _VOCABULARIES))
    t.say(whole, "void:dataDump", ox.NamedNode(url + "data/graph.nq"), ox.NamedNode(url + "data/graph.ttl"))
    for example in sorted(s for s in local if "/article/" in s or "/issue/" in s)[:2]:
        t.say(whole, "void:exampleResource", ox.NamedNode(example))
    if about.endpoint:
        t.say(whole, "void:sparqlEndpoint", ox.NamedNode(_absolute(url, about.endpoint)))
    for kind, count in kinds.items():
        part = f"{url}void.ttl#class={quote(_local(kind))}"
        t.say(whole, "void:classPartition", _node(part))
        t.say(part, "void:class", ox.NamedNode(kind))
        t.say(part, "void:entities", _integer(count))
    for predicate, count in properties.items():
        part = f"{url}void.ttl#property={quote(_curie_name(predicate))}"
        t.say(whole, "void:propertyPartition", _node(part))
        t.say(part, "void:property", ox.NamedNode(predicate))
        t.say(part, "void:triples", _integer(count))
    return canonical(t.found)


def turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Return a description as Turtle."""
    from rdgraph.query.rdf import sorted_prefixes

    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_NAMESPACES)
    return sorted_prefixes(bytes(written or b""))


def landing(about: About, url: str, dataset: Dataset) -> dict[str, object]:
    """Describe the data set in schema.org, for the landing page."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": url + "dataset",
        "identifier": url + "dataset",
        "name": [{"@language": "zh", "@value": about.title}, {"@language": "en", "@value": about.title_en}],
        "description": [
            {"@language": "zh", "@value": about.description},
            {"@language": "en", "@value": about.description_en},
        ],
        "url": url,
        "license": about.license,
        "inLanguage": "zh",
        "creator": {"@type": "Organization", "name": about.publisher},
        "publisher": {"@type": "Organization", "name": about.publisher},
        "keywords": [word for word, _ in _KEYWORDS],
        "version": dataset.digest[:12],
        **({"datePublished": _latest(dataset)} if _latest(dataset) else {}),
        "isBasedOn": _SOFTWARE,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": url + name, "encodingFormat": _FORMATS[name.rpartition(".")[2]][1]}
            for name in ("data/graph.ttl", "data/graph.nq", "data/graph.jsonld", "data/graph.rdf")
        ],
    }


def citation(about: About, url: str, dataset: Dataset) -> bytes:
    """Return a CITATION.cff of the data set; its values are JSON strings, which YAML reads as they are."""
    known = {
        "cff-version": "1.2.0",
        "message": "使用本数据集请引用如下。 If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": about.title_en,
        "abstract": about.description_en,
        "url": url,
        "license-url": about.license,
        "version": dataset.digest[:12],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in known.items()]
    if _latest(dataset):
        lines.append(f"date-released: {_latest(dataset)}")
    lines += ["authors:", f"  - name: {json.dumps(about.publisher, ensure_ascii=False)}", "keywords:"]
    lines += [f"  - {json.dumps(word, ensure_ascii=False)}" for word, _ in _KEYWORDS]
    return ("\n".join(lines) + "\n").encode()


# Parts of the DCAT description


def _shared(t: _Triples, about: About, url: str, agent: str, contact: str) -> None:
    t.kind(agent, "foaf:Agent", "foaf:Organization")
    t.say(agent, "foaf:name", ox.Literal(about.publisher))
    t.kind(contact, "vcard:Kind", "vcard:Organization")
    t.say(contact, "vcard:fn", ox.Literal(about.publisher))
    if about.contact:
        mail = "@" in about.contact and "://" not in about.contact
        t.say(
            contact,
            "vcard:hasEmail" if mail else "vcard:hasURL",
            _node(f"mailto:{about.contact}" if mail else about.contact),
        )
    else:
        t.say(contact, "vcard:hasURL", _node(url))
    t.kind(about.license, "dcterms:LicenseDocument")
    t.kind(url, "foaf:Document")
    t.kind(url + "index.html", "foaf:Document")
    t.kind(_EU + "language/ZHO", "dcterms:LinguisticSystem")
    t.kind(_EU + "data-theme", "skos:ConceptScheme")
    t.text(_EU + "data-theme", "dcterms:title", "数据主题", "Data theme")
    t.kind(_THEME, "skos:Concept")
    t.text(_THEME, "skos:prefLabel", "政府与公共部门", "Government and public sector")
    t.say(_THEME, "skos:inScheme", _node(_EU + "data-theme"))
    t.kind("https://w3id.org/rdgraph/ns", "dcterms:Standard")
    t.kind(_EU + "access-right/PUBLIC", "dcterms:RightsStatement")
    t.kind(_EU + "frequency/IRREG", "dcterms:Frequency")
    t.kind("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm")


def _dataset(t: _Triples, node: str, about: About, agent: str, contact: str) -> None:
    t.say(node, "dcterms:publisher", _node(agent))
    t.say(node, "dcterms:creator", _node(agent))
    t.say(node, "dcat:contactPoint", _node(contact))
    t.say(node, "dcat:theme", _node(_THEME))
    t.say(node, "dcterms:language", _node(_EU + "language/ZHO"))
    t.say(node, "dcterms:license", _node(about.license))
    t.say(node, "dcterms:accessRights", _node(_EU + "access-right/PUBLIC"))
    t.say(node, "dcat:keyword", *(ox.Literal(word, language=language) for word, language in _KEYWORDS))


def _provenance(t: _Triples, node: str, url: str, index: Index, issues: Iterable[Node]) -> None:
    """Say what a data set was made by and from: the extraction, and the files of its issues."""
    extraction = url + "extraction"
    t.kind(extraction, "prov:Activity")
    t.text(extraction, "dcterms:title", "按规则从刊物原文抽取", "Extraction from the text of newsletters, by rules")
    t.kind(_SOFTWARE, "prov:SoftwareAgent")
    t.say(extraction, "prov:wasAssociatedWith", _node(_SOFTWARE))
    t.say(node, "prov:wasGeneratedBy", _node(extraction))
    for issue in issues:
        t.say(node, "prov:wasDerivedFrom", *index.nodes(issue, DERIVED))


def _series(
    t: _Triples, url: str, index: Index, about: About, agent: str, contact: str, catalogue: str
) -> None:  # fmt: skip
    """A newsletter is a series; an issue is a data set in it."""
    for issue in index.subjects(TYPE, ISSUE):
        title, date = index.text(issue, TITLE), index.text(issue, ISSUED)
        series = f"{url}series/{iri_segment(title)}"
        node = f"{url}dataset/{issue.value.removeprefix(index.dataset.base)}"
        t.kind(series, "dcat:DatasetSeries")
        t.text(series, "dcterms:title", title)
        t.text(
            series, "dcterms:description", f"《{title}》各期的知识图谱。", f"Knowledge graphs of the issues of {title}."
        )
        t.say(series, "dcterms:publisher", _node(agent))
        t.say(series, "dcat:contactPoint", _node(contact))
        t.say(series, "dcterms:accrualPeriodicity", _node(_EU + "frequency/IRREG"))
        t.say(catalogue, "dcat:dataset", _node(node))
        t.kind(node, "dcat:Dataset")
        _dataset(t, node, about, agent, contact)
        name = index.label(issue)
        t.text(node, "dcterms:title", name)
        t.text(node, "dcterms:description", f"{name}的知识图谱。", f"Knowledge graph of {name}.")
        t.say(node, "dcterms:identifier", ox.Literal(index.dataset.graph_of(issue.value).value))
        t.say(node, "dcat:inSeries", _node(series))
        t.say(node, "foaf:primaryTopic", issue)
        if date:
            t.say(node, "dcterms:issued", ox.Literal(date, datatype=_term("xsd:date")))
        _provenance(t, node, url, index, [issue])
        _period(t, node, [date] if date else [])
        _places(t, node, index)
        t.say(node, "dcat:distribution", _node(url + "data/graph.nq#distribution"))


def _distribution(t: _Triples, url: str, name: str, body: bytes, about: About) -> str:
    file, media, label = _FORMATS[name.rpartition(".")[2]]
    node, checksum = f"{url}{name}#distribution", f"{url}{name}#checksum"
    t.kind(node, "dcat:Distribution")
    t.text(node, "dcterms:title", f"{name}（{label}）", f"{name} ({label})")
    t.text(node, "dcterms:description", f"{label} 格式的数据文件。", f"Data file in {label}.")
    t.say(node, "dcat:accessURL", _node(url + name))
    t.say(node, "dcat:downloadURL", _node(url + name))
    t.say(node, "dcterms:format", _node(_EU + "file-type/" + file))
    t.say(node, "dcat:mediaType", _node(_IANA + media))
    t.say(node, "dcterms:license", _node(about.license))
    t.say(node, "dcat:byteSize", ox.Literal(f"{len(body)}.0", datatype=_term("xsd:decimal")))
    t.say(node, "dcatap:availability", _node(_EU + "planned-availability/STABLE"))
    t.kind(_EU + "planned-availability/STABLE", "skos:Concept")
    t.text(_EU + "planned-availability/STABLE", "skos:prefLabel", "稳定", "stable")
    t.say(node, "adms:status", _node(_EU + "distribution-status/COMPLETED"))
    t.kind(_EU + "distribution-status/COMPLETED", "skos:Concept")
    t.text(_EU + "distribution-status/COMPLETED", "skos:prefLabel", "已完成", "completed")
    t.kind(_EU + "file-type/" + file, "dcterms:MediaTypeOrExtent")
    t.kind(_IANA + media, "dcterms:MediaType")
    t.say(node, "spdx:checksum", _node(checksum))
    t.kind(checksum, "spdx:Checksum")
    t.say(checksum, "spdx:algorithm", _node("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"))
    digest = hashlib.sha256(body).hexdigest()
    t.say(checksum, "spdx:checksumValue", ox.Literal(digest, datatype=_term("xsd:hexBinary")))
    return node


def _service(t: _Triples, url: str, about: About, catalogue: str, whole: str, agent: str) -> None:
    node, endpoint = url + "service", _absolute(url, about.endpoint)
    t.say(catalogue, "dcat:service", _node(node))
    t.kind(node, "dcat:DataService")
    t.text(node, "dcterms:title", "SPARQL 1.1 端点", "SPARQL 1.1 endpoint")
    t.say(node, "dcat:endpointURL", _node(endpoint))
    t.say(node, "dcat:endpointDescription", _node(endpoint))
    t.say(node, "dcat:servesDataset", _node(whole))
    _dataset(t, node, about, agent, url + "contact")
    t.say(node, "dcterms:conformsTo", _node("http://www.w3.org/TR/sparql11-protocol/"))
    t.kind("http://www.w3.org/TR/sparql11-protocol/", "dcterms:Standard")


def _period(t: _Triples, node: str, dates: list[str]) -> None:
    if not dates:
        return
    period = node + "#temporal"
    t.say(node, "dcterms:temporal", _node(period))
    t.kind(period, "dcterms:PeriodOfTime")
    t.say(period, "dcat:startDate", ox.Literal(dates[0], datatype=_term("xsd:date")))
    t.say(period, "dcat:endDate", ox.Literal(dates[-1], datatype=_term("xsd:date")))


def _places(t: _Triples, node: str, index: Index) -> None:
    """Say where: the divisions that articles are about."""
    places = {o for a in index.subjects(TYPE, rd("Article")) for o in index.nodes(a, rd("division"))}
    for place in places:
        t.say(node, "dcterms:spatial", place)
        t.kind(place.value, "dcterms:Location")
        t.text(place.value, "skos:prefLabel", index.label(place))


def _latest(dataset: Dataset) -> str:
    return max(
        (x.object.value for x in dataset.triples if x.predicate == ISSUED and isinstance(x.object, ox.Literal)),
        default="",
    )


def _term(curie: str) -> NamedTerm:
    prefix, _, name = curie.partition(":")
    return ox.NamedNode(_NAMESPACES[prefix] + name)


def _node(iri: str) -> NamedTerm:
    return ox.NamedNode(_uri(iri))


def _uri(iri: str) -> str:
    return _NOT_IN_IRI.sub(lambda m: quote(m[0]), iri)


def _integer(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=_term("xsd:integer"))


def _absolute(url: str, endpoint: str) -> str:
    return endpoint if "://" in endpoint else url + endpoint.lstrip("/")


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _curie_name(iri: str) -> str:
    for prefix, namespace in {**_NAMESPACES, "rd": _VOCABULARIES[0], "nif": _VOCABULARIES[2], "schema": _VOCABULARIES[6], "org": _VOCABULARIES[3]}.items():  # fmt: skip  # noqa: E501
        if iri.startswith(namespace):
            return f"{prefix}-{iri[len(namespace) :]}"
    return _local(iri)
