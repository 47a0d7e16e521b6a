"""A built graph as quads: one named graph for each issue, one for the entities, one for the divisions around them.

A statement belongs to the issue whose article states it, and is repeated where several state it; what is said of an
entity as such (its names, its kind, its place among others) belongs to all and stands in the graph of entities.
Divisions that no article names, but that lie beside those that are named, come from the gazetteer: without them a
query could not say who is missing.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from rdgraph.errors import GraphError
from rdgraph.graph.vocabulary import DEFAULT_BASE, RD, SCHEMA, mint
from rdgraph.rules.gazetteer import load as load_gazetteer

GRAPH_FILE = "graph.ttl"

_Item = TypeVar("_Item", ox.Triple, ox.Quad)

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DCTERMS = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"

TYPE = ox.NamedNode(_RDF + "type")
SUBJECT, PREDICATE, OBJECT = (ox.NamedNode(_RDF + n) for n in ("subject", "predicate", "object"))
PREF_LABEL, ALT_LABEL = ox.NamedNode(_SKOS + "prefLabel"), ox.NamedNode(_SKOS + "altLabel")
IS_PART_OF, HAS_PART = ox.NamedNode(_DCTERMS + "isPartOf"), ox.NamedNode(_DCTERMS + "hasPart")
DERIVED = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
CONTAINED = ox.NamedNode(str(SCHEMA.containedInPlace))
REPLACED = ox.NamedNode(_DCTERMS + "isReplacedBy")

LINKS = frozenset(
    map(
        ox.NamedNode,
        (
            "http://www.w3.org/2002/07/owl#sameAs",
            _SKOS + "exactMatch",
            _SKOS + "closeMatch",
            "http://www.w3.org/2000/01/rdf-schema#seeAlso",
        ),
    )
)
"""The properties by which a node may be linked to another data set."""


def rd(name: str) -> ox.NamedNode:
    """Return a term of the ontology."""
    return ox.NamedNode(str(RD[name]))


ISSUE, ARTICLE, DIVISION, ASSERTION = rd("Issue"), rd("Article"), rd("Division"), rd("Assertion")
IN_ARTICLE, ADMIN_CODE, MODALITY = rd("article"), rd("adminCode"), rd("modality")

_ROLES = {SUBJECT: "s", PREDICATE: "p", OBJECT: "o", IN_ARTICLE: "a", MODALITY: "modality"}
_Stated = dict[str, dict[tuple[str, str], list[ox.NamedNode]]]
"""The graphs that state a triple, by its subject, then by its predicate and object."""


def graph_file(path: Path) -> Path:
    """Return the file that *path* means: itself, or the graph of an export folder."""
    file = path / GRAPH_FILE if path.is_dir() else path
    if not file.is_file():
        raise GraphError.of("graph.none", file=str(file))
    return file


def read_triples(file: Path) -> list[ox.Triple]:
    """Return the triples of an RDF file, as written: a store would rewrite numbers."""
    form = ox.RdfFormat.from_extension(file.suffix.lstrip("."))
    if form is None:
        raise GraphError.of("graph.unknown-format", file=str(file))
    try:
        quads = ox.parse(path=str(file), format=form)
        return list(dict.fromkeys(q.triple for q in quads))
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        raise GraphError.of("graph.bad-file", file=str(file), error=error) from error


@dataclass(frozen=True)
class Dataset:
    """The triples of one built graph, with those of the gazetteer that belong beside them."""

    triples: tuple[ox.Triple, ...]
    divisions: tuple[ox.Triple, ...]
    base: str
    links: tuple[ox.Triple, ...] = ()

    @classmethod
    def load(cls, path: Path, links: Path | None = None) -> Dataset:
        """Read an export folder or an RDF file, and a file of links to other data sets where one is given."""
        linked = () if links is None else read_triples(links)
        return cls.of(read_triples(graph_file(path)), linked)

    @classmethod
    def of(cls, triples: Iterable[ox.Triple], links: Iterable[ox.Triple] = ()) -> Dataset:
        """Make a dataset of some triples. Of *links*, those count that link a node of the graph to one elsewhere."""
        whole = _ordered(triples)
        base = _base_of(whole)
        beside = tuple(_neighbours(whole, base))
        wanted = [t for t in links if t.predicate in LINKS and isinstance(t.object, ox.NamedNode)]
        known = {t.subject for t in (*whole, *beside)} if wanted else set()
        return cls(whole, beside, base, _ordered(t for t in wanted if t.subject in known))

    @cached_property
    def all_triples(self) -> tuple[ox.Triple, ...]:
        """Every triple once, in order, whatever graph it stands in."""
        return tuple(_with_few(self.triples, (*self.divisions, *self.links)))

    @cached_property
    def quads(self) -> tuple[ox.Quad, ...]:
        """Every triple in its named graph or graphs, in order."""
        beside = [
            ox.Quad(t.subject, t.predicate, t.object, name)
            for name, triples in ((self.division_graph, self.divisions), (self.link_graph, self.links))
            for t in triples
        ]
        return tuple(_with_few(tuple(self._partition()), beside))

    @cached_property
    def graph_sizes(self) -> Mapping[str, int]:
        """How many triples each named graph has, by its IRI, in order."""
        return dict(sorted(Counter(q.graph_name.value for q in self.quads).items()))  # type: ignore[union-attr]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what the dataset says; the same for the same triples."""
        state = hashlib.sha256()
        for quad in self.quads:
            state.update(str(quad).encode() + b"\n")
        return state.hexdigest()

    def store(self) -> ox.Store:
        """Return a store of the quads; query it with the default graph as the union of all."""
        store = ox.Store()
        store.bulk_extend(self.quads)
        return store

    def graph_of(self, issue: str) -> ox.NamedNode:
        """Return the named graph of an issue, or of an article that stands in none."""
        return ox.NamedNode(f"{self.base}graph/{issue.removeprefix(self.base)}")

    @property
    def entity_graph(self) -> ox.NamedNode:
        """The named graph of what is said of entities as such."""
        return ox.NamedNode(self.base + "graph/entities")

    @property
    def division_graph(self) -> ox.NamedNode:
        """The named graph of divisions that no article names."""
        return ox.NamedNode(self.base + "graph/divisions")

    @property
    def link_graph(self) -> ox.NamedNode:
        """The named graph of links to other data sets."""
        return ox.NamedNode(self.base + "graph/links")

    def _partition(self) -> Iterator[ox.Quad]:
        """Yield the triples of the graph, in order, each in the graph or graphs it belongs to."""
        home, sources, stated = self._homes()
        subject, own, article = "", [self.entity_graph], False
        for t in self.triples:
            iri = _iri(t.subject)
            if iri != subject:
                place = home.get(iri.partition("#")[0])
                subject, article = iri, place is not None
                own = [place] if place is not None else sources.get(iri) or [self.entity_graph]
            graphs = own
            if not article and iri in stated:
                graphs = stated[iri].get((_iri(t.predicate), _iri(t.object))) or own
            for graph in graphs:
                yield ox.Quad(t.subject, t.predicate, t.object, graph)

    def _homes(self) -> tuple[dict[str, ox.NamedNode], dict[str, list[ox.NamedNode]], _Stated]:
        """Say which graph an issue or article is, in which graphs a passage is, and in which a fact is stated."""
        kept: dict[str, list[ox.Triple]] = {p.value: [] for p in (TYPE, IS_PART_OF, DERIVED, *_ROLES)}
        for t in self.triples:
            found = kept.get(t.predicate.value)
            if found is not None:
                found.append(t)
        home = {iri: self.graph_of(iri) for t in kept[TYPE.value] if t.object == ISSUE and (iri := _iri(t.subject))}
        for t in kept[IS_PART_OF.value]:
            if _iri(t.object) in home:
                home[_iri(t.subject)] = home[_iri(t.object)]
        sources: dict[str, set[ox.NamedNode]] = {}
        for t in kept[DERIVED.value]:
            if _iri(t.subject) in home:
                sources.setdefault(_iri(t.object), set()).add(home[_iri(t.subject)])
        for t in kept[TYPE.value]:
            if t.object == ARTICLE:
                home.setdefault(_iri(t.subject), self.graph_of(_iri(t.subject)))
        roles = (t for role in _ROLES for t in kept[role.value])
        return home, {iri: sorted(graphs, key=str) for iri, graphs in sources.items()}, _stated(roles, home)


def _stated(roles: Iterable[ox.Triple], home: Mapping[str, ox.NamedNode]) -> _Stated:
    """Return the graphs of the issues that state a triple as a fact: a plan told in an issue states none."""
    parts: dict[str, dict[str, str]] = {}
    for t in roles:
        parts.setdefault(_iri(t.subject), {})[_ROLES[t.predicate]] = _iri(t.object)
    stated: dict[str, dict[tuple[str, str], set[ox.NamedNode]]] = {}
    for said in parts.values():
        graph = home.get(said.get("a", ""))
        if graph is not None and len(said) == 4 and "modality" not in said:
            stated.setdefault(said["s"], {}).setdefault((said["p"], said["o"]), set()).add(graph)
    return {s: {po: sorted(graphs, key=str) for po, graphs in said.items()} for s, said in stated.items()}


def _with_few(ordered: Sequence[_Item], few: Iterable[_Item]) -> Iterator[_Item]:
    """Yield what comes in order, and among it, each in its place, a few more; to sort all again would take long."""
    at = 0
    for item in sorted(set(few), key=str):
        place = bisect_right(ordered, str(item), lo=at, key=str)
        yield from ordered[at:place]
        at = place
        if not place or ordered[place - 1] != item:
            yield item
    yield from ordered[at:]


def _ordered(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return triples once each, in the order of their text; a named graph behind that does not change the order."""
    ordered = sorted(triples, key=str)
    return tuple(t for t, before in zip(ordered, (None, *ordered), strict=False) if t != before)


def _iri(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else ""


def _base_of(triples: tuple[ox.Triple, ...]) -> str:
    """Return the base under which the graph was minted, as its first issue, article or division tells."""
    for kind, name, depth in ((ISSUE, "issue", 3), (ARTICLE, "article", 4), (DIVISION, "division", 2)):
        for t in triples:
            if t.predicate == TYPE and t.object == kind:
                base, *path = _iri(t.subject).rsplit("/", depth)
                if path[:1] == [name]:
                    return base + "/"
    return DEFAULT_BASE


def _neighbours(triples: tuple[ox.Triple, ...], base: str) -> Iterator[ox.Triple]:
    """Say which counties lie in the cities that the graph names, as far as the graph does not."""
    codes = {t.object.value for t in triples if t.predicate == ADMIN_CODE and isinstance(t.object, ox.Literal)}
    gazetteer = load_gazetteer()
    for code in sorted(c for c in codes if len(c) == 6 and c.endswith("00") and not c.endswith("0000")):
        city = gazetteer.by_code(code)
        for county in gazetteer.children(city) if city is not None else ():
            if county.level != "county" or county.code in codes:
                continue
            node = ox.NamedNode(str(mint(base, "division", county.code)))
            yield ox.Triple(node, TYPE, DIVISION)
            yield ox.Triple(node, PREF_LABEL, ox.Literal(county.name, language="zh"))
            for short in county.shorts:
                if short != county.name:
                    yield ox.Triple(node, ALT_LABEL, ox.Literal(short, language="zh"))
            yield ox.Triple(node, ADMIN_CODE, ox.Literal(county.code))
            yield ox.Triple(node, CONTAINED, ox.NamedNode(str(mint(base, "division", code))))
