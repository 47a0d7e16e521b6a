"""The two steps that are done a document at a time, in any process: extract it, and write its part of the graph."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from rdflib import Graph

from rdgraph.corpus.records import Counts, Failure, Fragment, Lost, Outline
from rdgraph.corpus.store import packed, unpacked
from rdgraph.errors import RdgraphError
from rdgraph.export.turtle import blocks, term
from rdgraph.graph.build import build_graph
from rdgraph.graph.validate import validate
from rdgraph.graph.vocabulary import CONCEPT, RD, mint
from rdgraph.messages import both
from rdgraph.model.document import Document
from rdgraph.model.facts import ArticleFacts, Entity, Facts, Key
from rdgraph.pipeline import Options
from rdgraph.resolve.document import extract_document
from rdgraph.resolve.settle import settle
from rdgraph.rules.pack import load_pack
from rdgraph.text import fold, read_source, segment

LONG_SENTENCE = 12
"""Characters of a sentence that is not likely to stand in two newsletters by chance."""

_NUMERALS = "一二三四五六七八九十"
_COUNTED = re.compile(rf"“((?P<count>[{_NUMERALS}])[^”，]{{1,8}})”")
_PART = re.compile(rf"(?m)^\s*([{_NUMERALS}])是")
_SENTENCE = re.compile(r"[^。！？；\n]+")


def extract_data(name: str, data: bytes, options: Options) -> tuple[bytes, bytes] | Failure:
    """Return the packed outline and facts of a file, or why there are none."""
    try:
        source = read_source(data, name)
        document = segment(replace(source, name=PurePosixPath(name).name))  # the graph tells no folders
        facts = extract_document(document, load_pack(*options.rules))
    except RdgraphError as error:
        return failure_of(error)
    except MemoryError:
        return Failure(both("corpus.memory"), both("corpus.memory-remedy"))
    except Exception as error:  # a fault of ours in one file must not cost the others theirs
        return Failure(both("file.unexpected", error=repr(error)), both("corpus.please-report"))
    if not facts.articles:
        return Failure(both("corpus.no-article"), both("corpus.no-article-remedy"))
    return packed(_outline(name, document, facts)), packed(facts)


def failure_of(error: RdgraphError) -> Failure:
    """Return an error as the report has it."""
    place = f"{error.place}：" if error.place else ""
    english = f" ({error.message_en})" if error.message_en else ""
    remedy = f" ({error.remedy_en})" if error.remedy_en else ""
    return Failure(place + error.message + english, error.remedy + remedy)


def _outline(name: str, document: Document, facts: Facts) -> Outline:
    source = document.source
    issue = next(iter(facts.issues), None)
    return Outline(
        name=name,
        sha256=source.sha256,
        media_type=source.media_type,
        pages=len(source.pages),
        key=issue if issue is not None else min(facts.articles),
        issue=document.issue,
        findings=document.findings,
        articles=len(facts.articles),
        sentences=frozenset(_sentences(document)),
        entities=facts.entities,
    )


def _sentences(document: Document) -> Iterator[int]:
    for article in document.articles:
        for match in _SENTENCE.finditer(fold(article.text)):
            dense = "".join(match[0].split())
            if len(dense) >= LONG_SENTENCE:
                yield int.from_bytes(hashlib.blake2b(dense.encode("utf-8", "replace"), digest_size=8).digest())


# ---------------------------------------------------------------- the graph of one document
def write_fragment(facts: bytes, entities: dict[Key, Entity], options: Options) -> bytes | Failure:
    """Return the packed part of the graph that a document adds, tested against the model on its own.

    `entities` are those it refers to, as all documents together have made them.
    """
    try:
        held: Facts = settle(replace(unpacked(facts), entities=entities))
        graph = build_graph(held, base=options.base, with_text=options.with_text, with_contacts=options.with_contacts)
        validate(graph).raise_for_violations()
        return packed(_fragment(held, graph, options))
    except RdgraphError as error:
        return failure_of(error)
    except MemoryError:
        return Failure(both("corpus.memory"), both("corpus.memory-remedy"))
    except Exception as error:
        return Failure(both("file.unexpected", error=repr(error)), both("corpus.please-report"))


def _fragment(facts: Facts, graph: Graph, options: Options) -> Fragment:
    keys = {str(mint(options.base, *key)): key for key in facts.entities}
    concepts = (str(CONCEPT), str(mint(options.base, "section", "")))
    relations = {str(RD[s.predicate]) for a in facts.articles.values() for s in a.statements if s.subject is not None}
    own, shared, reached = [], [], set()
    for subject, predicate, value in graph:
        iri = str(subject)
        if iri in keys:
            reached.add(keys[iri])
            if str(predicate) in relations:
                shared.append((iri, str(predicate), term(value)))
        elif iri.startswith(concepts):
            shared.append((iri, str(predicate), term(value)))
        else:
            own.append((subject, predicate, value))
    return Fragment(
        tuple(_chunks(blocks(own), facts, options.base)), tuple(sorted(shared)), frozenset(reached),
        len(own), _counts(facts, reached, len(graph)),
    )  # fmt: skip


def _chunks(written: dict[str, str], facts: Facts, base: str) -> Iterator[tuple[str, bytes]]:
    """Join the blocks of subjects between which no subject of another document can stand."""
    prefixes = [str(mint(base, *key[:-1])) + "/" for key in facts.articles]
    runs: dict[str, list[str]] = {}
    for subject in sorted(written):
        home = next((prefix for prefix in sorted(set(prefixes)) if subject.startswith(prefix)), subject)
        runs.setdefault(home, []).append(subject)
    for subjects in runs.values():
        yield subjects[0], "".join("\n" + written[subject] for subject in subjects).encode()


def _counts(facts: Facts, reached: set[Key], triples: int) -> Counts:
    articles = [facts.articles[key] for key in sorted(facts.articles)]
    rules = Counter(rule for article in articles for rule in _rules(article))
    lost = tuple(Lost(a.article.position, u.surface, u.reason) for a in articles for u in a.unresolved)
    unknown = tuple(
        (a.article.position, a.article.title or a.article.text[:16]) for a in articles if a.division is None
    )
    statements = [s for a in articles for s in a.statements if s.predicate != "mentions"]
    return Counts(
        articles=len(articles),
        entities=len(reached),
        relations=len(statements),
        quantities=sum(len(a.measures) for a in articles),
        activities=sum(len(a.acts) for a in articles),
        triples=triples,
        rules=rules,
        lost=lost,
        unknown_areas=unknown,
        slogans=tuple(_slogans(articles)),
    )


def _slogans(articles: Iterable[ArticleFacts]) -> Iterator[tuple[int, str, int]]:
    """Yield the articles whose headline counts its parts (“三个一”, “五步法”) and whose text counts others."""
    for facts in articles:
        article = facts.article
        match = _COUNTED.search(fold(article.title or ""))
        if match is None:
            continue
        body = fold(article.text[slice(*article.body)])
        parts = [_NUMERALS.index(part) + 1 for part in _PART.findall(body)]
        if parts and parts == list(range(1, len(parts) + 1)) and len(parts) != _NUMERALS.index(match["count"]) + 1:
            yield article.position, match[1], len(parts)


def _rules(article: ArticleFacts) -> Iterator[str]:
    yield from (s.evidence.rule for s in article.statements)
    yield from (m.evidence.rule for m in article.measures)
    yield from (a.evidence.rule for a in article.acts)
