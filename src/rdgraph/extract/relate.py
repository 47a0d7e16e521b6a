"""Relations between mentions, from patterns over the tape."""

from __future__ import annotations

from itertools import product

import regex

from rdgraph.extract.agents import Agents
from rdgraph.extract.matching import Matching
from rdgraph.extract.modality import Modalities
from rdgraph.extract.tape import Tape
from rdgraph.model.found import Relation


def find_relations(stage: Matching, modalities: Modalities, agents: Agents) -> list[Relation]:
    """Return one relation for each pair of subject and object that a rule's match names."""
    found: dict[tuple[int, str, int], Relation] = {}
    tape = stage.tape
    for hit in stage.hits():
        rule, match, start = hit.compiled.rule, hit.match, hit.offset
        if not stage.admits(hit, match[0], match.start(), match.end()):
            continue
        modality = modalities.at(hit.number, start + match.start())
        span = stage.reading.span(*tape.below(start + match.start(), start + match.end()))
        for subject, object_ in product(
            _ends(rule.subject, match, tape, start, agents), _ends(rule.object, match, tape, start, agents)
        ):
            if subject == object_:
                continue
            key = (subject, rule.predicate or "", object_)
            relation = Relation(*key, span, rule.id, rule.confidence, rule.role, modality)
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
    return tuple(slot for a, b in match.spans(name) for slot in tape.slots_in(start + a, start + b))
