"""Precision, recall and F1 of a graph against hand-made annotations, in the terms of the shared referee.

The definitions (what is scored, how names compare, what optional items mean) are those of the project's scorer; this
module serves users and CI: many annotations at once, loose articles, and gains and losses against another graph.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, TypeVar

from rdflib import DCTERMS, FOAF, PROV, RDF, SKOS, Graph
from rdflib.term import Node

from rdgraph.errors import GraphError
from rdgraph.graph.vocabulary import NIF, RD
from rdgraph.rules.alphabet import GROUPS, TYPES

Gold = dict[str, Any]
PARTS = ("structure", "entities", "practices", "relations", "quantities", "quantity_of", "activities", "evidence")
_BY_KIND = ("entities", "relations", "activities")
_ACCURACY = ("structure", "quantity_of", "evidence")
_LOOSE_NAMES = frozenset(
    {
        *GROUPS["Practice"],
        "Document",
        "Place",
        "LiaisonStation",
        "CongressBody",
        "Department",
        "Organization",
        "Institute",
    }
)
_LONG = (("人民代表大会常务委员会", "人大常委会"), ("人民检察院", "检察院"), ("人民法院", "法院"), ("人民政府", "政府"))
_MARKS = re.compile(r"[\s\"'“”‘’「」『』《》〈〉()（）·、,，—\-]")


def fold_name(name: str | None) -> str:
    """Fold width, quotes, spaces and long official forms, so that spellings of one name compare equal."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", name or ""))
    for long, short in _LONG:
        text = text.replace(long, short)
    return text.lower()


def same_name(a: Iterable[str], b: Iterable[str], *, loose: bool) -> bool:
    """Do two sets of folded names share one, or, loosely, does one hold at least half of the other?"""
    a, b = set(a), set(b)
    if a & b:
        return True
    if not loose:
        return False
    pairs = (sorted((x, y), key=len) for x in a for y in b)
    return any(len(short) >= 2 and short in long and len(short) / len(long) >= 0.5 for short, long in pairs)


@dataclass
class Tally:
    """Hits, misses and extras of one part."""

    hits: int = 0
    extras: int = 0
    misses: int = 0

    @property
    def precision(self) -> float:
        """Share of what was built that is right."""
        return self.hits / (self.hits + self.extras) if self.hits + self.extras else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was built."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        wanted, built = self.hits + self.misses, self.hits + self.extras
        return f"P {self.precision:.3f}  R {self.recall:.3f}  gold {wanted:4}  built {built:4}"


@dataclass
class Score:
    """Tallies by part and kind, and every single hit, miss and extra as a line of text."""

    tallies: defaultdict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    hits: dict[str, str] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)
    """Hits and extras by line, with the rule that made them."""

    def add(self, part: str, kind: str, outcome: str, line: str, rule: str = "") -> None:
        """Count one outcome: ``hit``, ``miss`` or ``extra``; *rule* is the id of the rule that made a hit or extra."""
        tally = self.tallies[part, kind]
        if outcome == "hit":
            tally.hits += 1
            if part != "evidence":  # the passage of a false statement may be sound: no gain, and no loss when it goes
                self.hits[f"{part} {line}"] = rule
        elif outcome == "miss":
            tally.misses += 1
            self.misses.append(f"{part} {line}")
        else:
            tally.extras += 1
            self.extras[f"{part} {line}"] = rule

    def part(self, name: str) -> Tally:
        """Return the sum of a part's tallies."""
        wanted, kinds = ("entities", set(GROUPS["Practice"])) if name == "practices" else (name, None)
        total = Tally()
        for (part, kind), tally in self.tallies.items():
            if part == wanted and (kinds is None or kind in kinds):
                total.hits += tally.hits
                total.extras += tally.extras
                total.misses += tally.misses
        return total

    def figure(self, name: str) -> float:
        """Return a part's F1, or its accuracy where only presence counts."""
        part = self.part(name)
        return part.recall if name in _ACCURACY else part.f1

    def lines(self) -> Iterator[str]:
        """Yield the figures of every part, and of every type of entity, relation and activity, a line each."""
        for name in PARTS:
            yield f"{name:12} {self.figure(name):.3f}   {self.part(name)}"
        for name in _BY_KIND:
            kinds = sorted(kind for part, kind in self.tallies if part == name)
            if kinds:
                yield f"-- {name} by type"
            yield from (
                f"   {kind:18} F1 {self.tallies[name, kind].f1:.3f}  {self.tallies[name, kind]}" for kind in kinds
            )

    def merge(self, other: Score) -> None:
        """Add another score to this one."""
        for key, tally in other.tallies.items():
            mine = self.tallies[key]
            mine.hits += tally.hits
            mine.extras += tally.extras
            mine.misses += tally.misses
        self.hits |= other.hits
        self.misses += other.misses
        self.extras |= other.extras

    def changes(self, before: Score) -> tuple[dict[str, str], dict[str, str]]:
        """Return what was gained and what was lost against another score: lines, and the rule behind each.

        A gain is a new hit or a dropped extra, a loss a dropped hit or a new extra.
        """
        gained = {f"+ {line}": rule for line, rule in self.hits.items() if line not in before.hits}
        gained |= {f"− {line}": rule for line, rule in before.extras.items() if line not in self.extras}
        lost = {f"− {line}": rule for line, rule in before.hits.items() if line not in self.hits}
        lost |= {f"+ {line}": rule for line, rule in self.extras.items() if line not in before.extras}
        return dict(sorted(gained.items())), dict(sorted(lost.items()))


def load_gold(path: Path) -> Gold:
    """Read one annotation; raise `GraphError` where it is none."""
    try:
        gold: Gold = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(gold["articles"], list)
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise GraphError(f"不是标注文件：{error!r}", "not an annotation", file=str(path)) from error
    return gold


def score_graph(graph: Graph, gold: Gold, name: str) -> Score:
    """Score what a graph says of the issue, or the loose article, that an annotation describes."""
    view, result = _View(graph), Score()
    issue = gold.get("issue")
    if issue is None:
        title = fold_name(gold["articles"][0]["title"])
        loose = [n for n in graph.subjects(RDF.type, RD.Article) if (n, DCTERMS.isPartOf, None) not in graph]
        nodes = [n for n in loose if fold_name(view.text(n, DCTERMS.title)) == title]
        if not nodes:
            texts = {n: fold_name(view.text(n, NIF.isString)) for n in loose}
            nodes = [n for n, text in texts.items() if title and title in text]
        if not nodes:
            raise GraphError.of("graph.no-article", file=name)
        built = [view.article(nodes[0])]
    else:
        # an issue that prints one number only has no total number: its date tells it from others
        keys = [("total_number", RD.totalNumber)] if issue["total_number"] else _NUMBERED
        found = [
            i for i in sorted(graph.subjects(RDF.type, RD.Issue), key=str)
            if all(view.text(i, term) == str(issue[key]) for key, term in keys)
        ]  # fmt: skip
        found.sort(key=lambda i: fold_name(view.text(i, DCTERMS.title)) != fold_name(issue["title"]))
        if not found:
            number = issue["total_number"] or issue["number"]
            raise GraphError.of("graph.no-issue", file=name, number=number)
        parts = sorted(graph.objects(found[0], DCTERMS.hasPart), key=lambda a: int(view.text(a, RD.position) or 0))
        built = [view.article(a) for a in parts]
        _masthead(view, found[0], gold, len(built), result, name)
    for wanted, got in _align(gold["articles"], built):
        _ArticleScorer(view, wanted, got, result, f"{name}/{wanted['id']}").run()
    return result


_NUMBERED = [("number", RD.number), ("date", DCTERMS.issued)]


class _View:
    """A graph read through the terms of the model."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._by_article: dict[Node, list[Node]] = defaultdict(list)
        for node, article in graph.subject_objects(RD.article):
            self._by_article[article].append(node)

    def text(self, node: Node, predicate: Node) -> str | None:
        value = self.graph.value(node, predicate)
        return None if value is None else str(value)

    def labels(self, node: Node | None) -> set[str]:
        if node is None:
            return set()
        terms = (SKOS.prefLabel, SKOS.altLabel, FOAF.name, DCTERMS.title)
        return {fold_name(str(o)) for p in terms for o in self.graph.objects(node, p)} - {""}

    def type(self, node: Node) -> str | None:
        local = {str(t).removeprefix(str(RD)) for t in self.graph.objects(node, RDF.type)}
        return next(
            (t for t in TYPES if t in local and t != "Organization"),
            "Organization" if "Organization" in local else None,
        )

    def article(self, node: Node) -> dict[str, Any]:
        graph = self.graph
        section = graph.value(node, RD.section)
        findings: dict[str, list[Node]] = defaultdict(list)
        for finding in sorted(self._by_article[node], key=str):
            findings[str(graph.value(finding, RDF.type)).removeprefix(str(RD))].append(finding)
        rules = {
            graph.value(a, RDF.object): self.text(a, RD.rule) or ""
            for a in findings["Assertion"]
            if self.text(a, RDF.predicate) == str(RD.mentions)
        }
        return {
            "node": node,
            "title": self.text(node, DCTERMS.title),
            "kind": self.text(node, RD.articleKind),
            "section": None if section is None else self.text(section, SKOS.prefLabel),
            "division": self.labels(graph.value(node, RD.division)),
            "body_organ": self.labels(graph.value(node, RD.bodyOrgan)),
            "unit": self.text(node, RD.byline),
            "authors": [self.labels(p) for p in graph.objects(node, DCTERMS.creator)],
            "entities": {
                e: {"type": t, "names": self.labels(e), "rule": rules.get(e, "")}
                for e in sorted(graph.objects(node, RD.mentions), key=str)
                if (t := self.type(e))
            },
            "text": self.text(node, NIF.isString),
            "findings": findings,
        }


_EMPTY: dict[str, Any] = {
    "node": None, "title": None, "kind": None, "section": None, "division": set(), "body_organ": set(), "unit": None,
    "authors": [], "entities": {}, "text": None, "findings": defaultdict(list),
}  # fmt: skip


def _masthead(view: _View, node: Node, gold: Gold, count: int, result: Score, name: str) -> None:
    graph, issue = view.graph, gold["issue"]

    def people(predicate: Node) -> set[str]:
        return {n for o in graph.objects(node, predicate) for n in (view.labels(o) or {fold_name(str(o))})}

    got: dict[str, Any] = {
        "title": {fold_name(view.text(node, DCTERMS.title))}, "series": {fold_name(view.text(node, RD.series))},
        "number": {view.text(node, RD.number)}, "total_number": {view.text(node, RD.totalNumber)},
        "date": {(view.text(node, DCTERMS.issued) or "")[:10]}, "compiler": people(RD.compiler),
        "editor": people(RD.editor),
    }  # fmt: skip
    for key, have in got.items():
        value = issue.get(key)
        if value in (None, "", []):
            continue
        want = str(value) if key in ("number", "total_number", "date") else fold_name(str(value))
        result.add("structure", key, "hit" if want in have else "miss", f"{name} {key} {want} / {have}")
    recipients = {fold_name(str(r)) for r in graph.objects(node, RD.recipient)}
    same = recipients == {fold_name(r) for r in issue.get("sent_to", [])}
    result.add("structure", "sent_to", "hit" if same else "miss", f"{name} recipients {sorted(recipients)}")
    same = count == len(gold["articles"])
    result.add("structure", "article_count", "hit" if same else "miss", f"{name} {count} articles")


def _align(gold: list[Gold], built: list[dict[str, Any]]) -> list[tuple[Gold, dict[str, Any]]]:
    if len(gold) == len(built):
        return list(zip(gold, built, strict=True))
    left, pairs = list(built), []
    for wanted in gold:
        title, division = fold_name(wanted["title"]), fold_name(wanted["division"])

        def likeness(b: dict[str, Any], title: str = title, division: str = division) -> float:
            return SequenceMatcher(None, title, fold_name(b["title"])).ratio() + (division in b["division"])

        best = max(left, key=likeness, default=None)
        if best is not None and likeness(best) >= 0.9:
            left.remove(best)
        else:
            best = None
        pairs.append((wanted, best or _EMPTY))
    return pairs


_W = TypeVar("_W")
_B = TypeVar("_B")


def _pair(
    wanted: Sequence[_W], built: Sequence[_B], same: Callable[[_W, _B], bool], required: Callable[[_W], bool]
) -> tuple[list[tuple[_W, _B]], list[_W], list[_B]]:
    left, pairs, missed = list(built), [], []
    for item in sorted(wanted, key=lambda w: not required(w)):
        hit = next((b for b in left if same(item, b)), None)
        if hit is None:
            missed.append(item)
        else:
            left.remove(hit)
            pairs.append((item, hit))
    return pairs, missed, left


def _rule(built: Any) -> str:  # noqa: ANN401 - an item of any part
    """Return the rule of a built item: under ``rule``, or last."""
    return str(built["rule"] if isinstance(built, dict) else built[-1])


def _required(item: Gold) -> bool:
    return not item.get("optional")


class _ArticleScorer:
    def __init__(self, view: _View, gold: Gold, built: dict[str, Any], result: Score, at: str) -> None:
        self.view, self.gold, self.built, self.result, self.at = view, gold, built, result, at
        self.known = {
            n: {fold_name(x) for x in (e["name"], *e.get("aliases", [])) if x}
            for e in gold["entities"]
            for n in (e["name"], *e.get("aliases", []))
        }

    def run(self) -> None:
        self._structure()
        self._entities()
        self._relations()
        self._quantities()
        self._activities()

    def _structure(self) -> None:
        gold, built = self.gold, self.built
        authors = [fold_name(a) for a in gold["authors"]]
        checks = {
            "kind": (built["kind"] or "") == gold["kind"],
            "section": fold_name(built["section"]) == fold_name(gold["section"]),
            "title": fold_name(built["title"]) == fold_name(gold["title"]),
            "division": fold_name(gold["division"]) in built["division"],
            "body_organ": fold_name(gold["body_organ"]) in built["body_organ"],
            "authors": len(authors) == len(built["authors"])
            and all(any(a in n for n in built["authors"]) for a in authors),
            "unit": fold_name(built["unit"]) == fold_name(gold["unit"]),
        }
        for key, right in checks.items():
            self.result.add(
                "structure", key, "hit" if right else "miss", f"{self.at} {key} {gold.get(key)!r} / {built[key]!r}"
            )

    def _outcomes(
        self, part: str, kind: Callable[[Any], str], line: Callable[[Any], str], pairs: list[tuple[Gold, Any]],
        missed: list[Gold],
    ) -> None:  # fmt: skip
        for wanted, got in pairs:
            if _required(wanted):
                self.result.add(part, kind(wanted), "hit", f"{self.at} {line(wanted)}", _rule(got))
        for wanted in missed:
            if _required(wanted):
                self.result.add(part, kind(wanted), "miss", f"{self.at} {line(wanted)}")

    def _entities(self) -> None:
        wanted = [dict(e, names=self.known[e["name"]]) for e in self.gold["entities"]]
        pairs, missed, extra = _pair(
            wanted,
            list(self.built["entities"].values()),
            lambda w, b: w["type"] == b["type"] and same_name(w["names"], b["names"], loose=w["type"] in _LOOSE_NAMES),
            _required,
        )
        self._outcomes("entities", lambda e: str(e["type"]), lambda e: f"{e['type']} {e['name']}", pairs, missed)
        optional = [e for e in wanted if not _required(e)]
        for entity in extra:
            if not any(same_name(entity["names"], o["names"], loose=True) for o in optional):
                names = "/".join(sorted(entity["names"]))
                self.result.add(
                    "entities", entity["type"], "extra", f"{self.at} {entity['type']} {names}", entity["rule"]
                )

    def _relations(self) -> None:
        view, graph = self.view, self.view.graph
        unique: dict[tuple[Any, ...], tuple[Any, str, Any, str]] = {}
        text = fold_name(self.built["text"])
        for node in self.built["findings"]["Assertion"]:
            s, p, o = (graph.value(node, t) for t in (RDF.subject, RDF.predicate, RDF.object))
            predicate = str(p).removeprefix(str(RD))
            quotes = [str(q) for e in graph.objects(node, PROV.wasDerivedFrom) for q in graph.objects(e, NIF.anchorOf)]
            sound = bool(quotes) and bool(text) and all(fold_name(q) in text for q in quotes)
            self.result.add("evidence", "quoted", "hit" if sound else "miss", f"{self.at} {predicate} {quotes}")
            if predicate != "mentions":
                unique.setdefault((s, predicate, o), (s, predicate, o, view.text(node, RD.rule) or ""))

        def names(name: str) -> set[str]:
            return {"article"} if name == "ARTICLE" else self.known.get(name, {fold_name(name)})

        def ends(node: Node | None) -> set[str]:
            return {"article"} if node == self.built["node"] else view.labels(node)

        def same(w: Gold, b: tuple[Any, str, Any, str]) -> bool:
            if w["p"] != b[1]:
                return False
            s, o, bs, bo = names(w["s"]), names(w["o"]), ends(b[0]), ends(b[2])
            if same_name(s, bs, loose=True) and same_name(o, bo, loose=True):
                return True
            return w["p"] == "cooperatesWith" and same_name(s, bo, loose=True) and same_name(o, bs, loose=True)

        pairs, missed, extra = _pair(self.gold["relations"], list(unique.values()), same, _required)
        self._outcomes("relations", lambda r: str(r["p"]), lambda r: f"{r['s']} {r['p']} {r['o']}", pairs, missed)
        for built in extra:
            if not any(same(w, built) for w in self.gold["relations"]):
                line = f"{'/'.join(sorted(ends(built[0])))} {built[1]} {'/'.join(sorted(ends(built[2])))}"
                self.result.add("relations", built[1], "extra", f"{self.at} {line}", built[3])

    def _quantities(self) -> None:
        view = self.view
        built = [
            (
                float(view.text(n, RD.value) or "nan"),
                fold_name(view.text(n, RD.unit)),
                fold_name(view.text(n, RD.quantityOf)),
                view.text(n, RD.rule) or "",
            )
            for n in self.built["findings"]["Quantity"]
        ]

        def same(w: Gold, b: tuple[float, str, str, str]) -> bool:
            value = float(w["value"])
            return abs(value - b[0]) < 1e-6 * max(1.0, abs(value)) and fold_name(w["unit"]) == b[1]

        pairs, missed, extra = _pair(self.gold["quantities"], built, same, _required)
        self._outcomes("quantities", lambda _: "value+unit", lambda q: str(q["text"]), pairs, missed)
        for wanted, got in pairs:
            counted = fold_name(wanted.get("of"))
            if _required(wanted) and counted:
                near = bool(got[2]) and SequenceMatcher(None, counted, got[2]).ratio() >= 0.5
                line = f"{self.at} {wanted['text']}: {counted}"
                if near:
                    self.result.add("quantity_of", "of", "hit", line, got[3])
                else:
                    self.result.add("quantity_of", "of", "miss", f"{line} / {got[2]}")
        for got in extra:
            self.result.add("quantities", "value+unit", "extra", f"{self.at} {got[0]:g} {got[1]} {got[2]}", got[3])

    def _activities(self) -> None:
        view, graph = self.view, self.view.graph
        built = []
        for node in self.built["findings"]["Activity"]:
            kind = graph.value(node, RD.activityType)
            built.append(
                (
                    fold_name(view.text(kind, SKOS.prefLabel)) if kind is not None else "",
                    view.labels(graph.value(node, PROV.wasAssociatedWith)),
                    fold_name(view.text(node, RD.object)),
                    view.text(node, RD.rule) or "",
                )
            )

        def same(w: Gold, b: tuple[str, set[str], str, str]) -> bool:
            want = fold_name(w.get("object"))
            near = not want or want in b[2] or (b[2] and b[2] in want)
            near = near or SequenceMatcher(None, want, b[2]).ratio() >= 0.4
            agent = not w.get("agent") or fold_name(w["agent"]) in b[1]
            return fold_name(w["type"]) == b[0] and agent and bool(near)

        pairs, missed, extra = _pair(self.gold["activities"], built, same, _required)
        self._outcomes(
            "activities",
            lambda a: str(a["type"]),
            lambda a: f"{a['type']} {a.get('agent')} {a.get('object')}",
            pairs,
            missed,
        )
        for got in extra:
            if not any(same(dict(w, agent=None), got) for w in self.gold["activities"]):
                self.result.add(
                    "activities", got[0], "extra", f"{self.at} {got[0]} {'/'.join(sorted(got[1]))} {got[2]}", got[3]
                )
