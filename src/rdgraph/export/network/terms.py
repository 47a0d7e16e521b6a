"""What the view knows of classes and properties: names in two languages, ancestry, family.

Names and ancestry are read from an ontology graph; the grouping into families, with their colours and
shapes, is data in ``templates/view.json``. No class is named in code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Self

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS

from rdgraph.graph.vocabulary import RD

Bilingual = Mapping[str, str]


@cache
def data_file(name: str) -> Any:  # noqa: ANN401 - JSON
    """Return the parsed JSON file *name* of the templates folder."""
    return json.loads(files("rdgraph.export").joinpath("templates", name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Family:
    """A group of classes that the legend shows as one line."""

    id: str
    roots: tuple[str, ...]
    colour: str
    shape: str
    shown: bool
    weight: float
    name: Bilingual
    tints: Mapping[str, str]


@dataclass(slots=True)
class Terms:
    """Names, ancestry and families of the terms a graph uses."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    families: tuple[Family, ...] = ()

    @classmethod
    def read(cls, ontology: Graph | None = None) -> Self:
        """Read names and ancestry from *ontology*, families from the data file."""
        view = data_file("view.json")
        names: dict[str, dict[str, str]] = {iri: dict(name) for iri, name in view["labels"].items()}
        parents: dict[str, list[str]] = {}
        if ontology is not None:
            for term, label in sorted(ontology.subject_objects(RDFS.label)):
                if isinstance(term, URIRef) and isinstance(label, Literal):
                    language = (label.language or "zh").split("-")[0].lower()
                    names.setdefault(str(term), {})[language] = str(label)
            for above in (RDFS.subClassOf, RDFS.subPropertyOf):
                for term, parent in sorted(ontology.subject_objects(above)):
                    if isinstance(term, URIRef) and isinstance(parent, URIRef):
                        parents.setdefault(str(term), []).append(str(parent))
        families = tuple(
            Family(
                id=f["id"],
                roots=tuple(f["roots"]),
                colour=f["colour"],
                shape=f["shape"],
                shown=f["shown"],
                weight=f["weight"],
                name={"zh": f["zh"], "en": f["en"]},
                tints=f.get("tints", {}),
            )
            for f in view["families"]
        )
        return cls(names=names, parents=parents, families=families)

    def name(self, iri: str) -> dict[str, str]:
        """Return the zh and en name of a term; a term without one is called by its local name."""
        known = self.names.get(iri, {})
        local = local_name(iri)
        return {"zh": known.get("zh") or known.get("en") or local, "en": known.get("en") or known.get("zh") or local}

    def lineage(self, iri: str) -> list[str]:
        """Return *iri* and its ancestors, nearest first."""
        line, queue = [], [iri]
        while queue:
            term = queue.pop(0)
            if term not in line:
                line.append(term)
                queue.extend(self.parents.get(term, ()))
        return line

    def most_specific(self, classes: Iterable[str]) -> str:
        """Return the class that no other one of *classes* descends from (the first by IRI, if several)."""
        found = sorted(classes)
        above = {ancestor for c in found for ancestor in self.lineage(c)[1:]}
        return next((c for c in found if c not in above), found[0])

    def family(self, iri: str) -> Family:
        """Return the family of a class: that of its nearest ancestor named in the data, else the last one."""
        for term in self.lineage(iri):
            for family in self.families:
                if term.startswith(str(RD)) and local_name(term) in family.roots:
                    return family
        return self.families[-1]

    def colour(self, iri: str) -> str:
        """Return the colour of a class: a tint of its own or of an ancestor, else its family's."""
        family = self.family(iri)
        return next(
            (family.tints[local_name(t)] for t in self.lineage(iri) if local_name(t) in family.tints), family.colour
        )


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last ``#`` or ``/``."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
