"""Activities: acts of supervision and deputy duty, from patterns over the tape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rdgraph.extract.agents import Agents
from rdgraph.extract.matching import Hit, Matching
from rdgraph.extract.modality import Modalities
from rdgraph.extract.taken import Taken
from rdgraph.model.found import Activity


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A match that may become an activity: `[low, high)` is the dense span of its object."""

    low: int
    high: int
    act: Activity
    hit: Hit


def find_activities(stage: Matching, modalities: Modalities, agents: Agents) -> list[Activity]:
    """Return one activity for each act and object; of matches of one type that overlap, the better rule's stays."""
    kept: list[_Proposal] = []
    taken: defaultdict[str, Taken[_Proposal]] = defaultdict(lambda: Taken(len(stage.reading.text)))
    told: set[tuple[str, str]] = set()
    for proposal in sorted(_propose(stage, modalities, agents), key=_rank):
        low, high, act = proposal.low, proposal.high, proposal.act
        rival = taken[act.type].rival(low, high)
        if rival is None and (act.type, act.object) not in told:
            taken[act.type].add(low, high, proposal)
            told.add((act.type, act.object))
            kept.append(proposal)
        elif rival is not None and (rival.act.rule, rival.low, rival.high) != (act.rule, low, high):
            stage.reject(proposal.hit.compiled, low, high, f"overlap:{rival.act.rule}")
    return [p.act for p in sorted(kept, key=lambda p: (p.act.span.start, p.act.type, p.low))]


def _rank(p: _Proposal) -> tuple[int, int, int, str]:
    return (-p.hit.compiled.rule.priority, p.low, p.high - p.low, p.act.rule)


def _propose(stage: Matching, modalities: Modalities, agents: Agents) -> Iterator[_Proposal]:
    tape, reading = stage.tape, stage.reading
    for hit in stage.hits():
        rule, match, start = hit.compiled.rule, hit.match, hit.offset
        object_ = tape.surface(start + match.start("object"), start + match.end("object"))
        if not stage.admits(hit, object_, match.start(), match.end()):
            continue
        at = start + match.start()
        span = reading.span(*tape.below(at, start + match.end()))
        for a, b in match.spans("object"):
            if len(tape.surface(start + a, start + b)) < 2:
                continue
            low, high = tape.below(start + a, start + b)
            act = Activity(
                rule.type or "", agents.at(at, start)[0], reading.surface(low, high), reading.span(low, high), span,
                rule.id, rule.confidence, modality=modalities.at(hit.number, at),
            )  # fmt: skip
            yield _Proposal(low, high, act, hit)
