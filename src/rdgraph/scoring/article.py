"""Score one article: pair what was wanted with what was built, part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

from rdflib import PROV, RDF, SKOS
from rdflib.term import Node

from rdgraph.graph.vocabulary import NIF, RD
from rdgraph.scoring.names import LOOSE_NAMES, fold_name, same_name
from rdgraph.scoring.tally import Score
from rdgraph.scoring.view import View

Gold = dict[str, Any]
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


class ArticleScorer:
    """Compares one article with its annotation; what comes of it is added to a score."""

    def __init__(self, view: View, gold: Gold, built: dict[str, Any], result: Score, at: str) -> None:
        self.view, self.gold, self.built, self.result, self.at = view, gold, built, result, at
        self.known = {
            n: {fold_name(x) for x in (e["name"], *e.get("aliases", [])) if x}
            for e in gold["entities"]
            for n in (e["name"], *e.get("aliases", []))
        }

    def run(self) -> None:
        """Compare every part."""
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
            lambda w, b: w["type"] == b["type"] and same_name(w["names"], b["names"], loose=w["type"] in LOOSE_NAMES),
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
