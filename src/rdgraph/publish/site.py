"""The site: its paths, and the bytes at each. The server sends what `Site.render` returns; publishing writes it.

So the two cannot differ, and what works on the one works on the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from jinja2 import Environment, PackageLoader, StrictUndefined

from rdgraph.graph.resources import CONCEPTS, CONTEXT, ONTOLOGY, REFERENCE, SHAPES, ontology_file
from rdgraph.publish import catalog, dumps, ontology_page
from rdgraph.publish.describe import description
from rdgraph.publish.index import ISSUED, Index, Node
from rdgraph.publish.paths import document_path, href
from rdgraph.publish.views import PRACTICES, Ref, Term, Views, term
from rdgraph.query.dataset import ALT_LABEL, ARTICLE, IS_PART_OF, ISSUE, PREF_LABEL, TYPE, Dataset, rd
from rdgraph.query.evaluate import PREFIX_TABLE, Table, evaluate
from rdgraph.query.questions import Question, catalogue
from rdgraph.query.rdf import SYNTAXES, jsonld_of
from rdgraph.query.tables import as_text

HTML = "text/html; charset=utf-8"
_TEXTS = {"text/turtle", "application/n-triples", "application/n-quads", "text/css", "text/csv", "text/plain"}
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".nq": "application/n-quads",
    ".csv": "text/csv",
    ".cff": "application/yaml",
    ".graphml": "application/xml",
    ".gexf": "application/xml",
    "": "text/plain",
    **{f".{s.suffix}": s.media_type for s in SYNTAXES.values()},
}
_NETWORK = "network.html"
_BESIDE = {_NETWORK: _NETWORK, "graph.graphml": "data/graph.graphml", "graph.gexf": "data/graph.gexf"}
"""The network of an export folder, and where it stands on the site."""
_ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class About:
    """What a publisher says of the data set; all of it can be told on the command line."""

    title: str = "人大信息知识图谱"
    title_en: str = "Knowledge graph of newsletters of people's congresses"
    description: str = "人大信息刊物所载机制、项目、机构、活动与数量，每条陈述附原句出处。"
    description_en: str = "Practices, organs, acts and quantities reported by newsletters, each with its sentence."
    publisher: str = "rdgraph contributors"
    contact: str = ""
    license: str = "https://creativecommons.org/licenses/by/4.0/"
    url: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes at a path, and their media type."""

    body: bytes
    media_type: str


@dataclass(frozen=True)
class Site:
    """All documents of one data set."""

    dataset: Dataset
    about: About = field(default_factory=About)
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def of_folder(cls, path: Path, about: About, links: Path | None = None) -> Site:
        """Make the site of an export folder, its network included as far as the folder has it."""
        files = {place: path / name for name, place in _BESIDE.items()}
        beside = {place: file.read_bytes() for place, file in files.items() if file.is_file()}
        return cls(Dataset.load(path, links), about, beside)

    @cached_property
    def url(self) -> str:
        """Where the site is to stand: as told, or where its IRIs say."""
        return (self.about.url or self.dataset.base.removesuffix("id/")).rstrip("/") + "/"

    @cached_property
    def index(self) -> Index:
        """The data, for looking things up."""
        return Index(self.dataset)

    @cached_property
    def views(self) -> Views:
        """The views of the data."""
        return Views(self.index)

    @cached_property
    def documents(self) -> dict[str, Node]:
        """The node that each document is about, by the path of the document without suffix."""
        found = ((document_path(self.dataset.base, n.value), n) for n in self.index.documented)
        return {path: node for path, node in found if path}

    def paths(self) -> Iterator[str]:
        """Yield every path, in order."""
        yield from sorted(self._fixed)
        for path in sorted(self.documents):
            yield path + ".html"
            for suffix in SYNTAXES:
                yield f"{path}.{suffix}"

    def render(self, path: str) -> Page | None:
        """Return what stands at a path; None where nothing does."""
        make = self._fixed.get(path)
        if make is not None:
            return Page(make(), media_type(path))
        stem, _, suffix = path.rpartition(".")
        node = self.documents.get(stem)
        if node is None:
            return None
        if suffix == "html":
            return Page(self._document(stem, node), HTML)
        syntax = SYNTAXES.get(suffix)
        if syntax is None:
            return None
        triples = description(self.index, node)
        if suffix == "jsonld":
            return Page(jsonld_of(triples, "../" * stem.count("/") + CONTEXT), syntax.media_type)
        return Page(syntax.write(triples), media_type(path))

    # Pages

    @cached_property
    def _fixed(self) -> dict[str, Callable[[], bytes]]:
        pages: dict[str, Callable[[], bytes]] = {
            "index.html": self._home,
            "search.html": lambda: self._page("search.html", "search.html"),
            "search.json": self._search_entries,
            "questions.html": self._questions,
            "ns.html": self._ontology,
            "ns-reference.html": lambda: ontology_file(REFERENCE).read_bytes(),
            "data.html": self._data,
            "ns.ttl": lambda: ontology_file(ONTOLOGY).read_bytes(),
            "ns.jsonld": lambda: jsonld_of(_triples_of(ONTOLOGY), CONTEXT),
            "concepts.ttl": lambda: ontology_file(CONCEPTS).read_bytes(),
            "shapes.ttl": lambda: ontology_file(SHAPES).read_bytes(),
            CONTEXT: lambda: ontology_file(CONTEXT).read_bytes(),
            "LICENSE": lambda: f"{self.about.title}\n{self.about.title_en}\n{self.about.license}\n".encode(),
            "CITATION.cff": lambda: catalog.citation(self.about, self.url, self.dataset),
            "void.ttl": lambda: catalog.turtle(catalog.void(self.about, self.url, self.dataset)),
            "dcat.ttl": lambda: catalog.turtle(self._dcat()),
            "dcat.jsonld": lambda: jsonld_of(self._dcat(), CONTEXT),
        }
        for kind in self._kinds:
            pages[f"list/{kind}.html"] = lambda kind=kind: self._list(kind)  # type: ignore[misc]
        for name in dumps.DUMPS:
            pages[name] = lambda name=name: self._dumps(name)  # type: ignore[misc]
        for name, body in _assets().items():
            pages[f"assets/{name}"] = lambda body=body: body  # type: ignore[misc]
        if self.about.endpoint:
            pages["query.html"] = self._editor
        for name, body in self.beside.items():
            pages[name] = lambda body=body: body  # type: ignore[misc]
        return pages

    @cached_property
    def _dump_files(self) -> dict[str, bytes]:
        return {}

    def _dumps(self, name: str) -> bytes:
        if name not in self._dump_files:
            self._dump_files[name] = dumps.DUMPS[name](self.index)
        return self._dump_files[name]

    def _dcat(self) -> list[ox.Triple]:
        files = {name: self._dumps(name) for name in dumps.DUMPS}
        return catalog.dcat(self.about, self.url, self.index, files)

    @cached_property
    def _kinds(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.index.entities:
            found.setdefault(self.index.kind(node), []).append(node)
        return dict(sorted(found.items()))

    def _page(self, template: str, at: str, /, **values: object) -> bytes:
        """Render a template for the place *at* which it stands."""
        site = _Shown(self.about, _NETWORK in self.beside)
        shown = {"site": site, "root": "../" * at.count("/"), "base": self.dataset.base, **values}
        return _templates().get_template(template).render(**shown).encode()

    def _document(self, path: str, node: Node) -> bytes:
        kind = self.index.kind(node)
        view: object
        if kind == "Issue":
            template, view = "issue.html", self.views.issue(node)
        elif kind == "Concept":
            template, view = "issue.html", self.views.section(node)
        elif kind == "Article":
            template, view = "article.html", self.views.article(node)
        else:
            template, view = "entity.html", self.views.entity(node)
        return self._page(
            template,
            path,
            path=href(path),
            view=view,
            practice=kind in PRACTICES,
            kind=Term("栏目", "section") if kind == "Concept" else term(rd(kind).value),
            alternates=[(s.suffix, s.media_type) for s in SYNTAXES.values()],
        )

    def _home(self) -> bytes:
        index, views = self.index, self.views
        issues = sorted(index.subjects(TYPE, ISSUE), key=lambda n: (index.text(n, ISSUED), n.value), reverse=True)
        loose = [a for a in index.subjects(TYPE, ARTICLE) if not index.nodes(a, IS_PART_OF)]
        table = evaluate(index.store, catalogue().question("shared-practices").sparql)
        shared = []
        if isinstance(table, Table):
            for row in table.rows[:40]:
                if isinstance(row[0], ox.NamedNode):
                    shared.append((views.ref(row[0]), as_text(row[2])))
        return self._page(
            "home.html",
            "index.html",
            issues=[(views.ref(n), index.text(n, ISSUED)) for n in issues],
            loose=views.appearances(loose),
            shared=shared,
            kinds=[(k, term(rd(k).value), len(nodes)) for k, nodes in self._kinds.items()],
            landing=catalog.landing(self.about, self.url, self.dataset),
        )

    def _list(self, kind: str) -> bytes:
        entries = [(self.views.ref(n), len(self.index.subjects(rd("mentions"), n))) for n in self._kinds[kind]]
        entries.sort(key=lambda e: (-e[1], e[0].label, e[0].href))
        return self._page("list.html", f"list/{kind}.html", term=term(rd(kind).value), entries=entries)

    def _search_entries(self) -> bytes:
        entries = []
        for path, node in self.documents.items():
            names = [o.value for p in (PREF_LABEL, ALT_LABEL) for o in self.index.objects(node, p)]
            kind = self.index.kind(node)
            entries.append(
                {
                    "names": list(dict.fromkeys(names)) or [self.index.label(node)],
                    "kind": "栏目" if kind == "Concept" else term(rd(kind).value).zh,
                    "href": href(path) + ".html",
                }
            )
        return (json.dumps(entries, ensure_ascii=False, indent=0) + "\n").encode()

    def _questions(self) -> bytes:
        answered = [(q, self._answer(q)) for q in catalogue().questions.values()]
        return self._page("questions.html", "questions.html", answered=answered)

    def _answer(self, question: Question) -> dict[str, Any]:
        table = evaluate(self.index.store, question.sparql)
        if not isinstance(table, Table):
            return {"titles": [], "rows": [], "more": 0}
        rows = [[self._cell(t) for t in row] for row in table.rows[:_ROWS_SHOWN]]
        titles = [catalogue().title(v) for v in table.variables]
        return {"titles": titles, "rows": rows, "more": max(len(table.rows) - _ROWS_SHOWN, 0)}

    def _cell(self, value: object) -> Ref:
        if isinstance(value, ox.NamedNode):
            if value.value.startswith(PREFIX_TABLE["rd"]):
                return Ref(term(value.value).zh, "")
            return self.views.ref(value)
        return Ref(value.value if isinstance(value, ox.Literal) else "", "")

    def _editor(self) -> bytes:
        questions = [
            {
                "name": q.name,
                "zh": q.zh,
                "sparql": q.sparql,
                "parameters": [
                    {"name": p.name, "zh": p.zh, "type": p.type, "default": p.default} for p in q.parameters
                ],
            }
            for q in catalogue().questions.values()
        ]
        return self._page("query.html", "query.html", questions=questions, columns=dict(catalogue().columns))

    def _ontology(self) -> bytes:
        return self._page(
            "ontology.html",
            "ns.html",
            about=ontology_page.header(),
            groups=ontology_page.groups(),
            schemes=ontology_page.schemes(),
        )

    def _data(self) -> bytes:
        counts = {"triples": len(self.dataset.all_triples), "entities": len(self.index.entities)}
        labels = [(name, dumps.LABELS[name]) for name in (*dumps.DUMPS, *self.beside) if name != _NETWORK]
        return self._page(
            "data.html", "data.html", counts=counts, graphs=list(self.dataset.graph_sizes.items()), dumps=labels
        )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What templates see of a site."""

    about: About
    network: bool

    def __getattr__(self, name: str) -> object:
        return getattr(self.about, name)


def media_type(path: str) -> str:
    """Return the media type of a path, its encoding said where that is not fixed by the type."""
    name = path.rpartition("/")[2]
    suffix = "." + name.rpartition(".")[2] if "." in name else ""
    if suffix == ".html":
        return HTML
    kind = _TYPES.get(suffix, "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind in _TEXTS else kind


def _triples_of(name: str) -> list[ox.Triple]:
    return [q.triple for q in ox.parse(path=str(ontology_file(name)), format=ox.RdfFormat.TURTLE)]


def _assets() -> dict[str, bytes]:
    """Return the files of ``assets/``, by their path below it."""
    folder = resources.files("rdgraph.publish").joinpath("assets")
    found = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    editor = folder.joinpath("codemirror")
    return {**found, **{f"codemirror/{p.name}": p.read_bytes() for p in editor.iterdir() if p.is_file()}}


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("rdgraph.publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
