"""Namespaces, terms and the minting of IRIs: the only home of both.

Every IRI is a pure function of what it names, so that two builds, on two machines, in any order,
mint the same one. Chinese characters stay as they are (RFC 3987); whatever RDF forbids in an IRI,
and whatever would start a new path segment, is percent-encoded.
"""

from __future__ import annotations

from urllib.parse import quote

from rdflib import DCTERMS, PROV, RDF, SKOS, XSD, Namespace, URIRef

RD = Namespace("https://w3id.org/rdgraph/ns#")
NIF = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
ORG = Namespace("http://www.w3.org/ns/org#")
SCHEMA = Namespace("https://schema.org/")

CONCEPT = Namespace("https://w3id.org/rdgraph/concept/")

DEFAULT_BASE = "https://w3id.org/rdgraph/id/"

PREFIXES = {
    "rd": RD,
    "dcterms": DCTERMS,
    "nif": NIF,
    "org": ORG,
    "prov": PROV,
    "rdf": RDF,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}

_FORBIDDEN = set("<>\"{}|\\^`%/#?[]@!$&'()*+,;=: \t\r\n")


def iri_segment(name: str) -> str:
    """Return *name* as one IRI path segment: readable where RFC 3987 allows it, escaped elsewhere.

    Control and private-use characters, surrogates, bidirectional marks and spaces of every kind are escaped too.
    """
    return "".join(c if _may_stand(c) else quote(c.encode("utf-8", "surrogatepass"), safe="") for c in name)


def _may_stand(c: str) -> bool:
    return c not in _FORBIDDEN and (c.isalnum() or c in "-._~·、，“”‘’《》（）—－＋…")


def mint(base: str, *segments: str) -> URIRef:
    """Return the IRI *base* + the segments joined by ``/``, each escaped on its own."""
    return URIRef(base + "/".join(iri_segment(s) for s in segments))


def passage_iri(article: URIRef, start: int, end: int) -> URIRef:
    """Return the RFC 5147 IRI of the characters ``[start, end)`` (code points) of an article's text."""
    return URIRef(f"{article}#char={start},{end}")


def fragment_iri(article: URIRef, kind: str, name: str) -> URIRef:
    """Return the IRI of something told in an article: ``article#kind=name``."""
    return URIRef(f"{article}#{kind}={name}")
