"""The W3C reconciliation API 0.2 over names and aliases, so that OpenRefine can match a table to our entities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pyoxigraph as ox
from rdflib import RDFS, URIRef

from rdgraph.graph.resources import ONTOLOGY, ontology_graph
from rdgraph.graph.vocabulary import RD
from rdgraph.publish.index import Node
from rdgraph.publish.site import Site
from rdgraph.publish.views import term
from rdgraph.query.dataset import ALT_LABEL, CONTAINED, PREF_LABEL, rd
from rdgraph.query.matching import plain_words

_LIMIT, _MOST, _BATCH = 5, 50, 200
_SURE, _ALIAS, _PART = 100.0, 95.0, 80.0


@dataclass(frozen=True)
class _Entry:
    node: Node
    id: str
    name: str
    kind: str
    names: tuple[tuple[str, float], ...]
    places: frozenset[str]


class BadQueryError(ValueError):
    """A batch that is no batch of queries."""


@dataclass(frozen=True)
class Reconciler:
    """Matches names to the entities of a site. An id is the IRI without the base."""

    site: Site

    def manifest(self, root: str) -> dict[str, object]:
        """Describe the service; *root* is the address of the server."""
        entity = {"service_url": root.rstrip("/"), "service_path": "/reconcile/suggest/entity"}
        return {
            "versions": ["0.2"],
            "name": self.site.about.title,
            "identifierSpace": self.site.dataset.base,
            "schemaSpace": str(RD),
            "view": {"url": f"{root}id/{{{{id}}}}"},
            "preview": {"url": f"{root}reconcile/preview?id={{{{id}}}}", "width": 420, "height": 220},
            "defaultTypes": [self._type(k) for k in ("Division", "Organization", "Practice", "Person", "Document")],
            "suggest": {
                "entity": entity,
                "type": {**entity, "service_path": "/reconcile/suggest/type"},
                "property": {**entity, "service_path": "/reconcile/suggest/property"},
            },
        }

    def batch(self, text: str) -> dict[str, object]:
        """Answer a batch of queries; raise `BadQueryError` where it is none."""
        try:
            queries = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadQueryError(f"queries is not JSON: {error}") from error
        if not isinstance(queries, dict) or len(queries) > _BATCH:
            raise BadQueryError(f"queries must be an object of at most {_BATCH} queries")
        return {key: {"result": self._match(query)} for key, query in queries.items()}

    def suggest(self, prefix: str) -> dict[str, object]:
        """Return entities whose names begin with, or hold, what was typed."""
        found = self._candidates(plain_words(prefix)) if prefix.strip() else []
        return {
            "result": [
                {"id": e.id, "name": e.name, "notable": [self._type(e.kind)], "description": e.kind}
                for _, e in found[:20]
            ]
        }

    def suggest_type(self, prefix: str) -> dict[str, object]:
        """Return the classes whose names hold what was typed."""
        wanted = prefix.strip().lower()
        kinds = [self._type(k) for k in sorted({e.kind for e in self._entries} | {"Organization", "Practice"})]
        return {"result": [k for k in kinds if wanted in f"{k['id']} {k['name']}".lower()]}

    def suggest_property(self, prefix: str) -> dict[str, object]:
        """Return the one property a query can use."""
        known = [{"id": "within", "name": "所在区划 (within)"}]
        return {"result": [p for p in known if prefix.strip().lower() in p["name"]]}

    def preview(self, identifier: str) -> str | None:
        """Return a small page about an entity; None where there is none."""
        entry = next((e for e in self._entries if e.id == identifier), None)
        if entry is None:
            return None
        kind = term(rd(entry.kind).value).zh
        aliases = "、".join(n for n, score in entry.names if score < _SURE)
        return (
            '<!doctype html><html lang="zh"><meta charset="utf-8">'
            f"<title>{escape(entry.name)}</title><h3>{escape(entry.name)}</h3>"
            f"<p>{escape(kind)}</p><p>{escape(aliases)}</p><p>{escape('、'.join(sorted(entry.places)))}</p></html>\n"
        )

    def _match(self, query: Any) -> list[dict[str, object]]:  # noqa: ANN401
        if not isinstance(query, dict):
            raise BadQueryError("a query must be an object")
        wanted = query.get("query", "")
        if not isinstance(wanted, str) or not (wanted or query.get("properties")):
            raise BadQueryError("a query must have a text")
        kinds = query.get("type") or []
        if not isinstance(kinds, (str, list)):
            raise BadQueryError("a type must be a text or a list of texts")
        found = [f for f in self._candidates(plain_words(wanted)[:200]) if self._is_a(f[1], kinds)]
        places = _places(query.get("properties"))
        if places:
            found = [(s if e.places & places else s * 0.6, e) for s, e in found]
            found.sort(key=lambda f: (-f[0], f[1].id))
        limit = query.get("limit", _LIMIT)
        limit = min(limit, _MOST) if isinstance(limit, int) and limit > 0 else _LIMIT
        best = [e for s, e in found if s >= _ALIAS]
        return [
            {
                "id": e.id,
                "name": e.name,
                "score": round(score, 1),
                "match": score >= _ALIAS and len(best) == 1,
                "type": [self._type(e.kind)],
            }
            for score, e in found[:limit]
        ]

    def _candidates(self, wanted: str) -> list[tuple[float, _Entry]]:
        """Return the entities whose names are like what is wanted, the likest first."""
        places: set[int] = set().union(*(self._by_pair.get(p, ()) for p in _pairs(wanted)))
        found = []
        for entry in (self._entries[p] for p in places):
            score = max((_similar(wanted, name) * weight / 100 for name, weight in entry.names), default=0.0)
            if score >= 40:
                found.append((score, entry))
        return sorted(found, key=lambda f: (-f[0], f[1].id))

    def _is_a(self, entry: _Entry, wanted: str | list[Any]) -> bool:
        if not wanted:
            return True
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return any(str(k).removeprefix(str(RD)) in _lineage(entry.kind) for k in kinds if isinstance(k, str))

    @cached_property
    def _entries(self) -> tuple[_Entry, ...]:
        index, base = self.site.index, self.site.dataset.base
        outside = [t.subject for t in self.site.dataset.divisions]
        nodes = dict.fromkeys([*index.entities, *(n for n in outside if isinstance(n, ox.NamedNode))])
        found = []
        for node in nodes:
            preferred = [o.value for o in index.objects(node, PREF_LABEL)]
            others = [o.value for o in index.objects(node, ALT_LABEL)]
            names = [(n, _SURE) for n in preferred] + [(n, _ALIAS) for n in others if n not in preferred]
            around = {
                index.label(o)
                for p in (CONTAINED, rd("jurisdiction"))
                for place in index.nodes(node, p)
                for o in (place, *index.nodes(place, CONTAINED))
            }
            found.append(
                _Entry(
                    node=node,
                    id=node.value.removeprefix(base),
                    name=index.label(node),
                    kind=index.kind(node),
                    names=tuple((plain_words(n), w) for n, w in names),
                    places=frozenset(map(plain_words, around)),
                )
            )
        return tuple(found)

    @cached_property
    def _by_pair(self) -> dict[str, set[int]]:
        """The places of the entities that have two characters side by side in a name: only these can be alike."""
        found: dict[str, set[int]] = {}
        for place, entry in enumerate(self._entries):
            for name, _ in entry.names:
                for pair in {*_pairs(name), *name}:
                    found.setdefault(pair, set()).add(place)
        return found

    def _type(self, kind: str) -> dict[str, str]:
        return {"id": kind, "name": term(rd(kind).value).zh}


def _lineage(kind: str) -> set[str]:
    """Return a class of the ontology and those above it, by their local names."""
    above = ontology_graph(ONTOLOGY).transitive_objects(URIRef(str(RD[kind])), RDFS.subClassOf)
    return {str(c).removeprefix(str(RD)) for c in above if c is not None}


def _places(properties: Any) -> set[str]:  # noqa: ANN401
    found: set[str] = set()
    for stated in properties if isinstance(properties, list) else ():
        if isinstance(stated, Mapping) and stated.get("pid") == "within":
            values = stated.get("v")
            for value in values if isinstance(values, list) else [values]:
                name = value.get("name") or value.get("id") if isinstance(value, Mapping) else value
                found.add(plain_words(str(name)))
    return found


def _similar(wanted: str, name: str) -> float:
    """Return how alike two names are: 100 the same, up to 80 one in the other, else by the pairs they share."""
    if not wanted or not name:
        return 0.0
    if wanted == name:
        return 100.0
    if wanted in name or name in wanted:
        return _PART * min(len(wanted), len(name)) / max(len(wanted), len(name)) + 10
    a, b = _pairs(wanted), _pairs(name)
    return _PART * 2 * len(a & b) / (len(a) + len(b))


def _pairs(text: str) -> set[str]:
    """Return the pairs of characters side by side in a text; the character, where it has but one."""
    return {text[i : i + 2] for i in range(len(text) - 1)} or set(text)
