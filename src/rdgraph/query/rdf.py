"""Triples as files: the same bytes for the same triples, whatever order they came in. `SYNTAXES` is the table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from rdgraph.graph.resources import CONTEXT, ontology_file
from rdgraph.query.evaluate import PREFIX_TABLE

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ROOT = re.compile(rb"<rdf:RDF((?: xmlns:[\w.-]+=\"[^\"]*\")+)>")
_XMLNS = re.compile(rb" xmlns:[\w.-]+=\"[^\"]*\"")
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Syntax:
    """One RDF syntax: its suffix, its media type and how triples are written in it."""

    suffix: str
    media_type: str
    write: Callable[[Iterable[ox.Triple]], bytes]


def canonical(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples without repetition, in order, decimals with their point, as a build writes them."""
    return sorted({_with_point(t) for t in triples}, key=str)


def turtle_of(triples: Iterable[ox.Triple]) -> bytes:
    """Return Turtle."""
    return sorted_prefixes(_serialize(triples, ox.RdfFormat.TURTLE))


def ntriples_of(triples: Iterable[ox.Triple]) -> bytes:
    """Return N-Triples."""
    return _serialize(triples, ox.RdfFormat.N_TRIPLES)


def rdfxml_of(triples: Iterable[ox.Triple]) -> bytes:
    """Return RDF/XML."""
    return _sorted_namespaces(_serialize(triples, ox.RdfFormat.RDF_XML))


def jsonld_of(triples: Iterable[ox.Triple], context: str | None = None) -> bytes:
    """Return JSON-LD 1.1, compacted with ``ontology/context.jsonld``.

    The context is named by the IRI *context* where one is given, and stands in the file otherwise.
    """
    nodes: dict[str, dict[str, list[object]]] = {}
    for t in canonical(triples):
        node = nodes.setdefault(_name(t.subject), {})
        if t.predicate.value == _RDF_TYPE and isinstance(t.object, ox.NamedNode):
            node.setdefault("type", []).append(_terms().names.get(t.object.value, t.object.value))
        else:
            key, value = _terms().entry(t.predicate.value, t.object)
            node.setdefault(key, []).append(value)
    graph = [
        {"id": name, **{k: v[0] if len(v) == 1 else v for k, v in sorted(node.items())}}
        for name, node in sorted(nodes.items())
    ]
    document = {"@context": context or _terms().context, "graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


SYNTAXES: Mapping[str, Syntax] = {
    s.suffix: s
    for s in (
        Syntax("ttl", "text/turtle", turtle_of),
        Syntax("jsonld", "application/ld+json", jsonld_of),
        Syntax("nt", "application/n-triples", ntriples_of),
        Syntax("rdf", "application/rdf+xml", rdfxml_of),
    )
}


def _serialize(triples: Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    return bytes(ox.serialize(canonical(triples), format=form, prefixes=PREFIX_TABLE) or b"")


def sorted_prefixes(turtle: bytes) -> bytes:
    """Put the prefixes of Turtle in order: the serializer writes them in another one each time."""
    lines = turtle.split(b"\n")
    count = next((i for i, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"\n".join(sorted(lines[:count]) + lines[count:])


def _sorted_namespaces(rdfxml: bytes) -> bytes:
    """Put the namespaces of the root element in order, for the same reason."""
    found = _ROOT.search(rdfxml)
    if found is None:
        return rdfxml
    return rdfxml[: found.start(1)] + b"".join(sorted(_XMLNS.findall(found[1]))) + rdfxml[found.end(1) :]


def _with_point(t: ox.Triple) -> ox.Triple:
    """Undo what a store does to decimals: 3.0 comes back as 3, which is the same number but another term."""
    o = t.object
    if isinstance(o, ox.Literal) and o.datatype.value == _XSD + "decimal" and "." not in o.value:
        return ox.Triple(t.subject, t.predicate, ox.Literal(o.value + ".0", datatype=o.datatype))
    return t


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class _Terms:
    """The terms of the context, looked up from IRIs: each used only where its coercion gives back the same value."""

    def __init__(self) -> None:
        self.context = json.loads(ontology_file(CONTEXT).read_text(encoding="utf-8"))["@context"]
        self._prefixes = {k: v for k, v in self.context.items() if isinstance(v, str) and v[-1:] in "#/" and ":" in v}
        self.names: dict[str, str] = {}
        self._coercions: dict[str, list[tuple[str, str, str]]] = {}
        for term, about in self.context.items():
            if term.startswith("@") or term in self._prefixes:
                continue
            iri = about if isinstance(about, str) else about["@id"]
            if iri.startswith("@"):
                continue
            full = self._expand(iri)
            kind = "" if isinstance(about, str) else str(about.get("@type", ""))
            language = "" if isinstance(about, str) else str(about.get("@language", ""))
            self._coercions.setdefault(full, []).append((term, kind, language))
            if isinstance(about, str):
                self.names.setdefault(full, term)

    def entry(self, predicate: str, value: object) -> tuple[str, object]:
        """Return the key and the value that say a predicate and its object."""
        for term, kind, language in self._coercions.get(predicate, ()):
            if isinstance(value, ox.NamedNode):
                if kind == "@id":
                    return term, value.value
                if kind == "@vocab":
                    return term, self.names.get(value.value, value.value)
            elif isinstance(value, ox.Literal):
                if (value.language or "") != language:
                    continue
                if language or (kind and value.datatype.value == self._expand(kind)):
                    return term, value.value
                if not kind and value.datatype.value == _XSD + "string":
                    return term, value.value
        return predicate, _expanded(value)

    def _expand(self, iri: str) -> str:
        prefix, colon, rest = iri.partition(":")
        return self._prefixes[prefix] + rest if colon and prefix in self._prefixes else iri


def _expanded(value: object) -> object:
    if isinstance(value, ox.Literal):
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == _XSD + "string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": value.datatype.value}
    return {"@id": _name(value)}


@cache
def _terms() -> _Terms:
    return _Terms()
