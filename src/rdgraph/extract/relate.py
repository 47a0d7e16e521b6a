"""Relations between mentions, from patterns over the tape."""

from __future__ import annotations

from itertools import product

import regex

from rdgraph.extract.agents import Agents
from rdgraph.extract.candidates import refusal
from rdgraph.extract.modality import modality_at
from rdgraph.extract.reading import Reading
from rdgraph.extract.tape import Tape
from rdgraph.model.found import ARTICLE, Relation
from rdgraph.rules.matcher import TriggerIndex


def find_relations(
    reading: Reading, tape: Tape, index: TriggerIndex, modalities: TriggerIndex, agents: Agents
) -> list[Relation]:
    """Return one relation for each pair of subject and object that a rule's match names."""
    found: dict[tuple[int, str, int], Relation] = {}
    starts = [s for s, _ in tape.sentences]
    modal = dict(modalities.candidates(tape.text, starts))
    for number, rules in index.candidates(tape.text, starts):
        start, end = tape.sentences[number]
        sentence = tape.text[start:end]
        for compiled in rules:
            rule = compiled.rule
            if rule.guards.only_in and reading.zone(tape.below(start, start + 1)[0]) not in rule.guards.only_in:
                continue
            for match in compiled.pattern.finditer(sentence):
                if refusal(compiled, match[0], sentence[: match.start()], sentence[match.end() :]) is not None:
                    continue
                modality = modality_at(tape, (start, end), start + match.start(), modal.get(number, []))
                low, high = tape.below(start + match.start(), start + match.end())
                for subject, object_ in product(
                    _ends(rule.subject, match, tape, start, agents), _ends(rule.object, match, tape, start, agents)
                ):
                    if subject == object_:
                        continue
                    key = (subject, rule.predicate or "", object_)
                    relation = Relation(
                        subject, rule.predicate or "", object_, reading.span(low, high), rule.id, rule.confidence,
                        rule.role, modality,
                    )  # fmt: skip
                    if key not in found or _rank(relation) > _rank(found[key]):
                        found[key] = relation
    return list(found.values())


def _rank(relation: Relation) -> tuple[bool, float, int]:
    return (relation.modality is None, relation.confidence, -relation.span.start)


def _ends(name: str, match: regex.Match[str], tape: Tape, start: int, agents: Agents) -> tuple[int, ...]:
    if name == "agent":
        return agents.at(start + match.start(), start)[:1]
    if name == "body":
        return (agents.default,)
    if name == "article":
        return (ARTICLE,)
    return tuple(slot for a, b in match.spans(name) for slot in tape.slots_in(start + a, start + b))
